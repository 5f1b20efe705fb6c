"""Tables as a person reads them: one task a row with who, when and what; one target a cell; nothing from the others."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Plan, Role
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.readers.builder import PlanTextBuilder
from tests.conftest import load_cases, read_cells

CASES: list[dict[str, Any]] = load_cases("tables")


def read_tables(tables: list[list[list[str]]], title: str = "DANH MỤC NHIỆM VỤ") -> Plan:
    """A plan of 2026 whose appendix holds the tables."""
    builder = PlanTextBuilder()
    for line in ("KẾ HOẠCH", "Chăm sóc cây xanh năm 2026", "I. NHIỆM VỤ", "Theo Phụ lục.", "PHỤ LỤC", title):
        builder.add_paragraph(line)
    for table in tables:
        builder.add_table(read_cells(table))
    text = builder.build("case.md", "", "markdown")
    return extract_records(text, outline_plan(text))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_a_table_says(case: dict[str, Any]) -> None:
    plan = read_tables(case["tables"], case.get("title", "DANH MỤC NHIỆM VỤ"))
    assert [_write_task(plan, task.path) for task in plan.tasks if task.path != "I.p1"] == case.get("tasks", [])
    assert [
        f"{target.path} {target.year or '-'} {target.op} {target.value.normalize():f} {target.unit}"
        for target in plan.targets
    ] == case.get("targets", [])


def _write_task(plan: Plan, path: str) -> str:
    """A task's row in a line: address, who leads, works with, does it, by when, what it yields."""
    task = next(task for task in plan.tasks if task.path == path)
    roles: tuple[Role, ...] = ("lead", "coordinate", "implement")
    said = [
        f"{role}: {', '.join(bodies)}"
        for role in roles
        if (bodies := [row.agency for row in plan.assignments if row.task_path == path and row.role == role])
    ]
    dates = [f"{row.kind} {row.end_on or row.start_on or row.every or ''}".strip() for row in plan.deadlines
             if path in (row.path, row.task_path)]  # fmt: skip
    return " | ".join([path, *said, *dates, *([f"yields {task.deliverable}"] if task.deliverable else [])])


_CELLS = st.one_of(
    st.sampled_from(
        [
            "", "^", "TT", "1", "1.1", "a)", "-", "I", "B", "III. HỌC", "Nhiệm vụ", "Chỉ tiêu", "2026", "≥ 80%",
            "Cơ quan chủ trì", "Phối hợp", "Thời gian", "Sản phẩm", "Sở Y tế (chủ trì), Công an tỉnh", "Quý II/2026",
            "Chủ trì: Sở Y tế; Phối hợp: Sở Nội vụ", "Mở lớp học cho người dân;", "và in sách", "Kinh phí", "12,5 - 14",
        ]
    ),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=25),
)  # fmt: skip


@given(
    tables=st.lists(
        st.integers(1, 6).flatmap(
            lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
        ),
        max_size=3,
    )
)
def test_any_table_is_read_and_quoted_as_it_stands(tables: list[list[list[str]]]) -> None:
    plan = read_tables(tables)
    assert plan == read_tables(tables)
    text = plan.text.text
    for fact in (*plan.tasks, *plan.assignments, *plan.deadlines, *plan.targets):
        assert text[fact.start : fact.end] == fact.quote
    rows = sorted((unit.start, unit.end) for unit in plan.units if unit.kind == "row")
    assert all(first[1] <= second[0] for first, second in pairwise(rows))


_WORDS = st.text(alphabet="abcđêôơưăâ", min_size=1, max_size=8)


@given(rows=st.lists(st.lists(_WORDS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_every_cell_is_in_the_text_once(rows: list[list[str]]) -> None:
    numbered = [[f"x{row}y{place}{word}" for place, word in enumerate(cells)] for row, cells in enumerate(rows)]
    text = read_tables([numbered]).text.text
    assert all(text.count(f"x{row}y{place}") == 1 for row in range(len(rows)) for place in range(3))
