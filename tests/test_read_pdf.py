"""PDF: every word once and in order, whatever way the file puts it on the page."""

from __future__ import annotations

import contextlib
import io
import random
import unicodedata
from typing import Any

import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from extractors.errors import UnreadableFile
from extractors.records import PlanText
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.ocr import find_model
from pipeline.readers.pdf import read_pdf
from tests.conftest import SHARED, load_cases, write_cells
from tests.pdf_sheets import A4, LEFT, Sheets, load_font, measure, write_table

CASES: list[dict[str, Any]] = load_cases("read_pdf")

_SYLLABLES = """
rà soát công trình nước sạch ở các xã vùng cao lập danh mục báo cáo kết quả hằng quý bảo đảm tiến độ chất lượng phối
hợp với đoàn thể tổ chức lớp học kỹ năng cho người dân sửa chữa trường lớp đường giao thông nông thôn mới
""".split()  # noqa: SIM905


def read(data: bytes) -> PlanText:
    builder = PlanTextBuilder()
    read_pdf(data, builder)
    return builder.build("case.pdf", "", "pdf")


def cells_of(text: PlanText) -> list[list[list[str]]]:
    return [write_cells(text, table) for table in text.tables]


def paragraphs_of(text: PlanText) -> list[str]:
    """The paragraphs that stand outside tables."""
    kept, position = "", 0
    for table in text.tables:
        kept, position = kept + text.text[position : table.start] + "\n", table.end
    return [line for line in (kept + text.text[position:]).split("\n") if line]


def make_sentence(chance: random.Random, words: int) -> str:
    said = " ".join(chance.choice(_SYLLABLES) for _ in range(words))
    return f"{said[0].upper()}{said[1:]}."


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_pages(case: dict[str, Any]) -> None:
    sheets = Sheets()
    for page in case["page"]:
        sheets.add_page()
        for line in page["line"]:
            sheets.write(*line)
        for rule in page.get("rule", []):
            sheets.rule(*rule)
    text = read(sheets.save())
    assert paragraphs_of(text) == case["paragraphs"]
    assert cells_of(text) == case.get("tables", [])
    assert [page.number for page in text.pages] == list(range(1, len(case["page"]) + 1))


# --- running text ------------------------------------------------------------------------------------------------


def test_a_stretched_line_at_the_end_of_a_page_is_not_the_last_of_its_paragraph() -> None:
    """Where paragraphs are set apart and not indented, the sentences of one may be parted by a page break."""
    chance = random.Random(5)
    sheets = Sheets().add_page()
    for _ in range(3):
        sheets.flow(make_sentence(chance, 40), indent=0, after=14)
    full = "Rà soát công trình nước sạch, lập danh mục công trình."
    sheets.write_full(full.split(), LEFT).add_page().flow("Báo cáo kết quả hằng quý.", indent=0)
    assert paragraphs_of(read(sheets.save()))[-1] == f"{full} Báo cáo kết quả hằng quý."


def test_a_sentence_does_not_go_on_where_page_numbers_skip() -> None:
    chance = random.Random(9)
    sheets = Sheets()
    for number in (48, 49, 51):
        sheets.add_page().write(300, 40, str(number))
        sheets.flow(f"và {make_sentence(chance, 60).lower()}", indent=0)
        sheets.flow(f"{number}. {make_sentence(chance, 59)[:-1]}")
    text = read(sheets.save())
    starts = [paragraph.split()[0] for paragraph in paragraphs_of(text)]
    assert starts == ["và", "48.", "49.", "và", "51."]
    assert [(gap.reason, gap.page) for gap in text.gaps] == [("sentence_broken_off", 3)]


@pytest.mark.parametrize("indent", [28.0, 0.0], ids=["indented", "flush"])
@pytest.mark.parametrize("seed", range(4))
def test_paragraphs_over_pages_with_a_running_head(seed: int, indent: float) -> None:
    chance = random.Random(seed)
    said = [f"{number}. {make_sentence(chance, chance.randint(4, 90))}" for number in range(1, 60)]
    sheets = Sheets()
    for paragraph in said:
        sheets.flow(paragraph, indent=indent, head="TIN TỨC/Số 12/Ngày 05-05-2026 trang {page}")
    text = read(sheets.save())
    assert len(text.pages) > 3
    assert text.text.split("\n") == said
    assert not text.gaps


@pytest.mark.parametrize(("indent", "after"), [(28.0, 4.0), (0.0, 9.0)], ids=["indented", "set apart"])
def test_a_list_run_in_to_a_paragraph_stays_in_it(indent: float, after: float) -> None:
    chance = random.Random(7)
    said = [
        f"{number}. {make_sentence(chance, 5)} "
        + " ".join(f"({n}) {make_sentence(chance, 9)[:-1]};" for n in range(1, 9))
        for number in range(1, 12)
    ]
    sheets = Sheets()
    for paragraph in said:
        sheets.flow(paragraph, indent=indent, after=after)
    assert read(sheets.save()).text.split("\n") == said


def test_a_sentence_of_a_lost_page_is_not_glued_to_the_next() -> None:
    chance = random.Random(1)
    sheets = Sheets().add_page()
    for number in range(1, 4):
        sheets.flow(f"{number}. {make_sentence(chance, 60)}")
    sheets.write(LEFT + 28, sheets.down, "4. Tổ chức đoàn đi từng xã để cùng người dân rà soát, sửa chữa, giám")
    sheets.add_page().write(LEFT, sheets.down, "cho gia đình ở xa được hỗ trợ, giám sát hằng quý ở từng xã.")
    sheets.down += 40
    sheets.flow("9. Sở Nội vụ giám sát việc thực hiện, tổng hợp kết quả.")
    text = read(sheets.save())
    assert [gap.reason for gap in text.gaps] == ["sentence_broken_off"]
    assert text.text.split("\n")[3].endswith("giám")


def test_lines_have_places_on_their_page() -> None:
    text = read(Sheets().add_page().write(119, 421, "1. Mở lớp dạy bơi.", size=12).save())
    (line,) = text.lines
    assert text.text[line.start : line.end] == "1. Mở lớp dạy bơi."
    left, top, right, bottom = line.box
    assert (left, right) == pytest.approx((119 / 595, (119 + measure("1. Mở lớp dạy bơi.", 12)) / 595), abs=0.002)
    assert top < 421 / 842 < bottom < top + 0.03


def test_letters_of_a_second_font_are_drawn_later_and_read_in_their_place() -> None:
    said = "Kế hoạch thử nghiệm ở xã"
    sheets = Sheets().add_page()
    for accented in (False, True):
        left = 100.0
        for letter in said:
            if (ord(letter) > 127) == accented and letter != " ":
                sheets.write(left, 100, letter)
            left += measure(letter, 12)
    assert read(sheets.save()).text == said


def test_blanks_that_the_file_does_not_draw() -> None:
    sheets = Sheets().add_page()
    said = "Mở lớp dạy bơi cho trẻ em ở các xã ven sông."
    sheets.write_words(100, 100, said.split(), gap=2.4)
    assert read(sheets.save()).text == said


def test_a_number_cut_at_its_hyphen_is_one() -> None:
    sheets = Sheets().add_page()
    sheets.flow("1. Thực hiện chương trình của tỉnh về nước sạch và kế hoạch cấp trên giao tại Quyết định số 15/QĐ-")
    sheets.down -= 6
    sheets.write(LEFT, sheets.down, "UBND ngày 05 tháng 5 năm 2026.")
    assert read(sheets.save()).text.endswith("số 15/QĐ-UBND ngày 05 tháng 5 năm 2026.")


# --- pages turned, cropped, in columns ---------------------------------------------------------------------------


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
@pytest.mark.parametrize("turned", [True, False], ids=["viewer turns it", "printed sideways"])
def test_turned_pages_are_righted(angle: int, turned: bool) -> None:
    width, height = A4 if angle % 180 == 0 else (A4[1], A4[0])
    said = ["1. Mở lớp dạy bơi cho trẻ em.", "2. Trồng cây ven đường.", "3. Sửa trường."]
    sheets = Sheets().add_page((width, height))
    for number, line in enumerate(said):
        across, down = 100.0, 200.0 + 40 * number  # on the upright page, which is A4
        x, y = {
            0: (across, down),
            90: (down, A4[0] - across),
            180: (A4[0] - across, A4[1] - down),
            270: (A4[1] - down, across),
        }[angle]
        sheets.write(x, y, line, angle=angle)
    if turned:
        sheets.turn_page(angle)
    text = read(sheets.save())
    assert text.text.split("\n") == said
    box = text.lines[0].box
    if turned:
        assert box[:2] == pytest.approx((100 / 595, 190 / 842), abs=0.02)
    assert all(0 <= side <= 1 for line in text.lines for side in line.box)


def test_places_are_those_of_the_part_that_is_shown() -> None:
    sheets = Sheets().add_page((800, 1000)).write(200, 300, "1. Mở lớp dạy bơi.").write(20, 300, "ngoài khổ")
    text = read(sheets.crop(100, 100, 700, 900).save())
    assert text.text == "1. Mở lớp dạy bơi."
    assert text.lines[0].box[0] == pytest.approx(100 / 600, abs=0.01)
    assert text.lines[0].box[3] == pytest.approx(200 / 800, abs=0.01)


def test_a_page_of_two_columns_is_read_column_by_column() -> None:
    chance = random.Random(3)
    said = [f"{number}. {make_sentence(chance, 40)}" for number in range(1, 9)]
    sheets = Sheets().add_page()
    for side, part in ((60.0, said[:4]), (320.0, said[4:])):
        sheets.down = 80
        for paragraph in part:
            sheets.flow(paragraph, left=side, right=side + 220, indent=14, size=10)
    assert read(sheets.save()).text.split("\n") == said


# --- tables ------------------------------------------------------------------------------------------------------

_ACROSS = (60.0, 90.0, 330.0, 440.0, 540.0)
_HEADER = ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"]


@pytest.mark.parametrize("repeats_header", [True, False])
def test_a_table_over_pages_is_one(repeats_header: bool) -> None:
    rows = [[f"{number}", f"Việc thứ {number}", "Sở Y tế", f"Quý {number % 4 + 1}"] for number in range(1, 61)]
    sheets = Sheets()
    for page in range(4):
        sheets.add_page().write(250, 40, f"TIN TỨC SỐ 12 trang {page + 7}")
        part = rows[15 * page : 15 * page + 15]
        write_table(sheets, _ACROSS, 80, [_HEADER, *part] if repeats_header or not page else part)
    text = read(sheets.save())
    assert cells_of(text) == [[_HEADER, *rows]]
    assert [text.page_at(row[0].start) for row in text.tables[0].rows[1::15]] == [1, 2, 3, 4]
    assert {line.page for line in text.lines} == {1, 2, 3, 4}


def test_a_row_that_a_page_cuts_is_one() -> None:
    sheets = Sheets().add_page()
    write_table(sheets, _ACROSS, 500, [_HEADER, ["1", "Rà soát công trình\ncấp nước ở các xã", "Sở Y tế,", "2026"]])
    sheets.add_page()
    rest = [["", "vùng cao và báo cáo.", "Sở Nội vụ", ""], ["2", "Trồng cây.", "Các xã", "2027"]]
    write_table(sheets, _ACROSS, 80, rest)
    assert cells_of(read(sheets.save())) == [
        [
            _HEADER,
            ["1", "Rà soát công trình cấp nước ở các xã vùng cao và báo cáo.", "Sở Y tế, Sở Nội vụ", "2026"],
            ["2", "Trồng cây.", "Các xã", "2027"],
        ]
    ]


def test_an_unnumbered_row_at_the_top_of_a_page_is_a_row() -> None:
    sheets = Sheets().add_page()
    write_table(sheets, _ACROSS, 500, [_HEADER, ["1", "Rà soát công trình.", "Sở Y tế", "2026"]])
    write_table(sheets.add_page(), _ACROSS, 80, [["", "Giao thêm việc trồng cây.", "Sở Nội vụ", "2027"]])
    ((_, _, last),) = cells_of(read(sheets.save()))
    assert last == ["", "Giao thêm việc trồng cây.", "Sở Nội vụ", "2027"]


def test_a_heading_row_at_the_top_of_a_page_is_a_row() -> None:
    rows = [["", "Việc giao Sở Y tế", "", ""], ["1", "Rà soát\ncông trình", "Các xã", "2026"]]
    rest = [["", "Việc giao Sở Nội vụ", "", ""], ["2", "Trồng cây", "Các xã", "2027"]]
    sheets = Sheets().add_page()
    write_table(sheets, _ACROSS, 500, [_HEADER, *rows])
    write_table(sheets.add_page(), _ACROSS, 80, rest)
    ((_, *read_rows),) = cells_of(read(sheets.save()))
    assert [row[1] for row in read_rows] == [
        "Việc giao Sở Y tế",
        "Rà soát công trình",
        "Việc giao Sở Nội vụ",
        "Trồng cây",
    ]


def test_a_table_inside_a_drawing_stands_where_it_is_shown() -> None:
    sheets = Sheets().add_page().write(113, 60, "Bảng dưới đây:")
    write_table(sheets, (60.0, 200.0, 400.0), 100, [["Việc", "Hạn"], ["Mở lớp", "2026"]])
    source, target = pdfium.PdfDocument(sheets.save()), pdfium.PdfDocument.new()
    shrunk = source.page_as_xobject(0, target)
    item = shrunk.as_pageobject()
    item.set_matrix(pdfium.PdfMatrix().scale(0.7, 0.7).translate(40, 200))
    page = target.new_page(*A4)
    page.insert_obj(item)
    page.gen_content()
    written = io.BytesIO()
    target.save(written)
    text = read(written.getvalue())
    assert cells_of(text) == [[["Việc", "Hạn"], ["Mở lớp", "2026"]]]
    assert text.lines[0].box[0] == pytest.approx((40 + 0.7 * 113) / 595, abs=0.005)


def test_tables_with_other_columns_are_two() -> None:
    sheets = Sheets().add_page()
    write_table(sheets, _ACROSS, 700, [_HEADER, ["1", "Rà soát.", "Sở Y tế", "2026"]])
    write_table(sheets.add_page(), (60.0, 200.0, 540.0), 80, [["Nguồn vốn", "Số tiền"], ["Tỉnh", "2 tỷ"]])
    assert len(cells_of(read(sheets.save()))) == 2


@pytest.mark.parametrize("drawn", ["areas", "pieces", "dots"])
def test_lines_of_a_table_drawn_otherwise(drawn: str) -> None:
    sheets = Sheets().add_page()
    across, down = (60.0, 200.0, 400.0), (100.0, 120.0, 150.0)
    for y in down:
        for left, right in ((60.0, 200.0), (200.0, 400.0)):
            step = 2.0 if drawn == "dots" else right - left
            width = 0.7 if drawn == "dots" else right - left
            for place in range(int((right - left) / step)):
                start = left + place * step
                sheets.rule(start, y, start + width, y, as_area=drawn != "pieces")
    for x in across:
        sheets.rule(x, 100, x, 120, as_area=drawn != "pieces").rule(x, 120, x, 150, as_area=drawn != "pieces")
    for line in ((65, 115, "Việc"), (205, 115, "Thời hạn"), (65, 132, "Mở lớp dạy bơi"), (65, 146, "ở các xã")):
        sheets.write(*line, size=10)
    sheets.write(205, 132, "2026", size=10)
    assert cells_of(read(sheets.save())) == [[["Việc", "Thời hạn"], ["Mở lớp dạy bơi ở các xã", "2026"]]]


def test_shading_behind_paragraphs_does_not_cut_cells() -> None:
    sheets = Sheets().add_page()
    for y in (102, 116):
        sheets.shade(62, y, 198, y + 14)
    write_table(
        sheets, (60.0, 200.0, 400.0), 100, [["Rà soát các công\ntrình cấp nước", "Sở Y tế"], ["Trồng cây", "Xã"]]
    )
    assert cells_of(read(sheets.save())) == [[["Rà soát các công trình cấp nước", "Sở Y tế"], ["Trồng cây", "Xã"]]]


# --- pages without a text, and bad files -------------------------------------------------------------------------


def test_a_page_that_is_a_picture_is_not_silent() -> None:
    image = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(image).text((200, 300), "2. Trồng cây ven đường ở các xã vùng cao của tỉnh.", font=load_font(30))
    sheets = Sheets().add_page().write(113, 100, "1. Mở lớp dạy bơi ở các xã ven sông của tỉnh.")
    sheets.add_page().picture(image).write(295, 40, "2")
    text = read(sheets.save())
    assert [page.number for page in text.pages] == [1, 2]
    if find_model() is None:
        assert [(gap.page, gap.reason) for gap in text.gaps] == [(2, "ocr_not_installed")]
    else:
        assert text.text.split("\n")[1] == "2. Trồng cây ven đường ở các xã vùng cao của tỉnh."


def test_letters_without_meaning_are_not_taken_for_text() -> None:
    rubbish = "KÕ ho¹ch triÓn khai thùc hiÖn NghÞ quyÕt cña Bé ChÝnh trÞ vÒ n­íc s¹ch ë c¸c x· vïng cao"
    text = read(Sheets().add_page().write(60, 100, rubbish, size=8).save())
    assert "ho¹ch" not in text.text


def _write_objects(objects: list[str], trailer: str = "") -> bytes:
    """A PDF of raw objects, numbered from 1."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return data + f"trailer <</Size {len(objects) + 1} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF".encode()


_CATALOGUE = "<</Type /Catalog /Pages 2 0 R>>"
_LOCK = f"/Encrypt <</Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4>> /ID [<00> <00>]"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\n", "hỏng"),
        (b"\x00" * 100, "hỏng"),
        (_write_objects([_CATALOGUE, "<</Type /Pages /Kids [] /Count 0>>"]), "hỏng"),
        (_write_objects([_CATALOGUE, "<</Type /Pages /Kids [] /Count 0>>"], _LOCK), "mật khẩu"),
    ],
    ids=["only its head", "zeros", "no pages", "encrypted"],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        read(data)


@pytest.mark.parametrize(
    "objects",
    [
        [_CATALOGUE, "<</Type /Pages /Kids [2 0 R] /Count 5>>"],
        [_CATALOGUE, "<</Type /Pages /Kids [3 0 R 3 0 R] /Count 2>>", "<</Type /Pages /Kids [2 0 R] /Count 1>>"],
        [
            _CATALOGUE,
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            "<</Type /Page /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</XObject <</A 5 0 R>>>>>>",
            "<</Length 5>>\nstream\n/A Do\nendstream",
            "<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</A 5 0 R>>>> /Length 5>>\n"
            "stream\n/A Do\nendstream",
        ],
        [_CATALOGUE, "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Page /MediaBox [0 0 0 0]>>"],
        [_CATALOGUE, "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Page /MediaBox [9 9 -9e9 1e30]>>"],
    ],
    ids=["a page tree of itself", "a page tree in a ring", "a drawing in itself", "no size", "absurd size"],
)
def test_hostile_files_end(objects: list[str]) -> None:
    try:
        text = read(_write_objects(objects))
    except UnreadableFile:
        return
    assert text.text == ""


def test_a_file_cut_short_gives_what_it_holds() -> None:
    sheets = Sheets()
    for number in range(1, 4):
        sheets.add_page().write(113, 100, f"{number}. Mở lớp dạy bơi ở các xã.")
    data = sheets.save()
    for share in (0.5, 0.9, 0.99):
        try:
            text = read(data[: int(share * len(data))])
        except UnreadableFile:
            continue
        assert all("Mở lớp" in line for line in text.text.split("\n") if line)


def test_two_thousand_pages() -> None:
    said = [f"{number}. Lop {number}." if number % 3 else "Bao cao." for number in range(1, 2001)]
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(said)))
    font = "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
    objects = [_CATALOGUE, f"<</Type /Pages /Kids [{kids}] /Count {len(said)}>>", font]
    for index, line in enumerate(said):
        fonts = f"/Contents {5 + 2 * index} 0 R /Resources <</Font <</F 3 0 R>>>>"
        objects.append(f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] {fonts}>>")
        drawing = f"BT /F 8 Tf 10 50 Td ({line}) Tj ET"
        objects.append(f"<</Length {len(drawing)}>>\nstream\n{drawing}\nendstream")
    text = read(_write_objects(objects))
    assert len(text.pages) == len(said)
    assert text.text.split("\n") == said


# --- any page ----------------------------------------------------------------------------------------------------

_PLACES = st.tuples(st.floats(-50, 650), st.floats(-50, 900))
_WRITINGS = st.tuples(
    _PLACES,
    st.text(st.characters(min_codepoint=32, max_codepoint=0x1EFF, exclude_categories=("Cs", "Cc")), max_size=20),
    st.sampled_from([4.0, 10.0, 14.0, 40.0]),
    st.sampled_from([0.0, 0.0, 0.0, 3.0, 45.0, 90.0, 180.0]),
)
_RULES = st.tuples(_PLACES, st.floats(0, 400), st.booleans(), st.booleans())


@given(st.lists(_WRITINGS, max_size=12), st.lists(_RULES, max_size=12), st.sampled_from([0, 90, 180, 270]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_page_is_read_the_same_twice_and_raises_nothing(writings: list[Any], rules: list[Any], turn: int) -> None:
    sheets = Sheets().add_page()
    for (left, down), said, size, angle in writings:
        if said.strip():
            sheets.write(left, down, said, size, angle)
    for (x, y), length, level, as_area in rules:
        sheets.rule(x, y, x + length * level, y + length * (not level), as_area)
    data = sheets.turn_page(turn).save()
    text = read(data)
    assert text == read(data)
    assert text.text == unicodedata.normalize("NFC", text.text)
    for line in text.lines:
        assert text.text[line.start : line.end].strip()
        assert all(0 <= side <= 1 for side in line.box)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_with_wrong_bytes_raises_nothing_else(data: st.DataObject) -> None:
    raw = bytearray(_small_file())
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=30)):
        raw[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UnreadableFile):
        read(bytes(raw))


_made: list[bytes] = []


def _small_file() -> bytes:
    """A file small enough that changed bytes hit its structure: written out by hand, with a standard font."""
    if not _made:
        drawing = (
            "BT /F 12 Tf 72 700 Td (1. Mo lop day boi.) Tj ET 72 600 m 300 600 l 72 500 m 300 500 l 72 600 m 72 500 l S"
        )
        objects = [
            _CATALOGUE,
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>",
            f"<</Length {len(drawing)}>>\nstream\n{drawing}\nendstream",
            "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        ]
        _made.append(_write_objects(objects))
    return _made[0]


# --- real files --------------------------------------------------------------------------------------------------


@pytest.mark.real_plans
@pytest.mark.parametrize(
    ("name", "pages", "rows", "numbers", "first", "last"),
    [
        ("cp-100-nq-cp-2026-cthd-ct49.pdf", 20, 40, 39, (9, "I."), (20, "3.")),
        ("cp-116-nq-cp-2026-kh-kl213.pdf", 14, 46, 39, (9, "I"), (14, "2")),
        ("ttg-982-qd-2026-de-an-dn-cong-nghe-so.pdf", 23, 41, 40, (13, "1."), (23, "8.")),
    ],
)
def test_real_tables(
    name: str, pages: int, rows: int, numbers: int, first: tuple[int, str], last: tuple[int, str]
) -> None:
    path = SHARED / "corpus" / name
    if not path.is_file():
        pytest.skip("the real files are not beside this checkout (../shared/corpus)")
    text = read(path.read_bytes())
    (table,) = text.tables
    said = [text.text[row[0].start : row[0].end] for row in table.rows]
    assert len(text.pages) == pages
    assert len(table.rows) == rows
    assert sum(any(letter.isalnum() for letter in cell) for cell in said) == numbers + 1
    assert (text.page_at(table.rows[1][0].start), said[1]) == first
    assert (text.page_at(table.rows[-1][0].start), said[-1]) == last
    assert not text.gaps
    assert "CÔNG BÁO" not in text.text
    assert "Ký bởi" not in text.text
