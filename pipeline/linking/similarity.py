"""How alike texts are: the one home of scikit-learn.

TF-IDF over single syllables and pairs of neighbouring ones. Vietnamese writes each syllable apart, so pairs stand for
most words; words cut by a segmenter recovered no more links at twenty times the cost, and character n-grams as many at
four times. Deterministic, offline, nothing to train.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from extractors.records import Plan

Similarities = npt.NDArray[np.float32]

_SYLLABLE = re.compile(r"[^\W_]+")
_UNKNOWN = ""  # the one term that stands for everything the parents never say; never a real n-gram
_ROWS_AT_ONCE = 20_000  # child rows multiplied at once: bounds what a national corpus takes beyond its counts
_TITLE_AT_LEAST = 12  # characters: a shorter "title" of a cited document is a common word, not a name


def score_texts(children: Sequence[str], parents: Sequence[str]) -> Similarities:
    """How alike each child text is to each parent text: one row a child, one column a parent, 0 to 1.

    A syllable pair that few of all these texts say weighs most, the programme's name that all of them say next to
    nothing. The parents make the vocabulary: what a child says beyond it only lengthens the child, so that an addition
    that merely shares common phrases scores low. A text without syllables is like nothing.

    >>> (score_texts(["Mở lớp học cho người già"], ["Tổ chức lớp học cho người già", "Trồng rừng"]) > 0.5).tolist()
    [[True, False]]
    """
    vocabulary = sorted({gram for parent in parents for gram in _n_grams(parent)})
    scores = np.zeros((len(children), len(parents)), dtype=np.float32)
    if not children or not vocabulary:
        return scores
    known = frozenset(vocabulary)
    counter = CountVectorizer(
        analyzer=lambda text: [gram if gram in known else _UNKNOWN for gram in _n_grams(text)],
        vocabulary=[_UNKNOWN, *vocabulary],
        dtype=np.float32,
    )
    counts = [counter.transform(texts) for texts in (parents, children)]
    appears_in = sum(np.bincount(each.indices, minlength=len(vocabulary) + 1) for each in counts)
    rarity = (np.log((1 + len(parents) + len(children)) / (1 + appears_in)) + 1).astype(np.float32)
    rarity[0] = rarity.max()
    columns = _weigh(counts[0], rarity).T.tocsr()
    rows = _weigh(counts[1], rarity)
    for start in range(0, len(children), _ROWS_AT_ONCE):
        scores[start : start + _ROWS_AT_ONCE] = (rows[start : start + _ROWS_AT_ONCE] @ columns).toarray()
    return scores.clip(0, 1)


def share_said(whole: str, by: str, apart_from: str = "") -> float:
    """Which part of a text (its syllable pairs, 0 to 1) another says too; pairs ``apart_from`` says count for nothing.

    >>> share_said("mở lớp tin học", by="xã mở lớp tin học và lớp ngoại ngữ")
    1.0
    >>> share_said("mở lớp tin học", by="mở lớp tin học", apart_from="mở lớp ngoại ngữ").__round__(2)
    0.67
    """
    pairs = _pairs(whole)
    return len((pairs & _pairs(by)) - _pairs(apart_from)) / len(pairs) if pairs else 0.0


def text_for_scoring(plan: Plan, start: int, end: int) -> str:
    """A stretch of a plan's text as it should be scored: without what makes unlike things look alike.

    Cited documents with their titles go, and the names of the plan's places: they say which papers and which province
    a task is about, not what is to be done, and they are long.
    """
    text = plan.text.text
    kept: list[str] = []
    position = start
    for citation in sorted(plan.citations, key=lambda citation: citation.start):
        if citation.end > position and citation.start < end:
            kept.append(text[position : max(position, citation.start)])
            position = citation.end
    kept.append(text[position:end])
    names = [*place_names(plan), *(citation.title for citation in plan.citations if citation.title)]
    return _without(names, " ".join(kept))


def place_names(plan: Plan) -> tuple[str, ...]:
    """What the plan's own places are called in it; none where the letterhead names none."""
    head = plan.letterhead
    return tuple(name for name in (head.locality, head.parent_locality, head.place) if name)


def split_syllables(text: str) -> list[str]:
    """The syllables and numbers of a text in lower case, marks of punctuation left out.

    >>> split_syllables("Xây dựng “Đại sứ số”, quý III/2025")
    ['xây', 'dựng', 'đại', 'sứ', 'số', 'quý', 'iii', '2025']
    """
    return _SYLLABLE.findall(text.lower())


def _n_grams(text: str) -> Iterator[str]:
    syllables = split_syllables(text)
    yield from syllables
    yield from map(" ".join, pairwise(syllables))


def _pairs(text: str) -> set[tuple[str, str]]:
    syllables = split_syllables(text)
    return set(pairwise(syllables))


def _weigh(counts: Any, rarity: npt.NDArray[np.float32]) -> Any:
    """Counts as rows of length one, dampened and weighted by rarity; unknown terms weigh as if each were another."""
    unknown = counts.indices == 0
    counts.data = np.where(unknown, np.sqrt(counts.data), 1 + np.log(counts.data)) * rarity[counts.indices]
    return normalize(counts, copy=False)


def _without(names: Sequence[str], text: str) -> str:
    """The text without these names; short ones only where they are written with a capital, as names are."""
    for name in names:
        if len(name) >= _TITLE_AT_LEAST:
            text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
        else:
            text = re.sub(rf"\b{re.escape(name)}\b", " ", text)
    return text
