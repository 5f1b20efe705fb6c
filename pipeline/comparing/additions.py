"""What a local plan orders and promises that the plan above it does not."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from extractors.records import Finding, Plan
from pipeline.comparing.figures import write_bound
from pipeline.comparing.gaps import may_hold_target, may_hold_task
from pipeline.comparing.plan_index import list_above
from pipeline.findings import make_finding, place_record, shorten
from pipeline.wording import word


def find_added_tasks(child: Plan, parent: Plan, linked: Collection[str]) -> Iterator[Finding]:
    """Local tasks that no parent task explains, nor one for the item they stand in or for what stands below them.

    Silent where the parent has lost text that may have ordered them.
    """
    if may_hold_task(parent):
        return
    sections = {unit.path: unit.section for unit in child.units}
    above_linked = {above for path in linked for above in list_above(path)}
    for task in child.tasks:
        near = task.path in above_linked or any(above in linked for above in list_above(task.path))
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


def find_added_targets(child: Plan, parent: Plan, linked: Collection[str]) -> Iterator[Finding]:
    """Local targets that answer to none of the parent's; silent where it may have lost the one they answer to."""
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
