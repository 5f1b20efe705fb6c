"""Members that a list in a task lost or gained: "trẻ em hộ nghèo, trẻ em khuyết tật và …" → "trẻ em hộ nghèo và …".

Told by laying the two wordings beside each other: what one says between the marks or words that join a list, and the
other leaves out with nothing in its place. Where the wording around it is another, nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from extractors.text.folding import fold
from pipeline.linking.difference import differing_syllables

_TOKEN = re.compile(r"\w+|[^\w\s]")
_JOINTS = frozenset({",", ";", "/", "và", "hoặc"})
_SHORTEST, _LONGEST = 2, 10  # words: a longer stretch between two marks is a clause, not a member
_TIMES = (["hoàn"], ["xong"], ["trước"], ["chậm"])  # after a comma, when it is to be done: no member
_ALIKE = 0.6  # of two wordings that share less, what only one says tells nothing


def find_lost_members(was: str, now: str, places: Sequence[str] = ()) -> list[str]:
    """What a list of the parent's wording names and the local one, alike around it, does not.

    >>> find_lost_members("lớp bơi cho trẻ mồ côi, trẻ khuyết tật và trẻ vùng lũ", "lớp bơi cho trẻ mồ côi và trẻ vùng lũ")
    ['trẻ khuyết tật']
    >>> find_lost_members("lớp bơi cho trẻ em, phụ nữ", "dạy trẻ em tập bơi")
    []
    """
    found = _find_members(_split(was), _split(now), places)
    return [member for member, _ in found if fold(member) not in fold(now)]


def find_new_members(was: str, now: str, places: Sequence[str] = ()) -> list[str]:
    """What a list of the local wording names and the parent's does not; what is only put after a list may be padding.

    >>> find_new_members("lớp bơi cho đoàn viên, học sinh", "lớp bơi cho đoàn viên, giáo viên, học sinh")
    ['giáo viên']
    >>> find_new_members("lớp bơi cho đoàn viên, học sinh", "lớp bơi cho đoàn viên, học sinh, bảo đảm an toàn")
    []
    """
    found = _find_members(_split(now), _split(was), places)
    return [member for member, is_inside in found if is_inside and fold(member) not in fold(was)]


def _split(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _find_members(says: Sequence[str], other: Sequence[str], places: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """What only the first wording says and a joint ties to what both say; and whether more of the list follows it."""
    matcher = SequenceMatcher(None, says, other, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return
    for code, first, last, low, high in matcher.get_opcodes():
        nothing_instead = code == "delete" or (code == "replace" and _JOINTS.issuperset(other[low:high]))
        if not nothing_instead or first == 0:
            continue
        start, end = _slide_to_joint(says, first, last)
        words = [token for token in says[start:end] if token not in _JOINTS]
        leads_on = says[end - 1] in _JOINTS or (_is_joint(says, end) and says[end + 1 : end + 2] not in _TIMES)
        follows = _is_joint(says, start) or _is_joint(says, start - 1)
        if (leads_on or follows) and _is_member(words, places):
            yield " ".join(words), leads_on


def _slide_to_joint(says: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The stretch as the list is cut: "đoàn [viên, giáo] viên, sinh viên" is "đoàn viên, [giáo viên,] sinh viên"."""
    for step in range(end - start):
        if any(says[start + k] != says[end + k] for k in range(step) if end + k < len(says)) or end + step > len(says):
            break
        if _is_joint(says, start + step) or _is_joint(says, start + step - 1):
            return start + step, end + step
    return start, end


def _is_joint(says: Sequence[str], place: int) -> bool:
    return place < len(says) and says[place] in _JOINTS


def _is_member(words: Sequence[str], places: Sequence[str]) -> bool:
    """Whether some words name something of substance, and no time or figure, which are compared by themselves."""
    if not _SHORTEST <= len(words) <= _LONGEST or not all(word.isalpha() for word in words):
        return False
    return bool(differing_syllables(" ".join(words), "", places))
