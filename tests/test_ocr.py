"""The recognition engine: a picture that shows no words gives none, whatever it shows."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.readers.ocr import Layout, find_model, recognise

pytestmark = pytest.mark.skipif(find_model() is None, reason="Tesseract's Vietnamese model is not installed")

_PAPER = np.full((300, 300), 255, np.uint8)
_RULE = np.pad(np.zeros((3, 200), np.uint8), 60, constant_values=255)
_NOISE = np.random.default_rng(1).integers(0, 255, (300, 300)).astype(np.uint8)


@pytest.mark.parametrize("layout", ["page", "block", "line"])
@pytest.mark.parametrize("ink", [_PAPER, 255 - _PAPER, _RULE, _NOISE], ids=["white", "black", "rule", "noise"])
def test_what_shows_no_words_gives_none(ink: np.ndarray[tuple[int, int], np.dtype[np.uint8]], layout: Layout) -> None:
    assert [word for word in recognise(ink, layout) if word.confidence > 0.8] == []
