"""What a new version of a plan changed, and what each plan below must look at again."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.findings import shorten
from pipeline.store import find_plan, query
from pipeline.wording import Language, say

_FORMER = "SELECT former_plan_id, source FROM revisions r JOIN plans p ON p.plan_id = r.former_plan_id"
_CHANGES = "SELECT kind, what, path, former_path, was, now FROM plan_changes WHERE plan_id = $plan ORDER BY rowid"
_IMPACTS = """
    SELECT coalesce(p.number, p.plan_id), p.locality, i.child_path, i.kind, i.what, i.path, i.former_path
    FROM impacts i JOIN plans p ON p.plan_id = i.child_plan_id
    WHERE i.plan_id = $plan ORDER BY p.rowid, i.rowid
"""
_CONTEXT = 3  # words around what changed, enough to find it by
_MOST_PLACES = 4


def print_impact(console: Console, database: Path, name: str, lang: Language) -> None:
    """Print the changes of the plan so named since its former version, then plan by plan what rests on them."""
    plan_id = find_plan(database, name)
    former = query(database, f"{_FORMER} WHERE r.plan_id = $plan", {"plan": plan_id}).rows
    if not former:
        console.print(Text(say("impact.no_version", lang, plan=name)))
        return
    changes = query(database, _CHANGES, {"plan": plan_id}).rows
    console.print(Text(say("impact.changes", lang, count=len(changes), source=former[0][1]), style="bold"))
    for kind, what, path, former_path, was, now in changes:
        label = say(f"impact.{kind}_{what}", lang, path=_place(path, former_path))
        console.print(Padding(Text(label), (0, 0, 0, 2)))
        console.print(Padding(Text(_tell_difference(was, now), style="dim"), (0, 0, 0, 6)))
    rows = query(database, _IMPACTS, {"plan": plan_id}).rows
    if not rows:
        console.print(Text(say("impact.nothing_below", lang)))
    for (child, place), found in groupby(rows, key=lambda row: row[:2]):
        console.print()
        console.print(Text(f"{child} ({place})" if place else child, style="bold"))
        for row in found:
            console.print(Padding(Text(_tell_impact(row, lang)), (0, 0, 0, 2)))


def _place(path: str | None, former_path: str | None) -> str:
    """The address, with the former one where that is another."""
    if path and former_path and path != former_path:
        return f"{former_path} → {path}"
    return path or former_path or ""


def _tell_impact(row: tuple[Any, ...], lang: Language) -> str:
    _, _, child_path, kind, what, path, former_path = row
    code = f"impact.look_{kind}" if child_path else f"impact.take_over_{what}"
    return say(code, lang, child_path=child_path, path=_place(path, former_path))


def _tell_difference(was: str | None, now: str | None) -> str:
    """The words that changed with a few around them; the beginning of what was added or dropped."""
    if was is None or now is None:
        return shorten(now or was or "")
    before, after = was.split(), now.split()
    places = list(_find_places(before, after))
    told = [f"“{old or '–'}” → “{new or '–'}”" for old, new in places[:_MOST_PLACES]]
    return "; ".join(told) + ("; …" if len(places) > _MOST_PLACES else "")


def _find_places(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_CONTEXT):
        _, start, _, start_after, _ = group[0]
        _, _, end, _, end_after = group[-1]
        yield " ".join(before[start:end]), " ".join(after[start_after:end_after])
