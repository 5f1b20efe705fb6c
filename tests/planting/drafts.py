"""A central plan as a draft to edit: a tree of passages that know which of its tasks and targets they carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

from extractors.records import Deadline, FindingKind, Plan, Section, Target, Unit

LabelKind = Literal["roman", "number", "decimal", "letter", "dash", "plus", "paragraph", "row"]

_BULLETS: dict[str, LabelKind] = {"-": "dash", "+": "plus"}
_DAYS_TO_SIGN = 30
_COPIED: frozenset[Section] = frozenset({"purpose", "target", "task", "funding"})


class Claim(NamedTuple):
    """A finding that an edit must cause; its local address is that of the passage it stands at."""

    kind: FindingKind
    parent_path: str | None = None


@dataclass(eq=False)
class Passage:
    """One labelled passage with those below it.

    ``origins`` are the addresses of the parent tasks that it carries out, ``targets`` the parent targets that it still
    states, ``deadlines`` what the parent says there about time. ``leads`` are the local bodies that answer for it.
    ``cells`` are those of a table row after the task. ``touched`` names the edits made here, so that no two collide.
    """

    label: LabelKind
    text: str
    section: Section
    origins: list[str] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    children: list[Passage] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    is_assigned: bool = True
    address: str = ""
    printed: str = ""

    @property
    def is_task(self) -> bool:
        """Whether it orders something: a task of the parent, or one of the local plan's own."""
        return bool(self.origins) or "local_addition" in self.touched


@dataclass(eq=False)
class Draft:
    """The parts of a plan that a local plan copies and edits, and what has been left out of it so far.

    ``signed_by`` is the last day on which the local plan may be signed: before anything that its parent dates is due.
    """

    parent: Plan
    parts: list[Passage]
    signed_by: date
    omitted: list[Claim] = field(default_factory=list)

    def passages(self) -> Iterator[Passage]:
        """All passages in reading order."""
        for part in self.parts:
            yield from walk(part)

    def tasks(self) -> list[Passage]:
        """The passages that order something, in reading order."""
        return [passage for passage in self.passages() if passage.is_task]

    def holder(self, wanted: Passage) -> Passage:
        """The passage that another stands in."""
        return next(passage for passage in self.passages() if wanted in passage.children)


def walk(passage: Passage) -> Iterator[Passage]:
    """A passage and all below it, in reading order."""
    yield passage
    for child in passage.children:
        yield from walk(child)


def read_draft(parent: Plan) -> Draft:
    """The draft of an unedited copy."""
    made: dict[str, Passage] = {}
    parts: list[Passage] = []
    for unit in parent.units:
        if unit.section not in _COPIED or unit.kind in ("article", "preamble"):
            continue
        made[unit.path] = passage = _make_passage(unit, parent)
        above = made.get(unit.parent_path or "")
        (above.children if above else parts).append(passage)
    assert parent.letterhead.issued_on is not None
    return Draft(parent, parts, parent.letterhead.issued_on + timedelta(days=_DAYS_TO_SIGN))


def _make_passage(unit: Unit, parent: Plan) -> Passage:
    own_times = [row for row in parent.deadlines if row.task_path == row.path == unit.path]
    text = unit.text
    if unit.kind == "appendix":
        text = text.splitlines()[0]
    if unit.kind == "row":
        text, own_times = _read_row(text), [_in_running_text(row) for row in own_times]
    return Passage(
        label=_label_of(unit),
        text=text,
        section=unit.section,
        origins=[task.path for task in parent.tasks if task.path == unit.path],
        targets=[target for target in parent.targets if target.path == unit.path],
        deadlines=own_times,
        leads=_read_leads(unit.path, parent),
    )


def _label_of(unit: Unit) -> LabelKind:
    match unit.kind:
        case "part" | "appendix":
            return "roman"
        case "item":
            return "decimal" if unit.label.rstrip(".").count(".") else "number"
        case "letter":
            return "letter"
        case "row":
            return "row"
        case "bullet":
            return _BULLETS[unit.label]
        case _:
            return "paragraph"


def _read_row(text: str) -> str:
    """The task of a row, with its time, the last cell, in words after it."""
    cells = [cell.strip() for cell in text.split("|")]
    when = f"{cells[-1][0].lower()}{cells[-1][1:]}".removeprefix("trong ")
    return f"{cells[1]} (hoàn thành trong {when})."


def _in_running_text(deadline: Deadline) -> Deadline:
    return deadline.model_copy(update={"quote": deadline.quote[0].lower() + deadline.quote[1:]})


def _read_leads(path: str, parent: Plan) -> list[str]:
    """The bodies that lead the task at an address, named for it or for the nearest item above it."""
    while path:
        leads = [
            row.agency
            for row in parent.assignments
            if row.role == "lead" and (row.task_path == path or any(ref.ref_path == path for ref in row.refs))
        ]
        if leads or "." not in path:
            return list(dict.fromkeys(leads))
        path = path.rpartition(".")[0]
    return []
