"""Who leads a task in the plan below: the body of the same remit, or another."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from extractors.records import Agency, Counterpart, Plan, TaskLink
from pipeline.comparing.actors import find_actor_changes
from pipeline.link import link_tasks
from pipeline.resolve import resolve_agencies
from tests.plan_rows import make_plan

DATA = tomllib.loads((Path(__file__).parent / "cases" / "actors.toml").read_text(encoding="utf-8"))


class GivenBodies(NamedTuple):
    """The bodies of the cases, each its own id."""

    agencies: tuple[Agency, ...]
    agency_of: dict[str, str]
    counterparts: tuple[Counterpart, ...]


def _bodies(*plans: Plan) -> GivenBodies:
    rows = [
        {"agency_id": name, "name": name, "level": level or None, "remit": remit or None}
        | {"is_class": is_class, "locality": next(iter(place), None)}
        for name, level, remit, is_class, *place in DATA["world"]["bodies"]
    ]
    return GivenBodies(
        agencies=tuple(Agency.model_validate(row) for row in rows),
        agency_of={row.assignment_id: row.agency for plan in plans for row in plan.assignments},
        counterparts=tuple(_counterpart(*row) for row in DATA["world"]["above"]),
    )


def _counterpart(below: str, above: str, since: str = "", until: str = "") -> Counterpart:
    days = {"valid_from": since or None, "valid_to": until or None}
    return Counterpart.model_validate({"agency_id": below, "counterpart_id": above, **days})


def _link(path: str, parent_path: str, relation: str, status: str = "proposed") -> TaskLink:
    ends = {"plan_id": "child", "path": path, "parent_plan_id": "parent", "parent_path": parent_path}
    why = {"reason": "given", "reason_vi": "", "reason_en": ""}
    return TaskLink.model_validate({**ends, **why, "relation": relation, "score": 0.9, "status": status})


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: case["name"])
def test_find_actor_changes(case: dict[str, Any]) -> None:
    child, parent = make_plan("child", case["child"]), make_plan("parent", case["parent"])
    links = [_link(*row) for row in case["links"]]
    findings = find_actor_changes([child, parent], links, _bodies(child, parent))
    assert [[finding.path, finding.parent_path] for finding in findings] == case["found"]
    for field in ("was", "now", "quote"):
        if field in case:
            assert getattr(findings[0], field) == case[field]
    for finding in findings:
        assert child.text.text[finding.start : finding.end] == finding.quote
        assert parent.text.text[finding.parent_start : finding.parent_end] == finding.parent_quote


def test_rejected_links_and_plans_that_are_not_there_say_nothing() -> None:
    case = DATA["case"][0]
    child, parent = make_plan("child", case["child"]), make_plan("parent", case["parent"])
    bodies = _bodies(child, parent)
    assert find_actor_changes([child, parent], [_link("II.2", "I.2", "adapted", "rejected")], bodies) == ()
    assert find_actor_changes([child], [_link("II.2", "I.2", "adapted")], bodies) == ()


@pytest.mark.real_plans
def test_who_leads_in_a_province(real_plans: dict[str, Plan]) -> None:
    child, parent = real_plans["002"], real_plans["000"]
    findings = find_actor_changes(
        [child, parent], link_tasks(child, parent).task_links, resolve_agencies([child, parent])
    )
    assert [(finding.path, finding.rule) for finding in findings] == [
        ("IV.1.1", "lead_changed"),
        ("IV.4.1", "lead_changed"),
        ("IV.5.4.b", "doer_changed"),
    ]
