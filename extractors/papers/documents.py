"""How documents are named: their kinds, and numbers such as 125/KH-UBND, 57-NQ/TW, 163/2024/QH15.

A form, not an extractor: it says what words and marks name a document and where they stand, never whether the document
is the plan itself (``letterhead``) or one that it cites (``citations``). A number is a running number, a year in legal
acts, then marks: of the kind of document, then of the issuer (``lexicon/documents.toml``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractors.lexicon import load_lexicon
from extractors.records import Level
from extractors.text.folding import fold


class DocumentNumber(NamedTuple):
    """A number at ``text[start:end]``; ``printed`` without the blanks that typists leave in it."""

    start: int
    end: int
    printed: str
    year: int | None
    marks: tuple[str, ...]

    @property
    def symbol(self) -> str:
        """The marks as printed, after the running number: "KH-UBND" of "125/KH-UBND"."""
        return re.split(r"[-–/]", self.printed, maxsplit=2 if self.year else 1)[-1]


class NamedType(NamedTuple):
    """A kind of document named at ``text[start:end]``, spelt as the lexicon spells it."""

    start: int
    end: int
    name: str


def find_numbers(text: str) -> list[DocumentNumber]:
    """Every document number in a text, in order.

    >>> [number.printed for number in find_numbers("Nghị quyết số 57- NQ/TW; Luật số 08/2022/QH15 và 01 -KH/BCĐ")]
    ['57-NQ/TW', '08/2022/QH15', '01-KH/BCĐ']
    >>> find_numbers("giai đoạn 2026 - 2030, 3/12 nền tảng, Mẫu số 06/BBKP, mạng 4G/5G")
    []
    """
    numbers: list[DocumentNumber] = []
    position = 0
    while (match := _SERIAL.search(text, position)) is not None:
        number = _read_number(text, match, numbers[-1].end if numbers else None)
        if number is not None:
            numbers.append(number)
        position = number.end if number else match.end("serial")
    return numbers


def make_number_key(printed: str) -> str:
    """What two ways of writing one number have in common: no separators, leading zeros, marks on letters or case.

    >>> make_number_key("337/KH-TU") == make_number_key("337-KH/TU") == make_number_key("0337/kh-tu")
    True
    >>> make_number_key("02/2025/TT-BGDĐT")
    '2-2025-TT-BGDDT'
    """
    serial, *marks = [part for part in re.split(r"[^\w&]+", fold(printed).upper()) if part] or [""]
    return "-".join([serial.lstrip("0") or serial, *marks])


def find_types(text: str) -> list[NamedType]:
    """Every kind of document that a text names, in order, the longest name where several fit.

    >>> [found.name for found in find_types("Chương trình hành động và kế hoạch; QUY CHẾ LÀM VIỆC")]
    ['Chương trình hành động', 'Kế hoạch', 'Quy chế làm việc']
    """
    names = _spellings()
    return [
        NamedType(match.start(), match.end(), names[_plain(match.group())]) for match in _type_pattern().finditer(text)
    ]


def read_type(text: str, start: int = 0) -> NamedType | None:
    """The kind of document that is named right at ``start``; ``None`` where none is."""
    match = _type_pattern().match(text, start)
    return NamedType(start, match.end(), _spellings()[_plain(match.group())]) if match else None


def find_type_before(text: str, end: int) -> NamedType | None:
    """The kind of document whose number begins at ``end``: "Kế hoạch số", "Luật Bầu cử … số", "Nghị quyết".

    >>> read = "theo Kết luận liên ngành tư pháp số 23/KL"
    >>> find_type_before(read, read.index("23"))
    NamedType(start=5, end=13, name='Kết luận')
    """
    start = max(0, end - _REACH)
    window = text[start:end]
    clause = max((match.end() for match in _CLAUSE_END.finditer(window)), default=0)
    for found in reversed(find_types(window[clause:])):
        between = window[clause + found.end :]
        is_law = found.name in _LAWS
        if _NEXT_TO_NUMBER.fullmatch(between) or (
            window[clause + found.start].isupper() and (_LONG_NAME if is_law else _SHORT_NAME).fullmatch(between)
        ):
            return NamedType(start + clause + found.start, start + clause + found.end, found.name)
    return None


def name_type(marks: tuple[str, ...]) -> str | None:
    """The kind of document that the marks of a number stand for; ``None`` where they say none, or several.

    >>> name_type(("KH", "UBND")), name_type(("QĐ", "TW")), name_type(("QH15",))
    ('Kế hoạch', None, None)
    """
    names = _types_by_mark().get(fold(marks[0]), ()) if marks else ()
    return names[0] if len(names) == 1 else None


def is_plan_type(name: str | None) -> bool:
    """Whether documents of that kind order tasks and set targets, as plans and programmes do."""
    return any(entry["name"] == name and entry.get("is_plan", False) for entry in _types())


class Standing(NamedTuple):
    """What an issuer's mark says of its place in the order of bodies."""

    level: Level
    is_party: bool


def read_standing(marks: tuple[str, ...]) -> Standing | None:
    """The standing of the issuer that marks stand for; ``None`` where that takes its name (UBND, BCĐ, ĐU).

    >>> read_standing(("NQ", "TW")), read_standing(("TT", "BGDĐT")), read_standing(("KH", "UBND"))
    (Standing(level='central', is_party=True), Standing(level='central', is_party=False), None)
    """
    for mark in reversed(marks):
        known = _issuers().get(re.sub(r"\d+$", "", fold(mark)))
        if known is not None:
            return known
    return None


# --- numbers -----------------------------------------------------------------------------------------------------

_CAPITALS = "A-ZĐÂĂÊÔƠƯ"
_SERIAL = re.compile(
    r"(?<![\w/.:,-])(?P<serial>\d{1,6}[a-zđ]?)"
    rf"(?P<mark>\s{{0,2}}[-–/]\s{{0,2}})(?:(?P<year>(?:19|20)\d\d)\s{{0,2}}[-–/]\s{{0,2}})?(?=[{_CAPITALS}])"
)
_MARK = re.compile(rf"UBTV\sQH\d{{1,2}}(?!\w)|[{_CAPITALS}][A-Za-zđ{_CAPITALS}]{{0,24}}\d{{0,2}}(?!\w)")
_NEXT_MARK = re.compile(rf"(?P<before>\s{{0,2}})[-–/&](?P<after>\s{{0,2}})(?=[{_CAPITALS}])")
_NUMBERED = re.compile(r"\bs[ốôỐÔ]\s{0,3}:?\s{0,3}$", re.IGNORECASE)
# On folded text; "Mẫu số 03/BCMT và |04/BCMT|", "Mau số 06/BB".
_NO_DOCUMENT = re.compile(
    r"\b(?:mau|bieu|phu luc|bang|qcvn|tcvn)(?:\s+so)?(?:\s+\d{1,3}(?:/[a-z-]{1,20})?\s+(?:va|hoac))?\s{0,3}:?\s{0,3}$"
)
_GOES_ON = re.compile(r"\s{0,3}(?:và|,|;)\s{0,3}")
_ACT = re.compile(r"(?:UBTV)?QH\d{1,2}")
_MOST_MARKS = 8  # a joint resolution of three bodies has four


def _read_number(text: str, match: re.Match[str], previous_end: int | None) -> DocumentNumber | None:
    marks, end = _read_marks(text, match.end())
    if not marks:
        return None
    year = int(match["year"]) if match["year"] else None
    number = DocumentNumber(match.start(), end, re.sub(r"\s+", "", text[match.start() : end]), year, marks)
    return number if _is_document(text, number, previous_end) else None


def _read_marks(text: str, position: int) -> tuple[tuple[str, ...], int]:
    """The marks from a place on, and where they end: "KH", "UBND"; a blank on both sides of a dash parts sentences.

    After a first mark one may be mistyped: "866/QĐ-Tg".
    """
    marks: list[str] = []
    end = position
    while len(marks) < _MOST_MARKS and (match := _MARK.match(text, position)):
        if not _is_mark(match.group()) and not (marks and len(match.group()) == 2 and position == end + 1):
            break
        marks.append("".join(match.group().split()))
        end = match.end()
        joint = _NEXT_MARK.match(text, end)
        if joint is None or (joint["before"] and joint["after"] and len(marks) > 1):
            break
        position = joint.end()
    return tuple(marks), end


def _is_mark(word: str) -> bool:
    """Marks are abbreviations: two capitals at least ("TTg", "CTr"), or a known single one ("L")."""
    return sum(letter.isupper() for letter in word) > 1 or fold(word) in _types_by_mark()


def _is_document(text: str, number: DocumentNumber, previous_end: int | None) -> bool:
    before = text[max(0, number.start - 30) : number.start]
    if _NO_DOCUMENT.search(fold(before)):
        return False
    if _NUMBERED.search(before) or find_type_before(text, number.start) is not None:
        return True
    if fold(number.marks[0]) in _types_by_mark():
        return len(number.marks) > 1
    if number.year is not None and _ACT.fullmatch(number.marks[0]):
        return True
    printed_whole = number.end - number.start == len(number.printed)
    return printed_whole and previous_end is not None and bool(_GOES_ON.fullmatch(text, previous_end, number.start))


# --- kinds -------------------------------------------------------------------------------------------------------

_REACH = 200  # characters that the long title of a law may stand between "Luật" and its number
_CLAUSE_END = re.compile(r"[;()“”\"|]|:(?!\s{0,3}(?:số\s{0,3})?$)|\.\s", re.IGNORECASE)
_NEXT_TO_NUMBER = re.compile(r"\s*:?\s*(?:số\s*:?\s*)?", re.IGNORECASE)
_SHORT_NAME = re.compile(r"(?:\s+[^\W\d]+){1,10}\s+số\s*:?\s*", re.IGNORECASE)
_LONG_NAME = re.compile(r"(?:,?\s+[^\W\d]+){1,40}\s+số\s*:?\s*", re.IGNORECASE)
_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})


def _types() -> list[dict[str, object]]:
    types: list[dict[str, object]] = load_lexicon("documents")["types"]
    return types


@cache
def _spellings() -> dict[str, str]:
    """Lexicon name by every way to write it, in lower case."""
    return {
        _plain(spelling): entry["name"]
        for entry in load_lexicon("documents")["types"]
        for spelling in (entry["name"], *entry.get("also", ()))
    }


@cache
def _type_pattern() -> re.Pattern[str]:
    longest_first = sorted(_spellings(), key=len, reverse=True)
    names = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return re.compile(rf"\b(?:{names})\b", re.IGNORECASE)


@cache
def _types_by_mark() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for entry in load_lexicon("documents")["types"]:
        for mark in entry["marks"]:
            names[fold(mark)] = (*names.get(fold(mark), ()), entry["name"])
    return names


@cache
def _issuers() -> dict[str, Standing]:
    return {
        fold(mark): Standing(entry["level"], entry.get("party", False))
        for entry in load_lexicon("documents")["issuers"]
        for mark in entry["marks"]
    }


def _plain(spelling: str) -> str:
    return re.sub(r"\s+", " ", spelling).lower()


def split_marks(printed: str) -> tuple[str, ...]:
    """The marks of a printed number or symbol, its running number and year left out.

    >>> split_marks("02/2025/TT-BGDĐT")
    ('TT', 'BGDĐT')
    """
    return tuple(part for part in re.split(r"[-–/]", printed) if part and not part[0].isdigit())
