"""The README does what it says: its commands run, its outputs are theirs, its figures are those measured.

Where an output changed for a reason, ``DOICHIEU_REWRITE_GOLDEN=1 pytest tests/test_readme.py`` writes it anew.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests.conftest import REPOSITORY

READMES = ("README.md", "README.vi.md")
DATABASE = Path("data", "processed", "doichieu.duckdb")
_OUTPUT = re.compile(r"(<!-- output: (?P<command>[^\n]+) -->\n```text\n)(?P<shown>.*?)(\n```)", re.DOTALL)
_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


def read_blocks(language: str) -> list[tuple[str, str]]:
    """The fenced blocks of a language, each with the name of the README it stands in."""
    return [
        (name, match["code"])
        for name in READMES
        for match in _BLOCK.finditer((REPOSITORY / name).read_text(encoding="utf-8"))
        if match["language"] == language
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a fresh clone is after ``make run``: the sample plans, and their database at its usual place."""
    path = tmp_path_factory.mktemp("readme")
    shutil.copytree(REPOSITORY / "data" / "raw", path / "data" / "raw")
    shutil.copytree(path / "data" / "raw", path / "path" / "to" / "plans")
    shutil.copytree(REPOSITORY / "tests" / "gold" / "samples", path / "tests" / "gold" / "samples")
    run_doichieu(f"doichieu build data/raw --out {DATABASE}", path)
    return path


def run_doichieu(command: str, folder: Path) -> str:
    """What a command prints in the folder at 100 columns; ``| head -n N`` is understood.

    The folder is entered, so that no path of this machine changes where the lines are broken.
    """
    command, _, cut = command.partition(" | head -n ")
    with contextlib.chdir(folder):
        result = CliRunner().invoke(main, shlex.split(command)[1:], env={"COLUMNS": "100"})
    stopped = 1 if command.split()[1] == "check" else 0  # a gate says with 1 that it found something
    assert result.exit_code in (0, stopped), result.output
    lines = [line.rstrip() for line in result.stdout.split("\n")]
    return "\n".join(lines[: int(cut)] if cut else lines).strip("\n")


@pytest.mark.parametrize("name", READMES)
def test_outputs_are_what_the_commands_print(name: str, folder: Path) -> None:
    path = REPOSITORY / name
    text = path.read_text(encoding="utf-8")
    matches = list(_OUTPUT.finditer(text))
    assert matches, f"{name} shows no output"
    if os.environ.get("DOICHIEU_REWRITE_GOLDEN"):
        path.write_text(
            _OUTPUT.sub(lambda m: f"{m[1]}{run_doichieu(m['command'], folder)}{m[4]}", text), encoding="utf-8"
        )
        return
    for match in matches:
        assert match["shown"] == run_doichieu(match["command"], folder), f"{name}: {match['command']}"


@pytest.mark.parametrize("name", READMES)
def test_commands_run(name: str, folder: Path) -> None:
    commands = [
        line for readme, code in read_blocks("sh") for line in code.splitlines() if readme == name and line.strip()
    ]
    assert commands
    targets = re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for command in commands:
        words = shlex.split(command, comments=True)
        if words[0] == "make":
            assert set(words[1:]) <= set(targets)
        else:
            assert words[0] == ".venv/bin/doichieu"
            run_doichieu(shlex.join(words), folder)


def test_sql_answers(folder: Path) -> None:
    blocks = read_blocks("sql")
    assert blocks
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        for _, code in blocks:
            assert connection.execute(code).fetchall()


def test_python_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(REPOSITORY)
    blocks = read_blocks("python")
    assert blocks
    for _, code in blocks:
        exec(compile(code, "README", "exec"), {})
    assert "omitted_task" in capsys.readouterr().out


@pytest.mark.parametrize("name", READMES)
def test_links_and_paths_are_there(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (REPOSITORY / target).exists(), target
    house = re.search(r"```text\n(pipeline/.*?)```", text, re.DOTALL)
    if house:
        for path in re.findall(r"^\s*((?:pipeline|extractors)/[\w/.]+)", house[1], re.MULTILINE):
            assert (REPOSITORY / path).exists(), path
