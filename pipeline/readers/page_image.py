"""The image of a page made ready to be recognised: upright, level, evenly lit, without seals, at a good size.

Every step is told by the image itself, since scanners and cameras say little and often wrongly about it:

* coloured ink (seals, blue pens) is lightened, each pixel being as bright as its brightest channel; black is black in all;
* the paper around a pixel is its white, so that shadows, yellow paper and grey copies do not matter;
* lines of print make rows of ink: the angle at which those are sharpest is the page's, and where it changes from the
  top of the page to its foot, a camera looked at it aslant;
* small letters are enlarged, large ones reduced: recognition is best where an ``x`` is 14 to 32 pixels high.

Measured on 200 dpi scans: a seal left in costs a fifth of all letters, a lean of 2 degrees a tenth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from scipy import ndimage

from extractors.records import Box

Pixels = NDArray[np.uint8]
Numbers = NDArray[np.float64]

# A4 at 300 dpi; more is no better, and slower.
_LONGEST = 3508
# A page larger than this (A3 at 600 dpi) is no page; decoded it would take half a gigabyte.
_MOST_PIXELS = 80_000_000
_DARK = 128
_LETTER_HEIGHTS = (14, 32)
_BEST_HEIGHT = 22


@dataclass(frozen=True)
class PageImage:
    """A page ready to be recognised; ``ink`` is 0 where there is ink and 255 where there is paper.

    ``coloured`` is the same of its coloured ink alone, ``None`` where there is none. ``to_page`` takes a point of it
    to where it stands on the page as given, in fractions of its width and height.
    """

    ink: Pixels
    coloured: Pixels | None
    to_page: Numbers

    def place(self, box: Box) -> Box:
        """Where a box of pixels stands on the page as given."""
        left, top, right, bottom = box
        corners = np.array([[left, right, right, left], [top, top, bottom, bottom], [1, 1, 1, 1]], dtype=np.float64)
        x, y, w = self.to_page @ corners
        across, down = np.clip(x / w, 0, 1), np.clip(y / w, 0, 1)
        return (float(across.min()), float(down.min()), float(across.max()), float(down.max()))

    def turn(self, quarters: int) -> PageImage:
        """The same page after so many clockwise quarter turns."""
        turned = self
        for _ in range(quarters % 4):
            height = turned.ink.shape[0]
            back = np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1]], dtype=np.float64)
            coloured = None if turned.coloured is None else np.rot90(turned.coloured, -1)
            turned = PageImage(np.ascontiguousarray(np.rot90(turned.ink, -1)), coloured, turned.to_page @ back)
        return turned


def prepare_page(image: Image.Image) -> PageImage:
    """The page on an image, upright but for a half turn, which only its words can tell."""
    flat = _flatten(image)
    ink, coloured = _separate_inks(flat)
    height, width = ink.shape
    page = PageImage(ink, coloured, np.diag([1 / width, 1 / height, 1]))
    page = _straighten(page.turn(3) if _is_sideways(ink) else page)
    return _resize(page)


# --- light and ink -----------------------------------------------------------------------------------------------


def _flatten(image: Image.Image) -> Image.Image:
    """The image as a viewer shows it, in grey or RGB on white, no larger than needed."""
    if image.width * image.height > _MOST_PIXELS:
        image.draft("RGB", (_LONGEST, _LONGEST))  # what JPEG can do while decoding
    shown = ImageOps.exif_transpose(image)
    if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
        layer = shown.convert("RGBA")
        shown = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    elif shown.mode.startswith(("I", "F")):
        values = np.asarray(shown, dtype=np.float64)
        shown = Image.fromarray((values / max(float(values.max()), 1.0) * 255).astype(np.uint8))
    else:
        shown = shown.convert("L" if shown.mode in ("1", "L") else "RGB")
    scale = _LONGEST / max(shown.size)
    if scale < 1:
        size = (max(round(shown.width * scale), 1), max(round(shown.height * scale), 1))
        shown = shown.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return shown


def _separate_inks(image: Image.Image) -> tuple[Pixels, Pixels | None]:
    """All black ink, and all coloured ink, each on white paper."""
    channels = [np.asarray(channel) for channel in image.split()]
    if len(channels) == 1 or not _has_colour(image):
        return _stretch(_even_out(np.asarray(image.convert("L")))), None
    even = np.stack([_even_out(channel) for channel in channels])
    brightest, darkest = even.max(axis=0), even.min(axis=0)
    chroma = brightest - darkest
    coloured = np.where(chroma > _CHROMA, darkest, 255).astype(np.uint8)
    return _stretch(brightest), coloured


# How far the channels of a coloured pixel lie apart; those of black print on a JPEG's fringes lie closer.
_CHROMA = 70
_BLOCK = 8


def _has_colour(image: Image.Image) -> bool:
    """Whether any coloured ink is on the page: that of a seal or a signature covers a thousandth of it."""
    small = np.asarray(image.reduce(_BLOCK // 2)).astype(np.int16)
    chroma = small.max(axis=2) - small.min(axis=2)
    return float((chroma > np.median(chroma) + _CHROMA / 2).mean()) > 0.0002


def _even_out(channel: Pixels) -> Pixels:
    """A channel with its paper white everywhere; what is black over a wide area stays black."""
    small = np.asarray(Image.fromarray(channel).reduce(_BLOCK))
    near = ndimage.maximum_filter(small, size=7).astype(np.float32)
    near = ndimage.gaussian_filter(near, 4)
    paper = np.maximum(near, 0.35 * float(np.percentile(near, 90)))
    wide = np.asarray(Image.fromarray(paper).resize(channel.shape[::-1], Image.Resampling.BILINEAR))
    return np.minimum(channel * (255 / np.maximum(wide, 1)), 255).astype(np.uint8)


def _stretch(ink: Pixels) -> Pixels:
    """Grey spread from the ink's own black to white; pencil marks and noise of the paper go white."""
    dark = ink[ink < _DARK]
    black = min(float(np.percentile(dark, 5)), 90.0) if dark.size else 0.0
    spread = (ink.astype(np.float32) - black) * (255 / (235 - black))
    return np.clip(spread, 0, 255).astype(np.uint8)


# --- turned, aslant ----------------------------------------------------------------------------------------------

_COARSE = np.arange(-15, 15.01, 0.5)
_FINE = np.arange(-0.6, 0.61, 0.05)
# Below this a lean does no harm, and leaving the image as it is keeps it sharp.
_LEVEL = 0.06


def _find_points(ink: Pixels) -> Numbers:
    """The dark pixels of a small copy of the page, from its middle, in parts of its width: rows x and y."""
    height, width = ink.shape
    factor = max(round(max(height, width) / 1200), 1)
    small = np.asarray(Image.fromarray(ink).reduce(factor))
    y, x = np.nonzero(small < 160)
    return np.stack([x - small.shape[1] / 2, y - small.shape[0] / 2]).astype(np.float64)


def _measure_rows(points: Numbers, degrees: float) -> float:
    """How clearly points lie in rows that lean by so many degrees."""
    angle = np.radians(degrees)
    rows = np.round(points[1] * np.cos(angle) - points[0] * np.sin(angle)).astype(np.int64)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float((np.diff(counts) ** 2).sum())


def _find_lean(points: Numbers) -> float:
    """By how many degrees rows of ink fall to the right; 0 where there is too little ink to tell."""
    if points.shape[1] < 200:
        return 0.0
    coarse = max(_COARSE.tolist(), key=lambda degrees: _measure_rows(points, degrees))
    return float(max((coarse + _FINE).tolist(), key=lambda degrees: _measure_rows(points, degrees)))


def _is_sideways(ink: Pixels) -> bool:
    """Whether the lines of print run up or down the page."""
    points = _find_points(ink)
    if points.shape[1] < 200:
        return False
    across = _measure_rows(points, _find_lean(points))
    turned = points[::-1] * np.array([[1], [-1]])
    return _measure_rows(turned, _find_lean(turned)) > 1.5 * across


def _straighten(page: PageImage) -> PageImage:
    """The page with its lines level, at its top as well as at its foot."""
    points = _find_points(page.ink)
    lean = _find_lean(points)
    return _transform(page, _make_rotation(page, lean)) if abs(lean) > _LEVEL else page


def _make_rotation(page: PageImage, degrees: float) -> Numbers:
    """From a point of the level page to one of the page as it leans."""
    height, width = page.ink.shape
    angle = np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = width / 2, height / 2
    return np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y], [0, 0, 1]])


def _transform(page: PageImage, back: Numbers, size: tuple[int, int] | None = None) -> PageImage:
    """A page drawn anew; ``back`` takes a point of the new one to where it was."""
    height, width = page.ink.shape
    size = size or (width, height)
    back = back / back[2, 2]

    def draw(pixels: Pixels) -> Pixels:
        drawn = Image.fromarray(pixels).transform(
            size, Image.Transform.PERSPECTIVE, tuple(back.ravel()[:8]), Image.Resampling.BICUBIC, fillcolor=255
        )
        return np.asarray(drawn)

    coloured = None if page.coloured is None else draw(page.coloured)
    return replace(page, ink=draw(page.ink), coloured=coloured, to_page=page.to_page @ back)


# --- size --------------------------------------------------------------------------------------------------------


def _resize(page: PageImage) -> PageImage:
    """The page at a size at which its letters are well recognised."""
    height = measure_letters(page.ink)
    if height is None or _LETTER_HEIGHTS[0] <= height <= _LETTER_HEIGHTS[1]:
        return page
    rows, columns = page.ink.shape
    scale = min(_BEST_HEIGHT / height, 1.5 * _LONGEST / max(rows, columns))
    size = (round(columns * scale), round(rows * scale))
    return _transform(page, np.diag([columns / size[0], rows / size[1], 1]), size)


def measure_letters(ink: Pixels) -> float | None:
    """How many pixels high a small letter is (an ``x``): what most marks on the page measure."""
    labels, count = ndimage.label(ink < _DARK)
    if count < 30:
        return None
    boxes = ndimage.find_objects(labels)
    heights = np.array([box[0].stop - box[0].start for box in boxes])
    widths = np.array([box[1].stop - box[1].start for box in boxes])
    letters = heights[(heights >= 5) & (heights < 120) & (widths >= 0.3 * heights) & (widths < 3 * heights)]
    if len(letters) < 30:
        return None
    counts = ndimage.gaussian_filter1d(np.bincount(letters, minlength=8).astype(np.float64), 1.0)
    return float(counts.argmax())
