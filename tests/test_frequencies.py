"""Rhythms and countdowns: what "hằng quý, 06 tháng" and "30 ngày trước ngày …" mean, and where they stand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.times.countdowns import find_countdowns
from extractors.times.frequencies import find_frequencies
from tests.conftest import load_cases


@pytest.mark.parametrize("case", load_cases("frequencies"), ids=lambda case: case["text"])
def test_rhythms(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [[text[f.start : f.end], f.manner, f.every or "", f.rrule or ""] for f in find_frequencies(text)]
    assert found == case["rhythms"]


@pytest.mark.parametrize(
    ("text", "quote", "anchor", "days"),
    [
        ("nộp 30 ngày trước ngày bầu cử.", "30 ngày trước ngày bầu cử", "ngày bầu cử", -30),
        ("sau 15 ngày kể từ ngày nhận, phải trả lời", "sau 15 ngày kể từ ngày nhận", "ngày nhận", 15),
        ("gửi sau khi họp xong 01 ngày", "sau khi họp xong 01 ngày", "khi họp xong", 1),
        ("05 ngày làm việc sau khi họp xong phải gửi", "05 ngày làm việc sau khi họp xong", "khi họp xong", None),
    ],
)
def test_countdowns(text: str, quote: str, anchor: str, days: int | None) -> None:
    (found,) = find_countdowns(text, 0, len(text))
    assert (text[found.start : found.end], found.anchor, found.offset_days) == (quote, anchor, days)


_TEXT = st.lists(
    st.one_of(
        st.sampled_from(["định kỳ ", "hằng ", "mỗi ", "06 tháng", "năm ", "quý", "tuần", ", ", "/", "lần", "2 "]),
        st.sampled_from(["30 ngày ", "trước ", "sau ", "khi ", "ngày ", "bầu cử ", "làm việc ", "kể từ "]),
        st.text(max_size=4),
    ),
    max_size=16,
).map("".join)


@given(_TEXT)
def test_any_text_is_read_in_order_and_within_its_bounds(text: str) -> None:
    for found in (find_frequencies(text), list(find_countdowns(text, 0, len(text)))):
        edges = [edge for place in found for edge in (place.start, place.end)]
        assert all(0 <= edge <= len(text) for edge in edges)
        assert edges == sorted(edges)
