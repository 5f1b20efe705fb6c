"""Where the words of a lexicon stand in a plan: found once a document, by spaCy's PhraseMatcher, and then looked up.

Words of one syllable are found exactly, but for capitals; longer ones also where they lost their marks, for no two
phrases of two syllables in the lexicons differ by marks alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.lexicon import load_lexicon


class Cues:
    """The places of each list of words, as offsets into ``doc.text``; a list is named as in its file (``a.b``)."""

    def __init__(self, doc: Doc, subject: str) -> None:
        places: dict[str, set[tuple[int, int]]] = {}
        for matcher in _build_matchers(doc.vocab, subject):
            for key, first, last in matcher(doc):
                span = doc[first:last]
                places.setdefault(doc.vocab.strings[key], set()).add((span.start_char, span.end_char))
        self._places = {name: sorted(found) for name, found in places.items()}
        self._by_start = {name: dict(found) for name, found in self._places.items()}
        self._by_end = {name: {end: start for start, end in reversed(found)} for name, found in self._places.items()}

    def within(self, name: str, start: int, end: int) -> list[tuple[int, int]]:
        """The places of a list's words that lie in a stretch, in order."""
        found = self._places.get(name, [])
        first = bisect_left(found, (start, start))
        last = bisect_left(found, (end, end))
        return [place for place in found[first:last] if place[1] <= end]

    def first(self, name: str, start: int, end: int) -> tuple[int, int] | None:
        """The first of them."""
        return next(iter(self.within(name, start, end)), None)

    def has(self, name: str, start: int, end: int) -> bool:
        """Whether there is any."""
        return bool(self.within(name, start, end))

    def starting(self, name: str, at: int) -> int | None:
        """Where the longest word that starts at an offset ends."""
        return self._by_start.get(name, {}).get(at)

    def ending(self, name: str, at: int) -> int | None:
        """Where the longest word that ends at an offset starts."""
        return self._by_end.get(name, {}).get(at)


def step_back(text: str, at: int) -> int:
    """The end of what stands before an offset, blanks left out."""
    while at > 0 and text[at - 1] in _BLANKS:
        at -= 1
    return at


def step_on(text: str, at: int) -> int:
    """The beginning of what stands after an offset, blanks left out."""
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


_BLANKS = " \u00a0"


@cache
def _build_matchers(vocab: Vocab, subject: str) -> tuple[PhraseMatcher, PhraseMatcher]:
    exact, unmarked = PhraseMatcher(vocab, attr="LOWER"), PhraseMatcher(vocab, attr="NORM")
    for name, words in _word_lists(load_lexicon(subject)):
        for matcher, chosen in (
            (exact, [w for w in words if " " not in w]),
            (unmarked, [w for w in words if " " in w]),
        ):
            if chosen:
                matcher.add(name, [Doc(vocab, words=word.split()) for word in chosen])
    return exact, unmarked


def _word_lists(content: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, list[str]]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _word_lists(value, f"{prefix}{key}.")
        elif isinstance(value, list):
            yield f"{prefix}{key}", value
