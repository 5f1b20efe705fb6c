"""Covering letters (công văn): where one ends and the document that it was sent with begins, in the same text.

A form: shared by what tells the units of a document and what reads its letterhead. A letter names no kind of document;
it addresses somebody ("Kính gửi: …"), and after its recipients and signature a second letterhead begins, with a number
and a kind of its own.
"""

from __future__ import annotations

import re
from itertools import islice

from extractors.papers.documents import read_type
from extractors.papers.heads import DAY_LINE, NUMBER_LINE
from extractors.papers.issuers import opens_body
from extractors.text.folding import fold

_ADDRESSES = re.compile(r"\W*kinh gui\b")
_RECIPIENTS = re.compile(r"\W*noi nhan\b")
_MOTTO = re.compile(r"\W*(?:cong hoa xa hoi chu nghia|doc lap\b.{0,5}tu do\b|dang cong san viet nam)")
_OFFICE = re.compile(r"\W*(?:kt|tm|tl|tuq|pho|chu tich|giam doc|bi thu|chanh|truong|bo truong|thu truong)\b")
# "Kính gửi" stands under the letterhead; a letterhead takes so many lines when its two columns are apart.
_LETTERHEAD_LINES = 25
_LONGEST_LINE = 160  # of a letterhead whose lines a reader has joined


def find_letter_end(text: str) -> int:
    """Where the document begins that a covering letter brings; 0 where no letter stands before a document.

    >>> letter = "UBND TỈNH SÔNG LAM\\nSố: 7/UBND-VX\\nKính gửi: Các sở.\\nGửi kèm Kế hoạch./.\\nNơi nhận: Như trên.\\n"
    >>> plan = "UBND TỈNH SÔNG LAM\\nSố: 8/KH-UBND\\nKẾ HOẠCH\\nMở lớp"
    >>> find_letter_end(letter + plan) == len(letter), find_letter_end(plan)
    (True, 0)
    """
    if not any(_ADDRESSES.match(fold(line)) for line in islice(text.split("\n"), 2 * _LETTERHEAD_LINES)):
        return 0
    lines = [(match.start(), match.group()) for match in re.finditer(r"[^\n|]*\S[^\n|]*", text)]
    folded = [fold(line) for _, line in lines]
    addressed = next((i for i, line in enumerate(folded) if _ADDRESSES.match(line)), len(lines))
    kinds = [index for index, (_, line) in enumerate(lines) if _names_kind(line.strip())]
    signed = next((i for i in range(addressed, len(lines)) if _RECIPIENTS.match(folded[i])), len(lines))
    if any(kind < addressed for kind in kinds):
        return 0  # a document that addresses somebody itself: a report, a telegram
    for kind in kinds:
        number = next(
            (i for i in range(kind - 1, max(signed, kind - _LETTERHEAD_LINES), -1) if _is_number(lines[i][1])), 0
        )
        if kind > signed and number:
            while number - 1 > signed and _is_letterhead(lines[number - 1][1], folded[number - 1]):
                number -= 1
            return lines[number][0]
    return 0


def _names_kind(line: str) -> bool:
    """Whether a line opens with a kind of document in capitals: alone, or with the title after it."""
    found = read_type(line)
    if found is None or not line[: found.end].isupper():
        return False
    rest = line[found.end :].strip(" :").lower()
    return not rest[:1].isdigit() and not rest.startswith("số")


def _is_number(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and NUMBER_LINE.search(line) is not None


def _is_letterhead(line: str, folded: str) -> bool:
    """Whether a line above a number is of the same letterhead: a body, the motto, the place and day, a rule."""
    if _MOTTO.match(folded) or DAY_LINE.search(line) or not any(letter.isalnum() for letter in line):
        return True
    return line.isupper() and (opens_body(line.strip()) or not _is_office(folded))


def _is_office(folded: str) -> bool:
    """Whether a line in capitals is the office of the letter's signer: "KT. CHỦ TỊCH"."""
    return _OFFICE.match(folded) is not None
