"""One slip: what is printed in a place, and what was meant."""

from __future__ import annotations

from typing import NamedTuple


class Slip(NamedTuple):
    """``text[start:end]`` is read as ``mended``."""

    start: int
    end: int
    mended: str
