"""A plan as a Word file, numbered as Word numbers: the labels are not in the text but made by multi-level lists.

The letters of Vietnamese lists have a đ that Word does not know, so that line is typed, and the list goes on with e;
where a list leaves letters out, it is started anew at the next, as people do in Word.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from extractors.records import PlanText
from extractors.text.labels import Label, write_roman
from tests.rendering.sheet import Columns, Paragraph, Ruled, lay_out

# The levels of the one multi-level list: how Word counts them, and what it writes ("%2" is the second level's number).
_NUMBERS = (("upperRoman", "%1{}"), ("decimal", "%2{}"), ("decimal", "%2.%3{}"), ("lowerLetter", "%4{}"))
_NUMBER_LEVELS = {("roman", 1): 0, ("decimal", 1): 1, ("decimal", 2): 2, ("letter", 1): 3}
# Bullets are a list of their own, as Word makes them.
_BULLETS = (("bullet", "-"), ("bullet", "+"))
_BULLET_LEVELS = {"-": 0, "+": 1}


def render_docx(text: PlanText) -> bytes:
    """The Word file of a plan."""
    document = _open_document()
    parts = lay_out(text)
    labels = [part.label for part in parts if isinstance(part, Paragraph) and part.label]
    numbering = _Numbering(document, labels)
    for part in parts:
        if isinstance(part, Paragraph):
            _add_paragraph(document, part, numbering)
        elif isinstance(part, Columns):
            _add_columns(document, part)
        elif isinstance(part, Ruled):
            _add_table(document, part, numbering)
        else:
            document.add_page_break()  # type: ignore[no-untyped-call]
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _open_document() -> WordDocument:
    """An A4 page as the decree has it, with its number in the header and a foot line, which are no part of the plan."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Cm(2), Cm(2), Cm(3), Cm(1.5)
    font = document.styles["Normal"].font
    font.name, font.size = "Times New Roman", Pt(14)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    section.footer.paragraphs[0].text = "Tài liệu lưu hành nội bộ"
    return document


def _add_paragraph(document: WordDocument, part: Paragraph, numbering: _Numbering) -> None:
    place = numbering.place(part.label) if part.label else None
    paragraph = document.add_paragraph()
    run = paragraph.add_run(part.text if place else part.whole)
    run.bold = part.is_heading or part.is_title
    if part.is_title:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
    if place:
        _number(paragraph, *place)


def _number(paragraph: WordParagraph, level: int, list_id: int) -> None:
    properties: Any = paragraph._p.get_or_add_pPr()  # python-docx makes its accessors at run time
    number = properties.get_or_add_numPr()
    number.get_or_add_ilvl().val = level
    number.get_or_add_numId().val = list_id


def _add_columns(document: WordDocument, part: Columns) -> None:
    """Two columns as a table without ruled lines."""
    table = document.add_table(rows=1, cols=2)
    for cell, lines in zip(table.rows[0].cells, (part.left, part.right), strict=True):
        _fill_cell(cell, list(lines))
        for paragraph in cell.paragraphs:
            signs = lines is part.right or not part.left[:1] or not part.left[0].startswith("Nơi nhận")
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if signs else WD_ALIGN_PARAGRAPH.LEFT


def _add_table(document: WordDocument, part: Ruled, numbering: _Numbering) -> None:
    table = document.add_table(rows=len(part.rows), cols=len(part.rows[0]), style="Table Grid")
    counted = [row[0] for row in part.rows[1:]] == [str(n) for n in range(1, len(part.rows))]
    list_id = numbering.count_rows() if counted else None
    for index, (row, printed) in enumerate(zip(part.rows, table.rows, strict=True)):
        for place, (cell, content) in enumerate(zip(printed.cells, row, strict=True)):
            if index and not place and list_id is not None:
                _number(cell.paragraphs[0], 0, list_id)
            else:
                _fill_cell(cell, content.split("\n"), bold=not index)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    document.add_paragraph()  # Word takes two tables with nothing between them for one


def _fill_cell(cell: WordCell, lines: list[str], bold: bool = False) -> None:
    for index, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if not index else cell.add_paragraph()
        paragraph.add_run(line).bold = bold


class _Numbering:
    """The lists of a file, and Word's own counters, kept to know what Word would write next."""

    def __init__(self, document: WordDocument, labels: list[Label]) -> None:
        self._root: etree._Element = document.part.numbering_part.element
        for child in list(self._root):
            self._root.remove(child)
        self._marks = [_find_mark(level, labels) for level in range(len(_NUMBERS))]
        self._counters = [0] * len(_NUMBERS)
        self._lists = 0
        patterns = zip(_NUMBERS, self._marks, strict=True)
        numbers = _define(0, [(format_, pattern.format(mark)) for (format_, pattern), mark in patterns])
        self._root.extend([numbers, _define(1, _BULLETS), _define(2, [("decimal", "%1")])])
        self._list_id = self._open_list(0)
        self._bullets_id = self._open_list(1)

    def place(self, label: Label) -> tuple[int, int] | None:
        """The level and the list that make Word write this label; ``None`` where it has to be typed."""
        if label.printed in _BULLET_LEVELS:
            return _BULLET_LEVELS[label.printed], self._bullets_id
        level = _NUMBER_LEVELS.get((label.style, len(label.numbers)))
        if level is None or label.printed != self._write(level, label):
            return None
        if level == 2 and self._counters[1] != label.numbers[0]:
            return None
        value = self._value(level, label)
        if self._counters[level] + 1 != value:
            self._list_id = self._open_list(0, level, value)
        self._counters[level] = value
        self._counters[level + 1 :] = [0] * (len(self._counters) - level - 1)
        return level, self._list_id

    def count_rows(self) -> int:
        """A list of its own for the rows of a table: 1, 2, 3."""
        return self._open_list(2, 0, 1)

    @staticmethod
    def _value(level: int, label: Label) -> int:
        """What Word counts: letters by the English alphabet, so that g is the seventh."""
        return ord(label.printed[0]) - ord("a") + 1 if level == 3 else label.numbers[-1]

    def _write(self, level: int, label: Label) -> str:
        """What Word would write for the number of a label; a đ it cannot write."""
        mark = self._marks[level]
        if level == 0:
            return write_roman(label.numbers[0]) + mark
        if level == 3:
            return chr(ord("a") + self._value(level, label) - 1) + mark if label.printed[0] != "đ" else ""
        return ".".join(map(str, label.numbers)) + mark

    def _open_list(self, definition: int, level: int | None = None, start: int = 1) -> int:
        self._lists += 1
        instance = _element("w:num", {"w:numId": str(self._lists)})
        instance.append(_element("w:abstractNumId", {"w:val": str(definition)}))
        if level is not None:
            override = _element("w:lvlOverride", {"w:ilvl": str(level)})
            override.append(_element("w:startOverride", {"w:val": str(start)}))
            instance.append(override)
        self._root.append(instance)
        return self._lists


def _find_mark(level: int, labels: list[Label]) -> str:
    """What this plan puts after the numbers of a level: "." or ")", "I-" has "-", "1.1" nothing."""
    for label in labels:
        if _NUMBER_LEVELS.get((label.style, len(label.numbers))) == level:
            return label.printed[3:] if level == 2 else label.printed.lstrip("IVXabcdđeghiklmnopqrstuvxy0123456789")
    return ""


def _define(list_id: int, levels: Iterable[tuple[str, str]]) -> etree._Element:
    """A list by the format and the text of each of its levels."""
    definition = _element("w:abstractNum", {"w:abstractNumId": str(list_id)})
    definition.append(_element("w:multiLevelType", {"w:val": "multilevel"}))
    for index, (format_, text) in enumerate(levels):
        level = _element("w:lvl", {"w:ilvl": str(index)})
        level.append(_element("w:start", {"w:val": "1"}))
        level.append(_element("w:numFmt", {"w:val": format_}))
        level.append(_element("w:suff", {"w:val": "space"}))
        level.append(_element("w:lvlText", {"w:val": text}))
        level.append(_element("w:lvlJc", {"w:val": "left"}))
        definition.append(level)
    return definition


def _element(tag: str, attributes: dict[str, str]) -> etree._Element:
    element: etree._Element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element
