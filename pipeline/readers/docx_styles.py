"""What a Word file's styles say of a run of text or of a paragraph: its font, whether it is hidden, its list.

A property is taken from the nearest place that states it: the run itself, its character style, the paragraph's style,
each style's ancestors, then the file's defaults (ECMA-376, part 1, 17.7.2).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from pipeline.readers.docx_package import W

_OFF = frozenset({"0", "false", "off"})


class Look(NamedTuple):
    """How a run looks, as far as it changes what is read; ``None`` where not stated.

    ``font`` is the one of letters beyond ASCII, for it is those that the old encodings change.
    """

    font: str | None = None
    hidden: bool | None = None
    capitals: bool | None = None

    def over(self, other: Look) -> Look:
        """This look, with what it leaves open taken from another."""
        return Look(
            other.font if self.font is None else self.font,
            other.hidden if self.hidden is None else self.hidden,
            other.capitals if self.capitals is None else self.capitals,
        )


class ListPlace(NamedTuple):
    """Which list a paragraph is in, and how deep (from 0); ``None`` where not stated."""

    list_id: str | None = None
    level: int | None = None

    def over(self, other: ListPlace) -> ListPlace:
        """This place, with what it leaves open taken from another."""
        return ListPlace(
            other.list_id if self.list_id is None else self.list_id,
            other.level if self.level is None else self.level,
        )


class Styles:
    """The styles of one file, by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else root.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._defaults = read_look(defaults)
        self._usual_paragraph = next(
            (
                style_id
                for style_id, style in self._styles.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")
            ),
            None,
        )
        self._look_of = lru_cache(maxsize=None)(self._read_style_look)

    def paragraph_style(self, properties: etree._Element | None) -> str | None:
        """The style of a paragraph with these properties."""
        named = read_value(properties, "pStyle")
        return named if named in self._styles else self._usual_paragraph

    def look(self, run_properties: etree._Element | None, paragraph_style: str | None) -> Look:
        """How a run with these properties looks in a paragraph of that style."""
        look = read_look(run_properties)
        if (named := read_value(run_properties, "rStyle")) is not None:
            look = look.over(self._look_of(named))
        return look.over(self._look_of(paragraph_style)).over(self._defaults)

    def list_place(self, paragraph_style: str | None) -> tuple[ListPlace, tuple[str, ...]]:
        """The list that a style puts its paragraphs in, and the style's id with those of its ancestors."""
        place, chain = ListPlace(), self._chain(paragraph_style)
        for style_id in chain:
            place = place.over(read_list_place(self._styles[style_id].find(f"{W}pPr")))
            if place.list_id is not None:
                break
        return place, chain

    def _read_style_look(self, style_id: str | None) -> Look:
        look = Look()
        for ancestor in self._chain(style_id):
            look = look.over(read_look(self._styles[ancestor].find(f"{W}rPr")))
        return look

    def _chain(self, style_id: str | None) -> tuple[str, ...]:
        """A style and those it is based on, the nearest first; a circle is cut."""
        chain: list[str] = []
        while style_id is not None and style_id in self._styles and style_id not in chain:
            chain.append(style_id)
            style_id = read_value(self._styles[style_id], "basedOn")
        return tuple(chain)


def read_value(parent: etree._Element | None, name: str) -> str | None:
    """The ``w:val`` of a child; ``None`` where there is no such child, or it has none."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def read_switch(parent: etree._Element | None, name: str) -> bool | None:
    """Whether a property is switched on or off; ``None`` where it is not mentioned."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val", "1") not in _OFF


def read_number(parent: etree._Element | None, name: str) -> int | None:
    """The whole number in the ``w:val`` of a child; ``None`` where there is none."""
    value = read_value(parent, name)
    return int(value) if value is not None and value.isdecimal() and len(value) < 10 else None


def read_look(run_properties: etree._Element | None) -> Look:
    """What run properties say themselves."""
    if run_properties is None:
        return Look()
    fonts = run_properties.find(f"{W}rFonts")
    font = None if fonts is None else fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii")
    capitals = read_switch(run_properties, "caps")
    if capitals is None:
        capitals = read_switch(run_properties, "smallCaps")
    return Look(font, read_switch(run_properties, "vanish"), capitals)


def read_list_place(paragraph_properties: etree._Element | None) -> ListPlace:
    """The list that paragraph properties name themselves."""
    numbering = None if paragraph_properties is None else paragraph_properties.find(f"{W}numPr")
    return ListPlace(read_value(numbering, "numId"), read_number(numbering, "ilvl"))
