"""What a user states that a plan requires of the plans below it (``[[required]]`` in ``doichieu.toml``); it wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractors.records import Level, Plan, Target, Task
from pipeline.comparing.gaps import is_below
from pipeline.naming import list_named
from pipeline.wording import Wording, word


class StatedRequirement(NamedTuple):
    """Tasks and targets of one plan, by address with all below it, and of whom they are required or not.

    ``parent`` and ``plan`` are names as a user writes them; ``level`` or ``plan`` is ``None`` where any is meant.
    ``statement`` is the ``doichieu.toml`` that says so.
    """

    parent: str
    tasks: tuple[str, ...]
    targets: tuple[str, ...]
    level: Level | None
    plan: str | None
    required: bool
    statement: str

    def speaks_of(self, child: Plan, parent: Plan) -> bool:
        """Whether it says anything of what one plan requires of another."""
        is_level = self.level is None or self.level == child.letterhead.level
        is_plan = self.plan is None or bool(list_named([child], self.plan))
        return is_level and is_plan and bool(list_named([parent], self.parent))

    def names(self, what: Task | Target) -> bool:
        """Whether it speaks of a task or a target."""
        addresses = self.targets if isinstance(what, Target) else self.tasks
        return any(is_below(what.path, address) for address in addresses)


def find_faults(stated: Sequence[StatedRequirement], plans: Sequence[Plan]) -> Iterator[tuple[str, Wording]]:
    """What is stated of nothing: the ``doichieu.toml``, and why what it says there could not be followed."""
    for each in stated:
        if told := _find_fault(each, plans):
            yield each.statement, told


def _find_fault(stated: StatedRequirement, plans: Sequence[Plan]) -> Wording | None:
    for name in filter(None, (stated.parent, stated.plan)):
        meant = list_named(plans, name)
        if len(meant) != 1:
            code = "several_plans" if meant else "no_such_plan"
            return word(f"build.{code}", name=name, files=_list(plan.text.source for plan in meant))
    (parent,) = list_named(plans, stated.parent)
    lost = [
        *_find_lost(stated.tasks, [task.path for task in parent.tasks]),
        *_find_lost(stated.targets, [target.path for target in parent.targets]),
    ]
    return word("build.no_such_address", name=stated.parent, paths=_list(lost)) if lost else None


def _find_lost(addresses: Iterable[str], known: Sequence[str]) -> list[str]:
    return [address for address in addresses if not any(is_below(path, address) for path in known)]


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
