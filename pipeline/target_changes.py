"""What became of a target on its way down: its bound, its unit, whom it counts, how firmly and for when it is set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from extractors.folding import fold
from extractors.lexicon import load_lexicon
from extractors.records import Finding, FindingKind, Plan, Severity, Target, TargetLink
from pipeline.findings import make_finding, place_record
from pipeline.wording import word

_SEVERITIES: dict[str, Severity] = {
    "target_raised": "note",
    "target_lowered": "serious",
    "target_unit_changed": "minor",
    "target_scope_changed": "minor",
    "target_hedged": "minor",
    "deadline_later": "serious",
    "deadline_earlier": "note",
}


def find_target_changes(child: Plan, parent: Plan, link: TargetLink) -> tuple[Finding, ...]:
    """The findings of one pair of linked targets; empty where nothing of substance differs."""
    local = next(target for target in child.targets if target.target_id == link.target_id)
    central = next(target for target in parent.targets if target.target_id == link.parent_target_id)
    return tuple(
        make_finding(
            kind,
            "note" if rule == "local_share" or _is_hair(kind, local, central) else _SEVERITIES[kind],
            word(f"compare.{rule}", was=was, now=now),
            rule=rule,
            plan_id=child.plan_id,
            here=place_record(local),
            parent_plan_id=parent.plan_id,
            there=place_record(central),
            was=was,
            now=now,
        )
        for kind, rule, was, now in _tell_changes(child, parent, link, local, central)
    )


def _tell_changes(
    child: Plan, parent: Plan, link: TargetLink, local: Target, central: Target
) -> Iterator[tuple[FindingKind, str, str, str]]:
    """Each change as kind, rule, what it was and what it is now."""
    was, now = write_bound(central), write_bound(local)
    if "unit" in link.changes and not _same_measure(local, central):
        yield "target_unit_changed", "target_unit_changed", was, now
    elif _is_share(child, parent, local, central):
        yield "target_scope_changed", "local_share", was, now
    else:
        if "subject" in link.changes and central.subject and local.subject:
            yield "target_scope_changed", "target_scope_changed", central.subject, local.subject
        direction = compare_bounds(local, central)
        if direction == "raised":
            yield "target_raised", "target_raised", was, now
        elif direction == "lowered":
            yield "target_lowered", "target_lowered", was, now
    if local.hedged and not central.hedged:
        yield "target_hedged", "target_hedged", was, now
    if "year" in link.changes and local.year is not None and central.year is not None and local.year != central.year:
        is_later = local.year > central.year
        kind: FindingKind = "deadline_later" if is_later else "deadline_earlier"
        yield kind, "target_later" if is_later else "target_earlier", str(central.year), str(local.year)


def write_bound(target: Target) -> str:
    """A target's bound for a reader of any language: operator where it is not bare, value, unit.

    "Trên 80%" is ``> 80%``, "40 triệu người" is ``40000000 người``, "5 - 10 xã" is ``5–10 xã``.
    """
    sign = "" if target.op == "=" else f"{target.op} "
    values = _write_number(target.value)
    if target.value_max is not None:
        values = f"{values}–{_write_number(target.value_max)}"
    return f"{sign}{values}%" if target.unit == "%" else f"{sign}{values} {target.unit}"


def compare_bounds(local: Target, central: Target) -> Literal["raised", "lowered"] | None:
    """Whether a local target asks for more or less than its parent; ``None``: for the same, or it cannot be said.

    "Trên 80%" asks for more than "80%"; "ít nhất 80%" for the same. Of a ceiling ("không quá 3%") less is more.
    """
    ceilings = [target.op in ("<", "<=") for target in (local, central)]
    if not _same_measure(local, central) or ceilings[0] != ceilings[1]:
        return None
    new, old = _strictness(local), _strictness(central)
    if new == old:
        return None
    return "raised" if new > old else "lowered"


def _strictness(target: Target) -> tuple[Decimal, bool, Decimal]:
    sign = -1 if target.op in ("<", "<=") else 1
    highest = target.value if target.value_max is None else target.value_max
    return sign * target.value, target.op in ("<", ">"), sign * highest


def _is_hair(kind: FindingKind, local: Target, central: Target) -> bool:
    """Whether a target is lowered by no more than "trên 55%" → "≥ 55%"."""
    return kind == "target_lowered" and local.value == central.value and local.value_max == central.value_max


def _same_measure(one: Target, other: Target) -> bool:
    """Whether two units count the same: "%" and "% GDP", "nền tảng" and "nền tảng số"; never heads and percentages."""
    if one.measure == other.measure == "rank":
        return True
    shares = [target.unit.startswith("%") for target in (one, other)]
    if any(shares):
        return all(shares)
    words = [set(re.findall(r"[^\W\d_]+", fold(target.unit))) for target in (one, other)]
    return bool(words[0] & words[1]) or not (words[0] or words[1])


def _is_share(child: Plan, parent: Plan, local: Target, central: Target) -> bool:
    """Whether a total of the parent's whole area stands against that of a part of it: neither is more or less."""
    differ = (
        child.letterhead.level != parent.letterhead.level or child.letterhead.locality != parent.letterhead.locality
    )
    return differ and local.value != central.value and _is_total(local) and _is_total(central)


def _is_total(target: Target) -> bool:
    """Whether a target counts a total of its area: neither a share nor a rate, nor a count for each of something."""
    words = load_lexicon("comparison")["counts"]
    each = tuple(fold(word_) for word_ in words["each"])
    subject = fold(target.subject or "").split(" ", 1)[0]
    rates = {fold(unit) for unit in words["rates"]}
    return (
        target.measure in ("level", "change") and fold(target.unit).split("/")[0] not in rates and subject not in each
    )


def _write_number(value: Decimal) -> str:
    return f"{value.normalize():f}"
