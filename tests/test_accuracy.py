"""What is read in real plans reaches the floors of ``floors.toml``, and the READMEs state what is measured.

Three sets of gold: ``shared``, plans of one family beside the checkout; ``tuned`` and ``held_out``, plans of other
families whose gold lies in ``tests/gold``, the second half for checking only. ``DOICHIEU_REWRITE_GOLDEN=1`` writes the
READMEs' tables anew.
"""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from pipeline.build import build_corpus
from pipeline.evaluate import KINDS, Evaluation, evaluate_corpus
from pipeline.evaluating.gold import load_gold
from pipeline.evaluating.marks import Score
from tests.conftest import REPOSITORY, SHARED

GOLD = REPOSITORY / "tests" / "gold"
# Where the gold of a set lies, and where its plans do.
SETS = {
    "shared": (SHARED / "gold", SHARED / "plans"),
    "tuned": (GOLD / "tuned", SHARED / "corpus"),
    "held_out": (GOLD / "held_out", SHARED / "corpus"),
}
FLOORS: dict[str, Any] = tomllib.loads((REPOSITORY / "tests" / "floors.toml").read_text(encoding="utf-8"))

# The best figures published for the nearest task; none of these methods was made for plans.
LITERATURE = {
    "citations": "0.95",
    "targets": "0.80",
    "links": "0.45; 0.34",
}
TABLE = re.compile(r"(<!-- accuracy -->\n).*?(<!-- end -->)", re.DOTALL)

pytestmark = pytest.mark.real_plans


@cache
def evaluate_set(name: str) -> Evaluation | None:
    """What is measured over one set; ``None`` where its gold or its plans are not there."""
    place, plans = SETS[name]
    if not place.is_dir() or not plans.is_dir():
        return None
    gold = load_gold(place)
    with TemporaryDirectory() as folder:
        for file in {file for plan in gold for file in (plan.file, plan.parent_file) if file}:
            shutil.copy(plans / file, folder)
        return evaluate_corpus(build_corpus(folder), gold)


def measure(name: str) -> Evaluation:
    """The same; skips where it cannot be measured."""
    evaluation = evaluate_set(name)
    if evaluation is None:
        pytest.skip(f"not beside this checkout: {' or '.join(str(place) for place in SETS[name])}")
    return evaluation


@pytest.mark.parametrize("name", SETS)
def test_every_plan_of_the_gold_is_read(name: str) -> None:
    assert [plan.file for plan in measure(name).plans if plan.plan_id is None] == []


@pytest.mark.parametrize("name", FLOORS)
def test_all_plans_together_reach_the_floors(name: str) -> None:
    assert _find_below(measure(name).scores, FLOORS[name]["all"]) == {}


PLAN_FLOORS = [(name, file) for name, floors in FLOORS.items() for file in floors.get("plan", {})]


@pytest.mark.parametrize(("name", "file"), PLAN_FLOORS)
def test_a_plan_alone_reaches_its_floors(name: str, file: str) -> None:
    scores = {plan.file: plan.scores for plan in measure(name).plans}
    assert _find_below(scores[file], FLOORS[name]["plan"][file]) == {}


def _find_below(scores: dict[str, Score], floors: dict[str, float]) -> dict[str, float]:
    return {kind: scores[kind].f1 for kind, floor in floors.items() if scores[kind].f1 < floor}


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_readme_states_the_figures(readme: str) -> None:
    path = REPOSITORY / readme
    text = path.read_text(encoding="utf-8")
    table = _draw_table({name: measure(name) for name in SETS if SETS[name][0].is_dir()})
    if os.environ.get("DOICHIEU_REWRITE_GOLDEN"):
        path.write_text(TABLE.sub(lambda match: f"{match[1]}{table}\n{match[2]}", text), encoding="utf-8")
    else:
        assert table in text


def _draw_table(sets: dict[str, Evaluation]) -> str:
    """One line a kind; of each set F1, how many rows were wanted, the floor, and the plan that comes off worst."""
    kinds = [kind for kind in KINDS if any(kind in evaluation.scores for evaluation in sets.values())]
    head = ["kind", *(name.replace("_", " ") for name in sets), "literature"]
    lines = [[kind, *(_draw_cell(*each, kind) for each in sets.items()), LITERATURE.get(kind, "")] for kind in kinds]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines))


def _draw_cell(name: str, evaluation: Evaluation, kind: str) -> str:
    score = evaluation.scores.get(kind)
    if score is None or not score.wanted:
        return "–"
    parts = [f"**{score.f1:.3f}** of {score.wanted}"]
    if kind in FLOORS.get(name, {}).get("all", {}):
        parts.append(f"floor {FLOORS[name]['all'][kind]:.2f}")
    lowest = min(plan.scores[kind].f1 for plan in evaluation.plans if kind in plan.scores and plan.scores[kind].wanted)
    return ", ".join([*parts, f"lowest {lowest:.2f}"])
