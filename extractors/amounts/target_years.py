"""Which year a target is for: that of its clause, else what its sentence or unit opens with, else the heading above."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from extractors.amounts.commitments import Commitment
from extractors.amounts.cues import Cues, step_back, step_on
from extractors.amounts.passages import RUN_IN, split_sentences
from extractors.records import Unit
from extractors.text.stretches import lies_within, merge_stretches
from extractors.times.dates import CalendarSpan, find_spans

_QUOTED = re.compile(r"[“\"«][^“”\"«»\n]{0,300}[”\"»]")
_COMPARED = re.compile(
    r"(?<!\w)(?:so với|so|kể từ|của|gấp (?:đôi|rưỡi|ba|[\w.,]{1,8} lần))\s(?:cùng kỳ\s)?\Z", re.IGNORECASE
)
_VISION = re.compile(r"(?<!\w)(?:tầm nhìn|định hướng)(?:\s(?:đến|tới|hết|năm)){0,3}\s?\Z", re.IGNORECASE)
# "(năm 2026: 1.000 căn; năm 2027: 2.000 căn)": the years of the parts, not of the whole before it.
# "(năm 2025 đạt 92%)" says what was.
_BREAKDOWN = re.compile(r"\((?:[^():\n]{0,80}:|(?:hết )?năm \d{4} (?:đạt|là|còn|có)\s)[^()\n]{0,300}\)")
_LEAD = re.compile(r"[^:.;\n]{0,80}:")

# A heading as long as this is a paragraph that other paragraphs hang on: its dates and words speak of itself.
LONGEST_TITLE = 200


class Due(NamedTuple):
    """When a target is to be reached: the year, and the last day of what was said; ``None`` where nothing was."""

    year: int | None = None
    on: date | None = None


class Years:
    """The dates a plan's targets can be for: none of cited documents, of quoted names, or of years before the plan.

    Years stand in the clause, in the sentence, in the headings above, and in lines that announce a list.
    """

    def __init__(
        self, text: str, units: Sequence[Unit], cues: Cues, apart: Iterable[tuple[int, int]], issued_on: date | None
    ) -> None:
        self._text = text
        self._cues = cues
        self._units = {unit.path: unit for unit in units}
        self._breakdowns = merge_stretches(match.span() for match in _BREAKDOWN.finditer(text))
        hidden = merge_stretches([*apart, *(match.span() for match in _QUOTED.finditer(text))])
        self._spans = [
            span
            for span in find_spans(text)
            if span.year is not None
            and (issued_on is None or span.year >= issued_on.year)
            and not lies_within(hidden, span.start)
        ]
        self._starts = [span.start for span in self._spans]
        self._leads = self._collect_leads(units)

    def places(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where these dates stand in a stretch."""
        return [(span.start, span.end) for span in self._begin_within(start, end)]

    def of_commitment(self, unit: Unit, commitment: Commitment) -> Due:
        """When what a clause promises is due; nothing where it recurs every year."""
        start, at, end = commitment.start, commitment.quantity.start, commitment.end
        before, after = self._drop_visions(self._within(start, at)), self._within(commitment.quantity.end, end)
        if before and after and not self._opens(start, before[-1]):
            before = []  # the period of a plan it names: "Kế hoạch … giai đoạn 2025 - 2030, đạt 20% năm 2025"
        if before or after:
            return _due(before[-1] if before else after[0])
        if self._recurs(start, at, end):
            return Due()
        opening = self._open(commitment.sentence[0], start)
        if opening:
            return _due(opening[0])
        if self._cues.has("recurring.words", commitment.sentence[0], start):
            return Due()
        lead = _LEAD.match(self._text, unit.start, commitment.start)
        led = self._within(unit.start, lead.end()) if lead else []
        return _due(led[-1]) if led else self._carry(unit, commitment.sentence[0]) or self.of_heading(unit)

    def _carry(self, unit: Unit, until: int) -> Due | None:
        """The time the nearest earlier sentence of the unit opens with: "Đến năm 2030, … 80%. | Tỷ lệ … đạt 60%"."""
        for start, end in reversed([*split_sentences(self._text, unit.start, until)]):
            if (spans := self._within(start, end)) and self._opens(start, spans[0]):
                return _due(spans[0])
        return None

    def _drop_visions(self, spans: list[CalendarSpan]) -> list[CalendarSpan]:
        """Without the further year of "đến năm 2030, tầm nhìn 2045, …"; a vision alone stays."""
        return [span for nth, span in enumerate(spans) if not nth or not self._is_vision(span.start)]

    def _is_vision(self, at: int) -> bool:
        return _VISION.search(self._text, max(0, at - 30), at) is not None

    def _open(self, start: int, end: int) -> list[CalendarSpan]:
        """The dates before a clause in its sentence; in a sentence of numbered points only its own and the first."""
        points = [label.end() for label in RUN_IN.finditer(self._text, start, end + 6)]  # its own label included
        if not points:
            return self._within(start, end)
        return [*self._within(points[-1], end), *self._within(start, points[0])]

    def of_heading(self, unit: Unit) -> Due:
        """The year of the nearest line that announces the list a unit stands in, or of a heading; else nothing.

        A line that names two years ("đến năm 2030, tầm nhìn 2045") says neither.
        """
        above: Unit | None = unit
        while above is not None:
            title = above.heading if above.heading and len(above.heading) <= LONGEST_TITLE else ""
            if spans := self._within(above.start, above.start + len(title)):
                return _sole_due(spans)
            lead = self._find_lead(above)
            if lead is not None and (spans := self._within(*lead)):
                return _sole_due(spans)
            above = self._units.get(above.parent_path) if above.parent_path else None
        return Due()

    def is_endeavour(self, unit: Unit) -> bool:
        """Whether the line that announces the list a unit stands in opens it with "phấn đấu"."""
        parent = self._units.get(unit.parent_path) if unit.parent_path else None
        lead = self._find_lead(unit)
        if lead is None and parent is not None and parent.heading is not None:
            lead = parent.start, parent.start + min(len(parent.heading), LONGEST_TITLE)
        return lead is not None and self._cues.has("hedges", *lead)

    def _find_lead(self, unit: Unit) -> tuple[int, int] | None:
        """The nearest line before a unit that announces it and its siblings: "Đến hết năm 2026:"."""
        leads = self._leads.get(unit.parent_path, [])
        place = bisect_left(leads, (unit.start, 0))
        return leads[place - 1] if place else None

    def _collect_leads(self, units: Sequence[Unit]) -> dict[str | None, list[tuple[int, int]]]:
        """Those lines by the path of the unit whose children they announce; they end in a colon, or name a time only.

        A unit's first line is none where it heads children of its own.
        """
        heads = {unit.parent_path for unit in units}
        leads: dict[str | None, list[tuple[int, int]]] = {}
        for unit in units:
            scope = unit.path if unit.path in heads else unit.parent_path
            for line in re.compile(r"[^\n]+").finditer(self._text, unit.start, unit.end):
                is_first = line.start() == unit.start and unit.path in heads
                if not is_first and self._announces(*line.span()):
                    leads.setdefault(scope, []).append(line.span())
        return {scope: sorted(found) for scope, found in leads.items()}

    def _announces(self, start: int, end: int) -> bool:
        if end - start > LONGEST_TITLE or not (spans := self._within(start, end)):
            return False
        return self._text[end - 1] == ":" or (self._opens(start, spans[0]) and spans[-1].end == end)

    def of_cell(self, start: int, end: int) -> Due:
        """The year a table's heading cell or time cell names, where it names one; figures may stand alone there."""
        spans = self._begin_within(start, end)
        return _due(spans[-1]) if spans else Due()

    def _begin_within(self, start: int, end: int) -> list[CalendarSpan]:
        found = self._spans[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [span for span in found if span.end <= end]

    def _within(self, start: int, end: int) -> list[CalendarSpan]:
        """The dates in a stretch of running text that words make one: "2025" alone may be anything."""
        return [
            span
            for span in self._begin_within(start, end)
            if self._is_led(span)
            and not self._is_compared(span.start)
            and not lies_within(self._breakdowns, span.start)
        ]

    def _opens(self, start: int, span: CalendarSpan) -> bool:
        """Whether a date stands at the beginning of a clause, after "phấn đấu", "đến hết" and the like at most."""
        at = step_on(self._text, start)
        while at < span.start:
            fillers = (self._cues.starting(name, at) for name in ("fillers.opening", "fillers.times"))
            at = step_on(self._text, next((end for end in fillers if end is not None), len(self._text)))
        return at == span.start

    def _is_led(self, span: CalendarSpan) -> bool:
        led = self._cues.ending("fillers.times", step_back(self._text, span.start)) is not None
        return led or not span.bare

    def _is_compared(self, at: int) -> bool:
        return _COMPARED.search(self._text, max(0, at - 30), at) is not None

    def _recurs(self, start: int, at: int, end: int) -> bool:
        """Whether "hằng năm" stands before the quantity or closes its clause; elsewhere it speaks of another thing."""
        if self._cues.has("recurring.words", start, at):
            return True
        return any(not self._text[stop:end].strip(" .,;)") for _, stop in self._cues.within("recurring.words", at, end))


def _sole_due(spans: Sequence[CalendarSpan]) -> Due:
    return _due(spans[0]) if len({span.year for span in spans}) == 1 else Due()


def _due(span: CalendarSpan) -> Due:
    return Due(span.year, span.last.on())
