"""The page behind a record, as a picture with its lines marked."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console
from rich.text import Text

from extractors.errors import NoPage, UnknownRecord
from extractors.records import Plan
from pipeline.page_view import draw_place, find_place
from pipeline.store import load_folder, load_plan, query
from pipeline.wording import Language, say, word


def write_page(
    console: Console, database: Path, name: str, record: str, folder: Path | None, out: Path | None, lang: Language
) -> None:
    """Draw the page of a record of the plan so named, write it, and print where to.

    ``record`` is a unit's path or a record's id, a finding's too; ``folder`` is where the plans stand now, if they have
    moved since the build; without ``out`` the picture is named after plan and record, in the working folder.
    """
    plan = load_plan(database, name)
    picture = draw_place(plan, *_find_place(database, plan, record), folder or _folder_of(database))
    named = re.sub(r"[^\w.+-]+", "-", record.removeprefix(f"{plan.plan_id}/"))
    path = out or Path(f"{plan.plan_id}-{named}.png")
    try:
        picture.save(path)
    except (OSError, ValueError) as error:
        raise NoPage(*word("page_view.not_written", path=path, why=error)) from error
    console.print(Text(say("page_view.written", lang, path=path)), soft_wrap=True)


def _find_place(database: Path, plan: Plan, record: str) -> tuple[int, int]:
    """Where a record stands in a plan; a finding may stand on either side."""
    try:
        return find_place(plan, record)
    except UnknownRecord:
        sql = """
            SELECT start_char, end_char FROM findings WHERE finding_id = $id AND plan_id = $plan
            UNION ALL
            SELECT parent_start_char, parent_end_char FROM findings WHERE finding_id = $id AND parent_plan_id = $plan
        """
        rows = query(database, sql, {"id": record, "plan": plan.plan_id}).rows
        for start, end in rows:
            if start is not None and end is not None:
                return start, end
        raise


def _folder_of(database: Path) -> Path:
    folder = load_folder(database)
    if folder is None:
        raise NoPage(*word("page_view.no_folder"))
    return folder
