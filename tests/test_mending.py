"""Slips are read as what was meant; what is quoted stays as printed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Evidence, Fact, PlanText
from pipeline.extract import extract_records
from pipeline.mending.mend import Mending, mend_text
from pipeline.mending.words import find_word_slips
from pipeline.outline import outline_plan
from tests.conftest import REPOSITORY, load_cases
from tests.garbling import garble

_CASES = load_cases("mending")
_PLAN = """\
KẾ HOẠCH
I. NHIỆM VỤ
1. Sở Y tế chủtrì, ph ối hợp với Công an tinh khám cho trẻ em, hoàn thành trong thăng 6/2026.
II. KINH PHÍ
HI. TỔ CHỨC THỰC HIỆN
"""


@pytest.mark.parametrize("case", _CASES, ids=[case["name"] for case in _CASES])
def test_slips(case: dict[str, Any]) -> None:
    assert _mend(case["printed"]).text.text == case.get("read", case["printed"])


def test_quotes_are_as_printed() -> None:
    text = _make_text(_PLAN)
    plan = extract_records(text, outline_plan(text))
    duties = {(duty.agency, duty.role): duty.quote for duty in plan.assignments}
    assert duties[("Sở Y tế", "lead")] == "Sở Y tế"
    assert {task.path for task in plan.tasks} >= {"I.1"}
    _check_offsets(_PLAN)


@given(st.integers(0, 10_000), st.sampled_from([0.02, 0.3]))
def test_offsets_hold_in_garbled_text(seed: int, share: float) -> None:
    _check_offsets(garble(_PLAN, share, seed, labels=True).text)


@given(st.text(alphabet="IVXHl1|.)-, \nabcđởch01 /", max_size=80))
def test_every_offset_has_its_place_in_both_texts(raw: str) -> None:
    mending = _mend(raw)
    for offset in range(len(mending.text.text) + 1):
        assert 0 <= mending.find_printed(offset) <= len(raw)
    for offset in range(len(raw) + 1):
        assert 0 <= mending.find_mended(offset) <= len(mending.text.text)


def _check_offsets(raw: str) -> None:
    text = _make_text(raw)
    outline = outline_plan(text)
    for unit in outline.units:
        assert unit.text == raw[unit.start : unit.end]
    plan = extract_records(text, outline)
    records: list[Evidence | Fact] = [*plan.tasks, *plan.targets, *plan.deadlines, *plan.assignments]
    for record in [*records, *plan.citations, *plan.letterhead.facts]:
        assert record.quote == raw[record.start : record.end]


def _mend(raw: str) -> Mending:
    return mend_text(_make_text(raw))


def _make_text(raw: str) -> PlanText:
    return PlanText(source="sample.txt", sha256="", format="text", text=raw)


def test_a_clean_plan_is_left_as_printed() -> None:
    central = REPOSITORY / "tests" / "planting" / "centrals" / "dong-song-xanh.md"
    assert find_word_slips(central.read_text(encoding="utf-8")) == []
