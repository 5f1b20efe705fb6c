"""The pages of a PDF together: what recurs is furniture, tables go on from page to page, footnotes go to the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.furniture import PageLine, find_furniture
from pipeline.readers.pdf_columns import order_lines
from pipeline.readers.pdf_flow import FlowLine, find_edges
from pipeline.readers.pdf_lines import Printed, Row
from pipeline.readers.pdf_notes import Note, drop_signatures, drop_signs, split_notes, usual_size
from pipeline.readers.pdf_pages import PrintedPage
from pipeline.readers.pdf_tables import PrintedTable, continues_table, join_tables

_EDGE_ROWS = 5
# Margins are the same within a point or two; first lines are indented by 1.27 cm, lists in lists by up to thrice that.
_SAME_EDGE = 3.0
_WIDEST_INDENT = 110.0
_DRAWN_RULE = re.compile(r"[\s_–—=~.*-]{3,}")


@dataclass(frozen=True)
class Missing:
    """A page that cannot be read, and why: a reason of ``Gap``."""

    page: int
    reason: str = "page_unreadable"
    confidence: None = None


Page = PrintedPage | Missing
Item = FlowLine | PrintedTable | Missing


class Layout:
    """What a document says in the order it is read: ``items``.

    ``following`` are the pages whose printed number is the one after that of the page before: no page is lost there;
    ``skipping`` those whose printed number is farther on: one is.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self.page_count = len(pages)
        self.items: list[Item] = []
        printed = [page for page in pages if isinstance(page, PrintedPage)]
        self._rows, numbers = _drop_furniture(printed, len(pages))
        self.following = {page for page in numbers if {n + 1 for n in numbers.get(page - 1, {1})} & numbers[page]}
        self.skipping = {page for page in numbers if _skips(numbers.get(page - 1, set()), numbers[page])}
        self._size = usual_size(row for rows in self._rows.values() for row in rows)
        self._edges = _find_usual_edges(printed, self._rows)
        self._block = 0
        self._parts: dict[int, list[PrintedTable]] = {}
        notes: list[FlowLine] = []
        for page in pages:
            if isinstance(page, PrintedPage):
                notes += self._add_page(page)
            else:
                self.items.append(page)
        for index, parts in self._parts.items():
            self.items[index] = join_tables(parts)
        self.items += notes

    def _add_page(self, page: PrintedPage) -> list[FlowLine]:
        """Add what stands on a page; its footnotes are handed back."""
        rows, notes = split_notes(self._rows[page.number], self._size)
        signs = [note.sign for note in notes]
        rows = [[drop_signs(part, signs) for part in row] for row in rows]
        first_item = len(self.items)
        for table in page.tables:
            above = [row for row in rows if row[0].baseline < table.top]
            rows = rows[len(above) :]
            self._add_rows(page, above)
            self._add_table(table.change_lines(lambda line: drop_signs(line, signs)), first_item)
        self._add_rows(page, rows)
        self._add_aside(page)
        return [line for note in notes for line in self._place_note(page, note)]

    def _add_rows(self, page: PrintedPage, rows: Sequence[Row]) -> None:
        for block in order_lines(rows):
            lines = [line for line in block.lines if not _DRAWN_RULE.fullmatch(line.text)]
            if not lines:
                continue
            self._block += 1
            own = min(line.left for line in lines), max(line.right for line in lines)
            known = (
                find_edges(lines) if block.is_column else _widen(find_edges(lines), self._edges.get(_class_of(page)))
            )
            self.items += [
                FlowLine(line, page.number, self._block, known or own, page.place(line), is_vague=known is None)
                for line in lines
            ]

    def _add_table(self, table: PrintedTable, first_item: int) -> None:
        """Add a table, or keep it as the next part of the one that the page before ended with."""
        if not table.rows:
            return
        last = len(self.items) - 1
        parts = self._parts.get(last) if len(self.items) == first_item else None
        if parts and continues_table(parts, table):
            parts.append(table)
        else:
            self.items.append(table)
            self._parts[last + 1] = [table]

    def _add_aside(self, page: PrintedPage) -> None:
        """Add what is written in another direction than the rest of the page."""
        for frame, printed in page.aside:
            self._block += 1
            box, edges = frame.show(printed.box, page.shown), (printed.left, printed.right)
            self.items.append(FlowLine(printed, page.number, self._block, edges, box, is_vague=True))

    def _place_note(self, page: PrintedPage, note: Note) -> list[FlowLine]:
        self._block += 1
        edges = min(line.left for line in note.lines), max(line.right for line in note.lines)
        return [FlowLine(line, page.number, self._block, edges, page.place(line)) for line in note.lines]


def _drop_furniture(pages: Sequence[PrintedPage], page_count: int) -> tuple[dict[int, list[Row]], dict[int, set[int]]]:
    """The rows of each page without heads, page numbers and stamps of signatures; and the numbers that these hold."""
    rows = {page.number: drop_signatures(page.rows) for page in pages}
    edges = {page.number: _list_edges(rows[page.number]) for page in pages}
    lines: list[list[PageLine]] = [[] for _ in range(page_count)]
    for page in pages:
        lines[page.number - 1] = [(part.text, page.place(part)) for part in edges[page.number]]
    long = {page.number - 1 for page in pages if page.tables or len(page.rows) > 2 * _EDGE_ROWS}
    found = find_furniture(lines, long)
    numbers: dict[int, set[int]] = {}
    for page in pages:
        heads = [edges[page.number][place] for place in found[page.number - 1]]
        numbers[page.number] = {int(digits) for part in heads for digits in re.findall(r"\d{1,6}", part.text)}
        furniture = set(map(id, heads))
        left = [[part for part in row if id(part) not in furniture] for row in rows[page.number]]
        rows[page.number] = [row for row in left if row]
    return rows, numbers


def _skips(before: set[int], after: set[int]) -> bool:
    """Whether the one number that differs between two pages' furniture grows by more than one."""
    gone, come = before - after, after - before
    return len(gone) == len(come) == 1 and max(come) > max(gone) + 1


def _list_edges(rows: Sequence[Row]) -> list[Printed]:
    """The lines near the upper and the lower edge of a page, where furniture stands."""
    outermost = rows if len(rows) <= 2 * _EDGE_ROWS else [*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]]
    return [part for row in outermost for part in row]


_Edges = tuple[float, float]
_PageClass = tuple[int, int]
"""Width in points, and 1 for the odd pages: those on the left may have other margins than those on the right."""


def _find_usual_edges(pages: Sequence[PrintedPage], rows: dict[int, list[Row]]) -> dict[_PageClass, _Edges]:
    """The margins that most pages of a class have, for those with too few lines to tell."""
    found: dict[_PageClass, Counter[tuple[int, int]]] = {}
    for page in pages:
        edges = find_edges([row[0] for row in rows[page.number] if len(row) == 1])
        if edges is not None:
            found.setdefault(_class_of(page), Counter())[round(edges[0]), round(edges[1])] += 1
    return {page_class: counter.most_common(1)[0][0] for page_class, counter in found.items()}


def _widen(own: _Edges | None, usual: _Edges | None) -> _Edges | None:
    """The margins of a stretch of lines, which may all be first lines: those of its page class where they are wider."""
    if own is None or usual is None:
        return own or usual
    near = abs(own[1] - usual[1]) < _SAME_EDGE and usual[0] < own[0] < usual[0] + _WIDEST_INDENT
    return (usual[0], own[1]) if near else own


def _class_of(page: PrintedPage) -> _PageClass:
    return round(page.frame.width), page.number % 2
