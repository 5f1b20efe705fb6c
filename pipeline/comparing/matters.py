"""What plans are about, by their titles: whether a plan and a document that it cites are on one matter.

Titles name a movement or programme in quotation marks, or the document that they carry out, or simply say it in words;
around that stand words that every title has ("Kế hoạch triển khai thực hiện …") and the place.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.papers.documents import find_numbers, make_number_key
from extractors.papers.issuers import find_places
from extractors.text.folding import fold


def is_same_matter(title: str | None, other: str | None) -> bool:
    """Whether two titles share a quoted name, a document carried out, or half of the words of the shorter.

    Two different quoted names are two matters. Without a title nothing is known, and so nothing is claimed.

    >>> is_same_matter("Triển khai Phong trào “Toàn dân học bơi” tỉnh Lai Châu", "về hưởng ứng “Toàn dân học bơi”")
    True
    >>> is_same_matter("Triển khai Phong trào “Toàn dân học bơi”", "Triển khai Phong trào “Vì đất nước xanh”")
    False
    >>> is_same_matter("Thực hiện Chương trình phòng, chống ma túy", "phê duyệt Chương trình phòng, chống ma túy")
    True
    """
    if title is None or other is None:
        return False
    names, other_names = _names_in(title), _names_in(other)
    if names & other_names or _numbers_in(title) & _numbers_in(other):
        return True
    if names and other_names:
        return False
    pairs, other_pairs = _pairs_in(title), _pairs_in(other)
    shorter = min(len(pairs), len(other_pairs))
    return shorter >= _FEWEST_PAIRS and len(pairs & other_pairs) >= _SHARED * shorter


_QUOTED = re.compile(r"[“\"]([^“”\"]{4,200})[”\"]")
_EVERYWHERE = re.compile(
    r"\b(?:tiep tuc|trien khai|thuc hien|to chuc|phat dong|huong ung|ban hanh|phe duyet|ke hoach|phong trao|"
    r"chuong trinh(?: hanh dong)?|ve viec|ve|tren dia ban|trong|cua|va|cac|giai doan|den nam|nam|tam nhin|dinh huong|"
    r"thoi ky|viec|nham)\b"
)
_KINDS_OF_PLACES = re.compile(r"\b(?:tinh|thanh pho|huyen|xa|phuong)\b")
_SHARED = (
    0.5  # of the pairs of the shorter title: 45 real pairs on one programme share .75 to 1, on one field up to .25
)
_FEWEST_PAIRS = 3  # "chuyển đổi số" alone is a field, not a matter


def _names_in(title: str) -> set[str]:
    return {" ".join(re.findall(r"\w+", fold(name))) for name in _QUOTED.findall(title)}


def _numbers_in(title: str) -> set[str]:
    return {make_number_key(number.printed) for number in find_numbers(title)}


def _pairs_in(title: str) -> set[tuple[str, str]]:
    """Neighbouring syllables of what a title says, without the words that every title has and the place's name."""
    said = title
    for place in reversed(find_places(title)):
        said = f"{said[: place.start]} . {said[place.end :]}"
    parts = re.split(r"[.;:]", _KINDS_OF_PLACES.sub(" . ", _EVERYWHERE.sub(" . ", fold(said))))
    syllables = ([word for word in re.findall(r"\w+", part) if not word.isdigit()] for part in parts)
    return {pair for words in syllables for pair in pairwise(words)}
