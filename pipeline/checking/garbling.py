"""Words that a slip of the writer has garbled, told only where the plan itself writes them rightly elsewhere.

"hướng ứng" for "hưởng ứng", "chuyển số" for "chuyển đổi số", "các các": what is printed makes no word with its
neighbours and stands once, what is meant stands in the same words several times. So with documents whose number is not
that of what they are called ("Công văn số 01-CTr/BCĐTW"). Not told of recognised text, where the slip may be that of
the recognition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from extractors.lexicon import load_lexicon
from extractors.papers.documents import name_type, split_marks
from extractors.records import Finding, Plan
from extractors.text.folding import fold
from extractors.text.syllables import is_syllable
from extractors.text.words import is_word
from pipeline.findings import Garbled, make_finding, place_record, report_garbled
from pipeline.wording import word

_SYLLABLES = re.compile(r"[^\W\d_]+")
_BETWEEN_WORDS = re.compile(r"\s+")
# "337/KH-TU": the Party writes 337-KH/TU (Hướng dẫn 36-HD/VPTW).
_PARTY_SLIP = re.compile(r"\d+[a-z]?/[A-ZĐ][A-Za-zĐđ]*-(?:TU|TW|HU|QU|ĐU|ĐUK)")
_ANY_KIND = ("Văn bản",)
# How often what is meant stands elsewhere: as a word of the list, as a phrase, as one that the plan is about.
_OFTEN_AS_WORD, _OFTEN_AS_PHRASE, _SET_PHRASE = 3, 5, 10


def find_garbled_text(plan: Plan) -> Iterator[Finding]:
    """One finding a unit with all its slips; empty for plans read from page images."""
    if any(page.confidence is not None for page in plan.text.pages):
        return
    runs = {unit.path: [*_list_runs(unit.text)] for unit in plan.units}
    phrases = _Phrases(run for unit_runs in runs.values() for run in unit_runs)
    yield from _find_garbled_numbers(plan)
    for unit in plan.units:
        slips = [slip for run in runs[unit.path] for slip in _find_slips(run, phrases)]
        if slips:
            yield report_garbled(
                plan,
                unit,
                list(dict.fromkeys(slips)),
                rule="written_otherwise_elsewhere",
                message="check.garbled_text",
            )


def _find_garbled_numbers(plan: Plan) -> Iterator[Finding]:
    """Documents called otherwise than their number says, or numbered with the marks of the Party in the wrong order."""
    seen: set[str] = set()
    for citation in plan.citations:
        kind = name_type(split_marks(citation.number))
        code = ""
        if _PARTY_SLIP.fullmatch(citation.number):
            code = "party_number_garbled"
        elif kind and citation.doc_type not in (None, *_ANY_KIND) and not _is_same_kind(kind, citation.doc_type or ""):
            code = "number_of_other_kind"
        if code and citation.number_key not in seen:
            seen.add(citation.number_key)
            yield make_finding(
                "garbled_text",
                "note",
                word(f"check.{code}", number=citation.number, called=citation.doc_type, kind=kind),
                rule=code,
                plan_id=plan.plan_id,
                here=place_record(citation),
                now=citation.number,
            )


def _is_same_kind(kind: str, called: str) -> bool:
    """Whether one name of a kind only says more than the other: "Chương trình hành động", "Thông báo kết luận"."""
    return fold(called).startswith(fold(kind)) or fold(kind).startswith(fold(called)) or fold(called) in fold(kind)


def _list_runs(text: str) -> Iterator[list[str]]:
    """The syllables between marks and numbers, as printed."""
    run: list[str] = []
    end = 0
    for match in _SYLLABLES.finditer(text):
        if run and not _BETWEEN_WORDS.fullmatch(text[end : match.start()]):
            yield run
            run = []
        run.append(match[0])
        end = match.end()
    if run:
        yield run


class _Phrases:
    """How often a plan says each phrase of two to four syllables, and how it writes each bare spelling."""

    def __init__(self, runs: Iterator[list[str]]) -> None:
        self._counts: Counter[tuple[str, ...]] = Counter()
        self.alike: dict[str, set[str]] = {}
        for run in runs:
            said = [syllable.lower() for syllable in run]
            for length in (2, 3, 4):
                self._counts.update(zip(*(said[start:] for start in range(length)), strict=False))
            for syllable in said:
                self.alike.setdefault(fold(syllable), set()).add(syllable)
        self.between: dict[tuple[str, str], set[str]] = {}
        for phrase, count in self._counts.items():
            if len(phrase) == 3 and count >= _SET_PHRASE:
                self.between.setdefault((phrase[0], phrase[2]), set()).add(phrase[1])

    def count(self, *phrase: str | None) -> int:
        """How often the plan says it; 0 for what reaches over an end."""
        return self._counts[phrase] if None not in phrase else 0  # type: ignore[index]


def _find_slips(run: list[str], phrases: _Phrases) -> Iterator[Garbled]:
    said: list[str | None] = [None, None, *(syllable.lower() for syllable in run), None, None]
    doubled = set(load_lexicon("comparison")["garbled"]["doubled"])
    for at in range(2, len(said) - 2):
        here, following = said[at], said[at + 1]
        if here is None or not run[at - 2][0].islower():
            continue
        if here == following and here in doubled and run[at - 1][0].islower():
            yield Garbled(f"{here} {here}", here)
        elif (meant := _find_meant(said, at, phrases)) is not None:
            yield Garbled(_show(said, at, here), _show(said, at, meant))
        elif following is not None and (lost := _find_lost(said, at, phrases)) is not None:
            yield Garbled(f"{here} {following}", f"{here} {lost} {following}")


def _find_meant(said: list[str | None], at: int, phrases: _Phrases) -> str | None:
    """The syllable with other marks that the plan says in these very words elsewhere; ``None``: none, or several."""
    here = said[at]
    before, after = said[at - 1], said[at + 1]
    if here is None or (before is None and after is None):
        return None
    if any(_is_pair(*pair) or phrases.count(*pair) > 1 for pair in ((before, here), (here, after))):
        return None
    others = phrases.alike[fold(here)] - {here}
    meant = [other for other in others if _is_said(said, at, other, phrases)]
    return meant[0] if len(meant) == 1 else None


def _is_said(said: list[str | None], at: int, other: str, phrases: _Phrases) -> bool:
    """Whether the plan says another syllable in this place often, as part of a word that this place leaves broken.

    "hình thức dùng công nghệ" is no "dụng công nghệ", whose first syllable ends another word.
    """
    before2, before, here, after, after2 = said[at - 2 : at + 3]
    if (
        phrases.count(before2, before, other) >= _OFTEN_AS_PHRASE
        or phrases.count(before, other, after) >= _OFTEN_AS_WORD
    ):
        return True
    if not is_syllable(here or "") and phrases.count(other, after, after2) >= _OFTEN_AS_PHRASE:
        return True
    pairs = (((before, other), (before2, before), (other, after)), ((other, after), (after, after2), (before, other)))
    return any(
        _is_pair(*pair)
        and phrases.count(*pair) >= _OFTEN_AS_WORD
        and not _is_pair(*own)
        and (None in beyond or not is_syllable(here or "") or phrases.count(*beyond) > 0)
        for pair, own, beyond in pairs
    )


def _find_lost(said: list[str | None], at: int, phrases: _Phrases) -> str | None:
    """The rest of a word that the plan has in this place in one of its set phrases ("chuyển số": "chuyển đổi số")."""
    before, here, following, after = said[at - 1 : at + 3]
    if here is None or following is None or phrases.count(here, following) > 1:
        return None
    if any(_is_pair(*pair) for pair in ((here, following), (before, here), (following, after))):
        return None
    lost = [
        other
        for other in phrases.between.get((here, following), ())
        if _is_pair(here, other)
        and max(phrases.count(before, here, other, following), phrases.count(here, other, following, after)) > 1
    ]
    return lost[0] if len(lost) == 1 else None


def _is_pair(first: str | None, second: str | None) -> bool:
    return first is not None and second is not None and is_word(first, second)


def _show(said: list[str | None], at: int, syllable: str) -> str:
    """A syllable with its neighbours, so that a reader sees the slip."""
    return " ".join(filter(None, (said[at - 1], syllable, said[at + 1])))
