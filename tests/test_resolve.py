"""Resolve: one agency per body over all plans, and the bodies of its remit above it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Abbreviation, Agency, Assignment, Counterpart, Letterhead, Plan, PlanText
from pipeline.resolve import resolve_agencies
from pipeline.resolving.names import expand_name

DATA = tomllib.loads((Path(__file__).parent / "cases" / "resolve.toml").read_text(encoding="utf-8"))


def _plan(name: str, *bodies: str, short: dict[str, str] | None = None) -> Plan:
    """A plan of the cases with one assignment a body."""
    text = "\n".join(bodies)
    evidence: dict[str, Any] = {"path": "III.1", "start": 0, "end": 0, "quote": "", "rule": "test"}
    return Plan(
        plan_id=name,
        text=PlanText(source=name, sha256="", format="text", text=text),
        letterhead=Letterhead(**DATA["plans"][name]),
        units=(),
        gaps=(),
        abbreviations=tuple(Abbreviation(**evidence, short=key, long=long) for key, long in (short or {}).items()),
        citations=(),
        deadlines=(),
        targets=(),
        tasks=(),
        assignments=tuple(
            Assignment(**evidence, assignment_id=f"{name}/III.1/a{n}", task_path="III.1", agency=body, role="lead")
            for n, body in enumerate(bodies, start=1)
        ),
    )


def _write(agency: Agency) -> str:
    """An agency as the cases write it."""
    fields = [agency.agency_id, agency.name, agency.level, agency.locality, agency.remit]
    return " | ".join([*(field or "-" for field in fields), *(["class"] if agency.is_class else [])])


def _write_above(row: Counterpart) -> str:
    since = f" from {row.valid_from}" if row.valid_from else ""
    until = f" to {row.valid_to}" if row.valid_to else ""
    return f"{row.agency_id} > {row.counterpart_id}{since}{until}"


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: f"{case['body']} ({case['plan']})")
def test_the_body_that_a_plan_means(case: dict[str, Any]) -> None:
    resolved = resolve_agencies([_plan(case["plan"], case["body"], short=case.get("short"))])
    meant = resolved.agency_of[f"{case['plan']}/III.1/a1"]
    assert [_write(agency) for agency in resolved.agencies if agency.agency_id == meant] == [case["want"]]


@pytest.mark.parametrize("case", DATA["above"], ids=lambda case: f"{case['body']} ({case['plan']})")
def test_the_bodies_above(case: dict[str, Any]) -> None:
    resolved = resolve_agencies([_plan(case["plan"], case["body"])])
    assert [_write_above(row) for row in resolved.counterparts] == case["want"]
    known = {agency.agency_id for agency in resolved.agencies}
    assert all({row.agency_id, row.counterpart_id} <= known for row in resolved.counterparts)


def test_one_body_under_several_names_is_one_agency() -> None:
    plan = _plan("lai_chau", "Sở KH&CN", "Sở Khoa học và Công nghệ", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Sở KHCN tỉnh")
    assert len(set(resolve_agencies([plan]).agency_of.values())) == 1


def test_the_same_name_in_two_places_is_two_agencies_and_a_ministry_is_one() -> None:
    plans = [_plan(name, "Sở Y tế", "Bộ Y tế") for name in ("lai_chau", "quang_ngai")]
    agency_of = resolve_agencies(plans).agency_of
    assert agency_of["lai_chau/III.1/a1"] != agency_of["quang_ngai/III.1/a1"]
    assert agency_of["lai_chau/III.1/a2"] == agency_of["quang_ngai/III.1/a2"]


def test_neither_the_order_nor_the_company_of_plans_changes_an_identity() -> None:
    bodies = [case["body"] for case in DATA["case"]]
    plans = [_plan(name, *bodies) for name in DATA["plans"]]
    together = resolve_agencies(plans)
    assert resolve_agencies(plans[::-1]) == together
    alone = {key: value for plan in plans for key, value in resolve_agencies([plan]).agency_of.items()}
    assert alone == together.agency_of


@given(body=st.text(min_size=1, max_size=60), name=st.sampled_from(sorted(DATA["plans"])))
def test_any_name_is_some_body(body: str, name: str) -> None:
    resolved = resolve_agencies([_plan(name, body)])
    assert set(resolved.agency_of.values()) <= {agency.agency_id for agency in resolved.agencies}
    assert all(agency.agency_id.isascii() for agency in resolved.agencies)
    assert expand_name(body) == expand_name(body)


@pytest.mark.real_plans
def test_every_assignment_of_the_real_plans_has_its_agency(real_plans: dict[str, Plan]) -> None:
    resolved = resolve_agencies(list(real_plans.values()))
    assignments = {row.assignment_id for plan in real_plans.values() for row in plan.assignments}
    assert set(resolved.agency_of) == assignments
    provinces = {agency.locality for agency in resolved.agencies if agency.remit == "khoa học và công nghệ"}
    assert {"Lai Châu", "Quảng Ngãi", None} <= provinces
