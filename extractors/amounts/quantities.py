"""How plans write quantities: a number with what it counts and the bound on it ("ít nhất 5 mentee", "trên 80%").

A form, not an extractor: it says what is counted, never whether it is promised (``targets``). Durations, ages, ordinals
and labels ("06 tháng", "16 tuổi", "mục 2", "mức độ 4") count nothing. The words stand in ``lexicon/units.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from extractors.amounts.numbers import Number, find_numbers
from extractors.lexicon import load_lexicon
from extractors.records import Measure, Operator
from extractors.text.folding import fold
from extractors.text.words import is_word

Kind = Literal["percent", "counted", "measured", "listed", "other"]


class Quantity(NamedTuple):
    """What ``text[start:end]`` says: the bound before the number, the number, its unit, the bound after it.

    ``unit`` is the counted noun as written, without quotation marks. ``kind`` says how it is known: ``listed`` nouns
    are as a rule only counted to be listed ("bốn nhóm đối tượng"), ``other`` are in no list and stand after a bound.
    ``bounded`` is false for a bare figure (``op`` is then ``=``).
    """

    start: int
    end: int
    number: Number
    op: Operator
    bounded: bool
    unit: str
    kind: Kind
    measure: Measure

    @property
    def unit_start(self) -> int:
        """Where the counted noun begins: a subject is read from here ("40 triệu |người dân trong độ tuổi")."""
        return self.number.end


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of a text, in order.

    >>> [(str(q.number.value), q.op, q.unit) for q in find_quantities("ít nhất 5 “mentee”; trên 170.000 người dân")]
    [('5', '>=', 'mentee'), ('170000', '>', 'người')]
    >>> [(q.op, q.unit) for q in find_quantities("từ 40% số xã trở lên, không quá 2 vụ, mức độ 4, 06 tháng, 16 tuổi")]
    [('>=', '%'), ('<=', 'vụ')]
    >>> [(str(q.number.value), q.op, q.unit, q.measure) for q in find_quantities("thuộc nhóm 3 nước dẫn đầu khu vực")]
    [('3', '<=', 'nước', 'rank')]
    """
    folded = fold(text)
    read = (_read_quantity(text, folded, number) for number in find_numbers(text))
    return [quantity for quantity in read if quantity is not None]


def read_bounded_number(text: str) -> tuple[Number, Operator, int] | None:
    """The number a table's cell opens with, its bound, and where they end; ``None`` where it opens with words.

    >>> number, op, end = read_bounded_number("≥ 3% và tăng dần")
    >>> str(number.value), op, "≥ 3% và tăng dần"[end:]
    ('3', '>=', ' và tăng dần')
    >>> read_bounded_number("Đạt mức trên trung bình") is None
    True
    """
    number = next(iter(find_numbers(text)), None)
    if number is None:
        return None
    folded = fold(text)
    start, op = _bound_before(text, folded, number) or (number.start, "=")
    if _OPENING.fullmatch(text, 0, start) is None:
        return None
    after = _bound_after(text, folded, number, number.end)
    return (number, after[0], after[1]) if after else (number, op, number.end)


def _read_quantity(text: str, folded: str, number: Number) -> Quantity | None:
    rank = _read_rank(text, number)
    if rank is not None:
        return rank
    bound = _bound_before(text, folded, number)
    unit = _read_unit(text, number, bounded=bound is not None)
    if unit is None:
        return None
    name, kind, end = unit
    start, op = bound or (number.start, "=")
    if op in {">", "<"} and not number.percent and kind in {"listed", "other"}:
        return None  # "trên 4 loại hình báo chí" is where, not how many
    after = _bound_after(text, folded, number, end)
    if after is not None:
        op, end = after
    if op == ">" and number.percent and number.value >= 100 and text[max(0, start - 4) : start] != "đạt ":
        op = "="  # "triển khai trên 100% số xã" is "in all of them"; "đạt trên 100% kế hoạch" is above it
    measure = _read_measure(text, number, start)
    return Quantity(start, end, number, op, bound is not None or after is not None, name, kind, measure)


# What may stand before the figure in a cell: "Phấn đấu đạt 80%", "khoảng 5".
_OPENING = re.compile(r"\s*(?:(?:phấn đấu|đạt|có|khoảng|từ|tăng|giảm)\s*){0,3}=?\s*", re.IGNORECASE)

# --- bounds ------------------------------------------------------------------------------------------------------

_REACH = 60  # letters before a number in which its bound can stand: "không thấp hơn mức khoảng "
_CUE_ENDS = re.compile(r"[^\W\d_][^\S\n]{0,3}\Z|[<>=≤≥:]\s{0,3}\Z")  # a word or a sign; after "5, " there is none
_OPERATORS: tuple[tuple[str, Operator], ...] = (
    ("at_least", ">="),
    ("at_most", "<="),
    ("more_than", ">"),
    ("less_than", "<"),
)


def _bound_before(text: str, folded: str, number: Number) -> tuple[int, Operator] | None:
    """Where the bound on a number begins, and which it is; "không thấp hơn" begins before the "thấp hơn" in it."""
    found: list[tuple[int, Operator]] = []
    since, until = max(0, number.start - _REACH), number.start
    if number.form == "multiple":
        since, until = number.start, number.end  # "gấp ít nhất 2 lần"
    elif not _CUE_ENDS.search(text, since, until):
        return None
    for name, op in _OPERATORS:
        match = _bound_pattern(name, number.form == "multiple").search(folded, since, until)
        if match and _is_cue(text[slice(*match.span("cue"))], name):
            found.append((match.start(), op))
    return min(found, default=None)


def _is_cue(printed: str, name: str) -> bool:
    """Whether what reads as a cue without its marks is one: "trện 80%" is, "kết hôn 5 cặp" holds another word."""
    return " " in printed or printed.lower() in load_lexicon("units")["bounds"][name] or not is_word(printed)


def _bound_after(text: str, folded: str, number: Number, end: int) -> tuple[Operator, int] | None:
    """Whether "trở lên" follows the unit; further on only after "từ" before the number ("từ 50% số xã trở lên")."""
    near, far = _after_patterns()
    opened = re.compile(r"(?<!\w)từ\s?\Z", re.IGNORECASE).search(text, max(0, number.start - 5), number.start)
    match = (far if opened else near).match(folded, end)
    if match is None:
        return None
    return (">=" if match.group("up") else "<="), match.end()


@cache
def _bound_pattern(name: str, inside: bool) -> re.Pattern[str]:
    """The cues of an operator without their marks, right before a number or ``inside`` "gấp … lần".

    Words may stand between a longer cue and its number ("tối thiểu có 5"), hardly after "trên": "nêu trên có 5".
    """
    bounds = load_lexicon("units")["bounds"]
    long = _alternatives(fold(cue) for cue in bounds[name] if " " in cue) or r"(?!)"
    short = _alternatives(fold(cue) for cue in bounds[name] if " " not in cue)
    if inside:
        return re.compile(rf"(?P<cue>{long}|{short})")
    between, about = (_alternatives(map(fold, bounds[key])) for key in ("between", "about"))
    cue = rf"(?P<cue>(?:{long})(?=(?:\s*(?:{between})){{0,3}}\s*\Z)|(?:{short})(?=(?:\s*(?:{about}))?\s*\Z))"
    return re.compile(cue)


@cache
def _after_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    bounds = load_lexicon("units")["bounds"]
    up, down = (_alternatives(map(fold, bounds[name])) for name in ("after_at_least", "after_at_most"))
    closing = rf"\s*(?:(?P<up>{up})|(?P<down>{down}))"
    return re.compile(closing), re.compile(rf"[^;.()\n\d]{{0,80}}?{closing}")


# --- units -------------------------------------------------------------------------------------------------------

_QUOTES = "\"“”'‘’«»"


def _read_unit(text: str, number: Number, *, bounded: bool) -> tuple[str, Kind, int] | None:
    """What a number counts, how that is known, and where it ends; ``None`` for durations, labels and bare numbers."""
    if number.form == "multiple":
        return "lần", "measured", number.end
    if number.percent:
        per = _per_pattern().match(text, number.end)
        end = per.end() if per else number.end
        return "%" + re.sub(r"\s", "", text[number.end : end]), "percent", end
    if _label_pattern().search(text, max(0, number.start - 20), number.start):
        return None
    noun = _noun_pattern().match(text, number.end)
    if noun:
        kind = _noun_kinds()[noun.group("noun").lower()]
        return None if kind is None else (_as_written(noun.group("unit")), kind, noun.end())
    return (_read_other_noun(text, number.end) or _read_index(text, number)) if bounded else None


def _read_other_noun(text: str, start: int) -> tuple[str, Kind, int] | None:
    """A noun in no list of ours: the longest word there by the word list ("5 “mentee”" takes what is quoted)."""
    quoted = re.compile(rf"\s?[{_QUOTES}]([^{_QUOTES}\n]{{1,30}})[{_QUOTES}]").match(text, start)
    if quoted:
        return _as_written(quoted.group(1)), "other", quoted.end()
    following = re.compile(r"\s([^\W\d]+)(?:\s([^\W\d]+))?(?:\s([^\W\d]+))?").match(text, start)
    if following is None or following.group(1).lower() in load_lexicon("units")["no_nouns"]:
        return None
    syllables = [part for part in following.groups() if part]
    size = next((size for size in range(len(syllables), 1, -1) if is_word(*syllables[:size])), 1)
    return _as_written(" ".join(syllables[:size])), "other", following.end(size)


def _read_index(text: str, number: Number) -> tuple[str, Kind, int] | None:
    """A figure without a noun that an index named before it takes ("chỉ số HDI duy trì trên 0,7")."""
    named = re.compile(r"(?<!\w)(chỉ số|hệ số)(?!\w)[^,;.\n]{1,80}\Z", re.IGNORECASE)
    index = named.search(text, max(0, number.start - 90), number.start)
    return (index.group(1).lower(), "measured", number.end) if index else None


def _as_written(unit: str) -> str:
    return re.sub(r"\s+", " ", unit).strip(f" {_QUOTES}")


@cache
def _noun_kinds() -> dict[str, Kind | None]:
    """Each noun and what it is good for; ``None`` for lengths of time."""
    units = load_lexicon("units")
    kinds: dict[str, Kind | None] = dict.fromkeys(map(str.lower, units["listed"]), "listed")
    kinds |= dict.fromkeys(map(str.lower, units["measured"]), "measured")
    kinds |= dict.fromkeys(map(str.lower, units["counted"]), "counted")
    return kinds | dict.fromkeys(map(str.lower, units["durations"]))


@cache
def _noun_pattern() -> re.Pattern[str]:
    """The longest noun of any list, in quotation marks or not, with what it is counted per; "số xã" of "1/3 số xã"."""
    nouns, per = _alternatives(_noun_kinds()), _per_pattern().pattern
    return re.compile(
        rf"\s*[{_QUOTES}]?(?P<unit>(?:(?:tổng\s)?số\s)?(?P<noun>{nouns})[{_QUOTES}]?{per})", re.IGNORECASE
    )


@cache
def _per_pattern() -> re.Pattern[str]:
    """What a unit is counted per: "/năm", "/người/tháng", "trên một vạn dân"; also nothing."""
    per = load_lexicon("units")["per"]
    heads = _alternatives(word for word in per if "dân" in word)
    return re.compile(rf"(?:\s?/\s?(?:{_alternatives(per)})){{0,3}}(?:\strên\s(?:{heads}))?", re.IGNORECASE)


@cache
def _label_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_alternatives(load_lexicon('units')['labels'])})\s?\Z", re.IGNORECASE)


# --- ranks and changes -------------------------------------------------------------------------------------------


def _read_rank(text: str, number: Number) -> Quantity | None:
    """A place among others: "xếp thứ 5", "nhóm 50 nước đứng đầu", "top 3"; to be in a group is ``<=`` its size."""
    if number.percent or number.form in {"fraction", "multiple"}:
        return None
    since, ranks = max(0, number.start - _REACH), load_lexicon("units")["ranks"]
    group, standing, members = _rank_patterns()
    opened, best = group.search(text, since, number.start), members.match(text, number.end)
    placed, bodies = _place_patterns()
    best = best or (bodies.match(text, number.end) if placed.search(text, since, number.start) else None)
    if opened and best:
        return Quantity(opened.start(), best.end(), number, "<=", True, _as_written(best.group(1)), "counted", "rank")
    stands = standing.search(text, since, number.start)
    if stands is None:
        return None
    is_group = stands.group("cue").lower() in ranks["tops"]
    op: Operator = "<=" if stands.group("most") or is_group else "="
    return Quantity(stands.start(), number.end, number, op, True, ranks["unit"], "counted", "rank")


@cache
def _rank_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    ranks, most = load_lexicon("units")["ranks"], _alternatives(load_lexicon("units")["bounds"]["at_most"])
    groups, standings = _alternatives(ranks["groups"]), _alternatives([*ranks["standings"], *ranks["tops"]])
    members, leading = _alternatives(ranks["members"]), _alternatives(ranks["leading"])
    return (
        re.compile(rf"(?:{groups})\s(?:{most})?\s?\Z", re.IGNORECASE),
        re.compile(rf"(?P<cue>{standings})\s(?P<most>{most}|trong)?\s?\Z", re.IGNORECASE),
        re.compile(rf"\s({members})[^,;.\n]{{0,40}}?(?:{leading})", re.IGNORECASE),
    )


@cache
def _place_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What opens a group that is the best one by itself, and its members; nothing but a field may follow these."""
    ranks = load_lexicon("units")["ranks"]
    placed, members, fields = (_alternatives(ranks[name]) for name in ("placed", "members", "fields"))
    return (
        re.compile(rf"(?:{placed})\s\Z", re.IGNORECASE),
        re.compile(rf"\s({members})(?=\s?(?:[,;.)\n]|\Z|{fields}))", re.IGNORECASE),
    )


def _read_measure(text: str, number: Number, start: int) -> Measure:
    if number.form in {"multiple", "fraction"}:
        return "ratio"
    return "change" if _change_pattern().search(text, max(0, start - _REACH), start) else "level"


@cache
def _change_pattern() -> re.Pattern[str]:
    changes = load_lexicon("units")["changes"]
    return re.compile(
        rf"(?:{_alternatives(changes['verbs'])})(?:\s(?:{_alternatives(changes['between'])})){{0,3}}\s?\Z",
        re.IGNORECASE,
    )


def _alternatives(words: Iterable[str]) -> str:
    """Words as a pattern, the longest first; whole words, but marks such as ≥ stand anywhere."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(_whole_word(word) if word[0].isalnum() else re.escape(word) for word in longest_first)


def _whole_word(word: str) -> str:
    return r"(?<!\w)" + r"\s".join(map(re.escape, word.split())) + r"(?!\w)"
