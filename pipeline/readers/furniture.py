"""Running heads, page numbers and the like: what stands at the edge of page after page and is no part of the text.

They are told by where and how often they come again, not by their words, so that a gazette's head ("…/Số 242/Ngày
22-04-2026   57") goes as well as an office's. What comes once stays, and so does a letterhead that several documents
of one file open with: it does not stand on the pages between.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from extractors.records import Box
from extractors.text.folding import fold

PageLine = tuple[str, Box | None]
"""The text of a line and where it stands on its page, where that is known."""

# Heads and feet take four lines at most.
_DEEPEST = 4
# Above and below this part of a page stands nothing but furniture: margins are 2 cm of 29.7 by decree.
_MARGIN = 0.09
# A page number of its own may stand a little deeper.
_NUMBER_MARGIN = 0.12
_SAME_PLACE = 0.015
# Heads stand on all pages or on every other one; a few may be lost or blank.
_SHARE = 0.6
_LIKE = 0.85

_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:trang|tr\.?|page)?\s*(\d{1,4})(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)


def find_furniture(pages: Sequence[Sequence[PageLine]], holding_more: Set[int] = frozenset()) -> list[set[int]]:
    """For each page the places of its lines that are furniture; lines stand in reading order.

    ``holding_more`` are the pages, counted from 0, that hold more than these lines (tables): where nothing would be
    left of most pages, a line is what they say.

    >>> pages = [[("Trang 1", None), ("Kế hoạch mở lớp", None)], [("Trang 2", None), ("học số", None)]]
    >>> find_furniture(pages)
    [{0}, {0}]
    """
    found: list[set[int]] = [set() for _ in pages]
    for from_foot in (False, True):
        layers = [_split_layers(page, from_foot) for page in pages]
        for depth in range(_DEEPEST):
            candidates = [
                _Candidate(page, line, *pages[page][line])
                for page, layer in enumerate(layers)
                if len(layer) > depth and all(set(above) <= found[page] for above in layer[:depth])
                for line in layer[depth]
            ]
            furniture = _choose(candidates, len(pages))
            if not furniture or _takes_all(furniture, found, pages, holding_more):
                break
            for candidate in furniture:
                found[candidate.page].add(candidate.line)
    return found


@dataclass(frozen=True)
class _Candidate:
    """A line near the edge of a page; pages count from 0."""

    page: int
    line: int
    text: str
    box: Box | None

    @property
    def shape(self) -> str:
        """The text without marks, with ``#`` for each number."""
        return re.sub(r"[^\w#]+", " ", _NUMBER.sub("#", fold(self.text))).strip()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers in it."""
        return tuple(int(number[:9]) for number in _NUMBER.findall(self.text))

    def is_within(self, margin: float) -> bool:
        """Whether it stands in the outermost part of its page; so does the first or last line of a text file."""
        return self.box is None or self.box[3] < margin or self.box[1] > 1 - margin


def _split_layers(page: Sequence[PageLine], from_foot: bool) -> list[list[int]]:
    """The places of the outermost lines of a page, those on one level together, from its edge inwards."""
    places = range(len(page))
    if all(box is not None for _, box in page):
        places = sorted(places, key=lambda place: page[place][1][1])  # type: ignore[assignment, index]
    layers: list[list[int]] = []
    for place in reversed(places) if from_foot else places:
        if layers and _overlap(page[layers[-1][0]][1], page[place][1]):
            layers[-1].append(place)
        elif len(layers) == _DEEPEST:
            break
        else:
            layers.append([place])
    return layers


def _overlap(one: Box | None, other: Box | None) -> bool:
    """Whether two lines stand on one level."""
    if one is None or other is None:
        return False
    return any(low[1] < (high[1] + high[3]) / 2 < low[3] for low, high in ((one, other), (other, one)))


def _choose(candidates: Sequence[_Candidate], page_count: int) -> list[_Candidate]:
    """Those that come again page after page, and page numbers."""
    alike: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        alike[candidate.shape].append(candidate)
    chosen = [
        candidate
        for group in alike.values()
        for same_place in _part(group, _stands_like)
        if _recurs(same_place, page_count)
        for candidate in same_place
    ]
    known = [(candidate, SequenceMatcher(None, "", candidate.shape)) for candidate in _first_of_each(chosen)]
    taken = {(candidate.page, candidate.line) for candidate in chosen}
    for candidate in candidates:
        if (candidate.page, candidate.line) in taken:
            continue
        if _is_own_page_number(candidate, page_count) or (candidate.box and _misspells(candidate, known)):
            chosen.append(candidate)
    return chosen


def _takes_all(
    furniture: Sequence[_Candidate],
    found: Sequence[set[int]],
    pages: Sequence[Sequence[PageLine]],
    holding_more: Set[int],
) -> bool:
    """Whether nothing would be left of most of these pages."""
    taken = Counter(candidate.page for candidate in furniture)
    emptied = sum(
        count + len(found[page]) == len(pages[page]) for page, count in taken.items() if page not in holding_more
    )
    return emptied > 0.5 * len(taken)


def _part(group: Iterable[_Candidate], alike: Callable[[_Candidate, _Candidate], bool]) -> list[list[_Candidate]]:
    parts: list[list[_Candidate]] = []
    for candidate in group:
        for part in parts:
            if alike(part[0], candidate):
                part.append(candidate)
                break
        else:
            parts.append([candidate])
    return parts


def _stands_like(one: _Candidate, other: _Candidate) -> bool:
    """Whether two lines stand at the same height of their pages."""
    if one.box is None or other.box is None:
        return True
    middles = ((box[1] + box[3]) / 2 for box in (one.box, other.box))
    return abs(next(middles) - next(middles)) < _SAME_PLACE


def _recurs(group: Sequence[_Candidate], page_count: int) -> bool:
    """Whether lines of one shape in one place are furniture: on most pages of a stretch, or most of every other one."""
    pages = sorted({candidate.page for candidate in group})
    if len(pages) < 2 or not _counts_up(group):
        return False
    span = pages[-1] - pages[0] + 1
    if all((page - pages[0]) % 2 == 0 for page in pages):
        span = (span + 1) // 2
    if len(pages) < _SHARE * span:
        return False
    if all(_PAGE_NUMBER.fullmatch(candidate.text) for candidate in group):
        return all(candidate.is_within(_NUMBER_MARGIN) for candidate in group) or len(pages) > 2
    if len(pages) > 2:
        return True
    counted = len({candidate.numbers for candidate in group}) > 1
    in_margin = all(candidate.box is not None and candidate.is_within(_MARGIN) for candidate in group)
    return page_count <= 3 and (counted or in_margin)


def _counts_up(group: Sequence[_Candidate]) -> bool:
    """Whether each number in the lines stays the same, or grows with the number of the page.

    In the margin it may grow by more: there the numbers of pages skip those that are lost.
    """
    ordered = sorted(group, key=lambda candidate: candidate.page)
    in_margin = all(candidate.box is not None and candidate.is_within(_MARGIN) for candidate in group)
    return all(
        after - before in (0, second.page - first.page) or (in_margin and after - before > second.page - first.page)
        for first, second in pairwise(ordered)
        for before, after in zip(first.numbers, second.numbers, strict=False)
    )


def _is_own_page_number(candidate: _Candidate, page_count: int) -> bool:
    """Whether a line is the number of the page it stands on, alone at the edge: first pages bear none."""
    match = _PAGE_NUMBER.fullmatch(candidate.text)
    if match is None or page_count < 2:
        return False
    return int(match[1]) == candidate.page + 1 and candidate.is_within(_NUMBER_MARGIN)


def _first_of_each(chosen: Sequence[_Candidate]) -> list[_Candidate]:
    return list({candidate.shape: candidate for candidate in chosen if len(candidate.shape) > 8}.values())


def _misspells(candidate: _Candidate, known: Sequence[tuple[_Candidate, SequenceMatcher[str]]]) -> bool:
    """Whether a line reads nearly as one that is furniture and stands in its place: recognised pages have slips."""
    for furniture, matcher in known:
        matcher.set_seq1(candidate.shape)
        if _stands_like(furniture, candidate) and matcher.quick_ratio() > _LIKE and matcher.ratio() > _LIKE:
            return True
    return False
