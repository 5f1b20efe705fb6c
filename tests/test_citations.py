"""Citations: which documents a plan names by number, and what it says of each."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.language import read_doc
from extractors.papers.documents import make_number_key
from extractors.papers.mentions import find_mentions
from extractors.records import Citation, Plan
from pipeline.outline import outline_plan
from pipeline.read import read_bytes
from tests.conftest import SHARED, load_cases, plan_of

CASES = load_cases("citations")


def _write(citation: Citation) -> list[object]:
    day = citation.issued_on.isoformat() if citation.issued_on else ""
    kind, issuer = citation.doc_type or "", citation.issuer or ""
    return [citation.path, citation.number, kind, day, issuer, citation.is_basis]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_citations_of_a_plan(case: dict[str, Any]) -> None:
    citations = plan_of(case["text"]).citations
    assert [_write(citation) for citation in citations] == case["rows"]
    assert [citation.title or "" for citation in citations] == case.get("titles", [c.title or "" for c in citations])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_words_behind_a_citation(case: dict[str, Any]) -> None:
    plan = plan_of(case["text"])
    for citation in plan.citations:
        assert plan.text.text[citation.start : citation.end] == citation.quote
        assert citation.number in "".join(citation.quote.split())
    ids = [citation.citation_id for citation in plan.citations]
    assert len(set(ids)) == len(ids)


def test_a_cited_documents_day_is_left_out_of_reach() -> None:
    text = read_bytes(CASES[0]["text"].encode(), "sample.txt")
    doc = read_doc(text, outline_plan(text).units)
    covered = [span.text for span in doc.spans["citations"]]
    assert "ngày 22/12/2024 của Bộ Chính trị" in covered[0]
    assert doc.spans["citation_titles"][0].text.strip() == "về “phát triển thể thao học đường”"


@pytest.mark.real_plans
@pytest.mark.parametrize("stem", ["000", "002", "003"])
def test_real_plans(real_plans: dict[str, Plan], stem: str) -> None:
    gold = json.loads(next((SHARED / "gold").glob(f"{stem}*.json")).read_text(encoding="utf-8"))["citations"]
    cited: dict[tuple[str, str | None], list[Citation]] = {}
    for citation in real_plans[stem].citations:
        day = citation.issued_on.isoformat() if citation.issued_on else None
        cited.setdefault((citation.number, day), []).append(citation)
    assert set(cited) == {(row["number"], row["date"]) for row in gold}
    for row in gold:
        mentions = cited[row["number"], row["date"]]
        assert {mention.path for mention in mentions} == set(row["paths"])
        assert any(mention.is_basis for mention in mentions) is row["basis"]
        assert mentions[0].doc_type == row["type"]


_PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "Căn cứ ",
                "Kế hoạch số ",
                "12/KH-UBND",
                "57- NQ/TW",
                " ngày 01/02/2026",
                " của ",
                "Ban Chỉ đạo ",
                "về ",
                "Bộ Y tế",
                "“",
                "”",
                "; ",
                ", ",
                " và ",
                "(",
                ")",
                "\n",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
).map("".join)


@given(_PIECES)
def test_any_text_is_read_in_order_and_within_its_bounds(text: str) -> None:
    mentions = find_mentions(text)
    assert mentions == find_mentions(text)
    for mention in mentions:
        assert 0 <= mention.start <= mention.number.start < mention.number.end <= mention.end <= mention.subject_end
        assert mention.subject_end <= len(text)
    starts = [mention.number.start for mention in mentions]
    assert starts == sorted(starts)


@settings(max_examples=30, deadline=None)
@given(_PIECES)
def test_any_plan_quotes_what_it_cites(raw_text: str) -> None:
    plan = plan_of(f"KẾ HOẠCH\nMở lớp\n{raw_text.replace(chr(0), '')}\nI. MỤC ĐÍCH")
    for citation in plan.citations:
        assert plan.text.text[citation.start : citation.end] == citation.quote
        assert citation.number_key == make_number_key(citation.number)
