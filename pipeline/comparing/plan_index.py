"""A plan with its units, tasks and targets by address: made once for steps that ask for each of them many times."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from extractors.records import Plan, Target, Task, Unit

_WORD = re.compile(r"[\w&-]+")


class PlanIndex:
    """One plan, and what stands where in it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.units: dict[str, Unit] = {unit.path: unit for unit in plan.units}
        self.tasks: dict[str, Task] = {task.path: task for task in plan.tasks}
        self.targets: dict[str, Target] = {target.target_id: target for target in plan.targets}
        # By the address of a unit, those of the tasks that stand directly in it.
        self.groups: dict[str, list[str]] = defaultdict(list)
        for task in plan.tasks:
            if parent := self.parent_of(task.path):
                self.groups[parent].append(task.path)
        self._texts: dict[str, list[str]] = defaultdict(list)
        for unit in plan.units:
            for path in list_above(unit.path):
                self._texts[path].append(unit.text)

    def parent_of(self, path: str) -> str | None:
        """The address of the unit that another stands in; ``None`` where it stands in none."""
        return self.units[path].parent_path if path in self.units else None

    def text_below(self, path: str) -> str:
        """The text of a unit with everything below it; empty where there is no such unit."""
        return " ".join(self._texts.get(path, ()))

    def spell_out(self, text: str) -> str:
        """A text with the long forms of the plan's own abbreviations in it put after it ("HTX": "hợp tác xã")."""
        words = set(_WORD.findall(text))
        long = [form.long for form in self.plan.abbreviations if form.short in words]
        return " ".join((text, *long))


def list_above(path: str) -> Iterator[str]:
    """An address and those above it, the nearest first.

    >>> list(list_above("IV.5.1.a"))
    ['IV.5.1.a', 'IV.5.1', 'IV.5', 'IV']
    """
    while path:
        yield path
        path = path.rpartition(".")[0]


def list_ancestors(path: str, units: Mapping[str, Unit]) -> Iterator[str]:
    """The addresses of the units that one stands in, from the nearest to the outermost."""
    unit = units.get(path)
    while unit is not None and unit.parent_path is not None and unit.parent_path in units:
        unit = units[unit.parent_path]
        yield unit.path
