"""Abbreviations: short forms a plan defines, and the words they stand for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.abbreviations import read_abbreviations
from extractors.records import Plan, Unit
from tests.conftest import load_cases, plan_of

CASES = load_cases("abbreviations")


def _unit(text: str, start: int = 0) -> Unit:
    return Unit(
        path="I.1",
        parent_path="I",
        ordinal=1,
        kind="item",
        label="1.",
        heading=None,
        text=text,
        start=start,
        end=start + len(text),
        section="task",
        rule="label",
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_definitions(case: dict[str, Any]) -> None:
    assert {form.short: form.long for form in read_abbreviations(_unit(case["text"]))} == case["forms"]


def test_the_first_definition_counts() -> None:
    plan = plan_of(
        "KẾ HOẠCH\nMở lớp\nI. NHIỆM VỤ\n1. Giúp hợp tác xã (HTX) vay vốn.\n2. Thăm hầm trữ xoài (HTX) của huyện."
    )
    assert [(form.path, form.short, form.long) for form in plan.abbreviations] == [("I.1", "HTX", "hợp tác xã")]


@pytest.mark.real_plans
def test_a_real_plan(real_plans: dict[str, Plan]) -> None:
    (form,) = real_plans["003"].abbreviations
    assert (form.path, form.short) == ("II.2.p1", "Ban Chỉ đạo 57 TW")
    assert form.long == real_plans["000"].letterhead.issuer


_WORDS = ["hợp tác xã ", "(HTX)", "(gọi tắt là ", "Ban Chỉ đạo ", "Ban", ")", " (ĐĐ)", "; ", ". ", "\n", "“"]


@given(st.one_of(st.text(max_size=150), st.lists(st.sampled_from(_WORDS), max_size=20).map("".join)), st.integers(0, 9))
def test_any_text(text: str, start: int) -> None:
    for form in read_abbreviations(_unit(text, start)):
        assert text[form.start - start : form.end - start] == form.quote
        assert form.short
        assert len(form.long) > len(form.short)
