"""PDF: the text layer of every page by PDFium, put together anew; pages without one are recognised from their picture.

PDFium is not thread safe: read documents in processes of their own, one at a time in each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.errors import UnreadableFile
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.furniture import find_furniture
from pipeline.readers.pdf_columns import order_lines
from pipeline.readers.pdf_flow import FlowLine, decide_joints, find_edges, is_glued
from pipeline.readers.pdf_lines import Row
from pipeline.readers.pdf_notes import Note, drop_signatures, drop_signs, split_notes, usual_size
from pipeline.readers.pdf_pages import PrintedPage, is_picture, read_page
from pipeline.readers.pdf_tables import PrintedTable, continues_table, join_tables, write_rows
from pipeline.readers.plausibility import rate_plausibility
from pipeline.wording import word

# A scan with a running number or a signature's stamp printed into it has no more letters than this.
_FEWEST_LETTERS = 200
# So many words of a page tell whether its letters mean anything.
_JUDGED_WORDS = 120
_DRAWN_RULE = re.compile(r"[\s_–—=~.*-]{3,}")


def read_pdf(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the paragraphs and tables of a PDF, page by page; a page that cannot be read is a gap."""
    document = _open_document(data)
    try:
        pages = [_read_page(document, index) for index in range(len(document))]
        _add_items(document, _Layout(pages).arrange(), builder, len(pages))
    finally:
        document.close()


@dataclass(frozen=True)
class Picture:
    """A page to be recognised from its picture."""

    page: int


@dataclass(frozen=True)
class Missing:
    """A page that cannot be read."""

    page: int


Item = FlowLine | PrintedTable | Picture | Missing


def _open_document(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise UnreadableFile(*word("pdf.encrypted")) from error
        raise UnreadableFile(*word("pdf.damaged", why=error)) from error
    if len(document) == 0:
        document.close()
        raise UnreadableFile(*word("pdf.no_pages"))
    return document


def _read_page(document: pdfium.PdfDocument, index: int) -> PrintedPage | Picture | Missing:
    """What stands on a page; a page is closed at once, since open ones hold their fonts and pictures."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return Missing(index + 1)
    try:
        printed = read_page(page, index + 1)
        return Picture(index + 1) if _needs_recognition(page, printed) else printed
    except pdfium.PdfiumError:
        return Missing(index + 1)
    finally:
        page.close()


def _needs_recognition(page: pdfium.PdfPage, printed: PrintedPage) -> bool:
    """Whether the letters of a page are missing, or rubbish: no Unicode map, an old encoding, a bad recognition."""
    if printed.letters < _FEWEST_LETTERS and is_picture(page, printed.shown):
        return True
    words: list[str] = []
    for line in printed.lines():
        words += line.text.split()
        if len(words) > _JUDGED_WORDS:
            break
    rated = rate_plausibility(" ".join(words))
    return rated.is_rubbish or (rated.is_doubtful and is_picture(page, printed.shown))


# --- all pages together ------------------------------------------------------------------------------------------


class _Layout:
    """The pages of a document without their furniture, in the order they are read."""

    def __init__(self, pages: Sequence[PrintedPage | Picture | Missing]) -> None:
        self.pages = pages
        self.rows = _drop_furniture(pages)
        self.size = usual_size(row for rows in self.rows.values() for row in rows)
        self.items: list[Item] = []
        self.notes: list[FlowLine] = []
        self.blocks = 0
        self.edges = _find_usual_edges(self.rows, pages)

    def arrange(self) -> list[Item]:
        """Lines, tables and pages to be recognised, in order; footnotes at the end."""
        for page in self.pages:
            if isinstance(page, PrintedPage):
                self._arrange_page(page)
            else:
                self.items.append(page)
        return [*self.items, *self.notes]

    def _arrange_page(self, page: PrintedPage) -> None:
        rows, notes = split_notes(self.rows[page.number], self.size)
        signs = [note.sign for note in notes]
        rows = [[drop_signs(part, signs) for part in row] for row in rows]
        first_item = len(self.items)
        for table in page.tables:
            above = [row for row in rows if row[0].baseline < table.top]
            rows = rows[len(above) :]
            self._add_rows(page, above)
            self._add_table(table.change_lines(lambda line: drop_signs(line, signs)), first_item)
        self._add_rows(page, rows)
        for frame, printed in page.aside:
            self.blocks += 1
            box = frame.show(printed.box, page.shown)
            self.items.append(FlowLine(printed, page.number, self.blocks, (printed.left, printed.right), box))
        self._keep_notes(page, notes)

    def _add_rows(self, page: PrintedPage, rows: Sequence[Row]) -> None:
        for block in order_lines(rows):
            lines = [line for line in block.lines if not _DRAWN_RULE.fullmatch(line.text)]
            if not lines:
                continue
            self.blocks += 1
            own = min(line.left for line in lines), max(line.right for line in lines)
            edges = find_edges(lines) or (own if block.is_column else self.edges.get(_page_class(page), own))
            edges = (min(edges[0], own[0]), max(edges[1], own[1])) if block.is_column else edges
            self.items += [FlowLine(line, page.number, self.blocks, edges, page.place(line)) for line in lines]

    def _add_table(self, table: PrintedTable, first_item: int) -> None:
        """Add a table, or join it to the one that the page before ended with."""
        above = self.items[-1] if self.items and len(self.items) == first_item else None
        if isinstance(above, PrintedTable) and continues_table(above, table):
            self.items[-1] = join_tables(above, table)
        else:
            self.items.append(table)

    def _keep_notes(self, page: PrintedPage, notes: Sequence[Note]) -> None:
        for note in notes:
            self.blocks += 1
            edges = min(line.left for line in note.lines), max(line.right for line in note.lines)
            self.notes += [FlowLine(line, page.number, self.blocks, edges, page.place(line)) for line in note.lines]


def _drop_furniture(pages: Sequence[PrintedPage | Picture | Missing]) -> dict[int, list[Row]]:
    """The rows of each page without running heads, page numbers and stamps of signatures."""
    printed = [page if isinstance(page, PrintedPage) else None for page in pages]
    rows = [drop_signatures(page.rows) if page else [] for page in printed]
    parts = [
        [(part.text, page.place(part)) for row in own for part in row] if page else []
        for page, own in zip(printed, rows, strict=True)
    ]
    kept: dict[int, list[Row]] = {}
    for page, own, furniture in zip(printed, rows, find_furniture(parts), strict=True):
        if page is None:
            continue
        places = iter(range(len(parts[page.number - 1])))
        left = [[part for part in row if next(places) not in furniture] for row in own]
        kept[page.number] = [row for row in left if row]
    return kept


def _find_usual_edges(
    rows: dict[int, list[Row]], pages: Sequence[PrintedPage | Picture | Missing]
) -> dict[tuple[int, int], tuple[float, float]]:
    """The margins that most pages of a size have, left and right pages apart: for pages of a few lines."""
    found: dict[tuple[int, int], Counter[tuple[int, int]]] = {}
    for page in pages:
        if isinstance(page, PrintedPage):
            edges = find_edges([row[0] for row in rows[page.number] if len(row) == 1])
            if edges is not None:
                found.setdefault(_page_class(page), Counter())[round(edges[0]), round(edges[1])] += 1
    return {
        key: (float(left), float(right))
        for key, counter in found.items()
        for (left, right), _ in counter.most_common(1)
    }


def _page_class(page: PrintedPage) -> tuple[int, int]:
    return round(page.frame.width), page.number % 2


# --- the text ----------------------------------------------------------------------------------------------------


def _add_items(document: pdfium.PdfDocument, items: Sequence[Item], builder: PlanTextBuilder, page_count: int) -> None:
    joints = iter(decide_joints([item for item in items if isinstance(item, FlowLine)]))
    above: Item | None = None
    page = 0
    for item in items:
        number = item.pages[0] if isinstance(item, PrintedTable) else item.page
        for skipped in range(page + 1, number + 1):
            builder.start_page(skipped)
        if number < page:
            builder.start_page(number)
        page = number
        match item:
            case FlowLine():
                joint = next(joints)
                if joint == "broken" and isinstance(above, FlowLine):
                    builder.add_gap("sentence_broken_off", item.page)
                if joint == "continues" and isinstance(above, FlowLine):
                    builder.continue_paragraph(item.printed.text, item.box, is_glued(above.printed, item.printed))
                else:
                    builder.add_paragraph(item.printed.text, item.box)
            case PrintedTable():
                rows, boxes = write_rows(item)
                builder.add_table(rows, boxes, item.pages)
                page = item.pages[-1]
            case Picture():
                _recognise_page(document, item.page, builder)
            case Missing():
                builder.add_gap("page_unreadable", item.page)
        above = item
    for skipped in range(page + 1, page_count + 1):
        builder.start_page(skipped)


def _recognise_page(document: pdfium.PdfDocument, number: int, builder: PlanTextBuilder) -> None:
    builder.add_gap("page_without_text", number)
