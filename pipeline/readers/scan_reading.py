"""The words on the image of a page: right way up, those of tables cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

import numpy as np

from extractors.records import Box
from extractors.text.syllables import is_syllable
from pipeline.readers.ocr import Word, recognise
from pipeline.readers.page_image import PageImage, is_blank
from pipeline.readers.page_ink import DARK, Pixels
from pipeline.readers.pdf_grids import Grid
from pipeline.readers.plausibility import Plausibility, rate_plausibility
from pipeline.readers.scan_checks import check_words
from pipeline.readers.scan_rules import Ruling, find_ruling

# A page read with less confidence than this, or less plausible, may stand on its head or on its side.
_SURE = 0.8
# Upside down a few words make sense by chance, never most of them.
_RIGHT_WAY_UP = 0.6
# A line without one word this sure is none; a word this unsure that is no syllable is specks or a pen.
_CERTAIN = 0.6
_JUNK = 0.35
# In a line of so many sure words, and of such a share of them, what makes no sense is a word that was misread.
_FEWEST_SURE, _MOSTLY = 3, 0.7
_MARGIN = 12
# Dark pixels that a cell must hold: a full stop of 12 points at 150 dpi has ten.
_LEAST_INK = 10


@dataclass(frozen=True)
class Reading:
    """What was read on a page after ``turn`` clockwise quarter turns; ``cells`` says in which cell each word stands.

    Cells are numbered over all ``grids`` of the page; -1 is outside of them. Grids are in points, words in pixels.
    """

    turn: int
    words: tuple[Word, ...]
    cells: tuple[int, ...]
    grids: tuple[Grid, ...]

    @property
    def confidence(self) -> float:
        """The mean confidence of its letters, 0 to 1; 0 where there are none."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters if letters else 0.0

    @property
    def plausibility(self) -> Plausibility:
        """How much of it is Vietnamese."""
        return rate_plausibility(" ".join(word.text for word in self.words))

    @property
    def score(self) -> float:
        """One number to choose the better of two readings by: how sure, how plausible, and how much."""
        return self.confidence * (0.2 + self.plausibility.score) * min(len(self.words), 40)

    def to_row(self) -> dict[str, Any]:
        """As JSON holds it."""
        words = [list(astuple(word)) for word in self.words]
        grids = [[grid.across.tolist(), grid.down.tolist(), grid.cell.tolist()] for grid in self.grids]
        return {"turn": self.turn, "words": words, "cells": list(self.cells), "grids": grids}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Reading:
        """From what ``to_row`` gave; raises ``ValueError``, ``TypeError`` or ``KeyError`` where it did not."""
        words = tuple(
            Word(str(text), *(float(number) for number in numbers), line=int(line))  # type: ignore[misc, arg-type]
            for text, *numbers, line in row["words"]
        )
        cells = tuple(int(cell) for cell in row["cells"])
        if len(cells) != len(words):
            raise ValueError("every word stands in a cell or outside of all")
        grids = tuple(
            Grid(np.array(across, dtype=np.float64), np.array(down, dtype=np.float64), np.array(cell, dtype=np.int64))
            for across, down, cell in row["grids"]
        )
        if any(grid.cell.shape != (len(grid.down) - 1, len(grid.across) - 1) for grid in grids):
            raise ValueError("every field of a grid stands between lines")
        return cls(int(row["turn"]) % 4, words, cells, grids)


def read_words(page: PageImage) -> Reading:
    """Everything recognised on a page, turned as it reads best; without what specks and pens were taken for."""
    reading = _find_upright(page)
    words = (replace(word, text=_mend_signs(word.text)) for word in reading.words)
    return replace(reading, words=check_words(tuple(words), page.turn(reading.turn).ink))


def _mend_signs(text: str) -> str:
    """Signs that no plan is typed with, or not there.

    >>> _mend_signs("35⁄NQ-CP"), _mend_signs("§2%"), _mend_signs("VnE]D"), _mend_signs("A'TTP"), _mend_signs("ÐU")
    ('35/NQ-CP', '82%', 'VnEID', 'ATTP', 'ĐU')
    """
    text = re.sub(r"§(?=\d)|(?<=\d)§", "8", text.replace("⁄", "/").replace("Ð", "Đ").replace("ð", "đ"))
    return re.sub(r"(?<=[A-ZĐ])['’](?=[A-ZĐ])", "", re.sub(r"(?<=[^\W\d_])[]|](?=[^\W\d_])", "I", text))


def _find_upright(page: PageImage) -> Reading:
    best = _read_upright(page, 0)
    if _is_sure(best) or (not best.words and is_blank(page)):
        return best
    for turn in (2, 1, 3):
        other = _read_upright(page.turn(turn), turn)
        best = max(best, other, key=lambda reading: reading.score)
        if _is_sure(best) or best.plausibility.syllables > _RIGHT_WAY_UP:
            break
    return best


def _is_sure(reading: Reading) -> bool:
    return bool(reading.words) and reading.confidence >= _SURE and not reading.plausibility.is_doubtful


def _read_upright(page: PageImage, turn: int) -> Reading:
    ruling = find_ruling(page.ink, page.points)
    outside = recognise(_blank_tables(ruling, page.points), "page")
    words, cells = list(outside), [-1] * len(outside)
    first = 0
    for grid in ruling.grids:
        for cell in np.unique(grid.cell).tolist():
            found = _read_cell(ruling.erased, grid.box_of(cell), page.points)
            words += found
            cells += [first + cell] * len(found)
        first += grid.cell.size
    return _drop_junk(Reading(turn, tuple(words), tuple(cells), ruling.grids))


def _blank_tables(ruling: Ruling, points: float) -> Pixels:
    """The page without its tables."""
    if not ruling.grids:
        return ruling.erased
    blanked = ruling.erased.copy()
    for grid in ruling.grids:
        left, right, top, bottom = (
            round(float(place) / points) for place in (grid.across[0], grid.across[-1], grid.top, grid.bottom)
        )
        blanked[max(top, 0) : bottom + 1, max(left, 0) : right + 1] = 255
    return blanked


def _read_cell(erased: Pixels, box: Box, points: float) -> list[Word]:
    """The words of one cell, in their places on the page."""
    left, top, right, bottom = (max(round(side / points), 0) for side in box)
    part = erased[top + 1 : bottom, left + 1 : right]
    dark = part < DARK
    if int(dark.sum()) < _LEAST_INK:
        return []
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    part = part[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    framed = np.pad(part, _MARGIN, constant_values=255)
    x, y = left + 1 + int(columns[0]) - _MARGIN, top + 1 + int(rows[0]) - _MARGIN
    found = recognise(framed, "block") or recognise(framed, "line")
    return [
        replace(
            word,
            left=word.left + x,
            right=word.right + x,
            top=word.top + y,
            bottom=word.bottom + y,
            baseline=word.baseline + y,
        )
        for word in found
    ]


def _drop_junk(reading: Reading) -> Reading:
    """Without what specks, pens and the rest of a seal were taken for."""
    lines: dict[tuple[int, int], list[Word]] = {}
    for word, cell in zip(reading.words, reading.cells, strict=True):
        lines.setdefault((cell, word.line), []).append(word)
    kept = [
        (word, cell)
        for word, cell in zip(reading.words, reading.cells, strict=True)
        if _is_print(word, lines[cell, word.line], cell)
    ]
    return replace(reading, words=tuple(word for word, _ in kept), cells=tuple(cell for _, cell in kept))


def _is_print(word: Word, line: Sequence[Word], cell: int) -> bool:
    """Whether a word is one: a line holds a sure one, and what makes no sense stands among words that are sure."""
    sure = [each for each in line if each.confidence >= _CERTAIN]
    if not any(sum(map(str.isalnum, each.text)) > (cell < 0) for each in sure):
        return False
    if word.confidence >= _JUNK or not _is_meaningless(word.text):
        return True
    letters = sum(map(str.isalnum, word.text))
    return len(sure) > max(_FEWEST_SURE, _MOSTLY * len(line)) and (
        letters > 1 or (word.text.endswith((")", ".")) and letters > 0)
    )


def _is_meaningless(text: str) -> bool:
    return not any(is_syllable(piece) for piece in re.findall(r"[^\W\d_]{2,}", text)) and not text.isalnum()
