"""The gate: whether plans may pass, on one screen and as an exit code, for people and for other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractors.records import Corpus, Finding, Plan, Source, Verdict
from pipeline.build import build_corpus, build_draft, read_one_plan
from pipeline.naming import choose_plan, name_of
from pipeline.report.findings import MARKS, check_kinds
from pipeline.report.progress import show_progress
from pipeline.report.summary import name_plan
from pipeline.store import load_plan
from pipeline.wording import Language, say

ExitCode = Literal[0, 1, 2]

# What fits on a screen of 40 lines, in two lines each, below the table of the plans.
_MOST_FINDINGS = 12
_MOST_PLANS = 15
_VERDICTS: tuple[Verdict, ...] = ("covered", "partly", "missing", "cannot_tell")


class Gate(NamedTuple):
    """What shall not pass: findings of some ``kinds``, of all that weigh more than a note where none is named.

    ``plan`` is the one plan that is asked about, ``None`` all of them.
    """

    plan: str | None = None
    kinds: Collection[str] = ()

    def stops(self, finding: Finding) -> bool:
        """Whether a finding keeps its plan from passing; one that a reviewer rejected does not."""
        wanted = finding.kind in self.kinds if self.kinds else finding.severity != "note"
        return wanted and finding.status != "rejected"


class Draft(NamedTuple):
    """A draft held against its parent, and the draft's ``plan_id``."""

    corpus: Corpus
    plan_id: str


def check_folder(folder: Path, lang: Language) -> Corpus:
    """The plans of a folder, held against each other."""
    with show_progress(lang) as progress:
        return build_corpus(folder, progress)


def check_draft(draft: Path, parent: str, folder: Path | None, database: Path) -> Draft:
    """A draft held against its parent: a file, or a plan of the folder or, where none is given, of the database."""
    plan = read_one_plan(draft)
    return Draft(build_draft(plan, _find_parent(parent, folder, database)), plan.plan_id)


def _find_parent(name: str, folder: Path | None, database: Path) -> Plan:
    if Path(name).is_file():
        return read_one_plan(name)
    if folder is None:
        return load_plan(database, name)
    corpus = build_corpus(folder)
    return corpus.plan(choose_plan(map(name_of, corpus.plans), name))


def read_kinds(names: str | None) -> tuple[str, ...]:
    """The kinds of findings named, with commas between; ``BadQuery`` where one is none.

    >>> read_kinds("omitted_task, target_lowered"), read_kinds(None)
    (('omitted_task', 'target_lowered'), ())
    """
    kinds = tuple(name.strip() for name in (names or "").split(",") if name.strip())
    check_kinds(kinds)
    return kinds


def print_gate(console: Console, corpus: Corpus, gate: Gate, lang: Language) -> ExitCode:
    """Print what keeps the plans from passing, on one screen, and return the exit code.

    0: nothing does. 1: a finding does. 2: it could not be checked, since a file could not be read, the plan asked about
    could not be held against any other, or there is no such plan (``UnknownPlan``).
    """
    plans = _pick_plans(corpus, gate.plan)
    failed = _find_failed(corpus.sources, plans if gate.plan else None)
    ids = {plan.plan_id for plan in plans}
    stopping = [finding for finding in corpus.findings if finding.plan_id in ids and gate.stops(finding)]
    compared = {row.plan_id for row in corpus.coverage}
    alone = gate.plan is not None and not ids & compared
    _print_plans(console, corpus, plans, stopping, lang)
    _print_findings(console, stopping, plans, lang)
    for source in failed:
        why = (source.reason_en if lang == "en" else None) or source.reason or ""
        console.print(Text(say("gate.not_read", lang, source=source.source, why=why), style="bold"))
    if alone:
        console.print(Text(say("gate.alone", lang, plan=name_plan(plans[0])), style="bold"))
    code: ExitCode = 1 if stopping else 2 if failed or alone else 0
    console.print(Text(say(f"gate.verdict_{code}", lang, count=len(stopping)), style="bold"))
    return code


def _pick_plans(corpus: Corpus, name: str | None) -> tuple[Plan, ...]:
    if name is None:
        return corpus.plans
    return (corpus.plan(choose_plan(map(name_of, corpus.plans), name)),)


def _find_failed(sources: Iterable[Source], plans: Sequence[Plan] | None) -> list[Source]:
    """The files that could not be read; of some plans, only theirs."""
    ids = None if plans is None else {plan.plan_id for plan in plans}
    return [source for source in sources if source.status == "failed" and (ids is None or source.plan_id in ids)]


def _print_plans(
    console: Console, corpus: Corpus, plans: Sequence[Plan], stopping: Sequence[Finding], lang: Language
) -> None:
    verdicts = Counter((row.plan_id, row.verdict) for row in corpus.coverage)
    weights = Counter((finding.plan_id, finding.severity) for finding in stopping)
    of_plan = Counter(finding.plan_id for finding in stopping)
    shown = sorted(plans, key=lambda plan: -of_plan[plan.plan_id])[:_MOST_PLANS]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(say("report.plan", lang), overflow="fold")
    for column in ("serious", "minor", "note"):
        table.add_column(say(f"gate.{column}", lang), justify="right")
    for column in _VERDICTS:
        table.add_column(say(f"gate.{column}", lang), justify="right")
    for plan in shown:
        counts = [weights[plan.plan_id, severity] for severity in MARKS]
        counts += [verdicts[plan.plan_id, verdict] for verdict in _VERDICTS]
        place = f" ({plan.letterhead.locality})" if plan.letterhead.locality else ""
        table.add_row(f"{name_plan(plan)}{place}", *(str(count or "·") for count in counts))
    console.print(table)
    if len(plans) > len(shown):
        console.print(Text(say("gate.more_plans", lang, count=len(plans) - len(shown)), style="dim"))


def _print_findings(console: Console, stopping: Sequence[Finding], plans: Sequence[Plan], lang: Language) -> None:
    names = {plan.plan_id: name_plan(plan) for plan in plans}
    order = list(MARKS)
    worst = sorted(stopping, key=lambda finding: order.index(finding.severity))[:_MOST_FINDINGS]
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=2, justify="right")
    grid.add_column(ratio=1)
    for finding in worst:
        mark, style = MARKS[finding.severity]
        where = " ← ".join(path for path in (finding.path, finding.parent_path) if path)
        message = finding.message_en if lang == "en" else finding.message_vi
        head = f"{names[finding.plan_id]} {where}: " if len(plans) > 1 else f"{where}: "
        grid.add_row(Text(mark, style=style), Text.assemble((head, "bold"), message))
    console.print(grid)
    if len(stopping) > len(worst):
        console.print(Text(say("gate.more_findings", lang, count=len(stopping) - len(worst)), style="dim"))
