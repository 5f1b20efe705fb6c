"""One text that holds a letter and the plan it was sent with, and appendices that are not called so."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.papers.letters import find_letter_end
from tests.conftest import plan_of

_LETTER = """\
ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY

Số: 345/UBND-VX

Sông Mây, ngày 06 tháng 3 năm 2026

Kính gửi: Ủy ban nhân dân các xã, phường.

Ủy ban nhân dân tỉnh gửi kèm theo Kế hoạch về mở thư viện lưu động; đề nghị các xã báo cáo trước ngày 15/12/2026./.

Nơi nhận:

- Như trên;

- Lưu: VT.

KT. CHỦ TỊCH

PHÓ CHỦ TỊCH

Trần Thị Bình

"""
_PLAN = """\
ỦY BAN NHÂN DÂN TỈNH SÔNG MÂY

Số: 12/KH-UBND

Sông Mây, ngày 05 tháng 3 năm 2026

KẾ HOẠCH

Mở thư viện lưu động

I. NHIỆM VỤ

1. Mua ba xe chở sách, hoàn thành trong tháng 6/2026.

Nơi nhận:

- Như trên.

CHỦ TỊCH

Nguyễn Văn An

"""


def test_the_plan_under_a_letter_is_read_and_not_the_letter() -> None:
    plan = plan_of(_LETTER + _PLAN)
    head = plan.letterhead
    assert (head.number, head.issued_on, head.signer) == ("12/KH-UBND", date(2026, 3, 5), "Nguyễn Văn An")
    assert (head.doc_type, head.title) == ("Kế hoạch", "Mở thư viện lưu động")
    assert [unit.path for unit in plan.units] == ["I", "I.1"]
    assert [deadline.path for deadline in plan.deadlines] == ["I.1"]
    assert "Trần Thị Bình" in plan.text.text
    for fact in head.facts:
        assert plan.text.text[fact.start : fact.end] == fact.quote


def test_the_plan_is_the_same_with_and_without_its_letter() -> None:
    alone, under = plan_of(_PLAN), plan_of(_LETTER + _PLAN)
    assert alone.plan_id == under.plan_id
    assert [unit.text for unit in alone.units] == [unit.text for unit in under.units]


@pytest.mark.parametrize(
    "text",
    [
        _PLAN,
        _LETTER,
        _PLAN.replace("I. NHIỆM VỤ", "Kính gửi: Các sở.\n\nI. NHIỆM VỤ"),
        _LETTER + _PLAN.replace("Số: 12/KH-UBND", ""),
        _PLAN + _LETTER,
    ],
    ids=["plan", "letter", "plan that addresses somebody", "enclosure without number", "letter behind"],
)
def test_where_no_letter_stands_before_a_document_nothing_is_left_out(text: str) -> None:
    assert find_letter_end(text) == 0


@pytest.mark.parametrize("title", ["DANH MỤC NHIỆM VỤ", "Bảng phân công nhiệm vụ", "LỊCH MỞ XE"])
def test_an_appendix_need_not_be_called_one(title: str) -> None:
    line = "(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/3/2026 của Ủy ban nhân dân tỉnh)"
    plan = plan_of(f"{_PLAN}{title}\n\n{line}\n\n1. Đóng thùng xe.\n\n2. Chọn đầu sách cho bản xa.\n")
    assert [(unit.path, unit.kind) for unit in plan.units][2:] == [
        ("PL", "appendix"),
        ("PL.1", "item"),
        ("PL.2", "item"),
    ]
    assert title in (plan.units[2].heading or "")


def test_names_after_the_signature_open_no_appendix() -> None:
    plan = plan_of(f"{_PLAN}DANH SÁCH NHẬN\n\nBảng tin tỉnh\n")
    assert [unit.path for unit in plan.units] == ["I", "I.1"]


@given(st.text(st.sampled_from("KẾ HOẠCH\nSố: 1/KH-UBND\nKính gửi Nơi nhận:\n|.")))
def test_any_text_has_an_end_of_its_letter(text: str) -> None:
    end = find_letter_end(text)
    assert 0 <= end < max(len(text), 1)
    assert end == 0 or text[end - 1] in "\n|"
