"""“6 rõ”: what each task states of who, what, when, who answers, which product and who decides, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from pipeline.build import build_corpus
from pipeline.cli import main
from pipeline.store import query, save_corpus
from tests.conftest import REPOSITORY

PLAN = """
ỦY BAN NHÂN DÂN XÃ ĐỒNG MÂY
Số: 7/KH-UBND
Đồng Mây, ngày 05 tháng 01 năm 2026
KẾ HOẠCH
Sửa cầu và đường làng
I. NHIỆM VỤ
1. Sửa cầu
1.1. Lập phương án thay mặt cầu, trình Ủy ban nhân dân xã phê duyệt trước ngày 31/3/2026 (sản phẩm: bản vẽ).
1.2. Thay mặt cầu.
1.3. Trồng ít nhất 40 cây hai bên cầu.
2. Sửa đường
2.1. Đổ bê tông các ngõ.
2.2. Lắp đèn đường.
2.3. Quét dọn đường làng hằng tuần.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế
- Chủ trì, phối hợp với Công an xã thực hiện nhiệm vụ tại mục 1, phần I.
2. Phòng Văn hóa
- Chủ trì thực hiện nhiệm vụ tại mục 1.3, phần I.
- Thực hiện nhiệm vụ tại mục 2.1, phần I.
3. Các thôn, các trường học
- Thực hiện nhiệm vụ tại mục 2.2, phần I.
"""
SIX = ("people", "work", "time", "responsibility", "product", "authority")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clarity")
    (folder / "plans").mkdir()
    (folder / "plans" / "plan.txt").write_text(PLAN, encoding="utf-8")
    save_corpus(build_corpus(folder / "plans", workers=1), folder / "plan.duckdb")
    return folder / "plan.duckdb"


@pytest.mark.parametrize(
    ("path", "stated", "leads"),
    [
        ("I.1.1", {"people", "work", "time", "responsibility", "product", "authority"}, ["Phòng Kinh tế"]),
        ("I.1.2", {"people", "work", "responsibility"}, ["Phòng Kinh tế"]),
        ("I.1.3", {"people", "work", "responsibility", "product"}, ["Phòng Kinh tế", "Phòng Văn hóa"]),
        ("I.2.1", {"people", "work", "responsibility"}, []),  # one body does it, without leading
        ("I.2.2", {"people", "work"}, []),  # several do it and none leads
        ("I.2.3", {"work", "time"}, []),
    ],
)
def test_what_a_task_states(database: Path, path: str, stated: set[str], leads: list[str]) -> None:
    sql = f"SELECT {', '.join(SIX)}, stated, leads FROM task_clarity"
    ((*found, count, leading),) = query(database, f"{sql} WHERE path = $path", {"path": path}).rows
    assert {one for one, is_stated in zip(SIX, found, strict=True) if is_stated} == stated
    assert count == len(stated)
    assert leading == leads


def test_where_it_stands(database: Path) -> None:
    sql = "SELECT people_at, time_at, responsibility_at, authority_at FROM task_clarity WHERE path = $path"
    rows = {path: query(database, sql, {"path": path}).rows[0] for path in ("I.1.1", "I.1.3")}
    assert rows == {
        "I.1.1": (["II.1.-1"], ["I.1.1"], ["II.1.-1"], ["I.1.1"]),
        "I.1.3": (["II.1.-1", "II.2.-1"], [], ["II.1.-1", "II.2.-1"], []),
    }


def test_a_plan_is_the_sum_of_its_tasks(database: Path) -> None:
    (row,) = query(database, f"SELECT tasks, {', '.join(SIX)}, score FROM plan_clarity").rows
    counts = ", ".join(f"count(*) FILTER ({one})" for one in SIX)
    sql = f"SELECT count(*), {counts}, round(sum(stated) / (6 * count(*)), 3) FROM task_clarity"
    assert query(database, sql).rows == [row]
    assert row[0] == 6


def test_a_sentence_broken_off_is_no_clear_work(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(
        "KẾ HOẠCH\nSửa cầu\nI. NHIỆM VỤ\n1. Khảo sát\n- Khảo sát các cầu gỗ trong xã và lập danh sách những\n"
        "5. Sơn lan can.\nII. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế: Chủ trì.\n",
        encoding="utf-8",
    )
    save_corpus(build_corpus(tmp_path, workers=1), tmp_path / "plan.duckdb")
    rows = query(tmp_path / "plan.duckdb", "SELECT path, work FROM task_clarity").rows
    assert rows == [("I.1.-1", False), ("I.5", True)]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("chosen", [(), ("--plan", "7/KH-UBND")], ids=["all plans", "one plan"])
def test_the_report_fits_eighty_columns(database: Path, lang: str, chosen: tuple[str, ...]) -> None:
    arguments = ["clarity", *chosen, "--db", str(database), "--lang", lang]
    answer = CliRunner(env={"COLUMNS": "80"}).invoke(main, arguments)
    assert answer.exit_code == 0, answer.output
    assert [line for line in answer.stdout.splitlines() if cell_len(line) > 80] == []
    assert "7/KH-UBND" in answer.stdout
    assert bool(chosen) == ("Phòng Kinh tế" in answer.stdout)
    assert "83%" in answer.stdout  # five of six tasks name who does them


def test_every_place_named_is_a_unit(tmp_path: Path) -> None:
    save_corpus(build_corpus(REPOSITORY / "data" / "raw", workers=1), tmp_path / "samples.duckdb")
    places = " UNION ALL ".join(f"SELECT plan_id, unnest({one}_at) AS path FROM task_clarity" for one in SIX)
    (named,) = query(tmp_path / "samples.duckdb", f"SELECT count(*) FROM ({places})").rows[0]
    found = query(tmp_path / "samples.duckdb", f"SELECT count(*) FROM ({places}) JOIN units USING (plan_id, path)").rows
    assert found == [(named,)]
    assert named > 0
