"""Headings that name the bodies whose duties follow: "1. Sở Nội vụ", "2. Đề nghị Hội Nông dân tỉnh: Vận động …"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractors.bodies.agencies import Body, BodyScan, read_bodies, remove_vague
from extractors.bodies.agency_words import any_of, same_spelling
from extractors.bodies.roles import find_subjects, read_order
from extractors.lexicon import load_lexicon

# Words that a heading may have after those a body is known by: "Ban Quản lý |dự án đầu tư xây dựng công trình|".
_LONGEST_REST = 8
_MATTER = re.compile(r",?\s(?:thành phần|nội dung|số lượng|thời gian|việc|nơi)(?!\w)", re.IGNORECASE)
_LONGEST_HEADING = 400  # characters before the colon of "Các sở, ban, ngành …: phối hợp …"


def read_heading(text: str) -> tuple[tuple[Body, ...], int]:
    """The bodies that a heading names, and where the duty begins that goes on in the same unit.

    >>> text = "Ban xây dựng Đảng: Định hướng công tác tuyên truyền."
    >>> bodies, start = read_heading(text)
    >>> [body.name for body in bodies], text[start:]
    (['Ban xây dựng Đảng'], 'Định hướng công tác tuyên truyền.')
    >>> read_heading("Tổ chức thực hiện nghiêm các quy định")
    ((), 0)
    """
    start = read_order(text)
    scan = BodyScan(text[: _LONGEST_HEADING * 2])
    whole = scan.read_list(start)[1]
    if whole == start:
        return (), 0
    for end, duty_start in _find_ends(text):
        if end < whole:
            continue  # "UBND các thành phố: Hà Nội, Cần Thơ thực hiện …"
        stop = len(_load_patterns().ending.sub("", text[:end]).rstrip(" .:;"))
        if _is_list_of_bodies(scan, text, start, stop, duty_start):
            return scan.split(start, stop), duty_start
    return (), 0


def read_part_heading(text: str) -> tuple[Body, ...]:
    """The bodies whose tasks a part holds: "NHIỆM VỤ CHỦ YẾU CỦA BỘ TÀI NGUYÊN VÀ MÔI TRƯỜNG".

    >>> [body.name for body in read_part_heading("NHIỆM VỤ CHỦ YẾU CỦA BỘ Y TẾ")]
    ['BỘ Y TẾ']
    """
    match = re.search(r"(?:nhiệm vụ|trách nhiệm|công việc)[^,;:.\n]{0,60}?\scủa\s", same_spelling(text))
    bodies, end = read_bodies(text, match.end()) if match else ((), 0)
    return remove_vague(bodies) if end >= len(text.rstrip(" .:")) else ()


def names_nobody(text: str) -> bool:
    """Whether a heading of the responsibilities is about a matter: "Chế độ báo cáo", "Kinh phí"."""
    return _load_patterns().nobody.match(same_spelling(text)) is not None


def announces_partners(text: str) -> bool:
    """Whether those to work with stand in the lines below: "Chủ trì, phối hợp với:"."""
    return _load_patterns().partners_below.search(same_spelling(text)) is not None


def _is_list_of_bodies(scan: BodyScan, text: str, start: int, stop: int, duty_start: int) -> bool:
    """Whether nothing but bodies stands there, or what is left over can belong to their names."""
    bodies, list_end = scan.read_list(start, stop)
    rest = text[list_end:stop].split()
    if not bodies or len(rest) > _LONGEST_REST or _MATTER.match(text, list_end, stop):
        return False
    is_sentence = duty_start >= len(text) and text.rstrip().endswith(".")
    return not rest or not (is_sentence or find_subjects(text[:stop]))


def _find_ends(text: str) -> list[tuple[int, int]]:
    """Where a heading may end, and what follows it begin: its second or first colon ("Các Bộ: …: …"), its line."""
    ends = [match.span() for match in re.finditer(r":\s*", text[:_LONGEST_HEADING])][:2]
    line_end = text.find("\n")
    return [*reversed(ends), (line_end, line_end + 1) if line_end >= 0 else (len(text), len(text))]


class _Patterns(NamedTuple):
    nobody: re.Pattern[str]
    ending: re.Pattern[str]
    partners_below: re.Pattern[str]


@cache
def _load_patterns() -> _Patterns:
    orders = load_lexicon("roles")["orders"]
    return _Patterns(
        nobody=re.compile(rf"(?:{any_of(orders['nobody'])})(?!\w)"),
        ending=re.compile(rf"\s(?:{any_of(orders['endings'])})[\s:]*$", re.IGNORECASE),
        partners_below=re.compile(r"phối hợp(?:\schặt chẽ)?(?:\svới)?[\s:,]*$"),
    )
