"""A plan scanned at 200 dpi, a little askew and stamped, gives the records of its text; and pages worse than that.

What a scan says is compared by its facts: numbers, dates, units, roles and bodies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractors.errors import UnreadableFile
from extractors.records import Plan, PlanText
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes, read_plan
from pipeline.readers import ocr
from pipeline.readers.ocr import find_model
from pipeline.readers.ocr_cache import find_cache
from tests.conftest import REPOSITORY, SHARED
from tests.rendering.comparison import describe_difference, find_wrong, list_facts, share_found
from tests.rendering.pdf_file import render_pdf
from tests.rendering.scan import Scanner, render_scan

pytestmark = pytest.mark.skipif(find_model() is None, reason="Tesseract's model of Vietnamese is not installed")

# A page takes a second or two: the samples and the real plan with the fewest pages; benchmarks/read_scan.py takes all.
_NAMES = ("11-xa-dong-may.txt", "12-phuong-ben-truc.md", "21-xa-khe-suong.txt")
_PLANS = [*(REPOSITORY / "data" / "raw" / name for name in _NAMES), *sorted((SHARED / "plans").glob("003*.txt"))]
_LEAST_SHARE = 0.95
_SURE = 0.9  # of a page's confidence
_POOR = Scanner(dpi=100, skew=-2.0, noise=25.0)

every_plan = pytest.mark.parametrize("path", _PLANS, ids=lambda path: path.stem)


@every_plan
def test_scan_loses_little(path: Path) -> None:
    expected, found = list_facts(_read_original(path)), list_facts(_read_scan(path))
    assert share_found(expected, found) >= _LEAST_SHARE, f"{path.name}\n{describe_difference(expected, found)}"


@every_plan
def test_scan_states_no_wrong_figure(path: Path) -> None:
    plan = _read_scan(path)
    assert all((page.confidence or 0) > _SURE for page in plan.text.pages), "the scan was meant to be a good one"
    assert list(map(str, find_wrong(list_facts(_read_original(path)), list_facts(plan)))) == []


def test_poor_scan_states_no_wrong_figure() -> None:
    """What cannot be read for sure is left out, not guessed."""
    path = _PLANS[1]
    plan = _extract(read_bytes(render_scan(_render(path), _POOR), "poor.pdf"))
    assert list(map(str, find_wrong(list_facts(_read_original(path)), list_facts(plan)))) == []


# --- single pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pages_are_righted(degrees: int) -> None:
    upright, turned = _read_image(_take_page()), _read_image(_take_page().rotate(degrees, expand=True))
    assert _share_words(upright, turned) > 0.97


@pytest.mark.parametrize("degrees", [-5.0, 3.0])
def test_skewed_pages_are_righted(degrees: float) -> None:
    skewed = _take_page().rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    assert _share_words(_read_image(_take_page()), _read_image(skewed)) > 0.97


def test_a_blank_page_is_a_page_without_text() -> None:
    text = _read_pages(_take_page(), Image.new("RGB", (1654, 2339), "white"))
    assert [page.number for page in text.pages] == [1, 2]
    assert text.pages[1].start == text.pages[1].end
    assert not text.gaps


def test_a_page_that_cannot_be_read_is_a_gap() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (900, 640), dtype=np.uint8)
    text = _read_pages(_take_page(), Image.fromarray(noise).resize((827, 1170)).convert("RGB"))
    assert [(gap.page, gap.reason) for gap in text.gaps] == [(2, "page_unreadable")]


def test_only_unreadable_pages_are_said_to_be_so() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (900, 640), dtype=np.uint8)
    with pytest.raises(UnreadableFile):
        _read_image(Image.fromarray(noise).resize((827, 1170)))


def test_a_rubbish_text_layer_is_not_believed() -> None:
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for line in range(40):
        canvas.drawString(60, 60 + 18 * line, "7KX WX'QJ &KtQK SKt ErQ KjQK Nh KRdFK Yu WUiFK QKLuP")
    image = BytesIO()
    _take_page().save(image, "PNG")
    image.seek(0)
    canvas.drawInlineImage(Image.open(image), 0, 0, *A4)
    canvas.save()
    assert _share_words(_read_image(_take_page()), read_bytes(file.getvalue(), "rubbish.pdf")) > 0.97


def test_what_was_recognised_is_kept() -> None:
    """A second reading takes what the first one kept: here with a word that stands on no page."""
    page = _take_page()
    first = _read_image(page)
    for kept in find_cache().glob("*.json"):
        row = json.loads(kept.read_text(encoding="utf-8"))
        if row["words"]:  # others are of blank pages
            row["words"][-1][0] = "thay"
            kept.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    again = _read_image(page)
    assert first.text != again.text
    assert again.text.endswith("thay")


def test_without_the_model_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_MODEL_FOLDERS", ())
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    with pytest.raises(UnreadableFile, match="tesseract-ocr-vie"):
        _read_image(_take_page())


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages are recognised anew, and what was recognised on them is not left behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def _share_words(wanted: PlanText, found: PlanText) -> float:
    words = set(wanted.text.split())
    return len(words & set(found.text.split())) / len(words)


@cache
def _take_page() -> Image.Image:
    """The second page of a sample, which is nothing but text."""
    document = pypdfium2.PdfDocument(_render(_PLANS[1]))
    image: Image.Image = document[1].render(scale=200 / 72).to_pil().convert("RGB")
    return image


def _read_image(image: Image.Image) -> PlanText:
    file = BytesIO()
    image.save(file, "PNG")
    return read_bytes(file.getvalue(), "page.png")


def _read_pages(*images: Image.Image) -> PlanText:
    file = BytesIO()
    images[0].save(file, "TIFF", save_all=True, append_images=images[1:])
    return read_bytes(file.getvalue(), "pages.tif")


@cache
def _render(path: Path) -> bytes:
    return render_pdf(read_plan(path))


@cache
def _read_original(path: Path) -> Plan:
    return _extract(read_plan(path))


@cache
def _read_scan(path: Path) -> Plan:
    return _extract(read_bytes(render_scan(_render(path)), f"{path.stem}.pdf"))


def _extract(text: PlanText) -> Plan:
    return extract_records(text, outline_plan(text))
