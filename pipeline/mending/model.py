"""Which words follow which, and which look alike: what tells a slip from a word."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import pairwise
from math import log2
from typing import Any, NamedTuple

from extractors.lexicon import load_lexicon
from extractors.text.folding import fold
from extractors.text.syllables import list_spellings, load_pairs, load_syllables, make_key

# What a pair of words that follow one another is worth: in the lexicon, in the word list, each time the plan says it
# elsewhere; and what a word alone is worth, each time the plan says it twice as often.
IN_LEXICON, IN_LIST, _IN_PLAN, _MOST_IN_PLAN = 3.0, 2.0, 0.8, 3
_USUAL, _MOST_USUAL = 0.2, 8
# How often any plan may be taken to say the words that stand beside all others.
_EVERYWHERE = 15
# What a slip costs: another mark, a letter of the same form, another letter, a letter more or less.
MARK, ALIKE, LETTER, LENGTH = 0.4, 0.5, 1.2, 1.3
# Letters of one form, in both directions ("kboa", "oủa", "yà").
_FORMS = ("ceoa", "iltj1", "nhmur", "bhk", "gqc", "vy", "ft", "sz", "dl")
_SKELETON = str.maketrans({letter: form[0] for form in ("ceo", "ilt", "nhub", "gq", "vy") for letter in form})
# Words of one letter.
_ONE_LETTER = frozenset(make_key(word) for word in ["ở", "ý", "à", "ừ", "y", "ạ"])
# Said so often, a word that is no syllable is one of the plan's own ("VNeID"); less often than so, a slip of another.
_COINED, _OUTDONE = 3, 3
_MANY = 12
_NUMERAL = re.compile(r"[IVX]+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
# Numbers of documents, addresses: in them letters make no words.
_RUN = re.compile(r"\S+")
_IN_CODES = re.compile(r"[@&_]|://|[^\W\d]\.[^\W\d]{2}")
_DIGIT, _DASH = re.compile(r"\d"), re.compile(r"[-–/]")

# Of words so long, two letters may be misread and the word still be known by the others.
_SHORT = 4

_SHORT_LINE = re.compile(r"^[^\W\d_]+(?: [^\W\d_]+){1,4}$", re.MULTILINE)

_NO_TONES = str.maketrans("", "", "12345")

_Neighbours = dict[str, set[str]]

OTHER = "#"
"""The key of a number, of letters in a code, and of a name that stands alone."""


class Word(NamedTuple):
    """``text`` for what stands at these offsets; ``joined`` where one blank parts it from the word before."""

    start: int
    end: int
    text: str
    key: str
    joined: bool


def split_words(text: str) -> Iterator[Word]:
    """The words, numbers and letters of codes in a text, in order."""
    codes = sorted(match.span() for match in (*_list_codes(text), *_list_names(text)))
    codes.append((len(text), len(text)))
    place, end = 0, -2
    for match in _TOKEN.finditer(text):
        start, stop = match.span()
        while codes[place][1] <= start:
            place += 1
        printed = match.group()
        key = OTHER if codes[place][0] <= start else _key_token(printed)
        yield Word(start, stop, printed, key, start - end == 1 and text[end] == " ")
        end = stop


@lru_cache(maxsize=1 << 14)
def _key_token(printed: str) -> str:
    """The key of a token; plans say the same few thousand words again and again."""
    return OTHER if printed[0].isdigit() or _NUMERAL.fullmatch(printed) else make_key(printed)


def _list_codes(text: str) -> Iterator[re.Match[str]]:
    """Runs without blanks that are numbers of documents or addresses: a digit and a dash, or a sign of their own."""
    for run in _RUN.finditer(text):
        said = run.group()
        if said.isalpha():
            continue
        if _IN_CODES.search(said) or (_DIGIT.search(said) and _DASH.search(said)):
            yield run


def _list_names(text: str) -> Iterator[re.Match[str]]:
    """The lines that hold nothing but a person's name: those who sign."""
    return (match for match in _SHORT_LINE.finditer(text) if all(word.istitle() for word in match.group().split()))


class Model:
    """How well words follow one another in one plan, and which words look like one."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._said = Counter((one.key, other.key) for one, other in pairwise(words) if other.joined)
        self._often = Counter(word.key for word in words if word.key != OTHER)
        self._spelt = {word.key: word.text for word in words}
        self._alike: dict[str, set[str]] = {}

    @cached_property
    def _neighbours(self) -> tuple[_Neighbours, _Neighbours]:
        return _list_neighbours(self._said)

    def knows(self, key: str) -> bool:
        """Whether it is a word by itself: a syllable, or one that the plan says often."""
        return key == OTHER or is_word(key) or key in self._coined

    def is_usual(self, key: str) -> bool:
        """Whether the plan says it more than once."""
        return self._often[key] > 1

    def says(self, key: str) -> bool:
        """Whether the plan says it, or the lexicon knows it."""
        return self._often[key] > 0 or key in lexicon_words()

    def rate_pair(self, first: str | None, second: str | None, printed: bool = False) -> float:
        """What it is worth that two words follow one another; ``printed`` where the plan says so at this very place."""
        if first is None or second is None:
            return 0.0
        return _IN_PLAN * min(self._said[first, second] - printed, _MOST_IN_PLAN) + rate_known(first, second)

    def rate_alone(self, key: str) -> float:
        """What it is worth that the plan says a word often."""
        return _USUAL * min(log2(1 + self.count(key)), _MOST_USUAL)

    def count(self, key: str) -> int:
        """How often the plan says a word, or may be taken to."""
        return max(self._often[key], _EVERYWHERE if stands_beside_any(key) else 0)

    def says_together(self, first: str | None, second: str | None) -> bool:
        """Whether the plan says two words one after the other again and again."""
        return first is not None and second is not None and self._said[first, second] >= _MOST_IN_PLAN

    def spell(self, key: str) -> str:
        """How a word is written: a syllable in small letters, another as the plan does."""
        return list_spellings().get(key) or self._spelt.get(key, key)

    def list_alike(self, key: str, before: str | None, after: str | None) -> set[str]:
        """The words that look like one and are known to stand beside one of its neighbours."""
        beside: set[str] = set()
        for after_word, before_word in (self._neighbours, _known_neighbours()):
            beside |= after_word.get(before or "", set()) | before_word.get(after or "", set())
        if key not in self._alike:
            self._alike[key] = self._find_alike(key)
        return self._alike[key] & (beside | _words_beside_any())

    def _find_alike(self, key: str) -> set[str]:
        alike = set(_find_syllables_alike(key))
        for shape in _list_shapes(_fold_key(key)):
            alike |= self._own_by_shape.get(shape, set())
        return alike - {key}

    @cached_property
    def _own_by_shape(self) -> dict[str, set[str]]:
        """The plan's words that are no syllables."""
        return _index_shapes(
            key for key, count in self._often.items() if count > 1 and len(key) > 1 and not is_word(key)
        )

    @cached_property
    def _coined(self) -> set[str]:
        return {
            key
            for key, count in self._often.items()
            if count >= _COINED
            and len(key) > 1
            and not is_word(key)
            and all(self._often[other] < _OUTDONE * count for other in self._find_alike(key))
        }


def rate_known(first: str | None, second: str | None) -> float:
    """What it is worth that two words make a word, or stand in a phrase of the lexicon."""
    if (first, second) in _lexicon_pairs():
        return IN_LEXICON
    return IN_LIST if (first, second) in load_pairs() else 0.0


def make_word(first: str, second: str) -> bool:
    """Whether two syllables stand side by side in the word list or the lexicon."""
    return (first, second) in _known_pairs()


@cache
def _known_pairs() -> frozenset[tuple[str, str]]:
    return load_pairs() | _lexicon_pairs()


def is_word(key: str) -> bool:
    """Whether it is a syllable, one of the few of one letter included."""
    return key in load_syllables() or key in _ONE_LETTER


@cache
def _words_beside_any() -> frozenset[str]:
    return frozenset(map(make_key, load_lexicon("slips")["beside_any"]))


def stands_beside_any(key: str) -> bool:
    """Whether it is one of the words that make a word with no other: "mỗi", "của"."""
    return key in _words_beside_any()


def is_common(key: str) -> bool:
    """Whether a syllable makes many words: then it is hardly a slip of another."""
    after, before = _known_neighbours()
    return len(after.get(key, ())) + len(before.get(key, ())) > _MANY


@lru_cache(maxsize=1 << 16)
def rate_slip(printed: str, other: str) -> float | None:
    """How unlikely it is that a word was read so; ``None`` where more than one letter differs.

    >>> rate_slip("phò", "phổ") < rate_slip("kboa", "khoa") < rate_slip("toa", "hoa")
    True
    """
    one, two = _fold_key(printed), _fold_key(other)
    if one == two:
        return MARK
    if one.replace("rn", "m") == two:
        return ALIKE
    if len(one) != len(two):
        return LENGTH
    differ = [index for index in range(len(one)) if one[index] != two[index]]
    if len(differ) == 1:
        at = differ[0]
        same_marks = printed[:at] + printed[at + 1 :] == other[:at] + other[at + 1 :]
        alike = any(one[at] in form and two[at] in form for form in _FORMS)
        return (ALIKE if alike else LETTER) + (0 if same_marks else MARK)
    swapped = len(differ) == 2 and one[differ[0]] == two[differ[1]] and one[differ[1]] == two[differ[0]]
    if swapped or (len(differ) == 2 and len(one) >= _SHORT and one.translate(_SKELETON) == two.translate(_SKELETON)):
        return LENGTH
    return None


# --- what is known of words --------------------------------------------------------------------------------------


@cache
def lexicon_words() -> frozenset[str]:
    """Every word of the lexicon that stands beside another in one of its phrases."""
    return frozenset(word for pair in _lexicon_pairs() for word in pair)


@cache
def _lexicon_pairs() -> frozenset[tuple[str, str]]:
    files = (file.name for file in resources.files("extractors.lexicon").iterdir() if file.name.endswith(".toml"))
    lexicon = [load_lexicon(name.removesuffix(".toml")) for name in files]
    phrases = (list(split_words(phrase)) for phrase in _list_phrases(lexicon))
    pairs = {(one.key, other.key) for phrase in phrases for one, other in pairwise(phrase) if other.joined}
    slips = load_lexicon("slips")
    pairs |= {(make_key(phrase.split()[-1]), OTHER) for phrase in slips["before_number"]}
    pairs |= {(OTHER, make_key(phrase.split()[0])) for phrase in slips["after_number"]}
    pairs |= {(make_key("điểm"), letter) for letter in "abcdđeghiklmn"}
    for remit in load_lexicon("agencies")["remits"]:
        first = {make_key(form.split()[0]) for form in remit["forms"] if " " in form}
        pairs |= {(make_key(body), word) for body in ("bộ", "sở", "phòng") for word in first}
    return frozenset(pairs)


def _list_phrases(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        yield from entry
        yield from _list_phrases(list(entry.values()))
    elif isinstance(entry, list):
        for value in entry:
            yield from _list_phrases(value)


@cache
def _known_neighbours() -> tuple[_Neighbours, _Neighbours]:
    return _list_neighbours((*load_pairs(), *_lexicon_pairs()))


def _list_neighbours(pairs: Iterable[tuple[str, str]]) -> tuple[_Neighbours, _Neighbours]:
    """What stands after each word, and what stands before it."""
    after: defaultdict[str, set[str]] = defaultdict(set)
    before: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        after[first].add(second)
        before[second].add(first)
    return dict(after), dict(before)


@lru_cache(maxsize=1 << 13)
def _find_syllables_alike(key: str) -> frozenset[str]:
    """The syllables of which one may be read so."""
    folded = _fold_key(key)
    alike: set[str] = set()
    for shape in _list_shapes(folded):
        alike |= _syllables_by_shape().get(shape, set())
    if "rn" in key:
        alike |= _syllables_by_shape().get(folded.replace("rn", "m"), set())
    if len(key) >= _SHORT and not is_word(key):
        alike |= _syllables_by_skeleton().get(folded.translate(_SKELETON), set())
    return frozenset(alike)


@cache
def _syllables_by_skeleton() -> dict[str, set[str]]:
    """The syllables by their letters, those of one form taken as one."""
    skeletons: defaultdict[str, set[str]] = defaultdict(set)
    for key in load_syllables():
        skeletons[_fold_key(key).translate(_SKELETON)].add(key)
    return dict(skeletons)


@cache
def _syllables_by_shape() -> dict[str, set[str]]:
    return _index_shapes(load_syllables())


def _index_shapes(keys: Iterable[str]) -> dict[str, set[str]]:
    shapes: defaultdict[str, set[str]] = defaultdict(set)
    for key in keys:
        for shape in _list_shapes(_fold_key(key)):
            shapes[shape].add(key)
    return dict(shapes)


def _list_shapes(folded: str) -> list[str]:
    """What words share that differ by one letter: themselves, and themselves without any one letter."""
    return [folded, *(folded[:index] + folded[index + 1 :] for index in range(len(folded)))]


def _fold_key(key: str) -> str:
    return fold(key.translate(_NO_TONES))
