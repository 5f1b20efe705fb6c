"""What became of a task's time on its way down: its date moved, lost or given, its rhythm changed.

Only dates are dates: "thường xuyên" lost or gained is no change, and a local "thường xuyên" is enough not to call the
parent's date dropped: the plan does state a time, only another kind of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from extractors.records import Deadline, Finding, FindingKind, Severity, TaskLink
from extractors.text.folding import fold
from pipeline.comparing.plan_index import PlanIndex, list_above
from pipeline.findings import Place, make_finding, place_unit
from pipeline.wording import word

Side = Literal["start", "end"]


class _Change(NamedTuple):
    """One change: the link it is claimed for, and the parent's and the local times (``None``, none: not stated)."""

    kind: FindingKind
    severity: Severity
    link: TaskLink
    was: Deadline | None
    now: Sequence[Deadline]


def find_time_changes(
    child: PlanTimes,
    parent: PlanTimes,
    parent_path: str,
    links: Sequence[TaskLink],
    parents_of: Mapping[str, Collection[str]],
) -> tuple[Finding, ...]:
    """The findings about the time of one parent task, given all its links, the surest first; empty: none differs.

    ``parents_of`` gives all that a local task carries out: its date may be that of another parent task.
    """
    central = parent.of_task(parent_path).binding
    local = [(link, child.of_task(link.path)) for link in links]
    changes = (
        *_compare_dates(central, local),
        *_compare_rhythm(central, local),
        *_find_added(parent, local, parents_of),
    )
    return tuple(
        _report(child.index, parent.index, parent_path, change)
        for change in changes
        if not _is_repeated(child.index, change)
    )


class _Times(NamedTuple):
    """What a plan says about the time of one task: at the task itself, in the items above it, in the items below."""

    own: list[Deadline]
    inherited: list[Deadline]
    below: list[Deadline]

    @property
    def binding(self) -> list[Deadline]:
        """What binds the task: its own times, else those of the item above."""
        return self.own or self.inherited


class PlanTimes:
    """What a plan says about when, task by task. A year that heads a list of targets is not the tasks'."""

    def __init__(self, index: PlanIndex) -> None:
        self.index = index
        self._at: dict[str, list[Deadline]] = defaultdict(list)
        self._below: dict[str, list[Deadline]] = defaultdict(list)
        for row in index.plan.deadlines:
            unit = index.units.get(row.task_path)
            if unit is not None and unit.section == "target":
                continue
            path, *above = list_above(row.task_path)
            self._at[path].append(row)
            for higher in above:
                self._below[higher].append(row)
        self._twins: dict[str, set[str]] = defaultdict(set)
        for task in index.plan.tasks:
            if task.restates is not None:
                self._twins[task.path].add(task.restates)
                self._twins[task.restates].add(task.path)

    def of_task(self, path: str) -> _Times:
        """The times of one task; a task stated twice has those of both its places."""
        places = {path, *self._twins.get(path, ())}
        own = [row for place in places for row in self._at.get(place, ())]
        inherited = [row for above in list_above(path) if above != path for row in self._at.get(above, ())]
        return _Times(
            own=sorted(own, key=_sort_place),
            inherited=sorted(inherited, key=_sort_place),
            below=self._below.get(path, []),
        )


def _sort_place(row: Deadline) -> tuple[int, int]:
    return row.start, row.end


def _compare_dates(central: list[Deadline], local: list[tuple[TaskLink, _Times]]) -> Iterator[_Change]:
    if not any(_date_of(row) for row in central):
        return
    if not any(times.own or times.inherited or times.below for _, times in local):
        dated = next(row for row in central if _date_of(row))
        yield _Change("deadline_dropped", "serious", local[0][0], dated, ())
        return
    sides: tuple[Side, ...] = ("end", "start")
    for side in sides:
        old = [row for row in central if _date_of(row, side)]
        new = [(link, row) for link, times in local for row in times.binding if _date_of(row, side)]
        moved = [*_compare_side(old, new)] if old and new else []
        if moved:
            yield from moved
            return


def _compare_side(old: list[Deadline], new: list[tuple[TaskLink, Deadline]]) -> Iterator[_Change]:
    """Moved only where all local dates lie on one side of all of the parent's."""
    first_old, last_old = min(old, key=_sort_date), max(old, key=_sort_date)
    first_new, last_new = min(new, key=lambda pair: _sort_date(pair[1])), max(new, key=lambda pair: _sort_date(pair[1]))
    if _sort_date(first_new[1]) > _sort_date(last_old):
        yield _Change("deadline_later", "serious", first_new[0], last_old, [first_new[1]])
    elif _sort_date(last_new[1]) < _sort_date(first_old):
        yield _Change("deadline_earlier", "note", last_new[0], first_old, [last_new[1]])


def _compare_rhythm(central: list[Deadline], local: list[tuple[TaskLink, _Times]]) -> Iterator[_Change]:
    """A period of the parent's that no linked local task keeps; one that it leaves open ("định kỳ") is kept by any."""
    stated = [(link, row) for link, times in local for row in (*times.own, *times.inherited, *times.below)]
    for old in central:
        if old.kind != "recurring" or old.every is None or any(_keeps_rhythm(row, old) for _, row in stated):
            continue
        surest = min(stated, key=lambda pair: _directness(pair[1]), default=None)
        link = surest[0] if surest else local[0][0]
        lines = [row for _, row in stated if surest and row.path == surest[1].path]
        yield _Change("frequency_changed", "minor", link, old, lines)
        return


def _directness(row: Deadline) -> int:
    """How directly a time answers to a rhythm: another rhythm, a line of its own on time, any other time."""
    return 0 if row.kind == "recurring" else 1 if row.path != row.task_path else 2


def _keeps_rhythm(new: Deadline, old: Deadline) -> bool:
    same_day = new.month_day is None or old.month_day is None or new.month_day == old.month_day
    return new.kind == "recurring" and new.every == old.every and same_day


def _find_added(
    parent: PlanTimes, local: list[tuple[TaskLink, _Times]], parents_of: Mapping[str, Collection[str]]
) -> Iterator[_Change]:
    """A date of the local task's own where no parent task of it states any time; not of a mere part of the task."""
    for link, times in local:
        dated = next((row for row in times.own if _date_of(row)), None)
        stated = any(parent.of_task(path).binding for path in (link.parent_path, *parents_of[link.path]))
        if dated is not None and not stated and link.relation != "split":
            yield _Change("deadline_added", "note", link, None, [dated])


def _date_of(deadline: Deadline, side: Side | None = None) -> date | None:
    """The date that a time expression sets: the day it ends, for "từ …" the day it starts; ``None``: it sets none."""
    if deadline.kind == "from":
        return deadline.start_on if side in (None, "start") else None
    if deadline.kind in ("by", "on", "during"):
        return deadline.end_on if side in (None, "end") else None
    return None


def _sort_date(deadline: Deadline) -> date:
    return _date_of(deadline) or date.max


def _is_repeated(child: PlanIndex, change: _Change) -> bool:
    """Whether the local task says in the parent's very words what it is said to have dropped: then it was not read."""
    if change.now or change.was is None:
        return False
    return fold(change.was.quote) in fold(child.text_below(change.link.path))


def _report(child: PlanIndex, parent: PlanIndex, parent_path: str, change: _Change) -> Finding:
    was = change.was.quote if change.was else None
    now = "; ".join(dict.fromkeys(row.quote for row in change.now)) or None
    return make_finding(
        change.kind,
        change.severity,
        word(f"compare.{_message(change)}", was=was, now=now, path=change.link.path, parent_path=parent_path),
        rule=_message(change),
        plan_id=child.plan.plan_id,
        here=_place_time(child, change.link.path, next(iter(change.now), None)),
        parent_plan_id=parent.plan.plan_id,
        there=_place_time(parent, parent_path, change.was),
        was=was,
        now=now,
    )


def _message(change: _Change) -> str:
    lost = change.kind == "frequency_changed" and not change.now
    return "frequency_dropped" if lost else change.kind


def _place_time(index: PlanIndex, path: str, deadline: Deadline | None) -> Place | None:
    """The sentence that states the time, addressed as the task it binds; the task itself where it states none."""
    spoken = index.units.get(deadline.path if deadline else path) or index.units.get(path)
    return place_unit(spoken, path) if spoken else None
