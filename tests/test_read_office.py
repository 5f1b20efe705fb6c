"""Old .doc files and RTF by way of LibreOffice, and what is said where it is missing or a file is no such thing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableFile
from extractors.records import PlanText
from pipeline.read import read_plan
from pipeline.readers import office
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.office import read_doc, read_rtf
from pipeline.readers.rtf_labels import spell_labels, tidy_label
from tests.conftest import REPOSITORY, SHARED
from tests.word_files import write_plan

SAMPLE = REPOSITORY / "data" / "raw" / "20-tinh-binh-lam.md"
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)"
)

# Two lists of one kind; the second is told to start anew, as Word writes it, with the labels that Word showed.
LISTS = rb"""{\rtf1\ansi\ansicpg1252\deff0
{\fonttbl{\f0\fnil\fcharset0 Times New Roman;}{\f1\ftech\fcharset2 Symbol;}{\f2\fnil\fcharset0 .VnTimeH;}}
{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc0\levelstartat1\levelfollow0{\leveltext\'02\'00.;}
{\levelnumbers\'01;}}\listid5}}
{\*\listoverridetable{\listoverride\listid5\listoverridecount0\ls1}
{\listoverride\listid5\listoverridecount1{\lfolevel\listoverridestartat\levelstartat1}\ls2}}
\pard\f2 k\'d5 ho\'b9ch\par
\pard\f0 {\listtext\pard\plain 1.\tab}\ls1\ilvl0 A\par
\pard {\listtext\pard\plain 2.\tab}\ls1\ilvl0 B\par
\pard II\par
\pard {\listtext\pard\plain 1.\tab}\ls2\ilvl0 C\par
\pard {\listtext\pard\plain\f1 \'b7\tab}\ls2\ilvl0 {\f1\'b3} 80%\par
}"""


def read(reader: Callable[[bytes, PlanTextBuilder], None], data: bytes) -> PlanText:
    builder = PlanTextBuilder()
    reader(data, builder)
    return builder.build("x", "", "doc")


@needs_libreoffice
def test_a_doc_reads_as_the_docx_that_it_was_made_from(tmp_path: Path) -> None:
    text = read_plan(SAMPLE)
    (tmp_path / "plan.docx").write_bytes(write_plan(text))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "plan.docx")], check=True, capture_output=True, timeout=120)
    again = read(read_doc, (tmp_path / "plan.doc").read_bytes())
    assert again.text == text.text
    assert [found.rows for found in again.tables] == [found.rows for found in text.tables]


@needs_libreoffice
def test_rtf_keeps_the_labels_that_word_showed_and_its_fonts_encodings() -> None:
    assert read(read_rtf, LISTS).text.split("\n") == ["KẾ HOẠCH", "1. A", "2. B", "II", "1. C", "- ≥ 80%"]


@needs_libreoffice
def test_a_damaged_file_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(UnreadableFile, match="LibreOffice"):
        read(read_doc, office_file("WordDocument"))
    assert not list(tmp_path.iterdir())


@needs_libreoffice
def test_a_conversion_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(office, "_SECONDS", 0.2)
    with pytest.raises(UnreadableFile) as raised:
        read(read_rtf, LISTS)
    assert "0.2 seconds" in raised.value.en
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in running


def test_without_libreoffice_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableFile) as raised:
        read(read_rtf, LISTS)
    assert "libreoffice-writer-nogui" in raised.value.vi
    assert "libreoffice-writer-nogui" in raised.value.en


def office_file(stream: str, flags: int = 0) -> bytes:
    """The beginning of an OLE file with a stream of that name, and where it is a Word document, its first bytes."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    main = (b"\xec\xa5".ljust(11, b"\0") + bytes([flags])) if stream == "WordDocument" else b""
    return head + main.ljust(512, b"\0") + stream.encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize(
    ("reader", "data", "says"),
    [
        (read_doc, office_file("WordDocument", flags=1), "password"),
        (read_doc, office_file("EncryptedPackage"), "password"),
        (read_doc, office_file("Workbook"), "Excel"),
        (read_doc, b"plain text", "is no .doc file"),
        (read_doc, b"", "is no .doc file"),
        (read_rtf, b"plain text", "no RTF"),
        (read_rtf, b"", "no RTF"),
    ],
)
def test_what_is_not_what_it_seems(reader: Callable[[bytes, PlanTextBuilder], None], data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as raised:
        read(reader, data)
    assert says in raised.value.en
    assert raised.value.vi != raised.value.en


@given(st.binary(max_size=300).map(lambda data: LISTS[:900] + data + LISTS[900:]))
def test_no_bytes_among_the_labels_raise_and_without_labels_nothing_changes(data: bytes) -> None:
    assert spell_labels(data).count(b"-8192") >= LISTS.count(b"{\\listtext") - 1
    assert spell_labels(data.replace(b"listtext", b"pntext")) == data.replace(b"listtext", b"pntext")


@given(st.text())
def test_only_marked_labels_are_tidied(text: str) -> None:
    assert tidy_label(text.replace("\ue000", "")) == text.replace("\ue000", "")


@needs_libreoffice
def test_a_real_file() -> None:
    path = SHARED / "corpus" / "ttg-166-qd-2014-kh-bvmt.doc"
    if not path.is_file():
        pytest.skip("the real files are not beside this checkout (../shared/corpus)")
    assert [len(found.rows) for found in read(read_doc, path.read_bytes()).tables] == [1, 1, 32]
