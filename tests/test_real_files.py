"""Real files of every format, beside the checkout, held against facts that a person read in them.

``tests/facts/*.toml`` has one file a plan: number, date and issuer, the numbers of the rows of its tables, its first
and last task, and who must do ten of them. They were taken from the files by eye (LibreOffice, pdftotext, the pictures
of the pages), not by this project. Keys:

* ``files``: the files of the plan, in ``../shared/corpus``;
* ``number``, ``issued_on``: left out where the copy does not state them; ``handwritten`` names what may be missed;
* ``issuer``: every way of writing it that is right;
* ``[[table]]``: ``rows`` below the address ``under`` as numbered in print; "1-4" is four, "·" one without a number;
* ``first_task``, ``last_task``, ``[[lead]]``: the first words of a unit, and its address where the contract fixes it;
  ``bodies`` are all that have a role in it, but for those that only coordinate;
* ``targets``: how many targets the tables below an address hold; ``articles``: how many articles there are;
* ``no_tasks_under``: nothing there is a task (blank forms).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import unified_diff
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors.records import Plan, Unit
from pipeline.build import build_corpus

_FACTS = sorted((Path(__file__).resolve().parent / "facts").glob("*.toml"))
_CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"

pytestmark = pytest.mark.real_plans
every_plan = pytest.mark.parametrize("name", [path.stem for path in _FACTS])


@cache
def _load_facts(name: str) -> dict[str, Any]:
    return tomllib.loads((_FACTS[0].parent / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plan]:
    """The plan of each facts file; its files are read in a folder of their own: the corpus may hold a second copy."""
    if not _CORPUS.is_dir():
        pytest.skip("the real files are not beside this checkout (../shared/corpus)")
    found: dict[str, Plan] = {}
    for path in _FACTS:
        folder = tmp_path_factory.mktemp(path.stem)
        for file in _load_facts(path.stem)["files"]:
            (folder / file).symlink_to(_CORPUS / file)
        read = build_corpus(folder, workers=1)
        if len(read.plans) == 1:
            found[path.stem] = read.plans[0]
    return found


@every_plan
def test_files_make_one_plan(name: str, plans: dict[str, Plan]) -> None:
    assert name in plans


@every_plan
def test_number_date_and_issuer(name: str, plans: dict[str, Plan]) -> None:
    facts, head = _load_facts(name), _get(plans, name).letterhead
    for field in ("number", "issued_on"):
        missed = getattr(head, field) is None and field in facts.get("handwritten", ())
        assert missed or getattr(head, field) == facts.get(field), field
    assert _fold(head.issuer or "") in {_fold(issuer) for issuer in facts["issuer"]}


@every_plan
def test_every_row_is_there_once(name: str, plans: dict[str, Plan]) -> None:
    plan = _get(plans, name)
    for table in _load_facts(name).get("table", ()):
        found = [unit.label.rstrip(".") or "·" for unit in _below(plan, table["under"]) if unit.kind == "row"]
        difference = unified_diff(
            _write_rows(_expand(table["rows"])), _write_rows(found), "printed", "found", lineterm=""
        )
        assert " ".join(difference) == "", table["under"]


@every_plan
def test_first_and_last_task(name: str, plans: dict[str, Plan]) -> None:
    facts, plan = _load_facts(name), _get(plans, name)
    tasks = sorted(plan.tasks, key=lambda task: task.start)
    for key, index in (("first_task", 0), ("last_task", -1)):
        if key in facts:
            assert tasks, key
            path, quote = tasks[index].path, _fold(tasks[index].quote)[: len(facts[key]["cue"])]
            assert (path, quote) == (facts[key].get("path", path), _fold(facts[key]["cue"])), key


@every_plan
def test_bodies_that_must_act(name: str, plans: dict[str, Plan]) -> None:
    plan = _get(plans, name)
    wrong = []
    for lead in _load_facts(name).get("lead", ()):
        unit = _find_unit(plan, lead)
        found = _find_bodies(plan, unit) if unit else None
        if found != {_fold(body) for body in lead["bodies"]}:
            said = "no such unit" if found is None else "; ".join(sorted(found)) or "nobody"
            wrong.append(f"{lead.get('path', '')} {lead['cue']}: {'; '.join(lead['bodies'])} - found: {said}")
    assert "\n".join(wrong) == ""


@every_plan
def test_what_else_a_person_counts(name: str, plans: dict[str, Plan]) -> None:
    facts, plan = _load_facts(name), _get(plans, name)
    if "targets" in facts:
        below = {unit.path for unit in _below(plan, facts["targets"]["under"])}
        assert sum(target.path in below for target in plan.targets) == facts["targets"]["count"]
    if "articles" in facts:
        assert sum(unit.kind == "article" for unit in plan.units) == facts["articles"]
    if "no_tasks_under" in facts:
        below = {unit.path for unit in _below(plan, facts["no_tasks_under"])}
        assert [task.path for task in plan.tasks if task.path in below] == []


# --- what is compared --------------------------------------------------------------------------------------------


def _get(plans: dict[str, Plan], name: str) -> Plan:
    if name not in plans:
        pytest.fail(f"{name}: the files do not make one plan")
    return plans[name]


def _below(plan: Plan, path: str) -> Iterator[Unit]:
    """The units at an address and below it, second ones of the same address included."""
    pattern = re.compile(rf"{re.escape(path)}(?:~\d+)?(?:\.|$)" if path else "")
    return (unit for unit in plan.units if pattern.match(unit.path))


def _find_unit(plan: Plan, place: dict[str, str]) -> Unit | None:
    """The unit with the address and the first words of a fact; without an address the first with these words."""
    for unit in plan.units:
        said = unit.text if unit.kind != "row" else re.sub(r"^[^|]*\|\s*", "", unit.text)
        right_place = "path" not in place or unit.path == place["path"]
        if right_place and (_opens(said, place["cue"]) or _fold(place["cue"]) in _fold(unit.text)):
            return unit
    return None


def _find_bodies(plan: Plan, unit: Unit) -> set[str]:
    rows = (row for row in plan.assignments if unit.path in (row.path, row.task_path))
    return {_fold(row.agency) for row in rows if row.role != "coordinate"}


def _opens(text: str, cue: str) -> bool:
    return _fold(text).startswith(_fold(cue))


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _expand(rows: str) -> list[str]:
    """The numbers of rows one by one: "1-3 II 2.1-2.2" is 1, 2, 3, II, 2.1, 2.2."""
    numbers = []
    for entry in rows.split():
        match = re.fullmatch(r"((?:\d+\.)*)(\d+)-\1(\d+)", entry)
        numbers += [f"{match[1]}{n}" for n in range(int(match[2]), int(match[3]) + 1)] if match else [entry]
    return numbers


def _write_rows(numbers: list[str]) -> list[str]:
    """The numbers as print may write them: 01 is 1."""
    return [number.lstrip("0") or number for number in numbers]
