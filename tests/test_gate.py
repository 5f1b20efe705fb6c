"""The gate: what a plan is stopped by, and what the exit code says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.build import build_corpus
from pipeline.cli import main
from pipeline.store import save_corpus
from tests.conftest import REPOSITORY

RAW = REPOSITORY / "data" / "raw"
CENTRAL, PROVINCE = "00-ban-chi-dao-quoc-gia.txt", "10-tinh-son-ha.txt"


def _check(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(main, ["--lang", "en", "check", *words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The central plan and a province's, with their database beside them."""
    path = tmp_path_factory.mktemp("gate")
    (path / "plans").mkdir()
    for name in (CENTRAL, PROVINCE):
        shutil.copy(RAW / name, path / "plans")
    save_corpus(build_corpus(path / "plans", workers=1), path / "doichieu.duckdb")
    return path


def test_findings_stop_a_plan(folder: Path) -> None:
    answer = _check(str(folder / "plans"), "--plan", "38/KH-UBND")
    assert answer.exit_code == 1
    assert "II.1.b ← II.1.b: Target lower than ordered: 95% → 90%" in " ".join(answer.stdout.split())
    assert "12/KH-BCĐBAHĐ" not in answer.stdout.split("Not passed")[0].split("II.1.b")[0]
    assert len(answer.stdout.splitlines()) <= 50


def test_only_the_kinds_named_stop_a_plan(folder: Path) -> None:
    assert _check(str(folder / "plans"), "--fail-on", "omitted_task,target_lowered").exit_code == 1
    passed = _check(str(folder / "plans"), "--fail-on", "numbering_error")
    assert passed.exit_code == 0
    assert "Passed" in passed.stdout


def test_a_draft_is_held_against_a_plan_of_the_database(folder: Path, tmp_path: Path) -> None:
    text = (RAW / PROVINCE).read_text(encoding="utf-8")
    draft = tmp_path / "du-thao.txt"
    draft.write_text(text.replace("12/KH-BCĐBAHĐ", "99/KH-BCĐ"), encoding="utf-8")  # whatever it cites itself
    answer = _check("--draft", str(draft), "--parent", "12/KH-BCĐBAHĐ", "--db", str(folder / "doichieu.duckdb"))
    assert answer.exit_code == 1
    assert "95% → 90%" in " ".join(answer.stdout.split())
    named_by_file = _check("--draft", str(draft), "--parent", str(RAW / CENTRAL))
    assert named_by_file.exit_code == 1
    assert named_by_file.stdout == answer.stdout
    in_folder = _check(str(folder / "plans"), "--draft", str(draft), "--parent", "12/KH-BCĐBAHĐ")
    assert in_folder.stdout == answer.stdout


def test_what_cannot_be_checked_is_no_pass(folder: Path, tmp_path: Path) -> None:
    database = str(folder / "doichieu.duckdb")
    unreadable = tmp_path / "rong.pdf"
    unreadable.write_bytes(b"%PDF-1.7\n")
    notes = tmp_path / "ghi-chu.txt"
    notes.write_text("Mai nhớ gọi điện cho phòng họp.", encoding="utf-8")
    for words in (
        ("--draft", str(unreadable), "--parent", "12/KH-BCĐBAHĐ", "--db", database),
        ("--draft", str(notes), "--parent", "12/KH-BCĐBAHĐ", "--db", database),
        ("--draft", str(RAW / PROVINCE), "--parent", "55/KH-BCĐ", "--db", database),
        ("--draft", str(RAW / CENTRAL), "--parent", str(RAW / CENTRAL)),
        ("--draft", str(RAW / PROVINCE)),
        (str(folder / "plans"), "--plan", "55/KH-BCĐ"),
        (str(folder / "plans"), "--fail-on", "omitted"),
        (str(tmp_path / "nowhere"),),
        (),
    ):
        answer = _check(*words)
        assert answer.exit_code == 2, words
        assert answer.stderr.splitlines()[-1].startswith("Error: "), words


def test_an_unreadable_file_and_a_plan_without_a_parent_are_no_pass(tmp_path: Path) -> None:
    shutil.copy(RAW / CENTRAL, tmp_path)
    alone = _check(str(tmp_path), "--plan", "12/KH-BCĐBAHĐ", "--fail-on", "omitted_task")
    assert alone.exit_code == 2
    assert "no plan above" in " ".join(alone.stdout.split())
    (tmp_path / "hong.docx").write_bytes(b"PK\x03\x04" + b"\0" * 60)
    broken = _check(str(tmp_path), "--fail-on", "omitted_task")
    assert broken.exit_code == 2
    assert "hong.docx" in broken.stdout
