"""The chain: a folder of plans becomes a corpus, one step after the other.

With ``reading``, where the steps that one file goes through alone are, the only file that imports the steps.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar

from extractors.errors import NothingToRead, UnreadableFile
from extractors.records import (
    Corpus,
    Coverage,
    Finding,
    Lineage,
    Plan,
    Review,
    Source,
    SourceStatus,
    TargetLink,
    TaskLink,
)
from pipeline.check import check_lineage, check_plan
from pipeline.compare import compare_plans
from pipeline.comparing.actors import find_actor_changes
from pipeline.link import link_tasks
from pipeline.resolve import resolve_agencies
from pipeline.review import Judged, Reviews, name_subject, review_coverage, review_findings, review_links
from pipeline.sources.files import File, explain_source, find_files, sort_key
from pipeline.sources.gather import Gathering, gather_plans
from pipeline.sources.join import join_texts
from pipeline.sources.reading import Joined, Reading, extract_joined, read_files
from pipeline.sources.reviews import read_reviews
from pipeline.sources.statements import StatedPlan, read_statement
from pipeline.sources.workers import Limits
from pipeline.trace import pick_compared, trace_lineage
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
) -> Corpus:
    """Read every plan below a folder and hold the plans against each other.

    A file that is no plan, cannot be read, or breaks a limit of time or memory costs its own row in ``Corpus.sources``
    and nothing else. ``workers`` is the number of processes that work; ``None`` is two that read, and as many that
    compare as there are processors, or one where there is little to compare. The same files give the same corpus, but
    for ``Source.seconds``. Raises ``NothingToRead`` where there is no file that may be a plan.
    """
    report = progress or _keep_quiet
    files = find_files(Path(folder))
    if not files.documents:
        raise NothingToRead(*word("build.nothing_to_read", folder=folder))
    readings = _read_files(files.documents, workers, limits, report)
    stated, statement_rows = _read_statements(files.statements, readings)
    read = _put_together(readings, stated, workers, limits)
    log, review_rows = _read_reviews(files.reviews)
    plans, sources = read.plans, (*read.sources, *files.passed_over, *statement_rows, *review_rows)
    reviews = Reviews(log, plans)
    agencies = resolve_agencies(plans)
    trace = trace_lineage(plans, read.parents)
    compared = _compare_family(plans, trace.lineage, reviews, workers, report)
    actors = find_actor_changes(plans, compared.task_links, agencies)
    checked = [finding for plan in plans for finding in (*check_plan(plan), *check_lineage(plan, trace.lineage, plans))]
    findings = review_findings(_sort_findings((*checked, *compared.findings, *actors), plans), reviews)
    judged: tuple[Judged, ...] = (*compared.task_links, *compared.target_links, *findings)
    return Corpus(
        folder=os.path.abspath(folder),
        plans=plans,
        sources=tuple(sorted(sources, key=lambda source: sort_key(source.source))),
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
    )


# --- reading -----------------------------------------------------------------------------------------------------


def _read_files(files: Sequence[File], workers: int | None, limits: Limits | None, report: Progress) -> list[Reading]:
    """What became of each file, in their order."""
    report("read", 0, len(files), "")
    done: list[Reading] = []
    for reading in read_files(files, workers, limits):
        done.append(reading)
        report("read", len(done), len(files), reading.source.source)
    return done


def _read_statements(files: Sequence[File], readings: Iterable[Reading]) -> tuple[list[StatedPlan], list[Source]]:
    """What users state of the plans, and a row for each file in which they do."""
    read = {reading.source.source for reading in readings if reading.plan is not None}
    stated: list[StatedPlan] = []
    rows: list[Source] = []
    for file in files:
        plans, status, reason = _read_statement_file(file)
        lost = [source for plan in plans for source in plan.sources if source not in read]
        if lost:
            status, reason = "failed", word("build.statement_names_nothing", names=", ".join(lost))
        stated += plans
        rows.append(explain_source(file.source, status, reason))
    return stated, rows


def _read_statement_file(file: File) -> tuple[list[StatedPlan], SourceStatus, Wording]:
    try:
        return read_statement(file.path.read_bytes(), file.source), "skipped", word("build.statement")
    except OSError as error:
        return [], "failed", word("build.locked_file", why=error.strerror)
    except UnreadableFile as error:
        return [], "failed", Wording(error.vi, error.en)


def _read_reviews(files: Sequence[File]) -> tuple[list[Review], list[Source]]:
    """What reviewers said, and a row for each file in which they did."""
    reviews: list[Review] = []
    rows: list[Source] = []
    for file in files:
        try:
            log = read_reviews(file.path.read_bytes())
        except OSError as error:
            rows.append(explain_source(file.source, "failed", word("build.locked_file", why=error.strerror)))
            continue
        reviews += log.reviews
        told = word("review.file", count=len(log.reviews))
        if log.unread:
            told = word("review.bad_lines", lines=", ".join(map(str, log.unread)))
        rows.append(explain_source(file.source, "failed" if log.unread else "skipped", told))
    return reviews, rows


class _Read(NamedTuple):
    """The plans, the row of every file, and by ``plan_id`` the plan that a user says it carries out."""

    plans: tuple[Plan, ...]
    sources: list[Source]
    parents: dict[str, str]


def _put_together(
    readings: Sequence[Reading], stated: Sequence[StatedPlan], workers: int | None, limits: Limits | None
) -> _Read:
    """The plans that the files make, each once, and what became of every file."""
    by_source = {reading.source.source: reading.plan for reading in readings if reading.plan is not None}
    gatherings = gather_plans(by_source.values(), stated)
    rows = {reading.source.source: reading.source for reading in readings}
    first: dict[str, Plan] = {}
    parents: dict[str, str] = {}
    for gathering, plan in zip(gatherings, _extract(gatherings, by_source, workers, limits), strict=True):
        plan_id, status, reason = _judge_plan(plan, first)
        if plan is not None and status in ("ok", "partial"):
            first[plan.plan_id] = plan
            if gathering.parent:
                parents[plan.plan_id] = gathering.parent
        for source in gathering.sources:
            rows[source] = _update(rows[source], plan_id, status, reason)
        for aside in gathering.aside:
            told = word(f"build.{aside.reason}", first=aside.instead)
            rows |= {source: _update(rows[source], plan_id, "skipped", told) for source in aside.sources}
    return _Read(tuple(first.values()), list(rows.values()), parents)


def _extract(
    gatherings: Sequence[Gathering], read: dict[str, Plan], workers: int | None, limits: Limits | None
) -> Iterator[Plan | None]:
    """The plan of each gathering: as read from its one file, or read anew from the texts of several."""
    jobs = [
        Joined(join_texts([read[source].text for source in gathering.sources], gathering.missing), gathering.known)
        for gathering in gatherings
        if not _is_plain(gathering)
    ]
    anew = extract_joined(jobs, workers, limits)
    for gathering in gatherings:
        yield read[gathering.sources[0]] if _is_plain(gathering) else next(anew)


def _is_plain(gathering: Gathering) -> bool:
    nothing_known = not gathering.known.model_dump(exclude={"facts"}, exclude_none=True)
    return len(gathering.sources) == 1 and not gathering.missing and nothing_known


def _judge_plan(plan: Plan | None, first: dict[str, Plan]) -> tuple[str | None, SourceStatus, Wording | None]:
    """The id, the status and the reason of a plan's files."""
    if plan is None:
        return None, "failed", word("build.joined_lost")
    if not _looks_like_plan(plan):
        return None, "skipped", word("build.no_plan")
    if plan.plan_id in first:
        code = "build.same_name" if plan.letterhead.number is None else "build.same_number"
        return plan.plan_id, "skipped", word(code, first=first[plan.plan_id].text.source)
    if plan.gaps:
        gap = plan.gaps[0]
        why, after = word(f"gap.{gap.reason}"), gap.after_path or "–"
        return plan.plan_id, "partial", word("build.partial", count=len(plan.gaps), after=after, why=why)
    return plan.plan_id, "ok", None


def _update(row: Source, plan_id: str | None, status: SourceStatus, reason: Wording | None) -> Source:
    update = {
        "plan_id": plan_id,
        "status": status,
        "reason": reason and reason.vi,
        "reason_en": reason and reason.en,
    }
    return row.model_copy(update=update)


def _looks_like_plan(plan: Plan) -> bool:
    """Whether there is a plan in the text at all: it says what document it is, or it orders something.

    A plan whose first page is lost has no letterhead left; a README beside the plans has neither.
    """
    head = plan.letterhead
    return bool(head.number or head.doc_type or ((plan.tasks or plan.targets) and plan.assignments))


# --- holding plans against each other ----------------------------------------------------------------------------


class _Compared(NamedTuple):
    """What holds between plans, pair after pair."""

    task_links: tuple[TaskLink, ...]
    target_links: tuple[TargetLink, ...]
    coverage: tuple[Coverage, ...]
    findings: tuple[Finding, ...]


class _Pair(NamedTuple):
    """A plan, the one it is held against, and what reviewers said of the links between them."""

    child: Plan
    parent: Plan
    reviews: tuple[Review, ...]


def _compare_family(
    plans: tuple[Plan, ...], lineage: Iterable[Lineage], reviews: Reviews, workers: int | None, report: Progress
) -> _Compared:
    """Every plan against its nearest ancestor that is in the corpus, in each line of descent."""
    by_id = {plan.plan_id: plan for plan in plans}
    compared = pick_compared(lineage, plans)
    pairs = [
        _Pair(by_id[row.plan_id], by_id[row.parent_plan_id], reviews.of_pair(row.plan_id, row.parent_plan_id))
        for row in compared
        if row.parent_plan_id
    ]
    report("compare", 0, len(pairs), "")
    results = _spread(_compare_pair, pairs, workers or (1 if len(pairs) < _FEW_PAIRS else None))
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


def _compare_pair(pair: _Pair) -> _Compared:
    child, parent, log = pair
    proposed = link_tasks(child, parent)
    links = review_links(proposed.task_links, proposed.target_links, child, parent, Reviews(log, (child, parent)))
    comparison = compare_plans(child, parent, links)
    return _Compared(links.task_links, links.target_links, comparison.coverage, comparison.findings)


def _spread(function: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None) -> Iterator[Result]:
    """The results in the order of the jobs, from that many processes; ``None``: one a processor."""
    processes = min(workers or os.cpu_count() or 1, len(jobs))
    if processes <= 1:
        yield from map(function, jobs)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(function, jobs)


def _sort_findings(findings: Iterable[Finding], plans: tuple[Plan, ...]) -> tuple[Finding, ...]:
    """By plan; what one plan gives stays in the order in which it was found. The same claim is made once."""
    once = {finding.finding_id: finding for finding in findings}
    order = {plan.plan_id: number for number, plan in enumerate(plans)}
    return tuple(sorted(once.values(), key=lambda finding: order[finding.plan_id]))


def _keep_quiet(phase: Phase, done: int, total: int, name: str) -> None:
    """Say nothing of the progress."""
