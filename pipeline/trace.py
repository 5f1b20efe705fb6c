"""Step 4, trace: which plan implements which, and which documents cited are plans that were read.

A plan says what it carries out: it cites it as its basis, or rests on a plan that does. A number alone does not tell a
document (every province has a 01-KH/BCĐ), so issuer, place and day are held against it too; a slip in the day must not
part what number and issuer join. A plan that cites none of the plans read, but evidently carries one out, is tied to
that one, and the row says so (``inferred``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from extractors.papers.documents import find_types, is_plan_type, make_number_key, name_type, read_standing, split_marks
from extractors.papers.issuers import find_bare_kind, find_places, read_level
from extractors.records import Citation, Descent, Level, Lineage, Plan
from extractors.text.folding import fold
from pipeline.comparing.matters import is_same_matter
from pipeline.linking.similarity import score_texts
from pipeline.naming import list_named
from pipeline.resolving.provinces import are_one_province

Refusal = Literal["parent_in_circle", "parent_ambiguous"]


class Trace(NamedTuple):
    """``lineage`` in the order of the plans; ``cited_plan_of``: the ``plan_id`` that a ``citation_id`` means.

    ``refused``: by ``plan_id``, why what a user states that a plan carries out was not followed.
    """

    lineage: tuple[Lineage, ...]
    cited_plan_of: dict[str, str]
    refused: dict[str, Refusal]


def trace_lineage(plans: Sequence[Plan], stated: Mapping[str, str] | None = None) -> Trace:
    """Which of the plans implements which, and the plans of higher bodies that they rest on and that are not here.

    A plan never implements itself or one of a lower level, and no plan descends from itself. ``stated`` gives, by
    ``plan_id``, the number or the file of the plan that a user says it carries out: that is followed however unlikely
    dates and levels make it, unless it would make a plan descend from itself, or may mean two plans.
    """
    by_key: dict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        if plan.letterhead.number is not None:
            by_key[make_number_key(plan.letterhead.number)].append(plan)
    cited = {
        citation.citation_id: found
        for plan in plans
        for citation in plan.citations
        if (found := _find_cited(plan, citation, by_key[citation.number_key])) is not None
    }
    family = _Family(plans)
    refused = _tie_all_stated(family, plans, stated or {})
    told = {row.plan_id for row in family.rows if row.present}
    for plan in plans:
        _tie_cited(family, plan, cited)
    for plan in plans:
        known = (family.by_id[parent] for parent in family.parents[plan.plan_id])
        if plan.plan_id not in told and not any(_evidently_implements(plan, parent) for parent in known):
            _tie_evident(family, plan, plans)
    for plan in plans:
        _tie_through(family, plan)
    rows = [*family.rows, *(row for plan in plans for row in _find_missing(plan, cited))]
    order = {plan.plan_id: index for index, plan in enumerate(plans)}
    rows.sort(key=lambda row: order[row.plan_id])
    return Trace(tuple(rows), {citation_id: plan.plan_id for citation_id, plan in cited.items()}, refused)


def pick_compared(lineage: Iterable[Lineage], plans: Iterable[Plan]) -> tuple[Lineage, ...]:
    """Of the rows whose parent was read those worth comparing with: the nearest ancestor in each line.

    The Party's line and the State's are two: a ward's Party plan is held against the Party's above it, and against the
    State's where it cites one. What a plan implements through another is compared with that other. A parent that a user
    states is the nearest; a plan that amends another is held against beside it, for it says only what is new.
    """
    by_id = {plan.plan_id: plan for plan in plans}
    nearest: dict[tuple[str, bool, bool], tuple[tuple[bool, int, bool, date], Lineage]] = {}
    for row in lineage:
        parent = by_id.get(row.parent_plan_id or "")
        if parent is None or row.how == "cited_through":
            continue
        rank = _rank_of(parent)
        same_matter = _is_same_matter(by_id[row.plan_id], parent)
        is_stated = row.how == "stated"
        nearness = (is_stated, -1 if rank is None else rank, same_matter, parent.letterhead.issued_on or date.min)
        line = (row.plan_id, _is_party(parent), _amends(parent))
        if line not in nearest or nearness > nearest[line][0]:
            nearest[line] = (nearness, row)
    return tuple(row for _, row in nearest.values())


_AMENDS = re.compile(r"(?:ve )?(?:viec )?(?:sua doi|dieu chinh|bo sung)\b")  # at the start of a folded title


def _amends(plan: Plan) -> bool:
    """Whether a plan by its title only changes another ("Sửa đổi, bổ sung Kế hoạch số …")."""
    return _AMENDS.match(fold(plan.letterhead.title or "")) is not None


# --- which plan a citation means ---------------------------------------------------------------------------------


def _find_cited(plan: Plan, citation: Citation, candidates: Iterable[Plan]) -> Plan | None:
    """The plan read that a citation means; ``None`` where none is, or where two may be."""
    fitting = [
        other
        for other in candidates
        if other.plan_id != plan.plan_id
        and _may_be_day(citation.issued_on, other.letterhead.issued_on)
        and _may_be_issuer(plan, citation, other)
    ]
    exact = [other for other in fitting if citation.issued_on and other.letterhead.issued_on == citation.issued_on]
    found = exact or fitting
    return found[0] if len(found) == 1 else None


def _may_be_day(cited: date | None, issued: date | None) -> bool:
    """Whether two days may be one, a slip allowed: another year on the same day, or another day of the same year.

    Numbers start anew every year, so where both differ these are two documents.

    >>> _may_be_day(date(2025, 12, 22), date(2024, 12, 22)), _may_be_day(date(2025, 6, 1), date(2024, 5, 2))
    (True, False)
    """
    if cited is None or issued is None:
        return True
    return cited.year == issued.year or (cited.month, cited.day) == (issued.month, issued.day)


def _may_be_issuer(plan: Plan, citation: Citation, other: Plan) -> bool:
    """Whether the body that a plan cites may be the other plan's: of the same level, and of the same place."""
    level = _level_cited(plan, citation)
    if level is not None and other.letterhead.level is not None and level != other.letterhead.level:
        return False
    if level == "central" or other.letterhead.level == "central":
        return level == other.letterhead.level or citation.issuer is None
    named = [place.locality for place in find_places(citation.issuer or "")]
    if named:
        return _is_same(other.letterhead.locality, named[0])
    around = (plan.letterhead.locality, plan.letterhead.parent_locality)
    return any(_is_same(other.letterhead.locality, place) for place in around if place)


def _level_cited(plan: Plan, citation: Citation) -> Level | None:
    """The level of a cited document's issuer, by its name or by its mark; ``None`` where neither says."""
    issuer = citation.issuer or ""
    level = read_level(issuer)
    if level is None and find_bare_kind(issuer) == "thành phố":
        # "UBND thành phố" is the city that the plan itself belongs to.
        level = "province" if plan.letterhead.level == "province" else None
    standing = read_standing(split_marks(citation.number))
    return level or (standing.level if standing else None)


def _is_same(one: str | None, other: str) -> bool:
    return one is not None and fold(one) == fold(other)


# --- who stands above whom ---------------------------------------------------------------------------------------

_LEVELS: tuple[Level, ...] = ("central", "province", "district", "commune")
# Within a level: the Party's committee leads, bodies it sets up for a task follow, then government, then its offices.
_COMMITTEE, _STEERING, _GOVERNMENT, _OFFICE = range(4)
_PARTY_COMMITTEE = re.compile(
    r"(?:tinh|thanh|huyen|quan|thi|dang) uy\b|dang bo\b|bo chinh tri|ban bi thu|ban chap hanh trung uong"
)
_STEERING_BODY = re.compile(r"(?:tieu )?ban chi dao\b|bcd\b")
_OFFICE_BODY = re.compile(
    r"(?:so|phong|chi cuc|cuc|vu|bo(?! chinh tri)|bo truong|van phong|giam doc|trung tam|ban quan ly)\b"
)
_PARTY_NUMBER = re.compile(r"\d+[a-zđ]?[-–]")


def _rank(level: Level | None, issuer: str | None, number: str | None) -> int | None:
    """The place of a body in the order of bodies, 0 the highest; ``None`` where its level is not known."""
    if level is None:
        return None
    name = fold(issuer or "")
    standing = read_standing(split_marks(number or ""))
    within = _GOVERNMENT
    if _PARTY_COMMITTEE.search(name) or (standing is not None and standing.is_party):
        within = _COMMITTEE
    elif _STEERING_BODY.match(name):
        within = _STEERING
    elif _OFFICE_BODY.match(name):
        within = _OFFICE
    return 10 * _LEVELS.index(level) + within


def _rank_of(plan: Plan) -> int | None:
    head = plan.letterhead
    return _rank(head.level, head.issuer, head.number or head.symbol)


def _rank_cited(plan: Plan, citation: Citation) -> int | None:
    return _rank(_level_cited(plan, citation), citation.issuer, citation.number)


def _is_party(plan: Plan) -> bool:
    """Whether a plan is the Party's, by its issuer or by how its number is written: 57-NQ/TW against 57/NQ-CP."""
    number = plan.letterhead.number or ""
    return (
        _PARTY_NUMBER.match(number) is not None
        or _PARTY_COMMITTEE.search(fold(plan.letterhead.issuer or "")) is not None
    )


# --- the family --------------------------------------------------------------------------------------------------


class _Family:
    """The rows made so far, and each plan's parents among the plans read."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self.by_id = {plan.plan_id: plan for plan in plans}
        self.parents: dict[str, list[str]] = {plan_id: [] for plan_id in self.by_id}
        self.rows: list[Lineage] = []

    def tie(self, plan: Plan, parent: Plan, number: str | None, how: Descent) -> None:
        """Note that a plan implements another, unless that is known, or would make a plan descend from itself.

        What no user states must also be likely by levels and dates.
        """
        if parent.plan_id in self.parents[plan.plan_id] or self.is_circle(plan, parent):
            return
        if how != "stated" and not _may_stand_above(parent, plan):
            return
        self.parents[plan.plan_id].append(parent.plan_id)
        self.rows.append(
            Lineage(
                plan_id=plan.plan_id,
                parent_plan_id=parent.plan_id,
                parent_number=number or parent.letterhead.number,
                how=how,
                present=True,
            )
        )

    def is_circle(self, plan: Plan, parent: Plan) -> bool:
        """Whether a plan would descend from itself if it implemented another."""
        return plan.plan_id in self.ancestors(parent.plan_id)

    def ancestors(self, plan_id: str) -> list[str]:
        """The plan itself and all above it, the nearest first."""
        found = [plan_id]
        for known in found:
            found.extend(parent for parent in self.parents[known] if parent not in found)
        return found


def _tie_all_stated(family: _Family, plans: Iterable[Plan], stated: Mapping[str, str]) -> dict[str, Refusal]:
    """Tie the plans to the parents that a user states; by ``plan_id`` why one could not be followed."""
    refused: dict[str, Refusal] = {}
    for plan in sorted(plans, key=lambda plan: plan.plan_id):
        named = stated.get(plan.plan_id)
        if named is None:
            continue
        meant = _find_stated(family, plan, named)
        if len(meant) > 1:
            refused[plan.plan_id] = "parent_ambiguous"
        elif meant and family.is_circle(plan, meant[0]):
            refused[plan.plan_id] = "parent_in_circle"
        elif meant:
            family.tie(plan, meant[0], None, "stated")
        else:
            row = Lineage(plan_id=plan.plan_id, parent_plan_id=None, parent_number=named, how="stated", present=False)
            family.rows.append(row)
    return refused


def _find_stated(family: _Family, plan: Plan, named: str) -> list[Plan]:
    """The plans read that a user may mean; of several with one number those that are likely, if there are any."""
    meant = list_named(family.by_id.values(), named)
    likely = [other for other in meant if _is_level_above(other, plan) and _is_around(other, plan)]
    return likely or meant


def _may_stand_above(parent: Plan, plan: Plan) -> bool:
    """Whether a plan of this level may be implemented by one of that; of one level only the later implements."""
    above, below = parent.letterhead.level, plan.letterhead.level
    if above is None or below is None:
        return True
    if above != below:
        return _LEVELS.index(above) < _LEVELS.index(below)
    return _is_earlier(parent, plan)


_CARRIES_OUT = re.compile(r"\b(?:theo|thực hiện|triển khai|căn cứ|cụ thể hóa|hưởng ứng)\b[^;.\n]{0,80}$", re.IGNORECASE)


def _tie_cited(family: _Family, plan: Plan, cited: dict[str, Plan]) -> None:
    """A plan implements what it cites as its basis, and a higher body's plan that it says elsewhere it carries out."""
    for basis in (True, False):
        for citation in plan.citations:
            parent = cited.get(citation.citation_id)
            if parent is None or citation.is_basis is not basis:
                continue
            if basis or (
                is_plan_type(parent.letterhead.doc_type)
                and _is_higher(_rank_of(parent), _rank_of(plan))
                and _says_carries_out(plan, citation)
            ):
                family.tie(plan, parent, citation.number, "cited")


def _says_carries_out(plan: Plan, citation: Citation) -> bool:
    before = plan.text.text[max(0, citation.start - 100) : citation.start]
    return _CARRIES_OUT.search(before) is not None


def _is_higher(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


def _tie_through(family: _Family, plan: Plan) -> None:
    """What the plans that a plan cites rest on, it implements through them."""
    cited = {(row.plan_id, row.parent_plan_id) for row in family.rows if row.how != "inferred"}
    reached = [parent for parent in family.parents[plan.plan_id] if (plan.plan_id, parent) in cited]
    for known in reached:
        for above in family.parents[known]:
            if (known, above) in cited and above not in reached:
                reached.append(above)
                family.tie(plan, family.by_id[above], None, "cited_through")


# --- what is evident ---------------------------------------------------------------------------------------------

_ALIKE = 0.5  # right task links score .59 at their 5% quantile, so a task below this has no counterpart
# Shares of a plan's tasks that have a counterpart: the freest plan of the real family has 29% in the plan that it
# carries out, real plans on other matters have 13% at most. Where the titles do not say it, tasks alone must.
_ALIKE_TASKS, _ALIKE_TASKS_UNTITLED = 0.2, 0.5


def _tie_evident(family: _Family, plan: Plan, plans: Iterable[Plan]) -> None:
    """Tie a plan that cites none it evidently carries out to the nearest higher plan that it does carry out."""
    evident = [
        (rank, share, other)
        for other in plans
        if (rank := _rank_of(other)) is not None
        and _is_level_above(other, plan)
        and _is_around(other, plan)
        and _is_earlier(other, plan)
        and (share := _share_alike(plan, other)) >= _least_share(plan, other)
    ]
    if evident:
        nearest = max(evident, key=lambda found: (found[0] // 10, found[1]))[2]
        family.tie(plan, nearest, None, "inferred")


def _evidently_implements(plan: Plan, parent: Plan) -> bool:
    """Whether a plan that is cited is the one carried out, and not just a resolution that all plans of a field cite."""
    if is_plan_type(parent.letterhead.doc_type) and _is_same_matter(plan, parent):
        return True
    return _share_alike(plan, parent) >= _least_share(plan, parent)


def _is_same_matter(plan: Plan, other: Plan) -> bool:
    return is_same_matter(plan.letterhead.title, other.letterhead.title)


def _least_share(plan: Plan, other: Plan) -> float:
    return _ALIKE_TASKS if _is_same_matter(plan, other) else _ALIKE_TASKS_UNTITLED


def _is_earlier(one: Plan, other: Plan) -> bool:
    first, second = one.letterhead.issued_on, other.letterhead.issued_on
    return first is None or second is None or first <= second


def _is_level_above(other: Plan, plan: Plan) -> bool:
    above, below = other.letterhead.level, plan.letterhead.level
    return above is not None and below is not None and _LEVELS.index(above) < _LEVELS.index(below)


def _is_around(other: Plan, plan: Plan) -> bool:
    """Whether a plan's place lies in the other's: a commune does not carry out another province's plan."""
    if other.letterhead.level == "central":
        return True
    return are_one_province(plan.letterhead.parent_locality, other.letterhead.locality, plan.letterhead.issued_on)


def _share_alike(plan: Plan, other: Plan) -> float:
    """The share of a plan's tasks that the other's have a counterpart of."""
    if not plan.tasks or not other.tasks:
        return 0.0
    scores = score_texts([task.quote for task in plan.tasks], [task.quote for task in other.tasks])
    return float((scores.max(axis=1) >= _ALIKE).mean())


# --- what is not here --------------------------------------------------------------------------------------------


def _find_missing(plan: Plan, cited: dict[str, Plan]) -> Iterator[Lineage]:
    """The plans and programmes of higher bodies on the plan's matter that it rests on and that were not read."""
    titles = {citation.number_key: citation.title for citation in reversed(plan.citations) if citation.title}
    seen: set[str] = set()
    for citation in plan.citations:
        if not citation.is_basis or citation.citation_id in cited or citation.number_key in seen:
            continue
        title = titles.get(citation.number_key)
        if not _orders_plans(citation, title) or not _is_higher(_rank_cited(plan, citation), _rank_of(plan)):
            continue
        # A higher body's plan whose title the plan leaves out is taken to be on the matter: it is the plan's basis.
        if title is None or is_same_matter(plan.letterhead.title, title):
            seen.add(citation.number_key)
            yield Lineage(
                plan_id=plan.plan_id,
                parent_plan_id=None,
                parent_number=citation.number,
                how="cited",
                present=False,
            )


def _orders_plans(citation: Citation, title: str | None) -> bool:
    """Whether a cited document is a plan or programme, or the decision that issues one."""
    if is_plan_type(citation.doc_type) or is_plan_type(name_type(split_marks(citation.number))):
        return True
    issues = re.match(r"(?:việc\s+)?(?:ban hành|phê duyệt)\s+", title or "", re.IGNORECASE)
    issued = find_types((title or "")[issues.end() :])[:1] if issues else []
    return any(found.start == 0 and is_plan_type(found.name) for found in issued)
