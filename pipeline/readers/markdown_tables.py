"""Tables of a legal portal's pages kept as Markdown: each cell on lines of its own between lines that hold only ``|``.

A row is ``|`` cell ``|`` … cell ``|``, and the next row opens with a ``|`` of its own. So two marks with nothing
between them part rows, or stand around an empty cell; and text between two marks is a cell, or the running text between
two tables. Which it is shows in how many cells the rows have: of all ways to read the marks of a file the one is taken
that needs the fewest short rows, empty cells and breaks in its tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

# No printed table has more columns, and the ways to read a file grow with the square of this.
_WIDEST = 16
# What speaks against a reading. Rows of fewer cells come of merged ones: the heading of a group, alone or behind its
# number, seldom another. Two marks on end are more often the end of a row than an empty cell, above all where a number
# follows.
_GROUP_ROW = 0.4
_SHORT_ROW = 1.0
_EMPTY_CELL = 0.4
_EMPTY_IN_SHORT = 0.5
_NUMBER_WITHIN = 1.0
# A row may have a blank cell or two more than its table has columns, where merged cells were taken apart.
_LONG_ROW = 1.0
_LONGEST = 2
_EMPTY_ROW = 2.0
_UNNUMBERED_ROW = 0.3
_NEW_TABLE = 0.5
_PLAIN_BREAK = 1.5
_PROSE_CELL = 1.5
_STRAY_MARK = 3.0
# A cell may hold a page; it holds no blank line, and no heading of an appendix.
_LONGEST_CELL = 60
_APPENDIX = re.compile(r"[*#\s]*(?:PHỤ LỤC|Phụ lục [IVX\d]+\W*$)\b")
_OPENS_ROW = re.compile(r"[*\s]*(?:\d{1,3}(?:\.\d{1,3})*|[IVXivx]{1,5}|[A-ZĐa-zđ]|TT|STT|Stt|Số TT)?[.)*\s]*$")


Rows = list[list[tuple[str, ...]]]
"""The rows of a table, each with as many cells as the table has columns, each cell its lines as they stand."""


def find_tables(lines: Sequence[str]) -> list[tuple[int, int, Rows]]:
    """Each table in the lines of a file: its first line, the one after its last, and its rows.

    >>> find_tables(["|", "TT", "|", "Việc", "|", "|", "1", "|", "|", "|", "2", "|", "Họp", "|", "", "Hết"])
    [(0, 14, [[('TT',), ('Việc',)], [('1',), ()], [('2',), ('Họp',)]])]
    """
    marks = [place for place, line in enumerate(lines) if line.strip() == "|"]
    segments = [_Segment(tuple(lines[above + 1 : below])) for above, below in pairwise(marks)]
    reading = _Reading(segments)
    found: list[tuple[int, int, Rows]] = []
    place = 0
    while place < len(segments):
        width, rows, following = reading.read_table(place)
        if rows:
            placed = [_place_cells(segments[first:end], width) for first, end in rows]
            found.append((marks[place], marks[rows[-1][1]] + 1, placed))
        place = following
    return found


@dataclass(frozen=True)
class _Segment:
    """The lines between two marks."""

    lines: tuple[str, ...]

    @cached_property
    def is_bare(self) -> bool:
        """Whether nothing at all stands there: the seam of two rows, or an empty cell."""
        return not self.lines

    @cached_property
    def is_blank(self) -> bool:
        """Whether it says nothing; "** **" is how some pages write an empty cell."""
        return not any(letter.isalnum() for line in self.lines for letter in line)

    @cached_property
    def opens_row(self) -> bool:
        """Whether it can be the first cell of a row: a number, a letter, the head of their column, nothing."""
        return len(self.lines) <= 2 and _OPENS_ROW.match(" ".join(self.lines)) is not None

    @cached_property
    def prose(self) -> float:
        """What speaks against its being a cell; infinite where a blank line opens it, or it holds another table."""
        if any(not line.strip() for line in self.lines[:1]) or any(line.lstrip()[:1] == "|" for line in self.lines):
            return float("inf")
        parted = any(not line.strip() for line in self.lines)
        return _PROSE_CELL * (parted + (len(self.lines) > _LONGEST_CELL) + any(map(_APPENDIX.match, self.lines)))


def _place_cells(cells: Sequence[_Segment], width: int) -> list[tuple[str, ...]]:
    """The cells of a row in the columns of its table: one that opens without a number stands to the right.

    Its first cells are merged with those above: "Nội dung | Chủ trì" under the number of a group.
    """
    kept = list(cells)
    while len(kept) > width:
        kept.remove(next(cell for cell in kept if cell.is_blank))
    blank: list[tuple[str, ...]] = [()] * (width - len(kept))
    placed = [cell.lines for cell in kept]
    return blank + placed if len(kept) > 1 and not kept[0].opens_row else placed + blank


class _Reading:
    """The cheapest way to read the segments, found from the last to the first.

    ``_rows[place, width]`` is the cost of what follows where a row opens at ``place`` in a table of ``width`` columns,
    ``_cells[place, width]`` how many cells that row has; ``_starts[place]`` the cost where a table opens there, and its
    width; ``_rest[place, width]`` the cost of all that follows where a row of such a table ends.
    """

    def __init__(self, segments: Sequence[_Segment]) -> None:
        self._segments = segments
        end = len(segments)
        self._said = self._find_said()
        self._starts: list[tuple[float, int]] = [(0.0, 0)] * (end + 2)
        self._starts[end] = (_STRAY_MARK, 0)
        self._rows = np.full((end + 2, _WIDEST + 1), np.inf)
        self._cells = np.zeros((end + 2, _WIDEST + 1), dtype=np.int8)
        self._rest = np.full((end + 1 + _WIDEST, _WIDEST + 1), np.inf)
        marks = _Marks(segments)
        for place in range(end - 1, -1, -1):
            self._rest[place + 1] = self._weigh_rest(place + 1)
            ways = self._rest[place + 1 : place + 1 + _WIDEST] + marks.weigh_rows(place)
            self._cells[place] = ways.argmin(axis=0)
            self._rows[place] = ways[self._cells[place], _WIDTHS]
            self._cells[place] += self._rows[place] < np.inf
            width = int(self._rows[place].argmin())
            self._starts[place] = (float(self._rows[place, width]) + _NEW_TABLE, width)

    def read_table(self, place: int) -> tuple[int, list[tuple[int, int]], int]:
        """The width of the table that opens at a place, its rows (first cell, and the one after its last), its end."""
        width = self._starts[place][1]
        rows: list[tuple[int, int]] = []
        while width and place < len(self._segments):
            count = int(self._cells[place, width])
            if count == 0:
                break
            rows.append((place, place + count))
            place += count
            if self._ends_at(place):
                break
            place += 1
        return width, rows, max(place, self._said[place]) + 1

    def _find_said(self) -> list[int]:
        """For each place the first segment from it on that is not bare."""
        said = [len(self._segments)] * (len(self._segments) + 2)
        for place in range(len(self._segments) - 1, -1, -1):
            said[place] = said[place + 1] if self._segments[place].is_bare else place
        return said

    def _ends_at(self, place: int) -> bool:
        """Whether nothing of a table follows the end of a row: running text, or marks to the end of the file."""
        following = self._said[place]
        return place == following or following >= len(self._segments) or self._segments[following].prose == float("inf")

    def _weigh_rest(self, place: int) -> _Costs | float:
        """The cost of all that follows the end of a row, for each width of its table."""
        if not self._ends_at(place):
            following_row: _Costs = self._rows[place + 1]
            return following_row
        following = self._said[place]
        if following >= len(self._segments):
            return 0.0
        return max(0.0, _PLAIN_BREAK - self._segments[following].prose) + self._starts[following + 1][0]


_Costs = npt.NDArray[np.float64]
_WIDTHS = np.arange(_WIDEST + 1)
_COUNTS = np.arange(1, _WIDEST + 1)


class _Marks:
    """What speaks against the rows that may open at a place: for each number of cells, for each width of a table."""

    def __init__(self, segments: Sequence[_Segment]) -> None:
        padded = len(segments) + _WIDEST
        self._opens = [segment.opens_row for segment in segments]
        self._blank, self._bare = np.zeros(padded, dtype=np.int64), np.zeros(padded, dtype=np.int64)
        self._prose, self._within = np.full(padded, np.inf), np.zeros(padded)
        for place, segment in enumerate(segments):
            self._blank[place], self._bare[place] = segment.is_blank, segment.is_bare
            self._prose[place] = segment.prose
            after_bare = place > 0 and segments[place - 1].is_bare
            self._within[place] = _NUMBER_WITHIN * (after_bare and segment.opens_row and not segment.is_blank)
        self._by_shape = {
            opens: np.stack([_weigh_shapes(opens, longer) for longer in range(_LONGEST + 1)]) for opens in (True, False)
        }
        self._per_empty = np.where(_COUNTS[:, None] < _WIDTHS, _EMPTY_IN_SHORT, _EMPTY_CELL)

    def weigh_rows(self, place: int) -> _Costs:
        """A line for each number of cells from 1 on, in it a cost for each width from 0 on."""
        window = slice(place, place + _WIDEST)
        blank, empty = self._blank[window].cumsum(), self._bare[window].cumsum()
        against = self._prose[window] + self._within[window]
        against[0] = self._prose[place]
        shape = self._by_shape[self._opens[place]][np.minimum(blank, _LONGEST), _COUNTS - 1]
        alone = against.cumsum() + _EMPTY_ROW * (blank == _COUNTS)
        costs: _Costs = shape + self._per_empty * empty[:, None] + alone[:, None]
        return costs


def _weigh_shapes(opens: bool, longer: int) -> _Costs:
    """What speaks against each number of cells in a table of each width; it may be so many ``longer`` than that.

    ``opens`` where the first cell can be the first of a row.
    """
    counts, widths = _COUNTS[:, None], _WIDTHS[None, :]
    heads = (counts == 1) | ((counts == 2) & opens)
    full = np.where((widths > 2) & (not opens), _UNNUMBERED_ROW, 0.0)
    shapes = np.where(
        counts < widths, np.where(heads, _GROUP_ROW, _SHORT_ROW), np.where(counts == widths, full, _LONG_ROW)
    )
    possible = (widths > 0) & (counts - widths <= longer)
    costs: _Costs = np.where(possible, shapes, np.inf)
    return costs
