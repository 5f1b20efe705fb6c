"""What a page shows, in reading order: paragraphs with the line breaks asked for, and tables.

One pass over the elements without recursion. What nobody sees is left out (scripts, forms' fields, hidden elements,
what Word struck out and its margin notes), what only the page shows is put in (numbers of lists, quotation marks).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple

from lxml import etree

from extractors.text.labels import read_label
from pipeline.readers.html_lists import ListCounter
from pipeline.readers.html_styles import Declarations, StyleSheet, is_hidden, name_font, read_font
from pipeline.readers.html_tables import find_data_tables, read_rows
from pipeline.readers.legacy_encodings import Encoding, decode_legacy, decode_symbols, is_legacy


@dataclass(frozen=True)
class Passage:
    """Lines of running text within one element; only ``<br>`` and preformatted text make more than one.

    ``linked`` is how many of its characters stand in links, ``links`` how many of these leave the page;
    ``preformatted`` lines are printed lines as they stand.
    """

    lines: tuple[str, ...]
    element: etree._Element
    linked: int = 0
    links: int = 0
    preformatted: bool = False

    @cached_property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join(line for line in self.lines if line)


@dataclass(frozen=True)
class Grid:
    """One table, its rows as text; ``None`` where the cell above goes on."""

    rows: tuple[tuple[str | None, ...], ...]
    element: etree._Element
    linked: int = 0
    links: int = 0

    @cached_property
    def text(self) -> str:
        """All of it on one line."""
        return " ".join(cell for row in self.rows for cell in row if cell)


Item = Passage | Grid


def read_flow(root: etree._Element, sheet: StyleSheet, with_hidden: bool = False) -> list[Item]:
    """Everything that an element shows; ``with_hidden`` also what is there but hidden.

    >>> from lxml.html import fragment_fromstring
    >>> page = fragment_fromstring("<div>Mở <b>lớp</b><ol start=2><li>Học<br>số<li>Báo cáo</ol></div>")
    >>> [item.lines for item in read_flow(page, StyleSheet(page))]
    [('Mở lớp',), ('2. Học', 'số'), ('3. Báo cáo',)]
    """
    return _Flow(sheet, find_data_tables(root, sheet), ListCounter(sheet), with_hidden).read(root)


_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
     "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
     "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp"}
)  # fmt: skip
_UNSEEN = frozenset(
    {"applet", "audio", "base", "button", "canvas", "datalist", "del", "embed", "frameset", "head", "iframe", "img",
     "input", "link", "map", "marquee", "meta", "meter", "noembed", "noframes", "noscript", "object", "param",
     "progress", "script", "select", "style", "svg", "template", "textarea", "title", "video", "xml"}
)  # fmt: skip
# Word's margin notes, and the text that a tracked change took out.
_STRUCK = frozenset({"msodel", "msocommentreference", "msocomanchor", "msocomtxt"})
_UNSEEN_PARTS = frozenset({"comment-list", "comment", "header", "footer"})
# A sign in the text that points to a footnote; the note's own sign points back ("_ftnref1", "sdfootnote1anc").
_NOTE = re.compile(r"#(?:_?(?:ftn|edn|fn|footnote|endnote|note|cite_note)[-_:]?\d{1,3}|sd(?:foot|end)note\d{1,3}sym)")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BLANKS = re.compile(r"[^\S\n]+")
# A raised figure after these is their exponent, and the units of the lexicon are written so: "m2", "km2".
_TAKES_EXPONENT = re.compile(r"(?:^|[\s\d/(.,])[kcdm]?m$")
_PREFORMATTED = ("pre", "pre-wrap", "pre-line", "break-spaces")
_SHORT = 2
_DRAWN_RULE = re.compile(r"[-–—_=*~]{3,}")
# Bullets as symbol fonts show them; a plan prints dashes.
_BULLETS = re.compile(r"[•·▪●○■□◆⧫⬧⬥❖❑❒➢➲➔✓☐§]\s")


class _Look(NamedTuple):
    """What an element passes on to those inside it."""

    encoding: Encoding | None = None
    symbols: str = ""
    preformatted: bool = False
    raised: bool = False
    linked: Literal["", "within", "away"] = ""


class _Run(NamedTuple):
    """A stretch of text, and the old encoding that its font stands for."""

    text: str
    encoding: Encoding | None


class _Flow:
    """One pass over an element: ``_runs`` is the paragraph so far, ``_label`` what its list puts before it."""

    def __init__(
        self,
        sheet: StyleSheet,
        tables: set[etree._Element],
        counter: ListCounter,
        with_hidden: bool,
        in_cell: bool = False,
    ) -> None:
        self._sheet = sheet
        self._tables = tables
        self._counter = counter
        self._with_hidden = with_hidden
        self._in_cell = in_cell
        self._items: list[Item] = []
        self._looks: list[_Look] = [_Look()]
        self._blocks: list[etree._Element] = []
        self._runs: list[_Run] = []
        self._linked = self._links = 0
        self._preformatted = False
        self._label = ""
        self._word_label: tuple[etree._Element, int] | None = None
        self._after_picture = False

    def read(self, root: etree._Element) -> list[Item]:
        self._looks = [self._read_outer_look(root)]
        self._blocks = [root]
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._leave(element, element is root)
            elif not self._enter(element):
                walk.skip_subtree()
        self._flush()
        return self._items

    # --- elements ---

    def _enter(self, element: etree._Element) -> bool:
        """Begin an element; ``False`` where nothing inside it is to be read on."""
        declared = self._sheet.read(element)
        self._looks.append(self._change_look(self._looks[-1], element, declared))
        if self._is_unseen(element, declared):
            self._after_picture |= element.tag == "img" and element.get("align") in ("left", "right")
            return False
        if _is_block(element, declared):
            self._flush()
            self._blocks.append(element)
        if element in self._tables and not self._in_cell:
            self._add_table(element)
            return False
        if element.tag == "br":
            if not (self._after_picture and "clear" in element.attrib):
                self._runs.append(_Run("\n", None))
        elif element.tag == "li":
            self._start_item(element)
        elif element.tag == "q":
            self._runs.append(_Run("“", None))
        if declared.get("mso-list") == "ignore" and self._word_label is None:
            self._word_label = (element, len(self._runs))
        self._say(element.text)
        return True

    def _leave(self, element: etree._Element, is_root: bool) -> None:
        self._looks.pop()
        if self._word_label is not None and self._word_label[0] is element:
            self._end_word_label(self._word_label[1], element)
        if element.tag == "q" and self._runs:
            self._runs.append(_Run("”", None))
        if self._blocks and self._blocks[-1] is element and not is_root:
            self._flush()
            if element.tag == "li":
                self._end_label(self._in_cell)
            self._blocks.pop()
        if not is_root:
            self._say(element.tail)

    def _is_unseen(self, element: etree._Element, declared: Declarations) -> bool:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            return True
        if element.tag == "a" and _NOTE.fullmatch(element.get("href", "")):
            return True
        if not _STRUCK.isdisjoint(element.get("class", "").lower().split()):
            return True
        if declared.get("mso-element") in _UNSEEN_PARTS:
            return True
        return not self._with_hidden and is_hidden(element, declared)

    def _read_outer_look(self, root: etree._Element) -> _Look:
        """The look that the elements around the first one pass on to it: a cell is read apart from its table."""
        look = _Look()
        for outer in reversed(list(root.iterancestors())):
            look = self._change_look(look, outer, self._sheet.read(outer))
        return look

    def _change_look(self, look: _Look, element: etree._Element, declared: Declarations) -> _Look:
        if (font := name_font(element, declared)) is not None:
            encoding, in_symbols = read_font(font)
            look = look._replace(encoding=encoding, symbols=font if in_symbols else "")
        if element.tag in ("pre", "listing", "plaintext", "xmp") or "white-space" in declared:
            look = look._replace(preformatted=declared.get("white-space", "pre") in _PREFORMATTED)
        if element.tag == "sup":
            look = look._replace(raised=True)
        if element.tag == "a" and "href" in element.attrib:
            look = look._replace(linked=_read_link(element))
        return look

    # --- text ---

    def _say(self, text: str | None) -> None:
        if not text:
            return
        look = self._looks[-1]
        if self._after_picture:  # a drawn line, put into the middle of a word: "S", then "ố: 12/KH-UBND"
            text = text.lstrip(" \t\r\n") if text[0] in "\r\n" else text
            self._after_picture = not text
        text = text.replace("\r\n", "\n") if look.preformatted else _SPACES.sub(" ", text)
        if look.symbols:
            text = _show_symbols(text, look.symbols)
        if look.raised and text.strip().isdigit() and not self._has_exponent():
            text = f"[{text.strip()}]"
        if look.linked:
            self._linked += len(text.strip())
            self._links += look.linked == "away" and not text.isspace()
        self._preformatted |= look.preformatted and "\n" in text
        self._runs.append(_Run(text, look.encoding))

    def _has_exponent(self) -> bool:
        return bool(self._runs) and _TAKES_EXPONENT.search(self._runs[-1].text[-4:]) is not None

    def _flush(self) -> None:
        """End the paragraph: what was said since the last one is one passage."""
        text = _decode_runs(self._runs)
        lines = [_BLANKS.sub(" ", line).strip() for line in text.split("\n")]
        lines = ["" if _DRAWN_RULE.fullmatch(line) else line for line in lines]
        if any(lines):
            said = [place for place, line in enumerate(lines) if line]
            lines = lines[said[0] : said[-1] + 1]
            lines[0] = self._put_label(lines[0])
            self._items.append(Passage(tuple(lines), self._blocks[-1], self._linked, self._links, self._preformatted))
        self._runs, self._linked, self._links, self._preformatted = [], 0, 0, False

    # --- lists ---

    def _start_item(self, item: etree._Element) -> None:
        self._end_label(shown=True)
        self._label = self._counter.label_item(item)

    def _put_label(self, line: str) -> str:
        """A line with the label of its list; one that has a label of its own needs no bullet, and no number twice."""
        label, self._label = self._label, ""
        if _BULLETS.match(line):
            line = f"- {line[1:].strip()}"
        own = read_label(line)
        if own is not None and (label in ("-", "+") or own.printed.rstrip() == label):
            return line
        return f"{label} {line}".lstrip()

    def _end_label(self, shown: bool) -> None:
        """Leave a label that no text followed. Its number is shown where a list inside follows, or a cell ends.

        Offices number the rows of a table by empty items.
        """
        if shown and self._label not in ("", "-", "+"):
            self._items.append(Passage((self._label,), self._blocks[-1]))
        self._label = ""

    def _end_word_label(self, first: int, element: etree._Element) -> None:
        """Put what Word's list shows in place of what it saved."""
        shown = "".join(run.text for run in self._runs[first:])
        place = next((found for each in (element, *element.iterancestors()) if (found := self._list_place(each))), "")
        in_symbols = any(self._is_symbol(each) for each in (element, *element.iterancestors("span")))
        self._runs[first:] = [_Run(f"{self._counter.label_word_item(shown, place, in_symbols)} ", None)]
        self._word_label = None

    def _list_place(self, element: etree._Element) -> str:
        place = self._sheet.read(element).get("mso-list", "")
        return "" if place == "ignore" else place

    def _is_symbol(self, element: etree._Element) -> bool:
        font = name_font(element, self._sheet.read(element))
        return font is not None and read_font(font)[1]

    # --- tables ---

    def _add_table(self, table: etree._Element) -> None:
        rows = read_rows(table, self._sheet, self._read_cell)
        links = [link for link in table.iter("a") if "href" in link.attrib]
        linked = sum(len("".join(map(str, link.itertext())).strip()) for link in links)
        away = sum(_read_link(link) == "away" for link in links)
        if caption := next(table.iterchildren("caption"), None):
            self._items += _Flow(self._sheet, set(), self._counter, self._with_hidden).read(caption)
        if rows:
            self._items.append(Grid(tuple(map(tuple, rows)), table, linked, away))

    def _read_cell(self, cell: etree._Element) -> str:
        """The paragraphs of a cell, one a line; tables inside it are read as running text."""
        items = _Flow(self._sheet, set(), self._counter, self._with_hidden, in_cell=True).read(cell)
        return "\n".join(line for item in items if isinstance(item, Passage) for line in join_breaks(item.lines))


def _read_link(link: etree._Element) -> Literal["within", "away"]:
    return "within" if link.get("href", "").startswith("#") else "away"


def join_breaks(lines: Iterable[str]) -> list[str]:
    """The paragraphs that lines parted by ``<br>`` make: a sentence that goes on in small letters is one.

    >>> join_breaks(["KẾ HOẠCH", "mở lớp học số cho", "người dân", "1. Mục đích"])
    ['KẾ HOẠCH', 'mở lớp học số cho người dân', '1. Mục đích']
    """
    joined: list[str] = []
    parted = True
    for line in lines:
        if not line:
            parted = True
            continue
        if joined and not parted and _goes_on(joined[-1], line):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
        parted = False
    return joined


def _goes_on(above: str, line: str) -> bool:
    if read_label(line) is not None:
        return False
    if above.isupper():  # a heading in capitals, "A. VIỆC GIỚI THIỆU / NGƯỜI HỌC"; a title's lines stay apart
        return line.isupper() and read_label(above) is not None
    return line[0].islower() and above[-1] not in ".;:!?…"


def _is_block(element: etree._Element, declared: Declarations) -> bool:
    display = declared.get("display")
    if display is None or element.tag in ("html", "body", "table", "tr", "td", "th", "tbody"):
        return element.tag in _BLOCKS
    return display.split()[0] not in ("inline", "inline-block", "contents")


def _show_symbols(text: str, font: str) -> str:
    """What a symbol font shows for a sign or two; a longer text in one was typed in Unicode."""
    if 0 < len(text.strip()) <= _SHORT:
        text = "".join(chr(0xF000 + ord(sign)) if "!" <= sign <= "\xff" and sign != "\xa0" else sign for sign in text)
    return decode_symbols(text, font)


def _decode_runs(runs: list[_Run]) -> str:
    """The text of a paragraph, those parts of it in Unicode that are in old fonts."""
    pieces: list[str] = []
    for encoding, group in groupby(runs, key=lambda run: run.encoding):
        text = "".join(run.text for run in group)
        pieces.append(decode_legacy(text, encoding) if encoding and is_legacy(text, encoding) is not False else text)
    return "".join(pieces)
