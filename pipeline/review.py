"""What reviewers said, put on what the program found: links confirmed, rejected and added, findings set aside.

The last review of a thing counts. It hangs on the words that the reviewer saw: where those of either plan have changed
since, what it speaks of is ``suspect`` until somebody looks again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from extractors.records import Coverage, Finding, LinkStatus, Plan, Review, ReviewState, TargetLink, TaskLink
from pipeline.linking.similarity import place_names
from pipeline.linking.target_links import tell_changes
from pipeline.wording import word

Subject = tuple[str | None, ...]
"""What a review speaks of; equal for all reviews of the same thing."""

Judged = TaskLink | TargetLink | Finding
"""What a review may speak of, a unit with a note left aside."""

_Link = TypeVar("_Link", TaskLink, TargetLink)

_SURE = 1.0  # the score of a link that a person made


class Reviews:
    """The reviews that count, by what they speak of, and the words of every plan to hold them against."""

    def __init__(self, log: Iterable[Review], plans: Iterable[Plan]) -> None:
        self._log = tuple(log)
        self._last = {name_subject(review): review for review in self._log if review.action != "note"}
        self._plans = {plan.plan_id: plan for plan in plans}
        self._words: dict[str, dict[str, str]] = {}  # of the plans that some review speaks of

    def status_of(self, subject: Subject) -> LinkStatus:
        """What the last review makes of a link or finding; ``proposed`` where nobody spoke of it."""
        review = self._last.get(subject)
        if review is None or review.action == "withdraw":
            return "proposed"
        if not self._still_holds(review):
            return "suspect"
        return "rejected" if review.action == "reject" else "confirmed"

    def links_made(self, plan_id: str, parent_plan_id: str) -> list[Review]:
        """The reviews that say that two things are linked, of one plan and the plan above it."""
        return [
            review
            for review in self._last.values()
            if review.action in ("link", "accept")
            and review.finding_id is None
            and (review.plan_id, review.parent_plan_id) == (plan_id, parent_plan_id)
        ]

    def of_pair(self, plan_id: str, parent_plan_id: str) -> tuple[Review, ...]:
        """What was said of one plan and the plan above it."""
        pair = (plan_id, parent_plan_id)
        return tuple(review for review in self._log if (review.plan_id, review.parent_plan_id) == pair)

    def explain(self, used: Iterable[Subject]) -> tuple[Review, ...]:
        """Every review with what became of it; ``used`` are the links and findings that there are now."""
        there = set(used)
        return tuple(review.model_copy(update={"state": self._state_of(review, there)}) for review in self._log)

    def _state_of(self, review: Review, used: set[Subject]) -> ReviewState:
        subject = name_subject(review)
        if review.action != "note" and self._last[subject] is not review:
            return "superseded"
        is_there = self._find_words(review) is not None if review.action == "note" else subject in used
        if not is_there:
            return "unused"
        return "applied" if self._still_holds(review) else "suspect"

    def _still_holds(self, review: Review) -> bool:
        return self._find_words(review) == (review.fingerprint, review.parent_fingerprint)

    def _find_words(self, review: Review) -> tuple[str | None, str | None] | None:
        """The fingerprints that the review would have today; ``None`` where its plan is not there."""
        if review.plan_id not in self._plans:
            return None
        here, there = self._words_of(review.plan_id), self._words_of(review.parent_plan_id or "")
        local = here.get(review.target_id or review.path or "")
        return local, there.get(review.parent_target_id or review.parent_path or "")

    def _words_of(self, plan_id: str) -> dict[str, str]:
        """The fingerprints of a plan, taken once; empty where it is not there."""
        if plan_id not in self._words:
            plan = self._plans.get(plan_id)
            self._words[plan_id] = read_words(plan) if plan else {}
        return self._words[plan_id]


def name_subject(what: Review | Judged) -> Subject:
    """What a review speaks of, or what a link or finding is spoken of as."""
    if isinstance(what, Finding) or (isinstance(what, Review) and what.finding_id):
        return ("finding", what.finding_id)
    if isinstance(what, TargetLink) or (isinstance(what, Review) and what.target_id):
        return ("targets", what.target_id, what.parent_target_id)
    return ("tasks", what.plan_id, what.path, what.parent_plan_id, what.parent_path)


def read_words(plan: Plan) -> dict[str, str]:
    """The fingerprint of every unit of a plan by its path, and of every target by its id."""
    words = {unit.path: take_fingerprint(unit.text) for unit in plan.units}
    return words | {target.target_id: take_fingerprint(target.quote) for target in plan.targets}


def take_fingerprint(text: str) -> str:
    """Equal for texts of the same words, however their lines are broken.

    >>> take_fingerprint("mỗi tuần") == take_fingerprint("mỗi  tuần "), len(take_fingerprint("mỗi tháng"))
    (True, 12)
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


class ReviewedLinks(NamedTuple):
    """Links with what reviewers said of them."""

    task_links: tuple[TaskLink, ...]
    target_links: tuple[TargetLink, ...]


def review_links(
    task_links: Sequence[TaskLink], target_links: Sequence[TargetLink], child: Plan, parent: Plan, reviews: Reviews
) -> ReviewedLinks:
    """The links of two plans as reviewers left them: judged, and those that only they made.

    A link between things that one of the plans does not have (any more) is not made.
    """
    tasks = [_judge(link, reviews) for link in task_links]
    targets = [_judge(link, reviews) for link in target_links]
    known = {*map(name_subject, tasks), *map(name_subject, targets)}
    for review in reviews.links_made(child.plan_id, parent.plan_id):
        if name_subject(review) in known:
            continue
        if review.target_id is not None:
            targets += _make_target_link(review, child, parent, reviews)
        else:
            tasks += _make_task_link(review, child, parent, reviews)
    order = {unit.path: unit.ordinal for unit in child.units}
    return ReviewedLinks(tuple(sorted(tasks, key=lambda link: order[link.path])), tuple(targets))


def _judge(link: _Link, reviews: Reviews) -> _Link:
    status = reviews.status_of(name_subject(link))
    return link if status == link.status else link.model_copy(update={"status": status})


def _make_task_link(review: Review, child: Plan, parent: Plan, reviews: Reviews) -> list[TaskLink]:
    local, central = {task.path for task in child.tasks}, {task.path for task in parent.tasks}
    if review.path not in local or review.parent_path not in central:
        return []
    said = word("review.linked", by=review.said_by)
    link = TaskLink(
        plan_id=child.plan_id,
        path=review.path or "",
        parent_plan_id=parent.plan_id,
        parent_path=review.parent_path or "",
        relation=review.relation or "adapted",
        score=_SURE,
        status=reviews.status_of(name_subject(review)),
        reason="reviewed",
        reason_vi=said.vi,
        reason_en=said.en,
    )
    return [link]


def _make_target_link(review: Review, child: Plan, parent: Plan, reviews: Reviews) -> list[TargetLink]:
    local = next((target for target in child.targets if target.target_id == review.target_id), None)
    central = next((target for target in parent.targets if target.target_id == review.parent_target_id), None)
    if local is None or central is None:
        return []
    said = word("review.linked", by=review.said_by)
    link = TargetLink(
        target_id=local.target_id,
        parent_target_id=central.target_id,
        changes=tuple(tell_changes(local, central, (*place_names(child), *place_names(parent)))),
        score=_SURE,
        status=reviews.status_of(name_subject(review)),
        reason="reviewed",
        reason_vi=said.vi,
        reason_en=said.en,
    )
    return [link]


def review_findings(findings: Iterable[Finding], reviews: Reviews) -> tuple[Finding, ...]:
    """The findings with what reviewers said of them; a rejected one stays, so that it can be seen that it is."""
    judged = []
    for finding in findings:
        status = reviews.status_of(name_subject(finding))
        judged.append(finding if status == finding.status else finding.model_copy(update={"status": status}))
    return tuple(judged)


def review_coverage(coverage: Iterable[Coverage], findings: Iterable[Finding]) -> tuple[Coverage, ...]:
    """The verdicts, where a reviewer rejected an omission: ``not_applicable``, because they said so."""
    set_aside = {
        (finding.plan_id, finding.parent_plan_id, finding.parent_target_id or finding.parent_path)
        for finding in findings
        if finding.kind in ("omitted_task", "omitted_target") and finding.status == "rejected"
    }
    return tuple(_set_aside(row) if _address(row) in set_aside else row for row in coverage)


def _address(row: Coverage) -> tuple[str, str | None, str]:
    return row.plan_id, row.parent_plan_id, row.parent_target_id or row.parent_path


def _set_aside(row: Coverage) -> Coverage:
    said = word("review.set_aside")
    update: Mapping[str, object] = {
        "verdict": "not_applicable",
        "reason": "reviewed",
        "reason_vi": said.vi,
        "reason_en": said.en,
    }
    return row.model_copy(update=update)
