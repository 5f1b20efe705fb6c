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
