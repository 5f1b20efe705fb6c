"""Numbers of documents with a slip in their marks: "230-QĐ/IW" is "230-QĐ/TW", since no body has the mark "IW".

A mark that stands for no kind of document and no body is read as the one mark that looks like it: of those that the
lexicon knows and those that the plan says elsewhere. Digits stay as they are. A short mark of a firm or an office is no
slip though another one looks like it ("26/CV-DC", "12/CV-LH"): what makes it one is told in ``_is_sure``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from extractors.lexicon import load_lexicon
from extractors.papers.documents import NamedType, find_numbers, find_type_before, name_type
from extractors.text.folding import fold
from pipeline.mending.slips import Slip

# Capitals that are taken for one another.
_ALIKE = ("ITLJ", "OQDC", "CG", "HNMU", "BRPE", "VY", "KX", "EF", "AR")
_MARK = re.compile(r"[^\W\d_]+")
_LOST_BLANK = re.compile(r"\d[/-][A-ZĐƯ][A-ZĐƯa-z&/-]{1,24}[A-ZĐƯg](?P<day>ngày)(?=\s?\d)")
_PARTED = re.compile(r"\d[/-](?:[A-ZĐ]\w{0,8}[-/]){0,3}(?P<mark>(?P<first>[A-ZĐ]{1,4})\s(?P<rest>[A-ZĐ]\w{0,6}))(?!\w)")
_FOREIGN = frozenset("FJWZ")  # no Vietnamese word begins with these; of the marks only "TW" holds one
_TELLING = 4  # letters from which on two marks are hardly alike by chance


def find_code_slips(text: str) -> list[Slip]:
    """The slips in the marks of document numbers, in order.

    >>> find_code_slips("Quyết định số 230-QĐ/IW và Kế hoạch số 87/KH-ƯBND")
    [Slip(start=21, end=23, mended='TW'), Slip(start=45, end=49, mended='UBND')]
    """
    numbers = [(number.start, _MARK.finditer(text, number.start, number.end)) for number in find_numbers(text)]
    marks = [(start, mark) for start, found in numbers for mark in found]
    said = Counter(mark.group() for _, mark in marks)
    slips = ((mark, _find_meant(mark.group(), said, find_type_before(text, start))) for start, mark in marks)
    meant_marks = [Slip(*mark.span(), meant) for mark, meant in slips if meant is not None]
    blanks = [slip for slip in _find_blank_slips(text) if not any(_overlap(slip, other) for other in meant_marks)]
    return sorted((*meant_marks, *blanks), key=lambda slip: slip.start)


def _overlap(one: Slip, other: Slip) -> bool:
    return one.start < other.end and other.start < one.end


def _is_sure(printed: str, meant: str) -> bool:
    """Whether a mark can be no other body's, by its length or its letters."""
    return fold(printed) == fold(meant) or len(printed) >= _TELLING or bool(_FOREIGN & set(printed))


def _is_mark_of(mark: str, kind: NamedType) -> bool:
    """Whether a mark stands for a kind of document, by the lexicon or by the kind's initials ("Thông tư": "TT")."""
    return name_type((mark,)) == kind.name or mark == "".join(word[0] for word in fold(kind.name).upper().split())


def _find_blank_slips(text: str) -> Iterator[Slip]:
    """Blanks lost behind a number ("87/KH-UBNDngày 05/3") and put into one of its marks ("146/QĐ-T Tg")."""
    for lost in _LOST_BLANK.finditer(text):
        yield Slip(*lost.span("day"), f" {lost['day']}")
    for parted in _PARTED.finditer(text):
        mark = parted["first"] + parted["rest"]
        if mark in _known_marks() and parted["first"] not in _known_marks():
            yield Slip(*parted.span("mark"), mark)


def _find_meant(printed: str, said: Counter[str], kind: NamedType | None) -> str | None:
    """The mark that was printed, where only one looks like what was read; that of the kind named before it, else a sure
    one: of those that differ in nothing but the marks of letters, or that the plan says elsewhere, before others.
    """
    if printed in _known_marks() or said[printed] > 1 or len(printed) < 2:
        return None
    found = {mark for mark in {*_known_marks(), *said} if mark != printed and _looks_like(printed, mark)}
    of_kind = {mark for mark in found if kind is not None and _is_mark_of(mark, kind)}
    found = of_kind or {mark for mark in found if _is_sure(printed, mark)}
    by_marks = {mark for mark in found if fold(mark) == fold(printed)}
    for group in (by_marks & set(said), found & set(said), by_marks, found):
        if group:
            return group.pop() if len(group) == 1 else None
    return None


def _looks_like(printed: str, mark: str) -> bool:
    """Whether two marks differ by marks of letters, or by one letter of the same form."""
    one, two = fold(printed).upper(), fold(mark).upper()
    if len(one) != len(two):
        return False
    other = [pair for pair in zip(one, two, strict=True) if pair[0] != pair[1]]
    return not other or (len(other) == 1 and any(set(other[0]) <= set(alike) for alike in _ALIKE))


@cache
def _known_marks() -> frozenset[str]:
    """The marks of kinds of documents and of bodies in the lexicon."""
    documents = load_lexicon("documents")
    entries: Iterator[dict[str, list[str]]] = (entry for part in ("types", "issuers") for entry in documents[part])
    return frozenset(mark for entry in entries for mark in entry["marks"]) | frozenset(load_lexicon("slips")["marks"])
