"""A plan as a PDF with a text layer: A4, wrapped at the page's width, page numbers and more furniture, ruled tables."""

from __future__ import annotations

from functools import cache, partial
from io import BytesIO
from typing import Literal
from xml.sax.saxutils import escape

from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as Flow
from reportlab.platypus.doctemplate import ActionFlowable

from extractors.records import PlanText
from tests.rendering.sheet import Columns, Paragraph, Ruled, lay_out

# The faces of Times as Debian has them; DejaVu comes with matplotlib and has every Vietnamese letter too.
_FAMILIES = ("Liberation Serif", "DejaVu Serif")
_WIDTH = A4[0] - 3 * cm - 1.5 * cm
_STAMP = (
    "Người ký: VĂN PHÒNG",
    "Email: vanphong@coquan.gov.vn",
    "Cơ quan: CƠ QUAN BAN HÀNH",
    "Thời gian ký: 24.04.2026 08:15:42 +07:00",
)


def render_pdf(text: PlanText, stamped: bool = False) -> bytes:
    """The PDF of a plan, as a gazette prints it; or, where it is ``stamped``, as an office exports and signs it.

    The gazette has a running head and indents first lines; the office sets paragraphs apart, numbers pages from the
    second on, and the stamp of a digital signature stands on the first.
    """
    file = BytesIO()
    document = _Document(file, pagesize=A4, title="", author="")
    frame = Frame(3 * cm, 2 * cm, _WIDTH, A4[1] - 4.2 * cm, leftPadding=0, rightPadding=0)
    furniture = _draw_office_furniture if stamped else _draw_gazette_furniture
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=furniture))
    flow: list[Flowable] = []
    for part in lay_out(text):
        if isinstance(part, Paragraph):
            flow.append(_flow_paragraph(part, indented=not stamped))
        elif isinstance(part, Columns):
            flow += [_flow_columns(part), Spacer(0, 8)]
        elif isinstance(part, Ruled):
            flow += [_flow_table(part), Spacer(0, 8)]
        else:
            flow.append(ActionFlowable(("lose_page",)))
    document.build(flow)
    return file.getvalue()


class _Document(BaseDocTemplate):
    """A document that may lack pages: the printed numbers of the others tell."""

    lost = 0

    def handle_lose_page(self) -> None:
        """End the page here and leave the next one out; reportlab calls this by its name."""
        self.lost += 1
        self.handle_pageBreak()


def _draw_gazette_furniture(canvas: Canvas, document: _Document) -> None:
    """What stands on every page and belongs to none: the running head and the page number."""
    canvas.setFont(_load_font(), 11)
    canvas.drawString(3 * cm, A4[1] - 1.3 * cm, "CÔNG BÁO/Số 18/Ngày 24-4-2026")
    canvas.drawRightString(A4[0] - 1.5 * cm, A4[1] - 1.3 * cm, str(48 + document.page + document.lost))
    canvas.line(3 * cm, A4[1] - 1.5 * cm, A4[0] - 1.5 * cm, A4[1] - 1.5 * cm)


def _draw_office_furniture(canvas: Canvas, document: _Document) -> None:
    """The page number, in the middle above; on the first page the stamp of the signature instead."""
    if document.page > 1:
        canvas.setFont(_load_font(), 13)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 1.3 * cm, str(document.page + document.lost))
        return
    canvas.setFont(_load_font(), 6)
    for number, line in enumerate(_STAMP):
        canvas.drawString(A4[0] - 6 * cm, A4[1] - 0.7 * cm - 7 * number, line)


def _flow_paragraph(part: Paragraph, indented: bool) -> Flowable:
    style = _make_style(
        bold=part.is_heading or part.is_title,
        alignment=TA_CENTER if part.is_title else TA_JUSTIFY,
        indent=1.27 * cm if indented and not part.is_title and not part.is_rest else 0,
        after=4 if indented else 8,
        full=part.is_cut,
    )
    return Flow(escape(part.whole), style)


def _flow_columns(part: Columns) -> Flowable:
    left = partial(_make_style, size=12, alignment=TA_LEFT if part.left[:1] == ("Nơi nhận:",) else TA_CENTER)
    right = partial(_make_style, size=12, bold=True, alignment=TA_CENTER)
    cells = [[Flow(escape(line), left()) for line in part.left], [Flow(escape(line), right()) for line in part.right]]
    top = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
    return Table([cells], colWidths=[0.45 * _WIDTH, 0.55 * _WIDTH], style=top)


def _flow_table(part: Ruled) -> Flowable:
    rows = [
        [Flow(escape(cell).replace("\n", "<br/>"), _make_style(size=12, bold=not index)) for cell in row]
        for index, row in enumerate(part.rows)
    ]
    ruled = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    widths = _share_width(part)
    return Table(rows, colWidths=widths, repeatRows=1, style=ruled)


def _share_width(part: Ruled) -> list[float]:
    """Column widths by what the columns hold, none narrower than "TT" in bold needs."""
    longest = (max(len(row[place]) for row in part.rows) for place in range(len(part.rows[0])))
    shares = [min(max(length, 8), 60) for length in longest]
    narrowest = 1.3 * cm
    room = _WIDTH - narrowest * len(shares)
    return [narrowest + share / sum(shares) * room for share in shares]


def _make_style(
    size: int = 14,
    bold: bool = False,
    alignment: Literal[0, 1, 2, 4] = TA_LEFT,
    indent: float = 0,
    after: float = 4,
    full: bool = False,
) -> ParagraphStyle:
    return ParagraphStyle(
        "plan",
        fontName=_load_font(bold),
        fontSize=size,
        leading=1.3 * size,
        alignment=alignment,
        firstLineIndent=indent,
        spaceAfter=after,
        justifyLastLine=full,
    )


@cache
def _load_font(bold: bool = False) -> str:
    name = "PlanBold" if bold else "Plan"
    pdfmetrics.registerFont(TTFont(name, _find_face(bold)))
    return name


def _find_face(bold: bool) -> str:
    """The file of the first family that has the letters; versions of Liberation before 2 lack most Vietnamese ones."""
    weights = ("bold", 700) if bold else ("normal", "regular", 400)
    for family in _FAMILIES:
        for face in fontManager.ttflist:
            fits = face.name == family and face.style == "normal" and face.weight in weights
            if fits and set(map(ord, "ếộữđỹẶ")) <= FT2Font(face.fname).get_charmap().keys():
                return str(face.fname)
    raise FileNotFoundError(
        "neither Liberation Serif 2 nor DejaVu Serif is there: reinstall matplotlib, it brings DejaVu"
    )
