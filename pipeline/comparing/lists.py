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
_LAST_BRACKET = re.compile(r"\s*\([^()]*\)(?=\W*$)")  # "(hoàn thành trong quý III/2026)"
_LAST_JOINTS = frozenset({"và", "hoặc"})  # after these the last member of a list stands
_JOINTS = _LAST_JOINTS | {",", ";", "/"}
_AFTER_MEMBERS = _LAST_JOINTS | {"về", "cho", "của", "tại", "ở", "trên", "để", "theo", "từ", "khi", "trong", "bằng"}
_SHORTEST, _LONGEST = 2, 10  # words: a longer stretch between two marks is a clause, not a member
_TIMES = frozenset({"hằng", "định", "hoàn", "xong", "trước", "chậm", "quý", "tháng", "năm", "ngày", "tuần"})
_ALIKE = 0.6  # of two wordings that share less, what only one says tells nothing


def find_lost_members(was: str, now: str, places: Sequence[str] = ()) -> list[str]:
    """What a list of the parent's wording names and the local one, alike around it, does not.

    >>> find_lost_members("dạy trẻ mồ côi, trẻ khuyết tật và trẻ vùng lũ", "dạy trẻ mồ côi và trẻ vùng lũ tập bơi")
    ['trẻ khuyết tật']
    >>> find_lost_members("lớp bơi cho trẻ em, phụ nữ", "dạy trẻ em tập bơi")
    []
    """
    says, other = _split(was), _split(now)
    return [
        member
        for start, end in _find_only_said(says, other, places)
        if _begins_member(says, start) and (_ends_member(says, end) or says[start] in _LAST_JOINTS)
        if (member := _name_member(says[start:end], places)) and fold(member) not in fold(now)
    ]


def find_new_members(was: str, now: str, places: Sequence[str] = ()) -> list[str]:
    """What a list of the local wording names and the parent's does not; what is only put after a list may be padding.

    >>> find_new_members("lớp bơi cho đoàn viên, học sinh", "lớp bơi cho đoàn viên, giáo viên, học sinh")
    ['giáo viên']
    >>> find_new_members("lớp bơi cho đoàn viên, học sinh", "lớp bơi cho đoàn viên, học sinh, bảo đảm an toàn")
    []
    """
    says, other = _split(now), _split(was)
    return [
        member
        for start, end in _find_only_said(says, other, places)
        if _begins_member(says, start) and _goes_on(says, end)
        if (member := _name_member(says[start:end], places)) and fold(member) not in fold(was)
    ]


def _split(text: str) -> list[str]:
    own_words = max(text.split(" | "), key=len)  # of a table row the task, without who and when
    return _TOKEN.findall(_LAST_BRACKET.sub("", own_words).lower())


def _find_only_said(says: Sequence[str], other: Sequence[str], places: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The stretches that only the first of two wordings says, with nothing of the list instead."""
    matcher = SequenceMatcher(None, says, other, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return
    for code, start, end, low, high in matcher.get_opcodes():
        if code == "equal" or start in (0, end):
            continue
        is_last = says[start] in _JOINTS and (end == len(says) or not says[end].isalnum())
        if _JOINTS.issuperset(other[low:high]) or (is_last and _is_tied_on(other[low:high], places)):
            yield _slide_to_joint(says, start, end)


def _is_tied_on(instead: Sequence[str], places: Sequence[str]) -> bool:
    """Whether words are a clause that goes on after the list, or the place."""
    return instead[0] in _JOINTS or not differing_syllables(" ".join(instead), "", places)


def _slide_to_joint(says: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The stretch as the list is cut: "đoàn [viên, giáo] viên, sinh viên" is "đoàn viên, [giáo viên,] sinh viên"."""
    for step in range(end - start + 1):
        if step and (end + step > len(says) or says[start + step - 1] != says[end + step - 1]):
            break
        if _begins_member(says, start + step):
            return start + step, end + step
    return start, end


def _begins_member(says: Sequence[str], start: int) -> bool:
    return says[start] in _JOINTS or says[start - 1] in _JOINTS


def _ends_member(says: Sequence[str], end: int) -> bool:
    return end == len(says) or says[end - 1] in _JOINTS or not says[end].isalnum() or says[end] in _AFTER_MEMBERS


def _goes_on(says: Sequence[str], end: int) -> bool:
    """Whether the list goes on after a stretch, and not with when it is to be done."""
    following = says[end - 1 : end + 2] if says[end - 1] in _JOINTS else says[end : end + 2]
    return len(following) > 1 and following[0] in _JOINTS and following[1] not in _TIMES


def _name_member(stretch: Sequence[str], places: Sequence[str]) -> str | None:
    """What a stretch names; ``None``: nothing of substance, or a time or figure, which are compared by themselves."""
    words = [token for token in stretch if token not in _JOINTS]
    if not _SHORTEST <= len(words) <= _LONGEST or not all(word.isalpha() for word in words):
        return None
    if not _TIMES.isdisjoint(words) or not differing_syllables(" ".join(words), "", places):
        return None
    return " ".join(words)
