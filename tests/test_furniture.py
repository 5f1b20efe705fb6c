"""Running heads and page numbers are told by where and how often they recur, not by their words."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Box
from pipeline.readers.furniture import PageLine, find_furniture

_WORDS = [
    "mở",
    "lớp",
    "trồng",
    "cây",
    "sửa",
    "đường",
    "khám",
    "bệnh",
    "dạy",
    "nghề",
    "xây",
    "cầu",
    "đào",
    "giếng",
    "cấp",
    "nước",
]


def body(chance: random.Random, lines: int = 8) -> list[str]:
    return [" ".join(chance.choices(_WORDS, k=9)) for _ in range(lines)]


def as_text(pages: list[list[str]]) -> list[list[PageLine]]:
    return [[(line, None) for line in page] for page in pages]


def placed(page: list[str], top: float = 0.05) -> list[PageLine]:
    """Lines from the top of a page to its foot; the first stands at ``top``."""
    tops = [top, *(0.12 + 0.05 * number for number in range(len(page) - 1))]
    return [(line, (0.1, down, 0.9, down + 0.02)) for line, down in zip(page, tops, strict=True)]


def left(pages: list[list[PageLine]]) -> list[list[str]]:
    return [
        [line for place, (line, _) in enumerate(page) if place not in found]
        for page, found in zip(pages, find_furniture(pages), strict=True)
    ]


@pytest.mark.parametrize(
    "head",
    [
        "CÔNG BÁO/Số {issue}/Ngày 05-05-2026 {number}",
        "{number} BẢN TIN SỐ {issue}",
        "Trang {number}/6",
        "- {number} -",
        "BẢN TIN NỘI BỘ",
    ],
)
@pytest.mark.parametrize("at_foot", [False, True])
def test_what_recurs_goes(head: str, at_foot: bool) -> None:
    chance = random.Random(1)
    texts = [body(chance) for _ in range(6)]
    heads = [head.format(issue=12, number=number) for number in range(1, 7)]
    pages = [[*text, line] if at_foot else [line, *text] for text, line in zip(texts, heads, strict=True)]
    assert left(as_text(pages)) == texts


def test_heads_of_left_and_right_pages() -> None:
    chance = random.Random(2)
    texts = [body(chance) for _ in range(7)]
    heads = [f"{n} KẾ HOẠCH MỞ LỚP" if n % 2 else f"TẠP CHÍ NÔNG THÔN {n}" for n in range(40, 47)]
    assert left([placed([head, *text]) for head, text in zip(heads, texts, strict=True)]) == texts


def test_heads_of_two_lines_go_both() -> None:
    chance = random.Random(3)
    texts = [body(chance) for _ in range(4)]
    pages = [["TỈNH SÔNG LAM", f"Trang {number}", *text] for number, text in enumerate(texts, 1)]
    assert left(as_text(pages)) == texts


def test_a_letterhead_that_some_pages_open_with_stays() -> None:
    chance = random.Random(4)
    texts = [body(chance) for _ in range(10)]
    pages = [["CHÍNH PHỦ", *text] if number in (0, 1, 6) else text for number, text in enumerate(texts)]
    assert left([placed(page, top=0.1) for page in pages]) == pages


def test_numbers_that_do_not_count_pages_stay() -> None:
    chance = random.Random(5)
    pages = [[f"Điều {number}.", *body(chance)] for number in (3, 9, 11)]
    assert left(as_text(pages)) == pages


@pytest.mark.parametrize("head", ["{number}", "CÔNG BÁO/Số 12/Ngày 05-05-2026 {number}"])
def test_page_numbers_go_where_pages_are_lost(head: str) -> None:
    chance = random.Random(8)
    texts = [body(chance) for _ in range(6)]
    heads = [head.format(number=number) for number in (49, 50, 52, 53, 54, 56)]
    assert left([placed([head, *text]) for head, text in zip(heads, texts, strict=True)]) == texts


def test_a_lone_page_number_goes_where_it_is_the_number_of_its_page() -> None:
    chance = random.Random(6)
    first, second = body(chance), body(chance)
    assert left([placed(first), placed(["2", *second])]) == [first, second]
    assert left([placed(first), placed(["7", *second])]) == [first, ["7", *second]]
    assert left([placed(first), placed(["2", *second], top=0.3)]) == [first, ["2", *second]]


def test_a_head_that_was_recognised_with_slips_goes() -> None:
    chance = random.Random(7)
    texts = [body(chance) for _ in range(6)]
    heads = ["BẢN TIN CẢI CÁCH HÀNH CHÍNH"] * 6
    heads[2], heads[4] = "BẢN TIN CÁI CÁCH HÀNH CHÌNH", "BẢN TlN CẢI CACH HANH CHINH"
    assert left([placed([head, *text]) for head, text in zip(heads, texts, strict=True)]) == texts


def test_a_line_that_is_all_a_page_says_stays() -> None:
    pages = [[f"{number}. Mở lớp."] for number in range(1, 9)]
    assert left(as_text(pages)) == pages


_BOXES = st.none() | st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))


@given(st.lists(st.lists(st.tuples(st.text(max_size=12), _BOXES), max_size=8), max_size=6))
def test_any_lines_are_sorted_out_the_same_twice(pages: list[list[tuple[str, Box | None]]]) -> None:
    found = find_furniture(pages)
    assert found == find_furniture(pages)
    assert all(place in range(len(page)) for page, places in zip(pages, found, strict=True) for place in places)
