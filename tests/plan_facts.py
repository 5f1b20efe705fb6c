"""The facts of a plan as they are held against hand-made answers, and how well one list of them matches another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator

from extractors.records import Plan
from extractors.text.folding import fold
from pipeline.resolve import resolve_agencies

Place = Callable[[str], Hashable]
"""What a unit's path is compared by: the path itself, or where the unit stands in the text."""


def list_facts(plan: Plan, place: Place = str) -> dict[str, Counter[Hashable]]:
    """Every record by its kind, as the fields that say something: numbers, dates, units, roles and bodies.

    A body is the one that the plan means (``agency_id``): two spellings of it are one fact, and a body whose place was
    misread is another.
    """
    facts: dict[str, Counter[Hashable]] = {}
    for kind, fact in _walk(plan, place):
        facts.setdefault(kind, Counter())[fact] += 1
    return facts


def measure_f1(wanted: Counter[Hashable], found: Counter[Hashable]) -> float:
    """The F1 of what was found against what is wanted; 1 where there is nothing of either."""
    both = wanted.total() + found.total()
    return 2 * (wanted & found).total() / both if both else 1.0


def _walk(plan: Plan, place: Place) -> Iterator[tuple[str, Hashable]]:
    for number, issued_on in sorted({(c.number, str(c.issued_on)) for c in plan.citations}):
        yield "citations", (number, issued_on)
    for task in plan.tasks:
        yield "tasks", place(task.path)
    for target in plan.targets:
        unit = " ".join(fold(target.unit).split())
        yield "targets", (place(target.path), target.year, target.op, target.value, unit, target.hedged)
    for row in plan.deadlines:
        dates = (row.kind, row.start_on, row.end_on, row.every, row.month_day)
        yield "deadlines", (place(row.path), place(row.task_path), dates)
    agency_of = resolve_agencies([plan]).agency_of
    for duty in plan.assignments:
        agency = agency_of[duty.assignment_id]
        yield "assignments", (place(duty.path), place(duty.task_path), duty.role, agency)
        for ref in sorted({ref.ref_path for ref in duty.refs}):
            yield "refs", (place(duty.path), ref)
