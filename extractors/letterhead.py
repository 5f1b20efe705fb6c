"""The facts about the plan itself: number, kind, title, issuer, level, place, day, signer.

They are read outside the units: in the head above the preamble and in the signature below the last unit. A copy may
have lost them; then an appendix's own line ("Kèm theo Kế hoạch số …"), then the sentence that enacts the plan ("Ủy ban
nhân dân tỉnh ban hành Kế hoạch …") may still say them. What none of these says is ``None``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extractors.lexicon import load_lexicon
from extractors.papers.documents import find_numbers, make_number_key, read_standing, read_type, split_marks
from extractors.papers.heads import DAY_LINE, NUMBER_LINE, Body, Head, read_head
from extractors.papers.issuers import (
    Place,
    find_bare_kind,
    find_places,
    opens_body,
    opens_with_organ,
    read_body,
    read_level,
    write_normally,
)
from extractors.papers.letters import find_letter_end
from extractors.papers.mentions import Mention, find_mentions
from extractors.papers.signatures import read_signature
from extractors.records import Fact, Letterhead, Level, PlanText, Unit
from extractors.text.folding import fold
from extractors.times.dates import find_dates


@Language.component("letterhead")
def find_letterhead(doc: Doc) -> Doc:
    """Leave the plan's own facts in ``doc.user_data["letterhead"]`` and its name in ``doc.user_data["plan_id"]``."""
    text: PlanText = doc.user_data["text"]
    letterhead = _prefer_stated(read_letterhead(text.text, doc.user_data["units"]), doc.user_data.get("stated"))
    doc.user_data["letterhead"] = letterhead
    doc.user_data["plan_id"] = name_plan(letterhead, text.source)
    spans = (doc.char_span(fact.start, fact.end, alignment_mode="expand") for fact in letterhead.facts)
    doc.spans["letterhead"] = [span for span in spans if span is not None]
    return doc


def read_letterhead(text: str, units: tuple[Unit, ...]) -> Letterhead:
    """Everything that a plan's text says about the plan itself, and not about a letter that it was sent with."""
    begins = find_letter_end(text)
    text = "\n" * begins + text[begins:]
    facts = _Facts(text)
    first = min((unit.start for unit in units), default=len(text))
    head = read_head(text, text.rfind("\n", 0, first) + 1 if units else first)  # the first unit's label is no title
    preamble = [unit for unit in units if unit.section == "preamble" and unit.text]
    _add_number(facts, head)
    _add_day(facts, head)
    _add_kind_and_title(facts, head)
    enclosed = _find_enclosed(text, head, units)
    if enclosed is not None:
        _add_enclosed(facts, *enclosed)
    sites = _find_sites(text, head, preamble)
    _add_issuer(facts, head, enclosed[1].issuer if enclosed else None, _find_subject(preamble), sites)
    _add_level_and_places(facts, sites)
    _add_signature(facts, units)
    return facts.letterhead()


def name_plan(letterhead: Letterhead, source: str) -> str:
    """A name for the plan in readable ASCII words: issuer, number and year, or the file's where it states no number.

    >>> name_plan(Letterhead(number="125/KH-UBND", issuer="Chủ tịch UBND tỉnh Sông Lam", locality="Sông Lam"), "a.txt")
    'ubnd-tinh-song-lam-125-kh-ubnd'
    >>> name_plan(Letterhead(), "cac xa/Kế hoạch số 3.txt")
    'cac-xa-ke-hoach-so-3'
    """
    if letterhead.number is None:
        return _slug(re.sub(r"\.\w{1,8}$", "", source)) or "plan"
    year = str(letterhead.issued_on.year) if letterhead.issued_on else ""
    return _slug(" ".join((_shorten_issuer(letterhead), letterhead.number, year)))


def _prefer_stated(read: Letterhead, stated: Letterhead | None) -> Letterhead:
    """What was read, with what is known from elsewhere in its place: that has no words in the text to show."""
    known = stated.model_dump(exclude={"facts"}, exclude_none=True) if stated is not None else {}
    facts = tuple(fact for fact in read.facts if fact.field not in known)
    return read.model_copy(update={**known, "facts": facts}) if known else read


# --- the name ----------------------------------------------------------------------------------------------------

# What an issuer was set up for is left out: "Ban Chỉ đạo Trung ương về phát triển …", "Ban Chỉ đạo phát triển …"; but
# not where the number names no more than the kind of body: every "Ban Chỉ đạo" of a place counts its "KH/BCĐ" from 1.
_SHORT_FORMS = (
    (r"^(?:phó\s+)?chủ tịch\s+(?=ủy|uỷ|ubnd)", ""),
    (r"[ủu][ỷy] ban nhân dân", "ubnd"),
    (r"hội đồng nhân dân", "hđnd"),
    (r"(?<=ban chỉ đạo trung ương)\s.*", ""),
    (r"\s+về\s.*|[,;(].*|\s+[-–]\s+.*", ""),
)
_REMIT = r"(?<=ban chỉ đạo)\s(?!trung ương|quốc gia|của|tỉnh|xã|phường|thành phố|huyện|đặc khu).*"


def _shorten_issuer(letterhead: Letterhead) -> str:
    """The issuer in short, with its places: a thousand communes have a Ban Chỉ đạo."""
    name = (letterhead.issuer or "").lower()
    if not (letterhead.number or "").endswith("BCĐ"):
        name = re.sub(_REMIT, "", name)
    for pattern, short in _SHORT_FORMS:
        name = re.sub(pattern, short, name)
    for place in (letterhead.locality, letterhead.parent_locality):
        if place and _slug(place) not in _slug(name):
            name = f"{name} {place}"
    return name


def _slug(words: str) -> str:
    """Lower-case ASCII words joined by dashes."""
    plain = unicodedata.normalize("NFKD", fold(words)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


# --- what was found ----------------------------------------------------------------------------------------------


class _Facts:
    """The facts found so far; the first place that states one keeps it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.values: dict[str, object] = {}
        self.found: dict[str, Fact] = {}

    def add(self, field: str, value: object, start: int, end: int, rule: str) -> None:
        """Note a fact and the words it was read from, unless a better place has stated it."""
        if value is not None and field not in self.values:
            self.values[field] = value
            self.found[field] = Fact(field=field, start=start, end=end, quote=self.text[start:end], rule=rule)

    def letterhead(self) -> Letterhead:
        """The record, its facts in the order of the text."""
        found = sorted(self.found.values(), key=lambda fact: (fact.start, fact.field))
        return Letterhead.model_validate({**self.values, "facts": tuple(found)})


# --- number, day, kind, title ------------------------------------------------------------------------------------

_BLANK_NUMBER = re.compile(r"[\s.…_]{0,40}[/-]\s?(?P<symbol>[A-ZĐ][A-Za-zĐđ&]*(?:\s?[-/–]\s?[A-ZĐ][A-Za-zĐđ&]*){0,5})")


def _add_number(facts: _Facts, head: Head) -> None:
    """The number after "Số"; where the running number is left blank only the symbol."""
    numbers = {number.start: number for number in find_numbers(head.opening)}
    for match in NUMBER_LINE.finditer(head.opening):
        number = numbers.get(match.end())
        if number is not None:
            facts.add("number", number.printed, number.start, number.end, "letterhead_number")
            facts.add("symbol", number.symbol, number.start, number.end, "letterhead_number")
            return
        blank = _BLANK_NUMBER.match(head.opening, match.end())
        if blank is not None:
            symbol = re.sub(r"\s+", "", blank["symbol"])
            facts.add("symbol", symbol, blank.start("symbol"), blank.end("symbol"), "letterhead_blank_number")
            return


def _add_day(facts: _Facts, head: Head) -> None:
    """The place and the day it was signed; a day left blank is none."""
    opening = head.opening
    for number in find_numbers(opening):
        opening = opening[: number.start] + "\n" * (number.end - number.start) + opening[number.end :]
    match = DAY_LINE.search(opening)
    if match is None:
        return
    start = match.start("place") + len(match["place"]) - len(_capital_words(match["place"]))
    facts.add("place", facts.text[start : match.end("place")] or None, start, match.end("place"), "letterhead_day")
    for day in find_dates(match["day"])[:1]:
        start = match.start("day")
        facts.add("issued_on", day.on, start + day.start, start + day.end, "letterhead_day")


def _capital_words(words: str) -> str:
    """The words at the end that open with a capital: the place, without what shares its line ("… /KH-SCT Lào Cai")."""
    found = re.search(r"(?:TP\.\s?)?(?:[^\W\d_]+(?:\s-\s|[ ]|$))+$", words)
    run = found.group() if found else ""
    kept = run.split(" ")
    while kept and not (kept[0][:1].isupper() and (not kept[0].isupper() or run.isupper())):
        kept = kept[1:]
    return " ".join(kept)


def _add_kind_and_title(facts: _Facts, head: Head) -> None:
    if head.kind is not None and (found := read_type(head.kind.text)) is not None:
        facts.add("doc_type", found.name, head.kind.start, head.kind.end, "letterhead_kind")
    if head.title:
        title = " ".join(" ".join(line.text.split()) for line in head.title)
        written = _as_written_below(title, facts.text[head.end :])
        facts.add("title", written, head.title[0].start, head.title[-1].end, "letterhead_title")


def _as_written_below(title: str, body: str) -> str:
    """A title in capitals as the text below writes it in small letters, where it does."""
    if not title.isupper():
        return title
    words = r"\s+".join(map(re.escape, title.split()))
    for match in re.compile(words, re.IGNORECASE).finditer(body):
        written = " ".join(match.group().split())
        if not written.isupper():
            return written[0].upper() + written[1:]
    return title


# --- an enclosure's own line -------------------------------------------------------------------------------------

_ENCLOSED = re.compile(r"\(\s?(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\s+(?P<rest>[^()]{5,300})\)?", re.IGNORECASE)


def _find_enclosed(text: str, head: Head, units: tuple[Unit, ...]) -> tuple[int, Mention] | None:
    """Where a line "(Kèm theo Kế hoạch số …)" says whose enclosure follows, and what it says.

    In the head it names the decision that the plan is enclosed with; in an appendix's heading, or between the units, it
    must name the plan's own kind. In running text it speaks of another document.
    """
    own = read_type(head.kind.text) if head.kind else None
    for match in _ENCLOSED.finditer(text):
        unit = next((unit for unit in units if unit.start <= match.start() < unit.end), None)
        mention = next(iter(find_mentions(match["rest"])), None)
        if mention is None or (unit is not None and unit.kind != "appendix"):
            continue
        one, other = fold(own.name if own else ""), fold(mention.doc_type or "")
        if match.start() < head.end or one.startswith(other) or other.startswith(one):
            return match.start("rest"), mention
    return None


def _add_enclosed(facts: _Facts, offset: int, mention: Mention) -> None:
    start, end = offset + mention.start, offset + mention.end
    own = facts.values.get("number")
    if own is None or make_number_key(str(own)) == make_number_key(mention.number.printed):
        facts.add("number", mention.number.printed, start, end, "enclosure_line")
        facts.add("symbol", mention.number.symbol, start, end, "enclosure_line")
        facts.add("issued_on", mention.issued_on, start, end, "enclosure_line")
        facts.add("doc_type", mention.doc_type, start, end, "enclosure_line")


# --- places ------------------------------------------------------------------------------------------------------


class _Site(NamedTuple):
    """A place that the letterhead, the title or the preamble names in ``text[start:end]``."""

    place: Place
    start: int
    end: int
    rule: str


class _Sites(NamedTuple):
    """The places named, nearest to the issuer first; those of the preamble only where it names one of a kind."""

    letterhead: tuple[_Site, ...]
    title: tuple[_Site, ...]
    preamble: tuple[_Site, ...]

    def all(self) -> tuple[_Site, ...]:
        """Every place, the nearest to the issuer first."""
        return (*self.letterhead, *self.title, *self.preamble)


def _find_sites(text: str, head: Head, preamble: Iterable[Unit]) -> _Sites:
    letterhead = [
        _Site(place, body.start, body.end, "letterhead_issuer")
        for body in reversed(head.bodies)
        for place in find_places(body.name)
    ]
    title = _sites_in(text, head.title[0].start, head.title[-1].end, "letterhead_title") if head.title else []
    named = [site for unit in preamble for site in _sites_in(text, unit.start, unit.end, "preamble")]
    return _Sites(tuple(letterhead), tuple(_only_ones(title)), tuple(_only_ones(named)))


def _sites_in(text: str, start: int, end: int, rule: str) -> list[_Site]:
    return [_Site(place, start + place.start, start + place.end, rule) for place in find_places(text[start:end])]


def _only_ones(sites: list[_Site]) -> list[_Site]:
    """Of each level the place named, where only one is."""
    named: dict[str, set[str]] = {}
    for site in sites:
        named.setdefault(site.place.level, set()).add(fold(site.place.locality))
    return [site for site in sites if len(named[site.place.level]) == 1]


# --- who issues it -----------------------------------------------------------------------------------------------


def _find_subject(preamble: list[Unit]) -> Body | None:
    """The body that the enacting sentence names: "…, Ủy ban nhân dân tỉnh ban hành Kế hoạch …"; the last one counts."""
    found: Body | None = None
    for unit in preamble:
        for boundary in _BOUNDARY.finditer(unit.text):
            if not opens_body(unit.text, boundary.end()):
                continue
            end = read_body(unit.text, boundary.end())
            if _issuing_pattern().match(unit.text, end):
                name = write_normally(" ".join(unit.text[boundary.end() : end].split()))
                found = Body(unit.start + boundary.end(), unit.start + end, name)
    return found


def _add_issuer(facts: _Facts, head: Head, enclosed: str | None, subject: Body | None, sites: _Sites) -> None:
    """The letterhead's body, or the organ of it that the enacting sentence names; without one whoever else says it."""
    if head.issuer_below is not None:
        facts.add("issuer", head.issuer_below.name, *head.issuer_below[:2], "letterhead_title")
    own = head.bodies[-1] if head.bodies else None
    if own is not None and (subject is None or not _speaks_for(subject.name, own.name)):
        facts.add("issuer", _with_place(own.name, sites), own.start, own.end, "letterhead_issuer")
    elif own is None and enclosed is not None and "number" in facts.found:
        number = facts.found["number"]
        facts.add("issuer", _with_place(enclosed, sites), number.start, number.end, "enclosure_line")
    if subject is not None:
        facts.add("issuer", _with_place(subject.name, sites), subject.start, subject.end, "enacting_sentence")


def _speaks_for(subject: str, body: str) -> bool:
    """Whether the enacting sentence's body is an organ of the letterhead's ("Ban Thường vụ Đảng ủy"), or itself.

    A steering committee's name is long, and the sentence writes it better than the letterhead's broken capitals do.
    """
    short, long = _spell_out(subject), _spell_out(body)
    if short.startswith("ban chi dao") and long.startswith("ban chi dao"):
        return True
    place = next(iter(find_places(body)), None)
    core = fold(body[: place.start]).strip() if place and place.start else " ".join(long.split()[:2])
    return opens_with_organ(subject) and not opens_with_organ(body) and _spell_out(core) in short


def _spell_out(name: str) -> str:
    return re.sub(r"\bbcd\b", "ban chi dao", re.sub(r"\bubnd\b", "uy ban nhan dan", fold(name)))


def _with_place(name: str, sites: _Sites) -> str:
    """A body's name with its place, where that is left out: "Ủy ban nhân dân tỉnh", "Ban Thường vụ Đảng ủy"."""
    if find_places(name) or read_level(name) == "central":
        return name
    kind = find_bare_kind(name)
    if kind is not None:
        same_kind = next((site.place for site in sites.all() if site.place.kind == kind), None)
        return f"{name} {same_kind.name}" if same_kind else name
    nearest = next((site.place for site in sites.letterhead), None)
    return f"{name} {nearest.kind} {nearest.name}" if nearest else name


def _add_level_and_places(facts: _Facts, sites: _Sites) -> None:
    """The issuer's level and place, and the place above: of the province, or of the district until 2025."""
    issuer, fact = str(facts.values.get("issuer", "")), facts.found.get("issuer")
    level = read_level(issuer) or _level_of_symbol(facts) or next((site.place.level for site in sites.title), None)
    source = fact or facts.found.get("symbol") or facts.found.get("title")
    if level is None or source is None:
        return
    facts.add("level", level, source.start, source.end, source.rule)
    if level == "central":
        return
    named = [_Site(place, source.start, source.end, source.rule) for place in find_places(issuer)]
    own = next((site for site in (*named, *sites.all()) if site.place.level == level), None)
    if own is not None:
        facts.add("locality", own.place.locality, own.start, own.end, own.rule)
    if level == "province":
        return
    above = ("province",) if level == "district" else ("district", "province")
    candidates = [site for site in (*named, *sites.letterhead) if site.place.level in above]
    candidates += [site for site in (*sites.title, *sites.preamble) if site.place.level == "province"]
    for parent in candidates[:1]:
        facts.add("parent_locality", parent.place.locality, parent.start, parent.end, parent.rule)


def _level_of_symbol(facts: _Facts) -> Level | None:
    standing = read_standing(split_marks(str(facts.values.get("symbol", ""))))
    return standing.level if standing else None


# --- who signs it ------------------------------------------------------------------------------------------------


def _add_signature(facts: _Facts, units: tuple[Unit, ...]) -> None:
    """The signer and the office, from the loose text that lists the recipients, else from what is left at the end.

    The gazette prints no recipients, and what a decision encloses follows its signature: there the first name right
    below an office signs.
    """
    loose = [(start, end) for start, end in _find_loose(facts.text, units) if start > 0]
    listed = [(start, end) for start, end in loose if "noi nhan" in fold(facts.text[start:end])]
    likely = [read_signature(facts.text, *bounds) for bounds in (listed or loose[-1:])[:1]]
    sure = (found for bounds in loose if (found := read_signature(facts.text, *bounds)).is_sure)
    signature = next((found for found in likely if found.signer), None) or next(sure, None)
    if signature is None:
        return
    for field, value, pieces in (
        ("signer", signature.signer, signature.signer_pieces),
        ("signer_title", signature.office, signature.office_pieces),
    ):
        if pieces:
            facts.add(field, value, pieces[0].start, pieces[-1].end, "signature")


def _find_loose(text: str, units: tuple[Unit, ...]) -> Iterator[tuple[int, int]]:
    """The stretches of text that belong to no unit."""
    position = 0
    for unit in sorted(units, key=lambda unit: unit.start):
        if unit.start > position:
            yield position, unit.start
        position = max(position, unit.end)
    if position < len(text):
        yield position, len(text)


_BOUNDARY = re.compile(r"(?:^|[;,.:\n]\s+|[-–]\s+)(?=\w)")


@cache
def _issuing_pattern() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, load_lexicon("issuers")["names"]["issues"]))
    return re.compile(rf"\s+(?:{verbs})\b", re.IGNORECASE)
