"""The labels that Word makes itself ("I.", "1.2.", "a)", "-"), which stand nowhere in a file's text.

A paragraph names a list and a level, itself or by its style; the list's levels say how labels look and where they
start; lists made of one abstract definition count on together, unless a list is told to start anew (ECMA-376, part 1,
17.9). Word has no list with "đ)": where a plan has one it was typed, and stands in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from pipeline.readers.docx_package import W
from pipeline.readers.docx_styles import (
    ListPlace,
    Look,
    Styles,
    read_list_place,
    read_look,
    read_number,
    read_switch,
    read_value,
)

_DEPTH = 9
_PLUSES = ("+", "\uf02b")  # the second in a font of signs
_DASHES = ("-", "–", "—", "−", "\uf02d")
_NO_LIST = "0"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_VIETNAMESE_ONES = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


class ListLabel(NamedTuple):
    """A label as Word shows it, with the blank after it, and the look of its own that the level gives it."""

    text: str
    look: Look


class _Level(NamedTuple):
    """How one level of a list looks and counts.

    ``restart`` is the level that starts it anew (1 for the first): ``None`` any above it, 0 none.
    """

    start: int = 1
    format: str = "decimal"
    padding: int = 0
    text: str = ""
    suffix: str = " "
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    look: Look = Look()


class _List(NamedTuple):
    """One list: the count that it shares, its levels, and the numbers that it starts anew with."""

    count_id: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


class Numbering:
    """The lists of one file, and how far each has counted; ask once for each paragraph, in order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {} if root is None else _by_id(root, "abstractNum")
        self._nums = {} if root is None else _by_id(root, "num")
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._bullets: dict[str, int] = {}

    def label(self, properties: etree._Element | None) -> ListLabel | None:
        """The label of the next paragraph, one with these properties; ``None`` where it has none."""
        list_id, level = self._find_place(properties)
        found = self._find_list(list_id) if list_id is not None else None
        if list_id is None or found is None or level not in found.levels:
            return None
        counts = self._count(list_id, found, level)
        shape = found.levels[level]
        if shape.look.hidden:
            return None
        text = self._nest_bullet(_write_label(found, level, counts), found, level)
        return ListLabel(text + shape.suffix, shape.look) if text else None

    def _nest_bullet(self, label: str, found: _List, level: int) -> str:
        """A bullet of signs inside another one of its list is a plus; dashes and pluses stay as they are shown."""
        if label != "-" or found.levels[level].text.strip() in _DASHES:
            return label
        outermost = min(self._bullets.get(found.count_id, level), level)
        self._bullets[found.count_id] = outermost
        return "+" if level > outermost else "-"

    def _find_place(self, properties: etree._Element | None) -> tuple[str | None, int]:
        """The list and the level of a paragraph: its own, else those of its style."""
        own = read_list_place(properties)
        by_style, chain = self._styles.list_place(self._styles.paragraph_style(properties))
        place = ListPlace(own.list_id or by_style.list_id, own.level)
        if place.list_id is None or place.list_id == _NO_LIST:
            return None, 0
        if place.level is None and own.list_id is None:
            place = ListPlace(place.list_id, self._level_of_style(place.list_id, by_style.level, chain))
        return place.list_id, min(place.level or 0, _DEPTH - 1)

    def _level_of_style(self, list_id: str, stated: int | None, chain: tuple[str, ...]) -> int:
        """The level of a paragraph whose style names the list: the level may name the style instead."""
        found = self._find_list(list_id)
        if stated is not None or found is None:
            return stated or 0
        linked = {shape.style: level for level, shape in found.levels.items() if shape.style is not None}
        return next((linked[style] for style in chain if style in linked), 0)

    # --- lists ---

    def _find_list(self, list_id: str) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = None  # a list that is defined by itself ends here
            self._lists[list_id] = self._read_list(list_id)
        return self._lists[list_id]

    def _read_list(self, list_id: str) -> _List | None:
        num = self._nums.get(list_id)
        abstract_id = read_value(num, "abstractNumId")
        if num is None or abstract_id is None or abstract_id not in self._abstract:
            return None
        abstract = self._abstract[abstract_id]
        levels = _read_levels(abstract)
        if (style := read_value(abstract, "numStyleLink")) is not None:
            linked = self._styles.list_place(style)[0].list_id
            same = self._find_list(linked) if linked is not None else None
            levels = same.levels if same is not None else levels
        restarts = {}
        for override in num.findall(f"{W}lvlOverride"):
            level = _read_index(override)
            levels = levels | _read_levels(override)
            if (start := read_number(override, "startOverride")) is not None:
                restarts[level] = start
        return _List(abstract_id, levels, restarts)

    # --- counting ---

    def _count(self, list_id: str, found: _List, level: int) -> list[int | None]:
        """The numbers of all levels at this paragraph, after counting it."""
        counts = self._counts.setdefault(found.count_id, [None] * _DEPTH)
        first = level in found.restarts and (list_id, level) not in self._begun
        self._begun.add((list_id, level))
        previous = counts[level]
        counts[level] = _start_of(found, level) if first or previous is None else previous + 1
        for deeper in range(level + 1, _DEPTH):
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or level < restart:
                counts[deeper] = None
        return counts


def _by_id(root: etree._Element, name: str) -> dict[str, etree._Element]:
    key = f"{W}{name}Id" if name == "abstractNum" else f"{W}numId"
    return {element.get(key, ""): element for element in root.findall(f"{W}{name}")}


def _read_levels(parent: etree._Element) -> dict[int, _Level]:
    return {_read_index(element): _read_level(element) for element in parent.findall(f"{W}lvl")}


def _read_index(element: etree._Element) -> int:
    value = element.get(f"{W}ilvl", "0")
    return int(value) if value.isdecimal() and len(value) < 3 else 0


def _read_level(element: etree._Element) -> _Level:
    start = read_number(element, "start")
    format_element = next(iter(element.iter(f"{W}numFmt")), None)  # newer forms stand in an alternative of their own
    custom = "" if format_element is None else format_element.get(f"{W}format", "").partition(",")[0]
    return _Level(
        start=1 if start is None else start,  # Word always writes it; programs that do not mean 1
        format="decimal" if format_element is None else format_element.get(f"{W}val", "decimal"),
        padding=len(custom) if custom.isdecimal() else 0,
        text=read_value(element, "lvlText") or "",
        suffix="" if read_value(element, "suff") == "nothing" else " ",
        restart=read_number(element, "lvlRestart"),
        legal=bool(read_switch(element, "isLgl")),
        style=read_value(element, "pStyle"),
        look=read_look(element.find(f"{W}rPr")),
    )


def _start_of(found: _List, level: int) -> int:
    return found.restarts.get(level, found.levels[level].start if level in found.levels else 1)


# --- how labels are written --------------------------------------------------------------------------------------


def _write_label(found: _List, level: int, counts: list[int | None]) -> str:
    shape = found.levels[level]
    if shape.format == "bullet" or not any(letter.isalnum() for letter in shape.text):
        return write_bullet(shape.text)

    def write_level(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        number = counts[index]
        number = _start_of(found, index) if number is None else number
        other = found.levels.get(index, _Level())
        legal = shape.legal and other.format not in ("none", "bullet")
        return write_number(number, "decimal" if legal else other.format, other.padding)

    return re.sub(r"%([1-9])", write_level, shape.text).strip()


def write_bullet(sign: str) -> str:
    """A bullet as plans write it: a plus is one, every other single sign stands for a dash.

    >>> write_bullet("\\uf0b7"), write_bullet("o"), write_bullet("+"), write_bullet("Bước")
    ('-', '-', '+', 'Bước')
    """
    sign = sign.strip()
    if not sign or sign in _PLUSES:
        return "+" if sign else ""
    return sign if len(sign) > 1 and any(letter.isalnum() for letter in sign) else "-"


def write_number(number: int, format: str, padding: int = 0) -> str:
    """A number in one of Word's forms; the forms of other scripts are written in figures.

    >>> [write_number(4, form) for form in ("decimal", "upperRoman", "lowerLetter", "decimalZero", "none")]
    ['4', 'IV', 'd', '04', '']
    >>> write_number(28, "lowerLetter"), write_number(15, "vietnameseCounting")
    ('bb', 'mười lăm')
    """
    match format:
        case "none" | "bullet":
            return ""
        case "upperRoman" | "lowerRoman":
            roman = _write_roman(number)
            return roman.upper() if format == "upperRoman" else roman
        case "upperLetter" | "lowerLetter":
            letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, _DEPTH) if number > 0 else ""
            return letters.upper() if format == "upperLetter" else letters
        case "decimalZero":
            return f"{number:02d}"
        case "decimalEnclosedParen":
            return f"({number})"
        case "vietnameseCounting":
            return _write_in_words(number)
        case _:
            return str(number).zfill(padding)


def _write_roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * min(number // value, 20)
        number %= value
    return written


def _write_in_words(number: int) -> str:
    """Up to ninety-nine, as headings count; beyond it in figures."""
    if not 0 < number < 100:
        return str(number)
    if number <= 10:
        return _VIETNAMESE_ONES[number]
    tens, ones = divmod(number, 10)
    written = ["mười" if tens == 1 else f"{_VIETNAMESE_ONES[tens]} mươi"]
    if ones:
        written.append({5: "lăm", 1: "mốt" if tens > 1 else "một"}.get(ones, _VIETNAMESE_ONES[ones]))
    return " ".join(written)
