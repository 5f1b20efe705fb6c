"""Printed lines back to paragraphs: which line goes on with the sentence before it, and where one is broken off.

Three kinds of file occur. Lines that are paragraphs already (one a line, however long); lines wrapped by a page's
width, with or without a blank line between all of them (text taken from a PDF); and wrapped lines in blocks that blank
lines part (web pages kept as Markdown). Which one a file is shows in the file itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from extractors.records import Box
from extractors.text.labels import Label, read_label
from extractors.text.words import is_word

Joint = Literal["starts", "continues", "broken"]

# A printed line of 12 to 14 points on A4 holds 60 to 95 characters, and most lines of a paragraph are full; a
# paragraph kept on one line is far longer, or as long as it happens to be.
_PRINTED_WIDTH = (55, 120)
_FULL_SHARE = 0.35
# Where more than this share of paragraphs would break off in mid-sentence, blank lines do not part paragraphs.
_OPEN_SHARE = 0.2
# The next word would have fitted on the line above: the break was meant. Letters differ in width, hence the margin;
# after an unfinished sentence only a title or a signature breaks off early, and those are short.
_FILLED = 0.9
_FILLED_OPEN = 0.75

# A bullet that a break parts from its text; before a short line it is a rule drawn under a letterhead.
_BARE_BULLET = re.compile(r"[-–+•]")
# No heading or paragraph ends in one of these; a line that does goes on, whatever follows.
_DANGLING = re.compile(r"(?:^|\s)(?:của|và|các|với|cho|trong|tại|theo|về|từ|đến|là|được|do|bởi|hoặc|điều|khoản|mục)$")
# These ask for a number or a label ("Nghị quyết số / 71/NQ-CP", "điểm c, mục / 3.2."); "số" alone also means digital.
_ASKS_NUMBER = re.compile(r"(?:^|\s)(?:số|ngày|tháng|năm)$")
_ASKS_LABEL = re.compile(r"(?:^|\s)(?:mục|điều|khoản|điểm|phần)$")
# A plan's last sentence ends in "./."; the recipients follow it.
_DOCUMENT_END = re.compile(r"\./\.?[\"”]?$")
_ALWAYS_STARTS = re.compile(r"nơi nhận\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;:!?…](?:[\"”’)\]]|\s)*$|/\.?\s*$")


@dataclass(frozen=True)
class Line:
    """One printed line: its text without marks of the format, its page, and what parts it from the line above."""

    text: str
    page: int | None = None
    after_blank: bool = False
    after_break: bool = False
    """A break that was asked for (two blanks at the end of the line above, ``<br>``)."""
    box: Box | None = None

    @property
    def starts_low(self) -> bool:
        """Whether it opens in lower case, as only the rest of a sentence does."""
        return self.text[:1].islower()

    @property
    def is_open(self) -> bool:
        """Whether it ends in the middle of a sentence."""
        return not _SENTENCE_END.search(self.text)


_Rule = Callable[[Sequence[Line], int], bool]
"""Whether the line at an index goes on with the one above it, labels left aside."""


def join_lines(lines: Sequence[Line]) -> list[Joint]:
    """For each line whether it starts a paragraph, continues the one above, or starts after a broken-off sentence.

    >>> join_lines([Line("1. Mở lớp cho"), Line("người dân."), Line("2. Báo cáo.")])
    ['starts', 'continues', 'starts']
    """
    return _join(lines, _choose_rule(lines))


def join_paragraphs(lines: Sequence[Line]) -> list[Joint]:
    """The same for paragraphs of a format that keeps them apart: a page break of the copy it was made from may cut one.

    >>> page_end = "- Mở lớp học số cho người cao tuổi ở các thôn, bản và hộ nghèo"
    >>> join_paragraphs([Line(page_end), Line("trên địa bàn xã."), Line("kèm theo")])
    ['starts', 'continues', 'starts']
    """
    return _join(lines, _goes_on_torn)


def _join(lines: Sequence[Line], decide: _Rule) -> list[Joint]:
    bound = _BoundSyllables(lines)
    labels = [read_label(line.text) for line in lines]
    coming = _find_coming(labels)
    joints: list[Joint] = []
    paragraph_start = 0
    for index, line in enumerate(lines):
        if index == 0:
            joints.append("starts")
            continue
        label = labels[index]
        if ends_document(lines[index - 1].text, line.text):
            joint: Joint = "starts"
        elif label is not None and _is_label(label, lines, index, paragraph_start):
            joint = "starts"
        elif _BARE_BULLET.fullmatch(lines[index - 1].text) and len(line.text) >= _PRINTED_WIDTH[0]:
            joint = "continues"
        elif decide(lines, index):
            parted = decide in (_goes_on, _goes_on_torn) or (decide is _goes_on_in_block and line.after_blank)
            turned = parted or lines[index - 1].page != line.page
            lost = turned and (
                _skips_a_label(labels, coming[index], index) or bound.part(lines[index - 1].text, line.text)
            )
            joint = "broken" if lost else "continues"
        else:
            joint = "starts"
        if joint != "continues":
            paragraph_start = index
        joints.append(joint)
    return joints


def ends_document(above: str, line: str) -> bool:
    """Whether the plan's last sentence ends between two lines, or the recipients begin: nothing goes on there.

    >>> ends_document("nghiêm túc thực hiện./.", "Nơi nhận:"), ends_document("Cơ quan chủ trì/", "phối hợp")
    (True, False)
    """
    return _ALWAYS_STARTS.match(line) is not None or _DOCUMENT_END.search(above) is not None


# --- the three kinds of file -------------------------------------------------------------------------------------


def _choose_rule(lines: Sequence[Line]) -> _Rule:
    """The rule for lines of this file; measured over all of them."""
    width = _measure_width(lines)
    if width > _PRINTED_WIDTH[1]:
        return _goes_on
    pairs = list(pairwise(lines))
    parted = [(above, line) for above, line in pairs if line.after_blank]
    open_parted = sum(above.is_open and line.starts_low for above, line in parted)
    if len(parted) * 10 > len(lines) and open_parted < _OPEN_SHARE * len(parted):
        return _goes_on_in_block
    full = sum(len(line.text) > 0.8 * width for line in lines)
    if width < _PRINTED_WIDTH[0] or full < _FULL_SHARE * len(lines):
        return _goes_on
    return lambda lines, index: _fills_width(lines[index - 1], lines[index], width)


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Paragraph lines: only a sentence cut by a page break goes on."""
    above, line = lines[index - 1], lines[index]
    if line.after_break:
        return _goes_on_after_break(above, line)
    return line.starts_low and (above.is_open or above.text.endswith(";"))


def _goes_on_after_break(above: Line, line: Line) -> bool:
    """Whether a break that was asked for stands in the middle of a sentence, longer than the lines of a title are."""
    return line.starts_low and above.is_open and len(above.text) > _PRINTED_WIDTH[1]


def _goes_on_torn(lines: Sequence[Line], index: int) -> bool:
    """Paragraphs: one that stops in the middle of a sentence, and is no line of a title: labelled, or longer than one.

    It fills a line at least, as the last one on a page does. What stands in brackets goes on until they close.
    """
    above, line = lines[index - 1], lines[index]
    if line.starts_low and above.text.startswith("(") and ")" not in above.text:
        return True
    fewest = _PRINTED_WIDTH[0 if read_label(above.text) else 1]
    return line.starts_low and above.is_open and len(above.text) >= fewest and not above.text.isupper()


def _goes_on_in_block(lines: Sequence[Line], index: int) -> bool:
    """Blocks parted by blank lines: everything in a block goes on, but the lines of a title in capitals."""
    above, line = lines[index - 1], lines[index]
    if line.after_break:
        return _goes_on_after_break(above, line)
    if line.after_blank:
        return above.is_open and line.starts_low and not above.text.isupper()
    if not (above.text.isupper() and line.text.isupper()):
        return True
    block_start = next(i for i in range(index, -1, -1) if i == 0 or lines[i].after_blank)
    return read_label(lines[block_start].text) is not None


def _fills_width(above: Line, line: Line, width: float) -> bool:
    """Lines wrapped by the page's width: one goes on where the word after it would not have fitted."""
    if line.after_break:
        return False
    first_word = line.text.split(maxsplit=1)[0]
    filled = (len(above.text) + 1 + len(first_word)) / width
    if above.is_open:
        in_capitals = above.text.isupper() and line.text.isupper() and read_label(above.text) is not None
        asked = _DANGLING.search(above.text) or (line.text[0].isdigit() and _ASKS_NUMBER.search(above.text))
        goes_on = line.starts_low or in_capitals or above.text.endswith(",") or asked
        return bool(goes_on) or filled > _FILLED_OPEN
    return filled > _FILLED and (line.starts_low or len(above.text) > _FILLED * width)


def _measure_width(lines: Sequence[Line]) -> float:
    """The width that lines are wrapped at: that of the widest, but for the 5% that may be odd."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0.0


# --- labels ------------------------------------------------------------------------------------------------------


def _is_label(label: Label, lines: Sequence[Line], index: int, paragraph_start: int) -> bool:
    """Whether a wrapped line that looks labelled is: "… (tiểu thương / - thương mại điện tử …)" is not."""
    above = lines[index - 1].text
    if label.style == "dash" and lines[index].text[label.length : label.length + 1].isdigit() and above[-1:].isdigit():
        return False
    if label.style in ("decimal", "roman", "letter") and _ASKS_LABEL.search(above):
        return False  # "… điểm c, mục / 3.2."; "… mục 1, phần / IV."
    if lines[index].after_blank or not lines[index - 1].is_open or label.style not in ("dash", "plus", "decimal"):
        return True
    so_far = " ".join(line.text for line in lines[paragraph_start:index])
    return so_far.count("(") <= so_far.count(")")


def _find_coming(labels: Sequence[Label | None]) -> list[Label | None]:
    """For each line its own label, or the next one after it."""
    coming: list[Label | None] = []
    for label in reversed(labels):
        coming.append(label or (coming[-1] if coming else None))
    return coming[::-1]


def _skips_a_label(labels: Sequence[Label | None], following: Label | None, index: int) -> bool:
    """Whether the label after a line cannot follow the one before it: a page between them is lost."""
    if following is None or not following.numbers or following.is_first:
        return False
    for place in range(index - 1, -1, -1):
        previous = labels[place]
        if previous is None:
            continue
        if previous.style == following.style and len(previous.numbers) == len(following.numbers):
            return not following.follows(previous)
        if previous.rank < following.rank:
            return True
    return False


# --- words -------------------------------------------------------------------------------------------------------

_SYLLABLE = re.compile(r"[^\W\d_]+|[^\w\s]|\d+")


class _BoundSyllables:
    """Syllables that this text uses only as the first half of one word, as "giám" where it says "giám sát" alone.

    Where one of them stands last before a page break and the next page goes on otherwise, a page between is lost.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._text = "\n".join(line.text for line in lines).lower()

    def part(self, above: str, below: str) -> bool:
        """Whether the seam between two lines falls inside a word that the second does not finish."""
        before, after = _SYLLABLE.findall(above.lower())[-2:], _SYLLABLE.findall(below.lower())[:1]
        if len(before) < 2 or not after or not before[1].isalpha():
            return False
        followers = self._find_followers(before[1])
        if len(followers) != 1 or is_word(before[1], *after) or is_word(*before):
            return False
        return is_word(before[1], *followers) and followers != set(after)

    def _find_followers(self, syllable: str) -> set[str]:
        """What stands after a syllable anywhere in the text; it is asked once a page, a list of all would be slower."""
        alone = rf"(?<![^\W\d_]){re.escape(syllable)}(?![^\W\d_])"
        return set(re.findall(rf"{alone}(?:[^\S\n]|_)*({_SYLLABLE.pattern})", self._text))
