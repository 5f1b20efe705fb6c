"""Characters of a PDF page to printed lines: what stands on one base line, in order, with its blanks.

A blank is where the gap says so, not where the file has one: files leave blanks out at changes of the font and put
some in where another font fills the hole. All measures are in ems (the size of the type) unless they say points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.records import Box
from extractors.text.labels import read_label
from pipeline.readers.pdf_glyphs import Glyphs, Indices, Marks, Numbers

# Type of several fonts on one line, or words recognised one by one, may miss the base line by this much.
_SAME_LINE = 0.2
# Raised and lowered letters stand this far from it at most; lines are never set closer than that.
_SCRIPT = 0.55
# The blank of most fonts is 0.25 em, 0.15 in condensed type; letters of one word stand less than 0.1 em apart, or up to
# 0.15 in a stretched line. So a blank that the file does not draw is no narrower than this part of those it draws.
_WORD_GAP = 0.12
_PART_OF_DRAWN = 0.5
_CERTAIN_WORD_GAP = 0.18
# Letters that stand farther apart than this all along a line are set in stretched type ("C H Ư Ơ N G").
_LETTER_GAP = 0.05
_WIDEST_LETTER_GAP = 0.6
_FEWEST_GAPS = 4
# Where the file draws a blank, less is enough.
_DRAWN_WORD_GAP = 0.04
# Columns stand at least this far apart; blanks stretched to fill a line stay below 1 em.
_COLUMN_GAP = 0.8
# No sentence has such a gap, unless it was filled with blanks to leave room for a hand ("Số:        /KH-UBND").
WIDE_GAP = 4.0
_TYPED_GAP = 8.0
_MARK_SIZE = 0.8


@dataclass(frozen=True)
class Printed:
    """One printed line, or the part of it that stands in one column. Places are points from the page's top left.

    ``second`` is where its second word starts (the text after a label), ``first_width`` how wide its first word is;
    ``marks`` are the raised numbers in it, as places in ``text``: signs of footnotes, or exponents.
    """

    text: str
    box: Box
    baseline: float
    size: float
    first_width: float
    second: float
    ends_blank: bool = False
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.box[0]

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.box[2]

    @property
    def center(self) -> float:
        """The middle between its left and right edge."""
        return (self.box[0] + self.box[2]) / 2


Row = list[Printed]
"""What stands on one base line, parted where columns may part it, left to right."""


def find_rows(glyphs: Glyphs, split: bool = True) -> list[Row]:
    """The lines that characters make, from top to bottom; ``split`` says whether wide gaps part columns."""
    if not len(glyphs) or glyphs.blank.all():
        return []
    order, row = _sort_into_rows(glyphs)
    ordered = glyphs.take(order)
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    gaps = _measure_gaps(glyphs, ordered, row, starts)
    bounds = np.append(starts, len(ordered))
    cuts = _find_cuts(ordered, row, gaps, bounds) if split else []
    parts = np.union1d(starts, np.array(cuts, dtype=np.int64))
    rows: list[Row] = [[] for _ in starts]
    for line, at_row in zip(_make_lines(ordered, gaps, parts), row[parts].tolist(), strict=True):
        rows[at_row].append(line)
    return rows


def join_row(row: Sequence[Printed]) -> Printed:
    """The parts of a row as the one line they are after all."""
    first, last = row[0], row[-1]
    if len(row) == 1:
        return first
    texts, marks, length = [], [], 0
    for part in row:
        marks += [(start + length, end + length) for start, end in part.marks]
        texts.append(part.text)
        length += len(part.text) + 1
    box = (first.left, min(p.box[1] for p in row), max(p.right for p in row), max(p.box[3] for p in row))
    second = first.second if " " in first.text else row[1].left
    return replace(first, text=" ".join(texts), box=box, second=second, ends_blank=last.ends_blank, marks=tuple(marks))


# --- base lines --------------------------------------------------------------------------------------------------


def _sort_into_rows(glyphs: Glyphs) -> tuple[Indices, Indices]:
    """The visible characters in reading order, and the number of the row of each."""
    visible = np.flatnonzero(~glyphs.blank)
    levels, level = np.unique(np.round(glyphs.baseline[visible], 1), return_inverse=True)
    counts = np.bincount(level)
    sizes = np.bincount(level, weights=glyphs.size[visible]) / counts
    row_of_level = _group_levels(glyphs, visible, level, levels.tolist(), sizes.tolist())
    row = row_of_level[level]
    middle = (glyphs.left[visible] + glyphs.right[visible]) / 2
    key = np.where(glyphs.combining[visible], middle, glyphs.left[visible])
    order = np.lexsort((key, row))
    return _drop_doubles(glyphs, visible[order], row[order])


def _group_levels(glyphs: Glyphs, visible: Indices, level: Indices, levels: list[float], sizes: list[float]) -> Indices:
    """The row of each base line: one with that above it where they nearly meet, or where raised letters stand beside.

    A row may not grow: its base lines all lie within reach of its first.
    """
    rows = np.zeros(len(levels), dtype=np.int64)
    first = 0
    for index in range(1, len(levels)):
        distance = levels[index] - levels[first]
        small, large = min(sizes[first : index + 1]), max(sizes[first : index + 1])
        joins = distance <= _SAME_LINE * small and small > _MARK_SIZE * large
        if not joins and distance <= _SCRIPT * large:
            joins = not _collide(glyphs, visible[level == index], visible[(level >= first) & (level < index)])
        if not joins:
            first = index
        rows[index] = rows[index - 1] + (not joins)
    return rows


def _collide(glyphs: Glyphs, some: Indices, others: Indices) -> bool:
    """Whether characters of two groups stand above one another."""
    order = others[np.argsort(glyphs.left[others])]
    margin = 0.1 * glyphs.size[some]
    reach = np.maximum.accumulate(glyphs.right[order])
    before = np.searchsorted(glyphs.left[order], glyphs.right[some] - margin) - 1
    hit = (before >= 0) & (reach[np.maximum(before, 0)] > glyphs.left[some] + margin)
    return bool(hit.any())


def _drop_doubles(glyphs: Glyphs, order: Indices, row: Indices) -> tuple[Indices, Indices]:
    """Without letters printed twice in one place, which makes them bold."""
    left = glyphs.left[order]
    near = np.abs(np.diff(left)) < 0.3 * (glyphs.right[order] - left)[1:]
    same = (np.diff(row) == 0) & (np.diff(glyphs.codes[order].astype(np.int64)) == 0)
    keep = np.concatenate(([True], ~(near & same)))
    return order[keep], row[keep]


# --- blanks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Gaps:
    """The gap before each character in ems (endless at the start of a row), and whether a word starts after it."""

    width: Numbers
    word: Marks
    drawn: Indices
    """How many blanks the file draws in it."""


def _measure_gaps(glyphs: Glyphs, ordered: Glyphs, row: Indices, starts: Indices) -> _Gaps:
    width = np.full(len(ordered), np.inf)
    width[1:] = (ordered.left[1:] - ordered.right[:-1]) / ordered.size[1:]
    width[ordered.combining] = 0.0
    width[starts] = np.inf
    drawn = _count_blanks(glyphs, ordered, row, starts)
    spread = _measure_spread(width, drawn, starts)[row]
    usual = _average(np.minimum(width, 1.0), (drawn == 1) & np.isfinite(width), row)
    needed = (
        np.where(drawn > 0, _DRAWN_WORD_GAP, np.clip(_PART_OF_DRAWN * usual, _WORD_GAP, _CERTAIN_WORD_GAP)) + spread
    )
    return _Gaps(width, width > needed, drawn)


def _average(values: Numbers, chosen: Marks, row: Indices) -> Numbers:
    """For each character the average of the chosen values of its row; 0 where there are none."""
    count = np.bincount(row, weights=chosen)
    total = np.bincount(row, weights=np.where(chosen, values, 0.0))
    average: Numbers = total / np.maximum(count, 1)
    return average[row]


def _count_blanks(glyphs: Glyphs, ordered: Glyphs, row: Indices, starts: Indices) -> Indices:
    """How many drawn blanks stand between each character and the one before it in its row."""
    counts = np.zeros(len(ordered) + 1, dtype=np.int64)
    blanks = np.flatnonzero(glyphs.blank)
    if not len(blanks):
        return counts[:-1]
    baselines = ordered.baseline[starts]
    below = np.clip(np.searchsorted(baselines, glyphs.baseline[blanks]), 1, max(len(starts) - 1, 1))
    above, below = below - 1, np.minimum(below, len(starts) - 1)
    nearer = np.abs(baselines[above] - glyphs.baseline[blanks]) <= np.abs(baselines[below] - glyphs.baseline[blanks])
    # One scale for places in all rows: no row is wider than the farthest character.
    scale = float(max(ordered.right.max(), glyphs.right[blanks].max())) + 1.0
    middles = row * scale + (ordered.left + ordered.right) / 2
    places = np.where(nearer, above, below) * scale + (glyphs.left[blanks] + glyphs.right[blanks]) / 2
    np.add.at(counts, np.searchsorted(middles, places), 1)
    return counts[:-1]


def _measure_spread(width: Numbers, drawn: Indices, starts: Indices) -> Numbers:
    """How far the letters of each row are set apart beyond their own width: 0, but in stretched type."""
    within = (drawn == 0) & (width < _WIDEST_LETTER_GAP)
    apart = np.add.reduceat((within & (width > _LETTER_GAP)).astype(np.int64), starts)
    letters = np.add.reduceat(within.astype(np.int64), starts)
    stretched = (2 * apart > letters) & (letters >= _FEWEST_GAPS)
    if not stretched.any():
        return np.zeros(len(starts))
    total = np.add.reduceat(np.where(within, width, 0.0), starts)
    return np.where(stretched, total / np.maximum(letters, 1), 0.0)


def _find_medians(values: Numbers, group: Indices, starts: Indices) -> Numbers:
    """The median of the values of each group of neighbours."""
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    if (high - low < 0.01).all():
        return low
    lengths = np.diff(np.append(starts, len(values)))
    medians: Numbers = values[np.lexsort((values, group))][starts + lengths // 2]
    return medians


# --- lines -------------------------------------------------------------------------------------------------------


def _find_cuts(ordered: Glyphs, row: Indices, gaps: _Gaps, bounds: Indices) -> list[int]:
    """Where columns may part a row."""
    wide = np.flatnonzero(gaps.word & (gaps.width > _COLUMN_GAP) & np.isfinite(gaps.width))
    cuts: list[int] = []
    for index in wide.tolist():
        start, end = int(bounds[row[index]]), int(bounds[row[index] + 1])
        widths = gaps.width[start + 1 : end][gaps.word[start + 1 : end]]
        width = float(gaps.width[index])
        typed = int(gaps.drawn[index]) * 0.2 > 0.7 * width
        certain = width > (_TYPED_GAP if typed else WIDE_GAP)
        if not certain and len(widths) > 2 and width < 2.5 * float(np.median(widths)):
            continue
        before = "".join(map(chr, ordered.codes[max(start, cuts[-1] if cuts else 0) : index].tolist()))
        if certain or read_label(f"{before} x") is None:
            cuts.append(index)
    return cuts


def _make_lines(ordered: Glyphs, gaps: _Gaps, starts: Indices) -> list[Printed]:
    """The lines that begin at the characters ``starts``."""
    ends = np.append(starts[1:], len(ordered))
    words = np.flatnonzero(gaps.word)
    inner = gaps.word.copy()
    inner[starts] = False
    text = np.insert(ordered.codes, np.flatnonzero(inner), ord(" ")).tobytes().decode("utf-32-le")
    shift = np.append(0, np.cumsum(inner))
    part = np.repeat(np.arange(len(starts)), ends - starts)
    sizes, baselines = _find_medians(ordered.size, part, starts), _find_medians(ordered.baseline, part, starts)
    following = np.minimum(np.append(words, len(ordered))[np.searchsorted(words, starts, side="right")], ends)
    reach = np.maximum.reduceat(ordered.right, starts)
    columns = (
        starts + shift[starts],
        ends + shift[ends],
        ordered.left[starts],
        np.minimum.reduceat(ordered.top, starts),
        reach,
        np.maximum.reduceat(ordered.bottom, starts),
        baselines,
        sizes,
        ordered.right[following - 1] - ordered.left[starts],
        np.where(following < ends, ordered.left[np.minimum(following, len(ordered) - 1)], reach),
        np.append(gaps.drawn, 0)[ends] > 0,
    )
    marks = _find_marks(ordered, shift, part, starts, sizes, baselines)
    made = []
    for index, (start, end, left, top, right, bottom, baseline, size, first, second, ends_blank) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        box, spans = (left, top, right, bottom), tuple(marks.get(index, ()))
        made.append(Printed(text[start:end], box, baseline, size, first, second, ends_blank, spans))
    return made


def _find_marks(
    ordered: Glyphs, shift: Indices, part: Indices, starts: Indices, sizes: Numbers, baselines: Numbers
) -> dict[int, list[tuple[int, int]]]:
    """The raised numbers of each line that has any, as places in its text, which ``shift`` blanks move."""
    raised = (ordered.size < _MARK_SIZE * sizes[part]) & (ordered.baseline < baselines[part] - 0.1 * sizes[part])
    marks: dict[int, list[tuple[int, int]]] = {}
    for index in np.flatnonzero(raised).tolist():
        line = int(part[index])
        start = int(starts[line])
        place = index - start + int(shift[index + 1] - shift[start])
        spans = marks.setdefault(line, [])
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return marks
