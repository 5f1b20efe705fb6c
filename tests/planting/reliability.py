"""Whether the scores of links mean what they say: of links scored 0.9, nine in ten are right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from extractors.records import Plan
from pipeline.link import link_tasks
from tests.planting.plant import Planted

_EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


class Scored(NamedTuple):
    """A link's score, and whether it is right."""

    score: float
    is_right: bool


class Band(NamedTuple):
    """The links scored from ``low`` up to ``high``."""

    low: float
    high: float
    links: int
    right: int

    @property
    def keeps_promise(self) -> bool:
        """Whether the part that is right is at least the lowest score, or less by no more than chance would have it."""
        return self.right >= self.low * self.links - 2 * sqrt(self.links * self.low * (1 - self.low))


def score_links(local: Plan, parent: Plan, wanted: Iterable[tuple[str, str]]) -> list[Scored]:
    """The links that are made between two plans, judged by those that there are."""
    right = frozenset(wanted)
    links = link_tasks(local, parent).task_links
    return [Scored(link.score, (link.path, link.parent_path) in right) for link in links]


def score_planted(planted: Iterable[Planted], local: Iterable[Plan], parents: Sequence[Plan]) -> list[Scored]:
    """The same over many planted plans, each with the plan read from its text."""
    by_id = {parent.plan_id: parent for parent in parents}
    return [
        scored
        for answers, plan in zip(planted, local, strict=True)
        for scored in score_links(plan, by_id[answers.parent], answers.links)
    ]


def band_scores(links: Sequence[Scored]) -> list[Band]:
    """How many links fall into each band of scores, and how many of them are right."""
    bands = []
    for low, high in pairwise(_EDGES):
        inside = [link.is_right for link in links if low <= link.score < high]
        bands.append(Band(low, high, len(inside), sum(inside)))
    return bands


def write_bands(bands: Iterable[Band]) -> str:
    """The bands as a Markdown table."""
    rows = [
        f"| {band.low:.2f} – {band.high:.2f} | {band.links} | {band.right} | {_share(band)} |"
        for band in reversed(list(bands))
    ]
    return "\n".join(["| score | links | right | share |", "|---|---|---|---|", *rows])


def _share(band: Band) -> str:
    return f"{band.right / band.links:.3f}" if band.links else "–"
