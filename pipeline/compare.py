"""What became of a plan in the plan below it: a verdict for each parent task and target, a finding for each divergence.

The links between the two are given; nothing here looks for counterparts among tasks again. What no link reaches is
``missing``, unless it stands among the duties of some body or may stand on a page that the local plan has lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from extractors.records import (
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
from pipeline.comparing.additions import find_added_targets, find_added_tasks
from pipeline.comparing.citation_changes import find_date_conflicts
from pipeline.comparing.duties import find_duties
from pipeline.comparing.figures import write_bound
from pipeline.comparing.gaps import may_hold_target, may_hold_task, touches_subtree
from pipeline.comparing.issuing import find_late_issue
from pipeline.comparing.matters import is_same_matter
from pipeline.comparing.plan_index import PlanIndex
from pipeline.comparing.requirements import Requirement, Requirements
from pipeline.comparing.scope_changes import find_scope_changes
from pipeline.comparing.slips import find_copying_slips
from pipeline.comparing.stated import StatedRequirement
from pipeline.comparing.target_changes import find_target_changes
from pipeline.comparing.time_changes import PlanTimes, find_time_changes
from pipeline.findings import make_finding, place_record, shorten
from pipeline.wording import Wording, word

# What a local counterpart may lack; everything else that differs takes nothing away.
_LOSSES = frozenset(
    {"deadline_later", "deadline_dropped", "frequency_changed", "scope_narrowed", "target_lowered"}
    | {"target_unit_changed", "target_scope_changed", "target_hedged"}
)

# Of the parent's tasks: plans on a matter of their own have up to .16, one that leaves out most of its parent has .24.
_MANY = 0.3


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


def compare_plans(child: Plan, parent: Plan, links: Links, stated: Sequence[StatedRequirement] = ()) -> Comparison:
    """Hold a local plan against the plan it carries out; ``stated``: what users state that the latter requires.

    Rejected links count for nothing. Without any task or target in the parent both parts are empty but for what the
    local plan adds and cites.
    """
    task_links = [link for link in links.task_links if link.status != "rejected"]
    target_links = [link for link in links.target_links if link.status != "rejected"]
    of_pair = [each for each in stated if each.speaks_of(child, parent)]
    requirements = Requirements(parent, child.letterhead, of_pair)
    is_whole = _carries_out_all(child, parent, task_links)
    below, above = PlanIndex(child), PlanIndex(parent)
    tasks = [*_compare_tasks(below, above, task_links, requirements, is_whole)]
    targets = [*_compare_targets(below, above, target_links, requirements, is_whole)]
    coverage = tuple(row for row, _ in (*tasks, *targets))
    found = [*(finding for _, own in (*tasks, *targets) for finding in own), *find_date_conflicts(child, parent)]
    found += find_copying_slips(child, parent, task_links)
    if is_whole:
        found += filter(None, [find_late_issue(child, parent, requirements)])
        found += find_added_tasks(child, parent, {link.path for link in task_links})
        found += find_added_targets(child, parent, {link.target_id for link in target_links})
    return Comparison(coverage, tuple(found))


def _carries_out_all(child: Plan, parent: Plan, links: Sequence[TaskLink]) -> bool:
    """Whether a plan is one that carries out the whole of its parent, not one that rests on it for a matter of its own.

    A province's plan on 5G in industrial parks rests on the Government's programme for all of digital transformation:
    of its two hundred other tasks none is left out there, and what it says itself is no addition. Told by the titles,
    and only where few of the parent's tasks have a counterpart.
    """
    if child.letterhead.title is None or parent.letterhead.title is None or not parent.tasks:
        return True
    linked = {link.parent_path for link in links}
    share = sum(task.path in linked for task in parent.tasks) / len(parent.tasks)
    full_title = f"{parent.letterhead.number or ''} {parent.letterhead.title}"
    return share >= _MANY or is_same_matter(child.letterhead.title, full_title)


class _Judgement(NamedTuple):
    """A verdict with its stable reason and the same in words."""

    verdict: Verdict
    reason: str
    said: Wording


# --- tasks -------------------------------------------------------------------------------------------------------


def _compare_tasks(
    child: PlanIndex, parent: PlanIndex, links: Sequence[TaskLink], requirements: Requirements, is_whole: bool
) -> Iterator[tuple[Coverage, list[Finding]]]:
    of_parent = _group_links(parent.plan, links)
    parents_of: dict[str, set[str]] = defaultdict(set)
    for link in links:
        parents_of[link.path].add(link.parent_path)
    duties = find_duties(child.plan, parent.plan)
    times, times_above = PlanTimes(child), PlanTimes(parent)
    for task in parent.plan.tasks:
        own = of_parent.get(task.path, [])
        requirement = requirements.of(task)
        found: list[Finding] = []
        if requirement.is_waived:
            judgement = _judge_waived(requirement)
        elif own:
            shared = len(parents_of[own[0].path]) > 1
            changes = [
                *find_time_changes(times, times_above, task.path, own, parents_of),
                *find_scope_changes(child, parent.plan, task, own, shared),
            ]
            found = _weigh(changes, requirement)
            judgement = _judge_linked_task(own, found)
        else:
            judgement = _judge_unlinked_task(child, parent, task, of_parent, duties.get(task.path))
            judgement = _judge_part(judgement, is_whole)
            if judgement.verdict == "missing":
                found = [_report_omitted_task(child.plan, parent.plan, task, requirement)]
        is_said_elsewhere = task.restates is not None  # at the task that it repeats
        yield _cover(child.plan, parent.plan, task, requirement, judgement), [] if is_said_elsewhere else found


def _group_links(parent: Plan, links: Sequence[TaskLink]) -> dict[str, list[TaskLink]]:
    """The links of each parent task, the surest first; a task stated twice has those of both its places."""
    places = {task.path: {task.path, task.restates or task.path} for task in parent.tasks}
    for task in parent.tasks:
        if task.restates in places:
            places[task.restates].add(task.path)
    linked: dict[str, list[TaskLink]] = defaultdict(list)
    for link in links:
        linked[link.parent_path].append(link)
    return {
        path: sorted((link for twin in sorted(twins) for link in linked.get(twin, ())), key=lambda link: -link.score)
        for path, twins in places.items()
    }


def _judge_linked_task(links: Sequence[TaskLink], found: Sequence[Finding]) -> _Judgement:
    paths = ", ".join(dict.fromkeys(link.path for link in links))
    losses = [finding for finding in found if finding.kind in _LOSSES]
    if losses:
        return _judge_partly(paths, losses)
    reason = "covered_same" if any(link.relation == "same" for link in links) else "covered_adapted"
    return _Judgement("covered", reason, word(f"compare.{reason}", paths=paths))


def _judge_unlinked_task(
    child: PlanIndex, parent: PlanIndex, task: Task, of_parent: Mapping[str, Sequence[TaskLink]], duty: Unit | None
) -> _Judgement:
    if task.restates in parent.tasks:
        return _Judgement("not_applicable", "restates", word("compare.restates", path=task.restates))
    if may_hold_task(child.plan) and not _group_is_whole(child, parent, task, of_parent):
        return _Judgement("cannot_tell", "may_stand_in_gap", word("compare.may_stand_in_gap"))
    if duty is not None:
        return _Judgement("partly", "only_as_duty", word("compare.only_as_duty", paths=duty.path))
    return _Judgement("missing", "no_counterpart", word("compare.no_counterpart"))


def _group_is_whole(
    child: PlanIndex, parent: PlanIndex, task: Task, of_parent: Mapping[str, Sequence[TaskLink]]
) -> bool:
    """Whether the local plan's group that carries out the task's neighbours is there from end to end.

    Then the task, if it were taken over, would stand in it, and no lost page excuses its absence. Told only where at
    least two neighbours are linked, all into one group.
    """
    neighbours = parent.groups.get(parent.parent_of(task.path) or "", [])
    linked = [of_parent[path][0].path for path in neighbours if of_parent.get(path)]
    groups = {child.parent_of(path) for path in linked}
    group = next(iter(groups)) if len(groups) == 1 else None
    return len(linked) >= 2 and group is not None and "." in group and not touches_subtree(child.plan, group)


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
    child: PlanIndex, parent: PlanIndex, links: Sequence[TargetLink], requirements: Requirements, is_whole: bool
) -> Iterator[tuple[Coverage, list[Finding]]]:
    of_parent: dict[str, list[TargetLink]] = defaultdict(list)
    for link in sorted(links, key=lambda link: -link.score):
        of_parent[link.parent_target_id].append(link)
    for target in parent.plan.targets:
        own = of_parent.get(target.target_id, [])
        requirement = requirements.of(target)
        found: list[Finding] = []
        if requirement.is_waived:
            judgement = _judge_waived(requirement)
        elif own:
            changes = [
                change
                for link in own
                for change in find_target_changes(child.plan, parent.plan, link, child.targets[link.target_id], target)
            ]
            found = _weigh(changes, requirement)
            paths = dict.fromkeys(child.targets[link.target_id].path for link in own)
            judgement = _judge_linked_target(", ".join(paths), found)
        else:
            judgement = _judge_part(_judge_unlinked_target(child.plan, target), is_whole)
            if judgement.verdict == "missing":
                found = [_report_omitted_target(child.plan, parent.plan, target, requirement)]
        yield _cover(child.plan, parent.plan, target, requirement, judgement), found


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


def _judge_waived(requirement: Requirement) -> _Judgement:
    """What a user says does not apply is not compared."""
    return _Judgement("not_applicable", "waived", word("compare.waived", statement=requirement.required_by))


def _judge_part(judgement: _Judgement, is_whole: bool) -> _Judgement:
    """What is missing from a plan that carries out a part of its parent is not said to be left out."""
    if is_whole or judgement.verdict != "missing":
        return judgement
    return _Judgement("not_applicable", "other_matter", word("compare.other_matter"))


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
