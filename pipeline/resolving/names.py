"""The names of bodies: written in full, in their usual spelling, and what a body of a name answers for."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from extractors.bodies.agencies import BodyScan
from extractors.bodies.agency_words import any_of, same_spelling
from extractors.lexicon import load_lexicon
from extractors.papers.issuers import write_normally
from extractors.records import Level
from extractors.text.folding import fold

_CLASS_LEVELS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("commune", re.compile(r"\b(?:xã(?! hội)|phường|thị trấn|đặc khu|(?<!nông )thôn|xóm|bản|ấp|tổ dân phố|khu phố)\b")),
    ("district", re.compile(r"\b(?:cấp huyện|huyện|quận|thị xã)\b")),
    ("province", re.compile(r"\b(?:(?<!cơ )sở|cấp tỉnh|tỉnh|tỉnh ủy|thành ủy|thành phố)\b")),
    ("central", re.compile(r"\b(?:(?<!đảng )(?<!chi )(?<!cán )bộ|cơ quan ngang bộ|trung ương|chính phủ)\b")),
)


def expand_name(written: str) -> str:
    """A body's name in full and in its usual spelling, without its place where it has none.

    >>> expand_name("Sở KH&CN"), expand_name("UBND các xã, phường"), expand_name("BỘ Y TẾ"), expand_name("tỉnh Đoàn")
    ('Sở Khoa học và Công nghệ', 'Ủy ban nhân dân các xã, phường', 'Bộ Y tế', 'Tỉnh đoàn')
    """
    patterns = load_patterns()
    name = re.sub(r"^(\w+) (?=\1 )", "", " ".join(written.split()))  # "Sở Sở Công Thương"
    if BodyScan(name).read(0) is not None:
        name = write_normally(name)  # but not the abbreviation of a name that no list has: "EVN"
    name = _replace(patterns.remit, name, _spell_remit)
    name = patterns.short_remit.sub(lambda match: patterns.remits[same_spelling(match.group())]["forms"][0], name)
    if whole := patterns.whole.match(same_spelling(name)):
        name = patterns.spelt[fold(same_spelling(whole.group()))] + name[whole.end() :]
    for short, long in load_lexicon("agencies")["short"].items():
        name = re.sub(rf"(?<![\w&]){re.escape(short)}(?![\w&])", long, name)
    return name[:1].upper() + name[1:]


def _replace(pattern: re.Pattern[str], name: str, spell: Any) -> str:
    """The name with every match of its comparable spelling replaced."""
    same = same_spelling(name)
    pieces, end = [], 0
    for match in pattern.finditer(same):
        pieces += [name[end : match.start()], spell(match)]
        end = match.end()
    return "".join([*pieces, name[end:]])


def _spell_remit(match: re.Match[str]) -> str:
    return f"{match.group('head').capitalize()} {load_patterns().remits[match.group('remit')]['forms'][0]}"


def find_remit(name: str) -> str | None:
    """What a body answers for, equal at every level: "nội vụ", "công an"; ``None`` where no list says."""
    match = load_patterns().remit.match(same_spelling(name))
    if match is not None:
        remit: str = load_patterns().remits[match.group("remit")]["forms"][0]
        return remit.lower()
    line = find_line(name)
    return line["remit"] if line else None


def find_line(name: str) -> dict[str, Any] | None:
    """The line of bodies that a name belongs to: the longest of the names of all lines that it begins with."""
    same = same_spelling(name)
    lines = [
        (len(known), line)
        for line in load_lexicon("agencies")["lines"]
        for known in (*line["names"], line["central"])
        if re.match(rf"{re.escape(same_spelling(known))}(?!\w)", same)
    ]
    return max(lines, key=lambda pair: pair[0])[1] if lines else None


def read_class_level(name: str) -> Level | None:
    same = same_spelling(name)
    return next((level for level, pattern in _CLASS_LEVELS if pattern.search(same)), None)


class Patterns(NamedTuple):
    remit: re.Pattern[str]
    short_remit: re.Pattern[str]
    remits: dict[str, dict[str, Any]]
    whole: re.Pattern[str]
    spelt: dict[str, str]


@cache
def load_patterns() -> Patterns:
    lexicon = load_lexicon("agencies")
    remits = {same_spelling(form): remit for remit in lexicon["remits"] for form in remit["forms"]}
    spelt = {fold(same_spelling(name)): name for name in lexicon["names"]["whole"]}
    spelt |= {fold(same_spelling(short)): long for short, long in lexicon["same"].items()}
    long_shorts = [form for remit in lexicon["remits"] for form in remit["forms"] if form.isupper() and len(form) >= 4]
    long_shorts.sort(key=len, reverse=True)
    return Patterns(
        remit=re.compile(rf"(?<!\w)(?<!cơ )(?<!cán )(?P<head>bộ|sở|phòng)\s(?P<remit>{any_of(remits)})(?![\w&])"),
        # "Báo TN&MT": short forms that can mean nothing else, wherever they stand.
        short_remit=re.compile(rf"(?<![\w&])(?:{'|'.join(re.escape(form) for form in long_shorts)})(?![\w&])"),
        remits=remits,
        whole=re.compile(rf"(?<!\w)(?:{any_of([*lexicon['names']['whole'], *lexicon['same']])})(?!\w)"),
        spelt=spelt,
    )
