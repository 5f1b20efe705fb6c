"""The README does what it says: its commands run, its outputs are theirs, its figures are those measured.

Where an output changed for a reason, ``DOICHIEU_REWRITE_GOLDEN=1 pytest tests/test_readme.py`` writes it anew.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests.conftest import REPOSITORY

READMES = ("README.md", "README.vi.md")
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
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readme") / "doichieu.duckdb"
    run_doichieu(f"doichieu build data/raw --out {path}", path)
    return path


def run_doichieu(command: str, database: Path) -> str:
    """What a command prints at 100 columns; ``| head -n N`` is understood, and the sample database put in."""
    command, _, cut = command.partition(" | head -n ")
    words = [str(database) if word.endswith(".duckdb") else word for word in shlex.split(command)]
    words = ["data/raw" if word == "path/to/plans" else word for word in words]
    if words[1] not in ("build", "schema") and "build" not in words and "--db" not in words:
        words += ["--db", str(database)]
    here = Path.cwd()
    os.chdir(REPOSITORY)
    try:
        result = CliRunner().invoke(main, words[1:], env={"COLUMNS": "100"})
    finally:
        os.chdir(here)
    assert result.exit_code == 0, result.output
    lines = [
        line.rstrip() for line in result.stdout.replace(str(database), "data/processed/doichieu.duckdb").split("\n")
    ]
    return "\n".join(lines[: int(cut)] if cut else lines).strip("\n")


@pytest.mark.parametrize("name", READMES)
def test_outputs_are_what_the_commands_print(name: str, database: Path) -> None:
    path = REPOSITORY / name
    text = path.read_text(encoding="utf-8")
    matches = list(_OUTPUT.finditer(text))
    assert matches, f"{name} shows no output"
    if os.environ.get("DOICHIEU_REWRITE_GOLDEN"):
        path.write_text(
            _OUTPUT.sub(lambda m: f"{m[1]}{run_doichieu(m['command'], database)}{m[4]}", text), encoding="utf-8"
        )
        return
    for match in matches:
        assert match["shown"] == run_doichieu(match["command"], database), f"{name}: {match['command']}"


@pytest.mark.parametrize("name", READMES)
def test_commands_run(name: str, database: Path) -> None:
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
            run_doichieu(shlex.join(words), database)


def test_sql_answers(database: Path) -> None:
    blocks = read_blocks("sql")
    assert blocks
    with duckdb.connect(str(database), read_only=True) as connection:
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
