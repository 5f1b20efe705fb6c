"""What one plan gets wrong by itself, and where its line of descent is broken."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Finding, Lineage, Plan
from pipeline.check import check_lineage, check_plan
from tests.plan_rows import make_plan

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "check.toml").read_text(encoding="utf-8")
)["case"]

PARENT = {"number": "5-KH/TW", "level": "central", "units": [["0", "preamble", "Số 5-KH/TW"]]}
PREAMBLE = [["0", "preamble", "Căn cứ Kế hoạch số 5-KH/TW và Kế hoạch số 7-KH/TU"], ["I.1", "task", "Theo 5-KH/TW"]]


def assert_quoted(findings: tuple[Finding, ...], plan: Plan) -> None:
    """Every quote stands where the finding says."""
    for finding in findings:
        if finding.quote is not None:
            assert plan.text.text[finding.start : finding.end] == finding.quote


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_check_plan(case: dict[str, Any]) -> None:
    plan = make_plan("a", case["plan"])
    findings = check_plan(plan)
    assert [[finding.kind, finding.path] for finding in findings] == case["found"]
    if "severity" in case:
        assert findings[0].severity == case["severity"]
    assert case.get("message", "") in "".join(finding.message_vi for finding in findings)
    assert_quoted(findings, plan)


def _lineage(how: str, present: bool, number: str = "5-KH/TW") -> Lineage:
    return Lineage.model_validate(
        {
            "plan_id": "child",
            "parent_plan_id": "parent" if present else None,
            "parent_number": number,
            "how": how,
            "present": present,
        }
    )


def test_basis_that_is_not_at_hand() -> None:
    child = make_plan("child", {"units": PREAMBLE, "citations": [["0", "7-KH/TU", "2025-05-05"]]})
    (finding,) = check_lineage(child, [_lineage("cited", False, "7-KH/TU")], [child])
    assert (finding.kind, finding.path, finding.quote) == ("missing_parent_plan", "0", "7-KH/TU")
    assert "7-KH/TU" in finding.message_vi
    assert_quoted((finding,), child)


@pytest.mark.parametrize(
    ("how", "citations", "kinds"),
    [
        ("cited", [["0", "5-KH/TW", "2025-03-21"]], []),
        ("cited", [["I.1", "5-KH/TW", "2025-03-21"]], ["parent_not_cited"]),
        ("inferred", [], ["parent_not_cited"]),
        ("cited_through", [], []),
    ],
)
def test_parent_carried_out_but_never_a_basis(how: str, citations: list[list[str]], kinds: list[str]) -> None:
    child = make_plan("child", {"units": PREAMBLE, "citations": citations})
    parent = make_plan("parent", PARENT)
    findings = check_lineage(child, [_lineage(how, True)], [child, parent])
    assert [finding.kind for finding in findings] == kinds
    for finding in findings:
        assert (finding.path, finding.parent_plan_id) == ("0", "parent")
        assert finding.quote == "Căn cứ Kế hoạch số 5-KH/TW và Kế hoạch số 7-KH/TU"
        assert parent.text.text[finding.parent_start : finding.parent_end] == finding.parent_quote


def test_other_plans_descent_is_not_this_plans() -> None:
    child = make_plan("other", {"units": PREAMBLE})
    assert check_lineage(child, [_lineage("inferred", True)], [child, make_plan("parent", PARENT)]) == ()


PATHS = ["0", "I", "I.1", "I.2", "I.2.a", "I.3", "II", "II.1"]
ROLES = ["lead", "coordinate", "implement", "supervise"]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans with any tasks, duties and gaps on a fixed outline."""
    address = st.sampled_from(PATHS)
    cited = st.lists(st.one_of(address, st.sampled_from(["!I.9", "!V.1"])), max_size=3)
    assignment = st.tuples(address, st.just("Sở A"), st.sampled_from(ROLES), cited, address)
    return make_plan(
        "a",
        {
            "units": [[path, "task" if path.startswith("I.") else "responsibility", f"Việc {path}"] for path in PATHS],
            "tasks": sorted(draw(st.sets(address))),
            "assignments": [list(row) for row in draw(st.lists(assignment, max_size=6))],
            "gaps": [list(pair) for pair in draw(st.lists(st.tuples(address, address), max_size=2))],
        },
    )


@given(plans())
def test_check_plan_is_steady(plan: Plan) -> None:
    findings = check_plan(plan)
    assert findings == check_plan(plan)
    assert len({finding.finding_id for finding in findings}) == len(findings)
    assert_quoted(findings, plan)
    assert {finding.path for finding in findings if finding.kind == "unassigned_task"} <= {t.path for t in plan.tasks}


@pytest.mark.real_plans
def test_what_the_central_plan_leaves_to_nobody(real_plans: dict[str, Plan]) -> None:
    found = {(finding.kind, finding.path) for finding in check_plan(real_plans["000"])}
    assert {("unassigned_task", path) for path in ("IV.4.3", "IV.6.2", "IV.6.3")} <= found
    assert not {("unassigned_task", path) for path in ("IV.1.2", "IV.5.3.a", "IV.6.6", "II.1")} & found
    assert ("citation_anachronism", "0.-1") in found
