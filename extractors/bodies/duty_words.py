"""The words of duties: verbs and the roles they give, and the small words around them, from ``lexicon/roles.toml``."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractors.bodies.agency_words import any_of, same_spelling
from extractors.lexicon import load_lexicon

# Stands for every letter of what is not to be read: names of bodies, cited titles, quotations.
COVER = "¤"

# "định kỳ |06 tháng, 01 năm| báo cáo", "|trước ngày 15 tháng 12| báo cáo" say when, and nothing of the verb.
_TIME = (
    r"\([^()]{3,60}\)|(?:và\s)?\(?(?:(?:trước|vào|trong|đến|hằng|hàng)\s)?(?:ngày\s)?"
    r"\d{1,2}(?:/\d{1,2}|\stháng\s\d{1,2})?(?:/\d{4}|\snăm\s\d{4})?"
    r"(?:\s(?:tháng|năm|tuần|ngày|lần)(?:/\w+)?|(?<=\d))\)?"
)

# "|giúp Ủy ban nhân dân tỉnh| đôn đốc" says for whom.
_HELPED = rf"giúp(?:\svề việc)?\s{COVER}+"


class DutyWords(NamedTuple):
    """The patterns, to be matched against covered text in the spelling of ``same_spelling``.

    ``kinds`` says of each verb whether it gives a role (its name), is a plain ``duty``, ``neutral`` (says nothing where
    anything else does), ``light`` (only introduces the next verb) or a ``noun`` after all.
    """

    verb: re.Pattern[str]
    kinds: dict[str, str]
    adverbs: re.Pattern[str]
    only_adverbs: re.Pattern[str]
    listed: re.Pattern[str]
    resumed: re.Pattern[str]
    modal: re.Pattern[str]
    opening: re.Pattern[str]
    order: re.Pattern[str]
    addressed: re.Pattern[str]
    leads: re.Pattern[str]
    noun_before: re.Pattern[str]
    together: re.Pattern[str]
    many: re.Pattern[str]
    moving: re.Pattern[str]
    sent_to: re.Pattern[str]
    gathers: re.Pattern[str]


@cache
def load_duty_words() -> DutyWords:
    """The patterns, built once a process."""
    roles, verbs, orders = (load_lexicon("roles")[part] for part in ("roles", "verbs", "orders"))
    kinds = _name_kinds(roles, verbs)
    adverb = f"{_HELPED}|{any_of(verbs['adverbs'])}|{_TIME}"
    # Possessive: what is skipped is never tried again in another way. Bounded: no text may cost more than its length.
    loose = rf"(?:\s|(?<!\w)(?:{adverb})(?!\w)(?:,(?=\s?\d))?){{0,40}}+"
    start = r"(?:\w\)\s)?[\s\"“(–-]{0,8}+"
    return DutyWords(
        verb=re.compile(rf"(?<!\w)(?:{any_of(kinds)})(?!\w)"),
        kinds=kinds,
        adverbs=re.compile(rf"{start}(?:(?:{adverb})(?!\w)[\s,]{{0,4}}+){{0,20}}+"),
        only_adverbs=re.compile(rf"{start}{loose}"),
        listed=re.compile(rf"{loose}(?:,|và|,\s?và|/){loose}"),
        resumed=re.compile(rf"(?:[,;]|(?<!\w)đồng thời|\svà\s){loose}(?:và|định kỳ[^,;]{{0,40}})?{loose}$"),
        modal=re.compile(rf"(?:{any_of(verbs['modals'])})(?!\w)"),
        opening=re.compile(rf"(?:{any_of(verbs['openings'])})(?!\w)"),
        order=re.compile(rf"\s*(?:{any_of(orders['words'])})(?!\w)[\s:]*"),
        addressed=re.compile(rf"\s*(?:{any_of(orders['headings'])})(?!\w)[\s:]*"),
        leads=re.compile(any_of([*roles["lead"], *roles["coordinate"]])),
        noun_before=re.compile(rf"(?:{any_of(verbs['nouns'])})\s*$"),
        together=re.compile(r"\s*(?:với|cùng với|cùng)?\s*"),
        many=re.compile(rf"\s(?:các|{COVER}|việc|thực hiện|về (?:nội dung|trình tự|thủ tục|nghiệp vụ|chuyên môn))"),
        moving=re.compile(any_of(verbs["moving"])),
        sent_to=re.compile(r"(?:gửi|gửi về|về|qua|thông qua|cho)\s$"),
        gathers=re.compile(r"(?:\s\([^()]{0,60}\))?\)?[\s,]*(?:để\s)?tổng hợp[^.;]{0,40}báo cáo"),
    )


def _name_kinds(roles: dict[str, list[str]], verbs: dict[str, list[str]]) -> dict[str, str]:
    """What each verb is; a verb of two lists is what the later list says."""
    kinds: dict[str, str] = {}
    for kind, words in (
        ("duty", verbs["duties"]),
        ("neutral", verbs["neutral"]),
        ("light", verbs["light"]),
        ("noun", verbs["noun_phrases"]),
        *roles.items(),
    ):
        kinds |= {same_spelling(word): kind for word in words}
    return kinds
