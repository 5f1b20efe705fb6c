"""References: which units of its own a plan cites, and which words cite another document."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.records import Unit
from extractors.text.references import find_references

DATA = tomllib.loads((Path(__file__).parent / "cases" / "references.toml").read_text(encoding="utf-8"))


def _unit(path: str, number: int) -> Unit:
    section = "task" if path.startswith(DATA["tasks"]) else "other"
    return Unit.model_validate(
        {
            "path": path,
            "parent_path": None,
            "ordinal": number,
            "kind": "item",
            "label": "",
            "heading": None,
            "text": "",
            "start": 0,
            "end": 0,
            "section": section,
            "rule": "test",
        }
    )


UNITS = [_unit(path, number) for number, path in enumerate(DATA["paths"])]


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: case["name"])
def test_references_of_a_sentence(case: dict[str, Any]) -> None:
    found = find_references(case["text"], UNITS, own_type=case.get("own_type"))
    assert [("" if reference.resolved else "?") + reference.path for reference in found] == case["want"]


def test_a_label_without_a_part_prefers_the_tasks_and_is_left_out_where_it_fits_twice() -> None:
    units = [_unit(path, number) for number, path in enumerate(["I.3", "II.3", "VI.3"])]
    assert find_references("theo mục 3", units, at="IV.1") == ()
    assert [found.path for found in find_references("theo mục 3", units, at="VI.1")] == ["VI.3"]
    assert [found.path for found in find_references("theo mục 3.1", [*units, _unit("II.3.1", 3)])] == ["II.3.1"]


_PIECES = st.one_of(
    st.sampled_from(["mục", "điểm", "phần", "khoản", "Điều", "Phụ lục", "nhiệm vụ số"]),
    st.sampled_from(["1", "2.1", "IV", "a", "đ", ",", ";", ":", "và", "đến", "-"]),
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=25).map(" ".join))


@given(text=_TEXTS)
def test_any_text_gives_references_in_their_place(text: str) -> None:
    found = find_references(text, UNITS)
    assert all(text[reference.start : reference.end] == reference.raw for reference in found)
    assert all(reference.resolved == (reference.path in DATA["paths"]) for reference in found)
    assert len({reference.path for reference in found}) == len(found)
    assert find_references(text, UNITS) == found
