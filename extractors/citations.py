"""Other documents that a plan cites by number: "Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về …".

One record a mention. A plan's own number is no citation, and a proposal ("theo đề nghị … tại Tờ trình số …") is no
basis. What one mention leaves out, the day above all, an earlier one of the same document may have said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extractors.papers.documents import make_number_key, read_standing
from extractors.papers.mentions import Mention, find_mentions
from extractors.records import Abbreviation, Citation, Letterhead, Unit
from extractors.text.folding import fold


@Language.component("citations")
def find_citations(doc: Doc) -> Doc:
    """Leave every mention of another document in ``doc.user_data["citations"]``, in reading order.

    ``doc.spans["citations"]`` covers kind, number, day and issuer, ``doc.spans["citation_titles"]`` what it is about.
    """
    units: tuple[Unit, ...] = doc.user_data["units"]
    letterhead: Letterhead = doc.user_data["letterhead"]
    long_forms = _long_forms(doc.user_data["abbreviations"])
    known = _KnownDocuments(letterhead)
    records: list[Citation] = []
    titles: list[tuple[int, int]] = []
    in_unit: Counter[str] = Counter()
    notes = _find_notes(doc.text, units)
    for unit, is_basis, mention in _find_mentions([*units, *notes]):
        mention = _spell_out(mention, long_forms)
        if known.is_own(unit, mention):
            continue
        mention = known.complete(mention)
        titles.append((unit.start + mention.end, unit.start + mention.subject_end))
        in_unit[unit.path] += 1
        records.append(_make_record(doc.user_data["plan_id"], unit, mention, is_basis, in_unit[unit.path]))
    doc.user_data["citations"] = tuple(records)
    places = ((record.start, record.end) for record in records)
    for name, spans in (("citations", places), ("citation_titles", titles)):
        found = (doc.char_span(start, end, alignment_mode="expand") for start, end in spans if start < end)
        doc.spans[name] = [span for span in found if span is not None]
    return doc


# --- what the mentions say together ------------------------------------------------------------------------------

_ENCLOSED = re.compile(r"\bkèm\s+theo\s+(?:[^\s()]+\s+){0,8}$", re.IGNORECASE)


class _KnownDocuments:
    """The documents mentioned so far, and the plan itself."""

    def __init__(self, letterhead: Letterhead) -> None:
        self.own_key = make_number_key(letterhead.number) if letterhead.number else None
        self.own_day = letterhead.issued_on
        self.seen: dict[str, list[_Said]] = {}

    def is_own(self, unit: Unit, mention: Mention) -> bool:
        """Whether a mention means the plan itself.

        Its appendices say whose they are; elsewhere the same number and day decide, for two communes' plans may both
        be 01-KH/BCĐ.
        """
        if make_number_key(mention.number.printed) != self.own_key:
            return False
        if _ENCLOSED.search(unit.text[: mention.start]):
            return True
        return mention.issued_on == self.own_day if mention.issued_on else mention.issuer is None

    def complete(self, mention: Mention) -> Mention:
        """The mention with the day and issuer that the plan gave earlier for the same document."""
        earlier = self.seen.setdefault(make_number_key(mention.number.printed), [])
        said = _Said(mention.issued_on, mention.issuer)
        names_issuer = read_standing(mention.number.marks) is not None
        same = [other for other in earlier if _may_be_same(other, said, names_issuer)]
        dated = next((other for other in same if other.issued_on), None)
        if said.issued_on is None and dated is not None:
            said = said._replace(issued_on=dated.issued_on)
        named = next((other for other in same if other.issuer), None)
        if said.issuer is None and named is not None and named.issued_on == said.issued_on:
            said = said._replace(issuer=named.issuer)
        if said not in earlier:
            earlier.append(said)
        return mention._replace(issued_on=said.issued_on, issuer=said.issuer)


class _Said(NamedTuple):
    """What a mention says of a document beside its number."""

    issued_on: date | None
    issuer: str | None


def _may_be_same(one: _Said, other: _Said, names_issuer: bool) -> bool:
    """Whether nothing said of two mentions of one number speaks against their being one document.

    Where the number itself names who issued it ("57-NQ/TW"), what the mentions call them does not matter; else one may
    be called shorter than the other ("Ban Chỉ đạo", "Ban Chỉ đạo Trung ương về …").
    """
    if one.issued_on and other.issued_on and one.issued_on != other.issued_on:
        return False
    if names_issuer or not (one.issuer and other.issuer):
        return True
    short, long = sorted((fold(one.issuer), fold(other.issuer)), key=len)
    return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long) is not None


def _find_mentions(units: Iterable[Unit]) -> Iterator[tuple[Unit, bool, Mention]]:
    """Each mention with its unit and whether the plan rests on it; the preamble's cue goes on over its lines."""
    rests = False
    for unit in units:
        cues = _find_cues(unit.text, rests) if unit.section == "preamble" else [(0, False)]
        if unit.kind == "preamble":
            rests = cues[-1][1]
        for mention in find_mentions(unit.text):
            cue = cues[bisect_right(cues, mention.start, key=lambda cue: cue[0]) - 1]
            yield unit, cue[1] and mention.doc_type != "Tờ trình", mention


_NOTE = re.compile(r"^\[(?P<sign>\d{1,3}|[ivxlc]{1,6})\]\s", re.MULTILINE)


def _find_notes(text: str, units: Sequence[Unit]) -> list[Unit]:
    """The footnotes, which readers put at the end ("[1] Nghị định số …"), as if each were said by the unit it hangs on.

    That is the unit with its sign; where a reader could not keep the sign, the last one before the note.
    """
    signs = [note for note in _NOTE.finditer(text) if not any(unit.start <= note.start() < unit.end for unit in units)]
    notes: list[Unit] = []
    for sign, following in zip_longest(signs, signs[1:]):
        above = [unit for unit in units if unit.start < sign.start()]
        below = min((unit.start for unit in units if unit.start > sign.start()), default=len(text))
        end = min(below, following.start()) if following else below
        if above:
            signed = next((unit for unit in above if f"[{sign['sign']}]" in unit.text), above[-1])
            said = {"start": sign.start(), "end": end, "text": text[sign.start() : end], "section": "other"}
            notes.append(signed.model_copy(update={**said, "kind": "paragraph"}))
    return notes


_CLAUSE = re.compile(r"(?:^|[;:\n]|\.\s|,\s|\bvà\s)\W*", re.MULTILINE)
_BASIS = re.compile(
    r"(?:căn cứ|thực hiện|triển khai|tiếp tục|quán triệt|hưởng ứng|cụ thể hóa|tổ chức|chấp hành|thi hành|để|nhằm|"
    r"theo)\b",
    re.IGNORECASE,
)
_PROPOSAL = re.compile(r"(?:theo|xét|trên cơ sở|sau khi xem xét)?\s*(?:đề nghị|tờ trình|xét)\b", re.IGNORECASE)


def _find_cues(text: str, rests: bool) -> list[tuple[int, bool]]:
    """From where on the plan rests on what it cites, and from where on it does not: what each clause opens with.

    ``rests`` is how it stands before the first cue.
    """
    cues = [(0, rests)]
    for clause in _CLAUSE.finditer(text):
        if _PROPOSAL.match(text, clause.end()):
            cues.append((clause.end(), False))
        elif _BASIS.match(text, clause.end()):
            cues.append((clause.end(), True))
    return cues


def _long_forms(abbreviations: Iterable[Abbreviation]) -> dict[str, str]:
    return {fold(record.short): record.long for record in abbreviations}


def _spell_out(mention: Mention, long_forms: dict[str, str]) -> Mention:
    """The mention with its issuer's long form, where the plan defines the short one for itself."""
    if mention.issuer is None:
        return mention
    return mention._replace(issuer=long_forms.get(fold(mention.issuer), mention.issuer))


def _make_record(plan_id: str, unit: Unit, mention: Mention, is_basis: bool, nth: int) -> Citation:
    return Citation(
        citation_id=f"{plan_id}/{unit.path}/c{nth}",
        path=unit.path,
        start=unit.start + mention.start,
        end=unit.start + mention.end,
        quote=unit.text[mention.start : mention.end],
        rule="citation_basis" if is_basis else "citation_number",
        number=mention.number.printed,
        number_key=make_number_key(mention.number.printed),
        doc_type=mention.doc_type,
        issued_on=mention.issued_on,
        issuer=mention.issuer,
        title=mention.title,
        is_basis=is_basis,
    )
