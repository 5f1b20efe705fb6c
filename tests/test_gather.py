"""Which files make one plan, which copy of a plan is read, and that joined texts keep every offset."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableFile
from extractors.records import Corpus, Letterhead, Page, Plan, PlanText
from pipeline.build import build_corpus
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes
from pipeline.readers.builder import PlanTextBuilder
from pipeline.sources.gather import Aside, Gathering, gather_plans
from pipeline.sources.join import join_texts
from pipeline.sources.series import find_series
from pipeline.sources.statements import StatedParent, StatedPlan, read_statement
from pipeline.wording import word
from tests.conftest import load_cases

# --- the files of the cases --------------------------------------------------------------------------------------

_BODY = """\
ỦY BAN NHÂN DÂN TỈNH {place}
Số: {serial}/KH-UBND
{town}, ngày {day} tháng 3 năm 2026

KẾ HOẠCH
Mở thư viện lưu động năm 2026

Thực hiện Quyết định số 9/QĐ-TTg ngày 02/01/2026 của Thủ tướng, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU

- Đưa sách về gần người đọc ở vùng xa, để trẻ em không phải đi nửa ngày đường mới mượn được một cuốn truyện.

II. NHIỆM VỤ

1. Mua 3 xe chở sách có giá xoay và mái che, hoàn thành trong tháng 6/2026.

2. Tuyển người lái xe biết kể chuyện cho trẻ em, biết sửa giá sách và biết đường về các bản.
"""
_REST = """
III. TỔ CHỨC THỰC HIỆN

1. Sở Văn hóa, Thể thao và Du lịch chủ trì thực hiện kế hoạch này, tổng hợp kết quả từng quý.

2. Sở Tài chính bố trí kinh phí mua xe, thẩm định giá sách và hướng dẫn thanh toán cho các xã.

Nơi nhận:

- Như trên;

- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn An
"""
_OTHER = """\
ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY
Số: {serial}/KH-UBND
Sông Mây, ngày 09 tháng 8 năm 2026

KẾ HOẠCH
Trồng cây chắn gió ven sông

I. NHIỆM VỤ

1. Ươm 5.000 cây phi lao giống tại vườn ươm của huyện, xong trước ngày 30/9/2026.

II. TỔ CHỨC THỰC HIỆN

1. Sở Nông nghiệp và Môi trường chủ trì chọn đất, chọn giống và nghiệm thu.
"""
_APPENDIX = """\
**{title}**

NHỮNG VIỆC CẦN LÀM NGAY

(Kèm theo Kế hoạch số {serial}/KH-UBND ngày {day} năm {year} của Ủy ban nhân dân tỉnh)

| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |
|---|---|---|---|
| 1 | Đặt đóng thùng xe {title} | Sở Tài chính | Quý II/2026 |
| 2 | Chọn đầu sách {title} cho bản xa | Sở Nội vụ | Tháng 5/2026 |
"""
_LIST = """\
DANH MỤC NHIỆM VỤ

(Kèm theo Kế hoạch số {serial}/KH-UBND ngày 05 tháng 3 năm 2026 của Ủy ban nhân dân tỉnh)

| TT | Nhiệm vụ | Cơ quan chủ trì |
|---|---|---|
| 1 | Đặt đóng thùng xe | Sở Tài chính |
"""
_DECISION = """\
ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY
Số: {serial}/QĐ-UBND
Sông Mây, ngày 05 tháng 3 năm 2026

QUYẾT ĐỊNH
Ban hành Chương trình sách cho bản xa

Căn cứ Luật Thư viện;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Chương trình sách cho bản xa.

Điều 2. Giám đốc Sở Văn hóa, Thể thao và Du lịch chịu trách nhiệm thi hành Quyết định này.

Nơi nhận:

- Như Điều 2.
"""
_PROGRAMME = """\
CHƯƠNG TRÌNH
Sách cho bản xa
(Ban hành kèm theo Quyết định số {serial}/QĐ-UBND ngày 05 tháng 3 năm 2026 của Ủy ban nhân dân tỉnh Sông Mây)

I. MỤC TIÊU

- Trên 80% bản có tủ sách.

II. NHIỆM VỤ

1. Đóng tủ sách cho 40 bản, hoàn thành trong năm 2026.
"""
_LETTER = """\
ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY
Số: 345/UBND-VX
Sông Mây, ngày 06 tháng 3 năm 2026

Kính gửi: Ủy ban nhân dân các xã, phường.

{says} Kế hoạch số {serial}/KH-UBND ngày 05/3/2026 về mở thư viện lưu động. Sở Tài chính báo cáo trước ngày 01/7/2026./.

Nơi nhận:
- Như trên.
"""


_SIGNATURE = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn An\n\n"


def _write_content(said: str) -> str:
    """The text of a file by its name in the cases: "body 12 Đồi Gió" is the plan of that number and place."""
    kind, _, rest = said.partition(" ")
    serial, _, more = rest.partition(" ")
    town = more or "Sông Mây"
    day = "05"
    if serial == "-":
        serial, day = " " * 6, "  "
    body = _BODY.format(place=town.upper(), town=town, serial=serial, day=day)
    year = more if more.isdigit() else "2026"
    title = f"PHỤ LỤC {more}" if more and not more.isdigit() else "PHỤ LỤC"
    appendix = _APPENDIX.format(serial=serial, title=title, day="05 tháng 3", year=year)
    letter = _LETTER.format(serial=serial, says="Ủy ban nhân dân tỉnh gửi kèm theo")
    contents = {
        "body": body + _REST,
        "half": body,
        "body+appendix": f"{body}{_REST}\n{appendix}",
        "appendix": appendix,
        "list": _LIST.format(serial=serial),
        "decision": _DECISION.format(serial=serial),
        "programme": _PROGRAMME.format(serial=serial),
        "letter": letter,
        "letter+body": f"{letter}{_SIGNATURE}{body}{_REST}",
        "old": (body + _REST).replace("2026", "2025"),
        "commune": (body + _REST).replace("DÂN TỈNH SÔNG MÂY", "DÂN XÃ NÚI XA").replace("dân tỉnh", "dân xã"),
        "library_committee": (body + _REST).replace("ỦY BAN NHÂN DÂN", "BAN CHỈ ĐẠO THƯ VIỆN").replace("UBND", "BCĐ"),
        "forest_committee": _OTHER.format(serial=serial)
        .replace("ỦY BAN NHÂN DÂN", "BAN CHỈ ĐẠO TRỒNG RỪNG")
        .replace("UBND", "BCĐ"),
        "reminder": _LETTER.format(serial=serial, says="Đề nghị các xã khẩn trương thực hiện"),
        "other": _OTHER.format(serial=serial),
    }
    return contents.get(kind, said)


def _build(folder: Path, files: dict[str, str]) -> Corpus:
    for name, said in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_write_content(said), encoding="utf-8")
    return build_corpus(folder)


def _status(corpus: Corpus, source: str) -> str:
    """The status of a file and, where it was not read, the name of the message that says why."""
    (row,) = [row for row in corpus.sources if row.source == source]
    if row.status not in ("failed", "skipped"):
        return row.status
    opening = {
        name: word(f"build.{name}", first="\0", names="\0", why="\0").en.split("\0")[0]
        for name in ("letter", "repeated", "repeated_partial", "same_number", "same_name", "statement")
    }
    opening |= {"statement_names_nothing": "names files that", "bad_statement": "cannot be followed"}
    return f"{row.status} {next(name for name, words in opening.items() if (row.reason_en or '').startswith(words))}"


# --- folders -----------------------------------------------------------------------------------------------------

CASES: list[dict[str, Any]] = load_cases("gather")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_files_make_plans(tmp_path: Path, case: dict[str, Any]) -> None:
    corpus = _build(tmp_path, case["files"])
    assert {source: _status(corpus, source) for source in case["files"]} == case["rows"]
    by_plan = {plan.plan_id: plan for plan in corpus.plans}
    assert [plan.text.source for plan in corpus.plans] == [files[0] for files in case["plans"]]
    for plan, files in zip(corpus.plans, case["plans"], strict=True):
        rows = [row for row in corpus.sources if row.plan_id == plan.plan_id and row.status in ("ok", "partial")]
        assert {row.source for row in rows} == set(files)
        assert [_first_words(tmp_path / file) in plan.text.text for file in files] == [True] * len(files)
    for row in corpus.sources:
        assert row.plan_id is None or row.plan_id in by_plan
    paths = {unit.path for plan in corpus.plans for unit in plan.units}
    assert set(case.get("paths", ())) <= paths
    if "numbers" in case:
        assert [plan.letterhead.number for plan in corpus.plans] == case["numbers"]


def _first_words(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("\n")[0].strip("*")


def test_what_is_stated_of_a_plan_is_known_of_it(tmp_path: Path) -> None:
    facts = 'issuer = "UBND xã Núi Xa"\ndate = 2026-04-01\nlevel = "commune"\nparent = "12/KH-UBND"'
    stated = f'[[plan]]\nfiles = ["b.txt"]\n{facts}'
    corpus = _build(tmp_path, {"a.txt": "body 12", "b.txt": "other 3", "doichieu.toml": stated})
    below = corpus.plans[1].letterhead
    assert (below.issuer, below.level, below.issued_on) == ("UBND xã Núi Xa", "commune", date(2026, 4, 1))
    assert {fact.field for fact in below.facts}.isdisjoint({"issuer", "level", "issued_on"})
    (row,) = [row for row in corpus.lineage if row.plan_id == corpus.plans[1].plan_id]
    assert (row.parent_plan_id, row.how, row.present) == (corpus.plans[0].plan_id, "stated", True)


def test_a_parent_that_is_stated_and_not_here_is_said(tmp_path: Path) -> None:
    stated = '[[plan]]\nfiles = ["b.txt"]\nparent = "77/QĐ-TTg"'
    corpus = _build(tmp_path, {"b.txt": "other 3", "doichieu.toml": stated})
    assert [(row.parent_number, row.how, row.present) for row in corpus.lineage] == [("77/QĐ-TTg", "stated", False)]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("[[plan]]", "plan.0.files"),
        ('[[plan]]\nfiles = ["a"]\nlevel = "town"', "plan.0.level"),
        ('[[plans]]\nfiles = ["a"]', "plans"),
        ('[[plan]]\nfiles = ["a"]\ndate = "soon"', "plan.0.date"),
        ('[[required]]\nparent = "1/KH"', "tasks, targets"),
        ('[[required]]\nparent = "1/KH"\ntasks = ["I"]\nlevel = "town"', "required.0.level"),
        ('[[required]]\ntasks = ["I"]', "required.0.parent"),
        ("\xff", "utf-8"),
    ],
)
def test_a_statement_that_cannot_be_followed_says_where(statement: str, says: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_statement(statement.encode("latin-1"), "doichieu.toml")
    assert says in refusal.value.vi
    assert says in refusal.value.en


# --- scans -------------------------------------------------------------------------------------------------------


def _scan(text: str, source: str, confidence: float = 0.95, format: str = "image") -> Plan:
    """A plan as recognised from pictures; form feeds part its pages."""
    read = read_bytes(text.replace("\f", "").encode(), source)
    pages = (Page(number=1, start=0, end=len(read.text), confidence=confidence),)
    scanned = read.model_copy(update={"format": format, "pages": pages})
    return extract_records(scanned, outline_plan(scanned))


def _digital(text: str, source: str) -> Plan:
    read = read_bytes(text.encode(), source)
    return extract_records(read, outline_plan(read))


def test_page_images_are_one_plan() -> None:
    body, rest = _write_content("half 12"), _REST
    pages = [_scan(rest, "kh.p2.png"), _scan(body, "kh.p1.png")]
    assert gather_plans(pages) == [Gathering(("kh.p1.png", "kh.p2.png"))]


def test_a_page_image_with_a_letterhead_of_its_own_begins_another_plan() -> None:
    first, second = (_write_content(f"half {serial}") for serial in (12, 13))
    pages = [_scan(first, "1.png"), _scan(_REST, "2.png"), _scan(second, "3.png"), _scan(_REST, "4.png")]
    assert [gathering.sources for gathering in gather_plans(pages)] == [("1.png", "2.png"), ("3.png", "4.png")]


def test_a_missing_page_image_is_known() -> None:
    pages = [_scan(_write_content("half 12"), "kh-1.jpg"), _scan(_REST, "kh-3.jpg")]
    (gathering,) = gather_plans(pages)
    assert gathering == Gathering(("kh-1.jpg", "kh-3.jpg"), frozenset({1}))


def test_the_word_file_is_read_and_the_scan_tells_what_was_stamped() -> None:
    word_file = _digital(_write_content("body -"), "b.docx")
    scan = _scan(_write_content("body 12"), "a.pdf", format="pdf")
    (gathering,) = gather_plans([scan, word_file])
    assert gathering.sources == ("b.docx",)
    assert gathering.aside == (Aside(("a.pdf",), "repeated_scan", "b.docx"),)
    assert (gathering.known.number, gathering.known.issued_on) == ("12/KH-UBND", date(2026, 3, 5))
    assert gathering.known.title is None


def test_a_bad_scan_still_is_a_copy() -> None:
    text = _write_content("body -").replace("ấ", "á").replace("trẻ em", "tré em")
    (gathering,) = gather_plans([_digital(_write_content("body 12"), "a.docx"), _scan(text, "b.pdf", 0.7, "pdf")])
    assert (gathering.sources, gathering.aside[0].reason) == (("a.docx",), "repeated_scan")


def test_the_complete_scan_is_read_before_half_a_word_file() -> None:
    plans = [_digital(_write_content("half 12"), "a.docx"), _scan(_write_content("body 12"), "b.pdf", format="pdf")]
    (gathering,) = gather_plans(plans)
    assert gathering.sources == ("b.pdf",)


def test_gathering_depends_on_the_files_and_not_on_their_order() -> None:
    said = {"a.txt": "body 12", "b.md": "appendix 12", "c.txt": "letter 12", "d.txt": "body -", "e.txt": "other 3"}
    plans = [_digital(_write_content(each), name) for name, each in said.items()]
    gathered = gather_plans(plans)
    for turned in (plans[::-1], plans[2:] + plans[:2]):
        assert {each.sources: set(each.aside) for each in gather_plans(turned)} == {
            each.sources: set(each.aside) for each in gathered
        }
    assert sorted(source for each in gathered for source in each.sources) == ["a.txt", "b.md", "e.txt"]


def test_what_is_stated_of_several_files_is_one_document() -> None:
    plans = [_digital(_write_content("body 12"), "b.txt"), _digital(_write_content("other 3"), "a.txt")]
    stated = StatedPlan(
        ("a.txt", "gone.txt", "b.txt"), Letterhead(number="5/KH-UBND"), StatedParent("1/QĐ-TTg", "doichieu.toml")
    )
    (gathering,) = gather_plans(plans, [stated])
    assert gathering == Gathering(("a.txt", "b.txt"), frozenset({1}), stated.facts, stated.parent)


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "series"),
    [
        (["x.p1.png", "x.p2.png"], [["x.p1.png", "x.p2.png"]]),
        (
            ["x-2.jpg", "x-1.jpg", "x-10.jpg", *(f"x-{n}.jpg" for n in range(3, 10))],
            [[f"x-{n}.jpg" for n in range(1, 11)]],
        ),
        (["Trang 1.tif", "Trang 2.tif"], [["Trang 1.tif", "Trang 2.tif"]]),
        (["scan (1).png", "scan (2).png"], [["scan (1).png", "scan (2).png"]]),
        (["IMG_0000.JPG", "IMG_0001.JPG"], [["IMG_0000.JPG", "IMG_0001.JPG"]]),
        (["x_trang_2.png", "x_trang_3.png"], [["x_trang_2.png", "x_trang_3.png"]]),
        (["a/1.png", "b/2.png"], []),
        (["x.p1.png"], []),
        (["KH 12.png", "KH 13.png"], []),
        (["x-1.png", "x-9.png"], []),
        (["x-1.png", "x-1.jpg"], []),
        (["bia.png", "ruot.png"], []),
    ],
)
def test_names_that_count_up_are_a_series(names: list[str], series: list[list[str]]) -> None:
    assert [list(each.sources) for each in find_series(names)] == series


@given(st.lists(st.text(st.sampled_from("ap.-_ 0123/(")), max_size=8).map(lambda names: [f"{n}.png" for n in names]))
def test_no_file_is_in_two_series(names: list[str]) -> None:
    sources = [source for each in find_series(names, names[::3]) for source in each.sources]
    assert len(sources) == len(set(sources))
    assert set(sources) <= set(names)


# --- joining -----------------------------------------------------------------------------------------------------

_WORDS = st.text(st.sampled_from("aBđ .;1-\n"), max_size=12)
_BOX = (0.1, 0.1, 0.9, 0.2)


@st.composite
def _texts(draw: st.DrawFn) -> PlanText:
    builder = PlanTextBuilder()
    for page in range(1, draw(st.integers(1, 3))):
        builder.start_page(page, 0.9)
        for said in draw(st.lists(_WORDS, max_size=3)):
            builder.add_paragraph(said, _BOX)
        if draw(st.booleans()):
            builder.add_table([["1", draw(_WORDS)], ["2", ""]], [[[(page, _BOX)], [(page, _BOX)]], [[], []]])
        if draw(st.booleans()):
            builder.add_gap("page_unreadable", page)
    return builder.build(draw(st.sampled_from(["a.png", "b.png"])), "", draw(st.sampled_from(["image", "pdf"])))


@given(st.lists(_texts(), min_size=1, max_size=4), st.sets(st.integers(0, 3)))
def test_joined_texts_keep_every_place(texts: list[PlanText], missing: set[int]) -> None:
    joined = join_texts(texts, missing)
    said = [line for text in texts for line in ((text.text[line.start : line.end], line.box) for line in text.lines)]
    now = [(joined.text[line.start : line.end], line.box) for line in joined.lines]
    assert now == said or {words for words, _ in said} - {words for words, _ in now} <= {"1"}  # a page's own number
    assert [joined.text[c.start : c.end] for t in joined.tables for row in t.rows for c in row] == [
        text.text[c.start : c.end] for text in texts for t in text.tables for row in t.rows for c in row
    ]
    assert all(0 <= page.start <= page.end <= len(joined.text) for page in joined.pages)
    assert [page.start for page in joined.pages] == sorted(page.start for page in joined.pages)
    assert sum(gap.reason == "page_missing" for gap in joined.gaps) == len(missing & set(range(len(texts))))
    assert all(joined.page_at(line.start) == line.page for line in joined.lines)
    outline_plan(joined)


def test_a_table_cut_by_a_page_is_one() -> None:
    pages = []
    for rows in ([["TT", "Việc"], ["1", "Mua xe"]], [["2", "Mua sách"]]):
        builder = PlanTextBuilder()
        builder.start_page(1, 0.9)
        builder.add_table(rows)
        pages.append(builder.build(f"p{rows[-1][0]}.png", "", "image"))
    (table,) = join_texts(pages).tables
    assert len(table.rows) == 3
    assert len(join_texts(pages, {1}).tables) == 2


def test_pages_are_numbered_through_and_say_whose_they_are() -> None:
    pages = []
    for number, paragraphs in enumerate((["Mở lớp cho"], ["2", "người dân."]), 1):
        builder = PlanTextBuilder()
        builder.start_page(1, 0.9)
        for paragraph in paragraphs:
            builder.add_paragraph(paragraph, _BOX)
        pages.append(builder.build(f"x.p{number}.png", "", "image"))
    joined = join_texts(pages)
    assert joined.text == "Mở lớp cho người dân."
    assert [(page.number, page.source) for page in joined.pages] == [(1, "x.p1.png"), (2, "x.p2.png")]
    assert joined.page_at(joined.text.index("người")) == 2


def test_what_follows_a_file_with_pages_has_none() -> None:
    joined = join_texts([_scan("Mở lớp.", "a.png").text, read_bytes(b"1. A", "b.txt")])
    assert joined.page_at(0) == 1
    assert joined.page_at(joined.text.index("1. A") + 1) is None
