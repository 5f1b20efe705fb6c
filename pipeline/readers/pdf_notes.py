"""What stands on a PDF's page beside its text: footnotes at its foot, and the stamp of a digital signature.

Footnotes are taken out of the text they would cut in two and kept for its end; the raised numbers that point to them
go. A raised number without a note ("m²") stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.lexicon import load_lexicon
from extractors.text.folding import fold
from pipeline.readers.pdf_lines import Printed, Row

# Footnotes are set in 10 points under 13 or 14, in 11 under 13 at the most.
_SMALLER = 0.88
_OPENING = re.compile(r"\W{0,2}(\d{1,2}|\*{1,3})\W{0,2}\s*\w")
_EXPONENT = re.compile(r"(?:^|[\s\d/(])(?:[kcdm]?m|s)$")
_SIGNATURE_STEP = 1.8
_SIGNATURE_WRAPS = 2


@dataclass(frozen=True)
class Note:
    """A footnote: the number or sign that points to it, and its lines."""

    sign: str
    lines: tuple[Printed, ...]


def usual_size(rows: Iterable[Row]) -> float:
    """The size that most of a text is set in; 0 where there is none."""
    sizes: Counter[float] = Counter()
    for row in rows:
        for part in row:
            sizes[round(part.size * 2) / 2] += len(part.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def split_notes(rows: Sequence[Row], size: float) -> tuple[list[Row], list[Note]]:
    """The rows of a page without its footnotes, and these; ``size`` is that of the document's text.

    Footnotes are the last rows of a page, smaller than the text, and open with a number or sign that is raised, or
    that a raised one in the text above has too.
    """
    first = len(rows)
    while first and all(part.size < _SMALLER * size for part in rows[first - 1]):
        first -= 1
    signs = {sign for row in rows[:first] for part in row for sign in _find_signs(part)}
    while first < len(rows) and _read_sign(rows[first], signs) is None:
        first += 1
    notes: list[Note] = []
    for row in rows[first:]:
        sign = _read_sign(row, signs)
        if sign is not None:
            notes.append(Note(sign, (_part_sign(row[0], sign), *row[1:])))
        else:
            notes[-1] = Note(notes[-1].sign, (*notes[-1].lines, *row))
    return list(rows[:first]), notes


def drop_signs(line: Printed, signs: Iterable[str]) -> Printed:
    """A line without the raised numbers that point to notes."""
    known = set(signs)
    text = line.text
    for start, end in reversed(line.marks):
        exponent = _EXPONENT.search(text[:start]) and text[start:end] in ("2", "3")
        if text[start:end].strip("()[]") in known and not exponent:
            text = text[:start].rstrip() + text[end:] if end == len(text) else text[:start] + text[end:]
    return line if text == line.text else replace(line, text=" ".join(text.split()), marks=())


def drop_signatures(rows: Sequence[Row]) -> list[Row]:
    """The rows of a page without the stamps of digital signatures."""
    parts = [(index, part) for index, row in enumerate(rows) for part in row]
    dropped: set[int] = set()
    for place, (_, part) in enumerate(parts):
        if place not in dropped and _stamp_words("opening").match(part.text):
            dropped |= _find_stamp(parts, place)
    if not dropped:
        return list(rows)
    kept: list[Row] = [[] for _ in rows]
    for place, (index, part) in enumerate(parts):
        if place not in dropped:
            kept[index].append(part)
    return [row for row in kept if row]


def _find_signs(line: Printed) -> list[str]:
    return [line.text[start:end].strip("()[]") for start, end in line.marks]


def _read_sign(row: Row, signs: set[str]) -> str | None:
    """The number or sign that a row opens with as a footnote does."""
    line = row[0]
    match = _OPENING.match(line.text)
    if match is None:
        return None
    raised = bool(line.marks) and line.marks[0][0] <= match.start(1)
    return match[1] if raised or match[1] in signs else None


def _part_sign(line: Printed, sign: str) -> Printed:
    """The first line of a note with a blank after its sign."""
    end = line.text.index(sign) + len(sign)
    gap = "" if line.text[end : end + 1] in (" ", ")", "]", ".") else " "
    return replace(line, text=line.text[:end] + gap + line.text[end:])


def _find_stamp(parts: Sequence[tuple[int, Printed]], opening: int) -> set[int]:
    """The lines of the stamp that begins with one; none where no other line of it follows."""
    taken, pending, details = [opening], [], 0
    last = parts[opening][1]
    for place in range(opening + 1, len(parts)):
        part = parts[place][1]
        if part.baseline - last.baseline > _SIGNATURE_STEP * last.size:
            break
        if abs(part.left - last.left) > 2 * last.size or part.size > 1.15 * last.size:
            continue
        pending.append(place)
        last = part
        if _stamp_words("details").match(part.text):
            taken, pending, details = [*taken, *pending], [], details + 1
        elif len(pending) > _SIGNATURE_WRAPS:
            break
    return set(taken) if details else set()


@cache
def _stamp_words(subject: str) -> re.Pattern[str]:
    words = {form for word in load_lexicon("signing")[subject] for form in (word, fold(word))}
    either = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"\W*(?:{either})\s*(?:[:=]|$)", re.IGNORECASE)
