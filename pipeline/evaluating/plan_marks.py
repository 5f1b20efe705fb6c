"""What is marked in one plan alone: its letterhead and the records that are read in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.records import Assignment, Citation, Deadline, Letterhead
from pipeline.evaluating.gold import GoldAssignment, GoldDeadline, GoldDocument, GoldPlan
from pipeline.evaluating.marks import Claim, Mark, Said, Wanted, make_mark, mark_claims
from pipeline.evaluating.reading import Reading, normalize, normalize_number

_BEFORE_NAME = re.compile(r"^(các|những|mỗi|toàn thể|đề nghị|giao)\s+")
_BEFORE_PLACE = re.compile(r"^(tỉnh|xã|phường|huyện|thành phố) ")
_JOINED = re.compile(r"[,;]| và ")
# "Các cơ quan liên quan" names nobody: it counts neither way.
_NOBODY = "liên quan"
# Of a title as long as a paragraph people write down the beginning.
_TITLE_LETTERS = 40


def mark_document(gold: GoldPlan, reading: Reading) -> Iterator[Mark]:
    """Nine facts; one read otherwise is missed as the gold has it and made up as the build has it."""
    wanted, found = gold.document, reading.plan.letterhead
    words = {fact.field: fact for fact in found.facts}
    for field, want, said, agree in _compare_facts(wanted, found):
        claim = Claim(None, None, f"{field}: {want}")
        if agree:
            yield make_mark("document", "right", claim, None)
            continue
        fact = words.get({"date": "issued_on", "type": "doc_type"}.get(field, field))
        quote, page = (fact.quote, reading.plan.text.page_at(fact.start)) if fact else (None, None)
        yield make_mark("document", "missed", claim, None)
        yield make_mark("document", "made_up", Claim(None, None, f"{field}: {said}"), quote, page)


def mark_citations(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """Each number and date once, wherever and however often the plan cites it."""
    first: dict[Claim, Said[Citation]] = {}
    for row in reading.plan.citations:
        claim = Claim(None, None, _tell_citation(row.number, str(row.issued_on or "")))
        first.setdefault(claim, Said(claim, row, row.quote, reading.page(row)))
    wanted = [
        Wanted(Claim(None, None, _tell_citation(row.number, row.date)), row, row.certain)
        for row in gold.citations
        if row.number
    ]
    return mark_claims("citations", wanted, list(first.values()))


def mark_tasks(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """By address."""
    wanted = [Wanted(Claim(row.path), row, row.certain, row.cue) for row in gold.tasks]
    said = [Said(Claim(reading.address(row.path)), row, row.quote, reading.page(row)) for row in reading.plan.tasks]
    return mark_claims("tasks", wanted, said)


def mark_targets(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """By address, year, bound, figure, unit, and whether it is hedged."""
    wanted = [
        Wanted(Claim(row.path, None, _tell_target(row.year, row.op, row.value, row.unit, row.hedged)), row, row.certain)
        for row in gold.targets
    ]
    said = [
        Said(
            Claim(reading.address(row.path), None, _tell_target(row.year, row.op, row.value, row.unit, row.hedged)),
            row,
            row.quote,
            reading.page(row),
        )
        for row in reading.plan.targets
    ]
    return mark_claims("targets", wanted, said)


def mark_deadlines(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """By address or by what is bound, kind, period, and those days that the kind has."""
    wanted = [
        Wanted(
            Claim(row.path, None, _tell_time(row.kind, row.start, row.end, row.every, row.month_day)),
            row,
            row.certain,
            row.raw,
        )
        for row in gold.deadlines
    ]
    said = [
        Said(
            Claim(
                reading.address(row.path),
                None,
                _tell_time(row.kind, _tell_day(row.start_on), _tell_day(row.end_on), row.every, row.month_day),
            ),
            row,
            row.quote,
            reading.page(row),
        )
        for row in reading.plan.deadlines
    ]

    def agree(want: Wanted[GoldDeadline], each: Said[Deadline]) -> bool:
        return _stand_alike(want.row, each.record, reading) and _times_agree(want.row, each.record)

    return mark_claims("deadlines", wanted, said, agree)


def mark_assignments(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """By address or by what is bound, role, and body; a body may be written shorter, or in parts."""
    wanted = [
        Wanted(Claim(row.path, None, f"{row.role}: {row.agency}"), row, row.certain)
        for row in gold.assignments
        if _NOBODY not in normalize(row.agency)
    ]
    said = [
        Said(Claim(reading.address(row.path), None, f"{row.role}: {row.agency}"), row, row.quote, reading.page(row))
        for row in _find_assignments(reading)
    ]

    def agree(want: Wanted[GoldAssignment], each: Said[Assignment]) -> bool:
        return (
            _stand_alike(want.row, each.record, reading)
            and want.row.role == each.record.role
            and is_same_agency(want.row.agency, each.record.agency)
        )

    return mark_claims("assignments", wanted, said, agree, by_parts=True)


def mark_refs(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """Each task that a unit cites by number once, whoever is given it there."""
    certain: dict[Claim, bool] = {}
    for row in gold.assignments:
        for ref in row.refs:
            claim = Claim(row.path, None, ref)
            certain[claim] = certain.get(claim, False) or row.certain
    said: dict[Claim, Said[Assignment]] = {}
    for each in _find_assignments(reading):
        for cited in each.refs:
            claim = Claim(each.path, None, cited.ref_path)
            said.setdefault(claim, Said(claim, each, cited.raw, reading.page(each)))
    wanted = [Wanted(claim, claim, is_certain) for claim, is_certain in certain.items()]
    return mark_claims("refs", wanted, list(said.values()))


def is_same_agency(one: str | None, other: str | None) -> bool:
    """Whether two names mean one body: alike, or one within the other that is no more than twice as long or a list.

    >>> is_same_agency("Ủy ban nhân dân tỉnh", "các Ủy ban nhân dân tỉnh;"), is_same_agency("Sở Y tế", "Sở Nội vụ")
    (True, False)
    """
    names = [_BEFORE_NAME.sub("", normalize(name)).strip(" .;,:") for name in (one, other)]
    short, long = sorted(names, key=len)
    if short == long:
        return True
    return len(short) >= 5 and short in long and (2 * len(short) >= len(long) or bool(_JOINED.search(long)))


def _compare_facts(wanted: GoldDocument, found: Letterhead) -> Iterator[tuple[str, str, str, bool]]:
    """Each fact: its name in the gold, as wanted, as read, and whether they agree."""
    day = _tell_day(found.issued_on)
    title, place = normalize(wanted.title)[:_TITLE_LETTERS], _BEFORE_PLACE.sub("", normalize(wanted.locality))
    agreements = (
        ("number", found.number, normalize_number(wanted.number) == normalize_number(found.number)),
        ("type", found.doc_type, normalize(wanted.type) == normalize(found.doc_type)),
        ("level", found.level, wanted.level == found.level),
        ("locality", found.locality, place in normalize(found.locality) if place else not found.locality),
        ("place", found.place, normalize(wanted.place) == normalize(found.place)),
        ("date", day, wanted.date == day),
        ("title", found.title, bool(found.title or not title) and title in normalize(found.title)),
        ("issuer", found.issuer, is_same_agency(wanted.issuer, found.issuer)),
        ("signer", found.signer, normalize(wanted.signer) == normalize(found.signer)),
    )
    for field, said, agree in agreements:
        yield field, _tell_value(getattr(wanted, field)), _tell_value(said), agree


def _find_assignments(reading: Reading) -> list[Assignment]:
    return [row for row in reading.plan.assignments if _NOBODY not in normalize(row.agency)]


def _stand_alike(wanted: GoldDeadline | GoldAssignment, found: Deadline | Assignment, reading: Reading) -> bool:
    """Whether both stand in one unit or bind one: a line of its own may be given the address of either."""
    there = {reading.address(found.path), reading.address(found.task_path)}
    return wanted.path in there or wanted.task_path in there


def _times_agree(wanted: GoldDeadline, found: Deadline) -> bool:
    if (wanted.kind, wanted.every) != (found.kind, found.every):
        return False
    ends = wanted.kind not in ("by", "on", "during") or wanted.end == _tell_day(found.end_on)
    starts = wanted.kind not in ("from", "on", "during") or wanted.start == _tell_day(found.start_on)
    return ends and starts and wanted.month_day in (None, "", found.month_day)


def _tell_citation(number: str | None, day: str | None) -> str:
    return f"{normalize_number(number)} {day or ''}".strip()


def _tell_target(year: int | None, op: str, value: Decimal, unit: str | None, hedged: bool) -> str:
    """The values of a target, told alike for gold and build.

    >>> _tell_target(2025, ">=", Decimal("80.00"), "%", False)
    '2025: >= 80 %'
    """
    when = f"{year}: " if year is not None else ""
    return f"{when}{op} {value.normalize():f} {normalize(unit)}" + (" (hedged)" if hedged else "")


def _tell_time(kind: str, start: str | None, end: str | None, every: str | None, month_day: str | None) -> str:
    days = " – ".join(day for day in dict.fromkeys((start, end)) if day)
    return " ".join(filter(None, (kind, every, month_day, days)))


def _tell_day(day: object) -> str | None:
    return None if day is None else str(day)


def _tell_value(value: str | None) -> str:
    return "–" if value is None else value
