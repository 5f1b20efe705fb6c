"""How much of what was planted a build finds, and how much of what it finds was planted, kind by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from extractors.records import Corpus
from tests.planting.plant import FindingKey, Planted

Row = tuple[str, tuple[str | None, ...]]  # the plan's file and what is claimed of it


@dataclass
class Count:
    """Right, made up and missed rows of one kind."""

    right: int = 0
    made_up: list[Row] = field(default_factory=list)
    missed: list[Row] = field(default_factory=list)

    @property
    def planted(self) -> int:
        """How many there were to find."""
        return self.right + len(self.missed)

    @property
    def precision(self) -> float:
        """The part of what was found that was planted; 1 where nothing was found."""
        found = self.right + len(self.made_up)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """The part of what was planted that was found; 1 where nothing was planted."""
        return self.right / self.planted if self.planted else 1.0


class _Found(NamedTuple):
    """What a build says of one plan, in the form in which it was planted."""

    links: set[tuple[str, str]]
    target_links: set[tuple[str, str]]
    findings: set[FindingKey]


def write_plans(plans: Iterable[Planted], folder: Path) -> None:
    """Put the plans into a folder, each as a text file."""
    for plan in plans:
        (folder / plan.source).write_text(plan.text, encoding="utf-8")


def measure(plans: Iterable[Planted], corpus: Corpus) -> dict[str, Count]:
    """Counts by kind, links first; a plan that was not read at all has missed everything."""
    found = _read_corpus(corpus)
    counts: dict[str, Count] = defaultdict(Count)
    for plan in plans:
        said = found.get(plan.source, _Found(set(), set(), set()))
        _count(counts["task links"], plan.source, plan.links, said.links)
        _count(counts["target links"], plan.source, plan.target_links, said.target_links)
        for kind in sorted({finding.kind for finding in plan.findings | said.findings}):
            wanted, made = ({row for row in rows if row.kind == kind} for rows in (plan.findings, said.findings))
            _count(counts[kind], plan.source, wanted, made)
    return dict(counts)


def _count(count: Count, source: str, wanted: Set[tuple[str | None, ...]], said: Set[tuple[str | None, ...]]) -> None:
    count.right += len(wanted & said)
    count.made_up += [(source, row) for row in sorted(said - wanted, key=str)]
    count.missed += [(source, row) for row in sorted(wanted - said, key=str)]


def _read_corpus(corpus: Corpus) -> dict[str, _Found]:
    sources = {plan.plan_id: plan.text.source for plan in corpus.plans}
    paths = {target.target_id: target.path for plan in corpus.plans for target in plan.targets}
    plan_of = {target.target_id: plan.plan_id for plan in corpus.plans for target in plan.targets}
    found = {source: _Found(set(), set(), set()) for source in sources.values()}
    for link in corpus.task_links:
        found[sources[link.plan_id]].links.add((link.path, link.parent_path))
    for pair in corpus.target_links:
        source = sources[plan_of[pair.target_id]]
        found[source].target_links.add((paths[pair.target_id], pair.parent_target_id))
    for finding in corpus.findings:
        found[sources[finding.plan_id]].findings.add(FindingKey(finding.kind, finding.path, finding.parent_path))
    return found
