"""Gold: what a person found in one plan, as a JSON file each; the format is told in ``docs/gold-format.md``.

A row that is not ``certain`` is a matter of judgement: it is neither wanted nor forbidden. Fields that a model here
does not name (``why``, ``notes``, a target's ``indicator``) are for people, and are passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from extractors.errors import BadGold
from extractors.records import Change, DeadlineKind, Every, FindingKind, Level, Operator, Relation, Role
from pipeline.wording import Wording, word

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}){0,2}$")]
"""``2025-03-21``; ``2025-03`` or ``2025`` where the plan leaves the rest blank, which no date in a build equals."""

# A file with more faults than this has one cause; the first few show it.
_MOST_FAULTS = 5


class Row(BaseModel):
    """One answer; ``certain`` is false where it is a matter of judgement."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    certain: bool = True


class GoldDocument(Row):
    """The facts of the letterhead; ``None``: the document does not state it."""

    number: str | None
    type: str | None
    issuer: str | None
    level: Level
    locality: str | None
    place: str | None
    date: Day | None
    title: str | None
    signer: str | None


class GoldCitation(Row):
    """Another document cited, one row for each number and date; without a number it is not compared."""

    number: str | None
    date: Day | None


class GoldTask(Row):
    """One thing ordered done; ``cue``, its first words, finds it where its address was read otherwise."""

    path: str
    cue: str = ""


class GoldTarget(Row):
    """One quantified commitment; ``year`` is ``None`` where none is stated or it recurs."""

    path: str
    year: int | None
    op: Operator
    value: Decimal
    unit: str | None
    hedged: bool


class GoldDeadline(Row):
    """One time expression that binds something; ``task_path`` is what it binds, where that is not ``path``."""

    path: str
    task_path: str | None = None
    raw: str = ""
    kind: DeadlineKind
    start: Day | None = None
    end: Day | None = None
    every: Every | None = None
    month_day: str | None = None


class GoldAssignment(Row):
    """One body in one role in one unit, and the tasks it cites by number."""

    path: str
    task_path: str | None = None
    agency: str
    role: Role
    refs: tuple[str, ...] = ()


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class GoldLink(Row):
    """A local task and its parent's tasks; ``relation`` is every acceptable one, ``none`` for a local addition."""

    local: str
    central: tuple[str, ...]
    central_optional: tuple[str, ...] = ()
    relation: Annotated[tuple[Relation | Literal["none"], ...], BeforeValidator(_as_list)]


class GoldTargetLink(Row):
    """A local target and its parent's (``None`` for a local addition), and what differs in substance."""

    local: str
    central: str | None
    changes: tuple[Change, ...] = ()
    changes_optional: tuple[Change, ...] = ()


class GoldOmission(Row):
    """A task or target of the parent that has no counterpart at all."""

    central: str
    kind: Literal["task", "target"]


class GoldFinding(Row):
    """A divergence or defect; ``local`` is ``None`` for an omission and for a defect of the central plan itself."""

    kind: FindingKind
    local: str | None = None
    central: str | None = None


class GoldPlan(BaseModel):
    """Everything a person found in one plan. ``file`` names the plan's file, ``parent_file`` that of its parent.

    Without ``parent_file`` the parent is the plan that the build compared it with. A list that the file leaves out was
    not looked at (it is not in ``model_fields_set``).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    file: Annotated[str, StringConstraints(min_length=1)]
    parent_file: str | None = None
    document: GoldDocument
    citations: tuple[GoldCitation, ...] = ()
    tasks: tuple[GoldTask, ...] = ()
    targets: tuple[GoldTarget, ...] = ()
    deadlines: tuple[GoldDeadline, ...] = ()
    assignments: tuple[GoldAssignment, ...] = ()
    links: tuple[GoldLink, ...] = ()
    target_links: tuple[GoldTargetLink, ...] = ()
    omissions: tuple[GoldOmission, ...] = ()
    findings: tuple[GoldFinding, ...] = ()


def load_gold(place: Path | str) -> tuple[GoldPlan, ...]:
    """The gold of one file, or of every ``.json`` below a folder in the order of their names.

    Raises ``BadGold``, which says what is wrong, where, and what to do: a file is read whole or refused, since a row
    passed over would change the figures.
    """
    top = Path(place)
    files = [top] if top.is_file() else sorted(top.rglob("*.json"))
    if not files:
        raise BadGold(*word("evaluate.no_gold", place=place))
    return tuple(_load_file(file) for file in files)


def _load_file(file: Path) -> GoldPlan:
    try:
        return GoldPlan.model_validate_json(file.read_bytes())
    except OSError as error:
        raise BadGold(*word("evaluate.unreadable_gold", file=file, why=error)) from error
    except ValidationError as error:
        raise BadGold(*_explain_faults(file, error.errors())) from error


def _explain_faults(file: Path, faults: Sequence[ErrorDetails]) -> Wording:
    told = [_explain_fault(fault) for fault in faults[:_MOST_FAULTS]]
    lines = Wording("\n".join(fault.vi for fault in told), "\n".join(fault.en for fault in told))
    return word("evaluate.bad_gold", file=file, count=len(faults), faults=lines)


def _explain_fault(fault: ErrorDetails) -> Wording:
    """One line: the place as a person finds it in the file (``targets[3].op``), and what is wrong there."""
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault["loc"]).lstrip(".")
    match fault["type"]:
        case "missing":
            return word("evaluate.field_missing", place=place)
        case "literal_error":
            known = fault["ctx"]["expected"]
            return word("evaluate.unknown_word", place=place, found=fault["input"], known=known)
        case "json_invalid":
            return word("evaluate.not_json", why=fault["msg"])
        case _:
            return word("evaluate.bad_value", place=place, found=repr(fault["input"])[:60], why=fault["msg"])
