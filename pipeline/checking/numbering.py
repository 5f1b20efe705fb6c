"""Labels of a plan that are out of order though no text is missing: a number left out, used twice, or another item's.

A list that begins again at 1 is a list of its own: forms in an appendix, stages of a procedure. What is printed within
a line ("1. Nội dung: a) Mở lớp") is there all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from extractors.records import Finding, Plan, Unit
from extractors.text.labels import Label, read_label
from pipeline.findings import make_finding, place_unit
from pipeline.wording import Wording, word

# Units whose labels run in a sequence of their own.
_NUMBERED = frozenset({"part", "article", "item", "letter"})
# What is left to be filled in: the numbers of a form are not the plan's.
_BLANK = re.compile(r"…|\.{4,}|_{3,}")
_WITHIN_LINE = re.compile(r"(?<![\w.,/])(?:(?:\d{1,2}\.)*\d{1,2}|[a-zđ]|[IVX]{1,5})[.)]\s+\S")


class _Listed(NamedTuple):
    """A numbered unit with its label."""

    unit: Unit
    label: Label


def find_numbering_errors(plan: Plan) -> Iterator[Finding]:
    """The labels that do not follow the one before them; silent where text is missing between the two."""
    lists: dict[str | None, list[_Listed]] = {}
    for listed in _list_numbered(plan):
        lists.setdefault(listed.unit.parent_path, []).append(listed)
    for members in lists.values():
        yield from _check_list(plan, members)
    yield from _check_beginnings(plan)
    yield from _check_prefixes(plan)


def _list_numbered(plan: Plan) -> Iterator[_Listed]:
    for unit in plan.units:
        label = read_label(f"{unit.label} x") if unit.kind in _NUMBERED and unit.label else None
        if label is not None and label.numbers:
            yield _Listed(unit, label)


def _check_list(plan: Plan, members: list[_Listed]) -> Iterator[Finding]:
    """One list, label after label; a wrong one is told once, and what follows the right one may follow it."""
    wanted: Label | None = None  # what should have stood where the label before stands
    for before, here in pairwise(members):
        label, previous = here.label, before.label
        if wanted is not None and label.numbers == wanted.numbers:
            wanted = previous  # two labels in each other's place
            continue
        is_one_list = label.style == previous.style and len(label.numbers) == len(previous.numbers)
        is_next = label.follows(previous) or (wanted is not None and label.follows(wanted))
        wanted = None
        missed = replace(label, numbers=(*previous.numbers[:-1], previous.numbers[-1] + 1))
        if not is_one_list or is_next or _begins_anew(label) or _is_excused(plan, before.unit, here.unit, missed):
            continue
        wanted = missed
        code = "number_repeated" if here.unit.label == before.unit.label else "number_missing"
        yield _report(plan, here.unit, word(f"check.{code}", label=here.unit.label, previous=before.unit.label))


def _check_beginnings(plan: Plan) -> Iterator[Finding]:
    """A list that begins with another number than 1, and goes on from no list before it ("Điều 5" of chapter II)."""
    last: dict[tuple[str, int], Label] = {}
    begun: set[str | None] = set()
    units = {unit.path: unit for unit in plan.units}
    for listed in _list_numbered(plan):
        unit, label = listed
        above = units.get(unit.parent_path or "")
        sequence = (label.style, len(label.numbers))
        goes_on = sequence in last and label.follows(last[sequence])
        last[sequence] = label
        if unit.parent_path in begun or above is None:
            continue
        begun.add(unit.parent_path)
        first = replace(label, numbers=(*label.numbers[:-1], 1))
        if not label.is_first and not goes_on and not _is_excused(plan, above, unit, first):
            yield _report(plan, unit, word("check.number_not_first", label=unit.label))


def _check_prefixes(plan: Plan) -> Iterator[Finding]:
    """A number that goes on counting under another item's: "3.2." after "2.1."."""
    labels = {listed.unit.path: listed.label.numbers for listed in _list_numbered(plan)}
    cumulative = [listed for listed in _list_numbered(plan) if len(listed.label.numbers) > 1]
    for before, here in pairwise(cumulative):
        first, second = before.label.numbers, here.label.numbers
        goes_on = len(first) == len(second) and second[-1] == first[-1] + 1 and first[:-1] != second[:-1]
        if not goes_on or labels.get(here.unit.parent_path or "") == second[:-1]:
            continue
        if not _is_excused(plan, before.unit, here.unit, replace(here.label, numbers=(*first[:-1], second[-1]))):
            told = word("check.number_missing", label=here.unit.label, previous=before.unit.label)
            yield _report(plan, here.unit, told)


def _begins_anew(label: Label) -> bool:
    """Whether a label begins a list of its own; "1.1." after "1.2." does not, for both are of item 1."""
    return len(label.numbers) == 1 and label.is_first


def _is_excused(plan: Plan, before: Unit, unit: Unit, missed: Label) -> bool:
    """Whether text is missing between two units, one is a line of a form, or the label missed stands within a line."""
    if any(before.start <= gap.offset <= unit.end for gap in plan.gaps):
        return True
    if any(_BLANK.search(each.text.partition("\n")[0]) for each in (before, unit)):
        return True
    between = plan.text.text[before.start : unit.start]
    printed = (read_label(match[0]) for match in _WITHIN_LINE.finditer(between))
    return any(label and (label.style, label.numbers) == (missed.style, missed.numbers) for label in printed)


def _report(plan: Plan, unit: Unit, told: Wording) -> Finding:
    return make_finding(
        "numbering_error",
        "note",
        told,
        rule="number_out_of_order",
        plan_id=plan.plan_id,
        here=place_unit(unit),
        now=unit.label,
    )
