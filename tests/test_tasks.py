"""Tasks: which units order something done, and what is read with them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extractors.records import Plan
from extractors.text.repetition import find_repetitions
from tests.conftest import SHARED, is_readable, plan_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "tasks.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_tasks_of_a_plan(case: dict[str, Any]) -> None:
    tasks = {task.path: task for task in plan_of(case["text"]).tasks}
    assert list(tasks) == case["tasks"]
    assert {path: tasks[path].group_heading for path in case.get("groups", {})} == case.get("groups", {})
    assert {path: task.deliverable for path, task in tasks.items() if task.deliverable} == case.get("deliverables", {})
    assert {path: task.decided_by for path, task in tasks.items() if task.decided_by} == case.get("deciders", {})
    assert {path: task.restates for path, task in tasks.items() if task.restates} == case.get("restates", {})


@pytest.mark.real_plans
@pytest.mark.parametrize("stem", ["000", "002", "003"])
def test_tasks_of_real_plans(real_plans: dict[str, Plan], stem: str) -> None:
    gold = json.loads(next((SHARED / "gold").glob(f"{stem}*.json")).read_text(encoding="utf-8"))
    doubtful = {row["path"] for row in gold["tasks"] if not row["certain"]}
    assert {task.path for task in real_plans[stem].tasks} - doubtful == {
        row["path"] for row in gold["tasks"]
    } - doubtful


_LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "II. NHIỆM VỤ, GIẢI PHÁP",
                "1. Mở lớp học",
                "1.1. Mở lớp học cho người lớn. Cấp sách miễn phí.",
                "a) Sửa trường:",
                "- Thời gian: tháng 5",
                "- Sản phẩm:",
                "(kèm theo)",
                "| TT | Nhiệm vụ | Cơ quan chủ trì |",
                "| --- | --- | --- |",
                "| 1 | Mua bàn ghế | Văn phòng |",
                "PHỤ LỤC",
                "III. TỔ CHỨC THỰC HIỆN",
            ]
        ),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(lines=_LINES)
def test_any_text_gives_tasks_with_their_evidence(lines: list[str]) -> None:
    raw = "\n".join(["KẾ HOẠCH", *lines])
    assume(is_readable(raw))
    plan = plan_of(raw)
    units = {unit.path: unit for unit in plan.units}
    for task in plan.tasks:
        assert plan.text.text[task.start : task.end] == task.quote
        assert units[task.path].start <= task.start < task.end <= units[task.path].end
    assert plan_of(raw).tasks == plan.tasks


@given(texts=st.lists(st.text(alphabet="ab đé", max_size=60), max_size=12))
def test_a_repetition_points_to_the_first_that_says_it(texts: list[str]) -> None:
    repetitions = find_repetitions(texts)
    assert all(first < later and first not in repetitions for later, first in repetitions.items())


def test_repetitions_are_found_among_many() -> None:
    texts = [f"Xã số {n} mở {n} lớp dạy nghề {n % 7} tại nhà văn hóa thôn {n * 3}" for n in range(3000)]
    texts += ["Lập tổ bảo vệ rừng đầu nguồn ở từng bản", "Lập tổ bảo vệ rừng đầu nguồn ở từng bản làng"]
    assert find_repetitions(texts)[3001] == 3000
