"""Of links scored 0.9, how many are right: python -m benchmarks.link_reliability [PLANS]

Links of so many planted plans (60 where not said), half of them terse, and those of the hand-made answers of real plans
where they stand beside the checkout; a table each, and one of all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from extractors.records import Plan
from tests.conftest import REPOSITORY, SHARED, plan_of
from tests.planting.plant import plant_plans, plant_terse_plans
from tests.planting.reliability import Scored, band_scores, score_links, score_planted, write_bands

_PARENTS = ("data/raw/00-ban-chi-dao-quoc-gia.txt", "tests/planting/centrals/dong-song-xanh.md")


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    parents = [_read(REPOSITORY / path) for path in _PARENTS]
    tables = {}
    for name, plant in (("planted plans", plant_plans), ("terse planted plans", plant_terse_plans)):
        planted = list(plant(parents, count // 2))
        local = [plan_of(answers.text, answers.source) for answers in planted]
        tables[name] = score_planted(planted, local, parents)
    tables["hand-made answers"] = [scored for links in _score_gold() for scored in links]
    tables["all"] = [scored for links in tables.values() for scored in links]
    for name, links in tables.items():
        sys.stdout.write(f"\n{name}\n\n{write_bands(band_scores(links))}\n")


def _read(path: Path) -> Plan:
    return plan_of(path.read_text(encoding="utf-8"), path.name)


def _score_gold() -> Iterator[list[Scored]]:
    """The links of each plan with hand-made ones; parents that may be given or not count as right."""
    for path in sorted((SHARED / "gold").glob("*.json")):
        answers = json.loads(path.read_text(encoding="utf-8"))
        local, parent = SHARED / "plans" / answers["file"], next((SHARED / "plans").glob("000_*.txt"), None)
        if answers["links"] and local.exists() and parent is not None:
            wanted = [
                (row["local"], central)
                for row in answers["links"]
                for central in (*row["central"], *row.get("central_optional", []))
            ]
            yield score_links(_read(local), _read(parent), wanted)


if __name__ == "__main__":
    main()
