"""PDFs made for tests: words, lines and pages where a test wants them, by PDFium, in a font that has Vietnamese."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import matplotlib
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageFont

A4 = (595.0, 842.0)
LEFT, RIGHT, TOP, BOTTOM = 85.0, 540.0, 80.0, 780.0
"""The margins that text flows between."""


class Sheets:
    """A PDF in the making; places are points from the top left corner of the page written on last."""

    def __init__(self) -> None:
        self._document = pdfium.PdfDocument.new()
        data = _font_path().read_bytes()
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        self._font = pdfium_c.FPDFText_LoadFont(self._document.raw, buffer, len(data), pdfium_c.FPDF_FONT_TRUETYPE, 1)
        self._page: pdfium.PdfPage | None = None
        self._size = A4
        self.down = TOP

    def add_page(self, size: tuple[float, float] = A4) -> Sheets:
        """Go on with a new page."""
        self._finish()
        self._page, self._size, self.down = self._document.new_page(*size), size, TOP
        return self

    def write(self, left: float, down: float, text: str, size: float = 12, angle: float = 0) -> Sheets:
        """Write a line whose base line starts at a point; ``angle`` is counter-clockwise."""
        item = pdfium_c.FPDFPageObj_CreateTextObj(self._document.raw, self._font, size)
        encoded = (text + "\0").encode("utf-16-le")
        buffer = (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
        pdfium_c.FPDFText_SetText(item, buffer)
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        pdfium_c.FPDFPageObj_Transform(item, cos, sin, -sin, cos, left, self._size[1] - down)
        self._insert(item)
        return self

    def write_words(self, left: float, down: float, words: Sequence[str], gap: float, size: float = 12) -> float:
        """Write words one by one with a gap between them and no blank drawn; gives the right edge."""
        for word in words:
            self.write(left, down, word, size)
            left += measure(word, size) + gap
        return left - gap

    def flow(
        self,
        text: str,
        indent: float = 28,
        size: float = 12,
        left: float = LEFT,
        right: float = RIGHT,
        pitch: float = 1.3,
        after: float = 6,
        head: str = "",
    ) -> Sheets:
        """Write a paragraph, justified, going on to new pages; ``head`` is printed above each with its number."""
        line: list[str] = []
        start = left + indent
        for word in text.split():
            if line and start + measure(" ".join([*line, word]), size) > right:
                self.write_full(line, start, right, size, pitch, head)
                line, start = [], left
            line.append(word)
        self._turn(size, pitch, head)
        self.write(start, self.down, " ".join(line), size)
        self.down += pitch * size + after
        return self

    def write_full(
        self,
        line: Sequence[str],
        start: float,
        right: float = RIGHT,
        size: float = 12,
        pitch: float = 1.3,
        head: str = "",
    ) -> Sheets:
        """Write a line that fills its width: blanks are drawn, and stretched."""
        self._turn(size, pitch, head)
        spare = right - start - sum(measure(word, size) for word in line)
        gap = spare / (len(line) - 1) if len(line) > 1 else 0.0
        for word in line:
            self.write(start, self.down, f"{word} ", size)
            start += measure(word, size) + gap
        self.down += pitch * size
        return self

    def rule(self, x1: float, y1: float, x2: float, y2: float, as_area: bool = False) -> Sheets:
        """Draw a line, or a narrow area that looks like one."""
        height = self._size[1]
        if as_area:
            item = pdfium_c.FPDFPageObj_CreateNewRect(x1, height - y2, max(x2 - x1, 0.5), max(y2 - y1, 0.5))
            pdfium_c.FPDFPath_SetDrawMode(item, 1, 0)
        else:
            item = pdfium_c.FPDFPageObj_CreateNewPath(x1, height - y1)
            pdfium_c.FPDFPath_LineTo(item, x2, height - y2)
            pdfium_c.FPDFPath_SetDrawMode(item, 0, 1)
        self._insert(item)
        return self

    def shade(self, x1: float, y1: float, x2: float, y2: float) -> Sheets:
        """Lay a grey area under a paragraph."""
        item = pdfium_c.FPDFPageObj_CreateNewRect(x1, self._size[1] - y2, x2 - x1, y2 - y1)
        pdfium_c.FPDFPageObj_SetFillColor(item, 220, 220, 220, 255)
        pdfium_c.FPDFPath_SetDrawMode(item, 1, 0)
        self._insert(item)
        return self

    def grid(self, across: Sequence[float], down: Sequence[float], as_area: bool = False) -> Sheets:
        """Draw all lines of a table."""
        for y in down:
            self.rule(across[0], y, across[-1], y, as_area)
        for x in across:
            self.rule(x, down[0], x, down[-1], as_area)
        return self

    def picture(self, image: Image.Image) -> Sheets:
        """Cover the whole page with a picture, as a scanner does."""
        assert self._page is not None
        item = pdfium.PdfImage.new(self._document)
        data = io.BytesIO()
        image.convert("RGB").save(data, "JPEG")
        item.load_jpeg(data)
        item.set_matrix(pdfium.PdfMatrix().scale(*self._size))
        self._page.insert_obj(item)
        return self

    def turn_page(self, degrees: int) -> Sheets:
        """Have a viewer show the page turned clockwise."""
        assert self._page is not None
        self._page.set_rotation(degrees)
        return self

    def crop(self, left: float, bottom: float, right: float, top: float) -> Sheets:
        """Show only a part of the page; in points from the bottom left corner."""
        assert self._page is not None
        self._page.set_cropbox(left, bottom, right, top)
        return self

    def save(self) -> bytes:
        """The file."""
        self._finish()
        data = io.BytesIO()
        self._document.save(data)
        return data.getvalue()

    def _turn(self, size: float, pitch: float, head: str) -> None:
        if self._page is None or self.down + pitch * size > BOTTOM:
            self.add_page()
        if head and self.down == TOP:
            self.write(LEFT + 100, 40, head.format(page=len(self._document)), size)
            self.down += 0.001

    def _insert(self, item: object) -> None:
        assert self._page is not None
        pdfium_c.FPDFPage_InsertObject(self._page.raw, item)

    def _finish(self) -> None:
        if self._page is not None:
            self._page.gen_content()
            self._page.close()
            self._page = None


def measure(text: str, size: float) -> float:
    """How wide a text is set."""
    return load_font(1000).getlength(text) * size / 1000


@cache
def load_font(size: int) -> ImageFont.FreeTypeFont:
    """The font that the sheets are written in, so many pixels high."""
    return ImageFont.truetype(str(_font_path()), size)


def write_table(
    sheets: Sheets, across: Sequence[float], top: float, rows: Iterable[Sequence[str]], pitch: float = 15
) -> float:
    """Draw a ruled table whose cells hold lines parted by ``\\n``; gives its lower edge."""
    down = [top]
    for row in rows:
        height = pitch * max(cell.count("\n") + 1 for cell in row) + 6
        for left, cell in zip(across, row, strict=False):
            for number, line in enumerate(cell.split("\n"), 1):
                sheets.write(left + 5, down[-1] + pitch * number, line, 10)
        down.append(down[-1] + height)
    sheets.grid(across, down)
    return down[-1]


def _font_path() -> Path:
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
