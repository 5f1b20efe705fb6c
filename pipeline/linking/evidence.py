"""What speaks for it that a local task carries out a task of the plan above: every sign, for every pair of tasks.

Wording finds most pairs, but a right pair may share less of it than a wrong one. So it is weighed with how the two
tasks begin and what programme they name, and then, once the sure pairs are known, with what those show: whether this
plan keeps its parent's numbering, which group answers to which, what stands between two linked neighbours.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from extractors.records import Plan
from extractors.text.folding import fold
from pipeline.linking.meaning import Embedder, score_meaning
from pipeline.linking.similarity import Similarities, score_texts, text_for_scoring

# What the signs add to the likeness of the wording. The first two stand in the tasks themselves and found right pairs
# that share a quarter of their words; the others only tip the scales between pairs that are alike anyway.
_LEAD_WEIGHT = 0.3
_NAME_WEIGHT = 0.25
MEANING_WEIGHT = 0.4  # of a user's embedding model: alone it is enough only where it is nearly certain
_ADDRESS_WEIGHT = _GROUP_WEIGHT = _ABOVE_WEIGHT = 0.06
_ORDER_WEIGHT = 0.04
_SURE, _SURE_MARGIN = 0.6, 0.15  # pairs that the context is learnt from
_FEW = 3  # children that speak of a programme: as many as may share the parts of one task
_CLOSE = 4  # tasks between two linked neighbours: any more, and they say nothing of what stands between

_LEAD_END = re.compile(r"[:;]|\.\s")
_OPENING = 25  # words
_CLAUSE_END = re.compile(r"[;.]\s|\bđồng thời\b")
_SHORTEST_CLAUSE = 8  # words: a shorter clause says too little to be a task's whole substance
_NAME = re.compile(r"[“\"]([^“”\"]{4,80})[”\"]")


class ComparedTask(NamedTuple):
    """A task as it is compared: ``text`` without citations and places, ``group`` the unit it stands in.

    ``opening`` is its first words (folded), ``lead`` the first clause, ``names`` the programmes the lead names.
    """

    path: str
    quote: str
    text: str
    opening: str
    lead: str
    names: frozenset[str]
    heading: str
    group: str
    restates: str | None


@dataclass(frozen=True)
class Evidence:
    """Every sign for every pair: one row a child task, one column a parent task."""

    children: Sequence[ComparedTask]
    parents: Sequence[ComparedTask]
    wording: Similarities
    meaning: Similarities  # by the user's embedding model; nought without one
    named: npt.NDArray[np.bool_]  # the child opens with the programme the parent is about
    own: Similarities  # all that the two tasks themselves say for the pair
    heading: Similarities  # the headings they stand under
    above: Similarities  # the heading the child stands under, against the parent task itself
    beneath: Similarities  # the child itself, against the heading the parent task stands under
    total: Similarities  # with what the sure pairs say
    clauses: Similarities  # the likest of the child's clauses that is about this parent rather than about any other

    def lead_over_parents(self, i: int, j: int) -> float:
        """How far a parent is ahead of those of other groups, its own repetitions left aside."""
        return _margin(self.total[i], j, self.parents)

    def lag_behind_children(self, i: int, j: int) -> float:
        """How far a child stands behind the one that the parent fits best; the item it is a part of left aside."""
        path, restates = self.children[i].path, self.children[i].restates
        rivals = (
            float(self.own[k, j])
            for k, child in enumerate(self.children)
            if not path.startswith(f"{child.path}.") and child.path != restates and child.restates != path
        )
        return max(rivals) - float(self.own[i, j])

    def are_twins(self, j: int, k: int) -> bool:
        """Whether two parents are one task said twice."""
        return _are_twins(self.parents[j], self.parents[k])


def read_tasks(plan: Plan) -> list[ComparedTask]:
    """The plan's tasks as they are compared."""
    groups = {unit.path: unit.parent_path or "" for unit in plan.units}
    return [
        _compare_as(
            task.path,
            task.quote,
            text_for_scoring(plan, task.start, task.end).strip(),
            heading=task.group_heading or "",
            group=groups.get(task.path, ""),
            restates=task.restates,
        )
        for task in plan.tasks
    ]


def weigh_evidence(
    children: Sequence[ComparedTask], parents: Sequence[ComparedTask], embed: Embedder | None = None
) -> Evidence:
    """Every sign for every pair of tasks; there must be some of either."""
    texts = [parent.text for parent in parents]
    wording = score_texts([child.text for child in children], texts)
    meaning = score_meaning([child.text for child in children], texts, embed)
    leads = score_texts([child.lead for child in children], [parent.lead for parent in parents])
    named = _find_names(children, parents)
    own = wording + _LEAD_WEIGHT * leads + _NAME_WEIGHT * named + MEANING_WEIGHT * meaning
    heading = _score_headings(children, [parent.heading for parent in parents])
    sure = _find_sure_pairs(own, parents)
    above = _score_headings(children, texts)
    beneath = score_texts([child.text for child in children], [parent.heading for parent in parents])
    clauses = _score_clauses(children, texts)
    context = _weigh_context(sure, heading, children, parents) + _ABOVE_WEIGHT * above
    return Evidence(
        children=children,
        parents=parents,
        wording=wording,
        meaning=meaning,
        named=named,
        own=own,
        heading=heading,
        above=above,
        beneath=beneath,
        total=own + context,
        clauses=clauses,
    )


def _compare_as(path: str, quote: str, text: str, *, heading: str, group: str, restates: str | None) -> ComparedTask:
    opening = " ".join(text.split()[:_OPENING])
    lead = _LEAD_END.split(opening, maxsplit=1)[0]
    names = frozenset(fold(name) for name in _NAME.findall(lead))
    return ComparedTask(path, quote, text, fold(opening), lead, names, heading, group, restates)


def _score_clauses(children: Sequence[ComparedTask], texts: Sequence[str]) -> Similarities:
    """For each child and parent how alike the clauses are that are liker to this parent than to any other."""
    clauses = [(i, clause) for i, child in enumerate(children) for clause in _split_clauses(child.text)]
    scores = score_texts([clause for _, clause in clauses], texts)
    found = np.zeros((len(children), len(texts)), dtype=np.float32)
    for (i, _), row in zip(clauses, scores, strict=True):
        j = int(row.argmax())
        found[i, j] = max(found[i, j], row[j])
    return found


def _split_clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE_END.split(text) if len(clause.split()) >= _SHORTEST_CLAUSE]


def _find_names(children: Sequence[ComparedTask], parents: Sequence[ComparedTask]) -> npt.NDArray[np.bool_]:
    """Whether a child opens with the programme that a parent opens with and no other parent speaks of.

    A name that many children speak of is the whole plan's and tells nothing.
    """
    above, below = ([fold(task.text) for task in tasks] for tasks in (parents, children))
    named = np.zeros((len(children), len(parents)), dtype=bool)
    for j, parent in enumerate(parents):
        for name in parent.names:
            if sum(name in text for text in above) == 1 and sum(name in text for text in below) <= _FEW:
                named[:, j] |= [name in child.opening for child in children]
    return named


def _score_headings(children: Sequence[ComparedTask], texts: Sequence[str]) -> Similarities:
    """The headings the children stand under against texts; each heading and text is scored once."""
    headings, distinct = (list(dict.fromkeys(each)) for each in ([child.heading for child in children], texts))
    scores = score_texts(headings, distinct)
    rows = [headings.index(child.heading) for child in children]
    columns = [distinct.index(text) for text in texts]
    return scores[np.ix_(rows, columns)]


def _find_sure_pairs(own: Similarities, parents: Sequence[ComparedTask]) -> dict[int, int]:
    best = {i: int(row.argmax()) for i, row in enumerate(own)}
    return {i: j for i, j in best.items() if own[i, j] >= _SURE and _margin(own[i], j, parents) >= _SURE_MARGIN}


def _margin(row: Similarities, j: int, parents: Sequence[ComparedTask]) -> float:
    rivals = (
        float(row[k])
        for k, parent in enumerate(parents)
        if parent.group != parents[j].group and not _are_twins(parents[j], parent)
    )
    return float(row[j]) - max(rivals, default=0.0)


def _are_twins(one: ComparedTask, other: ComparedTask) -> bool:
    return one.restates == other.path or other.restates == one.path


def _weigh_context(
    sure: dict[int, int], heading: Similarities, children: Sequence[ComparedTask], parents: Sequence[ComparedTask]
) -> Similarities:
    """What the sure pairs and the headings say for every other pair."""
    kept = sum(children[i].path == parents[j].path for i, j in sure.items()) / max(1, len(sure))
    paths = np.array([parent.path for parent in parents])
    same_address = np.array([paths == child.path for child in children], dtype=np.float32)
    group = np.maximum(heading, _score_groups(sure, children, parents))
    context = _ADDRESS_WEIGHT * kept * same_address + _GROUP_WEIGHT * group
    return context + _ORDER_WEIGHT * _stand_between(sure, heading.shape)


def _score_groups(
    sure: dict[int, int], children: Sequence[ComparedTask], parents: Sequence[ComparedTask]
) -> Similarities:
    """Which part of the sure pairs of a child's group lead into a parent's group."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for i, j in sure.items():
        votes[children[i].group][parents[j].group] += 1
    rows = [
        [votes[child.group][parent.group] / max(1, votes[child.group].total()) for parent in parents]
        for child in children
    ]
    return np.array(rows, dtype=np.float32)


def _stand_between(sure: dict[int, int], shape: tuple[int, ...]) -> Similarities:
    """Whether a parent stands between those of the child's nearest sure neighbours, where these stand close."""
    scores = np.zeros(shape, dtype=np.float32)
    known = sorted(sure)
    for before, after in pairwise(known):
        low, high = sure[before], sure[after]
        if 1 < high - low <= _CLOSE + 1:
            scores[before + 1 : after, low + 1 : high] = 1
    return scores
