"""The letterhead: what a plan says about itself, wherever it says it, and the name it gets."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extractors.letterhead import name_plan
from extractors.records import Letterhead, Plan
from tests.conftest import SHARED, is_readable, load_cases, plan_of

CASES = load_cases("letterhead")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_facts(case: dict[str, Any]) -> None:
    letterhead = plan_of(case["text"]).letterhead
    said = letterhead.model_dump(mode="json", exclude={"facts"}, exclude_none=True)
    assert said == case["facts"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_fact_has_its_words(case: dict[str, Any]) -> None:
    plan = plan_of(case["text"])
    assert {fact.field for fact in plan.letterhead.facts} == set(case["facts"])
    assert [fact for fact in plan.letterhead.facts if plan.text.text[fact.start : fact.end] != fact.quote] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_names_of_plans(case: dict[str, Any]) -> None:
    assert plan_of(case["text"], case.get("source", "sample.txt")).plan_id == case["plan_id"]


def test_a_name_depends_on_issuer_number_and_year_alone() -> None:
    head = Letterhead(
        number="01-KH/BCĐTW",
        issuer="Ban Chỉ đạo Trung ương về phát triển du lịch, dịch vụ và thương mại",
        level="central",
        issued_on=date(2025, 3, 21),
    )
    assert name_plan(head, "a.txt") == name_plan(head, "b/c.pdf") == "ban-chi-dao-trung-uong-01-kh-bcdtw-2025"


def test_communes_of_one_name_are_told_apart_by_their_provinces() -> None:
    heads = [
        Letterhead(number="01-KH/BCĐ", issuer="Ban Chỉ đạo xã Tân Hội", locality="xã Tân Hội", parent_locality=province)
        for province in ("Lâm Đồng", "Đồng Tháp")
    ]
    assert len({name_plan(head, "a.txt") for head in heads}) == 2


def test_committees_of_one_place_are_told_apart_by_what_they_are_for() -> None:
    issuers = ("Ban Chỉ đạo trồng rừng, giữ nước tỉnh Sông Mây", "Ban Chỉ đạo thư viện tỉnh Sông Mây")
    heads = [Letterhead(number="05/KH-BCĐ", issuer=issuer, locality="Sông Mây") for issuer in issuers]
    assert [name_plan(head, "a.txt") for head in heads] == [
        "ban-chi-dao-trong-rung-song-may-05-kh-bcd",
        "ban-chi-dao-thu-vien-tinh-song-may-05-kh-bcd",
    ]


@pytest.mark.real_plans
@pytest.mark.parametrize("stem", ["000", "002", "003"])
def test_real_plans(real_plans: dict[str, Plan], stem: str) -> None:
    gold = json.loads(next((SHARED / "gold").glob(f"{stem}*.json")).read_text(encoding="utf-8"))["document"]
    head = real_plans[stem].letterhead
    assert (head.number, head.doc_type, head.issuer) == (gold["number"], gold["type"], gold["issuer"])
    assert (head.level, head.locality, head.parent_locality) == (
        gold["level"],
        gold["locality"],
        gold["parent_locality"],
    )
    assert (head.place, head.signer) == (gold["place"], gold["signer"])
    assert (head.issued_on.isoformat() if head.issued_on else None) == gold["date"]
    assert (head.title or "").lower() == gold["title"].lower()


@pytest.mark.real_plans
def test_real_plans_without_gold(real_plans: dict[str, Plan]) -> None:
    ward, commune = real_plans["001"], real_plans["004"]
    assert (ward.letterhead.locality, ward.letterhead.parent_locality) == ("phường Hà Tu", "Quảng Ninh")
    assert (commune.letterhead.locality, commune.letterhead.parent_locality) == ("xã Võ Nhai", "Thái Nguyên")


_LINES = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH LAI CHÂU",
    "ĐẢNG BỘ XÃ ĐÔNG MÂY",
    "BAN THƯỜNG TRỰC",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: 12/KH-UBND",
    "Số:    /KH-UBND",
    "Đông Mây, ngày 31 tháng 02 năm 2026",
    "KẾ HOẠCH",
    "CỦA BỘ CHÍNH TRỊ",
    "(Kèm theo Kế hoạch số 12/KH-UBND ngày 01/02/2026 của UBND xã)",
    "Ủy ban nhân dân xã ban hành Kế hoạch như sau:",
    "I. MỤC ĐÍCH",
    "Nơi nhận:",
    "- Lưu: VT.",
    "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê Văn A",
    "|",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(_LINES), st.text(max_size=30)), min_size=1, max_size=14).map("\n".join))
def test_any_text_gives_facts_that_stand_in_it(raw_text: str) -> None:
    raw_text = raw_text.replace("\0", "") + "\nI. MỤC ĐÍCH"
    assume(is_readable(raw_text))
    plan, again = plan_of(raw_text), plan_of(raw_text)
    assert plan.letterhead == again.letterhead
    assert plan.plan_id == again.plan_id
    assert plan.plan_id
    assert plan.plan_id.isascii()
    assert all(plan.text.text[fact.start : fact.end] == fact.quote for fact in plan.letterhead.facts)
    assert all(getattr(plan.letterhead, fact.field) is not None for fact in plan.letterhead.facts)
