"""Who decides: the body that a task's outcome is put before ("trình UBND tỉnh phê duyệt"), as plans name it.

"Trình cấp có thẩm quyền" names nobody, and so says nothing. The words are in ``lexicon/approvals.toml``.
"""

from __future__ import annotations

import re
from functools import cache

from extractors.bodies.agencies import BodyScan, remove_vague
from extractors.bodies.agency_words import any_of, is_half_word, same_spelling
from extractors.lexicon import load_lexicon
from extractors.text.folding import fold


def find_decider(text: str) -> str | None:
    """The first body, or bodies, that the text asks to decide, as written; ``None`` where none is named.

    >>> find_decider("Xây dựng đề án, trình Hội đồng nhân dân tỉnh xem xét, thông qua")
    'Hội đồng nhân dân tỉnh'
    >>> find_decider("Tham mưu UBND xã ban hành quy chế"), find_decider("Tham mưu UBND xã tổ chức hội nghị")
    ('UBND xã', None)
    >>> find_decider("Lập, trình Chính phủ Đề án giao thông")
    'Chính phủ'
    >>> find_decider("Rà soát chương trình, trình cấp có thẩm quyền phê duyệt")
    """
    same = same_spelling(text)
    asked = [match for match in _asking().finditer(same) if not is_half_word(same, *match.span("verb"))]
    scan = BodyScan(text) if asked else None
    for match in asked:
        bodies, end = scan.read_list(match.end()) if scan else ((), 0)
        named = remove_vague(bodies)
        if named and (match["submitting"] or _decides().match(same, end)):
            return text[named[0].start : _cut_document(text, named[0].start, named[-1].end)]
    return None


def read_decider_line(text: str) -> str | None:
    """What a line of its own, or the cell below such a head, names; ``None`` where it is another line.

    >>> read_decider_line("- Cấp trình: Chính phủ."), read_decider_line("- Đơn vị chủ trì: Sở Y tế")
    ('Chính phủ', None)
    """
    line = _line().match(fold(text))
    return (text[line.end() :].strip(" .;\n") or None) if line else None


def names_deciders(head: str) -> bool:
    """Whether a table's column names who decides.

    >>> names_deciders("CẤP TRÌNH"), names_deciders("Cơ quan trình")
    (True, False)
    """
    return _line().fullmatch(f"{fold(head).strip()}:") is not None


def _cut_document(text: str, start: int, end: int) -> int:
    """Where the name ends that runs into what is submitted: "trình |Chính phủ Đề| án …"."""
    split = (match.start() for match in _document().finditer(text, start) if match.start() < end < match.end())
    return next(split, end)


@cache
def _document() -> re.Pattern[str]:
    kinds = sorted((kind["name"] for kind in load_lexicon("documents")["types"]), key=len, reverse=True)
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, kinds))})(?!\w)")


@cache
def _asking() -> re.Pattern[str]:
    words = load_lexicon("approvals")
    submitting, proposing = any_of(words["submitting"]), any_of(words["proposing"])
    return re.compile(rf"(?<!\w)(?P<verb>(?P<submitting>{submitting})|{proposing})\s{{1,2}}")


@cache
def _decides() -> re.Pattern[str]:
    deciding = any_of(load_lexicon("approvals")["deciding"])
    return re.compile(rf"(?:[\s,]{{1,3}}(?:để|và|kịp thời))?[\s,]{{1,3}}(?:{deciding})(?!\w)")


@cache
def _line() -> re.Pattern[str]:
    lines = sorted(map(fold, load_lexicon("approvals")["lines"]), key=len, reverse=True)
    return re.compile(rf"\W*(?:{'|'.join(map(re.escape, lines))})\s*:\s*")
