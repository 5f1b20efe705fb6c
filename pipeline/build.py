"""The chain: a folder of plans becomes a corpus, one step after the other. The only file that imports the steps."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from stat import S_ISREG
from typing import Literal, NamedTuple, Protocol, TypeVar

from extractors.errors import NothingToRead, UnreadableFile
from extractors.records import Corpus, Coverage, Finding, Lineage, Plan, Source, SourceStatus, TargetLink, TaskLink
from pipeline.check import check_lineage, check_plan
from pipeline.compare import compare_plans
from pipeline.extract import extract_records
from pipeline.link import link_tasks
from pipeline.outline import outline_plan
from pipeline.read import READABLE_SUFFIXES, read_plan
from pipeline.resolve import resolve_agencies
from pipeline.trace import pick_compared, trace_lineage
from pipeline.wording import Wording, word

Phase = Literal["read", "compare"]
Job = TypeVar("Job")
Result = TypeVar("Result")

# Below these a second process costs more to start (1.4 s, most of it importing spaCy) than it saves: a plan is read in
# about 0.2 s, a pair compared in 0.1 s.
_FEW_FILES = 12
_FEW_PAIRS = 30


class Progress(Protocol):
    """Told before the first and after each file read, and so with pairs of plans compared: how many, and which."""

    def __call__(self, phase: Phase, done: int, total: int, name: str) -> None: ...


def build_corpus(folder: Path | str, progress: Progress | None = None, workers: int | None = None) -> Corpus:
    """Read every plan below a folder and hold the plans against each other.

    A file that is no plan or cannot be read costs its own row in ``Corpus.sources`` and nothing else. ``workers`` is
    the number of processes that work; ``None`` is as many as there are processors, or one where there is little to do.
    The same files give the same corpus, but for ``Source.seconds``. Raises ``NothingToRead`` where there is no
    readable file.
    """
    report = progress or _keep_quiet
    files, passed_over = _find_files(Path(folder))
    if not files:
        suffixes = ", ".join(sorted(READABLE_SUFFIXES))
        raise NothingToRead(*word("build.nothing_to_read", folder=folder, suffixes=suffixes))
    plans, sources = _drop_repeats(_read_files(files, workers, report))
    agencies = resolve_agencies(plans)
    trace = trace_lineage(plans)
    compared = _compare_family(plans, trace.lineage, workers, report)
    checked = [finding for plan in plans for finding in (*check_plan(plan), *check_lineage(plan, trace.lineage, plans))]
    return Corpus(
        plans=plans,
        sources=tuple(sorted((*sources, *passed_over), key=lambda source: _sort_key(source.source))),
        agencies=agencies.agencies,
        agency_of=agencies.agency_of,
        counterparts=agencies.counterparts,
        lineage=trace.lineage,
        cited_plan_of=trace.cited_plan_of,
        task_links=compared.task_links,
        target_links=compared.target_links,
        coverage=compared.coverage,
        findings=_sort_findings((*checked, *compared.findings), plans),
    )


# --- the files ---------------------------------------------------------------------------------------------------


class _File(NamedTuple):
    """A file that may hold a plan, and what it is called: its path below the input folder, with forward slashes."""

    path: Path
    source: str


class _Reading(NamedTuple):
    """What became of one file; ``plan`` is ``None`` where there is none in it."""

    source: Source
    plan: Plan | None


def _find_files(folder: Path) -> tuple[list[_File], list[Source]]:
    """The files that may hold plans, in the order of their paths, and a row for everything passed over."""
    if not folder.is_dir():
        raise NothingToRead(*word("build.no_folder", folder=folder))
    files: list[_File] = []
    passed_over: list[Source] = []
    for file in sorted(_walk_folder(folder, passed_over), key=lambda file: _sort_key(file.source)):
        refusal = _refuse_file(file.path)
        if refusal is None:
            files.append(file)
        else:
            passed_over.append(_explain(file.source, *refusal))
    return files, passed_over


def _walk_folder(top: Path, passed_over: list[Source]) -> Iterator[_File]:
    """Every file below ``top``; hidden folders, linked ones (they may lead in a circle) and locked ones give a row."""
    pending = [top]
    while pending:
        folder = pending.pop()
        try:
            entries = list(folder.iterdir())
        except OSError as error:
            reason = word("build.locked_folder", why=error.strerror)
            passed_over.append(_explain(f"{_name_source(folder, top)}/", "failed", reason))
            continue
        for path in entries:
            if not os.path.isdir(path):  # Path.is_dir raises on a link into a locked folder
                yield _File(path, _name_source(path, top))
            elif path.is_symlink() or path.name.startswith("."):
                reason = word("build.linked_folder" if path.is_symlink() else "build.hidden")
                passed_over.append(_explain(f"{_name_source(path, top)}/", "skipped", reason))
            else:
                pending.append(path)


def _name_source(path: Path, top: Path) -> str:
    # A name of bytes that are no UTF-8 is shown with their values: it must be printed and stored.
    return os.fsencode(path.relative_to(top).as_posix()).decode("utf-8", "backslashreplace")


def _sort_key(source: str) -> tuple[str, ...]:
    return tuple(source.split("/"))


def _refuse_file(path: Path) -> tuple[SourceStatus, Wording] | None:
    """Why a file is not read at all; ``None`` where it is."""
    if path.name.startswith("."):
        return "skipped", word("build.hidden")
    try:
        is_regular = S_ISREG(path.stat().st_mode)
    except OSError as error:
        return "failed", word("build.broken_link" if path.is_symlink() else "build.locked_file", why=error.strerror)
    if not is_regular:  # a pipe would be waited for without end
        return "skipped", word("build.not_a_file")
    if path.suffix.lower() not in READABLE_SUFFIXES:
        return "skipped", word("build.other_format", suffixes=", ".join(sorted(READABLE_SUFFIXES)))
    return None


def _explain(source: str, status: SourceStatus, reason: Wording) -> Source:
    return Source(source=source, sha256=None, status=status, reason=reason.vi, reason_en=reason.en)


# --- reading -----------------------------------------------------------------------------------------------------


def _read_files(files: list[_File], workers: int | None, report: Progress) -> list[_Reading]:
    """What became of each file, in their order."""
    report("read", 0, len(files), "")
    done: list[_Reading] = []
    for reading in _spread(_read_file, files, workers or (1 if len(files) < _FEW_FILES else None)):
        done.append(reading)
        report("read", len(done), len(files), reading.source.source)
    return done


def _spread(function: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None) -> Iterator[Result]:
    """The results in the order of the jobs, from that many processes; ``None``: one a processor."""
    processes = min(workers or os.cpu_count() or 1, len(jobs))
    if processes <= 1:
        yield from map(function, jobs)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(function, jobs)


def _read_file(file: _File) -> _Reading:
    started = time.perf_counter()
    reading = _read_plan_file(file)
    seconds = time.perf_counter() - started
    return reading._replace(source=reading.source.model_copy(update={"seconds": seconds}))


def _read_plan_file(file: _File) -> _Reading:
    try:
        text = read_plan(file.path, file.source)
    except UnreadableFile as error:
        row = _explain(file.source, "failed", Wording(error.vi, error.en))
        return _Reading(row.model_copy(update={"sha256": _hash_file(file.path)}), None)
    plan = extract_records(text, outline_plan(text))
    status, reason = _judge_plan(plan)
    row = Source(
        source=file.source,
        sha256=text.sha256,
        status=status,
        plan_id=None if status == "skipped" else plan.plan_id,
        reason=reason and reason.vi,
        reason_en=reason and reason.en,
        pages=len(text.pages) or None,
    )
    return _Reading(row, None if status == "skipped" else plan)


def _hash_file(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _judge_plan(plan: Plan) -> tuple[SourceStatus, Wording | None]:
    if not _looks_like_plan(plan):
        return "skipped", word("build.no_plan")
    if plan.gaps:
        return "partial", word("build.partial", count=len(plan.gaps), after=plan.gaps[0].after_path or "–")
    return "ok", None


def _looks_like_plan(plan: Plan) -> bool:
    """Whether there is a plan in the text at all: it says what document it is, or it orders something.

    A plan whose first page is lost has no letterhead left; a README beside the plans has neither.
    """
    head = plan.letterhead
    return bool(head.number or head.doc_type or ((plan.tasks or plan.targets) and plan.assignments))


def _drop_repeats(readings: list[_Reading]) -> tuple[tuple[Plan, ...], list[Source]]:
    """The plans, each once, and the row of every file; a plan read before is ``skipped``."""
    first: dict[str, Plan] = {}
    sources: list[Source] = []
    for source, plan in readings:
        if plan is None or first.setdefault(plan.plan_id, plan) is plan:
            sources.append(source)
            continue
        told_by_name = plan.letterhead.number is None and plan.text.text != first[plan.plan_id].text.text
        code = "build.same_name" if told_by_name else "build.repeated"
        reason = word(code, first=first[plan.plan_id].text.source)
        update = {"status": "skipped", "reason": reason.vi, "reason_en": reason.en}
        sources.append(source.model_copy(update=update))
    return tuple(first.values()), sources


# --- holding plans against each other ----------------------------------------------------------------------------


class _Compared(NamedTuple):
    """What holds between plans, pair after pair."""

    task_links: tuple[TaskLink, ...]
    target_links: tuple[TargetLink, ...]
    coverage: tuple[Coverage, ...]
    findings: tuple[Finding, ...]


def _compare_family(
    plans: tuple[Plan, ...], lineage: Iterable[Lineage], workers: int | None, report: Progress
) -> _Compared:
    """Every plan against its nearest ancestor that is in the corpus, in each line of descent."""
    by_id = {plan.plan_id: plan for plan in plans}
    compared = pick_compared(lineage, plans)
    pairs = [(by_id[row.plan_id], by_id[row.parent_plan_id]) for row in compared if row.parent_plan_id]
    report("compare", 0, len(pairs), "")
    results = _spread(_compare_pair, pairs, workers or (1 if len(pairs) < _FEW_PAIRS else None))
    done: list[_Compared] = []
    for (child, _), result in zip(pairs, results, strict=True):
        done.append(result)
        report("compare", len(done), len(pairs), child.plan_id)
    return _Compared(
        task_links=tuple(link for result in done for link in result.task_links),
        target_links=tuple(link for result in done for link in result.target_links),
        coverage=tuple(row for result in done for row in result.coverage),
        findings=tuple(finding for result in done for finding in result.findings),
    )


def _compare_pair(pair: tuple[Plan, Plan]) -> _Compared:
    child, parent = pair
    links = link_tasks(child, parent)
    comparison = compare_plans(child, parent, links)
    return _Compared(links.task_links, links.target_links, comparison.coverage, comparison.findings)


def _sort_findings(findings: Iterable[Finding], plans: tuple[Plan, ...]) -> tuple[Finding, ...]:
    """By plan; what one plan gives stays in the order in which it was found. The same claim is made once."""
    once = {finding.finding_id: finding for finding in findings}
    order = {plan.plan_id: number for number, plan in enumerate(plans)}
    return tuple(sorted(once.values(), key=lambda finding: order[finding.plan_id]))


def _keep_quiet(phase: Phase, done: int, total: int, name: str) -> None:
    """Say nothing of the progress."""
