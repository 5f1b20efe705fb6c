"""The language: spaCy's Vietnamese with a tokenizer that fits these texts, the extractors as components, in order.

A plan is one ``Doc``. What the components share travels on it:

* ``doc.user_data["text"]`` (``PlanText``), ``doc.user_data["units"]`` (tuple of ``Unit``) and
  ``doc.user_data["stated"]`` (what is known of the plan from elsewhere: a ``Letterhead``, or ``None``) go in;
* each component leaves its records as a tuple in ``doc.user_data[<component's name>]`` and their places in
  ``doc.spans[<component's name>]``, which later components use (a cited document's date is no deadline).

Tokens are syllables and single marks: underthesea's words gave nothing in recall at twenty times the cost, and split
the names of ministries wrongly. A token's ``LOWER`` is exact, its ``NORM`` is folded (no marks), so a PhraseMatcher on
``NORM`` finds cues that lost their diacritics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import spacy
from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

# Imported for their side effect: each registers its component under its own name.
from extractors import abbreviations, assignments, citations, deadlines, letterhead, targets, tasks  # noqa: F401
from extractors.records import Letterhead, PlanText, Unit
from extractors.text.folding import fold

COMPONENTS = ("letterhead", "abbreviations", "citations", "tasks", "deadlines", "targets", "assignments")

# A run of letters, or of digits with their separators (2.500; 10/10), or any other single mark.
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)*|\S")


def _split(text: str) -> Iterator[tuple[str, bool]]:
    """Each token and whether one blank follows it; longer white space is a token of its own (spaCy's convention)."""
    position = 0
    pending: str | None = None
    for match in _TOKEN.finditer(text):
        between = text[position : match.start()]
        if pending is not None:
            yield pending, between.startswith(" ")
            between = between.removeprefix(" ")
        if between:
            yield between, False
        pending, position = match.group(), match.end()
    rest = text[position:]
    if pending is not None:
        yield pending, rest.startswith(" ")
        rest = rest.removeprefix(" ")
    if rest:
        yield rest, False


class SyllableTokenizer:
    """Splits into syllables, numbers and marks; ``doc.text == text`` whatever the text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for word, space in _split(text):
            words.append(word)
            spaces.append(space)
        return Doc(self.vocab, words=words, spaces=spaces)

    def pipe(self, texts: Iterable[str], **_: object) -> Iterator[Doc]:
        """The same over many texts; spaCy asks for it."""
        return map(self, texts)


@cache
def build_nlp() -> Language:
    """The pipeline, built once a process; it holds no state between plans."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.vocab.lex_attr_getters[NORM] = fold  # type: ignore[attr-defined]
    nlp.tokenizer = SyllableTokenizer(nlp.vocab)
    nlp.max_length = 20_000_000
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def read_doc(text: PlanText, units: tuple[Unit, ...], stated: Letterhead | None = None) -> Doc:
    """The plan as one ``Doc`` with everything the extractors found in it; ``stated`` is known of it from elsewhere."""
    nlp = build_nlp()
    doc = nlp.make_doc(text.text)
    doc.user_data["text"] = text
    doc.user_data["units"] = units
    doc.user_data["stated"] = stated
    return nlp(doc)
