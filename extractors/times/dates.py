"""How plans write the calendar: days, months, quarters, half years, years, and the periods between two of them.

A form, not an extractor: it says which stretch of the calendar some words name and where they stand, never what the
stretch binds (``deadlines``) or dates (``citations``, ``letterhead``). Nothing is guessed: a day that no calendar has
("31/02/2025") is not read, and one without a year keeps its year open.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

Grain = Literal["day", "month", "quarter", "half_year", "year", "period"]

_LEAP_YEAR = 2024  # a day without a year exists when a leap year has it


class Point(NamedTuple):
    """One end of a stretch. Without ``year`` the text names none; without ``day`` it is the month's last day."""

    year: int | None
    month: int
    day: int | None

    def on(self, year: int | None = None) -> date | None:
        """The day itself, in ``year`` where the text names none; ``None`` where it has no year or is no day at all.

        >>> Point(None, 10, 10).on(2025)
        datetime.date(2025, 10, 10)
        >>> Point(2025, 2, None).on()
        datetime.date(2025, 2, 28)
        """
        year = self.year or year
        if year is None:
            return None
        last = monthrange(year, self.month)[1]
        if self.day is not None and self.day > last:
            return None
        return date(year, self.month, self.day or last)


class CalendarSpan(NamedTuple):
    """A stretch of the calendar named by ``text[start:end]``, both its ends included.

    ``bare`` says that figures stand alone ("2026", "12/2025", "10/10"): they may be a date, or a share or a number.
    """

    start: int
    end: int
    grain: Grain
    first: Point
    last: Point
    bare: bool = False

    @property
    def year(self) -> int | None:
        """The year it ends in; ``None`` where the text names none."""
        return self.last.year


class DateSpan(NamedTuple):
    """One whole day, with its year, named by ``text[start:end]``."""

    start: int
    end: int
    on: date


def read_date(text: str) -> date | None:
    """The first whole day, month and year that a text names.

    >>> read_date("Hà Nội, ngày 21 tháng 3 năm 2025")
    datetime.date(2025, 3, 21)
    >>> read_date("ngày 31/02/2025") is None
    True
    """
    return next((found.on for found in find_dates(text)), None)


def find_dates(text: str) -> list[DateSpan]:
    """Every whole day a text names, in order, "ngày" before it included.

    >>> [found.on.isoformat() for found in find_dates("từ ngày 01/6/2025 đến ngày 30 tháng 6 năm 2025")]
    ['2025-06-01', '2025-06-30']
    """
    days = (span for span in _find_points(text) if span.grain == "day")
    return [DateSpan(span.start, span.end, on) for span in days if (on := span.first.on()) is not None]


def find_spans(text: str) -> list[CalendarSpan]:
    """Every stretch of the calendar a text names, in order; two joined by "đến" or a dash are one period.

    >>> [(s.grain, s.first.on(), s.last.on()) for s in find_spans("hoàn thành trong quý III năm /2025")]
    [('quarter', datetime.date(2025, 7, 1), datetime.date(2025, 9, 30))]
    >>> [(s.grain, s.first.on(), s.last.on()) for s in find_spans("từ ngày 01/6 đến ngày 30/6/2025")]
    [('period', datetime.date(2025, 6, 1), datetime.date(2025, 6, 30))]
    >>> [(s.grain, s.year) for s in find_spans("hằng năm, vào ngày 10/10")]
    [('day', None)]
    """
    return [span for span in _join_periods(text, _link_lists(text, _find_points(text))) if not _is_share(text, span)]


# --- the shapes --------------------------------------------------------------------------------------------------

_SP = r"\s{0,3}"
_BLANK = r"[^\S\n]{0,3}"  # where a new line would begin another paragraph
_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_IN_YEAR = r"n[aăâáàảãạắằẳẵặấầẩẫậ]m"  # before a year no other word stands that differs by its marks alone ("nám 2024")
# "năm 2025", "/2025", and the slips met: "năm /2025", ", năm 2025".
_OF_YEAR = rf"(?:{_SP},?{_SP}{_IN_YEAR}{_SP}/?{_SP}|{_BLANK}[/.,-]{_BLANK}){_YEAR}"
_DAY_SLASH_MONTH = r"(?P<d>\d{1,2})\s?/\s?(?P<m>\d{1,2})"
_TO_DAY = rf"{_BLANK}(?:[-–]|và|đến|,){_BLANK}(?:ngày{_SP})?"
_QUARTER = r"(?:IV|III|II|I|[1-4])\b"
_QUARTERS = rf"(?P<q>{_QUARTER}(?:{_BLANK}(?:,|-|–|và|đến){_BLANK}(?:quý{_SP})?{_QUARTER}){{0,3}})"
_ALONE = r"(?<![\w/.,])"  # not the tail of a document's number ("02/2025/TT") or of a quantity ("1.000")
_ENDED = r"(?![\d%]|\s?%|[/.,]\d|/\w)"

_NAMED: tuple[tuple[Grain, str], ...] = (
    ("day", rf"(?:\bngày{_SP}|{_ALONE})(?P<d>\d{{1,2}}){_SP}tháng{_SP}(?P<m>\d{{1,2}}){_OF_YEAR}"),
    ("day", rf"(?:\bngày{_SP}|{_ALONE}){_DAY_SLASH_MONTH}(?:\s?/\s?|{_SP},?{_SP}{_IN_YEAR}{_SP}){_YEAR}(?!/\w)"),
    ("day", rf"(?:\bngày{_SP}|{_ALONE})(?P<d>\d{{1,2}})(?P<mark>[.-])(?P<m>\d{{1,2}})(?P=mark){_YEAR}(?![./-]\w)"),
    ("day", rf"\bngày{_SP}(?P<d>\d{{1,2}}){_SP}tháng{_SP}(?P<m>\d{{1,2}})(?![\d/])"),
    ("day", rf"\bngày{_SP}{_DAY_SLASH_MONTH}{_ENDED}"),
    ("period", rf"\bngày{_SP}(?P<f>\d{{1,2}}){_TO_DAY}{_DAY_SLASH_MONTH}(?:\s?/\s?{_YEAR}|{_ENDED})"),
    ("period", rf"\bngày{_SP}(?P<f>\d{{1,2}}){_TO_DAY}(?P<d>\d{{1,2}}){_SP}tháng{_SP}(?P<m>\d{{1,2}}){_OF_YEAR}"),
    ("month", rf"\btháng{_SP}(?P<m>\d{{1,2}}){_OF_YEAR}"),
    ("month", rf"\btháng{_SP}(?P<m>\d{{1,2}})(?![\d/]|[.,]\d)"),
    ("quarter", rf"\bqu[ýíy]{_SP}{_QUARTERS}{_OF_YEAR}"),
    ("quarter", rf"\bqu[ýí]{_SP}{_QUARTERS}"),
    ("half_year", rf"(?<!\d)(?:0?6|sáu){_SP}tháng{_SP}(?P<h>đầu|cuối){_SP}năm(?:{_SP}{_YEAR})?"),
    ("half_year", rf"\bnửa{_SP}(?P<h>đầu|cuối|sau){_SP}năm(?:{_SP}{_YEAR})?"),
    ("year", rf"(?<!việt )\b{_IN_YEAR}{_SP}/?{_YEAR}(?!/\w)"),
)
_BARE: tuple[tuple[Grain, str], ...] = (
    ("day", rf"{_ALONE}{_DAY_SLASH_MONTH}{_ENDED}"),
    ("month", rf"{_ALONE}(?P<m>\d{{1,2}}){_BLANK}/{_BLANK}{_YEAR}(?!/\w|-(?-i:[A-ZĐ]{{2}}))"),
    ("year", rf"{_ALONE}{_YEAR}{_ENDED}"),
)
_SHAPES = tuple(
    (grain, bare, re.compile(shape, re.IGNORECASE))
    for shapes, bare in ((_NAMED, False), (_BARE, True))
    for grain, shape in shapes
)


@lru_cache(maxsize=8)  # a plan's whole text is asked for by its deadlines and, soon after, by its targets
def _find_points(text: str) -> tuple[CalendarSpan, ...]:
    """What each shape finds, the longest where several begin together; what no calendar has hides what is in it."""
    found = [(match, grain, bare) for grain, bare, shape in _SHAPES for match in shape.finditer(text)]
    found.sort(key=lambda item: (item[0].start(), -item[0].end(), item[2]))
    spans: list[CalendarSpan] = []
    free_from = 0
    for match, grain, bare in found:
        if match.start() < free_from:
            continue
        free_from = match.end()
        if (ends := _read_ends(grain, match.groupdict())) is not None:
            spans.append(CalendarSpan(*match.span(), grain, *ends, bare))
    return tuple(spans)


def _read_ends(grain: Grain, parts: dict[str, str | None]) -> tuple[Point, Point] | None:
    year, month, day, first_day = (int(parts.get(name) or "0") for name in "ymdf")
    match grain:
        case "day":
            return _day_ends(year or None, month, day)
        case "period":
            first, last = _day_ends(year or None, month, first_day), _day_ends(year or None, month, day)
            return (first[0], last[1]) if first and last and first_day < day else None
        case "month":
            return _month_ends(year or None, month, 1)
        case "quarter":
            opening, closing = _read_quarters(parts["q"] or "")
            return (
                _month_ends(year or None, 3 * opening - 2, 3 * (closing - opening + 1)) if opening <= closing else None
            )
        case "half_year":
            return _month_ends(year or None, 1 if (parts["h"] or "").lower() == "đầu" else 7, 6)
        case _:
            return _month_ends(year or None, 1, 12)


def _day_ends(year: int | None, month: int, day: int) -> tuple[Point, Point] | None:
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year or _LEAP_YEAR, month)[1]):
        return None
    return Point(year, month, day), Point(year, month, day)


def _month_ends(year: int | None, month: int, count: int) -> tuple[Point, Point] | None:
    if not 1 <= month <= 12:
        return None
    return Point(year, month, 1), Point(year, month + count - 1, None)


def _read_quarters(quarters: str) -> tuple[int, int]:
    """The first and the last of "III", "III, IV", "III và quý IV".

    >>> _read_quarters("III và quý IV")
    (3, 4)
    """
    named = re.findall(_QUARTER, quarters, re.IGNORECASE)
    numbers = [int(name) if name.isdigit() else ("I", "II", "III", "IV").index(name.upper()) + 1 for name in named]
    return numbers[0], numbers[-1]


# --- what stands together ----------------------------------------------------------------------------------------

_LISTED = re.compile(rf"{_BLANK}(?:,|và|hoặc){_BLANK}", re.IGNORECASE)
_TO = rf"(?:{_BLANK}[-–—]{_SP}|{_SP},?{_SP}(?:cho{_SP})?(?:đến|tới){_SP})"
_JOINED = re.compile(rf"{_TO}(?:(?:hết|cuối){_SP})?", re.IGNORECASE)
# A day named for something, or a last day: "Ngày Chuyển đổi số quốc gia (10/10)", "Ngày Pháp luật 09/11", "trước 15/6".
_SAYS_DAY = re.compile(
    r"\b[Nn]gày\s+(?:[^.;:()\d\n]{2,80}\(\s?|[A-ZĐÀ-Ỹ][^.;:()\d\n]{2,60}\s)$"
    r"|\b(?:[Tt]rước|[Cc]hậm nhất|[Mm]uộn nhất)(?: là)?\s$"
)


def _link_lists(text: str, points: Sequence[CalendarSpan]) -> list[CalendarSpan]:
    """Give the members of a list what only one of them says: "ngày 01/6 và 15/11", "năm 2025, 2026"."""
    linked = list(points)
    for i, (left, right) in enumerate(pairwise(points)):
        if left.grain == right.grain and _LISTED.fullmatch(text, left.end, right.start):
            linked[i + 1] = right._replace(bare=right.bare and linked[i].bare)
            if left.first[1:] <= _closing(right):
                linked[i] = _in_year_of(linked[i], right)
    return linked


def _join_periods(text: str, points: list[CalendarSpan]) -> list[CalendarSpan]:
    joined: list[CalendarSpan] = []
    for point in points:
        if joined and _JOINED.fullmatch(text, joined[-1].end, point.start):
            period = _period(joined[-1], point)
            if period is not None:
                joined[-1] = period
                continue
        joined.append(point)
    return joined


def _period(left: CalendarSpan, right: CalendarSpan) -> CalendarSpan | None:
    """From the first day of one to the last of the other; ``None`` where that runs backwards or mixes with a share."""
    left = _in_year_of(left, right)
    if left.year is not None and right.year is None:
        return None
    if (left.year or 0, left.first[1:]) > (right.year or 0, _closing(right)):
        return None
    bare = left.bare and right.bare
    return CalendarSpan(left.start, right.end, "period", left.first, right.last, bare)


def _closing(span: CalendarSpan) -> tuple[int, int]:
    return span.last.month, span.last.day or 31


def _in_year_of(span: CalendarSpan, other: CalendarSpan) -> CalendarSpan:
    """The span in the year that the one after it names, or in the year before where it would end after that one."""
    if span.year is not None or other.year is None:
        return span
    year = other.year if span.first[1:] <= _closing(other) else other.year - 1
    return span._replace(first=span.first._replace(year=year), last=span.last._replace(year=year))


def _is_share(text: str, span: CalendarSpan) -> bool:
    """Whether a bare "1/3" is no day: nothing before it says that it is one."""
    if span.grain != "day" or not span.bare or span.year is not None:
        return False
    return _SAYS_DAY.search(text, max(0, span.start - 100), span.start) is None
