"""What a build has of the plan that a gold file describes: its records, and its addresses in the gold's terms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from extractors.errors import BadGold
from extractors.records import Corpus, Evidence, Letterhead, Plan, PlanText
from pipeline.evaluating.gold import GoldPlan
from pipeline.wording import word

# A cue is found by this many letters, at the start of a task or behind a short run-in title of it.
_CUE_LETTERS = 28
_CUE_WITHIN = 90

_NOTHING = Plan(
    plan_id="",
    text=PlanText(source="", sha256="", format="", text=""),
    letterhead=Letterhead(),
    units=(),
    gaps=(),
    abbreviations=(),
    citations=(),
    deadlines=(),
    targets=(),
    tasks=(),
    assignments=(),
)


class Reading(NamedTuple):
    """A plan and its parent as a build read them; one that the build does not have is a plan that says nothing."""

    corpus: Corpus
    plan: Plan
    parent: Plan
    addresses: Mapping[str, str]

    @property
    def is_there(self) -> bool:
        """Whether the build has the plan."""
        return self.plan is not _NOTHING

    def address(self, path: str) -> str:
        """The gold's address of a unit: its own, unless the first words of a task show that it is another there."""
        return self.addresses.get(path, path)

    def page(self, record: Evidence) -> int | None:
        """The page a record stands on; ``None`` where the format has none."""
        return self.plan.text.page_at(record.start)


def find_reading(corpus: Corpus, gold: GoldPlan) -> Reading:
    """What the build has of the gold's plan."""
    plan = _get_plan(corpus, find_plan_of_file(corpus, gold.file))
    parent = _get_plan(corpus, _find_parent(corpus, gold, plan.plan_id))
    return Reading(corpus, plan, parent, _find_addresses(plan, gold))


def find_plan_of_file(corpus: Corpus, file: str) -> str | None:
    """The plan made of a file, named with or without the folders it stands in and its ending; else ``None``.

    Several files may make one plan. Raises ``BadGold`` where the name fits several plans alike.
    """
    plan_of = {plan.text.source: plan.plan_id for plan in corpus.plans}
    plan_of |= {row.source: row.plan_id for row in corpus.sources if row.plan_id and row.source not in plan_of}
    stem = PurePosixPath(file).stem
    tiers = (
        [source for source in plan_of if f"/{source}".endswith(f"/{file}")],
        [source for source in plan_of if PurePosixPath(source).stem == stem],
        [source for source in plan_of if stem in source],
    )
    fitting = next(filter(None, tiers), [])
    plans = list(dict.fromkeys(plan_of[source] for source in fitting))
    if len(plans) > 1:
        raise BadGold(*word("evaluate.ambiguous_file", file=file, several=", ".join(fitting)))
    return plans[0] if plans else None


def normalize(value: object) -> str:
    """A value as it is compared: one blank between words, no capitals, nothing for ``None``.

    >>> normalize("  Ủy ban\\nnhân dân ")
    'ủy ban nhân dân'
    """
    text = "" if value is None else unicodedata.normalize("NFC", str(value))
    return re.sub(r"\s+", " ", text).strip().lower()


def normalize_number(value: str | None) -> str:
    """The number of a document without blanks and points.

    >>> normalize_number("57- NQ/TW.")
    '57-nq/tw'
    """
    return re.sub(r"[\s.]", "", normalize(value))


def _get_plan(corpus: Corpus, plan_id: str | None) -> Plan:
    return _NOTHING if plan_id is None else corpus.plan(plan_id)


def _find_parent(corpus: Corpus, gold: GoldPlan, plan_id: str) -> str | None:
    if gold.parent_file is not None:
        return find_plan_of_file(corpus, gold.parent_file)
    return next((row.parent_plan_id for row in corpus.coverage if row.plan_id == plan_id), None)


def _find_addresses(plan: Plan, gold: GoldPlan) -> dict[str, str]:
    cues = {task.path: normalize(task.cue)[:_CUE_LETTERS] for task in gold.tasks}
    return {task.path: _find_address(task.path, task.quote, cues) for task in plan.tasks}


def _find_address(path: str, quote: str, cues: Mapping[str, str]) -> str:
    if path in cues:
        return path
    start = normalize(quote)[:_CUE_WITHIN]
    found: Sequence[str] = [each for each, cue in cues.items() if cue and cue in start]
    return found[0] if len(found) == 1 else path
