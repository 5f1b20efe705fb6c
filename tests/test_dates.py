"""Dates: what calendar expressions mean, and where they stand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.times.dates import Point, find_dates, find_spans, read_date
from tests.conftest import load_cases

CASES = load_cases("dates")


def _write(point: Point) -> str:
    day = point.on(point.year or 2026)
    assert day is not None
    return day.isoformat() if point.year else f"--{day:%m-%d}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_calendar_expressions(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [[text[s.start : s.end], s.grain, _write(s.first), _write(s.last)] for s in find_spans(text)]
    assert found == case["spans"]


@pytest.mark.parametrize("case", [case for case in CASES if "days" in case], ids=lambda case: case["name"])
def test_whole_days(case: dict[str, Any]) -> None:
    assert [found.on.isoformat() for found in find_dates(case["text"])] == case["days"]
    assert read_date(case["text"]) == (date.fromisoformat(case["days"][0]) if case["days"] else None)


def test_a_point_has_no_day_where_the_year_lacks_it() -> None:
    leap = Point(None, 2, 29)
    assert leap.on(2028) == date(2028, 2, 29)
    assert leap.on(2027) is None
    assert leap.on() is None


_PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["ngày ", "tháng ", "năm ", "quý ", "III", "/", " - ", " đến ", ", ", "\n", "6 tháng đầu năm "]
        ),
        st.integers(0, 40).map(str),
        st.integers(1890, 2110).map(str),
        st.text(max_size=4),
    ),
    max_size=20,
).map("".join)


@given(st.one_of(st.text(max_size=200), _PIECES))
def test_any_text_is_read_in_order_and_within_its_bounds(text: str) -> None:
    spans = find_spans(text)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(found.on == read_date(text[found.start : found.end]) for found in find_dates(text))


@given(_PIECES)
def test_a_span_never_ends_before_it_begins(text: str) -> None:
    for span in find_spans(text):
        first, last = span.first.on(span.first.year or span.year or 2028), span.last.on(span.year or 2028)
        assert first is not None
        assert last is not None
        assert first <= last or span.year is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_however_it_is_written(day: date) -> None:
    for written in (f"ngày {day:%d/%m/%Y}", f"ngày {day.day} tháng {day.month} năm {day.year}", f"{day:%d-%m-%Y}"):
        assert read_date(f"trước {written}.") == day
