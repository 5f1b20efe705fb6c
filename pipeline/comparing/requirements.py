"""Who is ordered to do what: which of a plan's tasks and targets bind the plans of a level below.

Read from the plan's own words: its responsibility part ("Các tỉnh ủy, thành ủy …: mục 1, mục 5 phần IV") and the
tasks that name their doers. An order to provinces binds the Party plan and the government plan of a province alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extractors.records import Assignment, Letterhead, Plan, Role, Target, Task
from extractors.text.folding import fold
from pipeline.checking.unassigned import find_unassigned_tasks
from pipeline.comparing.addressees import is_addressed, is_next_below, is_office
from pipeline.comparing.gaps import is_below
from pipeline.comparing.plan_index import list_above
from pipeline.comparing.stated import StatedRequirement

# Who is told to take part or to report is not told to carry the task out.
_NOT_ORDERED: frozenset[Role] = frozenset({"coordinate", "report", "supervise", "support"})
# An order of a whole part that leaves to each body what concerns it, on folded text.
_SOME_OF = re.compile(r"\b(?:lien quan|duoc giao|duoc phan cong|theo chuc nang|theo phan cong|thuoc linh vuc)\b")


class Requirement(NamedTuple):
    """Whether a plan below must carry something out, and the unit that orders it; ``None``: the plan does not say.

    ``is_stated``: by a user, then ``required_by`` is the ``doichieu.toml`` that says so.
    """

    required: bool | None
    required_by: str | None
    is_stated: bool = False

    @property
    def is_waived(self) -> bool:
        """Whether a user says that it does not apply."""
        return self.is_stated and not self.required


class Requirements:
    """What one plan requires of another: ``below`` is the letterhead of the plan that is to carry it out.

    ``stated``: what a user states of these two; it wins over what the parent is read to say, and of it the last.
    """

    def __init__(self, parent: Plan, below: Letterhead, stated: Sequence[StatedRequirement] = ()) -> None:
        self._stated = stated
        self._units = {unit.path: unit for unit in parent.units}
        self._is_next = is_next_below(parent, below)
        doers = [row for row in parent.assignments if row.role not in _NOT_ORDERED]
        addressed = _find_addressed({row.agency for row in doers}, below, self._is_next)
        self._orders = [row for row in doers if row.agency in addressed]
        self._given_here: dict[str, str] = {}
        for row in self._orders:
            self._given_here.setdefault(row.task_path, row.path)
        self._given = {row.task_path for row in doers}
        # Bodies of one level are ordered by name: what another ministry is told to do is no order of this one.
        is_named = below.level == parent.letterhead.level and is_office(below)
        self._given_to_others = {row.task_path for row in parent.assignments} if is_named else set()
        self._given_to_nobody = {finding.path for finding in find_unassigned_tasks(parent) if finding.path}

    def of(self, what: Task | Target) -> Requirement:
        """Whether a task or a target binds the plan below."""
        for each in reversed(self._stated):
            if each.names(what):
                return Requirement(each.required, each.statement, is_stated=True)
        return self._of_target(what) if isinstance(what, Target) else self._of_task(what.path)

    def is_told(self, *paths: str) -> bool:
        """Whether something is ordered of the issuer of the plan below, or of its level, at one of these addresses."""
        return any(row.path in paths or row.task_path in paths for row in self._orders)

    def _of_task(self, path: str) -> Requirement:
        """Whether the task at that address binds the level.

        Yes where an order cites it or an item above it by number, or where it names the level as its doer. No where it
        is another body's, or nobody's, or where the orders to the next level below cite other tasks of the same part.
        Unknown otherwise.
        """
        cited = [(row, ref.ref_path) for row in self._orders for ref in row.refs if is_below(path, ref.ref_path)]
        for row, ref_path in cited:
            if not self._is_part(ref_path):
                return Requirement(True, row.path)
        above = [address for address in list_above(path) if not self._is_part(address)]
        for address in above:
            if address in self._given_here:
                return Requirement(True, self._given_here[address])
            if address in self._given_to_others:
                return Requirement(False, None)
        is_given = any(address in self._given for address in above)
        for row, _ in cited:
            if not is_given and not self._is_vague(row):
                return Requirement(True, row.path)
        if any(address in self._given_to_nobody for address in above):
            return Requirement(False, None)
        for row, _ in cited:
            return Requirement(None, row.path)
        part = path.partition(".")[0]
        others = any(is_below(ref.ref_path, part) for row in self._orders for ref in row.refs)
        return Requirement(False if others and self._is_next else None, None)

    def _of_target(self, target: Target) -> Requirement:
        """Whether a target binds the level: inside a task as the task does, else where the duties address the level.

        Where a task binds the level only because it names it in one sentence, it binds it to that sentence's target.
        """
        if target.in_task:
            requirement = self._of_task(target.path)
            return requirement if self._says_so(requirement, target) else Requirement(None, None)
        addressed = (row.path for row in self._orders if self._is_duty(row))
        first = next(addressed, None)
        return Requirement(True if first else None, first)

    def _says_so(self, requirement: Requirement, target: Target) -> bool:
        """Whether a target stands in the words that order its task, where these are the task's own."""
        own = [row for row in self._orders if row.path == requirement.required_by == target.path]
        return not own or any(row.start < target.end and target.start < row.end for row in own)

    def _is_part(self, path: str) -> bool:
        return path in self._units and self._units[path].kind in ("part", "appendix")

    def _is_duty(self, row: Assignment) -> bool:
        return row.path in self._units and self._units[row.path].section == "responsibility"

    def _is_vague(self, row: Assignment) -> bool:
        """Whether an order of a whole part means only some of it ("nhiệm vụ có liên quan, được giao trong phần IV")."""
        return row.path not in self._units or _SOME_OF.search(fold(self._units[row.path].text)) is not None


def _find_addressed(agencies: Iterable[str], below: Letterhead, is_next: bool) -> set[str]:
    """The bodies, as written, that are or include the issuer of the plan below."""
    return {agency for agency in agencies if is_addressed(agency, below, is_next)}
