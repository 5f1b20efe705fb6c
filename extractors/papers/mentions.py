"""How a document is referred to: "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về …".

A form, not an extractor: shared by what reads the documents that a plan cites and what reads the line by which an
appendix says whose it is. Around the number stand, in this order or nearly, the kind of document, the number, the day,
the issuer, what it is about; typists leave any of them out, put the day last, or the issuer first ("… của Bộ Chính trị
tại Kết luận số …").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from typing import NamedTuple

from extractors.papers.documents import DocumentNumber, find_numbers, find_type_before, find_types, name_type, read_type
from extractors.papers.issuers import opens_body, read_body, write_normally
from extractors.times.dates import DateSpan, find_dates


class Mention(NamedTuple):
    """One mention of a document, ``text[start:end]``, as read there alone; its title ends at ``subject_end``."""

    start: int
    end: int
    number: DocumentNumber
    doc_type: str | None
    issued_on: date | None
    issuer: str | None
    title: str | None
    subject_end: int


def find_mentions(text: str) -> list[Mention]:
    """Every document that a text names by number, in order.

    >>> [mention] = find_mentions("Kế hoạch số 12 /KH-UBND ngày 05/6/2025 của UBND tỉnh về việc mở lớp học số;")
    >>> mention.number.printed, mention.doc_type, mention.issued_on.isoformat(), mention.issuer, mention.title
    ('12/KH-UBND', 'Kế hoạch', '2025-06-05', 'UBND tỉnh', 'mở lớp học số')
    """
    days = find_dates(text)
    mentions: list[Mention] = []
    for number in find_numbers(text):
        mention = _read_mention(text, number, days)
        if mention.doc_type is None and mentions and _goes_on(text, mentions[-1], mention):
            mention = mention._replace(doc_type=mentions[-1].doc_type)
        mentions.append(mention)
    return mentions


def _goes_on(text: str, before: Mention, mention: Mention) -> bool:
    """Whether a mention without a kind takes that of the one before: "các Quyết định số 1/QĐ-TTg và 2/QĐ-TTg"."""
    return any(_LISTED.fullmatch(text, end, mention.start) for end in (before.end, before.subject_end))


_LISTED = re.compile(r"\s{0,3}(?:,|;|và|; và|, và)\s{1,3}(?:số\s{1,3})?")
_TO_DAY = re.compile(r"[\s,]{0,4}\(?\s?(?:(?:được\s)?(?:ký\sban\shành|ban\shành|ký)\s)?", re.IGNORECASE)
_TO_ISSUER = re.compile(r"[\s,)]{0,4}(?P<by>của|giữa)\s+", re.IGNORECASE)
_ISSUER_BEFORE = re.compile(r"của\s+", re.IGNORECASE)
_SAID_BEFORE = re.compile(r"(?:đề nghị|chỉ đạo|ý kiến|kết luận|yêu cầu|công tác)\b[^;.]{0,60}$", re.IGNORECASE)
_ABOUT = re.compile(r"[\s,]{0,4}(?:về\s+việc|v/v|về)\b\s*:?\s*", re.IGNORECASE)
_DOES = re.compile(
    r"\s{0,4}(?=(?:ban hành|phê duyệt|quy định|triển khai|thực hiện|sửa đổi|bổ sung|hướng dẫn|thành lập|tăng cường|"
    r"kết luận|thông báo kết luận|công bố)\b)",
    re.IGNORECASE,
)
_TITLE_END = re.compile(r"[;()\n|]|\.(?=\s|$)|,\s+(?=(?:Ủy ban|UBND|Chủ tịch|Ban Thường vụ|Ban Chỉ đạo|Bộ|Sở)\s)")
_NEXT_CITED = re.compile(r"\s+và\s+(?=\S)")
_LONGEST_TITLE = 400


def _read_mention(text: str, number: DocumentNumber, days: list[DateSpan]) -> Mention:
    kind = find_type_before(text, number.start)
    start, end = (kind.start if kind else number.start), number.end
    day = _day_at(text, end, days)
    end = day.end if day else end
    issuer = _read_issuer(text, end)
    end = issuer[1] if issuer else end
    if day is None and issuer is not None:
        day = _day_at(text, end, days)
        end = day.end if day else end
    title = _read_title(text, end)
    return Mention(
        start,
        end,
        number,
        kind.name if kind else name_type(number.marks),
        day.on if day else None,
        issuer[0] if issuer else _read_issuer_before(text, kind.end if kind else start, start),
        title[0] if title else None,
        title[1] if title else end,
    )


def _day_at(text: str, position: int, days: list[DateSpan]) -> DateSpan | None:
    """The day that stands next to a place, in brackets, after a comma or "ban hành" at most."""
    index = bisect_left(days, position, key=lambda day: day.start)
    if index == len(days) or not _TO_DAY.fullmatch(text, position, days[index].start):
        return None
    return days[index]


def _read_issuer(text: str, position: int) -> tuple[str, int] | None:
    """The issuer after "của" and where its name ends."""
    match = _TO_ISSUER.match(text, position)
    if match is None or not opens_body(text, match.end()):
        return None
    end = read_body(text, match.end(), joint=match["by"].lower() == "giữa")
    return (_write_issuer(text[match.end() : end]), end) if end > match.end() else None


def _read_issuer_before(text: str, kind_end: int, start: int) -> str | None:
    """The issuer that stands before: "theo đề nghị của Sở Y tế tại Tờ trình số …", "Quyết định của Bộ Y tế số …"."""
    inside = _ISSUER_BEFORE.search(text, kind_end, min(len(text), kind_end + 8))
    if inside is not None and opens_body(text, inside.end()):
        return _write_issuer(text[inside.end() : read_body(text, inside.end())])
    low = max(0, start - 250)
    for match in reversed(list(_ISSUER_BEFORE.finditer(text, low, start))):
        if not opens_body(text, match.end()):
            continue
        end = read_body(text, match.end())
        if not re.fullmatch(r"\s+tại\s+", text[end:start]):
            return None
        said = text[low : match.start()]
        return _write_issuer(text[match.end() : end]) if _SAID_BEFORE.search(said) or _ends_in_type(said) else None
    return None


def _write_issuer(name: str) -> str:
    return write_normally(" ".join(name.split()))


def _ends_in_type(text: str) -> bool:
    """Whether a text ends in the name of a document without number ("Chương trình công tác năm 2025")."""
    last = next(reversed(find_types(text)), None)
    return last is not None and re.fullmatch(r"(?:\s+\w+){0,6}\s*", text[last.end :]) is not None


def _read_title(text: str, position: int) -> tuple[str, int] | None:
    """What the document is about, without quotation marks, and where that ends."""
    match = _ABOUT.match(text, position) or _DOES.match(text, position)
    start = match.end() if match else _skip_blanks(text, position)
    if match is None and text[start : start + 1] not in ("“", '"'):
        return None
    quoted = re.compile(r"[“\"]([^“”\"]{1,400})[”\"]").match(text, start)
    if quoted is not None:
        said = " ".join(quoted[1].split())
        about = _ABOUT.match(said)
        return said[about.end() if about else 0 :] or said, quoted.end()
    stop = _TITLE_END.search(text, start, start + _LONGEST_TITLE)
    end = stop.start() if stop else min(len(text), start + _LONGEST_TITLE)
    for joint in _NEXT_CITED.finditer(text, start, end):
        cited = read_type(text, joint.end())
        if cited is not None and re.match(r"\s+số\b", text[cited.end :]):
            end = joint.start()
            break
    title = " ".join(text[start:end].split()).rstrip(" ,.:")
    return (title, start + len(text[start:end].rstrip())) if title else None


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in " ,":
        position += 1
    return position
