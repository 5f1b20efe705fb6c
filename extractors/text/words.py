"""Which syllables make a word: the list of 74,000 that comes with underthesea, read without importing it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def _load_words() -> frozenset[str]:
    spec = find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("underthesea is not installed, or without its word list")
    path = Path(spec.submodule_search_locations[0], "corpus", "data", "Viet74K.txt")
    return frozenset(line.strip().lower() for line in path.read_text(encoding="utf-8").splitlines())


def list_words() -> frozenset[str]:
    """All entries of the list in lower case; the syllables of one entry are parted by blanks or hyphens."""
    return _load_words()


def is_word(*syllables: str) -> bool:
    """Whether the syllables, in this order, are an entry of the list.

    >>> is_word("giám", "sát"), is_word("giám", "tập")
    (True, False)
    """
    return " ".join(syllables).lower() in _load_words()
