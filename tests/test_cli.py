"""The command, as a user runs it: what it prints, in both languages, at 80 columns, and how it refuses."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from extractors.records import Deadline, DeadlineKind, Every, FindingKind, Level, Role, Severity
from pipeline.cli import main
from pipeline.report.schema import render_markdown
from pipeline.report.show import tell_deadline
from pipeline.report.tables import show_value
from pipeline.store import describe_schema, query
from pipeline.wording import Language, say

REPOSITORY = Path(__file__).resolve().parent.parent


def _run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(main, arguments)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The database of the sample plans, and what was printed while it was built."""
    database = tmp_path_factory.mktemp("cli") / "samples.duckdb"
    return database, _run("build", str(REPOSITORY / "data" / "raw"), "--out", str(database))


@pytest.fixture(scope="module")
def database(built: tuple[Path, Result]) -> Path:
    return built[0]


# --- help --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "said"), [("vi", "Cách dùng: doichieu"), ("en", "Usage: doichieu")])
def test_help_is_told_in_both_languages(lang: Language, said: str) -> None:
    answer = CliRunner().invoke(main, ["--lang", lang, "--help"], prog_name="doichieu")
    assert answer.exit_code == 0
    assert answer.output.startswith(said)
    for name in main.commands:
        assert say(f"cli.{name}", lang).split(".")[0] in answer.output


def test_every_command_and_option_says_what_it_is_for() -> None:
    for command in main.commands.values():
        assert command.help
        assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, pipeline.cli; pipeline.cli.main(['--help'], standalone_mode=False); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert "Cách dùng" in loaded.stdout
    heavy = {"spacy", "duckdb", "networkx", "pydantic", "sklearn", "numpy", "rich", "underthesea", "pdfplumber"}
    assert heavy.isdisjoint(loaded.stdout.split())


def test_the_language_may_be_set_in_the_environment() -> None:
    assert CliRunner(env={"DOICHIEU_LANG": "en"}).invoke(main, ["--help"]).output.startswith("Usage")


# --- build -------------------------------------------------------------------------------------------------------


def test_build_says_what_it_read_and_found(built: tuple[Path, Result]) -> None:
    database, answer = built
    assert answer.exit_code == 0, answer.output
    plans = [number for (number,) in query(database, "SELECT coalesce(number, plan_id) FROM plans").rows]
    kinds = [kind for (kind,) in query(database, "SELECT DISTINCT kind FROM findings").rows]
    assert f"Đã đọc {len(plans)} kế hoạch" in answer.stdout
    for shown in (*plans, *kinds):
        assert shown in "".join(answer.stdout.split())
    assert f"Đọc 1/{len(plans)}" in answer.stderr
    assert "manifest.toml: không phải định dạng đọc được" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "nowhere"], "“nowhere” không phải là thư mục"),
        (["build", "nowhere", "--lang", "en"], "“nowhere” is not a folder"),
        (["--lang", "en", "build", "nowhere"], "“nowhere” is not a folder"),
        (["show", "x", "--db", "no.duckdb"], "Chưa có cơ sở dữ liệu “no.duckdb”"),
        (["sql", "SELECT 1", "--db", "no.duckdb"], "doichieu build"),
        (["schema", "nothing"], "Không có bảng “nothing”"),
        (["show"], "Thiếu PLAN. Cách dùng: "),
        (["show", "--lang", "en"], "PLAN is missing. Usage: "),
        (["--nonsense"], "Không có tùy chọn --nonsense"),
        (["findings", "--nonsense"], "Không có tùy chọn --nonsense"),
        (["nonsense"], "nonsense"),
        (["sql", "SELECT 1", "--lang", "de"], "--lang"),
    ],
)
def test_a_refusal_is_one_message_and_exit_code_2(arguments: list[str], said: str) -> None:
    answer = _run(*arguments)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.output
    assert isinstance(answer.exception, SystemExit)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    answer = _run("build", str(REPOSITORY / "data" / "raw"), "--out", str(tmp_path / "file" / "x.duckdb"))
    assert answer.exit_code == 2
    assert "Không ghi được" in answer.stderr


# --- show, findings, coverage ------------------------------------------------------------------------------------


def _first(database: Path, sql: str) -> str:
    return str(query(database, sql).rows[0][0])


def test_a_total_stands_beside_the_sum_of_the_figures_below(database: Path) -> None:
    rows = query(database, "SELECT path, level, value, total, figures FROM target_totals ORDER BY value DESC").rows
    assert tuple(map(str, rows[0])) == (
        "II.2.c",
        "province",
        "5000000.000000",
        "180000.000000",
        "Sơn Hà: 180000",
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_view_fits_eighty_columns(database: Path, lang: str) -> None:
    plan = _first(database, "SELECT plan_id FROM plans")
    views = [["show", plan], ["findings", "--quotes"], ["coverage"], ["sql", "SELECT * FROM tasks LIMIT 3"], ["schema"]]
    for view in views:
        arguments = view if view == ["schema"] else [*view, "--db", str(database)]
        answer = _run(*arguments, "--lang", lang)
        assert answer.exit_code == 0, answer.output
        assert [line for line in answer.stdout.splitlines() if cell_len(line) > 80] == []


def test_show_prints_every_unit_and_what_was_read_in_it(database: Path) -> None:
    plan = _first(database, "SELECT plan_id FROM plans ORDER BY source")
    printed = _run("show", plan, "--db", str(database)).stdout
    first_words = {line.split(" ")[0] for line in printed.splitlines()}
    paths = {path for (path,) in query(database, "SELECT path FROM units WHERE plan_id = $plan", {"plan": plan}).rows}
    assert paths <= first_words
    for table, label in {"tasks": "nhiệm vụ", "targets": "chỉ tiêu", "deadlines": "thời hạn"}.items():
        count = _first(database, f"SELECT count(*) FROM {table} WHERE plan_id = '{plan}'")
        assert printed.count(f"▸ {label}") == int(count) > 0


def test_show_says_where_text_is_missing(database: Path) -> None:
    counted = query(database, "SELECT plan_id, count(*) FROM gaps GROUP BY plan_id").rows
    assert counted
    for plan, gaps in counted:
        assert _run("show", plan, "--db", str(database)).stdout.count("⚠ thiếu nội dung") == gaps


def test_findings_are_counted_and_chosen_by_plan_and_kind(database: Path) -> None:
    kind, plan = query(database, "SELECT kind, plan_id FROM findings").rows[0]
    count = _first(database, f"SELECT count(*) FROM findings WHERE kind = '{kind}' AND plan_id = '{plan}'")
    printed = _run("findings", "--kind", kind, "--plan", plan, "--db", str(database)).stdout
    assert f"{kind}, {count}" in printed
    assert f"{count} phát hiện" in printed
    assert _run("findings", "--kind", "nonsense", "--db", str(database)).exit_code == 2
    assert "plan_issued_late" in _run("findings", "--kind", "nonsense", "--db", str(database)).stderr


def test_quotes_of_both_plans_are_printed_on_request(database: Path) -> None:
    finding = "SELECT finding_id, kind, plan_id, quote, parent_quote FROM findings WHERE len(quote) < 200"
    _, kind, plan, quote, parent_quote = query(database, f"{finding} AND parent_quote IS NOT NULL").rows[0]
    arguments = ("findings", "--kind", kind, "--plan", plan, "--db", str(database))
    with_quotes = "".join(_run(*arguments, "--quotes").stdout.split())
    for words in (quote, parent_quote):
        assert "".join(f"“{words}”".split()) in with_quotes
    assert "địa phương: “" not in _run(*arguments).stdout


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_coverage_counts_what_the_parent_has(database: Path, lang: Language) -> None:
    counted = query(database, "SELECT sum(in_parent) FROM coverage_summary").rows
    assert counted == query(database, "SELECT count(*) FROM coverage").rows
    printed = _run("coverage", "--lang", lang, "--db", str(database)).stdout
    for column in ("in_parent", "covered", "partly", "missing", "cannot_tell", "not_applicable", "kind_target"):
        assert set(say(f"report.{column}", lang).split()) <= set(printed.split())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_that_can_be_found_has_its_word(lang: Language) -> None:
    codes = [f"kind_{kind}" for kind in (*get_args(FindingKind), "task", "target")]
    codes += [f"level_{level}" for level in get_args(Level)] + [f"role_{role}" for role in get_args(Role)]
    codes += [f"every_{every}" for every in get_args(Every)]
    codes += get_args(DeadlineKind)
    assert all(say(f"report.{code}", lang, start="", end="") for code in codes)
    counts = dict.fromkeys(get_args(Severity), 1)
    assert say("report.findings_total", lang, count=3, **counts)


@pytest.mark.parametrize(
    ("fields", "vi", "en"),
    [
        ({"kind": "by", "end_on": date(2026, 6, 30)}, "chậm nhất 30/06/2026", "by 2026-06-30"),
        ({"kind": "from", "start_on": date(2026, 4, 1)}, "từ 01/04/2026", "from 2026-04-01"),
        (
            {"kind": "during", "start_on": date(2026, 7, 1), "end_on": date(2026, 9, 30)},
            "từ 01/07/2026 đến 30/09/2026",
            "2026-07-01 to 2026-09-30",
        ),
        ({"kind": "recurring", "every": "year", "month_day": "10-10"}, "hằng năm, 10-10", "every year, 10-10"),
        ({"kind": "recurring"}, "định kỳ", "recurring"),
        ({"kind": "continuous"}, "thường xuyên", "continuously"),
        (
            {"kind": "by", "anchor": "ngày bầu cử", "offset_days": -30},
            "30 ngày trước ngày bầu cử",
            "30 days before ngày bầu cử",
        ),
    ],
)
def test_deadlines_are_told_in_words(fields: dict[str, object], vi: str, en: str) -> None:
    place = {"path": "I", "start": 0, "end": 1, "quote": "x", "rule": "test", "deadline_id": "d", "task_path": "I"}
    deadline = Deadline.model_validate({**place, **fields})
    assert (tell_deadline(deadline, "vi"), tell_deadline(deadline, "en")) == (vi, en)


# --- sql and schema ----------------------------------------------------------------------------------------------


def test_answers_come_as_table_csv_or_json(database: Path) -> None:
    values = "1.50 AS share, NULL AS nothing, ['a', 'b'] AS some, DATE '2026-01-31' AS day"
    sql = f"SELECT plan_id, {values} FROM plans LIMIT 1"
    plan = _first(database, "SELECT plan_id FROM plans")
    assert "2026-01-31" in _run("sql", sql, "--db", str(database)).stdout
    rows = list(csv.DictReader(io.StringIO(_run("sql", sql, "--csv", "--db", str(database)).stdout)))
    assert rows == [{"plan_id": plan, "share": "1.5", "nothing": "", "some": "a, b", "day": "2026-01-31"}]
    answer = json.loads(_run("sql", sql, "--json", "--db", str(database)).stdout)
    assert answer == [{"plan_id": plan, "share": 1.5, "nothing": None, "some": ["a", "b"], "day": "2026-01-31"}]


def test_an_empty_answer_says_so(database: Path) -> None:
    assert _run("sql", "SELECT 1 WHERE false", "--db", str(database)).stdout == "Không có dòng nào.\n"
    assert _run("sql", "SELECT 1 AS one WHERE false", "--csv", "--db", str(database)).stdout == "one\n"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (True, "true"), (Decimal("1E+2"), "100"), (0.25, "0.25"), (["a"], "a"), (3, "3")]
)
def test_values_are_shown_plainly(value: object, shown: str) -> None:
    assert show_value(value) == shown


def test_the_data_dictionary_is_up_to_date() -> None:
    page = (REPOSITORY / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert page == render_markdown(describe_schema()), "run: doichieu schema --markdown > docs/data-dictionary.md"
    assert page == _run("schema", "--markdown").stdout


@pytest.mark.parametrize("relation", [relation.name for relation in describe_schema()])
def test_every_table_is_described_on_request(relation: str) -> None:
    answer = _run("schema", relation)
    assert answer.exit_code == 0
    assert [line for line in answer.stdout.splitlines() if cell_len(line) > 80] == []
