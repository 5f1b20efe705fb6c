"""The chain: what becomes of every file of a folder, and that the same folder always gives the same corpus."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.errors import NothingToRead
from extractors.records import Corpus, Source
from pipeline.build import Phase, build_corpus
from pipeline.store import load_corpus, query, save_corpus

_PLAN = """\
ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY
Số: {serial}/KH-UBND
Sông Mây, ngày 05 tháng 3 năm 2026

KẾ HOẠCH
Mở thư viện lưu động {serial}

I. MỤC ĐÍCH, YÊU CẦU
- Đưa sách về gần người đọc.

II. NHIỆM VỤ
1. Mua 3 xe chở sách, hoàn thành trong tháng 6/2026.
2. Tuyển người lái xe biết kể chuyện cho trẻ em.

III. TỔ CHỨC THỰC HIỆN
1. Sở Văn hóa, Thể thao và Du lịch chủ trì thực hiện kế hoạch này.
2. Sở Tài chính bố trí kinh phí mua xe.
"""


def _write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / name.replace("__", ".").replace("_in_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _rows(corpus: Corpus) -> dict[str, Source]:
    return {source.source: source for source in corpus.sources}


def test_plans_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    folder = _write(tmp_path, b__txt=_PLAN.format(serial=2), a_in_z__md=_PLAN.format(serial=1), c__txt="")
    corpus = build_corpus(folder)
    assert [plan.text.source for plan in corpus.plans] == ["a/z.md", "b.txt"]
    assert [source.source for source in corpus.sources] == ["a/z.md", "b.txt", "c.txt"]
    row = _rows(corpus)["b.txt"]
    assert (row.status, row.plan_id, row.reason) == ("ok", corpus.plans[1].plan_id, None)
    assert row.sha256 == corpus.plans[1].text.sha256


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("README.md", "# Các kế hoạch của tỉnh\n\nThư mục này giữ các tệp tải về hôm qua.\n", "skipped", "no plan"),
        ("ghi chú.txt", "Mai nhớ gọi lại.\n", "skipped", "no plan"),
        ("manifest.toml", "plan = 1\n", "skipped", "not a format"),
        ("bảng.xlsx", "PK\x03\x04\x14\x00xl/workbook.xml", "skipped", "not a format"),
        (".ghi-chu.txt", _PLAN.format(serial=5), "skipped", "hidden"),
        (".git/config.txt", _PLAN.format(serial=6), "skipped", "hidden"),
        ("rỗng.txt", "", "failed", "empty"),
        ("ảnh.txt", "\x00\x01\x02\x03", "failed", "not a format"),
    ],
)
def test_what_is_no_plan_costs_its_own_row(tmp_path: Path, name: str, content: str, status: str, said: str) -> None:
    _write(tmp_path, plan__txt=_PLAN.format(serial=1))
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content, encoding="utf-8")
    corpus = build_corpus(tmp_path)
    assert len(corpus.plans) == 1
    (row,) = [source for source in corpus.sources if source.source != "plan.txt"]
    assert row.source in (name, f"{name.partition('/')[0]}/")
    assert (row.status, row.plan_id) == (status, None)
    assert row.reason
    assert said in (row.reason_en or row.reason)


def test_links_pipes_and_odd_names_disturb_nothing(tmp_path: Path) -> None:
    folder = _write(tmp_path / "plans", plan__txt=_PLAN.format(serial=1))
    outside = _write(tmp_path / "outside", other__txt=_PLAN.format(serial=2))
    (folder / "linked.txt").symlink_to(outside / "other.txt")
    (folder / "gone.txt").symlink_to(outside / "nothing.txt")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/odd\xff.txt")).write_text(_PLAN.format(serial=3), encoding="utf-8")
    statuses = {name: row.status for name, row in _rows(build_corpus(folder)).items()}
    assert statuses == {
        "circle.txt": "failed",
        "gone.txt": "failed",
        "linked.txt": "ok",
        "odd\\xff.txt": "ok",
        "pipe.txt": "skipped",
        "plan.txt": "ok",
        "round/": "skipped",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_is_locked_is_said(tmp_path: Path) -> None:
    _write(tmp_path, plan__txt=_PLAN.format(serial=1), locked__txt="x", closed_in_x__txt="x")
    (tmp_path / "locked.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    rows = _rows(build_corpus(tmp_path))
    (tmp_path / "closed").chmod(0o700)
    assert (rows["locked.txt"].status, rows["closed/"].status) == ("failed", "failed")


def test_a_plan_read_before_is_skipped_and_names_the_first(tmp_path: Path) -> None:
    text = _PLAN.format(serial=1)
    corpus = build_corpus(_write(tmp_path, a__txt=text, b__txt=text + "\nNơi nhận: như trên.\n"))
    assert [plan.text.source for plan in corpus.plans] == ["a.txt"]
    again = _rows(corpus)["b.txt"]
    assert (again.status, again.plan_id) == ("skipped", corpus.plans[0].plan_id)
    assert "“a.txt”" in (again.reason or "")


@pytest.mark.parametrize("make", [lambda folder: folder / "nowhere", lambda folder: folder])
def test_a_folder_without_plans_is_refused(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    (tmp_path / "manifest.toml").write_text("")
    with pytest.raises(NothingToRead, match=str(make(tmp_path))):
        build_corpus(make(tmp_path))


def _without_seconds(corpus: Corpus) -> Corpus:
    sources = tuple(source.model_copy(update={"seconds": 0.0}) for source in corpus.sources)
    return corpus.model_copy(update={"sources": sources})


def test_the_same_folder_gives_the_same_corpus_in_one_process_or_two(tmp_path: Path) -> None:
    folder = _write(tmp_path, a__txt=_PLAN.format(serial=1), b__txt=_PLAN.format(serial=2), c__txt="")
    first = build_corpus(folder, workers=1)
    assert _without_seconds(build_corpus(folder, workers=1)) == _without_seconds(first)
    assert _without_seconds(build_corpus(folder, workers=2)) == _without_seconds(first)
    assert all(source.seconds > 0 for source in first.sources if source.status == "ok")


def test_progress_is_told_for_every_file(tmp_path: Path) -> None:
    told: list[tuple[Phase, int, int, str]] = []
    folder = _write(tmp_path, a__txt=_PLAN.format(serial=1), b__txt="")
    build_corpus(folder, progress=lambda phase, done, total, name: told.append((phase, done, total, name)))
    assert told == [("read", 0, 2, ""), ("read", 1, 2, "a.txt"), ("read", 2, 2, "b.txt"), ("compare", 0, 0, "")]


# --- the sample plans, through the whole chain -------------------------------------------------------------------

_SAMPLES = Path(__file__).resolve().parent.parent / "data" / "raw"
_REAL_PLANS = Path(__file__).resolve().parent.parent.parent / "shared" / "plans"


@pytest.fixture(scope="module", params=[_SAMPLES, _REAL_PLANS], ids=["samples", "real plans"])
def family(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Corpus, Path]:
    """A folder of plans, its corpus, and the database of that."""
    folder: Path = request.param
    if not folder.is_dir():
        pytest.skip(f"{folder.parent.name}/{folder.name} is not beside this checkout")
    corpus = build_corpus(folder)
    database = tmp_path_factory.mktemp("family") / "plans.duckdb"
    save_corpus(corpus, database)
    return folder, corpus, database


Family = tuple[Path, Corpus, Path]


def test_a_corpus_is_saved_and_loaded_again(family: Family) -> None:
    _, corpus, database = family
    assert load_corpus(database) == corpus


def test_two_processes_find_the_same_as_one(family: Family) -> None:
    folder, corpus, _ = family
    assert _without_seconds(build_corpus(folder, workers=2)) == _without_seconds(corpus)


_QUOTED = ("plan_facts", "abbreviations", "units", "tasks", "targets", "deadlines", "assignments", "citations")


@pytest.mark.parametrize("table", _QUOTED)
def test_every_quote_stands_where_it_is_said_to(family: Family, table: str) -> None:
    sql = f"""
        SELECT count(*), count(*) FILTER (p.text[t.start_char + 1:t.end_char] IS DISTINCT FROM t.quote)
        FROM {table} t JOIN plans p USING (plan_id)
    """
    ((rows, wrong),) = query(family[2], sql).rows
    assert wrong == 0
    assert rows > 0 or table == "abbreviations"


def test_every_finding_carries_the_words_of_both_plans(family: Family) -> None:
    sql = """
        SELECT f.kind, f.path, f.parent_path FROM findings f
        JOIN plans p ON p.plan_id = f.plan_id
        LEFT JOIN plans parent ON parent.plan_id = f.parent_plan_id
        WHERE (f.path IS NOT NULL) <> (f.quote IS NOT NULL)
            OR (f.parent_path IS NOT NULL) <> (f.parent_quote IS NOT NULL)
            OR coalesce(p.text[f.start_char + 1:f.end_char] <> f.quote, false)
            OR coalesce(parent.text[f.parent_start_char + 1:f.parent_end_char] <> f.parent_quote, false)
    """
    assert query(family[2], sql).rows == []


_KEYS = {
    "plans": "plan_id",
    "sources": "source",
    "units": "plan_id, path",
    "tasks": "plan_id, path",
    "targets": "target_id",
    "deadlines": "deadline_id",
    "assignments": "assignment_id",
    "citations": "citation_id",
    "agencies": "agency_id",
    "findings": "finding_id",
    "task_links": "plan_id, path, parent_plan_id, parent_path",
    "target_links": "target_id, parent_target_id",
    "coverage": "parent_plan_id, parent_path, parent_target_id, plan_id",
}


@pytest.mark.parametrize(("table", "key"), _KEYS.items())
def test_ids_are_unique(family: Family, table: str, key: str) -> None:
    assert query(family[2], f"SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1").rows == []


@pytest.mark.parametrize("table", ["tasks", "targets", "deadlines", "assignments", "citations", "findings"])
def test_every_address_is_one_of_the_plan(family: Family, table: str) -> None:
    sql = f"SELECT plan_id, path FROM {table} t ANTI JOIN units u USING (plan_id, path) WHERE path IS NOT NULL"
    assert query(family[2], sql).rows == []


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: (_PLAN.format(serial=text)).encode()))
def test_any_content_at_all_costs_at_most_its_row(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "any.txt").write_bytes(content)
    (row,) = build_corpus(folder).sources
    assert row.source == "any.txt"
    assert (row.reason is None) == (row.status == "ok")
