"""Targets: which quantities of a plan are commitments, and every field of them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extractors.records import Plan, Target
from tests.conftest import SHARED, is_readable, load_cases, plan_of

_PARTS = {
    "target": "CHỈ TIÊU",
    "task": "NHIỆM VỤ, GIẢI PHÁP",
    "funding": "KINH PHÍ",
    "responsibility": "TỔ CHỨC THỰC HIỆN",
}


def _read(case: dict[str, Any]) -> tuple[Target, ...]:
    """The targets of a plan that has the case's paragraph in its second part."""
    heading = case.get("heading", "1. Năm 2026")
    part = _PARTS[case.get("part", "target")]
    plan = plan_of(
        f"KẾ HOẠCH\nLàm đẹp quê hương\nI. MỤC ĐÍCH\n1. Mở đường.\n"
        f"II. {part}\n{heading}\na) {case['text']}\nb) Như trên.\n"
    )
    assert all(plan.text.text[target.start : target.end] == target.quote for target in plan.targets)
    assert {target.path for target in plan.targets} <= {"II.1.a"}
    return plan.targets


@pytest.mark.parametrize("case", load_cases("targets"), ids=lambda case: case["name"])
def test_targets_of_a_paragraph(case: dict[str, Any]) -> None:
    targets = _read(case)
    read = [[target.op, str(target.value), target.unit, target.quote] for target in targets]
    assert len(targets) == len(case["targets"]), read
    for target, wanted in zip(targets, case["targets"], strict=True):
        for field in wanted.get("unstated", []):
            assert getattr(target, field) is None, (field, target)
        for field, value in ((field, value) for field, value in wanted.items() if field != "unstated"):
            expected = Decimal(value) if field in {"value", "value_max"} else value
            assert getattr(target, field) == expected, (field, target)


_TABLE = """KẾ HOẠCH
Làm đẹp quê hương
I. NHIỆM VỤ
1. Trồng cây.
PHỤ LỤC
CÁC CHỈ TIÊU CỤ THỂ

"""


def _figures(plan: Plan) -> list[tuple[str, int | None, str, str, str, str | None]]:
    return [(t.path, t.year, t.op, str(t.value), t.unit, t.indicator) for t in plan.targets]


def test_a_table_gives_one_target_a_cell() -> None:
    plan = plan_of(
        _TABLE
        + "| TT | Chỉ tiêu | Đơn vị tính | Thực hiện 2025 | Năm 2026 | Năm 2030 | Cơ quan chủ trì |\n"
        + "| --- | --- | --- | --- | --- | --- | --- |\n"
        + "| 1 | Tỷ lệ hộ dùng nước sạch | % | 70 | ≥ 80 | 95 | Phòng Kinh tế |\n"
        + "| 2 | Số cây trồng mới | Cây | 900 | 12.000 | 40.000 - 50.000 | Đoàn thanh niên |\n"
        + "| 3 | Môi trường sống |  |  | Xanh, sạch | Đáng sống | Các thôn |\n"
    )
    assert _figures(plan) == [
        ("PL.1", 2026, ">=", "80", "%", "Tỷ lệ hộ dùng nước sạch"),
        ("PL.1", 2030, "=", "95", "%", "Tỷ lệ hộ dùng nước sạch"),
        ("PL.2", 2026, "=", "12000", "Cây", "Số cây trồng mới"),
        ("PL.2", 2030, "=", "40000", "Cây", "Số cây trồng mới"),
    ]
    assert plan.targets[-1].value_max == 50_000
    assert plan.targets[0].due_on == date(2026, 12, 31)
    assert all(plan.text.text[t.start : t.end] == t.quote for t in plan.targets)
    assert plan.targets[0].quote == "Tỷ lệ hộ dùng nước sạch | % | 70 | ≥ 80"


def test_a_group_row_gives_its_year_and_a_cell_may_hold_two_figures() -> None:
    plan = plan_of(
        _TABLE
        + "| TT | Chỉ tiêu | Đơn vị | Kết quả |\n"
        + "| --- | --- | --- | --- |\n"
        + "| I | Đến năm 2030 |  |  |\n"
        + "| 1 | Xếp hạng chuyển đổi số | Thứ bậc | ≤ 5 Miền Bắc; ≤ 12 Cả nước |\n"
        + "| II | Đến năm 2045 |  |  |\n"
        + "| 2 | Số sáng chế tăng bình quân | %/năm | 16 - 18 |\n"
    )
    assert [(t.path, t.year, t.op, str(t.value), t.unit, t.measure, t.subject) for t in plan.targets] == [
        ("PL.I.1", 2030, "<=", "5", "Thứ bậc", "rank", "Miền Bắc"),
        ("PL.I.1", 2030, "<=", "12", "Thứ bậc", "rank", "Cả nước"),
        ("PL.II.2", 2045, "=", "16", "%/năm", "change", None),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "| TT | Nội dung chi | Đơn vị tính | Năm 2026 |",
        "| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |",
        "| TT | Chỉ tiêu | Đơn vị chủ trì | Ghi chú |",
    ],
)
def test_other_tables_set_no_targets(header: str) -> None:
    plan = plan_of(f"{_TABLE}{header}\n| --- | --- | --- | --- |\n| 1 | Mua cây giống | Triệu đồng | 250 |\n")
    assert plan.targets == ()


def test_a_task_row_keeps_its_bound() -> None:
    header = "| TT | Nhiệm vụ | Cơ quan chủ trì |\n| --- | --- | --- |\n"
    plan = plan_of(f"{_TABLE}{header}| 1 | Mỗi thôn trồng tối thiểu 200 cây | Các thôn |\n")
    assert _figures(plan) == [("PL.1", None, ">=", "200", "cây", "trồng cây")]


def test_a_line_wrapped_in_a_cell_is_one_sentence() -> None:
    header = "| TT | Nhiệm vụ | Cơ quan chủ trì |\n| --- | --- | --- |\n"
    plan = plan_of(f"{_TABLE}{header}| 1 | Rà soát sổ sách, bảo đảm<br>100% hộ có tên | Các thôn |\n")
    assert [(t.op, str(t.value), t.subject, t.indicator) for t in plan.targets] == [("=", "100", "hộ", "có tên")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Đến năm 2030:", "- 80% hộ có nước sạch."], [(2030, False)]),
        (["Phấn đấu đến hết năm 2026 đạt các chỉ tiêu sau:", "- 80% hộ có nước sạch."], [(2026, True)]),
        (["- Năm 2026:", "+ 80% hộ.", "- Năm 2027:", "+ 90% hộ."], [(2026, False), (2027, False)]),
        (["Năm 2026:", "- 80% hộ.", "Năm 2028, phấn đấu:", "- 90% hộ."], [(2026, False), (2028, True)]),
        (["1. Phấn đấu năm 2027", "a) 80% hộ.", "2. Về nước", "a) 90% hộ."], [(2027, True), (None, False)]),
    ],
)
def test_a_line_over_a_list_gives_its_year_and_its_endeavour(
    lines: list[str], expected: list[tuple[int, bool]]
) -> None:
    plan = plan_of(
        "\n".join(["KẾ HOẠCH", "I. MỤC ĐÍCH", "- Mở đường.", "II. MỤC TIÊU", *lines, "III. NHIỆM VỤ", "1. Làm."])
    )
    assert [(target.year, target.hedged) for target in plan.targets] == expected


def test_targets_are_named_by_plan_path_year_and_place() -> None:
    plan = plan_of("KẾ HOẠCH\nI. CHỈ TIÊU\n1. Năm 2026\na) 80% xã, trong đó 50% phường.\nb) 5 lớp học.\n")
    assert [target.target_id.split("/", 1)[1] for target in plan.targets] == [
        "I.1.a/2026/1",
        "I.1.a/2026/2",
        "I.1.b/2026/1",
    ]


# --- any text ----------------------------------------------------------------------------------------------------

_LINES = st.sampled_from(
    [
        "II. CHỈ TIÊU",
        "1. Năm 2026",
        "a) Phấn đấu trên 80% hộ, trong đó ít nhất 5 xã (đạt 20%); 3 - 5 lớp học đến năm 2030.",
        "- 100% khu có tối thiểu 1 trạm, tỷ lệ rác giảm 5%/năm so với năm 2020",
        "III. NHIỆM VỤ",
        "1. Mỗi thôn cử ít nhất một người; hằng năm tổ chức 02 lớp tập huấn",
        "| TT | Chỉ tiêu | Đơn vị | 2026 | 2030 |",
        "| --- | --- | --- | --- | --- |",
        "| 1 | Số xã đạt chuẩn | Xã | ≥ 5 | 10 - 12 |",
        "PHỤ LỤC I",
        "“ ( ; , : 5% và",
    ]
)

_TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(_LINES, _TEXTS), max_size=12))
def test_any_text_gives_targets_that_quote_it(lines: list[str]) -> None:
    raw = "KẾ HOẠCH\n" + "\n".join(lines)
    assume(is_readable(raw))
    plan = plan_of(raw)
    units = {unit.path: unit for unit in plan.units}
    for target in plan.targets:
        assert plan.text.text[target.start : target.end] == target.quote
        assert units[target.path].start <= target.start < target.end <= units[target.path].end
        assert (target.due_on is None) == (target.year is None)
    assert len({target.target_id for target in plan.targets}) == len(plan.targets)
    assert plan_of(raw).targets == plan.targets


# --- real plans --------------------------------------------------------------------------------------------------


@pytest.mark.real_plans
@pytest.mark.parametrize("stem", ["000", "002", "003"])
def test_targets_of_real_plans(real_plans: dict[str, Plan], stem: str) -> None:
    gold = json.loads(next((SHARED / "gold").glob(f"{stem}*.json")).read_text(encoding="utf-8"))["targets"]
    wanted = Counter(
        (g["path"], g["year"], g["op"], Decimal(g["value"]), g["unit"], g["hedged"]) for g in gold if g["certain"]
    )
    read = Counter((t.path, t.year, t.op, t.value, t.unit, t.hedged) for t in real_plans[stem].targets)
    assert read == wanted
