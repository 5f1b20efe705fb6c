"""Word files: the labels that Word makes, tables, changes, notes, boxes; and files that mean harm."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from extractors.errors import UnreadableFile
from extractors.records import PlanText
from pipeline.read import read_plan
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.docx import read_docx
from pipeline.readers.ocr import find_model
from tests.conftest import REPOSITORY, SHARED, load_cases, write_cells
from tests.pdf_sheets import load_font
from tests.word_files import add_pictures, define_list, listed, make_docx, pack, paragraph, table, write_plan

CASES: list[dict[str, Any]] = load_cases("docx")
SAMPLES = sorted(path for path in (REPOSITORY / "data" / "raw").glob("*.*") if path.suffix in (".txt", ".md"))
PARTS = ("styles", "numbering", "footnotes", "endnotes")


def read(data: bytes) -> PlanText:
    """The text of a Word file."""
    builder = PlanTextBuilder()
    read_docx(data, builder)
    return builder.build("x.docx", "", "docx")


def paragraphs(body: str, **parts: str) -> list[str]:
    """The paragraphs that a body becomes."""
    return read(make_docx(body, **parts)).text.split("\n")


def draw_page(*lines: str) -> bytes:
    """The picture of an A4 page with these lines on it."""
    image = Image.new("L", (1654, 2339), "white")
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((200, 300 + 60 * number), line, fill=0, font=load_font(40))
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def rows(body: str) -> list[list[str]]:
    """The cells of the one table of a body."""
    text = read(make_docx(body))
    (found,) = text.tables
    return write_cells(text, found)


def spell_out(case: dict[str, Any], part: str) -> str:
    """A part of a case, its short forms written out."""
    written: str = case[part].replace("{p}", "<w:p><w:r><w:t>").replace("{/p}", "</w:t></w:r></w:p>")
    return written


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_paragraphs(case: dict[str, Any]) -> None:
    parts = {part: spell_out(case, part) for part in PARTS if part in case}
    assert paragraphs(spell_out(case, "body"), **parts) == case["paragraphs"]


# --- labels ------------------------------------------------------------------------------------------------------

PLAN_LIST = (("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)"))


def test_levels_count_and_start_anew_below_each_other() -> None:
    body = "".join(listed("x", 1, level) for level in (0, 1, 2, 2, 3, 3, 1, 2, 0, 1))
    labels = [text.split()[0] for text in paragraphs(body, numbering=define_list(1, *PLAN_LIST))]
    assert labels == ["I.", "1.", "1.1.", "1.2.", "a)", "b)", "2.", "2.1.", "II.", "1."]


def test_a_level_above_that_was_never_used_counts_as_begun() -> None:
    body = listed("x", 1, 2) + listed("x", 1, 1)
    assert paragraphs(body, numbering=define_list(1, *PLAN_LIST)) == ["1.1. x", "1. x"]


def test_a_list_told_to_start_anew_does_so_once_and_the_count_is_shared() -> None:
    numbering = define_list(1, ("decimal", "%1.")) + define_list(2, starts={0: 7}, of=1)
    body = "".join(listed("x", list_id) for list_id in (1, 1, 2, 2, 1, 2))
    assert paragraphs(body, numbering=numbering) == ["1. x", "2. x", "7. x", "8. x", "9. x", "10. x"]


def test_typed_letters_stand_among_automatic_ones() -> None:
    typed = paragraph("đ) x")
    body = "".join([*(listed("x", 1) for _ in range(4)), typed, listed("x", 1)])
    labels = [text[:2] for text in paragraphs(body, numbering=define_list(1, ("lowerLetter", "%1)")))]
    assert labels == ["a)", "b)", "c)", "d)", "đ)", "e)"]


def test_bullets_are_dashes_and_pluses() -> None:
    numbering = define_list(1, ("bullet", "\uf0b7"), ("bullet", "+"), ("bullet", "o"))
    body = "".join(listed("x", 1, level) for level in (0, 1, 2))
    assert paragraphs(body, numbering=numbering) == ["- x", "+ x", "+ x"]


def test_styles_number_their_paragraphs_and_those_based_on_them() -> None:
    styles = (
        "<w:style w:type='paragraph' w:styleId='A'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='B'><w:basedOn w:val='A'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='C'><w:basedOn w:val='A'/>"
        "<w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr></w:style>"
    )
    numbering = define_list(1, ("upperRoman", "Phần %1:"), ("decimal", "%2)")).replace(
        '<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="decimal"/><w:pStyle w:val="B"/>'
    )
    body = "".join(paragraph("x", f"<w:pStyle w:val='{style}'/>") for style in "ABBCA")
    expected = ["Phần I: x", "1) x", "2) x", "x", "Phần II: x"]
    assert paragraphs(body, numbering=numbering, styles=styles) == expected


def test_a_list_of_a_list_style_has_that_styles_levels() -> None:
    styles = (
        "<w:style w:type='numbering' w:styleId='L'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    )
    linked = "<w:abstractNum w:abstractNumId='2'><w:numStyleLink w:val='L'/></w:abstractNum>"
    numbering = define_list(1, ("decimal", "Điều %1.")) + linked + define_list(2)
    assert paragraphs(listed("x", 2), numbering=numbering, styles=styles) == ["Điều 1. x"]


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ('<w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/>', '<w:lvlText w:val="%1.%2"/>', ["I.", "I.1", "I.2"]),
        ('w:val="%2."/>', 'w:val="%1.%2"/><w:isLgl/>', ["I.", "1.1", "1.2"]),
        ('w:val="%2."/>', 'w:val="%2."/><w:suff w:val="nothing"/>', ["I.", "1.x", "2.x"]),
        ('w:val="%2."/>', 'w:val="%2."/><w:rPr><w:vanish/></w:rPr>', ["I.", "x", "x"]),
        ('<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="decimalZero"/>', ["I.", "01.", "02."]),
    ],
)
def test_forms_of_labels(old: str, new: str, labels: list[str]) -> None:
    numbering = define_list(1, ("upperRoman", "%1."), ("decimal", "%2.")).replace(old, new)
    assert new in numbering
    body = "".join(listed("x", 1, level) for level in (0, 1, 1))
    assert [text.split()[0] for text in paragraphs(body, numbering=numbering)] == labels


def test_bullets_of_signs_are_dashes_and_those_inside_them_pluses() -> None:
    signs = define_list(1, ("bullet", "\uf0d8"), ("bullet", "\uf0fc"), ("bullet", "-"))
    body = "".join(listed("x", 1, level) for level in (0, 1, 2, 0)) + listed("y", 2, 1)
    labels = [
        text.split()[0] for text in paragraphs(body, numbering=signs + define_list(2, ("bullet", "o"), ("bullet", "❖")))
    ]
    assert labels == ["-", "+", "-", "-", "-"]


def test_lists_that_are_not_there_or_are_their_own_label_nothing() -> None:
    styles = "<w:style w:styleId='L'><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr></w:style>"
    circle = "<w:abstractNum w:abstractNumId='2'><w:numStyleLink w:val='L'/></w:abstractNum>" + define_list(2)
    assert paragraphs(listed("x", 9) + listed("y", 2), numbering=circle, styles=styles) == ["x", "y"]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_a_sample_with_word_s_own_labels_reads_as_its_text(path: Path) -> None:
    text = read_plan(path)
    data = write_plan(text)
    assert b"numPr" in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    again = read(data)
    assert again.text == text.text
    assert [found.rows for found in again.tables] == [found.rows for found in text.tables]


# --- tables ------------------------------------------------------------------------------------------------------


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


SPAN, BEGINS, GOES_ON = "<w:gridSpan w:val='2'/>", "<w:vMerge w:val='restart'/>", "<w:vMerge/>"


def test_merged_cells_hold_their_text_once() -> None:
    body = (
        f"<w:tbl><w:tr>{cell('TT')}{cell('Việc', SPAN)}</w:tr>"
        f"<w:tr>{cell('1', BEGINS)}{cell('a')}{cell('b')}</w:tr>"
        f"<w:tr>{cell('', GOES_ON)}{cell('c')}{cell('d')}</w:tr></w:tbl>"
    )
    assert rows(body) == [["TT", "Việc", ""], ["1", "a", "b"], ["^", "c", "d"]]


def test_columns_follow_the_grid_where_rows_begin_or_end_elsewhere() -> None:
    widths = "".join(f"<w:gridCol w:w='{width}'/>" for width in (500, 2000, 15, 900))
    grid = f"<w:tblGrid>{widths}</w:tblGrid>"
    first = f"<w:tr>{cell('TT')}{cell('Việc', SPAN)}{cell('Hạn')}</w:tr>"
    second = f"<w:tr>{cell('1')}{cell('A')}{cell('B', SPAN)}</w:tr>"
    third = f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell('C', SPAN)}{cell('D')}</w:tr>"
    assert rows(f"<w:tbl>{grid}{first}{second}{third}</w:tbl>") == [
        ["TT", "Việc", "Hạn"],
        ["1", "A", "B"],
        ["", "C", "D"],
    ]


def test_deleted_rows_and_cells_go_and_tables_within_are_lines() -> None:
    inner = f"<w:tc>{paragraph('Gồm:')}{table([['x', '1'], ['y', '2']])}</w:tc>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('cũ')}{cell('cũ')}</w:tr>"
    assert rows(f"<w:tbl>{gone}<w:tr>{cell('1')}{inner}</w:tr></w:tbl>") == [["1", "Gồm:\nx 1\ny 2"]]


def test_labels_in_cells_count_on() -> None:
    in_list = "<w:numPr><w:numId w:val='1'/></w:numPr>"
    number = f"<w:tc>{paragraph('', in_list)}</w:tc>"
    body = f"<w:tbl><w:tr>{number}{cell('a')}</w:tr><w:tr>{number}{cell('b')}</w:tr></w:tbl>"
    text = read(make_docx(body, numbering=define_list(1, ("decimal", "%1."))))
    assert text.text == "1. | a\n2. | b"


def test_tables_with_nothing_between_them_are_one() -> None:
    one = table([["1", "a"]]).removesuffix("<w:p/>")
    assert rows(one + one.replace(">1<", ">2<")) == [["1", "a"], ["2", "a"]]
    assert len(read(make_docx(one + "<w:p/>" + one)).tables) == 2


# --- what cannot be read -----------------------------------------------------------------------------------------


def nest(element: str, depth: int) -> str:
    return f"<w:{element}>" * depth + f"</w:{element}>" * depth


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (make_docx(paragraph("Mở lớp"))[:-40], "damaged"),
        (pack({"xl/workbook.xml": "<workbook/>"}), "not a Word file"),
        (pack({"word/document.xml": "<w:document"}), "damaged"),
        (pack({"word/document.xml": "<w:document/>"}), "damaged"),
        (pack({"word/document.xml": f"{DOCTYPE}<a>&b;</a>"}), "hostile"),
        (pack({"word/document.xml": f"{DOCTYPE.encode('utf-16').decode('latin-1')}"}), "damaged|hostile"),
        (pack({"word/document.xml": "<a>" + " " * 6_000_000 + "</a>"}), "hostile"),
        (pack({"word/document.xml": nest("ins", 300)}), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as raised:
        read(data)
    assert any(word in raised.value.en for word in says.split("|"))
    assert raised.value.vi != raised.value.en


def show_pictures(*pictures: bytes) -> bytes:
    """A .docx of nothing but pictures, each kept twice, as Word keeps them."""
    drawn, old = "<w:drawing><a:blip r:embed='p{0}'/></w:drawing>", "<w:pict><v:imagedata r:id='p{0}'/></w:pict>"
    runs = (f"<w:p><w:r>{drawn}{old}</w:r></w:p>".format(number) for number in range(len(pictures)))
    return add_pictures(make_docx("".join(runs)), pictures)


def test_pictures_of_pages_are_recognised_in_order() -> None:
    if find_model() is None:
        pytest.skip("the Vietnamese model of Tesseract is not installed")
    pages = draw_page("1. Mở lớp dạy bơi cho trẻ em", "ở các xã ven sông."), draw_page("2. Trồng cây ven đường.")
    text = read(show_pictures(*pages, b"no picture"))
    assert text.text.split("\n") == ["1. Mở lớp dạy bơi cho trẻ em ở các xã ven sông.", "2. Trồng cây ven đường."]
    assert [page.number for page in text.pages] == [1, 2, 3]
    assert [(gap.reason, gap.page) for gap in text.gaps] == [("page_unreadable", 3)]


@pytest.mark.parametrize("element", ["ins", "sdt", "customXml", "tbl", "hyperlink", "r"])
def test_deep_nesting_is_read_or_refused(element: str) -> None:
    for depth in (200, 248):
        body = nest(element, depth).replace(f"></w:{element}>", f">{paragraph('x')}</w:{element}>", 1)
        assert read(make_docx(body)).text in ("", "x")


def test_nested_tables_and_boxes_to_the_parser_s_depth() -> None:
    levels = 58
    body = "<w:tbl><w:tr><w:tc>" * levels + paragraph("x") + "</w:tc></w:tr></w:tbl>" * levels
    assert read(make_docx(body)).text == "x"
    boxes = "<w:p><w:r><w:pict><v:textbox><w:txbxContent>" * 40 + paragraph("y")
    assert read(make_docx(boxes + "</w:txbxContent></v:textbox></w:pict></w:r></w:p>" * 40)).text == "y"


def test_absurd_numbers_cost_nothing() -> None:
    row = f"<w:tr><w:trPr><w:gridBefore w:val='999999999'/></w:trPr>{cell('a', SPAN.replace('2', '999999999'))}</w:tr>"
    assert rows(f"<w:tbl>{row}<w:tr>{cell('b')}{cell('c')}</w:tr></w:tbl>") == [["", "", "a"], ["b", "c", ""]]
    numbering = define_list(1, ("upperRoman", "%1."), ("lowerLetter", "%2)"), starts={0: 999999999, 1: 999999999})
    labels = [text.split()[0] for text in paragraphs(listed("x", 1) + listed("x", 1, 1), numbering=numbering)]
    assert all(len(label) < 60 for label in labels)


def test_an_embedded_document_leaves_a_gap() -> None:
    text = read(make_docx(paragraph("Mở lớp") + "<w:altChunk r:id='r9'/>"))
    assert [gap.reason for gap in text.gaps] == ["embedded_document"]


# --- properties --------------------------------------------------------------------------------------------------

_NAMES = ("p", "r", "t", "tbl", "tr", "tc", "ins", "del", "sdt", "br", "numPr", "fldChar", "pict", "txbxContent", "sym")
_TREES = st.recursive(
    st.sampled_from(["<w:p><w:r><w:t>Mở lớp</w:t></w:r></w:p>", "<w:t>x</w:t>", "<w:fldChar w:fldCharType='begin'/>"]),
    lambda inner: st.builds(
        lambda name, children: f"<w:{name}>{''.join(children)}</w:{name}>",
        st.sampled_from(_NAMES),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@given(_TREES)
@settings(max_examples=60, deadline=None)
def test_no_tree_of_elements_raises(body: str) -> None:
    data = make_docx(body)
    text = read(data)
    assert read(data) == text
    assert all(text.start <= row[0].start and row[-1].end <= text.end for text in text.tables for row in text.rows)


_SOUND = make_docx(listed("Mở lớp", 1), numbering=define_list(1, *PLAN_LIST), styles="", footnotes="")


@given(st.lists(st.tuples(st.integers(0, len(_SOUND) - 1), st.integers(0, 255)), max_size=30))
@settings(max_examples=60, deadline=None)
def test_damaged_files_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(_SOUND)
    for place, value in changes:
        data[place] = value
    with contextlib.suppress(UnreadableFile):
        read(bytes(data))


# --- real files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tables", "first", "last"),
    [
        ("laocai-kh-2026-ct11-khoang-san", [2, 1, 16], ["TT", "Tên nhiệm vụ"], ["14", "Đẩy nhanh"]),
        (
            "laocai-sct-2242-kh-2026-kiem-tra-gcn",
            [3, 1, 10],
            ["TT", "Nhiệm vụ thực hiện"],
            ["9.", "Trình ký"],
        ),
    ],
)
def test_real_word_files(name: str, tables: list[int], first: list[str], last: list[str]) -> None:
    path = SHARED / "corpus" / f"{name}.docx"
    if not path.is_file():
        pytest.skip("the real files are not beside this checkout (../shared/corpus)")
    text = read(path.read_bytes())
    assert [len(found.rows) for found in text.tables] == tables
    last_table = [[text.text[cell.start : cell.end] for cell in row] for row in text.tables[-1].rows]
    assert last_table[0][:2] == first
    assert last_table[-1][0] == last[0]
    assert last_table[-1][1].startswith(last[1])
