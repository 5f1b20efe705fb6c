"""Whether a plan was signed later than the plan above told its issuer ("ban hành kế hoạch trước ngày 15/4/2025")."""

from __future__ import annotations

import re
from functools import cache

from extractors.lexicon import load_lexicon
from extractors.records import Deadline, Finding, Plan, Unit
from extractors.text.folding import fold
from pipeline.comparing.figures import write_day
from pipeline.comparing.requirements import Requirements
from pipeline.findings import Place, make_finding, place_unit
from pipeline.wording import word

# "từ ngày 15/4" orders a beginning, "định kỳ" and "thường xuyên" no day at all.
_LAST_DAYS = frozenset({"by", "on", "during"})
_SENTENCE_END = re.compile(r"[.;](?=\s|$)")


def find_late_issue(child: Plan, parent: Plan, requirements: Requirements) -> Finding | None:
    """The finding that a plan was signed later than the plan above told its issuer; ``None``: it was not, or not told.

    Where the plan above names several days for several bodies, the last that is told this one counts.
    """
    issued_on = child.letterhead.issued_on
    units = {unit.path: unit for unit in parent.units}
    told = [
        (row.end_on, row, units[row.path])
        for row in parent.deadlines
        if row.end_on is not None
        and row.kind in _LAST_DAYS
        and row.path in units
        and requirements.is_told(row.task_path, row.path)
        and _orders_plan(units[row.path], row)
    ]
    if issued_on is None or not told:
        return None
    due_on, row, unit = max(told, key=lambda each: each[0])
    if issued_on <= due_on:
        return None
    return make_finding(
        "plan_issued_late",
        "minor",
        word("compare.plan_issued_late", issued_on=write_day(issued_on), due_on=write_day(due_on), path=row.task_path),
        rule="issued_after_due",
        plan_id=child.plan_id,
        here=_place_day(child),
        parent_plan_id=parent.plan_id,
        there=place_unit(unit, row.task_path),
        was=row.quote,
        now=write_day(issued_on).vi,
    )


def _orders_plan(unit: Unit, deadline: Deadline) -> bool:
    """Whether the sentence that states a day orders a plan to be made that carries this one out."""
    at = deadline.start - unit.start
    ends = [match.end() for match in _SENTENCE_END.finditer(unit.text)]
    first = max((end for end in ends if end <= at), default=0)
    last = min((end for end in ends if end > at), default=len(unit.text))
    return _plan_order().search(fold(unit.text[first:last])) is not None


@cache
def _plan_order() -> re.Pattern[str]:
    """An order to make a plan of one's own: "xây dựng kế hoạch triển khai Chương trình", "ban hành kế hoạch trước …".

    A plan for some matter is none ("kế hoạch và triển khai hạ tầng 5G", "kế hoạch phát triển hạ tầng số").
    """
    words = load_lexicon("comparison")["issuing"]
    verbs, plans, carry_out, carried, after = (
        "|".join(re.escape(fold(each)) for each in sorted(words[key], key=len, reverse=True))
        for key in ("verbs", "plans", "carry_out", "carried", "after")
    )
    end = rf"(?:\s(?:{after})\b|\s*(?:[,|(/]|$))"
    purpose = rf"(?:\s(?:{carry_out}))+(?:\s(?:cac|noi dung|cua))?(?:\s(?:{carried})\b|{end})"
    return re.compile(rf"\b(?:{verbs})\b[^.;|]{{0,60}}\b(?:{plans})(?:\s(?:cu the|chi tiet|rieng))?(?:{purpose}|{end})")


def _place_day(plan: Plan) -> Place | None:
    """Where a plan states the day it was signed, else its number or title."""
    for field in ("issued_on", "number", "title"):
        if fact := next((fact for fact in plan.letterhead.facts if fact.field == field), None):
            return Place("0", fact.start, fact.end, fact.quote)
    return None
