"""Scanned and photographed pages: their words by recognition, and from there on pages like those of a PDF.

A page that cannot be read is a gap, with the reason: ``page_unreadable``, or ``ocr_not_installed`` where the model of
Vietnamese is missing on this machine. A blank page is a page without text.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator

from PIL import Image

from extractors.errors import UnreadableFile
from pipeline.readers import ocr_cache
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.ocr import find_model
from pipeline.readers.page_image import is_blank, prepare_page
from pipeline.readers.page_writer import PageWriter
from pipeline.readers.pdf_layout import Layout, Missing, Page
from pipeline.readers.scan_page import ScannedPage, assemble_page
from pipeline.readers.scan_reading import read_words
from pipeline.wording import word

# Whoever puts more pages than this into one picture file means harm.
_MOST_FRAMES = 2000
# Below this most words are wrong.
_UNREADABLE = 0.45


def read_image(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the pages of an image file (PNG, JPEG, TIFF of one page or many); one that cannot be read is a gap.

    Raises ``UnreadableFile`` where the file is damaged or too large to be pages.
    """
    _read_frames(_open_frames(data), builder)


def read_pictures(pictures: Iterable[bytes], builder: PlanTextBuilder) -> None:
    """Add the pages that a file of another format holds as pictures; one that cannot be opened is a gap."""
    _read_frames((frame for data in pictures for frame in _open_picture(data)), builder)


def recognise_page(image: Image.Image, number: int) -> ScannedPage | Missing:
    """What stands on the image of a page."""
    if find_model() is None:
        return Missing(number, "ocr_not_installed")
    page = prepare_page(image)
    name = ocr_cache.name_page(page.ink)
    reading = ocr_cache.load_reading(name)
    if reading is None:
        reading = read_words(page)
        ocr_cache.save_reading(name, reading)
    if reading.words and (reading.confidence < _UNREADABLE or reading.plausibility.is_rubbish):
        return Missing(number)
    if not reading.words and not is_blank(page):
        return Missing(number)
    return assemble_page(page.turn(reading.turn), reading, number)


def _read_frames(frames: Iterable[Image.Image | None], builder: PlanTextBuilder) -> None:
    pages: list[Page] = []
    for number, image in enumerate(frames, 1):
        page = recognise_page(image, number) if image else Missing(number)
        builder.note_recognised(number, page.confidence)
        pages.append(page)
    PageWriter(builder).write(Layout(pages))


def _open_picture(data: bytes) -> Iterator[Image.Image | None]:
    """The pages in a picture; one ``None`` where there are none."""
    try:
        yield from _open_frames(data)
    except UnreadableFile:
        yield None


def _open_frames(data: bytes) -> Iterator[Image.Image | None]:
    """The pages in an image file, each loaded; ``None`` for the page at which a file breaks off, or is given up."""
    opened = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                while opened < _MOST_FRAMES:
                    image.seek(opened)
                    image.load()
                    opened += 1
                    yield image
                image.seek(opened)
                yield None  # what follows is not read, and that is said
    except EOFError:
        return
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnreadableFile(*word("scan.too_large")) from error
    except (OSError, ValueError, TypeError, SyntaxError, KeyError, IndexError, struct.error, zlib.error) as error:
        if not opened:
            raise UnreadableFile(*word("scan.damaged", why=str(error).partition(" <")[0])) from error
        yield None
