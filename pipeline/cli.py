"""The command ``doichieu``: what is asked for on the command line, handed to the pipeline and its reports.

Nothing heavier than click is imported before a command needs it, so that ``--help`` answers at once. Every word users
see stands in ``wording/``; a command's and an option's ``help`` here is the name of its message in ``cli.toml``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pipeline.command_line import DEFAULT_DATABASE, Group, Option, ask_language, option_database, option_language, tell

if TYPE_CHECKING:
    from rich.console import Console

    from extractors.records import Relation, ReviewAction

REVIEW_ACTIONS: tuple[ReviewAction, ...] = ("accept", "reject", "link", "note", "withdraw")
RELATIONS: tuple[Relation, ...] = ("same", "adapted", "merged", "split")


@click.group(cls=Group, help="doichieu", context_settings={"max_content_width": 100})
@option_language()
@click.version_option(package_name="doichieu", prog_name="doichieu", cls=Option, help="option_version")
def main() -> None:
    """The command itself; what it can do are its commands."""


@main.command(help="build")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "database",
    cls=Option,
    type=click.Path(path_type=Path),
    default=DEFAULT_DATABASE,
    show_default=True,
    metavar="FILE",
    help="option_out",
)
@click.option("--workers", cls=Option, type=click.IntRange(1), metavar="N", help="option_workers")
@click.option("--seconds", cls=Option, type=click.FloatRange(1), metavar="S", help="option_seconds")
@click.option("--memory", cls=Option, type=click.IntRange(256), metavar="MB", help="option_memory")
@click.option("--embed", "embedder", cls=Option, metavar="MODULE:FUNCTION", help="option_embed")
@option_language()
def build(
    folder: Path,
    database: Path,
    workers: int | None,
    seconds: float | None,
    memory: int | None,
    embedder: str | None,
) -> None:
    """Read a folder of plans into a database and say what was found."""
    from pipeline.build import build_corpus
    from pipeline.linking.meaning import find_embedder
    from pipeline.report.progress import show_progress
    from pipeline.report.summary import print_summary
    from pipeline.sources.workers import Limits
    from pipeline.store import save_corpus

    usual = Limits()
    limits = usual._replace(seconds=seconds or usual.seconds, megabytes=memory or usual.megabytes)
    embed = find_embedder(embedder) if embedder else None
    with show_progress(ask_language()) as progress:
        corpus = build_corpus(folder, progress, workers, limits, embed)
    save_corpus(corpus, database)
    print_summary(_console(), corpus, database, ask_language())


@main.command(help="show")
@click.argument("plan")
@click.option("--page", "record", cls=Option, metavar="PATH|ID", help="option_page")
@click.option(
    "--out", cls=Option, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="option_picture"
)
@click.option("--folder", cls=Option, type=click.Path(path_type=Path), metavar="FOLDER", help="option_folder")
@option_database()
@option_language()
def show(plan: str, record: str | None, out: Path | None, folder: Path | None, database: Path) -> None:
    """Print the outline of one plan with what was read in it, or write the picture of the page behind a record."""
    if record is not None:
        from pipeline.report.page import write_page

        write_page(_console(), database, plan, record, folder, out, ask_language())
        return
    from pipeline.report.show import print_plan
    from pipeline.store import load_plan

    print_plan(_console(), load_plan(database, plan), ask_language())


@main.command(help="findings")
@click.option("--plan", cls=Option, metavar="PLAN", help="option_plan")
@click.option("--kind", "kinds", cls=Option, multiple=True, metavar="KIND", help="option_kind")
@click.option("--quotes", cls=Option, is_flag=True, help="option_quotes")
@click.option("--ids", cls=Option, is_flag=True, help="option_ids")
@click.option("--rejected", cls=Option, is_flag=True, help="option_rejected")
@option_database()
@option_language()
def findings(plan: str | None, kinds: tuple[str, ...], quotes: bool, ids: bool, rejected: bool, database: Path) -> None:
    """Print the divergences found, by plan."""
    from pipeline.report.findings import Wanted, print_findings

    wanted = Wanted(plan, kinds, rejected)
    print_findings(_console(), database, wanted, ask_language(), quotes=quotes, ids=ids)


@main.command(help="check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--plan", cls=Option, metavar="PLAN", help="option_plan")
@click.option("--draft", cls=Option, type=click.Path(path_type=Path), metavar="FILE", help="option_draft")
@click.option("--parent", cls=Option, metavar="PLAN|FILE", help="option_parent")
@click.option("--fail-on", cls=Option, metavar="KIND,…", help="option_fail_on")
@option_database()
@option_language()
def check(
    folder: Path | None, plan: str | None, draft: Path | None, parent: str | None, fail_on: str | None, database: Path
) -> None:
    """Say whether plans may pass: exit code 0 if so, 1 if a finding stops them, 2 if they could not be checked."""
    from pipeline.report.gate import Gate, check_draft, check_folder, print_gate, read_kinds

    kinds = read_kinds(fail_on)
    if draft is not None and parent is not None and plan is None:
        corpus, plan = check_draft(draft, parent, folder, database)
    elif draft is None and parent is None and folder is not None:
        corpus = check_folder(folder, ask_language())
    else:
        raise click.UsageError(tell("check_what"), click.get_current_context())
    click.get_current_context().exit(print_gate(_console(), corpus, Gate(plan, kinds), ask_language()))


@main.command(help="review")
@click.argument("action", type=click.Choice([*REVIEW_ACTIONS, "list"]))
@click.argument("subject", nargs=-1)
@click.option("--note", cls=Option, metavar="TEXT", help="option_note")
@click.option("--relation", cls=Option, type=click.Choice(RELATIONS), help="option_relation")
@click.option("--by", cls=Option, envvar="DOICHIEU_REVIEWER", metavar="NAME", help="option_by")
@click.option("--folder", cls=Option, type=click.Path(path_type=Path), metavar="FOLDER", help="option_folder")
@option_database()
@option_language()
def review(
    action: ReviewAction | Literal["list"],
    subject: tuple[str, ...],
    note: str | None,
    relation: Relation | None,
    by: str | None,
    folder: Path | None,
    database: Path,
) -> None:
    """Write beside the plans what a reviewer says of a link, a finding or a unit, or list what was said."""
    from pipeline.report.review import Said, print_reviews, record_review

    if action == "list":
        print_reviews(_console(), database, ask_language())
    else:
        said = Said(action, subject, note, relation)
        record_review(_console(), database, said, by, folder, ask_language())


@main.command(help="impact")
@click.argument("plan")
@option_database()
@option_language()
def impact(plan: str, database: Path) -> None:
    """Print what a new version of a plan changed and what plans below must look at again."""
    from pipeline.report.impact import print_impact

    print_impact(_console(), database, plan, ask_language())


@main.command(help="coverage")
@click.option("--plan", cls=Option, metavar="PLAN", help="option_plan")
@option_database()
@option_language()
def coverage(plan: str | None, database: Path) -> None:
    """Print how much of its parent each plan carries out."""
    from pipeline.report.coverage import print_coverage

    print_coverage(_console(), database, plan, ask_language())


@main.command(help="clarity")
@click.option("--plan", cls=Option, metavar="PLAN", help="option_clarity_plan")
@option_database()
@option_language()
def clarity(plan: str | None, database: Path) -> None:
    """Print how many of its tasks each plan states clearly; of one plan, task by task."""
    from pipeline.report.clarity import print_clarity

    print_clarity(_console(), database, plan, ask_language())


@main.command(help="evaluate")
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--list", "--show", "listed", cls=Option, is_flag=True, help="option_list")
@click.option("--json", "as_json", cls=Option, is_flag=True, help="option_json")
@click.option("--against", cls=Option, type=click.Path(path_type=Path), metavar="FILE", help="option_against")
@option_database()
@option_language()
def evaluate(gold: Path, listed: bool, as_json: bool, against: Path | None, database: Path) -> None:
    """Print how right a build is, by answers made by hand."""
    from pipeline.evaluate import compare_evaluations, evaluate_corpus
    from pipeline.evaluating.gold import load_gold
    from pipeline.report.evaluation import print_evaluation, write_evaluation
    from pipeline.store import load_corpus

    answers = load_gold(gold)
    evaluation = evaluate_corpus(load_corpus(database), answers)
    other = evaluate_corpus(load_corpus(against), answers) if against else None
    differences = None if other is None else compare_evaluations(other, evaluation)
    if as_json:
        write_evaluation(_console(), evaluation, differences)
    else:
        print_evaluation(_console(), evaluation, differences, listed, ask_language())


@main.command(help="sql")
@click.argument("sql")
@click.option("--csv", "form", cls=Option, flag_value="csv", help="option_csv")
@click.option("--json", "form", cls=Option, flag_value="json", help="option_json")
@option_database()
@option_language()
def sql(sql: str, form: str | None, database: Path) -> None:
    """Answer a question in SQL."""
    from pipeline.report.tables import print_result
    from pipeline.store import query

    print_result(_console(), query(database, sql), form, ask_language())


@main.command(help="schema")
@click.argument("table", required=False)
@click.option("--markdown", cls=Option, is_flag=True, help="option_markdown")
@option_language()
def schema(table: str | None, markdown: bool) -> None:
    """Print the tables of a database and what their columns mean."""
    from pipeline.report.schema import print_schema

    print_schema(_console(), table, markdown, ask_language())


def _console() -> Console:
    """Where results go: colours on a terminal, 80 columns of plain text elsewhere."""
    from rich.console import Console

    return Console(highlight=False)
