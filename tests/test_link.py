"""Links: which local task carries out which parent task, which target answers to which."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Plan
from pipeline.link import Links, link_tasks
from pipeline.linking.difference import differing_syllables
from tests.conftest import SHARED, plan_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "link.toml").read_text(encoding="utf-8"))


def _link(case: dict[str, Any]) -> tuple[Plan, Links]:
    child, parent = (plan_of(CASES["plans"][case[side]], f"{case[side]}.txt") for side in ("child", "parent"))
    return child, link_tasks(child, parent)


@pytest.mark.parametrize("case", CASES["pair"], ids=lambda case: case["name"])
def test_task_links(case: dict[str, Any]) -> None:
    _, links = _link(case)
    assert [[link.path, link.parent_path, link.relation] for link in links.task_links] == case["links"]
    assert all(0.5 <= link.score < 1 and link.reason_vi and link.reason_en for link in links.task_links)


@pytest.mark.parametrize("case", CASES["target"], ids=lambda case: case["name"])
def test_target_links(case: dict[str, Any]) -> None:
    child, links = _link(case)
    targets = {target.target_id: target for target in child.targets}
    linked = ((targets[link.target_id], link) for link in links.target_links)
    assert {f"{target.path} {target.year}": list(link.changes) for target, link in linked} == case["changes"]


@pytest.mark.parametrize("case", CASES["difference"], ids=lambda case: case["now"])
def test_difference_of_substance(case: dict[str, Any]) -> None:
    places = case.get("places", [])
    assert bool(differing_syllables(case["now"], case["was"], places)) == case["differs"]
    assert bool(differing_syllables(case["was"], case["now"], places)) == case["differs"]


@given(now=st.text(max_size=80), was=st.text(max_size=80))
def test_difference_of_any_texts(now: str, was: str) -> None:
    assert sorted(differing_syllables(now, was)) == sorted(differing_syllables(was, now))
    assert differing_syllables(now, now) == ()


_SENTENCES = [
    "Mở lớp học",
    "Dọn kênh mương hằng tuần",
    "Trồng cây “Vườn ươm”: chăm cây",
    "Đặt 80% thùng rác",
    "Sửa cầu",
]


@settings(max_examples=40, deadline=None)
@given(drawn=st.lists(st.lists(st.sampled_from(_SENTENCES), max_size=5), min_size=2, max_size=2))
def test_any_two_plans_link_within_themselves(drawn: list[list[str]]) -> None:
    texts = ["III. NHIỆM VỤ\n" + "\n".join(f"{n}. {line}." for n, line in enumerate(lines, 1)) for lines in drawn]
    child, parent = (plan_of(text, f"{n}.txt") for n, text in enumerate(texts))
    links = link_tasks(child, parent)
    pairs = [(link.path, link.parent_path) for link in links.task_links]
    assert len(set(pairs)) == len(pairs)
    assert {path for path, _ in pairs} <= {task.path for task in child.tasks}
    assert {path for _, path in pairs} <= {task.path for task in parent.tasks}
    assert len({link.parent_target_id for link in links.target_links}) == len(links.target_links)
    assert link_tasks(child, parent) == links


# --- real plans --------------------------------------------------------------------------------------------------


def _gold(stem: str) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(next((SHARED / "gold").glob(f"{stem}*.json")).read_text(encoding="utf-8"))
    return gold


@pytest.mark.real_plans
@pytest.mark.parametrize(("stem", "floor"), [("002", 0.97), ("003", 0.8)])
def test_links_of_real_plans(real_plans: dict[str, Plan], stem: str, floor: float) -> None:
    links = link_tasks(real_plans[stem], real_plans["000"]).task_links
    rows = _gold(stem)["links"]
    wanted = {(row["local"], path) for row in rows for path in row["central"]}
    allowed = {(row["local"], path) for row in rows for path in row["central_optional"]}
    said = {(link.path, link.parent_path) for link in links} - allowed
    assert 2 * len(said & wanted) / (len(said) + len(wanted)) >= floor
    relations = {row["local"]: row["relation"] for row in rows}
    right = [link for link in links if (link.path, link.parent_path) in wanted | allowed]
    assert sum(link.relation in relations[link.path] for link in right) / len(right) >= 0.8


@pytest.mark.real_plans
def test_targets_and_omissions_of_a_real_plan(real_plans: dict[str, Plan]) -> None:
    child, parent = real_plans["002"], real_plans["000"]
    links = link_tasks(child, parent)
    paths = {target.target_id: target.path for target in (*child.targets, *parent.targets)}
    said = [(paths[link.target_id], paths[link.parent_target_id], set(link.changes)) for link in links.target_links]
    assert said == [(row["local"], row["central"], set(row["changes"])) for row in _gold("002")["target_links"]]
    linked = {link.parent_path for link in links.task_links}
    assert [task.path for task in parent.tasks if task.path not in linked] == ["IV.2.3"]


@pytest.mark.real_plans
def test_omissions_of_a_reorganised_plan(real_plans: dict[str, Plan]) -> None:
    linked = {link.parent_path for link in link_tasks(real_plans["003"], real_plans["000"]).task_links}
    missing = {task.path for task in real_plans["000"].tasks} - linked
    rows = [row for row in _gold("003")["omissions"] if row["kind"] == "task"]
    wanted = {row["central"] for row in rows if row["certain"]}
    said = missing - {row["central"] for row in rows if not row["certain"]}
    assert 2 * len(said & wanted) / (len(said) + len(wanted)) >= 0.85
