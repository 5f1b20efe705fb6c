"""The picture of a page: the lines of a record are marked, and only they; what has no picture says so."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

import pipeline
from extractors.errors import NoPage, UnknownRecord
from extractors.records import Corpus, Finding, Page, Plan, PlanText, TextLine, Unit
from pipeline.build import build_corpus
from pipeline.cli import main
from pipeline.page_view import draw_page, find_place
from pipeline.store import save_corpus
from tests.hostile_files import make_text_pdf
from tests.pdf_sheets import LEFT, RIGHT, Sheets, write_table

_LINES = [
    "ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY",
    "Số: 12/KH-UBND",
    "Sông Mây, ngày 05 tháng 3 năm 2026",
    "KẾ HOẠCH",
    "Mở thư viện lưu động cho trẻ em các bản vùng xa",
    "Thực hiện Quyết định số 9/QĐ-TTg ngày 02/01/2026 của Thủ tướng Chính phủ.",
    "I. NHIỆM VỤ",
    "1. Mua ba xe chở sách có giá xoay và mái che, hoàn thành trong tháng 6/2026.",
    "2. Tuyển người lái xe biết kể chuyện, ít nhất 5 người biết đường về các bản.",
    "II. TỔ CHỨC THỰC HIỆN",
    "1. Sở Tài chính bố trí kinh phí mua xe, thẩm định giá sách.",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF and a text."""
    made = tmp_path_factory.mktemp("pages")
    (made / "plan.pdf").write_bytes(make_text_pdf(_LINES))
    text = "\n\n".join(line.replace("12/KH", "13/KH") for line in _LINES)
    (made / "plan.txt").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return build_corpus(folder)


@pytest.fixture
def plan(corpus: Corpus) -> Plan:
    return corpus.plans[0]


def _find_marked(picture: Image.Image) -> NDArray[np.bool_]:
    """Where a picture is coloured as by a marker pen."""
    red, green, blue = (np.asarray(picture.getchannel(channel), dtype=int) for channel in range(3))
    marked: NDArray[np.bool_] = (red > 200) & (green > 180) & (blue < 160)
    return marked


def _records(plan: Plan) -> list[str]:
    return [
        "I.1",
        plan.targets[0].target_id,
        plan.deadlines[0].deadline_id,
        plan.assignments[0].assignment_id,
        plan.citations[0].citation_id,
    ]


def test_the_lines_of_any_record_are_marked(plan: Plan, folder: Path) -> None:
    places = []
    for record in _records(plan):
        start, end = find_place(plan, record)
        marked = _find_marked(draw_page(plan, record, folder))
        rows = np.flatnonzero(marked.any(axis=1)) / marked.shape[0]
        lines = [line.box for line in plan.text.lines if line.start < end and line.end > start]
        assert abs(rows[0] - min(box[1] for box in lines)) < 0.01
        assert abs(rows[-1] - max(box[3] for box in lines)) < 0.01
        places.append(rows[0])
    assert len(set(places[:2])) == 2


def test_letters_are_not_covered(plan: Plan, folder: Path) -> None:
    picture = draw_page(plan, "I.1", folder)
    marked = _find_marked(picture)
    top, bottom = np.flatnonzero(marked.any(axis=1))[[0, -1]]
    assert np.asarray(picture.convert("L"))[top:bottom].min() < 80


def test_the_package_offers_it(plan: Plan, folder: Path) -> None:
    assert pipeline.draw_page(plan, "I.1", folder).size[1] > 1000


def test_a_row_cut_by_the_page_is_marked_on_both(tmp_path: Path) -> None:
    sheets = Sheets().add_page()
    for line in _LINES:
        sheets.flow(line)
    sheets.add_page()
    across = [LEFT, LEFT + 40, LEFT + 260, RIGHT]
    write_table(
        sheets, across, 600, [["TT", "Nhiệm vụ", "Cơ quan chủ trì"], ["1", "Đóng giá sách, mua thêm", "Sở Xây dựng"]]
    )
    sheets.add_page()
    write_table(sheets, across, 80, [["", "sách cho các bản vùng xa.", ""], ["2", "Sửa đường vào bản.", "Sở Xây dựng"]])
    (tmp_path / "plan.pdf").write_bytes(sheets.save())
    (cut,) = build_corpus(tmp_path).plans
    row = next(unit for unit in cut.units if "Đóng giá sách" in unit.text)
    assert "bản vùng xa" in row.text
    assert {line.page for line in cut.text.lines if line.start < row.end and line.end > row.start} == {2, 3}
    assert draw_page(cut, row.path, tmp_path).size[1] > 3000


# --- scans -------------------------------------------------------------------------------------------------------


def _plan_of_pages(sources: list[str]) -> Plan:
    """A plan whose one unit runs over a page of each file."""
    text = "\n".join(["dòng"] * len(sources))
    starts = range(0, 5 * len(sources), 5)
    pages = tuple(
        Page(number=n, start=s, end=s + 5, source=f) for n, (s, f) in enumerate(zip(starts, sources, strict=True), 1)
    )
    lines = tuple(TextLine(start=s, end=s + 4, page=n, box=(0.2, 0.5, 0.8, 0.6)) for n, s in enumerate(starts, 1))
    whole = PlanText(source="elsewhere", sha256="", format="image", text=text, pages=pages, lines=lines)
    place = {"start": 0, "end": len(text), "text": text, "section": "task", "rule": "test"}
    unit = Unit(path="I", parent_path=None, ordinal=1, kind="part", label="I.", heading=None, **place)  # type: ignore[arg-type]
    nothing = dict.fromkeys(("gaps", "abbreviations", "citations", "deadlines", "targets", "tasks", "assignments"), ())
    return Plan(plan_id="p", text=whole, letterhead={}, units=(unit,), **nothing)  # type: ignore[arg-type]


def _picture(width: int, height: int, orientation: int = 1) -> bytes:
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).text((width // 4, height // 2), "dòng", fill="black", font=ImageFont.load_default(40))
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def test_a_record_over_several_files_shows_a_page_of_each(tmp_path: Path) -> None:
    for name in ("x.p1.jpg", "x.p2.jpg"):
        (tmp_path / name).write_bytes(_picture(600, 800))
    picture = draw_page(_plan_of_pages(["x.p1.jpg", "x.p2.jpg"]), "I", tmp_path)
    assert picture.size == (600, 1616)
    rows = np.flatnonzero(_find_marked(picture).any(axis=1))
    assert len([gap for gap in np.diff(rows) if gap > 100]) == 1


def test_a_photograph_is_shown_upright(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(_picture(800, 600, orientation=6))
    assert draw_page(_plan_of_pages(["x.jpg"]), "I", tmp_path).size == (600, 800)


def test_pages_of_one_file_are_counted_in_it(tmp_path: Path) -> None:
    frames = [Image.new("L", (200, 300 + 100 * n), "white") for n in range(3)]
    frames[0].save(tmp_path / "x.tif", save_all=True, append_images=frames[1:])
    (tmp_path / "w.jpg").write_bytes(_picture(600, 800))
    plan = _plan_of_pages(["w.jpg", "x.tif", "x.tif", "x.tif"])
    only_last = plan.model_copy(update={"units": (plan.units[0].model_copy(update={"start": 16}),)})
    assert draw_page(only_last, "I", tmp_path).size == (200, 500)


# --- what has no picture -----------------------------------------------------------------------------------------


def test_an_unknown_record_is_said(plan: Plan, folder: Path) -> None:
    with pytest.raises(UnknownRecord, match="IX"):
        draw_page(plan, "IX", folder)


def test_a_format_without_pages_is_said(corpus: Corpus, folder: Path) -> None:
    with pytest.raises(NoPage, match="text"):
        draw_page(corpus.plans[1], "I.1", folder)


def test_a_file_that_is_gone_or_changed_is_said(plan: Plan, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NoPage, match="--folder"):
        draw_page(plan, "I.1", tmp_path)
    (tmp_path / "plan.pdf").write_bytes((folder / "plan.pdf").read_bytes() + b"\n")
    with pytest.raises(NoPage, match="doichieu build"):
        draw_page(plan, "I.1", tmp_path)


def test_a_picture_that_is_no_more_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(_picture(600, 800)[:900])
    with pytest.raises(NoPage) as refusal:
        draw_page(_plan_of_pages(["x.jpg"]), "I", tmp_path)
    assert "x.jpg" in refusal.value.en


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("view") / "plans.duckdb"
    save_corpus(corpus, path)
    return path


def _show(database: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["show", *arguments, "--db", str(database)])


def test_show_page_writes_a_picture(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = _show(database, "12/KH-UBND", "--page", "I.1")
    assert answer.exit_code == 0, answer.output
    (written,) = tmp_path.iterdir()
    assert written.name in answer.output
    assert _open(written).size[1] > 1000
    assert _show(database, "12/KH-UBND", "--page", "I.1", "--out", str(tmp_path / "a.jpg")).exit_code == 0
    assert (tmp_path / "a.jpg").read_bytes().startswith(b"\xff\xd8")


def _open(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def test_show_page_takes_findings_too(corpus: Corpus, plan: Plan, tmp_path: Path) -> None:
    start, end = find_place(plan, "I.2")
    said = {"message_vi": "", "message_en": "", "rule": "test", "kind": "scope_narrowed", "severity": "note"}
    on_either_side = [
        {"finding_id": "f-below", "plan_id": plan.plan_id, "start": start, "end": end},
        {
            "finding_id": "f-above",
            "plan_id": corpus.plans[1].plan_id,
            "parent_plan_id": plan.plan_id,
            "parent_start": start,
            "parent_end": end,
        },
    ]
    findings = tuple(Finding.model_validate(said | place) for place in on_either_side)
    save_corpus(corpus.model_copy(update={"findings": findings}), tmp_path / "found.duckdb")
    expected = np.asarray(draw_page(plan, "I.2", corpus.folder or ""))
    for finding in findings:
        answer = _show(
            tmp_path / "found.duckdb", plan.plan_id, "--page", finding.finding_id, "--out", str(tmp_path / "f.png")
        )
        assert answer.exit_code == 0, answer.output
        assert (np.asarray(_open(tmp_path / "f.png")) == expected).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["12/KH-UBND", "--page", "IX"], "“IX”"),
        (["12/KH-UBND", "--page", "I.1", "--folder", "/nowhere"], "/nowhere"),
        (["12/KH-UBND", "--page", "I.1", "--out", "/nowhere/x.png"], "/nowhere/x.png"),
        (["13/KH-UBND", "--page", "I.1"], "plan.txt"),
    ],
)
def test_what_cannot_be_shown_is_one_message(database: Path, arguments: list[str], said: str) -> None:
    answer = _show(database, *arguments)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.output
