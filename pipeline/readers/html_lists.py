"""The labels that a page's lists show and its text does not hold: "1.", "a.", "IV." before items, bullets as "-".

Numbers count as in a browser (HTML 4.01, 10.2; CSS 2.1, 12.5). A list inside a list of bullets has "+", as plans print
it. Word saves its labels as text of their own, with bullets as signs of symbol fonts.
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.readers.html_styles import Declarations, StyleSheet

_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_SHOWN = frozenset({"decimal", "decimal-leading-zero", *(f"{case}-{kind}" for case in ("lower", "upper")
                    for kind in ("alpha", "latin", "roman"))})  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LARGEST_ROMAN = 3999
_WORD_LEVEL = re.compile(r"(l\d+) level(\d)")
# What Word's bullets are once their fonts are gone: signs, the "o" of Courier New, letters of Wingdings.
_BULLET = re.compile(r"[^\w(\[]|o|[§Øüvqàwln\uf020-\uf0ff]")


class ListCounter:
    """Counts the items of every list of one page, in reading order."""

    def __init__(self, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._next: dict[etree._Element, int] = {}
        self._word_bullets: dict[str, int] = {}

    def label_item(self, item: etree._Element) -> str:
        """What stands before an ``li``: "3.", "-", "+"; empty where its list shows nothing."""
        holder = item.getparent()
        if holder is None or holder.tag not in ("ol", "ul", "menu", "dir"):
            return "-"
        number = self._count(item, holder)
        kind = self._kind(item, holder)
        if kind == "none":
            return ""
        if kind not in _SHOWN:
            return "+" if _stands_in_bullets(holder) else "-"
        return f"{_write_number(number, kind)}."

    def label_word_item(self, shown: str, place: str, in_symbols: bool) -> str:
        """The label that Word saved before a paragraph; ``place`` is its ``mso-list`` ("l0 level2 lfo1").

        Numbers stay as printed; a bullet inside a bulleted list is a plus.
        """
        label = " ".join(shown.split())
        if label in ("+", "-", "–", "—") or len(label) != 1 or not (in_symbols or _BULLET.fullmatch(label)):
            return "-" if label in ("–", "—") else label
        match = _WORD_LEVEL.search(place)
        if match is None:
            return "-"
        outermost = self._word_bullets.setdefault(match[1], int(match[2]))
        self._word_bullets[match[1]] = min(outermost, int(match[2]))
        return "+" if int(match[2]) > outermost else "-"

    def _count(self, item: etree._Element, holder: etree._Element) -> int:
        backwards = "reversed" in holder.attrib
        if holder not in self._next:
            first = sum(1 for child in holder if child.tag == "li") if backwards else 1
            self._next[holder] = _read_number(holder.get("start"), first)
        number = _read_number(item.get("value"), self._next[holder])
        self._next[holder] = number + (-1 if backwards else 1)
        return number

    def _kind(self, item: etree._Element, holder: etree._Element) -> str:
        """The kind of label: as the item says, else its list, else the list's tag."""
        for element in (item, holder):
            declared = self._sheet.read(element)
            if style := _read_list_style(declared):
                return style
            if (kind := element.get("type")) is not None:
                return _TYPES.get(kind, kind.lower())
        return "decimal" if holder.tag == "ol" else "disc"


def _read_list_style(declared: Declarations) -> str | None:
    if style := declared.get("list-style-type"):
        return style
    words = declared.get("list-style", "").split()
    return next((word for word in words if word in _SHOWN or word in ("none", "disc", "circle", "square")), None)


def _stands_in_bullets(holder: etree._Element) -> bool:
    """Whether a list of bullets stands inside another one."""
    outer = next((each for each in holder.iterancestors() if each.tag in ("ol", "ul", "table", "body")), None)
    return outer is not None and outer.tag == "ul"


def _read_number(text: str | None, otherwise: int) -> int:
    match = re.match(r"\s*(-?\d{1,6})", text or "")
    return int(match[1]) if match else otherwise


def _write_number(number: int, kind: str) -> str:
    """A number as lists of that kind print it; where the kind has none for it, in figures.

    >>> [_write_number(28, kind) for kind in ("decimal", "lower-alpha", "upper-roman")]
    ['28', 'ab', 'XXVIII']
    """
    case, _, letters = kind.partition("-")
    if case == "decimal" or number < 1:
        return f"{number:02d}" if letters else str(number)
    if letters == "roman" and number > _LARGEST_ROMAN:
        return str(number)
    written = _write_roman(number) if letters == "roman" else _write_letters(number)
    return written.upper() if case == "upper" else written


def _write_roman(number: int) -> str:
    written = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        written += numeral * count
    return written


def _write_letters(number: int) -> str:
    written = ""
    while number:
        number, rest = divmod(number - 1, 26)
        written = chr(ord("a") + rest) + written
    return written
