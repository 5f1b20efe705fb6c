"""How much of its parent each plan carries out, and which required tasks it leaves out."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.store import find_plan, query
from pipeline.wording import Language, say

_COUNTS = ("in_parent", "covered", "partly", "missing", "cannot_tell", "not_applicable")

_SUMMARY = f"""
    SELECT coalesce(s.number, s.plan_id), coalesce(parent.number, parent.plan_id), s.kind, s.missing_required,
        {", ".join(f"s.{count}" for count in _COUNTS)}
    FROM coverage_summary s
    LEFT JOIN plans parent ON parent.plan_id = s.parent_plan_id
    WHERE $plan IS NULL OR s.plan_id = $plan
"""
_LEFT_OUT = """
    SELECT coalesce(number, plan_id), parent_path, parent_task FROM required_tasks_left_out
    WHERE $plan IS NULL OR plan_id = $plan
"""


def print_coverage(console: Console, database: Path, plan: str | None, lang: Language) -> None:
    """Print the verdicts counted per plan; for one plan, or few, the required tasks left out as well."""
    parameters = {"plan": None if plan is None else find_plan(database, plan)}
    rows = query(database, _SUMMARY, parameters).rows
    if not rows:
        console.print(say("report.no_coverage", lang))
        return
    console.print(_draw_summary(rows, lang))
    for name, tasks in groupby(query(database, _LEFT_OUT, parameters).rows, key=lambda row: row[0]):
        console.print(Text(say("report.left_out_required", lang, plan=name), style="bold"))
        console.print(_draw_tasks([(path, text) for _, path, text in tasks]))


def _draw_summary(rows: list[tuple[object, ...]], lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(say("report.plan", lang), min_width=20, overflow="fold")
    table.add_column("", no_wrap=True)
    for column in _COUNTS:
        table.add_column(say(f"report.{column}", lang), justify="right")
    for (name, parent), of_pair in groupby(rows, key=lambda row: row[:2]):
        for number, (_, _, kind, required, *counts) in enumerate(of_pair):
            figures = {column: str(count or "·") for column, count in zip(_COUNTS, counts, strict=True)}
            figures["missing"] += f" ({required})" if required else ""
            label = (str(name), f"  ← {parent}", "")[min(number, 2)]
            table.add_row(label, say(f"report.kind_{kind}", lang), *figures.values())
    return table


def _draw_tasks(tasks: list[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="bold", min_width=10)
    grid.add_column(ratio=1)
    for path, text in tasks:
        grid.add_row(f"  {path}", Text(" ".join(text.split())))
    grid.add_row("", "")
    return grid
