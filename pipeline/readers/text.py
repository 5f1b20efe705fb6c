"""Plain text: whatever encoding it is in, with form feeds for pages where a PDF was its source."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from extractors.errors import UnreadableFile
from pipeline.readers.builder import PlanTextBuilder, clean_text
from pipeline.readers.legacy_encodings import decode_legacy_bytes
from pipeline.readers.lines import Joint, Line, join_lines, join_paragraphs
from pipeline.wording import word

_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_PAGE_NUMBER = re.compile(r"\s*(?:[-–]\s*)?(?:trang\s+)?(\d{1,3})(?:\s*/\s*\d{1,3})?(?:\s*[-–])?\s*", re.IGNORECASE)


def decode_text(data: bytes) -> str:
    """The characters of a text file: by its byte-order mark, else UTF-8, else whichever old encoding makes words of it.

    Those are TCVN3, VNI and Windows' Vietnamese code page. Raises ``UnreadableFile`` where it is none of these.
    """
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    with suppress(UnicodeDecodeError):
        return data.decode(encoding)
    if (legacy := decode_legacy_bytes(data)) is not None:
        return legacy
    with suppress(UnicodeDecodeError):
        return data.decode("cp1258")
    raise UnreadableFile(*word("read.unknown_encoding"))


def read_text(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the paragraphs of a plain text file."""
    add_lines(split_lines(decode_text(data)), builder)


def split_lines(text: str) -> list[Line]:
    """The lines that carry text, with pages where form feeds part them; page furniture is left out."""
    paged = "\f" in text
    lines: list[Line] = []
    for number, page in enumerate(text.split("\f"), 1):
        blank = False
        for raw in page.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            cleaned = clean_text(raw).strip()
            if cleaned:
                lines.append(Line(cleaned, number if paged else None, after_blank=blank))
            blank = not cleaned
    return drop_furniture(lines)


def drop_furniture(lines: list[Line]) -> list[Line]:
    """Without page numbers (lines that count up through the file by one) and the running heads that stand beside them.

    A lone number is kept: it may be a figure; so is a line that comes again elsewhere.
    """
    numbers = [(i, int(m[1])) for i, line in enumerate(lines) if (m := _PAGE_NUMBER.fullmatch(line.text))]
    furniture = {
        index
        for (before, low), (after, high) in pairwise(numbers)
        if high == low + 1 and after - before > 5
        for index in (before, after)
    }
    beside = Counter(lines[i].text for index in furniture for i in (index - 1, index + 1) if 0 <= i < len(lines))
    running = {text for text, count in beside.items() if count > 1}
    return [line for index, line in enumerate(lines) if index not in furniture and line.text not in running]


def add_lines(lines: Sequence[Line], builder: PlanTextBuilder) -> None:
    """Add printed lines as the paragraphs they make."""
    _add_joined(lines, join_lines(lines), builder)


def add_paragraphs(paragraphs: Sequence[str], builder: PlanTextBuilder) -> None:
    """Add paragraphs of a format that keeps them apart; one that a page break of its source cut is put together."""
    lines = [Line(cleaned) for paragraph in paragraphs if (cleaned := clean_text(paragraph).strip())]
    _add_joined(lines, join_paragraphs(lines), builder)


def _add_joined(lines: Sequence[Line], joints: Sequence[Joint], builder: PlanTextBuilder) -> None:
    page: int | None = None
    for line, joint in zip(lines, joints, strict=True):
        if line.page is not None and line.page != page:
            page = line.page
            builder.start_page(page)
        if joint == "broken":
            builder.add_gap("sentence_broken_off", page)
        if joint == "continues":
            builder.continue_paragraph(line.text, line.box)
        else:
            builder.add_paragraph(line.text, line.box)
