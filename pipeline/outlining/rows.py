"""The rows of a table as units: numbered as the table numbers them, in the groups its group rows make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from extractors.amounts.target_tables import names_indicators
from extractors.bodies.role_labels import name_role
from extractors.records import Cell, Table
from extractors.text.columns import names_tasks
from extractors.text.folding import fold
from extractors.text.labels import read_label, read_roman

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)\s?[.)]?$")
_GROUP = re.compile(r"([IVX]+|[A-ZĐ])\s?[.)]?$")
_PART = re.compile(r"([a-zđ]|[-–+•])\s?[.)]?")
_HEADER = re.compile(r"\W*(?:tt|stt|so tt)\W*$")
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?|")
_LONGEST_HEADER = 4  # rows
_LONGEST_HEADING = 120  # characters: a line and a half
_RUN_IN = re.compile(r"\((\d{1,2})\)")


@dataclass(frozen=True)
class Row:
    """One row that says something: its place in the text, and in its table.

    ``segment`` is the last piece of its path, ``label`` the number as printed. ``group`` is the place, among the rows,
    of the group row whose path its own goes on from (``PL2.I.3``), ``heading`` that of the row that heads it, which may
    have no number; both ``None`` where the table itself does. ``is_group`` marks a row that only heads others.
    """

    segment: str
    label: str
    start: int
    end: int
    is_group: bool
    group: int | None = None
    heading: int | None = None


def address_rows(text: str, table: Table, numbered: bool) -> list[Row]:
    """The rows of a table that are not its header; ``numbered`` says whether the table's own numbers are addresses.

    In an appendix they are (``PL2.3``); in the body a row is addressed by its place (``II.4.r3``).
    """
    walk = _Walk(numbered, _find_tasks(text, table))
    contents = [_read_row(text, cells) for cells in _content_rows(text, table)]
    for place, row in enumerate(contents):
        walk.add(row, contents[place + 1] if place + 1 < len(contents) else None)
    return walk.rows


def header_rows(text: str, table: Table) -> int:
    """How many rows at the top of a table are its header: up to the first that is numbered or heads others.

    A table without a header of its own (the next page's part of one) has 0.
    """
    merged = _count_merged(table)
    top = [_read_row(text, cells) for cells in table.rows[: _LONGEST_HEADER + 1]]
    for index, row in enumerate(top[:_LONGEST_HEADER]):
        following = top[index + 1] if index + 1 < len(top) else None
        if 0 < index < merged:
            continue
        if _NUMBER.match(row.first) or _read_group(row, None, following) or (index and _heads_rows(row)):
            return index
    if merged > 1:
        return merged
    if len(table.rows) > 2 and _goes_below(top[0], top[1]):
        return 2
    return 1 if len(table.rows) > 1 else 0


def _count_merged(table: Table) -> int:
    """How many rows the first cell of a table stands in: of a header that has several it is merged over all."""
    below = takewhile(lambda cells: cells[0].continues, table.rows[1:])
    return 1 + sum(1 for _ in below)


def _find_tasks(text: str, table: Table) -> int:
    """The column that says what a row is of: that of the tasks or the targets, else the one after the numbers."""
    width = len(table.rows[0])
    for cells in table.rows[: max(header_rows(text, table), 1)]:
        heads = _read_row(text, cells).cells
        found = next((place for place, head in enumerate(heads) if names_tasks(head) or names_indicators(head)), None)
        if found is not None:
            return found
    return min(1, width - 1)


def _goes_below(head: _Content, row: _Content) -> bool:
    """Whether a second row of the header stands here: short titles below one that is said for several columns."""
    places = [place for place, cell in enumerate(row.own) if cell]
    shared = any(not head.cells[place] or head.cells[place] in head.cells[:place] for place in places)
    return shared and not row.first and len(places) > 1 and all(len(row.cells[place]) <= 40 for place in places)


@dataclass(frozen=True)
class _Content:
    """What the cells of a row say, and where it stands; those that ``continue`` are printed in a row above."""

    cells: tuple[str, ...]
    continues: tuple[bool, ...]
    start: int
    end: int

    @property
    def own(self) -> tuple[str, ...]:
        """What is printed in the row itself."""
        return tuple("" if goes_on else cell for cell, goes_on in zip(self.cells, self.continues, strict=True))

    @property
    def first(self) -> str:
        """The cell that holds the number."""
        return self.own[0]

    @property
    def number(self) -> str | None:
        """Its number; ``None`` where it has none."""
        match = _NUMBER.match(self.first)
        return match[1] if match else None

    @property
    def part(self) -> str | None:
        """The letter or bullet of a part of the numbered row above: "a)", "-"; ``None`` where it has none."""
        match = _PART.fullmatch(self.first)
        return match[1] if match else None


class _Walk:
    """One pass over the rows below the header; ``groups`` are the group rows open, the outermost first."""

    def __init__(self, numbered: bool, tasks: int) -> None:
        self.rows: list[Row] = []
        self._numbered = numbered
        self._tasks = tasks
        self._groups: list[tuple[str, int]] = []
        self._heading: int | None = None
        self._numbered_row: int | None = None
        self._above: _Content | None = None

    def add(self, row: _Content, following: _Content | None) -> None:
        if marker := _read_group(row, self._above, following):
            self._open_group(row, marker)
        elif self._goes_on(row):
            self.rows.append(replace(self.rows.pop(), end=row.end))
        elif _heads_rows(row) or _is_split(row, following):
            self._add_row(row, is_group=True)
            self._heading = len(self.rows) - 1
        else:
            self._close_heading(row)
            self._add_row(row, is_group=False)
        if row.number:
            self._numbered_row = len(self.rows) - 1
        self._above = row

    def _open_group(self, row: _Content, marker: str) -> None:
        """A group of a kind that stands open closes that; one of another kind stands inside it ("A", then "I")."""
        kind = "roman" if read_roman(marker) else "capital"
        kinds = [open_kind for open_kind, _ in self._groups]
        if kind in kinds:
            del self._groups[kinds.index(kind) :]
        group = self._groups[-1][1] if self._groups else None
        self.rows.append(Row(marker, marker, row.start, row.end, is_group=True, group=group, heading=group))
        self._groups.append((kind, len(self.rows) - 1))
        self._heading = self._numbered_row = None

    def _add_row(self, row: _Content, is_group: bool) -> None:
        number = row.number
        group = self._groups[-1][1] if self._groups and self._numbered else None
        heading = self._groups[-1][1] if self._groups else None
        segment = (number.lstrip("0") or "0") if number and self._numbered else f"r{len(self.rows) + 1}"
        if row.part and self._numbered_row is not None:  # "a", "-" below 4: a part of it
            heading = self._numbered_row
            if self._numbered and row.part.isalpha():
                segment, group = row.part, self._numbered_row
        elif self._heading is not None and not is_group:
            heading = self._heading
        label = number or (row.part if row.part and row.part.isalpha() else "")
        self.rows.append(Row(segment, label, row.start, row.end, is_group, group, heading))

    def _close_heading(self, row: _Content) -> None:
        """A numbered row that heads others holds only those whose numbers go on from its own, and its parts."""
        head = self.rows[self._heading].label if self._heading is not None else ""
        if head and not row.part and not (row.number or "").startswith(f"{head}."):
            self._heading = None

    def _goes_on(self, row: _Content) -> bool:
        """Whether a row goes on with the one above it: its number and its task are merged with those there."""
        return bool(self.rows) and not self.rows[-1].is_group and row.continues[0] and row.continues[self._tasks]


def _read_row(text: str, cells: Sequence[Cell]) -> _Content:
    said = tuple(text[cell.start : cell.end].strip() for cell in cells)
    own = [cell for cell in cells if not cell.continues] or cells
    return _Content(said, tuple(cell.continues for cell in cells), own[0].start, own[-1].end)


def _content_rows(text: str, table: Table) -> Iterator[Sequence[Cell]]:
    """The rows below the header that hold anything; a header printed again on the next page is left out."""
    count = header_rows(text, table)
    header = {fold(cell) for cells in table.rows[:count] for cell in _read_row(text, cells).cells} - {""}
    for cells in table.rows[count:]:
        contents = _read_row(text, cells).own
        numbers_the_columns = all(_COLUMN_NUMBER.fullmatch(content) for content in contents)
        repeats_header = sum(fold(content) in header for content in contents if content) >= 2
        if any(contents) and not (
            repeats_header or numbers_the_columns or _HEADER.match(fold(contents[0])) or _names_columns(contents)
        ):
            yield cells


def _names_columns(contents: Sequence[str]) -> bool:
    """Whether a row without a number names columns once more, for the group above it: "Nội dung | Chủ trì | …"."""
    filled = [content for content in contents if content]
    if contents[0] or len(filled) < 3 or not names_tasks(filled[0]):
        return False
    return any(name_role(content) for content in filled[1:])


def _read_group(row: _Content, above: _Content | None, following: _Content | None) -> str | None:
    """The marker of a group row ("I.", "A"): its number, with one heading and nothing else in the row.

    The end of a cell of the row above, printed once more beside it, is nothing; what is merged with the numbered row
    below is said of the rows of the group.
    """
    numbered = following is not None and following.number is not None
    said = [
        "" if numbered and goes_on else cell for cell, goes_on in zip(row.cells, _go_below(row, following), strict=True)
    ]
    others = [cell for cell in said[1:] if cell]
    if above is not None and len(others) > 1:
        columns = zip(said[1:], above.cells[1:], row.continues[1:], strict=True)
        others = [cell for cell, over, goes_on in columns if cell and (goes_on or not over.endswith(cell))]
    filled = set(others) - {row.first}
    if match := _GROUP.match(row.first):
        return match[1] if len(filled) <= 1 and (read_roman(match[1]) or len(match[1]) == 1) else None
    label = read_label(row.first)
    if filled or label is None or label.style not in ("roman", "capital"):
        return None
    return label.segment


def _go_below(row: _Content, following: _Content | None) -> tuple[bool, ...]:
    """Which cells of a row are merged with those of the next."""
    return following.continues if following is not None else (False,) * len(row.cells)


def _heads_rows(row: _Content) -> bool:
    """Whether a row without a number says one thing only, over a table's whole width: the heading of those below.

    Several lines that end in a full stop are a note.
    """
    filled = {cell for cell in row.cells if cell}
    if len(row.cells) < 3 or len(filled) != 1 or row.number is not None or row.part is not None:
        return False
    said = filled.pop()
    return said[0].isupper() and not (len(said) > _LONGEST_HEADING and said.endswith("."))


def _is_split(row: _Content, following: _Content | None) -> bool:
    """Whether a numbered row only says what the rows below it are parts of: "5.1 Thương mại", then 5.1.1, a or "-"."""
    if row.number is None or following is None or len({cell for cell in row.cells[1:] if cell}) != 1:
        return False
    goes_on = following.part is not None or (following.number or "").startswith(f"{row.number}.")
    return len(row.cells) >= 3 and goes_on
