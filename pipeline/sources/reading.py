"""Steps 1 to 3 for every file, each in a worker process: read, outline, extract.

The chain's own half stands in ``build``; this half is what a worker loads, without the libraries of comparing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from extractors.errors import NotADocument, UnreadableFile
from extractors.records import Letterhead, Plan, PlanText, Source
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_plan
from pipeline.sources.files import File, explain_source
from pipeline.sources.workers import DEFAULT_PROCESSES, Limits, Lost, run_jobs
from pipeline.wording import Wording, word

# Imported by the server that workers are forked from: it reads a made-up plan once, so that no worker begins cold.
_PRELOADED = ("pipeline.sources.warm",)


class Reading(NamedTuple):
    """What became of one file: its row, and everything read in it, ``None`` where nothing could be."""

    source: Source
    plan: Plan | None


class Joined(NamedTuple):
    """A text put together from several files, or one that more is known of than it says."""

    text: PlanText
    stated: Letterhead | None


def read_files(files: Sequence[File], processes: int | None = None, limits: Limits | None = None) -> Iterator[Reading]:
    """What became of each file, in their order; one that breaks a limit or its worker costs its own row."""
    limits = limits or Limits()
    results = run_jobs(_read_file, files, processes or DEFAULT_PROCESSES, limits, _PRELOADED)
    for file, result in zip(files, results, strict=True):
        yield _explain_loss(file, result, limits) if isinstance(result, Lost) else result


def extract_joined(
    texts: Sequence[Joined], processes: int | None = None, limits: Limits | None = None
) -> Iterator[Plan | None]:
    """The plan in each text, in their order; ``None`` where a limit was broken."""
    results = run_jobs(_extract_joined, texts, processes or DEFAULT_PROCESSES, limits or Limits(), _PRELOADED)
    for result in results:
        yield None if isinstance(result, Lost) else result


def _read_file(file: File, on_recognised: Callable[[], None]) -> Reading:
    started = time.perf_counter()
    reading = _read_plan_file(file, on_recognised)
    seconds = time.perf_counter() - started
    return reading._replace(source=reading.source.model_copy(update={"seconds": seconds}))


def _read_plan_file(file: File, on_recognised: Callable[[], None]) -> Reading:
    try:
        text = read_plan(file.path, file.source, on_recognised)
    except UnreadableFile as error:
        passed_over = isinstance(error, NotADocument) and not file.should_be_readable
        row = explain_source(file.source, "skipped" if passed_over else "failed", Wording(error.vi, error.en))
        return Reading(row.model_copy(update={"sha256": _hash_file(file.path)}), None)
    plan = extract_records(text, outline_plan(text))
    row = Source(source=file.source, sha256=text.sha256, status="ok", pages=len(text.pages) or None)
    return Reading(row, plan)


def _extract_joined(joined: Joined, _: Callable[[], None]) -> Plan:
    return extract_records(joined.text, outline_plan(joined.text), joined.stated)


def _explain_loss(file: File, lost: Lost, limits: Limits) -> Reading:
    """The row of a file whose worker did not survive it."""
    match lost.why:
        case "time":
            reason = word("build.too_slow", seconds=round(lost.seconds), page=limits.seconds_a_page)
        case "memory":
            reason = word("build.too_large", megabytes=limits.megabytes)
        case "crash":
            reason = word("build.crashed", ended=lost.ended)
    row = explain_source(file.source, "failed", reason)
    return Reading(row.model_copy(update={"sha256": _hash_file(file.path), "seconds": lost.seconds}), None)


def _hash_file(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
