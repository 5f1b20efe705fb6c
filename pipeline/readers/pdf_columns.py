"""The order in which the lines of a page are read: columns one after the other, everything else from top to bottom.

Letterheads and signatures stand in two columns, the halves of which are separate bodies; an appendix or a gazette may
set whole pages so. A wide gap in one line alone says little: what makes a column is that the lines above and below
leave the same gap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.pdf_lines import WIDE_GAP, Printed, Row, join_row

# A column's lines follow one another within this many times the size of the type.
_NEAR = 3.5
# Where columns are set close, this much (in ems) stays free between them all the way.
_NARROWEST = 0.5
# Lines of one column start or are centred within this many ems of one another.
_ALIGNED = 1.5
# A list of "Thời gian: …", "Địa điểm: …" set with tabs is read line by line, and so is a table without rules.
_LISTED = 4
# Recipients stand to the left of the signature (Nghị định 30/2020/NĐ-CP, phụ lục I).
_RECIPIENTS = re.compile(r"nơi nhận\b", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """Lines that share their margins; ``is_column`` where others stand beside them."""

    lines: list[Printed]
    is_column: bool


def order_lines(rows: Sequence[Row], is_column: bool = False) -> list[Block]:
    """The lines of a page in the order they are read; ``is_column`` where they are those of one column."""
    blocks: list[Block] = []
    flow: list[Row] = []
    index = 0
    while index < len(rows):
        columns = _Columns.find(rows, index, len(flow)) if len(rows[index]) > 1 else None
        if columns is None:
            flow.append(rows[index])
            index += 1
            continue
        if len(flow) > index - columns.start:
            above = flow[: len(flow) - (index - columns.start)]
            blocks.append(Block([join_row(row) for row in above], is_column))
        blocks += order_lines(columns.left, is_column=True) + order_lines(columns.right, is_column=True)
        flow, index = [], columns.end
    if flow:
        blocks.append(Block([join_row(row) for row in flow], is_column))
    return blocks


class _Columns:
    """Rows that leave one gap free: those from ``start`` to ``end``, and what stands to its left and right."""

    def __init__(self, rows: Sequence[Row], index: int, gap: tuple[float, float]) -> None:
        self.start, self.end = index, index + 1
        self.gap = gap
        self.left: list[Row] = []
        self.right: list[Row] = []
        self.split_rows = 0
        self._rows = rows
        self._take(index)

    @classmethod
    def find(cls, rows: Sequence[Row], index: int, reach: int) -> _Columns | None:
        """The columns that a row parted by gaps belongs to, if it does; up to ``reach`` rows above it may join."""
        row = rows[index]
        gaps = sorted(((a.right, b.left) for a, b in pairwise(row)), key=lambda gap: gap[0] - gap[1])
        for gap in gaps:
            columns = cls(rows, index, gap)
            while columns.end < len(rows) and columns._takes(columns.end, rows[columns.end - 1]):
                columns.end += 1
            while columns.start > index - reach and columns._takes(columns.start - 1, rows[columns.start]):
                columns.start -= 1
            if columns._holds():
                return columns
        return None

    def _takes(self, index: int, neighbour: Row) -> bool:
        """Take the row at ``index`` where it leaves the gap free and goes with what stands on its side."""
        row = self._rows[index]
        size = max(part.size for part in (*row, *neighbour))
        if abs(row[0].baseline - neighbour[0].baseline) > _NEAR * size:
            return False
        left, right = self._part(row)
        edges = max([self.gap[0], *(part.right for part in left)]), min([self.gap[1], *(part.left for part in right)])
        if edges[1] - edges[0] < _NARROWEST * size:
            return False
        if not left and not self._is_aligned(right, self.right):
            return False
        if not right and not self._is_aligned(left, self.left):
            return False
        self.gap = edges
        self._take(index)
        return True

    def _part(self, row: Row) -> tuple[Row, Row]:
        middle = (self.gap[0] + self.gap[1]) / 2
        return [part for part in row if part.center < middle], [part for part in row if part.center >= middle]

    def _take(self, index: int) -> None:
        left, right = self._part(self._rows[index])
        self.split_rows += bool(left and right)
        for side, parts in ((self.left, left), (self.right, right)):
            if parts:
                side.insert(0 if index < self.start else len(side), parts)

    @staticmethod
    def _is_aligned(parts: Row, column: Sequence[Row]) -> bool:
        """Whether a line that stands alone on its side is in line with the others there."""
        line = join_row(parts)
        return any(
            abs(line.left - other.left) < _ALIGNED * line.size / 3
            or abs(line.center - other.center) < _ALIGNED * line.size
            for other in map(join_row, column)
        )

    def _holds(self) -> bool:
        """Whether these are columns rather than a gap within a line or a list set with tabs."""
        count = self.end - self.start
        lefts = [join_row(parts) for parts in self.left]
        if any(_RECIPIENTS.match(line.text) for line in lefts):
            return True
        if count == 1:
            return self.gap[1] - self.gap[0] > WIDE_GAP * lefts[0].size and not lefts[0].text.endswith(":")
        listed = self.split_rows >= _LISTED or self.split_rows == count
        if listed and sum(line.text.endswith(":") for line in lefts) > 0.5 * len(lefts):
            return False
        return not (self.split_rows >= _LISTED and self.split_rows > 0.8 * count and _is_ragged(lefts))


def _is_ragged(lines: Sequence[Printed]) -> bool:
    """Whether most lines of a column are short, as in a list: running text fills its lines."""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    return sum(line.right - line.left > 0.8 * width for line in lines) < 0.4 * len(lines)
