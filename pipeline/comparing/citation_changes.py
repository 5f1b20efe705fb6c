"""Documents that a local plan dates otherwise than the plan above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extractors.records import Citation, Finding, Plan
from extractors.text.folding import fold
from pipeline.comparing.figures import write_day
from pipeline.findings import make_finding, place_record
from pipeline.wording import word


def find_date_conflicts(child: Plan, parent: Plan) -> Iterator[Finding]:
    """One row per document that both plans date, and date otherwise, at its first mention in the local plan."""
    dated_above: dict[str, list[Citation]] = defaultdict(list)
    for citation in parent.citations:
        if citation.issued_on is not None:
            dated_above[citation.number_key].append(citation)
    seen: set[str] = set()
    for citation in child.citations:
        dated = dated_above.get(citation.number_key, [])
        if citation.issued_on is None or citation.number_key in seen or not dated:
            continue
        if any(other.issued_on == citation.issued_on for other in dated):
            continue
        seen.add(citation.number_key)
        if _is_same_document(citation, dated[0]):
            yield _report_date_conflict(child, parent, citation, dated[0])


def _report_date_conflict(child: Plan, parent: Plan, citation: Citation, other: Citation) -> Finding:
    was, now = (write_day(day) for day in (other.issued_on, citation.issued_on) if day)
    issued_on = parent.letterhead.issued_on
    if issued_on and other.issued_on and other.issued_on > issued_on:
        told = word(
            "compare.citation_date_conflict_above",
            number=citation.number,
            was=was,
            now=now,
            signed=write_day(issued_on),
        )
    else:
        told = word("compare.citation_date_conflict", number=citation.number, was=was, now=now)
    return make_finding(
        "citation_date_conflict",
        "minor",
        told,
        rule="dated_otherwise",
        plan_id=child.plan_id,
        here=place_record(citation),
        parent_plan_id=parent.plan_id,
        there=place_record(other),
        was=was.vi,
        now=now.vi,
    )


def _is_same_document(one: Citation, other: Citation) -> bool:
    """Whether two documents of one number are one document dated in two ways.

    Serial numbers start anew every year or term, and every commune has its own "01-KH/BCĐ": besides the number the
    year, or the day and the month, must agree, and the issuers must not contradict each other.
    """
    if one.issued_on is None or other.issued_on is None:
        return False
    same_day = (one.issued_on.day, one.issued_on.month) == (other.issued_on.day, other.issued_on.month)
    if not same_day and one.issued_on.year != other.issued_on.year:
        return False
    issuers = [fold(citation.issuer) for citation in (one, other) if citation.issuer]
    return len(issuers) < 2 or issuers[0] in issuers[1] or issuers[1] in issuers[0]
