"""A plan's text as it is read, its slips mended; and what is read in it, back in its place in the text as printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from extractors.records import (
    Abbreviation,
    Assignment,
    Cell,
    Citation,
    Deadline,
    Fact,
    Gap,
    Outline,
    Page,
    PlanText,
    Table,
    Target,
    Task,
    TextLine,
    Unit,
)
from pipeline.mending.codes import find_code_slips
from pipeline.mending.labels import find_label_slips
from pipeline.mending.slips import Slip
from pipeline.mending.words import find_word_slips

Quoting = TypeVar("Quoting", Abbreviation, Assignment, Citation, Deadline, Fact, Target, Task)
Placed = TypeVar("Placed", Page, TextLine, Table, Cell)


@dataclass(frozen=True)
class Mending:
    """``text`` is what to read; everything read in it has its place, and its words, in ``printed``."""

    printed: PlanText
    text: PlanText
    slips: tuple[Slip, ...]
    moved: tuple[int, ...]

    def quote(self, records: Iterable[Quoting]) -> tuple[Quoting, ...]:
        """Records with what they quote as printed."""
        if not self.slips:
            return tuple(records)
        return tuple(self._quote(record) for record in records)

    def print_outline(self, outline: Outline) -> Outline:
        """The units and gaps in the text as printed."""
        if not self.slips:
            return outline
        units = tuple(self._print_unit(unit) for unit in outline.units)
        return Outline(units=units, gaps=tuple(self._print_gap(gap) for gap in outline.gaps))

    def mend_units(self, units: Iterable[Unit]) -> tuple[Unit, ...]:
        """The units of the text as printed, in the text to read."""
        if not self.slips:
            return tuple(units)
        return tuple(self._mend_unit(unit) for unit in units)

    # --- one at a time ---

    def _quote(self, record: Quoting) -> Quoting:
        start, end = self.find_printed(record.start), self.find_printed(record.end)
        return record.model_copy(update={"start": start, "end": end, "quote": self.printed.text[start:end]})

    def _print_unit(self, unit: Unit) -> Unit:
        start, end = self.find_printed(unit.start), self.find_printed(unit.end)
        text = self.printed.text
        heading = text[start : self.find_printed(unit.start + len(unit.heading))] if unit.heading else unit.heading
        label = self._print_label(unit)
        changed = {"start": start, "end": end, "text": text[start:end], "heading": heading, "label": label}
        return unit.model_copy(update=changed)

    def _print_label(self, unit: Unit) -> str:
        """The label as printed; that of a bullet as the outline calls it."""
        start = self.text.text.rfind(unit.label, max(unit.start - len(unit.label) - 8, 0), unit.start)
        if not unit.label or start < 0:
            return unit.label
        return self.printed.text[self.find_printed(start) : self.find_printed(start + len(unit.label))]

    def _print_gap(self, gap: Gap) -> Gap:
        return gap.model_copy(update={"offset": self.find_printed(gap.offset)})

    def _mend_unit(self, unit: Unit) -> Unit:
        start, end = self.find_mended(unit.start), self.find_mended(unit.end)
        text = self.text.text
        heading = text[start : self.find_mended(unit.start + len(unit.heading))] if unit.heading else unit.heading
        return unit.model_copy(update={"start": start, "end": end, "text": text[start:end], "heading": heading})

    # --- offsets ---

    def find_printed(self, offset: int) -> int:
        """Where an offset into the text to read stands in the one printed."""
        index = bisect_right(self.moved, offset) - 1
        if index < 0:
            return offset
        slip, within = self.slips[index], offset - self.moved[index]
        return (
            slip.end + within - len(slip.mended) if within >= len(slip.mended) else min(slip.start + within, slip.end)
        )

    def find_mended(self, offset: int) -> int:
        """Where an offset into the text as printed stands in the one to read."""
        index = bisect_right(self.slips, offset, key=lambda slip: slip.start) - 1
        if index < 0:
            return offset
        slip, start = self.slips[index], self.moved[index]
        if offset >= slip.end:
            return start + len(slip.mended) + offset - slip.end
        return start + min(offset - slip.start, len(slip.mended))


@lru_cache(maxsize=1)
def mend_text(text: PlanText) -> Mending:
    """A plan's text with its slips mended; the last one is kept, since two steps read it."""
    slips = _find_slips(text)
    if not slips:
        return Mending(text, text, (), ())
    pieces, moved, end, length = [], [], 0, 0
    for slip in slips:
        kept = text.text[end : slip.start]
        moved.append(length + len(kept))
        pieces += [kept, slip.mended]
        length += len(kept) + len(slip.mended)
        end = slip.end
    pieces.append(text.text[end:])
    mending = Mending(text, text, slips, tuple(moved))
    return Mending(text, _move_parts(mending, "".join(pieces)), slips, tuple(moved))


def _find_slips(text: PlanText) -> tuple[Slip, ...]:
    """The slips of labels, words and numbers of documents in order; where a label has one, no other is looked for."""
    labels = find_label_slips(text)
    starts = [slip.start for slip in labels]
    others = (*find_word_slips(text.text), *find_code_slips(text.text))
    return tuple(sorted([*labels, *(slip for slip in others if not _overlaps(slip, labels, starts))]))


def _overlaps(slip: Slip, others: Sequence[Slip], starts: Sequence[int]) -> bool:
    index = bisect_right(starts, slip.end - 1) - 1
    return index >= 0 and others[index].end > slip.start


def _move_parts(mending: Mending, mended: str) -> PlanText:
    """The text to read with its pages, lines, tables and gaps."""
    printed = mending.printed

    def move(part: Placed) -> Placed:
        return part.model_copy(update={"start": mending.find_mended(part.start), "end": mending.find_mended(part.end)})

    def move_table(table: Table) -> Table:
        return move(table).model_copy(update={"rows": tuple(tuple(move(cell) for cell in row) for row in table.rows)})

    gaps = (gap.model_copy(update={"offset": mending.find_mended(gap.offset)}) for gap in printed.gaps)
    return printed.model_copy(
        update={
            "text": mended,
            "pages": tuple(move(page) for page in printed.pages),
            "lines": tuple(move(line) for line in printed.lines),
            "tables": tuple(move_table(table) for table in printed.tables),
            "gaps": tuple(gaps),
        }
    )
