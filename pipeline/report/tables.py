"""The answer to a question in SQL: a table that fits the terminal, CSV or JSON."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.store import QueryResult
from pipeline.wording import Language, say

# Narrower than this a column of Vietnamese breaks after every word; then each row is shown as a list of its values.
_NARROWEST = 14


def print_result(console: Console, result: QueryResult, form: str | None, lang: Language) -> None:
    """Print an answer; ``form`` is ``csv``, ``json`` or ``None`` for people. An empty answer says so."""
    if form == "csv":
        _write_csv(console, result)
    elif form == "json":
        rows = [dict(zip(result.columns, map(_jsonable, row), strict=True)) for row in result.rows]
        console.file.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif not result.rows:
        console.print(say("report.no_rows", lang))
    else:
        console.print(_list_rows(result) if _is_wide(console, result) else _draw_table(result))
        console.print(say("report.rows", lang, count=len(result.rows)), style="dim")


def show_value(value: Any) -> str:
    """One value as people write it: no trailing noughts, NULL as nothing.

    >>> show_value(Decimal("80.000000")), show_value(None), show_value(["op", "year"])
    ('80', '', 'op, year')
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Decimal() | float():
            return f"{Decimal(str(value)).normalize():f}"
        case list() | tuple():
            return ", ".join(map(show_value, value))
        case _:
            return str(value)


def _jsonable(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_jsonable(each) for each in value]
        case dict():
            return {str(key): _jsonable(each) for key, each in value.items()}
        case _:
            return str(value)


def _write_csv(console: Console, result: QueryResult) -> None:
    writer = csv.writer(console.file, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows([show_value(value) for value in row] for row in result.rows)


def _is_wide(console: Console, result: QueryResult) -> bool:
    cells = zip(*([result.columns, *([show_value(value) for value in row] for row in result.rows)]), strict=True)
    longest = [max(map(len, column)) for column in cells]
    return sum(min(width, _NARROWEST) + 2 for width in longest) > console.width


def _draw_table(result: QueryResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for name, first in zip(result.columns, result.rows[0], strict=True):
        is_number = isinstance(first, int | float | Decimal) and not isinstance(first, bool)
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in result.rows:
        table.add_row(*(Text(show_value(value)) for value in row))
    return table


def _list_rows(result: QueryResult) -> Table:
    """A row of many columns, one column a line, as psql does it."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, row in enumerate(result.rows, start=1):
        grid.add_row(Text(f"── {number}", style="dim"), "")
        for name, value in zip(result.columns, row, strict=True):
            grid.add_row(name, Text(show_value(value)))
    return grid
