"""The head of a document: who issues it, its number and day, its kind and title, as lines above the preamble.

A form, not an extractor: it tells the lines apart, ``letterhead`` says what they state. The decree on document form
(Nghị định 30/2020/NĐ-CP, phụ lục I) sets two columns, the issuer on the left and the motto on the right, then the kind
of document and its title; flattened to text, either column may come first, on lines of its own, on one line, or in
table cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from extractors.lexicon import load_lexicon
from extractors.papers.documents import read_type
from extractors.papers.issuers import find_places, opens_body, read_body, write_normally
from extractors.papers.signatures import Piece, split_pieces
from extractors.text.folding import fold


class Body(NamedTuple):
    """A body named in ``text[start:end]``, its name spelt normally."""

    start: int
    end: int
    name: str


class Head(NamedTuple):
    """The parts of ``text[:end]``.

    ``opening`` is the text above the kind of document (what stands below may quote other documents), line breaks in
    place of the mottos; ``bodies`` stand as printed, the one above the issuer first; ``kind`` is the line that names
    the kind, ``issuer_below`` the body that the line under it names ("CỦA BỘ CHÍNH TRỊ"), ``title`` the title's lines.
    """

    end: int
    opening: str
    bodies: tuple[Body, ...]
    kind: Piece | None
    issuer_below: Body | None
    title: tuple[Piece, ...]


def read_head(text: str, end: int) -> Head:
    """The head of the document that ``text[:end]`` holds.

    >>> text = "UBND XÃ SÔNG LAM\\nSố: 3/KH-UBND\\nKẾ HOẠCH\\nMở lớp học số\\ncho người cao tuổi"
    >>> head = read_head(text, len(text))
    >>> [body.name for body in head.bodies], head.kind.text, [piece.text for piece in head.title]
    (['UBND xã Sông Lam'], 'KẾ HOẠCH', ['Mở lớp học số', 'cho người cao tuổi'])
    """
    opening = _blank_out(text[:end], (match.span() for match in _motto_pattern().finditer(text, 0, end)))
    opening = opening[: _find_kind_line(opening)]
    said = _blank_out(opening, _find_number_and_day(opening)) + text[len(opening) : end]
    pieces = split_pieces(said, 0, end)
    at = next((index for index, piece in enumerate(pieces) if piece.start >= len(opening)), len(pieces))
    bodies = _join_bodies(text, [piece for piece in pieces[:at] if _may_name_issuer(piece)])
    if at == len(pieces):
        return Head(end, opening, tuple(bodies), None, None, ())
    kind, rest = _cut(pieces[at], _kind_end(pieces[at].text))
    below, below_lines = _read_issuer_below([*rest, *pieces[at + 1 :]])
    title = _take_title(below_lines, [body.name for body in bodies])
    return Head(end, opening, tuple(bodies), kind, below, tuple(_cut_decider(list(title))))


# The place, then the day in words or in figures; either may be left blank for a hand to fill in.
DAY_LINE = re.compile(
    r"(?<!\w)(?P<place>(?:TP\.\s?)?[^\W\d_]{1,15}(?:[ -]{1,3}[^\W\d_]{1,15}){0,5})[\s*_]{0,4},[\s*_]{0,6}"
    r"(?P<day>ngày\b(?:[^\n|]{0,40}?năm\s?(?:\d{4})?|\s?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}))",
    re.IGNORECASE,
)
NUMBER_LINE = re.compile(r"(?<![^\W\d_])số\s{0,3}[:.]?\s{0,3}(?=[\d\s.…_/-])", re.IGNORECASE)


# --- lines -------------------------------------------------------------------------------------------------------


def _blank_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with line breaks in place of what shares lines with names; as long as before."""
    letters = list(text)
    for start, stop in spans:
        letters[start:stop] = "\n" * (stop - start)
    return "".join(letters)


def _find_number_and_day(opening: str) -> Iterator[tuple[int, int]]:
    for match in DAY_LINE.finditer(opening):
        yield match.span()
    for line in re.finditer(r"[^\n|]+", opening):
        number = NUMBER_LINE.search(line.group())
        if number is not None:
            yield line.start() + number.start(), line.end()


def _find_kind_line(head: str) -> int:
    """Where the line starts that names the kind of document; the end of the head where none does.

    "KẾ HOẠCH" stands alone, but a lost line break may have put the title after it: then its capitals tell it.
    """
    lines = list(re.finditer(r"[^\n|]+", head))
    for alone in (True, False):
        for line in lines:
            if _names_kind(line.group().strip(), alone):
                return line.start()
    return len(head)


def _names_kind(line: str, alone: bool) -> bool:
    found = read_type(line)
    if found is None or found.name == "Văn bản":  # any document is one, none is headed so
        return False
    rest = line[found.end :].strip(" :")
    if alone:
        return not rest
    return bool(rest) and line[: found.end].isupper() and not rest[0].isdigit() and not rest.lower().startswith("số")


def _kind_end(line: str) -> int:
    found = read_type(line)
    return found.end if found else len(line)


def _cut(piece: Piece, length: int) -> tuple[Piece, list[Piece]]:
    """The first ``length`` characters of a line, and the rest where there is any."""
    first = Piece(piece.start, piece.start + length, piece.text[:length])
    rest = piece.text[length:].lstrip(" :")
    return first, [Piece(piece.end - len(rest), piece.end, rest)] if rest else []


# --- the issuer --------------------------------------------------------------------------------------------------


def _may_name_issuer(piece: Piece) -> bool:
    notes = [fold(note) for note in load_lexicon("issuers")["letterhead"]["notes"]]
    if fold(piece.text).strip(" ().") in notes or "://" in piece.text or "www." in piece.text:
        return False
    return piece.text.isupper() or opens_body(piece.text)


def _join_bodies(text: str, pieces: Iterable[Piece]) -> list[Body]:
    """The bodies that the lines of a letterhead name, in order, each from as many lines as its name takes."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and (_goes_on(text, groups[-1][-1]) or not opens_body(piece.text)):
            groups[-1].append(piece)
        elif opens_body(piece.text):
            groups.append([piece])
    return _join_organs(body for group in groups for body in _split_bodies(text, group))


_DASH = re.compile(r"\s?[-–](?![-–])")  # several dashes are the rule under a name


def _goes_on(text: str, line: Piece) -> bool:
    """Whether a name cannot end with this line: "ỦY BAN", "BAN THƯỜNG TRỰC", "QUỐC HỘI -"."""
    names = load_lexicon("issuers")["names"]
    unfinished = [fold(name) for name in (*names["unfinished"], *names["organs"])]
    last = fold(line.text)
    if last.endswith((" va", " cua", " ve", ",")) or _DASH.match(text, line.end):
        return True
    return any(last == name or last.endswith(f" {name}") for name in unfinished)


def _split_bodies(text: str, group: list[Piece]) -> Iterator[Body]:
    """One body, or two on one line: "UBND TỈNH LÀO CAI SỞ CÔNG THƯƠNG"."""
    joints = [" - " if _DASH.match(text, piece.end) else " " for piece in group]
    printed = "".join(piece.text + joint for piece, joint in zip(group, joints, strict=True)).strip(" -")
    start, end = group[0].start, group[-1].end
    for place in find_places(printed):
        below = printed[place.end + 1 :]
        if len(below) > 6 and opens_body(below):
            yield Body(start, end, write_normally(printed[: place.end]))
            yield Body(start, end, write_normally(below))
            return
    yield Body(start, end, write_normally(printed))


def _join_organs(bodies: Iterable[Body]) -> list[Body]:
    """An organ alone takes the name of the body above it: "Ban Thường trực" of "Ủy ban MTTQ Việt Nam xã …"."""
    organs = {fold(name) for name in load_lexicon("issuers")["names"]["organs"]}
    joined: list[Body] = []
    for body in bodies:
        if joined and fold(body.name) in organs:
            above = joined.pop()
            joined.append(Body(above.start, body.end, f"{body.name} {above.name}"))
        else:
            joined.append(body)
    return joined


def _read_issuer_below(lines: list[Piece]) -> tuple[Body | None, list[Piece]]:
    """The body that "CỦA BỘ CHÍNH TRỊ" under the kind of document names, and the lines without it."""
    match = re.match(r"của\s+", lines[0].text, re.IGNORECASE) if lines else None
    if match is None or not opens_body(lines[0].text, match.end()):
        return None, lines
    end = read_body(lines[0].text, match.end())
    name = write_normally(lines[0].text[match.end() : end])
    _, rest = _cut(lines[0], end)
    start = lines[0].start
    return Body(start + match.end(), start + end, name), [*rest, *lines[1:]]


# --- the title ---------------------------------------------------------------------------------------------------

_ENDS_TITLE = re.compile(r"\(\s?(?:được\s+)?(?:ban\s+hành\s+)?kèm\s+theo\b|kính\s+gửi\b|căn\s+cứ\b", re.IGNORECASE)
_UNFINISHED_LINE = re.compile(r"(?:\b(?:của|về|và|do|cho|với|tại|các|từ|giữa)|[,-])$", re.IGNORECASE)
# A decision repeats under its title who decides: "CHÍNH PHỦ", "BỘ TRƯỞNG BỘ CÔNG THƯƠNG".
_DECIDES = re.compile(
    r"(?:CHÍNH PHỦ|THỦ TƯỚNG|BỘ TRƯỞNG|CHỦ TỊCH|[ỦU][ỶY] BAN NHÂN DÂN|UBND|HỘI ĐỒNG NHÂN DÂN|BAN THƯỜNG VỤ|"
    r"BAN CHẤP HÀNH|GIÁM ĐỐC|THỐNG ĐỐC)\b"
)


def _take_title(lines: list[Piece], bodies: list[str]) -> Iterator[Piece]:
    """The lines down to the preamble, an enclosure's line, or the body that decides."""
    issuers = {fold(name) for name in bodies}
    for index, line in enumerate(lines):
        goes_on = index > 0 and _UNFINISHED_LINE.search(lines[index - 1].text) is not None
        decides = fold(line.text) in issuers or (index == len(lines) - 1 and _DECIDES.match(line.text) is not None)
        if _ENDS_TITLE.match(line.text) or (index > 0 and decides and not goes_on):
            return
        yield line


def _cut_decider(title: list[Piece]) -> list[Piece]:
    """The title without a decider in capitals that stands on the line of its last, small letters."""
    for match in _DECIDES.finditer(title[-1].text if title else ""):
        last = title[-1]
        if match.start() and last.text[match.start() :].isupper() and not last.text[: match.start()].isupper():
            cut, _ = _cut(last, len(last.text[: match.start()].rstrip()))
            return [*title[:-1], cut]
    return title


@cache
def _motto_pattern() -> re.Pattern[str]:
    mottos = sorted(load_lexicon("issuers")["letterhead"]["mottos"], key=len, reverse=True)
    words = "|".join(r"[\s*_#|]{1,6}".join(map(re.escape, motto.split())) for motto in mottos)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
