"""What a plan gets wrong by itself, and where its line of descent is broken. No other plan's text is compared here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from extractors.lexicon import load_lexicon
from extractors.records import Citation, Finding, Lineage, Plan, Unit
from extractors.text.folding import fold
from pipeline.checking.garbling import find_garbled_text
from pipeline.checking.numbering import find_numbering_errors
from pipeline.checking.unassigned import find_unassigned_tasks
from pipeline.comparing.figures import write_day
from pipeline.comparing.gaps import is_below, may_hold_path
from pipeline.comparing.plan_index import list_ancestors
from pipeline.findings import Place, make_finding, place_record
from pipeline.wording import word


def check_plan(plan: Plan) -> tuple[Finding, ...]:
    """The findings that one plan gives by itself, by kind and then in reading order; empty where there are none."""
    return (
        *find_unassigned_tasks(plan),
        *_find_anachronisms(plan),
        *_find_dangling_references(plan),
        *_find_past_deadlines(plan),
        *find_numbering_errors(plan),
        *find_garbled_text(plan),
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
    headings = [fold(units[above].heading or "") for above in list_ancestors(path, units)]
    return any(cue in heading for heading in headings for cue in words)


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
