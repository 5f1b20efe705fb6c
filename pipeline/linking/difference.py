"""Whether two wordings differ in substance, or only in how they name the place and say that a thing is carried out.

The words that make no difference are data: ``extractors/lexicon/rewording.toml``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from extractors.lexicon import load_lexicon
from extractors.text.folding import fold

_SYLLABLE = re.compile(r"[^\W_]+")
_ALTERNATIVE = re.compile(r"(?<=[^\W\d])\s?/\s?[^\W\d]+")  # "cổng/trang thông tin": another word for the same


def differing_syllables(now: str, was: str, places: Iterable[str] = ()) -> tuple[str, ...]:
    """The syllables that only one of two wordings says, without their marks; none where the substance is the same.

    Only which syllables are said counts, not their order.

    >>> differing_syllables("Tổ chức thực hiện Chương trình X trên địa bàn tỉnh", "Triển khai Chương trình X")
    ()
    >>> differing_syllables("Định kỳ hằng tháng mở lớp", "Định kỳ hằng tuần mở lớp")
    ('thang', 'tuan')
    """
    new, old = (Counter(_substance(text, tuple(places))) for text in (now, was))
    return (*(new - old).elements(), *(old - new).elements())


def _substance(text: str, places: tuple[str, ...]) -> list[str]:
    """The syllables that count, without their marks: a mark lost in a scan is no change."""
    for place in places:
        text = re.sub(rf"\b{re.escape(place)}\b", " ", text, flags=re.IGNORECASE)
    text = _no_difference().sub(" ", _ALTERNATIVE.sub("", text.lower()))
    return [fold(syllable) for syllable in _SYLLABLE.findall(text) if syllable not in _small_words()]


@cache
def _no_difference() -> re.Pattern[str]:
    words = load_lexicon("rewording")
    phrases = sorted((*words["carrying_out"], *words["places"], *words["fillers"]), key=len, reverse=True)
    spaced = (r"\W+".join(_SYLLABLE.findall(phrase.lower())) for phrase in phrases)
    return re.compile(rf"\b(?:{'|'.join(spaced)})\b")


@cache
def _small_words() -> frozenset[str]:
    return frozenset(load_lexicon("rewording")["small_words"])
