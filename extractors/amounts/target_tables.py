"""Targets in tables (TT · Chỉ tiêu · Đơn vị · 2025 · 2030): one for each cell that holds a figure.

A table is one of targets where a header names what is measured ("Chỉ tiêu", "Mục tiêu") and either years or a column of
results; its unit stands in a column, in the cell, or in parentheses after the indicator. Budgets and lists are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extractors.amounts.numbers import Number
from extractors.amounts.quantities import find_quantities, read_bounded_number
from extractors.lexicon import load_lexicon
from extractors.records import Cell, Measure, Operator, PlanText, Table
from extractors.text.columns import begin_of_row
from extractors.text.folding import fold

_HEADER_ROWS = 3  # a header has two rows where years stand below one common title; the rest is content


class CellTarget(NamedTuple):
    """One figure of a table of targets; ``text[start:end]`` is its row from the indicator to the figure.

    Of cells merged over rows only the figure is quoted, where it is printed; ``row`` is where the row itself begins.
    ``scope`` is what a cell of several figures says each is for; ``header`` (the title of its column) and ``time`` (the
    row's own time) are the cells that may name its year.
    """

    row: int
    start: int
    end: int
    number: Number
    op: Operator
    unit: str
    measure: Measure
    indicator: str
    scope: str | None
    hedged: bool
    header: tuple[int, int]
    time: tuple[int, int] | None


class _Columns(NamedTuple):
    """Which columns of a table hold what, and how many rows are its header; ``heads`` are the titles of ``values``."""

    indicator: int
    unit: int | None
    time: int | None
    values: tuple[int, ...]
    header_rows: int
    heads: tuple[tuple[int, int], ...] = ()


def find_target_tables(text: PlanText) -> list[Table]:
    """The tables that set targets, figure by figure."""
    return [table for table, _ in _find_tables(text)]


def read_target_tables(text: PlanText) -> Iterator[CellTarget]:
    """Every figure of every table of targets, in order."""
    for table, columns in _find_tables(text):
        yield from _read_table(text.text, table, columns)


def _find_tables(text: PlanText) -> Iterator[tuple[Table, _Columns]]:
    """The tables of targets and their columns; one without a header goes on with those of the one before it."""
    width, columns = 0, None
    for table in text.tables:
        goes_on = len(table.rows[0]) == width and _ROW_NUMBER.fullmatch(_content(text.text, table.rows[0][0]))
        before = columns._replace(header_rows=0) if columns and goes_on else None
        width, columns = len(table.rows[0]), _find_columns(text.text, table) or before
        if columns is not None:
            yield table, columns


def names_indicators(head: str) -> bool:
    """Whether what is measured stands in a column.

    >>> names_indicators("Tên chỉ tiêu"), names_indicators("Mục tiêu năm 2026"), names_indicators("Đơn vị tính")
    (True, False, False)
    """
    title = fold(head)
    return _title_pattern("indicator").search(title) is not None and _YEAR.search(title) is None


# --- the header --------------------------------------------------------------------------------------------------

_ROW_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]+)\s?[.)]?")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def _find_columns(text: str, table: Table) -> _Columns | None:
    for rows in range(1, min(_HEADER_ROWS, len(table.rows) - 1) + 1):
        if rows > 1 and not _goes_on(text, table.rows[rows - 1]):
            break
        columns = _name_columns([_title(text, table.rows[:rows], place) for place in range(len(table.rows[0]))], rows)
        if columns is not None and not (rows == 1 and len(table.rows) > 2 and _goes_on(text, table.rows[1])):
            heads = tuple((table.rows[0][place].start, table.rows[rows - 1][place].end) for place in columns.values)
            return columns._replace(heads=heads)
    return None


def _goes_on(text: str, row: Sequence[Cell]) -> bool:
    """Whether a second header row stands here: years below a common title."""
    return sum(bool(_YEAR.search(_content(text, cell))) for cell in row) > 1


def _title(text: str, rows: Sequence[Sequence[Cell]], place: int) -> str:
    return fold(" ".join(dict.fromkeys(_content(text, row[place]) for row in rows))).strip()


def _name_columns(titles: Sequence[str], header_rows: int) -> _Columns | None:
    indicator = next((i for i, title in enumerate(titles) if names_indicators(title)), None)
    if indicator is None:
        return None
    unit = next((i for i, title in enumerate(titles) if _title_pattern("unit").fullmatch(title)), None)
    time = next((i for i, title in enumerate(titles) if _title_pattern("time").search(title)), None)
    others = [
        i for i in range(indicator + 1, len(titles)) if i != unit and not _title_pattern("past").search(titles[i])
    ]
    years = [i for i in others if _YEAR.search(titles[i])]
    values = years or [i for i in others if i != time and _title_pattern("value").fullmatch(titles[i])]
    return _Columns(indicator, unit, time, tuple(values), header_rows) if values else None


@cache
def _title_pattern(name: str) -> re.Pattern[str]:
    words = load_lexicon("target_tables")[name]
    return re.compile("|".join(rf"(?<!\w){re.escape(fold(word))}(?!\w)" for word in words))


# --- the rows ----------------------------------------------------------------------------------------------------

_PART = re.compile(r"[^;\n]+")
_IN_PARENTHESES = re.compile(r"\(([^()\n]{1,30})\)\s*\Z")
_GROWTH = re.compile(r"(?<!\w)(?:tăng|giảm)(?: thêm)?(?: bình quân| trung bình)?(?: h[ằà]ng năm)?\s*\Z", re.IGNORECASE)


def _read_table(text: str, table: Table, columns: _Columns) -> Iterator[CellTarget]:
    for row in table.rows[columns.header_rows :]:
        named = row[columns.indicator]
        indicator = " ".join(_content(text, named).split())
        at = begin_of_row(row)
        if not indicator or at is None:
            continue
        unit = " ".join(_content(text, row[columns.unit]).split()) if columns.unit is not None else ""
        time = (row[columns.time].start, row[columns.time].end) if columns.time is not None else None
        for place, header in zip(columns.values, columns.heads, strict=True):
            if named.continues and row[place].continues:
                continue  # the figure of the row above
            merged = named.continues or row[place].continues
            for found in _read_cell(text, row[place], indicator, unit):
                start = found.start if merged else named.start
                yield found._replace(row=at, start=start, header=header, time=time)


def _read_cell(text: str, cell: Cell, indicator: str, unit: str) -> Iterator[CellTarget]:
    """The figures of a cell: more than one where it says for what ("≤ 3 Đông Nam Á; ≤ 50 Thế giới")."""
    for part in _PART.finditer(text, cell.start, cell.end):
        bounded = read_bounded_number(part.group())
        if bounded is None:
            continue
        number, op, after = bounded
        rest = " ".join(part.group()[after:].split())
        name = unit or _unit_in_cell(part.group(), number, indicator)
        if name is None:
            continue
        scope = rest if rest[:1].isupper() else None
        hedged = "phan dau" in fold(part.group()) or "phan dau" in fold(indicator)
        measure = _read_measure(name, indicator, number)
        start = part.start() + len(part.group()) - len(part.group().lstrip())
        yield CellTarget(
            cell.start, start, part.end(), number, op, name, measure, indicator, scope, hedged, (0, 0), None
        )


def _unit_in_cell(content: str, number: Number, indicator: str) -> str | None:
    if number.percent:
        return "%"
    counted = find_quantities(content)
    if counted:
        return counted[0].unit
    named = _IN_PARENTHESES.search(indicator)
    return named.group(1).strip() if named else None


def _read_measure(unit: str, indicator: str, number: Number) -> Measure:
    if _title_pattern("rank").search(fold(unit)) or fold(indicator).startswith("xep hang"):
        return "rank"
    if number.form in {"multiple", "fraction"}:
        return "ratio"
    return "change" if _GROWTH.search(indicator) else "level"


def _content(text: str, cell: Cell) -> str:
    return text[cell.start : cell.end].strip()
