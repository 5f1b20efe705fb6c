"""Which printed lines of a PDF make one paragraph, by where they stand: indents, filled lines, wider gaps.

What the page shows decides: with an indented first line, a line at the left margin goes on with the sentence, whatever
it begins with ("… mục / 3.2."). Where the page leaves it open (titles, columns, type without indents) the words
decide, as they do for a text file (``lines.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from extractors.records import Box
from extractors.text.labels import read_label
from pipeline.readers.lines import Joint, Line, ends_document, join_lines
from pipeline.readers.pdf_lines import Printed

# First lines are indented by 1 to 1.27 cm (Nghị định 30/2020/NĐ-CP), by less in narrow columns; margins of lines that
# start at one place differ by less than half a letter.
_INDENT = 0.8
_FLUSH = 0.45
# A paragraph is set apart by at least a fifth of the distance between its lines.
_APART = 1.2
# Where the next word would have fitted with this much to spare (in ems), the line was ended on purpose.
_SPARE = 0.05
# A line that ends this near the margin, in points, was stretched to it.
_STRETCHED = 1.0
# Single spacing of common fonts, for a text that is too short to measure.
_PITCH = 1.15
# An unfinished sentence may stop this far (of the line) before the margin: its next words may not be parted.
_NEARLY_FULL = 0.2
_MOST = 0.6
_NEARLY_ALL = 0.85
_FEW_LINES = 5
# Some ten pages: what is numbered farther away says nothing of a page lost here.
_NEAR_LINES = 400
# An abbreviation alone on a line ("UBND") is no title in capitals.
_FEWEST_CAPITALS = 6
# The half of a page that a letterhead's bodies stand in is 16 to 20 ems wide, the page between its margins 32 and more.
_WIDER_THAN_COLUMN = 24
_SENTENCE_END = re.compile(r"[.;:!?…/][\"”’)\]]*$")
_HYPHEN_END = re.compile(r"\w[-‐‑/]$")


@dataclass(frozen=True)
class FlowLine:
    """A printed line on its way to a paragraph.

    ``block`` numbers the columns and stretches of lines in reading order over all pages; ``edges`` are the left and
    right margin of the block, or those of its longest lines where it has too few lines to tell (``is_vague``); ``box``
    is its place as fractions of the page.
    """

    printed: Printed
    page: int
    block: int
    edges: tuple[float, float]
    box: Box
    is_vague: bool = False

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
    left = -_find_outermost([-line.left for line in long])
    return left, _find_outermost([line.right for line in long])


def _find_outermost(places: Sequence[float]) -> float:
    """The outermost place that some lines share, to the point; the outermost of all where no two do."""
    shared = Counter(round(place) for place in places)
    outermost = max((place for place, count in shared.items() if count > max(1, 0.1 * len(places))), default=None)
    if outermost is None:
        return max(places)
    near = [place for place in places if abs(place - outermost) <= 1]
    return sum(near) / len(near)


def decide_joints(
    lines: Sequence[FlowLine], following: Set[int] = frozenset(), skipping: Set[int] = frozenset()
) -> list[Joint]:
    """For each line whether it starts a paragraph, continues the one above, or starts after a broken-off sentence.

    ``following`` are the pages whose printed number is the one after that of the page before: nothing is lost there.
    ``skipping`` are those whose number is farther on: a sentence does not go on there.
    """
    by_words = join_lines([Line(line.printed.text, line.page, box=line.box) for line in lines])
    habits = _Habits.of(lines)
    joints: list[Joint] = []
    doubtful: list[int] = []
    for index, line in enumerate(lines):
        shown = habits.show(lines[index - 1], line) if index else False
        said = by_words[index]
        if line.page in skipping and index and _is_torn(lines[index - 1], line):
            joints.append("broken")
            continue
        if said == "broken" and (line.page in following or not _skips_numbers(lines, index)):
            said = "continues"
        if shown is None or (shown and said == "broken"):
            joints.append(said)
            if said == "broken" and lines[index - 1].is_filled_before(line.printed.first_width):
                doubtful.append(index)
        elif shown:
            joints.append("continues")
        else:
            joints.append("broken" if index and _breaks_off(lines[index - 1], line, joints[-1]) else "starts")
    return _keep_plain_breaks(joints, doubtful, lines)


def _keep_plain_breaks(joints: Sequence[Joint], doubtful: Sequence[int], lines: Sequence[FlowLine]) -> list[Joint]:
    """The joints, but for breaks after lines that are full where a later one is not, before the next number.

    Numbers that are missing tell that a page is lost between them, and not at which end of a page.
    """
    kept = list(joints)
    for index in doubtful:
        for place in range(index + 1, min(index + _NEAR_LINES, len(lines))):
            if kept[place] == "broken" and place not in doubtful:
                kept[index] = "continues"
                break
            label = read_label(lines[place].printed.text)
            if label is not None and label.numbers:
                break
    return kept


def _is_torn(above: FlowLine, line: FlowLine) -> bool:
    """Whether a sentence stops at the end of a page, and the next page begins in the middle of one."""
    return line.page != above.page and above.is_open and line.starts_low


def _skips_numbers(lines: Sequence[FlowLine], index: int) -> bool:
    """Whether the next number after a line is farther on than the last of its kind before it allows: some are lost.

    Words alone do not tell: a file with letters in it was not put together from sheets of paper as a scan is.
    """
    near = [read_label(line.printed.text) for line in lines[max(index - _NEAR_LINES, 0) : index + _NEAR_LINES]]
    place = min(index, _NEAR_LINES)
    coming = next((label for label in near[place:] if label is not None and label.numbers), None)
    if coming is None or coming.is_first:
        return False
    for label in reversed(near[:place]):
        if label is not None and label.style == coming.style and len(label.numbers) == len(coming.numbers):
            return coming.numbers > label.numbers and not coming.follows(label)
    return False


def _breaks_off(above: FlowLine, line: FlowLine, joint: Joint) -> bool:
    """Whether a paragraph of several lines stops in the middle of a sentence, and the next begins in that of another.

    So it is in a copy that was typed from one with pages lost.
    """
    if joint != "continues" or not above.is_open or not line.starts_low:
        return False
    if above.block != line.block and above.page == line.page:
        return False
    return not _is_centered(line, None) and read_label(line.printed.text) is None


def is_glued(above: Printed, below: Printed) -> bool:
    """Whether a line break parts a word at its hyphen: "số 57-" / "NQ/TW". Vietnamese words are not hyphenated.

    "Quý IV/2025-" / "Quý II/2026" is two.
    """
    if above.ends_blank or not _HYPHEN_END.search(above.text) or not below.text[:1].isalnum():
        return False
    return not (above.text[-2].isdigit() and below.text[:1].isupper() and below.text[1:2].islower())


# --- what the page shows -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Habits:
    """How a document sets its paragraphs.

    ``indent`` is how far their first lines are indented, in points; ``None`` where they are not. ``pitch`` is the
    distance between the lines of one, in ems. ``is_strict`` says whether nearly all keep to it, so that a line which
    does not goes on even where it looks labelled ("(5) …" in a running list); by wider gaps where there is no indent.
    ``is_justified`` says whether lines are stretched to the margin, as the last one of a paragraph is not.
    """

    indent: float | None
    pitch: float
    is_strict: bool
    is_justified: bool

    @classmethod
    def of(cls, lines: Sequence[FlowLine]) -> _Habits:
        """The habits of a document: most lines that follow one ended on purpose are first lines."""
        pairs = [(above, line) for above, line in pairwise(lines) if above.block == line.block]
        going_on = [(above, line) for above, line in pairs if above.is_open and line.starts_low]
        pitches = sorted(
            (line.printed.baseline - above.printed.baseline) / line.printed.size for above, line in going_on
        )
        pitch = pitches[len(pitches) // 2] if pitches else _PITCH
        stretched = sum(above.room_after() < _STRETCHED for above, _ in going_on)
        justified = len(going_on) >= _FEW_LINES and stretched > _NEARLY_ALL * len(going_on)
        firsts = [
            (above, line)
            for above, line in pairs
            if not above.is_filled_before(line.printed.first_width) and not _is_centered(line, None)
        ]
        indents = [round(line.indent * line.printed.size) for _, line in firsts if line.indent > _INDENT]
        if len(indents) > _MOST * len(firsts):
            indent = Counter(indents).most_common(1)[0][0]
            return cls(indent, pitch, len(indents) > _NEARLY_ALL * len(firsts), justified)
        apart = sum(_stands_apart(above.printed, line.printed, pitch) for above, line in firsts)
        return cls(None, pitch, bool(firsts) and apart > _NEARLY_ALL * len(firsts), justified)

    def show(self, above: FlowLine, line: FlowLine) -> bool | None:
        """Whether a line goes on with the one above it; ``None`` where the page does not show it."""
        words_go_on = above.is_open and line.starts_low
        if ends_document(above.printed.text, line.printed.text):
            return False
        if line.block != above.block and line.page == above.page:
            return None if words_go_on else False
        if is_glued(above.printed, line.printed) and line.printed.baseline > above.printed.baseline:
            return True
        filled = above.is_filled_before(line.printed.first_width)
        centered = _is_centered(line, self.indent) or _is_centered(above, self.indent)
        if line.page == above.page and _stands_apart(above.printed, line.printed, self.pitch):
            return None if words_go_on and (filled or centered) else False
        if _ends_capitals(above.printed, line.printed):
            return False
        if centered:
            return _goes_on_title(above, line)
        if not filled and not above.is_open:
            return False
        if filled and above.is_vague:
            return None
        if filled and _hangs(above.printed, line.printed):
            return None if read_label(line.printed.text) else True
        if self.indent is None:
            stretched = self.is_justified and above.room_after() < _STRETCHED
            return _goes_on_flush(above, line, filled, self.is_strict and (line.page == above.page or stretched))
        return _goes_on_indented(above, line, filled, self.is_strict)


def _stands_apart(above: Printed, line: Printed, pitch: float) -> bool:
    """Whether there is more room between two lines than within a paragraph."""
    distance = line.baseline - above.baseline
    return distance > _APART * pitch * max(above.size, line.size) or distance < 0


def _is_centered(line: FlowLine, indent: float | None) -> bool:
    """Whether a line stands in the middle between the margins, as titles do; a short first line may seem to.

    Titles that are indented like first lines stand half an indent to the right of it.
    """
    left, right = line.printed.left - line.edges[0], line.room_after()
    if indent is not None and abs(left - indent) < 0.3 * line.printed.size:
        return False
    aside = min(abs(left - right), abs(left - right - (indent or 0.0)))
    return min(left, right) > 1.5 * line.printed.size and aside < 1.5 * line.printed.size


def _goes_on_title(above: FlowLine, line: FlowLine) -> bool | None:
    """The same among centred lines: capitals and small letters are not of one piece."""
    text = line.printed.text
    begins_capitals = text.isupper() and sum(letter.isalpha() for letter in text) >= _FEWEST_CAPITALS
    if text.startswith("(") or (begins_capitals and not above.printed.text.isupper()):
        return False
    return True if begins_capitals and _fills_page(above, line) else None


def _fills_page(above: FlowLine, line: FlowLine) -> bool:
    """Whether a centred line is as wide as the page allows: the first word below it would not have fitted."""
    width = above.edges[1] - above.edges[0]
    needed = above.printed.right - above.printed.left + 0.25 * line.printed.size + line.printed.first_width
    return not above.is_vague and width > _WIDER_THAN_COLUMN * line.printed.size and needed > width


def _ends_capitals(above: Printed, line: Printed) -> bool:
    """Whether a title or heading in capitals ends between two lines."""
    ends = above.text.isupper() and len(above.text) > _FEWEST_CAPITALS
    return ends and any(letter.islower() for letter in line.text) and not line.text[: 2 * _FEWEST_CAPITALS].isupper()


def _hangs(above: Printed, line: Printed) -> bool:
    """Whether a line stands under the text that follows the label of the one above it."""
    return abs(line.left - above.second) < 0.3 * line.size and read_label(above.text) is not None


def _runs_in(line: FlowLine, strict: bool) -> bool:
    """Whether a label is one of a list run in to a paragraph: "(1) …; (2) …", wrapped before "(2)"."""
    label = read_label(line.printed.text) if strict else None
    return label is not None and label.style == "paren"


def _goes_on_flush(above: FlowLine, line: FlowLine, filled: bool, strict: bool) -> bool | None:
    """The same where first lines are not indented; where it is ``strict``, they are told by wider gaps alone."""
    if filled and (_runs_in(line, strict) or ((above.is_open or strict) and not read_label(line.printed.text))):
        return True
    return None if filled or line.starts_low else False


def _goes_on_indented(above: FlowLine, line: FlowLine, filled: bool, strict: bool) -> bool | None:
    """The same where first lines are indented: at the margin stand the others."""
    if line.indent > _INDENT:
        return None if filled and line.starts_low and above.is_open else False
    if abs(line.indent) > _FLUSH:
        return None
    if filled:
        return True if above.is_open or _runs_in(line, strict) or not read_label(line.printed.text) else None
    nearly = above.room_after() < _NEARLY_FULL * (line.edges[1] - line.edges[0])
    return True if nearly or (line.starts_low and not above.printed.text.isupper()) else None
