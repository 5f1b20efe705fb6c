"""Documents: their numbers, the keys by which numbers are held against each other, and their kinds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.papers.documents import (
    find_numbers,
    find_type_before,
    is_plan_type,
    make_number_key,
    name_type,
    read_standing,
    split_marks,
)
from tests.conftest import load_cases

CASES = load_cases("documents")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_numbers(case: dict[str, Any]) -> None:
    assert [number.printed for number in find_numbers(case["text"])] == case["numbers"]


@pytest.mark.parametrize("case", [case for case in CASES if "types" in case], ids=lambda case: case["name"])
def test_kinds_before_numbers(case: dict[str, Any]) -> None:
    kinds = [find_type_before(case["text"], number.start) for number in find_numbers(case["text"])]
    assert [kind.name if kind else "" for kind in kinds] == case["types"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("337/KH-TU", "337-KH/TU", True),
        ("0124/KH-UBND", "124/KH-UBND", True),
        ("229-QĐ/BCĐ", "229-QD/BCD", True),
        ("7/2025/NQLT-UBTVQH15-CP", "07/2025/NQLT/UBTVQH15-CP", True),
        ("01-KH/BCĐ", "01-KH/BCĐTW", False),
        ("57-NQ/TW", "57-NQ/TU", False),
        ("5/2024/QH15", "5/2025/QH15", False),
    ],
)
def test_keys(one: str, other: str, same: bool) -> None:
    assert (make_number_key(one) == make_number_key(other)) is same


def test_what_marks_say() -> None:
    assert split_marks("02/2025/TT-BGDĐT") == ("TT", "BGDĐT")
    assert name_type(("CTr", "TU")) == "Chương trình"
    assert name_type(("TT", "BNV")) is None, "both Thông tư and Thông tri"
    assert is_plan_type("Chương trình hành động")
    assert not is_plan_type("Nghị quyết")
    assert not is_plan_type(None)


def test_standing_of_issuers() -> None:
    party, state = read_standing(("NQ", "TW")), read_standing(("NQ", "CP"))
    assert party is not None
    assert party.is_party
    assert state is not None
    assert (state.level, state.is_party) == ("central", False)
    assert read_standing(("KH", "BCĐ")) is None, "any level has a Ban Chỉ đạo"


_PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["Kế hoạch số ", "Luật ", "12", "/", "-", " - ", "KH", "UBND", "2025", "QH15", "TTg", ", ", "\n"]
        ),
        st.text(max_size=5),
    ),
    max_size=25,
).map("".join)


@given(st.one_of(st.text(max_size=200), _PIECES))
def test_any_text_is_read_in_order_and_within_its_bounds(text: str) -> None:
    numbers = find_numbers(text)
    edges = [edge for number in numbers for edge in (number.start, number.end)]
    assert edges == sorted(edges)
    assert all("".join(text[number.start : number.end].split()) == number.printed for number in numbers)
    assert all(make_number_key(number.printed).endswith(make_number_key(number.symbol)) for number in numbers)


@given(st.integers(1, 99_999), st.sampled_from(["KH-UBND", "NQ-CP", "QĐ-TTg", "CTr-TU"]), st.booleans())
def test_every_number_is_read_back(serial: int, symbol: str, is_party: bool) -> None:
    printed = f"{serial}-{symbol.replace('-', '/')}" if is_party else f"{serial}/{symbol}"
    (number,) = find_numbers(f"Căn cứ văn bản số {printed} ngày 01/02/2026;")
    assert (number.printed, number.symbol) == (printed, printed.split("-" if is_party else "/", 1)[1])
