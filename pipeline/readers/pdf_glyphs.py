"""The characters of a PDF page and where they stand, turned so that the page's text is upright.

Read character by character: PDFium's own plain text tears words apart where accented letters come from a second font
("K ho ch … ế ạ"), which office suites make silently. One array a property, since a page has thousands of characters.
"""

from __future__ import annotations

import ctypes
from collections import deque
from dataclasses import dataclass
from itertools import repeat
from typing import TypeVar

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from extractors.records import Box

Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]
Indices = NDArray[np.int64]
_Place = TypeVar("_Place", Numbers, float)

# What PDFium writes for the hyphen at the end of a line.
_LINE_END_HYPHENS = (0x02, 0xFFFE)
_COMBINING = (0x0300, 0x036F)


@dataclass(frozen=True)
class Frame:
    """The part of a page that is shown, seen after ``quarter`` clockwise quarter turns, top left corner first.

    Edges are in the PDF's own points (origin at the bottom left, anywhere on the plane).
    """

    left: float
    bottom: float
    right: float
    top: float
    quarter: int = 0

    @property
    def width(self) -> float:
        """How wide the page is when seen so, in points."""
        return self.right - self.left if self.quarter % 2 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """How high the page is when seen so, in points."""
        return self.top - self.bottom if self.quarter % 2 == 0 else self.right - self.left

    def place(self, x: _Place, y: _Place) -> tuple[_Place, _Place]:
        """Points of the PDF as distances from the left and top edge of the page when seen so."""
        match self.quarter:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def show(self, box: Box, other: Frame) -> Box:
        """A box in points of this frame as fractions of the page as ``other`` sees it."""
        one, two = other.place(*self._restore(box[0], box[1])), other.place(*self._restore(box[2], box[3]))
        left, right = sorted((one[0] / other.width, two[0] / other.width))
        top, bottom = sorted((one[1] / other.height, two[1] / other.height))
        return (_clip(left), _clip(top), _clip(right), _clip(bottom))

    def _restore(self, x: float, y: float) -> tuple[float, float]:
        """The point of the PDF that ``place`` puts at ``x``, ``y``."""
        match self.quarter:
            case 0:
                return x + self.left, self.top - y
            case 1:
                return y + self.left, x + self.bottom
            case 2:
                return self.right - x, y + self.bottom
            case _:
                return self.right - y, self.top - x

    def turn(self, quarter: int) -> Frame:
        """The same page after another number of quarter turns."""
        return Frame(self.left, self.bottom, self.right, self.top, quarter % 4)


def _clip(share: float) -> float:
    return min(max(share, 0.0), 1.0)


@dataclass(frozen=True)
class Glyphs:
    """Characters in the order the file draws them; places are points from the top left corner of the upright page.

    ``size`` is the size of the type in points.
    """

    codes: NDArray[np.uint32]
    left: Numbers
    top: Numbers
    right: Numbers
    bottom: Numbers
    baseline: Numbers
    size: Numbers
    blank: Marks
    """Which of them leave no ink."""

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, chosen: Indices | Marks) -> Glyphs:
        """Only the chosen ones."""
        return Glyphs(
            self.codes[chosen],
            self.left[chosen],
            self.top[chosen],
            self.right[chosen],
            self.bottom[chosen],
            self.baseline[chosen],
            self.size[chosen],
            self.blank[chosen],
        )

    @property
    def combining(self) -> Marks:
        """Which of them are accents that stand on the letter before them."""
        return (self.codes >= _COMBINING[0]) & (self.codes <= _COMBINING[1])


def read_frame(page: pdfium.PdfPage) -> Frame:
    """The page as it is shown: its crop box, turned as the page says."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, max(right, left + 1), max(top, bottom + 1), page.get_rotation() // 90 % 4)


def read_glyphs(textpage: pdfium.PdfTextPage, shown: Frame) -> list[tuple[Frame, Glyphs]]:
    """The characters that stand on the page, by the direction they are written in; the one with most comes first.

    A table printed sideways comes out upright. What runs aslant is a watermark and left out.
    """
    codes, boxes = _read_codes(textpage), _read_boxes(textpage)
    seen = np.flatnonzero(_is_drawn(boxes) & _is_inside(boxes, shown))
    codes, boxes = codes[seen], boxes[seen]
    starts, piece = _find_pieces(boxes)
    matrices, sizes = _read_matrices(textpage, seen[starts], boxes[starts])
    angle = np.degrees(np.arctan2(matrices[:, 1], matrices[:, 0]))
    quarter = np.round(angle / 90).astype(np.int64)
    straight = np.abs(angle - 90 * quarter) < _SLANT
    made = []
    for turn in range(4):
        chosen = np.flatnonzero((straight & (quarter % 4 == turn))[piece])
        if len(chosen):
            origins = matrices[piece[chosen], 4:]
            made.append(_turn_glyphs(shown.turn(turn), codes[chosen], boxes[chosen], origins, sizes[piece[chosen]]))
    return sorted(made, key=lambda pair: -len(pair[1]))


# Scanned pages with recognised text lean a little; a watermark leans by 30 degrees or more.
_SLANT = 10
_UPRIGHT = 0.01

# PDFium is asked for a box some 2,300 times a page. By address a call takes half the time of one that makes an object
# for each answer.
_BY_ADDRESS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_get_box = _BY_ADDRESS(ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
_get_matrix = _BY_ADDRESS(ctypes.cast(pdfium_c.FPDFText_GetMatrix, ctypes.c_void_p).value or 0)
_SIZE_BY_ADDRESS = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_void_p, ctypes.c_int)
_get_size = _SIZE_BY_ADDRESS(ctypes.cast(pdfium_c.FPDFText_GetFontSize, ctypes.c_void_p).value or 0)


def _read_codes(textpage: pdfium.PdfTextPage) -> NDArray[np.uint32]:
    """The Unicode number of every character; U+FFFD where the font does not say."""
    count, raw = textpage.count_chars(), textpage.raw
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium_c.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        codes = np.frombuffer(buffer, np.uint16, count).astype(np.uint32)
    else:  # characters beyond the first 65,536, or left out: one by one
        codes = np.fromiter(map(pdfium_c.FPDFText_GetUnicode, repeat(raw, count), range(count)), np.uint32, count)
    for hyphen in _LINE_END_HYPHENS:
        codes[codes == hyphen] = ord("-")
    codes[(codes == 0) | ((codes >= 0xD800) & (codes <= 0xDFFF)) | (codes > 0x10FFFF)] = 0xFFFD
    return codes


def _read_boxes(textpage: pdfium.PdfTextPage) -> Numbers:
    """Left, top, right and bottom of every character in the PDF's points: as wide as it is set, as high as its type."""
    count = textpage.count_chars()
    boxes = (pdfium_c.FS_RECTF * count)()
    page, first = ctypes.cast(textpage.raw, ctypes.c_void_p).value, ctypes.addressof(boxes)
    step = ctypes.sizeof(pdfium_c.FS_RECTF)
    deque(map(_get_box, repeat(page), range(count), range(first, first + step * count, step)), maxlen=0)
    return np.frombuffer(boxes, np.float32).reshape(count, 4).astype(np.float64)


def _is_drawn(boxes: Numbers) -> Marks:
    """Which characters the file draws; the blanks and line breaks that PDFium adds have no extent."""
    drawn: Marks = (boxes[:, 0] != boxes[:, 2]) | (boxes[:, 1] != boxes[:, 3])
    return drawn & np.isfinite(boxes).all(axis=1)


def _is_inside(boxes: Numbers, shown: Frame) -> Marks:
    """Which characters stand on the part of the page that is shown, or reach into it."""
    left, right = np.minimum(boxes[:, 0], boxes[:, 2]), np.maximum(boxes[:, 0], boxes[:, 2])
    bottom, top = np.minimum(boxes[:, 1], boxes[:, 3]), np.maximum(boxes[:, 1], boxes[:, 3])
    inside: Marks = (right > shown.left) & (left < shown.right) & (top > shown.bottom) & (bottom < shown.top)
    return inside


def _find_pieces(boxes: Numbers) -> tuple[Indices, Indices]:
    """The first character of each piece that one order draws, and the piece of each character.

    Boxes of one piece have one bottom; where the writing is turned each character is taken for a piece of its own.
    """
    changes = np.ones(len(boxes), dtype=bool)
    changes[1:] = np.abs(np.diff(boxes[:, 3])) > 0.01
    return np.flatnonzero(changes), np.cumsum(changes) - 1


def _read_matrices(textpage: pdfium.PdfTextPage, indices: Indices, boxes: Numbers) -> tuple[Numbers, Numbers]:
    """The matrix of the character at each index (its last two numbers are a point of its base line), and its size.

    Where accented letters come from a second font every word is of several pieces; upright ones whose boxes begin and
    end at one height are set alike on one base line, so that the first of them tells for all.
    """
    _, first, alike = np.unique(boxes[:, 1] + 1j * boxes[:, 3], return_index=True, return_inverse=True)
    matrices, sizes = _ask_for_matrices(textpage, indices[first])
    if (np.abs(matrices[:, 1]) < _UPRIGHT * matrices[:, 0]).all():
        return matrices[alike], sizes[alike]
    return _ask_for_matrices(textpage, indices)


def _ask_for_matrices(textpage: pdfium.PdfTextPage, indices: Indices) -> tuple[Numbers, Numbers]:
    asked, page = indices.tolist(), ctypes.cast(textpage.raw, ctypes.c_void_p).value
    matrices, step = (pdfium_c.FS_MATRIX * len(asked))(), ctypes.sizeof(pdfium_c.FS_MATRIX)
    start = ctypes.addressof(matrices)
    deque(map(_get_matrix, repeat(page), asked, range(start, start + step * len(asked), step)), maxlen=0)
    found = np.frombuffer(matrices, np.float32).reshape(len(asked), 6).astype(np.float64)
    sizes = np.fromiter(map(_get_size, repeat(page), asked), np.float64, len(asked))
    scaled: Numbers = np.abs(sizes) * np.hypot(found[:, 2], found[:, 3])
    return found, np.where(np.isfinite(scaled) & (scaled > 0), scaled, 1.0)


def _turn_glyphs(
    frame: Frame, codes: NDArray[np.uint32], boxes: Numbers, origins: Numbers, sizes: Numbers
) -> tuple[Frame, Glyphs]:
    """Characters written in one direction, as seen when that direction is upright."""
    one_x, one_y = frame.place(boxes[:, 0], boxes[:, 1])
    other_x, other_y = frame.place(boxes[:, 2], boxes[:, 3])
    _, baseline = frame.place(origins[:, 0], origins[:, 1])
    left, right = np.minimum(one_x, other_x), np.maximum(one_x, other_x)
    top, bottom = np.minimum(one_y, other_y), np.maximum(one_y, other_y)
    return frame, Glyphs(codes, left, top, right, bottom, baseline, sizes, _is_blank(codes))


def _is_blank(codes: NDArray[np.uint32]) -> Marks:
    """Which characters are blanks of any width."""
    blank: Marks = (codes <= 0x20) | (codes == 0xA0) | ((codes >= 0x2000) & (codes <= 0x200B)) | (codes == 0x202F)
    return blank
