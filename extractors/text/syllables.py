"""Which letters make a Vietnamese syllable, and which syllables follow one another in a word."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

from extractors.text.words import list_words

# Tones as digits, which no word holds; the marks themselves would join whatever letter they follow.
_TONES = str.maketrans("\u0300\u0301\u0303\u0309\u0323", "12345")
_TONE = re.compile(r"([1-5])([^\s\d-]+)")
# Onset, vowels, ending, tone: the word list also holds "oxygen" and "acid", which are words and no syllables.
_SYLLABLE = re.compile(
    r"(?:ngh?|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?[aăâeêioôơuưy]{1,3}(?:ng|nh|ch|[cmnpt])?"
    r"[1-5]?"
)


def make_key(text: str) -> str:
    """Words in lower case with the tone of each last, so that "hoà" and "hòa" are one.

    >>> make_key("Hoà") == make_key("hòa")
    True
    """
    letters = unicodedata.normalize("NFD", text.lower()).translate(_TONES)
    return unicodedata.normalize("NFC", _TONE.sub(r"\2\1", letters))


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether a word is one Vietnamese syllable, wherever its tone mark is put.

    >>> is_syllable("Thuỷ"), is_syllable("thủy"), is_syllable("oxygen")
    (True, True, False)
    """
    return make_key(word) in load_syllables()


@cache
def _load_keys() -> dict[str, str]:
    """The key of every syllable of the word list."""
    syllables = sorted(set("\n".join(list_words()).replace("-", " ").split()))
    return dict(zip(syllables, make_key("\n".join(syllables)).split("\n"), strict=True))


@cache
def load_syllables() -> frozenset[str]:
    """The keys of all syllables of two letters or more."""
    return frozenset(key for key in _load_keys().values() if len(key) > 1 and _SYLLABLE.fullmatch(key))


@cache
def list_spellings() -> dict[str, str]:
    """How the syllable of each key is written."""
    return {key: syllable for syllable, key in sorted(_load_keys().items(), reverse=True) if key in load_syllables()}


@cache
def load_pairs() -> frozenset[tuple[str, str]]:
    """The keys of syllables that stand side by side in a word."""
    keys = _load_keys()
    words = (word.split() for word in list_words() if " " in word and "-" not in word)
    return frozenset((keys[first], keys[second]) for word in words for first, second in pairwise(word))
