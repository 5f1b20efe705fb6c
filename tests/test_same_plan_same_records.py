"""The same plan gives the same records whatever file an office holds it in.

The samples of ``data/raw`` and, where they are beside the checkout, the real plans are turned into Word files, PDFs and
pages of a portal (``tests/rendering``); what is read from each is held against what is read from the text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from extractors.records import Plan, PlanText
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes, read_plan
from tests.conftest import REPOSITORY, SHARED
from tests.rendering.comparison import describe_difference, list_records
from tests.rendering.pdf_file import render_pdf
from tests.rendering.portal_page import render_html
from tests.rendering.word_file import render_docx

_SAMPLES = sorted(path for path in (REPOSITORY / "data" / "raw").iterdir() if path.suffix in {".txt", ".md"})
_REAL = sorted((SHARED / "plans").glob("*.txt"))

_FORMATS: dict[str, Callable[[PlanText], bytes]] = {
    "docx": render_docx,
    "docx with boxes": partial(render_docx, boxed=True),
    "pdf of a gazette": render_pdf,
    "pdf with a signature": partial(render_pdf, stamped=True),
    "html with lists": partial(render_html, numbered=True),
    "html with typed labels": partial(render_html, numbered=False),
}


@pytest.mark.parametrize("name", _FORMATS)
@pytest.mark.parametrize("path", [*_SAMPLES, *_REAL], ids=lambda path: path.stem)
def test_same_records(path: Path, name: str) -> None:
    file = _FORMATS[name](_read_original(path).text)
    difference = describe_difference(list_records(_read_original(path)), list_records(_extract(read_bytes(file, name))))
    assert not difference, f"{path.name} as {name}\n{difference}"


def test_there_is_something_to_compare() -> None:
    for path in (*_SAMPLES, *_REAL):
        plan = _read_original(path)
        assert plan.tasks, path.name
        assert plan.citations, path.name
        assert plan.assignments, path.name


@cache
def _read_original(path: Path) -> Plan:
    return _extract(read_plan(path))


def _extract(text: PlanText) -> Plan:
    return extract_records(text, outline_plan(text))
