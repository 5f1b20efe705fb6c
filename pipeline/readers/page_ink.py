"""The ink on the image of a page: evenly lit, without seals and pens, whatever light and paper it was taken with.

* Coloured ink (seals, signatures) is lightened, each pixel being as bright as its brightest channel and brighter;
  black is dark in all of them. Coloured lines of print are kept.
* The paper around a pixel is its white: shadows, yellow paper and grey copies do not matter.
* What lies beside the paper (a desk, the dark edge that a copier leaves) is blanked.

A seal left in costs a fifth of all letters it covers a page of; without colours none is lost under it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy import ndimage

Pixels = NDArray[np.uint8]
Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]

# A4 at 300 dpi; more is no better, and slower.
LONGEST = 3508

# How far the channels of a coloured pixel lie apart; those on the fringes of black print in a JPEG lie closer.
_CHROMA = 70
_FRINGE = 25
_PRINT = 90
# How much more blue than red there is in a blue pen's ink and at its edges, and the fewest pixels of one stroke.
_PEN = 80
_PEN_EDGE = 25
_STROKE = 40
_BLOCK = 8
# Ink is darker than this once the paper is white.
DARK = 128


def extract_ink(image: Image.Image) -> Pixels:
    """The black ink of a page, and coloured ink where it is print: 0 where there is ink, 255 where there is paper."""
    image = _flatten(image)
    grey = np.asarray(image.convert("L"))
    beside = _find_surroundings(grey)
    if image.mode == "L" or not _has_colour(image):
        return _stretch(_even_out(grey, beside))
    even = np.stack([_even_out(np.asarray(channel), beside) for channel in image.split()])
    brightest, darkest = even.max(axis=0), even.min(axis=0)
    chroma = brightest - darkest
    lightened = brightest + np.minimum(255 - brightest, np.maximum(chroma, _FRINGE) - _FRINGE)
    printed = _find_coloured_print(chroma > _CHROMA)
    written = _find_writing(even) & ~printed
    # The edges of a pen's strokes are grey, and read as figures even where its ink is gone.
    lightened[written & ((chroma > _FRINGE) | (brightest > _PRINT))] = 255
    ink: Pixels = np.where(printed, darkest, lightened)
    return _stretch(ink)


def _find_writing(even: Pixels) -> Marks:
    """The strokes of blue pens, with their edges: in a pen's hand are the numbers and dates that were left open."""
    bluer = even[2] - np.minimum(even[0], even[2])
    labels, count = ndimage.label(bluer > _PEN_EDGE, np.ones((3, 3)))
    inked = np.bincount(labels[bluer > _PEN], minlength=count + 1)
    inked[0] = 0
    strokes: Marks = ndimage.maximum_filter((inked > _STROKE)[labels], size=7)
    return strokes


def _flatten(image: Image.Image) -> Image.Image:
    """The image as a viewer shows it, in grey or RGB on white, no larger than needed."""
    shown = ImageOps.exif_transpose(image)
    if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
        layer = shown.convert("RGBA")
        shown = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    elif shown.mode.startswith(("I", "F")):
        values = np.asarray(shown, dtype=np.float64)
        shown = Image.fromarray((values / max(float(values.max()), 1.0) * 255).astype(np.uint8))
    else:
        shown = shown.convert("L" if shown.mode in ("1", "L") else "RGB")
    scale = LONGEST / max(shown.size)
    if scale < 1:
        size = (max(round(shown.width * scale), 1), max(round(shown.height * scale), 1))
        shown = shown.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return shown


def _has_colour(image: Image.Image) -> bool:
    """Whether any coloured ink is on the page: that of a seal or a signature covers a thousandth of it."""
    small = np.asarray(image.reduce(_BLOCK // 2)).astype(np.int16)
    chroma = small.max(axis=2) - small.min(axis=2)
    return float((chroma > np.median(chroma) + _CHROMA / 2).mean()) > 0.0002


def _find_coloured_print(coloured: Marks) -> Marks:
    """Where coloured ink makes a line of print (an address, a red title): low and long, as no seal or signature is."""
    height, width = coloured.shape
    small = np.asarray(Image.fromarray(coloured.astype(np.uint8) * 255).reduce(_BLOCK)) > 20
    longest = max(small.shape)
    joined = ndimage.binary_dilation(small, np.ones((1, 2 * round(0.006 * longest) + 1), dtype=bool))
    labels, _ = ndimage.label(joined, np.ones((3, 3)))
    found = np.zeros(joined.shape, dtype=bool)
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        high, long = rows.stop - rows.start, columns.stop - columns.start
        if 0.004 * longest < high < 0.022 * longest and long > max(0.1 * longest, 5 * high):
            found[rows, columns] |= labels[rows, columns] == number
    wide: Marks = np.asarray(Image.fromarray(found).resize((width, height), Image.Resampling.NEAREST))
    return wide


def _find_surroundings(grey: Pixels) -> Marks | None:
    """What is no paper: the desk around a photographed page, the dark edge that a copier leaves; ``None`` if nothing.

    Told by being darker than the paper, reaching the edge of the image, and leaving one piece of paper.
    """
    small = ndimage.maximum_filter(np.asarray(Image.fromarray(grey).reduce(_BLOCK)), size=5)
    values = np.sort(small.ravel())[:: max(small.size // 4096, 1)].astype(np.float64)
    bright = small > _split_values(values)
    labels, count = ndimage.label(bright)
    if not count:
        return None
    sizes = np.bincount(labels.ravel())[1:]
    paper = ndimage.binary_fill_holes(labels == sizes.argmax() + 1)
    beside = ~paper
    if paper.mean() < 0.25 or beside.mean() < 0.005:
        return None
    rim = ndimage.binary_dilation(beside, iterations=6) & paper
    if float(np.median(small[beside])) > 0.75 * float(np.median(small[rim])):
        return None
    beside = ndimage.binary_dilation(beside, iterations=3)
    wide: Marks = np.asarray(Image.fromarray(beside).resize(grey.shape[::-1], Image.Resampling.NEAREST))
    return wide


def _split_values(ordered: Numbers) -> float:
    """The value that parts ordered ones best into a dark and a bright group (Otsu's)."""
    total = np.cumsum(ordered)
    count = np.arange(1, len(ordered))
    low, high = total[:-1] / count, (total[-1] - total[:-1]) / (len(ordered) - count)
    return float(ordered[int((count * (len(ordered) - count) * (high - low) ** 2).argmax())])


def _even_out(channel: Pixels, beside: Marks | None) -> Pixels:
    """A channel with its paper white everywhere, and what is ``beside`` it too; what is black over a wide area stays.

    Without the latter, a page that is black would become one of noise.
    """
    small = np.asarray(Image.fromarray(channel).reduce(_BLOCK))
    near = ndimage.maximum_filter(small, size=7).astype(np.float32)
    near = ndimage.gaussian_filter(near, 4)
    paper = np.maximum(near, 0.35 * float(np.percentile(near, 90)))
    wide = np.asarray(Image.fromarray(paper).resize(channel.shape[::-1], Image.Resampling.BILINEAR))
    even: Pixels = np.minimum(channel * (255 / np.maximum(wide, 1)), 255).astype(np.uint8)
    if beside is not None:
        even[beside] = 255
    return even


def _stretch(ink: Pixels) -> Pixels:
    """Grey spread from the ink's own black to white; pencil marks and noise of the paper go white."""
    dark = ink[ink < DARK]
    black = min(float(np.percentile(dark, 5)), 90.0) if dark.size else 0.0
    spread = (ink.astype(np.float32) - black) * (255 / (235 - black))
    stretched: Pixels = np.clip(spread, 0, 255).astype(np.uint8)
    return stretched
