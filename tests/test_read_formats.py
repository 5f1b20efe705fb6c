"""What a file is by its content, whatever its name: the choice of the reader."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractors.errors import NotADocument, UnreadableFile
from pipeline.read import Format, detect_format, read_bytes, read_plan
from pipeline.readers.builder import PlanTextBuilder
from pipeline.sources.files import File
from tests.hostile_files import make_docx, make_locked_pdf, make_text_pdf

_PAGE = "<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>Mở lớp học số</p></body></html>"


def _picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("L", (40, 60), "white").save(written, kind)
    return written.getvalue()


def _mail() -> bytes:
    mail = EmailMessage()
    mail.set_content("x")
    mail.add_alternative(_PAGE, subtype="html")
    mail.replace_header("Content-Type", mail["Content-Type"].replace("alternative", "related"))
    return mail.as_bytes()


_CONTENTS: list[tuple[bytes, Format | None]] = [
    ("KẾ HOẠCH\nMở lớp".encode(), "text"),
    ("KẾ HOẠCH\nMở lớp".encode("utf-16"), "text"),
    (b"\xef\xbb\xbfA", "text"),
    ("Kê\u0301 hoa\u0323ch".encode("cp1258"), "text"),
    ("# KẾ HOẠCH\n\n**I.** Mở lớp".encode(), "markdown"),
    (_PAGE.encode(), "html"),
    (_PAGE.encode("utf-16"), "html"),
    (_PAGE.encode("utf-16-le"), "html"),
    (b"\n \n" + _PAGE.encode(), "html"),
    (_mail(), "mhtml"),
    (make_docx(["x"]), "docx"),
    (make_docx(["x"])[:-30], "docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
    (b"{\\rtf1\\ansi x}", "rtf"),
    (b"\xef\xbb\xbf\n{\\rtf1 x}", "rtf"),
    (make_text_pdf(["x"]), "pdf"),
    (b"\r\nHTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n", "pdf"),
    (make_locked_pdf(), "pdf"),
    *((_picture(kind), "image") for kind in ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")),
    (b"PK\x03\x04\x14\x00xl/workbook.xml", None),
    (b"PK\x05\x06" + bytes(18), None),
    (b"7z\xbc\xaf'\x1c\x00\x04", None),
    (b"\x7fELF\x02\x01\x01\x00", None),
    (b"\x00\x00\x00\x18ftypheic", None),
    (random.Random(0).randbytes(5000), None),
    (bytes(range(1, 32)) * 40, None),
]


@pytest.mark.parametrize(
    ("data", "format"), _CONTENTS, ids=[f"{n} {format}" for n, (_, format) in enumerate(_CONTENTS)]
)
def test_the_format_shows_in_the_content(data: bytes, format: Format | None) -> None:
    assert detect_format(data) == format


@pytest.mark.parametrize(
    ("data", "format"),
    [(data, format) for data, format in _CONTENTS if format in ("text", "html", "mhtml", "markdown", "docx")][:8],
)
def test_a_readers_text_says_what_it_was(data: bytes, format: Format) -> None:
    text = read_bytes(data, "x")
    assert text.format == format
    assert text.text


def test_a_reader_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys; from pipeline.read import read_bytes; read_bytes(b'1. A', 'x'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"pypdfium2", "pdfplumber", "PIL", "numpy", "tesserocr", "spacy"}.isdisjoint(loaded)


@pytest.mark.parametrize(
    ("data", "refusal", "said"),
    [
        (b"", UnreadableFile, "empty"),
        (b"\n\n ", UnreadableFile, "empty"),
        (b"PK\x03\x04xl/", NotADocument, "not a format"),
        (b"\x00" * 100, NotADocument, "not a format"),
        (make_locked_pdf(), UnreadableFile, "password"),
        (b"\xc3\xff\x8a\x9d" * 9, UnreadableFile, "UTF-8"),
        (make_text_pdf([]), UnreadableFile, "no text"),
    ],
)
def test_a_refusal_is_told_in_both_languages(data: bytes, refusal: type[UnreadableFile], said: str) -> None:
    with pytest.raises(refusal) as caught:
        read_bytes(data, "x")
    assert said in caught.value.en
    assert caught.value.vi != caught.value.en


@pytest.mark.parametrize(
    ("content", "is_cut"),
    [
        (lambda: _PAGE.encode(), False),
        (lambda: _PAGE.encode()[:-14], True),
        (lambda: _PAGE.encode("utf-16")[:-28], True),
        (lambda: "<p>Mở lớp</p><p>Phát sách</p>".encode(), False),
        (lambda: make_text_pdf(["Mở thư viện lưu động cho trẻ em"]), False),
        (lambda: make_text_pdf(["Mở thư viện lưu động cho trẻ em"]).replace(b"%%EOF", b""), True),
        (lambda: b"1. A", False),
    ],
)
def test_a_file_without_its_end_has_a_gap_there(content: Callable[[], bytes], is_cut: bool) -> None:
    text = read_bytes(content(), "x")
    assert [(gap.reason, gap.offset) for gap in text.gaps] == [("cut_short", len(text.text))] * is_cut


def test_a_large_file_of_another_kind_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "film.bin").open("wb") as film:
        film.truncate(200 * 2**30)  # sparse: 200 GB of nothing
    with pytest.raises(NotADocument):
        read_plan(tmp_path / "film.bin")


def test_pages_recognised_are_told() -> None:
    told: list[int] = []
    builder = PlanTextBuilder(lambda: told.append(1))
    builder.start_page(1)
    builder.start_page(2, 0.8)
    builder.note_recognised(3, None)
    assert len(told) == 2


@pytest.mark.parametrize(
    ("name", "should"),
    [
        ("a.PDF", True),
        ("a.docx", True),
        ("a.jpeg", True),
        ("a.htm", True),
        ("a.xlsx", False),
        ("a", False),
        ("pdf", False),
    ],
)
def test_names_say_what_should_be_readable(name: str, should: bool) -> None:
    assert File(Path("/x", name), name).should_be_readable is should


@given(
    st.binary(max_size=200)
    | st.sampled_from([data for data, _ in _CONTENTS]).flatmap(
        lambda data: st.integers(0, len(data)).map(lambda end: data[:end])
    )
)
def test_any_content_has_a_format_or_none(data: bytes) -> None:
    assert detect_format(data) in {*get_args(Format), None}
