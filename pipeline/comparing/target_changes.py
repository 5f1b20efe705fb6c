"""What became of a target on its way down: its bound, its unit, whom it counts, how firmly and for when it is set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from extractors.lexicon import load_lexicon
from extractors.records import Finding, FindingKind, Plan, Severity, Target, TargetLink
from extractors.text.folding import fold
from pipeline.comparing.figures import write_bound
from pipeline.findings import make_finding, place_record, shorten
from pipeline.wording import Wording, word

_Direction = Literal["raised", "lowered"]
_DIRECTIONS: dict[_Direction, FindingKind] = {"raised": "target_raised", "lowered": "target_lowered"}
_CEILINGS = frozenset({"<", "<="})
_LONGEST_NAME = 70  # letters of whom a target counts: its message stays within two lines
_SEVERITIES: dict[str, Severity] = {
    "target_raised": "note",
    "target_lowered": "serious",
    "target_unit_changed": "minor",
    "target_scope_changed": "minor",
    "target_hedged": "minor",
    "deadline_later": "serious",
    "deadline_earlier": "note",
}


class _Change(NamedTuple):
    """One change: what it was and what it is now, each as a reader reads it, and the message that tells it."""

    kind: FindingKind
    rule: str
    message: str
    was: Wording
    now: Wording


def find_target_changes(
    child: Plan, parent: Plan, link: TargetLink, local: Target, central: Target
) -> tuple[Finding, ...]:
    """The findings of one pair of linked targets; empty where nothing of substance differs."""
    return tuple(
        make_finding(
            change.kind,
            "note" if change.rule == "local_share" or _is_hair(change, local, central) else _SEVERITIES[change.kind],
            word(f"compare.{change.message}", was=change.was, now=change.now, about=_say_about(local)),
            rule=change.rule,
            plan_id=child.plan_id,
            here=place_record(local),
            parent_plan_id=parent.plan_id,
            there=place_record(central),
            was=change.was.vi,
            now=change.now.vi,
        )
        for change in _tell_changes(child, parent, link, local, central)
    )


def compare_bounds(local: Target, central: Target) -> _Direction | None:
    """Whether a local target asks for more or less than its parent; ``None``: for the same, or it cannot be said.

    "Trên 80%" asks for more than "80%"; "ít nhất 80%" for the same. Of a ceiling ("không quá 3%") less is more; a
    change ("giảm 20%") and a level ("đạt 20%") cannot be compared.
    """
    ceilings = [target.op in _CEILINGS for target in (local, central)]
    are_changes = [target.measure == "change" for target in (local, central)]
    if not _same_measure(local, central) or ceilings[0] != ceilings[1] or are_changes[0] != are_changes[1]:
        return None
    new, old = _strictness(local), _strictness(central)
    if new == old:
        return None
    return "raised" if new > old else "lowered"


def _tell_changes(child: Plan, parent: Plan, link: TargetLink, local: Target, central: Target) -> Iterator[_Change]:
    """Each change of a pair. Where the figure itself is another, a "phấn đấu" before it is told along with that."""
    was, now = write_bound(central), write_bound(local)
    hedges = local.hedged and not central.hedged
    if "unit" in link.changes and not _same_measure(local, central):
        message = "target_unit_changed_and_hedged" if hedges else "target_unit_changed"
        yield _Change("target_unit_changed", "target_unit_changed", message, was, now)
    elif _is_share(child, parent, local, central):
        message = "local_share_and_hedged" if hedges else "local_share"
        yield _Change("target_scope_changed", "local_share", message, was, now)
    else:
        yield from _tell_subject(link, local, central)
        direction = compare_bounds(local, central)
        if direction is not None:
            kind = _DIRECTIONS[direction]
            yield _Change(kind, kind, f"{kind}_ceiling" if local.op in _CEILINGS else kind, was, now)
        if hedges:
            yield _Change("target_hedged", "target_hedged", "target_hedged", was, now)
    yield from _tell_year(link, local, central)


def _tell_subject(link: TargetLink, local: Target, central: Target) -> Iterator[_Change]:
    if "subject" in link.changes and central.subject and local.subject:
        was, now = (Wording(subject, subject) for subject in (central.subject, local.subject))
        yield _Change("target_scope_changed", "target_scope_changed", "target_scope_changed", was, now)


def _tell_year(link: TargetLink, local: Target, central: Target) -> Iterator[_Change]:
    if "year" not in link.changes or local.year is None or central.year is None or local.year == central.year:
        return
    was, now = (Wording(str(year), str(year)) for year in (central.year, local.year))
    if local.year > central.year:
        yield _Change("deadline_later", "target_later", "target_later", was, now)
    else:
        yield _Change("deadline_earlier", "target_earlier", "target_earlier", was, now)


def _say_about(target: Target) -> str:
    """Whom or what a target counts, so that its message is understood by itself."""
    return shorten(target.subject or target.indicator or target.quote, _LONGEST_NAME)


def _strictness(target: Target) -> tuple[Decimal, bool, Decimal]:
    sign = -1 if target.op in _CEILINGS else 1
    highest = target.value if target.value_max is None else target.value_max
    return sign * target.value, target.op in ("<", ">"), sign * highest


def _is_hair(change: _Change, local: Target, central: Target) -> bool:
    """Whether a target is lowered by no more than "trên 55%" → "≥ 55%"."""
    return change.kind == "target_lowered" and local.value == central.value and local.value_max == central.value_max


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
