"""Step 1, read: a file becomes one normalised text, whatever its format; every later offset is an offset into it.

What a file is shows in its first bytes, not in its name: portals give ``.doc`` files that are HTML, scanners ``.pdf``
files that are JPEG. Only plain text has no mark of its own, and is what is left.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Literal

from extractors.errors import NotADocument, UnreadableFile
from extractors.records import PlanText
from pipeline.readers.builder import PlanTextBuilder
from pipeline.wording import Wording, word

Format = Literal["text", "markdown", "html", "mhtml", "docx", "doc", "rtf", "pdf", "image"]
Reader = Callable[[bytes, PlanTextBuilder], None]

# Each reader is imported with its libraries when the first file of its format is read.
_READERS: dict[Format, tuple[str, str]] = {
    "text": ("pipeline.readers.text", "read_text"),
    "markdown": ("pipeline.readers.markdown", "read_markdown"),
    "html": ("pipeline.readers.html", "read_html"),
    "mhtml": ("pipeline.readers.html", "read_mhtml"),
    "docx": ("pipeline.readers.docx", "read_docx"),
    "doc": ("pipeline.readers.office", "read_doc"),
    "rtf": ("pipeline.readers.office", "read_rtf"),
    "pdf": ("pipeline.readers.pdf", "read_pdf"),
    "image": ("pipeline.readers.scan", "read_image"),
}


def read_plan(path: Path, source: str | None = None, on_recognised: Callable[[], None] | None = None) -> PlanText:
    """The text of the file at ``path``; ``source`` is what to call it (its name where not given).

    ``on_recognised`` is called for each page recognised from its picture, which is what takes time. Raises
    ``UnreadableFile`` where it cannot be read or holds no text, ``NotADocument`` where it is of another kind.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_HEAD)
            if _is_foreign(data):  # a film of 10 GB is not read to the end to find that out
                raise NotADocument(*word("read.not_a_document"))
            data += file.read()
    except OSError as error:
        raise UnreadableFile(*word("read.not_opened", name=path.name, why=error.strerror)) from error
    return read_bytes(data, source or path.name, on_recognised)


def read_bytes(data: bytes, source: str, on_recognised: Callable[[], None] | None = None) -> PlanText:
    """The text of a file's content; raises as ``read_plan`` does."""
    if not data.strip():
        raise UnreadableFile(*word("read.empty"))
    format = detect_format(data)
    if format is None:
        raise NotADocument(*word("read.not_a_document"))
    module, function = _READERS[format]
    read: Reader = getattr(import_module(module), function)
    builder = PlanTextBuilder(on_recognised)
    read(data, builder)
    if _is_cut_short(format, data):
        builder.add_gap("cut_short")
    text = builder.build(source, hashlib.sha256(data).hexdigest(), format)
    if not text.text:
        raise UnreadableFile(*_explain_silence(text))
    return text


def detect_format(data: bytes) -> Format | None:
    """What a file is by its content; ``None`` where it is nothing that holds a plan (a spreadsheet, an archive).

    >>> detect_format(b"%PDF-1.7 ..."), detect_format("Kế hoạch".encode()), detect_format(b"PK\\x03\\x04.. xl/workbook")
    ('pdf', 'text', None)
    """
    head = data[:_HEAD]
    marked = _read_mark(head)
    if marked == "zip":
        return "docx" if b"word/" in data else None
    if marked == "compound":  # Office 2007 and later put a file under a password into one, whole
        return "docx" if "EncryptedPackage".encode("utf-16-le") in data else "doc"
    if marked is not None:
        return marked
    return None if _is_foreign(head) else _detect_text(data)


# --- marks -------------------------------------------------------------------------------------------------------

_HEAD = 4096
_MARKS: tuple[tuple[re.Pattern[bytes], Format | Literal["zip", "compound"]], ...] = (
    (re.compile(rb"PK\x03\x04"), "zip"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "compound"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}\{\\rtf"), "rtf"),
    (re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II\*\x00|MM\x00\*|GIF8[79]a|RIFF....WEBP", re.DOTALL), "image"),
    (re.compile(rb"BM.{4}\x00{4}.{2}\x00\x00", re.DOTALL), "image"),
    (re.compile(rb"\x00\x00\x00\x0cjP  \r\n|\xff\x4f\xff\x51"), "image"),
    (re.compile(rb"(?s:.{0,1023})%PDF-\d"), "pdf"),  # the standard lets other bytes stand before it
)
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Texts hold tabs, line breaks and form feeds; other control bytes are stray marks (VISCII spells a few capitals so).
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a")
_STRAY_CONTROLS = 8
_MOST_CONTROLS = 0.05


def _read_mark(head: bytes) -> Format | Literal["zip", "compound"] | None:
    return next((name for mark, name in _MARKS if mark.match(head)), None)


def _is_foreign(head: bytes) -> bool:
    """Whether a file that begins so is neither text nor marked as any kind that is read."""
    if not head or head.startswith(_UNICODE_MARKS) or _read_mark(head) is not None:
        return False
    if b"\x00" in head:  # a page in UTF-16 may lack the mark that says so
        from pipeline.readers.html import looks_like_html

        return not looks_like_html(head)
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > _STRAY_CONTROLS + _MOST_CONTROLS * len(head)


def _detect_text(data: bytes) -> Format:
    """Which kind of text a text is."""
    from pipeline.readers.html import looks_like_html, looks_like_mhtml
    from pipeline.readers.markdown import looks_like_markdown
    from pipeline.readers.text import decode_text

    if looks_like_html(data):
        return "html"
    if looks_like_mhtml(data):
        return "mhtml"
    try:
        return "markdown" if looks_like_markdown(decode_text(data)) else "text"
    except UnreadableFile:  # which says so when it is read
        return "text"


def _is_cut_short(format: Format, data: bytes) -> bool:
    """Whether a file that could be read lacks its end; of Word files and pictures the reader finds that out itself."""
    tail = data[-_HEAD:].replace(b"\x00", b"").rstrip()
    match format:
        case "pdf":
            return b"%%EOF" not in tail
        case "html":
            return b"<html" in data[:_HEAD].replace(b"\x00", b"").lower() and b"</html" not in tail.lower()
        case "rtf":
            return not tail.endswith(b"}")
        case _:
            return False


def _explain_silence(text: PlanText) -> Wording:
    """Why a file that could be opened gave no text."""
    unread = [gap for gap in text.gaps if gap.page is not None]
    if any(gap.reason == "ocr_not_installed" for gap in unread):
        return word("gap.ocr_not_installed")
    return word("read.nothing_recognised", count=len(unread)) if unread else word("read.no_text")
