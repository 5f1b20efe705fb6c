"""Tasks: the units of a plan that order something done, in the parts that set out contents, tasks and solutions.

A unit that only heads the units below it orders nothing of its own; one with lines of its own does, whatever its form
("2. Thực hiện truyền thông … / - Đơn vị chủ trì: … / - Thời gian thực hiện: …"), and so does one that goes on after its
heading in full sentences. Duty lists give tasks only where a plan has no other part for them, as in a directive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from extractors.bodies.approvals import find_decider, names_deciders, read_decider_line
from extractors.bodies.role_labels import name_role
from extractors.lexicon import load_lexicon
from extractors.records import Cell, PlanText, Section, Table, Task, Unit
from extractors.text.columns import begin_of_row, excludes_tasks, names_deliverables, names_money, names_tasks
from extractors.text.folding import fold
from extractors.text.labels import read_label
from extractors.text.repetition import find_repetitions
from extractors.text.task_words import announces_criteria, announces_people, any_phrase

_BEFORE_COLON = re.compile(r"\W*([^:\n]{2,80}?)\s*:")
_SENTENCE_END = re.compile(r"[^\W\d]{2}[)”\"]?\.\s+[“\"(]?([^\W\d_])")
_SHORTEST_SENTENCE = 20  # characters: a shorter first "sentence" is a heading with a full stop
_LONGEST_HEADING = 120  # characters: a line and a half; a longer text with a full stop is a sentence
_FURTHER_WORDS = r"(?:[ /]+\w+){0,3}"
_CLOSING = re.compile(r"tren day la|.{0,80}\btran trong (?:thong bao|bao cao|cam on|kinh bao)")
_INVITED = re.compile(r"\bduoc moi (?:tham )?du [^.;:]{0,40}[.;]?$")  # who may come, and nothing to be done
_IN_BRACKETS = re.compile(r"\([^()]*\)\W*")
_TIME_COLUMN = re.compile(r"thoi gian|ngay|gio|buoi")
_MAY_ASSIGN: tuple[Section, ...] = ("responsibility", "other")


class _Columns(NamedTuple):
    """Which cells of a table's rows hold the task, and, where there are such columns, what it must yield, who decides.

    ``assigns``: it names bodies, and is no timetable (whose times stand before what happens then).
    """

    task: int
    deliverable: int | None
    decider: int | None
    assigns: bool


class _Outline(NamedTuple):
    """The units by their paths, and those below each."""

    by_path: dict[str, Unit]
    below: dict[str, list[Unit]]

    def above(self, unit: Unit) -> Iterator[Unit]:
        """The units above, the nearest first."""
        while unit.parent_path is not None and unit.parent_path in self.by_path:
            unit = self.by_path[unit.parent_path]
            yield unit


@Language.component("tasks")
def find_tasks(doc: Doc) -> Doc:
    """Leave the tasks in ``doc.user_data["tasks"]`` and their places in ``doc.spans["tasks"]``."""
    text: PlanText = doc.user_data["text"]
    units: tuple[Unit, ...] = doc.user_data["units"]
    outline = _draw_outline(units)
    found = [*_find_in_section("task", units, outline), *_find_in_tables(text, units, outline)]
    if not found:
        found = list(_find_in_section("responsibility", units, outline))
    found.sort(key=lambda task: task.start)
    repeated = find_repetitions([task.quote for task in found])
    doc.user_data["tasks"] = tuple(
        task.model_copy(update={"restates": found[repeated[i]].path}) if i in repeated else task
        for i, task in enumerate(found)
    )
    spans = (doc.char_span(task.start, task.end, alignment_mode="expand") for task in found)
    doc.spans["tasks"] = SpanGroup(doc, name="tasks", spans=[span for span in spans if span is not None])
    return doc


# --- units -------------------------------------------------------------------------------------------------------


def _draw_outline(units: Sequence[Unit]) -> _Outline:
    below: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.parent_path is not None and unit.text.strip():
            below[unit.parent_path].append(unit)
    return _Outline({unit.path: unit for unit in units}, below)


def _find_in_section(section: Section, units: Sequence[Unit], outline: _Outline) -> Iterator[Task]:
    for unit in units:
        if unit.section == section and unit.kind != "row" and _orders_something(unit, outline):
            yield _make_task(unit, unit.start, unit.end, unit.text, outline, f"{section}_unit")


def _orders_something(unit: Unit, outline: _Outline) -> bool:
    if unit.kind in ("preamble", "appendix") or not any(letter.isalpha() for letter in unit.text):
        return False
    if any(_is_aside(each, outline) for each in (unit, *outline.above(unit))):
        return False
    below = outline.below.get(unit.path, [])
    others = [each for each in below if not _is_inline_line(each, outline)]
    if unit.kind == "part":
        return not below and len(unit.text) > _LONGEST_HEADING
    if len(others) < len(below):
        return True
    if others:
        return _goes_on_after_heading(unit, others)
    return not (unit.text.rstrip().endswith(":") or _is_no_order(unit))


def _is_aside(unit: Unit, outline: _Outline) -> bool:
    """Whether a unit, and with it all below, only says who, when, where, with what, or by which criteria."""
    if _is_inline_line(unit, outline) or fold(unit.text).strip(" .:") in _headings_of_no_tasks():
        return True
    return announces_people(unit.text) or (unit.path in outline.below and announces_criteria(unit.text))


def _is_inline_line(unit: Unit, outline: _Outline) -> bool:
    """Whether a unit is a line like "Đơn vị chủ trì: …", which speaks of the unit above it."""
    if _is_surely_inline(unit.text):
        return True
    if not _starts_with("inline_beside_others", unit.text):
        return False
    return any(_is_surely_inline(each.text) for each in outline.below.get(unit.parent_path or "", []))


def _is_surely_inline(text: str) -> bool:
    if _starts_with("inline_lines", text, _FURTHER_WORDS) or _starts_with("inline_lines_exact", text):
        return True
    return read_decider_line(text) is not None


def _goes_on_after_heading(unit: Unit, below: Sequence[Unit]) -> bool:
    """Whether a unit that heads others says more than a heading: in several sentences, or in one with plain text below.

    "Tuyên truyền … quốc gia. Chú trọng … Kế hoạch này." does; "Giáo dục kỹ năng số cho học sinh." does not.
    """
    heading = (unit.heading or unit.text).strip()
    if heading.endswith(":"):
        return False
    if any(match[1].isupper() for match in _SENTENCE_END.finditer(heading, _SHORTEST_SENTENCE)):
        return True
    plain = all(each.kind == "paragraph" for each in below)
    is_long = len(heading) > _LONGEST_HEADING and heading.endswith((".", ";"))
    return plain and (is_long or _sentence_opening().match(fold(heading)) is not None)


def _is_no_order(unit: Unit) -> bool:
    """A remark, the plan's closing words, a second line of a title, the rest of a sentence from a lost page.

    "(Có Chương trình kèm theo)", "Văn phòng trân trọng thông báo …", "ĐẠI BIỂU HỘI ĐỒNG NHÂN DÂN".
    """
    if unit.kind != "paragraph":
        return _INVITED.search(fold(unit.text)) is not None
    closing = _CLOSING.match(fold(unit.text)) is not None
    broken_off = unit.text[:1].islower() or unit.text.isupper()
    return closing or broken_off or bool(_IN_BRACKETS.fullmatch(unit.text.strip()))


# --- tables ------------------------------------------------------------------------------------------------------


def _find_in_tables(text: PlanText, units: Sequence[Unit], outline: _Outline) -> Iterator[Task]:
    rows = {unit.start: unit for unit in units if unit.kind == "row"}
    columns: _Columns | None = None
    width = 0
    for table in text.tables:
        read = _read_columns(text, table)
        if read is not None or not table.rows or len(table.rows[0]) != width:
            columns, width = read, len(table.rows[0]) if table.rows else 0
        if columns is None:
            continue
        for cells in table.rows:
            at = begin_of_row(cells)
            unit = rows.get(at) if at is not None else None
            if unit is not None and (unit.section == "task" or (columns.assigns and unit.section in _MAY_ASSIGN)):
                yield from _read_row(text, unit, cells, columns, outline)


def _read_columns(text: PlanText, table: Table) -> _Columns | None:
    """The columns of a table of tasks by its header; ``None`` for other tables and those that go on without one."""
    for row, cells in enumerate(table.rows[:4]):
        task = next((i for i, cell in enumerate(cells) if names_tasks(text.text[cell.start : cell.end])), None)
        if task is None:
            continue
        # A header of several rows has this head merged over all of them.
        below = takewhile(lambda other, task=task: other[task].continues, table.rows[row + 1 :])  # type: ignore[misc]
        heads = [(i, text.text[cell.start : cell.end]) for each in (cells, *below) for i, cell in enumerate(each)]
        said = [head for _, head in heads]
        assigns = any(map(name_role, said))
        if any(map(excludes_tasks, said)) or (any(map(names_money, said)) and not assigns):
            continue  # a budget says what things cost, not who does them
        deliverable = next((i for i, head in heads if names_deliverables(head)), None)
        decider = next((i for i, head in heads if names_deciders(head)), None)
        timetable = any(i < task and _TIME_COLUMN.match(fold(head).strip()) for i, head in heads)
        return _Columns(task, deliverable, decider, assigns and not timetable)
    return None


def _read_row(
    text: PlanText, unit: Unit, cells: Sequence[Cell], columns: _Columns, outline: _Outline
) -> Iterator[Task]:
    """The task of a row; none where it only heads those below it: a row with parts that says who or when is one."""
    contents = [text.text[cell.start : cell.end].strip() for cell in cells]
    said = contents[columns.task]
    others = [content for i, content in enumerate(contents) if i != columns.task and any(map(str.isalpha, content))]
    heads = bool(outline.below.get(unit.path))
    if not any(map(str.isalpha, said)) or not (unit.label[:1].isdigit() and others if heads else unit.label or others):
        return
    start = text.text.index(said, cells[columns.task].start)
    deliverable = contents[columns.deliverable] if columns.deliverable is not None else None
    decider = contents[columns.decider] if columns.decider is not None else None
    yield _make_task(unit, start, start + len(said), said, outline, "table_row", deliverable or None, decider or None)


# --- what is said of a task --------------------------------------------------------------------------------------


def _make_task(
    unit: Unit,
    start: int,
    end: int,
    quote: str,
    outline: _Outline,
    rule: str,
    deliverable: str | None = None,
    decider: str | None = None,
) -> Task:
    return Task(
        path=unit.path,
        start=start,
        end=end,
        quote=quote,
        rule=rule,
        group_heading=_find_group_heading(unit, outline),
        deliverable=deliverable or _find_deliverable(unit, outline),
        decided_by=decider or _find_decider(unit, quote, outline),
    )


def _find_group_heading(unit: Unit, outline: _Outline) -> str | None:
    """The heading of the nearest unit above that has one, without its label.

    A bullet has none, nor has a task in full sentences; of a group row of a table it is the cell that says most.
    """
    for above in outline.above(unit):
        below = outline.below.get(above.path, [])
        if above.heading and above.kind != "bullet" and not _goes_on_after_heading(above, below):
            heading = max(above.heading.split("\n", 1)[0].split(" | "), key=len).strip()
            label = read_label(heading) if above.kind == "row" else None
            return heading[label.length if label else 0 :].strip(" .:;")
    return None


def _find_deliverable(unit: Unit, outline: _Outline) -> str | None:
    """What a line below the task, or a remark in it, says it must yield; as written."""
    for below in outline.below.get(unit.path, []):
        if match := _deliverable_line().match(fold(below.text)):
            return below.text[match.end() :].strip(" .;") or None
    remark = _deliverable_remark().search(fold(unit.text))
    return unit.text[slice(*remark.span("what"))].strip(" .;") if remark else None


def _find_decider(unit: Unit, quote: str, outline: _Outline) -> str | None:
    """Who decides on it, by a line below the task or by its own words; as written."""
    lines = map(read_decider_line, (below.text for below in outline.below.get(unit.path, [])))
    return next(filter(None, lines), None) or find_decider(quote)


# --- words -------------------------------------------------------------------------------------------------------


def _starts_with(words: str, text: str, further: str = "") -> bool:
    """Whether a text starts with one of the lexicon's phrases and goes on after a colon."""
    head = _BEFORE_COLON.match(text)
    return bool(head and _phrases(words, further).fullmatch(fold(head[1])))


@cache
def _phrases(words: str, further: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_phrase(words)}){further}")


@cache
def _deliverable_line() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{any_phrase('deliverable_lines')})\s*:\s*")


@cache
def _deliverable_remark() -> re.Pattern[str]:
    return re.compile(rf"[.;(]\s*(?:{any_phrase('deliverable_lines')})\s*:\s*(?P<what>[^.;()]{{1,300}})")


@cache
def _headings_of_no_tasks() -> frozenset[str]:
    return frozenset(map(fold, load_lexicon("tasks")["headings_of_no_tasks"]))


@cache
def _sentence_opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_phrase('sentence_openings')})\b")
