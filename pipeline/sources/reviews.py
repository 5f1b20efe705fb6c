"""``doichieu.reviews.jsonl``: what reviewers said, one JSON object a line, kept beside the plans and only added to.

The database is made anew from the plans and this file; nothing a reviewer said is kept anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from extractors.errors import NotWritable
from extractors.records import Review
from pipeline.wording import word

REVIEWS = "doichieu.reviews.jsonl"
"""The name of the file, in the folder of the plans."""


class ReviewLog(NamedTuple):
    """The reviews of a file in its order, and the numbers of the lines that are none."""

    reviews: tuple[Review, ...]
    unread: tuple[int, ...]


def read_reviews(data: bytes) -> ReviewLog:
    """What a file of reviews holds; a line that is no review costs itself only.

    >>> line = b'{"said_at": "2026-01-05T08:00:00", "said_by": "An", "action": "note", "plan_id": "p"}'
    >>> read_reviews(line + b"\\n{").unread
    (2,)
    """
    reviews: list[Review] = []
    unread: list[int] = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            reviews.append(Review.model_validate_json(line))
        except ValidationError:
            unread.append(number)
    return ReviewLog(tuple(reviews), tuple(unread))


def append_reviews(folder: Path, reviews: Sequence[Review]) -> Path:
    """Add reviews at the end of a folder's file, which is made where there is none; returns where it stands."""
    path = folder / REVIEWS
    lines = "".join(f"{review.model_dump_json(exclude_none=True, exclude={'state'})}\n" for review in reviews)
    try:
        # A line whose writing was cut off stays a line of its own.
        is_torn = path.is_file() and not (path.read_bytes() or b"\n").endswith(b"\n")
        with path.open("a", encoding="utf-8") as file:
            file.write(("\n" if is_torn else "") + lines)
    except OSError as error:
        raise NotWritable(*word("review.not_writable", path=path, why=error.strerror)) from error
    return path
