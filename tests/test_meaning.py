"""An embedding model of the user's: what it adds to links, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnusableModel
from pipeline.cli import main
from pipeline.link import link_tasks
from pipeline.linking.meaning import find_embedder, score_meaning
from tests.conftest import plan_of

# What a model knows and words do not show: which of these a text speaks of, under any name.
_MATTERS = (("học sinh", "học trò"), ("dòng nước", "con suối"), ("phao", "áo nổi"), ("sách", "tài liệu đọc"))

_PARENT = """KẾ HOẠCH
Triển khai Phong trào “Bơi an toàn”
II. NHIỆM VỤ
1. Mở lớp dạy bơi miễn phí cho học sinh toàn quốc.
2. Khơi thông dòng nước ở các bến tắm.
3. Trang bị phao cứu sinh tại bến đò.
4. Biên soạn sách dạy cứu đuối.
"""
_CHILD = """KẾ HOẠCH
Triển khai Phong trào “Bơi an toàn” tại xã Khe Sa
II. NHIỆM VỤ
1. Mở lớp dạy bơi miễn phí cho học sinh trong xã.
2. Vớt rác, phát quang hai bên con suối.
3. Nâng cấp đường liên thôn.
"""


def know_matters(texts: Sequence[str]) -> np.ndarray:
    """A model that knows four matters: the same vector for the same matter, whatever its words."""
    rows = [[float(any(name in text.lower() for name in names)) for names in _MATTERS] for text in texts]
    return np.array(rows, dtype=np.float32)


def _links(embed: object) -> set[tuple[str, str]]:
    links = link_tasks(plan_of(_CHILD, "con.txt"), plan_of(_PARENT, "cha.txt"), embed).task_links  # type: ignore[arg-type]
    return {(link.path, link.parent_path) for link in links}


def test_a_model_links_what_shares_no_words() -> None:
    assert _links(None) == {("II.1", "II.1")}
    assert _links(know_matters) == {("II.1", "II.1"), ("II.2", "II.2")}


def test_the_reason_says_that_the_model_told() -> None:
    links = link_tasks(plan_of(_CHILD, "con.txt"), plan_of(_PARENT, "cha.txt"), know_matters).task_links
    assert {link.path: link.reason for link in links}["II.2"] == "similar_meaning"


def test_a_model_that_finds_everything_alike_changes_nothing() -> None:
    assert _links(lambda texts: [[1.0, 1.0]] * len(texts)) == _links(None)


@given(st.lists(st.lists(st.floats(-9, 9), min_size=3, max_size=3), min_size=2, max_size=6))
def test_scores_stay_between_0_and_1(rows: list[list[float]]) -> None:
    scores = score_meaning(["a"] * len(rows), ["b"] * len(rows), lambda texts: rows)
    assert scores.shape == (len(rows), len(rows))
    assert ((scores >= 0) & (scores <= 1)).all()


@pytest.mark.parametrize("vectors", [[1.0, 2.0], [[1.0]], [[float("nan")], [1.0]]])
def test_what_is_no_vector_for_each_text_is_refused(vectors: list[object]) -> None:
    with pytest.raises(UnusableModel):
        score_meaning(["a", "b"], ["c"], lambda texts: vectors)  # type: ignore[arg-type]


def test_a_model_is_named_by_module_and_function() -> None:
    assert find_embedder("tests.test_meaning:know_matters") is know_matters


@pytest.mark.parametrize("name", ["tests.test_meaning:nothing", "no_such_module:embed", "tests.test_meaning", ""])
def test_a_model_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(UnusableModel):
        find_embedder(name)


def test_the_command_takes_a_model(tmp_path: Path) -> None:
    for name, text in (("cha.txt", _PARENT), ("con.txt", _CHILD)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    arguments = ["build", str(tmp_path), "--out", str(tmp_path / "x.duckdb"), "--workers", "1"]
    answer = CliRunner().invoke(main, [*arguments, "--embed", "tests.test_meaning:know_matters"])
    assert answer.exit_code == 0, answer.output
    refused = CliRunner().invoke(main, [*arguments, "--embed", "no_such_module:embed"])
    assert refused.exit_code == 2
    assert "no_such_module:embed" in refused.stderr
