"""The characters of a web page, whatever it declares: by its byte-order mark, its bytes, and what reads as Vietnamese.

What a page declares is often wrong: Word writes "windows-1252" and means it, a portal copies the same line over UTF-8,
pages of the nineties are in Windows' Vietnamese code page or in TCVN3 under "iso-8859-1". So the declaration only
decides between readings that are equally good.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator

from pipeline.readers.legacy_encodings import decode_legacy, detect_encoding
from pipeline.readers.plausibility import rate_plausibility

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,400}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_HEAD = 8192

# The one-byte code pages that Vietnamese pages come in; "iso-8859-1" and the rest mean Windows-1252 to a browser.
# A page in UTF-8 may hold a few bytes of theirs, pasted in or cut in two.
_ENCODINGS = ("cp1252", "cp1258", "utf-8")
_NOT_CP1252 = re.compile("[^\x00-\xff" + re.escape(bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")) + "]")
# So many bytes tell one encoding from another, and Word needs so many of its source for them.
_JUDGED = 30_000
_JUDGED_SOURCE = 1_000_000
_LEGACY_FONT = re.compile(rb"""["':=;\s](?:\.vn\w|vni-)""", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^<>]*>")


def decode_page(data: bytes) -> str:
    """The source of a web page as characters; every byte becomes one, so nothing is refused.

    >>> decode_page('<meta charset="windows-1252"><p>Kế hoạch'.encode())[-8:]
    'Kế hoạch'
    >>> decode_page("Kê\u0301 hoa\u0323ch cu\u0309a u\u0309y ban nhân dân xa\u0303".encode("cp1258")) == (
    ...     "Kê\u0301 hoa\u0323ch cu\u0309a u\u0309y ban nhân dân xa\u0303")
    True
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if wide := _guess_wide(data):
        return data.decode(wide, errors="replace")
    try:
        return _undo_double_encoding(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _decode_by_sense(data)


def visible_text(source: str) -> str:
    """What a page's source says without its markup, scripts, styles and comments; roughly, in one pass.

    >>> visible_text("<style>p {}</style><p>K&#7871; <b>hoạch</b><!-- a > b --> số<script>x")
    'Kế hoạch số'
    """
    return _read_text(_strip_markup(source.encode("utf-8", errors="replace")).decode("utf-8"))


def _read_text(stripped: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(stripped)).strip()


def _strip_markup(source: bytes) -> bytes:
    for opening, closing in ((b"<!--", b"-->"), (b"<script", b"</script"), (b"<style", b"</style")):
        source = b"".join(_leave_out(source, opening, closing))
    return _MARKUP.sub(b" ", source)


def _leave_out(source: bytes, opening: bytes, closing: bytes) -> Iterator[bytes]:
    """The stretches of a source outside what the marks enclose; an unclosed one reaches to the end."""
    lowered = source.lower()
    place = 0
    while (start := lowered.find(opening, place)) >= 0:
        yield source[place:start]
        end = lowered.find(closing, start)
        if end < 0:
            return
        place = source.find(b">", end) + 1 or len(source)
    yield source[place:]


def _guess_wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the markup is zero."""
    head = data[:200]
    if head[1::2].count(0) > 0.8 * len(head[1::2]) > 8:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.8 * len(head[::2]) > 8 else None


def _undo_double_encoding(source: str) -> str:
    """A page that was taken for Windows-1252 and written out as UTF-8 once more ("Káº¿ hoáº¡ch"), put right."""
    if source.isascii() or _NOT_CP1252.search(source):
        return source
    try:
        return source.encode("cp1252", errors="byte-as-letter").decode("utf-8")
    except UnicodeDecodeError:
        return source


def _decode_by_sense(data: bytes) -> str:
    """By the code page, or the old font encoding, that makes most Vietnamese of it; UTF-8 with errors is one more."""
    sample = _strip_markup(data[:_JUDGED_SOURCE])[:_JUDGED]
    readings = {page: _read_text(sample.decode(page, "byte-as-letter")) for page in _ENCODINGS}
    # Where fonts tell the old encodings, they tell them run by run, and capitals with them.
    if not _LEGACY_FONT.search(data) and (legacy := detect_encoding(readings["cp1252"])):
        return decode_legacy(data.decode("cp1252", "byte-as-letter"), legacy)
    declared = _read_declared(data) or "cp1252"
    best = max(readings, key=lambda page: (rate_plausibility(readings[page]).score, page == declared))
    return data.decode(best, "byte-as-letter")


def _read_declared(data: bytes) -> str | None:
    """The code page that a page names in its head, as Python calls it; ``None`` for anything else."""
    match = _DECLARED.search(data[:_HEAD])
    name = match[1].decode("ascii", "replace").lower().replace("windows-", "cp") if match else None
    return name if name in _ENCODINGS else None


def _keep_byte(error: UnicodeError) -> tuple[str | bytes, int]:
    """A byte that means nothing where it stands: as code page 1252 has it, or for itself, as in every browser."""
    if isinstance(error, UnicodeEncodeError):
        return error.object[error.start : error.end].encode("latin-1"), error.end
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", errors="ignore") or byte.decode("latin-1"), error.start + 1


codecs.register_error("byte-as-letter", _keep_byte)
