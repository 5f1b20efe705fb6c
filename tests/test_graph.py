"""The graph: who must do what, and what carries out what."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from extractors.records import Agency, Corpus, Counterpart, Lineage, LinkStatus, TargetLink, TaskLink
from pipeline.graph import build_graph
from tests.plan_rows import make_plan

_REASON = {"reason": "test", "reason_vi": "vì thử", "reason_en": "for the test"}

_PARENT = make_plan(
    "trung-uong",
    {
        "number": "01-KH/TW",
        "level": "central",
        "units": [
            ["III", "target", "CHỈ TIÊU", "heading"],
            ["III.1", "target", "80% người dân biết đọc bản đồ"],
            ["IV", "task", "NHIỆM VỤ", "heading"],
            ["IV.1", "task", "Mở lớp", "heading"],
            ["IV.1.a", "task", "Mở 5 lớp buổi tối"],
            ["IV.1.b", "task", "Soạn tài liệu"],
            ["IV.2", "task", "In bản đồ"],
            ["V", "responsibility", "TỔ CHỨC THỰC HIỆN", "heading"],
            ["V.1", "responsibility", "Bộ Bản đồ làm các nhiệm vụ ở mục 1"],
            ["V.2", "responsibility", "Bộ Giấy báo cáo hằng năm"],
        ],
        "tasks": ["IV.1.a", "IV.1.b", "IV.2"],
        "targets": [["III.1", "80", "%", "người dân", 2025], ["IV.1.a", "5", "lớp", "", 0]],
        "assignments": [
            ["V.1", "Bộ Bản đồ", "lead", ["IV.1"]],
            ["V.1", "Bộ Giấy", "coordinate", ["IV.1.a", "IV.2"]],
            ["V.2", "Bộ Giấy", "report", []],
        ],
    },
)
_CHILD = make_plan(
    "tinh",
    {
        "number": "02/KH-UBND",
        "level": "province",
        "locality": "Sông Mây",
        "units": [
            ["0", "preamble", "Căn cứ Kế hoạch số 01-KH/TW"],
            ["III.1", "target", "85% người dân biết đọc bản đồ"],
            ["IV.1", "task", "Mở lớp và soạn tài liệu"],
            ["IV.1.-1", "task", "Sở Bản đồ chủ trì"],
            ["IV.2", "task", "In bản đồ"],
        ],
        "tasks": ["IV.1", "IV.2"],
        "targets": [["III.1", "85", "%", "người dân", 2025]],
        "citations": [["0", "01-KH/TW", ""]],
        "assignments": [["IV.1.-1", "Sở Bản đồ", "lead", [], "IV.1"]],
    },
)


def _task_link(path: str, parent_path: str, status: LinkStatus = "proposed") -> TaskLink:
    about: dict[str, Any] = {"relation": "merged", "score": 0.9, "status": status, **_REASON}
    return TaskLink(plan_id="tinh", path=path, parent_plan_id="trung-uong", parent_path=parent_path, **about)


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph[str]:
    targets = {"target_id": _CHILD.targets[0].target_id, "parent_target_id": _PARENT.targets[0].target_id}
    ministry = Agency(
        agency_id="bo-ban-do", name="Bộ Bản đồ", level="central", locality=None, remit=None, is_class=False
    )
    department = ministry.model_copy(update={"agency_id": "so-ban-do", "name": "Sở Bản đồ", "level": "province"})
    corpus = Corpus(
        plans=(_PARENT, _CHILD),
        agencies=(ministry, department),
        agency_of={"trung-uong/V.1/a0": "bo-ban-do", "tinh/IV.1.-1/a0": "so-ban-do"},
        counterparts=(Counterpart(agency_id="so-ban-do", counterpart_id="bo-ban-do"),),
        lineage=(
            Lineage(plan_id="tinh", parent_plan_id="trung-uong", parent_number="01-KH/TW", how="cited", present=True),
            Lineage(plan_id="tinh", parent_plan_id=None, parent_number="09-KH/TU", how="cited", present=False),
        ),
        cited_plan_of={"tinh/0/c0": "trung-uong"},
        task_links=(
            _task_link("IV.1", "IV.1.a"),
            _task_link("IV.1", "IV.1.b"),
            _task_link("IV.2", "IV.2", status="rejected"),
        ),
        target_links=(TargetLink.model_validate({**targets, "changes": ["value"], "score": 1, **_REASON}),),
    )
    return build_graph(corpus)


def _edges(graph: nx.MultiDiGraph[str], kind: str) -> list[tuple[str, str]]:
    return [(start, end) for start, end, about in graph.edges(data=True) if about["kind"] == kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "assigned",
            [
                ("agency:bo-ban-do", "task:trung-uong/IV.1.a"),
                ("agency:bo-ban-do", "task:trung-uong/IV.1.b"),
                ("agency:so-ban-do", "task:tinh/IV.1"),
                ("agency:trung-uong/Bộ Giấy", "task:trung-uong/IV.1.a"),
                ("agency:trung-uong/Bộ Giấy", "task:trung-uong/IV.2"),
            ],
        ),
        ("has_duty", [("agency:trung-uong/Bộ Giấy", "plan:trung-uong")]),
        ("implements", [("plan:tinh", "plan:09-KH/TU"), ("plan:tinh", "plan:trung-uong")]),
        ("cites", [("plan:tinh", "plan:trung-uong")]),
        (
            "carries_out",
            [("task:tinh/IV.1", "task:trung-uong/IV.1.a"), ("task:tinh/IV.1", "task:trung-uong/IV.1.b")],
        ),
        ("matches_target", [("target:tinh/III.1/2025/1", "target:trung-uong/III.1/2025/1")]),
        ("counterpart", [("agency:so-ban-do", "agency:bo-ban-do")]),
        ("has_task", [("plan:tinh", "task:tinh/IV.1"), ("plan:tinh", "task:tinh/IV.2")]),
        ("sets_target", [("task:trung-uong/IV.1.a", "target:trung-uong/IV.1.a/-/1")]),
        ("restates", []),
    ],
)
def test_edges_say_who_and_what(graph: nx.MultiDiGraph[str], kind: str, expected: list[tuple[str, str]]) -> None:
    found = [edge for edge in _edges(graph, kind) if kind != "has_task" or edge[0] == "plan:tinh"]
    assert sorted(found) == sorted(expected)


def test_nodes_and_edges_carry_what_they_are(graph: nx.MultiDiGraph[str]) -> None:
    assert graph.nodes["plan:tinh"] == {
        "kind": "plan",
        "label": "02/KH-UBND",
        "title": None,
        "level": "province",
        "locality": "Sông Mây",
        "present": True,
    }
    assert not graph.nodes["plan:09-KH/TU"]["present"]
    assert not graph.nodes["agency:trung-uong/Bộ Giấy"]["resolved"]
    assert graph.nodes["task:trung-uong/IV.1.b"]["group_heading"] == "Mở lớp"
    (assigned,) = graph["agency:so-ban-do"]["task:tinh/IV.1"].values()
    assert (assigned["role"], assigned["path"]) == ("lead", "IV.1.-1")
    (matched,) = graph["target:tinh/III.1/2025/1"]["target:trung-uong/III.1/2025/1"].values()
    assert matched["changes"] == ("value",)


def test_every_node_has_a_kind_and_every_kind_is_documented(graph: nx.MultiDiGraph[str]) -> None:
    kinds = {about.get("kind") for _, about in graph.nodes(data=True)}
    kinds |= {about.get("kind") for _, _, about in graph.edges(data=True)}
    assert [kind for kind in kinds if f"``{kind}``" not in (build_graph.__doc__ or "")] == []


def test_an_empty_corpus_is_an_empty_graph() -> None:
    assert len(build_graph(Corpus())) == 0
