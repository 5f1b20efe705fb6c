"""A plan as a scan: pictures of its pages, a little askew and noisy, a red seal over the signature, and no text."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from math import cos, pi, sin

import numpy as np
import pypdfium2
from matplotlib.font_manager import FontProperties, findfont
from PIL import Image, ImageDraw, ImageFont

_RED = (205, 35, 45)
_SEAL = 3.6 / 2.54  # inches across


@dataclass(frozen=True)
class Scanner:
    """How a sheet is scanned: dots an inch, degrees askew, grey levels of noise (its standard deviation)."""

    dpi: int = 200
    skew: float = 1.0
    noise: float = 6.0


def render_scan(pdf: bytes, scanner: Scanner = Scanner()) -> bytes:
    """A PDF of nothing but page images; the same bytes give the same pictures."""
    document = pypdfium2.PdfDocument(pdf)
    noise = np.random.default_rng(1)
    images = [_scan_page(page, scanner, noise) for page in document]
    file = BytesIO()
    images[0].save(file, "PDF", save_all=True, append_images=images[1:], resolution=scanner.dpi, quality=85)
    return file.getvalue()


def _scan_page(page: pypdfium2.PdfPage, scanner: Scanner, noise: np.random.Generator) -> Image.Image:
    image = page.render(scale=scanner.dpi / 72).to_pil().convert("RGB")
    signature = _find_signature(page)
    if signature is not None:
        _stamp(image, round(signature[0] * scanner.dpi), round(signature[1] * scanner.dpi), scanner.dpi / 200)
    image = image.rotate(scanner.skew, Image.Resampling.BICUBIC, fillcolor="white")
    grain = noise.normal(0, scanner.noise, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def _find_signature(page: pypdfium2.PdfPage) -> tuple[float, float] | None:
    """Where the seal goes, in inches: right of the recipients, on the line below the title of who signs."""
    text = page.get_textpage()
    match = text.search("Nơi nhận:").get_next()
    if match is None:
        return None
    left, _, _, top = text.get_charbox(match[0])
    return left / 72 + 0.5 * page.get_width() / 72, (page.get_height() - top + 60) / 72


def _stamp(image: Image.Image, x: int, y: int, scale: float) -> None:
    """A round seal: two rings, words along the rim, a star, as ink that lets the print show through."""
    seal = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(seal)
    rim = 100 * _SEAL * scale
    for radius, width in ((rim, 7), (rim - 45 * scale, 3)):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_RED, width=max(1, round(width * scale)))
    font = ImageFont.truetype(findfont(FontProperties(family="DejaVu Sans", weight="bold")), 24 * scale)
    words = "ỦY BAN NHÂN DÂN * TỈNH SƠN HÀ * "
    for index, letter in enumerate(words):
        angle = 2 * pi * index / len(words)
        place = (x + (rim - 24 * scale) * cos(angle), y + (rim - 24 * scale) * sin(angle))
        draw.text(place, letter, _RED, font, anchor="mm")
    points = [rim * (0.5 if n % 2 else 0.2) for n in range(1, 11)]
    draw.polygon([(x + r * sin(pi * n / 5), y - r * cos(pi * n / 5)) for n, r in enumerate(points, 1)], fill=_RED)
    image.paste(Image.fromarray(np.minimum(np.asarray(image), np.asarray(seal))))
