"""What each part of a plan is for, from its heading: purposes are not tasks, duties are not solutions.

A heading decides for everything below it until a heading further inside says otherwise. The words stand in
``lexicon/sections.toml``; they are compared without marks, so that "NHIÊM VỤ" still is one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import get_args

from extractors.lexicon import load_lexicon
from extractors.records import Section
from extractors.text.folding import fold

_LATE = 3  # words before one that yields: further inside a heading it is about something else


def name_part_section(heading: str) -> Section | None:
    """What a part is for, by its heading; ``None`` where the heading does not say.

    The word that stands first decides, but what is to be done weighs more than what it is for, and who does it more
    than who pays.

    >>> name_part_section("MỤC ĐÍCH, YÊU CẦU"), name_part_section("MỤC TIÊU, NHIỆM VỤ VÀ GIẢI PHÁP")
    ('purpose', 'task')
    >>> name_part_section("NHIỆM VỤ, GIẢI PHÁP THỰC HIỆN DỰ TOÁN NGÂN SÁCH"), name_part_section("PHÂN CÔNG NHIỆM VỤ")
    ('task', 'responsibility')
    >>> name_part_section("KINH PHÍ VÀ TỔ CHỨC THỰC HIỆN"), name_part_section("Ứng dụng AI")
    ('responsibility', None)
    >>> name_part_section("THỜI GIAN VÀ TRÁCH NHIỆM"), name_part_section("TÌNH HÌNH THỰC HIỆN NHIỆM VỤ")
    ('responsibility', 'other')
    >>> name_part_section("TỔ CHỨC HỘI NGHỊ THỎA THUẬN VỀ CƠ CẤU, THÀNH PHẦN"), name_part_section("THÀNH PHẦN DỰ HỌP")
    (None, 'other')
    """
    folded = fold(heading)
    found = {section: match for section, pattern in _part_patterns().items() if (match := pattern.search(folded))}
    places = {section: match.start() for section, match in found.items()}
    if "other" in places and found["other"][0] in _yielding_words():
        late = len(folded[: places["other"]].split()) > _LATE
        if late or len(places) > 1:
            del places["other"]
    if not places:
        return None
    first = min(places, key=lambda section: places[section])
    if first in ("purpose", "target") and "task" in places:
        return "task"
    return "responsibility" if first == "funding" and "responsibility" in places else first


def name_inner_section(heading: str) -> Section | None:
    """What an item inside a part is for, where its heading is nothing but the name of a section.

    >>> name_inner_section("Mục tiêu cụ thể"), name_inner_section("Tổ chức thực hiện nghiêm các quy định")
    ('target', None)
    """
    folded = re.sub(r"[\s:.]+$", "", fold(heading))
    for section, pattern in _exact_patterns().items():
        if pattern.fullmatch(folded):
            return section
    return None


def opens_with_body(text: str) -> bool:
    """Whether a unit opens with the name of a body, as the items of a directive do.

    >>> opens_with_body("Bộ Công Thương chủ trì …"), opens_with_body("Bổ sung quy định …")
    (True, False)
    """
    return bool(_body_pattern().match(text))


@cache
def _part_patterns() -> dict[Section, re.Pattern[str]]:
    lexicon = load_lexicon("sections")
    return {name: _any_of(lexicon[name]["part"]) for name in _ordered_sections()}


@cache
def _yielding_words() -> frozenset[str]:
    return frozenset(map(fold, load_lexicon("sections")["other"]["yields"]))


@cache
def _exact_patterns() -> dict[Section, re.Pattern[str]]:
    lexicon = load_lexicon("sections")
    trimmings = _any_of(lexicon["trimmings"]["words"]).pattern
    years = r"\d{4}(?:\s*[-–]\s*\d{4})?"
    return {
        name: re.compile(rf"(?:{_any_of(lexicon[name]['exact']).pattern})(?:[\s,]*(?:{trimmings}|{years}))*")
        for name in _ordered_sections()
    }


@cache
def _body_pattern() -> re.Pattern[str]:
    bodies = load_lexicon("sections")["bodies"]
    named, others = ("|".join(map(re.escape, bodies[key])) for key in ("named", "words"))
    return re.compile(rf"(?:(?i:{named})\s+(?=[A-ZĐÀ-Ỹ])|(?i:{others})\b)")


def _ordered_sections() -> list[Section]:
    """The sections that have words, in the order in which the lexicon gives them."""
    order = list(load_lexicon("sections"))
    return sorted((name for name in get_args(Section) if name in order), key=order.index)


def _any_of(words: list[str]) -> re.Pattern[str]:
    longest_first = sorted((fold(word) for word in words), key=len, reverse=True)
    alternatives = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"\b(?:{alternatives})\b")
