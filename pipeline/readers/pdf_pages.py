"""One page of a PDF: its lines in the order they are read, its tables, and whether it has a text at all."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.records import Box
from pipeline.readers.pdf_glyphs import Frame, Glyphs, Indices, read_frame, read_glyphs
from pipeline.readers.pdf_grids import Drawing, Grid, find_grids
from pipeline.readers.pdf_lines import Printed, Row, find_rows, join_row
from pipeline.readers.pdf_tables import PrintedTable, read_table

# Cells are assembled in one pass: each is moved this far below the one before it, farther than any page is high.
_APART = 100_000.0
_WORD_GAP = 0.12
# Letters turned to drawings: hundreds of shapes, a letter each.
_MANY_SHAPES = 300
_FEW_LETTERS = 10
_PICTURES = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM)
_RULED = (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM)
_MOST_OF_PAGE = 0.4


@dataclass(frozen=True)
class PrintedPage:
    """What stands on a page: rows outside tables from top to bottom, tables, and lines written in other directions.

    ``frame`` is the page as its text stands upright, ``shown`` as a viewer shows it. ``vietnamese`` is the share of its
    ``letters`` that no other language has; ``is_picture`` says whether a picture covers most of it.
    """

    number: int
    frame: Frame
    shown: Frame
    rows: tuple[Row, ...] = ()
    tables: tuple[PrintedTable, ...] = ()
    aside: tuple[tuple[Frame, Printed], ...] = ()
    letters: int = 0
    vietnamese: float = 0.0
    is_picture: bool = False

    def lines(self) -> Iterator[Printed]:
        """All its lines, in no certain order."""
        yield from (part for row in self.rows for part in row)
        yield from (line for table in self.tables for row in table.rows for cell in row for line in cell.lines)
        yield from (line for _, line in self.aside)

    def place(self, printed: Printed) -> Box:
        """Where a line stands, as fractions of the page as a viewer shows it."""
        return self.frame.show(printed.box, self.shown)


def read_page(page: pdfium.PdfPage, number: int) -> PrintedPage:
    """Everything that PDFium finds written on a page."""
    shown = read_frame(page)
    textpage = page.get_textpage()
    try:
        written = read_glyphs(textpage, shown)
    finally:
        textpage.close()
    letters = sum(len(found) for _, found in written)
    drawings = _list_drawings(page)
    is_picture = _is_picture(drawings, shown, letters)
    if not written:
        return PrintedPage(number, shown, shown, is_picture=is_picture)
    frame, glyphs = written[0]
    grids = find_grids([drawing for kind in _RULED for drawing in drawings.get(kind, ())], frame)
    cells = _find_cells(glyphs, grids)
    lifted = replace(glyphs, baseline=glyphs.baseline + (cells + 1) * _APART) if grids else glyphs
    rows: list[Row] = []
    lines: dict[int, list[Printed]] = {}
    for row in find_rows(lifted):
        cell = int(row[0].baseline // _APART) - 1
        if cell < 0:
            rows.append(row)
        else:
            line = join_row(row)
            lines.setdefault(cell, []).append(replace(line, baseline=line.baseline - (cell + 1) * _APART))
    tables, first = [], 0
    for grid in grids:
        own = {cell - first: found for cell, found in lines.items() if first <= cell < first + grid.cell.size}
        tables.append(read_table(grid, own, number).change_boxes(lambda box: frame.show(box, shown)))
        first += grid.cell.size
    aside = [(other, join_row(row)) for other, turned in written[1:] for row in find_rows(turned)]
    vietnamese = _measure_vietnamese(glyphs)
    return PrintedPage(number, frame, shown, tuple(rows), tuple(tables), tuple(aside), letters, vietnamese, is_picture)


def _find_cells(glyphs: Glyphs, grids: Sequence[Grid]) -> Indices:
    """The cell that holds each character, numbered over all tables of the page; -1 outside of them.

    A word stands where its middle is: the last letters of a long one may reach over the line.
    """
    cells: Indices = np.full(len(glyphs), -1)
    if not grids or not len(glyphs):
        return cells
    blank = glyphs.blank
    starts = np.ones(len(glyphs), dtype=bool)
    gap = (glyphs.left[1:] - glyphs.right[:-1]) / glyphs.size[1:]
    starts[1:] = (np.abs(np.diff(glyphs.baseline)) > 0.1) | (gap > _WORD_GAP) | (gap < -1) | blank[1:] | blank[:-1]
    word = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    left, right = np.minimum.reduceat(glyphs.left, first), np.maximum.reduceat(glyphs.right, first)
    height = glyphs.baseline[first] - 0.3 * glyphs.size[first]
    found: Indices = np.full(len(first), -1)
    offset = 0
    for grid in grids:
        here = grid.cells_at((left + right) / 2, height)
        found = np.where(here >= 0, here + offset, found)
        offset += grid.cell.size
    held: Indices = found[word]
    return held


# Letters that only Vietnamese has (ạ, ế, ữ): a tenth of all in any text of it, none in bytes of an old encoding.
_VIETNAMESE = (0x1EA0, 0x1EF9)


def _measure_vietnamese(glyphs: Glyphs) -> float:
    return float(((glyphs.codes >= _VIETNAMESE[0]) & (glyphs.codes <= _VIETNAMESE[1])).mean())


def _list_drawings(page: pdfium.PdfPage) -> dict[int, list[Drawing]]:
    """What is on a page besides type, by its kind."""
    raw = page.raw
    number = pdfium_c.FPDFPage_CountObjects(raw)
    items = list(map(pdfium_c.FPDFPage_GetObject, repeat(raw, number), range(number)))
    drawings: dict[int, list[Drawing]] = {}
    for item, kind in zip(items, map(pdfium_c.FPDFPageObj_GetType, items), strict=True):
        if kind != pdfium_c.FPDF_PAGEOBJ_TEXT:
            drawings.setdefault(kind, []).append(item)
    return drawings


def _is_picture(drawings: dict[int, list[Drawing]], shown: Frame, letters: int) -> bool:
    """Whether most of a page is a picture, or it has many shapes and no letters: then its letters are the shapes."""
    if letters < _FEW_LETTERS and len(drawings.get(pdfium_c.FPDF_PAGEOBJ_PATH, ())) > _MANY_SHAPES:
        return True
    pictures = [drawing for kind in _PICTURES for drawing in drawings.get(kind, ())]
    return sum(map(_measure_area, pictures)) > _MOST_OF_PAGE * shown.width * shown.height


def _measure_area(drawing: Drawing) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(drawing, left, bottom, right, top):
        return 0.0
    return max(right.value - left.value, 0.0) * max(top.value - bottom.value, 0.0)
