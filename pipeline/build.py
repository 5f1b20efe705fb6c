"""The chain: a folder of plans becomes a corpus, one step after the other.

With ``sources``, where the steps that one file goes through alone are, the only file that imports the steps.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar

from extractors.errors import UnknownPlan, UnreadableFile
from extractors.records import (
    Corpus,
    Coverage,
    Finding,
    Impact,
    Lineage,
    Plan,
    PlanChange,
    Review,
    Revision,
    TargetLink,
    TaskLink,
)
from pipeline.check import check_lineage, check_plan
from pipeline.compare import compare_plans
from pipeline.comparing.actors import find_actor_changes
from pipeline.comparing.stated import StatedRequirement
from pipeline.link import Links, link_tasks
from pipeline.linking.meaning import Embedder
from pipeline.resolve import resolve_agencies
from pipeline.review import Judged, Reviews, name_subject, review_coverage, review_findings, review_links
from pipeline.revise import find_changes, list_impacts
from pipeline.sources.collect import Collected, collect_plans, looks_like_plan, tell_faults
from pipeline.sources.files import File
from pipeline.sources.reading import read_files
from pipeline.sources.statements import StatedParent
from pipeline.sources.workers import Limits
from pipeline.trace import Refusal, pick_compared, trace_lineage
from pipeline.wording import Wording, word

Phase = Literal["read", "compare"]
Job = TypeVar("Job")
Result = TypeVar("Result")

# Below this a second process costs more to start than it saves: a pair is compared in 0.1 s.
_FEW_PAIRS = 30


class Progress(Protocol):
    """Told before the first and after each file read, and so with pairs of plans compared: how many, and which."""

    def __call__(self, phase: Phase, done: int, total: int, name: str) -> None: ...


def build_corpus(
    folder: Path | str,
    progress: Progress | None = None,
    workers: int | None = None,
    limits: Limits | None = None,
    embed: Embedder | None = None,
) -> Corpus:
    """Read every plan below a folder and hold the plans against each other.

    A file that is no plan, cannot be read, or breaks a limit of time or memory costs its own row in ``Corpus.sources``
    and nothing else. ``workers`` is the number of processes that work; ``None`` is two that read, and as many that
    compare as there are processors, or one where there is little to compare. The same files give the same corpus, but
    for ``Source.seconds``. ``embed`` is an embedding model of the user's, from texts to one vector each; links are then
    made in this process alone. Raises ``NothingToRead`` where there is no file that may be a plan.
    """
    report = progress or _keep_quiet
    collected = collect_plans(Path(folder), partial(report, "read"), workers, limits)
    corpus = _hold_together(collected, workers, report, embed)
    return corpus.model_copy(update={"folder": os.path.abspath(folder)})


def read_one_plan(path: Path | str, limits: Limits | None = None) -> Plan:
    """The plan of one file; raises ``UnreadableFile`` where it cannot be read, and says why."""
    file = File(Path(os.path.abspath(path)), Path(path).name)
    (reading,) = read_files([file], 1, limits)
    if reading.plan is None:
        why = Wording(reading.source.reason or "", reading.source.reason_en or "")
        raise UnreadableFile(*word("gate.unreadable", name=path, why=why))
    if not looks_like_plan(reading.plan):
        raise UnreadableFile(*word("gate.unreadable", name=path, why=word("build.no_plan")))
    return reading.plan


def build_draft(draft: Plan, parent: Plan) -> Corpus:
    """Hold a plan against the one that it shall carry out, whatever it cites; the corpus holds the two.

    Raises ``UnknownPlan`` where the two are one plan.
    """
    if draft.plan_id == parent.plan_id:
        raise UnknownPlan(*word("gate.same_plan", name=draft.text.source))
    parents = {draft.plan_id: StatedParent(parent.plan_id, draft.text.source)}
    return _hold_together(Collected((parent, draft), parents=parents), 1, _keep_quiet)


def _hold_together(
    collected: Collected, workers: int | None, report: Progress, embed: Embedder | None = None
) -> Corpus:
    """Tie the plans to each other and compare them: every step after reading."""
    everything = collected.plans
    replaced = set(collected.former.values())
    plans = tuple(plan for plan in everything if plan.plan_id not in replaced)
    reviews = Reviews(collected.reviews, plans)
    agencies = resolve_agencies(everything)
    trace = trace_lineage(plans, {plan_id: parent.name for plan_id, parent in collected.parents.items()})
    compared = _compare_family(collected, trace.lineage, reviews, workers, report, embed)
    revised = _compare_versions(collected, compared, trace.lineage)
    actors = find_actor_changes(plans, compared.task_links, agencies)
    checked = [finding for plan in plans for finding in (*check_plan(plan), *check_lineage(plan, trace.lineage, plans))]
    findings = review_findings(_sort_findings((*checked, *compared.findings, *actors), plans), reviews)
    judged: tuple[Judged, ...] = (*compared.task_links, *compared.target_links, *findings)
    return Corpus(
        plans=everything,
        sources=tell_faults(collected.sources, _tell_refused(collected.parents, trace.refused)),
        agencies=agencies.agencies,
        agency_of=agencies.agency_of,
        counterparts=agencies.counterparts,
        lineage=trace.lineage,
        cited_plan_of=trace.cited_plan_of,
        task_links=compared.task_links,
        target_links=compared.target_links,
        coverage=review_coverage(compared.coverage, findings),
        findings=findings,
        reviews=reviews.explain(name_subject(each) for each in judged),
        revisions=revised.revisions,
        changes=revised.changes,
        impacts=revised.impacts,
    )


def _tell_refused(parents: Mapping[str, StatedParent], refused: Mapping[str, Refusal]) -> Iterator[tuple[str, Wording]]:
    """The parents stated that could not be followed: in which file, and why."""
    for plan_id, why in refused.items():
        yield parents[plan_id].statement, word(f"build.{why}", name=parents[plan_id].name)


# --- holding plans against each other ----------------------------------------------------------------------------


class _Compared(NamedTuple):
    """What holds between plans, pair after pair."""

    task_links: tuple[TaskLink, ...]
    target_links: tuple[TargetLink, ...]
    coverage: tuple[Coverage, ...]
    findings: tuple[Finding, ...]

    def between(self, child: Plan, parent: Plan) -> Links:
        """The links of one plan to another."""
        tasks = (link for link in self.task_links if (link.plan_id, link.parent_plan_id) == _ids(child, parent))
        here, there = ({target.target_id for target in plan.targets} for plan in (child, parent))
        targets = (link for link in self.target_links if link.target_id in here and link.parent_target_id in there)
        return Links(tuple(tasks), tuple(targets))


def _ids(child: Plan, parent: Plan) -> tuple[str, str]:
    return child.plan_id, parent.plan_id


class _Pair(NamedTuple):
    """A plan, the one it is held against, what reviewers said of the links between them, what users require."""

    child: Plan
    parent: Plan
    reviews: tuple[Review, ...]
    required: tuple[StatedRequirement, ...]


def _compare_family(
    collected: Collected,
    lineage: Iterable[Lineage],
    reviews: Reviews,
    workers: int | None,
    report: Progress,
    embed: Embedder | None,
) -> _Compared:
    """Every plan against its nearest ancestor that is in the corpus, in each line of descent.

    A user's model stays in this process: it may be large, and need not be able to travel.
    """
    by_id = {plan.plan_id: plan for plan in collected.plans}
    compared = pick_compared(lineage, collected.plans)
    pairs = [
        _Pair(
            by_id[row.plan_id],
            by_id[row.parent_plan_id],
            reviews.of_pair(row.plan_id, row.parent_plan_id),
            collected.required,
        )
        for row in compared
        if row.parent_plan_id
    ]
    report("compare", 0, len(pairs), "")
    alone = embed is not None or (workers is None and len(pairs) < _FEW_PAIRS)
    results = _spread(partial(_compare_pair, embed=embed), pairs, 1 if alone else workers)
    done: list[_Compared] = []
    for (child, *_), result in zip(pairs, results, strict=True):
        done.append(result)
        report("compare", len(done), len(pairs), child.plan_id)
    return _Compared(
        task_links=tuple(link for result in done for link in result.task_links),
        target_links=tuple(link for result in done for link in result.target_links),
        coverage=tuple(row for result in done for row in result.coverage),
        findings=tuple(finding for result in done for finding in result.findings),
    )


def _compare_pair(pair: _Pair, embed: Embedder | None) -> _Compared:
    child, parent, log, required = pair
    proposed = link_tasks(child, parent, embed)
    links = review_links(proposed.task_links, proposed.target_links, child, parent, Reviews(log, (child, parent)))
    comparison = compare_plans(child, parent, links, required)
    return _Compared(links.task_links, links.target_links, comparison.coverage, comparison.findings)


class _Revised(NamedTuple):
    """What new versions of plans changed, and what plans below must look at again."""

    revisions: tuple[Revision, ...]
    changes: tuple[PlanChange, ...]
    impacts: tuple[Impact, ...]


def _compare_versions(collected: Collected, compared: _Compared, lineage: Iterable[Lineage]) -> _Revised:
    if not collected.former:
        return _Revised((), (), ())
    by_id = {plan.plan_id: plan for plan in collected.plans}
    children: dict[str, list[str]] = defaultdict(list)
    for row in pick_compared(lineage, collected.plans):
        children[row.parent_plan_id or ""].append(row.plan_id)
    changes: list[PlanChange] = []
    impacts: list[Impact] = []
    for plan_id, former_id in collected.former.items():
        plan, former = by_id[plan_id], by_id[former_id]
        own = find_changes(plan, former, link_tasks(plan, former))
        changes += own
        for child_id in children[plan_id]:
            child = by_id[child_id]
            impacts += list_impacts(own, child, compared.between(child, plan), link_tasks(child, former))
    revisions = tuple(Revision(plan_id=plan, former_plan_id=former) for plan, former in collected.former.items())
    return _Revised(revisions, tuple(changes), tuple(impacts))


def _spread(function: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None) -> Iterator[Result]:
    """The results in the order of the jobs, from that many processes; ``None``: one a processor."""
    processes = min(workers or os.cpu_count() or 1, len(jobs))
    if processes <= 1:
        yield from map(function, jobs)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(function, jobs)


def _sort_findings(findings: Iterable[Finding], plans: tuple[Plan, ...]) -> tuple[Finding, ...]:
    """By plan; what one plan gives stays in the order in which it was found. Of one claim the first counts."""
    once: dict[str, Finding] = {}
    for finding in findings:
        once.setdefault(finding.finding_id, finding)
    order = {plan.plan_id: number for number, plan in enumerate(plans)}
    return tuple(sorted(once.values(), key=lambda finding: order[finding.plan_id]))


def _keep_quiet(phase: Phase, done: int, total: int, name: str) -> None:
    """Say nothing of the progress."""
