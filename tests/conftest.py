"""What the tests share: a plan from a text, and the real plans where they are there."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UnreadableFile
from extractors.records import Plan, PlanText, Table
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


def write_cells(text: PlanText, table: Table) -> list[list[str]]:
    """What each cell of a table says; "^" where it goes on from the row above."""
    return [["^" if cell.continues else text.text[cell.start : cell.end] for cell in row] for row in table.rows]


def read_cells(rows: Sequence[Sequence[str]]) -> list[list[str | None]]:
    """The cells of a case, as a reader hands them on: "^" goes on from the row above."""
    return [[None if cell == "^" else cell for cell in row] for row in rows]
