"""Targets (chỉ tiêu): the quantified commitments of a plan, in its running text and in its tables.

Which quantities are promised is told in ``commitments``, what the cells of a table promise in ``target_tables``, and by
when in ``target_years``; here they become records of the unit they stand in.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractors.amounts.commitments import Commitment, read_commitments
from extractors.amounts.cues import Cues
from extractors.amounts.indicators import shorten
from extractors.amounts.passages import Passage
from extractors.amounts.quantities import find_quantities
from extractors.amounts.target_tables import CellTarget, find_target_tables, read_target_tables
from extractors.amounts.target_years import LONGEST_TITLE, Due, Years
from extractors.lexicon import load_lexicon
from extractors.records import Letterhead, PlanText, Target, Unit
from extractors.text.folding import fold

_TASK_SECTIONS = frozenset({"task", "responsibility"})


@Language.component("targets")
def find_targets(doc: Doc) -> Doc:
    """Leave the plan's targets in ``doc.user_data["targets"]``, in document order."""
    text: PlanText = doc.user_data["text"]
    units: Sequence[Unit] = doc.user_data["units"]
    letterhead: Letterhead | None = doc.user_data.get("letterhead")
    cited = [(citation.start, citation.end) for citation in doc.user_data.get("citations", ())]
    cues = Cues(doc, "commitments")
    years = Years(text.text, units, cues, cited, letterhead.issued_on if letterhead else None)
    found = [*_read_text(text, units, cues, cited, years), *_read_tables(text, units, years)]
    targets = tuple(_name_all(doc.user_data["plan_id"], sorted(found, key=lambda target: (target.start, target.end))))
    doc.user_data["targets"] = targets
    spans = (doc.char_span(target.start, target.end, label=target.rule, alignment_mode="expand") for target in targets)
    doc.spans["targets"] = [span for span in spans if span is not None]
    return doc


def _name_all(plan_id: str, targets: Iterable[Target]) -> Iterator[Target]:
    """Give each its id: plan, path, year and place among those of that path and year, which stay the same elsewhere."""
    places: Counter[tuple[str, int | None]] = Counter()
    for target in targets:
        place = target.path, target.year
        places[place] += 1
        name = f"{plan_id}/{target.path}/{target.year or '-'}/{places[place]}"
        yield target.model_copy(update={"target_id": name})


# --- running text ------------------------------------------------------------------------------------------------


def _read_text(
    text: PlanText, units: Sequence[Unit], cues: Cues, cited: Sequence[tuple[int, int]], years: Years
) -> Iterator[Target]:
    """What units promise: none that says what a plan costs, and a preamble only what it calls an endeavour."""
    quantities = find_quantities(text.text)
    starts = [quantity.start for quantity in quantities]
    tables = [(table.start, table.end) for table in find_target_tables(text)]
    by_path = {unit.path: unit for unit in units}
    for unit in units:
        if unit.section == "funding" or (unit.kind != "row" and _only_describes(unit, by_path)):
            continue
        inside = quantities[bisect_left(starts, unit.start) : bisect_right(starts, unit.end)]
        inside = [q for q in inside if q.end <= unit.end and not any(a <= q.start < b for a, b in tables)]
        sets_targets = unit.section == "target" or _names_targets(text.text, unit)
        passage = Passage(
            text=text.text,
            start=unit.start,
            end=unit.end,
            quantities=inside,
            dates=years.places(unit.start, unit.end),
            cited=cited,
            cues=cues,
            sets_targets=sets_targets,
            in_table=unit.kind == "row",
        )
        for commitment in read_commitments(passage):
            hedged = commitment.hedged or (unit.section == "target" and years.is_endeavour(unit))
            if hedged or sets_targets or unit.section != "preamble":
                due = years.of_commitment(unit, commitment)
                yield _make_target(text.text, unit, commitment._replace(hedged=hedged), due)


_NAMED = re.compile(r"(?<!\w)(?:các |những |một số )?chỉ tiêu(?!\w)[^.:;\n]{0,80}:\s", re.IGNORECASE)


def _names_targets(text: str, unit: Unit) -> bool:
    """Whether a unit outside the part for it sets targets: "Các chỉ tiêu chủ yếu là: (i) …; (ii) …"."""
    return _NAMED.search(text, unit.start, unit.end) is not None


def _only_describes(unit: Unit, by_path: dict[str, Unit]) -> bool:
    """Whether the unit stands under a heading that tells how things are ("Thực trạng", "Kết quả đạt được")."""
    words = [fold(word) for word in load_lexicon("commitments")["reported"]["headings"]]
    above: Unit | None = unit
    while above is not None:
        heading = above.heading or ""
        if len(heading) <= LONGEST_TITLE and any(word in fold(heading) for word in words):
            return True
        above = by_path.get(above.parent_path) if above.parent_path else None
    return False


def _make_target(text: str, unit: Unit, commitment: Commitment, due: Due) -> Target:
    quantity = commitment.quantity
    in_task = unit.section in _TASK_SECTIONS
    return Target(
        path=unit.path,
        start=commitment.start,
        end=commitment.end,
        quote=text[commitment.start : commitment.end],
        rule="target_in_list" if unit.section == "target" else "target_in_text",
        target_id="",
        in_task=in_task,
        subject=commitment.subject,
        indicator=commitment.indicator,
        op=quantity.op,
        hedged=commitment.hedged,
        value=quantity.number.value,
        value_max=quantity.number.high,
        unit=quantity.unit,
        measure=quantity.measure,
        baseline=commitment.baseline,
        year=due.year,
        due_on=due.on,
    )


# --- tables ------------------------------------------------------------------------------------------------------


def _read_tables(text: PlanText, units: Sequence[Unit], years: Years) -> Iterator[Target]:
    in_order = sorted(units, key=lambda unit: unit.start)
    starts = [unit.start for unit in in_order]
    for cell in read_target_tables(text):
        place = bisect_right(starts, cell.row) - 1
        if place >= 0 and cell.row < in_order[place].end:
            unit = in_order[place]
            yield _make_cell_target(text.text, unit, cell, _due_of_cell(cell, unit, years))


def _due_of_cell(cell: CellTarget, unit: Unit, years: Years) -> Due:
    """The year its column is headed by, else the row's own time, else the heading or group row above."""
    places = [cell.header, *([cell.time] if cell.time else [])]
    named = (years.of_cell(*place) for place in places)
    return next((due for due in named if due.year is not None), None) or years.of_heading(unit)


def _make_cell_target(text: str, unit: Unit, cell: CellTarget, due: Due) -> Target:
    return Target(
        path=unit.path,
        start=cell.start,
        end=cell.end,
        quote=text[cell.start : cell.end],
        rule="target_in_table",
        target_id="",
        in_task=unit.section in _TASK_SECTIONS,
        subject=cell.scope,
        indicator=shorten(cell.indicator),
        op=cell.op,
        hedged=cell.hedged,
        value=cell.number.value,
        value_max=cell.number.high,
        unit=cell.unit,
        measure=cell.measure,
        baseline=None,
        year=due.year,
        due_on=due.on,
    )
