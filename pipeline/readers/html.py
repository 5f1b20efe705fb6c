"""Web pages, and what word processors save as one: the document's own text, with the numbers that its lists show."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from extractors.errors import UnreadableFile
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.charset import decode_page
from pipeline.readers.html_flow import Grid, Item, Passage, join_breaks, read_flow
from pipeline.readers.html_page import count_signs, parse_page, select_document
from pipeline.readers.html_styles import StyleSheet, is_hidden
from pipeline.readers.lines import Line
from pipeline.readers.text import add_lines, add_paragraphs
from pipeline.wording import word

_OPENS_PAGE = re.compile(
    rb"\s*(?:<\?xml\b[^>]{0,300}>|<!--.{0,2000}?-->|\s){0,9}"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|style|table|div|center|font|p|h[1-6]|span|br|article|section)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"</(?:p|div|td|tr|table|span|font|body|html|li|h[1-6]|b)\s*>|<(?:br|p)\s*/?>", re.IGNORECASE)
_FEWEST_TAGS = 2
_MHTML_HEAD = re.compile(rb"^(?:MIME-Version|Content-Type:\s*multipart/related)\b", re.IGNORECASE | re.MULTILINE)
# Mail within mail within mail: no page is saved so.
_DEEPEST_MAIL = 20

# A hidden note is shorter, a document longer.
_MUCH_TEXT = 300

# A saved page may hold each printed line as a paragraph of its own: most lines are full, and many open in mid-sentence.
_PRINTED_WIDTH = (55, 120)
_FULL = 0.8
_FULL_SHARE = 0.5
_LOW_SHARE = 0.25
_FEWEST_LINES = 12


def looks_like_html(data: bytes) -> bool:
    """Whether a file is a web page, whatever its name: a ``.doc`` that an office's software made often is one.

    >>> looks_like_html(b"<html><body><p>x</p></body></html>"), looks_like_html(b"1. Cho <p> sau")
    (True, False)
    """
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:200]:
        head = head.replace(b"\x00", b"")
    head = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if not _OPENS_PAGE.match(head):
        return False
    return re.search(rb"<(?:!doctype\s+html|html|body|head)\b", head, re.IGNORECASE) is not None or (
        len(_TAG.findall(head)) >= _FEWEST_TAGS
    )


def looks_like_mhtml(data: bytes) -> bool:
    """Whether a file is a page saved with its pictures in one file (``.mht``, ``.mhtml``)."""
    head = data[:4096]
    return _MHTML_HEAD.search(head) is not None and b"multipart/" in head.lower()


def read_html(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the paragraphs and tables of the document that a web page shows.

    Raises ``UnreadableFile`` where it shows none.
    """
    root = parse_page(decode_page(data))
    body = next(root.iter("body"), root)
    items = select_document(root, _read_items(body))
    if not any(letter.isalnum() for item in items for letter in item.text):
        raise UnreadableFile(*word(f"html.{_name_lack(root)}"))
    _add_items(items, builder)


def read_mhtml(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the document of a page saved with its pictures in one file."""
    if data.lower().count(b"boundary=") > _DEEPEST_MAIL:
        raise UnreadableFile(*word("html.too_large"))
    for part in email.message_from_bytes(data).walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(content, bytes):
            read_html(content, builder)
            return
    raise UnreadableFile(*word("html.no_page"))


def _read_items(body: etree._Element) -> list[Item]:
    """What a page shows; where the document is hidden until somebody opens its tab, that too."""
    sheet = StyleSheet(body)
    shown = read_flow(body, sheet)
    hidden = (element for element in body.iter() if is_hidden(element, sheet.read(element)))
    if not any(sum(map(len, map(str, element.itertext()))) > _MUCH_TEXT for element in hidden):
        return shown
    everything = read_flow(body, sheet, with_hidden=True)
    return everything if count_signs(everything) > 2 * count_signs(shown) else shown


def _name_lack(root: etree._Element) -> str:
    """Why a page has no text."""
    if next(root.iter("frame"), None) is not None:
        return "frames"
    return "only_pictures" if next(root.iter("img", "object", "embed", "iframe"), None) is not None else "empty"


def _add_items(items: Sequence[Item], builder: PlanTextBuilder) -> None:
    printed = _are_printed([line for item in items if isinstance(item, Passage) for line in item.lines])
    lines: list[Line] = []
    paragraphs: list[str] = []
    for item in items:
        is_lines = isinstance(item, Passage) and (printed or item.preformatted or _are_printed(item.lines))
        if not is_lines:
            add_lines(lines, builder)
            lines = []
        if is_lines or isinstance(item, Grid):
            add_paragraphs(paragraphs, builder)
            paragraphs = []
        if isinstance(item, Grid):
            builder.add_table(item.rows)
        elif is_lines:
            lines += _list_lines(item, parted=not printed)
        else:
            paragraphs += join_breaks(item.lines)
    add_lines(lines, builder)
    add_paragraphs(paragraphs, builder)


def _list_lines(passage: Passage, parted: bool) -> Iterator[Line]:
    """The lines of a passage; ``parted`` where it does not go on with the one above it."""
    for line in passage.lines:
        if line:
            yield Line(line, after_blank=parted)
        parted = not line


def _are_printed(lines: Sequence[str]) -> bool:
    """Whether lines are the printed lines of a page that was wrapped: taken from a PDF."""
    lines = [line for line in lines if line]
    if len(lines) < _FEWEST_LINES:
        return False
    lengths = sorted(map(len, lines))
    width = lengths[int(0.95 * (len(lengths) - 1))]
    full = sum(length > _FULL * width for length in lengths)
    low = sum(line[0].islower() for line in lines)
    wrapped = full > _FULL_SHARE * len(lines) and low > _LOW_SHARE * len(lines)
    return wrapped and _PRINTED_WIDTH[0] <= width <= _PRINTED_WIDTH[1]
