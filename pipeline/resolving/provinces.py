"""The provinces before and after 1 July 2025, when 63 became 34 (Nghị quyết 202/2025/QH15).

Which became which is read from the data of underthesea's address conversion, without importing it.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from extractors.text.folding import fold

MERGED_ON = date(2025, 7, 1)


def find_successor(province: str) -> str:
    """The province that one belongs to since the mergers, without its kind; itself where no list has it.

    >>> find_successor("Bắc Kạn"), find_successor("Lai Châu"), find_successor("Bình Dương"), find_successor("Sông Lam")
    ('Thái Nguyên', 'Lai Châu', 'Hồ Chí Minh', 'Sông Lam')
    """
    return _load_successors().get(fold(province), province)


def are_one_province(one: str | None, other: str | None, on: date | None) -> bool:
    """Whether two names mean one province on a day, ``None`` today: "Bắc Kạn" and "Thái Nguyên" since 1 July 2025."""
    if one is None or other is None:
        return False
    if fold(one) == fold(other):
        return True
    return (on is None or on >= MERGED_ON) and fold(find_successor(one)) == fold(find_successor(other))


@cache
def _load_successors() -> dict[str, str]:
    spec = find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("underthesea is not installed, or without its addresses")
    path = Path(spec.submodule_search_locations[0], "address", "data", "mapping.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    names = data["province_names"]
    return {
        fold(data["old_province_names"][old]["short"]): names[new]["short"]
        for old, new in data["province_mapping"].items()
    }
