"""From a folder to its plans: every file read, files of one plan put together, and what users state of them.

What became of each file is told in ``Collected.sources``; no file costs another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from extractors.errors import NothingToRead, UnknownPlan, UnreadableFile
from extractors.records import Plan, Review, Source, SourceStatus
from pipeline.comparing.stated import StatedRequirement, find_faults
from pipeline.naming import choose_plan, name_of, name_version
from pipeline.sources.files import File, explain_source, find_files, sort_key
from pipeline.sources.gather import Gathering, gather_plans
from pipeline.sources.join import join_texts
from pipeline.sources.reading import Joined, Reading, extract_joined, read_files
from pipeline.sources.reviews import read_reviews
from pipeline.sources.statements import StatedParent, StatedPlan, Statement, read_statement
from pipeline.sources.versions import are_versions, order_versions, rename_plan
from pipeline.sources.workers import Limits
from pipeline.wording import Wording, word


class Collected(NamedTuple):
    """The plans of a folder, each once; a row for every file; what users say of the plans.

    ``parents`` gives by ``plan_id`` the plan that a user says it carries out, by number or file; ``former`` the
    ``plan_id`` of the version whose place it takes; ``required`` is what users state that plans require; ``reviews``
    are in the order in which they were written.
    """

    plans: tuple[Plan, ...]
    sources: tuple[Source, ...] = ()
    parents: Mapping[str, StatedParent] = MappingProxyType({})
    former: Mapping[str, str] = MappingProxyType({})
    required: tuple[StatedRequirement, ...] = ()
    reviews: tuple[Review, ...] = ()


class FileProgress(Protocol):
    """Told before the first and after each file read: how many of how many, and which."""

    def __call__(self, done: int, total: int, name: str) -> None: ...


def collect_plans(
    folder: Path, report: FileProgress, workers: int | None = None, limits: Limits | None = None
) -> Collected:
    """Read every plan below a folder; raises ``NothingToRead`` where there is no file that may be a plan."""
    files = find_files(folder)
    if not files.documents:
        raise NothingToRead(*word("build.nothing_to_read", folder=folder))
    readings = _read_files(files.documents, workers, limits, report)
    stated, statement_rows = _read_statements(files.statements, readings)
    read = _put_together(readings, stated.plans, workers, limits)
    statement_rows = tell_faults(statement_rows, find_faults(stated.required, read.plans))
    reviews, review_rows = _read_reviews(files.reviews)
    sources = (*read.sources, *files.passed_over, *statement_rows, *review_rows)
    ordered = sorted(sources, key=lambda source: sort_key(source.source))
    return Collected(read.plans, tuple(ordered), read.parents, read.former, stated.required, tuple(reviews))


def tell_faults(sources: Iterable[Source], faults: Iterable[tuple[str, Wording]]) -> tuple[Source, ...]:
    """The rows of files, with what could not be followed in those of them that are named; the rest of each counts."""
    rows = {row.source: row for row in sources}
    for name, fault in faults:
        row = rows.get(name)
        if row is None:
            continue
        earlier = [(row.reason or "", row.reason_en or "")] if row.status == "failed" else []
        told = Wording(*map("; ".join, zip(*earlier, fault, strict=True)))
        rows[name] = explain_source(name, "failed", told)
    return tuple(rows.values())


def looks_like_plan(plan: Plan) -> bool:
    """Whether there is a plan in the text at all: it says what document it is, or it orders something.

    A plan whose first page is lost has no letterhead left; a README beside the plans has neither.
    """
    head = plan.letterhead
    return bool(head.number or head.doc_type or ((plan.tasks or plan.targets) and plan.assignments))


def _read_files(
    files: Sequence[File], workers: int | None, limits: Limits | None, report: FileProgress
) -> list[Reading]:
    """What became of each file, in their order."""
    report(0, len(files), "")
    done: list[Reading] = []
    for reading in read_files(files, workers, limits):
        done.append(reading)
        report(len(done), len(files), reading.source.source)
    return done


def _read_statements(files: Sequence[File], readings: Iterable[Reading]) -> tuple[Statement, tuple[Source, ...]]:
    """What users state, and a row for each file in which they do."""
    read = {reading.source.source for reading in readings if reading.plan is not None}
    stated = Statement()
    rows: list[Source] = []
    for file in files:
        own, status, reason = _read_statement_file(file)
        lost = [source for plan in own.plans for source in plan.sources if source not in read]
        if lost:
            status, reason = "failed", word("build.statement_names_nothing", names=", ".join(lost))
        stated = Statement(stated.plans + own.plans, stated.required + own.required)
        rows.append(explain_source(file.source, status, reason))
    return stated, tuple(rows)


def _read_statement_file(file: File) -> tuple[Statement, SourceStatus, Wording]:
    try:
        return read_statement(file.path.read_bytes(), file.source), "skipped", word("build.statement")
    except OSError as error:
        return Statement(), "failed", word("build.locked_file", why=error.strerror)
    except UnreadableFile as error:
        return Statement(), "failed", Wording(error.vi, error.en)


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
    """The plans, the row of every file, and by ``plan_id`` the plan it is said to carry out and that it replaces."""

    plans: tuple[Plan, ...]
    sources: list[Source]
    parents: dict[str, StatedParent]
    former: dict[str, str]


def _put_together(
    readings: Sequence[Reading], stated: Sequence[StatedPlan], workers: int | None, limits: Limits | None
) -> _Read:
    """The plans that the files make, each once, and what became of every file."""
    by_source = {reading.source.source: reading.plan for reading in readings if reading.plan is not None}
    gatherings = gather_plans(by_source.values(), stated)
    plans = [*zip(gatherings, _extract(gatherings, by_source, workers, limits), strict=True)]
    versions = _Versions(plan for _, plan in plans if plan is not None and looks_like_plan(plan))
    rows = {reading.source.source: reading.source for reading in readings}
    read: dict[str, Plan] = {}
    said: dict[str, Gathering] = {}
    for gathering, extracted in plans:
        plan = versions.name(extracted)
        plan_id, status, reason = _judge_plan(plan, read)
        if plan is not None and status in ("ok", "partial"):
            read[plan.plan_id] = plan
            said[plan.plan_id] = gathering
            reason = reason or versions.explain(plan)
        for source in gathering.sources:
            rows[source] = _update(rows[source], plan_id, status, reason)
        for aside in gathering.aside:
            told = word(f"build.{aside.reason}", first=aside.instead)
            rows |= {source: _update(rows[source], plan_id, "skipped", told) for source in aside.sources}
    parents = {plan_id: gathering.parent for plan_id, gathering in said.items() if gathering.parent}
    return _Read(tuple(read.values()), list(rows.values()), parents, versions.former | _find_revised(read, said))


class _Versions:
    """Plans of one id that are versions of one plan; the one that holds now keeps the id."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self.former: dict[str, str] = {}
        self._ids: dict[str, str] = {}  # by file
        self._replaced_by: dict[str, Plan] = {}
        of_id: dict[str, list[Plan]] = defaultdict(list)
        for plan in plans:
            known = of_id[plan.plan_id]
            if not known or any(are_versions(plan, other) for other in known):
                known.append(plan)
        for plan_id, same in of_id.items():
            *before, now = order_versions(same)
            newer = plan_id
            for number, plan in reversed([*enumerate(before, start=1)]):
                self._ids[plan.text.source] = self.former[newer] = newer = name_version(plan_id, number)
                self._replaced_by[newer] = now

    def name(self, plan: Plan | None) -> Plan | None:
        """The plan under the id of its version."""
        if plan is None or plan.text.source not in self._ids:
            return plan
        return rename_plan(plan, self._ids[plan.text.source])

    def explain(self, plan: Plan) -> Wording | None:
        """Of a version that does not hold any more, which does."""
        now = self._replaced_by.get(plan.plan_id)
        return word("build.former_version", first=now.text.source) if now else None


def _find_revised(plans: Mapping[str, Plan], said: Mapping[str, Gathering]) -> dict[str, str]:
    """By ``plan_id`` the plan that a user says it takes the place of, named by its number or its file."""
    names = [name_of(plan) for plan in plans.values()]
    former = {}
    for plan_id, gathering in said.items():
        if gathering.revises:
            with suppress(UnknownPlan):
                former[plan_id] = choose_plan([name for name in names if name.plan_id != plan_id], gathering.revises)
    return former


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
    if not looks_like_plan(plan):
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
