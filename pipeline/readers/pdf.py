"""PDF: the text layer of every page by PDFium, put together anew; pages without one are recognised from their picture.

PDFium is not thread safe: read documents in processes of their own, one at a time in each.
"""

from __future__ import annotations

import re
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.errors import UnreadableFile
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.page_writer import PageWriter
from pipeline.readers.pdf_layout import Layout, Missing, Page
from pipeline.readers.pdf_pages import PrintedPage, read_page
from pipeline.readers.plausibility import rate_plausibility
from pipeline.wording import word

# A scan with a running number or a signature's stamp printed into it has no more letters than this.
_FEWEST_LETTERS = 200
# So many words of a page tell whether its letters mean anything.
_JUDGED_WORDS = 120
_CERTAINLY_VIETNAMESE = 0.05
_MOST_MARKS = 0.15
_WITH_VOWELS = 0.8
# Pages are drawn at 200 dpi to be recognised, larger sheets than A3 at less.
_DOTS_A_POINT = 200 / 72
_LONGEST = 3508


def read_pdf(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the paragraphs and tables of a PDF, page by page; a page that cannot be read is a gap.

    Raises ``UnreadableFile`` where it is encrypted, damaged or empty.
    """
    document = _open_document(data)
    try:
        PageWriter(builder).write(Layout([_read_page(document, index, builder) for index in range(len(document))]))
    finally:
        document.close()


def _open_document(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise UnreadableFile(*word("pdf.encrypted")) from error
        raise UnreadableFile(*word("pdf.damaged", why=error)) from error


def _read_page(document: pdfium.PdfDocument, index: int, builder: PlanTextBuilder) -> Page:
    """What stands on a page; it is closed at once, since open ones hold their fonts and pictures."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return Missing(index + 1)
    try:
        printed = read_page(page, index + 1)
        return _recognise(page, printed, builder) if _needs_recognition(printed) else printed
    except pdfium.PdfiumError:
        return Missing(index + 1)
    finally:
        page.close()


def _recognise(page: pdfium.PdfPage, printed: PrintedPage, builder: PlanTextBuilder) -> Page:
    """What stands on the picture of a page; its letters, where they make more sense than what is recognised."""
    from pipeline.readers.scan import recognise_page  # with libraries that most files do not need

    scale = min(_DOTS_A_POINT, _LONGEST / max(*page.get_size(), 1))
    recognised = recognise_page(page.render(scale=scale).to_pil(), printed.number)
    builder.note_recognised(printed.number, recognised.confidence)
    if not printed.letters:
        return recognised
    read = rate_plausibility(_join_words(recognised)).score if isinstance(recognised, PrintedPage) else 0.0
    own = rate_plausibility(_join_words(printed))
    return printed if own.score > read and not own.is_rubbish else recognised


def _needs_recognition(page: PrintedPage) -> bool:
    """Whether the letters of a page are missing, or rubbish: no Unicode map, an old encoding, a bad recognition."""
    if page.letters < _FEWEST_LETTERS and page.is_picture:
        return True
    if page.vietnamese > _CERTAINLY_VIETNAMESE and not page.is_picture:
        return False
    words = _join_words(page, _JUDGED_WORDS)
    if _is_plain(words) and not page.is_picture:
        return False
    rated = rate_plausibility(words)
    return rated.is_rubbish or (rated.is_doubtful and page.is_picture)


def _is_plain(words: str) -> bool:
    """Whether words make sense without being Vietnamese: typed without marks, or of another language.

    >>> _is_plain("Ke hoach trien khai nam 2026"), _is_plain("KÕ ho¹ch triÓn khai"), _is_plain("7KX WX'QJ &KtQK")
    (True, False, False)
    """
    told = re.findall(r"[a-z]{2,}", words.lower())
    marks = sum(not letter.isalnum() for letter in words if not letter.isspace())
    if not words.isascii() or not told or marks > _MOST_MARKS * len(words):
        return False
    return sum(bool(re.search("[aeiouy]", word)) for word in told) > _WITH_VOWELS * len(told)


def _join_words(page: PrintedPage, most: int | None = None) -> str:
    """The words of a page, or so many of them, in no certain order."""
    return " ".join(islice((word for line in page.lines() for word in line.text.split()), most))
