"""Labels with a slip: "HI." between "II." and "IV." is "III.", "ở)" after "d)" is "đ)", "l." before "2." is "1.".

A label is read as another only where its shape allows it and the labels before and after it prove it: it is the next
of its list, and the one after it does not go on from what is printed. Everything else stays: a plan may be misnumbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.records import PlanText
from extractors.text.folding import fold
from extractors.text.labels import RANKS, Label, Style, read_label, read_roman, write_roman
from pipeline.mending.slips import Slip

# The letters of lists, and what each is taken for besides letters that differ from it by a mark.
_ORDER = "abcdđeghiklmnopqrstuvxy"
_TAKEN_FOR = {
    "a": "4@",
    "b": "h6",
    "c": "©€e¢",
    "d": "đ",
    "đ": "dðởôồởọõơ",
    "e": "c©€ẹ",
    "g": "ø8q9",
    "h": "bn",
    "i": "l1ïj",
    "l": "i1I",
    "n": "h",
    "o": "0c",
    "q": "g",
}
_LETTER = re.compile(r"(?P<core>[^\s()])\s?\)(?=\s?\S)")
# What stands for the strokes of a numeral, and for its "V".
_NUMERAL = re.compile(r"(?P<core>[IVXHLTYUvyltj1|!ÍÌỊĨỈÎÏ]{1,6})(?P<mark>\s?[.,:)\-–/]|(?=\s[^\W\d_]))")
_STROKES = {
    "H": "II",
    "L": "I",
    "T": "I",
    "l": "I",
    "t": "I",
    "j": "I",
    "1": "I",
    "|": "I",
    "!": "I",
    "v": "V",
    "y": "V",
    "Y": "V",
    "U": "V",
} | dict.fromkeys("ÍÌỊĨỈÎÏ", "I")
_NUMBER = re.compile(
    r"(?P<core>[\dlIOoSB|]{1,2}(?:\.\s?[\dlIOoSB|]{1,2}){0,3})(?P<mark>[.,)]|(?=\s[^\W\d_]))(?=\s?[^\W\d_])"
)
_DIGITS = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "o": "0", "S": "5", "B": "8", " ": None})
_HEADED = re.compile(r"(?P<core>\w{2,7}(?:\s\w{2,3})?)(?=\s(?:\d{1,3}|[IVX]{1,6})\s?(?:[.:]|$))")
_HEADS = {"phan": "Phần", "chuong": "Chương", "muc": "Mục", "dieu": "Điều", "phu luc": "Phụ lục"}
_LONGEST_LABEL = 16


@dataclass(frozen=True)
class _Paragraph:
    start: int
    text: str
    label: Label | None
    readings: tuple[_Reading, ...]


@dataclass(frozen=True)
class _Reading:
    """Another label that a paragraph may open with: ``mended`` in place of its first ``length`` characters."""

    label: Label
    length: int
    mended: str


def find_label_slips(text: PlanText) -> list[Slip]:
    """The labels of a plan that are read as others, in order."""
    paragraphs = list(_list_paragraphs(text))
    if not any(paragraph.readings for paragraph in paragraphs):
        return []
    slips: list[Slip] = []
    lists = _Lists()
    for index, paragraph in enumerate(paragraphs):
        reading = _choose(paragraphs, index, lists)
        if reading is not None:
            slips.append(Slip(paragraph.start, paragraph.start + reading.length, reading.mended))
        label = reading.label if reading else paragraph.label
        if label is not None:
            lists.add(label)
    return slips


def _list_paragraphs(text: PlanText) -> Iterator[_Paragraph]:
    """The paragraphs outside of tables."""
    tables = iter(text.tables)
    table = next(tables, None)
    start = 0
    for line in text.text.split("\n"):
        while table is not None and table.end <= start:
            table = next(tables, None)
        if table is None or start < table.start:
            said = line.lstrip()
            label = read_label(said)
            yield _Paragraph(start + len(line) - len(said), said, label, tuple(_list_readings(said, label)))
        start += len(line) + 1


class _Lists:
    """The last label of each list that is open, the outermost first."""

    def __init__(self) -> None:
        self._open: list[Label] = []

    def add(self, label: Label) -> None:
        """Go on with the list of a label, or open it; lists inside it are closed."""
        self._open = [other for other in self._open if _stands_above(other, label)]
        self._open.append(label)

    def continues(self, label: Label) -> bool:
        """Whether a label is the next of a list that is open."""
        return any(label.follows(other) for other in self._open if other.numbers)

    def may_open(self, label: Label) -> bool:
        """Whether a list may begin with the label here."""
        inside = not any(_same_list(label, other) for other in self._open)
        return inside and label.numbers[-1] == 1 and (len(label.numbers) == 1 or self._holds(label.numbers[:-1]))

    def _holds(self, numbers: tuple[int, ...]) -> bool:
        return any(other.style == "decimal" and other.numbers == numbers for other in self._open)


def _stands_above(other: Label, label: Label) -> bool:
    if other.style != label.style:
        return RANKS[other.style] < RANKS[label.style]
    return len(other.numbers) < len(label.numbers) and label.numbers[: len(other.numbers)] == other.numbers


def _same_list(one: Label, other: Label) -> bool:
    return (
        one.style == other.style and len(one.numbers) == len(other.numbers) and one.numbers[:-1] == other.numbers[:-1]
    )


def _choose(paragraphs: Sequence[_Paragraph], index: int, lists: _Lists) -> _Reading | None:
    """The reading that the labels around a paragraph prove; ``None`` where what is printed stands."""
    paragraph = paragraphs[index]
    if not paragraph.readings:
        return None
    printed = paragraph.label
    following = list(_list_following(paragraphs, index + 1))
    if printed is not None and printed.numbers:
        goes_on = any(label.follows(printed) for label in following)
        if lists.may_open(printed) or (lists.continues(printed) and (goes_on or not _disproves(printed, following))):
            return None
        if goes_on and not any(_is_proved(reading.label, following, lists) for reading in paragraph.readings):
            return None
    for reading in paragraph.readings:
        if _is_proved(reading.label, following, lists):
            return reading
    return None


def _disproves(printed: Label, following: Sequence[Label]) -> bool:
    """Whether the list goes on with the very label that is printed: after "c)" and "đ)" another "đ)"."""
    return any(_same_list(printed, label) and label.numbers == printed.numbers for label in following[:1])


def _is_proved(label: Label, following: Sequence[Label], lists: _Lists) -> bool:
    goes_on = any(other.follows(label) for other in following)
    if lists.continues(label):
        return goes_on or not any(_same_list(label, other) for other in following[:1])
    return lists.may_open(label) and goes_on


def _list_following(paragraphs: Sequence[_Paragraph], start: int) -> Iterator[Label]:
    """The labels of the next few numbered paragraphs, as printed and as they may be read."""
    seen = 0
    for paragraph in paragraphs[start : start + _LOOK_AHEAD]:
        if paragraph.label is not None and paragraph.label.numbers:
            yield paragraph.label
            seen += 1
        yield from (reading.label for reading in paragraph.readings)


_LOOK_AHEAD = 60


# --- what a paragraph may open with ------------------------------------------------------------------------------


def _list_readings(said: str, printed: Label | None) -> Iterator[_Reading]:
    head = said[:_LONGEST_LABEL]
    found: Iterable[_Reading | None] = (
        *_read_letters(head, said),
        _read_numeral(head, said),
        _read_number(head, said),
        _read_head(head, said),
    )
    for reading in found:
        if reading is not None and (
            printed is None or (reading.label.style, reading.label.numbers) != (printed.style, printed.numbers)
        ):
            yield reading


def _read_letters(head: str, said: str) -> Iterator[_Reading | None]:
    """A letter that looks like the one printed: "đ)" for "ở)"."""
    match = _LETTER.match(head)
    if match is None:
        return
    printed = match["core"]
    for letter in _ORDER:
        if printed != letter and (fold(printed) == fold(letter) or printed in _TAKEN_FOR.get(letter, "")):
            yield _make_reading("letter", (_ORDER.index(letter) + 1,), match, letter, said)


def _read_numeral(head: str, said: str) -> _Reading | None:
    """A Roman numeral with its strokes taken for other letters, or without its stop."""
    match = _NUMERAL.match(head)
    if match is None or not (match["mark"] or said.isupper()):
        return None
    numeral = "".join(_STROKES.get(letter, letter) for letter in match["core"])
    value = read_roman(numeral)
    if value is None or write_roman(value) != numeral:
        return None
    return _make_reading("roman", (value,), match, numeral, said)


def _read_number(head: str, said: str) -> _Reading | None:
    """A number with digits taken for letters, or with another mark for its stop: "l.", "1.l.", "5, Sở"."""
    match = _NUMBER.match(head)
    if match is None or (match["core"].isalpha() and not match["mark"]):
        return None
    number = match["core"].translate(_DIGITS)
    numbers = tuple(int(piece) for piece in number.split("."))
    if 0 in numbers:
        return None
    return _make_reading("decimal", numbers, match, number, said)


def _read_head(head: str, said: str) -> _Reading | None:
    """The word that heads a part, misread: "Diều 3."."""
    match = _HEADED.match(head)
    if match is None or (word := _HEADS.get(fold(match["core"]))) is None or word.lower() == match["core"].lower():
        return None
    word = word.upper() if match["core"].isupper() else word
    label = read_label(word + said[match.end() :])
    return _Reading(label, match.end(), word) if label else None


def _make_reading(
    style: Style, numbers: tuple[int, ...], match: re.Match[str], core: str, said: str
) -> _Reading | None:
    """The reading with the mark that its style is printed with, if the rest of the paragraph lets it be a label."""
    mark = match.groupdict().get("mark", ")").strip()
    stop = ")" if style == "letter" else mark if mark in (".", "-", "–", ")", "/") and mark else "."
    mended = core + stop
    label = read_label(mended + " " + said[match.end() :].lstrip())
    if label is None or (label.style, label.numbers) != (style, numbers):
        return None
    blank = "" if said[match.end() : match.end() + 1].isspace() else " "
    return _Reading(label, match.end(), mended + blank)
