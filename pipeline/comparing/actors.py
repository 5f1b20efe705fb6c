"""Who leads a task in the plan below: the body of the same remit, or another.

Told only where both plans name the lead of a task, each a body of a known remit: "Bộ Công an" above and "Công an tỉnh"
here are no change, "Sở Khoa học và Công nghệ" in its place is one. Classes of bodies ("các sở, ngành") and bodies whose
place in the order is not known (a newspaper, a board of management) change nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from extractors.records import Agency, Assignment, Counterpart, Finding, Plan, TaskLink, Unit
from extractors.text.folding import fold
from pipeline.findings import Place, make_finding, place_unit
from pipeline.resolving.provinces import are_one_province
from pipeline.wording import word


class Bodies(Protocol):
    """Every body, the body that each assignment means, and the bodies above."""

    @property
    def agencies(self) -> Sequence[Agency]: ...
    @property
    def agency_of(self) -> Mapping[str, str]: ...
    @property
    def counterparts(self) -> Sequence[Counterpart]: ...


def find_actor_changes(plans: Iterable[Plan], links: Iterable[TaskLink], bodies: Bodies) -> tuple[Finding, ...]:
    """The findings about who leads the linked tasks of all plans; empty where every lead is kept or not known."""
    by_id = {plan.plan_id: _Duties(plan) for plan in plans}
    order = _Order(bodies)
    found: list[Finding] = []
    for link in _pick_links(links):
        child, parent = by_id.get(link.plan_id), by_id.get(link.parent_plan_id)
        if child is not None and parent is not None:
            found += _compare_leads(child, parent, link, order)
            found += _compare_doers(child, parent, link)
    return tuple(found)


def _pick_links(links: Iterable[TaskLink]) -> Iterator[TaskLink]:
    """The surest link of each parent task, where one local task carries out this parent task and no other.

    A task that is one part of another, or does the work of several, may have another lead for good reason.
    """
    kept = [link for link in links if link.status != "rejected"]
    parents = Counter((link.plan_id, link.parent_plan_id, link.path) for link in kept)
    surest: dict[tuple[str, str, str], TaskLink] = {}
    for link in kept:
        above = link.plan_id, link.parent_plan_id, link.parent_path
        if above not in surest or link.score > surest[above].score:
            surest[above] = link
    for link in surest.values():
        is_alone = parents[link.plan_id, link.parent_plan_id, link.path] == 1
        if is_alone and link.relation in ("same", "adapted"):
            yield link


class _Duties:
    """The assignments of a plan by the task that they give out, by number, by a line, or in the task's own words."""

    def __init__(self, plan: Plan) -> None:
        self.plan_id = plan.plan_id
        self.issued_on = plan.letterhead.issued_on
        self._units = {unit.path: unit for unit in plan.units}
        self._given: dict[str, list[Assignment]] = defaultdict(list)
        for row in plan.assignments:
            for path in {row.task_path, *(ref.ref_path for ref in row.refs if ref.resolved)}:
                self._given[path].append(row)

    def leads(self, path: str) -> list[Assignment]:
        """Who leads a task: named for itself, else for the nearest item above; nobody leads a whole part."""
        unit: Unit | None = self._units.get(path)
        while unit is not None and unit.kind not in ("part", "appendix"):
            if leads := [row for row in self._given.get(unit.path, ()) if row.role == "lead"]:
                return leads
            unit = self._units.get(unit.parent_path or "")
        return []

    def named_in(self, path: str, role: str) -> list[Assignment]:
        """The bodies that the task's own text names in a role."""
        return [row for row in self._given.get(path, ()) if row.path == path and row.role == role]

    def place(self, row: Assignment, path: str) -> Place | None:
        """The duty or line that names a body, addressed as the task that it is given."""
        return place_unit(self._units[row.path], path) if row.path in self._units else None

    def text_of(self, path: str) -> str:
        """The task's own text."""
        return self._units[path].text if path in self._units else ""


class _Order:
    """Which body stands above which on the day of a plan; ``None``: on any."""

    def __init__(self, bodies: Bodies) -> None:
        self._agencies = {agency.agency_id: agency for agency in bodies.agencies}
        self._agency_of = bodies.agency_of
        self._above: dict[str, list[Counterpart]] = defaultdict(list)
        self._below: dict[str, list[Counterpart]] = defaultdict(list)
        for row in bodies.counterparts:
            self._above[row.agency_id].append(row)
            self._below[row.counterpart_id].append(row)

    def known(self, rows: Sequence[Assignment]) -> list[Agency] | None:
        """The bodies that some assignments mean; ``None`` where one of them is a class or of no known remit."""
        agencies = [self._agencies.get(self._agency_of.get(row.assignment_id, "")) for row in rows]
        known = [agency for agency in agencies if agency is not None and agency.remit and not agency.is_class]
        return known if known and len(known) == len(rows) else None

    def line_of(self, agency: Agency, on: date | None) -> list[Agency]:
        """The body with all those above it."""
        line: dict[str, Agency] = {}
        pending = [agency.agency_id]
        while pending:
            agency_id = pending.pop()
            if agency_id not in line and agency_id in self._agencies:
                line[agency_id] = self._agencies[agency_id]
                pending += [row.counterpart_id for row in self._above.get(agency_id, ()) if _holds(row, on)]
        return [*line.values()]

    def still_stands(self, agency: Agency, on: date | None) -> bool:
        """Whether bodies below answer to it: those of a ministry that was merged answer to another since."""
        rows = self._below.get(agency.agency_id, ())
        return any(_holds(row, on) and (on is not None or row.valid_to is None) for row in rows)

    def meet(self, agency: Agency, other: Agency, on: date | None) -> bool:
        """Whether one body stands above the other, or is it; two that a merger of provinces made one are one."""
        lines = (self.line_of(agency, on), other), (self.line_of(other, on), agency)
        return any(_is_one(above, body, on) for line, body in lines for above in line)

    def reaches(self, agency: Agency, other: Agency, on: date | None) -> bool:
        """Whether it is known which body stands above (or is) this one at the other's level."""
        return any(above.level == other.level for above in self.line_of(agency, on))


def _holds(row: Counterpart, on: date | None) -> bool:
    """Whether one body stands above the other on a day; on a day that is not known, whether it ever did."""
    return on is None or (
        (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)
    )


def _is_one(one: Agency, other: Agency, on: date | None) -> bool:
    if one.agency_id == other.agency_id:
        return True
    same_kind = one.level == other.level == "province" and one.remit is not None and one.remit == other.remit
    return same_kind and are_one_province(one.locality, other.locality, on)


_FEWEST_PARTNERS = 2  # one body named on both sides may be named for another reason


def _compare_leads(child: _Duties, parent: _Duties, link: TaskLink, order: _Order) -> Iterator[Finding]:
    rows, rows_above = child.leads(link.path), parent.leads(link.parent_path)
    local, central, on = order.known(rows), order.known(rows_above), child.issued_on
    if local is None or central is None or not all(order.still_stands(agency, on) for agency in central):
        return
    if any(order.meet(agency, above, on) for agency in local for above in central):
        return
    if all(order.reaches(agency, above, on) for agency in local for above in central):
        yield _report(child, parent, link, rows, rows_above, "lead_changed")


def _compare_doers(child: _Duties, parent: _Duties, link: TaskLink) -> Iterator[Finding]:
    """Whoever did it with partners is gone, and the partners do it: "Tổ dân phố phối hợp với đoàn thanh niên, …"."""
    doers = parent.named_in(link.parent_path, "implement")
    partners = {fold(row.agency) for row in parent.named_in(link.parent_path, "coordinate")}
    now = child.named_in(link.path, "implement")
    said = fold(child.text_of(link.path))
    taken_over = [row for row in now if fold(row.agency) in partners]
    if doers and len(taken_over) >= _FEWEST_PARTNERS and not any(fold(row.agency) in said for row in doers):
        yield _report(child, parent, link, now, doers, "doer_changed")


def _report(
    child: _Duties,
    parent: _Duties,
    link: TaskLink,
    rows: Sequence[Assignment],
    rows_above: Sequence[Assignment],
    rule: str,
) -> Finding:
    was, now = _name(rows_above), _name(rows)
    return make_finding(
        "actor_changed",
        "minor",
        word(f"actors.{rule}", was=was, now=now, path=link.path),
        rule=rule,
        plan_id=child.plan_id,
        here=child.place(rows[0], link.path),
        parent_plan_id=parent.plan_id,
        there=parent.place(rows_above[0], link.parent_path),
        was=was,
        now=now,
    )


def _name(rows: Sequence[Assignment]) -> str:
    """The bodies as written, each once."""
    return ", ".join(dict.fromkeys(row.agency for row in rows))
