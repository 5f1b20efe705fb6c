"""“6 rõ”: of how many of its tasks each plan states who, what, when, who answers, which product and who decides."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.store import find_plan, query
from pipeline.wording import Language, say

_SIX = ("people", "work", "time", "responsibility", "product", "authority")

_MOST_BODIES = 2
# The longest word of a heading; with six such columns a plan's name has 16 of 80 left.
_WIDTH = 7

_PLANS = f"""
    SELECT coalesce(number, plan_id), completeness, tasks, {", ".join(f'"{one}"' for one in _SIX)}, score
    FROM plan_clarity
    WHERE $plan IS NULL OR plan_id = $plan
"""
_TASKS = f"""
    SELECT path, leads, doers, {", ".join(f'"{one}"' for one in _SIX)} FROM task_clarity WHERE plan_id = $plan
"""


def print_clarity(console: Console, database: Path, plan: str | None, lang: Language) -> None:
    """Print the shares of each plan; of one plan, also each task with what is stated of it and its bodies."""
    parameters = {"plan": None if plan is None else find_plan(database, plan)}
    rows = query(database, _PLANS, parameters).rows
    if not rows:
        console.print(say("report.clarity_none", lang))
        return
    console.print(Text(say("report.clarity_title", lang), style="bold"))
    if plan is not None:
        console.print(_draw_tasks(query(database, _TASKS, parameters).rows, lang))
    console.print(_draw_plans(rows, lang))
    if any(completeness == "partial" for _, completeness, *_ in rows):
        console.print(Text(say("report.clarity_partial", lang), style="dim"))


def _draw_plans(rows: list[tuple[object, ...]], lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column(say("report.plan", lang), min_width=12, overflow="fold")
    table.add_column(say("report.tasks", lang), justify="right")
    for one in _SIX:
        table.add_column(say(f"report.clarity_{one}", lang), justify="right", width=_WIDTH)
    table.add_column(say("report.clarity_score", lang), justify="right", style="bold", min_width=5)
    for name, completeness, tasks, *stated, score in rows:
        shares = [_tell_share(float(str(count)) / int(str(tasks))) for count in stated]
        label = f"{name}{' *' if completeness == 'partial' else ''}"
        table.add_row(label, str(tasks), *shares, _tell_share(float(str(score))))
    return table


def _draw_tasks(rows: list[tuple[object, ...]], lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column(say("report.task", lang), style="bold", min_width=6, overflow="fold")
    for one in _SIX:
        table.add_column(say(f"report.clarity_{one}", lang), justify="center", width=_WIDTH)
    table.add_column(say("report.clarity_whom", lang), ratio=1)
    for path, leads, doers, *stated in rows:
        marks = [Text("●", style="green") if one else Text("·", style="dim") for one in stated]
        table.add_row(str(path), *marks, _name_bodies(leads, doers))
    return table


def _name_bodies(leads: object, doers: object) -> Text:
    """Those who lead, in bold, else those who do it; the first two of many."""
    leading = list(leads) if isinstance(leads, list) else []
    bodies = leading or (list(doers) if isinstance(doers, list) else [])
    more = f" (+{len(bodies) - _MOST_BODIES})" if len(bodies) > _MOST_BODIES else ""
    return Text("; ".join(bodies[:_MOST_BODIES]) + more, style="bold" if leading else "")


def _tell_share(share: float) -> str:
    return f"{share:.0%}"
