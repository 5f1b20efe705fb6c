"""Bodies that issue documents: where their names end, what level and place they name, how they are spelt."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.papers.issuers import find_bare_kind, find_places, opens_body, read_body, read_level, write_normally
from tests.conftest import load_cases

CASES = load_cases("issuers")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_names(case: dict[str, Any]) -> None:
    body = case["text"][: read_body(case["text"], 0)]
    assert body == case["body"]
    assert opens_body(body)
    assert read_level(body) == case.get("level")
    assert [place.locality for place in find_places(body)] == case.get("places", [])
    assert find_bare_kind(body) == case.get("bare")


def test_several_issue_together() -> None:
    text = "Quốc hội, Chính phủ và Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam hướng dẫn"
    assert text[: read_body(text, 0)] == "Quốc hội"
    assert text[: read_body(text, 0, joint=True)] == text.removesuffix(" hướng dẫn")


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("ỦY BAN NHÂN DÂN XÃ TÂN HỘI", "Ủy ban nhân dân xã Tân Hội"),
        ("BỘ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "Bộ Tài nguyên và Môi trường"),
        ("UBND TỈNH SÔNG LAM", "UBND tỉnh Sông Lam"),
        ("TỈNH ỦY LAI CHÂU", "Tỉnh ủy Lai Châu"),
        ("KT. BỘ TRƯỞNG", "KT. Bộ trưởng"),
        ("Sở Y tế", "Sở Y tế"),
    ],
)
def test_spelling(printed: str, normal: str) -> None:
    assert write_normally(printed) == normal


def test_a_sentence_in_capitals_ends_the_place() -> None:
    (place,) = find_places("MỞ LỚP TRÊN ĐỊA BÀN XÃ ĐÔNG MÂY NĂM 2026 VÀ NHỮNG NĂM TIẾP THEO")
    assert place.locality == "xã Đông Mây"


def test_no_places_in_common_words() -> None:
    assert find_places("hợp tác xã, Xã hội học tập, các xã, phường, Tỉnh ủy, huyện") == []


_WORDS = [
    "Ban Chỉ đạo ",
    "về ",
    "phát triển ",
    "Bộ ",
    "và ",
    ", ",
    "tỉnh ",
    "XÃ ",
    "Lai Châu",
    "BẾN ĐÁ ",
    "số ",
    "\n",
    "- ",
    "57 ",
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_WORDS), max_size=20).map("".join)))
def test_any_text(text: str) -> None:
    assert 0 <= read_body(text, 0) <= len(text)
    assert write_normally(write_normally(text)) == write_normally(text)
    assert all(0 <= place.start < place.end <= len(text) for place in find_places(text))
    read_level(text)
