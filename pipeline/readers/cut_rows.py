"""Rows of a table that a page end cut in two, put together again cell by cell.

Where pages were made into one text, as portals do, the second half of such a row is left as a row without a number,
in which most cells are blank and the others go on in the middle of what the cells above them say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Row = Sequence[str | None]
"""A row's cells; ``None`` where the cell above goes on."""

_HEADER_ROWS = 4
# A cell that ends so goes on in the next row: in the middle of a list, or before the word that must follow. The latter
# tells nothing of the task itself: a row that only heads others may stand below one that lost its last words.
_UNFINISHED = re.compile(r"[,;]\s*$")
_DANGLING = re.compile(
    r"(?:[\-–/(]|(?:^|\s)(?:và|của|các|về|cho|với|trong|tại|theo|từ|đến|hoặc|do))\s*$", re.IGNORECASE
)
_HEADED = 2  # the columns in which a row may head others: the numbers and the tasks
_LIST_ITEM = re.compile(r";\s*$")
_ENDED = re.compile(r"[.;:!?…][\"”’)\]]*\s*$")


def find_cut_rows(rows: Sequence[Row]) -> dict[int, int]:
    """Each row that is the second half of one, and that one.

    Only rows of a table that numbers them can be told from halves: one that has no number in a table without numbers
    is a row of its own.

    >>> find_cut_rows([["TT", "Việc", "Chủ trì"], ["1", "Mở lớp cho", "Sở Giáo dục và"], ["", "người dân", "Đào tạo"]])
    {2: 1}
    """
    halves: dict[int, int] = {}
    if sum(_is_numbered(row) for row in rows) * 2 <= len(rows):
        return halves
    last: list[str | None] = []
    at = 0
    for index, row in enumerate(rows):
        if index and row in rows[: min(index, _HEADER_ROWS)]:
            continue  # the header, printed again
        if at and not _is_numbered(row) and _goes_on(last, row):
            halves[index] = at
            last = [join_cells(above, cell) for above, cell in zip(last, row, strict=False)]
        else:
            last, at = list(row), index
    return halves


def join_cells(above: str | None, below: str | None) -> str | None:
    """The two halves of a cell as one; an item of a list that ended stays on lines of its own.

    >>> join_cells("Sở Giáo dục và", "Đào tạo"), join_cells("Sở Y tế;", "Công an tỉnh")
    ('Sở Giáo dục và Đào tạo', 'Sở Y tế;\\nCông an tỉnh')
    """
    if not above or not below:
        return above if above or below is None else below
    parted = _LIST_ITEM.search(above) and not below[0].islower()
    return f"{above}\n{below}" if parted else f"{above} {below}"


def _is_numbered(row: Row) -> bool:
    """Whether anything stands in the first cell of a row, or goes on there."""
    return bool(row) and row[0] != ""


def _goes_on(above: Row, row: Row) -> bool:
    """Whether what a row says goes on with the row above: all of it, or its first words in mid-sentence."""
    filled = [(place, over or "", cell) for place, (over, cell) in enumerate(zip(above, row, strict=False)) if cell]
    if not filled:
        return False
    if all(
        cell[0].islower() or _UNFINISHED.search(over) or (place >= _HEADED and _DANGLING.search(over))
        for place, over, cell in filled
    ):
        return True
    _, over, cell = filled[0]
    return bool(over) and cell[0].islower() and not _ENDED.search(over)
