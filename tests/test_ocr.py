"""The recognition engine: a picture that shows no words gives none, and without the engine the package is named."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from extractors.errors import UnreadableFile
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes
from pipeline.readers import scan
from pipeline.readers.ocr import Layout, find_model, recognise
from tests.pdf_sheets import Sheets

needs_model = pytest.mark.skipif(find_model() is None, reason="Tesseract's Vietnamese model is not installed")

_PAPER = np.full((300, 300), 255, np.uint8)
_RULE = np.pad(np.zeros((3, 200), np.uint8), 60, constant_values=255)
_NOISE = np.random.default_rng(1).integers(0, 255, (300, 300)).astype(np.uint8)


@needs_model
@pytest.mark.parametrize("layout", ["page", "block", "line"])
@pytest.mark.parametrize("ink", [_PAPER, 255 - _PAPER, _RULE, _NOISE], ids=["white", "black", "rule", "noise"])
def test_what_shows_no_words_gives_none(ink: np.ndarray[tuple[int, int], np.dtype[np.uint8]], layout: Layout) -> None:
    assert [word for word in recognise(ink, layout) if word.confidence > 0.8] == []


@pytest.fixture
def without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nobody has installed the model."""
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr("pipeline.readers.ocr._MODEL_FOLDERS", ())


@pytest.mark.usefixtures("without_model")
def test_a_scan_without_the_model_names_the_package() -> None:
    picture = io.BytesIO()
    Image.fromarray(_RULE).save(picture, "PNG")
    with pytest.raises(UnreadableFile) as refusal:
        read_bytes(picture.getvalue(), "x.png")
    assert "tesseract-ocr-vie" in refusal.value.vi
    assert "tesseract-ocr-vie" in refusal.value.en


@pytest.mark.usefixtures("without_model")
def test_a_plan_with_a_scanned_page_is_partial_without_the_model() -> None:
    sheets = Sheets().add_page()
    for line in ("KẾ HOẠCH", "Mở thư viện lưu động", "I. NHIỆM VỤ", "1. Mua ba xe chở sách có giá xoay và mái che."):
        sheets.flow(line)
    sheets.add_page().picture(Image.fromarray(_NOISE))
    text = read_bytes(sheets.save(), "x.pdf")
    assert [(gap.reason, gap.page) for gap in text.gaps] == [("ocr_not_installed", 2)]
    plan = extract_records(text, outline_plan(text))
    assert (plan.completeness, plan.gaps[0].reason) == ("partial", "ocr_not_installed")


@pytest.mark.usefixtures("without_model")
def test_pages_beyond_the_most_are_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_MOST_FRAMES", 2)
    frames = [Image.fromarray(_RULE)] * 3
    picture = io.BytesIO()
    frames[0].save(picture, "TIFF", save_all=True, append_images=frames[1:])
    opened = list(scan._open_frames(picture.getvalue()))
    assert [frame is None for frame in opened] == [False, False, True]
