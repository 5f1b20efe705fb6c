"""Which tables of a page are tables, and which only put things side by side; and the rows of the former.

Offices put a letterhead in a table of two columns, recipients and signature in another; portals put the whole page in
one. Their cells are read one after the other, as running text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from extractors.text.folding import fold
from pipeline.readers.html_styles import StyleSheet, has_border, is_hidden

# Browsers take a cell over up to 1,000 columns; no printed table has a tenth of that.
_WIDEST = 100
_NUMBER_HEAD = re.compile(r"\W*(?:tt|stt|so tt|so thu tu)\W*")
_NUMBER = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,2})*|[ivx]{1,5}|[a-z])\W*")
# What stands at the head and at the foot of a document, in two columns by the decree on document form.
_HEAD_OR_FOOT = re.compile(
    r"cong hoa xa hoi chu nghia|dang cong san viet nam|doc lap\s*-\s*tu do|noi nhan\s*:"
    r"|^\W*(?:tm|t/m|kt|tl|tuq)\s?\.|\((?:da )?(?:ky|dong dau|ghi ro)\b"
)
_LARGEST_LETTERHEAD = 6
# One cell with so much of a table's text, in so many paragraphs, is the page and not a cell.
_MAIN_CELL = 0.6
_MAIN_CELL_BLOCKS = 10
_BLOCKS = frozenset({"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True)
class _Cell:
    """A cell in the place where it stands: the first column of those that it spans, in each of its rows."""

    column: int
    element: etree._Element
    continues: bool = False


@dataclass(frozen=True)
class _Span:
    """A cell that goes on in the next ``rows`` rows: its first column, and how many it covers."""

    column: int
    columns: int
    rows: int
    element: etree._Element


def find_data_tables(root: etree._Element, sheet: StyleSheet) -> set[etree._Element]:
    """The tables whose rows and columns mean something; none of them stands inside another one."""
    found: set[etree._Element] = set()
    holding: set[etree._Element] = set()
    for table in reversed(list(root.iter("table"))):
        rows = _list_filled(table, sheet)
        if table in holding and not _counts_rows(rows):
            continue
        if _is_data(table, rows, sheet):
            found.difference_update(table.iter("table"))
            found.add(table)
            holding.update(table.iterancestors("table"))
    return found


def read_rows(
    table: etree._Element, sheet: StyleSheet, read_cell: Callable[[etree._Element], str]
) -> list[list[str | None]]:
    """The rows of a table as text; blank rows and columns are left out.

    A cell over several columns is said in the first of them, one over several rows in the first; then it is ``None``.

    >>> from lxml.html import fragment_fromstring
    >>> table = fragment_fromstring("<table><tr><td rowspan=2>A<td>B<tr><td>C</table>")
    >>> read_rows(table, StyleSheet(table), lambda cell: cell.text)
    [['A', 'B'], [None, 'C']]
    """
    rows = list(_place_cells(table, sheet))
    said = {cell.element: read_cell(cell.element) for row in rows for cell in row if not cell.continues}
    columns = sorted({cell.column for row in rows for cell in row if said[cell.element]})
    return [_write_row(row, columns, said) for row in rows if any(said[cell.element] for cell in _begun(row))]


def _write_row(row: Sequence[_Cell], columns: Sequence[int], said: Mapping[etree._Element, str]) -> list[str | None]:
    """The text of a row's cells, column by column; a blank cell that goes on is blank."""
    texts = {cell.column: None if cell.continues and said[cell.element] else said[cell.element] for cell in row}
    return [texts.get(column, "") for column in columns]


def _begun(row: Sequence[_Cell]) -> list[_Cell]:
    """The cells of a row that do not go on from the row above."""
    return [cell for cell in row if not cell.continues]


def _place_cells(table: etree._Element, sheet: StyleSheet) -> Iterator[list[_Cell]]:
    """The cells of each row, with the columns they begin in; those that go on from the row above come first."""
    spans: list[_Span] = []
    for row in _list_rows(table, sheet):
        placed = [_Cell(span.column, span.element, continues=True) for span in spans]
        taken = {span.column + offset for span in spans for offset in range(span.columns)}
        spans = [replace(span, rows=span.rows - 1) for span in spans if span.rows > 1]
        column = 0
        for element in row:
            if element.tag not in ("td", "th") or is_hidden(element, sheet.read(element)):
                continue
            while column in taken:
                column += 1
            if column >= _WIDEST:
                break
            placed.append(_Cell(column, element))
            columns = max(1, min(_read_span(element, "colspan"), _WIDEST - column))
            rows = _read_span(element, "rowspan")
            if rows != 1:  # 0 is all rows that are left
                spans.append(_Span(column, columns, rows - 1 if rows else _WIDEST * _WIDEST, element))
            column += columns
        yield placed


def _list_rows(table: etree._Element, sheet: StyleSheet) -> list[etree._Element]:
    """A table's own rows as shown: the head first, the foot last."""
    parts: dict[str, list[etree._Element]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table:
        if child.tag == "tr":
            parts["tbody"].append(child)
        elif child.tag in parts:
            parts[child.tag] += [row for row in child if row.tag == "tr"]
    return [row for part in parts.values() for row in part if not is_hidden(row, sheet.read(row))]


def _read_span(cell: etree._Element, name: str) -> int:
    match = re.match(r"\s*(\d{1,5})", cell.get(name, ""))
    return int(match[1]) if match else 1


# --- tables and layouts ------------------------------------------------------------------------------------------


_Filled = list[list[tuple[_Cell, str]]]
"""The rows of a table that say something, each with its cells that do."""


def _list_filled(table: etree._Element, sheet: StyleSheet) -> _Filled:
    rows = [[(cell, _read_text(cell.element)) for cell in _begun(row)] for row in _place_cells(table, sheet)]
    return [filled for row in rows if (filled := [(cell, text) for cell, text in row if text])]


def _is_data(table: etree._Element, rows: _Filled, sheet: StyleSheet) -> bool:
    columns = {cell.column for row in rows for cell, _ in row}
    if len(columns) < 2 or (len(rows) < 2 and not (len(columns) > 2 and _NUMBER.fullmatch(fold(rows[0][0][1])))):
        return False
    if _holds_page([pair for row in rows for pair in row]):
        return False
    if _counts_rows(rows) or table.find(".//th") is not None:
        return True
    head_or_foot = any(_HEAD_OR_FOOT.search(fold(text)) for row in rows for _, text in row)
    if len(columns) <= 3 and len(rows) <= _LARGEST_LETTERHEAD and head_or_foot:
        return False
    if len(columns) > 2 or _is_ruled(table, sheet):
        return True
    numbered = sum(len(row) > 1 and _NUMBER.fullmatch(fold(row[0][1])) is not None for row in rows)
    return numbered > len(rows) / 2 and len(rows) > 2


def _counts_rows(rows: _Filled) -> bool:
    """Whether a table opens with the head of a column of numbers ("TT", "STT")."""
    return len(rows) > 1 and len(rows[0]) > 1 and _NUMBER_HEAD.fullmatch(fold(rows[0][0][1])) is not None


def _holds_page(filled: list[tuple[_Cell, str]]) -> bool:
    """Whether one cell holds most of a table, in many paragraphs."""
    cell, longest = max(filled, key=lambda pair: len(pair[1]))
    if len(longest) < _MAIN_CELL * sum(len(text) for _, text in filled):
        return False
    return sum(1 for each in cell.element.iter() if each.tag in _BLOCKS) >= _MAIN_CELL_BLOCKS


def _is_ruled(table: etree._Element, sheet: StyleSheet) -> bool:
    """Whether lines are drawn around a table's cells."""
    cells = [cell for row in list(table.iter("tr"))[:3] for cell in row]
    return any(has_border(each, sheet.read(each)) for each in (*cells, table))


def _read_text(cell: etree._Element) -> str:
    return " ".join("".join(map(str, cell.itertext())).split())
