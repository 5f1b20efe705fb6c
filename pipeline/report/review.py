"""What a reviewer says of a link, a finding or a unit: understood, written beside the plans, and listed."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from extractors.errors import NotWritable, UnknownPlan, UnknownRecord
from extractors.records import Relation, Review, ReviewAction
from pipeline.review import read_words
from pipeline.sources.reviews import append_reviews
from pipeline.store import find_plan, load_folder, load_plan, query
from pipeline.wording import Language, say, word


class Said(NamedTuple):
    """What a reviewer says.

    ``subject`` is a finding's id (or how it starts); the two ends of a link, each ``PLAN:PATH`` or a target's id; or,
    for a note, one ``PLAN:PATH``. ``relation`` is that of a link they make.
    """

    action: ReviewAction
    subject: Sequence[str]
    note: str | None = None
    relation: Relation | None = None


def record_review(
    console: Console, database: Path, said: Said, by: str | None, folder: Path | None, lang: Language
) -> None:
    """Write what a reviewer says, and print where.

    ``by`` is who says it, ``None`` the user of this machine; ``folder`` where the plans stand, ``None`` where they were
    built. Raises where the database does not know what is spoken of, or the file cannot be written.
    """
    if said.action == "note" and not said.note:
        raise UnknownRecord(*word("review.empty_note"))
    named = _find_subject(database, said.action, said.subject)
    review = Review(
        said_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        said_by=by or getpass.getuser(),
        action=said.action,
        relation=said.relation,
        note=said.note,
        **named,
        **_take_fingerprints(database, named),
    )
    path = append_reviews(_check_folder(folder or load_folder(database) or Path()), [review])
    console.print(Text(say("review.recorded", lang, path=path)), soft_wrap=True)


def print_reviews(console: Console, database: Path, lang: Language) -> None:
    """Print every review that the last build knew, with what became of it."""
    rows = query(database, _REVIEWS).rows
    if not rows:
        console.print(say("review.none", lang))
        return
    for at, by, action, here, there, state, note in rows:
        said, now = say(f"review.action_{action}", lang), say(f"review.state_{state}", lang)
        console.print(Text.assemble((f"{at:%Y-%m-%d %H:%M}  ", "dim"), by, " ", (said, "bold"), f"  [{now}]"))
        console.print(Padding(Text(f"{here} → {there}" if there else here), (0, 0, 0, 4)))
        if note:
            console.print(Padding(Text(note, style="dim"), (0, 0, 0, 4)))


_REVIEWS = """
    SELECT r.said_at, r.said_by, r.action,
        coalesce(r.finding_id, r.target_id, coalesce(p.number, r.plan_id) || coalesce(':' || r.path, '')),
        CASE WHEN r.finding_id IS NULL
            THEN coalesce(r.parent_target_id, coalesce(parent.number, r.parent_plan_id) || ':' || r.parent_path) END,
        r.state, r.note
    FROM reviews r
    LEFT JOIN plans p ON p.plan_id = r.plan_id
    LEFT JOIN plans parent ON parent.plan_id = r.parent_plan_id
    ORDER BY r.rowid
"""

Named = dict[str, Any]
"""The fields of a review that name what it speaks of."""


def _find_subject(database: Path, action: ReviewAction, subject: Sequence[str]) -> Named:
    match subject:
        case [one, other]:
            return _find_link(database, action, one, other)
        case [one] if action == "link":
            raise UnknownRecord(*word("review.only_links"))
        case [one] if action == "note" and ":" in one:
            plan_id, path = _find_unit(database, one, is_task=False)
            return {"plan_id": plan_id, "path": path}
        case [one]:
            return _find_finding(database, one)
        case _:
            raise UnknownRecord(*word("review.only_links"))


def _find_finding(database: Path, name: str) -> Named:
    sql = """
        SELECT finding_id, plan_id, path, parent_plan_id, parent_path, target_id, parent_target_id FROM findings
        WHERE starts_with(finding_id, lower($name)) LIMIT 2
    """
    found = query(database, sql, {"name": name}).rows
    if len(found) != 1:
        code = "review.several_findings" if found else "review.no_finding"
        raise UnknownRecord(*word(code, name=name, database=database))
    names = ("finding_id", "plan_id", "path", "parent_plan_id", "parent_path", "target_id", "parent_target_id")
    return dict(zip(names, found[0], strict=True))


def _find_link(database: Path, action: ReviewAction, one: str, other: str) -> Named:
    """The two ends of a link; of one that the program made, unless the reviewer makes it."""
    here, there = _find_target(database, one), _find_target(database, other)
    if here and there:
        (plan_id, path, target_id), (parent_plan_id, parent_path, parent_target_id) = here, there
        named: Named = {"target_id": target_id, "parent_target_id": parent_target_id}
        made = "SELECT count(*) FROM target_links WHERE target_id = $target_id AND parent_target_id = $parent_target_id"
    else:
        plan_id, path = _find_unit(database, one, is_task=True)
        parent_plan_id, parent_path = _find_unit(database, other, is_task=True)
        named = {}
        made = """
            SELECT count(*) FROM task_links WHERE plan_id = $plan_id AND path = $path
            AND parent_plan_id = $parent_plan_id AND parent_path = $parent_path
        """
    ends: Named = {"plan_id": plan_id, "path": path, "parent_plan_id": parent_plan_id, "parent_path": parent_path}
    _check_related(database, plan_id, parent_plan_id)
    ((count,),) = query(database, made, named or ends).rows
    if action in ("accept", "reject") and not count:
        raise UnknownRecord(*word("review.no_link", one=one, other=other))
    return ends | named


def _check_related(database: Path, plan_id: str, parent_plan_id: str) -> None:
    sql = "SELECT count(*) FROM lineage WHERE plan_id = $plan_id AND parent_plan_id = $parent_plan_id"
    ((count,),) = query(database, sql, {"plan_id": plan_id, "parent_plan_id": parent_plan_id}).rows
    if not count:
        raise UnknownRecord(*word("review.not_related", plan=plan_id, parent=parent_plan_id))


def _find_target(database: Path, name: str) -> tuple[str, str, str] | None:
    """The plan, the path and the id of a target that is named by its id."""
    sql = "SELECT plan_id, path, target_id FROM targets WHERE target_id = $name"
    rows = query(database, sql, {"name": name}).rows
    return rows[0] if rows else None


def _find_unit(database: Path, name: str, *, is_task: bool) -> tuple[str, str]:
    """The plan and the path that ``PLAN:PATH`` means."""
    plan_name, colon, path = name.rpartition(":")
    if not colon:
        raise UnknownRecord(*word("review.bad_subject", name=name))
    try:
        plan_id = find_plan(database, plan_name)
    except UnknownPlan as error:
        raise UnknownRecord(error.vi, error.en) from error
    table, code = ("tasks", "review.no_task") if is_task else ("units", "review.no_path")
    sql = f"SELECT count(*) FROM {table} WHERE plan_id = $plan_id AND path = $path"
    ((count,),) = query(database, sql, {"plan_id": plan_id, "path": path}).rows
    if not count:
        raise UnknownRecord(*word(code, plan=plan_name, path=path))
    return plan_id, path


def _take_fingerprints(database: Path, named: Named) -> Named:
    here = read_words(load_plan(database, named["plan_id"]))
    parent_plan_id = named.get("parent_plan_id")
    there = read_words(load_plan(database, parent_plan_id)) if parent_plan_id else {}
    return {
        "fingerprint": here.get(named.get("target_id") or named.get("path") or ""),
        "parent_fingerprint": there.get(named.get("parent_target_id") or named.get("parent_path") or ""),
    }


def _check_folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise NotWritable(*word("review.no_folder", folder=folder))
    return folder
