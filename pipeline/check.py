"""What a plan gets wrong by itself, and where its line of descent is broken. No other plan's text is compared here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from extractors.lexicon import load_lexicon
from extractors.records import Assignment, Citation, Finding, Lineage, Plan, Role, Severity, Task, Unit
from extractors.text.folding import fold
from extractors.text.labels import Label, read_label
from pipeline.comparing.figures import write_day
from pipeline.comparing.gaps import is_below, may_hold_duty, may_hold_path, touches_subtree
from pipeline.findings import Place, make_finding, place_record, place_unit
from pipeline.wording import Wording, word

# Who only takes part, watches or reports does not carry the task.
_NOT_DOERS: frozenset[Role] = frozenset({"coordinate", "supervise", "report", "support"})
# Two of three: a plan that names nobody for more of its tasks than that does not name the doer of each.
_NEARLY_ALL = 2 / 3
_PARTS = frozenset({"part", "appendix"})
_LEAD_LINE = re.compile(r"[^:;.\n]{0,40}\bchu tri\b[^:;.\n]{0,40}:\s*\S")  # on folded text: "Đơn vị chủ trì: …"
# Units whose labels run in a sequence of their own.
_NUMBERED = frozenset({"part", "article", "item", "letter"})


def check_plan(plan: Plan) -> tuple[Finding, ...]:
    """The findings that one plan gives by itself, by kind and then in reading order; empty where there are none."""
    return (
        *_find_unassigned_tasks(plan),
        *_find_anachronisms(plan),
        *_find_dangling_references(plan),
        *_find_past_deadlines(plan),
        *_find_numbering_errors(plan),
    )


def check_lineage(plan: Plan, lineage: Iterable[Lineage], plans: Iterable[Plan]) -> tuple[Finding, ...]:
    """What is broken in a plan's descent: a basis that is not at hand, a parent that is carried out but not cited.

    ``lineage`` may hold the rows of other plans too; ``plans`` are all plans read.
    """
    own = [row for row in lineage if row.plan_id == plan.plan_id]
    by_id = {other.plan_id: other for other in plans}
    present = [row for row in own if row.present and row.parent_plan_id in by_id]
    return (
        *(_report_missing_parent(plan, row) for row in own if not row.present),
        *(
            _report_parent_not_cited(plan, by_id[row.parent_plan_id])
            for row in present
            if row.parent_plan_id and row.how != "cited_through" and not _is_basis(plan, by_id[row.parent_plan_id], row)
        ),
    )


# --- tasks that nobody is given ----------------------------------------------------------------------------------


def _find_unassigned_tasks(plan: Plan) -> Iterator[Finding]:
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
            above = next((path for path in _ancestors(task.path, units) if path in paths), None)
            if above is not None:
                self._subtasks.setdefault(above, []).append(task.path)
            if task.restates is not None:
                self._twins.setdefault(task.restates, []).append(task.path)

    def has_doer(self, path: str) -> bool:
        """Whether the task, an item above it, its restatement, or everything that it announces has a doer.

        An item that gives its people in lines of its own must name the doer there; an item without such lines may
        share its work out below.
        """
        given = [path, *(above for above in _ancestors(path, self._units) if self._units[above].kind != "part")]
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
    """The parts that some assignment cites into by number, and those that name bodies in lines or columns.

    The latter only where nearly every task has its line, so that the few without one stand out. Where most are without,
    the plan gives out otherwise, or its table was not understood.
    """
    deep = [ref.ref_path for row in plan.assignments for ref in row.refs if ref.resolved and ref.ref_path in units]
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
    above = (path, *_ancestors(path, units))
    return next((address for address in above if address in units and units[address].kind in _PARTS), "")


def _ancestors(path: str, units: Mapping[str, Unit]) -> Iterator[str]:
    """The addresses above one, from the nearest to the outermost."""
    unit = units.get(path)
    while unit is not None and unit.parent_path is not None and unit.parent_path in units:
        unit = units[unit.parent_path]
        yield unit.path


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


# --- dates, numbers, references ----------------------------------------------------------------------------------


def _find_anachronisms(plan: Plan) -> Iterator[Finding]:
    issued_on = plan.letterhead.issued_on
    if issued_on is None:
        return
    seen: set[str] = set()
    for citation in plan.citations:
        cited_on = citation.issued_on
        if cited_on is None or cited_on <= issued_on or citation.number_key in seen:
            continue
        seen.add(citation.number_key)
        yield make_finding(
            "citation_anachronism",
            "minor",
            word(
                "check.citation_anachronism",
                number=citation.number,
                cited_on=write_day(cited_on),
                issued_on=write_day(issued_on),
            ),
            rule="dated_after_the_plan",
            plan_id=plan.plan_id,
            here=place_record(citation),
            now=cited_on.isoformat(),
        )


def _find_dangling_references(plan: Plan) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for row in plan.assignments:
        for ref in row.refs:
            if ref.resolved or may_hold_path(plan, ref.ref_path) or (row.path, ref.ref_path) in seen:
                continue
            seen.add((row.path, ref.ref_path))
            yield make_finding(
                "dangling_reference",
                "minor",
                word("check.dangling_reference", raw=ref.raw, ref_path=ref.ref_path),
                rule="no_such_unit",
                plan_id=plan.plan_id,
                here=place_record(row)._replace(detail=f" {ref.ref_path}"),
                now=ref.ref_path,
            )


def _find_past_deadlines(plan: Plan) -> Iterator[Finding]:
    """One row a task; none from lists that say themselves that their tasks are overdue or done."""
    issued_on = plan.letterhead.issued_on
    if issued_on is None:
        return
    units = {unit.path: unit for unit in plan.units}
    seen: set[str] = set()
    for deadline in plan.deadlines:
        path = deadline.task_path
        if deadline.end_on is None or deadline.end_on >= issued_on or path in seen or _is_report(path, units):
            continue
        seen.add(path)
        yield make_finding(
            "deadline_past_at_signing",
            "serious",
            word("check.deadline_past_at_signing", due_on=write_day(deadline.end_on), issued_on=write_day(issued_on)),
            rule="due_before_signing",
            plan_id=plan.plan_id,
            here=place_record(deadline)._replace(path=path),
            now=deadline.quote,
        )


def _is_report(path: str, units: Mapping[str, Unit]) -> bool:
    """Whether a heading above says that what follows is overdue or already reported on."""
    words = [fold(cue) for cue in load_lexicon("comparison")["reports"]["headings"]]
    headings = [fold(units[above].heading or "") for above in _ancestors(path, units)]
    return any(cue in heading for heading in headings for cue in words)


def _find_numbering_errors(plan: Plan) -> Iterator[Finding]:
    """Numbers of one list that do not follow each other though no text is missing between them."""
    lists: dict[str | None, list[tuple[Unit, Label]]] = {}
    for unit in plan.units:
        label = read_label(f"{unit.label} x") if unit.kind in _NUMBERED and unit.label else None
        if label is not None and label.numbers:
            lists.setdefault(unit.parent_path, []).append((unit, label))
    for listed in lists.values():
        for (before, first), (unit, second) in pairwise(listed):
            is_one_list = first.style == second.style and len(first.numbers) == len(second.numbers)
            if not is_one_list or second.follows(first) or _gap_between(plan, before, unit):
                continue
            code = "number_repeated" if unit.label == before.label else "number_missing"
            yield make_finding(
                "numbering_error",
                "note",
                word(f"check.{code}", label=unit.label, previous=before.label),
                rule="number_out_of_order",
                plan_id=plan.plan_id,
                here=place_unit(unit),
                now=unit.label,
            )


def _gap_between(plan: Plan, before: Unit, unit: Unit) -> bool:
    return any(before.start <= gap.offset <= unit.end for gap in plan.gaps)


# --- descent -----------------------------------------------------------------------------------------------------


def _report_missing_parent(plan: Plan, row: Lineage) -> Finding:
    cited = sorted(
        (citation for citation in plan.citations if citation.number == row.parent_number),
        key=lambda citation: (not citation.is_basis, citation.start),
    )
    return make_finding(
        "missing_parent_plan",
        "note",
        word(f"check.missing_parent_plan{'_stated' if row.how == 'stated' else ''}", number=row.parent_number),
        rule=f"lineage_{row.how}",
        plan_id=plan.plan_id,
        here=place_record(cited[0]) if cited else _place_preamble(plan),
        was=row.parent_number,
    )


def _report_parent_not_cited(plan: Plan, parent: Plan) -> Finding:
    return make_finding(
        "parent_not_cited",
        "minor",
        word("check.parent_not_cited", parent=parent.letterhead.number or parent.letterhead.title or parent.plan_id),
        rule="no_basis_citation",
        plan_id=plan.plan_id,
        here=_place_preamble(plan),
        parent_plan_id=parent.plan_id,
        there=_place_name(parent),
    )


def _is_basis(plan: Plan, parent: Plan, row: Lineage) -> bool:
    """Whether the plan cites the parent as what it rests on."""
    names = {number for number in (parent.letterhead.number, row.parent_number) if number}
    return any(citation.is_basis and _is_number(citation, names) for citation in plan.citations)


def _is_number(citation: Citation, numbers: Iterable[str]) -> bool:
    return any(citation.number.casefold() == number.casefold() for number in numbers)


def _place_preamble(plan: Plan) -> Place | None:
    """The whole preamble: where a basis would stand. ``None`` where the plan has none."""
    lines = [unit for unit in plan.units if is_below(unit.path, "0")]
    if not lines:
        return None
    start, end = lines[0].start, lines[-1].end
    return Place("0", start, end, plan.text.text[start:end])


def _place_name(plan: Plan) -> Place | None:
    """Where a plan states its own number, else its title."""
    for field in ("number", "title"):
        fact = next((fact for fact in plan.letterhead.facts if fact.field == field), None)
        if fact is not None:
            return Place("0", fact.start, fact.end, fact.quote)
    return None
