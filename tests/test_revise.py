"""A new version of a plan: told from a copy, compared with the one before, and what plans below must look at again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractors.records import Corpus
from pipeline.build import build_corpus
from pipeline.cli import main
from pipeline.store import load_corpus, save_corpus
from tests.conftest import REPOSITORY

RAW = REPOSITORY / "data" / "raw"
CENTRAL = "ban-chi-dao-quoc-gia-12-kh-bcdbahd-2026"
FORMER = f"{CENTRAL}-ban-1"
PROVINCE = "ubnd-tinh-son-ha-38-kh-ubnd-2026"


def _amend(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def _lay_out(folder: Path, amended: str, name: str = "00-sua-doi.txt") -> Path:
    for plan in ("00-ban-chi-dao-quoc-gia.txt", "10-tinh-son-ha.txt"):
        shutil.copy(RAW / plan, folder)
    (folder / name).write_text(amended, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def central() -> str:
    return (RAW / "00-ban-chi-dao-quoc-gia.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, central: str) -> Corpus:
    """A central plan amended five months later: a target changed, a task dropped, another put in its place."""
    lines = central.split("\n")
    dropped = next(line for line in lines if line.startswith("c) Tập huấn nhân viên y tế"))
    amended = _amend(
        central,
        ("ngày 15 tháng 01 năm 2026", "ngày 20 tháng 6 năm 2026"),
        ("Giảm ít nhất 20% lượng thức ăn thừa", "Giảm ít nhất 25% lượng thức ăn thừa"),
        (dropped, "c) Lập đường dây nóng tiếp nhận phản ánh của cha mẹ học sinh về chất lượng bữa ăn."),
    )
    return build_corpus(_lay_out(tmp_path_factory.mktemp("revise"), amended), workers=1)


def test_the_version_that_holds_keeps_its_id(corpus: Corpus) -> None:
    assert [(row.plan_id, row.former_plan_id) for row in corpus.revisions] == [(CENTRAL, FORMER)]
    assert corpus.plan(CENTRAL).text.source == "00-sua-doi.txt"
    former = corpus.plan(FORMER)
    assert former.text.source == "00-ban-chi-dao-quoc-gia.txt"
    assert all(target.target_id.startswith(f"{FORMER}/") for target in former.targets)
    (row,) = (row for row in corpus.sources if row.source == former.text.source)
    assert (row.status, row.plan_id) == ("ok", FORMER)
    assert "00-sua-doi.txt" in (row.reason_en or "")


def test_only_the_version_that_holds_is_held_against_plans(corpus: Corpus) -> None:
    assert {(row.plan_id, row.parent_plan_id) for row in corpus.lineage} == {(PROVINCE, CENTRAL)}
    assert {row.parent_plan_id for row in corpus.coverage} == {CENTRAL}
    assert FORMER not in {finding.plan_id for finding in corpus.findings}


def test_changes_are_those_made(corpus: Corpus) -> None:
    said = {(change.kind, change.what, change.path, change.former_path) for change in corpus.changes}
    assert said == {
        ("changed", "target", "II.1.e", "II.1.e"),
        ("added", "task", "III.3.2.c", None),
        ("dropped", "task", None, "III.3.2.c"),
    }


def test_plans_below_are_told_what_to_look_at(corpus: Corpus) -> None:
    said = {(row.child_path, row.kind, row.what, row.path) for row in corpus.impacts}
    assert said == {("II.1.e", "changed", "target", "II.1.e"), (None, "added", "task", "III.3.2.c")}
    assert {row.child_plan_id for row in corpus.impacts} == {PROVINCE}


def test_impact_is_printed_and_stored(corpus: Corpus, tmp_path: Path) -> None:
    database = tmp_path / "doichieu.duckdb"
    save_corpus(corpus, database)
    assert load_corpus(database) == corpus
    said = CliRunner().invoke(main, ["--lang", "en", "impact", "12/KH-BCĐBAHĐ", "--db", str(database)])
    assert said.exit_code == 0
    told = " ".join(said.output.split())
    assert "3 changes since the former version (00-ban-chi-dao-quoc-gia.txt)" in told
    assert "look at II.1.e again" in told
    assert "has no task for III.3.2.c" in told
    none = CliRunner().invoke(main, ["--lang", "en", "impact", "38/KH-UBND", "--db", str(database)])
    assert "no former version" in none.output


def test_the_same_day_is_a_version_only_where_both_say_something_of_their_own(tmp_path: Path, central: str) -> None:
    shorter = central.replace("e) Giảm ít nhất 20%", "e) Giảm 20%")
    assert shorter != central
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    changed = build_corpus(_lay_out(tmp_path / "a", shorter), workers=1)
    assert [row.former_plan_id for row in changed.revisions] == [FORMER]
    half = "\n".join(central.split("\n")[: central.count("\n") * 2 // 3])
    cut = build_corpus(_lay_out(tmp_path / "b", half), workers=1)
    assert not cut.revisions
    assert {row.status for row in cut.sources if row.source.startswith("00")} == {"ok", "skipped"}


def test_a_version_of_another_number_is_one_where_it_is_stated(tmp_path: Path, central: str) -> None:
    amended = _amend(re.sub("12/KH-BCĐBAHĐ", "45/KH-BCĐBAHĐ", central), ("Giảm ít nhất 20%", "Giảm ít nhất 25%"))
    _lay_out(tmp_path, amended)
    statement = '[[plan]]\nfiles = ["00-sua-doi.txt"]\nrevises = "12/KH-BCĐBAHĐ"\n'
    (tmp_path / "doichieu.toml").write_text(statement, encoding="utf-8")
    corpus = build_corpus(tmp_path, workers=1)
    (revision,) = corpus.revisions
    assert corpus.plan(revision.plan_id).letterhead.number == "45/KH-BCĐBAHĐ"
    assert revision.former_plan_id == CENTRAL
    assert [(change.kind, change.path) for change in corpus.changes] == [("changed", "II.1.e")]
