"""Recognised words put together as a page like those of a PDF: its lines, its tables, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from extractors.records import Box
from pipeline.readers.ocr import Word
from pipeline.readers.page_image import PageImage
from pipeline.readers.pdf_glyphs import Frame, Glyphs
from pipeline.readers.pdf_lines import Printed, Row, find_rows, join_row
from pipeline.readers.pdf_pages import PrintedPage
from pipeline.readers.pdf_tables import read_table
from pipeline.readers.scan_reading import Reading

# Lines of one type measure a little more or less with the letters that stand in them.
_ONE_TYPE = (0.8, 1.3)


@dataclass(frozen=True)
class ScannedPage(PrintedPage):
    """A recognised page; ``confidence`` is the mean of its letters, 0 to 1, ``None`` on a blank one."""

    confidence: float | None = None
    image: PageImage | None = field(default=None, repr=False)

    def place(self, printed: Printed) -> Box:
        """Where a line stands, as fractions of the page as it was given."""
        return _show(printed.box, self.image) if self.image else super().place(printed)


def assemble_page(image: PageImage, reading: Reading, number: int) -> ScannedPage:
    """The page on an image on which that was read; a blank one where that is nothing."""
    by_cell: dict[int, list[Word]] = {}
    for word, cell in zip(reading.words, reading.cells, strict=True):
        by_cell.setdefault(cell, []).append(word)
    height, width = image.ink.shape
    frame = Frame(0, 0, width * image.points, height * image.points)
    if not reading.words:
        return ScannedPage(number, frame, frame)
    usual = float(np.median([word.size for word in reading.words])) * image.points

    def find(words: Sequence[Word], split: bool) -> list[Row]:
        return find_rows(_make_glyphs(words, image.points, usual), split)

    tables, first = [], 0
    for grid in reading.grids:
        lines = {
            cell - first: [join_row(row) for row in find(words, split=False)]
            for cell, words in by_cell.items()
            if first <= cell < first + grid.cell.size
        }
        tables.append(read_table(grid, lines, number).change_boxes(lambda box: _show(box, image)))
        first += grid.cell.size
    return ScannedPage(
        number,
        frame,
        frame,
        tuple(find(by_cell.get(-1, []), split=True)),
        tuple(tables),
        letters=sum(len(word.text) for word in reading.words),
        is_picture=True,
        confidence=reading.confidence,
        image=replace(image, ink=image.ink[:0]),
    )


def _show(box: Box, image: PageImage) -> Box:
    """A box in points as fractions of the page as it was given."""
    left, top, right, bottom = (side / image.points for side in box)
    return image.place((left, top, right, bottom))


def _make_glyphs(words: Sequence[Word], points: float, usual: float) -> Glyphs:
    """The letters of words in points, each as wide as the next, and the blanks between the words of a line."""
    codes: list[int] = []
    edges: list[tuple[float, ...]] = []
    above: Word | None = None
    for word in words:
        size = word.size * points
        size = usual if _ONE_TYPE[0] < size / usual < _ONE_TYPE[1] else size
        sides = (word.top * points, word.bottom * points, word.baseline * points, size)
        if above is not None and above.line == word.line and above.right < word.left:
            codes.append(ord(" "))
            edges.append((above.right * points, word.left * points, *sides))
        places = np.linspace(word.left * points, word.right * points, len(word.text) + 1).tolist()
        codes += map(ord, word.text)
        edges += [(left, right, *sides) for left, right in pairwise(places)]
        above = word
    left, right, top, bottom, baseline, sizes = np.array(edges, dtype=np.float64).reshape(-1, 6).T
    marks = np.array(codes, dtype=np.uint32)
    return Glyphs(marks, left, top, right, bottom, baseline, sizes, blank=marks == ord(" "))
