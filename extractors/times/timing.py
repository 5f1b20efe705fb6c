"""Which of the time expressions of a text bind something, and how: the words around them decide.

On a *time line* ("Thời gian thực hiện: Quý III/2025") everything binds. In *running text* only what is bound in words
does: "hoàn thành tháng 4/2025" is a deadline, "nhiệm vụ năm 2025" a name, "Nghị quyết … ngày 22/12/2024" the date of
something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.times.countdowns import Countdown, find_countdowns
from extractors.times.due_dates import read_due_date
from extractors.times.recurrences import find_rhythm_of, is_steady, read_recurring_date, read_rhythms
from extractors.times.time_signs import LINES, Binding, Manner, Signs, begin_within, cues_before


def read_stretch(signs: Signs, start: int, end: int, manner: Manner) -> list[Binding]:
    """What binds within ``text[start:end]``, in order."""
    found: list[Binding] = []
    used = set()
    for span in begin_within(signs.spans, start, end):
        rhythm = find_rhythm_of(signs, span, start, end)
        if rhythm is not None:
            used.add(rhythm)
            found.append(read_recurring_date(signs, span, rhythm, start, manner))
        elif span.end <= end and (binding := read_due_date(signs, span, start, manner)) is not None:
            found.append(binding)
    rhythms = [rhythm for rhythm in begin_within(signs.rhythms, start, end) if rhythm.end <= end and rhythm not in used]
    if manner != "aside":
        found += read_rhythms(signs, rhythms, found, start, manner)
    found += _read_steady(signs, start, end, manner)
    return _add_countdowns(signs, _in_order(found), start, end, manner)


def _read_steady(signs: Signs, start: int, end: int, manner: Manner) -> list[Binding]:
    places = begin_within(signs.steady, start, end)
    if manner not in LINES:
        places = [place for place in places if manner.startswith("duty") and is_steady(signs.text, *place, start, end)]
    return [Binding(*place, "continuous", f"{manner}.steady") for place in places]


def _add_countdowns(signs: Signs, found: list[Binding], start: int, end: int, manner: Manner) -> list[Binding]:
    """The bindings with those that count days from an event; a count beside a last day belongs to that day."""
    added: list[Binding] = []
    taken: dict[int, Binding] = {}
    for count in find_countdowns(signs.text, start, end):
        near = begin_within(found, count.start - 80, count.end)
        beside = [binding for binding in near if binding.kind == "by" and _is_beside(signs.text, binding, count)]
        if beside:
            dated = beside[-1]
            taken[dated.start] = dated._replace(end=count.end, anchor=count.anchor, offset_days=count.offset_days)
        elif all(binding.end <= count.start for binding in near):
            first = cues_before(signs, count.start, start)[1]
            rule = f"{manner}.countdown"
            added.append(Binding(first, count.end, "by", rule, anchor=count.anchor, offset_days=count.offset_days))
    return _in_order([*(taken.get(binding.start, binding) for binding in found), *added])


def _is_beside(text: str, dated: Binding, count: Countdown) -> bool:
    return dated.end <= count.start and _BESIDE.fullmatch(text, dated.end, count.start) is not None


_BESIDE = re.compile(r"\s{0,2}[-–(,]?\s{0,2}")


def _in_order(bindings: Iterable[Binding]) -> list[Binding]:
    return sorted(bindings, key=lambda binding: binding[:2])
