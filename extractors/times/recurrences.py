"""How a rhythm binds: a date that comes round every year, "hằng quý, 06 tháng, 01 năm", "định kỳ", "thường xuyên"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.times.dates import CalendarSpan, Point
from extractors.times.frequencies import Frequency
from extractors.times.time_signs import (
    LINES,
    Binding,
    Manner,
    Signs,
    any_word,
    begin_within,
    clause_before,
    clause_end,
    close_bracket,
    cues_before,
    holds_word,
    opens_clause,
    stands_after,
    stands_before,
)

_WITH_DAYS = ("year", "half_year", "quarter")  # a day and month has no place in a rhythm of weeks or months
_NEAR = 60  # characters at most between "ngày 01/6 và 15/11" and the "hằng năm" that says of which year


def find_rhythm_of(signs: Signs, span: CalendarSpan, start: int, end: int) -> Frequency | None:
    """The rhythm in which a date without a year comes round: "ngày 10/10 hằng năm", "Hằng năm (trước ngày 15/12)".

    It is looked for within ``text[start:end]``; ``None`` where the date stands for itself.
    """
    if span.year is not None:
        return None
    opening = span.start - len(clause_before(signs.text, span.start, start))
    closing = clause_end(signs.text, span.end, min(end, span.end + _NEAR))
    told = [rhythm for rhythm in begin_within(signs.rhythms, opening, closing) if rhythm.every in _WITH_DAYS]
    before = [rhythm for rhythm in told if rhythm.end <= span.start]
    after = [rhythm for rhythm in told if span.end <= rhythm.start and rhythm.end <= end]
    if before and len(signs.text[before[-1].end : span.start].split()) <= 2:
        return before[-1]
    yearly = next((rhythm for rhythm in (*after, *reversed(before)) if rhythm.every == "year"), None)
    if yearly is None and before:
        # "định kỳ 6 tháng báo cáo … trước ngày 15/6 và trước ngày 01/12": each of its days comes round every year.
        return before[-1]._replace(every="year", rrule="FREQ=YEARLY")
    return yearly


def read_recurring_date(signs: Signs, span: CalendarSpan, rhythm: Frequency, floor: int, manner: Manner) -> Binding:
    """A date that comes round; its quote holds the rhythm too where the two stand together."""
    start, end = cues_before(signs, span.start, floor)[1], span.end
    if rhythm.start >= end:
        end = rhythm.end
    elif 0 <= start - rhythm.end <= 10:
        start = rhythm.start
    end = close_bracket(signs.text, start, end)
    first, last = span.first, span.last
    return Binding(
        start,
        end,
        "recurring",
        f"{manner}.date_and_rhythm",
        every=rhythm.every,
        month_day=f"{first.month:02}-{first.day:02}" if first == last and first.day is not None else None,
        rrule=_yearly_rule(first, last) if rhythm.every == "year" else rhythm.rrule,
    )


def read_rhythms(
    signs: Signs, rhythms: list[Frequency], dated: list[Binding], floor: int, manner: Manner
) -> Iterator[Binding]:
    """The rhythms that bind. Those of one list ("hằng quý, 06 tháng, 01 năm") bind or do not bind together."""
    told: list[tuple[Frequency, bool]] = []
    date_ends = {binding.end for binding in dated}
    for rhythm in rhythms:
        listed = bool(told) and told[-1][0].manner == rhythm.manner and 0 <= rhythm.start - told[-1][0].end <= 8
        binds = told[-1][1] if listed else manner in LINES or _is_ordered(signs.text, rhythm, date_ends, floor)
        told.append((rhythm, binds))
    places = [(binding.start, binding.end) for binding in dated if binding.kind == "recurring"]
    places = sorted([*places, *((rhythm.start, rhythm.end) for rhythm, binds in told if binds and rhythm.rrule)])
    for rhythm, binds in told:
        if binds and (rhythm.rrule or not _leads_to_another(signs.text, rhythm, places)):
            start, end, rrule = _name_day_of(signs.text, rhythm)
            start = cues_before(signs, start, floor)[1] if start < rhythm.start else start
            yield Binding(start, end, "recurring", f"{manner}.{rhythm.manner}", every=rhythm.every, rrule=rrule)


def is_steady(text: str, start: int, end: int, floor: int, ceiling: int) -> bool:
    """Whether "thường xuyên" at ``text[start:end]`` is the manner of an ordered action, not of a name, state or aim."""
    if stands_before(text, any_word("steady", "after"), start, floor):
        return False
    if stands_after(text, rf"{any_word('steady', 'before')}(?!\w)", end):
        return False
    if holds_word("steady", "kinds", " ".join(text[max(floor, start - 40) : start].split()[-4:])):
        return False
    if stands_before(text, "nhiệm vụ", start, floor):
        return _is_tag(text, start, end, floor, ceiling)
    return _AIM.search(clause_before(text, start, floor)[-80:]) is None


# --- dates that come round ---------------------------------------------------------------------------------------


def _yearly_rule(first: Point, last: Point) -> str:
    months = ",".join(str(month) for month in range(first.month, last.month + 1))
    if first.month == last.month and first.day is not None and last.day is not None:
        days = ",".join(str(day) for day in range(first.day, last.day + 1))
        return f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={days}"
    return f"FREQ=YEARLY;BYMONTH={months}" if first.month <= last.month else "FREQ=YEARLY"


# --- rhythms alone -----------------------------------------------------------------------------------------------

_WEEKDAYS = {"hai": "MO", "ba": "TU", "tư": "WE", "năm": "TH", "sáu": "FR", "bảy": "SA", "nhật": "SU"}
_WEEKDAY = re.compile(r"(?:thứ\s(?P<day>hai|ba|tư|năm|sáu|bảy)|chủ\s(?P<sunday>nhật))\s{1,2}$", re.IGNORECASE)
_MONTH_DAY_BEFORE = re.compile(r"\bngày\s(?P<day>\d{1,2})(?:\scủa)?\s{1,2}$", re.IGNORECASE)
_MONTH_DAY_AFTER = re.compile(
    r"\s{0,2}[,(]?\s{0,2}(?:trước|vào|chậm nhất(?: là)?)\sngày\s(?P<day>\d{1,2})(?![\d/]|\stháng)", re.IGNORECASE
)
_AND_BEFORE = re.compile(r"\s{1,3}và\s{1,3}$", re.IGNORECASE)
_CLAUSE_CLOSED = re.compile(r"\s{0,2}(?:[.;](?=\s|$)|\)|\n|$)")
_LINKS = re.compile(r"(?<!\w)(?:trên|tại|ở|cho|với|về|vào|trong|đến|tới|theo|từ)(?!\w)", re.IGNORECASE)
_LONGEST_NAME = 12  # words: "Kế hoạch phát triển kinh tế - xã hội của thành phố hằng năm"


def _is_ordered(text: str, rhythm: Frequency, date_ends: set[int], floor: int) -> bool:
    """Whether a rhythm in running text says how often something is to be done."""
    if rhythm.manner != "each" or _name_day_of(text, rhythm)[2] != rhythm.rrule:
        return True
    joined = _AND_BEFORE.search(text, max(floor, rhythm.start - 8), rhythm.start)
    if (joined is not None and joined.start() in date_ends) or _closes_order(text, rhythm, floor):
        return True
    acts = stands_after(text, rf",?\s?{any_word('rhythm', 'actions')}(?!\w)", rhythm.end)
    if opens_clause(text, rhythm.start, floor):
        return rhythm.every is not None or acts
    left = " ".join(text[max(floor, rhythm.start - 40) : rhythm.start].split()[-4:])
    if stands_before(text, any_word("rhythm", "reports"), rhythm.start, floor):
        return not stands_after(text, "của", rhythm.end) and not holds_word("rhythm", "recurring_things", left)
    return acts and not holds_word("rhythm", "recurring_things", left)


def _closes_order(text: str, rhythm: Frequency, floor: int) -> bool:
    """Whether a rhythm closes a sentence as its word on time: "niêm yết giá trên bảng tin của trường hằng tháng."

    Not where the last thing named recurs by itself ("đưa vào | sinh hoạt chi bộ hằng tháng"). "Hằng năm" closes many
    names, so there the sentence must also open with an action ("Tổ chức ngày hội … hằng năm.").
    """
    if rhythm.every is None or _CLAUSE_CLOSED.match(text, rhythm.end) is None:
        return False
    clause = clause_before(text, rhythm.start, floor)
    named = _LINKS.split(" ".join(clause.split()[-_LONGEST_NAME:]))[-1]
    if holds_word("rhythm", "recurring_things", named) or holds_word("rhythm", "recurring_names", named):
        return False
    return rhythm.every != "year" or stands_after(clause, rf"{any_word('rhythm', 'actions')}(?!\w)", 0)


def _leads_to_another(text: str, rhythm: Frequency, places: list[tuple[int, int]]) -> bool:
    """Whether a bare "định kỳ" only leads to a rhythm told beside it: "định kỳ trước ngày 01/6 hằng năm"."""
    for start, end in begin_within(places, rhythm.start - _NEAR, rhythm.end + 26):
        if start >= rhythm.end and not re.search(r"[,.;]", text[rhythm.end : start]):
            return True
        if 0 <= rhythm.start - end <= 3 or start < rhythm.start < end:
            return True
    return False


def _name_day_of(text: str, rhythm: Frequency) -> tuple[int, int, str | None]:
    """The place and rule of a rhythm, with the day of the week or month that stands beside it, if one does."""
    start, end, rrule = rhythm.start, rhythm.end, rhythm.rrule
    if rhythm.every == "week" and (weekday := _WEEKDAY.search(text, max(0, start - 12), start)):
        name = weekday["day"] or weekday["sunday"]
        return weekday.start(), end, f"{rrule};BYDAY={_WEEKDAYS[name.lower()]}"
    if rhythm.every == "month":
        before = _MONTH_DAY_BEFORE.search(text, max(0, start - 16), start)
        day = before or _MONTH_DAY_AFTER.match(text, end)
        if day is not None and 1 <= int(day["day"]) <= 31:
            place = (before.start(), end) if before else (start, day.end())
            return *place, f"{rrule};BYMONTHDAY={int(day['day'])}"
    return start, end, rrule


# --- "thường xuyên" ----------------------------------------------------------------------------------------------

# "trở thành phong trào thường xuyên, liên tục", but not "hoàn thành", "thành phố", "thành lập".
_AIM = re.compile(
    r"(?<!\w)(?<!hoàn )(?:trở )?thành\s+(?!phố|viên|lập|phần|tích|công|ủy)(?:[^\s,]+\s+){0,8}$", re.IGNORECASE
)


def _is_tag(text: str, start: int, end: int, floor: int, ceiling: int) -> bool:
    """Whether ", nhiệm vụ thường xuyên;" closes an order as its only word on time."""
    left = text[max(floor, start - 12) : start]
    closed = end >= ceiling or re.match(r"\s*(?:[.;)\n]|$)", text[end:ceiling]) is not None
    return closed and re.search(r"[,;(–-]\s*nhiệm vụ\s*$", left, re.IGNORECASE) is not None
