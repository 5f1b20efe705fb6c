"""Trace: which plan implements which, and which plans of higher bodies are not here."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from extractors.records import Lineage, Plan
from pipeline.trace import pick_compared, trace_lineage
from tests.conftest import load_cases, plan_of

CASES = load_cases("trace")

_SHARED_TASKS = (
    "Mở lớp học bơi miễn phí cho học sinh tiểu học trong dịp nghỉ hè tại các bể bơi của nhà trường và của nhà văn hóa.",
    "Tập huấn giáo viên thể dục về kỹ năng cứu đuối, sơ cứu ban đầu và phương pháp dạy bơi an toàn cho trẻ nhỏ.",
    "Cắm biển cảnh báo tại ao, hồ, sông, suối, hố công trình có nguy cơ đuối nước; rào chắn những nơi nước sâu.",
    "Kiểm tra chất lượng nước và phao cứu sinh ở mọi bể bơi công cộng trước khi mở cửa đón người tập.",
    "Vận động doanh nghiệp tài trợ bể bơi lắp ghép cho trường học vùng sâu, vùng xa và vùng thường xuyên ngập lụt.",
    "Tuyên truyền phòng, chống đuối nước trên đài truyền thanh, mạng xã hội và trong giờ sinh hoạt dưới cờ đầu tuần.",
)
_OWN_TASKS = (
    "Ươm cây keo giống tại vườn ươm của lâm trường, cấp phát cho từng hộ dân nhận khoán đất đồi trọc.",
    "Tuần tra rừng phòng hộ đầu nguồn, xử lý nghiêm hành vi chặt phá, lấn chiếm, đốt nương trái phép.",
    "Rà soát hồ sơ giao đất lâm nghiệp, lập bản đồ từng lô rừng bằng ảnh chụp từ thiết bị bay.",
    "Trồng bù cây chết sau bão, chăm sóc vườn cây xanh ven đường và trong khuôn viên công sở.",
)


def _write_plan(parts: dict[str, Any]) -> str:
    tasks = [
        *_SHARED_TASKS[: parts.get("tasks", 0)],
        *_OWN_TASKS[: parts.get("own", 0)],
        *filter(None, [parts.get("extra")]),
    ]
    lines = [
        *parts["letterhead"],
        "KẾ HOẠCH",
        parts["title"],
        parts["preamble"],
        "I. NHIỆM VỤ, GIẢI PHÁP",
        *(f"{number}. {task}" for number, task in enumerate(tasks, 1)),
        "Nơi nhận:",
        "- Lưu: VT.",
    ]
    return "\n\n".join(lines)


def _read_family(case: dict[str, Any]) -> tuple[Plan, ...]:
    return tuple(plan_of(_write_plan(parts), f"{name}.txt") for name, parts in case["plans"].items())


def _state_parents(case: dict[str, Any], plans: tuple[Plan, ...]) -> dict[str, str]:
    """What a user says that the plans of a case carry out."""
    return {plan.plan_id: case["stated"][_name(plan)] for plan in plans if _name(plan) in case.get("stated", {})}


def _name(plan: Plan) -> str:
    return plan.text.source.removesuffix(".txt")


def _write_rows(rows: tuple[Lineage, ...], plans: tuple[Plan, ...]) -> list[str]:
    names = {plan.plan_id: _name(plan) for plan in plans}
    parents = [names[row.parent_plan_id] if row.parent_plan_id else f"[{row.parent_number}]" for row in rows]
    return [f"{names[row.plan_id]} -> {parent} {row.how}" for row, parent in zip(rows, parents, strict=True)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_families(case: dict[str, Any]) -> None:
    plans = _read_family(case)
    lineage, _, refused = trace_lineage(plans, _state_parents(case, plans))
    assert {_name(plan): refused[plan.plan_id] for plan in plans if plan.plan_id in refused} == case.get("refused", {})
    assert sorted(_write_rows(lineage, plans)) == sorted(case["rows"])
    assert all(row.present == (row.parent_plan_id is not None) for row in lineage)
    compared = [line.rsplit(" ", 1)[0] for line in _write_rows(pick_compared(lineage, plans), plans)]
    assert sorted(compared) == sorted(case.get("compared", compared))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_order_of_the_files_changes_nothing(case: dict[str, Any]) -> None:
    plans = _read_family(case)
    stated = _state_parents(case, plans)
    expected = set(trace_lineage(plans, stated).lineage)
    for order in itertools.islice(itertools.permutations(plans), 1, 8):
        assert set(trace_lineage(order, stated).lineage) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_no_plan_descends_from_itself(case: dict[str, Any]) -> None:
    parents: dict[str, set[str]] = {}
    plans = _read_family(case)
    for row in trace_lineage(plans, _state_parents(case, plans)).lineage:
        if row.parent_plan_id:
            parents.setdefault(row.plan_id, set()).add(row.parent_plan_id)
    for plan_id in parents:
        above, seen = set(parents[plan_id]), set[str]()
        while above - seen:
            seen |= above
            above = set().union(*(parents.get(parent, set()) for parent in above))
        assert plan_id not in seen


def test_which_citation_means_which_plan() -> None:
    plans = _read_family(CASES[0])
    central, province, other, commune = plans
    meant = trace_lineage(plans).cited_plan_of
    by_number = {citation.number: citation.citation_id for plan in plans for citation in plan.citations}
    assert meant == {by_number["01/KH-BCĐTW"]: central.plan_id, by_number["12/KH-UBND"]: province.plan_id}
    assert other.letterhead.number == province.letterhead.number
    assert [citation.number for citation in commune.citations] == ["12/KH-UBND"]


def test_nothing_to_trace() -> None:
    assert trace_lineage(()) == ((), {}, {})


@pytest.mark.real_plans
def test_real_plans(real_plans: dict[str, Plan]) -> None:
    plans = tuple(real_plans.values())
    stems = {plan.plan_id: stem for stem, plan in real_plans.items()}
    lineage = trace_lineage(plans).lineage
    present = {(stems[row.plan_id], stems[row.parent_plan_id], row.how) for row in lineage if row.parent_plan_id}
    assert present == {
        ("001", "000", "inferred"),
        ("002", "000", "cited"),
        ("003", "000", "inferred"),
        ("004", "000", "cited"),
    }
    missing = {(stems[row.plan_id], row.parent_number) for row in lineage if not row.present}
    assert missing >= {("002", "337/KH-TU"), ("003", "368-KH/TU")}
