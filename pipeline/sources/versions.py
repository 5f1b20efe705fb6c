"""Versions of one plan: the same number of the same body over a text that was changed, not a copy of the same text.

An amended plan often keeps its number. Copies of one text are told from versions by their days and their words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extractors.records import Plan, Record
from extractors.text.folding import fold

# Of the runs of two texts together, those that both have: two texts with less in common are two plans, one misnumbered.
_SAME_PLAN = 0.5


def are_versions(one: Plan, other: Plan) -> bool:
    """Whether two plans of one number and body are versions, the one to take the other's place.

    Their days differ; or, where they do not say so, they are two files of one format of which each says something that
    the other does not: the signed copy and the Word file of one text are of two formats, and a copy cut short says
    nothing of its own. A draft without its number is taken for a copy, and so are pictures: recognition changes words
    and days.
    """
    if _is_scan(one) or _is_scan(other) or not (one.letterhead.number and other.letterhead.number):
        return False
    first, second = read_runs(one.text.text), read_runs(other.text.text)
    if len(first & second) < _SAME_PLAN * len(first | second):
        return False
    days = {plan.letterhead.issued_on for plan in (one, other)} - {None}
    if len(days) == 2:
        return True
    return one.text.format == other.text.format and bool(first - second) and bool(second - first)


def order_versions(plans: Sequence[Plan]) -> list[Plan]:
    """Versions from the first to the one that holds now: by their days, else by the names of their files."""
    return sorted(plans, key=lambda plan: (plan.letterhead.issued_on or date.min, _natural(plan.text.source)))


def read_runs(text: str) -> frozenset[str]:
    """The runs of three syllables of a text, marks and line breaks left aside: recognition confuses those.

    >>> sorted(read_runs("Mở lớp học số"))
    ['lop hoc so', 'mo lop hoc']
    """
    syllables = re.findall(r"[^\W_]+", fold(text))
    return frozenset(map(" ".join, zip(syllables, syllables[1:], syllables[2:], strict=False)))


def _is_scan(plan: Plan) -> bool:
    return any(page.confidence is not None for page in plan.text.pages)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A name with its numbers in the order of their values: "ban 2" before "ban 10"."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|\D+", name))


def rename_plan(plan: Plan, plan_id: str) -> Plan:
    """The same plan under another id, with the ids of its records."""
    renamed = {
        field: tuple(_rename(record, plan.plan_id, plan_id) for record in getattr(plan, field))
        for field in ("citations", "deadlines", "targets", "assignments")
    }
    return plan.model_copy(update={"plan_id": plan_id, **renamed})


def _rename(record: Record, old: str, new: str) -> Record:
    ids = {name: getattr(record, name) for name in type(record).model_fields if name.endswith("_id")}
    update = {name: new + value.removeprefix(old) for name, value in ids.items() if value.startswith(f"{old}/")}
    return record.model_copy(update=update)
