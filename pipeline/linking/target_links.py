"""Which local target answers to which target of the plan above, and what differs between them.

Told by what is measured of whom, not by address or letter: a local list may drop or insert lines. Figures help only to
choose between targets that measure the same (the same indicator is set for 2025 and for 2026).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.records import Change, Plan, Target, TargetLink, TaskLink
from extractors.text.folding import fold
from pipeline.linking.difference import differing_syllables
from pipeline.linking.similarity import place_names, score_texts
from pipeline.wording import word

# Right pairs share .55 of their wording and more; pairs that differ in who is counted or in what, .45 at most.
_ENOUGH = 0.45
_OTHER_YEAR_ENOUGH = 0.75  # a target moved to another year is only the same where the wording is
_YEAR_WEIGHT = 0.3
_UNIT_WEIGHT = 0.1
_TASK_WEIGHT = 0.2  # the tasks they stand in are linked
_FIGURE_WEIGHT = 0.05
_EVEN_CHANCE, _STEEPNESS = 0.42, 0.08  # of the curve from strength, the year left aside, to score
_OTHER_YEAR_SCORE = 0.9
_SURELY = 0.99

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*\s*%?")


class _Pair(NamedTuple):
    strength: float
    likeness: float
    child: int
    parent: int


def link_targets(child: Plan, parent: Plan, task_links: Sequence[TaskLink]) -> tuple[TargetLink, ...]:
    """The links of a local plan's targets, in its order; each target of either plan has one at most.

    ``task_links`` are those of the same two plans: targets inside linked tasks belong together.
    """
    linked_tasks = {(link.path, link.parent_path) for link in task_links}
    places = (*place_names(child), *place_names(parent))
    chosen: dict[int, _Pair] = {}
    taken: set[int] = set()
    for pair in sorted(_weigh_pairs(child, parent, linked_tasks), key=lambda pair: (-pair.strength, pair[2:])):
        if pair.child not in chosen and pair.parent not in taken:
            chosen[pair.child] = pair
            taken.add(pair.parent)
    return tuple(_state_link(child, parent, chosen[i], places) for i in sorted(chosen))


def tell_changes(local: Target, central: Target, places: Sequence[str]) -> Iterator[Change]:
    """What differs in substance between a local target and its parent; the names of ``places`` are no difference."""
    if local.op != central.op:
        yield "op"
    if (local.value, local.value_max) != (central.value, central.value_max):
        yield "value"
    if not _same_unit(local, central):
        yield "unit"
    if local.subject and central.subject and differing_syllables(local.subject, central.subject, places):
        yield "subject"
    if local.year != central.year:
        yield "year"
    if local.hedged != central.hedged:
        yield "hedged"


def _weigh_pairs(child: Plan, parent: Plan, linked_tasks: set[tuple[str, str]]) -> Iterator[_Pair]:
    """Every pair of targets that may be one; the same words for another year only where nothing better is found."""
    likeness = score_texts([_claim(target) for target in child.targets], [_claim(target) for target in parent.targets])
    for i, local in enumerate(child.targets):
        for j, central in enumerate(parent.targets):
            alike = float(likeness[i, j])
            in_linked = (local.path, central.path) in linked_tasks
            same_year = local.year == central.year
            enough = _ENOUGH - _TASK_WEIGHT * in_linked if same_year or in_linked else _OTHER_YEAR_ENOUGH
            if alike < enough:
                continue
            strength = alike + _YEAR_WEIGHT * same_year + _TASK_WEIGHT * in_linked
            strength += _UNIT_WEIGHT * _same_unit(local, central) + _FIGURE_WEIGHT * (local.value == central.value)
            yield _Pair(strength, alike, i, j)


def _claim(target: Target) -> str:
    """What is measured, of whom: the words a target is recognised by, without its figures."""
    said = " ".join(part for part in (target.subject, target.indicator) if part)
    return _FIGURE.sub(" ", said or target.quote)


def _state_link(child: Plan, parent: Plan, pair: _Pair, places: Sequence[str]) -> TargetLink:
    local, central = child.targets[pair.child], parent.targets[pair.parent]
    code = "same_indicator" if local.year == central.year else "same_indicator_other_year"
    wording = word(f"link.{code}", likeness=round(100 * pair.likeness))
    return TargetLink(
        target_id=local.target_id,
        parent_target_id=central.target_id,
        changes=tuple(tell_changes(local, central, places)),
        score=round(_as_score(pair.strength, same_year=local.year == central.year), 3),
        reason=code,
        reason_vi=wording.vi,
        reason_en=wording.en,
    )


def _as_score(strength: float, same_year: bool) -> float:
    certain = strength - _YEAR_WEIGHT * same_year
    return min(_SURELY, (1 if same_year else _OTHER_YEAR_SCORE) / (1 + math.exp((_EVEN_CHANCE - certain) / _STEEPNESS)))


def _same_unit(local: Target, central: Target) -> bool:
    return fold(local.unit) == fold(central.unit)
