"""The words by which bodies are known, and how words are compared: the patterns made of ``lexicon/agencies.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from extractors.lexicon import load_lexicon
from extractors.text.folding import fold
from extractors.text.words import is_word

_LAST_WORD = re.compile(r"(?<!\w)([^\W\d_]+)\s$")
_NEXT_WORD = re.compile(r"[\w&]+")

# Both spellings of the tone mark are one: "uỷ" and "ủy", "hoá" and "hóa".
_TONES = {
    first + toned: moved + plain
    for first, plain, toned_letters, moved_letters in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for toned, moved in zip(toned_letters, moved_letters, strict=True)
}
_TONE = re.compile(rf"(?<!q)(?:{'|'.join(_TONES)})(?!\w)")  # inside a syllable ("hoạch") there is one spelling only


def same_spelling(text: str) -> str:
    """Lower case with one spelling of each tone mark, of the same length.

    >>> same_spelling("Uỷ ban, Văn hoá") == same_spelling("ỦY BAN, VĂN HÓA")
    True
    """
    return _TONE.sub(lambda match: _TONES[match.group()], text.lower()) if len(text.lower()) == len(text) else text


def any_of(phrases: Iterable[str]) -> str:
    """A pattern that matches any of the phrases as whole words, the longest first, however blanks fall."""
    ordered = sorted({same_spelling(phrase) for phrase in phrases}, key=len, reverse=True)
    return "|".join(r"\s{1,2}".join(map(re.escape, phrase.split())) for phrase in ordered)


def is_half_word(text: str, start: int, end: int) -> bool:
    """Whether one syllable is part of a word with its neighbour: "trình" in "chương trình", "cử" in "cử tri".

    >>> is_half_word("chương trình", 7, 12), is_half_word("trình cấp trên", 0, 5)
    (True, False)
    """
    syllable = text[start:end]
    if not syllable.isalpha():
        return False
    before, after = _LAST_WORD.search(text, max(0, start - 12), start), _NEXT_WORD.match(text, end + 1)
    return bool((before and is_word(before.group(1), syllable)) or (after and is_word(syllable, after.group())))


class AgencyWords(NamedTuple):
    """The patterns of the lexicon, to be matched against text in the spelling of ``same_spelling``."""

    first: re.Pattern[str]
    whole: re.Pattern[str]
    whole_folded: re.Pattern[str]
    within: re.Pattern[str]
    named: re.Pattern[str]
    not_named: re.Pattern[str]
    not_class: re.Pattern[str]
    complete: re.Pattern[str]
    remit: re.Pattern[str]
    remit_folded: re.Pattern[str]
    bare_remit: re.Pattern[str]
    shared: re.Pattern[str]
    alone: re.Pattern[str]
    noun: re.Pattern[str]
    enumeration: re.Pattern[str]
    determiner: re.Pattern[str]
    topic: re.Pattern[str]
    each: re.Pattern[str]
    person: re.Pattern[str]
    before_person: re.Pattern[str]
    place: re.Pattern[str]
    inner: re.Pattern[str]
    stop: re.Pattern[str]
    verb: re.Pattern[str]
    vague: frozenset[str]
    vague_word: re.Pattern[str]


# Between the members of one enumeration: "sở, ban và ngành", "xã/phường".
_GLUE = r"(?:,\s?và\s|,\s?|\svà\s|\s?/\s?|\s[-–]\s)"


@cache
def load_agency_words() -> AgencyWords:
    """The patterns, built once a process."""
    lexicon = load_lexicon("agencies")
    classes, persons, whole = lexicon["classes"], lexicon["persons"], lexicon["names"]["whole"]
    nouns, alone = any_of([*classes["nouns"], *classes["alone"]]), any_of([*classes["alone"], *classes["vague"]])
    determiner, place, qualifier = (
        any_of(words) for words in (classes["determiners"], lexicon["places"]["nouns"], classes["qualifiers"])
    )
    office_words = [*persons["words"], *persons["with_body"]]
    remits = [form for remit in lexicon["remits"] for form in remit["forms"]] + lexicon["offices"]["names"]
    enumeration = rf"(?:{nouns})(?:{_GLUE}(?:cấp\s)?(?:{nouns})(?!\w)){{1,30}}"
    verbs = load_lexicon("roles")["verbs"]
    firsts = (whole, lexicon["names"]["named"], office_words, persons["before"], classes["determiners"])
    return AgencyWords(
        first=re.compile(rf"(?<!\w)(?=(?:{nouns}|{'|'.join(map(any_of, firsts))})(?!\w))"),
        whole=_compile(any_of(whole)),
        whole_folded=re.compile(rf"(?<!\w)(?:{_fold_all(name for name in whole if len(name.split()) >= 3)})(?!\w)"),
        within=_compile(any_of(lexicon["names"]["within"])),
        named=_compile(any_of(lexicon["names"]["named"])),
        complete=_compile(any_of(lexicon["names"]["complete"])),
        not_named=_compile(_not_named(lexicon["not_before"])),
        not_class=_compile(_not_named(lexicon["not_class"])),
        remit=re.compile(rf"(?:bộ|sở|phòng|vụ)\s{{1,2}}(?:{any_of(remits)})(?!\w)"),
        remit_folded=re.compile(
            rf"(?<!\w)(?:bo|so|phong|vu)\s({_fold_all(form for form in remits if ' ' in form)})(?!\w)"
        ),
        bare_remit=re.compile(rf"(?:{any_of(remits)})(?!\w)(?!\s(?:{place})(?!\w))"),
        shared=re.compile(r"(?:các\s)?(?P<word>bộ|sở)(?:,\s(?:cơ quan|ngành)){0,2}\s?:?\s"),
        alone=_compile(alone),
        noun=_compile(nouns),
        enumeration=_compile(enumeration),
        determiner=re.compile(rf"(?:{determiner})\s{{1,2}}"),
        topic=_topic_pattern(lexicon["topical"], lexicon["places"]["nouns"]),
        each=re.compile(r"(?:mỗi|mọi|từng)\s{1,2}"),
        person=_compile(rf"(?P<with_body>{any_of(persons['with_body'])})|{any_of(persons['words'])}"),
        before_person=re.compile(rf"(?:{any_of(persons['before'])})\s{{1,2}}|các\s(?={any_of(office_words)})"),
        place=_place_pattern(lexicon["places"]),
        inner=re.compile(
            rf"\s{{1,2}}(?:(?P<qualifier>{qualifier})(?!\w)\s?|(?:thuộc|trực thuộc|của|giúp việc)\s"
            # "Ban Tổ chức| Tỉnh ủy|"
            r"|(?=(?:tỉnh|thành|huyện|quận|thị|đảng) ủy(?!\w)))"
        ),
        stop=_compile(any_of([*_load_verbs(), *verbs["adverbs"], *verbs["stops"]])),
        verb=_compile(any_of(_load_verbs())),
        vague=frozenset(same_spelling(phrase) for phrase in lexicon["vague"]["whole"]),
        vague_word=_compile(any_of(lexicon["vague"]["words"])),
    )


def _topic_pattern(topical: dict[str, list[str]], places: list[str]) -> re.Pattern[str]:
    """A body named by its subject: "Ban Chỉ đạo tỉnh về phát triển khoa học, công nghệ …"."""
    stop = any_of([*topical["stops"], *places])
    return re.compile(
        rf"(?:{any_of(topical['heads'])})(?:\s(?:của\s)?(?:{any_of(places)}|chính phủ)(?:\s\w+){{0,4}}?)?"
        rf"\s(?:{any_of(topical['openings'])})(?:,?\s(?!(?:{stop})(?!\w))[\w-]+){{0,40}}"
    )


def _place_pattern(places: dict[str, list[str]]) -> re.Pattern[str]:
    """A level or several: "cấp tỉnh", "các xã, phường", "tỉnh, thành phố trực thuộc Trung ương"."""
    place, before = rf"(?:{any_of(places['nouns'])})(?! ủy(?!\w))", any_of(places["before"])
    inside = r"(?:(?:các|cấp|đến|trực thuộc|của|trên|toàn)\s){0,2}"
    return re.compile(
        rf"\s{{1,2}}(?:(?:{before})\s{{1,2}}){{0,3}}(?:{place})(?!\w)"
        # "Trạm Y tế xã|, các trường học": another class of bodies, no further place
        rf"(?:(?:{_GLUE}|\sđến\s|\s)(?!các\s(?:trường học|thôn|tổ dân phố|khu dân cư)(?!\w))"
        rf"{inside}(?:{place})(?!\w)){{0,12}}"
        r"|\s(?:các cấp|cùng cấp|từng cấp|cấp mình|cấp trên|cấp dưới)(?!\w)"
    )


def _fold_all(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted({fold(name) for name in phrases}, key=len, reverse=True))


def _compile(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _not_named(pairs: dict[str, list[str]]) -> str:
    return "|".join(rf"{any_of([head])}\s?,?\s?(?:{any_of(words)})" for head, words in pairs.items())


def _load_verbs() -> list[str]:
    roles: dict[str, Any] = load_lexicon("roles")
    said = [verb for words in roles["roles"].values() for verb in words]
    return [*said, *roles["verbs"]["duties"], *roles["verbs"]["light"], *roles["verbs"]["neutral"]]
