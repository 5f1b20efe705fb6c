"""Tasks that a plan gives to nobody, in the parts whose tasks it gives out by number or by lines of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from extractors.records import Assignment, Finding, Plan, Role, Severity, Task, Unit
from extractors.text.folding import fold
from pipeline.comparing.gaps import is_below, may_hold_duty, touches_subtree
from pipeline.comparing.plan_index import list_ancestors
from pipeline.findings import make_finding, place_record
from pipeline.wording import Wording, word

# Who only takes part, watches or reports does not carry the task.
_NOT_DOERS: frozenset[Role] = frozenset({"coordinate", "supervise", "report", "support"})
# Two of three: a plan that names nobody for more of its tasks than that does not name the doer of each.
_NEARLY_ALL = 2 / 3
_PARTS = frozenset({"part", "appendix"})
_LEAD_LINE = re.compile(r"[^:;.\n]{0,40}\bchu tri\b[^:;.\n]{0,40}:\s*\S")  # on folded text: "Đơn vị chủ trì: …"


def find_unassigned_tasks(plan: Plan) -> Iterator[Finding]:
    """Tasks without a doer, in the parts whose tasks the plan gives out by number or by lines of their own.

    Silent where the line that gives a task out may stand on a missing page. What stands below a task that is reported
    is not reported again.
    """
    if may_hold_duty(plan):
        return
    units = {unit.path: unit for unit in plan.units}
    assigned = _Assigned(plan, units)
    given_out = _find_given_out(plan, units, assigned)
    reported: list[str] = []
    for task in plan.tasks:
        group = _group_of(task.path, units)
        if group not in given_out.by_number | given_out.by_line or task.restates or _may_lack_line(plan, task.path):
            continue
        if assigned.has_doer(task.path) or any(is_below(task.path, path) for path in reported):
            continue
        reported.append(task.path)
        if group in given_out.by_number:
            yield _report_uncited(plan, task, units)
        elif not _names_somebody(plan, task, units):
            yield _report_without_line(plan, task, assigned)


def _may_lack_line(plan: Plan, path: str) -> bool:
    """Whether a task's own number, or a line of its own, may have gone with a lost page."""
    return "?" in path or touches_subtree(plan, path)


def _names_somebody(plan: Plan, task: Task, units: Mapping[str, Unit]) -> bool:
    """Whether a line or column for the lead holds words that no body was read from ("Các đơn vị liên quan")."""
    lines = (unit for unit in plan.units if is_below(unit.path, task.path))
    if any(_LEAD_LINE.match(fold(unit.text)) for unit in lines):
        return True
    group = _group_of(task.path, units)
    rows = [row for row in plan.assignments if row.role not in _NOT_DOERS and _group_of(row.path, units) == group]
    columns = Counter(_column_of(row.start, units[row.path]) for row in rows if _is_row(row.path, units))
    cells = units[task.path].text.split("|")
    return any(0 < place < len(cells) and bool(cells[place].strip()) for place, _ in columns.most_common(1))


def _column_of(offset: int, row: Unit) -> int:
    """The column of a table that a place in one of its rows stands in, from 0."""
    return row.text.count("|", 0, offset - row.start)


class _Assigned:
    """Who is given what in one plan: the addresses that have a doer, by number, by a line of their own, or in words."""

    def __init__(self, plan: Plan, units: Mapping[str, Unit]) -> None:
        doers = [row for row in plan.assignments if row.role not in _NOT_DOERS]
        self._units = units
        self._given = {row.task_path for row in doers}
        self._given |= {ref.ref_path for row in doers for ref in row.refs}
        self._with_lines = {row.task_path for row in plan.assignments if _is_line(row)}
        self._subtasks: dict[str, list[str]] = {}
        self._twins: dict[str, list[str]] = {}
        paths = {task.path for task in plan.tasks}
        for task in plan.tasks:
            above = next((path for path in list_ancestors(task.path, units) if path in paths), None)
            if above is not None:
                self._subtasks.setdefault(above, []).append(task.path)
            if task.restates is not None:
                self._twins.setdefault(task.restates, []).append(task.path)

    def has_doer(self, path: str) -> bool:
        """Whether the task, an item above it, its restatement, or everything that it announces has a doer.

        An item that gives its people in lines of its own must name the doer there; an item without such lines may
        share its work out below.
        """
        given = [path, *(above for above in list_ancestors(path, self._units) if self._units[above].kind != "part")]
        if any(address in self._given for address in given):
            return True
        if any(twin in self._given for twin in self._twins.get(path, ())):
            return True
        below = self._subtasks.get(path, [])
        return bool(below) and path not in self._with_lines and all(map(self.has_doer, below))

    def has_doer_below(self, path: str) -> bool:
        """Whether some of what stands below a task has a doer."""
        return any(is_below(given, path) for given in self._given)


def _is_line(row: Assignment) -> bool:
    """Whether a body is named in a line of its own below the task ("- Đơn vị chủ trì: …")."""
    return row.path != row.task_path


class _GivenOut(NamedTuple):
    """The parts whose tasks must name somebody, by how the plan gives them out; a part's table apart from the rest."""

    by_number: set[tuple[str, bool]]
    by_line: set[tuple[str, bool]]


def _find_given_out(plan: Plan, units: Mapping[str, Unit], assigned: _Assigned) -> _GivenOut:
    """The parts into which a doer is sent by number, and those that name bodies in lines or columns.

    Who takes part "theo quy định tại mục II.4" is told where to look, and given nothing.

    The latter only where nearly every task has its line, so that the few without one stand out. Where most are without,
    the plan gives out otherwise, or its table was not understood.
    """
    doers = (row for row in plan.assignments if row.role not in _NOT_DOERS)
    deep = [ref.ref_path for row in doers for ref in row.refs if ref.resolved and ref.ref_path in units]
    by_number = {_group_of(path, units) for path in deep if units[path].kind != "part"}
    lines = {_group_of(row.task_path, units) for row in plan.assignments if _is_line(row) or _is_row(row.path, units)}
    tasks: dict[tuple[str, bool], list[bool]] = {}
    for task in plan.tasks:
        tasks.setdefault(_group_of(task.path, units), []).append(assigned.has_doer(task.path))
    named = {group for group, doers in tasks.items() if sum(doers) >= _NEARLY_ALL * len(doers)}
    return _GivenOut(by_number, lines & named)


def _group_of(path: str, units: Mapping[str, Unit]) -> tuple[str, bool]:
    """The part or appendix that an address stands in, and whether as a row of a table there."""
    return _part_of(path, units), _is_row(path, units)


def _is_row(path: str, units: Mapping[str, Unit]) -> bool:
    return path in units and units[path].kind == "row"


def _part_of(path: str, units: Mapping[str, Unit]) -> str:
    """The part or appendix that an address stands in; empty where the plan has no parts."""
    above = (path, *list_ancestors(path, units))
    return next((address for address in above if address in units and units[address].kind in _PARTS), "")


def _report_uncited(plan: Plan, task: Task, units: Mapping[str, Unit]) -> Finding:
    """No duty cites the task by number; a duty of the whole part is told, though it gives nothing to anybody."""
    part = _part_of(task.path, units)
    catch_all = next((row for row in plan.assignments if any(ref.ref_path == part for ref in row.refs)), None)
    if catch_all is None:
        return _report_unassigned(plan, task, "serious", word("check.unassigned_task", path=task.path))
    told = word("check.unassigned_task_but_for_catch_all", path=task.path, catch_all=catch_all.path)
    return _report_unassigned(plan, task, "minor", told)


def _report_without_line(plan: Plan, task: Task, assigned: _Assigned) -> Finding:
    """Neither line nor column names a doer; of some of the work below the task one may be named."""
    if assigned.has_doer_below(task.path):
        told = word("check.unassigned_task_but_for_parts", path=task.path)
        return _report_unassigned(plan, task, "minor", told)
    return _report_unassigned(plan, task, "serious", word("check.unassigned_task_without_line", path=task.path))


def _report_unassigned(plan: Plan, task: Task, severity: Severity, told: Wording) -> Finding:
    return make_finding(
        "unassigned_task", severity, told, rule="no_doer_named", plan_id=plan.plan_id, here=place_record(task)
    )
