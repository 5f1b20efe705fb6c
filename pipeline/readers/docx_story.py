"""A walk through a Word file's XML that sees what its reader sees: labels, fields' results, changes as accepted.

What no page shows is left out: instructions of fields, tables of contents (they repeat the headings), hidden and
deleted text, the second form of a drawing. Text boxes stand before the paragraph that holds them, or after it where
they hang lower. Footnotes are taken out of the sentence they would cut, and kept for the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from pipeline.readers.docx_blocks import (
    CHANGED_AWAY,
    LINE_BREAK,
    MARKUP,
    PAGE_BREAK,
    Block,
    Grid,
    Paragraph,
    Piece,
    choose_alternative,
    find_parts,
    is_placeholder,
    list_paragraphs,
    read_grid,
)
from pipeline.readers.docx_numbering import Numbering, write_number
from pipeline.readers.docx_package import MATH, Package, W
from pipeline.readers.docx_styles import Look, Styles
from pipeline.readers.legacy_encodings import decode_symbols, name_encoding

_P, _TABLE = f"{W}p", f"{W}tbl"
_RUN_PROPERTIES = f"{W}rPr"
_DROPPED = CHANGED_AWAY | {f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "rt", "rubyPr")}
_BLANKS = re.compile(r"[\r\n\t\f]+")
_BREAKS = re.compile(f"[{LINE_BREAK}{PAGE_BREAK}]")
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_LENGTH = re.compile(r"margin-(top|left):(-?\d{1,6}(?:\.\d{1,4})?)")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_CONTENTS = re.compile(r"\s*(?:TOC|INDEX)\b", re.IGNORECASE)

# What stands in a run in place of text. The soft hyphen is kept: in TCVN3 its code is a letter ("ư"); elsewhere it
# goes with the other invisible marks.
_CHARACTERS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}cr": LINE_BREAK,
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "\xad",
}
_NOTE_KINDS = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


class _Box(NamedTuple):
    """A text box: how far below its paragraph's top and how far to the right it stands (any unit), and its blocks."""

    top: float
    left: float
    blocks: tuple[Block, ...]


class Story:
    """Reads one file's blocks in the order that they are read in."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package.read_related("styles"))
        self._numbering = Numbering(package.read_related("numbering"), self._styles)
        self._notes: list[tuple[str, str]] = []
        self.fields: list[_Field] = []
        self.obeys_fields = True
        self.embedded = False
        """Whether another document is embedded, whose text is not read."""

    def read(self) -> list[Block]:
        """Everything in the document's body, then its notes."""
        document = self._package.read_document()
        body = document.find(f"{W}body")
        if body is None:
            return []
        self.obeys_fields = _are_fields_closed(body)
        self.embedded = next(body.iter(f"{W}altChunk"), None) is not None
        return [*self.read_blocks(body), *self._read_notes()]

    def read_blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The paragraphs and tables that an element holds."""
        carried: list[Piece] = []
        table: Grid | None = None
        for element in find_parts(parent, _P, _TABLE):
            if element.tag == _TABLE:
                grid = read_grid(element, self.read_blocks)
                if table is not None and table.width == grid.width:  # with nothing between them two show as one
                    grid, table = Grid(table.rows + grid.rows), None
                yield from _finish(carried, table)
                carried, table = [], grid
                continue
            yield from _finish([], table)
            blocks, carried = self._read_paragraph(element, carried)
            table = None
            yield from blocks
        yield from _finish(carried, table)

    def _read_paragraph(self, element: etree._Element, carried: list[Piece]) -> tuple[list[Block], list[Piece]]:
        """A paragraph with its text boxes; or pieces to carry into the next one, where its mark is gone or hidden."""
        properties = element.find(f"{W}pPr")
        style = self._styles.paragraph_style(properties)
        mark = None if properties is None else properties.find(_RUN_PROPERTIES)
        deleted = mark is not None and any(mark.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))
        hidden = bool(self.look(mark, None).hidden)
        labelled = not deleted and self.shows_text
        inline = _Inline(self, style)
        inline.walk(element)
        pieces = [*carried, *inline.pieces]
        if labelled and (inline.pieces or not hidden):
            pieces = [*self._read_label(properties, mark, style), *pieces]
        boxes = sorted(inline.boxes, key=lambda box: box.left)
        if deleted or hidden:
            return [block for box in boxes for block in box.blocks], pieces
        before = [block for box in boxes if box.top <= 0 for block in box.blocks]
        after = [block for box in boxes if box.top > 0 for block in box.blocks]
        return [*before, Paragraph(tuple(pieces)), *after] if pieces else [*before, *after], []

    def _read_label(
        self, properties: etree._Element | None, mark: etree._Element | None, style: str | None
    ) -> Iterator[Piece]:
        label = self._numbering.label(properties)
        if label is not None:
            look = label.look.over(self.look(mark, style))
            yield _make_piece(label.text, look)

    # --- what the walk through a paragraph asks ---

    def look(self, run_properties: etree._Element | None, paragraph_style: str | None) -> Look:
        """How a run looks."""
        return self._styles.look(run_properties, paragraph_style)

    @property
    def shows_text(self) -> bool:
        """Whether text shows here, and is no field's instruction."""
        return not self.obeys_fields or all(field.shows for field in self.fields)

    def note(self, kind: str, note_id: str) -> None:
        """Keep a footnote or an endnote for the end."""
        if (kind, note_id) not in self._notes:
            self._notes.append((kind, note_id))

    def read_box(self, content: etree._Element) -> tuple[Block, ...]:
        """The blocks of a text box, which is a text of its own within the paragraph that holds it."""
        open_fields, self.fields = self.fields, []
        blocks = tuple(self.read_blocks(content))
        self.fields = open_fields
        return blocks

    def _read_notes(self) -> Iterator[Block]:
        """The notes referred to, each a paragraph that opens with its number: "[1] …"."""
        for kind, form in (("footnotes", "decimal"), ("endnotes", "lowerRoman")):
            wanted = [note_id for other, note_id in self._notes if other == kind]
            root = self._package.read_related(kind) if wanted else None
            found = {} if root is None else {note.get(f"{W}id", ""): note for note in root}
            for number, note_id in enumerate(wanted, 1):
                if note_id in found:
                    yield self._join_note(write_number(number, form), found[note_id])

    def _join_note(self, sign: str, note: etree._Element) -> Paragraph:
        pieces = [Piece(f"[{sign}]")]
        for paragraph in list_paragraphs(self.read_blocks(note)):
            pieces += [Piece(" "), *paragraph.pieces]
        return Paragraph(tuple(Piece(_BREAKS.sub(" ", text), encoding) for text, encoding in pieces))


def _finish(carried: list[Piece], table: Grid | None) -> Iterator[Block]:
    """What was kept back for what might have followed: a paragraph without its mark, a table."""
    if carried:
        yield Paragraph(tuple(carried))
    if table is not None and table.width == 1:  # a frame around text
        yield from (block for row in table.rows for cell in row for block in cell or ())
    elif table is not None and table.width:
        yield table


class _Field:
    """A field that is open: its instruction until its result begins."""

    def __init__(self) -> None:
        self.instruction = ""
        self.shows = False

    def begin_result(self) -> None:
        """Its result follows, which shows unless it is a table of contents."""
        self.shows = not _CONTENTS.match(self.instruction)


class _Inline:
    """The walk through one paragraph: its pieces of text, and the text boxes that hang on it."""

    def __init__(self, story: Story, style: str | None) -> None:
        self._story = story
        self._style = style
        self.pieces: list[Piece] = []
        self.boxes: list[_Box] = []

    def walk(self, parent: etree._Element) -> None:
        """Everything below an element that holds runs, however deep."""
        for child in parent:
            if child.tag == f"{W}r":
                self._read_run(child)
            elif child.tag == f"{MATH}t":
                self._add(child.text or "", Look())
            elif child.tag == f"{MARKUP}AlternateContent":
                self.walk(choose_alternative(child))
            elif child.tag not in _DROPPED and not _shows_nothing(child):
                self.walk(child)
                if child.tag == f"{MATH}num":
                    self._add("/", Look())

    def _read_run(self, run: etree._Element) -> None:
        look = self._story.look(run.find(_RUN_PROPERTIES), self._style)
        for child in run:
            if child.tag == f"{W}fldChar":
                self._turn_field(child.get(f"{W}fldCharType"))
            elif child.tag == f"{W}instrText":
                if self._story.fields:
                    self._story.fields[-1].instruction += child.text or ""
            elif not look.hidden and self._story.shows_text:
                self._read_shown(child, look)

    def _read_shown(self, child: etree._Element, look: Look) -> None:
        """One child of a run that shows."""
        if child.tag == f"{W}t":
            self._add(_BLANKS.sub(" ", child.text or ""), look)
        elif child.tag in _CHARACTERS:
            self._add(_CHARACTERS[child.tag], look)
        elif child.tag == f"{W}br":
            turns = child.get(f"{W}type") in ("page", "column")
            self._add(PAGE_BREAK if turns else LINE_BREAK, look)
        elif child.tag == f"{W}sym":
            self._add(_read_symbol(child), Look(font=child.get(f"{W}font")))
        elif child.tag in _NOTE_KINDS:
            self._story.note(_NOTE_KINDS[child.tag], child.get(f"{W}id", ""))
        elif child.tag == f"{W}ruby":
            self.walk(child)
        elif child.tag != _RUN_PROPERTIES:
            top, left = _read_position(child)
            for content in _find_boxes(child):
                self.boxes.append(_Box(top, left, self._story.read_box(content)))

    def _turn_field(self, turn: str | None) -> None:
        fields = self._story.fields
        if turn == "begin":
            fields.append(_Field())
        elif turn == "separate" and fields:
            fields[-1].begin_result()
        elif turn == "end" and fields:
            fields.pop()

    def _add(self, text: str, look: Look) -> None:
        if text and self._story.shows_text:
            self.pieces.append(_make_piece(text, look))


def _make_piece(text: str, look: Look) -> Piece:
    font = look.font or ""
    encoding = name_encoding(font)
    if encoding is None:
        text = decode_symbols(text, font)
        return Piece(text.upper() if look.capitals else text)
    text = _PRIVATE.sub(lambda match: chr(ord(match.group()) & 0xFF), text)
    if look.capitals:
        return Piece(text.upper(), encoding) if encoding == "vni" else Piece(text, "tcvn3_capitals")
    return Piece(text, encoding)


def _read_symbol(symbol: etree._Element) -> str:
    """The character of a ``w:sym``, in the private-use area, where fonts of signs keep theirs."""
    try:
        code = int(symbol.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    return chr(0xF000 | code) if code < 0x100 else chr(code) if code < 0xFFFE and not 0xD800 <= code < 0xE000 else ""


def _shows_nothing(element: etree._Element) -> bool:
    """Whether an element holds a placeholder, or a table of contents."""
    if element.tag == f"{W}sdt":
        return is_placeholder(element)
    return element.tag == f"{W}fldSimple" and bool(_CONTENTS.match(element.get(f"{W}instr", "")))


def _are_fields_closed(body: etree._Element) -> bool:
    """Whether every field ends; else hiding the instruction of one that does not would hide all the rest."""
    depth = 0
    for mark in body.iter(f"{W}fldChar"):
        if any(ancestor.tag in CHANGED_AWAY for ancestor in mark.iterancestors()):
            continue
        depth += {"begin": 1, "end": -1}.get(mark.get(f"{W}fldCharType", ""), 0)
        if depth < 0:
            return False
    return depth == 0


def _find_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes of a drawing, each once."""
    if element.tag == f"{MARKUP}AlternateContent":
        element = choose_alternative(element)
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        else:
            yield from _find_boxes(child)


def _read_position(drawing: etree._Element) -> tuple[float, float]:
    """How far below the paragraph's top a drawing hangs (0 where it hangs on the page), and how far to the right."""
    if drawing.tag == f"{MARKUP}AlternateContent":
        drawing = next(iter(choose_alternative(drawing)), drawing)
    anchor = drawing.find(f"{_DRAWING}anchor")
    if anchor is not None:
        vertical, horizontal = anchor.find(f"{_DRAWING}positionV"), anchor.find(f"{_DRAWING}positionH")
        hangs_here = vertical is not None and vertical.get("relativeFrom") in ("paragraph", "line")
        return _read_offset(vertical) if hangs_here else 0.0, _read_offset(horizontal)
    style = next((shape.get("style", "") for shape in drawing if "margin-left" in shape.get("style", "")), "")
    lengths = {name: float(length) for name, length in _LENGTH.findall(style)}
    return (0.0 if "page" in style else lengths.get("top", 0.0)), lengths.get("left", 0.0)


def _read_offset(position: etree._Element | None) -> float:
    text = None if position is None else position.findtext(f"{_DRAWING}posOffset")
    return float(text) if text is not None and re.fullmatch(r"-?\d{1,12}", text.strip()) else 0.0
