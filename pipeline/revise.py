"""What a new version of a plan changed, and what the plans below must look at again.

A task is its unit with its own lines ("- Thời gian thực hiện: …"): a new date in one of them changes the task. Links of
the new version to the former say which task is which; where a list was only numbered anew, nothing has changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from extractors.records import Impact, Plan, PlanChange, TargetLink, TaskLink
from pipeline.comparing.plan_index import PlanIndex

_Local = tuple[str | None, str | None]
"""A unit of the plan below, and the target there."""


class Links(Protocol):
    """What ties one plan to another."""

    @property
    def task_links(self) -> Sequence[TaskLink]: ...
    @property
    def target_links(self) -> Sequence[TargetLink]: ...


def find_changes(plan: Plan, former: Plan, links: Links) -> tuple[PlanChange, ...]:
    """What differs between a plan and its former version, in the plan's order, what was dropped last.

    ``links`` tie the plan's tasks and targets to the former's. Empty where only numbers and line breaks differ.
    """
    return (*_change_tasks(plan, former, links.task_links), *_change_targets(plan, former, links.target_links))


def list_impacts(changes: Iterable[PlanChange], child: Plan, now: Links, before: Links) -> Iterator[Impact]:
    """What a plan below must look at again, in the order of the changes.

    ``now`` are its links to its parent as that is, ``before`` those to the former version. A change that nothing in the
    plan below carries out is one row without a unit of its own: a new task may have to be taken over.
    """
    carried_out = _Carried(child, now), _Carried(child, before)
    for change in changes:
        found: list[_Local] = [*carried_out[0].now(change), *carried_out[1].before(change)]
        if not found and change.kind != "dropped":  # where it is dropped nothing here rests on it
            found = [(None, None)]
        for path, target_id in dict.fromkeys(found):
            yield Impact(
                child_plan_id=child.plan_id,
                child_path=path,
                child_target_id=target_id,
                plan_id=change.plan_id,
                kind=change.kind,
                what=change.what,
                path=change.path,
                former_path=change.former_path,
            )


def _change_tasks(plan: Plan, former: Plan, links: Sequence[TaskLink]) -> Iterator[PlanChange]:
    now, before = PlanIndex(plan), PlanIndex(former)
    formers: Mapping[str, list[str]] = defaultdict(list)
    for link in links:
        formers[link.path].append(link.parent_path)
    same = dict(_find_same(now, before, formers))
    taken = set(same.values())
    for task in plan.tasks:
        if task.path in same:
            continue
        said = now.text_below(task.path)
        changed = [path for path in formers[task.path] if path not in taken]
        for path in changed:
            was = before.text_below(path)
            yield _change(plan, former, "changed", "task", path=task.path, former_path=path, was=was, now=said)
        if not changed:
            yield _change(plan, former, "added", "task", path=task.path, now=said)
    kept = {link.parent_path for link in links}
    for task in former.tasks:
        if task.path not in kept:
            was = before.text_below(task.path)
            yield _change(plan, former, "dropped", "task", former_path=task.path, was=was)


def _find_same(now: PlanIndex, before: PlanIndex, formers: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The tasks whose words are those of the former version, wherever they stand, with their former addresses."""
    for task in now.plan.tasks:
        said = now.text_below(task.path).split()
        for path in formers.get(task.path, ()):
            if before.text_below(path).split() == said:
                yield task.path, path
                break


def _change_targets(plan: Plan, former: Plan, links: Sequence[TargetLink]) -> Iterator[PlanChange]:
    by_id = {target.target_id: target for target in former.targets}
    formers = {link.target_id: link for link in links}
    for target in plan.targets:
        link = formers.get(target.target_id)
        if link is not None and not link.changes:
            continue
        was = by_id[link.parent_target_id] if link else None
        yield _change(
            plan,
            former,
            "changed" if was else "added",
            "target",
            path=target.path,
            target_id=target.target_id,
            former_path=was.path if was else None,
            former_target_id=was.target_id if was else None,
            was=was.quote if was else None,
            now=target.quote,
        )
    kept = {link.parent_target_id for link in links}
    for target in former.targets:
        if target.target_id not in kept:
            yield _change(
                plan,
                former,
                "dropped",
                "target",
                former_path=target.path,
                former_target_id=target.target_id,
                was=target.quote,
            )


def _change(plan: Plan, former: Plan, kind: str, what: str, **where: str | None) -> PlanChange:
    return PlanChange.model_validate(
        {"plan_id": plan.plan_id, "former_plan_id": former.plan_id, "kind": kind, "what": what, **where}
    )


class _Carried:
    """The units and targets of a plan below, by what of its parent they carry out."""

    def __init__(self, child: Plan, links: Links) -> None:
        paths = {target.target_id: target.path for target in child.targets}
        self._of_task: dict[str | None, list[_Local]] = defaultdict(list)
        self._of_target: dict[str | None, list[_Local]] = defaultdict(list)
        for link in links.task_links:
            if link.status != "rejected":
                self._of_task[link.parent_path].append((link.path, None))
        for target in links.target_links:
            if target.status != "rejected":
                self._of_target[target.parent_target_id].append((paths[target.target_id], target.target_id))

    def now(self, change: PlanChange) -> list[_Local]:
        """What carries out the thing as it is."""
        if change.what == "task":
            return self._of_task.get(change.path, [])
        return self._of_target.get(change.target_id, [])

    def before(self, change: PlanChange) -> list[_Local]:
        """What carried out the thing as it was."""
        if change.what == "task":
            return self._of_task.get(change.former_path, [])
        return self._of_target.get(change.former_target_id, [])
