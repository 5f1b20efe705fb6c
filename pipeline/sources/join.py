"""One text of the texts of several files: the pages of a scan, or a plan and its appendices.

Every offset, page and box still fits: pages are numbered through, and each says which file it is of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TypeVar

from extractors.records import Cell, Gap, Page, PlanText, Table, TextLine
from extractors.text.labels import read_label
from pipeline.readers.lines import Line

R = TypeVar("R", Page, TextLine, Cell)

_PAGE_NUMBER = re.compile(r"\W{0,3}(?:trang\s+)?(\d{1,3})\W{0,3}", re.IGNORECASE)


def join_texts(texts: Sequence[PlanText], missing: Collection[int] = ()) -> PlanText:
    """The texts of several files as one, in their order; source, hash and format are the first's.

    Text is missing before those whose index is in ``missing``. A sentence, and a table, that go on over a page break go
    on here.

    >>> texts = ("Mở lớp cho", "người dân.")
    >>> one, two = (PlanText(source="x.png", sha256="", format="image", text=text) for text in texts)
    >>> join_texts([one, two]).text, join_texts([one, two], {1}).gaps[0].offset
    ('Mở lớp cho người dân.', 10)
    """
    joined = texts[0].model_copy(update={"pages": _name_pages(texts[0])} if len(texts) > 1 else {})
    if 0 in missing:
        joined = joined.model_copy(update={"gaps": (Gap(offset=0, reason="page_missing"), *joined.gaps)})
    for index, text in enumerate(texts[1:], 1):
        joined = _append(joined, _drop_page_number(text, index + 1), index in missing)
    return joined


def _append(above: PlanText, below: PlanText, is_missing: bool) -> PlanText:
    goes_on = not is_missing and _goes_on(above, below)
    seam = " " if goes_on else "\n" if above.text and below.text else ""
    by = len(above.text) + len(seam)
    pages_by = max((page.number for page in above.pages), default=0)
    gaps = (Gap(offset=len(above.text), reason="page_missing"),) if is_missing else ()
    tables = tuple(_move_table(table, by) for table in below.tables)
    if not is_missing and tables and _is_one_table(above, below):
        first = above.tables[-1]
        rows = (*first.rows, *tables[0].rows)
        tables = (*above.tables[:-1], Table(start=first.start, end=tables[0].end, rows=rows), *tables[1:])
    else:
        tables = (*above.tables, *tables)
    return above.model_copy(
        update={
            "text": above.text + seam + below.text,
            "pages": (*above.pages, *(_move(page, by, number=page.number + pages_by) for page in _name_pages(below))),
            "lines": (*above.lines, *(_move(line, by, page=line.page + pages_by) for line in below.lines)),
            "tables": tables,
            "gaps": (*above.gaps, *gaps, *(_move_gap(gap, by, pages_by) for gap in below.gaps)),
        }
    )


def _goes_on(above: PlanText, below: PlanText) -> bool:
    """Whether the first paragraph of a text is the rest of the other's last sentence."""
    if _ends_in_table(above) or _starts_with_table(below):
        return False
    last, first = above.text.rpartition("\n")[2], below.text.partition("\n")[0]
    return Line(first).starts_low and Line(last).is_open and read_label(first) is None


def _is_one_table(above: PlanText, below: PlanText) -> bool:
    """Whether a table ends the one text and the next begins with as wide a one: it was cut by the page."""
    if not (_ends_in_table(above) and _starts_with_table(below)):
        return False
    return len(above.tables[-1].rows[0]) == len(below.tables[0].rows[0])


def _ends_in_table(text: PlanText) -> bool:
    return bool(text.tables) and text.tables[-1].end == len(text.text)


def _starts_with_table(text: PlanText) -> bool:
    return bool(text.tables) and text.tables[0].start == 0


def _name_pages(text: PlanText) -> tuple[Page, ...]:
    return tuple(page.model_copy(update={"source": text.source}) for page in text.pages)


def _move(record: R, by: int, **update: int) -> R:
    """The same record further down in the text."""
    return record.model_copy(update={"start": record.start + by, "end": record.end + by, **update})


def _move_gap(gap: Gap, by: int, pages_by: int) -> Gap:
    page = None if gap.page is None else gap.page + pages_by
    return gap.model_copy(update={"offset": gap.offset + by, "page": page})


def _move_table(table: Table, by: int) -> Table:
    rows = tuple(tuple(_move(cell, by) for cell in row) for row in table.rows)
    return Table(start=table.start + by, end=table.end + by, rows=rows)


def _drop_page_number(text: PlanText, number: int) -> PlanText:
    """Without the page's own number, which one page alone does not tell from other figures."""
    if text.format != "image" or _starts_with_table(text):
        return text
    first, _, rest = text.text.partition("\n")
    match = _PAGE_NUMBER.fullmatch(first)
    if match is None or int(match[1]) != number:
        return text
    by = -len(first) - 1
    pages = (page.model_copy(update={"start": max(page.start + by, 0), "end": page.end + by}) for page in text.pages)
    return text.model_copy(
        update={
            "text": rest,
            "pages": tuple(pages),
            "lines": tuple(_move(line, by) for line in text.lines if line.start + by >= 0),
            "tables": tuple(_move_table(table, by) for table in text.tables),
            "gaps": tuple(_move_gap(gap, max(by, -gap.offset), 0) for gap in text.gaps),
        }
    )
