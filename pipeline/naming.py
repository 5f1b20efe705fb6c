"""What people call a plan: its id, its number, its file, or a part of a name that only one plan has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from extractors.errors import UnknownPlan
from extractors.papers.documents import make_number_key
from extractors.records import Plan
from extractors.text.folding import fold
from pipeline.wording import word


class PlanNames(NamedTuple):
    """Everything that one plan may be called by."""

    plan_id: str
    number: str | None
    source: str
    title: str | None
    locality: str | None


def name_of(plan: Plan) -> PlanNames:
    """What a plan may be called by."""
    head = plan.letterhead
    return PlanNames(plan.plan_id, head.number, plan.text.source, head.title, head.locality)


def choose_plan(plans: Iterable[PlanNames], name: str) -> str:
    """The ``plan_id`` of the plan so named: by its id, its number or its file, else by a part that only one plan has.

    The part may stand in the id, the number, the file's name, the title or the place; case, blanks and marks do not
    count. ``UnknownPlan`` where no plan, or more than one, is so named.

    >>> choose_plan([PlanNames("tinh-a-1-kh", "01/KH-UBND", "a.txt", None, "Lai Châu")], "lai chau")
    'tinh-a-1-kh'
    """
    every = list(plans)
    wanted = _condense(name)
    exact = [plan.plan_id for plan in every if wanted in _exact_names(plan)]
    partly = _leave_former([plan.plan_id for plan in every if any(wanted in _condense(each or "") for each in plan)])
    exact = [plan.plan_id for plan in every if _condense(plan.plan_id) == wanted] or _leave_former(exact)
    match exact or partly:
        case [plan_id]:
            return plan_id
        case []:
            known = _list_some([plan.plan_id for plan in every])
            raise UnknownPlan(*word("store.unknown_plan", name=name, known=known))
        case several:
            raise UnknownPlan(*word("store.ambiguous_plan", name=name, several=_list_some(several)))


def list_named(plans: Iterable[Plan], name: str) -> list[Plan]:
    """The plans of that very name: several where several bodies gave the same number; empty where there is none.

    An id or a path below the input folder is meant before a number, however that is written, and a number before the
    mere name of a file.
    """
    every = list(plans)
    key = make_number_key(name)
    return (
        [plan for plan in every if name in (plan.plan_id, plan.text.source)]
        or [plan for plan in every if key and plan.letterhead.number and make_number_key(plan.letterhead.number) == key]
        or [plan for plan in every if plan.text.source.rpartition("/")[2] == name]
    )


def name_version(plan_id: str, number: int) -> str:
    """The id of the former version of that number (1 the first) of a plan.

    >>> name_version("tinh-a-1-kh", 1)
    'tinh-a-1-kh-ban-1'
    """
    return f"{plan_id}-ban-{number}"


_VERSION = re.compile(r"-ban-\d+$")


def _leave_former(plan_ids: list[str]) -> list[str]:
    """The plans without their former versions, which are only meant where they are named themselves."""
    return [each for each in plan_ids if not (_VERSION.search(each) and _VERSION.sub("", each) in plan_ids)]


def _condense(name: str) -> str:
    return "".join(fold(name).split())


def _exact_names(plan: PlanNames) -> tuple[str, ...]:
    path = Path(plan.source)
    names = (plan.plan_id, plan.number or plan.plan_id, plan.source, path.name, path.stem)
    return tuple(_condense(name) for name in names)


def _list_some(names: list[str]) -> str:
    """As many names as a message can hold."""
    return ", ".join(names[:10]) + (f", … ({len(names)})" if len(names) > 10 else "")
