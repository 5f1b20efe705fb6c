"""Tables of a PDF: the text of their cells, and the parts on page after page joined to the one table they are.

A table that runs over pages is printed in parts: with its header again or without, with the row that the page cuts
printed half here and half there. As one table its rows keep their order, and with it their addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.folding import fold
from extractors.labels import read_label
from extractors.records import Box
from pipeline.readers.pdf_flow import is_glued
from pipeline.readers.pdf_glyphs import Numbers
from pipeline.readers.pdf_grids import Grid
from pipeline.readers.pdf_lines import Printed

# Columns of one table stand in one place on every page, but for rounding and margins that change sides.
_SAME_COLUMN = 4.0
_LONGEST_HEADER = 4
# Word keeps text this far from the lines of a cell.
_PADDING = 5.4
# Paragraphs of a cell are set apart by at least this much, in ems between base lines.
_APART = 1.7

_SENTENCE_END = re.compile(r"[.;:!?…][\"”’)\]]*$")
_DANGLING = re.compile(
    r"(?:[,\-–(/]|(?:^|\s)(?:và|của|các|về|cho|với|trong|tại|theo|từ|đến|hoặc|do|số|năm|tháng|quý))$"
)


@dataclass(frozen=True)
class TableCell:
    """One cell: its columns' edges, its lines, and where it stands on its page."""

    left: float
    right: float
    lines: tuple[Printed, ...]
    box: Box

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(line.text for line in self.lines)


TableRow = tuple[TableCell, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table, or the part of it that one page holds; ``pages`` says on which page each row begins.

    Only cells that begin in a row stand in it: one merged over rows or columns is there once, where it begins.
    """

    across: Numbers
    rows: tuple[TableRow, ...]
    pages: tuple[int, ...]
    top: float

    def change_lines(self, change: Callable[[Printed], Printed]) -> PrintedTable:
        """The same table with every line changed."""
        rows = (tuple(replace(c, lines=tuple(map(change, c.lines))) for c in row) for row in self.rows)
        return replace(self, rows=tuple(rows))


def read_table(grid: Grid, lines: dict[int, list[Printed]], page: int) -> PrintedTable:
    """The table of a grid, of which ``lines`` stand in the cells."""
    rows: list[list[TableCell]] = [[] for _ in range(grid.cell.shape[0])]
    seen: set[int] = set()
    for row, column in np.ndindex(*grid.cell.shape):
        cell = int(grid.cell[row, column])
        if cell in seen:
            continue
        seen.add(cell)
        box = grid.box_of(cell)
        rows[row].append(TableCell(box[0], box[2], tuple(lines.get(cell, ())), box))
    filled = tuple(tuple(row) for row in rows if any(cell.lines for cell in row))
    return PrintedTable(grid.across, filled, (page,) * len(filled), grid.top)


def continues_table(above: PrintedTable, below: PrintedTable) -> bool:
    """Whether a table at the top of a page is the rest of the one that the page before ended with."""
    if not above.rows or not below.rows:
        return False
    one, other = above.across - above.across[0], below.across - below.across[0]
    if abs(one[-1] - other[-1]) > _SAME_COLUMN:
        return False
    few, many = sorted((one, other), key=len)
    return all(np.abs(many - place).min() <= _SAME_COLUMN for place in few)


def join_tables(above: PrintedTable, below: PrintedTable) -> PrintedTable:
    """Both parts as one: without the header printed again, and the row that the page cuts in one piece."""
    shift = float(above.across[0] - below.across[0])
    moved = [tuple(_move(cell, shift) for cell in row) for row in below.rows]
    repeated = _count_repeated(above.rows, moved)
    rows, pages = list(above.rows), list(above.pages)
    for index, (row, page) in enumerate(zip(moved[repeated:], below.pages[repeated:], strict=True)):
        if index == 0 and len(rows) > _count_header(rows) and _goes_on(rows, row):
            rows[-1] = _join_rows(rows[-1], row)
        else:
            rows.append(row)
            pages.append(page)
    across = np.array(list(_merge(np.concatenate([above.across, below.across + shift]))))
    return PrintedTable(across, tuple(rows), tuple(pages), above.top)


def write_rows(table: PrintedTable) -> tuple[list[list[str]], list[list[Box | None]]]:
    """The text of every field of a table and its place, row by row; a field that a merged cell covers is empty."""
    widths = _measure_columns(table)
    texts, boxes = [], []
    for row in table.rows:
        written = [""] * (len(table.across) - 1)
        places: list[Box | None] = [None] * len(written)
        for cell in row:
            first, last = _find_columns(table.across, cell)
            width = widths.get(first, 0.0) if last == first + 1 else cell.right - cell.left - 2 * _PADDING
            written[first] = write_cell(cell.lines, width)
            places[first] = cell.box if cell.lines else None
        texts.append(written)
        boxes.append(places)
    return texts, boxes


def write_cell(lines: Sequence[Printed], width: float) -> str:
    """The lines of a cell as its paragraphs, one a line; ``width`` is that of the widest line of its column."""
    text = ""
    for index, line in enumerate(lines):
        if not index:
            text = line.text
        elif _starts_paragraph(lines[index - 1], line, width):
            text += f"\n{line.text}"
        else:
            text += line.text if is_glued(lines[index - 1], line) else f" {line.text}"
    return text


# --- the parts of a table ----------------------------------------------------------------------------------------


def _move(cell: TableCell, shift: float) -> TableCell:
    return replace(cell, left=cell.left + shift, right=cell.right + shift)


def _merge(places: Numbers) -> Iterator[float]:
    """Places in order, those of one edge once."""
    group: list[float] = []
    for place in sorted(places.tolist()):
        if group and place - group[0] > _SAME_COLUMN:
            yield sum(group) / len(group)
            group = []
        group.append(place)
    yield sum(group) / len(group)


def _find_columns(across: Numbers, cell: TableCell) -> tuple[int, int]:
    """The columns a cell covers, the first and the one after the last."""
    first, last = (int(np.abs(across - place).argmin()) for place in (cell.left, cell.right))
    first = min(first, len(across) - 2)
    return first, max(last, first + 1)


def _count_header(rows: Sequence[TableRow]) -> int:
    """How many rows at the top are a header: those above the first that is numbered; 0 where none is."""
    for index, row in enumerate(rows[:_LONGEST_HEADER]):
        if re.match(r"\W*(?:\d|[IVX]+\b|[A-Z]\b)", row[0].text):
            return index
    return 0


def _count_repeated(above: Sequence[TableRow], below: Sequence[TableRow]) -> int:
    """How many rows at the top of a page only print the table's header again."""
    count = 0
    for header, row in zip(above[:_LONGEST_HEADER], below, strict=False):
        if _fold_row(header) != _fold_row(row):
            break
        count += 1
    return count


def _fold_row(row: TableRow) -> list[str]:
    return [re.sub(r"\W", "", fold(cell.text)) for cell in row if cell.lines]


def _goes_on(rows: Sequence[TableRow], row: TableRow) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before.

    It has no number, and what it says goes on with what the cells above it say; or it says little, and the rows of
    this table are numbered.
    """
    if row[0].lines:
        return False
    weight = 0
    filled = [cell for cell in row if cell.lines]
    for cell in filled:
        above = next((other for other in rows[-1] if abs(other.left - cell.left) <= _SAME_COLUMN), None)
        said = above.text if above else ""
        if said and (cell.text[:1].islower() or _DANGLING.search(said)):
            weight += 2
        elif said and not _SENTENCE_END.search(said):
            weight += 1
        elif not said:
            weight -= 1
    numbered = sum(bool(other[0].lines) for other in rows) > 0.5 * len(rows)
    return weight > 0 or (numbered and len(filled) <= len(row) / 2)


def _join_rows(above: TableRow, below: TableRow) -> TableRow:
    joined = list(above)
    for cell in below:
        place = next((i for i, other in enumerate(joined) if abs(other.left - cell.left) <= _SAME_COLUMN), None)
        if place is None:
            joined.append(cell)
        elif cell.lines:
            held = joined[place]
            joined[place] = replace(held, lines=held.lines + cell.lines, box=held.box if held.lines else cell.box)
    return tuple(sorted(joined, key=lambda cell: cell.left))


# --- the text of a cell ------------------------------------------------------------------------------------------


def _measure_columns(table: PrintedTable) -> dict[int, float]:
    """The width of the widest line of each column."""
    widths: dict[int, float] = {}
    for row in table.rows:
        for cell in row:
            first, last = _find_columns(table.across, cell)
            if last == first + 1 and cell.lines:
                widest = max(line.right - line.left for line in cell.lines)
                widths[first] = max(widths.get(first, 0.0), widest)
    return widths


def _starts_paragraph(above: Printed, line: Printed, width: float) -> bool:
    """Whether a line of a cell opens a paragraph: a label, a gap, or a line above it that was ended on purpose."""
    needed = above.right - above.left + 0.25 * line.size + line.first_width
    ended = needed <= width
    between_figures = above.text[-1:].isdigit() and line.text[:1].isdigit()
    label = read_label(line.text)
    if label is not None and not (
        label.style in ("dash", "plus") and line.text[label.length : label.length + 1].isdigit()
    ):
        return ended or bool(_SENTENCE_END.search(above.text))
    if line.text[:1].islower() or _DANGLING.search(above.text):
        return False
    apart = line.baseline - above.baseline > _APART * line.size
    if ended or apart:
        return bool(_SENTENCE_END.search(above.text)) or line.text[:1].isupper() or between_figures
    return False
