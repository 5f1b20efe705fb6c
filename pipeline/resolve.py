"""Step 4, resolve: one agency per body over all plans, whatever it is called, and the body of its remit one level up.

A body is named in full ("Sở KH&CN" → "Sở Khoa học và Công nghệ"), and by its place: the "Sở Khoa học và Công nghệ" of
Lai Châu's plan and that of Quảng Ngãi's are two bodies, "Ủy ban nhân dân tỉnh" in Lai Châu's plan is that of Lai Châu.
The identity is made of the full name and the place, as readable ASCII words; it never depends on what else is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from extractors.bodies.agencies import BodyScan
from extractors.bodies.agency_words import same_spelling
from extractors.lexicon import load_lexicon
from extractors.papers.issuers import find_bare_kind, find_places, read_level
from extractors.records import Agency, Counterpart, Level, Plan
from extractors.text.folding import fold
from pipeline.resolving.names import expand_name, find_line, find_remit, load_patterns, read_class_level
from pipeline.resolving.provinces import MERGED_ON

_PROVINCE_PARTY = re.compile(r"\b(?:tỉnh ủy|tỉnh đoàn)\b")
_CITY_PARTY = re.compile(r"\b(?:thành ủy|thành đoàn)\b")
_DISTRICT_PARTY = re.compile(r"\b(?:huyện ủy|quận ủy|thị ủy|huyện đoàn)\b")
# A name that ends so takes the bare name of its place: "Tỉnh đoàn Lai Châu", but "Sở Y tế tỉnh Lai Châu".
_TAKES_BARE_NAME = re.compile(r"(?:tỉnh|thành phố|tỉnh ủy|thành ủy|tỉnh đoàn|thành đoàn|báo|đài)$")
# What follows the first words of a name said of several places: "UBND |các xã|", "Công an |xã, phường|".
_SEVERAL_PLACES = re.compile(r"\s(?:(?:các|cấp)\s|(?:tỉnh|huyện|xã|phường|thành phố|thị xã)(?:,|\svà|/)\s?\w)")
_DETERMINER = re.compile(r"(?:các|những)\s")


class Agencies(NamedTuple):
    """Every body, the body that each assignment means, and the bodies above."""

    agencies: tuple[Agency, ...]
    agency_of: dict[str, str]
    counterparts: tuple[Counterpart, ...]


def resolve_agencies(plans: Sequence[Plan]) -> Agencies:
    """One agency per body over all plans; ``agency_of`` by ``assignment_id``.

    Bodies above another are there even where no plan names them, so that a province's department can be held against
    the ministry. The result is the same whatever the order of the plans.
    """
    found: dict[str, Agency] = {}
    agency_of: dict[str, str] = {}
    above: set[Counterpart] = set()
    for plan in sorted(plans, key=lambda plan: plan.plan_id):
        seat = _Seat.of(plan)
        known: dict[str, Agency] = {}
        for assignment in plan.assignments:
            if assignment.agency not in known:
                agency = _name_agency(assignment.agency, plan, seat)
                known[assignment.agency] = found.setdefault(agency.agency_id, agency)
                _add_above(found, above, agency, seat)
            agency_of[assignment.assignment_id] = known[assignment.agency].agency_id
    ordered = sorted(above, key=lambda row: (row.agency_id, row.counterpart_id))
    return Agencies(tuple(found[key] for key in sorted(found)), agency_of, tuple(ordered))


class _Seat(NamedTuple):
    """Where a plan is at home: its level, its province (without "tỉnh"), and its place below it (with its kind)."""

    level: Level | None
    province: str | None
    place: str | None
    plan_id: str

    @classmethod
    def of(cls, plan: Plan) -> _Seat:
        head = plan.letterhead
        if head.level == "province":
            return cls("province", head.locality, None, plan.plan_id)
        return cls(head.level, head.parent_locality, head.locality, plan.plan_id)

    def at(self, level: Level | None) -> str | None:
        """The plan's own place of a level."""
        if level == "province":
            return self.province
        return self.place if level in ("district", "commune") and level == self.level else None


# --- names -------------------------------------------------------------------------------------------------------


def _name_agency(written: str, plan: Plan, seat: _Seat) -> Agency:
    """The body that a plan means by a name."""
    for abbreviation in plan.abbreviations:
        if same_spelling(abbreviation.short) == same_spelling(written):
            written = abbreviation.long
    name = expand_name(written)
    if _is_class(name):
        level = read_class_level(name)
        return _make_agency(name, level, _place_class(level, seat), seat, is_class=True)
    level, locality, name = _place_name(name, seat)
    return _make_agency(_unify_line(name, level, locality), level, locality, seat, is_class=False)


def _is_class(name: str) -> bool:
    """Whether the name is said of many bodies: a class, several places at once, or a body that every place has."""
    same = same_spelling(name)
    determiner = _DETERMINER.match(same)
    body = BodyScan(name).read(0)
    if determiner or (body is not None and body.is_class):
        return True
    if same in {same_spelling(entry) for entry in load_lexicon("agencies")["generic"]["names"]}:
        return True
    whole = load_patterns().whole.search(same)
    return whole is not None and _SEVERAL_PLACES.match(same, whole.end()) is not None


def _place_class(level: Level | None, seat: _Seat) -> str | None:
    """The place whose bodies a class is of: the plan's, or the province for a class of the province."""
    if level == "central" or seat.level in ("central", None):
        return None
    return seat.province if level == "province" else seat.place or seat.province


def _place_name(name: str, seat: _Seat) -> tuple[Level | None, str | None, str]:
    """The level and place of one body, and its name with the place."""
    if places := find_places(name):
        deepest = max(places, key=lambda place: ("province", "district", "commune").index(place.level))
        return deepest.level, deepest.locality, name
    if (province := _ends_with_province(name)) is not None:
        return "province", province, name
    if re.search(r"\bkhu vực\b", same_spelling(name)):
        return None, None, name  # a branch of a central body for several provinces
    kind = None if fold(name).endswith("hop tac xa") else find_bare_kind(name)
    level = _level_of_kind(kind, seat) if kind else _level_of_name(name, seat)
    locality = seat.at(level)
    if locality is None:
        return level, None, name
    if kind and level != "province":
        return level, locality, name[: -len(kind)] + locality if locality.startswith(kind) else name
    return level, locality, _add_place(name, level, locality)


def _add_place(name: str, level: Level | None, locality: str) -> str:
    if fold(locality) in fold(name):
        return name
    bare = _TAKES_BARE_NAME.search(same_spelling(name)) is not None
    return f"{name} {locality}" if bare or level != "province" else f"{name} {_spell_province(locality)}"


def _spell_province(name: str) -> str:
    """A province with its kind: "tỉnh Lai Châu", "thành phố Hà Nội"."""
    cities = {fold(city) for city in load_lexicon("issuers")["places"]["cities"]}
    return f"thành phố {name}" if fold(name) in cities else f"tỉnh {name}"


def _ends_with_province(name: str) -> str | None:
    """The province that a name ends with, without its kind: "Báo Quảng Ngãi"."""
    return next((place for place in load_lexicon("issuers")["places"]["provinces"] if name.endswith(f" {place}")), None)


def _level_of_kind(kind: str, seat: _Seat) -> Level | None:
    if kind == "thành phố":
        is_city = seat.province is not None and _spell_province(seat.province).startswith("thành phố")
        return "province" if is_city else "district"
    return read_level(f"Ủy ban nhân dân {kind}")


def _level_of_name(name: str, seat: _Seat) -> Level | None:
    """The level of a body named without any place; one whose name does not say stands where the plan does."""
    same = same_spelling(name)
    if _PROVINCE_PARTY.search(same):
        return "province"
    if _CITY_PARTY.search(same):
        return _level_of_kind("thành phố", seat)
    if _DISTRICT_PARTY.search(same):
        return "district"
    line = find_line(name)
    if line and same == same_spelling(line["central"]):
        return "central"
    if line and seat.level not in ("central", None) and "trung ương" not in same:
        return seat.level  # "Mặt trận Tổ quốc Việt Nam" in a commune's plan is the commune's
    return read_level(name) or seat.level


def _make_agency(name: str, level: Level | None, locality: str | None, seat: _Seat, is_class: bool) -> Agency:
    determiner = _DETERMINER.match(same_spelling(name))
    words = [name[determiner.end() :] if determiner else name]
    if locality and fold(locality) not in fold(name):
        words.append(locality)
    if level == "commune" and not is_class and seat.province:
        words.append(seat.province)
    if locality is None and level in ("province", "district", "commune") and not is_class:
        words.append(seat.plan_id)  # somebody's "Sở Nội vụ", but nobody can say whose
    agency_id = "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", fold(word)).strip("-") for word in words)))
    remit = None if is_class else find_remit(name)
    return Agency(agency_id=agency_id, name=name, level=level, locality=locality, remit=remit, is_class=is_class)


# --- the bodies above --------------------------------------------------------------------------------


def _unify_line(name: str, level: Level | None, locality: str | None) -> str:
    """The usual name at its level of a body with several: the Youth Union of a province is its "Tỉnh đoàn"."""
    line = find_line(name)
    if line is None or locality is None or level not in ("province", "commune") or level not in line:
        return name
    place = _spell_province(locality) if level == "province" else locality
    endings = {"", fold(place), fold(locality), fold(f"tỉnh {locality}")}
    known = {f"{fold(base)} {ending}".strip() for base in line["names"] for ending in endings}
    return _spell_line(line, level, locality) if fold(name) in known else name


def _spell_line(line: dict[str, str], level: Level, locality: str) -> str:
    place = _spell_province(locality) if level == "province" else locality
    is_city = level == "province" and place.startswith("thành phố")
    form = line.get("city", line["province"]) if is_city else line[level]
    return form.format(place=place, name=locality)


def _add_above(found: dict[str, Agency], above: set[Counterpart], agency: Agency, seat: _Seat) -> None:
    """Add the bodies above one, and those above them; each step is a level up, so it ends."""
    for higher, valid_from, valid_to in () if agency.is_class else _find_above(agency, seat):
        if higher.agency_id == agency.agency_id:
            continue
        found.setdefault(higher.agency_id, higher)
        row = Counterpart(
            agency_id=agency.agency_id, counterpart_id=higher.agency_id, valid_from=valid_from, valid_to=valid_to
        )
        if row not in above:
            above.add(row)
            _add_above(found, above, higher, seat)


def _find_above(agency: Agency, seat: _Seat) -> Iterator[tuple[Agency, date | None, date | None]]:
    """The bodies of the same remit one level up, with the days from and to which they were."""
    match = load_patterns().remit.match(same_spelling(agency.name))
    if match is not None:
        yield from _find_office_above(agency, match, seat)
        return
    line = find_line(agency.name)
    if line is None or agency.level in ("central", None) or not agency.remit:
        return
    if agency.level == "province":
        yield from _find_line_above(line, seat)
    elif seat.province:
        offices = (f"{office} {_spell_province(seat.province)}" for office in line.get("offices", ()))
        for name in (_spell_line(line, "province", seat.province), *offices):
            yield _make_agency(name, "province", seat.province, seat, is_class=False), *_days_below(agency.level)


def _find_line_above(line: dict[str, Any], seat: _Seat) -> Iterator[tuple[Agency, date | None, date | None]]:
    """The central body of a line; of one that was merged its successor since."""
    until: date | None = line.get("until")
    yield _make_agency(line["central"], "central", None, seat, is_class=False), None, until
    if until is not None:
        successor = _make_agency(line["successor"], "central", None, seat, is_class=False)
        yield successor, until + timedelta(days=1), None


def _days_below(level: Level | None) -> tuple[date | None, date | None]:
    """From and to when bodies of a level stood right below those of the province: districts until they ended."""
    if level == "commune":
        return MERGED_ON, None
    return None, MERGED_ON - timedelta(days=1)


def _find_office_above(
    agency: Agency, match: re.Match[str], seat: _Seat
) -> Iterator[tuple[Agency, date | None, date | None]]:
    """Above a department of the province its ministry, the former one to its last day; above an office its Sở."""
    remit = load_patterns().remits[match.group("remit")]
    head = match.group("head")
    if head == "sở":
        until: date | None = remit.get("until")
        if until or "within" not in remit:
            yield _make_ministry(remit["forms"][0], seat), None, until
        if "within" in remit:
            yield _make_ministry(remit["within"], seat), until + timedelta(days=1) if until else None, None
    elif head == "phòng" and seat.province:
        for office in remit.get("offices", (f"Sở {remit['forms'][0]}",)):
            name = f"{office} {_spell_province(seat.province)}"
            yield _make_agency(name, "province", seat.province, seat, is_class=False), *_days_below(agency.level)


def _make_ministry(remit: str, seat: _Seat) -> Agency:
    return _make_agency(f"Bộ {remit}", "central", None, seat, is_class=False)
