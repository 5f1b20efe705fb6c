"""A plan made of rows instead of a text: what was read is given, so that a test is about one step alone."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from extractors.records import (
    Assignment,
    AssignmentRef,
    Citation,
    Deadline,
    Fact,
    Gap,
    Letterhead,
    Plan,
    PlanText,
    Target,
    Task,
    Unit,
)


def make_plan(plan_id: str, rows: dict[str, Any]) -> Plan:
    """A plan of the rows of a case; the units' texts, one a line, are its text.

    ``units``: address, section, text, and the heading where it has one. ``tasks``: addresses. ``targets``: address,
    bound, unit, subject, year. ``deadlines``: address, kind, words, and the fields that differ from the usual.
    ``assignments``: address, agency, role, addresses cited (``!`` before one that is not there), task's address where
    it is another. ``citations``: address, number, date, issuer, kind. ``gaps``: address after, address before.
    """
    units = _make_units(rows.get("units", []))
    by_path = {unit.path: unit for unit in units}
    text = "\n".join(unit.text for unit in units)
    return Plan(
        plan_id=plan_id,
        text=PlanText(source=plan_id, sha256="", format="text", text=text),
        letterhead=_make_letterhead(rows, text),
        units=units,
        gaps=tuple(_make_gap(row, by_path) for row in rows.get("gaps", [])),
        abbreviations=(),
        citations=tuple(_make_citation(plan_id, n, row, by_path) for n, row in enumerate(rows.get("citations", []))),
        deadlines=tuple(_make_deadline(plan_id, n, row, by_path) for n, row in enumerate(rows.get("deadlines", []))),
        targets=_make_targets(plan_id, rows.get("targets", []), by_path),
        tasks=tuple(_make_task(row, by_path) for row in rows.get("tasks", [])),
        assignments=tuple(
            _make_assignment(plan_id, n, row, by_path) for n, row in enumerate(rows.get("assignments", []))
        ),
    )


def _make_units(rows: list[list[str]]) -> tuple[Unit, ...]:
    paths = {row[0] for row in rows}
    units: list[Unit] = []
    start = 0
    for ordinal, (path, section, text, *more) in enumerate(rows):
        above = path.rpartition(".")[0]
        units.append(
            Unit.model_validate(
                {
                    "path": path,
                    "parent_path": above if above in paths else None,
                    "ordinal": ordinal,
                    "kind": _kind_of(path),
                    "label": _label_of(path),
                    "heading": text if "heading" in more else None,
                    "text": text,
                    "start": start,
                    "end": start + len(text),
                    "section": section,
                    "rule": "test",
                }
            )
        )
        start += len(text) + 1
    return tuple(units)


def _kind_of(path: str) -> str:
    last = path.rpartition(".")[2].partition("~")[0]
    if path == "0":
        return "preamble"
    if last.startswith(("-", "r")):
        return "bullet" if last.startswith("-") else "row"
    return "item" if last.lstrip("?").isdigit() else "letter" if last.islower() else "part"


def _label_of(path: str) -> str:
    """The label as plans print it: ``II.``, ``1.``, ``a)``, ``-``."""
    last = path.rpartition(".")[2].partition("~")[0]
    match _kind_of(path):
        case "part" | "item":
            return f"{last}."
        case "letter":
            return f"{last})"
        case "bullet":
            return "-"
        case _:
            return ""


def _make_letterhead(rows: dict[str, Any], text: str) -> Letterhead:
    number = rows.get("number")
    facts = [Fact(field="number", start=0, end=1, quote=text[:1], rule="test")] if number and text else []
    return Letterhead(
        number=number,
        title=rows.get("title"),
        issuer=rows.get("issuer"),
        level=rows.get("level"),
        locality=rows.get("locality"),
        issued_on=rows.get("issued_on"),
        facts=tuple(facts),
    )


def _evidence(unit: Unit, words: str | None = None) -> dict[str, Any]:
    quote = words or unit.text
    start = unit.start + unit.text.index(quote)
    return {"path": unit.path, "start": start, "end": start + len(quote), "quote": quote, "rule": "test"}


def _make_gap(row: list[str], units: dict[str, Unit]) -> Gap:
    before, after = row
    offset = units[before].end if before else 0
    return Gap(offset=offset, reason="test", after_path=before or None, before_path=after or None)


def _make_citation(plan_id: str, n: int, row: list[Any], units: dict[str, Unit]) -> Citation:
    path, number, issued_on, *more = row
    issuer, doc_type = (*more, *[None] * 2)[:2]
    return Citation(
        **_evidence(units[path], number),
        citation_id=f"{plan_id}/{path}/c{n}",
        number=number,
        number_key=number.casefold(),
        doc_type=doc_type or None,
        issued_on=date.fromisoformat(issued_on) if issued_on else None,
        issuer=issuer or None,
        title=None,
        is_basis=path.startswith("0"),
    )


def _make_deadline(plan_id: str, n: int, row: list[Any], units: dict[str, Unit]) -> Deadline:
    path, kind, words, *more = row
    fields = more[0] if more else {}
    return Deadline.model_validate(
        {
            **_evidence(units[path], words),
            "deadline_id": f"{plan_id}/{path}/d{n}",
            "task_path": path,
            "kind": kind,
            **fields,
        }
    )


def _make_targets(plan_id: str, rows: list[list[Any]], units: dict[str, Unit]) -> tuple[Target, ...]:
    """The bound is written ``80``, ``>80``, ``<=3``, with ``~`` before it where it is hedged."""
    counted: Counter[tuple[str, int | None]] = Counter()
    targets = []
    for path, bound, unit, subject, year in rows:
        op = bound.strip("~0123456789.") or "="
        year = year or None
        counted[path, year] += 1
        targets.append(
            Target.model_validate(
                {
                    **_evidence(units[path]),
                    "target_id": f"{plan_id}/{path}/{year or '-'}/{counted[path, year]}",
                    "in_task": units[path].section == "task",
                    "subject": subject or None,
                    "indicator": None,
                    "op": op,
                    "hedged": bound.startswith("~"),
                    "value": Decimal(bound.lstrip("~<>=")),
                    "unit": unit,
                    "measure": "level",
                    "year": year,
                }
            )
        )
    return tuple(targets)


def _make_task(path: str, units: dict[str, Unit]) -> Task:
    above = path.rpartition(".")[0]
    heading = units[above].heading if above in units else None
    return Task(**_evidence(units[path]), group_heading=heading)


def _make_assignment(plan_id: str, n: int, row: list[Any], units: dict[str, Unit]) -> Assignment:
    path, agency, role, refs, *task_path = row
    return Assignment.model_validate(
        {
            **_evidence(units[path], agency if agency in units[path].text else None),
            "assignment_id": f"{plan_id}/{path}/a{n}",
            "task_path": task_path[0] if task_path else path,
            "agency": agency,
            "role": role,
            "refs": tuple(
                AssignmentRef(raw=ref.lstrip("!"), ref_path=ref.lstrip("!"), resolved=not ref.startswith("!"))
                for ref in refs
            ),
        }
    )
