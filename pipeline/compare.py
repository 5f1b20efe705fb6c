"""What became of a plan in the plan below it: a verdict for each parent task and target, a finding for each divergence.

The links between the two are given; nothing here looks for counterparts among tasks again. What no link reaches is
``missing``, unless it stands among the duties of some body or may stand on a page that the local plan has lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from extractors.folding import fold
from extractors.records import (
    Citation,
    Coverage,
    Finding,
    Plan,
    Severity,
    Target,
    TargetLink,
    Task,
    TaskLink,
    Unit,
    Verdict,
)
from pipeline.duties import find_duties
from pipeline.figures import write_bound, write_day
from pipeline.findings import make_finding, place_record, shorten
from pipeline.gaps import is_below, may_hold_target, may_hold_task, touches_subtree
from pipeline.requirements import Requirement, Requirements
from pipeline.scope_changes import find_scope_changes
from pipeline.target_changes import find_target_changes
from pipeline.time_changes import find_time_changes
from pipeline.wording import Wording, word

# What a local counterpart may lack; everything else that differs takes nothing away.
_LOSSES = frozenset(
    {"deadline_later", "deadline_dropped", "frequency_changed", "scope_narrowed", "target_lowered"}
    | {"target_unit_changed", "target_scope_changed", "target_hedged"}
)


class Links(Protocol):
    """What ties a local plan to the plan above it."""

    @property
    def task_links(self) -> Sequence[TaskLink]: ...
    @property
    def target_links(self) -> Sequence[TargetLink]: ...


class Comparison(NamedTuple):
    """A verdict for each task and target of the parent, in its order, and the local plan's divergences."""

    coverage: tuple[Coverage, ...]
    findings: tuple[Finding, ...]


def compare_plans(child: Plan, parent: Plan, links: Links) -> Comparison:
    """Hold a local plan against the plan it carries out.

    Rejected links count for nothing. Without any task or target in the parent both parts are empty but for what the
    local plan adds and cites.
    """
    task_links = [link for link in links.task_links if link.status != "rejected"]
    target_links = [link for link in links.target_links if link.status != "rejected"]
    requirements = Requirements(parent, child.letterhead.level)
    tasks = [*_compare_tasks(child, parent, task_links, requirements)]
    targets = [*_compare_targets(child, parent, target_links, requirements)]
    coverage = tuple(row for row, _ in (*tasks, *targets))
    findings = (
        *(finding for _, found in (*tasks, *targets) for finding in found),
        *_find_date_conflicts(child, parent),
        *_find_added_tasks(child, parent, {link.path for link in task_links}),
        *_find_added_targets(child, parent, {link.target_id for link in target_links}),
    )
    return Comparison(coverage, findings)


class _Judgement(NamedTuple):
    """A verdict with its stable reason and the same in words."""

    verdict: Verdict
    reason: str
    said: Wording


# --- tasks -------------------------------------------------------------------------------------------------------


def _compare_tasks(
    child: Plan, parent: Plan, links: Sequence[TaskLink], requirements: Requirements
) -> Iterator[tuple[Coverage, list[Finding]]]:
    of_parent = _group_links(parent, links)
    parents_of: dict[str, set[str]] = defaultdict(set)
    for link in links:
        parents_of[link.path].add(link.parent_path)
    duties = find_duties(child, parent)
    for task in parent.tasks:
        own = of_parent.get(task.path, [])
        requirement = requirements.of_task(task.path)
        if own:
            shared = len(parents_of[own[0].path]) > 1
            found = _weigh(_find_task_changes(child, parent, task, own, shared), requirement)
            judgement = _judge_linked_task(own, found)
        else:
            judgement = _judge_unlinked_task(child, parent, task, of_parent, duties.get(task.path))
            found = [_report_omitted_task(child, parent, task, requirement)] if judgement.verdict == "missing" else []
        if task.restates is not None:
            found = []  # said once, at the task that it repeats
        yield _cover(child, parent, task, requirement, judgement), found


def _group_links(parent: Plan, links: Sequence[TaskLink]) -> dict[str, list[TaskLink]]:
    """The links of each parent task, the surest first; a task stated twice has those of both its places."""
    places = {task.path: {task.path, task.restates or task.path} for task in parent.tasks}
    for task in parent.tasks:
        if task.restates in places:
            places[task.restates].add(task.path)
    surest_first = sorted(links, key=lambda link: -link.score)
    return {path: [link for link in surest_first if link.parent_path in twins] for path, twins in places.items()}


def _find_task_changes(child: Plan, parent: Plan, task: Task, links: Sequence[TaskLink], shared: bool) -> list[Finding]:
    return [
        *find_time_changes(child, parent, task.path, links),
        *find_scope_changes(child, parent, task, links, shared),
    ]


def _judge_linked_task(links: Sequence[TaskLink], found: Sequence[Finding]) -> _Judgement:
    paths = ", ".join(dict.fromkeys(link.path for link in links))
    losses = [finding for finding in found if finding.kind in _LOSSES]
    if losses:
        return _judge_partly(paths, losses)
    reason = "covered_same" if any(link.relation == "same" for link in links) else "covered_adapted"
    return _Judgement("covered", reason, word(f"compare.{reason}", paths=paths))


def _judge_unlinked_task(
    child: Plan, parent: Plan, task: Task, of_parent: Mapping[str, Sequence[TaskLink]], duty: Unit | None
) -> _Judgement:
    if any(task.restates == other.path for other in parent.tasks):
        return _Judgement("not_applicable", "restates", word("compare.restates", path=task.restates))
    if may_hold_task(child) and not _group_is_whole(child, parent, task, of_parent):
        return _Judgement("cannot_tell", "may_stand_in_gap", word("compare.may_stand_in_gap"))
    if duty is not None:
        return _Judgement("partly", "only_as_duty", word("compare.only_as_duty", paths=duty.path))
    return _Judgement("missing", "no_counterpart", word("compare.no_counterpart"))


def _group_is_whole(child: Plan, parent: Plan, task: Task, of_parent: Mapping[str, Sequence[TaskLink]]) -> bool:
    """Whether the local plan's group that carries out the task's neighbours is there from end to end.

    Then the task, if it were taken over, would stand in it, and no lost page excuses its absence. Told only where at
    least two neighbours are linked, all into one group.
    """
    above = {unit.path: unit.parent_path for unit in parent.units}
    local_above = {unit.path: unit.parent_path for unit in child.units}
    if above.get(task.path) is None:
        return False
    neighbours = [other.path for other in parent.tasks if above.get(other.path) == above[task.path]]
    linked = [of_parent[path][0].path for path in neighbours if of_parent.get(path)]
    groups = {local_above.get(path) for path in linked}
    group = next(iter(groups)) if len(groups) == 1 else None
    return len(linked) >= 2 and group is not None and "." in group and not touches_subtree(child, group)


def _report_omitted_task(child: Plan, parent: Plan, task: Task, requirement: Requirement) -> Finding:
    return make_finding(
        "omitted_task",
        _weigh_omission(requirement),
        _tell_omission("task", requirement, parent_path=task.path, text=shorten(task.quote)),
        rule="no_counterpart",
        plan_id=child.plan_id,
        here=None,
        parent_plan_id=parent.plan_id,
        there=place_record(task),
        was=shorten(task.quote),
    )


# --- targets -----------------------------------------------------------------------------------------------------


def _compare_targets(
    child: Plan, parent: Plan, links: Sequence[TargetLink], requirements: Requirements
) -> Iterator[tuple[Coverage, list[Finding]]]:
    of_parent: dict[str, list[TargetLink]] = defaultdict(list)
    for link in sorted(links, key=lambda link: -link.score):
        of_parent[link.parent_target_id].append(link)
    paths = {target.target_id: target.path for target in child.targets}
    for target in parent.targets:
        own = of_parent.get(target.target_id, [])
        requirement = requirements.of_target(target)
        if own:
            changes = [finding for link in own for finding in find_target_changes(child, parent, link)]
            found = _weigh(changes, requirement)
            judgement = _judge_linked_target(", ".join(dict.fromkeys(paths[link.target_id] for link in own)), found)
        else:
            judgement = _judge_unlinked_target(child, target)
            missing = judgement.verdict == "missing"
            found = [_report_omitted_target(child, parent, target, requirement)] if missing else []
        yield _cover(child, parent, target, requirement, judgement), found


def _judge_linked_target(paths: str, found: Sequence[Finding]) -> _Judgement:
    losses = [finding for finding in found if finding.kind in _LOSSES]
    if losses and all(finding.rule == "local_share" for finding in losses):
        return _Judgement("not_applicable", "local_share", word("compare.local_share_only", paths=paths))
    if losses:
        return _judge_partly(paths, losses)
    return _Judgement("covered", "target_kept", word("compare.target_kept", paths=paths))


def _judge_unlinked_target(child: Plan, target: Target) -> _Judgement:
    may_be_lost = may_hold_task(child) if target.in_task else may_hold_target(child, target.year)
    if may_be_lost:
        return _Judgement("cannot_tell", "may_stand_in_gap", word("compare.may_stand_in_gap"))
    return _Judgement("missing", "no_counterpart", word("compare.no_counterpart"))


def _report_omitted_target(child: Plan, parent: Plan, target: Target, requirement: Requirement) -> Finding:
    bound = write_bound(target)
    return make_finding(
        "omitted_target",
        _weigh_omission(requirement),
        _tell_omission("target", requirement, parent_path=target.path, bound=bound, text=shorten(target.quote)),
        rule="no_counterpart",
        plan_id=child.plan_id,
        here=None,
        parent_plan_id=parent.plan_id,
        there=place_record(target),
        was=bound.vi,
    )


# --- both --------------------------------------------------------------------------------------------------------


def _judge_partly(paths: str, losses: Sequence[Finding]) -> _Judgement:
    """The first loss gives the reason's code, all of them its words."""
    told = Wording(
        " ".join(finding.message_vi for finding in losses), " ".join(finding.message_en for finding in losses)
    )
    return _Judgement("partly", losses[0].kind, word("compare.partly", paths=paths, losses=told))


def _tell_omission(what: Literal["task", "target"], requirement: Requirement, **values: object) -> Wording:
    """What is left out, and by which unit it was ordered, if the parent says whom it orders."""
    ordered = {None: "", True: "_ordered", False: "_of_others"}[requirement.required]
    return word(f"compare.omitted_{what}{ordered}", required_by=requirement.required_by, **values)


def _weigh_omission(requirement: Requirement) -> Severity:
    if requirement.required is None:
        return "minor"
    return "serious" if requirement.required else "note"


def _weigh(found: Sequence[Finding], requirement: Requirement) -> list[Finding]:
    """A loss is serious where the parent orders this level; it weighs less where it does not say, or orders others."""
    lighter: dict[Severity, Severity] = {}
    if requirement.required is None:
        lighter = {"serious": "minor"}
    elif not requirement.required:
        lighter = {"serious": "minor", "minor": "note"}
    return [
        finding.model_copy(update={"severity": lighter.get(finding.severity, finding.severity)}) for finding in found
    ]


def _cover(child: Plan, parent: Plan, what: Task | Target, requirement: Requirement, judgement: _Judgement) -> Coverage:
    return Coverage(
        parent_plan_id=parent.plan_id,
        parent_path=what.path,
        parent_target_id=what.target_id if isinstance(what, Target) else None,
        kind="target" if isinstance(what, Target) else "task",
        plan_id=child.plan_id,
        required=requirement.required,
        required_by=requirement.required_by,
        verdict=judgement.verdict,
        reason=judgement.reason,
        reason_vi=judgement.said.vi,
        reason_en=judgement.said.en,
    )


# --- what both plans cite, and what only the local one says -------------------------------------------------------


def _find_date_conflicts(child: Plan, parent: Plan) -> Iterator[Finding]:
    """One row per document that both plans date, and date otherwise, at its first mention in the local plan."""
    dated_above: dict[str, list[Citation]] = defaultdict(list)
    for citation in parent.citations:
        if citation.issued_on is not None:
            dated_above[citation.number_key].append(citation)
    seen: set[str] = set()
    for citation in child.citations:
        dated = dated_above.get(citation.number_key, [])
        if citation.issued_on is None or citation.number_key in seen or not dated:
            continue
        if any(other.issued_on == citation.issued_on for other in dated):
            continue
        seen.add(citation.number_key)
        if _is_same_document(citation, dated[0]):
            yield _report_date_conflict(child, parent, citation, dated[0])


def _report_date_conflict(child: Plan, parent: Plan, citation: Citation, other: Citation) -> Finding:
    was, now = (write_day(day) for day in (other.issued_on, citation.issued_on) if day)
    issued_on = parent.letterhead.issued_on
    if issued_on and other.issued_on and other.issued_on > issued_on:
        told = word(
            "compare.citation_date_conflict_above",
            number=citation.number,
            was=was,
            now=now,
            signed=write_day(issued_on),
        )
    else:
        told = word("compare.citation_date_conflict", number=citation.number, was=was, now=now)
    return make_finding(
        "citation_date_conflict",
        "minor",
        told,
        rule="dated_otherwise",
        plan_id=child.plan_id,
        here=place_record(citation),
        parent_plan_id=parent.plan_id,
        there=place_record(other),
        was=was.vi,
        now=now.vi,
    )


def _is_same_document(one: Citation, other: Citation) -> bool:
    """Whether two documents of one number are one document dated in two ways.

    Serial numbers start anew every year or term, and every commune has its own "01-KH/BCĐ": besides the number the
    year, or the day and the month, must agree, and the issuers must not contradict each other.
    """
    if one.issued_on is None or other.issued_on is None:
        return False
    same_day = (one.issued_on.day, one.issued_on.month) == (other.issued_on.day, other.issued_on.month)
    if not same_day and one.issued_on.year != other.issued_on.year:
        return False
    issuers = [fold(citation.issuer) for citation in (one, other) if citation.issuer]
    return len(issuers) < 2 or issuers[0] in issuers[1] or issuers[1] in issuers[0]


def _find_added_tasks(child: Plan, parent: Plan, linked: Collection[str]) -> Iterator[Finding]:
    """Local tasks that no parent task explains, nor one for the item they stand in or for what stands below them.

    Silent where the parent has lost text that may have ordered them.
    """
    if may_hold_task(parent):
        return
    sections = {unit.path: unit.section for unit in child.units}
    for task in child.tasks:
        near = any(is_below(task.path, path) or is_below(path, task.path) for path in linked)
        if near or task.restates is not None or sections.get(task.path) == "responsibility":
            continue
        yield make_finding(
            "local_addition",
            "note",
            word("compare.added_task", text=shorten(task.quote)),
            rule="no_parent_task",
            plan_id=child.plan_id,
            here=place_record(task),
            parent_plan_id=parent.plan_id,
            now=shorten(task.quote),
        )


def _find_added_targets(child: Plan, parent: Plan, linked: Collection[str]) -> Iterator[Finding]:
    for target in child.targets:
        hidden = may_hold_task(parent) if target.in_task else may_hold_target(parent, target.year)
        if target.target_id in linked or hidden:
            continue
        yield make_finding(
            "local_addition",
            "note",
            word("compare.added_target", text=shorten(target.quote)),
            rule="no_parent_target",
            plan_id=child.plan_id,
            here=place_record(target),
            parent_plan_id=parent.plan_id,
            now=write_bound(target).vi,
        )
