"""Marks: what was wanted and what was said, matched one to one, and the figures that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from extractors.records import Record

Outcome = Literal["right", "missed", "made_up"]
G = TypeVar("G")
S = TypeVar("S")


class Claim(NamedTuple):
    """One statement about a plan, alike whether a person or the program makes it.

    ``path`` is where it stands in the plan, ``parent_path`` the place in its parent, ``what`` the values compared.
    """

    path: str | None
    parent_path: str | None = None
    what: str = ""


class Wanted(NamedTuple, Generic[G]):
    """A claim of the gold, and the row that makes it; one that is not ``certain`` is neither wanted nor forbidden."""

    claim: Claim
    row: G
    certain: bool = True
    quote: str | None = None


class Said(NamedTuple, Generic[S]):
    """A claim of the build, and the record that makes it with its words and its page."""

    claim: Claim
    record: S
    quote: str | None = None
    page: int | None = None


class Mark(Record):
    """One row that counts: found as wanted, missed, or made up.

    ``quote`` is the plan's words for what was said, and the gold's cue or the words at that address for what was
    missed; ``page`` is ``None`` where the format has none.
    """

    kind: str
    outcome: Outcome
    path: str | None = None
    parent_path: str | None = None
    what: str = ""
    quote: str | None = None
    page: int | None = None


class Score(NamedTuple):
    """Rows of one kind: how many were found as wanted, how many were said, how many wanted."""

    right: int
    said: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of what was said that is right; where nothing was said, 1 if nothing was wanted, else 0."""
        return self.right / self.said if self.said else float(not self.wanted)

    @property
    def recall(self) -> float:
        """The share of what was wanted that was found; 1 where nothing was wanted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both.

        >>> round(Score(right=9, said=10, wanted=12).f1, 3)
        0.818
        """
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def count_marks(marks: Iterable[Mark]) -> Score:
    """What the marks of one kind amount to."""
    outcomes = [mark.outcome for mark in marks]
    right = outcomes.count("right")
    return Score(right, right + outcomes.count("made_up"), right + outcomes.count("missed"))


def claims_agree(wanted: Wanted[Any], said: Said[Any]) -> bool:
    """Whether both claim the same of the same place."""
    return wanted.claim == said.claim


def mark_claims(
    kind: str,
    wanted: Sequence[Wanted[G]],
    said: Sequence[Said[S]],
    agree: Callable[[Wanted[G], Said[S]], bool] = claims_agree,
    *,
    by_parts: bool = False,
) -> list[Mark]:
    """Match each claim wanted with the first one said that agrees and is still free, certain ones first.

    A doubtful claim takes the one said that agrees with it out of the count. ``by_parts``: a person may have written as
    one row what the program reads as several ("phường, xã"); further parts of a claim are then neither right nor wrong.
    """
    free = dict(enumerate(said))
    marks: list[Mark] = []
    for want in sorted(wanted, key=lambda want: not want.certain):
        found = next((number for number, each in free.items() if agree(want, each)), None)
        if found is not None:
            match = free.pop(found)
            marks += [make_mark(kind, "right", want.claim, match.quote, match.page)] if want.certain else []
        elif want.certain:
            marks.append(make_mark(kind, "missed", want.claim, want.quote))
    return marks + [
        make_mark(kind, "made_up", each.claim, each.quote, each.page)
        for each in free.values()
        if not (by_parts and any(agree(want, each) for want in wanted))
    ]


def make_mark(kind: str, outcome: Outcome, claim: Claim, quote: str | None, page: int | None = None) -> Mark:
    """One mark; of what was found the claim is the one wanted, so that two builds can be compared row by row."""
    return Mark(kind=kind, outcome=outcome, **claim._asdict(), quote=quote, page=page)
