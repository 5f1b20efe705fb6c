"""Lines drawn on the image of a page: the grids of its tables, and the image without them.

A line is a run of dark pixels longer than any stroke of a letter. Letters are recognised better without lines near
them, and a table cell by cell, or the words of two columns make one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from pipeline.readers.page_ink import DARK, Marks, Pixels
from pipeline.readers.pdf_grids import Edge, Grid, join_edges, make_grids

# In points. A dash, the longest stroke there is, is as wide as its type is high; the tallest stroke in a title is 14
# high, and no row of a table is lower, since type has to fit in it.
_LONGEST_DASH = 18.0
_TALLEST_LETTER = 15.0
# What is stronger than this is a bar or a picture.
_STRONGEST = 3.0


@dataclass(frozen=True)
class Ruling:
    """The tables on an image, in points; ``erased`` is the image without lines."""

    grids: tuple[Grid, ...]
    erased: Pixels


def find_ruling(ink: Pixels, points: float) -> Ruling:
    """The lines on the image of a level page, a pixel of which measures so many points."""
    dark = ink < DARK + 30
    dash, letter, strongest = (max(round(size / points), 1) for size in (_LONGEST_DASH, _TALLEST_LETTER, _STRONGEST))
    level, upright = _find_runs(dark, dash, strongest), _find_runs(dark.T, letter, strongest)
    grids = make_grids(_list_edges(level, points), _list_edges(upright, points))
    erased = ink.copy()
    around = np.ones((5, 3), dtype=np.bool_)
    erased[ndimage.binary_dilation(level, around) | ndimage.binary_dilation(upright, around).T] = 255
    return Ruling(tuple(grids), erased)


def _find_runs(dark: Marks, length: int, strongest: int) -> Marks:
    """The pixels of level lines: dark ones in long rows, with little dark above and below.

    A line that is not quite level steps from row to row, so that each row is looked at with its neighbours.
    """
    near = ndimage.maximum_filter1d(dark, 3, axis=0)
    runs = ndimage.maximum_filter1d(ndimage.minimum_filter1d(near, length, axis=1), length, axis=1)
    thick = ndimage.maximum_filter1d(ndimage.minimum_filter1d(runs, strongest, axis=0), strongest, axis=0)
    found: Marks = runs & dark & ~thick
    return found


def _list_edges(runs: Marks, points: float) -> list[Edge]:
    """Runs of level pixels as lines; those of upright lines come transposed."""
    labels, _ = ndimage.label(runs, np.ones((3, 3)))
    boxes = ndimage.find_objects(labels)
    if not boxes:
        return []
    rows = np.array([(box[0].start + box[0].stop) / 2 for box in boxes])
    starts, ends = (np.array([getattr(box[1], side) for box in boxes], dtype=np.float64) for side in ("start", "stop"))
    return join_edges(rows * points, starts * points, ends * points)
