"""What the tests share: a plan from a text, and the real plans where they are there."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UnreadableFile
from extractors.records import Plan
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes, read_plan

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


def load_cases(subject: str) -> list[dict[str, Any]]:
    """The cases of ``tests/cases/<subject>.toml``: each a text and what must be read in it."""
    path = REPOSITORY / "tests" / "cases" / f"{subject}.toml"
    cases: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return cases


def is_readable(raw_text: str) -> bool:
    """Whether a text is taken for one at all: binary data and empty text are refused."""
    try:
        read_bytes(raw_text.encode("utf-8", "ignore"), "any.txt")
    except UnreadableFile:
        return False
    return True


def plan_of(raw_text: str, source: str = "sample.txt") -> Plan:
    """Everything read from a raw text."""
    text = read_bytes(raw_text.encode(), source)
    return extract_records(text, outline_plan(text))


@cache
def _read_real_plans() -> dict[str, Plan]:
    plans = {}
    for path in sorted((SHARED / "plans").glob("*.txt")):
        text = read_plan(path)
        plans[path.stem[:3]] = extract_records(text, outline_plan(text))
    return plans


@pytest.fixture(scope="session")
def real_plans() -> dict[str, Plan]:
    """The real plans by the first three letters of their names; skips where they are not beside the checkout."""
    if not (SHARED / "plans").is_dir():
        pytest.skip("the real plans are not beside this checkout (../shared/plans)")
    return _read_real_plans()


# Facts of real files that are not read exactly yet; one that comes right fails until it is taken off this list.
_NOT_YET_EXACT = {
    # "Doanh nghiệp, nhà cung cấp dịch vụ IoT, nhà đầu tư": three bodies to a reader, but classes side by side are one
    # phrase everywhere else ("các sở, ban, ngành"; "doanh nghiệp, hợp tác xã").
    "test_bodies_that_must_act": {"hanoi-310-2025"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect what is known not to be exact to fail, and nothing else."""
    for item in items:
        name, _, case = item.name.rstrip("]").partition("[")
        if "test_real_files" in item.nodeid and case in _NOT_YET_EXACT.get(name, ()):
            item.add_marker(pytest.mark.xfail(reason="not read exactly yet"))
