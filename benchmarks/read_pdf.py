"""How many pages a second the PDF reader reads, beside PDFium alone and pdfplumber alone, on the same files.

    python benchmarks/read_pdf.py FILE… [--repeat 5]

*PDFium* asks for the box of every character of every page and does nothing with it: the least that any reader built
on it takes. *Reader* is ours, from the bytes of the file to its ``PlanText``: lines, blanks, columns, furniture,
footnotes, paragraphs, tables. *pdfplumber* takes the text and the tables of each page. They take turns, and of each
the fastest of the repetitions counts, in seconds of one processor: what else the machine does only makes them slower.

Each file is measured whole, and once more without its pages with tables: there the reader is meant to take at most
twice as long as PDFium. Give files whose pages all have a text layer; recognition would be measured otherwise.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
from rich.console import Console
from rich.table import Table

from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.pdf import read_pdf
from pipeline.readers.pdf_pages import read_page


def main() -> None:
    """Measure the files named on the command line and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--repeat", type=int, default=5, help="how often each is measured (default: 5)")
    arguments = parser.parse_args()
    columns = ("file", "pages", "PDFium", "reader", "pdfplumber", "reader : PDFium")
    table = Table(*columns, title=f"Pages a second, the best of {arguments.repeat}")
    for path in arguments.files:
        data = path.read_bytes()
        for name, part in ((path.name, data), ("… pages without tables", _leave_tables_out(data))):
            if part is not None:
                table.add_row(name, *_measure(part, arguments.repeat))
    Console(width=120).print(table)


def walk_boxes(data: bytes) -> None:
    """Ask PDFium for the box of every character."""
    document = pdfium.PdfDocument(data)
    for page in document:
        textpage = page.get_textpage()
        for index in range(textpage.count_chars()):
            textpage.get_charbox(index)
        textpage.close()
        page.close()
    document.close()


def read_whole(data: bytes) -> None:
    """Read the file as a build does."""
    builder = PlanTextBuilder()
    read_pdf(data, builder)
    builder.build("", "", "pdf")


def read_by_pdfplumber(data: bytes) -> None:
    """Take text and tables of each page with pdfplumber."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def _measure(data: bytes, repeat: int) -> list[str]:
    """The columns of one row: pages, pages a second of each, and how many times as long as PDFium the reader takes."""
    pages = _count_pages(data)
    bare, ours, other = _take_turns(data, repeat)
    return [str(pages), *(f"{pages / seconds:.0f}" for seconds in (bare, ours, other)), f"{ours / bare:.2f}"]


def _take_turns(data: bytes, repeat: int) -> list[float]:
    """The fewest seconds that each way to read took, the ways taking turns."""
    ways: tuple[Callable[[bytes], None], ...] = (walk_boxes, read_whole, read_by_pdfplumber)
    turns = [[_time(way, data) for way in ways] for _ in range(repeat)]
    return [min(column) for column in zip(*turns, strict=True)]


def _time(read: Callable[[bytes], None], data: bytes) -> float:
    start = time.process_time()
    read(data)
    return time.process_time() - start


def _count_pages(data: bytes) -> int:
    document = pdfium.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def _leave_tables_out(data: bytes) -> bytes | None:
    """The file without the pages that hold a ruled table; ``None`` where none or all of them do."""
    document = pdfium.PdfDocument(data)
    kept = [index for index, page in enumerate(document) if not read_page(page, index + 1).tables]
    if len(kept) in (0, len(document)):
        return None
    part, written = pdfium.PdfDocument.new(), io.BytesIO()
    part.import_pages(document, kept)
    part.save(written)
    return written.getvalue()


if __name__ == "__main__":
    main()
