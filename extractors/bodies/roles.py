"""Who does what in a duty: the roles its verbs give to the body above it, and the bodies it names itself.

Three wordings carry most duties, and mix:

* "Chủ trì, phối hợp với A, B theo dõi, đôn đốc …": the body of the heading leads and supervises, A and B coordinate;
* "A phối hợp với B làm …": A implements, B coordinates; "UBND tỉnh yêu cầu A làm …": A implements;
* "Chỉ đạo C làm …": the body of the heading directs; C, only directed, has no role, and what C does is not read.

This file finds who a sentence is about; ``duty_clauses.py`` reads what its verbs say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.bodies.agencies import Body, read_bodies, remove_vague
from extractors.bodies.agency_words import same_spelling
from extractors.bodies.duty_clauses import Act, Clause, Passage
from extractors.bodies.duty_words import COVER, load_duty_words

# A sentence ends with its line, before a capital, or before a number run in: "…: (1) Bộ Y tế ban hành …; (2) …".
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\"“(]?[A-ZĐÀ-Ỹ])|\n+|(?:^|[;:,.]?\s)\((?:\d{1,2}|[ivx]{1,4})\)\s")
_NAMED_DUTY = re.compile(r"[^:.;]{3,120}:\s+(?=[A-ZĐÀ-Ỹ])")  # "Chiến dịch Thanh niên …: Các cơ sở đoàn thực hiện …"
_BEFORE_SUBJECT = re.compile(r"(?:,|\d{1,2} tháng|kỳ|năm|quý|(?<!\w)thì)\s*$")
_LONGEST_OPENING = 1500  # characters before those who act: "Căn cứ Kế hoạch số … của …, |các sở| …"
_PROPOSAL = re.compile(
    r"(?:đề xuất|đề nghị|ý kiến|nhu cầu|báo cáo)(?:\s[^\s,]+){0,3}\scủa $"
)  # of all but the last of the list
_DETERMINER = re.compile(r"(?:mỗi|các|từng)\s")
# A sentence about a meeting or a job tells by "do" who leads it; elsewhere that only says whose something is.
_MATTER = re.compile(r"\W*(?:việc|hội nghị|cuộc|buổi|lễ|công tác)\s")
_BY = re.compile(r"(?<!\w)do\s")
_WORKS_WITH = re.compile(r"\sphối hợp(?!\w)")
_LEADS = re.compile(r"\s(?:(?:triệu tập|tổ chức)(?:,|\svà)\s)?chủ trì(?!\w)")
_JOINS = re.compile(r"\s(?:cùng\s)?phối hợp(?!\w)(?!\s(?:chặt chẽ\s)?(?:với|cùng)(?!\w))")
_MISTAKEN_NOUN = re.compile(rf"tổ chức\s[^,;.:{COVER}]{{3,60}}(?P<joint>,\s?)")


def read_acts(
    text: str, has_doer: bool, covered: Sequence[tuple[int, int]] = (), is_duty: bool = False
) -> tuple[Act, ...]:
    """Every role that a duty or task gives, in order; ``has_doer`` where a heading above names who it is for.

    ``covered`` are the stretches that name cited documents: no body acts there. In a duty (``is_duty``) a body named
    at the start does what the following sentences say too; in a task it need not.

    >>> def acts(text, has_doer):
    ...     return [(act.role, act.body.name if act.body else None) for act in read_acts(text, has_doer)]
    >>> acts("Chủ trì, phối hợp với Sở Y tế rà soát.", True)
    [('lead', None), ('coordinate', 'Sở Y tế')]
    >>> acts("Tổ dân phố phối hợp với Công an xã rà soát.", False)
    [('implement', 'Tổ dân phố'), ('coordinate', 'Công an xã')]
    """
    reader = _Reader(text, has_doer, covered, is_duty)
    acts: list[Act] = []
    doers: tuple[Body, ...] | None = None
    for start, end in _find_sentences(text):
        found, doers = reader.read_sentence(start, end, doers if is_duty else None)
        acts += found or reader.read_passive(start, end)
    acts += reader.read_receivers()
    return tuple(_remove_repeats(acts))


def find_subjects(text: str, covered: Sequence[tuple[int, int]] = ()) -> tuple[Body, ...]:
    """The bodies that the text opens with as those who act, as "4. Bộ Công Thương chủ trì …" does.

    >>> [body.name for body in find_subjects("Bộ Công Thương chủ trì, phối hợp với Bộ Tài chính rà soát")]
    ['Bộ Công Thương']
    """
    first = next(_find_sentences(text), None)
    subject = _Reader(text, False, covered, True).read_subject(*first) if first else None
    return remove_vague(subject[0]) if subject else ()


def read_order(text: str, position: int = 0) -> int:
    """Past "Giao", "Đề nghị", "Trách nhiệm của" at ``position``; the position itself where there is none."""
    words, same = load_duty_words(), same_spelling(text)
    match = words.order.match(same, position) or words.addressed.match(same, position)
    return match.end() if match else position


def _remove_repeats(acts: Sequence[Act]) -> Iterator[Act]:
    """One act a body and role, the first."""
    seen: set[tuple[str, str]] = set()
    for act in sorted(acts, key=lambda act: (act.start, act.end)):
        key = (same_spelling(act.body.name) if act.body else "", act.role)
        if key not in seen:
            seen.add(key)
            yield act


def _find_sentences(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for match in _SENTENCE.finditer(text):
        yield from _open_named(text, position, match.start())
        position = match.end()
    yield from _open_named(text, position, len(text))


def _open_named(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence behind a name and a colon begins behind it, where a body acts there."""
    named = _NAMED_DUTY.match(text, start, end)
    if named:
        rest = text[named.end() : end]
        start = named.end() if read_bodies(rest, read_order(rest))[0] else start
    if text[start:end].strip():
        yield start, end


class _Reader:
    """Reads the sentences of one unit."""

    def __init__(self, text: str, has_doer: bool, covered: Sequence[tuple[int, int]], is_duty: bool) -> None:
        self.has_doer = has_doer
        self.is_duty = is_duty
        self.passage = Passage(text, covered)
        self.words, self.same, self.bodies = self.passage.words, self.passage.same, self.passage.bodies

    def read_sentence(
        self, start: int, end: int, doers: tuple[Body, ...] | None
    ) -> tuple[list[Act], tuple[Body, ...] | None]:
        """The acts of one sentence, clause by clause, and who does them; a subject named once stays the subject."""
        acts: list[Act] = []
        sentence_kind: str | None = None
        for clause_start, clause_end in self._split_clauses(start, end):
            # In a task "…; các doanh nghiệp cung cấp …" tells how, unless the sentence is about bodies from the start.
            opens = clause_start == start or doers is not None or self.is_duty
            subject = self.read_subject(clause_start, clause_end) if opens else None
            if subject is not None:
                doers, clause_start = subject
                sentence_kind = None
            known = self.has_doer or doers is not None
            clause = Clause(self.passage, clause_start, clause_end, subject is not None, known, sentence_kind)
            said = clause.read()
            if subject is not None and all(act.body for act in said):
                said.append(Act(clause_start, clause_end, "implement", None, "subject"))
            acts += self._assign(said, doers)
            acts += self._read_parallel(clause, doers)
            acts += self._read_joining(clause_start, clause_end)
            sentence_kind = sentence_kind or clause.first_kind
        return acts, doers

    def read_subject(self, start: int, end: int) -> tuple[tuple[Body, ...], int] | None:
        """The bodies that the clause is about, and where what they do begins; ``None`` where it names none.

        They are ordered ("UBND tỉnh yêu cầu các sở …"), open the clause ("Sở Nội vụ hướng dẫn …"), or follow an opening
        ("Căn cứ Kế hoạch này, các sở …").
        """
        position = self.passage.skip_adverbs(start)
        return (
            self._read_ordered(position, end)
            or self._read_opening(position, end)
            or self._read_mistaken_noun(position, end)
        )

    def _read_opening(self, position: int, end: int) -> tuple[tuple[Body, ...], int] | None:
        shared, list_end = self.passage.scan.read_list(position, end)
        if shared and shared[0].start > position and self.passage.acts_at(list_end, end):
            return shared, list_end  # "Các Bộ: |Công Thương, Y tế| chủ trì …"
        opened = self.words.opening.match(self.same, position)
        list_end = position
        for body in self.bodies:
            if not list_end <= body.start < min(end, position + _LONGEST_OPENING):
                continue
            before = self.same[position : body.start]
            found, list_end = self.passage.scan.read_list(body.start, end)
            list_end = self.passage.skip_aside(list_end, end)
            at_start = not before or _DETERMINER.fullmatch(before)
            if opened and self._names_owner_first(before, found, list_end):
                found, before = found[-1:] if _PROPOSAL.search(before) else found[1:], before + ","
            follows = opened and _BEFORE_SUBJECT.search(before) and not self.words.leads.search(before)
            if (at_start or follows) and self.passage.acts_at(list_end, end):
                return found, list_end
            if not opened:
                return None
        return None

    def _names_owner_first(self, before: str, found: Sequence[Body], list_end: int) -> bool:
        """Whether the first of a list only owns what is named: "chương trình của Chính phủ, |các bộ| xây dựng …"."""
        goes_on = self.same.startswith(" ", list_end)
        return self.is_duty and len(found) > 1 and before.endswith("của ") and goes_on

    def _read_ordered(self, position: int, end: int) -> tuple[tuple[Body, ...], int] | None:
        """Those ordered: "Giao |Sở Y tế| …", "UBND tỉnh yêu cầu |các sở, ban, ngành| …"."""
        order, has_issuer = self._match_order(position, end)
        if order is None or order.end() >= end or not self._may_order(order.group().strip(), has_issuer):
            return None
        found, list_end = self.passage.scan.read_list(order.end(), end)
        list_end = self.passage.skip_aside(list_end, end)
        return (found, list_end) if found and self.passage.acts_at(list_end, end) else None

    def _match_order(self, position: int, end: int) -> tuple[re.Match[str] | None, bool]:
        """The verb of ordering at ``position``, or after those who order, and whether these are named."""
        _, issuer_end = self.passage.scan.read_list(position, end)
        return self.words.order.match(self.same, self.passage.skip_adverbs(issuer_end)), issuer_end > position

    def _may_order(self, word: str, has_issuer: bool) -> bool:
        """Whether a verb of ordering sets a new doer.

        "Khuyến khích …" does so only where nobody else is spoken to; "yêu cầu …" under a body's heading is what that
        body does.
        """
        if word.startswith("khuyến khích"):
            return self.is_duty and not self.has_doer
        return has_issuer or not (self.has_doer and word.startswith("yêu cầu"))

    def _read_mistaken_noun(self, position: int, end: int) -> tuple[tuple[Body, ...], int] | None:
        """A list that "Tổ chức" opens as a noun: bodies go on the list, and a verb follows them.

        "Tổ chức công nghệ số cộng đồng, đoàn thanh niên và hội phụ nữ cử hội viên …"
        """
        match = _MISTAKEN_NOUN.match(self.same, position, end)
        if match is None:
            return None
        found, list_end = self.passage.scan.read_list(match.end(), end)
        if len(found) < 2 or not self.passage.acts_at(list_end, end):
            return None
        stop = match.start("joint")
        return (Body(position, stop, self.passage.text[position:stop], False, False), *found), list_end

    def read_passive(self, start: int, end: int) -> Iterator[Act]:
        """Who leads what a sentence is about: "Hội nghị … do |Sở A| phối hợp với |Sở B| triệu tập và chủ trì"."""
        about = not self.has_doer and _MATTER.match(self.same, start)
        for mark in _BY.finditer(self.same, start, end) if about else ():
            doers, position = self.passage.scan.read_list(mark.end(), end)
            partners: tuple[Body, ...] = ()
            if doers and (joined := _WORKS_WITH.match(self.same, position, end)):
                partners, position = self.passage.read_partners(joined.end(), end)
            if doers and _LEADS.match(self.same, position, end):
                yield from (Act(body.start, body.end, "lead", body, "passive") for body in remove_vague(doers))
                yield from (Act(body.start, body.end, "coordinate", body, "passive") for body in remove_vague(partners))

    def read_receivers(self) -> Iterator[Act]:
        """Who gathers reports reports: "…, gửi |Sở Nội vụ| tổng hợp, báo cáo UBND tỉnh"."""
        list_end = 0
        for first in self.bodies:
            before = self.same[max(0, first.start - 20) : first.start]
            if first.start < list_end or not self.words.sent_to.search(before):
                continue
            found, list_end = self.passage.scan.read_list(first.start)
            if self.words.gathers.match(self.same, list_end):
                for body in remove_vague(found):
                    yield Act(body.start, body.end, "report", body, "gathers_reports")

    def _assign(self, acts: Sequence[Act], doers: tuple[Body, ...] | None) -> Iterator[Act]:
        """Give what the verbs say to those who do it: the bodies named, else, if there is one, the heading's body."""
        for act in acts:
            if act.body is not None:
                yield act
            elif doers is not None:
                for body in remove_vague(doers):
                    yield Act(body.start, body.end, act.role, body, act.rule)
            elif self.has_doer:
                yield act

    def _read_parallel(self, clause: Clause, doers: tuple[Body, ...] | None) -> Iterator[Act]:
        """A second doer with the same verb.

        "Sở A triển khai … cho học sinh, |các trường đại học| triển khai … cho sinh viên"
        """
        if doers is None or clause.first_verb is None:
            return
        verb = self.same[clause.first_verb.start : clause.first_verb.end]
        for body in remove_vague(self.bodies):
            if clause.first_verb.end < body.start < clause.end and self.same.startswith(", ", body.start - 2):
                found, list_end = self.passage.scan.read_list(body.start, clause.end)
                if self.same.startswith(" " + verb, list_end):
                    yield from (Act(named.start, named.end, "implement", named, "subject") for named in found)

    def _read_joining(self, start: int, end: int) -> Iterator[Act]:
        """Those who only join in: "Sở A chủ trì, |Sở B và Sở C| phối hợp thực hiện"."""
        list_end = start
        for first in self.bodies:
            if (
                list_end <= first.start < end
                and self.same.startswith(", ", first.start - 2)
                and first.start - 2 > start
            ):
                found, list_end = self.passage.scan.read_list(first.start, end)
                if _JOINS.match(self.same, self.passage.skip_aside(list_end, end), end):
                    yield from (Act(body.start, body.end, "coordinate", body, "joins") for body in remove_vague(found))

    def _split_clauses(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The clauses of a sentence: parted by semicolons, but for those inside a list of bodies."""
        first = self.passage.skip_adverbs(start)
        order, _ = self._match_order(first, end)
        lists = [order.end() if order else first]
        lists += [self.passage.skip_together(match.end()) for match in self.words.leads.finditer(self.same, start, end)]
        inside = [(list_start, self.passage.scan.read_list(list_start, end)[1]) for list_start in lists]
        position = start
        for match in re.compile(";").finditer(self.same, start, end):
            if not any(first < match.start() < last for first, last in inside):
                yield position, match.start()
                position = match.end()
        yield position, end
