"""Similarity: how alike texts are, and what is left out before they are compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.linking.similarity import score_texts, share_said, split_syllables, text_for_scoring
from tests.conftest import plan_of

PARENTS = ["Mở lớp tin học cho người cao tuổi", "Trồng rừng phòng hộ ven biển", "Sửa đường liên thôn", "Cấp nước sạch"]
_TEXTS = st.lists(st.text(alphabet="aăâ b đ c1/", max_size=30), max_size=8)


def test_the_same_text_scores_one_and_the_right_parent_wins() -> None:
    scores = score_texts([*PARENTS, "Lớp tin học dành cho người cao tuổi của xã"], PARENTS)
    assert np.allclose(np.diag(scores), 1)
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3, 0]


def test_what_a_child_adds_makes_it_less_alike() -> None:
    plain, longer = score_texts(["Cấp nước sạch", "Cấp nước sạch, dạy bơi, xây cầu, nạo vét kênh mương"], PARENTS)[:, 3]
    assert plain > longer > 0.2


def test_common_phrases_weigh_little() -> None:
    parents = [f"Tổ chức thực hiện Phong trào của Chương trình: {what}" for what in PARENTS]
    scores = score_texts(["Tổ chức thực hiện Phong trào của Chương trình: nuôi ong lấy mật"], parents)
    assert scores.max() < 0.5


@pytest.mark.parametrize(("children", "parents"), [([], PARENTS), (PARENTS, []), (["…"], PARENTS), (PARENTS, ["–"])])
def test_nothing_to_compare(children: list[str], parents: list[str]) -> None:
    scores = score_texts(children, parents)
    assert scores.shape == (len(children), len(parents))
    assert not scores.any()


@settings(deadline=None)
@given(children=_TEXTS, parents=_TEXTS)
def test_scores_of_any_texts(children: list[str], parents: list[str]) -> None:
    scores = score_texts(children, parents)
    assert scores.shape == (len(children), len(parents))
    assert ((scores >= 0) & (scores <= 1)).all()
    assert (score_texts(children, parents) == scores).all()


@given(whole=st.text(max_size=50), by=st.text(max_size=50))
def test_shares_of_any_texts(whole: str, by: str) -> None:
    assert 0 <= share_said(whole, by) <= 1
    assert share_said(whole, by=whole) == (1 if len(split_syllables(whole)) > 1 else 0)
    assert share_said(whole, by, apart_from=by) == 0


def test_cited_documents_and_places_are_not_compared() -> None:
    plan = plan_of(
        "KẾ HOẠCH\nCấp nước trên địa bàn tỉnh Lai Châu\n"
        "Ủy ban nhân dân tỉnh Lai Châu ban hành Kế hoạch như sau:\n"
        "I. NHIỆM VỤ\n"
        "1. Cấp nước cho các bản của Lai Châu theo Quyết định số 12/QĐ-TTg ngày 05/01/2025 của Thủ tướng Chính phủ.\n"
    )
    task = plan.tasks[0]
    said = text_for_scoring(plan, task.start, task.end)
    assert "Cấp nước cho các bản" in said
    assert not {"12/QĐ-TTg", "Lai Châu"} & {name for name in ("12/QĐ-TTg", "Lai Châu") if name in said}
