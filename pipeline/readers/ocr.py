"""Recognition of words by Tesseract with the Vietnamese model; the only file that knows Tesseract.

The engine comes with the package ``tesserocr``; its model of Vietnamese is a file that the system provides.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from PIL import Image

from pipeline.readers.page_ink import Pixels

# Read when the engine is loaded: one thread a process is four times as fast on a page as four that wait for each other.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

Layout = Literal["page", "block", "line"]
"""What an image shows: a page with its columns, one block of lines, or one line."""

_LANGUAGE = "vie"
_MODEL_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "C:/Program Files/Tesseract-OCR/tessdata",
)


@dataclass(frozen=True)
class Word:
    """One recognised word; places are pixels from the top left corner, ``size`` is the height of its line's type.

    ``confidence`` is the engine's, 0 to 1. Words of one ``line`` (a number) follow one another on it.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    line: int


def find_model() -> Path | None:
    """The folder that holds the model of Vietnamese; ``None`` where it is not installed."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(named), Path(named, "tessdata")] if named else []
    folders += [Path(folder) for folder in _MODEL_FOLDERS]
    return next((folder for folder in folders if (folder / f"{_LANGUAGE}.traineddata").is_file()), None)


def recognise(ink: Pixels, layout: Layout) -> list[Word]:
    """The words on an image of dark ink on white paper, in the engine's reading order.

    ``find_model`` must have found the model.
    """
    import tesserocr

    engine = _load_engine()
    modes = {"page": tesserocr.PSM.AUTO, "block": tesserocr.PSM.SINGLE_BLOCK, "line": tesserocr.PSM.SINGLE_LINE}
    engine.SetPageSegMode(modes[layout])
    engine.SetImage(Image.fromarray(ink))
    engine.SetSourceResolution(_RESOLUTION)
    engine.Recognize()
    words = list(_list_words(engine))
    engine.Clear()
    return words


# Images come at a size of letters, not of pages: told so, the engine does not guess, nor complain on the console.
_RESOLUTION = 250


@cache
def describe_engine() -> str:
    """The engine's version and its model's size: other ones may read otherwise."""
    import tesserocr

    folder = find_model()
    size = (folder / f"{_LANGUAGE}.traineddata").stat().st_size if folder else 0
    return f"{tesserocr.tesseract_version().splitlines()[0]}, {_LANGUAGE} {size}"


@cache
def _load_engine() -> tesserocr.PyTessBaseAPI:  # type: ignore[name-defined]  # noqa: F821
    import tesserocr

    folder = find_model()
    engine = tesserocr.PyTessBaseAPI(path=f"{folder}{os.sep}", lang=_LANGUAGE)
    engine.SetVariable("tessedit_do_invert", "0")  # white print on black does not occur
    return engine


def _list_words(engine: tesserocr.PyTessBaseAPI) -> Iterator[Word]:  # type: ignore[name-defined]  # noqa: F821
    import tesserocr

    found = engine.GetIterator()
    if found is None:
        return
    level, line, size = tesserocr.RIL.WORD, -1, 0.0
    for item in tesserocr.iterate_level(found, level):
        if item.Empty(level):  # a line without words
            continue
        if item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
            line += 1
            size = float(item.RowAttributes()["row_height"])
        text, box, base = item.GetUTF8Text(level).strip(), item.BoundingBox(level), item.Baseline(level)
        if text and box:
            baseline = (base[0][1] + base[1][1]) / 2 if base else box[3]
            left, top, right, bottom = map(float, box)
            confidence = item.Confidence(level) / 100
            yield Word(text, confidence, left, top, right, bottom, float(baseline), size, line)
