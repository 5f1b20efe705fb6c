"""Every record the project makes, as frozen pydantic types.

Nouns only: what makes them stands in the extractors and in the pipeline's steps. Three kinds of place occur:

* *offset*: a position in ``PlanText.text``, the one normalised text of a plan; ``text[start:end] == quote`` always;
* *path*: the address of a unit by the plan's own labels (``IV.5.1.a``), see ``Unit``;
* *page*: derived from an offset by ``PlanText.page_at``, never stored on a record.

``None`` means "the plan does not state it", never zero and never "we did not look".
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Level = Literal["central", "province", "district", "commune"]
UnitKind = Literal["preamble", "part", "article", "item", "letter", "bullet", "paragraph", "appendix", "row"]
Section = Literal["preamble", "purpose", "target", "task", "funding", "responsibility", "other"]
Operator = Literal[">=", ">", "=", "<", "<="]
Measure = Literal["level", "change", "ratio", "rank"]
DeadlineKind = Literal["by", "on", "from", "during", "recurring", "continuous"]
Every = Literal["week", "month", "quarter", "half_year", "year"]
Role = Literal["lead", "coordinate", "direct", "advise", "implement", "supervise", "report", "support"]
Relation = Literal["same", "adapted", "merged", "split"]
Change = Literal["op", "value", "unit", "subject", "year", "hedged"]
LinkStatus = Literal["proposed", "confirmed", "rejected", "suspect"]
ReviewAction = Literal["accept", "reject", "link", "note", "withdraw"]
ReviewState = Literal["applied", "suspect", "unused", "superseded"]
Descent = Literal["cited", "cited_through", "inferred", "stated"]
Verdict = Literal["covered", "partly", "missing", "not_applicable", "cannot_tell"]
ChangeKind = Literal["added", "dropped", "changed"]
Severity = Literal["serious", "minor", "note"]
SourceStatus = Literal["ok", "partial", "failed", "skipped"]
FindingKind = Literal[
    "omitted_task",
    "omitted_target",
    "target_raised",
    "target_lowered",
    "target_unit_changed",
    "target_scope_changed",
    "target_hedged",
    "deadline_later",
    "deadline_earlier",
    "deadline_dropped",
    "deadline_added",
    "frequency_changed",
    "scope_narrowed",
    "scope_widened",
    "actor_changed",
    "unassigned_task",
    "dangling_reference",
    "citation_date_conflict",
    "citation_anachronism",
    "missing_parent_plan",
    "parent_not_cited",
    "deadline_past_at_signing",
    "plan_issued_late",
    "local_addition",
    "numbering_error",
    "garbled_text",
]


class Record(BaseModel):
    """A value: never changed, compared by content, with no field beyond the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- the text of a plan, and its outline -------------------------------------------------------------------------


class Page(Record):
    """One page of the plan: ``text[start:end]`` stands on it. ``confidence`` (0 to 1) only where it was recognised.

    ``number`` is its number in the file, or, where several files make the plan, in all of them; then ``source`` is the
    file whose page it is.
    """

    number: int
    start: int
    end: int
    confidence: float | None = None
    source: str | None = None


Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a place on a page, as fractions of its width and height from the top left corner."""


class TextLine(Record):
    """One printed line: ``text[start:end]`` stands in ``box`` on ``page``. Only formats with pages have lines."""

    start: int
    end: int
    page: int
    box: Box


class Cell(Record):
    """One table cell, ``text[start:end]``; empty where it is blank.

    A cell merged over several rows is printed once, in the first. In each of the others it stands again with the same
    offsets, and ``continues`` says so.
    """

    start: int
    end: int
    continues: bool = False


class Table(Record):
    """One table: its rows in order, a header row included; every row has as many cells as the widest."""

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]


class Gap(Record):
    """A place where text is missing or unreadable, at ``offset``; the paths of the units around it once outlined."""

    offset: int
    reason: str
    page: int | None = None
    after_path: str | None = None
    before_path: str | None = None


class PlanText(Record):
    """What a reader makes of a file: one NFC text, a paragraph a line (except inside table cells).

    ``pages`` and ``lines`` are empty where the format has none; ``gaps`` are those seen while reading (an unreadable
    page).
    """

    source: str
    sha256: str
    format: str
    text: str
    pages: tuple[Page, ...] = ()
    lines: tuple[TextLine, ...] = ()
    tables: tuple[Table, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The number of the page that holds an offset; ``None`` where the format has no pages there.

        >>> text = PlanText(source="a", sha256="", format="pdf", text="ab", pages=(Page(number=1, start=0, end=2),))
        >>> text.page_at(1)
        1
        """
        index = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[index].number if index >= 0 and offset <= self.pages[index].end else None


class Unit(Record):
    """One addressed unit of a plan; ``text`` is its own text without the label and without its children's.

    ``text == PlanText.text[start:end]``. ``heading`` is set where the unit heads others (its first paragraph);
    ``section`` says what the part it stands in is for, so that a purpose is never read as a task.
    """

    path: str
    parent_path: str | None
    ordinal: int
    kind: UnitKind
    label: str
    heading: str | None
    text: str
    start: int
    end: int
    section: Section
    rule: str


class Outline(Record):
    """The units of a plan in reading order, and the gaps between them."""

    units: tuple[Unit, ...]
    gaps: tuple[Gap, ...] = ()


# --- what a plan says --------------------------------------------------------------------------------------------


class Evidence(Record):
    """Where in a plan a record was read: the unit's path, the offsets, the words, and the rule that read them."""

    path: str
    start: int
    end: int
    quote: str
    rule: str


class Fact(Record):
    """The words one letterhead fact was read from; ``field`` is a field of ``Letterhead``."""

    field: str
    start: int
    end: int
    quote: str
    rule: str


class Letterhead(Record):
    """The facts about a document that its head, title, preamble, end and appendix lines state.

    ``number`` is as printed with blanks dropped (``01-KH/BCĐTW``), ``symbol`` its part after the serial
    (``KH/BCĐTW``); ``locality`` is a province without "tỉnh" (``Lai Châu``), below it with the kind (``phường Hà Tu``).
    """

    number: str | None = None
    symbol: str | None = None
    doc_type: str | None = None
    title: str | None = None
    issuer: str | None = None
    level: Level | None = None
    locality: str | None = None
    parent_locality: str | None = None
    place: str | None = None
    issued_on: date | None = None
    signer: str | None = None
    signer_title: str | None = None
    facts: tuple[Fact, ...] = ()


class Abbreviation(Evidence):
    """A short form the plan defines for itself: "… (gọi tắt là Ban Chỉ đạo 57 TW)"."""

    short: str
    long: str


class Citation(Evidence):
    """Another document cited. ``number`` as printed, blanks dropped; ``number_key`` is equal for the same document."""

    citation_id: str
    number: str
    number_key: str
    doc_type: str | None
    issued_on: date | None
    issuer: str | None
    title: str | None
    is_basis: bool


class Deadline(Evidence):
    """One time expression that binds something; which dates are set depends on ``kind`` (see contract: Deadlines)."""

    deadline_id: str
    task_path: str
    kind: DeadlineKind
    start_on: date | None = None
    end_on: date | None = None
    every: Every | None = None
    month_day: str | None = None
    rrule: str | None = None
    anchor: str | None = None
    offset_days: int | None = None


class Target(Evidence):
    """One quantified commitment. ``value`` is in single units of ``unit``: "40 triệu người" is 40000000 ``người``."""

    target_id: str
    in_task: bool
    subject: str | None
    indicator: str | None
    op: Operator
    hedged: bool
    value: Decimal
    value_max: Decimal | None = None
    unit: str
    measure: Measure
    baseline: str | None = None
    year: int | None = None
    due_on: date | None = None


class Task(Evidence):
    """One thing the plan orders done; ``quote`` is the unit's own text.

    ``decided_by`` is the body, as written, that what it yields is put before ("trình UBND tỉnh phê duyệt").
    """

    group_heading: str | None
    deliverable: str | None = None
    decided_by: str | None = None
    restates: str | None = None


class AssignmentRef(Record):
    """One task cited by number in an assignment: the words, and the path they mean (as deep as cited)."""

    raw: str
    ref_path: str
    resolved: bool


class Assignment(Evidence):
    """One body in one role in one unit; ``agency`` as written. ``task_path`` is the task an inline line binds."""

    assignment_id: str
    task_path: str
    agency: str
    role: Role
    refs: tuple[AssignmentRef, ...] = ()


class Plan(Record):
    """Everything read from one plan."""

    plan_id: str
    text: PlanText
    letterhead: Letterhead
    units: tuple[Unit, ...]
    gaps: tuple[Gap, ...]
    abbreviations: tuple[Abbreviation, ...]
    citations: tuple[Citation, ...]
    deadlines: tuple[Deadline, ...]
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...]
    assignments: tuple[Assignment, ...]

    @property
    def completeness(self) -> Literal["complete", "partial"]:
        """``partial`` where text is known to be missing."""
        return "partial" if self.gaps else "complete"


class Source(Record):
    """One input file, whatever became of it, and why in Vietnamese (``reason``) and English (``reason_en``).

    ``seconds`` is the only field that differs between equal builds.
    """

    source: str
    sha256: str | None
    status: SourceStatus
    plan_id: str | None = None
    reason: str | None = None
    reason_en: str | None = None
    pages: int | None = None
    seconds: float = 0.0


# --- what holds between plans ------------------------------------------------------------------------------------


class Agency(Record):
    """One body, whatever it is called; ``is_class`` for classes of bodies ("các sở, ban, ngành")."""

    agency_id: str
    name: str
    level: Level | None
    locality: str | None
    remit: str | None
    is_class: bool


class Counterpart(Record):
    """The body of the same remit one level up (Sở Nội vụ → Bộ Nội vụ)."""

    agency_id: str
    counterpart_id: str
    valid_from: date | None = None
    valid_to: date | None = None


class Lineage(Record):
    """One plan implements another. ``parent_plan_id`` is set where the parent is in the corpus (``present``)."""

    plan_id: str
    parent_plan_id: str | None
    parent_number: str | None
    how: Descent
    present: bool


class Reasoned(Record):
    """A judgement with its reason: a stable code, and the same in words."""

    reason: str
    reason_vi: str
    reason_en: str


class TaskLink(Reasoned):
    """A local task and a parent task it carries out; ``score`` (0 to 1) is the confidence that it does."""

    plan_id: str
    path: str
    parent_plan_id: str
    parent_path: str
    relation: Relation
    score: float
    status: LinkStatus = "proposed"


class TargetLink(Reasoned):
    """A local target and its parent target, and what differs in substance."""

    target_id: str
    parent_target_id: str
    changes: tuple[Change, ...]
    score: float
    status: LinkStatus = "proposed"


class Coverage(Reasoned):
    """One parent task or target × one plan below it. ``required`` is ``None`` where the parent does not say."""

    parent_plan_id: str
    parent_path: str
    parent_target_id: str | None
    kind: Literal["task", "target"]
    plan_id: str
    required: bool | None
    required_by: str | None
    verdict: Verdict


class Finding(Record):
    """One divergence or defect an auditor should see, on the local plan's side.

    ``was`` and ``now`` are the parent's and the local wording or value; ``start``/``end`` place ``quote`` in the local
    plan, ``parent_start``/``parent_end`` place ``parent_quote`` in the parent's text. ``status`` is what a reviewer
    said of it, as with links.
    """

    finding_id: str
    kind: FindingKind
    severity: Severity
    plan_id: str
    path: str | None = None
    target_id: str | None = None
    parent_plan_id: str | None = None
    parent_path: str | None = None
    parent_target_id: str | None = None
    was: str | None = None
    now: str | None = None
    message_vi: str
    message_en: str
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    parent_quote: str | None = None
    parent_start: int | None = None
    parent_end: int | None = None
    status: LinkStatus = "proposed"
    rule: str


class Review(Record):
    """What a reviewer said of a link, a finding or a unit, and what became of it.

    ``said_at`` is in UTC. A link of tasks is named by both plans and paths, one of targets by both target ids, findings
    by their ids; a note may stand at one unit. ``fingerprint`` and ``parent_fingerprint`` are those of the words that
    the reviewer saw, ``None`` where there were none; where either differs now, ``state`` is ``suspect``. ``unused``:
    what the review speaks of is not there any more; ``superseded``: a later review speaks of the same.
    """

    said_at: datetime
    said_by: str
    action: ReviewAction
    plan_id: str
    path: str | None = None
    parent_plan_id: str | None = None
    parent_path: str | None = None
    target_id: str | None = None
    parent_target_id: str | None = None
    finding_id: str | None = None
    relation: Relation | None = None
    note: str | None = None
    fingerprint: str | None = None
    parent_fingerprint: str | None = None
    state: ReviewState = "applied"


class Revision(Record):
    """A plan and the version of it that it takes the place of, which keeps its records and is held against nothing."""

    plan_id: str
    former_plan_id: str


class PlanChange(Record):
    """One task or target in which a version of a plan differs from the one before.

    ``path`` (and ``target_id``) is in the plan, ``None`` where it was dropped; ``former_path`` in the former version,
    ``None`` where it was added. ``was`` and ``now`` are its words with those of its own lines.
    """

    plan_id: str
    former_plan_id: str
    kind: ChangeKind
    what: Literal["task", "target"]
    path: str | None = None
    target_id: str | None = None
    former_path: str | None = None
    former_target_id: str | None = None
    was: str | None = None
    now: str | None = None


class Impact(Record):
    """What a plan below must look at again, since its parent changed there.

    ``child_path`` (and ``child_target_id``) carries out what changed, ``None`` where nothing there does; the rest names
    the change as ``PlanChange`` does.
    """

    child_plan_id: str
    child_path: str | None
    child_target_id: str | None
    plan_id: str
    kind: ChangeKind
    what: Literal["task", "target"]
    path: str | None
    former_path: str | None


class Corpus(Record):
    """Everything read from one folder of plans, and everything that holds between them.

    ``agency_of`` gives the ``agency_id`` of an ``assignment_id``, ``cited_plan_of`` the ``plan_id`` that a
    ``citation_id`` means; those without one are not in them. ``folder`` is where the files stood when they were read.
    """

    folder: str | None = None
    plans: tuple[Plan, ...] = ()
    sources: tuple[Source, ...] = ()
    agencies: tuple[Agency, ...] = ()
    agency_of: dict[str, str] = {}
    counterparts: tuple[Counterpart, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    cited_plan_of: dict[str, str] = {}
    task_links: tuple[TaskLink, ...] = ()
    target_links: tuple[TargetLink, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    findings: tuple[Finding, ...] = ()
    reviews: tuple[Review, ...] = ()
    revisions: tuple[Revision, ...] = ()
    changes: tuple[PlanChange, ...] = ()
    impacts: tuple[Impact, ...] = ()

    def plan(self, plan_id: str) -> Plan:
        """The plan of that id; ``KeyError`` where there is none."""
        for plan in self.plans:
            if plan.plan_id == plan_id:
                return plan
        raise KeyError(plan_id)
