"""Agencies: where the name of a body begins and ends, and which commas part two bodies."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.bodies.agencies import Body, find_bodies, read_bodies, split_bodies
from extractors.bodies.agency_words import is_half_word, same_spelling

DATA = tomllib.loads((Path(__file__).parent / "cases" / "agencies.toml").read_text(encoding="utf-8"))


def _write(body: Body) -> str:
    """A body as the cases write it."""
    if body.is_vague:
        return f"({body.name})"
    return f"*{body.name}" if body.is_class else body.name


@pytest.mark.parametrize("case", DATA["list"], ids=lambda case: case["name"])
def test_bodies_of_a_list(case: dict[str, Any]) -> None:
    assert [_write(body) for body in split_bodies(case["text"])] == case["want"]


@pytest.mark.parametrize("case", DATA["running"], ids=lambda case: case["name"])
def test_bodies_that_a_text_starts_with(case: dict[str, Any]) -> None:
    bodies, end = read_bodies(case["text"])
    assert [_write(body) for body in bodies] == case["want"]
    assert case["text"][end:] == case["rest"]


def test_every_body_of_a_sentence_is_found_in_order() -> None:
    text = "Giao Sở Y tế phối hợp với Hội Chữ thập đỏ tỉnh báo cáo UBND tỉnh trước ngày 20 tháng 5"
    assert [body.name for body in find_bodies(text)] == ["Sở Y tế", "Hội Chữ thập đỏ tỉnh", "UBND tỉnh"]


def test_a_syllable_inside_a_word_is_no_word() -> None:
    assert is_half_word("kế hoạch đào tạo", 13, 16)
    assert not is_half_word("sẽ tạo sân chơi", 3, 6)


_PIECES = st.one_of(
    st.sampled_from(["các", "sở", "Sở", "Y tế", "Bộ", "Công an", "tỉnh", "xã", "Chủ tịch", "UBND", "Ban Chỉ đạo"]),
    st.sampled_from([",", ";", "và", "của", "thuộc", "về", "doanh nghiệp", "liên quan", ":", "/", "-", "\n"]),
)
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=30).map(" ".join))


@settings(max_examples=200)
@given(text=_TEXTS)
def test_any_text_gives_bodies_in_their_place(text: str) -> None:
    for bodies in (find_bodies(text), read_bodies(text)[0], split_bodies(text)):
        assert all(0 <= body.start < body.end <= len(text) for body in bodies)
        assert all(text[body.start : body.end] in body.name for body in bodies)
        assert all(first.end <= second.start for first, second in pairwise(bodies))
    assert find_bodies(text) == find_bodies(text)


@given(text=st.text())
def test_a_comparable_spelling_keeps_every_letter_in_its_place(text: str) -> None:
    assert len(same_spelling(text)) == len(text)
    assert same_spelling(same_spelling(text)) == same_spelling(text)
