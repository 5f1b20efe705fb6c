"""Where in a sentence the clause of a promised quantity begins, and which quantities stand inside another's clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.amounts.cues import step_back, step_on
from extractors.amounts.passages import Passage, Stretch, strip_opening
from extractors.amounts.quantities import Quantity

_SEPARATOR = re.compile(r",|(?<!\w)(?:và|hoặc|trong đó|riêng|đồng thời|còn)(?!\w)", re.IGNORECASE)
_SETS_APART = frozenset({"trong đó", "riêng"})
_REACH = 600  # letters between two figures of one sentence; the longest met is 350
_FEW_WORDS = 3  # a verb and its object; more would be a clause about the quantity before


def find_opening(passage: Passage, outer: Quantity, quantity: Quantity, shut: Sequence[Stretch]) -> int | None:
    """Where the clause of a quantity begins after another promised one; ``None`` where it stands inside what that says.

    "Trên 80% trạm y tế và | 100% cơ sở …", "tăng 10%/năm, | tỉ lệ khai thác đạt 8 - 10%"; but "100% khu có tối thiểu 1
    trạm", "5 doanh nghiệp có doanh thu đạt 1 tỷ USD". ``shut`` are the sentence's parentheses and quotations.
    """
    found = _SEPARATOR.finditer(passage.text, max(outer.end, quantity.start - _REACH), quantity.start)
    marks = [mark for mark in found if not any(a < mark.start() < b for a, b in shut)]
    if not marks:
        return None
    if strip_opening(passage, marks[-1].end(), quantity.start) >= quantity.start:
        return _open_at_figure(passage, outer, quantity, marks)
    named = next((mark.start() for mark in reversed(marks) if _names_measured(passage, mark.end(), quantity)), None)
    if named is not None:
        return named
    apart = [mark.start() for mark in marks if mark.group().lower() in _SETS_APART]
    if apart:
        return apart[-1]
    comma = marks[-1] if marks[-1].group() == "," else None
    return comma.start() if comma and _says_more(passage, outer, comma.end(), quantity) else None


def _open_at_figure(
    passage: Passage, outer: Quantity, quantity: Quantity, marks: Sequence[re.Match[str]]
) -> int | None:
    """A figure right after a mark (", đến năm 2030, | 100% …") is a promise; what each one of a share has is none."""
    last = marks[-1]
    of_each = outer.kind == "percent" and quantity.kind != "percent" and last.group().lower() not in _SETS_APART
    if of_each and passage.cues.has("predicates.words", last.end(), quantity.end):
        return None
    starts = [mark.start() for mark in marks]
    while len(starts) > 1 and strip_opening(passage, starts[-2] + 1, starts[-1]) >= starts[-1]:
        starts.pop()  # only a time stands between the two marks
    return starts[-1]


def _names_measured(passage: Passage, start: int, quantity: Quantity) -> bool:
    """Whether a clause opens with what it measures ("tỷ lệ …", "kim ngạch …"), or with a new "mỗi …" at least."""
    core = strip_opening(passage, start, quantity.start)
    if passage.text.startswith("với ", step_on(passage.text, start)) and passage.cues.has(
        "indicators.each", core, quantity.start
    ):
        return False  # "…, với giá trị mỗi thương vụ từ 01 triệu USD trở lên" says which ones
    if any(passage.cues.starting(f"indicators.{kind}", core) is not None for kind in ("shares", "others")):
        return True
    is_each = passage.cues.starting("indicators.each", core) is not None and core == step_on(passage.text, start)
    return is_each and quantity.op == ">="


def _says_more(passage: Passage, outer: Quantity, start: int, quantity: Quantity) -> bool:
    """Whether words after a comma promise by themselves: "án nghiêm trọng đạt 90%", "trồng 5 ha, | nuôi 9 ha"."""
    text, cues = passage.text, passage.cues
    if cues.has("indicators.each", start, quantity.start) or text.startswith("với ", step_on(text, start)):
        return False
    if cues.ending("promises", step_back(text, quantity.start)) is not None:
        return strip_opening(passage, start, quantity.start) < quantity.start
    are_counts = {outer.kind, quantity.kind} <= {"counted", "measured"}
    return are_counts and len(text[start : quantity.start].split()) <= _FEW_WORDS
