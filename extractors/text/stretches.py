"""Stretches of a text, as pairs of offsets: those that overlap made one, and which of them holds a place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Stretch = tuple[int, int]


def merge_stretches(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that overlap as one.

    >>> merge_stretches([(4, 9), (0, 2), (7, 12)])
    [(0, 2), (4, 12)]
    """
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def lies_within(stretches: Sequence[Stretch], offset: int) -> bool:
    """Whether a place lies in one of some merged stretches.

    >>> lies_within([(0, 2), (4, 12)], 4), lies_within([(0, 2), (4, 12)], 2)
    (True, False)
    """
    index = bisect_right(stretches, offset, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and offset < stretches[index][1]
