"""Deadlines: every time expression of a plan that binds a task, a target or a duty.

What a time expression means, and whether it binds, is read by ``timing``; here stands where to look and what it binds:

* time lines ("- Thời gian thực hiện: Quý III/2025.") and time columns of tables bind the item they hang on;
* a year that heads targets ("1. Năm 2025", "Đến hết năm 2026") is the time by which they are reached;
* in the other tasks and duties the running text says it. Purposes, legal bases and funding bind nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extractors.records import Deadline, Letterhead, PlanText, Unit
from extractors.times.dates import find_spans
from extractors.times.time_lines import Stretch, find_bound_paths, find_cells, find_time_lines
from extractors.times.time_signs import Binding, Manner, find_signs
from extractors.times.timing import read_stretch

_STEADY_COLUMN = "_line.steady"
_SILENT = frozenset({"preamble", "purpose", "funding"})


class Reading(NamedTuple):
    """A binding in the unit that holds it, with the path of what it binds."""

    unit: Unit
    task_path: str
    binding: Binding


@Language.component("deadlines")
def find_deadlines(doc: Doc) -> Doc:
    """Leave the plan's ``Deadline`` records in ``doc.user_data`` and their places in ``doc.spans``."""
    text: PlanText = doc.user_data["text"]
    units: tuple[Unit, ...] = doc.user_data["units"]
    signs = find_signs(doc, _find_other_documents(doc))
    bound_paths = find_bound_paths(units)
    cells = find_cells(text)
    task_rows = {task.path for task in doc.user_data["tasks"] if task.rule == "table_row"}
    readings = [
        Reading(unit, bound_paths.get(unit.path, unit.path), binding)
        for unit in units
        if unit.section not in _SILENT
        for stretch in _part_unit(text.text, unit, unit.path in bound_paths, cells, unit.path in task_rows)
        for binding in read_stretch(signs, *stretch)
    ]
    readings = list(_say_steady_once(readings))
    deadlines = tuple(_make_deadlines(doc, units, readings))
    doc.user_data["deadlines"] = deadlines
    places = (doc.char_span(found.start, found.end, alignment_mode="expand") for found in deadlines)
    doc.spans["deadlines"] = [place for place in places if place is not None]
    return doc


# What no title says, though it may stand where one seems to go on: there the title has ended.
_TITLE_END = re.compile(
    r"[,;]\s*(?:phấn đấu|bảo đảm|đảm bảo)\b|\bhoàn thành (?:trước|trong|tháng|quý)|\b(?:chậm|muộn) nhất|\btrước ngày"
    r"|\btrong (?:tháng|quý|năm) \S*\d|\bđến hết (?:tháng|quý|năm)",
    re.IGNORECASE,
)


def _find_other_documents(doc: Doc) -> Iterator[tuple[int, int]]:
    """Where the text speaks of another document: its name and date, and what it is about."""
    text = doc.user_data["text"].text
    for span in doc.spans.get("citations", []):
        yield span.start_char, span.end_char
    for span in doc.spans.get("citation_titles", []):
        told = _TITLE_END.search(text, span.start_char, span.end_char)
        yield span.start_char, told.start() if told else span.end_char


def _say_steady_once(readings: list[Reading]) -> Iterator[Reading]:
    """A row that says "thường xuyên" in its task and again in its column says it once, in its column."""
    in_column: dict[str, Reading] = {}
    for reading in readings:
        if reading.unit.kind == "row" and reading.binding.rule.endswith(_STEADY_COLUMN):
            in_column.setdefault(reading.unit.path, reading)
    for reading in readings:
        if reading.binding.kind != "continuous" or in_column.get(reading.unit.path, reading) is reading:
            yield reading


# --- how each unit is read ---------------------------------------------------------------------------------------


def _part_unit(
    text: str, unit: Unit, says_only_when: bool, cells: list[tuple[int, Stretch]], is_task_row: bool
) -> Iterator[Stretch]:
    """The stretches of a unit: what its time lines say, and the rest; of a row the cells that say anything."""
    rest = "duty" if is_task_row else _manner_of_rest(unit)
    if unit.kind == "row" and (inside := _cells_of(unit, cells)):
        yield from (cell if cell.manner != "duty" else cell._replace(manner=rest) for cell in inside)
        return
    position = unit.start
    for head_start, line in find_time_lines(text, unit.start, unit.end):
        yield Stretch(position, head_start, rest)
        yield line
        position = line.end
    yield Stretch(position, unit.end, "time_line" if says_only_when and position == unit.start else rest)


def _cells_of(unit: Unit, cells: list[tuple[int, Stretch]]) -> list[Stretch]:
    """The cells of the rows that a unit is, each once."""
    inside = cells[bisect_left(cells, (unit.start,)) : bisect_left(cells, (unit.end,))]
    return list(dict.fromkeys(cell for _, cell in inside))


def _manner_of_rest(unit: Unit) -> Manner:
    if unit.section == "other":
        return "aside"
    if unit.section == "target":
        return "target" if unit.heading is None else "target_heading"
    return "duty" if unit.heading is None else "duty_heading"


# --- records -----------------------------------------------------------------------------------------------------


def _make_deadlines(doc: Doc, units: tuple[Unit, ...], readings: list[Reading]) -> Iterator[Deadline]:
    letterhead: Letterhead = doc.user_data["letterhead"]
    text = doc.user_data["text"].text
    years = _Years(letterhead.title or "", units, readings)
    numbers: Counter[str] = Counter()
    for unit, task_path, binding in readings:
        numbers[unit.path] += 1
        year = years.of(unit.path, task_path)
        yield Deadline(
            deadline_id=f"{doc.user_data['plan_id']}/{unit.path}/d{numbers[unit.path]}",
            path=unit.path,
            task_path=task_path,
            start=binding.start,
            end=binding.end,
            quote=text[binding.start : binding.end],
            rule=binding.rule,
            kind=binding.kind,
            start_on=binding.first.on(year) if binding.first else None,
            end_on=binding.last.on(year) if binding.last else None,
            every=binding.every,
            month_day=binding.month_day,
            rrule=binding.rrule,
            anchor=binding.anchor,
            offset_days=binding.offset_days,
        )


def _is_horizon(title: str, position: int) -> bool:
    """Whether a year in a title is the one it looks forward to ("đến năm 2030"), not the one it is for."""
    return re.search(r"(?:đến|tới|nhìn|hướng|hết)\s*$", title[:position], re.IGNORECASE) is not None


class _Years:
    """The year of a day and month that names none: that of the item's own time line, else of the plan's title."""

    def __init__(self, title: str, units: tuple[Unit, ...], readings: list[Reading]) -> None:
        self._parents = {unit.path: unit.parent_path for unit in units}
        self._told: dict[str, set[int]] = {}
        for unit, task_path, binding in readings:
            if task_path != unit.path or binding.rule.partition(".")[0].endswith("_line"):
                stated = {point.year for point in (binding.first, binding.last) if point and point.year}
                self._told.setdefault(task_path, set()).update(stated)
        of_title = {
            span.year for span in find_spans(title) if span.grain == "year" and not _is_horizon(title, span.start)
        }
        self._of_title = of_title.pop() if len(of_title) == 1 else None

    def of(self, path: str, task_path: str) -> int | None:
        """The year for a unit; ``None`` where neither its item nor the title says one."""
        for asked in (path, task_path):
            above: str | None = asked
            while above is not None:
                if len(self._told.get(above, ())) == 1:
                    return next(iter(self._told[above]))
                above = self._parents.get(above)
        return self._of_title
