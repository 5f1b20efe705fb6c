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
    return [Slip(*mark.span(), meant) for mark, meant in slips if meant is not None]


def _is_sure(printed: str, meant: str) -> bool:
    """Whether a mark can be no other body's, by its length or its letters."""
    return fold(printed) == fold(meant) or len(printed) >= _TELLING or bool(_FOREIGN & set(printed))


def _find_meant(printed: str, said: Counter[str], kind: NamedType | None) -> str | None:
    """The mark that was printed, where only one looks like what was read; that of the kind named before it, else a sure
    one: of those that differ in nothing but the marks of letters, or that the plan says elsewhere, before others.
    """
    if printed in _known_marks() or said[printed] > 1 or len(printed) < 2:
        return None
    found = {mark for mark in {*_known_marks(), *said} if mark != printed and _looks_like(printed, mark)}
    of_kind = {mark for mark in found if kind is not None and name_type((mark,)) == kind.name}
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
