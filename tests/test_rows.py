"""The rows of tables: numbers, groups in groups, headings, rows over two pages, headers that come again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.outlining.rows import Row, address_rows
from pipeline.readers.builder import PlanTextBuilder
from tests.conftest import load_cases, read_cells

CASES: list[dict[str, Any]] = load_cases("rows")


def rows_of(cells: list[list[str]], numbered: bool = True) -> list[Row]:
    builder = PlanTextBuilder()
    builder.add_table(read_cells(cells))
    text = builder.build("case.md", "", "markdown")
    return address_rows(text.text, text.tables[0], numbered)


def paths_of(rows: list[Row]) -> list[str]:
    paths: list[str] = []
    for row in rows:
        paths.append(row.segment if row.group is None else f"{paths[row.group]}.{row.segment}")
    return paths


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_addresses_of_rows(case: dict[str, Any]) -> None:
    rows = rows_of(case["rows"], case.get("numbered", True))
    paths = paths_of(rows)
    assert [f">{path}" if row.is_group else path for path, row in zip(paths, rows, strict=True)] == case["paths"]
    headings = {path: paths[row.heading] for path, row in zip(paths, rows, strict=True) if row.heading is not None}
    for path, heading in case.get("under", {}).items():
        assert headings[path] == heading


_CELLS = st.sampled_from(
    ["", "^", "1", "2.1", "I", "A", "III. HỌC", "Mở lớp;", "và thi", "TT", "Nội dung", "Chủ trì", "(2)"]
)


@given(cells=st.lists(st.lists(_CELLS, min_size=4, max_size=4), min_size=1, max_size=15))
def test_rows_stand_in_order_and_hang_on_rows_before_them(cells: list[list[str]]) -> None:
    rows = rows_of(cells)
    assert rows == rows_of(cells)
    ends = [0, *(row.end for row in rows)]
    assert all(end <= row.start <= row.end for end, row in zip(ends, rows, strict=False))
    for place, row in enumerate(rows):
        for above in (row.group, row.heading):
            assert above is None or (above < place and rows[above].is_group)
