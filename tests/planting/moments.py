"""Dates as plans word them, moved: "trước ngày 30/6/2026" by two months is "trước ngày 30/8/2026"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_MONTH = re.compile(r"\b(tháng )(\d{1,2})/(\d{4})\b", re.IGNORECASE)
_QUARTER = re.compile(r"\b(quý )(I{1,3}|IV)/(\d{4})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(năm )(\d{4})\b", re.IGNORECASE)
_QUARTERS = ["I", "II", "III", "IV"]


def move_moment(words: str, months: int) -> str:
    """The same words for another time; a quarter and a year move by whole ones.

    >>> move_moment("hoàn thành trước ngày 30/6/2026", 2), move_moment("hoàn thành trong quý IV/2026", 2)
    ('hoàn thành trước ngày 30/8/2026', 'hoàn thành trong quý I/2027')
    >>> move_moment("từ tháng 9/2026", -3), move_moment("trong năm 2027", 2)
    ('từ tháng 6/2026', 'trong năm 2028')
    """
    sign = 1 if months > 0 else -1
    if match := _DAY.search(words):
        year, month = _add(int(match[3]), int(match[2]), months)
        day = min(int(match[1]), monthrange(year, month)[1])
        moved = f"{day}/{month}/{year}"
    elif match := _MONTH.search(words):
        year, month = _add(int(match[3]), int(match[2]), months)
        moved = f"{match[1]}{month}/{year}"
    elif match := _QUARTER.search(words):
        year, month = _add(int(match[3]), 3 * _QUARTERS.index(match[2].upper()) + 1, 3 * sign)
        moved = f"{match[1]}{_QUARTERS[(month - 1) // 3]}/{year}"
    elif match := _YEAR.search(words):
        moved = f"{match[1]}{int(match[2]) + sign}"
    else:
        return words
    return words[: match.start()] + moved + words[match.end() :]


def first_day_of(words: str) -> date:
    """The first day of the time that words name; the last day there is where they name none."""
    if match := _DAY.search(words):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := _MONTH.search(words):
        return date(int(match[3]), int(match[2]), 1)
    if match := _QUARTER.search(words):
        return date(int(match[3]), 3 * _QUARTERS.index(match[2].upper()) + 1, 1)
    match = _YEAR.search(words)
    return date(int(match[2]), 1, 1) if match else date.max


def last_day_of(words: str) -> date:
    """The last day of the time that words name."""
    first = first_day_of(words)
    if _DAY.search(words) or first == date.max:
        return first
    months = 1 if _MONTH.search(words) else 3 if _QUARTER.search(words) else 12
    month = first.month + months - 1
    return date(first.year, month, monthrange(first.year, month)[1])


def _add(year: int, month: int, months: int) -> tuple[int, int]:
    years, index = divmod(month - 1 + months, 12)
    return year + years, index + 1
