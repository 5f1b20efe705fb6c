"""A stretch of a plan in which targets are read, and how its sentences and their edges are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.amounts.cues import Cues, step_on
from extractors.amounts.quantities import Quantity

Stretch = tuple[int, int]

RUN_IN = re.compile(r"[:;,.]\s\((?:\d{1,2}|[ivx]{1,4})\)\s")
"""Where one of several points of a sentence begins: "… tập trung: (1) …; (2) …"."""


class Passage(NamedTuple):
    """``text[start:end]`` of a plan, with what was found in it before.

    ``quantities`` are those that stand in it; ``dates`` and ``cited`` are the places of dates and of cited documents;
    ``sets_targets`` says that it belongs to the part which does; ``in_table`` that its lines may be wrapped.
    """

    text: str
    start: int
    end: int
    quantities: Sequence[Quantity]
    dates: Sequence[Stretch]
    cited: Sequence[Stretch]
    cues: Cues
    sets_targets: bool
    in_table: bool = False


_STOP = re.compile(r"[.!?…]+[”\"')]?\s+|\n|\s\|(?=\s)")
_SHORTENED = re.compile(r"(?:\bTP|\bTp|\bQ|\bP|\bGS|\bTS|\bThS|\bĐ/c|\bNo)\Z")
_PARENTHESIS = re.compile(r"\([^()\n]{0,400}\)")
_QUOTED = re.compile(r"[“\"«][^“”\"«»\n]{0,300}[”\"»]")
_MARKS = ",;:|"
_CLOSING = frozenset(".;:!?…")
_BULLETS = frozenset("-–+•*")


def split_sentences(text: str, start: int, end: int, in_table: bool = False) -> Iterator[Stretch]:
    """The sentences of ``text[start:end]``. A line ends one; a table cell does, but not a line wrapped inside it.

    >>> [text[a:b] for text in ["Đạt 99,5% ở TP. Huế. Có 2 xã."] for a, b in split_sentences(text, 0, len(text))]
    ['Đạt 99,5% ở TP. Huế. ', 'Có 2 xã.']
    """
    since = start
    for stop in _STOP.finditer(text, start, end):
        if _goes_on(text, since, stop, in_table):
            continue
        yield since, stop.end()
        since = stop.end()
    if since < end:
        yield since, end


def _goes_on(text: str, since: int, stop: re.Match[str], in_table: bool) -> bool:
    """Whether a sentence goes on over a mark or a line break: lower case follows, or the dot shortens a word."""
    opening = text[stop.end() : stop.end() + 2].lstrip('“"(')[:1]
    if stop.group() == "\n":
        return in_table and text[stop.start() - 1] not in _CLOSING and opening not in _BULLETS
    if stop.group()[0] not in ".!?…":
        return False
    shortened = _SHORTENED.search(text, max(since, stop.start() - 4), stop.start())
    return opening.islower() or shortened is not None


def split_clauses(text: str, start: int, end: int) -> Iterator[Stretch]:
    """A sentence at its semicolons, those in parentheses left aside."""
    shut = find_parentheses(text, start, end)
    since = start
    for mark in re.compile(";").finditer(text, start, end):
        if not any(a < mark.start() < b for a, b in shut):
            yield since, mark.start()
            since = mark.end()
    yield since, end


def find_parentheses(text: str, start: int, end: int) -> list[Stretch]:
    """What stands in parentheses."""
    return [match.span() for match in _PARENTHESIS.finditer(text, start, end)]


def find_quoted(text: str, start: int, end: int) -> list[Stretch]:
    """What stands in quotation marks."""
    return [match.span() for match in _QUOTED.finditer(text, start, end)]


def trim(text: str, start: int, end: int) -> Stretch:
    """A stretch without the blanks, marks and "và" at its edges."""
    while start < end and (text[start].isspace() or text[start] in _MARKS or text.startswith("và ", start)):
        start += 3 if text.startswith("và ", start) else 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in f"{_MARKS}."):
        end -= 1
    return min(start, end), end


def strip_opening(passage: Passage, start: int, end: int) -> int:
    """Past blanks, fillers ("trong đó", "phấn đấu"), and times ("đến hết năm 2030") at the beginning of a stretch."""
    cues = passage.cues
    while start < end:
        if passage.text[start].isspace() or passage.text[start] in f'{_MARKS}-–“”"':
            start += 1
            continue
        filler, date_end = cues.starting("fillers.opening", start), _end_of_date(passage, start)
        time = cues.starting("fillers.times", start)
        time = time if time is not None and _leads_to_date(passage, time) else None
        after = max(filler or 0, date_end or 0, time or 0)
        if not after:
            break
        start = after
    return min(start, end)


def strip_closing(passage: Passage, start: int, end: int) -> int:
    """Before blanks, verbs of reaching ("đạt", "tăng lên") and times at the end of a stretch."""
    cues = passage.cues
    while end > start:
        if passage.text[end - 1].isspace() or passage.text[end - 1] in f"{_MARKS}-–(":
            end -= 1
            continue
        before = [cues.ending(name, end) for name in ("fillers.closing", "fillers.times", "hedges", "recurring.words")]
        before.extend(a for a, b in passage.dates if b == end)
        starts = [at for at in before if at is not None and at >= start]
        if not starts:
            break
        end = min(starts)
    return end


def _end_of_date(passage: Passage, at: int) -> int | None:
    return next((b for a, b in passage.dates if a == at), None)


def _leads_to_date(passage: Passage, at: int) -> bool:
    """Whether a date follows, with other words of time at most between ("đến | hết năm 2030")."""
    at = step_on(passage.text, at)
    while (after := passage.cues.starting("fillers.times", at)) is not None:
        at = step_on(passage.text, after)
    return _end_of_date(passage, at) is not None
