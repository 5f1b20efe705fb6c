"""How plans write numbers: "80%", "99,5%", "2.500 tỷ", "40 triệu", "ít nhất một", "60 - 70%", "hai phần ba", "gấp đôi".

A form, not an extractor: it says which value some words name and where they stand, never what is counted or promised.
A dot groups thousands and a comma starts the decimals (Nghị định 30/2020/NĐ-CP and every plan seen). What can be read
two ways is not read at all: "5,000", "170 000", "1.5", a year, a date, a document's number, the 5 of "5G".
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

Form = Literal["digits", "words", "fraction", "multiple"]


class Number(NamedTuple):
    """The number named by ``text[start:end]``, the sign % and "triệu" included, in single units.

    ``high`` is the upper end of a range. With ``percent`` the value is in hundredths of the whole; a ``fraction`` is a
    part of one whole (2/3 is 0.666667); a ``multiple`` is how many times as much ("gấp đôi" is 2).
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    percent: bool = False
    form: Form = "digits"


def read_number(text: str) -> Number | None:
    """The number that the whole text is; ``None`` where it is more than a number, or none, or not a sure one.

    >>> read_number("2.500 tỷ").value == 2_500_000_000_000
    True
    >>> read_number("99,5%").value, read_number("99,5%").percent
    (Decimal('99.5'), True)
    >>> read_number("5,000") is None
    True
    """
    found = find_numbers(text)
    whole = len(found) == 1 and not text[: found[0].start].strip() and not text[found[0].end :].strip()
    return found[0] if whole else None


def find_numbers(text: str) -> list[Number]:
    """Every number a text names for sure, in order and without overlap; years, dates and labels are none.

    >>> [str(n.value) for n in find_numbers("40 triệu người, 170.000 hộ, ít nhất một nhân sự")]
    ['40000000', '170000', '1']
    >>> [(str(n.value), str(n.high)) for n in find_numbers("từ 60-70% số xã; tăng 2,5-3%/năm")]
    [('60', '70'), ('2.5', '3')]
    >>> find_numbers("Nghị quyết số 57-NQ/TW ngày 22/12/2024; mạng 5G; giai đoạn 2026 - 2030")
    []
    """
    simple = _drop_overlaps([*_find_multiples(text), *_find_fractions(text), *_find_digits(text), *_find_words(text)])
    return [number for number in _join_ranges(text, simple) if max(number.value, number.high or 0) <= _LARGEST]


# --- the shapes --------------------------------------------------------------------------------------------------

# No plan counts further; a longer figure is a slip or an attack, and a wrong number is worse than none.
_LARGEST = Decimal(10) ** 18

_SP = r"[^\S\n]{0,3}"
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){1,6}(?:,\d{1,6})?\Z")
_PLAIN = re.compile(r"\d{1,12}(?:,\d{1,2}|,\d{4,6})?\Z")
_BELOW_ONE = re.compile(r"0,\d{1,6}\Z")
# "99.5%", "1.5 triệu": a dot before one or two digits is no thousands; alone it would be an item's label (1.5).
_DOTTED = re.compile(r"\d{1,3}\.\d{1,2}\Z")

# A run of digits with everything that can stand inside one, so that no part of a date, a code or "170 000" (thousands
# by another habit, or two numbers) is read by itself.
_RUN = re.compile(
    r"(?<![\w.,/])(?:\d{1,2}-\d{1,2}-\d{4}|\d{1,3}(?:[^\S\n]\d{3})+(?!\d)|\d+(?:[.,/:]\d+|[^\S\n]?/[^\S\n]?\d+)*)"
)
# What is a code and no number: "57-NQ/TW", "01 -KH/BCĐ", "5G", "06/CT", "COVID-19".
_CODE_AFTER = re.compile(r"\w|/\d|/[A-ZĐ]|\s?[-–]\s?[A-ZĐ]\w{0,8}[-/]|-[^\W\d]")
_CODE_BEFORE = re.compile(r"[^\W\d]-\Z")

_MULTIPLIERS = {
    "trăm": 100,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "vạn": 10_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
}
# "tỷ lệ", "tỉ trọng", "triệu tập" are words of their own; "nghìn tỷ" multiplies twice.
_SCALE = re.compile(
    rf"{_SP}(?P<first>trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ)(?:{_SP}(?P<second>triệu|tỷ|tỉ))?(?!\w)(?!\s(?:lệ|trọng|suất|số|tập)\b)",
    re.IGNORECASE,
)
_REST = re.compile(rf"{_SP}(\d{{1,3}})")
_PERCENT = re.compile(rf"{_SP}(?:%|phần trăm(?!\w))", re.IGNORECASE)


def _find_digits(text: str) -> list[Number]:
    """Numbers in figures, each with its scale ("triệu") and its sign (%)."""
    found: list[Number] = []
    for run in _RUN.finditer(text):
        if found and run.start() < found[-1].end:
            continue  # the 500 of "2 tỷ 500 triệu"
        number = _read_run(text, run.start(), run.end())
        if number is not None:
            found.append(number)
    return found


def _read_run(text: str, start: int, end: int) -> Number | None:
    run = text[start:end]
    if _CODE_BEFORE.search(text, max(0, start - 2), start):
        return None
    value, after = _scale(text, end, _read_digits(run))
    percent = _PERCENT.match(text, after)
    if value is None and (percent or _SCALE.match(text, end)) and _DOTTED.match(run):
        value, after = _scale(text, end, Decimal(run))
        percent = _PERCENT.match(text, after)
    after = percent.end() if percent else after
    if value is None or (_CODE_AFTER.match(text, after) and not percent) or (_is_year(run) and after == end):
        return None
    return Number(start, after, _tidy(value), percent=bool(percent))


def _read_digits(run: str) -> Decimal | None:
    """The value of figures written the one Vietnamese way; ``None`` where they could be another thing."""
    if _GROUPED.match(run) or _PLAIN.match(run) or _BELOW_ONE.match(run):
        return Decimal(run.replace(".", "").replace(",", "."))
    return None


def _tidy(value: Decimal) -> Decimal:
    """The same value without the noughts that scaling leaves: 1.5 × 1000000 prints as 1500000."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _is_year(run: str) -> bool:
    """Four figures without a dot from 1900 to 2099 are a year: two thousand is "2.000" in plans."""
    return len(run) == 4 and run[:2] in {"19", "20"}


def _scale(text: str, end: int, value: Decimal | None) -> tuple[Decimal | None, int]:
    """The value times the "nghìn", "triệu", "tỷ" after it, and where that ends; "2 tỷ 500 triệu" is one number."""
    scale = _SCALE.match(text, end) if value is not None else None
    if value is None or scale is None:
        return value, end
    factor = _factor(scale)
    more = _REST.match(text, scale.end())
    smaller = _SCALE.match(text, more.end()) if more else None
    if more and smaller and _factor(smaller) < factor:
        return value * factor + Decimal(more.group(1)) * _factor(smaller), smaller.end()
    return value * factor, scale.end()


def _factor(scale: re.Match[str]) -> int:
    second = scale.group("second")
    return _MULTIPLIERS[scale.group("first").lower()] * (_MULTIPLIERS[second.lower()] if second else 1)


# --- words -------------------------------------------------------------------------------------------------------

_UNITS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_LAST = {**_UNITS, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_NUMERAL = "|".join(sorted({*_LAST, *_MULTIPLIERS, "mười", "mươi", "linh", "lẻ"}, key=len, reverse=True))
_NUMERALS = re.compile(rf"(?<![\w-])(?:{_NUMERAL})(?:[^\S\n](?:{_NUMERAL}))*(?![\w-])")
# "một số", "một phần", "một cách": no count of one.
_NO_COUNT = re.compile(r"\s(?:số|phần|cách|loạt|vài|ít|chiều|mặt|bước|lòng|khi|là)\b")


def _find_words(text: str) -> list[Number]:
    """Numbers in words; in lower case only, for "Ba", "Năm" and "Sáu" begin names and headings."""
    found = []
    for match in _NUMERALS.finditer(text):
        words = match.group().split()
        end = match.end()
        while words and words[-1] == "năm" and not (len(words) > 1 and words[-2] in {"trăm", "linh", "lẻ"}):
            end -= len(words.pop()) + 1  # "mười năm" is ten years (fifteen is "mười lăm"), "năm" alone a year
        value = read_numerals(words)
        end = match.start() + len(text[match.start() : end].rstrip())
        if value is None or (words == ["một"] and _NO_COUNT.match(text, end)):
            continue
        percent = _PERCENT.match(text, end)
        after = percent.end() if percent else end
        found.append(Number(match.start(), after, Decimal(value), percent=bool(percent), form="words"))
    return found


def read_numerals(words: list[str]) -> int | None:
    """The value of Vietnamese numerals; ``None`` where they name none ("hàng trăm" has no figure before "trăm").

    >>> read_numerals("hai mươi lăm".split()), read_numerals("một trăm linh năm".split())
    (25, 105)
    >>> read_numerals("hai nghìn ba trăm".split()), read_numerals(["trăm"])
    (2300, None)
    """
    total = group = 0
    last: int | None = None  # a figure not yet multiplied
    for place, word in enumerate(words):
        if word in _LAST and last is None and (word in _UNITS or place > 0):
            last = _LAST[word]
        elif word == "mười" and last is None and group % 100 == 0:
            group += 10
        elif word == "mươi" and last is not None and group % 100 == 0:
            group, last = group + last * 10, None
        elif word == "trăm" and last is not None and group == 0:
            group, last = last * 100, None
        elif word in {"linh", "lẻ"} and group and group % 100 == 0 and last is None and place + 1 < len(words):
            continue
        elif word in _MULTIPLIERS and word != "trăm" and group + (last or 0):
            total, group, last = total + (group + (last or 0)) * _MULTIPLIERS[word], 0, None
        else:
            return None
    return (total + group + (last or 0)) or None


# --- parts and multiples -----------------------------------------------------------------------------------------

_SIXTH_PLACE = Decimal("0.000001")  # finer than any share a plan states, and short enough to print
# "1/3" alone may be the first of March, "34/34" a tally: a part is followed by the whole it is a part of.
_SLASHED = re.compile(r"(?<![\w.,/])(\d{1,2})/(\d{1,2})(?=\s(?:tổng\s)?(?:số|dân số|diện tích|thành viên|các)\b)")
_HALF = re.compile(r"(?<!\w)một nửa(?=\s(?:số|tổng|dân|diện tích)(?!\w))", re.IGNORECASE)  # "trên một nửa số hộ"
_SPOKEN = re.compile(r"(?<!\w)(một|hai|ba|bốn)\sphần\s(ba|tư|bốn|năm|sáu|tám|mười)(?!\w)(?:\s?\((\d)/(\d{1,2})\))?")
_PART_NAMES = {**_UNITS, "tư": 4, "mười": 10}
_TIMES = re.compile(
    rf"(?<!\w)gấp{_SP}(?:(?P<figure>đôi|rưỡi|ba|bốn|năm)(?!\w)"
    rf"|(?:trên |ít nhất |tối thiểu |khoảng |từ )?"
    rf"(?P<times>[\d,.]{{1,8}}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười){_SP}lần(?!\w))",
    re.IGNORECASE,
)
_FIGURES = {"đôi": Decimal(2), "rưỡi": Decimal("1.5"), "ba": Decimal(3), "bốn": Decimal(4), "năm": Decimal(5)}


def _find_fractions(text: str) -> list[Number]:
    found = []
    for match in _SLASHED.finditer(text):
        part, whole = int(match.group(1)), int(match.group(2))
        if part < whole:
            found.append(_fraction(match, part, whole))
    for match in _SPOKEN.finditer(text):
        part, whole = _PART_NAMES[match.group(1)], _PART_NAMES[match.group(2)]
        if part < whole and match.group(3) in {None, str(part)} and match.group(4) in {None, str(whole)}:
            found.append(_fraction(match, part, whole))
    return found + [_fraction(match, 1, 2) for match in _HALF.finditer(text)]


def _fraction(match: re.Match[str], part: int, whole: int) -> Number:
    value = (Decimal(part) / Decimal(whole)).quantize(_SIXTH_PLACE).normalize()
    return Number(match.start(), match.end(), value, form="fraction")


def _find_multiples(text: str) -> list[Number]:
    """How many times as much: "gấp đôi", "gấp 1,5 lần"; a bound inside ("gấp ít nhất 2 lần") is left to the reader."""
    found = []
    for match in _TIMES.finditer(text):
        figure, times = match.group("figure"), (match.group("times") or "").lower()
        value = _FIGURES[figure.lower()] if figure else _read_digits(times) or Decimal(read_numerals([times]) or 0)
        if value:
            found.append(Number(match.start(), match.end(), value, form="multiple"))
    return found


# --- ranges ------------------------------------------------------------------------------------------------------

_TO = re.compile(rf"{_SP}(?P<mark>[-–—÷]|đến){_SP}")


def _join_ranges(text: str, numbers: list[Number]) -> list[Number]:
    """Two numbers of one kind around a dash or "đến" are a range; a dash between others means nothing sure."""
    joined: list[Number] = []
    for number in numbers:
        link = _TO.fullmatch(text, joined[-1].end, number.start) if joined else None
        if link is None:
            joined.append(number)
        elif (both := _range(text, joined[-1], number)) is not None:
            joined[-1] = both
        elif link.group("mark") == "đến":
            joined.append(number)
        else:
            joined.pop()
    return joined


def _range(text: str, low: Number, high: Number) -> Number | None:
    """As in "60-70%", "1,5 - 2 triệu": the sign and the scale of the second hold for the first."""
    if low.high is not None or "multiple" in (low.form, high.form) or (low.percent and not high.percent):
        return None
    value = low.value
    if _bare_digits(text, low) == value and (unscaled := _bare_digits(text, high)):
        value = _tidy(value * (high.value / unscaled))
    return Number(low.start, high.end, value, high.value, high.percent, high.form) if value < high.value else None


def _bare_digits(text: str, number: Number) -> Decimal | None:
    """The figures of a number before "triệu" or % is counted in."""
    run = _RUN.match(text, number.start)
    return _read_digits(run.group()) if run else None


def _drop_overlaps(numbers: list[Number]) -> list[Number]:
    """In order of place; of two that begin together the longer stays ("hai phần ba", not "hai")."""
    kept: list[Number] = []
    for number in sorted(numbers, key=lambda number: (number.start, -number.end)):
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept
