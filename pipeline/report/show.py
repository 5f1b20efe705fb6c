"""One plan as it was read: its units in order, and under each what was read in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from extractors.records import Citation, Deadline, Evidence, Gap, Plan, Role, Target, Task, Unit
from pipeline.comparing.figures import write_bound, write_day
from pipeline.wording import Language, say

# Enough of a unit to recognise it by; the records under it are what the view is for.
_LONGEST = 160

E_ = TypeVar("E_", bound=Evidence)


def print_plan(console: Console, plan: Plan, lang: Language) -> None:
    """Print a plan's head, its outline, and what was read in every unit."""
    _print_head(console, plan, lang)
    grid = Table.grid(padding=(0, 1))
    grid.add_column(min_width=8, max_width=16, overflow="fold", style="bold")
    grid.add_column(ratio=1)
    records = _Records(plan, lang)
    for unit in plan.units:
        for gap in plan.gaps:
            if gap.before_path == unit.path:
                grid.add_row("", _tell_gap(gap, lang))
        opening = _shorten(unit) if unit.text or unit.kind != "preamble" else Text(say("report.preamble", lang))
        grid.add_row(Text(unit.path), Group(opening, *records.of_unit(unit.path)))
    for gap in plan.gaps:
        if gap.before_path is None:
            grid.add_row("", _tell_gap(gap, lang))
    console.print(grid)


def show_day(day: date | None, lang: Language) -> str:
    """A day as the language writes it; nothing where it is not stated."""
    return "?" if day is None else write_day(day).told_in(lang)


def tell_deadline(deadline: Deadline, lang: Language) -> str:
    """When something is due, in words."""
    if deadline.anchor is not None and deadline.offset_days is not None:
        code = "days_before" if deadline.offset_days < 0 else "days_after"
        return say(f"report.{code}", lang, days=abs(deadline.offset_days), anchor=deadline.anchor)
    start, end = show_day(deadline.start_on, lang), show_day(deadline.end_on, lang)
    if deadline.kind == "on" and deadline.start_on != deadline.end_on:
        return say("report.during", lang, start=start, end=end)
    if deadline.kind == "recurring":
        every = say(f"report.every_{deadline.every}" if deadline.every else "report.recurring", lang)
        return f"{every}, {deadline.month_day}" if deadline.month_day else every
    return say(f"report.{deadline.kind}", lang, start=start, end=end)


def tell_target(target: Target, lang: Language) -> str:
    """What is to be reached: the bound, what is measured, of whom, by when."""
    bound = write_bound(target).told_in(lang)
    about = [part for part in (target.indicator, target.subject, str(target.year) if target.year else None) if part]
    hedged = f" ({say('report.hedged', lang)})" if target.hedged else ""
    return " · ".join([bound + hedged, *about])


def _print_head(console: Console, plan: Plan, lang: Language) -> None:
    head = plan.letterhead
    number = head.number or say("report.not_stated", lang)
    console.print(Text.assemble((f"{head.doc_type or ''} {number}".strip(), "bold"), "  ", (plan.plan_id, "dim")))
    if head.title:
        console.print(Text(head.title))
    level = say(f"report.level_{head.level}", lang) if head.level else None
    where = ", ".join(part for part in (head.locality, head.parent_locality) if part) or None
    day = show_day(head.issued_on, lang) if head.issued_on else None
    signer = say("report.signed_by", lang, signer=head.signer) if head.signer else None
    _print_line(console, (head.issuer, level, where, day, signer))
    completeness = say(f"report.{plan.completeness}", lang)
    _print_line(console, (plan.text.source, plan.text.format, completeness))
    names = ("units", "tasks", "targets", "deadlines", "assignments", "citations")
    counts = {name: len(getattr(plan, name)) for name in names}
    console.print(Text(say("report.plan_counts", lang, **counts), style="dim"))
    console.print()


def _print_line(console: Console, parts: Iterable[str | None]) -> None:
    known = [part for part in parts if part]
    if known:
        console.print(Text(" · ".join(known), style="dim"))


def _shorten(unit: Unit) -> Text:
    text = " ".join((unit.heading or unit.text).split())
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST].rpartition(' ')[0]} …"
    return Text(text, style="bold" if unit.heading else "")


def _tell_gap(gap: Gap, lang: Language) -> Text:
    return Text(f"⚠ {say('report.gap', lang, why=say(f'gap.{gap.reason}', lang))}", style="bold red")


class _Records:
    """What was read in each unit of a plan, a line a record."""

    def __init__(self, plan: Plan, lang: Language) -> None:
        self._lang = lang
        self._tasks = _by_path(plan.tasks)
        self._targets = _by_path(plan.targets)
        self._deadlines = _by_path(plan.deadlines)
        self._assignments = _by_path(plan.assignments)
        self._citations = _by_path(plan.citations)

    def of_unit(self, path: str) -> Iterator[Text]:
        """The records of one unit, in the order in which people ask: what, how much, by when, who, on what ground."""
        for task in self._tasks.get(path, ()):
            yield self._tell_task(task)
        for target in self._targets.get(path, ()):
            yield self._line("target", tell_target(target, self._lang), "green")
        for deadline in self._deadlines.get(path, ()):
            told = f"{tell_deadline(deadline, self._lang)}  “{deadline.quote}”"
            yield self._line("deadline", told + self._binding(path, deadline.task_path), "magenta")
        yield from self._tell_assignments(path)
        for citation in self._citations.get(path, ()):
            yield self._line("citation", self._tell_citation(citation), "blue")

    def _tell_task(self, task: Task) -> Text:
        about = [say("report.restates", self._lang, path=task.restates)] if task.restates else []
        about += [say("report.deliverable", self._lang, deliverable=task.deliverable)] if task.deliverable else []
        return self._line("task", " · ".join(about), "yellow")

    def _tell_assignments(self, path: str) -> Iterator[Text]:
        """Bodies of one role that are given the same tasks stand on one line."""
        together: dict[tuple[Role, tuple[str, ...], str], list[str]] = defaultdict(list)
        for row in self._assignments.get(path, ()):
            together[row.role, tuple(ref.ref_path for ref in row.refs), row.task_path].append(row.agency)
        for (role, refs, task_path), bodies in together.items():
            told = "; ".join(bodies) + (f" → {', '.join(refs)}" if refs else "")
            yield self._line(f"role_{role}", told + self._binding(path, task_path), "cyan")

    def _tell_citation(self, citation: Citation) -> str:
        if citation.issued_on is None:
            return citation.number
        day = show_day(citation.issued_on, self._lang)
        return say("report.citation_of", self._lang, number=citation.number, date=day)

    def _binding(self, path: str, task_path: str) -> str:
        return "" if path == task_path else " " + say("report.binds", self._lang, path=task_path)

    def _line(self, code: str, told: str, style: str) -> Text:
        return Text.assemble((f"▸ {say(f'report.{code}', self._lang)}", style), "  ", (told, "dim"))


def _by_path(records: Iterable[E_]) -> dict[str, list[E_]]:
    found: dict[str, list[E_]] = defaultdict(list)
    for record in records:
        found[record.path].append(record)
    return found
