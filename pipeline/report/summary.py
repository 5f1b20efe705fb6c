"""What a build found: the plans read, the findings by kind, and what could not be read and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractors.records import Corpus, Plan, Source, SourceStatus
from pipeline.wording import Language, say

# Beyond this many plans their list helps nobody on a terminal; the counts are in the view plan_counts.
_MOST_PLANS = 40


def print_summary(console: Console, corpus: Corpus, database: Path, lang: Language) -> None:
    """Print what a build found and where it was written."""
    heading = say("report.summary", lang, plans=len(corpus.plans), files=len(corpus.sources), database=database)
    console.print(Text(heading, style="bold"), soft_wrap=True)
    if 0 < len(corpus.plans) <= _MOST_PLANS:
        console.print(_draw_plans(corpus, lang))
    if corpus.findings:
        console.print(_draw_kinds(corpus, lang))
    _print_sources(console, corpus.sources, ("partial",), "incomplete", lang)
    _print_sources(console, corpus.sources, ("failed", "skipped"), "not_read", lang)
    if corpus.findings:
        console.print(Text(say("report.next_step", lang, database=database), style="dim"))


def name_plan(plan: Plan) -> str:
    """What a plan is called where there is little room: its number, else its id."""
    return plan.letterhead.number or plan.plan_id


def _draw_plans(corpus: Corpus, lang: Language) -> Table:
    findings = Counter(finding.plan_id for finding in corpus.findings)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(say("report.plan", lang), overflow="fold")
    for column in ("tasks", "targets", "deadlines", "assignments", "findings"):
        table.add_column(say(f"report.{column}", lang), justify="right")
    for plan in corpus.plans:
        records = (plan.tasks, plan.targets, plan.deadlines, plan.assignments)
        counts = [*(str(len(found)) for found in records), str(findings[plan.plan_id])]
        place = f" ({plan.letterhead.locality})" if plan.letterhead.locality else ""
        above = "".join(f"\n  ← {parent}" for parent in _name_parents(corpus, plan))
        table.add_row(Text.assemble((name_plan(plan), "bold"), place, (above, "dim")), *counts)
    return table


def _name_parents(corpus: Corpus, plan: Plan) -> list[str]:
    """The plans it implements that were read; where there is none, in brackets those it cites and that are not here."""
    names = {other.plan_id: name_plan(other) for other in corpus.plans}
    rows = [row for row in corpus.lineage if row.plan_id == plan.plan_id]
    present = [names[row.parent_plan_id] for row in rows if row.parent_plan_id in names]
    absent = [f"({row.parent_number})" for row in rows if row.parent_number and not row.present]
    return list(dict.fromkeys(present or absent))


def _draw_kinds(corpus: Corpus, lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    table.add_column(say("report.findings_by_kind", lang))
    table.add_column(say("report.kind", lang), style="dim")
    table.add_column(say("report.count", lang), justify="right")
    for kind, count in Counter(finding.kind for finding in corpus.findings).most_common():
        table.add_row(say(f"report.kind_{kind}", lang), kind, str(count))
    return table


def _print_sources(
    console: Console, sources: tuple[Source, ...], statuses: tuple[SourceStatus, ...], title: str, lang: Language
) -> None:
    """The files of some statuses, those with the same reason together."""
    rows = [source for source in sources if source.status in statuses]
    if not rows:
        return
    by_reason: dict[str, list[str]] = defaultdict(list)
    for source in rows:
        by_reason[(source.reason_en if lang == "en" else None) or source.reason or source.status].append(source.source)
    console.print(Text(f"{say(f'report.{title}', lang)} ({len(rows)})", style="bold"))
    for reason, names in by_reason.items():
        console.print(Padding(Text.assemble(", ".join(names), ": ", (reason, "dim")), (0, 0, 0, 2)))
    console.print()
