"""Word files for the tests, made of XML by hand: so that the tests say what Word writes, not what a library does.

``make_docx`` packs a body with the parts given; ``write_plan`` turns a plan's text into a file whose labels Word makes
itself, wherever Word can.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from extractors.records import PlanText
from extractors.text.labels import Label
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


def make_docx(body: str, **parts: str) -> bytes:
    """A .docx with this body; ``parts`` are the insides of numbering, styles, footnotes and endnotes."""
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
    files |= {f"word/{name}.xml": f"<w:{name} {_SPACES}>{inside}</w:{name}>" for name, inside in parts.items()}
    return pack(files)


def pack(files: dict[str, str]) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "", font: str = "") -> str:
    """One paragraph; line breaks in the text are the line breaks of Shift+Enter."""
    look = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{look}{lines}</w:r></w:p>"


def listed(text: str, list_id: int, level: int = 0) -> str:
    """One paragraph of a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


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
    grid = f'<w:gridCol w:w="{_COLUMN}"/>' * max(map(len, rows))
    written = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl><w:p/>"


def _cell(text: str) -> str:
    width = f'<w:tcW w:w="{_COLUMN}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}</w:tcPr>{''.join(map(paragraph, text.split(chr(10))))}</w:tc>"


# --- plans -------------------------------------------------------------------------------------------------------

_NUMBERED = (("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)"))
_BULLETS = (("bullet", "-"), ("bullet", "+"))
_FIRST_RESTART = 10


def write_plan(text: PlanText) -> bytes:
    """A plan's text as a Word file: labels that Word can make are numbering, the others typed; tables are tables."""
    writer = _PlanWriter()
    body = "".join(
        table([[text.text[cell.start : cell.end] for cell in row] for row in block.table.rows])
        if block.table
        else writer.write(block.text, block.label)
        for block in split_blocks(text)
    )
    numbering = [define_list(1, *_NUMBERED), define_list(2, *_BULLETS), *writer.restarts]
    abstract = "".join(part[: part.index("<w:num ")] for part in numbering)
    return make_docx(body, numbering=abstract + "".join(part[part.index("<w:num ") :] for part in numbering))


class _PlanWriter:
    """Writes paragraphs, and starts a list anew wherever the plan's label is not the one that Word would make."""

    def __init__(self) -> None:
        self.restarts: list[str] = []
        self._current = 1
        self._start = (0, 1)
        self._counts = [0] * len(_NUMBERED)

    def write(self, text: str, label: Label | None) -> str:
        """One paragraph, its label left to Word where it can make it."""
        words = text[label.length :] if label else text
        bullets = ("-", "+")
        if label is not None and label.printed in bullets and text == f"{label.printed} {words}":
            return listed(words, 2, bullets.index(label.printed))
        level = _find_level(label)
        if label is None or level is None or text != f"{label.printed} {words}" or not self._fits(label, level):
            return paragraph(text)
        number = _count_in_word(label)
        begins_with = self._start[1] if self._start[0] == level else 1
        if number != (self._counts[level] + 1 if self._counts[level] else begins_with):
            self._restart(level, number)
        self._counts[level] = number
        self._counts[level + 1 :] = [0] * (len(_NUMBERED) - level - 1)
        return listed(words, self._current, level)

    def _fits(self, label: Label, level: int) -> bool:
        """Whether Word's label of that level would be this one: of "5.2." its item counts as well."""
        expected = _write(_count_in_word(label), level, self._counts)
        return label.printed == expected

    def _restart(self, level: int, number: int) -> None:
        self._current, self._start = _FIRST_RESTART + len(self.restarts), (level, number)
        self.restarts.append(define_list(self._current, starts={level: number}, of=1))


def _find_level(label: Label | None) -> int | None:
    styles = {("roman", 1): 0, ("decimal", 1): 1, ("decimal", 2): 2, ("letter", 1): 3}
    return styles.get((label.style, len(label.numbers))) if label else None


def _count_in_word(label: Label) -> int:
    """The number that gives a label in Word, whose letters are the Latin alphabet's."""
    return ord(label.printed[0]) - ord("a") + 1 if label.style == "letter" else label.numbers[-1]


def _write(number: int, level: int, counts: Sequence[int]) -> str:
    if level == 0:
        tens, ones = divmod(number, 10)
        return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones] + "."
    if level == 3:
        return f"{chr(ord('a') + number - 1)})" if 0 < number <= 26 else ""
    return f"{counts[1]}.{number}." if level == 2 else f"{number}."
