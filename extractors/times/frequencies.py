"""How plans write how often: "hằng quý, 06 tháng, 01 năm", "định kỳ", "02 lần/năm".

A form like ``dates``: it says which rhythm some words name and where they stand, never whether they bind a task ("dự
toán ngân sách hằng năm" names a rhythm and binds nothing).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from extractors.records import Every

# How the rhythm is said: by "định kỳ", by "hằng" or "mỗi", or by a count ("02 lần/năm", "06 tháng một lần").
Manner = Literal["periodic", "each", "count"]


class Frequency(NamedTuple):
    """One rhythm named by ``text[start:end]``; ``every`` and ``rrule`` (iCalendar) are empty where it has no period.

    ``every`` is empty too for a period that has no word of its own ("hằng ngày", "05 năm một lần"): see ``rrule``.
    """

    start: int
    end: int
    manner: Manner
    every: Every | None
    rrule: str | None


_COUNTS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "sáu": 6}
_MONTHS = {"tháng": 1, "quý": 3, "năm": 12}
_COUNT = r"(?:\d{1,2}|một|hai|ba|bốn|sáu)"
_EACH = r"(?:h[ằàă]ng|mỗi|từng|theo)"
# Not "năm 2025", "tháng 12", "năm học", "tháng cuối", "năm sau"; but "hằng năm trước ngày 15/12".
_OF_ANOTHER_UNIT = (
    r"(?:\d(?!\d?\slần)|học|tài|đầu|cuối|sau(?!\skhi)|trước(?!\s(?:ngày|khi|\d))|nay|tới|qua|liên|thứ|[IVX]+\b)"
)
_UNIT = rf"(?:ngày|tuần|tháng|quý|năm)\b(?![^\S\n]{{0,2}}{_OF_ANOTHER_UNIT})"
_ONCE = r"(?:\s?/\s?lần|\s(?:một|1|01)\slần)"
_TERM = re.compile(
    rf"(?P<each>{_EACH}\s{{1,3}})?(?P<n>{_COUNT}\s{{1,3}})?(?P<unit>{_UNIT})(?P<once>{_ONCE})?", re.IGNORECASE
)
_OPENERS = re.compile(
    rf"(?P<periodic>\b[đd][ịi]nh\s{{1,3}}k[ỳìyi]\b)"
    rf"|(?<!\w)(?P<times>\d{{1,2}})\slần\s?/\s?(?:(?P<per_n>\d{{1,2}})\s)?(?P<per>{_UNIT})"
    rf"|(?<!\w)(?P<each>(?:h[ằàă]ng|mỗi)\s{{1,3}}{_UNIT})"
    rf"|(?<!\w)(?P<once>{_COUNT}\s{{1,3}}{_UNIT}{_ONCE})"
    # "báo cáo năm trước ngày 15/12": the report of a year, and so every year's.
    rf"|(?<!\w)báo cáo\s(?:sơ kết\s|tổng kết\s)?(?P<report>(?:0?6\s|sáu\s)?{_UNIT})(?=\s\(?(?:trước|chậm nhất)\b)"
    rf"(?![^,.;\n]{{0,60}}h[ằà]ng\s)",
    re.IGNORECASE,
)
# "ngân hàng năm 2025", "khách hàng tháng …": the end of another word.
_OTHER_WORD = re.compile(r"(?:ngân|khách|bán|mặt|cửa|đơn|giao|nhà|kho|mua)\s$", re.IGNORECASE)
_THEN = re.compile(r"\s{0,2}(?:,|/|-|và|hoặc|\()\s{0,2}(?:định\skỳ\s)?", re.IGNORECASE)
_TIMES = re.compile(rf"\s(?P<times>{_COUNT})\slần\b", re.IGNORECASE)
_LISTED_ALONE = re.compile(
    r"\s{0,2}(?:[,;.):/]|$|\n|(?:và|hoặc|đột xuất|báo cáo|tổng hợp|tổ chức|đánh giá|sơ kết)\b)", re.IGNORECASE
)
_AFTER_PERIODIC = re.compile(r"\s{0,2}[(:]?\s{0,2}(?:vào\s)?", re.IGNORECASE)


def find_frequencies(text: str) -> list[Frequency]:
    """Every rhythm a text names, one a period, in order.

    >>> text = "định kỳ hằng quý, 06 tháng, 01 năm báo cáo"
    >>> [(found.every, text[found.start : found.end]) for found in find_frequencies(text)]
    [('quarter', 'định kỳ hằng quý'), ('half_year', '06 tháng'), ('year', '01 năm')]
    >>> [(f.every, f.rrule) for f in find_frequencies("Định kỳ sơ kết, mỗi năm một lần")]
    [(None, None), ('year', 'FREQ=YEARLY')]
    >>> find_frequencies("khách hàng năm 2025")
    []
    """
    found: list[Frequency] = []
    for opener in _OPENERS.finditer(text):
        if (found and opener.start() < found[-1].end) or _OTHER_WORD.search(text, opener.start() - 6, opener.start()):
            continue
        found.extend(_read_from(text, opener))
    return found


def _read_from(text: str, opener: re.Match[str]) -> list[Frequency]:
    start, end = opener.span("report") if opener["report"] else opener.span()
    if opener["times"]:
        period = _share_period(int(opener["times"]), _count(opener["per_n"]), opener["per"])
        return [Frequency(start, end, "count", *period)]
    if not opener["periodic"]:
        term = _TERM.match(text, start)
        said: Manner = "each" if opener["each"] or opener["report"] else "count"
        return _read_list(text, start, term, said) if term else []
    glue = _AFTER_PERIODIC.match(text, end)
    term = _TERM.match(text, glue.end() if glue else end)
    return _read_list(text, start, term, "periodic") if term else [Frequency(start, end, "periodic", None, None)]


def _read_list(text: str, start: int, first: re.Match[str], manner: Manner) -> list[Frequency]:
    """The first period, and those listed after it: "hằng quý, 06 tháng, 01 năm"."""
    found: list[Frequency] = []
    term: re.Match[str] | None = first
    while term is not None:
        times = _TIMES.match(text, term.end())
        period = _share_period(_count(times["times"]) if times else 1, _count(term["n"]), term["unit"])
        found.append(Frequency(start, times.end() if times else term.end(), manner, *period))
        then = _THEN.match(text, found[-1].end)
        term = _TERM.match(text, then.end()) if then else None
        if term is not None and not _is_listed(text, term):
            break
        start = term.start() if term else start
    return found


def _is_listed(text: str, term: re.Match[str]) -> bool:
    """Whether a term after a comma goes on with the list: not "hằng năm, tháng hành động …" nor "hằng năm, 05 ngày"."""
    if term["each"] or term["once"]:
        return True
    return term["unit"].lower() != "ngày" and (
        term["n"] is not None or _LISTED_ALONE.match(text, term.end()) is not None
    )


def _count(words: str | None) -> int:
    number = (words or "1").strip().lower()
    return int(number) if number.isdecimal() else _COUNTS[number]


def _share_period(times: int, count: int, unit: str) -> tuple[Every | None, str | None]:
    """The period between two of so many times: "02 lần/năm" is every half year; nothing where months do not divide."""
    if times == 1:
        return _name_period(count, unit)
    months = count * _MONTHS.get(unit.lower(), 0)
    return _name_period(months // times, "tháng") if times and months and months % times == 0 else (None, None)


def _name_period(count: int, unit: str) -> tuple[Every | None, str | None]:
    """The period's word and its iCalendar rule.

    >>> _name_period(6, "tháng"), _name_period(5, "năm")
    (('half_year', 'FREQ=MONTHLY;INTERVAL=6'), (None, 'FREQ=YEARLY;INTERVAL=5'))
    """
    unit = unit.lower()
    if count < 1:
        return None, None
    if unit in ("ngày", "tuần"):
        freq = "FREQ=DAILY" if unit == "ngày" else "FREQ=WEEKLY"
        every: Every | None = "week" if unit == "tuần" and count == 1 else None
        return every, freq if count == 1 else f"{freq};INTERVAL={count}"
    months = count * _MONTHS[unit]
    if months % 12 == 0:
        years = months // 12
        return ("year", "FREQ=YEARLY") if years == 1 else (None, f"FREQ=YEARLY;INTERVAL={years}")
    named: dict[int, Every] = {1: "month", 3: "quarter", 6: "half_year"}
    return named.get(months), "FREQ=MONTHLY" if months == 1 else f"FREQ=MONTHLY;INTERVAL={months}"
