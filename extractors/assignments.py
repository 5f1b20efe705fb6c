"""Who must do what: each body in each role, unit by unit.

Assignments stand in five places, and everywhere else a body named is no doer (a purpose, a citizen, who pays):

* duties under a heading that names a body ("1. Sở Nội vụ" and its bullets), or carries them in the same line;
* inline lines and table columns ("Đơn vị chủ trì: …", "Cơ quan phối hợp"), which bind the item they stand in;
* tasks whose own text names its doer ("Tổ dân phố phối hợp với …");
* orders, mostly at the end ("UBND tỉnh yêu cầu các cơ quan …");
* who reports, and who gathers the reports ("gửi Sở Nội vụ tổng hợp, báo cáo UBND tỉnh").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extractors.bodies.agencies import read_bodies, remove_vague, split_bodies
from extractors.bodies.agency_words import same_spelling
from extractors.bodies.duty_headings import announces_partners, names_nobody, read_heading, read_part_heading
from extractors.bodies.role_labels import name_role, read_inline_lines, split_role_cell
from extractors.bodies.roles import find_subjects, read_acts
from extractors.records import Assignment, AssignmentRef, Cell, PlanText, Role, Unit
from extractors.text.columns import names_tasks
from extractors.text.references import find_references
from extractors.text.task_words import announces_criteria, announces_people

_SILENT_SECTIONS = ("preamble", "purpose", "target", "funding")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TOLD = re.compile(r"(?<!\w)(?:đã|đang|hiện nay)(?!\w)")  # of how things are
_LONGEST_NAME = 20  # words of a body that no list knows


class _Found(NamedTuple):
    """One assignment before it has its number; the offsets are in its unit's text."""

    start: int
    end: int
    agency: str
    role: Role
    rule: str


@Language.component("assignments")
def find_assignments(doc: Doc) -> Doc:
    """Leave every assignment in ``doc.user_data["assignments"]``, in document order."""
    letterhead = doc.user_data.get("letterhead")
    plan = _Plan(
        text=doc.user_data["text"],
        units=doc.user_data["units"],
        cited=[(span.start_char, span.end_char) for span in doc.spans.get("citations", ())],
        plan_id=doc.user_data["plan_id"],
        own_type=letterhead.doc_type if letterhead else None,
    )
    assignments = tuple(plan.read())
    spans = (doc.char_span(found.start, found.end, alignment_mode="expand") for found in assignments)
    doc.user_data["assignments"] = assignments
    doc.spans["assignments"] = [span for span in spans if span is not None]
    return doc


class _Plan:
    """One plan being read for assignments."""

    def __init__(
        self,
        text: PlanText,
        units: tuple[Unit, ...],
        cited: list[tuple[int, int]],
        plan_id: str,
        own_type: str | None,
    ) -> None:
        self.text = text
        self.units = units
        self.cited = sorted(cited)
        self.plan_id = plan_id
        self.own_type = own_type
        self.by_path = {unit.path: unit for unit in units}
        self.below: dict[str | None, list[Unit]] = {}
        for unit in units:
            self.below.setdefault(unit.parent_path, []).append(unit)
        # By path: who the units below are for; units whose lines below are a list, no duties; units that name their
        # doer in their own sentence.
        self.doers: dict[str | None, tuple[str, ...]] = {}
        self.announcing: set[str | None] = set()
        self.speaking: set[str | None] = set()

    def read(self) -> Iterator[Assignment]:
        """Every assignment, unit by unit."""
        rows = _read_tables(self.text, [unit for unit in self.units if unit.kind == "row"])
        for unit in self.units:
            self.doers[unit.path] = self.doers.get(unit.parent_path, ())
            if self._is_listed(unit):
                continue
            if unit.kind == "row":
                yield from self._record(unit, rows.get(unit.path, []), unit.path)
            elif unit.section not in _SILENT_SECTIONS and unit.kind != "preamble":
                yield from self._read_unit(unit)

    def _is_listed(self, unit: Unit) -> bool:
        """Whether a unit is one of a list of those who attend, or of criteria: nobody there is told to do anything."""
        parent = self.by_path.get(unit.parent_path or "")
        if parent is None or parent.kind == "part":
            return False
        return announces_people(parent.text) or announces_criteria(parent.text)

    def _read_unit(self, unit: Unit) -> Iterator[Assignment]:
        lines = list(read_inline_lines(unit.text))
        if lines:
            whole = lines[0].start_of_line == 0 and unit.path not in self.below
            found = [_Found(line.body.start, line.body.end, line.body.name, line.role, "inline_line") for line in lines]
            yield from self._record(unit, found, unit.parent_path if whole and unit.parent_path else unit.path)
            return
        found, names = self._read_text(unit)
        self.doers[unit.path] = names or self.doers[unit.path]
        yield from self._record(unit, found, unit.path)

    def _read_text(self, unit: Unit) -> tuple[list[_Found], tuple[str, ...]]:
        """What a unit says, and the bodies it names for the units below it."""
        bodies, duty_start = read_heading(unit.text)
        if bodies and self._may_head(unit, any(body.is_class for body in bodies), duty_start):
            names = tuple(body.name for body in remove_vague(bodies))
            return self._read_duty(unit, duty_start, names), names
        found = self._read_partners(unit) or self._read_duty(unit, 0, self.doers[unit.path])
        if unit.path not in self.below:
            return found, ()
        if subjects := find_subjects(unit.text, self._find_covered(unit, 0)):
            self.speaking.add(unit.path)
            heads = unit.kind != "part" or unit.section == "responsibility"  # the title of a part names no doer
            return (found, tuple(body.name for body in subjects)) if heads else ([], ())
        names = tuple(body.name for body in read_part_heading(unit.text)) or self._read_unknown_heading(unit)
        return ([], names) if names else (found, ())

    def _may_head(self, unit: Unit, names_class: bool, duty_start: int) -> bool:
        """A list of bodies heads duties; among the tasks a class does only before what it is to do, for "Doanh nghiệp
        số" is a subject there."""
        if unit.path not in self.below and duty_start >= len(unit.text.rstrip()):
            return False
        if unit.section == "other" and unit.path.startswith("PL"):
            return False  # the programme of a ceremony, a list of guests
        opens = unit.text.startswith(("Các ", "Mỗi ")) and 0 < duty_start < len(unit.text.rstrip())
        speaks = opens and bool(read_acts(unit.text[duty_start:], has_doer=True))
        return unit.section == "responsibility" or not names_class or speaks

    def _read_unknown_heading(self, unit: Unit) -> tuple[str, ...]:
        """A heading among headings that name bodies names one too, though no list has it ("Bưu cục trung tâm")."""
        if unit.section != "responsibility" or unit.heading is None or len(unit.text.split()) > _LONGEST_NAME:
            return ()
        if names_nobody(unit.text):
            return ()
        beside = [other for other in self.below[unit.parent_path] if other is not unit]
        known = sum(1 for other in beside if read_heading(other.text)[0])
        if known < 2 or known * 2 < len(beside):
            return ()
        return tuple(body.name for body in remove_vague(split_bodies(unit.text)))

    def _read_partners(self, unit: Unit) -> list[_Found]:
        """Under "Chủ trì, phối hợp với:" each line goes on with those to work with, and what is to be done."""
        parent = self.by_path.get(unit.parent_path or "")
        if parent is None or not announces_partners(parent.text) or not read_bodies(unit.text)[0]:
            return []
        opening, doers = f"{parent.text.rstrip(' :.,;')} ", self.doers[unit.path]
        found: list[_Found] = []
        for act in read_acts(opening + unit.text, bool(doers), is_duty=True):
            # What only the line above says holds for the whole line.
            start, end = max(0, act.start - len(opening)), act.end - len(opening)
            end = end if end > 0 else len(unit.text.rstrip())
            names = [act.body.name] if act.body else doers
            found += [_Found(start, end, name, act.role, "partner_line") for name in names]
        return found

    def _read_duty(self, unit: Unit, offset: int, doers: tuple[str, ...]) -> list[_Found]:
        """What the text from ``offset`` on says; a duty that gives its body no role is implemented by it."""
        text = unit.text[offset:]
        if not doers and unit.section == "other":
            return self._read_leads(unit)
        acts = read_acts(text, bool(doers), self._find_covered(unit, offset), unit.section == "responsibility")
        found = [
            _Found(act.start + offset, act.end + offset, name, act.role, act.rule)
            for act in acts
            for name in ([act.body.name] if act.body else doers)
        ]
        if doers and not found and self._is_duty(unit) and any(map(str.isalpha, text)):
            found = [_Found(offset, offset + len(text.rstrip()), doer, "implement", "default") for doer in doers]
        if text.rstrip().endswith(":"):
            self.announcing.add(unit.path)
        return found

    def _read_leads(self, unit: Unit) -> list[_Found]:
        """Who leads what a part of another kind is about: "Thành phần: Hội A triệu tập và chủ trì hội nghị"."""
        if unit.path.startswith("PL") or _TOLD.search(unit.text):
            return []
        acts = read_acts(unit.text, False, self._find_covered(unit, 0))
        leads = any(act.role == "lead" for act in acts)
        return [
            _Found(act.start, act.end, act.body.name, act.role, act.rule)
            for act in acts
            if leads and act.body is not None and act.role in ("lead", "coordinate")
        ]

    def _find_covered(self, unit: Unit, offset: int) -> list[tuple[int, int]]:
        """Where the unit's text from ``offset`` on names cited documents."""
        shift = unit.start + offset
        first = max(0, bisect_right(self.cited, (shift, shift)) - 1)
        return [(max(0, start - shift), end - shift) for start, end in self.cited[first:] if start < unit.end]

    def _is_duty(self, unit: Unit) -> bool:
        """Whether the unit is a duty by standing there.

        Headings of others, items of an announced list, and further paragraphs of a duty that named its body itself
        ("Nghị quyết này phổ biến đến chi bộ") are none.
        """
        if unit.kind == "paragraph" and unit.parent_path in self.speaking:
            return False
        if unit.text.startswith("(") and unit.text.rstrip(" .").endswith(")"):
            return False  # "(Có danh mục kèm theo)"
        return unit.path not in self.below and unit.parent_path not in self.announcing

    def _record(self, unit: Unit, found: Sequence[_Found], task_path: str) -> Iterator[Assignment]:
        """The records of one unit, in order, each with the tasks that the unit cites by number."""
        refs = self._find_refs(unit) if found else ()
        seen: set[tuple[str, Role]] = set()
        for start, end, agency, role, rule in sorted(found, key=lambda item: (item.start, item.end)):
            key = (same_spelling(agency), role)
            if key in seen:
                continue
            seen.add(key)
            yield Assignment(
                assignment_id=f"{self.plan_id}/{unit.path}/a{len(seen)}",
                path=unit.path,
                start=unit.start + start,
                end=unit.start + end,
                quote=self.text.text[unit.start + start : unit.start + end],
                rule=rule,
                task_path=task_path,
                agency=agency,
                role=role,
                refs=refs,
            )

    def _find_refs(self, unit: Unit) -> tuple[AssignmentRef, ...]:
        if unit.kind == "row":
            return ()
        references = find_references(unit.text, self.units, unit.path, self.own_type)
        return tuple(AssignmentRef(raw=ref.raw, ref_path=ref.path, resolved=ref.resolved) for ref in references)


def _read_tables(text: PlanText, rows: Sequence[Unit]) -> dict[str, list[_Found]]:
    """By the path of its unit, what the role columns of each table row say; a row over two pages is one unit.

    A table without heads of its own goes on with the columns of the one before it that is as wide.
    """
    found: dict[str, list[_Found]] = {}
    starts = [row.start for row in rows]
    columns: dict[int, str] = {}
    task: int | None = None
    width = 0
    for table in text.tables if rows else ():
        in_head, above = True, False
        if len(table.rows[0]) != width:
            columns, task, width = {}, None, len(table.rows[0])
        for cells in table.rows:
            said = [text.text[cell.start : cell.end] for cell in cells]
            heads = {i: head for i, head in enumerate(said) if not cells[i].continues and name_role(head)}
            row = _find_row(cells, rows, starts)
            is_head = bool(heads) and (in_head or row is None)  # a head, also of several rows, or one repeated
            if is_head:
                columns, in_head = columns | heads if above else heads, False
                task = next((index for index, content in enumerate(said) if names_tasks(content)), task)
            elif row is not None and _holds_task(text.text, cells, columns):
                row_found = found.setdefault(row.path, [])
                row_found += _read_cells(text.text, cells, columns, row.start)
                if task is not None:
                    row_found += _read_named(text.text, cells[task], row.start, row_found)
            above = is_head
    return found


def _find_row(cells: Sequence[Cell], rows: Sequence[Unit], starts: Sequence[int]) -> Unit | None:
    """The unit that the cells of a table row stand in; ``None`` for heads and blank rows."""
    filled = [cell.start for cell in cells if cell.end > cell.start and not cell.continues]
    index = bisect_right(starts, filled[-1]) - 1 if filled else -1
    return rows[index] if index >= 0 and filled[-1] < rows[index].end else None


def _holds_task(text: str, cells: Sequence[Cell], columns: dict[int, str]) -> bool:
    """Whether a cell besides those of the bodies says something in words, and not a number only."""
    others = (cell for index, cell in enumerate(cells) if index not in columns)
    return any(len(_WORD.findall(text, cell.start, cell.end)) > 1 for cell in others)


def _read_cells(text: str, cells: Sequence[Cell], columns: dict[int, str], row_start: int) -> Iterator[_Found]:
    """What the role columns of a row say; a cell merged with those above stands before the row in the text."""
    for index, head in columns.items():
        if index >= len(cells):
            continue
        shift = cells[index].start - row_start
        for body, role in split_role_cell(text[cells[index].start : cells[index].end], head):
            yield _Found(body.start + shift, body.end + shift, body.name, role, "table_column")


def _read_named(text: str, cell: Cell, row_start: int, doers: Sequence[_Found]) -> list[_Found]:
    """Who the task of a row itself names: those to work with, and doers that the columns do not name.

    What those do besides ("Ngân hàng A hướng dẫn …") is said of them where the columns name nobody.
    """
    shift = cell.start - row_start
    known = [same_spelling(doer.agency) for doer in doers]
    return [
        _Found(act.start + shift, act.end + shift, act.body.name, act.role, act.rule)
        for act in read_acts(text[cell.start : cell.end], bool(doers))
        if act.body is not None and not _is_among(same_spelling(act.body.name), known)
        if act.role in ("coordinate", "lead", "implement") or not doers
    ]


def _is_among(name: str, known: Sequence[str]) -> bool:
    """Whether a body is one of those known, named longer or shorter perhaps."""
    return any(name in other or other in name for other in known)
