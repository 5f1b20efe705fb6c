"""A plan's text garbled as recognition garbles it: wrong marks, letters taken for others, blanks lost and put in.

Digits and marks stay as they are, and so do the labels of units unless they are asked for too: those that head a
paragraph and those that are cited ("điểm b, mục 5.1, phần IV"), for another letter there names another unit, and no
reader could tell. The words before a cited label ("điểm", "phần") are words like others. The same seed gives the same
slips.
"""

from __future__ import annotations

import random
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from extractors.text.labels import read_label

_VOWELS = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ",
    "e": "eèéẻẽẹêềếểễệ",
    "i": "iìíỉĩị",
    "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự",
    "y": "yỳýỷỹỵ",
    "d": "dđ",
}
# What engines take for what, most of them in both directions.
_LOOKALIKES = {
    "i": "lt", "l": "iI", "I": "l", "t": "l", "c": "eo", "e": "c", "o": "c", "n": "h", "h": "bn", "b": "h", "m": "rn",
    "u": "n", "g": "q", "q": "g", "v": "y", "y": "v", "C": "G", "G": "C", "O": "Q", "Q": "O", "D": "O", "B": "H",
    "H": "N", "N": "H", "U": "Ư", "S": "5", "T": "I", "K": "k", "V": "v",
}  # fmt: skip
# Labels cited, in a run after a word of place or at the head of a list: "điểm a, b và đ", "giải pháp: a, 5.1".
_LABEL = r"(?:[IVX]{1,5}|[A-Za-zđ]|\d{1,3}(?:\.\d{1,3}){0,3}[a-zđ]?)(?!\w)"
_PLACE = r"(?:(?i:phần|chương|mục|khoản|điểm|phụ lục|điều|tiết)\s|(?<=vụ): |(?<=pháp): )"
_CITED = re.compile(rf"(?<!\w)(?:{_PLACE}{_LABEL}(?:(?:, |; |,? và |, và )(?:{_PLACE})?{_LABEL})*)")
_CITED_LABEL = re.compile(rf"(?<!\w){_LABEL}")
_MARK, _LETTER, _BLANK = 0.5, 0.8, 0.9  # of all slips: half wrong marks, three in ten wrong letters, blanks the rest


@dataclass(frozen=True)
class Garbled:
    """A garbled text; ``origin[i]`` is where in the clean one its character ``i`` stood."""

    text: str
    origin: tuple[int, ...]

    def place(self, offset: int) -> int:
        """Where in the clean text an offset of the garbled one stood."""
        return self.origin[min(offset, len(self.origin) - 1)]


def garble(text: str, share: float = 0.02, seed: int = 0, labels: bool = False) -> Garbled:
    """The text with that share of its letters garbled; those of ``labels`` only where asked."""
    chance = random.Random(seed)
    kept = [] if labels else _find_labels(text)
    pieces: list[str] = []
    origin: list[int] = []
    skip_blank = False
    for offset, letter in enumerate(text):
        piece = letter
        if letter == " " and skip_blank:
            piece, skip_blank = "", False
        elif letter.isalpha() and not _lies_in(kept, offset) and chance.random() < share:
            kind = chance.random()
            if kind < _LETTER:
                piece = _misread(letter, kind < _MARK, chance)
            elif kind < _BLANK:
                skip_blank = True
            elif text[offset + 1 : offset + 2].isalpha():
                piece = letter + " "
        elif not letter.isalpha():
            skip_blank = False
        pieces.append(piece)
        origin += [offset] * len(piece)
    return Garbled("".join(pieces), (*origin, len(text)))


def _misread(letter: str, mark: bool, chance: random.Random) -> str:
    """Another letter in its place: one with another ``mark`` where it can bear one, else one that is alike."""
    base = "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()
    marked = _VOWELS.get(base, "")
    if mark and marked:
        other = chance.choice([each for each in marked if each != letter.lower()])
        return other.upper() if letter.isupper() else other
    alike = _LOOKALIKES.get(letter)
    return chance.choice(alike.split() if letter == "m" else alike) if alike else letter


def _find_labels(text: str) -> list[tuple[int, int]]:
    """Where the labels of paragraphs and those cited stand.

    >>> [text[start:end] for text in ["b) Mở lớp tại điểm a, mục 5.1, phần IV"] for start, end in _find_labels(text)]
    ['b) ', 'a', '5.1', 'IV']
    """
    lines = text.split("\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    labels = ((start, read_label(line)) for start, line in zip(starts, lines, strict=False))
    heads = [(start, start + label.length) for start, label in labels if label]
    cited = (label.span() for run in _CITED.finditer(text) for label in _CITED_LABEL.finditer(text, *run.span()))
    return sorted([*heads, *cited])


def _lies_in(stretches: list[tuple[int, int]], offset: int) -> bool:
    index = bisect_right(stretches, offset, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and offset < stretches[index][1]
