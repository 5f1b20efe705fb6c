"""Broken files through steps 1 to 3, each in a worker: it may be refused in words, and nothing else may happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

from extractors.errors import UnreadableFile
from extractors.records import PlanText
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes
from pipeline.sources.workers import Limits, Lost, run_jobs
from tests.fuzz.mutations import mutate

# Enough for the largest of the real files; a broken copy of one has no right to more.
LIMITS = Limits(seconds=60, seconds_a_page=10)
# Pages to recognise take seconds, LibreOffice takes one to start: these are tried, but not most of the time.
_SLOW = (".png", ".jpg", ".tif", ".doc", ".rtf")
_SELDOM = 0.05
_LARGE = 1_000_000


class Case(NamedTuple):
    """A file, and the seed that it is broken with; ``None`` leaves it whole."""

    name: str
    data: bytes
    seed: int | None

    def break_file(self) -> bytes:
        """The broken file."""
        return self.data if self.seed is None else mutate(self.data, Random(self.seed))


class Find(NamedTuple):
    """A broken file that broke its reader, and how."""

    case: Case
    lost: Lost


def choose_cases(files: Mapping[str, bytes], count: int, seed: int) -> list[Case]:
    """So many broken files; the same files and seed choose the same."""
    random = Random(seed)
    weights = [_SELDOM if name.endswith(_SLOW) or len(data) > _LARGE else 1.0 for name, data in files.items()]
    names = random.choices(list(files), weights, k=count)
    return [Case(name, files[name], random.getrandbits(32)) for name in names]


def try_cases(cases: Sequence[Case], processes: int = 1, limits: Limits = LIMITS) -> Iterator[Find]:
    """The cases that broke a reader."""
    results = run_jobs(_read_broken, cases, processes, limits, ("pipeline.sources.warm",))
    for case, result in zip(cases, results, strict=True):
        if isinstance(result, Lost):
            yield Find(case, result)


def _read_broken(case: Case, on_recognised: Callable[[], None]) -> None:
    read_all(case.break_file(), on_recognised)


def read_all(data: bytes, on_recognised: Callable[[], None] | None = None) -> PlanText | None:
    """Steps 1 to 3, and the promise that holds for all they make; ``None`` where no plan can be read in the file."""
    try:
        text = read_bytes(data, "broken", on_recognised)
    except UnreadableFile:
        return None
    plan = extract_records(text, outline_plan(text))
    for unit in plan.units:
        assert text.text[unit.start : unit.end] == unit.text
    for record in (*plan.targets, *plan.deadlines, *plan.assignments, *plan.citations):
        assert text.text[record.start : record.end] == record.quote
    return text
