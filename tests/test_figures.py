"""Figures and days as they are written for readers of either language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Target
from pipeline.comparing.figures import write_bound, write_day, write_number
from tests.conftest import load_cases


def _target(case: dict[str, Any]) -> Target:
    usual = {"op": "=", "unit": "%", "measure": "level", "hedged": False, "in_task": False}
    place = {"path": "I.1", "start": 0, "end": 1, "quote": "x", "rule": "given", "target_id": "a/I.1/-/1"}
    unsaid = {"subject": None, "indicator": None}
    return Target.model_validate(usual | place | unsaid | {k: v for k, v in case.items() if k not in ("vi", "en")})


@pytest.mark.parametrize("case", load_cases("figures"), ids=lambda case: case["vi"])
def test_write_bound(case: dict[str, Any]) -> None:
    assert write_bound(_target(case)) == (case["vi"], case["en"])


def test_write_day() -> None:
    assert write_day(date(2025, 2, 5)) == ("05/02/2025", "2025-02-05")


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_a_number_is_read_back_as_it_was(value: Decimal) -> None:
    assert Decimal(write_number(value, "en").replace(",", "")) == value
    assert Decimal(write_number(value, "vi").replace(".", "").replace(",", ".")) == value
