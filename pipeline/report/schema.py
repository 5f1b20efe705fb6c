"""The data dictionary: every table and view of a build and what each column means."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractors.errors import BadQuery
from pipeline.store import Relation, describe_schema
from pipeline.wording import Language, word

_OPENING = """\
# Data dictionary

What `doichieu build` leaves in its DuckDB file. NULL means "the plan does not state it", never zero. Offsets count the
characters of `plans.text` from 0, the end exclusive: `plans.text[start_char + 1:end_char] = quote` in SQL, which
counts from 1. Rows stand in document order.

This page is made from the comments in `pipeline/schema.sql` and `pipeline/views.sql`:
`doichieu schema --markdown > docs/data-dictionary.md`.
"""


def print_schema(console: Console, table: str | None, markdown: bool, lang: Language) -> None:
    """Print all tables, the columns of one, or the whole dictionary as Markdown."""
    relations = describe_schema()
    if markdown:
        console.file.write(render_markdown(relations))
    elif table is None:
        console.print(_draw_relations(relations))
    else:
        console.print(_draw_columns(_find_relation(relations, table)))


def render_markdown(relations: Iterable[Relation]) -> str:
    """The dictionary as a page; the same relations give the same bytes."""
    known = list(relations)
    tables = [_render_relation(relation) for relation in known if relation.kind == "table"]
    views = [_render_relation(relation) for relation in known if relation.kind == "view"]
    return "\n".join([_OPENING, "## Tables\n", *tables, "## Views\n", *views]).rstrip("\n") + "\n"


def _render_relation(relation: Relation) -> str:
    lines = [f"### {relation.name}", "", f"{relation.meaning}.", ""]
    if relation.kind == "view":
        lines += ["Columns: " + ", ".join(f"`{column.name}`" for column in relation.columns) + ".", ""]
        return "\n".join(lines)
    lines += ["| column | type | NULL | meaning |", "|---|---|---|---|"]
    for column in relation.columns:
        nullable = "yes" if column.nullable else ""
        meaning = column.meaning.replace("|", "\\|")
        lines.append(f"| `{column.name}` | `{column.type}` | {nullable} | {meaning} |")
    return "\n".join([*lines, ""])


def _find_relation(relations: Iterable[Relation], name: str) -> Relation:
    known = {relation.name: relation for relation in relations}
    if name not in known:
        raise BadQuery(*word("report.unknown_table", name=name, known=", ".join(known)))
    return known[name]


def _draw_relations(relations: Iterable[Relation]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for relation in relations:
        table.add_row(relation.name, relation.kind, Text(relation.meaning))
    return table


def _draw_columns(relation: Relation) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), title=Text(relation.meaning), title_justify="left")
    table.add_column("column", style="bold", no_wrap=True)
    table.add_column("type", overflow="fold")
    table.add_column("NULL")
    table.add_column("meaning", ratio=1)
    for column in relation.columns:
        table.add_row(column.name, column.type, "yes" if column.nullable else "", Text(column.meaning))
    return table
