"""Tables of portals' pages as Markdown: which marks part rows, and which stand around empty cells and running text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.markdown import read_markdown
from pipeline.readers.markdown_tables import find_tables
from tests.conftest import load_cases

CASES: list[dict[str, Any]] = load_cases("markdown_tables")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_cells_and_rows(case: dict[str, Any]) -> None:
    builder = PlanTextBuilder()
    read_markdown(case["lines"].replace("_", "").replace("/", "\n").encode(), builder)
    text = builder.build("case.md", "", "markdown")
    tables = [[[text.text[cell.start : cell.end] for cell in row] for row in table.rows] for table in text.tables]
    assert tables == case["tables"]
    outside = text.text
    for table in reversed(text.tables):
        outside = f"{outside[: table.start]}\n{outside[table.end :]}"
    assert [line for line in outside.split("\n") if line] == case["paragraphs"]


@given(
    rows=st.lists(
        st.lists(st.sampled_from(["Mở lớp", "Sở A", "2025", "Xong", "Các xã"]), min_size=4, max_size=4),
        min_size=1,
        max_size=12,
    )
)
def test_full_rows_are_read_back(rows: list[list[str]]) -> None:
    numbered = [["TT", "Việc", "Chủ trì", "Hạn", "Kết quả"], *([str(n), *row] for n, row in enumerate(rows, 1))]
    lines = [line for row in numbered for line in ("|", *(piece for cell in row for piece in (cell, "|")))]
    ((start, end, found),) = find_tables(lines)
    assert (start, end) == (0, len(lines))
    assert [[" ".join(cell) for cell in row] for row in found] == numbered


@given(lines=st.lists(st.sampled_from(["|", "|", "|", "", "** **", "1", "Việc", "PHỤ LỤC", "| a | b |"]), max_size=80))
def test_nothing_is_lost_and_nothing_comes_twice(lines: list[str]) -> None:
    tables = find_tables(lines)
    assert tables == find_tables(lines)
    place = 0
    for start, end, rows in tables:
        assert place <= start < end <= len(lines)
        place = end
        kept = [line for row in rows for cell in row for line in cell if any(map(str.isalnum, line))]
        assert sorted(kept) == sorted(line for line in lines[start:end] if any(map(str.isalnum, line)))
        assert len({len(row) for row in rows}) == 1
