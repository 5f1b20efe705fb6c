"""The image of a page made ready to be recognised: upright, level, its letters of a good size, its strokes apart.

Every step is told by the image itself, since scanners and cameras say little and often wrongly about it:

* lines of print make rows of ink: the angle at which those are sharpest is the page's, and where it changes from the
  top of the page to its foot, a camera looked at it aslant; the same holds for the upright lines of tables;
* small letters are enlarged, large ones reduced: recognition is best where an ``x`` is 14 to 24 pixels high.

Wrong letters on 200 dpi pages (benchmarks/read_scan.py): 1.9% of a page photographed aslant and left so, 0.6% righted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage

from extractors.records import Box
from pipeline.readers.page_ink import DARK, LONGEST, Numbers, Pixels, extract_ink

_LETTER_HEIGHTS = (14, 24)
_BEST_HEIGHT = 19
_A4 = 841.9
_BLANK = 0.004


@dataclass(frozen=True)
class PageImage:
    """A page ready to be recognised; ``ink`` is 0 where there is ink and 255 where there is paper.

    ``to_page`` takes a point of it to where it stands on the page as given, in fractions of its width and height;
    ``points`` are the points (1/72 inch) that a pixel would measure if the page as given were A4.
    """

    ink: Pixels
    to_page: Numbers
    points: float

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
            back = np.array([[0, 1, 0], [-1, 0, turned.ink.shape[0]], [0, 0, 1]], dtype=np.float64)
            upright = np.ascontiguousarray(np.rot90(turned.ink, -1))
            turned = PageImage(upright, turned.to_page @ back, turned.points)
        return turned


def prepare_page(image: Image.Image) -> PageImage:
    """The page on an image, upright but for a half turn, which only its words can tell."""
    ink = extract_ink(image)
    height, width = ink.shape
    page = PageImage(ink, np.diag([1 / width, 1 / height, 1]), _A4 / max(width, height))
    page = _straighten(page.turn(3) if _is_sideways(ink) else page)
    return _sharpen(_resize(page))


def is_blank(page: PageImage) -> bool:
    """Whether a page without a word is merely empty: specks, staples and the shadow of an edge cover little of it."""
    return float((page.ink < DARK).mean()) < _BLANK


# --- turned, aslant ----------------------------------------------------------------------------------------------

_COARSE = np.arange(-15, 15.01, 0.5)
_FINE = np.arange(-0.6, 0.61, 0.05)
_NEAR = np.arange(-5, 5.01, 0.1)
# Lines of a page scanned flat differ by less than this from its top to its foot, in degrees.
_PARALLEL = 0.3
_FEWEST_POINTS = 400
_TILE = 128
_BANDS = 6
# No letter is so many pixels high on a page of 1200, and every row of a table is.
_UPRIGHT = 31
# Below this a lean does no harm, and leaving the image as it is keeps it sharp.
_LEVEL = 0.06


def _find_points(ink: Pixels, upright: bool = False) -> Numbers:
    """The dark pixels of a small copy of the page as rows x and y, from its middle; only those of ``upright`` lines."""
    height, width = ink.shape
    factor = max(round(max(height, width) / 1200), 1)
    dark = np.asarray(Image.fromarray(ink).reduce(factor)) < 160
    if upright:
        dark = ndimage.maximum_filter1d(dark, 3, axis=1)
        dark = ndimage.maximum_filter1d(ndimage.minimum_filter1d(dark, _UPRIGHT, axis=0), _UPRIGHT, axis=0)
    y, x = np.nonzero(dark)
    return np.stack([x - width // factor // 2, y - height // factor // 2]).astype(np.float64)


def _measure_rows(points: Numbers, degrees: float) -> float:
    """How clearly points lie in rows that lean by so many degrees."""
    angle = np.radians(degrees)
    rows = np.floor(points[1] * np.cos(angle) - points[0] * np.sin(angle) + 0.5).astype(np.int64)
    counts = np.bincount(rows - rows.min()).astype(np.float64)
    return float((np.diff(counts) ** 2).sum())


def _find_lean(points: Numbers) -> float:
    """By how many degrees rows of ink fall to the right; 0 where there is too little ink to tell."""
    if points.shape[1] < _FEWEST_POINTS:
        return 0.0
    return _find_sharpest(points, _find_sharpest(points, _COARSE) + _FINE)


def _find_sharpest(points: Numbers, angles: Numbers) -> float:
    """The angle in degrees at which points lie in the clearest rows."""
    clear = [_measure_rows(points, degrees) for degrees in angles.tolist()]
    return float(angles[int(np.argmax(clear))])


def _is_sideways(ink: Pixels) -> bool:
    """Whether the lines of print run up or down the page."""
    points = _find_points(ink)
    if points.shape[1] < _FEWEST_POINTS:
        return False
    turned = points[::-1] * np.array([[1], [-1]])
    return _measure_print(turned, _find_lean(turned)) > _measure_print(points, _find_lean(points))


def _measure_print(points: Numbers, degrees: float) -> float:
    """How much small parts of a page look like lines of print: ink in rows, with little ink between them.

    By small parts, since the edges of tables and pictures make sharp rows too, but only in a few of them.
    """
    x, y = _rotate(points, -degrees).astype(np.int64)
    x, y = x - x.min(), y - y.min()
    tile = x // _TILE * (y.max() // _TILE + 1) + y // _TILE
    counts = np.bincount(tile * _TILE + y % _TILE, minlength=(tile.max() + 1) * _TILE).reshape(-1, _TILE)
    weight = counts.sum(axis=1)
    counts, weight = counts[weight > 5 * _TILE], weight[weight > 5 * _TILE]
    if not len(counts):
        return 0.0
    spread = counts.var(axis=1) / counts.mean(axis=1) ** 2
    return float((np.minimum(spread, 2) * weight).sum() / weight.sum())


def _rotate(points: Numbers, degrees: float) -> Numbers:
    angle = np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    rotated: Numbers = np.array([[cos, -sin], [sin, cos]]) @ points
    return rotated


def _straighten(page: PageImage) -> PageImage:
    """The page with its lines level, at its top as well as at its foot, and the lines of its tables upright."""
    points = _find_points(page.ink)
    lean = _find_lean(points)
    if abs(lean) > _LEVEL:
        page = _transform(page, *_make_rotation(page, lean))
    fan = _find_fan(_rotate(points, -lean))
    if fan is not None:
        height, width = page.ink.shape
        page = _transform(page, _make_keystone(width, height, *fan))
    return _set_upright(page)


def _set_upright(page: PageImage) -> PageImage:
    """The page with the upright lines of its tables set upright; nothing tells the same of a page without them.

    On a page scanned flat they are so once the lines of print are level.
    """
    rules = _find_points(page.ink, upright=True)[::-1]
    lean = _find_lean(rules)
    fan = _find_fan(rules) or ((lean, lean) if abs(lean) > _PARALLEL else None)
    if fan is None:
        return page
    height, width = page.ink.shape
    swap = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=np.float64)
    return _transform(page, swap @ _make_keystone(height, width, *fan) @ swap)


def _find_fan(points: Numbers) -> tuple[float, float] | None:
    """By how many degrees lines lean at the top and the foot of a page, where that is not the same.

    ``None`` where they are as good as parallel, as on every page that was scanned flat, or follow no straight law.
    """
    if points.shape[1] < _BANDS * _FEWEST_POINTS:
        return None
    top, foot = np.percentile(points[1], (1, 99))
    step = (foot - top) / _BANDS
    places, leans = [], []
    for start in (top + step * np.arange(_BANDS)).tolist():
        band = points[:, (points[1] >= start) & (points[1] <= start + step)]
        if step > 2 * _UPRIGHT and band.shape[1] >= _FEWEST_POINTS:
            places.append(start + step / 2)
            leans.append(_find_sharpest(band, _NEAR))
    if len(leans) < _BANDS / 2:
        return None
    x, y = np.array(places), np.array(leans)
    first, second = np.triu_indices(len(x), 1)
    slope = float(np.median((y[second] - y[first]) / (x[second] - x[first])))  # Theil and Sen's: strays do not count
    offset = float(np.median(y - slope * x))
    strays = np.abs(y - offset - slope * x) > 0.5
    fan = float(offset + slope * top), float(offset + slope * foot)
    return None if abs(fan[1] - fan[0]) < 2 * _PARALLEL or strays.mean() > 0.35 else fan


def _make_rotation(page: PageImage, degrees: float) -> tuple[Numbers, tuple[int, int]]:
    """From a point of the level page to one of the page as it leans; and the size of the level one, which holds all."""
    height, width = page.ink.shape
    angle = np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    size = round(width * cos + height * abs(sin)), round(height * cos + width * abs(sin))
    x, y = width / 2, height / 2
    u, v = size[0] / 2, size[1] / 2
    return np.array([[cos, -sin, x - cos * u + sin * v], [sin, cos, y - sin * u - cos * v], [0, 0, 1]]), size


def _make_keystone(width: float, height: float, top: float, foot: float) -> Numbers:
    """From a point of the page with parallel lines to one of the page whose lines lean by ``top`` to ``foot``."""
    rises = [np.tan(np.radians(lean)) * width / 2 for lean in (top, foot)]
    corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
    moved = [(0.0, -rises[0]), (width, rises[0]), (width, height + rises[1]), (0.0, height - rises[1])]
    rows, places = [], []
    for (x, y), (u, v) in zip(corners, moved, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        places += [u, v]
    solved = np.linalg.solve(np.array(rows), np.array(places))
    return np.append(solved, 1).reshape(3, 3)


def _transform(page: PageImage, back: Numbers, size: tuple[int, int] | None = None) -> PageImage:
    """A page drawn anew; ``back`` takes a point of the new one to where it was."""
    height, width = page.ink.shape
    size = size or (width, height)
    back = back / back[2, 2]

    drawn = Image.fromarray(page.ink).transform(
        size, Image.Transform.PERSPECTIVE, tuple(back.ravel()[:8]), Image.Resampling.BICUBIC, fillcolor=255
    )
    return replace(page, ink=np.asarray(drawn), to_page=page.to_page @ back)


# --- size --------------------------------------------------------------------------------------------------------


def _resize(page: PageImage) -> PageImage:
    """The page at a size at which its letters are well recognised."""
    height = measure_letters(page.ink)
    if height is None or _LETTER_HEIGHTS[0] <= height <= _LETTER_HEIGHTS[1]:
        return page
    rows, columns = page.ink.shape
    scale = min(_BEST_HEIGHT / height, 1.5 * LONGEST / max(rows, columns))
    size = (round(columns * scale), round(rows * scale))
    resized = _transform(page, np.diag([columns / size[0], rows / size[1], 1]), size)
    return replace(resized, points=page.points * columns / size[0])


def _sharpen(page: PageImage) -> PageImage:
    """The page with its strokes drawn apart: what separates "ê" from "ể" is one pixel, and scanners blur it.

    On 200 dpi scans it takes wrong letters from 0.9% to 0.5%.
    """
    radius = (measure_letters(page.ink) or _BEST_HEIGHT) / 8
    sharp = Image.fromarray(page.ink).filter(ImageFilter.UnsharpMask(radius, percent=150, threshold=0))
    return replace(page, ink=np.asarray(sharp))


def measure_letters(ink: Pixels) -> float | None:
    """How many pixels high a small letter is (an ``x``): what most marks on the page measure."""
    labels, count = ndimage.label(ink < DARK)
    if count < 30:
        return None
    boxes = ndimage.find_objects(labels)
    heights = np.array([box[0].stop - box[0].start for box in boxes])
    widths = np.array([box[1].stop - box[1].start for box in boxes])
    letters = heights[(heights >= 5) & (heights < 120) & (widths >= 0.3 * heights) & (widths < 3 * heights)]
    if len(letters) < 30:
        return None
    counts = ndimage.gaussian_filter1d(np.bincount(letters, weights=letters, minlength=8), 1.0)
    return float(counts.argmax())
