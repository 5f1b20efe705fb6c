"""Word's .docx: paragraphs with the labels that Word makes itself, tables, notes, as a reader of the pages sees them.

Read from the file's XML by lxml: python-docx gives no labels and loses inserted text, and LibreOffice prints both sides
of a tracked change. Headers and footers are left out: what they repeat is no part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.text.labels import read_label
from pipeline.readers.builder import PlanTextBuilder, clean_text
from pipeline.readers.docx_blocks import LINE_BREAK, PAGE_BREAK, Block, Grid, Paragraph, Spelling
from pipeline.readers.docx_package import Package
from pipeline.readers.docx_story import Story
from pipeline.readers.lines import Line
from pipeline.readers.text import add_lines, add_paragraphs

# A file made from a PDF has each printed line as a paragraph: more than this share of them open in the middle of a
# sentence. In files that people type it is none, or one or two.
_WRAPPED_SHARE = 0.2
_FEWEST_WRAPPED = 5

_ENDS_OPEN = re.compile(r"[\w,–-]$")
_ASKS_FOR_MORE = re.compile(r"(?:,|\b(?:của|và|các|với|về|số|ngày|tháng|năm))$")


def read_docx(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the paragraphs and tables of a Word file, or its pages where it holds only pictures of them.

    Raises ``UnreadableFile`` where it is no Word file, or is hostile.
    """
    package = Package(data)
    story = Story(package)
    blocks = story.read()
    spelling = Spelling(blocks)
    content = [piece for block in blocks for piece in _spell_block(block, spelling)]
    if not content:
        _add_pictures(package, builder)
    _add_content(content, builder)
    if story.embedded:
        builder.add_gap("embedded_document")


def _add_pictures(package: Package, builder: PlanTextBuilder) -> None:
    """Add the pages of a file that holds nothing but their pictures, as offices make of scans."""
    from pipeline.readers.scan import read_pictures  # with libraries that most files do not need

    read_pictures(package.read_pictures(), builder)


_Content = str | list[list[str | None]]
"""A paragraph's text, or a table's cells."""


def _spell_block(block: Block, spelling: Spelling) -> Iterator[_Content]:
    """A block as text: a paragraph may turn out to be several, or none; so may a table, where it holds no text."""
    if isinstance(block, Paragraph):
        yield from split_breaks(spelling.spell(block))
        return
    rows = [[None if cell is None else _spell_cell(cell, spelling) for cell in row] for row in block.rows]
    if any(text for row in rows for text in row):
        yield rows


def _spell_cell(blocks: Sequence[Block], spelling: Spelling) -> str:
    """A cell's paragraphs as lines; a table inside it gives a line a row."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Grid):
            rows = ([_spell_cell(cell or (), spelling) for cell in row] for row in block.rows)
            lines += (" ".join(text.replace("\n", " ") for text in row if text) for row in rows)
        else:
            lines += re.split(f"[{LINE_BREAK}{PAGE_BREAK}]", spelling.spell(block))
    return "\n".join(line for line in (clean_text(line).strip() for line in lines) if line)


def split_breaks(text: str) -> list[str]:
    """The paragraphs that a paragraph with line breaks makes: a line goes on only in the middle of a sentence.

    >>> split_breaks("KẾ HOẠCH\\nmở lớp học số"), split_breaks("- Mở lớp cho\\nngười cao tuổi\\n- Phát tài liệu")
    (['KẾ HOẠCH', 'mở lớp học số'], ['- Mở lớp cho người cao tuổi', '- Phát tài liệu'])
    """
    paragraphs: list[str] = []
    for part in text.split(PAGE_BREAK):
        goes_on = False
        for raw in part.split(LINE_BREAK):
            line = clean_text(raw).strip()
            if not line:
                goes_on = False
                continue
            if goes_on and _is_rest(paragraphs[-1], line):
                paragraphs[-1] += f" {line}"
            else:
                paragraphs.append(line)
            goes_on = True
    return paragraphs


def _is_rest(above: str, line: str) -> bool:
    if read_label(line) is not None or above.isupper():
        return False
    return (line[0].islower() and _ENDS_OPEN.search(above) is not None) or _ASKS_FOR_MORE.search(above) is not None


def _add_content(content: Sequence[_Content], builder: PlanTextBuilder) -> None:
    wrapped = _is_hard_wrapped([item for item in content if isinstance(item, str)])
    add = _add_printed if wrapped else add_paragraphs
    pending: list[str] = []
    for item in content:
        if isinstance(item, str):
            pending.append(item)
            continue
        add(pending, builder)
        pending = []
        builder.add_table(item)
    add(pending, builder)


def _add_printed(paragraphs: Sequence[str], builder: PlanTextBuilder) -> None:
    add_lines([Line(paragraph) for paragraph in paragraphs], builder)


def _is_hard_wrapped(paragraphs: Sequence[str]) -> bool:
    """Whether paragraphs are a page's printed lines."""
    torn = sum(
        below[0].islower() and _ENDS_OPEN.search(above) is not None and not above.isupper()
        for above, below in pairwise(paragraphs)
        if read_label(below) is None
    )
    return torn >= _FEWEST_WRAPPED and torn > _WRAPPED_SHARE * len(paragraphs)
