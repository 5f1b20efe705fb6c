"""How right a build is: tables of figures, what was missed and made up, and what another build has otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.evaluate import Difference, Evaluation, PlanEvaluation
from pipeline.evaluating.marks import Mark, Outcome, Score
from pipeline.findings import shorten
from pipeline.wording import Language, say

# How a row that changed is told: by what it was and is, and whether that is a gain.
_CHANGES = {
    ("missed", True): ("+", "green", "found_now"),
    ("made_up", True): ("+", "green", "made_up_no_more"),
    ("missed", False): ("-", "red", "found_no_more"),
    ("made_up", False): ("-", "red", "made_up_now"),
}
_WRONG: tuple[Outcome, ...] = ("missed", "made_up")


def print_evaluation(
    console: Console, evaluation: Evaluation, differences: Sequence[Difference] | None, listed: bool, lang: Language
) -> None:
    """Print the figures of each plan and of all; what is wrong where it is ``listed``; then the differences."""
    for plan in evaluation.plans:
        console.print(Text(_name_plan(plan), style="bold"))
        console.print(_draw_scores(plan.scores, lang))
        if plan.plan_id is None:
            console.print(Text(_explain_absence(plan, lang), style="bold red"))
        if listed:
            _print_wrong(console, plan, lang)
    if len(evaluation.plans) > 1:
        console.print(Text(say("evaluate.all_plans", lang, count=len(evaluation.plans)), style="bold"))
        console.print(_draw_scores(evaluation.scores, lang))
    if differences is not None:
        _print_differences(console, differences, lang)


def write_evaluation(console: Console, evaluation: Evaluation, differences: Sequence[Difference] | None) -> None:
    """Write the same as JSON: figures, and the rows behind them, of each plan; figures of all; gains and losses."""
    told: dict[str, object] = {
        "plans": [_tell_plan(plan) for plan in evaluation.plans],
        "total": {kind: _tell_score(score) for kind, score in evaluation.scores.items()},
    }
    if differences is not None:
        for name, gain in (("gains", True), ("losses", False)):
            told[name] = [{"file": row.file, **row.mark.model_dump()} for row in differences if row.gain == gain]
    console.file.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def _name_plan(plan: PlanEvaluation) -> str:
    return plan.file if plan.plan_id is None else f"{plan.file} → {plan.plan_id}"


def _explain_absence(plan: PlanEvaluation, lang: Language) -> str:
    why = plan.reason_en if lang == "en" else plan.reason_vi
    return say("evaluate.not_in_database", lang, file=plan.file, why=f" ({why})" if why else "")


def _draw_scores(scores: dict[str, Score], lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column(say("evaluate.kind", lang), min_width=14)
    for column in ("precision", "recall"):
        table.add_column(say(f"evaluate.{column}", lang), justify="right")
    table.add_column("F1", justify="right", style="bold")
    for column in ("right", "said", "wanted"):
        table.add_column(say(f"evaluate.{column}", lang), justify="right")
    for kind, score in scores.items():
        shares = (f"{share:.3f}" for share in (score.precision, score.recall, score.f1))
        table.add_row(kind, *shares, *map(str, score))
    return table


def _print_wrong(console: Console, plan: PlanEvaluation, lang: Language) -> None:
    for outcome in _WRONG:
        marks = [mark for each in plan.marks.values() for mark in each if mark.outcome == outcome]
        if marks:
            console.print(Text(say(f"evaluate.{outcome}", lang, count=len(marks)), style="bold"))
        for kind, of_kind in groupby(marks, key=lambda mark: mark.kind):
            console.print(Text(f"  {kind}", style="cyan"))
            console.print(Padding(_draw_marks([("", "", mark) for mark in of_kind], lang), (0, 0, 0, 4)))


def _print_differences(console: Console, differences: Sequence[Difference], lang: Language) -> None:
    gains = sum(row.gain for row in differences)
    console.print(Text(say("evaluate.against", lang, gains=gains, losses=len(differences) - gains), style="bold"))
    for (file, kind), rows in groupby(differences, key=lambda row: (row.file, row.mark.kind)):
        console.print(Text.assemble("  ", file, "  ", (kind, "cyan")))
        told = []
        for row in rows:
            sign, style, word = _CHANGES[row.mark.outcome, row.gain]
            told.append((f"{sign} {say(f'evaluate.{word}', lang)}", style, row.mark))
        console.print(Padding(_draw_marks(told, lang), (0, 0, 0, 4)))


def _draw_marks(rows: Sequence[tuple[str, str, Mark]], lang: Language) -> Table:
    """Each row: what became of it (where that is told), where it stands, what it claims, and the words."""
    grid = Table.grid(padding=(0, 1))
    if any(told for told, _, _ in rows):
        grid.add_column(no_wrap=True)
    grid.add_column(min_width=8, overflow="fold")
    grid.add_column(ratio=1)
    for told, style, mark in rows:
        place = " ← ".join(filter(None, (mark.path or "", mark.parent_path))) or "–"
        page = f" ({say('evaluate.on_page', lang, page=mark.page)})" if mark.page is not None else ""
        words = f"  “{shorten(mark.quote)}”{page}" if mark.quote else page
        cells = [Text(told, style=style)] if told else []
        grid.add_row(*cells, Text(place, style="bold"), Text.assemble(mark.what, (words, "dim")))
    return grid


def _tell_plan(plan: PlanEvaluation) -> dict[str, object]:
    kinds = {
        kind: {
            **_tell_score(score),
            **{
                outcome: [
                    mark.model_dump(exclude={"kind", "outcome"}) for mark in plan.marks[kind] if mark.outcome == outcome
                ]
                for outcome in _WRONG
            },
        }
        for kind, score in plan.scores.items()
    }
    absence = {"reason_vi": plan.reason_vi, "reason_en": plan.reason_en} if plan.plan_id is None else {}
    return {"file": plan.file, "plan_id": plan.plan_id, **absence, "kinds": kinds}


def _tell_score(score: Score) -> dict[str, float]:
    shares = {name: round(getattr(score, name), 6) for name in ("precision", "recall", "f1")}
    return {**shares, **score._asdict()}
