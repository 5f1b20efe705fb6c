"""The signs of time in a plan, found once, and the questions that may be asked about the words around one.

A sign is a date, a rhythm ("hằng quý"), "thường xuyên", or a cue: a word of ``lexicon/time.toml`` that stands before a
date and says how it binds ("hoàn thành trước"). What they mean together is read by ``due_dates`` and ``recurrences``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple, TypeVar

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.lexicon import load_lexicon
from extractors.records import DeadlineKind, Every
from extractors.text.stretches import lies_within, merge_stretches
from extractors.times.dates import CalendarSpan, Point, find_spans
from extractors.times.frequencies import Frequency, find_frequencies

# What a stretch of text is: a line or cell that says only when, or until when; targets or duties, or a heading over
# them; or aside from all that, where a date binds only when it is called a last day.
Manner = Literal["time_line", "completion_line", "target_heading", "target", "duty_heading", "duty", "aside"]
LINES: tuple[Manner, ...] = ("time_line", "completion_line")


class Binding(NamedTuple):
    """One time expression that binds: ``text[start:end]``, its meaning, and the rule that read it.

    ``first`` and ``last`` may still lack their year (see ``Point``).
    """

    start: int
    end: int
    kind: DeadlineKind
    rule: str
    first: Point | None = None
    last: Point | None = None
    every: Every | None = None
    month_day: str | None = None
    rrule: str | None = None
    anchor: str | None = None
    offset_days: int | None = None


class Signs(NamedTuple):
    """Every sign of time in a text, in order; what stands in quotation marks or speaks of a document is left out.

    ``cues`` gives for the end of a cue where it begins and what it means (its label in the lexicon).
    """

    text: str
    spans: list[CalendarSpan]
    rhythms: list[Frequency]
    steady: list[tuple[int, int]]
    cues: dict[int, tuple[int, str]]


def find_signs(doc: Doc, apart: Iterable[tuple[int, int]]) -> Signs:
    """The signs of time in a plan; ``apart`` are the stretches that speak of other documents."""
    text = doc.user_data["text"].text  # as long as ``doc.text``, which is put together anew each time it is asked for
    places = merge_stretches([*apart, *(match.span() for match in _QUOTED.finditer(text))])
    steady = sorted(_offsets(doc, i, j) for _, i, j in _phrase_matchers(doc.vocab).steady(doc))
    return Signs(
        text=text,
        spans=[span for span in find_spans(text) if not lies_within(places, span.start)],
        rhythms=[rhythm for rhythm in find_frequencies(text) if not lies_within(places, rhythm.start)],
        steady=[place for place in steady if not lies_within(places, place[0])],
        cues=_find_cues(doc),
    )


_Sign = TypeVar("_Sign", CalendarSpan, Frequency, Binding, tuple[int, int])


def begin_within(signs: list[_Sign], start: int, end: int) -> list[_Sign]:
    """Those of some signs, sorted, that begin at ``start`` or later and before ``end``."""
    return signs[
        bisect_left(signs, start, key=lambda sign: sign[0]) : bisect_left(signs, end, key=lambda sign: sign[0])
    ]


def cues_before(signs: Signs, position: int, floor: int) -> tuple[list[str], int]:
    """The labels of the cues directly before a position, the nearest first, and where the outermost of them begins.

    An hour of the day may stand between: "chậm nhất là 17 giờ 00 ngày 01 tháng 02".
    """
    labels: list[str] = []
    start = position
    while True:
        while position > floor and signs.text[position - 1].isspace():
            position -= 1
        clock = _CLOCK.search(signs.text, max(floor, position - 16), position)
        if clock is not None:
            position = clock.start()
        elif position in signs.cues and signs.cues[position][0] >= floor:
            position, label = signs.cues[position]
            if label == "apart" and labels:
                return labels, start  # "kết quả trong năm 2026": the date does not speak of the results
            if label != "filler":
                labels.append(label)
                start = position
        else:
            return labels, start


def close_bracket(text: str, start: int, end: int) -> int:
    """The end of a stretch with the bracket that it opened and that closes right after it.

    >>> close_bracket("vào Ngày Sách (21/4) hằng năm", 4, 19)
    20
    """
    is_open = text.count("(", start, end) > text.count(")", start, end)
    return end + 1 if is_open and text[end : end + 1] == ")" else end


def clause_before(text: str, position: int, floor: int) -> str:
    """What a clause says before a position: back to the last full stop, semicolon or new line."""
    floor = max(floor, position - _LONGEST_CLAUSE)
    return text[max((match.end() for match in _CLAUSE_END.finditer(text, floor, position)), default=floor) : position]


def clause_end(text: str, position: int, ceiling: int) -> int:
    """Where the clause that holds a position ends: at the next full stop, semicolon or new line."""
    end = _CLAUSE_END.search(text, position, ceiling)
    return end.start() if end else ceiling


def opens_clause(text: str, position: int, floor: int) -> bool:
    """Whether a clause, or what a colon announces, begins at a position."""
    return re.fullmatch(r"[^\w(]*", clause_before(text, position, floor).rpartition(":")[2]) is not None


def stands_before(text: str, words: str, position: int, floor: int = 0) -> bool:
    """Whether some words (a regular expression) end right before a position, blanks between them aside."""
    left = text[max(floor, position - 60) : position]
    return _compile(rf"(?<!\w){words}\s*$").search(left) is not None


def stands_after(text: str, words: str, position: int) -> bool:
    """Whether some words (a regular expression) begin right after a position, blanks between them aside."""
    return _compile(rf"\s{{0,3}}{words}").match(text, position) is not None


@cache
def any_word(table: str, key: str) -> str:
    """The words of one list of the lexicon as alternatives of a regular expression, the longest first."""
    phrases = sorted(load_lexicon("time")[table][key], key=len, reverse=True)
    return "(?:" + "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases) + ")"


def holds_word(table: str, key: str, text: str) -> bool:
    """Whether a text holds one of the words of a list of the lexicon."""
    return _compile(rf"(?<!\w){any_word(table, key)}(?!\w)").search(text) is not None


# --- finding -----------------------------------------------------------------------------------------------------

_QUOTED = re.compile(r"“[^”\n]{1,300}”|\"[^\"\n]{1,300}\"|«[^»\n]{1,300}»")
_CLOCK = re.compile(r"\d{1,2}\s?(?:giờ|h|g)\s?(?:\d{2})?\s?(?:phút)?,?\s?$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.;!?](?=\s)|\n")
_LONGEST_CLAUSE = 600  # characters; nothing is looked for further back


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


class _Matchers(NamedTuple):
    loose: PhraseMatcher
    strict: PhraseMatcher
    steady: PhraseMatcher


@cache
def _phrase_matchers(vocab: Vocab) -> _Matchers:
    lexicon = load_lexicon("time")
    found = _Matchers(*(PhraseMatcher(vocab, attr=attr) for attr in ("NORM", "LOWER", "NORM")))
    for label, words in lexicon["cues"].items():
        for matcher, phrases in ((found.loose, words.get("loose")), (found.strict, words.get("strict"))):
            if phrases:
                matcher.add(label, [Doc(vocab, words=phrase.split()) for phrase in phrases])
    found.steady.add("steady", [Doc(vocab, words=phrase.split()) for phrase in lexicon["steady"]["words"]])
    return found


def _find_cues(doc: Doc) -> dict[int, tuple[int, str]]:
    """The longest cue that ends at each place."""
    cues: dict[int, tuple[int, str]] = {}
    for matcher in _phrase_matchers(doc.vocab)[:2]:
        for label, i, j in matcher(doc):
            start, end = _offsets(doc, i, j)
            if end not in cues or start < cues[end][0]:
                cues[end] = (start, doc.vocab.strings[label])
    return cues


def _offsets(doc: Doc, i: int, j: int) -> tuple[int, int]:
    return doc[i].idx, doc[j - 1].idx + len(doc[j - 1])
