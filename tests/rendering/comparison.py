"""What two readings of one plan do not share of its records: its head, citations, tasks, targets, dates and duties.

Records are compared by their address and their own fields. Offsets, ids and rules are left out: they say how a record
was read, not what it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from textwrap import shorten
from typing import NamedTuple

from extractors.records import Assignment, Citation, Deadline, Letterhead, Plan, Target, Task
from extractors.text.folding import fold


class Row(NamedTuple):
    """One record as it is compared: its kind, its address, its numbers and dates, and what else it says."""

    kind: str
    path: str
    figures: tuple[str, ...]
    words: tuple[str, ...]

    def __str__(self) -> str:
        said = " | ".join((*self.figures, *(shorten(words, 80, placeholder="…") for words in self.words)))
        return f"{self.kind:10} {self.path:14} {said}"


def list_records(plan: Plan) -> Counter[Row]:
    """Every record with all it says; words are compared after folding white space."""
    return Counter(_list_rows(plan, lambda words: " ".join(words.split())))


def list_facts(plan: Plan) -> Counter[Row]:
    """Every record with its facts alone: numbers, dates, units, roles and bodies, marks and letter case left aside.

    For scans, where a letter may be misread without anything being lost: of a task it is its address, since its words
    are all it says.
    """
    return Counter(row for row in _list_rows(plan, _fold_words) if row.kind in _FACTS)


def describe_difference(expected: Counter[Row], found: Counter[Row]) -> str:
    """The records that only one of the two has, one a line; empty where there are none."""
    lost = [(row.kind, row.path, "-", row) for row in (expected - found).elements()]
    made_up = [(row.kind, row.path, "+", row) for row in (found - expected).elements()]
    return "\n".join(f"{sign} {row}" for _, _, sign, row in sorted(lost + made_up))


def share_found(expected: Counter[Row], found: Counter[Row]) -> float:
    """How much of what is expected was found, from 0 to 1."""
    return (expected & found).total() / max(expected.total(), 1)


def find_wrong(expected: Counter[Row], found: Counter[Row]) -> list[Row]:
    """The records with a number or a date that the plan states nowhere: wrong, and not only missed or misplaced."""
    stated = {(row.kind, row.figures) for row in expected}
    return [row for row in found if (row.kind, row.figures) not in stated]


# --- the rows ----------------------------------------------------------------------------------------------------

_Words = Callable[[str], str]
_FACTS = ("task", "target", "deadline", "assignment")


def _list_rows(plan: Plan, words: _Words) -> Iterator[Row]:
    yield _row_of_head(plan.letterhead, words)
    yield from (_row_of_citation(citation, words) for citation in plan.citations)
    yield from (_row_of_task(task, words) for task in plan.tasks)
    yield from (_row_of_target(target, words) for target in plan.targets)
    yield from (_row_of_deadline(deadline, words) for deadline in plan.deadlines)
    yield from (_row_of_assignment(assignment, words) for assignment in plan.assignments)


def _row_of_head(head: Letterhead, words: _Words) -> Row:
    said = (head.doc_type, head.title, head.issuer, head.level, head.locality, head.parent_locality, head.place)
    return Row("head", "", _say(head.number, head.issued_on), _say(*said, head.signer, head.signer_title, words=words))


def _row_of_citation(row: Citation, words: _Words) -> Row:
    said = (row.doc_type, row.issuer, row.title, row.is_basis, row.quote)
    return Row("citation", row.path, _say(row.number, row.issued_on), _say(*said, words=words))


def _row_of_task(task: Task, words: _Words) -> Row:
    said = () if words is _fold_words else (task.quote, task.group_heading, task.deliverable, task.restates)
    return Row("task", task.path, (), _say(*said, words=words))


def _row_of_target(target: Target, words: _Words) -> Row:
    figures = _say(target.op, target.value, target.value_max, target.year, target.due_on)
    said = () if words is _fold_words else (target.subject, target.indicator, target.baseline)
    hedged = "hedged" if target.hedged else None
    return Row("target", target.path, figures, _say(target.unit, target.measure, hedged, *said, words=words))


def _row_of_deadline(row: Deadline, words: _Words) -> Row:
    figures = _say(row.kind, row.start_on, row.end_on, row.every, row.month_day, row.offset_days)
    said = () if words is _fold_words else (row.quote,)
    return Row("deadline", _join(row.path, row.task_path), figures, _say(row.anchor, *said, words=words))


def _row_of_assignment(row: Assignment, words: _Words) -> Row:
    refs = tuple(ref.ref_path for ref in row.refs)
    return Row("assignment", _join(row.path, row.task_path), (), (*_say(row.role, row.agency, words=words), *refs))


def _join(path: str, task_path: str) -> str:
    return path if path == task_path else f"{path} > {task_path}"


def _say(*values: object, words: _Words = str) -> tuple[str, ...]:
    return tuple("-" if value is None else words(str(value)) for value in values)


def _fold_words(words: str) -> str:
    return " ".join(fold(words).split())
