"""A plan as a Word file, numbered as Word numbers: the labels are not in the text but made by multi-level lists.

On it stands what such files bear and is no part of the plan: a page number above, a line below every page.
"""

from __future__ import annotations

from extractors.records import PlanText
from tests.rendering.sheet import Columns, PageEnd, Paragraph, Part, Ruled, lay_out
from tests.word_files import PlanLists, listed, make_docx, paragraph, tabulate

_CENTERED = '<w:jc w:val="center"/>'
_FLOWING = '<w:spacing w:after="120"/><w:ind w:left="0" w:firstLine="720"/><w:jc w:val="both"/>'
_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"'
    ' w:cs="Times New Roman"/><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>'
)
_WIDTH = 9354  # of a page between its margins, in twentieths of a point
_RULED = "<w:tblBorders>{}</w:tblBorders>".format(
    "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
)
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_PAGE_NUMBER = f'<w:p><w:pPr>{_CENTERED}</w:pPr><w:fldSimple w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p>'
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="r2"/><w:footerReference w:type="default" r:id="r3"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" w:header="567" w:footer="567"/></w:sectPr>'
)
# A box as Word keeps it, twice: as a drawing, and for programs that do not know it.
_BOX = (
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
    '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" behindDoc="0"'
    ' locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="column"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    '<wp:extent cx="{width}" cy="{height}"/><wp:wrapTopAndBottom/><wp:docPr id="{number}" name="Box {number}"/>'
    "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData"
    ' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
    '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{inside}</w:txbxContent>'
    "</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
    '<mc:Fallback><w:pict><v:shape style="margin-left:{points}pt;margin-top:0"><v:textbox><w:txbxContent>{inside}'
    "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
)
# In English metric units, 12,700 a point: where the two boxes begin, how wide they are, how high a line is.
_BOX_EDGES, _BOX_WIDTH, _LINE_HEIGHT = (0, 2_900_000), 2_800_000, 240_000


def render_docx(text: PlanText, boxed: bool = False) -> bytes:
    """The Word file of a plan; its letterhead is a table without lines, or, where it is ``boxed``, two text boxes."""
    parts = lay_out(text)
    lists = PlanLists([part.label for part in parts if isinstance(part, Paragraph) and part.label])
    body = "".join(_write(part, lists, boxed) for part in parts)
    foot = paragraph("Tài liệu lưu hành nội bộ", _CENTERED)
    return make_docx(body + _SECTION, styles=_STYLES, numbering=lists.numbering, header=_PAGE_NUMBER, footer=foot)


def _write(part: Part, lists: PlanLists, boxed: bool) -> str:
    match part:
        case Paragraph(is_title=True):
            return paragraph(part.whole, _CENTERED, bold=True)
        case Paragraph():
            return lists.write(part.whole, part.label, _FLOWING, part.is_heading)
        case Columns():
            return _write_boxes(part) if boxed else _write_columns(part)
        case Ruled():
            return tabulate(_write_rows(part, lists), _WIDTH // len(part.rows[0]), _RULED)
        case PageEnd():
            return _PAGE_BREAK


def _write_lines(lines: tuple[str, ...]) -> str:
    """Lines of one side, in 12 points; all but the recipients stand centred."""
    properties = "" if lines[:1] == ("Nơi nhận:",) else _CENTERED
    return "".join(paragraph(line, properties, size=24) for line in lines or ("",))


def _write_columns(part: Columns) -> str:
    return tabulate([[_write_lines(part.left), _write_lines(part.right)]], _WIDTH // 2)


def _write_boxes(part: Columns) -> str:
    height = max(len(part.left), len(part.right)) * _LINE_HEIGHT
    boxes = (
        _BOX.format(
            number=number, left=left, points=left / 12_700, width=_BOX_WIDTH, height=height, inside=_write_lines(lines)
        )
        for number, (left, lines) in enumerate(zip(_BOX_EDGES, (part.left, part.right), strict=True), 1)
    )
    return f"<w:p><w:r>{''.join(boxes)}</w:r></w:p>"


def _write_rows(part: Ruled, lists: PlanLists) -> list[list[str]]:
    """The cells of a table; where its first column counts the rows, Word does."""
    counted = [row[0] for row in part.rows[1:]] == [str(number) for number in range(1, len(part.rows))]
    list_id = lists.count_rows() if counted else None
    rows = [["".join(map(paragraph, cell.split("\n"))) for cell in row] for row in part.rows]
    if list_id is not None:
        for row in rows[1:]:
            row[0] = listed("", list_id)
    return rows
