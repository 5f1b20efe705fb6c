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
    """One table: its rows, each cell's blocks once, at its upper left place.

    Where it goes on, ``()`` stands to the right of that and ``None`` below.
    """

    rows: tuple[tuple[GridCell, ...], ...]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((len(row) for row in self.rows), default=0)


Block = Paragraph | Grid
GridCell = tuple[Block, ...] | None


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
    rows: list[dict[int, GridCell]] = []
    merging: set[int] = set()
    for row in find_parts(table, _ROW):
        if not _is_gone(row):
            cells, merging = _place_cells(row, merging, read_cell)
            rows.append(cells)
    places = _merge_slivers(table, max((at + 1 for row in rows for at in row), default=0))
    begun = sorted({places[at] for row in rows for at in row})
    columns = {place: column for column, place in enumerate(begun)}
    made = []
    for cells in rows:
        written: list[GridCell] = [()] * len(columns)
        for at, cell in cells.items():
            column = columns[places[at]]
            written[column] = _add_cell(written[column], cell)
        made.append(tuple(written))
    return Grid(tuple(made))


def _is_gone(row: etree._Element) -> bool:
    """Whether a row was deleted, or is hidden."""
    properties = row.find(f"{W}trPr")
    if properties is None:
        return False
    return properties.find(f"{W}del") is not None or bool(read_switch(properties, "hidden"))


def _place_cells(
    row: etree._Element, above: set[int], read_cell: Callable[[etree._Element], Iterable[Block]]
) -> tuple[dict[int, GridCell], set[int]]:
    """Each cell's blocks by the grid column that it begins in, and those columns whose cells may go on below.

    ``above`` are those columns of the row above. In old files a cell may go on with the one before it.
    """
    at = min(read_number(row.find(f"{W}trPr"), "gridBefore") or 0, _MOST_COLUMNS)
    cells: dict[int, GridCell] = {}
    merging: set[int] = set()
    for cell in find_parts(row, _CELL):
        properties = cell.find(f"{W}tcPr")
        if properties is not None and properties.find(f"{W}cellDel") is not None:
            continue
        down, across = _read_merge(properties, "vMerge"), _read_merge(properties, "hMerge")
        goes_on = down == "continue" and at in above
        blocks = () if goes_on or across == "continue" else tuple(read_cell(cell))
        cells[at] = _add_cell(cells.get(at, ()), None if goes_on and across != "continue" else blocks)
        merging |= {at} if down else set()
        at = min(at + max(read_number(properties, "gridSpan") or 1, 1), _MOST_COLUMNS)
    return cells, merging


def _add_cell(held: GridCell, cell: GridCell) -> GridCell:
    """Two cells that stand in one column as one: what is said there counts."""
    return (held or ()) + cell if cell else held or cell


def _read_merge(properties: etree._Element | None, name: str) -> str | None:
    """Whether a cell is the first of a merged one ("restart") or goes on with one; ``None`` where it is not merged."""
    mark = None if properties is None else properties.find(f"{W}{name}")
    return None if mark is None else "restart" if mark.get(f"{W}val") == "restart" else "continue"


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
                    yield from list_paragraphs(cell or ())


def _vote(paragraph: Paragraph, encoding: Encoding) -> bool | None:
    """What a paragraph says itself on whether its fonts of an old encoding mean that."""
    family = encoding[:3]  # TCVN3 in small letters and in capitals is one
    return is_legacy("".join(p.text for p in paragraph.pieces if (p.encoding or "").startswith(family)), encoding)


def _merge(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with neighbours of one encoding in one: VNI's letter and mark may stand in two runs."""
    for encoding, same in groupby(pieces, key=lambda piece: piece.encoding):
        yield Piece("".join(piece.text for piece in same), encoding)
