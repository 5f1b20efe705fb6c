"""How plans count days from an event that has no date yet: "chậm nhất 30 ngày trước ngày bầu cử"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Countdown(NamedTuple):
    """Days counted from an event, at ``text[start:end]``; negative before it.

    ``offset_days`` is empty for working days, which are no days of the calendar.
    """

    start: int
    end: int
    anchor: str
    offset_days: int | None


def find_countdowns(text: str, start: int, end: int) -> Iterator[Countdown]:
    """The countdowns within ``text[start:end]``.

    >>> text = "gửi trong thời hạn 10 ngày kể từ ngày nhận văn bản; niêm yết trước ngày bầu cử 30 ngày"
    >>> [(found.anchor, found.offset_days) for found in find_countdowns(text, 0, len(text))]
    [('ngày nhận văn bản', 10), ('ngày bầu cử', -30)]
    >>> [(found.anchor, found.offset_days) for found in find_countdowns("05 ngày làm việc sau hội nghị", 0, 29)]
    [('hội nghị', None)]
    """
    matches = sorted((match for shape in _SHAPES for match in shape.finditer(text, start, end)), key=re.Match.start)
    position = start
    for match in matches:
        anchor = _ANCHOR_END.split(match["anchor"], maxsplit=1)[0].rstrip()
        if len(anchor.split()) < 2 or match.start() < position:
            continue
        side = -1 if match["side"].lower() == "trước" else 1
        term = _TERM.search(text, max(start, match.start() - 24), match.start())
        first, position = match.start(), max(match.start("anchor") + len(anchor), match.end("days"))
        yield Countdown(
            start=term.start() if term else first,
            end=position,
            anchor=anchor,
            offset_days=None if match["work"] else side * int(match["n"]),
        )


_DAYS = r"(?P<days>(?P<n>\d{1,3})\s?ngày(?P<work>\s+làm việc)?)"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?<![\d/]){_DAYS},?\s+(?P<side>trước|sau|kể từ|tính từ)\s+(?P<anchor>[^\W\d_][^\d.;,:()\n]{{2,80}})",
        r"\b(?P<side>trước|sau)\s+(?P<anchor>(?:ngày|khi)\s[^\d.;,:()\n]{2,60}?)\s+(?:ít nhất\s|tối thiểu\s)?" + _DAYS,
    )
)
# The words that go on with the sentence after the event is named.
_ANCHOR_END = re.compile(r"\s(?:phải|thì|để|gửi|báo cáo|và|hoặc|đơn vị|các|UBND|Ủy ban|Sở|Bộ)\b|\s+[-–]\s")
_TERM = re.compile(r"(?:trong\s(?:vòng|thời hạn|thời gian)|sau)\s+$", re.IGNORECASE)
