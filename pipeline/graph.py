"""Step 7, graph: who must do what, and what carries out what, as one graph. The one home of networkx."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import networkx as nx

from extractors.records import Agency, Assignment, Corpus, Lineage, Plan, Target, Task


def build_graph(corpus: Corpus) -> nx.MultiDiGraph[str]:
    """The corpus as a directed graph; every node and every edge has a ``kind``.

    A node is named ``<kind>:<id>``. An attribute is ``None`` where the plan does not state it.

    =========  ==========================  ========================================================================
    node       id                          attributes
    =========  ==========================  ========================================================================
    ``plan``   plan_id                     ``label``, ``title``, ``level``, ``locality``, ``present``; a parent that
                                           is not in the corpus is there by its number, not ``present``
    ``task``   plan_id/path                ``label``, ``plan_id``, ``path``, ``text``, ``group_heading``
    ``target`` target_id                   ``label``, ``plan_id``, ``path``, ``indicator``, ``subject``, ``op``,
                                           ``value``, ``unit``, ``year``, ``hedged``
    ``agency`` agency_id; plan_id/name     ``label``, ``level``, ``locality``, ``is_class``, ``resolved``: a body that
               where it is not resolved    is only known as one plan writes it is a node of that plan's own
    =========  ==========================  ========================================================================

    ====================  =====================================  ===============================================
    edge                  from → to                              attributes
    ====================  =====================================  ===============================================
    ``has_task``          plan → task
    ``has_target``        plan → target
    ``sets_target``       task → the target inside it
    ``restates``          task → the same task elsewhere
    ``assigned``          agency → each task it is given, those  ``role``, ``path`` (the unit that assigns),
                          below a cited item included            ``assignment_id``, ``quote``
    ``has_duty``          agency → plan, where the duty is no    the same
                          task of the plan
    ``implements``        plan → the plan it implements          ``how``
    ``cites``             plan → another plan of the corpus      ``is_basis``
    ``carries_out``       task → the parent's task               ``relation``, ``score``, ``status``
    ``matches_target``    target → the parent's target           ``changes``, ``score``, ``status``
    ``counterpart``       agency → the body of its remit above   ``valid_from``, ``valid_to``
    ====================  =====================================  ===============================================

    Links that a reviewer rejected are left out.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for plan in corpus.plans:
        _add_plan(graph, plan)
    for agency in corpus.agencies:
        _add_agency(graph, agency)
    for plan in corpus.plans:
        _add_assignments(graph, plan, corpus.agency_of)
        _add_citations(graph, plan, corpus.cited_plan_of)
    _add_lineage(graph, corpus.lineage)
    _add_links(graph, corpus)
    return graph


def _add_plan(graph: nx.MultiDiGraph[str], plan: Plan) -> None:
    head = plan.letterhead
    graph.add_node(
        f"plan:{plan.plan_id}",
        kind="plan",
        label=head.number or head.title or plan.plan_id,
        title=head.title,
        level=head.level,
        locality=head.locality,
        present=True,
    )
    for task in plan.tasks:
        _add_task(graph, plan, task)
    for task in plan.tasks:
        if task.restates is not None and _task_node(plan.plan_id, task.restates) in graph:
            _connect(graph, _task_node(plan.plan_id, task.path), _task_node(plan.plan_id, task.restates), "restates")
    for target in plan.targets:
        _add_target(graph, plan, target)


def _add_task(graph: nx.MultiDiGraph[str], plan: Plan, task: Task) -> None:
    node = _task_node(plan.plan_id, task.path)
    graph.add_node(
        node,
        kind="task",
        label=task.path,
        plan_id=plan.plan_id,
        path=task.path,
        text=task.quote,
        group_heading=task.group_heading,
    )
    _connect(graph, f"plan:{plan.plan_id}", node, "has_task")


def _add_target(graph: nx.MultiDiGraph[str], plan: Plan, target: Target) -> None:
    node = f"target:{target.target_id}"
    graph.add_node(
        node,
        kind="target",
        label=target.path,
        plan_id=plan.plan_id,
        path=target.path,
        indicator=target.indicator,
        subject=target.subject,
        op=target.op,
        value=target.value,
        unit=target.unit,
        year=target.year,
        hedged=target.hedged,
    )
    _connect(graph, f"plan:{plan.plan_id}", node, "has_target")
    if target.in_task and _task_node(plan.plan_id, target.path) in graph:
        _connect(graph, _task_node(plan.plan_id, target.path), node, "sets_target")


def _add_agency(graph: nx.MultiDiGraph[str], agency: Agency) -> None:
    graph.add_node(
        f"agency:{agency.agency_id}",
        kind="agency",
        label=agency.name,
        level=agency.level,
        locality=agency.locality,
        is_class=agency.is_class,
        resolved=True,
    )


def _add_assignments(graph: nx.MultiDiGraph[str], plan: Plan, agency_of: dict[str, str]) -> None:
    tasks_below = _index_tasks(plan)
    for assignment in plan.assignments:
        agency = _agency_node(graph, plan, assignment, agency_of)
        given = _given_tasks(assignment, tasks_below)
        for node in [_task_node(plan.plan_id, path) for path in given] or [f"plan:{plan.plan_id}"]:
            graph.add_edge(
                agency,
                node,
                key=assignment.assignment_id,
                kind="assigned" if given else "has_duty",
                role=assignment.role,
                path=assignment.path,
                assignment_id=assignment.assignment_id,
                quote=assignment.quote,
            )


def _agency_node(graph: nx.MultiDiGraph[str], plan: Plan, assignment: Assignment, agency_of: dict[str, str]) -> str:
    known = agency_of.get(assignment.assignment_id)
    if known is not None:
        return f"agency:{known}"
    node = f"agency:{plan.plan_id}/{assignment.agency}"
    graph.add_node(
        node, kind="agency", label=assignment.agency, level=None, locality=None, is_class=False, resolved=False
    )
    return node


def _index_tasks(plan: Plan) -> dict[str, list[str]]:
    """The tasks at and below every unit of the plan, in reading order."""
    parents = {unit.path: unit.parent_path for unit in plan.units}
    below: dict[str, list[str]] = defaultdict(list)
    for task in plan.tasks:
        above: str | None = task.path
        while above is not None:
            below[above].append(task.path)
            above = parents.get(above)
    return below


def _given_tasks(assignment: Assignment, tasks_below: dict[str, list[str]]) -> list[str]:
    """The tasks that an assignment gives: those at and below what it cites by number and what it binds, each once."""
    addresses = [*(ref.ref_path for ref in assignment.refs), assignment.task_path]
    return list(dict.fromkeys(path for address in addresses for path in tasks_below.get(address, ())))


def _add_citations(graph: nx.MultiDiGraph[str], plan: Plan, cited_plan_of: dict[str, str]) -> None:
    cited: dict[str, bool] = {}
    for citation in plan.citations:
        other = cited_plan_of.get(citation.citation_id)
        if other is not None:
            cited[other] = cited.get(other, False) or citation.is_basis
    for other, is_basis in cited.items():
        _connect(graph, f"plan:{plan.plan_id}", f"plan:{other}", "cites", is_basis=is_basis)


def _add_lineage(graph: nx.MultiDiGraph[str], lineage: Iterable[Lineage]) -> None:
    for row in lineage:
        parent = f"plan:{row.parent_plan_id or row.parent_number}"
        if parent not in graph:
            graph.add_node(
                parent, kind="plan", label=row.parent_number, title=None, level=None, locality=None, present=False
            )
        _connect(graph, f"plan:{row.plan_id}", parent, "implements", how=row.how)


def _add_links(graph: nx.MultiDiGraph[str], corpus: Corpus) -> None:
    for link in corpus.task_links:
        if link.status != "rejected":
            child, parent = _task_node(link.plan_id, link.path), _task_node(link.parent_plan_id, link.parent_path)
            _connect(graph, child, parent, "carries_out", relation=link.relation, score=link.score, status=link.status)
    for match in corpus.target_links:
        if match.status != "rejected":
            child, parent = f"target:{match.target_id}", f"target:{match.parent_target_id}"
            _connect(
                graph, child, parent, "matches_target", changes=match.changes, score=match.score, status=match.status
            )
    for row in corpus.counterparts:
        agency, above = f"agency:{row.agency_id}", f"agency:{row.counterpart_id}"
        _connect(graph, agency, above, "counterpart", valid_from=row.valid_from, valid_to=row.valid_to)


def _task_node(plan_id: str, path: str) -> str:
    return f"task:{plan_id}/{path}"


def _connect(graph: nx.MultiDiGraph[str], start: str, end: str, kind: str, **about: object) -> None:
    graph.add_edge(start, end, key=kind, kind=kind, **about)
