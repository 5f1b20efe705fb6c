"""Deadlines: which time expressions bind, what they mean, and what they bind."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Deadline, Plan
from tests.conftest import SHARED, plan_of

DATA = tomllib.loads((Path(__file__).parent / "cases" / "deadlines.toml").read_text(encoding="utf-8"))


def _plan(part: str, text: str, title: str = "Triển khai mô hình thư viện xã") -> Plan:
    head = f"Số: 07/KH-UBND\nSơn Lâm, ngày 02 tháng 3 năm 2026\nKẾ HOẠCH\n{title}\n"
    enacting = "Ủy ban nhân dân xã ban hành Kế hoạch, cụ thể như sau:\n"
    return plan_of(f"{head}{enacting}I. {part}\n{text}\n")


def _row(deadline: Deadline) -> dict[str, Any]:
    row = {
        "at": deadline.path,
        "task": None if deadline.task_path == deadline.path else deadline.task_path,
        "kind": deadline.kind,
        "quote": deadline.quote,
        "start": deadline.start_on,
        "end": deadline.end_on,
        **deadline.model_dump(include={"every", "month_day", "rrule", "anchor", "offset_days"}),
    }
    return {key: value for key, value in row.items() if value is not None}


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: case["name"])
def test_deadlines_of_a_plan(case: dict[str, Any]) -> None:
    case = DATA["defaults"] | case
    plan = _plan(case["part"], case["text"], case["title"])
    assert [_row(deadline) for deadline in plan.deadlines] == case["want"]


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["path"], row["kind"], row.get("every"), row.get("month_day"), row["start"], row["end"]


@pytest.mark.real_plans
@pytest.mark.parametrize("stem", ["000", "002", "003"])
def test_deadlines_of_real_plans(real_plans: dict[str, Plan], stem: str) -> None:
    gold = json.loads(next((SHARED / "gold").glob(f"{stem}*.json")).read_text(encoding="utf-8"))["deadlines"]
    doubtful = {row["path"] for row in gold if not row["certain"]}
    rows = [
        {
            **deadline.model_dump(include={"path", "kind", "every", "month_day"}),
            "start": deadline.start_on and deadline.start_on.isoformat(),
            "end": deadline.end_on and deadline.end_on.isoformat(),
        }
        for deadline in real_plans[stem].deadlines
    ]
    found = Counter(_key(row) for row in rows if row["path"] not in doubtful)
    assert found == Counter(_key(row) for row in gold if row["path"] not in doubtful)


_TEXT = st.lists(
    st.one_of(
        st.sampled_from(DATA["pieces"]["words"]),
        st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6),
    ),
    max_size=25,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(_TEXT)
def test_any_text_is_read_with_its_evidence(text: str) -> None:
    plan = _plan("NHIỆM VỤ, GIẢI PHÁP", text)
    paths = {unit.path for unit in plan.units}
    for deadline in plan.deadlines:
        assert plan.text.text[deadline.start : deadline.end] == deadline.quote != ""
        assert {deadline.path, deadline.task_path} <= paths
        assert deadline.kind == "recurring" or not (deadline.every or deadline.rrule or deadline.month_day)
        if deadline.start_on and deadline.end_on:
            assert deadline.start_on <= deadline.end_on
    ids = [deadline.deadline_id for deadline in plan.deadlines]
    assert len(set(ids)) == len(ids)
    assert plan.deadlines == _plan("NHIỆM VỤ, GIẢI PHÁP", text).deadlines
