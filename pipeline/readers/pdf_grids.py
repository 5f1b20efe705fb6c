"""Ruled tables of a PDF page: the lines drawn on it, and the cells that they part.

Only lines count: the shading behind paragraphs, which office suites draw line by line, would cut cells to pieces (a
table of 40 rows in a gazette to 396, by pdfplumber). A cell is everything that no line parts, so merged cells and sides
left open need no rules of their own. Measures are points.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, TypeAlias

import numpy as np
import pypdfium2.raw as pdfium_c

from extractors.records import Box
from pipeline.readers.pdf_glyphs import Frame, Indices, Numbers

# Lines are drawn as narrow areas as often as they are drawn as lines; the widest border is 2.25 points.
_THIN = 3.0
# Lines that should meet miss one another by this much; dotted ones leave such gaps.
_REACH = 3.0
_SHORTEST = 5.0
# A side of a cell is there where lines cover this much of it.
_COVERED = 0.5
# A page with more lines than this shows a map or a chart.
_MOST_LINES = 20_000
_DEEPEST_FORM = 4


Drawing: TypeAlias = Any  # FPDF_PAGEOBJECT
"""A shape on a page, or a group of them."""


@dataclass(frozen=True)
class Edge:
    """A line along the page's width or height: where it stands across, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Grid:
    """The cells of a table: ``cell[row, column]`` is the number of the cell that covers this field of the grid.

    ``across`` are the columns' edges from left to right, ``down`` those of the rows from top to bottom.
    """

    across: Numbers
    down: Numbers
    cell: Indices

    @property
    def top(self) -> float:
        """The upper edge."""
        return float(self.down[0])

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return float(self.down[-1])

    def cells_at(self, x: Numbers, y: Numbers) -> Indices:
        """The number of the cell that holds each point; -1 outside the table."""
        column, row = np.searchsorted(self.across, x) - 1, np.searchsorted(self.down, y) - 1
        inside = (column >= 0) & (column < self.cell.shape[1]) & (row >= 0) & (row < self.cell.shape[0])
        return np.where(inside, self.cell[np.where(inside, row, 0), np.where(inside, column, 0)], -1)

    def box_of(self, cell: int) -> Box:
        """Where a cell stands."""
        rows, columns = np.nonzero(self.cell == cell)
        left, right = self.across[columns.min()], self.across[columns.max() + 1]
        return (float(left), float(self.down[rows.min()]), float(right), float(self.down[rows.max() + 1]))


def find_grids(drawings: Sequence[Drawing], frame: Frame) -> list[Grid]:
    """The ruled tables among the drawings of a page as ``frame`` sees it, top to bottom; a mere frame is none."""
    return make_grids(*_read_edges(drawings, frame))


def make_grids(level: Sequence[Edge], upright: Sequence[Edge]) -> list[Grid]:
    """The ruled tables that lines make, top to bottom; a mere frame is none."""
    if not level or not upright:
        return []
    grids = [grid for group in _group_edges(level, upright) if (grid := _make_grid(*group)) is not None]
    outer = [grid for grid in grids if not any(_holds(other, grid) for other in grids if other is not grid)]
    return sorted(outer, key=lambda grid: grid.top)


# --- what is drawn -----------------------------------------------------------------------------------------------

_Matrix = tuple[float, float, float, float, float, float]
_Points = list[tuple[float, float]]
_UNIT: _Matrix = (1, 0, 0, 1, 0, 0)


def _read_edges(drawings: Sequence[Drawing], frame: Frame) -> tuple[list[Edge], list[Edge]]:
    """The level and the upright lines of a page; none where there are too many for a table."""
    drawn = np.array(list(islice(_read_lines(drawings), _MOST_LINES + 1)), dtype=np.float64).reshape(-1, 4)
    if len(drawn) > _MOST_LINES:
        return [], []
    one_x, one_y = frame.place(drawn[:, 0], drawn[:, 1])
    other_x, other_y = frame.place(drawn[:, 2], drawn[:, 3])
    left, right = np.minimum(one_x, other_x), np.maximum(one_x, other_x)
    top, bottom = np.minimum(one_y, other_y), np.maximum(one_y, other_y)
    level, upright = bottom - top <= _THIN, right - left <= _THIN
    return (
        join_edges(((top + bottom) / 2)[level], left[level], right[level]),
        join_edges(((left + right) / 2)[upright], top[upright], bottom[upright]),
    )


def _read_lines(drawings: Sequence[Drawing]) -> Iterator[tuple[float, float, float, float]]:
    """Corners of everything thin that is drawn: lines, and areas no wider than a border."""
    pending = [(drawing, _UNIT, 0) for drawing in drawings]
    while pending and len(pending) < 10 * _MOST_LINES:
        item, matrix, depth = pending.pop()
        inner = _multiply(_read_matrix(item), matrix)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield from _read_path(item, inner)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            size = min(pdfium_c.FPDFFormObj_CountObjects(item), _MOST_LINES)
            pending += [(pdfium_c.FPDFFormObj_GetObject(item, index), inner, depth + 1) for index in range(size)]


def _read_path(item: Drawing, matrix: _Matrix) -> Iterator[tuple[float, float, float, float]]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return
    for points in _read_strokes(item, matrix):
        if stroke.value:
            yield from ((x1, y1, x2, y2) for (x1, y1), (x2, y2) in pairwise(points))
        else:
            across, down = [x for x, _ in points], [y for _, y in points]
            yield min(across), min(down), max(across), max(down)


def _read_strokes(item: Drawing, matrix: _Matrix) -> Iterator[_Points]:
    """The straight strokes of a path, each as the points it goes through."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: _Points = []
    for index in range(min(pdfium_c.FPDFPath_CountSegments(item), _MOST_LINES)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind != pdfium_c.FPDF_SEGMENT_LINETO:
            yield from [points] if len(points) > 1 else []
            points = []
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium_c.FPDFPathSegment_GetClose(segment) and kind == pdfium_c.FPDF_SEGMENT_LINETO:
            points.append(points[0])
    yield from [points] if len(points) > 1 else []


def _read_matrix(item: Drawing) -> _Matrix:
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, matrix):
        return _UNIT
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _multiply(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """What ``inner`` followed by ``outer`` does."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


# --- lines that belong together ----------------------------------------------------------------------------------


def join_edges(at: Numbers, start: Numbers, end: Numbers) -> list[Edge]:
    """Lines drawn in pieces as whole ones."""
    if not len(at):
        return []
    order = np.argsort(at)
    joined: list[Edge] = []
    for places in np.split(order, np.flatnonzero(np.diff(at[order]) > _REACH / 2) + 1):
        by_start = places[np.argsort(start[places])]
        reach = np.maximum.accumulate(end[by_start])
        pieces = np.split(by_start, np.flatnonzero(start[by_start][1:] > reach[:-1] + _REACH) + 1)
        joined += [Edge(float(at[p].mean()), float(start[p].min()), float(end[p].max())) for p in pieces]
    return [edge for edge in joined if edge.end - edge.start >= _SHORTEST]


def _group_edges(level: Sequence[Edge], upright: Sequence[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Lines that cross or meet, directly or by others; those that meet none (underlines, rules) are left out."""
    at, start, end = (np.array([getattr(edge, name) for edge in upright]) for name in ("at", "start", "end"))
    group = np.arange(len(upright))
    touching: list[Indices] = []
    for edge in level:
        meets = (at >= edge.start - _REACH) & (at <= edge.end + _REACH)
        meets &= (start <= edge.at + _REACH) & (end >= edge.at - _REACH)
        found = np.flatnonzero(meets)
        touching.append(found)
        if len(found):
            group[np.isin(group, group[found])] = group[found].min()
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for number, edge in zip(group.tolist(), upright, strict=True):
        groups.setdefault(number, ([], []))[1].append(edge)
    for found, edge in zip(touching, level, strict=True):
        if len(found):
            groups[int(group[found[0]])][0].append(edge)
    return list(groups.values())


# --- cells -------------------------------------------------------------------------------------------------------


def _make_grid(level: Sequence[Edge], upright: Sequence[Edge]) -> Grid | None:
    """The cells between lines; ``None`` where they part nothing into columns."""
    if len(level) < 2 or not upright:
        return None
    sides = [min(edge.start for edge in level), max(edge.end for edge in level)]
    ends = [min(edge.start for edge in upright), max(edge.end for edge in upright)]
    across = _merge_places([*(edge.at for edge in upright), *sides])
    down = _merge_places([*(edge.at for edge in level), *ends])
    if len(across) < 3 or len(down) < 2:
        return None
    cell = _number_cells(_find_sides(upright, across, down), _find_sides(level, down, across).T)
    if not any(len(set(row)) > 1 for row in cell.tolist()):
        return None
    return Grid(np.array(across), np.array(down), cell)


def _merge_places(places: Sequence[float]) -> list[float]:
    merged: list[list[float]] = []
    for place in sorted(places):
        if merged and place - merged[-1][0] <= _REACH:
            merged[-1].append(place)
        else:
            merged.append([place])
    return [sum(group) / len(group) for group in merged]


def _find_sides(edges: Sequence[Edge], places: Sequence[float], stops: Sequence[float]) -> Indices:
    """1 for each stretch between two stops (rows) on each inner place (columns) that a line covers, else 0."""
    covered = np.zeros((len(stops) - 1, len(places) - 2), dtype=np.int64)
    low, high = np.array(stops[:-1]), np.array(stops[1:])
    lengths = np.zeros(covered.shape)
    for edge in edges:
        column = int(np.argmin(np.abs(np.array(places) - edge.at))) - 1
        if 0 <= column < covered.shape[1]:
            lengths[:, column] += np.clip(np.minimum(high, edge.end) - np.maximum(low, edge.start), 0, None)
    covered[lengths >= _COVERED * (high - low)[:, None]] = 1
    return covered


def _number_cells(right: Indices, below: Indices) -> Indices:
    """Numbers of cells: fields of the grid with no line between them share one.

    ``right[row, column]`` says whether a line stands to the right of a field, ``below`` whether one stands below it.
    """
    rows, columns = right.shape[0], right.shape[1] + 1
    parent = list(range(rows * columns))

    def find(field: int) -> int:
        while parent[field] != field:
            parent[field] = parent[parent[field]]
            field = parent[field]
        return field

    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not right[row, column]:
                parent[max(find(here), find(here + 1))] = min(find(here), find(here + 1))
            if row + 1 < rows and not below[row, column]:
                parent[max(find(here), find(here + columns))] = min(find(here), find(here + columns))
    return np.array([find(field) for field in range(rows * columns)]).reshape(rows, columns)


def _holds(outer: Grid, inner: Grid) -> bool:
    """Whether a table stands inside a cell of another."""
    return bool(
        outer.across[0] - _REACH < inner.across[0]
        and inner.across[-1] < outer.across[-1] + _REACH
        and outer.top - _REACH < inner.top
        and inner.bottom < outer.bottom + _REACH
        and inner.bottom - inner.top < outer.bottom - outer.top
    )
