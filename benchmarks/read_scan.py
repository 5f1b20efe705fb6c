"""How well and how fast scanned pages are read, beside bare Tesseract on the same pictures in one run.

    python -m benchmarks.read_scan PLAN… [--dpi 200]

Each plan (any file that is read) is drawn as a PDF and scanned as the tests do it: a degree askew, noisy, with a red
seal (``tests/rendering``). *Tesseract* takes each picture as it is; *reader* is ours, from the picture to its lines:
levelled, sealed ink lightened, strokes drawn apart, numerals and figures looked at twice. They take turns page by page.
The wrong letters are counted against the PDF's own text, as edits a letter of it; first and last pages are left out,
where letters stand in columns that may be read in any order. The last column is the share of tasks, targets, deadlines
and assignments that the scan gives as the plan's text does.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import tesserocr
from PIL import Image
from rich.console import Console
from rich.table import Table

from extractors.records import Plan, PlanText
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes, read_plan
from pipeline.readers.ocr import find_model
from pipeline.readers.scan import recognise_page
from pipeline.readers.scan_page import ScannedPage
from tests.rendering.comparison import list_facts, share_found
from tests.rendering.pdf_file import render_pdf
from tests.rendering.scan import Scanner, render_scan


def main() -> None:
    """Measure the plans named on the command line and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plans", nargs="+", type=Path, metavar="PLAN")
    parser.add_argument("--dpi", type=int, default=200, help="dots an inch of the scan (default: 200)")
    arguments = parser.parse_args()
    table = Table("plan", "pages", "Tesseract", "reader", "Tesseract", "reader", "records")
    table.title = f"Scans of {arguments.dpi} dpi: wrong letters, pages a second, share of records"
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache  # nothing that was recognised before counts
        for path in arguments.plans:
            table.add_row(path.stem, *_measure(path, Scanner(dpi=arguments.dpi)))
    Console(width=120).print(table)


def _measure(path: Path, scanner: Scanner) -> list[str]:
    """The columns of one plan."""
    text = read_plan(path)
    drawn = render_pdf(text)
    scanned = render_scan(drawn, scanner)
    pages, images = pdfium.PdfDocument(drawn), pdfium.PdfDocument(scanned)
    ways: tuple[Callable[[Image.Image], str], ...] = (_read_bare, _read_by_reader)
    wrong, seconds, letters = [0, 0], [0.0, 0.0], 0
    for index in range(len(pages)):
        image = images[index].render(scale=scanner.dpi / 72).to_pil()
        wanted = _squash(pages[index].get_textpage().get_text_bounded())
        inner = 0 < index < len(pages) - 1
        letters += len(wanted) * inner
        for place, way in enumerate(ways):
            start = time.perf_counter()
            found = way(image)
            seconds[place] += time.perf_counter() - start
            wrong[place] += _count_edits(wanted, _squash(found)) * inner
    share = share_found(list_facts(_extract(text)), list_facts(_extract(read_bytes(scanned, path.stem))))
    rates = [f"{100 * count / max(letters, 1):.2f}%" for count in wrong]
    return [str(len(pages)), *rates, *(f"{len(pages) / each:.2f}" for each in seconds), f"{100 * share:.1f}%"]


def _read_bare(image: Image.Image) -> str:
    """What Tesseract reads on a picture as it is."""
    engine = _load_bare()
    engine.SetImage(image)
    said: str = engine.GetUTF8Text()
    return said


@cache
def _load_bare() -> tesserocr.PyTessBaseAPI:
    return tesserocr.PyTessBaseAPI(path=f"{find_model()}{os.sep}", lang="vie", psm=tesserocr.PSM.AUTO)


def _read_by_reader(image: Image.Image) -> str:
    page = recognise_page(image, 1)
    return "\n".join(line.text for line in page.lines()) if isinstance(page, ScannedPage) else ""


def _extract(text: PlanText) -> Plan:
    return extract_records(text, outline_plan(text))


def _count_edits(wanted: str, found: str) -> int:
    """The least number of letters to change, drop or add that makes one text the other.

    >>> _count_edits("phổ biến", "phò biến số")
    4
    """
    letters = np.array(list(found), dtype="U1")
    places = np.arange(len(found) + 1)
    row = places.copy()
    for number, letter in enumerate(wanted, 1):
        changed = row[:-1] + (letters != letter)
        row = np.concatenate([[number], np.minimum(changed, row[1:] + 1)])
        row = np.minimum.accumulate(row - places) + places  # adding letters, from left to right
    return int(row[-1])


def _squash(text: str) -> str:
    return " ".join(text.replace("\ufffe", "-").split())


if __name__ == "__main__":
    main()
