"""Phrases of ``lexicon/tasks.toml`` as patterns, and the lists that plans hold among their tasks though nothing is
ordered there: who attends a meeting, by what something is judged.

Words are compared without marks.
"""

from __future__ import annotations

import re
from functools import cache

from extractors.lexicon import load_lexicon
from extractors.text.folding import fold

_LONGEST_LINE = 120  # characters: a line and a half; what goes on is no heading of a list


def announces_people(text: str) -> bool:
    """Whether a unit is, or heads, a list of those who attend.

    >>> announces_people("Thành phần dự họp:"), announces_people("Khách mời gồm: đại diện các thôn")
    (True, True)
    >>> announces_people("Thành phần kinh tế tư nhân được khuyến khích, hỗ trợ.")
    False
    """
    return _people().match(_first_line(text)[:_LONGEST_LINE]) is not None


def announces_criteria(text: str) -> bool:
    """Whether what stands below a line are criteria, cases or people: "… căn cứ vào các nội dung sau đây:".

    >>> announces_criteria("Chọn sách căn cứ vào các nội dung sau đây:"), announces_criteria("Làm các việc sau:")
    (True, False)
    """
    return _criteria().search(_first_line(text)) is not None


def any_phrase(words: str) -> str:
    """The phrases of one list of the lexicon as alternatives of a regular expression on folded text."""
    phrases = sorted(load_lexicon("tasks")[words], key=len, reverse=True)
    return "|".join(r"\W+".join(re.findall(r"\w+", fold(phrase))) for phrase in phrases)


def _first_line(text: str) -> str:
    return fold(text.split("\n", 1)[0]).strip()


@cache
def _people() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_phrase('lists_of_no_tasks')})\b[^:;.,]{{0,50}}(?::|[.]?$)")


@cache
def _criteria() -> re.Pattern[str]:
    people = rf"(?:{any_phrase('lists_of_no_tasks')})\b[^.;:]{{0,50}}\bgom"
    return re.compile(rf"\b(?:{people}|(?:{any_phrase('criteria_below')})(?: day)?)\s*:$")
