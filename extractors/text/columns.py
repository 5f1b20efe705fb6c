"""What stands where in a table: what the heads of its columns say, whatever their order, and where its rows begin.

The words are in ``lexicon/tasks.toml``; heads are compared without marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.lexicon import load_lexicon
from extractors.records import Cell
from extractors.text.folding import fold

_MONEY = re.compile(r"\b(?:kinh phi|so tien|du toan|chi phi|don gia|thanh tien|trieu dong|ty dong)\b")


def begin_of_row(cells: Sequence[Cell]) -> int | None:
    """Where a table's row begins in the text; ``None`` where all its cells are merged with those above."""
    return next((cell.start for cell in cells if not cell.continues), None)


def names_tasks(head: str) -> bool:
    """Whether tasks stand in a column.

    >>> [names_tasks(head) for head in ("Tên nhiệm vụ", "DANH MỤC CÁC ĐỀ ÁN, DỰ ÁN ƯU TIÊN", "Văn bản giao nhiệm vụ")]
    [True, True, False]
    """
    return _pattern("task_column").fullmatch(_plain(head)) is not None


def names_deliverables(head: str) -> bool:
    """Whether what the tasks must yield stands in a column; what was done already is something else.

    >>> names_deliverables("Sản phẩm/ Kết quả dự kiến"), names_deliverables("Kết quả thực hiện")
    (True, False)
    """
    return _pattern("deliverable_column").fullmatch(_plain(head)) is not None


def names_money(head: str) -> bool:
    """Whether sums of money stand in a column.

    >>> names_money("Kinh phí (triệu đồng)"), names_money("Ghi chú")
    (True, False)
    """
    return _MONEY.search(_plain(head)) is not None


def excludes_tasks(head: str) -> bool:
    """Whether no table of tasks has such a column ("Chỉ tiêu", "Đơn giá")."""
    return _plain(head) in _other_heads()


def _plain(head: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(head)).strip()


@cache
def _other_heads() -> frozenset[str]:
    return frozenset(map(_plain, load_lexicon("tasks")["columns_of_other_tables"]))


@cache
def _pattern(column: str) -> re.Pattern[str]:
    """Nouns joined by marks, "và" or nothing, between words that may stand before and after them."""
    words = load_lexicon("tasks")[column]
    before, nouns, after = (
        "|".join(sorted(map(_plain, words[key]), key=len, reverse=True)) for key in ("before", "nouns", "after")
    )
    return re.compile(rf"(?:(?:{before}) )*(?:{nouns})(?: (?:va |hoac )?(?:{nouns})){{0,4}}(?: (?:va )?(?:{after}))*")
