"""Numbers and quantities: every Vietnamese form, and nothing where a figure can be read two ways."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.amounts.numbers import find_numbers, read_number, read_numerals
from extractors.amounts.quantities import find_quantities
from tests.conftest import load_cases


@pytest.mark.parametrize("case", load_cases("numbers"), ids=lambda case: case["text"])
def test_numbers_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = find_numbers(text)
    read = [[text[n.start : n.end], str(n.value), *([str(n.high)] if n.high is not None else [])] for n in found]
    assert read == case["numbers"]
    if "percent" in case:
        assert found[0].percent == case["percent"]
    if "form" in case:
        assert {number.form for number in found} == {case["form"]}


@pytest.mark.parametrize("case", load_cases("quantities"), ids=lambda case: case["text"])
def test_quantities_of_a_text(case: dict[str, Any]) -> None:
    read = [[q.op, str(q.number.value), q.unit, q.measure] for q in find_quantities(case["text"])]
    assert read == case["quantities"]


# Digits, marks and the words numbers are made of, so that random texts are full of near misses.
_MARKS = [*"0123456789.,/-%() ", " - ", "\n", "\u00a0", "“mentee”", "≥"]
_NUMERALS = "triệu tỷ nghìn phần một năm mươi trăm gấp lần đôi"
_OTHERS = "ít nhất trên dưới trở lên từ số xã người tháng nhóm nước đứng đầu"
_PIECES = st.sampled_from([*_MARKS, *_NUMERALS.split(), *_OTHERS.split()])
_TEXTS = st.one_of(
    st.lists(_PIECES, max_size=30).map(" ".join), st.lists(_PIECES, max_size=30).map("".join), st.text(max_size=80)
)


@given(_TEXTS)
def test_any_text_gives_numbers_in_order(text: str) -> None:
    numbers = find_numbers(text)
    assert numbers == find_numbers(text)
    assert all(first.end <= second.start for first, second in pairwise(numbers))
    for number in numbers:
        assert 0 <= number.start < number.end <= len(text)
        assert text[number.start : number.end].strip() == text[number.start : number.end]
        assert number.high is None or number.high > number.value


@given(_TEXTS)
def test_any_text_gives_quantities_around_their_numbers(text: str) -> None:
    for quantity in find_quantities(text):
        assert quantity.start <= quantity.number.start < quantity.number.end <= quantity.end <= len(text)
        assert quantity.unit == quantity.unit.strip() != ""


@given(st.integers(min_value=0, max_value=10**15))
def test_a_grouped_integer_is_read_back(value: int) -> None:
    written = f"{value:,}".replace(",", ".")
    number = read_number(written)
    assert number is None if 1900 <= value <= 2099 and "." not in written else number is not None
    assert number is None or number.value == value


@given(st.decimals(min_value=0, max_value=100, places=1), st.sampled_from(["%", " %", " phần trăm"]))
def test_a_percentage_is_read_back(value: Decimal, sign: str) -> None:
    number = read_number(f"{value}".replace(".", ",") + sign)
    assert number is not None
    assert number.percent
    assert number.value == value


_ONES = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def _speak(value: int) -> list[str]:
    """A number below 1000 in words, by the rule of grammar books."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = [_ONES[hundreds], "trăm"] if hundreds else []
    if tens > 1:
        words += [_ONES[tens], "mươi", {1: "mốt", 5: "lăm"}.get(ones, _ONES[ones])]
    elif tens:
        words += ["mười", {5: "lăm"}.get(ones, _ONES[ones])]
    elif ones:
        words += (["linh"] if hundreds else []) + [_ONES[ones]]
    return [word for word in words if word]


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999))
def test_spoken_numbers_are_read_back(units: int, thousands: int) -> None:
    words = ([*_speak(thousands), "nghìn"] if thousands else []) + _speak(units)
    assert read_numerals(words) == thousands * 1000 + units
