"""Reading web pages: the document's own text, as a browser shows it, whatever stands around it."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.errors import UnreadableFile
from extractors.records import PlanText
from pipeline.outline import outline_plan
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.charset import decode_page
from pipeline.readers.html import looks_like_html, looks_like_mhtml, read_html, read_mhtml
from tests.conftest import load_cases, write_cells

CASES: list[dict[str, Any]] = load_cases("read_html")


def read_page(page: str | bytes) -> PlanText:
    builder = PlanTextBuilder()
    data = page.encode() if isinstance(page, str) else page
    (read_mhtml if looks_like_mhtml(data) else read_html)(data, builder)
    return builder.build("page.htm", "", "html")


def paragraphs_of(text: PlanText) -> list[str]:
    """The paragraphs, with ``TABLE`` where a table stands."""
    found: list[str] = []
    place = 0
    for table in (*text.tables, None):
        end = table.start if table else len(text.text)
        found += [line for line in text.text[place:end].split("\n") if line]
        if table:
            found.append("TABLE")
            place = table.end
    return found


def cells_of(text: PlanText) -> list[list[list[str]]]:
    return [write_cells(text, table) for table in text.tables]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_pages(case: dict[str, Any]) -> None:
    text = read_page(case["html"])
    assert paragraphs_of(text) == case["paragraphs"]
    assert cells_of(text) == case.get("tables", [])


# --- letters -----------------------------------------------------------------------------------------------------

WORDS = (
    "Ủy ban nhân dân xã An Bình ban hành Kế hoạch phổ cập kỹ năng số cho người dân: mở lớp học buổi tối, lập tổ hỗ "
    "trợ ở từng thôn, bảo đảm trước ngày 30/6/2026 mọi hộ gia đình đều có người sử dụng được dịch vụ công trực tuyến."
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def encode_cp1258(text: str) -> bytes:
    """As Windows writes Vietnamese: tones apart from their letters."""
    apart = ""
    for letter in unicodedata.normalize("NFC", text):
        tones = [mark for mark in unicodedata.normalize("NFD", letter) if mark in _TONES]
        bare = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in _TONES)
        apart += unicodedata.normalize("NFC", bare) + "".join(tones)
    return apart.encode("cp1258")


def encode_word(text: str) -> bytes:
    """As Word saves a page in Windows-1252: what the code page lacks as numbers."""
    return text.encode("cp1252", errors="xmlcharrefreplace")


def page_of(body: bytes, declared: str) -> bytes:
    return f'<html><head><meta charset="{declared}"></head><body><p>'.encode() + body + b"</p></body></html>"


@pytest.mark.parametrize("declared", ["windows-1252", "windows-1258", "iso-8859-1", "utf-8", "x-unknown", "utf-16"])
@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(str.encode, id="utf-8"),
        pytest.param(encode_cp1258, id="windows-1258"),
        pytest.param(encode_word, id="windows-1252 and numbers"),
        pytest.param(lambda text: text.encode("ascii", "xmlcharrefreplace"), id="numbers"),
        pytest.param(lambda text: text.encode().decode("latin-1").encode(), id="utf-8 twice"),
        pytest.param(lambda text: text.encode() + b"\xa0\x96", id="utf-8 and bytes of windows-1252"),
    ],
)
def test_letters_are_right_whatever_is_declared(encode: Any, declared: str) -> None:
    text = read_page(page_of(encode(WORDS), declared)).text
    assert text.removesuffix("–").strip() == WORDS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_wide_pages_and_byte_order_marks(encoding: str) -> None:
    page = f"<html><body><p>{WORDS}</p></body></html>".encode(encoding)
    assert looks_like_html(page)
    assert read_page(page).text == WORDS


def test_a_page_in_tcvn3_without_fonts() -> None:
    page = (
        "<html><meta charset=iso-8859-1><p>Uû ban nh©n d©n x· ban hµnh KÕ ho¹ch triÓn khai thùc hiÖn NghÞ quyÕt cña "
        "tØnh vÒ chuyÓn ®æi sè ®Õn n¨m 2030, phæ cËp kü n¨ng sè cho ng­êi d©n trªn ®Þa bµn.</p>"
    )
    expected = (
        "Uỷ ban nhân dân xã ban hành Kế hoạch triển khai thực hiện Nghị quyết của tỉnh về chuyển đổi số đến năm 2030, "
        "phổ cập kỹ năng số cho người dân trên địa bàn."
    )
    assert read_page(page.encode("cp1252")).text == expected


# --- bad pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("", "holds no text"),
        ("<html><body><script>x()</script>&nbsp;</body></html>", "holds no text"),
        ('<html><body><p><img src="trang-1.jpg"></p></body></html>', "pictures"),
        ('<html><frameset><frame src="a.htm"></frameset></html>', "frames"),
    ],
)
def test_pages_without_a_text_say_why(page: str, says: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_page(page)
    assert says in caught.value.en


@pytest.mark.parametrize(
    "opening",
    [
        "<div>",
        "<font face=Arial>",
        "<b><i>",
        "<table><tr><td>",
        "<ul><li>",
        "<blockquote>",
        "<xyz>",
        "<p><table><tr><td>",
    ],
)
def test_nothing_is_lost_however_deep(opening: str) -> None:
    text = read_page("<html><body><p>Đầu</p>" + f"{opening}Mục " * 3000 + "<p>Cuối</p></body></html>").text
    assert (text.startswith("Đầu"), text.endswith("Cuối")) == (True, True)
    assert text.count("Mục") == 3000


@pytest.mark.parametrize(
    "page",
    [
        "<p>Đầu</p><img src='data:image/png;base64," + "A" * 11_000_000 + "'><p>Cuối</p>",
        "<p>Đầu</p><p>" + "x" * 11_000_000 + "</p><p>Cuối</p>",
        "<p>Đầu</p>" + "<!-- " * 200_000 + " --><p>Cuối</p>",
        "<p>Đầu</p><style>" + "a{" * 300_000 + "</style><p>Cuối</p>",
        "<table border=1><tr><td colspan=99999 rowspan=99999>Đầu<td>x<tr><td>y<td>z</table><p>Cuối</p>",
    ],
    ids=[
        "a picture within",
        "one paragraph of 11 MB",
        "comments left open",
        "a style sheet left open",
        "endless cells",
    ],
)
def test_huge_pages_are_read_to_their_end(page: str) -> None:
    text = read_page(page).text
    assert "Đầu" in text
    assert "Cuối" in text


def test_a_page_of_printed_lines_is_joined_to_paragraphs() -> None:
    sentence = (
        "Ủy ban nhân dân các xã, phường tổ chức lớp học số cho người dân ở từng thôn, bản và báo cáo kết quả hằng quý."
    )
    lines = []
    for number in range(1, 21):
        words = f"{number}. {sentence} {sentence}".split()
        while words:
            line = words.pop(0)
            while words and len(line) + 1 + len(words[0]) <= 80:
                line += f" {words.pop(0)}"
            lines.append(line)
    text = read_page("".join(f"<div>{line}</div>" for line in lines)).text
    assert text.split("\n") == [f"{number}. {sentence} {sentence}" for number in range(1, 21)]


# --- files that hold pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b'\xef\xbb\xbf <?xml version="1.0"?>\n<!-- x -->\n<HTML xmlns="http://www.w3.org/1999/xhtml">', True),
        (b"<div class=a><p>x</p><p>y</p></div>", True),
        (b"<p>x", False),
        (b"1. <b>In bold</b> and <br> so on </p></p></p>", False),
        (b"# Heading\n\n<div>x</div>", False),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="x">', False),
        (b"{\\rtf1 <html>}", False),
        (b"", False),
    ],
)
def test_pages_are_known_by_their_content(data: bytes, expected: bool) -> None:
    assert looks_like_html(data) is expected


def test_a_page_saved_with_its_pictures() -> None:
    page = (
        'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n'
        '\r\n--b\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        "<p>K=E1=BA=BF ho=E1=BA=A1ch =\r\ns=E1=BB=91 1</p>\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    assert looks_like_mhtml(page.encode())
    assert read_page(page.encode()).text == "Kế hoạch số 1"
    with pytest.raises(UnreadableFile, match=r"\.mht"):
        read_page(page.replace("text/html;", "text/plain;").encode())


# --- what holds for any page -------------------------------------------------------------------------------------

_TAGS = [
    *("<p>", "</p>", "<br>", "<div>", "</div>", "<pre>", "</pre>", "<nav>", "<div class='comment'>", "<hr>", "<"),
    *("<table border=1>", "<tr>", "<td rowspan=2>", "<th colspan=3>", "</table>"),
    *("<ol start=-2>", "<ul>", "<li value=9>", "</ul>", "<span style='mso-list:Ignore'>", "</span>"),
    *("<sup>", "</sup>", "<a href='x'>", "</a>", "<q>", "<font face='.VnTime'>", "<span style='display:none'>"),
    *("<!--", "-->", "<![if x]>", "<script>", "</script>", "<style>p{display:none}", "</style>"),
]
_WORDS = [
    *("Kế hoạch ", "I. MỤC ĐÍCH", "1. Mở lớp ", "- ", "·", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Nơi nhận:", "TT"),
    *("&nbsp;", "&#7871;", "KÕ ho¹ch", "\n", "  ", "80%", "2", "&#0;", "\x00", "\ud800"),
]
pages = st.lists(st.sampled_from(_TAGS + _WORDS), max_size=60).map("".join)


@settings(deadline=None)
@given(page=st.one_of(pages.map(lambda page: page.encode("utf-8", "surrogatepass")), st.binary(max_size=300)))
def test_any_page_is_read_or_refused(page: bytes) -> None:
    try:
        text = read_page(page)
    except UnreadableFile:
        return
    assert text == read_page(page)
    assert text.text.strip()
    for table in text.tables:
        assert len({len(row) for row in table.rows}) == 1
        assert all(0 <= cell.start <= cell.end <= table.end for row in table.rows for cell in row)
    assert outline_plan(text) == outline_plan(text)


@given(
    words=st.lists(
        st.sampled_from(["Mở lớp", "học số", "cho dân", "A & B", "x < y", "“trích”"]), min_size=1, max_size=30
    )
)
def test_every_paragraph_is_kept_in_order(words: list[str]) -> None:
    escaped = [word.replace("&", "&amp;").replace("<", "&lt;") for word in words]
    assert read_page("".join(f"<p>{word}</p>" for word in escaped)).text.split("\n") == words
    assert paragraphs_of(read_page("<div>" + "<br><br>".join(escaped) + "</div>")) == words


@given(data=st.binary(max_size=400))
def test_any_bytes_are_letters(data: bytes) -> None:
    assert decode_page(data) == decode_page(data)
