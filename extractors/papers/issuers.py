"""How the bodies that issue documents are named: where a name ends, its level, its place, its spelling.

A form, not an extractor: shared by what reads the plan's own letterhead and what reads the documents that it cites.
The words stand in ``lexicon/issuers.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractors.lexicon import load_lexicon
from extractors.papers.documents import read_type
from extractors.records import Level
from extractors.text.folding import fold


class Place(NamedTuple):
    """A place named at ``text[start:end]``: its kind and its name, spelt normally."""

    start: int
    end: int
    kind: str
    name: str

    @property
    def level(self) -> Level:
        """A city directly under the centre is a province; any other stands below one."""
        levels = load_lexicon("issuers")["levels"]
        if self.kind == "thành phố":
            return "province" if fold(self.name) in _cities() else "district"
        if self.kind in levels["province"]:
            return "province"
        return "district" if self.kind in levels["district"] else "commune"

    @property
    def locality(self) -> str:
        """A province without its kind ("Lai Châu"), anything below it with ("phường Hà Tu")."""
        return self.name if self.level == "province" else f"{self.kind} {self.name}"


def opens_body(text: str, start: int = 0) -> bool:
    """Whether the name of a body may begin right at ``start``, whatever the case.

    >>> opens_body("SỞ CÔNG THƯƠNG"), opens_body("TỈNH LÀO CAI")
    (True, False)
    """
    return _opening_pattern().match(text, start) is not None


def read_body(text: str, start: int, joint: bool = False) -> int:
    """Where the name of the body that begins at ``start`` ends; ``joint`` where several may issue together.

    >>> read = "Bộ trưởng Bộ Khoa học và Công nghệ ban hành Khung năng lực"
    >>> read[:read_body(read, 0)]
    'Bộ trưởng Bộ Khoa học và Công nghệ'
    >>> read = "Ban Chỉ đạo về phát triển du lịch, dịch vụ và thương mại tỉnh Lai Châu về việc hưởng ứng"
    >>> read[:read_body(read, 0)]
    'Ban Chỉ đạo về phát triển du lịch, dịch vụ và thương mại tỉnh Lai Châu'
    """
    window = text[start : start + _LONGEST]
    reader = _BodyReader(_lower_capitals(window) if _is_capital(window[:20]) else window, joint)
    return start + reader.read()


def find_places(text: str) -> list[Place]:
    """Every place that a text names with its kind, in order.

    >>> [place.locality for place in find_places("ĐẢNG ỦY PHƯỜNG HÀ TU, tỉnh Quảng Ninh, Thành ủy Hà Nội, hợp tác xã")]
    ['phường Hà Tu', 'Quảng Ninh', 'Hà Nội']
    """
    places = []
    for match in _PLACE_KIND.finditer(text):
        name = _read_place_name(text, match.end(), _KIND_OF[_plain(match["kind"])])
        if name is not None:
            places.append(Place(match.start(), name[0], _KIND_OF[_plain(match["kind"])], name[1]))
    return places


def find_bare_kind(name: str) -> str | None:
    """The kind of place that a body's name leaves without a name: "tỉnh" of "Ủy ban nhân dân tỉnh".

    >>> find_bare_kind("Chủ tịch UBND tỉnh"), find_bare_kind("UBND tỉnh Lai Châu"), find_bare_kind("Đảng ủy")
    ('tỉnh', None, None)
    """
    match = _BARE_KIND.search(name)
    return _KIND_OF[_plain(match["kind"])] if match and not find_places(name) else None


def read_level(name: str) -> Level | None:
    """The level a body stands at, by its name alone; ``None`` where the name does not say ("Đảng ủy").

    >>> read_level("Bộ Y tế"), read_level("Sở Y tế"), read_level("Đảng ủy xã Võ Nhai"), read_level("UBND thành phố")
    ('central', 'province', 'commune', None)
    """
    lexicon = load_lexicon("issuers")["levels"]
    if places := find_places(name):
        return max((place.level for place in places), key=_DEPTH.index)
    if (kind := find_bare_kind(name)) is not None:
        return None if kind == "thành phố" else Place(0, 0, kind, "").level
    if _opens_with(name, lexicon["province_bodies"]):
        return "province"
    if _opens_with(name, lexicon["district_bodies"]):
        return "district"
    if _opens_with(name, lexicon["local_openings"]):
        return None
    central = _opens_with(name, lexicon["central_bodies"]) or any(
        re.search(rf"(?<!trực thuộc )\b{word}\b", name, re.IGNORECASE) for word in lexicon["central_words"]
    )
    return "central" if central else None


def write_normally(text: str) -> str:
    """A text printed all in capitals as it stands in running text, of the same length; any other as it is.

    >>> write_normally("ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK")
    'Ủy ban nhân dân tỉnh Đắk Lắk'
    >>> write_normally("SỞ KHOA HỌC VÀ CÔNG NGHỆ")
    'Sở Khoa học và Công nghệ'
    """
    return _lower_capitals(text) if _is_capital(text) else text


def _lower_capitals(text: str) -> str:
    """The text with only those capitals that names have."""
    letters = list(text.lower())
    for match in _spelling_pattern().finditer(text):
        spelt = _spellings()[match.group().lower()]
        if len(spelt) == len(match.group()):
            letters[match.start() : match.end()] = spelt
    for place in find_places(text):
        named = place.end - len(place.name)
        if fold(text[named : place.end]) == fold(place.name):
            letters[named : place.end] = place.name
    for match in re.finditer(r"[“\"]\s?\w|^\W*\w", text):
        letters[match.start() : match.end()] = match.group()
    return "".join(letters)


def opens_with_organ(name: str) -> bool:
    """Whether a name opens with an organ or head of a body ("Ban Thường vụ", "Chủ tịch")."""
    return _opens_with(name, load_lexicon("issuers")["names"]["organs"])


# --- where a name ends -------------------------------------------------------------------------------------------

_LONGEST = 300  # characters; a joint resolution names three bodies in 110
_TOKEN = re.compile(r"[^\W_]+(?:[&’'][^\W_]+)*|\S")
_PARTS_OF_DOCUMENTS = frozenset({"Chương", "Điều", "Khoản", "Mục", "Phần", "Phụ"})
_HARD_STOP = re.compile(r"[;:().“”\"|\n]")
_LISTED_FIELD = re.compile(r",\s+(?P<one>[^\W\d]+)(?:\s[^\W\d]+){0,2}\s+và\s+(?P<other>[^\W\d]+)")


class _BodyReader:
    """Reads a name word by word, until what stands next can be no part of it."""

    def __init__(self, text: str, joint: bool) -> None:
        self.text = text
        self.joint = joint
        self.tokens = list(_TOKEN.finditer(text))
        self.with_task = _opens_with(text, load_lexicon("issuers")["names"]["with_task"])
        self.in_task = False
        self.task_closed = False

    def read(self) -> int:
        """The end of the name, in ``text``."""
        index = self._skip_opening()
        while index < len(self.tokens) and self._goes_on(index):
            index += 1
        while index > 0 and not self.tokens[index - 1].group()[-1].isalnum():
            index -= 1
        return self.tokens[index - 1].end() if index else 0

    def _skip_opening(self) -> int:
        opening = _opening_pattern().match(self.text)
        end = opening.end() if opening else 0
        return sum(token.end() <= end for token in self.tokens)

    def _goes_on(self, index: int) -> bool:
        token = self.tokens[index].group()
        if not self._same_paragraph(index):
            return False
        if token == ",":
            return self._lists_on(index)
        if token in "-–":
            return self._word(index + 1)[:1].isupper()
        if token == ".":
            return self._word(index - 1).lower() == "tp"
        if token.isdigit():
            return self.with_task or self._word(index - 1).lower() in ("quận", "phường")
        if not token[0].isalpha():
            return False
        if token == "và":
            return self._joins(index)
        return self._names_on(index, token)

    def _same_paragraph(self, index: int) -> bool:
        """Whether no line break parts a word from the one before it, or one that falls inside the name."""
        before = self.tokens[index - 1].end() if index else 0
        if "\n" not in self.text[before : self.tokens[index].start()]:
            return True
        unfinished = load_lexicon("issuers")["names"]["unfinished"]
        return self._word(index)[:1].islower() or " ".join(self.text[:before].split()) in unfinished

    def _word(self, index: int) -> str:
        return self.tokens[index].group() if 0 <= index < len(self.tokens) else ""

    def _lists_on(self, index: int) -> bool:
        following = self.tokens[index + 1].start() if index + 1 < len(self.tokens) else len(self.text)
        if self.joint:
            return opens_body(self.text, following)
        if self.in_task and not self.task_closed:
            clause = _HARD_STOP.split(self.text[following : following + 120], maxsplit=1)[0]
            return " và " in clause
        position = self.tokens[index].start()
        field = _LISTED_FIELD.match(self.text, position)
        if field is None or opens_body(self.text, following):
            return False
        return field["one"][0].isupper() and field["other"][0].isupper()

    def _joins(self, index: int) -> bool:
        """Whether the name goes on after "và": with the last of what it is for, or another half of its field."""
        if index + 1 >= len(self.tokens):
            return False
        following = self.tokens[index + 1].start()
        cited = read_type(self.text, following)
        if cited is not None and (not self.in_task or re.match(r"\s+(?:số|\d+\s?[-/])", self.text[cited.end :])):
            return False
        if self.in_task:
            first, self.task_closed = not self.task_closed, True
            return first
        if opens_body(self.text, following) and self._word(index + 1)[:1].isupper():
            return self.joint
        return self._word(index + 1)[:1].isupper() and self._word(index + 1) not in _PARTS_OF_DOCUMENTS

    def _names_on(self, index: int, token: str) -> bool:
        after = self._word(index + 1)
        pair = f"{token} {after}"
        words = load_lexicon("issuers")["names"]
        if token[0].isupper():
            cited = read_type(self.text, self.tokens[index].start())
            if cited is not None and re.match(r"\s+số\b", self.text[cited.end :]):
                return False
            is_title = pair in words["titles"] or token in words["titles"]
            return not is_title or self._word(index - 1) in ("Bộ", "Sở", "Ban", "Phòng", "Cục", "Vụ")
        if self.with_task and not self.in_task and self._opens_task(index):
            self.in_task = True
            return True
        if self.in_task and (self._word(index - 1) == "về" or pair == "phát triển"):
            return True
        if token == "số":  # "chuyển đổi số" goes on, "số 12/KH-UBND" does not
            return not after[:1].isdigit() and after != ":"
        return token not in words["ends"] and pair not in words["ends"]

    def _opens_task(self, index: int) -> bool:
        """Whether what the body was set up for begins here; "về việc …", "về triển khai …" are a document's title."""
        ends = load_lexicon("issuers")["names"]["ends"]
        token, after, second = (self._word(index + step) for step in range(3))
        if (token, after) == ("phát", "triển"):
            return True
        if token != "về" or after == "việc":
            return False
        return after not in ends and (f"{after} {second}" not in ends or after in ("phát", "xây"))


# --- places ------------------------------------------------------------------------------------------------------

_DEPTH: tuple[Level, ...] = ("central", "province", "district", "commune")
_KIND_OF: dict[str, str] = {
    "tỉnh": "tỉnh",
    "tỉnh ủy": "tỉnh",
    "tỉnh uỷ": "tỉnh",
    "tỉnh đoàn": "tỉnh",
    "thành phố": "thành phố",
    "thành ủy": "thành phố",
    "thành uỷ": "thành phố",
    "thành đoàn": "thành phố",
    "tp": "thành phố",
    "tp.": "thành phố",
    "huyện": "huyện",
    "huyện ủy": "huyện",
    "quận": "quận",
    "quận ủy": "quận",
    "thị xã": "thị xã",
    "thị ủy": "thị xã",
    "thị trấn": "thị trấn",
    "xã": "xã",
    "phường": "phường",
    "đặc khu": "đặc khu",
}
_KINDS = "|".join(
    re.escape(kind).replace(r"\ ", r"\s+") for kind in sorted(_KIND_OF, key=lambda kind: len(kind), reverse=True)
)
_PLACE_KIND = re.compile(rf"(?<!\w)(?<!hợp tác )(?<!HỢP TÁC )(?P<kind>{_KINDS})(?:\s+|(?<=\.))(?=\w)", re.IGNORECASE)
_BARE_KIND = re.compile(rf"(?<!\w)(?P<kind>{_KINDS})(?=\W*$|\s*[,;(])", re.IGNORECASE)
_SYLLABLE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MOST_SYLLABLES = 5


def _read_place_name(text: str, start: int, kind: str) -> tuple[int, str] | None:
    """Where the name at ``start`` ends, and the name spelt normally."""
    if kind in ("tỉnh", "thành phố"):
        known = _province_pattern().match(fold(text[start : start + 30]))
        if known is not None and text[start].isupper():
            return start + known.end(), _provinces()[known.group()]
    if kind in ("phường", "quận") and (number := re.compile(r"\d{1,2}\b").match(text, start)):
        return number.end(), number.group()
    return _read_capital_words(text, start)


def _read_capital_words(text: str, start: int) -> tuple[int, str] | None:
    after = load_lexicon("issuers")["places"]["after"]
    words: list[str] = []
    position = end = start
    while len(words) < _MOST_SYLLABLES and (match := _SYLLABLE.match(text, position)):
        word = match.group()
        capital = word.isupper() and len(word) > 1
        if not word[0].isupper() or (words and capital != words[0].isupper()):
            break
        if (capital and word.lower() in after) or (len(words) > 1 and opens_body(text, position)):
            break
        words.append(word)
        end = match.end()
        gap = re.compile(r" ").match(text, end)
        if gap is None:
            break
        position = gap.end()
    if not words or words[0].lower() in load_lexicon("issuers")["places"]["no_names"]:
        return None
    return end, " ".join(word.capitalize() if word.isupper() else word for word in words)


# --- words -------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).lower()


def _is_capital(text: str) -> bool:
    """Whether a text is printed in capitals; a stray small letter ("5G, IoT") does not count."""
    small = sum(letter.islower() for letter in text)
    return sum(letter.isupper() for letter in text) > 4 * small


def _any_of(words: list[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)


def _opens_with(name: str, words: list[str]) -> bool:
    return _pattern_of(tuple(words)).match(name) is not None


@cache
def _pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(list(words))})(?!\w)", re.IGNORECASE)


@cache
def _opening_pattern() -> re.Pattern[str]:
    names = load_lexicon("issuers")["names"]
    words = [*names["opening"], *names["organs"], *names["with_task"]]
    return re.compile(rf"(?:{_any_of(words)})(?!\w)", re.IGNORECASE)


@cache
def _cities() -> frozenset[str]:
    return frozenset(map(fold, load_lexicon("issuers")["places"]["cities"]))


@cache
def _provinces() -> dict[str, str]:
    return {fold(name): name for name in load_lexicon("issuers")["places"]["provinces"]}


@cache
def _province_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(list(_provinces()))})(?!\w)")


@cache
def _spellings() -> dict[str, str]:
    lexicon = load_lexicon("issuers")
    fields = [f"{kind} {field}" for field in lexicon["spelling"]["fields"] for kind in ("Bộ", "Sở", "Phòng")]
    words = [*lexicon["spelling"]["phrases"], *lexicon["spelling"]["abbreviations"], *fields]
    return {word.lower(): word for word in words}


@cache
def _spelling_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of(list(_spellings()))})(?!\w)", re.IGNORECASE)
