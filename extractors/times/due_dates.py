"""How a date binds what is said beside it: by the cues before it, else by its place."""

from __future__ import annotations

import re
from bisect import bisect_left

from extractors.records import DeadlineKind
from extractors.times.dates import CalendarSpan, Point
from extractors.times.time_signs import (
    LINES,
    Binding,
    Manner,
    Signs,
    any_word,
    clause_before,
    close_bracket,
    cues_before,
    holds_word,
    opens_clause,
    stands_after,
    stands_before,
)


def read_due_date(signs: Signs, span: CalendarSpan, floor: int, manner: Manner) -> Binding | None:
    """How one date binds in the stretch that begins at ``floor``; ``None`` where it only names or dates something."""
    labels, start = _cues_of(signs, span, floor)
    if _is_told_as_done(signs.text, start, span.end, floor, manner):
        return None
    ruled = _rule_by_cues(signs, span, set(labels), start, floor, manner)
    if ruled is None and manner in LINES:
        ruled = _rule_on_line(signs, span, floor, manner)
    elif ruled is None and manner != "aside":
        ruled = _rule_by_place(signs.text, span, labels, start, floor, manner)
    if ruled is None or "apart" in labels:
        return None
    kind, rule = ruled
    first = None if kind == "by" else span.first
    last = None if kind == "from" else span.last
    if kind == "by" and span.grain != "day" and "before" in labels and "end_of" not in labels:
        last = _day_before(span.first)
    return Binding(start, close_bracket(signs.text, start, span.end), kind, f"{manner}.{rule}", first, last)


_Ruled = tuple[DeadlineKind, str]  # how a date binds, and the name of the rule that says so

_LAST_DAY = ("latest", "before", "complete")
_COMPLETE = re.compile(r"(?<!\w)(?<!đã )(?<!chưa )(?:hoàn thành|hoàn tất)(?!\w)", re.IGNORECASE)
_COMPLETE_AFTER = r"[,:]?\s?(?:\w+\s){0,2}(?:hoàn thành|hoàn tất|xong)(?!\w)"
_DONE_AFTER = r",?\s?(?:[^\s,.;]+\s){0,5}đã(?!\w)"
# "đạt 20% số xã năm 2025"
_REACHED = re.compile(r"(?<!\w)đạt\s+(?:\w+\s+){0,4}\d[\d.,]*\s?%[^\d%]{0,80}$", re.IGNORECASE)
# "lộ trình đến năm 2030, bảo đảm ít nhất 70% …"
_TARGET_FOLLOWS = r",\s(?:bảo đảm|đảm bảo|phấn đấu|đạt|có)\s(?:[^\s,.;]+\s){0,3}\d"
# What is reported or handed in "trong tháng 10/2025" is due when the month ends.
_HANDED_IN = re.compile(r"(?:^|[,;:])\W*(?:báo cáo|trình|gửi|nộp)(?!\w)[^,;:.]{0,80}$", re.IGNORECASE)
_GOES_ON = r"(?:trở đi|và (?:các|những) năm (?:tiếp theo|sau|kế tiếp|tới)|và những năm)"
_UP_TO_NOW = r"(?:đến|tới) nay"
_NAMED_DAY = re.compile(r"\bngày\s+(?:(?!\bngày\b)[^.;:()\d\n]){2,80}\(?\s?$", re.IGNORECASE)


def _cues_of(signs: Signs, span: CalendarSpan, floor: int) -> tuple[list[str], int]:
    """The cues before a date, or before the name of its day: "vào Ngày Chuyển đổi số quốc gia (10/10)"."""
    labels, start = cues_before(signs, span.start, floor)
    if not labels and span.bare and span.grain == "day":
        named = _NAMED_DAY.search(signs.text, max(floor, span.start - 90), span.start)
        if named is not None:
            return cues_before(signs, named.start(), floor)
    return labels, start


def _is_told_as_done(text: str, start: int, end: int, floor: int, manner: Manner) -> bool:
    """Whether the sentence reports instead of ordering: "đã hoàn thành trong tháng 9", "Đến tháng 9, tỉnh đã …"."""
    if stands_before(text, "(?:đã|chưa)", start, floor):
        return True
    return manner.startswith("duty") and opens_clause(text, start, floor) and stands_after(text, _DONE_AFTER, end)


def _rule_by_cues(
    signs: Signs, span: CalendarSpan, told: set[str], start: int, floor: int, manner: Manner
) -> _Ruled | None:
    """What the cues before a date make of it; ``None`` where they do not decide."""
    text = signs.text
    if "outlook" in told:
        return ("by", "outlook") if manner == "target_heading" and opens_clause(text, start, floor) else None
    last_day = next((label for label in _LAST_DAY if label in told), None)
    if last_day is not None:
        return "by", last_day
    if manner == "aside" and not told >= {"within", "from"}:
        return None
    if span.grain == "period":
        return _rule_period(text, span, told, start, floor, manner)
    if "from" in told:
        return None if stands_after(text, _UP_TO_NOW, span.end) else ("from", "from")
    if told & {"until", "end_of"}:
        plain = span.grain != "year" or "end_of" in told or manner in (*LINES, "target_heading")
        plain = plain or stands_after(text, _TARGET_FOLLOWS, span.end)
        return ("by", "until") if plain or _is_aimed(text, start, floor) else None
    if "within" in told:
        if stands_after(text, r"của(?!\w)", span.end):
            return None  # "các nhiệm vụ trong năm 2025 của Nghị quyết …"
        within: DeadlineKind = "on" if span.grain == "day" else "during"
        handed_in = span.grain in ("month", "quarter") and _HANDED_IN.search(clause_before(text, start, floor))
        return ("by", "complete") if handed_in or _is_to_complete(signs, start, floor) else (within, "within")
    if "at" in told:
        aimed = span.grain == "year" and (manner.startswith("target") or "%" in clause_before(text, start, floor))
        return ("by" if aimed else "on" if span.grain == "day" else "during"), "at"
    return None


def _rule_period(
    text: str, span: CalendarSpan, told: set[str], start: int, floor: int, manner: Manner
) -> _Ruled | None:
    """A period binds after "trong" or "từ"; years after "từ", "giai đoạn" only where they are no programme's name."""
    in_years = span.first[1:] == (1, 1) and span.last[1:] == (12, None)
    if told & {"within", "at"} or (manner in LINES and told & {"from", "phase"}):
        return "during", "period"
    if "from" in told and (not in_years or _is_aimed(text, start, floor)):
        return "during", "period"
    return ("during", "period") if "phase" in told and opens_clause(text, start, floor) else None


def _rule_on_line(signs: Signs, span: CalendarSpan, floor: int, manner: Manner) -> _Ruled:
    """What a date means that stands on a time line without a cue."""
    if stands_after(signs.text, _GOES_ON, span.end):
        return "from", "alone"
    completion = manner == "completion_line" and span.grain != "period"
    if completion or _is_to_complete(signs, span.start, floor):
        return "by", "alone"
    return ("on" if span.grain == "day" else "during"), "alone"


def _rule_by_place(
    text: str, span: CalendarSpan, labels: list[str], start: int, floor: int, manner: Manner
) -> _Ruled | None:
    """What a date without a deciding cue means: alone in brackets, at the head of a clause, or as an event's day."""
    if span.bare or set(labels) & {"apart", "outlook"}:
        return None
    if manner == "target_heading":
        return ("by", "heading") if span.grain in ("year", "period", "half_year") else None
    kind: DeadlineKind = "on" if span.grain == "day" else "during"
    after = text[span.end : span.end + 1]
    if not labels and text[start - 1 : start] == "(" and after == ")":
        return None if _is_anniversary(span) else (kind, "brackets")
    if opens_clause(text, start, floor) and (manner == "duty_heading" or after not in ("", "\n")):
        if stands_after(text, _COMPLETE_AFTER, span.end):
            return "by", "complete"
        if stands_after(text, _GOES_ON, span.end):
            return "from", "opens"
        return ("by" if manner == "target" and span.grain != "day" else kind), "opens"
    clause = clause_before(text, start, floor)
    if span.grain == "year" and not labels and _REACHED.search(clause):
        return "by", "reached"
    event = span.grain == "day" and holds_word("events", "words", clause) and not holds_word("names", "words", clause)
    return (kind, "event") if event else None


def _is_to_complete(signs: Signs, position: int, floor: int) -> bool:
    """Whether the clause says before a date, and before no other date, that something is to be completed."""
    index = bisect_left(signs.spans, position, key=lambda span: span.start)
    dated_until = signs.spans[index - 1].end if index else 0
    return _COMPLETE.search(clause_before(signs.text, position, max(floor, dated_until))) is not None


def _is_aimed(text: str, position: int, floor: int) -> bool:
    """Whether a year "đến năm …" sets an aim and is no part of a programme's name."""
    if opens_clause(text, position, floor) or stands_before(text, any_word("names", "aims"), position, floor):
        return True
    clause = clause_before(text, position, floor)
    return clause.rstrip().endswith((",", "(")) and not holds_word("names", "words", clause)


def _is_anniversary(span: CalendarSpan) -> bool:
    """Whether a period runs from a day to the same day of another year: "(02/9/1945 - 02/9/2025)"."""
    return span.grain == "period" and span.first.day is not None and span.first[1:] == span.last[1:]


def _day_before(point: Point) -> Point | None:
    if point.day is not None and point.day > 1:
        return point._replace(day=point.day - 1)
    if point.month > 1:
        return Point(point.year, point.month - 1, None)
    return Point(point.year - 1, 12, None) if point.year else None
