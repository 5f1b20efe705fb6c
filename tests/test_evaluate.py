"""How right a build is: the same figures as the script that judges it, rows named one by one, gold refused clearly."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from extractors.errors import BadGold
from extractors.records import Corpus, Plan, Record
from pipeline.build import build_corpus
from pipeline.cli import main
from pipeline.evaluate import KINDS, Evaluation, compare_evaluations, evaluate_corpus
from pipeline.evaluating.gold import GoldPlan, load_gold
from pipeline.evaluating.marks import Claim, Said, Score, Wanted, count_marks, mark_claims
from pipeline.evaluating.reading import find_plan_of_file
from pipeline.store import load_corpus, save_corpus
from tests.conftest import REPOSITORY, SHARED

SAMPLE_GOLD = REPOSITORY / "tests" / "gold" / "samples"
SAMPLE = "12-phuong-ben-truc.md"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample plans, built."""
    path = tmp_path_factory.mktemp("evaluate") / "samples.duckdb"
    save_corpus(build_corpus(REPOSITORY / "data" / "raw", workers=1), path)
    return path


@pytest.fixture(scope="module")
def corpus(database: Path) -> Corpus:
    return load_corpus(database)


@pytest.fixture(scope="module")
def spoiled(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with some records lost and some altered."""
    path = tmp_path_factory.mktemp("spoiled") / "samples.duckdb"
    save_corpus(spoil_corpus(corpus), path)
    return path


def spoil_corpus(corpus: Corpus) -> Corpus:
    """Every fifth record lost; of the rest every fourth with another value, in each list of each plan."""
    plans = tuple(_spoil_plan(plan) for plan in corpus.plans)
    return corpus.model_copy(
        update={
            "plans": plans,
            "task_links": _spoil(corpus.task_links, parent_path="I.1", relation="split"),
            "target_links": _spoil(corpus.target_links, changes=("op", "year")),
            "coverage": _spoil(corpus.coverage, verdict="missing"),
            "findings": _spoil(corpus.findings, kind="scope_narrowed"),
        }
    )


def _spoil_plan(plan: Plan) -> Plan:
    return plan.model_copy(
        update={
            "letterhead": plan.letterhead.model_copy(update={"signer": "Ai đó", "place": None}),
            "citations": _spoil(plan.citations, number="1/QĐ-X"),
            "tasks": _spoil(plan.tasks, path="I.9"),
            "targets": _spoil(plan.targets, op="<", hedged=True),
            "deadlines": _spoil(plan.deadlines, kind="continuous", every="year"),
            "assignments": _spoil(plan.assignments, role="advise"),
        }
    )


def _spoil(records: tuple[Record, ...], **change: object) -> list[Record]:
    kept = [record for number, record in enumerate(records) if number % 5 != 2]
    return [record.model_copy(update=change) if number % 4 == 1 else record for number, record in enumerate(kept)]


# --- the same figures as the script beside the real plans ---------------------------------------------------------


@pytest.fixture(scope="module")
def real_corpus() -> Corpus:
    if not (SHARED / "gold" / "score.py").is_file() or not (SHARED / "plans").is_dir():
        pytest.skip("the real plans and their answers are not beside this checkout (../shared/plans, ../shared/gold)")
    return build_corpus(SHARED / "plans")


@pytest.mark.real_plans
@pytest.mark.parametrize("spoils", [False, True], ids=["as built", "spoiled"])
@pytest.mark.parametrize("crossed", [False, True], ids=["own gold", "gold of another plan"])
def test_figures_are_those_of_the_script(real_corpus: Corpus, spoils: bool, crossed: bool, tmp_path: Path) -> None:
    built = spoil_corpus(real_corpus) if spoils else real_corpus
    save_corpus(built, tmp_path / "plans.duckdb")
    gold = _copy_gold(tmp_path / "gold", crossed)
    figures = {plan.file: _round(plan.scores) for plan in evaluate_corpus(built, load_gold(gold)).plans}
    assert figures == _run_script(tmp_path / "plans.duckdb", gold)


def _copy_gold(gold: Path, crossed: bool) -> Path:
    """The gold as it is; ``crossed``: each file speaks of the plan of the next, the last of one that is nowhere."""
    gold.mkdir()
    files = sorted((SHARED / "gold").glob("*.json"))
    texts = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    names = [text["file"] for text in texts]
    for file, text, name in zip(files, texts, [*names[1:], "nowhere.txt"] if crossed else names, strict=True):
        (gold / file.name).write_text(json.dumps({**text, "file": name}), encoding="utf-8")
    return gold


def _round(scores: dict[str, Score]) -> dict[str, tuple[int, int, int, str]]:
    return {
        kind: (*score, f"{score.precision:.3f} {score.recall:.3f} {score.f1:.3f}") for kind, score in scores.items()
    }


def _run_script(database: Path, gold: Path) -> dict[str, dict[str, tuple[int, int, int, str]]]:
    """Reads the lines "== <file> -> <plan>" and "<kind> P 1.000 R 0.692 F1 0.818  (9 right / 9 said / 13 wanted)"."""
    command = [sys.executable, str(SHARED / "gold" / "score.py"), str(database), *map(str, sorted(gold.glob("*.json")))]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures: dict[str, dict[str, tuple[int, int, int, str]]] = {}
    line_of_kind = re.compile(r"\s+(\w+)\s+P (\S+) R (\S+) F1 (\S+)\s+\((\d+) right / (\d+) said / (\d+) wanted\)")
    for line in report.splitlines():
        if line.startswith("== "):
            kinds = figures.setdefault(line.split()[1], {})
        elif found := line_of_kind.match(line):
            kinds[found[1]] = (int(found[5]), int(found[6]), int(found[7]), f"{found[2]} {found[3]} {found[4]}")
    return figures


# --- how rows are matched -----------------------------------------------------------------------------------------


def _want(*paths: str) -> list[Wanted[str]]:
    """Claims of the gold by their addresses; "?" behind one: doubtful."""
    return [Wanted(Claim(path.rstrip("?")), path, not path.endswith("?")) for path in paths]


def _say(*paths: str) -> list[Said[str]]:
    return [Said(Claim(path), path) for path in paths]


@pytest.mark.parametrize(
    ("wanted", "said", "right", "missed", "made_up"),
    [
        (["I", "II"], ["I", "III"], ["I"], ["II"], ["III"]),
        (["I"], ["I", "I"], ["I"], [], ["I"]),
        (["I", "I"], ["I"], ["I"], ["I"], []),
        (["I?"], ["I"], [], [], []),
        (["I?"], [], [], [], []),
        (["I?", "I"], ["I"], ["I"], [], []),
        ([], [], [], [], []),
    ],
)
def test_rows_are_matched_one_to_one(
    wanted: list[str], said: list[str], right: list[str], missed: list[str], made_up: list[str]
) -> None:
    marks = mark_claims("tasks", _want(*wanted), _say(*said))
    for outcome, paths in (("right", right), ("missed", missed), ("made_up", made_up)):
        assert [mark.path for mark in marks if mark.outcome == outcome] == paths
    assert count_marks(marks) == (len(right), len(right) + len(made_up), len(right) + len(missed))


def test_further_parts_of_a_row_count_neither_way() -> None:
    marks = mark_claims("assignments", _want("I"), _say("I", "I", "II"), by_parts=True)
    assert [(mark.outcome, mark.path) for mark in marks] == [("right", "I"), ("made_up", "II")]


@pytest.mark.parametrize(
    ("score", "figures"),
    [
        (Score(0, 0, 0), (1.0, 1.0, 1.0)),
        (Score(0, 0, 5), (0.0, 0.0, 0.0)),
        (Score(0, 5, 0), (0.0, 1.0, 0.0)),
        (Score(1, 2, 1), (0.5, 1.0, 2 / 3)),
    ],
)
def test_figures_where_there_is_nothing(score: Score, figures: tuple[float, float, float]) -> None:
    assert (score.precision, score.recall, score.f1) == pytest.approx(figures)


# --- gold ---------------------------------------------------------------------------------------------------------


def test_the_sample_plan_is_read_as_its_gold_has_it(corpus: Corpus) -> None:
    (plan,) = evaluate_corpus(corpus, load_gold(SAMPLE_GOLD)).plans
    assert tuple(plan.marks) == KINDS
    assert {kind: score for kind, score in plan.scores.items() if score.f1 < 1} == {}


def _spoil_gold(tmp_path: Path, **changes: Any) -> Path:
    (file,) = SAMPLE_GOLD.glob("*.json")
    text = json.loads(file.read_text(encoding="utf-8")) | changes
    (tmp_path / "gold.json").write_text(json.dumps(text), encoding="utf-8")
    return tmp_path / "gold.json"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"tasks": [{"cue": "x"}]}, ["gold.json", "tasks[0].path", "thiếu trường"]),
        ({"deadlines": [{"path": "I", "kind": "until"}]}, ["deadlines[0].kind", "until", "recurring"]),
        ({"findings": [{"kind": "lost"}]}, ["findings[0].kind", "lost", "omitted_task"]),
        ({"document": {}}, ["document.number", "9 chỗ sai", "null"]),
        ({"targets": 3}, ["targets", "3"]),
    ],
)
def test_gold_that_is_not_in_its_format_is_refused_with_the_place(
    changes: dict[str, Any], told: list[str], tmp_path: Path
) -> None:
    with pytest.raises(BadGold) as refusal:
        load_gold(_spoil_gold(tmp_path, **changes))
    assert [part for part in told if part not in str(refusal.value)] == []
    assert "docs/gold-format.md" in refusal.value.en


def test_what_is_no_gold_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadGold, match=r"\.json"):
        load_gold(tmp_path)
    (tmp_path / "gold.json").write_bytes(b"{\xff")
    with pytest.raises(BadGold, match=r"gold\.json"):
        load_gold(tmp_path)


@pytest.mark.parametrize(
    ("file", "expected"),
    [(SAMPLE, SAMPLE), ("12-phuong-ben-truc.pdf", SAMPLE), ("phuong-ben", SAMPLE), ("nowhere.txt", None)],
)
def test_a_plan_is_found_by_its_file(corpus: Corpus, file: str, expected: str | None) -> None:
    plan_id = find_plan_of_file(corpus, file)
    assert (plan_id and corpus.plan(plan_id).text.source) == expected


def test_a_name_that_fits_several_plans_is_refused(corpus: Corpus) -> None:
    with pytest.raises(BadGold, match=r"10-tinh-son-ha\.txt, 20-tinh-binh-lam\.md"):
        find_plan_of_file(corpus, "-tinh-")


# --- what two builds have otherwise -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def evaluations(corpus: Corpus, spoiled: Path) -> tuple[Evaluation, Evaluation]:
    gold = load_gold(SAMPLE_GOLD)
    return evaluate_corpus(load_corpus(spoiled), gold), evaluate_corpus(corpus, gold)


def test_gains_and_losses_are_two_sides_of_one_list(evaluations: tuple[Evaluation, Evaluation]) -> None:
    worse, better = evaluations
    assert compare_evaluations(worse, worse) == []
    gains, losses = compare_evaluations(worse, better), compare_evaluations(better, worse)
    assert {row.gain for row in gains} == {True}
    assert [(row.file, row.mark) for row in gains] == [(row.file, row.mark) for row in losses if not row.gain]


def test_a_row_that_turned_right_is_a_gain(evaluations: tuple[Evaluation, Evaluation]) -> None:
    worse, better = evaluations
    wrong = [mark for plan in worse.plans for marks in plan.marks.values() for mark in marks if mark.outcome != "right"]
    assert wrong
    assert [row.mark for row in compare_evaluations(worse, better)] == sorted(
        wrong, key=lambda mark: (KINDS.index(mark.kind), mark.outcome == "made_up")
    )


# --- the command --------------------------------------------------------------------------------------------------


def _run(*arguments: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(main, ["evaluate", *map(str, arguments)])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_report_fits_eighty_columns(lang: str, database: Path, spoiled: Path) -> None:
    answer = _run(SAMPLE_GOLD, "--db", spoiled, "--list", "--against", database, "--lang", lang)
    assert answer.exit_code == 0, answer.output
    assert [line for line in answer.stdout.splitlines() if cell_len(line) > 80] == []


def test_every_wrong_row_is_listed_with_its_words(spoiled: Path, evaluations: tuple[Evaluation, Evaluation]) -> None:
    printed = "".join(_run(SAMPLE_GOLD, "--db", spoiled, "--show").stdout.split())
    for mark in _wrong(evaluations[0]):
        for part in (mark.what, mark.path or "", " ".join((mark.quote or "").split()[:3])):
            assert "".join(part.split()) in printed


def _wrong(evaluation: Evaluation) -> Iterator[Any]:
    for plan in evaluation.plans:
        for marks in plan.marks.values():
            yield from (mark for mark in marks if mark.outcome != "right")


def test_json_tells_figures_rows_gains_and_losses(database: Path, spoiled: Path) -> None:
    told = json.loads(_run(SAMPLE_GOLD, "--db", spoiled, "--json", "--against", database).stdout)
    (plan,) = told["plans"]
    assert plan["file"] == SAMPLE
    for kind, figures in plan["kinds"].items():
        assert len(figures["missed"]) == figures["wanted"] - figures["right"]
        assert len(figures["made_up"]) == figures["said"] - figures["right"]
        assert told["total"][kind]["f1"] == figures["f1"]
    assert told["gains"] == []
    assert len(told["losses"]) == len(list(_wrong(evaluate_corpus(load_corpus(spoiled), load_gold(SAMPLE_GOLD)))))


def test_a_plan_that_is_not_in_the_database_is_told_and_counts(database: Path, tmp_path: Path) -> None:
    gold = _spoil_gold(tmp_path, file="nowhere.txt")
    assert "nowhere.txt: không có trong cơ sở dữ liệu" in " ".join(_run(gold, "--db", database).stdout.split())
    told = json.loads(_run(gold, "--db", database, "--json").stdout)["plans"][0]
    assert told["plan_id"] is None
    assert told["kinds"]["tasks"] | {"missed": 0} == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "right": 0,
        "said": 0,
        "wanted": 11,
        "missed": 0,
        "made_up": [],
    }


def test_why_a_file_was_not_read_is_told(database: Path, tmp_path: Path) -> None:
    printed = _run(_spoil_gold(tmp_path, file="manifest.toml"), "--db", database, "--lang", "en").stdout
    assert "not in the database (not a format that can be read" in " ".join(printed.split())


def test_gold_without_parent_file_takes_the_plan_compared_with(corpus: Corpus, tmp_path: Path) -> None:
    (plan,) = evaluate_corpus(corpus, load_gold(_spoil_gold(tmp_path, parent_file=None))).plans
    assert plan.scores["links"].f1 == 1


def test_a_list_that_is_left_out_is_not_marked(corpus: Corpus) -> None:
    (gold,) = load_gold(SAMPLE_GOLD)
    labelled = gold.model_dump(include={"file", "document", "assignments"})
    (plan,) = evaluate_corpus(corpus, [GoldPlan.model_validate(labelled)]).plans
    assert set(plan.marks) == {"document", "assignments", "refs"}


def test_gold_without_links_is_not_asked_what_lies_between_plans(corpus: Corpus) -> None:
    (gold,) = load_gold(SAMPLE_GOLD)
    (plan,) = evaluate_corpus(corpus, [GoldPlan.model_validate(gold.model_dump() | {"links": ()})]).plans
    assert "links" not in plan.marks
    assert "omissions" not in plan.marks
