"""Step 5: which local task carries out which task of the plan above, and which target answers to which.

No one sign decides (``pipeline/linking/evidence.py`` says what the signs are). A pair is made where they are strong
together and the best parent is ahead of those of other groups. A task that falls short has no parent: it is a local
addition, and saying so is part of the job.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from extractors.records import Plan, Relation, TargetLink, TaskLink
from pipeline.linking.difference import differing_syllables
from pipeline.linking.evidence import MEANING_WEIGHT, ComparedTask, Evidence, read_tasks, weigh_evidence
from pipeline.linking.meaning import Embedder
from pipeline.linking.similarity import place_names, share_said
from pipeline.linking.target_links import link_targets
from pipeline.wording import Wording, word

# Set on the hand-made links of two provinces (51 tasks against 38) and 120 terse plans of tests/planting. Of pairs of
# a strength of .40 to .42 a quarter is right, of .42 to .46 three quarters; no hand-made pair lies lower than .42 and
# higher than .37. The curve from strength to score fits best at a middle of .43 and a steepness of .04; it is drawn a
# little lower and flatter, so that in every band of scores the part that is right is about the score, or more.
_ENOUGH, _STEEPNESS = 0.42, 0.06
_AHEAD_WEIGHT, _BEHIND_WEIGHT, _LONGEST_MARGIN = 0.5, 0.15, 0.2
_NEAR_VERBATIM = 0.85
_SAME_HEADING = 0.6
_HEADING_SAYS = 0.75  # likeness of a heading to the parent task that the tasks below it are parts of
_FEWEST_SIBLINGS, _HEADING_NAMES = 2, 0.2  # groups that siblings lead into; likeness of a task to a group's heading
_FEWEST_LINKED, _LEFT_SAYS = 2, 0.25  # neighbours of a task that is left over; its strength: others left over have .2
_PART_SAYS = 0.1  # evidence: a part of a task says at least something of what the whole says
_ALSO_ALIKE, _ALSO_SAYS = 0.2, 0.6  # a second parent: likeness, and share of it that the child says beyond the first
_CLAUSE_SAYS, _CLAUSE_BEYOND = 0.45, 0.35  # a second parent that one clause of the child is about, in other words
_WHOLE, _MORE_TOGETHER = 0.75, 0.15  # a child that says this much of its parent is no part; what parts add together
_SURELY, _EVEN = 0.99, 0.5
# Scores of pairs that are not tied by their strength: right are 4 of 4 hand-made parts, 1 of 1 by its siblings, 3 of 4
# planted that were left over; counted as if one more were right and one more wrong (Laplace's rule).
_PART_SCORE, _SIBLING_SCORE, _LEFT_SCORE = 0.8, 0.65, 0.65

_Sign = Literal["own", "programme", "part", "sibling", "left", "restated"]


class Links(NamedTuple):
    """What ties a local plan to the plan above it, in the local plan's order."""

    task_links: tuple[TaskLink, ...]
    target_links: tuple[TargetLink, ...]


class _Pair(NamedTuple):
    """A child task and a parent task by their places in the lists, how sure that is, and what tied them."""

    child: int
    parent: int
    score: float
    sign: _Sign


def link_tasks(child: Plan, parent: Plan, embed: Embedder | None = None) -> Links:
    """The links of a local plan's tasks and targets to those of the plan it carries out.

    ``embed`` is an embedding model of the user's; it is one sign more for tasks, and nothing without it is left out.
    A local task without a link is a local addition; a parent task without one has no counterpart among the tasks.
    """
    children, parents = read_tasks(child), read_tasks(parent)
    if not children or not parents:
        return Links((), link_targets(child, parent, ()))
    evidence = weigh_evidence(children, parents, embed)
    pairs = _choose_pairs(evidence)
    places = (*place_names(child), *place_names(parent))
    links = []
    for pair, relation in zip(pairs, _tell_relations(pairs, evidence, places), strict=True):
        code, wording = _tell_reason(pair, evidence)
        links.append(
            TaskLink(
                plan_id=child.plan_id,
                path=children[pair.child].path,
                parent_plan_id=parent.plan_id,
                parent_path=parents[pair.parent].path,
                relation=relation,
                score=round(pair.score, 3),
                reason=code,
                reason_vi=wording.vi,
                reason_en=wording.en,
            )
        )
    return Links(tuple(links), link_targets(child, parent, tuple(links)))


def _choose_pairs(evidence: Evidence) -> list[_Pair]:
    """The pairs in the child's order, each child's first parent before its further ones."""
    first = [_best_pair(i, evidence) or _part_pair(i, evidence) for i in range(len(evidence.children))]
    first = [pair or _sibling_pair(i, first, evidence) for i, pair in enumerate(first)]
    first = [pair or _left_over_pair(i, first, evidence) for i, pair in enumerate(first)]
    linked = {pair.parent for pair in first if pair}
    pairs = []
    for pair in first:
        if pair:
            pairs += [pair, *_further_pairs(pair, linked, evidence)]
    return pairs


def _best_pair(i: int, evidence: Evidence) -> _Pair | None:
    j = int(evidence.total[i].argmax())
    ahead = min(max(evidence.lead_over_parents(i, j), 0), _LONGEST_MARGIN)
    behind = max(evidence.lag_behind_children(i, j) - _LONGEST_MARGIN, 0)
    strength = float(evidence.total[i, j]) + _AHEAD_WEIGHT * ahead - _BEHIND_WEIGHT * behind
    return _Pair(i, j, _as_score(strength), "own") if strength >= _ENOUGH else None


def _part_pair(i: int, evidence: Evidence) -> _Pair | None:
    """The parent task that says what the heading above the child says: the child is a part of it."""
    j = int(evidence.above[i].argmax())
    is_part = evidence.above[i, j] >= _HEADING_SAYS and evidence.own[i, j] >= _PART_SAYS
    return _Pair(i, j, _PART_SCORE, "part") if is_part else None


def _sibling_pair(i: int, first: Sequence[_Pair | None], evidence: Evidence) -> _Pair | None:
    """The likest task of the group that is left, where the other parts of an item each lead into a group of one item.

    "Đào tạo học sinh", "Đào tạo công chức" lead into 5.2 and 5.1; "Đào tạo người dân", in words of its own, is then
    for 5.4, "Phổ cập kỹ năng số cho người dân".
    """
    siblings = [
        evidence.parents[pair.parent].group
        for pair in first
        if pair and evidence.children[pair.child].group == evidence.children[i].group
    ]
    items = {group.rpartition(".")[0] for group in siblings}
    if len(set(siblings)) < _FEWEST_SIBLINGS or len(items) != 1:
        return None
    fitting = [j for j, parent in enumerate(evidence.parents) if parent.group.rpartition(".")[0] in items]
    nearest = max(fitting, key=lambda j: evidence.beneath[i, j])
    group = evidence.parents[nearest].group
    if group in siblings or evidence.beneath[i, nearest] < _HEADING_NAMES:
        return None
    best = max((j for j in fitting if evidence.parents[j].group == group), key=lambda j: evidence.total[i, j])
    return _Pair(i, best, _SIBLING_SCORE, "sibling")


def _left_over_pair(i: int, first: Sequence[_Pair | None], evidence: Evidence) -> _Pair | None:
    """The one task left in the group that all the neighbours lead into, where it is the likest of all to the child.

    Every other task of both groups has its counterpart; then few words in common are enough.
    """
    group = evidence.children[i].group
    beside = [first[k] for k, child in enumerate(evidence.children) if child.group == group and k != i]
    neighbours = [pair for pair in beside if pair]
    groups = {evidence.parents[pair.parent].group for pair in neighbours}
    if len(neighbours) < max(len(beside), _FEWEST_LINKED) or len(groups) != 1:
        return None
    taken = {pair.parent for pair in first if pair}
    left = [j for j, parent in enumerate(evidence.parents) if parent.group in groups and j not in taken]
    likest = int(evidence.total[i].argmax())
    is_alike = left == [likest] and evidence.total[i, likest] >= _LEFT_SAYS
    return _Pair(i, likest, _LEFT_SCORE, "left") if is_alike else None


def _further_pairs(pair: _Pair, linked: set[int], evidence: Evidence) -> Iterator[_Pair]:
    """Other parents that the same child carries out: programmes it names, tasks it says as well, repetitions."""
    i, first = pair.child, evidence.parents[pair.parent]
    for j, parent in enumerate(evidence.parents):
        if j == pair.parent:
            continue
        if evidence.are_twins(j, pair.parent):
            if j not in linked:
                yield pair._replace(parent=j, sign="restated")
        elif evidence.named[i, j]:
            yield _Pair(i, j, max(_EVEN, _as_score(float(evidence.total[i, j]))), "programme")
        elif evidence.wording[i, j] >= _ALSO_ALIKE:
            beyond = share_said(parent.text, by=evidence.children[i].text, apart_from=first.text)
            if beyond >= _ALSO_SAYS:
                yield _Pair(i, j, _as_score(beyond), "own")
            elif beyond >= _CLAUSE_BEYOND and evidence.clauses[i, j] >= _CLAUSE_SAYS:
                yield _Pair(i, j, _as_score(float(evidence.clauses[i, j])), "own")


def _as_score(strength: float) -> float:
    return min(_SURELY, 1 / (1 + math.exp((_ENOUGH - strength) / _STEEPNESS)))


def _tell_relations(pairs: Sequence[_Pair], evidence: Evidence, places: Sequence[str]) -> Iterator[Relation]:
    parents_of: defaultdict[int, set[int]] = defaultdict(set)
    children_of: defaultdict[int, list[int]] = defaultdict(list)
    for pair in pairs:
        if pair.sign != "restated":
            parents_of[pair.child].add(pair.parent)
        if pair.sign == "own":
            children_of[pair.parent].append(pair.child)
    for pair in pairs:
        child, parent = evidence.children[pair.child], evidence.parents[pair.parent]
        if pair.sign == "part":
            yield "split"
        elif len(parents_of[pair.child]) > 1:
            yield "merged"
        elif not differing_syllables(child.quote, parent.quote, places):
            yield "same"
        elif _is_part(child, parent, [evidence.children[i] for i in children_of[pair.parent]]):
            yield "split"
        else:
            yield "adapted"


def _is_part(child: ComparedTask, parent: ComparedTask, children: Sequence[ComparedTask]) -> bool:
    """Whether several local tasks only together say what one parent task says, and this one stays within it."""
    if len(children) < 2 or share_said(child.text, by=parent.text) < 0.5:
        return False
    most = max(share_said(parent.text, by=each.text) for each in children)
    together = share_said(parent.text, by=" ".join(each.text for each in children))
    return most < _WHOLE and together >= most + _MORE_TOGETHER


def _tell_reason(pair: _Pair, evidence: Evidence) -> tuple[str, Wording]:
    code = _name_reason(pair, evidence)
    likeness = round(100 * float(evidence.wording[pair.child, pair.parent]))
    return code, word(f"link.{code}", likeness=likeness)


def _name_reason(pair: _Pair, evidence: Evidence) -> str:
    child, parent = evidence.children[pair.child], evidence.parents[pair.parent]
    if pair.sign == "part":
        return "part_of_linked"
    if pair.sign == "restated":
        return "restated"
    if pair.sign == "sibling":
        return "group_of_siblings"
    if pair.sign == "left":
        return "left_in_group"
    if evidence.wording[pair.child, pair.parent] >= _NEAR_VERBATIM:
        return "near_verbatim"
    if evidence.named[pair.child, pair.parent]:
        return "same_programme"
    without = float(
        evidence.total[pair.child, pair.parent] - MEANING_WEIGHT * evidence.meaning[pair.child, pair.parent]
    )
    if without < _ENOUGH <= evidence.total[pair.child, pair.parent]:
        return "similar_meaning"
    same_heading = evidence.heading[pair.child, pair.parent] >= _SAME_HEADING
    if child.path == parent.path:
        return "same_address_and_heading" if same_heading else "same_address"
    return "same_heading" if same_heading else "similar_wording"
