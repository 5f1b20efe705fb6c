"""Files whose names count up the pages of one document: ``x.p1.png x.p2.png``, ``x-1.jpg x-2.jpg``, ``Trang 1.jpg``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

_NUMBERED = re.compile(
    r"(?P<stem>.*?)(?P<word>(?:^|[\s._(-])(?:p|pg|page|tr|trang)[\s._-]{0,2})?(?P<number>\d{1,4})\)?\.\w{2,5}",
    re.IGNORECASE,
)


class Series(NamedTuple):
    """The files of one document, in the order of its pages; pages are missing before those in ``missing``."""

    sources: tuple[str, ...]
    missing: frozenset[int]


class _Page(NamedTuple):
    number: int
    source: str


def find_series(sources: Sequence[str], first_pages: Collection[str] = ()) -> list[Series]:
    """The series that files make within their folders; a file in ``first_pages`` begins a document.

    Numbers count from 0 or 1, so that the numbers of plans are not taken for pages; said to be of pages, from any.

    >>> find_series(["a/x.p1.png", "a/x.p2.png", "a/x.p4.png", "a/KH 12.png", "a/KH 13.png"])
    [Series(sources=('a/x.p1.png', 'a/x.p2.png', 'a/x.p4.png'), missing=frozenset({2}))]
    """
    groups: dict[tuple[str, bool], list[_Page]] = defaultdict(list)
    for source in sources:
        folder, _, name = source.rpartition("/")
        match = _NUMBERED.fullmatch(name)
        if match is not None:
            said = match["word"] is not None
            groups[f"{folder}/{match['stem'].rstrip(' ._-(')}", said].append(_Page(int(match["number"]), source))
    return [series for (_, said), pages in groups.items() for series in _cut(sorted(pages), said, first_pages)]


def _cut(pages: list[_Page], said: bool, first_pages: Collection[str]) -> Iterator[Series]:
    """The series in one group of names; one file alone is none."""
    if len({page.number for page in pages}) < len(pages) or not (said or pages[0].number <= 1):
        return
    starts = [index for index, page in enumerate(pages) if index == 0 or page.source in first_pages]
    for start, end in zip(starts, [*starts[1:], len(pages)], strict=True):
        part = pages[start:end]
        missing = {index for index in range(1, len(part)) if part[index].number != part[index - 1].number + 1}
        first = 1 if start == 0 and part[0].number > 1 else part[0].number
        if first < part[0].number:
            missing.add(0)
        lost = part[-1].number - first + 1 - len(part)
        if len(part) > 1 and lost * 2 <= len(part):  # else these are numbers of something else
            yield Series(tuple(page.source for page in part), frozenset(missing))
