"""Word files for the tests, made of XML by hand: so that the tests say what Word writes, not what a library does.

``make_docx`` packs a body with the parts given; ``write_plan`` turns a plan's text into a file whose labels Word makes
itself, wherever Word can.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from extractors.records import PlanText
from extractors.text.labels import Label, write_roman
from pipeline.outlining.zones import split_blocks

_SPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/>{overrides}</Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
)
_COLUMN = 1800  # in twentieths of a point
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# Parts whose element is not called as they are.
_ELEMENTS = {"header": "hdr", "footer": "ftr"}


def make_docx(body: str, **parts: str) -> bytes:
    """A .docx with this body; ``parts`` are the insides of numbering, styles, footnotes, endnotes, header and footer.

    The body refers to the first part as ``r0``, to the second as ``r1``.
    """
    names = list(parts)
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument'
        f'.wordprocessingml.{name}+xml"/>'
        for name in names
    )
    relations = "".join(
        f'<Relationship Id="r{place}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>' for place, name in enumerate(names)
    )
    files = {
        "[Content_Types].xml": _TYPES.format(overrides=overrides),
        "_rels/.rels": _RELATIONS.format(
            relations=f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": _RELATIONS.format(relations=relations),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
    }
    for name, inside in parts.items():
        element = _ELEMENTS.get(name, name)
        files[f"word/{name}.xml"] = f"<w:{element} {_SPACES}>{inside}</w:{element}>"
    return pack(files)


def add_pictures(docx: bytes, pictures: Sequence[bytes]) -> bytes:
    """The file with pictures, which its body refers to as ``p0``, ``p1`` …"""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        files: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    relations = "".join(
        f'<Relationship Id="p{place}" Type="{_OFFICE}/image" Target="media/page{place}.png"/>'
        for place in range(len(pictures))
    )
    files["word/_rels/document.xml.rels"] = _RELATIONS.format(relations=relations)
    return pack(files | {f"word/media/page{place}.png": picture for place, picture in enumerate(pictures)})


def pack(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "", font: str = "", bold: bool = False, size: int = 0) -> str:
    """One paragraph; line breaks in the text are the line breaks of Shift+Enter. Sizes are in half points."""
    looks = (
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else "",
        "<w:b/>" if bold else "",
        f'<w:sz w:val="{size}"/>' if size else "",
    )
    look = f"<w:rPr>{''.join(looks)}</w:rPr>" if any(looks) else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{look}{lines}</w:r></w:p>"


def listed(text: str, list_id: int, level: int = 0, properties: str = "", bold: bool = False) -> str:
    """One paragraph of a list."""
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, number + properties, bold=bold)


def define_list(list_id: int, *levels: tuple[str, str], starts: dict[int, int] | None = None, of: int = 0) -> str:
    """A list of these levels, each a form and a text; or one of the levels of the list ``of``, started anew."""
    inside = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    abstract = f'<w:abstractNum w:abstractNumId="{list_id}">{inside}</w:abstractNum>' if levels else ""
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for level, start in (starts or {}).items()
    )
    number = f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{of or list_id}"/>{overrides}</w:num>'
    return abstract + number


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of these cells, each one paragraph a line, and the empty paragraph that Word puts after it."""
    return tabulate([["".join(map(paragraph, cell.split("\n"))) for cell in row] for row in rows])


def tabulate(rows: Sequence[Sequence[str]], width: int = _COLUMN, properties: str = "") -> str:
    """The same of cells that are paragraphs already; columns are as wide as said, in twentieths of a point."""
    grid = f'<w:gridCol w:w="{width}"/>' * max(map(len, rows))
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{{}}</w:tc>'
    written = "".join(f"<w:tr>{''.join(map(cell.format, row))}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl><w:p/>"


# --- plans -------------------------------------------------------------------------------------------------------

# The levels of a plan's one list: how Word counts them, and what it writes; "{}" is the mark that the plan puts there.
_NUMBERED = (("upperRoman", "%1{}"), ("decimal", "%2{}"), ("decimal", "%2.%3{}"), ("lowerLetter", "%4{}"))
_LEVELS = {("roman", 1): 0, ("decimal", 1): 1, ("decimal", 2): 2, ("letter", 1): 3}
_BULLETS = ("-", "+")
_BULLET_LIST, _FIRST_RESTART = 2, 10


def write_plan(text: PlanText) -> bytes:
    """A plan's text as a Word file: labels that Word can make are numbering, the others typed; tables are tables."""
    blocks = split_blocks(text)
    lists = PlanLists([block.label for block in blocks if block.label])
    body = "".join(
        table([[text.text[cell.start : cell.end] for cell in row] for row in block.table.rows])
        if block.table
        else lists.write(block.text, block.label)
        for block in blocks
    )
    return make_docx(body, numbering=lists.numbering)


class PlanLists:
    """The lists of a plan: its paragraphs with the labels left to Word, which ``numbering`` has it make.

    A list is started anew wherever the plan's label is not the one that Word would write next. The letters of
    Vietnamese lists have a đ that Word does not know, so that one is typed.
    """

    def __init__(self, labels: Sequence[Label]) -> None:
        self._marks = [_find_mark(labels, level) for level in range(len(_NUMBERED))]
        self._lists = [
            define_list(
                1, *((form, text.format(mark)) for (form, text), mark in zip(_NUMBERED, self._marks, strict=True))
            ),
            define_list(_BULLET_LIST, *(("bullet", mark) for mark in _BULLETS)),
        ]
        self._current = 1
        self._start = (0, 1)
        self._counts = [0] * len(_NUMBERED)

    @property
    def numbering(self) -> str:
        """The inside of the file's ``numbering.xml``: all forms of lists, then all lists, as Word wants them."""
        parted = [written.partition("<w:num ") for written in self._lists]
        return "".join(form for form, _, _ in parted) + "".join(sign + number for _, sign, number in parted)

    def write(self, text: str, label: Label | None, properties: str = "", bold: bool = False) -> str:
        """One paragraph, its label left to Word where it can make it."""
        words = text[label.length :] if label else text
        if label is None or text != f"{label.printed} {words}":
            return paragraph(text, properties, bold=bold)
        if label.printed in _BULLETS:
            return listed(words, _BULLET_LIST, _BULLETS.index(label.printed), properties, bold)
        level = _find_level(label)
        if level is None or label.printed != self._write_label(_count_in_word(label), level):
            return paragraph(text, properties, bold=bold)
        number = _count_in_word(label)
        begins_with = self._start[1] if self._start[0] == level else 1
        if number != (self._counts[level] + 1 if self._counts[level] else begins_with):
            self._current, self._start = self._define(starts={level: number}, of=1), (level, number)
        self._counts[level] = number
        self._counts[level + 1 :] = [0] * (len(_NUMBERED) - level - 1)
        return listed(words, self._current, level, properties, bold)

    def count_rows(self) -> int:
        """A list for the rows of one table: 1, 2, 3."""
        return self._define(("decimal", "%1"))

    def _define(self, *levels: tuple[str, str], starts: dict[int, int] | None = None, of: int = 0) -> int:
        list_id = _FIRST_RESTART + len(self._lists)
        self._lists.append(define_list(list_id, *levels, starts=starts, of=of))
        return list_id

    def _write_label(self, number: int, level: int) -> str:
        """What Word writes for a number: of "5.2." its item counts as well."""
        mark = self._marks[level]
        match level:
            case 0:
                return write_roman(number) + mark
            case 2:
                return f"{self._counts[1]}.{number}{mark}"
            case 3:
                return f"{chr(ord('a') + number - 1)}{mark}" if 0 < number <= 26 else ""
            case _:
                return f"{number}{mark}"


def _find_level(label: Label) -> int | None:
    return _LEVELS.get((label.style, len(label.numbers)))


def _find_mark(labels: Sequence[Label], level: int) -> str:
    """What a plan puts after the labels of a level, by the first: "." or ")"; "I-" has "-", "1.1" nothing."""
    printed = next((label.printed for label in labels if _find_level(label) == level), "")
    return re.sub(r"^(?:\w|\.(?=\d))+", "", printed)


def _count_in_word(label: Label) -> int:
    """The number that gives a label in Word, whose letters are the Latin alphabet's."""
    return ord(label.printed[0]) - ord("a") + 1 if label.style == "letter" else label.numbers[-1]
