"""Bad files: each costs at most its own row, with a plain reason in both languages, and the run goes on."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from extractors.records import Source
from pipeline.build import build_corpus
from pipeline.sources.workers import Limits
from tests.hostile_files import (
    make_deep_docx,
    make_deep_page,
    make_deep_rtf,
    make_docx,
    make_endless_pdf,
    make_entity_bomb,
    make_external_entity,
    make_large_picture,
    make_locked_pdf,
    make_looping_form_pdf,
    make_text_pdf,
    make_unpacking_pdf,
    make_vast_pdf,
    make_wide_docx,
    make_wide_page,
    make_zip_bomb,
)

# Enough for every good file here, and soon over for the others.
_LIMITS = Limits(seconds=6, megabytes=700)

_LINES = [
    "ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY",
    "Số: {serial}/KH-UBND",
    "Sông Mây, ngày 05 tháng 3 năm 2026",
    "KẾ HOẠCH",
    "Mở thư viện lưu động cho trẻ em các bản vùng xa",
    "I. NHIỆM VỤ",
    "1. Mua ba xe chở sách có giá xoay và mái che, hoàn thành trong tháng 6/2026.",
    "2. Tuyển người lái xe biết kể chuyện và biết đường về các bản.",
    "II. TỔ CHỨC THỰC HIỆN",
    "1. Sở Tài chính bố trí kinh phí mua xe, thẩm định giá sách.",
]


def _plan(serial: int) -> list[str]:
    return [line.format(serial=serial) for line in _LINES]


def _text(serial: int) -> bytes:
    return "\n\n".join(_plan(serial)).encode()


def _page(serial: int) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in _plan(serial))
    return f"<html><head><title>x</title></head><body>{paragraphs}</body></html>".encode()


def _junk(size: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(size)


def _picture(side: int) -> bytes:
    """A picture of noise on paper."""
    pixels = random.Random(side).choices((0, 255), (1, 30), k=side * side)
    written = io.BytesIO()
    Image.frombytes("L", (side, side), bytes(pixels)).save(written, "PNG")
    return written.getvalue()


_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Name, content, status, and what the reason says in English.
_BAD: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("empty.pdf", bytes, "failed", "empty"),
    ("empty.docx", bytes, "failed", "empty"),
    ("blanks.txt", lambda: b" \n\t\n ", "failed", "empty"),
    ("locked.pdf", make_locked_pdf, "failed", "password"),
    ("locked.docx", lambda: _COMPOUND_FILE + "EncryptedPackage".encode("utf-16-le"), "failed", "password"),
    ("cut.pdf", lambda: make_text_pdf(_plan(2))[:3000], "failed", "damaged"),
    ("cut.docx", lambda: make_docx(_plan(2))[:-200], "failed", "damaged"),
    ("cut.png", lambda: _picture(400)[:-200], "failed", "incomplete"),
    ("cut.md", lambda: _text(12)[:-20], "ok", ""),  # no text says where it ends
    ("cut.htm", lambda: _page(3)[:-200], "partial", "missing"),
    ("bomb.docx", make_zip_bomb, "failed", "hostile"),
    ("entities.docx", make_entity_bomb, "failed", "hostile"),
    ("fetch.docx", make_external_entity, "failed", "hostile"),
    ("deep.docx", make_deep_docx, "failed", "damaged"),
    ("wide.docx", lambda: make_wide_docx(_plan(13)), "ok", ""),
    ("wide.htm", lambda: make_wide_page(_plan(14)), "ok", ""),
    ("unpacking.pdf", make_unpacking_pdf, "failed", ""),
    ("vast.pdf", make_vast_pdf, "failed", "no text"),
    ("endless.pdf", make_endless_pdf, "failed", ""),
    ("form in form.pdf", make_looping_form_pdf, "failed", ""),
    ("deep.htm", make_deep_page, "", ""),
    ("huge.png", make_large_picture, "failed", ""),
    ("tiny.png", lambda: _picture(40), "failed", "no text"),
    ("junk.bin", lambda: _junk(50_000, 1), "skipped", "not a format"),
    ("junk.pdf", lambda: _junk(50_000, 2), "failed", "not a format"),
    ("junk after a mark.pdf", lambda: b"%PDF-1.7\n" + _junk(50_000, 3), "failed", "damaged"),
    ("junk after a mark.docx", lambda: b"PK\x03\x04word/" + _junk(50_000, 4), "failed", "damaged"),
    ("junk after a mark.png", lambda: b"\x89PNG\r\n\x1a\n" + _junk(50_000, 5), "failed", ""),
    ("sheet.xlsx", lambda: b"PK\x03\x04\x14\x00xl/workbook.xml", "skipped", "not a format"),
    ("film.mp4", lambda: b"\x00\x00\x00\x20ftypisom" + _junk(50_000, 6), "skipped", "not a format"),
    ("notes.txt", lambda: "Mai nhớ gọi lại cho chị Hoa về chuyện mượn sách.".encode(), "skipped", "no plan"),
    ("manifest.toml", lambda: b'number = "3/KH-UBND"', "skipped", "not a format"),
    ("brackets.txt", lambda: b"(" * 300_000, "", ""),
    ("numbers.txt", lambda: b"1." * 300_000, "", ""),
    ("empty lines.txt", lambda: b"\n" * 300_000 + _text(15), "ok", ""),
    ("citations.txt", lambda: "Kế hoạch số 1/KH-UBND của Ủy ban nhân dân tỉnh Lào Cai; ".encode() * 2_000, "", ""),
    ("one word.txt", lambda: "ủy ".encode() * 200_000, "", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    """The rows of one build over all bad files, between two good ones."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "a first.txt").write_bytes(_text(1))
    (folder / "z last.txt").write_bytes(_text(9))
    for name, content, _, _ in _BAD:
        (folder / name).write_bytes(content())
    os.mkfifo(folder / "pipe.pdf")
    (folder / "circle.pdf").symlink_to(folder / "circle.pdf")
    (folder / "around").symlink_to(folder)
    Path(os.fsdecode(os.fsencode(folder) + b"/odd \xff.txt")).write_bytes(_text(16))
    corpus = build_corpus(folder, limits=_LIMITS)
    assert {plan.letterhead.number for plan in corpus.plans} >= {"1/KH-UBND", "9/KH-UBND"}
    return {row.source: row for row in corpus.sources}


def test_every_file_has_its_row(rows: dict[str, Source]) -> None:
    good, odd = {"a first.txt", "odd \\xff.txt", "z last.txt"}, {"pipe.pdf", "circle.pdf", "around/"}
    assert set(rows) == {*good, *odd, *(name for name, *_ in _BAD)}
    assert {rows[name].status for name in good} == {"ok"}
    assert [rows[name].status for name in sorted(odd)] == ["skipped", "failed", "skipped"]


@pytest.mark.parametrize(("name", "status", "said"), [(name, status, said) for name, _, status, said in _BAD])
def test_a_bad_file_says_what_is_wrong(rows: dict[str, Source], name: str, status: str, said: str) -> None:
    row = rows[name]
    assert row.status == status or not status
    assert (row.reason is None) == (row.status == "ok")
    if row.status != "ok":
        assert row.reason != row.reason_en
        assert said in (row.reason_en or "")
    assert row.seconds < _LIMITS.seconds + 5


# Content, its right name, a wrong one: what a file is shows in its content.
_WRONGLY_NAMED: list[tuple[Callable[[], bytes], str]] = [
    (lambda: make_docx(_plan(4)), "x.pdf"),
    (lambda: make_docx(_plan(4)), "x.doc"),
    (lambda: make_text_pdf(_plan(4)), "x.docx"),
    (lambda: make_text_pdf(_plan(4)), "x.txt"),
    (lambda: _page(4), "x.doc"),
    (lambda: _page(4), "x.txt"),
    (lambda: _text(4), "x.pdf"),
    (lambda: _text(4), "Kế hoạch số 4.KH-UBND"),
    (lambda: _text(4), "x"),
]


@pytest.mark.parametrize(
    ("content", "name"), _WRONGLY_NAMED, ids=[f"{n} {name}" for n, (_, name) in enumerate(_WRONGLY_NAMED)]
)
def test_a_wrong_name_does_not_matter(tmp_path: Path, content: Callable[[], bytes], name: str) -> None:
    (tmp_path / name).write_bytes(content())
    corpus = build_corpus(tmp_path)
    assert [(plan.letterhead.number, len(plan.tasks)) for plan in corpus.plans] == [("4/KH-UBND", 2)]
    assert corpus.sources[0].status == "ok"


def test_a_reason_is_the_same_in_every_build(tmp_path: Path) -> None:
    for name, content, *_ in _BAD:
        if name.startswith(("junk", "cut")):
            (tmp_path / name).write_bytes(content())
    first, second = (build_corpus(tmp_path).sources for _ in range(2))
    assert [(row.reason, row.reason_en) for row in first] == [(row.reason, row.reason_en) for row in second]


def test_two_thousand_pages_are_read_or_cost_their_row(tmp_path: Path) -> None:
    (tmp_path / "long.pdf").write_bytes(make_text_pdf(_plan(5), pages=2000))
    (tmp_path / "short.txt").write_bytes(_text(6))
    corpus = build_corpus(tmp_path, limits=Limits(seconds=1))
    long, short = corpus.sources
    assert (long.status, short.status) == ("failed", "ok")
    assert "--seconds" in (long.reason or "")
    assert "--seconds" in (long.reason_en or "")
    assert long.sha256 is not None


def test_what_needs_too_much_memory_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(_text(1))
    (tmp_path / "large.txt").write_bytes(_text(2) * 100_000)
    (tmp_path / "z.txt").write_bytes(_text(3))
    rows = build_corpus(tmp_path, limits=Limits(megabytes=400)).sources
    assert [row.status for row in rows] == ["ok", "failed", "ok"]
    assert "400 MB" in (rows[1].reason or "")
    assert "400 MB" in (rows[1].reason_en or "")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_converter_that_hangs_is_ended_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "deep.rtf").write_bytes(make_deep_rtf())
    (tmp_path / "plan.txt").write_bytes(_text(7))
    rows = build_corpus(tmp_path, limits=Limits(seconds=2)).sources
    assert [row.status for row in rows] == ["failed", "ok"]
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "doichieu-" not in running


def test_the_parts_of_a_saved_page_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "Kế hoạch.htm").write_bytes(_page(8))
    (tmp_path / "Kế hoạch_files").mkdir()
    (tmp_path / "Kế hoạch_files" / "image001.txt").write_bytes(_text(9))
    (tmp_path / "~$ hoach.docx").write_bytes(b"x")
    corpus = build_corpus(tmp_path)
    assert [plan.letterhead.number for plan in corpus.plans] == ["8/KH-UBND"]
    assert {row.source: row.status for row in corpus.sources} == {
        "Kế hoạch.htm": "ok",
        "Kế hoạch_files/": "skipped",
        "~$ hoach.docx": "skipped",
    }
