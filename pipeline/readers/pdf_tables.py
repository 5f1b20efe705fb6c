"""Tables of a PDF: the text of their cells, and the parts on page after page joined to the one table they are.

A table that runs over pages is printed in parts: with its header again or without, with the row that the page cuts
printed half here and half there. As one table its rows keep their order, and with it their addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from extractors.records import Box
from extractors.text.folding import fold
from extractors.text.labels import read_label
from pipeline.readers.pdf_flow import is_glued
from pipeline.readers.pdf_glyphs import Numbers
from pipeline.readers.pdf_grids import Grid
from pipeline.readers.pdf_lines import Printed

# Columns of one table stand in one place on every page, but for rounding and margins that change sides.
_SAME_COLUMN = 4.0
_LONGEST_HEADER = 4
# The rows above that show how a table is made: whether its rows are numbered, what its headings look like.
_RECENT = 60
# Word keeps text this far from the lines of a cell. A column whose lines all stay well below that width holds no full
# line; more room is left then, for indents.
_PADDING = 5.4
_FULL = 0.85
_CENTERED = 3.0
_NARROW = 0.8
# Paragraphs are set apart by an eighth of the distance that lines of the table usually have; in a cell of several lines
# a point tells (base lines of one paragraph differ by a fiftieth).
_APART = 1.12
_APART_IN_CELL = 1.045
_PITCH = 1.15

_Edges = tuple[float, float]

_NUMBER = re.compile(r"\W*(?:\d[\d.]*|[IVX]+|[A-ZĐ]|[a-zđ])\W*$|[-–+•]\s*$")
_CODE_END = re.compile(r"\w[/-][\dA-ZĐ/.-]*$")
_CODE_START = re.compile(r"[/\dA-ZĐ][\dA-ZĐ/.-]*(?=[\s,;.]|$)")
_SENTENCE_END = re.compile(r"[.;:!?…][\"”’)\]]*$")
_DANGLING = re.compile(
    r"(?:[,\-–(/]|(?:^|\s)(?:và|của|các|về|cho|với|trong|tại|theo|từ|đến|hoặc|do|số|năm|tháng|quý))$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TableCell:
    """One cell: its columns' edges, its lines, and the pages these stand on, with the place on each; empty has none.

    ``continues`` where it is the rest of the cell above, merged with it: then its lines stand there.
    """

    left: float
    right: float
    lines: tuple[Printed, ...]
    places: tuple[tuple[int, Box], ...]
    continues: bool = False

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(line.text for line in self.lines)


TableRow = tuple[TableCell, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table, or the part of it that one page holds; ``pages`` says on which page each row begins.

    A cell merged over columns stands once in a row, at the first of them; one merged over rows in each of these.
    """

    across: Numbers
    rows: tuple[TableRow, ...]
    pages: tuple[int, ...]
    top: float

    def change_lines(self, change: Callable[[Printed], Printed]) -> PrintedTable:
        """The same table with every line changed."""
        rows = (tuple(replace(c, lines=tuple(map(change, c.lines))) for c in row) for row in self.rows)
        return replace(self, rows=tuple(rows))

    def change_boxes(self, change: Callable[[Box], Box]) -> PrintedTable:
        """The same table with every cell put elsewhere on its page."""
        rows = (
            tuple(replace(c, places=tuple((page, change(box)) for page, box in c.places)) for c in row)
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))


def read_table(grid: Grid, lines: dict[int, list[Printed]], page: int) -> PrintedTable:
    """The table of a grid, of which ``lines`` stand in the cells."""
    rows: list[TableRow] = []
    seen: set[int] = set()
    for numbers in map(dict.fromkeys, grid.cell.tolist()):
        if any(lines.get(cell) for cell in numbers if cell not in seen):
            rows.append(
                tuple(
                    _read_cell(grid, cell, () if cell in seen else lines.get(cell, ()), cell in seen, page)
                    for cell in numbers
                )
            )
            seen.update(numbers)
    return PrintedTable(grid.across, tuple(rows), (page,) * len(rows), grid.top)


def _read_cell(grid: Grid, cell: int, lines: Sequence[Printed], continues: bool, page: int) -> TableCell:
    box = grid.box_of(cell)
    return TableCell(box[0], box[2], tuple(lines), ((page, box),) if lines else (), continues)


def continues_table(parts: Sequence[PrintedTable], below: PrintedTable) -> bool:
    """Whether a table at the top of a page is the rest of the one whose parts the pages before ended with."""
    return any(_shares_columns(part, below) for part in (parts[-1], parts[0]))


def join_tables(parts: Sequence[PrintedTable]) -> PrintedTable:
    """The parts of a table as one: the header once, and rows that pages cut in one piece."""
    first = parts[0]
    if len(parts) == 1:
        return first
    shifts = [float(first.across[0] - part.across[0]) for part in parts]
    moved = [[_move_row(row, shift) for row in part.rows] for part, shift in zip(parts, shifts, strict=True)]
    across = np.array(list(_merge(np.concatenate([p.across + s for p, s in zip(parts, shifts, strict=True)]))))
    edges = _measure_lefts(replace(first, across=across, rows=tuple(row for part in moved for row in part)))
    rows, pages = list(first.rows), list(first.pages)
    header = _count_header(rows)
    for part, added in zip(parts[1:], moved[1:], strict=True):
        repeated = _count_repeated(rows[:_LONGEST_HEADER], added)
        for index in range(repeated, len(added)):
            if index == repeated and len(rows) > header and _goes_on(rows[-_RECENT:], added[index], edges):
                _join_rows(rows, added[index])
            else:
                rows.append(_carry_on(rows, added, index) if index == repeated else added[index])
                pages.append(part.pages[index])
    return PrintedTable(across, tuple(rows), tuple(pages), first.top)


def write_rows(table: PrintedTable) -> tuple[list[list[str | None]], list[list[Sequence[tuple[int, Box]]]]]:
    """The text of every field of a table and its places, row by row.

    Where a merged cell covers more than its first field, those beside it are empty, those below it ``None``.
    """
    edges, pitch = _measure_columns(table), _measure_pitch(table)
    texts, all_places = [], []
    for row in table.rows:
        written: list[str | None] = [""] * (len(table.across) - 1)
        places: list[Sequence[tuple[int, Box]]] = [()] * len(written)
        for cell in row:
            first, last = _find_columns(table.across, cell)
            inner = edges[first] if last == first + 1 else (cell.left + _PADDING, cell.right - _PADDING)
            written[first] = None if cell.continues else write_cell(cell.lines, inner, pitch)
            places[first] = cell.places
        texts.append(written)
        all_places.append(places)
    return texts, all_places


def write_cell(lines: Sequence[Printed], edges: _Edges, pitch: float) -> str:
    """The lines of a cell as its paragraphs, one a line.

    ``edges`` are the margins its lines are set between, ``pitch`` the usual distance between lines in ems.
    """
    text = ""
    distance = _find_distance(lines, pitch)
    for index, line in enumerate(lines):
        if not index:
            text = line.text
        elif _starts_paragraph(lines[index - 1], line, edges, distance):
            text += f"\n{line.text}"
        else:
            glued = is_glued(lines[index - 1], line) or _is_cut(lines[index - 1], line, edges)
            text += line.text if glued else f" {line.text}"
    return text


# --- the parts of a table ----------------------------------------------------------------------------------------


def _shares_columns(above: PrintedTable, below: PrintedTable) -> bool:
    """Whether two tables are of one width, and every column of the one with fewer is one of the other."""
    if not above.rows or not below.rows:
        return False
    one, other = above.across - above.across[0], below.across - below.across[0]
    if abs(one[-1] - other[-1]) > _SAME_COLUMN:
        return False
    few, many = sorted((one, other), key=len)
    return all(np.abs(many - place).min() <= _SAME_COLUMN for place in few)


def _move_row(row: TableRow, shift: float) -> TableRow:
    """The row on a page whose table stands farther to the right."""
    if not shift:
        return row

    def move(line: Printed) -> Printed:
        left, top, right, bottom = line.box
        return replace(line, box=(left + shift, top, right + shift, bottom))

    return tuple(
        replace(cell, left=cell.left + shift, right=cell.right + shift, lines=tuple(map(move, cell.lines)))
        for cell in row
    )


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
        if _NUMBER.match(row[0].text):
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


def _goes_on(rows: Sequence[TableRow], row: TableRow, edges: dict[float, _Edges]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before.

    It has no number, and what it says goes on with what the cells above it say; or it says little, and the rows of
    this table are numbered.
    """
    if _NUMBER.match(row[0].text):
        return False
    filled = [cell for cell in row if cell.lines]
    weight = 0
    for cell in filled:
        weight += _weigh(_find_printed(rows, cell)[1], cell, edges)
    if weight > 1:
        return True
    headings = [other for other in rows if _heads_rows(other)]
    if headings and _heads_rows(row):
        return weight > 0 and _first_words(row) not in map(_first_words, headings)
    numbered = sum(bool(_NUMBER.match(other[0].text)) for other in rows) > 0.5 * len(rows)
    return weight > 0 or (numbered and not row[0].lines and len(filled) <= len(row) / 2)


def _heads_rows(row: TableRow) -> bool:
    """Whether a row without a number says one thing only, as a heading of those below it does."""
    filled = [cell for cell in row if cell.lines or cell.continues]
    return len(filled) == 1 and not row[0].lines and not _SENTENCE_END.search(filled[0].text)


def _first_words(row: TableRow) -> list[str]:
    return " ".join(cell.text for cell in row).split()[:2]


def _weigh(above: TableCell | None, cell: TableCell, edges: dict[float, _Edges]) -> int:
    """How much speaks for a cell being the rest of the one above it."""
    if above is None or not above.lines or _NUMBER.match(above.text) or abs(above.right - cell.right) > _SAME_COLUMN:
        return -1
    if cell.text[:1].islower() or _DANGLING.search(above.text):
        return 2
    inner = edges.get(cell.left, (above.left + _PADDING, above.right - _PADDING))
    full = not _is_ended(above.lines[-1], cell.lines[0], inner)
    return 1 if full and not _SENTENCE_END.search(above.text) else -1


def _join_rows(rows: list[TableRow], below: TableRow) -> None:
    """Add to the last row, cell by cell, what the next page says of it; of a merged cell where that begins."""
    for cell in below:
        at, held = _find_printed(rows, cell)
        if held is None:
            rows[at] = tuple(sorted((*rows[at], cell), key=lambda each: each.left))
        elif cell.lines:
            joined = replace(held, lines=held.lines + cell.lines, places=held.places + cell.places)
            rows[at] = tuple(joined if each is held else each for each in rows[at])


def _carry_on(above: Sequence[TableRow], added: Sequence[TableRow], index: int) -> TableRow:
    """The first row of a page, in it the rest of merged cells whose text stands on the page before.

    Only a blank cell merged over rows of this page as well is surely such a rest; others are blank.
    """
    following = added[index + 1] if index + 1 < len(added) else ()
    return tuple(
        replace(cell, continues=True) if not cell.lines and _is_merged(cell, above[-1], following) else cell
        for cell in added[index]
    )


def _is_merged(cell: TableCell, above: TableRow, following: TableRow) -> bool:
    """Whether a cell goes on in the next row, and the row above has one as wide in its column."""
    over, below = _find_cell(above, cell), _find_cell(following, cell)
    if over is None or below is None or not below.continues:
        return False
    return (over.continues or bool(over.lines)) and abs(over.right - cell.right) <= _SAME_COLUMN


def _find_printed(rows: Sequence[TableRow], cell: TableCell) -> tuple[int, TableCell | None]:
    """The cell above that begins in the same column, in the row where it is printed, and which row that is."""
    at = len(rows) - 1
    held = _find_cell(rows[at], cell)
    while at and held is not None and held.continues:
        at -= 1
        held = _find_cell(rows[at], cell)
    return at, held


def _find_cell(row: TableRow, cell: TableCell) -> TableCell | None:
    """The cell of a row that begins in the same column."""
    return next((other for other in row if abs(other.left - cell.left) <= _SAME_COLUMN), None)


# --- the text of a cell ------------------------------------------------------------------------------------------


def _measure_lefts(table: PrintedTable) -> dict[float, _Edges]:
    """The margins of the cells of one column, by where they begin."""
    edges = _measure_columns(table)
    return {
        cell.left: edges[first]
        for row in table.rows
        for cell in row
        for first, last in (_find_columns(table.across, cell),)
        if last == first + 1
    }


def _measure_columns(table: PrintedTable) -> dict[int, _Edges]:
    """The margins that the lines of each column are set between."""
    reach: dict[int, _Edges] = {}
    for row in table.rows:
        for cell in row:
            first, last = _find_columns(table.across, cell)
            if last == first + 1:
                left, right = reach.get(first, (cell.right, cell.left))
                reach[first] = (
                    min([left, *(line.left for line in cell.lines)]),
                    max([right, *(line.right for line in cell.lines)]),
                )
    edges = {}
    for column, (left, right) in reach.items():
        outer = float(table.across[column]) + _PADDING, float(table.across[column + 1]) - _PADDING
        full = right - left > _FULL * (outer[1] - outer[0])
        spare = _PADDING / 2 if left - outer[0] > _PADDING / 2 else 0.0
        edges[column] = (left, right) if full else (outer[0] + spare, outer[1] - spare)
    return edges


def _measure_pitch(table: PrintedTable) -> float:
    """The usual distance between the lines of the table's cells, in ems."""
    distances = sorted(distance for row in table.rows for cell in row for distance in _list_distances(cell.lines))
    return distances[len(distances) // 2] if distances else _PITCH


def _list_distances(lines: Sequence[Printed]) -> list[float]:
    """The distances between lines that stand on one page, in ems."""
    pairs = pairwise(lines)
    return [(b.baseline - a.baseline) / b.size for a, b in pairs if b.baseline > a.baseline]


def _find_distance(lines: Sequence[Printed], pitch: float) -> float:
    """The distance, in ems, from which on two lines of a cell are of two paragraphs."""
    distances = _list_distances(lines)
    return _APART_IN_CELL * min(distances) if len(distances) > 1 else _APART * pitch


def _starts_paragraph(above: Printed, line: Printed, edges: _Edges, distance: float) -> bool:
    """Whether a line of a cell opens a paragraph: a label, a gap, or a line above it that was ended on purpose."""
    ended = _is_ended(above, line, edges)
    label = read_label(line.text)
    if label is not None and not (label.style in ("dash", "plus") and line.text[label.length :][:1].isdigit()):
        return ended or bool(_SENTENCE_END.search(above.text))
    if line.text[:1].islower() or _DANGLING.search(above.text):
        return False
    apart = line.baseline - above.baseline > distance * line.size
    between_figures = above.text[-1:].isdigit() and line.text[:1].isdigit()
    opens = bool(_SENTENCE_END.search(above.text)) or line.text[:1].isupper() or between_figures
    return opens and (ended or apart)


def _is_cut(above: Printed, line: Printed, edges: _Edges) -> bool:
    """Whether a date or a number is cut by the edge of a cell that is too narrow for it: "31/12" / "/2026"."""
    full = edges[1] - above.right < _NARROW * above.size and not above.ends_blank
    return full and bool(_CODE_END.search(above.text)) and bool(_CODE_START.match(line.text))


def _is_ended(above: Printed, line: Printed, edges: _Edges) -> bool:
    """Whether the first word of a line would have fitted on the one above it: centred ones have room on both sides."""
    before, after = above.left - edges[0], edges[1] - above.right
    room = before + after if abs(before - after) < _CENTERED else after
    return room >= 0.25 * line.size + line.first_width
