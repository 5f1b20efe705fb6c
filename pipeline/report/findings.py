"""The divergences found, plan by plan and kind by kind, with the words of both plans on request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, get_args

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractors.errors import BadQuery
from extractors.records import FindingKind, LinkStatus, Severity
from pipeline.store import find_plan, query
from pipeline.wording import Language, say, word

MARKS: dict[Severity, tuple[str, str]] = {
    "serious": ("!!", "bold red"),
    "minor": ("!", "yellow"),
    "note": ("·", "dim"),
}

_SQL = """
    SELECT
        f.plan_id, coalesce(p.number, p.plan_id), p.title, coalesce(parent.number, parent.plan_id),
        f.kind, f.severity, f.path, f.parent_path, f.message_{lang}, f.quote, f.page, f.parent_quote, f.parent_page,
        f.status, f.finding_id
    FROM findings f
    JOIN plans p ON p.plan_id = f.plan_id
    LEFT JOIN plans parent ON parent.plan_id = f.parent_plan_id
    WHERE ($plan IS NULL OR f.plan_id = $plan) AND (len($kinds) = 0 OR list_contains($kinds, f.kind))
        AND ($rejected OR f.status <> 'rejected')
    ORDER BY p.rowid, list_position($order, f.kind), list_position($severities, f.severity), f.rowid
"""


# Two addresses of usual depth; longer ones are folded, so that the message keeps two thirds of 80 columns.
_WIDEST_PLACE = 24


class _Row(NamedTuple):
    plan_id: str
    name: str
    title: str | None
    parent: str | None
    kind: str
    severity: Severity
    path: str | None
    parent_path: str | None
    message: str
    quote: str | None
    page: int | None
    parent_quote: str | None
    parent_page: int | None
    status: LinkStatus
    finding_id: str


class Wanted(NamedTuple):
    """Which findings are asked for: of one plan or all, of some kinds or all, and whether rejected ones too."""

    plan: str | None = None
    kinds: Sequence[str] = ()
    rejected: bool = False


def print_findings(
    console: Console, database: Path, wanted: Wanted, lang: Language, *, quotes: bool = False, ids: bool = False
) -> None:
    """Print the findings asked for, with the words of both plans and the ids that reviews name them by."""
    rows = _select_findings(database, wanted, lang)
    if not rows:
        console.print(say("report.no_findings", lang))
        return
    for _, found in groupby(rows, key=lambda row: row.plan_id):
        _print_plan(console, list(found), lang, quotes=quotes, ids=ids)
    severities = Counter(row.severity for row in rows)
    counts = {severity: severities[severity] for severity in MARKS}
    console.print(Text(say("report.findings_total", lang, count=len(rows), **counts), style="dim"))


def check_kinds(kinds: Iterable[str]) -> None:
    """Raise ``BadQuery`` where one is no kind of finding."""
    known = get_args(FindingKind)
    for kind in kinds:
        if kind not in known:
            raise BadQuery(*word("report.unknown_kind", name=kind, known=", ".join(known)))


def _select_findings(database: Path, wanted: Wanted, lang: Language) -> list[_Row]:
    check_kinds(wanted.kinds)
    parameters = {
        "plan": None if wanted.plan is None else find_plan(database, wanted.plan),
        "kinds": list(wanted.kinds),
        "rejected": wanted.rejected,
        "order": list(get_args(FindingKind)),
        "severities": list(MARKS),
    }
    return [_Row(*row) for row in query(database, _SQL.format(lang=lang), parameters).rows]


def _print_plan(console: Console, rows: list[_Row], lang: Language, *, quotes: bool, ids: bool) -> None:
    first = rows[0]
    parents = "; ".join(dict.fromkeys(row.parent for row in rows if row.parent))
    console.print(Text.assemble((first.name, "bold"), "  ", (first.title or "", "")))
    if parents:
        console.print(Text(say("report.against", lang, parents=parents), style="dim"))
    width = min(max(_place(row).cell_len for row in rows), _WIDEST_PLACE)
    for kind, found in groupby(rows, key=lambda row: row.kind):
        of_kind = list(found)
        label = Text.assemble((say(f"report.kind_{kind}", lang), "bold cyan"), (f"  {kind}, {len(of_kind)}", "dim"))
        console.print(Padding(label, (1, 0, 0, 1)))
        console.print(Padding(_draw_findings(of_kind, width, lang, quotes=quotes, ids=ids), (0, 0, 0, 1)))
    console.print()


def _draw_findings(rows: Iterable[_Row], width: int, lang: Language, *, quotes: bool, ids: bool) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=2, justify="right")
    grid.add_column(width=width, overflow="fold")
    grid.add_column(ratio=1)
    for row in rows:
        mark, style = MARKS[row.severity]
        message = Text(row.message)
        if row.status != "proposed":
            message.append(f"  [{say(f'report.status_{row.status}', lang)}]", style="magenta")
        if ids:
            message.append(f"  {row.finding_id}", style="dim")
        evidence = _quote_both(row, lang) if quotes else []
        grid.add_row(Text(mark, style=style), _place(row), Group(message, *evidence) if evidence else message)
    return grid


def _place(row: _Row) -> Text:
    """Where the finding stands: the local address, if there is one, then the parent's."""
    parts = [(row.path, "bold") if row.path else None, (f"← {row.parent_path}", "dim") if row.parent_path else None]
    return Text(" ").join(Text(*part) for part in parts if part)


def _quote_both(row: _Row, lang: Language) -> list[Text]:
    both = (("parent", row.parent_quote, row.parent_page), ("local", row.quote, row.page))
    lines = []
    for side, quote, page in both:
        if quote:
            place = f" ({say('report.on_page', lang, page=page)})" if page is not None else ""
            label = f"{say(f'report.quote_{side}', lang)}{place}: "
            lines.append(Text.assemble((label, "cyan"), (f"“{quote}”", "dim")))
    return lines
