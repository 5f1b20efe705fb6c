"""Which printed lines of a PDF make one paragraph, by where they stand: indents, filled lines, wider gaps.

What the page shows decides: with an indented first line, a line at the left margin goes on with the sentence, whatever
it begins with ("… mục / 3.2."). Where the page leaves it open (titles, columns, type without indents) the words
decide, as they do for a text file (``lines.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.labels import read_label
from extractors.records import Box
from pipeline.readers.lines import Joint, Line, join_lines
from pipeline.readers.pdf_lines import Printed

# First lines are indented by 1 to 1.27 cm (Nghị định 30/2020/NĐ-CP), by less in narrow columns; margins of lines that
# start at one place differ by less than half a letter.
_INDENT = 0.8
_FLUSH = 0.45
# A paragraph is set apart by at least a fifth of the distance between its lines.
_APART = 1.2
# Where the next word would have fitted with this much to spare (in ems), the line was ended on purpose.
_SPARE = 0.05
# Single spacing of common fonts, for a text that is too short to measure.
_PITCH = 1.15
# An unfinished sentence may stop this far (of the line) before the margin: its next words may not be parted.
_NEARLY_FULL = 0.2
_FEW_LINES = 5
_SENTENCE_END = re.compile(r"[.;:!?…/][\"”’)\]]*$")
_HYPHEN_END = re.compile(r"\w[-‐‑]$")


@dataclass(frozen=True)
class FlowLine:
    """A printed line on its way to a paragraph.

    ``block`` numbers the columns and stretches of lines in reading order over all pages; ``edges`` are the left and
    right margin of the block, ``box`` its place as fractions of the page.
    """

    printed: Printed
    page: int
    block: int
    edges: tuple[float, float]
    box: Box

    @property
    def indent(self) -> float:
        """How far it starts from the left margin, in ems."""
        return (self.printed.left - self.edges[0]) / self.printed.size

    @property
    def is_open(self) -> bool:
        """Whether it ends in the middle of a sentence."""
        return not _SENTENCE_END.search(self.printed.text)

    @property
    def starts_low(self) -> bool:
        """Whether it opens in lower case."""
        return self.printed.text[:1].islower()

    def room_after(self) -> float:
        """How much of the line is left free, in points."""
        return self.edges[1] - self.printed.right

    def is_filled_before(self, word_width: float) -> bool:
        """Whether a word of that width would not have fitted on it."""
        return self.room_after() < word_width + (0.25 + _SPARE) * self.printed.size


def find_edges(lines: Sequence[Printed]) -> tuple[float, float] | None:
    """The margins that the lines of a block are set between; ``None`` where they are too few to tell."""
    if len(lines) < _FEW_LINES:
        return None
    width = max(line.right for line in lines) - min(line.left for line in lines)
    long = [line for line in lines if line.right - line.left > 0.6 * width]
    if len(long) < 3:
        return None
    left = _find_usual([line.left for line in long], 0.0)
    right = _find_usual([line.right for line in long], 1.0)
    return left, right


def _find_usual(places: Sequence[float], outer: float) -> float:
    """The place that most lines share, to the point; the outermost where no two do, but for a stray one."""
    place, count = Counter(round(place) for place in places).most_common(1)[0]
    if count > 2:
        near = [exact for exact in places if abs(exact - place) <= 1]
        return sum(near) / len(near)
    ordered = sorted(places)
    return ordered[round(outer * (len(ordered) - 1))]


def decide_joints(lines: Sequence[FlowLine]) -> list[Joint]:
    """For each line whether it starts a paragraph, continues the one above, or starts after a broken-off sentence."""
    by_words = join_lines([Line(line.printed.text, line.page, box=line.box) for line in lines])
    habits = _Habits.of(lines)
    joints: list[Joint] = []
    for index, line in enumerate(lines):
        shown = habits.show(lines[index - 1], line) if index else False
        if shown is None or (shown and by_words[index] == "broken"):
            joints.append(by_words[index])
        else:
            joints.append("continues" if shown else "starts")
    return joints


def is_glued(above: Printed, below: Printed) -> bool:
    """Whether a line break parts a word at its hyphen: "số 57-" / "NQ/TW". Vietnamese words are not hyphenated."""
    return bool(_HYPHEN_END.search(above.text)) and not above.ends_blank and below.text[:1].isalnum()


# --- what the page shows -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Habits:
    """How a document sets its paragraphs.

    ``indent`` is how far their first lines are indented, in points; ``None`` where they are not. ``pitch`` is the
    distance between the lines of one, in ems.
    """

    indent: float | None
    pitch: float

    @classmethod
    def of(cls, lines: Sequence[FlowLine]) -> _Habits:
        """The habits of a document: most lines that follow one ended on purpose are first lines."""
        pairs = [(above, line) for above, line in pairwise(lines) if above.block == line.block]
        ended = [line for above, line in pairs if not above.is_filled_before(line.printed.first_width)]
        firsts = [line for line in ended if not _is_centered(line, None)]
        indented = [round(line.indent * line.printed.size) for line in firsts if line.indent > _INDENT]
        going_on = sorted(
            (line.printed.baseline - above.printed.baseline) / line.printed.size
            for above, line in pairs
            if above.is_open and line.starts_low
        )
        usual = Counter(indented).most_common(1)[0][0] if len(indented) > 0.6 * len(firsts) else None
        return cls(usual, going_on[len(going_on) // 2] if going_on else _PITCH)

    def show(self, above: FlowLine, line: FlowLine) -> bool | None:
        """Whether a line goes on with the one above it; ``None`` where the page does not show it."""
        words_go_on = above.is_open and line.starts_low
        if line.block != above.block and line.page == above.page:
            return None if words_go_on else False
        if line.page == above.page and self._stands_apart(above.printed, line.printed):
            return None if words_go_on else False
        if _is_centered(line, self.indent) or _is_centered(above, self.indent):
            return _goes_on_title(above, line)
        filled = above.is_filled_before(line.printed.first_width)
        if not filled and not above.is_open:
            return False
        if filled and _hangs(above.printed, line.printed):
            return None if read_label(line.printed.text) else True
        if self.indent is None:
            return _goes_on_flush(above, line, filled)
        return _goes_on_indented(above, line, filled)

    def _stands_apart(self, above: Printed, line: Printed) -> bool:
        """Whether there is more room between two lines than within a paragraph."""
        distance = line.baseline - above.baseline
        return distance > _APART * self.pitch * max(above.size, line.size) or distance < 0


def _is_centered(line: FlowLine, indent: float | None) -> bool:
    """Whether a line stands in the middle between the margins, as titles do; a short first line may seem to."""
    left, right = line.printed.left - line.edges[0], line.room_after()
    if indent is not None and abs(left - indent) < 0.3 * line.printed.size:
        return False
    return min(left, right) > 1.5 * line.printed.size and abs(left - right) < 1.5 * line.printed.size


def _goes_on_title(above: FlowLine, line: FlowLine) -> bool | None:
    """The same among centred lines: capitals and small letters are not of one piece."""
    if above.printed.text.isupper() != line.printed.text.isupper() or line.printed.text.startswith("("):
        return False
    return None


def _hangs(above: Printed, line: Printed) -> bool:
    """Whether a line stands under the text that follows the label of the one above it."""
    return abs(line.left - above.second) < 0.3 * line.size and read_label(above.text) is not None


def _goes_on_flush(above: FlowLine, line: FlowLine, filled: bool) -> bool | None:
    """The same where first lines are not indented."""
    if filled and above.is_open and not read_label(line.printed.text):
        return True
    return None if filled or line.starts_low else False


def _goes_on_indented(above: FlowLine, line: FlowLine, filled: bool) -> bool | None:
    """The same where first lines are indented: at the margin stand the others."""
    if line.indent > _INDENT:
        return None if line.starts_low and above.is_open else False
    if abs(line.indent) > _FLUSH:
        return None
    if filled:
        return None if not above.is_open and read_label(line.printed.text) else True
    nearly = above.room_after() < _NEARLY_FULL * (line.edges[1] - line.edges[0])
    return True if nearly or (line.starts_low and not above.printed.text.isupper()) else None
