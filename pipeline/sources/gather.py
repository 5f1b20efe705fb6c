"""Between reading and comparing: which files make one plan, and which of several copies of a plan is read.

Offices keep a plan as the signed scan and the Word file it was printed from, a page an image, its appendices apart, or
under the letter that it was sent with. What belongs together shows in the documents: number, issuer and day, the line
"(Kèm theo Kế hoạch số … ngày … của …)" over an appendix, a series of names, the same text; or a user states it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import dirname
from typing import Literal, NamedTuple

from extractors.papers.documents import make_number_key, name_type, split_marks
from extractors.papers.issuers import find_places
from extractors.papers.mentions import find_mentions
from extractors.records import Letterhead, Plan
from extractors.text.folding import fold
from pipeline.readers.plausibility import rate_plausibility
from pipeline.sources.series import find_series
from pipeline.sources.statements import StatedParent, StatedPlan
from pipeline.sources.versions import are_versions, read_runs

Reason = Literal["repeated", "repeated_scan", "repeated_partial", "same_number", "letter"]


class Aside(NamedTuple):
    """Files that belong to a plan and are not read into it, and why; ``instead`` is the file that is."""

    sources: tuple[str, ...]
    reason: Reason
    instead: str


class Gathering(NamedTuple):
    """One plan: the files whose texts make it, in reading order, and those set aside for it.

    Text is missing before the files whose index is in ``missing``. ``known`` is what is known of the plan beyond its
    text: stated by a user, or by a copy set aside. ``parent`` is the plan that a user says it carries
    out, ``revises`` the one that they say it takes the place of.
    """

    sources: tuple[str, ...]
    missing: frozenset[int] = frozenset()
    known: Letterhead = Letterhead()
    parent: StatedParent | None = None
    revises: str | None = None
    aside: tuple[Aside, ...] = ()


def gather_plans(plans: Iterable[Plan], stated: Sequence[StatedPlan] = ()) -> list[Gathering]:
    """The plans that files make, each file read as a plan of its own; in the order of their first files."""
    documents = _make_documents(list(plans), stated)
    clusters = _Clusters()
    bodies = [document for document in documents if document.lead is None and not document.is_letter]
    # Those that state a number first: what states none is held against them.
    for document in sorted(bodies, key=lambda document: document.head.number is None):
        clusters.add_body(document)
    for document in documents:
        if document.lead is not None:
            clusters.add_enclosure(document)
    for document in documents:
        if document.is_letter:
            clusters.add_letter(document)
    place = {plan.text.source: index for index, plan in enumerate(plan for each in documents for plan in each.plans)}
    return sorted(map(_gather, clusters), key=lambda gathering: place[gathering.sources[0]])


# --- documents ---------------------------------------------------------------------------------------------------


class _Lead(NamedTuple):
    """What an enclosure's line says of the document it belongs to; ``symbol`` also where the number is blank."""

    number_key: str | None
    symbol: str
    year: int | None
    locality: str | None


@dataclass(eq=False)
class _Document:
    """One document: a file, the page images of one, or the files that a user says are one."""

    plans: list[Plan]
    missing: Collection[int] = ()
    stated: StatedPlan | None = None

    @cached_property
    def head(self) -> Letterhead:
        """Its letterhead, as stated or read on the first page."""
        known = self.stated.facts.model_dump(exclude={"facts"}, exclude_none=True) if self.stated else {}
        return self.plans[0].letterhead.model_copy(update=known)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(plan.text.source for plan in self.plans)

    @cached_property
    def lead(self) -> _Lead | None:
        """What the line over an enclosure says; ``None`` for a document of its own."""
        return None if self.stated else _read_lead(self.plans[0])

    @cached_property
    def is_letter(self) -> bool:
        """Whether it is a letter (công văn): its number names no kind of document, and it addresses somebody."""
        head = self.head
        symbol = split_marks(head.symbol or "")
        if self.stated or self.lead or not symbol or name_type(symbol) is not None or head.doc_type:
            return False
        return bool(_ADDRESSES.search(fold(self.plans[0].text.text[:_OPENING])))

    @cached_property
    def shingles(self) -> frozenset[str]:
        """The runs of syllables that it says."""
        return read_runs("\n".join(plan.text.text for plan in self.plans))

    @cached_property
    def is_scan(self) -> bool:
        pages = [page for plan in self.plans for page in plan.text.pages]
        return bool(pages) and 2 * sum(page.confidence is not None for page in pages) > len(pages)

    @cached_property
    def is_partial(self) -> bool:
        return bool(self.missing) or any(plan.gaps or plan.text.gaps for plan in self.plans)

    @cached_property
    def plausibility(self) -> float:
        """How much of it is Vietnamese, to a tenth: smaller differences say nothing."""
        return round(rate_plausibility(self.plans[0].text.text[:20_000]).score, 1)


_OPENING = 1500
_ADDRESSES = re.compile(r"(?m)^\W*kinh gui\b")


def _make_documents(plans: list[Plan], stated: Sequence[StatedPlan]) -> list[_Document]:
    """The documents that the files make, in the order of the files: as stated, else by the series of their names."""
    by_source = {plan.text.source: plan for plan in plans}
    documents, taken = [], set()
    for each in stated:
        there = [source for source in each.sources if source in by_source and source not in taken]
        if there:
            missing = {there.index(after) for after in _find_after_lost(each.sources, there)}
            documents.append(_Document([by_source[source] for source in there], missing, each))
            taken.update(there)
    rest = [plan for plan in plans if plan.text.source not in taken]
    pages = [plan for plan in rest if _is_page(plan)]
    for series in find_series([plan.text.source for plan in pages], _opens_document(pages)):
        documents.append(_Document([by_source[source] for source in series.sources], series.missing))
        taken.update(series.sources)
    documents += [_Document([plan]) for plan in rest if plan.text.source not in taken]
    order = {source: index for index, source in enumerate(by_source)}
    return sorted(documents, key=lambda document: order[document.sources[0]])


def _find_after_lost(sources: Sequence[str], there: Collection[str]) -> Iterator[str]:
    """The files there before which a file stated is not there."""
    lost = False
    for source in sources:
        if source in there and lost:
            yield source
        lost = source not in there


def _is_page(plan: Plan) -> bool:
    """Whether a file is the picture of one page."""
    return plan.text.format == "image" or (len(plan.text.pages) == 1 and plan.text.pages[0].confidence is not None)


def _opens_document(pages: Iterable[Plan]) -> set[str]:
    """The page images that begin a document: with a letterhead of their own."""
    heads = {plan.text.source: plan.letterhead for plan in pages}
    return {name for name, head in heads.items() if head.symbol and head.issuer and (head.doc_type or head.issued_on)}


_ENCLOSURE_LINE = re.compile(r"(?m)(?:^\W{0,3}|\()(?:ban hanh )?(?:dinh )?kem theo\b")
_BLANK_NUMBER = re.compile(
    r"\bsố\s*:?[\s.…_]{0,40}[/-]\s?(?P<symbol>[A-ZĐ][\w&]*(?:\s?[-/–]\s?[A-ZĐ][\w&]*){0,5})", re.IGNORECASE
)
_YEAR = re.compile(r"\bnăm\s?(\d{4})\b", re.IGNORECASE)
# Over an enclosure's line stand its own name and title, no paragraphs.
_LONGEST_ABOVE = 300


def _read_lead(plan: Plan) -> _Lead | None:
    """What the line over an enclosure says of the document it belongs to; ``None`` where the file has its own head."""
    text = plan.text.text
    match = _ENCLOSURE_LINE.search(fold(text[:_OPENING]))
    if match is None or any(len(line) > _LONGEST_ABOVE for line in text[: match.start()].split("\n")):
        return None
    if any(fact.field == "symbol" and fact.start < match.start() for fact in plan.letterhead.facts):
        return None
    line = " ".join(text[match.start() : match.start() + 400].split(")")[0].split())
    year = _YEAR.search(line)
    for mention in find_mentions(line)[:1]:
        number, issued_on = mention.number, mention.issued_on
        key, symbol = make_number_key(number.printed), number.symbol
        return _Lead(key, _symbol_key(symbol), issued_on.year if issued_on else None, _place_of(mention.issuer))
    blank = _BLANK_NUMBER.search(line)
    if blank is None:
        return None
    return _Lead(None, _symbol_key(blank["symbol"]), int(year[1]) if year else None, _place_of(line))


def _symbol_key(symbol: str | None) -> str:
    return "-".join(re.findall(r"\w+", fold(symbol or "")))


def _place_of(words: str | None) -> str | None:
    place = next(iter(find_places(words or "")), None)
    return fold(place.locality) if place else None


# --- what belongs together ---------------------------------------------------------------------------------------

# Of the three-syllable runs of two texts together, those that both have. Measured: a plan and the plan copied from it
# nearly word for word have up to 59% in common, two copies of one form for two places more; two plans of a field 10%.
_SAME_TEXT = 0.7
_SAME_TEXT_ALONE = 0.85
# Of the runs of the shorter of two texts with the same number, those that the other has too.
_HOLDS = 0.5
# Of an appendix's runs, those that a body has too which holds it; one that only speaks of the same tasks has half.
_HOLDS_ENCLOSURE = 0.7


@dataclass(eq=False)
class _Cluster:
    """The documents of one plan: copies of its body, copies of its enclosures, the letters it was sent with."""

    bodies: list[_Document] = field(default_factory=list)
    enclosures: list[_Document] = field(default_factory=list)
    letters: list[_Document] = field(default_factory=list)

    def heads(self) -> Iterator[Letterhead]:
        """The letterheads of its bodies."""
        return (body.head for body in self.bodies)

    def is_other_version(self, document: _Document) -> bool:
        """Whether one of its bodies is the same plan before or after it was changed."""
        return any(_is_same(document, body) and are_versions(document.plans[0], body.plans[0]) for body in self.bodies)


class _Clusters(list[_Cluster]):
    """The plans found so far."""

    def add_body(self, document: _Document) -> None:
        """A document of its own, or another copy of one: of the one most like it where several may be."""
        same = [cluster for cluster in self if not cluster.is_other_version(document)]
        copied = [body for cluster in same for body in cluster.bodies if _is_same(document, body)]
        if not copied:
            self.append(_Cluster([document]))
            return
        nearest = max(copied, key=lambda body: _share(document, body)) if len(copied) > 1 else copied[0]
        next(cluster for cluster in self if nearest in cluster.bodies).bodies.append(document)

    def add_enclosure(self, document: _Document) -> None:
        """An appendix, or a programme, to the document whose number its line gives; else a plan of its own."""
        lead = document.lead
        assert lead is not None
        fitting = [cluster for cluster in self if _fits(lead, document, cluster)]
        near = [cluster for cluster in fitting if _stands_beside(document, cluster)]
        chosen = near if len(fitting) > 1 else fitting
        if len(chosen) == 1:
            chosen[0].enclosures.append(document)
        else:
            self.append(_Cluster([], [document]))

    def add_letter(self, document: _Document) -> None:
        """A letter to the plan that it says it sends; else a document of its own."""
        sent = set(_find_sent(document.plans[0]))
        fitting = [
            cluster
            for cluster in self
            if any(head.number and make_number_key(head.number) in sent for head in cluster.heads())
            and all(_may_be_issuer(document.head, head) for head in cluster.heads())
        ]
        if len(fitting) == 1:
            fitting[0].letters.append(document)
        else:
            self.append(_Cluster([document]))


def _is_same(one: _Document, other: _Document) -> bool:
    """Whether two documents are copies of one: by number, issuer and year, else by their text."""
    head, known = one.head, other.head
    if not _may_be_issuer(head, known) or not _may_be_year(head, known):
        return False
    if head.number and known.number:
        if make_number_key(head.number) != make_number_key(known.number):
            return False
        return (_is_surely_issuer(head, known) and _may_be_named(head, known)) or _share(one, other) >= _HOLDS
    if head.symbol and known.symbol and _symbol_key(head.symbol) != _symbol_key(known.symbol):
        return False
    if head.doc_type and known.doc_type and head.doc_type != known.doc_type:
        return False
    union = len(one.shingles | other.shingles)
    least = _SAME_TEXT if _is_surely_issuer(head, known) else _SAME_TEXT_ALONE
    return union > 0 and len(one.shingles & other.shingles) >= least * union


def _may_be_year(one: Letterhead, other: Letterhead) -> bool:
    return one.issued_on is None or other.issued_on is None or one.issued_on.year == other.issued_on.year


def _may_be_issuer(one: Letterhead, other: Letterhead) -> bool:
    """Whether nothing says that two bodies are not one."""
    pairs = ((one.level, other.level), (one.locality, other.locality), (one.parent_locality, other.parent_locality))
    return all(not a or not b or fold(a) == fold(b) for a, b in pairs)


def _may_be_named(one: Letterhead, other: Letterhead) -> bool:
    """Whether two bodies may have one name: "05/KH-BCĐ" is a number of every steering committee of a place."""
    return not (one.issuer and other.issuer) or fold(one.issuer) == fold(other.issuer)


def _is_surely_issuer(one: Letterhead, other: Letterhead) -> bool:
    """Whether two bodies are one: both of the centre, where a number's marks name the body, or of one place."""
    if one.level == other.level == "central":
        return True
    return bool(one.locality and other.locality) or (
        bool(one.issuer) and fold(one.issuer or "") == fold(other.issuer or "")
    )


def _share(one: _Document, other: _Document) -> float:
    """How much of the shorter document the other says too."""
    least = min(len(one.shingles), len(other.shingles))
    return len(one.shingles & other.shingles) / least if least else 0.0


def _fits(lead: _Lead, document: _Document, cluster: _Cluster) -> bool:
    """Whether an enclosure's line may mean a plan; where its number is blank, only one in the same folder."""
    for head in cluster.heads():
        year = head.issued_on.year if head.issued_on else None
        if lead.year and year and lead.year != year:
            continue
        if lead.locality and head.locality and lead.locality != fold(head.locality):
            continue
        if lead.number_key and head.number:
            if lead.number_key == make_number_key(head.number):
                return True
        elif lead.symbol == _symbol_key(head.symbol) and _stands_beside(document, cluster):
            return True
    leads = [each.lead for each in cluster.enclosures if not cluster.bodies]
    return lead.number_key is not None and lead in leads


def _stands_beside(document: _Document, cluster: _Cluster) -> bool:
    folders = {dirname(source) for each in (*cluster.bodies, *cluster.enclosures) for source in each.sources}
    return dirname(document.sources[0]) in folders


_SENDS = re.compile(r"(?:gui kem|kem theo|dinh kem|sao gui|xin gui|trong gui|gui|chuyen)\b[^.;]{0,120}$")


def _find_sent(plan: Plan) -> Iterator[str]:
    """The numbers of the documents that a letter says it sends."""
    text = plan.text.text
    for mention in find_mentions(text):
        if _SENDS.search(fold(text[max(0, mention.start - 160) : mention.start])):
            yield make_number_key(mention.number.printed)


# --- which copy is read ------------------------------------------------------------------------------------------


def _gather(cluster: _Cluster) -> Gathering:
    """Put a plan together: the best body, and of the enclosures those that it does not hold itself."""
    ranked = sorted(cluster.bodies, key=lambda body: _rank(body, cluster))
    enclosures: list[_Document] = []
    aside = [_set_aside(copy, ranked[0]) for copy in ranked[1:]]
    for enclosure in sorted(cluster.enclosures, key=lambda each: _rank(each, cluster)):
        said = next((part for part in (*ranked[:1], *enclosures) if _repeats(enclosure, part)), None)
        if said is None:
            enclosures.append(enclosure)
        else:
            aside.append(_set_aside(enclosure, said))
    parts = [*ranked[:1], *sorted(enclosures, key=lambda each: (_number_of(each), each.sources))]
    first, stated = parts[0], next((each.stated for each in ranked if each.stated), None)
    aside += [Aside(letter.sources, "letter", first.sources[0]) for letter in cluster.letters]
    starts = [sum(len(part.plans) for part in parts[:index]) for index in range(len(parts))]
    return Gathering(
        sources=tuple(source for part in parts for source in part.sources),
        missing=frozenset(start + at for start, part in zip(starts, parts, strict=True) for at in part.missing),
        known=_join_known(first, ranked[1:]) if ranked else Letterhead(),
        parent=stated.parent if stated else None,
        revises=stated.revises if stated else None,
        aside=tuple(aside),
    )


def _rank(document: _Document, cluster: _Cluster) -> tuple[bool, bool, bool, bool, float, float, tuple[str, ...]]:
    """The better copy first: as stated, whole, digital, numbered, plausible, longer by a tenth; then by name.

    A copy without much that another has is not whole; what stands in the enclosures counts as its own.
    """
    rivals = cluster.bodies if document in cluster.bodies else [document]
    apart = (
        frozenset().union(*(each.shingles for each in cluster.enclosures)) if rivals is cluster.bodies else frozenset()
    )
    most = max(len(rival.shingles | apart) for rival in rivals)
    short = len(document.shingles | apart) < 0.8 * most
    return (
        document.stated is None,
        document.is_partial or short,
        document.is_scan,
        document.head.number is None,
        -document.plausibility,
        -round(len(document.shingles | apart) / max(most, 1), 1),
        document.sources,
    )


def _repeats(enclosure: _Document, part: _Document) -> bool:
    """Whether what an enclosure says stands in another part already; appendices of two numbers are two."""
    if part.lead is not None and _number_of(part) != _number_of(enclosure):
        return False
    own = len(enclosure.shingles)
    return own > 0 and len(enclosure.shingles & part.shingles) >= _HOLDS_ENCLOSURE * own


def _number_of(enclosure: _Document) -> int:
    """The number of an appendix; 0 for a programme, which stands before all of them."""
    first = next((unit for unit in enclosure.plans[0].units if unit.kind == "appendix"), None)
    return int(re.sub(r"\D", "", first.path) or 1) if first else 0


def _set_aside(copy: _Document, read: _Document) -> Aside:
    reason: Reason = "repeated"
    if _share(copy, read) < _HOLDS:
        reason = "same_number"
    elif copy.is_partial and not read.is_partial:
        reason = "repeated_partial"
    elif copy.is_scan and not read.is_scan:
        reason = "repeated_scan"
    return Aside(copy.sources, reason, read.sources[0])


# A Word file has what was typed; the number and the day are stamped on paper, and the name is signed there.
_STAMPED = ("number", "symbol", "place", "issued_on", "signer", "signer_title")


def _join_known(read: _Document, copies: Iterable[_Document]) -> Letterhead:
    """What a user states of a plan, and what its other copies say that the one read leaves blank."""
    known = read.stated.facts.model_dump(exclude={"facts"}, exclude_none=True) if read.stated else {}
    for copy in copies:
        if _share(copy, read) < _HOLDS:
            continue
        stated = copy.stated.facts.model_dump(exclude={"facts"}, exclude_none=True) if copy.stated else {}
        printed = {name: getattr(copy.head, name) for name in _STAMPED if getattr(read.head, name) is None}
        for name, value in (stated | printed).items():
            if value is not None:
                known.setdefault(name, value)
    return Letterhead.model_validate(known)
