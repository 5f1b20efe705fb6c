"""The outline: every kind of address, gaps, and what holds for any text at all."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableFile
from extractors.records import Outline, Plan, PlanText
from pipeline.outline import outline_plan
from pipeline.read import read_bytes
from tests.conftest import load_cases

CASES: list[dict[str, Any]] = load_cases("outline")

# Text made of what confuses an outline most: labels, marks and words in any order.
_LABELS = ["I. ", "II- ", "1. ", "1.1. ", "2.3 ", "a) ", "đ) ", "(1) ", "- ", "+ ", "Điều 1. ", "PHỤ LỤC ", "Phần II "]
_WORDS = ["MỤC ĐÍCH", "nhiệm vụ", "KẾ HOẠCH", "Nơi nhận:", "như sau:", "Căn cứ", "80%", "giám"]
_MARKS = ["\n", "\n\n", "| ", "|\n", "**", ".", ",", "\f"]
_PIECES = st.sampled_from([*_LABELS, *_WORDS, *_MARKS])
texts = st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=60).map("".join))


def outline_text(raw: str) -> tuple[PlanText, Outline]:
    text = read_bytes(raw.encode(), "case.txt")
    return text, outline_plan(text)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_addresses(case: dict[str, Any]) -> None:
    _, outline = outline_text(case["text"])
    found = {unit.path: unit.text for unit in outline.units}
    for path, words in case["units"].items():
        assert path in found, f"{path} is not among {sorted(found)}"
        assert found[path].startswith(words)
    for path in case.get("absent", []):
        assert path not in found
    if "gaps" in case:
        assert [[gap.after_path, gap.before_path] for gap in outline.gaps] == case["gaps"]


@given(raw=texts)
def test_any_text_gives_an_outline(raw: str) -> None:
    if not raw.strip() or "\x00" in raw:
        return
    try:
        text = read_bytes(raw.encode("utf-8", "ignore"), "any.txt")
    except UnreadableFile:  # nothing but marks and blanks
        return
    outline = outline_plan(text)
    assert outline == outline_plan(text)
    paths = [unit.path for unit in outline.units]
    assert len(set(paths)) == len(paths)
    for unit in outline.units:
        assert text.text[unit.start : unit.end] == unit.text
        assert unit.parent_path is None or unit.parent_path in paths
    spans = [(unit.start, unit.end) for unit in outline.units if unit.end > unit.start]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_real_plans_lose_nothing(real_plans: dict[str, Plan]) -> None:
    """Every paragraph between the preamble and the recipients stands in a unit."""
    for plan in real_plans.values():
        body = [unit for unit in plan.units if unit.end > unit.start]
        covered: set[int] = set()
        for unit in body:
            covered.update(range(unit.start, unit.end))
        first, last = body[0].start, plan.text.text.find("\nNơi nhận")
        outside = [i for i in range(first, last) if i not in covered and plan.text.text[i].isalpha()]
        labels = "".join(plan.text.text[i] for i in outside)
        assert len(labels) < 0.01 * (last - first), labels[:200]


def test_real_plan_with_lost_pages(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["001"]
    assert plan.completeness == "partial"
    assert [(gap.after_path, gap.before_path) for gap in plan.gaps] == [
        ("I.1.-2", "II.?1.p1"),
        ("III.2.-4", "IV.4"),
        ("IV.4.3.-2", "IV.?2.p1"),
    ]
    assert all(plan.completeness == "complete" for name, plan in real_plans.items() if name != "001")
