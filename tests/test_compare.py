"""What became of a plan in the plan below it: verdicts and divergences."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Letterhead, Level, Plan, TargetLink, TaskLink
from pipeline.compare import Comparison, compare_plans
from pipeline.comparing.requirements import Requirements
from pipeline.comparing.stated import StatedRequirement, find_faults
from pipeline.link import link_tasks
from tests.conftest import plan_of
from tests.plan_rows import make_plan

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "compare.toml").read_text(encoding="utf-8")
)["case"]


class GivenLinks(NamedTuple):
    """The links of a case."""

    task_links: tuple[TaskLink, ...]
    target_links: tuple[TargetLink, ...]


def _task_link(path: str, parent_path: str, relation: str, status: str = "proposed") -> TaskLink:
    return TaskLink.model_validate(
        {
            "plan_id": "child",
            "path": path,
            "parent_plan_id": "parent",
            "parent_path": parent_path,
            "relation": relation,
            "score": 0.9,
            "status": status,
            "reason": "given",
            "reason_vi": "",
            "reason_en": "",
        }
    )


def _target_link(child: Plan, parent: Plan, path: str, parent_path: str, changes: list[str]) -> TargetLink:
    return TargetLink.model_validate(
        {
            "target_id": next(target.target_id for target in child.targets if target.path == path),
            "parent_target_id": next(target.target_id for target in parent.targets if target.path == parent_path),
            "changes": tuple(changes),
            "score": 0.9,
            "reason": "given",
            "reason_vi": "",
            "reason_en": "",
        }
    )


def _compare(case: dict[str, Any]) -> tuple[Plan, Plan, Comparison]:
    child, parent = make_plan("child", case["child"]), make_plan("parent", case["parent"])
    links = GivenLinks(
        tuple(_task_link(*row) for row in case.get("links", [])),
        tuple(_target_link(child, parent, *row) for row in case.get("target_links", [])),
    )
    stated = [_state(**row) for row in case.get("stated", [])]
    return child, parent, compare_plans(child, parent, links, stated)


def _state(
    required: bool,
    tasks: list[str] | None = None,
    targets: list[str] | None = None,
    level: Level | None = None,
    plan: str | None = None,
    parent: str = "parent",
) -> StatedRequirement:
    """What a user states of the plans of a case."""
    return StatedRequirement(parent, tuple(tasks or ()), tuple(targets or ()), level, plan, required, "doichieu.toml")


def _assert_quoted(child: Plan, parent: Plan, comparison: Comparison) -> None:
    """Every claim carries the parent's words where it speaks of the parent, and the local ones where there are any."""
    for finding in comparison.findings:
        assert (finding.quote is None) == finding.kind.startswith("omitted_")
        assert (finding.parent_quote is None) == (finding.kind in ("local_addition", "garbled_text"))
        if finding.quote is not None:
            assert child.text.text[finding.start : finding.end] == finding.quote
        if finding.parent_quote is not None:
            assert parent.text.text[finding.parent_start : finding.parent_end] == finding.parent_quote


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_compare_plans(case: dict[str, Any]) -> None:
    child, parent, comparison = _compare(case)
    _assert_quoted(child, parent, comparison)
    found = [[finding.kind, finding.path or "", finding.parent_path or ""] for finding in comparison.findings]
    assert found == case["found"]
    if "verdicts" in case:
        assert [[row.parent_path, row.verdict, row.reason] for row in comparison.coverage] == case["verdicts"]
    if "required" in case:
        said = {None: "unknown", True: True, False: False}
        rows = [[row.parent_path, said[row.required], row.required_by or ""] for row in comparison.coverage]
        assert rows == case["required"]
    if "severities" in case:
        assert [finding.severity for finding in comparison.findings] == case["severities"]
    for name, field in (("was",) * 2, ("now",) * 2, ("quote",) * 2, ("vi", "message_vi"), ("en", "message_en")):
        if name in case:
            assert getattr(comparison.findings[0], field) == case[name]


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        (_state(True, tasks=["I"], targets=["I.2"], plan="child"), None),
        (_state(True, tasks=["I.1"], parent="9/KH-UBND"), "9/KH-UBND"),
        (_state(True, tasks=["I.1"], plan="gone.pdf"), "gone.pdf"),
        (_state(True, tasks=["I.1"], parent="7/KH-UBND"), "child, parent"),
        (_state(True, tasks=["I.1", "I.2", "V"]), "I.2, V"),
        (_state(True, targets=["I.1"]), "I.1"),
    ],
)
def test_what_is_stated_of_nothing_is_told(stated: StatedRequirement, says: str | None) -> None:
    units = [["I.1", "task", "Mở lớp"], ["I.2", "target", "80% dân biết bơi"]]
    rows = {"number": "7/KH-UBND", "units": units, "tasks": ["I.1"], "targets": [["I.2", "80", "%", "dân", 2026]]}
    faults = list(find_faults([stated], [make_plan("child", rows), make_plan("parent", rows)]))
    assert [statement for statement, _ in faults] == (["doichieu.toml"] if says else [])
    for _, told in faults:
        assert says is not None
        assert says in told.vi
        assert says in told.en


def test_task_stated_twice_is_left_out_once() -> None:
    rows = {"units": [["I.1", "task", "Mở lớp"], ["PL.1", "task", "Mở lớp"]], "tasks": ["I.1", "PL.1"]}
    parent = make_plan("parent", rows)
    parent = parent.model_copy(
        update={"tasks": (parent.tasks[0], parent.tasks[1].model_copy(update={"restates": "I.1"}))}
    )
    child = make_plan("child", {"units": [["II.1", "task", "Trồng cây"]]})
    comparison = compare_plans(child, parent, GivenLinks((), ()))
    assert [row.verdict for row in comparison.coverage] == ["missing", "not_applicable"]
    assert [finding.parent_path for finding in comparison.findings] == ["I.1"]
    linked = compare_plans(child, parent, GivenLinks((_task_link("II.1", "PL.1", "same"),), ()))
    assert [row.verdict for row in linked.coverage] == ["covered", "covered"]
    assert linked.findings == ()


PATHS = ["0", "I", "I.1", "I.2", "I.2.a", "II", "II.1", "III.1"]
TEXTS = ["Xây dựng nền tảng số", "Mở lớp cho học sinh", "Tiếp nhận nền tảng", "Phối hợp mở lớp", "80% dân biết số"]
TIMES: list[dict[str, str]] = [
    {"kind": "by", "end_on": "2025-04-30"},
    {"kind": "from", "start_on": "2025-04-01"},
    {"kind": "recurring", "every": "week"},
    {"kind": "continuous"},
]


@st.composite
def plans(draw: st.DrawFn, plan_id: str) -> Plan:
    """Plans with any tasks, targets, times and gaps on a fixed outline."""
    address = st.sampled_from(PATHS)
    units = [
        [path, draw(st.sampled_from(["task", "target", "responsibility"])), draw(st.sampled_from(TEXTS))]
        for path in PATHS
    ]
    words = {path: text for path, _, text in units}
    bounds = st.sampled_from(["80", ">80", "<=3", "~90"])
    target = st.tuples(address, bounds, st.sampled_from(["%", "người"]), st.just("dân"), st.sampled_from([0, 2025]))
    times = draw(st.lists(st.tuples(address, st.sampled_from(TIMES)), max_size=4))
    level = draw(st.sampled_from(["central", "province", "commune", None]))
    return make_plan(
        plan_id,
        {
            "level": level,
            "units": units,
            "tasks": sorted(draw(st.sets(address))),
            "targets": [list(row) for row in draw(st.lists(target, max_size=3))],
            "deadlines": [[path, row["kind"], words[path], row] for path, row in times],
            "assignments": [[draw(address), "Các địa phương", "lead", [draw(address)]]],
            "gaps": [list(pair) for pair in draw(st.lists(st.tuples(address, address), max_size=1))],
        },
    )


@st.composite
def families(draw: st.DrawFn) -> tuple[Plan, Plan, GivenLinks]:
    """Two plans and any links between them."""
    child, parent = draw(plans("child")), draw(plans("parent"))
    relations = st.sampled_from(["same", "adapted", "merged", "split"])
    pairs = [(task.path, other.path) for task in child.tasks for other in parent.tasks]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=5)) if pairs else []
    task_links = tuple(_task_link(*pair, draw(relations)) for pair in chosen)
    changes = st.lists(st.sampled_from(["op", "value", "unit", "subject", "year", "hedged"]), unique=True)
    linked = zip(child.targets, parent.targets, strict=False)
    target_links = [
        _target_link(child, parent, one.path, other.path, draw(changes)).model_copy(
            update={"target_id": one.target_id, "parent_target_id": other.target_id}
        )
        for one, other in linked
    ]
    return child, parent, GivenLinks(task_links, tuple(target_links))


@settings(deadline=None)
@given(families())
def test_compare_plans_is_steady(family: tuple[Plan, Plan, GivenLinks]) -> None:
    child, parent, links = family
    comparison = compare_plans(child, parent, links)
    assert comparison == compare_plans(child, parent, links)
    _assert_quoted(child, parent, comparison)
    assert len({finding.finding_id for finding in comparison.findings}) == len(comparison.findings)
    tasks = [(row.parent_path, row.kind) for row in comparison.coverage if row.kind == "task"]
    assert tasks == [(task.path, "task") for task in parent.tasks]
    targets = [row.parent_target_id for row in comparison.coverage if row.kind == "target"]
    assert targets == [target.target_id for target in parent.targets]
    left_out = {row.parent_target_id or row.parent_path for row in comparison.coverage if row.verdict == "missing"}
    omitted = {
        finding.parent_target_id or finding.parent_path
        for finding in comparison.findings
        if finding.kind.startswith("omitted_")
    }
    assert omitted == left_out


FOUND_IN_002: dict[str, list[str]] = {
    "omitted_task": ["IV.2.3"],
    "omitted_target": [],
    "target_raised": ["III.1.a", "III.1.c", "III.1.đ"],
    "target_lowered": [],
    "target_scope_changed": ["III.1.d", "III.2.d"],
    "deadline_dropped": ["IV.2.1", "IV.2.2", "IV.3.1", "IV.3.2", "IV.4.1"],
    "deadline_later": [],
    "deadline_added": [],
    "frequency_changed": [],
    "citation_date_conflict": ["0.-1"],
}


@pytest.mark.real_plans
def test_what_a_province_made_of_the_central_plan(real_plans: dict[str, Plan]) -> None:
    child, parent = real_plans["002"], real_plans["000"]
    findings = compare_plans(child, parent, link_tasks(child, parent)).findings
    found = {kind: [one.path or one.parent_path for one in findings if one.kind == kind] for kind in FOUND_IN_002}
    assert found == FOUND_IN_002


def test_a_sentence_that_names_a_level_binds_it_to_its_own_target_alone() -> None:
    task = "Dạy bơi cho trẻ em. Mỗi “thầy” kèm ít nhất 5 “trò”. Mỗi phường, xã bố trí ít nhất một nhân sự trông bể."
    parent = plan_of(f"KẾ HOẠCH\nDạy bơi\nI. NHIỆM VỤ, GIẢI PHÁP\n1. {task}\n2. Vận động dân góp công đào bể.\n")
    requirements = Requirements(parent, Letterhead(level="commune"))
    required = {target.unit: requirements.of(target).required for target in parent.targets}
    assert required == {"trò": None, "nhân sự": True}


def test_a_group_named_by_an_abbreviation_of_the_plan_is_still_named() -> None:
    head = "KẾ HOẠCH\nDạy bơi\nI. MỤC ĐÍCH\n1. Giúp đồng bào dân tộc thiểu số (ĐBDTTS) học bơi.\nII. NHIỆM VỤ\n"
    parent = plan_of(f"{head}1. Mở lớp bơi buổi sáng cho dân tộc thiểu số ven sông.\n2. Đào bể.\n")
    child = plan_of(f"{head}1. Mở lớp bơi buổi sáng cho ĐBDTTS ven sông.\n2. Đào bể.\n")
    findings = compare_plans(child, parent, link_tasks(child, parent)).findings
    assert [finding.kind for finding in findings if finding.kind == "scope_narrowed"] == []
