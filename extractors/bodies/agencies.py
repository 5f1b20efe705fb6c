"""Bodies in running text and in lists: where the name of a ministry, a department, a union or a class of bodies begins
and ends, and which commas part two bodies and which stand inside one.

A name is recognised by its first words (``lexicon/agencies.toml``), and goes on until a verb, a word that never stands
in a name, or the next body: underthesea's recogniser finds 8 % of these names and cuts "Khoa học và Công nghệ" in two.

* ``find_bodies``: every body in a stretch of text;
* ``read_bodies``: the list of bodies that starts at a position ("phối hợp với |Sở Y tế, Công an tỉnh tổ chức …");
* ``split_bodies``: a stretch that holds nothing but bodies ("Đơn vị chủ trì: |Báo Quảng Ngãi; UBND các xã|").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from extractors.bodies.agency_words import is_half_word, load_agency_words, same_spelling
from extractors.text.folding import fold

_LONGEST_TAIL = 18  # words after the first ones; names of ministries' institutes come near it
_LONGEST_UNKNOWN = 12  # words of a list's member that no list of ours knows
_DEEPEST = 4  # bodies within bodies: "Phòng A thuộc Sở B thuộc UBND tỉnh"; endless texts must not recurse endlessly
_LONGEST_PLACE = 4  # syllables: "Bà Rịa - Vũng Tàu"
_SEPARATOR = re.compile(r"\s{0,2}(?:,\s?và\s|,|\svà\s|\scùng\s(?:với\s)?|\s?[-–]\s|/|&)\s{0,2}")
_HARD = re.compile(r"\s{0,4}[;\n\r]\s{0,4}(?:và\s)?")
_ANY_SEPARATOR = re.compile(rf"{_HARD.pattern}|{_SEPARATOR.pattern}")
_WORD = re.compile(r"\s{1,2}([\w&](?:[\w&.–-]{0,40}[\w&])?)")
_NEXT_WORD = re.compile(r"[\w&]+")
# "EVN", "VinaPhone": a name by itself, where the one before it does not hold it ("Sở VH, TT&DL").
_LEADING_AND = re.compile(r"[Vv]à\s+(?=\S)")
_ACRONYM = re.compile(r"(?:[A-ZĐ]{3,10}|[A-Z][a-z]+[A-Z][a-z]+)(?=\s*(?:[,;\n]|và\s|\Z))")
# After another such name it may stand anywhere: "Tập đoàn EVN, FPT mở …".
_LETTERS = re.compile(r"[A-ZĐ]{3,10}(?!\w)")
_ENDS_IN_LETTERS = re.compile(r"\s[A-ZĐ]{3,10}$")
_AREA = re.compile(r"\s(?:\d{1,2}|[IVX]{1,5})(?![\w%]|[.,/]\d)")  # "Hải quan khu vực| III|"
_REMARK = re.compile(r"\s?\((?!(?:[Tt]hông )?[Qq]ua |[Gg]ửi )[^()\n]{1,60}\)(?=\s?,)")
_OWN_NAME = re.compile(r"\s[A-ZĐÀ-Ỹ]")
# In small letters these are names only before a capital ("phòng Quản lý Công nghiệp", "phòng chống").
_SMALL_NAME = re.compile(r"(?:phòng|chi cục|cục|đội)\s[A-ZĐ]\w*[a-zà-ỹ]")
# "các thành phố|: Hà Nội, Cần Thơ|"
_NAMED_PLACES = re.compile(r":(?:,?\s(?:và\s)?[A-ZĐ][^\W\d_]*(?:\s[A-ZĐ][^\W\d_]*){1,3}){1,9}(?=\s[^\W\d_A-ZĐ])")

# How the first words of a body are known: complete by themselves, the beginning of a name, or a class of bodies.
_Kind = Literal["whole", "name", "class"]


class Body(NamedTuple):
    """One body, ``text[start:end]``, a leading "các" included; ``name`` is that text, or the name in full where one
    word is said for several ("Các Bộ: |Công Thương|").

    ``is_class`` for classes ("các sở, ban, ngành"), ``is_vague`` for those that nobody can be held to ("các đơn vị
    liên quan").
    """

    start: int
    end: int
    name: str
    is_class: bool
    is_vague: bool


def find_bodies(text: str) -> tuple[Body, ...]:
    """Every body that the text names, in order.

    >>> [body.name for body in find_bodies("Sở Văn hóa, Thể thao và Du lịch phối hợp với Công an tỉnh triển khai")]
    ['Sở Văn hóa, Thể thao và Du lịch', 'Công an tỉnh']
    """
    return BodyScan(text).find()


def read_bodies(text: str, position: int = 0) -> tuple[tuple[Body, ...], int]:
    """The bodies listed from ``position`` on, and where the list ends; none where no body starts there.

    >>> text = "Sở Y tế, Công an tỉnh và các đơn vị liên quan tổ chức tập huấn"
    >>> bodies, end = read_bodies(text)
    >>> [body.name for body in bodies if not body.is_vague], text[end:]
    (['Sở Y tế', 'Công an tỉnh'], ' tổ chức tập huấn')
    """
    return BodyScan(text).read_list(position)


def split_bodies(text: str) -> tuple[Body, ...]:
    """The bodies of a stretch that holds nothing else; what starts like no body is still one between semicolons.

    >>> [body.name for body in split_bodies("Báo Quảng Ngãi; các cơ quan thuộc UBND tỉnh, UBND các địa phương")]
    ['Báo Quảng Ngãi', 'các cơ quan thuộc UBND tỉnh', 'UBND các địa phương']
    """
    return BodyScan(text).split(0, len(text))


def remove_vague(bodies: Iterable[Body]) -> tuple[Body, ...]:
    """Without "các cơ quan, đơn vị liên quan" and the like, which are no answer to "who"."""
    return tuple(body for body in bodies if not body.is_vague)


class BodyScan:
    """One text under examination, with its comparable spellings; for several questions to the same text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.same = same_spelling(text)
        self.words = load_agency_words()

    @cached_property
    def folded(self) -> str:
        """The text without marks, for long names that lost theirs."""
        return fold(self.text)

    def find(self) -> tuple[Body, ...]:
        """Every body of the text, in order."""
        found: list[Body] = []
        position = 0
        for start in self._find_starts():
            body = self.read(start) if start >= position else None
            if body is not None:
                position = body.end
                found.append(body)
        return tuple(found)

    def read_list(self, position: int, limit: int | None = None) -> tuple[tuple[Body, ...], int]:
        """The bodies listed from ``position`` on, none beyond ``limit``, and where the list ends."""
        limit = len(self.text) if limit is None else limit
        found = self._read_shared(position)
        end = found[-1].end if found else position
        while not found or (joint := _ANY_SEPARATOR.match(self.text, self._skip_remark(end))):
            start = joint.end() if found and joint else position
            body = self.read(start) or (self._read_acronym(start) if found else None)
            if body is None or body.end > limit:
                break
            found.append(body)
            end = body.end
        return tuple(found), end

    def _skip_remark(self, position: int) -> int:
        """Past a remark in brackets that a list goes on after: "Phòng Kinh tế| (đối với xã)|, Phòng Văn hóa"."""
        remark = _REMARK.match(self.text, position)
        return remark.end() if remark else position

    def _read_acronym(self, start: int) -> Body | None:
        """One more body of a list that only its letters name: "Tập đoàn EVN, |FPT|"."""
        letters = _LETTERS.match(self.text, start)
        named = letters and _ENDS_IN_LETTERS.search(self.text, 0, start - 2)
        return self._describe(start, letters.end(), "name") if letters and named else None

    def split(self, start: int, end: int) -> tuple[Body, ...]:
        """The bodies of a stretch that holds nothing else."""
        shared = self._read_shared(_trim(self.text, start, end)[0])
        if shared:
            return (*shared, *self.split(shared[-1].end, end))
        cuts = [start]
        for match in _ANY_SEPARATOR.finditer(self.text, start, end):
            is_hard = _HARD.fullmatch(match.group()) is not None
            if match.start() >= cuts[-1] and (is_hard or self._starts_body(match.end(), cuts[-1])):
                cuts += [match.start(), match.end()]
        cuts.append(end)
        pieces = (_trim(self.text, *bounds) for bounds in zip(cuts[::2], cuts[1::2], strict=True))
        bodies = (self._cut_duty(*piece) for bounds in pieces for piece in self._part_unseparated(*bounds))
        return tuple(body for body in bodies if body is not None)

    def _cut_duty(self, start: int, end: int) -> Body | None:
        """The body of a list's piece, without the duty that a table cell may go on with."""
        body = self.read(start)
        if body is None:
            is_name = self.text[start].isupper() and len(self.text[start:end].split()) <= _LONGEST_UNKNOWN
            if self.text[start:end].isalpha() and self.words.named.fullmatch(self.same, start, end):
                return None  # "Bộ", cut off by the end of a page
            return self._describe(start, end, "name") if is_name and not self._is_verb(start) else None
        joint = _ANY_SEPARATOR.match(self.text, body.end)
        verb = joint.end() if joint else body.end + 1
        is_long = len(self.text[body.end : end].split()) > _LONGEST_UNKNOWN
        if verb < end and (joint or is_long) and self._is_verb(verb):
            return body
        return self._describe(start, end, "class" if body.is_class else "name")

    def _is_verb(self, position: int) -> bool:
        return self.words.verb.match(self.same, position) is not None

    def read(self, position: int, depth: int = _DEEPEST) -> Body | None:
        """The body that begins at ``position``, if one does, with the bodies inside its name down to ``depth``."""
        if not depth or position >= len(self.text) or (position and self.text[position - 1].isalnum()):
            return None
        start = position
        if before := self.words.before_person.match(self.same, position):
            position = before.end()
        if person := self.words.person.match(self.same, position):
            return self._read_person(start, person, depth)
        end, kind = self._read_head(position)
        if kind is None:
            return None
        if topic := self.words.topic.match(self.same, position):
            end = self._read_place(topic.end()) or topic.end()
        elif host := self._read_host(position, end, depth):
            end = host.end
        else:
            # "Trung tâm kiểm soát bệnh tật" goes on whatever its first word; "Tổng công ty" may stand by itself.
            head_end = end
            needs_word = kind == "name" and not self.words.complete.fullmatch(self.same, position, end)
            end = self._read_tail(end, kind, needs_word, depth)
            if needs_word and end == head_end:
                return None  # "Bộ" alone is no name
        return self._describe(start, end, kind)

    def _read_host(self, start: int, end: int, depth: int) -> Body | None:
        """The body that a committee is of: "Đảng ủy |Công an tỉnh|"."""
        if not self.words.within.fullmatch(self.same, start, end) or not _OWN_NAME.match(self.text, end):
            return None
        host = self.read(end + 1, depth - 1)
        return None if host is None or host.is_class else host

    def _find_starts(self) -> list[int]:
        """Where a body may begin, by its first words or, for long names, by their letters without marks."""
        starts = {match.start() for match in self.words.first.finditer(self.same)}
        for pattern in (self.words.whole_folded, self.words.remit_folded):
            starts |= {match.start() for match in pattern.finditer(self.folded)}
        return sorted(starts)

    def _read_shared(self, position: int) -> list[Body]:
        """One "Bộ" said for several ("Các Bộ: Công Thương, Xây dựng và Tài chính"), each named in full."""
        head = self.words.shared.match(self.same, position)
        found: list[Body] = []
        start = head.end() if head else position
        while head is not None and (remit := self.words.bare_remit.match(self.same, start)):
            name = f"{head.group('word').capitalize()} {self.text[start : remit.end()]}"
            found.append(Body(start, remit.end(), name, False, False))
            joint = _SEPARATOR.match(self.text, remit.end())
            start = joint.end() if joint else len(self.text)
        return found if len(found) > 1 else []

    def _starts_body(self, position: int, after: int) -> bool:
        """Whether a new body starts at ``position`` within a list whose current body began at ``after``.

        Inside "các bộ, ngành, địa phương", "UBND các xã, phường" and "Văn phòng HĐND và UBND" none does.
        """
        current = self.read(after)
        if current is not None and current.end > position:
            return False
        if _ACRONYM.match(self.text, position):
            return True  # "VTV, TTXVN"
        if self._is_bare_class(after) and self._is_bare_class(position):
            return False  # "doanh nghiệp, nhà cung cấp dịch vụ IoT, nhà đầu tư": classes side by side are one phrase
        return self._read_head(position)[1] is not None or self.words.person.match(self.same, position) is not None

    def _is_bare_class(self, position: int) -> bool:
        """Whether a class begins here without "các", "mọi" …"""
        return self._read_head(position)[1] == "class" and not self.words.determiner.match(self.same, position)

    def _part_unseparated(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Part "Sở Khoa học và Công nghệ Sở Công Thương", as table cells have it where a line break was lost."""
        while (body := self.read(start)) is not None and body.end < end:
            blank = re.compile(r"\s+").match(self.text, body.end)
            if blank is None or not self._match_remit(blank.end()):
                break
            yield start, body.end
            start = blank.end()
        if start < end:
            yield start, end

    def _describe(self, start: int, end: int, kind: _Kind) -> Body:
        """The body of these bounds, with what it is; "mỗi xã" is about "xã"."""
        each = self.words.each.match(self.same, start, end)
        start = each.end() if each else start
        same = self.same[start:end]
        is_class = kind == "class" or each is not None
        bare = self.words.determiner.sub("", same, count=1).strip()
        is_vague = bool({bare, same} & self.words.vague or self.words.vague_word.search(same))
        return Body(start, end, self.text[start:end], is_class, is_vague)

    def _read_person(self, start: int, person: re.Match[str], depth: int) -> Body | None:
        """An office with the bodies it is said of: "Chủ tịch UBND tỉnh", "Thủ trưởng các sở, ban, ngành"."""
        gap = re.compile(r"\s(?:của\s)?").match(self.same, person.end())
        inner = self.read(gap.end(), depth - 1) if gap else None
        if inner is None and person.group("with_body"):
            return None
        stop = inner.end if inner else self._read_tail(person.end(), "name", False, depth)
        return Body(start, stop, self.text[start:stop], bool(inner and inner.is_class), bool(inner and inner.is_vague))

    def _read_head(self, position: int) -> tuple[int, _Kind | None]:
        """The end of the words by which a body is known, and how they are known; ``None`` where none starts here."""
        words = self.words
        determiner = words.determiner.match(self.same, position)
        inner = determiner.end() if determiner else position
        if inner >= len(self.text):
            return position, None
        whole = max(self._match_whole(inner), self._match_remit(inner))
        patterns = (words.alone, words.enumeration, words.noun) if determiner else (words.alone, words.enumeration)
        group = max((match.end() for pattern in patterns if (match := pattern.match(self.same, inner))), default=0)
        group = 0 if words.not_class.match(self.same, inner) else self._cut_class(inner, group, determiner is not None)
        name = self._match_named(inner)
        end = max(whole, name, group)
        if end <= inner:
            return position, None
        if end == whole:
            return end, "class" if determiner else "whole"
        return end, "name" if end == name else "class"

    def _cut_class(self, start: int, end: int, determined: bool) -> int:
        """Where a class ends before a body with a name of its own: "các bộ, ngành|, Tập đoàn Sông Lam".

        One noun that is left without "các" is no class: the "hội" of "Quốc hội, Ban Dân nguyện".
        """
        for joint in _SEPARATOR.finditer(self.text, start, end):
            named = self._match_named(joint.end())
            if named and _OWN_NAME.match(self.text, named) and not self.words.noun.match(self.same, named + 1):
                whole = (self.words.enumeration, self.words.alone)
                cut = joint.start()
                return cut if determined or any(each.fullmatch(self.same, start, cut) for each in whole) else start
        return end

    def _match_whole(self, position: int) -> int:
        exact = self.words.whole.match(self.same, position)
        loose = self.words.whole_folded.match(self.folded, position)
        return max(exact.end() if exact else 0, loose.end() if loose else 0)

    def _match_remit(self, position: int) -> int:
        """The end of "Sở Y tế"; without marks ("Vu Kế hoạch") only where a name of several syllables is known."""
        exact = self.words.remit.match(self.same, position)
        if exact and any(letter.isupper() for letter in self.text[position : exact.end()]):
            return exact.end()
        loose = self.words.remit_folded.match(self.folded, position)
        return loose.end() if loose and self.text[position].isupper() and self.text[loose.start(1)].isupper() else 0

    def _match_named(self, position: int) -> int:
        named = self.words.named.match(self.same, position)
        if named is None or self.words.not_named.match(self.same, position):
            return 0
        if not self.text[position].isupper() and not _SMALL_NAME.match(self.text, position):
            return 0
        return named.end()

    def _read_tail(self, end: int, kind: _Kind, needs_word: bool, depth: int) -> int:
        """Where the name ends, from the end of its first words on; ``needs_word`` where these are no name yet."""
        for _ in range(_LONGEST_TAIL):
            following = self._read_place(end) or self._read_inner_body(end, depth) or self._read_place_name(end)
            if following is None and kind != "whole":
                following = self._read_word(end, needs_word) or self._read_on(end)
            if following is None:
                break
            end, needs_word = following, False
        return end

    def _read_place(self, end: int) -> int | None:
        """Past "cấp tỉnh", "trên địa bàn xã", "các xã, phường", with the names of the places."""
        match = self.words.place.match(self.same, end)
        if match is None or match.end() == end:
            return None
        for joint in _SEPARATOR.finditer(self.text, end, match.end()):
            if self._match_whole(joint.end()) > match.end():  # "Hội Phụ nữ tỉnh|, Tỉnh đoàn"
                return joint.start() if joint.start() > end else None
        numbered = _AREA.match(self.text, match.end()) if self.same.endswith("khu vực", 0, match.end()) else None
        end = numbered.end() if numbered else self._read_place_name(match.end()) or match.end()
        named = _NAMED_PLACES.match(self.text, end)
        return named.end() if named else end

    def _read_place_name(self, end: int) -> int | None:
        """Past a name: "tỉnh| Quảng Ngãi|", "Tỉnh đoàn| Quảng Ngãi|"."""
        start = end
        for _ in range(_LONGEST_PLACE):
            word = _WORD.match(self.text, end)
            if word is None or not word.group(1)[0].isupper() or self._read_head(word.start(1))[1] is not None:
                break
            end = word.end()
        return end if end > start else None

    def _read_inner_body(self, end: int, depth: int) -> int | None:
        """Past "|thuộc UBND tỉnh|", "|là thành viên Ban Chỉ đạo của UBND tỉnh|", "|có liên quan|"."""
        joint = self.words.inner.match(self.same, end)
        if joint is None:
            return None
        body = self.read(joint.end(), depth - 1)
        if body is not None:
            return body.end
        return joint.end("qualifier") if joint.group("qualifier") else None

    def _read_word(self, end: int, needs_word: bool) -> int | None:
        """Past one more word of the name."""
        word = _WORD.match(self.text, end)
        if word is None or word.group(1).lower() in ("và", "hoặc", "cùng"):
            return None
        if needs_word or self.text[word.start(1)].isupper():
            return word.end()
        return None if self._stops_at(word.start(1)) else word.end()

    def _stops_at(self, position: int) -> bool:
        """Whether a word stands here that never stands in a name; "tạo" alone does, in "sáng tạo" it is no word."""
        stop = self.words.stop.match(self.same, position)
        return stop is not None and not is_half_word(self.same, stop.start(), stop.end())

    def _read_on(self, end: int) -> int | None:
        """Past a comma or "và" that stands inside the name: the next word begins no body and is no verb."""
        joint = _SEPARATOR.match(self.text, end)
        if joint is None or joint.group().strip().startswith("cùng"):
            return None
        start = joint.end()
        word = _NEXT_WORD.match(self.text, start)
        if word is None or self._read_head(start)[1] is not None:
            return None
        if self.words.person.match(self.same, start) or self.words.each.match(self.same, start):
            return None
        if _LETTERS.match(self.text, start) and _ENDS_IN_LETTERS.search(self.text, 0, end):
            return None  # "Tập đoàn EVN|, FPT"
        return word.end() if self.text[start].isupper() or not self._stops_at(start) else None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " .,;:-–+*\t\n()":
        start += 1
    if joint := _LEADING_AND.match(text, start, end):
        start = joint.end()
    while start < end and text[end - 1] in " .,;:-–*\t\n(/":
        end -= 1
    return start, end
