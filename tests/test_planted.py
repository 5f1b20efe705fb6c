"""Divergences planted in local plans made for the purpose: what a build finds of them, counted kind by kind."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest

from extractors.records import FindingKind, Plan
from pipeline.build import build_corpus
from tests.conftest import REPOSITORY, SHARED, plan_of
from tests.planting.measure import Count, measure, write_plans
from tests.planting.plant import Planted, plant_communes, plant_plans, plant_terse_plans
from tests.planting.reliability import band_scores, score_planted, write_bands

_FLOOR = 0.95
_FEWEST = 15  # of every kind: one miss must not decide
_PARENTS = (
    REPOSITORY / "data" / "raw" / "00-ban-chi-dao-quoc-gia.txt",
    REPOSITORY / "tests" / "planting" / "centrals" / "dong-song-xanh.md",
)


def _read(path: Path) -> Plan:
    return plan_of(path.read_text(encoding="utf-8"), path.name)


def _build(
    parents: Sequence[Path], count: int, folder: Path, communes: int = 0
) -> tuple[list[Planted], dict[str, Count]]:
    plans = list(plant_plans([_read(path) for path in parents], count))
    provinces = [_read_planted(plan) for plan in plans if not plan.edits and plan.source.startswith("province")]
    plans += plant_communes(provinces, communes)
    write_plans(plans, folder)
    for path in parents:
        shutil.copy(path, folder)
    return plans, measure(plans, build_corpus(folder))


def _read_planted(planted: Planted) -> Plan:
    return plan_of(planted.text, planted.source)


def _below_floor(counts: dict[str, Count]) -> dict[str, str]:
    return {
        kind: f"precision {count.precision:.3f}, recall {count.recall:.3f}; {count.made_up[:3]}, {count.missed[:3]}"
        for kind, count in counts.items()
        if min(count.precision, count.recall) < _FLOOR
    }


def test_plans_are_planted_alike_every_time() -> None:
    parents = [_read(path) for path in _PARENTS]
    assert list(plant_plans(parents, 12)) == list(plant_plans(parents, 12))


def test_what_is_planted_is_found(tmp_path: Path) -> None:
    """Two hundred plans: one test, because one build answers for all of it."""
    plans, counts = _build(_PARENTS, 150, tmp_path, communes=50)
    unchanged = {plan.source for plan in plans if not plan.edits}
    assert len(unchanged) >= 20
    said_of_unchanged = [row for count in counts.values() for row in count.made_up if row[0] in unchanged]
    assert said_of_unchanged == []
    assert _below_floor(counts) == {}
    assert [kind for kind in get_args(FindingKind) if kind not in counts or counts[kind].planted < _FEWEST] == []
    _check_table("planted", _write_table(counts))


@pytest.mark.real_plans
def test_what_is_planted_in_a_real_plan_is_found(tmp_path: Path) -> None:
    parents = sorted((SHARED / "plans").glob("000_*.txt"))
    if not parents:
        pytest.skip("the real plans are not beside this checkout (../shared/plans)")
    _, counts = _build(parents, 60, tmp_path)
    counts.pop("garbled_text", None)  # the real plan has such words itself, and the copies hand them on
    assert _below_floor(counts) == {}


def test_scores_of_links_are_reliable() -> None:
    """Of links scored s at least about s are right in every band, also in plans made to be hard to link."""
    parents = [_read(path) for path in _PARENTS]
    planted = list(plant_terse_plans(parents, 120))
    bands = band_scores(score_planted(planted, [_read_planted(one) for one in planted], parents))
    assert [band for band in bands if not band.keeps_promise] == []
    assert all(band.links > 0 for band in bands)
    _check_table("reliability", write_bands(bands))


def _write_table(counts: dict[str, Count]) -> str:
    rows = [
        f"| {kind} | {count.planted} | {count.precision:.3f} | {count.recall:.3f} |"
        for kind, count in sorted(counts.items(), key=lambda item: (" links" not in item[0], item[0]))
    ]
    return "\n".join(["| kind | planted | precision | recall |", "|---|---|---|---|", *rows])


def _check_table(name: str, table: str) -> None:
    """The table of the README is what was measured; ``DOICHIEU_REWRITE_GOLDEN=1`` writes it anew."""
    readme = REPOSITORY / "README.md"
    text = readme.read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
    if os.environ.get("DOICHIEU_REWRITE_GOLDEN"):
        readme.write_text(marked.sub(lambda match: f"{match[1]}{table}{match[2]}", text), encoding="utf-8")
    else:
        assert table in text
