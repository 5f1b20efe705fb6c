"""What a Word file shows, before it becomes text: paragraphs of pieces, tables of cells that hold blocks again.

A paragraph's text is final only when the whole file has been seen: whether a font named for an old encoding means it
is told by all that is written in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import NamedTuple

from lxml import etree

from pipeline.readers.docx_package import W
from pipeline.readers.docx_styles import read_number, read_switch
from pipeline.readers.legacy_encodings import Encoding, decode_legacy, is_legacy
from pipeline.readers.rtf_labels import tidy_label

MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# Marks within a paragraph's text: a line break, and a page or column break, after which nothing goes on.
LINE_BREAK, PAGE_BREAK = "\n", "\f"

# Text stands at least 0.19 cm from a cell's edge on either side, so no column that is read is narrower than 3 mm; what
# is, is two rows' edges that a hand did not quite align. In twentieths of a point.
_NARROWEST = 170
_MOST_COLUMNS = 63  # as in Word; what a file says beyond it stands in the last one

_P, _TABLE, _ROW, _CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
CHANGED_AWAY = frozenset({f"{W}del", f"{W}moveFrom"})
_WRAPPERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag", f"{W}ins", f"{W}moveTo"})


class Piece(NamedTuple):
    """Text of one look; ``encoding`` where its font is named for an old one."""

    text: str
    encoding: Encoding | None = None


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, its label first, as pieces in order."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Grid:
    """One table: its rows, each cell's blocks once, at its upper left place; ``()`` where a cell goes on."""

    rows: tuple[tuple[tuple[Block, ...], ...], ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((len(row) for row in self.rows), default=0)


Block = Paragraph | Grid


def find_parts(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The children of those tags, through content controls and tracked insertions; what was deleted is passed over."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            if not is_placeholder(child):
                yield from find_parts(child, *tags)
        elif child.tag == f"{MARKUP}AlternateContent":
            yield from find_parts(choose_alternative(child), *tags)


def choose_alternative(alternatives: etree._Element) -> etree._Element:
    """Of the forms that one thing is kept in the first that holds text, so that it is read once."""
    forms = [form for form in alternatives if form.tag in (f"{MARKUP}Choice", f"{MARKUP}Fallback")]
    holding = (form for form in forms if next(form.iter(f"{W}t"), None) is not None)
    return next(holding, forms[0] if forms else alternatives)


def is_placeholder(control: etree._Element) -> bool:
    """Whether a content control shows only what it asks to be filled in with."""
    return bool(read_switch(control.find(f"{W}sdtPr"), "showingPlcHdr"))


# --- tables ------------------------------------------------------------------------------------------------------


def read_grid(table: etree._Element, read_cell: Callable[[etree._Element], Iterable[Block]]) -> Grid:
    """The rows and columns that a table shows; ``read_cell`` gives a cell's blocks."""
    rows = [_place_cells(row, read_cell) for row in find_parts(table, _ROW) if not _is_gone(row)]
    places = _merge_slivers(table, max((at + 1 for row in rows for at in row), default=0))
    begun = sorted({places[at] for row in rows for at in row})
    columns = {place: column for column, place in enumerate(begun)}
    made = []
    for row in rows:
        cells: list[tuple[Block, ...]] = [()] * len(columns)
        for at, blocks in row.items():
            cells[columns[places[at]]] += blocks
        made.append(tuple(cells))
    return Grid(tuple(made))


def _is_gone(row: etree._Element) -> bool:
    """Whether a row was deleted, or is hidden."""
    properties = row.find(f"{W}trPr")
    if properties is None:
        return False
    return properties.find(f"{W}del") is not None or bool(read_switch(properties, "hidden"))


def _place_cells(
    row: etree._Element, read_cell: Callable[[etree._Element], Iterable[Block]]
) -> dict[int, tuple[Block, ...]]:
    """Each cell's blocks by the grid column that it begins in; none where it goes on with the cell above or before."""
    at = min(read_number(row.find(f"{W}trPr"), "gridBefore") or 0, _MOST_COLUMNS)
    cells: dict[int, tuple[Block, ...]] = {}
    for cell in find_parts(row, _CELL):
        properties = cell.find(f"{W}tcPr")
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            continue
        cells[at] = cells.get(at, ()) + (() if _goes_on(properties) else tuple(read_cell(cell)))
        at = min(at + max(read_number(properties, "gridSpan") or 1, 1), _MOST_COLUMNS)
    return cells


def _goes_on(properties: etree._Element | None) -> bool:
    """Whether a cell goes on with the one above it (or, in old files, with the one before it)."""
    merged = [] if properties is None else [properties.find(f"{W}vMerge"), properties.find(f"{W}hMerge")]
    return any(mark is not None and mark.get(f"{W}val") != "restart" for mark in merged)


def _merge_slivers(table: etree._Element, count: int) -> list[int]:
    """For each grid column the place of its left edge, columns too narrow to hold anything left out."""
    widths = [_read_width(column) for column in table.findall(f"{W}tblGrid/{W}gridCol")][:count]
    widths += [None] * (count - len(widths))
    told = any(width is not None and width >= _NARROWEST for width in widths)
    wide = [width is None or width >= _NARROWEST or not told for width in widths]
    return list(accumulate(wide[:-1], initial=0)) if count else []


def _read_width(column: etree._Element) -> int | None:
    value = column.get(f"{W}w", "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


# --- pieces to text ----------------------------------------------------------------------------------------------


class Spelling:
    """Turns pieces into text, once it has seen all that the file writes in fonts of old encodings."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        votes = [
            vote
            for paragraph in list_paragraphs(blocks)
            for encoding in {piece.encoding for piece in paragraph.pieces}
            if encoding is not None and (vote := _vote(paragraph, encoding)) is not None
        ]
        self._usually_legacy = votes.count(True) >= votes.count(False)

    def spell(self, paragraph: Paragraph) -> str:
        """The text of a paragraph, break marks still in it."""
        spelt = []
        for piece in _merge(paragraph.pieces):
            vote = _vote(paragraph, piece.encoding) if piece.encoding else None
            applies = self._usually_legacy if vote is None else vote
            spelt.append(decode_legacy(piece.text, piece.encoding) if piece.encoding and applies else piece.text)
        return tidy_label("".join(spelt))


def list_paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """All paragraphs, those in tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from list_paragraphs(cell)


def _vote(paragraph: Paragraph, encoding: Encoding) -> bool | None:
    """What a paragraph says itself on whether its fonts of an old encoding mean that."""
    family = encoding[:3]  # TCVN3 in small letters and in capitals is one
    return is_legacy("".join(p.text for p in paragraph.pieces if (p.encoding or "").startswith(family)), encoding)


def _merge(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with neighbours of one encoding in one: VNI's letter and mark may stand in two runs."""
    for encoding, same in groupby(pieces, key=lambda piece: piece.encoding):
        yield Piece("".join(piece.text for piece in same), encoding)
