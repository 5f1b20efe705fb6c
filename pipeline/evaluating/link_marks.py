"""What is marked between a plan and its parent: links, what was left out, and findings."""

from __future__ import annotations

from extractors.records import Evidence, Finding, FindingKind, Target, TargetLink, TaskLink
from pipeline.evaluating.gold import GoldFinding, GoldPlan
from pipeline.evaluating.marks import Claim, Mark, Said, Wanted, make_mark, mark_claims
from pipeline.evaluating.reading import Reading

# Findings that follow from the texts alone. The others ("scope narrowed", "actor changed") are matters of judgement.
HARD_FINDINGS: frozenset[FindingKind] = frozenset(
    {
        "omitted_task",
        "omitted_target",
        "target_raised",
        "target_lowered",
        "target_unit_changed",
        "target_scope_changed",
        "deadline_later",
        "deadline_earlier",
        "deadline_dropped",
        "deadline_added",
        "frequency_changed",
        "unassigned_task",
        "dangling_reference",
        "citation_date_conflict",
        "citation_anachronism",
        "missing_parent_plan",
        "parent_not_cited",
    }
)


def mark_links(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """By both addresses."""
    said = [_say_link(link, reading) for link in _find_task_links(reading)]
    return mark_claims("links", _want_links(gold), said)


def mark_relations(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """Of the links that the gold has too, doubtful or not: whether each is of a relation the gold accepts."""
    known = {want.claim for want in _want_links(gold)}
    accepted = {row.local: row.relation for row in gold.links}
    marks: list[Mark] = []
    for link in _find_task_links(reading):
        claim, _, quote, page = _say_link(link, reading)
        if claim not in known:
            continue
        wanted = accepted[claim.path or ""]
        told = claim._replace(what=" | ".join(wanted))
        if link.relation in wanted:
            marks.append(make_mark("relations", "right", told, quote, page))
        else:
            marks.append(make_mark("relations", "missed", told, quote, page))
            marks.append(make_mark("relations", "made_up", claim._replace(what=link.relation), quote, page))
    return marks


def mark_target_links(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """By both addresses."""
    wanted = [
        Wanted(Claim(row.local, row.central), row, row.certain) for row in gold.target_links if row.central is not None
    ]
    said = [_say_target_link(*linked, reading) for linked in _find_target_links(reading)]
    return mark_claims("target_links", wanted, said)


def mark_changes(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """What differs in substance between two targets that the gold links too."""
    rows = [row for row in gold.target_links if row.central is not None]
    wanted = [
        Wanted(Claim(row.local, None, change), row, certain)
        for row in rows
        for changes, certain in ((row.changes, row.certain), (row.changes_optional, False))
        for change in changes
    ]
    known = {Claim(row.local, row.central) for row in rows}
    links = [_say_target_link(*linked, reading) for linked in _find_target_links(reading)]
    said = [
        link._replace(claim=Claim(link.claim.path, None, change))
        for link in links
        if link.claim in known
        for change in link.record.changes
    ]
    return mark_claims("changes", wanted, said)


def mark_omissions(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """The parent's tasks and targets without a counterpart, each address once."""
    wanted = {(row.central, row.kind): row for row in reversed(gold.omissions)}
    missing = {
        (row.parent_path, row.kind): row
        for row in reading.corpus.coverage
        if (row.plan_id, row.parent_plan_id, row.verdict) == (reading.plan.plan_id, reading.parent.plan_id, "missing")
    }
    words: dict[str, Evidence] = {row.path: row for row in (*reading.parent.tasks, *reading.parent.targets)}

    def quote(path: str) -> tuple[str | None, int | None]:
        record = words.get(path)
        return (record.quote, reading.parent.text.page_at(record.start)) if record else (None, None)

    return mark_claims(
        "omissions",
        [Wanted(Claim(None, *key), row, row.certain, quote(key[0])[0]) for key, row in wanted.items()],
        [Said(Claim(None, *key), row, *quote(key[0])) for key, row in missing.items()],
    )


def mark_hard_findings(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """Findings that follow from the texts alone."""
    return _mark_findings("findings_hard", gold, reading, hard=True)


def mark_soft_findings(gold: GoldPlan, reading: Reading) -> list[Mark]:
    """Findings that are matters of judgement."""
    return _mark_findings("findings_soft", gold, reading, hard=False)


def _mark_findings(kind: str, gold: GoldPlan, reading: Reading, *, hard: bool) -> list[Mark]:
    wanted = [
        Wanted(Claim(row.local, row.central, row.kind), row, row.certain)
        for row in gold.findings
        if (row.kind in HARD_FINDINGS) == hard
    ]
    said = [
        _say_finding(finding, reading)
        for finding in reading.corpus.findings
        if finding.plan_id == reading.plan.plan_id and (finding.kind in HARD_FINDINGS) == hard
    ]
    return mark_claims(kind, wanted, said, _findings_agree)


def _findings_agree(want: Wanted[GoldFinding], each: Said[Finding]) -> bool:
    """An omission by the parent's address; what the gold finds in a central plan itself by either."""
    row, (path, parent_path, kind) = want.row, each.claim
    if row.kind != kind:
        return False
    if row.kind in ("omitted_task", "omitted_target"):
        return row.central == parent_path
    return row.local == path if row.local is not None else row.central in (each.record.path, parent_path)


def _want_links(gold: GoldPlan) -> list[Wanted[object]]:
    """Every link of the gold. A row says which of its parents are doubtful, and is not doubtful as a whole."""
    return [
        Wanted(Claim(row.local, central), row, certain)
        for row in gold.links
        for addresses, certain in ((row.central, True), (row.central_optional, False))
        for central in addresses
    ]


def _find_task_links(reading: Reading) -> list[TaskLink]:
    return [
        link
        for link in reading.corpus.task_links
        if (link.plan_id, link.parent_plan_id) == (reading.plan.plan_id, reading.parent.plan_id)
        and link.status != "rejected"
    ]


def _say_link(link: TaskLink, reading: Reading) -> Said[TaskLink]:
    task = next((task for task in reading.plan.tasks if task.path == link.path), None)
    claim = Claim(reading.address(link.path), link.parent_path)
    quote, page = (task.quote, reading.page(task)) if task else (None, None)
    return Said(claim, link, quote, page)


def _find_target_links(reading: Reading) -> list[tuple[TargetLink, Target, Target]]:
    """Links with the local target and the parent's."""
    here = {target.target_id: target for target in reading.plan.targets}
    there = {target.target_id: target for target in reading.parent.targets}
    return [
        (link, here[link.target_id], there[link.parent_target_id])
        for link in reading.corpus.target_links
        if link.target_id in here and link.parent_target_id in there and link.status != "rejected"
    ]


def _say_target_link(link: TargetLink, local: Target, central: Target, reading: Reading) -> Said[TargetLink]:
    return Said(Claim(reading.address(local.path), central.path), link, local.quote, reading.page(local))


def _say_finding(finding: Finding, reading: Reading) -> Said[Finding]:
    path = None if finding.path is None else reading.address(finding.path)
    page = None if finding.start is None else reading.plan.text.page_at(finding.start)
    return Said(Claim(path, finding.parent_path, finding.kind), finding, finding.quote or finding.parent_quote, page)
