"""How every reader puts a plan's text together, so that pages, tables and gaps always fit the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import zip_longest

from extractors.records import Box, Cell, Gap, Page, PlanText, Table, TextLine
from pipeline.readers.cut_rows import find_cut_rows, join_cells

# Left by word processors and web pages; they carry no letter. U+00AD is the soft hyphen of a broken word.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[^\S\n]+")


def clean_text(text: str) -> str:
    """NFC, no invisible marks, no run of blanks; line breaks are kept.

    >>> clean_text("Kê\u0301 hoa\u0323ch  số\xa0\u200b1")
    'Kế hoạch số 1'
    """
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).replace("ð", "đ").replace("Ð", "Đ"))


class PlanTextBuilder:
    """Collects paragraphs, tables and gaps in reading order; ``build`` gives the ``PlanText``.

    Pieces of one paragraph may stand on different pages. Text is cleaned here and nowhere else. ``on_recognised`` is
    called for each page that ``note_recognised`` tells of.
    """

    def __init__(self, on_recognised: Callable[[], None] | None = None) -> None:
        self._on_recognised = on_recognised
        self._pieces: list[str] = []
        self._length = 0
        self._page_starts: list[tuple[int, int]] = []
        self._confidences: dict[int, float | None] = {}
        self._lines: list[TextLine] = []
        self._tables: list[Table] = []
        self._gaps: list[Gap] = []

    def note_recognised(self, number: int, confidence: float | None) -> None:
        """A page was recognised from its picture, which is what takes time; said as soon as it is, before its text.

        ``confidence`` is 0 to 1, ``None`` where the page turned out blank or unreadable.
        """
        self._confidences[number] = confidence
        if self._on_recognised is not None:
            self._on_recognised()

    def start_page(self, number: int, confidence: float | None = None) -> None:
        """Everything added from now on stands on this page; ``confidence`` where it was recognised just now."""
        if confidence is not None:
            self.note_recognised(number, confidence)
        self._page_starts.append((number, self._length))

    def add_paragraph(self, text: str, box: Box | None = None) -> None:
        """A paragraph of its own, or its first line; nothing happens where there is no text in it."""
        self._add_line(text, "\n", box)

    def continue_paragraph(self, text: str, box: Box | None = None, glued: bool = False) -> None:
        """More of the paragraph added last, after a line break or a page break that means nothing.

        ``glued`` where not even a blank was there: "số 57-" at the end of a line, "NQ/TW" on the next.
        """
        self._add_line(text, "" if glued else " ", box)

    def add_table(
        self,
        rows: Sequence[Sequence[str | None]],
        places: Sequence[Sequence[Sequence[tuple[int, Box]]]] = (),
        pages: Sequence[int] = (),
    ) -> None:
        """A table; cells may hold line breaks, rows may be of unequal length; ``None`` continues the cell above.

        Rows that a page end cut in two become one.

        ``places`` has the shape of ``rows``: the pages that each cell stands on, and where there; a row may go on over
        the page. ``pages`` says on which page each row begins, where a table runs over some.
        """
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        self._separate("\n")
        start = self._length
        made: list[tuple[Cell, ...]] = []
        for row, row_places, page in _join_cut(rows, places, pages):
            if made:
                self._append("\n")
            if page is not None:
                self._turn_to(page)
            cells = [*row, *[""] * (width - len(row))]
            made.append(self._add_row(cells, made[-1] if made else (), row_places))
        self._tables.append(Table(start=start, end=self._length, rows=tuple(made)))

    def add_gap(self, reason: str, page: int | None = None) -> None:
        """Text is missing here."""
        self._gaps.append(Gap(offset=self._length, reason=reason, page=page))

    def build(self, source: str, sha256: str, format: str) -> PlanText:
        """The text of everything added so far."""
        ends = [start for _, start in self._page_starts[1:]] + [self._length]
        pages = tuple(
            Page(number=number, start=start, end=end, confidence=self._confidences.get(number))
            for (number, start), end in zip(self._page_starts, ends, strict=False)
        )
        return PlanText(
            source=source,
            sha256=sha256,
            format=format,
            text="".join(self._pieces),
            pages=pages,
            lines=tuple(self._lines),
            tables=tuple(self._tables),
            gaps=tuple(self._gaps),
        )

    def _turn_to(self, number: int) -> None:
        """Start every page up to one, where it is not the one that stands open."""
        for page in range(self._page_starts[-1][0] if self._page_starts else number - 1, number):
            self.start_page(page + 1)

    def _add_line(self, text: str, separator: str, box: Box | None) -> None:
        text = clean_text(text).replace("\n", " ").strip()
        if text:
            self._separate(separator)
            self._append(text)
            if box is not None and self._page_starts:
                self._place(len(text), self._page_starts[-1][0], box)

    def _place(self, length: int, page: int, box: Box) -> None:
        """Note where on a page the text added last stands."""
        self._lines.append(TextLine(start=self._length - length, end=self._length, page=page, box=box))

    def _add_row(
        self, cells: Sequence[str | None], above: Sequence[Cell], places: Sequence[Sequence[tuple[int, Box]]]
    ) -> tuple[Cell, ...]:
        made: list[Cell] = []
        for index, cell in enumerate(cells):
            if index:
                self._append(" | ")
            if cell is None and above:
                made.append(above[index].model_copy(update={"continues": True}))
                continue
            start = self._length
            lines = (line.strip() for line in clean_text(cell or "").split("\n"))
            self._append("\n".join(line for line in lines if line))
            for page, box in places[index] if index < len(places) and self._length > start else ():
                self._place(self._length - start, page, box)
            made.append(Cell(start=start, end=self._length))
        return tuple(made)

    def _separate(self, mark: str) -> None:
        if self._length:
            self._append(mark)

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


_Places = Sequence[Sequence[tuple[int, Box]]]


def _join_cut(
    rows: Sequence[Sequence[str | None]], places: Sequence[_Places], pages: Sequence[int]
) -> list[tuple[Sequence[str | None], _Places, int | None]]:
    """The rows with their places and the pages they begin on, those that a page end cut in one piece."""
    halves = find_cut_rows(rows)
    joined: dict[int, tuple[Sequence[str | None], _Places, int | None]] = {}
    for index, row in enumerate(rows):
        here = places[index] if places else ()
        if index not in halves:
            joined[index] = row, here, pages[index] if pages else None
            continue
        above, over, page = joined[halves[index]]
        whole = [join_cells(one, other) for one, other in zip_longest(above, row, fillvalue="")]
        stand = [[*one, *other] for one, other in zip_longest(over, here, fillvalue=())]
        joined[halves[index]] = whole, stand, page
    return list(joined.values())
