"""One clause of a duty, verb by verb: what its doer is said to do, and the partners named beside it.

A verb counts where it stands as a verb of the doer: first in its clause, in a chain ("theo dõi, đôn đốc, kiểm tra"), or
taken up again after a comma ("…, định kỳ báo cáo UBND tỉnh"). "Kế hoạch do Sở chủ trì", "cơ chế phối hợp", "để người
dân theo dõi" give nothing, nor does what a directed body is to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, get_args

from extractors.bodies.agencies import Body, BodyScan, remove_vague
from extractors.bodies.agency_words import is_half_word, same_spelling
from extractors.bodies.duty_words import COVER, load_duty_words
from extractors.records import Role

_QUOTED = re.compile(r"“[^”]{0,400}”|\"[^\"]{0,400}\"")
# "Căn cứ chức năng, nhiệm vụ |được giao| chủ trì …": here the opening ends and the duty begins.
_OWN_DUTIES = re.compile(
    rf"(?:mình|nhiệm vụ|chức năng|quyền hạn|được giao|được phân công|phụ trách|quản lý|{COVER})\s$"
)
_ASIDE = re.compile(r"\s?\([^()\n]{1,60}\)")
_TAKEN_UP = re.compile(r"(?:đồng thời|định kỳ)[^,;]{0,60}$")  # strong enough to leave what a directed body does
_LONGEST_OPENING = 1500  # characters before the first verb of a clause; what has more is no sentence
_CARRY_OUT = ("thực hiện", "tổ chức thực hiện", "triển khai", "triển khai thực hiện", "tổ chức triển khai")
_ROLES: tuple[str, ...] = get_args(Role)


class Act(NamedTuple):
    """One role that a text states at ``text[start:end]``; ``body`` is ``None`` for the body of the heading above."""

    start: int
    end: int
    role: Role
    body: Body | None
    rule: str


class Verb(NamedTuple):
    """One verb found; ``kind`` is the role it gives, or ``duty``, ``neutral``, ``light``."""

    start: int
    end: int
    kind: str


class Passage:
    """A text with what may not be read covered: quotations and cited documents (``plain``), bodies too (``same``)."""

    def __init__(self, text: str, covered: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.plain = _cover(text, [*covered, *(match.span() for match in _QUOTED.finditer(text))])
        self.scan = BodyScan(self.plain)
        self.bodies = self.scan.find()
        self.same = same_spelling(_cover(self.plain, [(body.start, body.end) for body in self.bodies]))
        self.words = load_duty_words()

    def skip_adverbs(self, position: int) -> int:
        """Past "thường xuyên", "chủ động", "trước ngày 15 tháng 12" and a stray label at ``position``."""
        match = self.words.adverbs.match(self.same, position)
        return match.end() if match else position

    def skip_together(self, position: int) -> int:
        """Past "chặt chẽ với" in "phối hợp |chặt chẽ với| …"."""
        match = self.words.together.match(self.same, self.skip_adverbs(position))
        return match.end() if match else position

    def read_partners(self, position: int, end: int) -> tuple[tuple[Body, ...], int]:
        """The bodies listed after a "phối hợp" that ends at ``position``, and the end of the list (0 where none is)."""
        found, list_end = self.scan.read_list(self.skip_together(position), end)
        return (found, list_end) if found else ((), 0)

    def skip_aside(self, position: int, end: int) -> int:
        """Past what stands in brackets or after a comma behind a body: "Phòng Văn xã| (đồng chí Tú)| tổng hợp"."""
        match = _ASIDE.match(self.same, position, end)
        return match.end() if match else position

    def acts_at(self, position: int, end: int) -> bool:
        """Whether a verb follows, or an adverb or "có trách nhiệm" that stands for one."""
        while position < end and self.same[position] in " ,":
            position += 1
        if self.words.modal.match(self.same, position):
            return True
        return self.words.verb.match(self.same, self.skip_adverbs(position)) is not None


class Clause:
    """One clause, ``start`` to ``end`` of a passage; ``read`` it once.

    ``names_doer``: the clause itself says who acts; ``has_doer``: it or something above it does. ``sentence_kind`` is
    the kind of the first verb of the sentence so far: later clauses add roles to it, no second "implement".
    """

    def __init__(
        self, passage: Passage, start: int, end: int, names_doer: bool, has_doer: bool, sentence_kind: str | None
    ) -> None:
        self.passage = passage
        self.words = passage.words
        self.same = passage.same
        self.start, self.end = start, end
        self.names_doer = names_doer
        self.has_doer = has_doer
        self.sentence_kind = sentence_kind
        self.first_verb: Verb | None = None
        self.first_kind: str | None = None
        self._second_kind: str | None = None
        self._last_kind = ""
        self._has_partner = False
        self._gathers = False
        self._acts: list[Act] = []

    def read(self) -> list[Act]:
        """The acts of the clause; those of its doer have no body yet.

        ``mode`` is what the clause is about so far: the kind of its first verb, or ``others`` where others act.
        ``chain`` is ``own`` right after a verb that counted, ``plain`` right after a plain duty taken up after a comma
        ("…, kịp thời phản ánh, báo cáo"), else empty.
        """
        position, chain, mode = self.start, "own", ""
        for verb in self._find_verbs():
            if verb.start < position:
                continue
            if not mode and verb.start - self.start > _LONGEST_OPENING:
                break
            gap = self.same[position if mode else self.start : verb.start]
            counts = self._counts(gap, verb, mode, chain) if mode else self._starts(gap, verb)
            if counts:
                mode = self._take(verb, mode, gap)
            chain = self._carry(chain, counts, gap, mode)
            position = self._read_partners(verb, counts) if verb.kind == "coordinate" else verb.end
        self._finish()
        return self._acts

    def _find_verbs(self) -> Iterator[Verb]:
        for match in self.words.verb.finditer(self.same, self.start, self.end):
            kind = self.words.kinds[" ".join(match.group().split())]
            is_noun = kind == "noun" or self.same.startswith(" của ", match.end())  # "theo hướng dẫn của Bộ Y tế"
            if not is_noun and not is_half_word(self.same, match.start(), match.end()):
                yield Verb(match.start(), match.end(), kind)

    def _starts(self, gap: str, verb: Verb) -> bool:
        """Whether this is the first verb of the doer: nothing but adverbs, or an opening, before it."""
        if self.words.only_adverbs.fullmatch(gap):
            return True
        opened = self.names_doer or self.words.opening.match(gap.lstrip()) is not None
        if opened and _OWN_DUTIES.search(gap):
            return True
        if self.words.noun_before.search(gap) or ":" in gap:
            return False
        return self.words.resumed.search(gap) is not None and (opened or verb.kind in _ROLES)

    def _counts(self, gap: str, verb: Verb, mode: str, chain: str) -> bool:
        """Whether a later verb is the doer's too."""
        if self.words.only_adverbs.fullmatch(gap):
            if chain == "plain":
                return verb.kind == "report"
            plain = self._last_kind == "duty"  # "ban hành hướng dẫn" guides nobody
            return chain == "own" and (verb.kind == "duty" if plain else mode in ("lead", "coordinate", "light"))
        if self.words.listed.fullmatch(gap):
            return chain == "own" or (chain == "plain" and self._resumes(verb, mode))
        if verb.kind == "advise" and gap.endswith("để "):
            return True
        if verb.kind == "report" and self._gathers:  # "tổng hợp kết quả thực hiện, báo cáo …"
            return True
        if verb.kind not in _ROLES or not self.words.resumed.search(gap):
            return False
        return bool(_TAKEN_UP.search(gap)) or self._resumes(verb, mode)

    def _carry(self, chain: str, counts: bool, gap: str, mode: str) -> str:
        """What the next verb follows."""
        if counts:
            return "own"
        if self._adjoins(gap):
            return "plain" if chain == "plain" else ""
        free = mode not in ("", "others", "advise")
        return "plain" if free and self.words.resumed.search(gap) else ""

    def _resumes(self, verb: Verb, mode: str) -> bool:
        """After a comma: not what a directed or advised body does, nor an object that only looks like a verb."""
        if mode in ("others", "advise") or verb.kind == "support":
            return False
        if verb.kind == "direct":
            return self.words.many.match(self.same, verb.end) is not None
        if verb.kind == "coordinate":
            return self.passage.read_partners(verb.end, self.end)[1] > 0
        return True

    def _take(self, verb: Verb, mode: str, gap: str) -> str:
        """Note what the verb says; return what the clause is about now."""
        self._last_kind = verb.kind
        if self.first_verb is None:
            self.first_verb, self.first_kind = verb, verb.kind
        elif self._second_kind is None:
            self._second_kind = verb.kind
        if verb.kind in _ROLES:
            return self._take_role(verb, mode, gap)
        self._gathers = self.same[verb.start : verb.end] == "tổng hợp"
        if mode == "direct" and self.words.listed.fullmatch(gap) and self.same[verb.start : verb.end] in _CARRY_OUT:
            self._acts.append(Act(verb.start, verb.end, "implement", None, "verb"))  # "chỉ đạo, thực hiện các đề án"
        if mode in ("", "light"):
            self.first_kind = verb.kind
            return "others" if self._moves_others(verb) else verb.kind
        return mode

    def _take_role(self, verb: Verb, mode: str, gap: str) -> str:
        if mode == "lead" and verb.kind == "coordinate" and self._adjoins(gap):
            return "lead"  # "chủ trì, phối hợp với …" is how a lead works, no second role
        role: Role = verb.kind  # type: ignore[assignment]  # one of _ROLES
        self._acts.append(Act(verb.start, verb.end, role, None, "verb"))
        if verb.kind == "direct" and self._moves_others(verb):
            return "others"
        return mode if mode in ("lead", "coordinate") and verb.kind not in ("direct", "advise") else verb.kind

    def _adjoins(self, gap: str) -> bool:
        return bool(self.words.only_adverbs.fullmatch(gap) or self.words.listed.fullmatch(gap))

    def _moves_others(self, verb: Verb) -> bool:
        """Whether others do what follows: "chỉ đạo các trường …", "cử cán bộ …", but not "chỉ đạo xây dựng …"."""
        if verb.kind != "direct" and not self.words.moving.fullmatch(self.same, verb.start, verb.end):
            return False
        goes_on = self.same.startswith(" ", verb.end)
        return goes_on and self.words.verb.match(self.same, self.passage.skip_adverbs(verb.end)) is None

    def _read_partners(self, verb: Verb, counts: bool) -> int:
        """Past "phối hợp với |A, B|": they coordinate, whoever works with them."""
        found, end = self.passage.read_partners(verb.end, self.end)
        self._has_partner = self._has_partner or bool(found)
        is_noun = self.words.noun_before.search(self.same[max(0, verb.start - 20) : verb.start])
        if not found or (not counts and (is_noun or not self.has_doer)):
            return verb.end
        self._acts += [Act(body.start, body.end, "coordinate", body, "partner") for body in remove_vague(found)]
        return end

    def _finish(self) -> None:
        """A duty without a role of its own is implemented; "A phối hợp với B làm …": A does it."""
        own = [act for act in self._acts if act.body is None]
        settled = self.sentence_kind in ("lead", "coordinate", "direct", "advise", "duty", "light")
        implements = self.first_kind == "duty" or (self.first_kind == "light" and not own)
        if implements and self.first_verb and not settled:
            self._acts.append(Act(self.first_verb.start, self.first_verb.end, "implement", None, "verb"))
        if self.names_doer and self.first_kind == "coordinate" and self._has_partner:
            self._acts.remove(own[0])
            if self._second_kind not in _ROLES:
                self._acts.append(own[0]._replace(role="implement"))


def _cover(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the stretches covered, of the same length; blanks and marks inside them too."""
    letters = list(text)
    for start, end in spans:
        stop = min(end, len(letters))
        if start < stop:
            letters[start:stop] = COVER * (stop - start)
    return "".join(letters)
