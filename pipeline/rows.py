"""The rows of a table as units: numbered as the table numbers them, in the groups its group rows make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.folding import fold
from extractors.labels import read_label, read_roman
from extractors.records import Cell, Table

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)\s?[.)]?$")
_GROUP = re.compile(r"([IVX]+|[A-ZĐ])\s?[.)]?$")
_HEADER = re.compile(r"\W*(?:tt|stt|so tt)\W*$")


@dataclass(frozen=True)
class Row:
    """One row that says something: the segments of its path below the table's unit, and its place in the text.

    ``label`` is the number as printed; ``is_group`` marks a row that only heads those below it.
    """

    segments: tuple[str, ...]
    label: str
    start: int
    end: int
    is_group: bool


def address_rows(text: str, table: Table, numbered: bool) -> list[Row]:
    """The rows of a table that are not its header; ``numbered`` says whether the table's own numbers are addresses.

    In an appendix they are (``PL2.3``); in the body a row is addressed by its place (``II.4.r3``).
    """
    rows: list[Row] = []
    group: str | None = None
    for place, cells in enumerate(_content_rows(text, table), 1):
        first = text[cells[0].start : cells[0].end].strip()
        start, end = cells[0].start, cells[-1].end
        others = [text[cell.start : cell.end].strip() for cell in cells[1:]]
        if marker := _read_group(first, others):
            group = marker
            rows.append(Row((marker,), marker, start, end, is_group=True))
            continue
        if _heads_rows(first, others):
            rows.append(Row((f"r{place}",), "", start, end, is_group=True))
            continue
        match = _NUMBER.match(first)
        if rows and not match and not first and not rows[-1].is_group and _goes_on(others):
            last = rows.pop()
            rows.append(Row(last.segments, last.label, last.start, end, is_group=False))
            continue
        segment = match[1].lstrip("0") if match and numbered else f"r{place}"
        inside = (group,) if group and numbered else ()
        rows.append(Row((*inside, segment), match[1] if match else "", start, end, is_group=False))
    return rows


def header_rows(text: str, table: Table) -> int:
    """How many rows at the top of a table are its header: up to the first that is numbered or a group.

    A table without a header of its own (the next page's part of one) has 0.
    """
    for index, cells in enumerate(table.rows[:4]):
        first = text[cells[0].start : cells[0].end].strip()
        others = [text[cell.start : cell.end].strip() for cell in cells[1:]]
        if _NUMBER.match(first) or _read_group(first, others):
            return index
    return 1 if len(table.rows) > 1 else 0


def _content_rows(text: str, table: Table) -> Iterator[Sequence[Cell]]:
    """The rows below the header that hold anything; a header printed again on the next page is left out."""
    count = header_rows(text, table)
    header = {fold(text[cell.start : cell.end].strip()) for row in table.rows[:count] for cell in row} - {""}
    for cells in table.rows[count:]:
        contents = [text[cell.start : cell.end].strip() for cell in cells]
        numbers_the_columns = all(re.fullmatch(r"\(?\d{1,2}\)?|", content) for content in contents)
        repeats_header = sum(fold(content) in header for content in contents if content) >= 2
        if any(contents) and not (repeats_header or numbers_the_columns or _HEADER.match(fold(contents[0]))):
            yield cells


def _read_group(first: str, others: Sequence[str]) -> str | None:
    """The marker of a group row ("I.", "A"): its number, with one heading and nothing else in the row."""
    filled = {other for other in others if other} - {first}
    if match := _GROUP.match(first):
        return match[1] if len(filled) <= 1 and (read_roman(match[1]) or len(match[1]) == 1) else None
    label = read_label(first)
    if filled or label is None or label.style not in ("roman", "capital"):
        return None
    return label.segment


def _heads_rows(first: str, others: Sequence[str]) -> bool:
    """Whether a row without a number says one thing only, over a table's whole width: the heading of those below."""
    filled = {cell for cell in (first, *others) if cell}
    return len(others) >= 2 and len(filled) == 1 and not _NUMBER.match(first) and filled.pop()[0].isupper()


def _goes_on(others: Sequence[str]) -> bool:
    """Whether a row without a number goes on with the one above it, cut by a page break: it starts in lower case."""
    filled = [other for other in others if other]
    return bool(filled) and all(other[:1].islower() for other in filled)
