"""How right a build is: what was read, linked and found, marked against gold, kind by kind and plan by plan.

It stands beside the chain of steps, as a person with the answers does. The figures are those that the literature gives:
precision (of what was said, how much is right), recall (of what was wanted, how much was found), and F1. Rows that two
people would judge differently count neither way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from extractors.records import Corpus, Record
from pipeline.evaluating.gold import GoldPlan
from pipeline.evaluating.link_marks import (
    mark_changes,
    mark_hard_findings,
    mark_links,
    mark_omissions,
    mark_relations,
    mark_soft_findings,
    mark_target_links,
)
from pipeline.evaluating.marks import Claim, Mark, Outcome, Score, count_marks
from pipeline.evaluating.plan_marks import (
    mark_assignments,
    mark_citations,
    mark_deadlines,
    mark_document,
    mark_refs,
    mark_targets,
    mark_tasks,
)
from pipeline.evaluating.reading import Reading, find_reading

Marker = Callable[[GoldPlan, Reading], Iterable[Mark]]

_MARKERS: dict[str, Marker] = {
    "document": mark_document,
    "citations": mark_citations,
    "tasks": mark_tasks,
    "targets": mark_targets,
    "deadlines": mark_deadlines,
    "assignments": mark_assignments,
    "refs": mark_refs,
    "links": mark_links,
    "relations": mark_relations,
    "target_links": mark_target_links,
    "changes": mark_changes,
    "omissions": mark_omissions,
    "findings_hard": mark_hard_findings,
    "findings_soft": mark_soft_findings,
}
KINDS = tuple(_MARKERS)

# The list of the gold that a kind is marked by, where it has another name.
_LISTS = {
    "refs": "assignments",
    "relations": "links",
    "changes": "target_links",
    "findings_hard": "findings",
    "findings_soft": "findings",
}
# Only where the gold has links: a plan without a parent at hand has nothing to be compared with.
_BETWEEN_PLANS = {"links", "relations", "target_links", "changes", "omissions"}


class PlanEvaluation(Record):
    """One plan of the gold: its marks of every kind looked at.

    ``plan_id`` is ``None`` where the build has no such plan; all that is wanted of it then counts as missed, and
    ``reason_vi`` and ``reason_en`` say why it is not there, where the build tells.
    """

    file: str
    plan_id: str | None
    reason_vi: str | None = None
    reason_en: str | None = None
    marks: dict[str, tuple[Mark, ...]]

    @property
    def scores(self) -> dict[str, Score]:
        """The figures by kind."""
        return {kind: count_marks(marks) for kind, marks in self.marks.items()}


class Evaluation(Record):
    """Every plan of the gold, in its order."""

    plans: tuple[PlanEvaluation, ...]

    @property
    def scores(self) -> dict[str, Score]:
        """The figures by kind over all plans together, each row with the same weight (micro average)."""
        kinds = [kind for kind in KINDS if any(kind in plan.marks for plan in self.plans)]
        return {kind: count_marks(mark for plan in self.plans for mark in plan.marks.get(kind, ())) for kind in kinds}


class Difference(Record):
    """One row that another build has otherwise: ``gain`` where it is right now, or no longer made up."""

    file: str
    gain: bool
    mark: Mark


def evaluate_corpus(corpus: Corpus, gold: Sequence[GoldPlan]) -> Evaluation:
    """Mark what a build says of every plan of the gold. Plans without gold are passed over."""
    return Evaluation(plans=tuple(_evaluate_plan(corpus, plan) for plan in gold))


def compare_evaluations(before: Evaluation, now: Evaluation) -> list[Difference]:
    """What the build of ``now`` gained and lost against that of ``before``, by the same gold, row by row."""
    differences = []
    for old, new in zip(before.plans, now.plans, strict=True):
        for kind in KINDS:
            was, is_now = old.marks.get(kind, ()), new.marks.get(kind, ())
            gains = [*_subtract(was, is_now, "missed"), *_subtract(was, is_now, "made_up")]
            losses = [*_subtract(is_now, was, "missed"), *_subtract(is_now, was, "made_up")]
            differences += [Difference(file=new.file, gain=True, mark=mark) for mark in gains]
            differences += [Difference(file=new.file, gain=False, mark=mark) for mark in losses]
    return differences


def _evaluate_plan(corpus: Corpus, gold: GoldPlan) -> PlanEvaluation:
    reading = find_reading(corpus, gold)
    unread = next((row for row in corpus.sources if row.source.endswith(gold.file) and not reading.is_there), None)
    return PlanEvaluation(
        file=gold.file,
        plan_id=reading.plan.plan_id or None,
        reason_vi=unread.reason if unread else None,
        reason_en=unread.reason_en if unread else None,
        marks={
            kind: tuple(_place_missed(mark, reading) for mark in marker(gold, reading))
            for kind, marker in _MARKERS.items()
            if _is_labelled(gold, kind)
        },
    )


def _is_labelled(gold: GoldPlan, kind: str) -> bool:
    """Whether the gold answers for a kind: a list that is left out was not looked at, an empty one is an answer."""
    return _LISTS.get(kind, kind) in gold.model_fields_set and (bool(gold.links) or kind not in _BETWEEN_PLANS)


def _place_missed(mark: Mark, reading: Reading) -> Mark:
    """What was missed, with the page of its address, and with the words there where the gold has none.

    An address on the central side alone is the parent's; in the gold of a plan without parent, the plan's own.
    """
    plan = reading.plan if mark.path or not reading.parent.units else reading.parent
    unit = next((unit for unit in plan.units if unit.path == (mark.path or mark.parent_path)), None)
    if unit is None or mark.outcome != "missed":
        return mark
    return mark.model_copy(update={"quote": mark.quote or unit.text, "page": plan.text.page_at(unit.start)})


def _subtract(marks: Sequence[Mark], others: Sequence[Mark], outcome: Outcome) -> list[Mark]:
    """The marks of an outcome that the others do not have, as often as they do not; words and pages do not count."""
    known = Counter(_claim(mark) for mark in others if mark.outcome == outcome)
    left = []
    for mark in marks:
        if mark.outcome != outcome:
            continue
        if known[_claim(mark)]:
            known[_claim(mark)] -= 1
        else:
            left.append(mark)
    return left


def _claim(mark: Mark) -> Claim:
    return Claim(mark.path, mark.parent_path, mark.what)
