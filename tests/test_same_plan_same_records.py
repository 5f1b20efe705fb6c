"""The same plan gives the same records whatever file an office holds it in.

The samples of ``data/raw`` and, where they are beside the checkout, the real plans are turned into Word files, PDFs,
pages of a portal and scans (``tests/rendering``); what is read from each is held against what is read from the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from extractors.records import Plan, PlanText
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes, read_plan
from tests.rendering.comparison import describe_difference, find_wrong, list_facts, list_records, share_found
from tests.rendering.pdf_file import render_pdf
from tests.rendering.portal_page import render_html
from tests.rendering.scan import Scanner, render_scan
from tests.rendering.word_file import render_docx

_TOP = Path(__file__).resolve().parents[1]
_SAMPLES = sorted(path for path in (_TOP / "data" / "raw").iterdir() if path.suffix in {".txt", ".md"})
_REAL = sorted((_TOP.parent / "shared" / "plans").glob("*.txt"))
# Recognising a page takes two seconds: of the real plans the two with the fewest pages, one of them with lost pages.
_SCANNED = [*_SAMPLES, *(path for path in _REAL if path.stem[:3] in ("001", "003"))]
_LEAST_SHARE = 0.95
_SURE = 0.9  # of a page's confidence
_POOR = Scanner(dpi=100, skew=-2.0, noise=25.0)

_FORMATS: dict[str, Callable[[PlanText], bytes]] = {
    "docx": render_docx,
    "pdf": render_pdf,
    "html with lists": partial(render_html, numbered=True),
    "html with typed labels": partial(render_html, numbered=False),
}

every_plan = pytest.mark.parametrize("path", [*_SAMPLES, *_REAL], ids=lambda path: path.stem)
every_format = pytest.mark.parametrize("name", _FORMATS)
every_scanned = pytest.mark.parametrize("path", _SCANNED, ids=lambda path: path.stem)


@every_format
@every_plan
def test_same_records(path: Path, name: str) -> None:
    file = _FORMATS[name](read_plan(path))
    difference = describe_difference(list_records(_read_original(path)), list_records(_read(file, path.stem)))
    assert not difference, f"{path.name} as {name}\n{difference}"


@every_scanned
def test_scan_loses_little(path: Path) -> None:
    expected, found = list_facts(_read_original(path)), list_facts(_read_scan(path))
    assert share_found(expected, found) >= _LEAST_SHARE, f"{path.name}\n{describe_difference(expected, found)}"


@every_scanned
def test_scan_states_no_wrong_figure(path: Path) -> None:
    plan = _read_scan(path)
    assert all((page.confidence or 0) > _SURE for page in plan.text.pages), "the scan was meant to be a good one"
    assert list(map(str, find_wrong(list_facts(_read_original(path)), list_facts(plan)))) == []


def test_poor_scan_states_no_wrong_figure() -> None:
    """What cannot be read for sure is left out, not guessed."""
    path = _SAMPLES[-1]
    plan = _read(render_scan(render_pdf(read_plan(path)), _POOR), f"{path.stem}.pdf")
    assert list(map(str, find_wrong(list_facts(_read_original(path)), list_facts(plan)))) == []


@pytest.fixture(scope="module", autouse=True)
def _no_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages are recognised anew, and what was recognised on them is not kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def _read(file: bytes, name: str) -> Plan:
    text = read_bytes(file, name)
    return extract_records(text, outline_plan(text))


@cache
def _read_original(path: Path) -> Plan:
    text = read_plan(path)
    return extract_records(text, outline_plan(text))


@cache
def _read_scan(path: Path) -> Plan:
    return _read(render_scan(render_pdf(read_plan(path))), f"{path.stem}.pdf")
