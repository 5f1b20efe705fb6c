"""Where a plan says only when: lines headed "Thời gian thực hiện:", columns so headed, and what each of them binds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from extractors.lexicon import load_lexicon
from extractors.records import Cell, PlanText, Table, Unit
from extractors.text.columns import begin_of_row
from extractors.text.folding import fold
from extractors.times.time_signs import Manner


class Stretch(NamedTuple):
    """A part of the text, and how time is read in it."""

    start: int
    end: int
    manner: Manner


def find_time_lines(text: str, start: int, end: int) -> Iterator[tuple[int, Stretch]]:
    """Where each time line within ``text[start:end]`` begins, and what it says, to the end of its sentence.

    >>> text = "Đơn vị chủ trì: Sở Nội vụ; thời hạn hoàn thành: Quý II/2026."
    >>> [(text[line.start : line.end], line.manner) for _, line in find_time_lines(text, 0, len(text))]
    [(' Quý II/2026.', 'completion_line')]
    """
    for match in _line_pattern().finditer(fold(text[start:end])):
        head = "head" if match["head"] else "bare"
        first, last = start + match.start(head), start + match.end(head)
        value = start + match.end()
        stop = _VALUE_END.search(text, value, end)
        yield first, Stretch(value, stop.start() if stop else end, _manner_of_head(text[first:last]))


def find_cells(text: PlanText) -> list[tuple[int, Stretch]]:
    """The cells that say when, by the head of their column, and those that say what is to be done, in order.

    Each with the place where its row begins, for one merged over rows is printed in the first of them. A table without
    heads of its own goes on with the columns of the one before it that is as wide.
    """
    cells: list[tuple[int, Stretch]] = []
    columns: dict[int, dict[int, Manner]] = {}
    for table in text.tables:
        width = len(table.rows[0]) if table.rows else 0
        columns[width] = _read_columns(text.text, table) or columns.get(width, {})
        for row in table.rows:
            at, shift = begin_of_row(row), _find_shift(text.text, row)
            for i, manner in columns[width].items():
                cell = row[min(i + shift, width - 1)]
                if at is not None and cell.start < cell.end:
                    cells.append((at, Stretch(cell.start, cell.end, manner)))
    return sorted(set(cells))


def find_bound_paths(units: tuple[Unit, ...]) -> dict[str, str]:
    """For each unit that says only when, the path of what it binds.

    A time line binds the item it stands in; where several stand side by side in one, the paragraph before each. What
    stands below a heading "Thời gian thực hiện" binds what that heading stands in.
    """
    lines = {unit.path for unit in units if _is_time_line(unit)}
    beside = Counter(unit.parent_path for unit in units if unit.path in lines)
    heads = {unit.path: unit.parent_path for unit in units if _head_pattern().fullmatch(fold(unit.text).strip(" :."))}
    paths: dict[str, str] = {}
    above: dict[str | None, str] = {}
    for unit in units:
        if unit.path in lines:
            item = unit.parent_path if beside[unit.parent_path] == 1 else above.get(unit.parent_path)
            paths[unit.path] = item or unit.parent_path or above.get(None) or unit.path
            continue
        if unit.parent_path in heads:
            paths[unit.path] = heads[unit.parent_path] or unit.parent_path
        if not _other_line_pattern().match(fold(unit.text[:120])):
            above[unit.parent_path] = unit.path
    return paths


# --- heads -------------------------------------------------------------------------------------------------------

# A time line ends with its line, its sentence or its bracket, or where the head of the next line begins.
_VALUE_END = re.compile(r"\n|;(?=[^:;\n]{0,60}:)|\.(?=\s+\w)|\)(?=[\s.;]*(?:$|\n))")
_SAID_WITHOUT_COLON = r"\s+(?=(?:tu|truoc|trong|quy|thang|nam|ngay|cham nhat|thuong xuyen)\b)"


@cache
def _head_pattern(names: str = "names") -> re.Pattern[str]:
    """A head such as "thời gian thực hiện/hoàn thành (dự kiến)", on folded text."""
    heads = load_lexicon("time")["heads"]
    tails = _any_of(heads["tails"])
    return re.compile(rf"{_any_of(heads[names])}(?:\s*(?:,|/|-|va)?\s*{tails}){{0,3}}(?:\s*\([^()\n]{{1,30}}\))?")


@cache
def _line_pattern() -> re.Pattern[str]:
    """A head with its colon at the beginning of a line, a sentence or a bracket; some are known without a colon."""
    head, bare = _head_pattern().pattern, _head_pattern("bare_names").pattern
    return re.compile(rf"(?:^|[.;,(\n])\s*(?:(?P<head>{head})\s*:|(?P<bare>{bare}){_SAID_WITHOUT_COLON})")


@cache
def _other_line_pattern() -> re.Pattern[str]:
    """The other lines that hang on a task: "Đơn vị chủ trì: …", "Sản phẩm: …"."""
    return re.compile(rf"\W*{_any_of(load_lexicon('time')['inline']['heads'])}[^:\n]{{0,60}}:")


@cache
def _completion_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_lexicon("time")["heads"]["completion"]))
    return re.compile(rf"(?<!chương )\b(?:{words})\b", re.IGNORECASE)


@cache
def _content_pattern() -> re.Pattern[str]:
    return re.compile(_any_of(load_lexicon("time")["columns"]["contents"]))


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted((fold(word) for word in words), key=len, reverse=True)
    return "(?:" + "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first) + r")\b"


def _manner_of_head(head: str) -> Manner:
    return "completion_line" if _completion_pattern().search(" ".join(head.split())) else "time_line"


def _is_time_line(unit: Unit) -> bool:
    line = (
        _line_pattern().match(fold(unit.text[:120])) if unit.kind in ("bullet", "paragraph", "item", "letter") else None
    )
    return line is not None


def _read_columns(text: str, table: Table) -> dict[int, Manner]:
    """Which columns say when and which say what, from the first row that holds such heads; nothing where none does.

    Below heads that hold others, in two or three rows, stand their own; a head beside them is merged over all rows.
    """
    columns: dict[int, Manner] = {}
    for row in table.rows[:3]:
        if columns and not row[0].continues:
            break
        heads = [re.sub(r"[\W\d_]+", " ", text[cell.start : cell.end]).strip() for cell in row]
        if max(map(len, heads)) > _LONGEST_HEAD:
            continue
        times = [i for i, head in enumerate(heads) if _head_pattern().fullmatch(fold(head))]
        contents: dict[int, Manner] = {
            i: "duty" for i, head in enumerate(heads) if _content_pattern().match(fold(head))
        }
        if times or (contents and fold(heads[0]) in ("tt", "stt", "so tt")):
            columns |= contents | {i: _manner_of_head(heads[i]) for i in times}
    return columns


_LONGEST_HEAD = 80  # characters: longer cells belong to a row that says something
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}\.?")


def _find_shift(text: str, row: tuple[Cell, ...]) -> int:
    """By how many cells a row is moved to the right, as crawled tables do: a blank cell, then the row's number."""
    moved = len(row) > 2 and row[0].start == row[0].end and _NUMBER.fullmatch(text[row[1].start : row[1].end].strip())
    return 1 if moved else 0
