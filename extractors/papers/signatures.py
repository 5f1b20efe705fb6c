"""The block at the end of a document: whom it goes to, who signs it, in what office.

A form, not an extractor: it reads a stretch of text that holds the block. The decree on document form (Nghị định
30/2020/NĐ-CP, phụ lục I) puts recipients on the left and the signature on the right; flattened to text, either may come
first, each office on a line of its own or all in one table cell ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê Văn A").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from extractors.lexicon import load_lexicon
from extractors.papers.documents import read_type
from extractors.papers.issuers import write_normally
from extractors.text.folding import fold


class Piece(NamedTuple):
    """A line, or a table cell's line, ``text[start:end]``, without blanks around it."""

    start: int
    end: int
    text: str


class Signature(NamedTuple):
    """Who signs, and in what office, spelt normally; each with the pieces it was read from.

    ``is_sure``: the name stands right below an office, so that it is no name of a list.
    """

    signer: str | None
    signer_pieces: tuple[Piece, ...]
    office: str | None
    office_pieces: tuple[Piece, ...]
    is_sure: bool = False


def split_pieces(text: str, start: int, end: int) -> list[Piece]:
    """The lines of a stretch of text, a table's cells apart, without blanks, rules and marks around them.

    >>> [piece.text for piece in split_pieces("ỦY BAN NHÂN DÂN ----- | Số: 1/KH\\n*****", 0, 40)]
    ['ỦY BAN NHÂN DÂN', 'Số: 1/KH']
    """
    pieces = []
    for match in _CELL_LINE.finditer(text, start, min(end, len(text))):
        printed = (match["line"] or "").rstrip(_MARKS + "-").lstrip(_MARKS)
        printed = printed.lstrip("-" + _MARKS) if printed.startswith("--") else printed
        if any(letter.isalnum() for letter in printed):
            begins = match.start() + match["line"].index(printed)
            pieces.append(Piece(begins, begins + len(printed), printed))
    return pieces


def read_signature(text: str, start: int, end: int) -> Signature:
    """The signature in the stretch of text that holds a document's closing block.

    >>> block = "Nơi nhận:\\n- Như trên;\\n- Lưu: VT.\\nTM. ỦY BAN NHÂN DÂN\\nKT. CHỦ TỊCH\\nPHÓ CHỦ TỊCH\\nLê Văn An"
    >>> signature = read_signature(block, 0, len(block))
    >>> signature.signer, signature.office
    ('Lê Văn An', 'KT. Chủ tịch, Phó Chủ tịch')
    """
    pieces = [part for piece in _leave_out_recipients(split_pieces(text, start, end)) for part in _split_name(piece)]
    names = [index for index, piece in enumerate(pieces) if _is_name(piece.text)]
    if not names:
        names = [index for index, piece in enumerate(pieces) if _is_capital_name(piece.text)][-1:]
    if not names:
        return Signature(None, (), None, ())
    above = [piece for piece in pieces[: names[0]] if _is_office(piece.text)]
    below = _take_office_below(pieces[names[-1] + 1 :])
    written = [office for part in (above, below) if (office := _write_office(part))]
    signers = tuple(pieces[index] for index in names)
    return Signature(
        "; ".join(_write_name(piece.text) for piece in signers),
        signers,
        "; ".join(written) or None,
        (*above, *below),
        is_sure=bool(above) and above[-1] is pieces[names[0] - 1] and _is_title(above[-1].text),
    )


_SIGNED = r"[(\[]đã ký[)\]]"
_CELL_LINE = re.compile(rf"{_SIGNED}|(?P<line>(?:(?!{_SIGNED})[^\n|])+)", re.IGNORECASE)
_MARKS = " \t*#_=\\–—"  # rules and emphasis; a single dash opens an item
_RECIPIENTS = re.compile(r"noi\s+nhan\b|kinh\s+gui\b")
_LAST_RECIPIENT = re.compile(r"[-–+•*\s]*luu\b|.*;\s*[-–]?\s*luu\b")
_LISTED = re.compile(r"[-–+•*]|như trên|.*;\s*$", re.IGNORECASE)
_ON_BEHALF = re.compile(r"T/?M\b", re.IGNORECASE)  # "TM. ỦY BAN NHÂN DÂN" names the body, not the signer's office
_CLOSES = re.compile(r"PHỤ LỤC|DANH MỤC|\((?:Ban hành )?[Kk]èm theo|BIỂU |MẪU ")


def _leave_out_recipients(pieces: list[Piece]) -> list[Piece]:
    """Without the list of those it goes to, which "Lưu" ends, and without what follows the block."""
    kept: list[Piece] = []
    listing = ended = beside = False
    holds_last = any(_LAST_RECIPIENT.match(fold(piece.text)) for piece in pieces)
    for piece in pieces:
        if _RECIPIENTS.match(fold(piece.text)):
            listing = _LAST_RECIPIENT.match(fold(piece.text)) is None
            continue
        beside = _is_beside(piece.text) or (beside and _is_name(piece.text))
        if listing and holds_last and not beside:
            listing = _LAST_RECIPIENT.match(fold(piece.text)) is None
            kept.extend(_cut_office(piece))
            continue
        listing = listing and (holds_last or _LISTED.match(piece.text) is not None)
        ended = ended or _CLOSES.match(piece.text) is not None or _opens_document(piece.text)
        if not ended and (not listing or beside):
            kept.append(piece)
    return kept


def _cut_office(piece: Piece) -> Iterator[Piece]:
    """The office that a lost line break put on the line of the last recipient: "- Lưu: VT. GIÁM ĐỐC Lê Văn A"."""
    for match in re.finditer(r"(?<=[.;])\s+", piece.text):
        rest = piece.text[match.end() :]
        office = _office_pattern().match(rest)
        if office is not None and office.group().isupper():
            yield Piece(piece.end - len(rest), piece.end, rest)
            return


def _is_beside(text: str) -> bool:
    """Whether a line among the recipients is one of the signer's: office or name, beside them in a second column.

    >>> _is_beside("CHỦ TỊCH"), _is_beside("Trần Văn An"), _is_beside("- Chủ tịch tỉnh;"), _is_beside("Báo Sông Lam")
    (True, True, False, False)
    """
    if text.replace("kiêm", "").isupper():
        return _office_pattern().match(text) is not None
    return _is_named_so(text)


def _is_named_so(text: str) -> bool:
    """Whether a line is a person's name that begins with one of the family names."""
    return _is_name(text) and _rank_pattern().sub("", text).split()[0].upper() in _family_names()


def _opens_document(text: str) -> bool:
    """Whether a line opens the programme or plan that is enclosed: "CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA CHÍNH PHỦ"."""
    found = read_type(text)
    return found is not None and text[: found.end].isupper()


def _split_name(piece: Piece) -> Iterator[Piece]:
    """Offices and a name that share a line, apart: "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê Văn A"."""
    words = list(re.finditer(r"\S+", piece.text))
    for first in range(max(1, len(words) - 5), len(words) - 1):
        office, name = piece.text[: words[first - 1].end()], piece.text[words[first].start() :]
        if office.isupper() and _is_name(name):
            yield Piece(piece.start, piece.start + len(office), office)
            yield Piece(piece.end - len(name), piece.end, name)
            return
    yield piece


def _is_name(text: str) -> bool:
    """Whether a line is a person's name, a rank before it allowed; offices in small letters are none."""
    name = _rank_pattern().sub("", text).strip(" .")
    words = name.split()
    if not 2 <= len(words) <= 5 or name.isupper() or not all(map(_is_name_word, words)):
        return False
    return _office_pattern().match(name) is None


def _is_name_word(word: str) -> bool:
    """ "Nguyễn", or the single letter of some highland names: "Y", "K'", "H'"."""
    letters = word.rstrip("'’")
    return letters.isalpha() and letters[0].isupper() and (len(letters) == 1 or letters[1:].islower())


def _is_capital_name(text: str) -> bool:
    """Whether a line is a name printed in capitals, by its family name."""
    name = _rank_pattern().sub("", text)
    words = name.split()
    return name.isupper() and 2 <= len(words) <= 5 and words[0] in _family_names() and not _office_pattern().match(name)


def _write_name(text: str) -> str:
    name = _rank_pattern().sub("", text).strip(" .")
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() else name


def _is_office(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return bool(letters) and (capitals > 0.6 * len(letters) or _office_pattern().match(text) is not None)


def _is_title(text: str) -> bool:
    """Whether a line is the title of an office, and nothing else in capitals."""
    return _office_pattern().match(re.sub(r"^KT\.?\s*", "", text)) is not None


def _take_office_below(pieces: list[Piece]) -> list[Piece]:
    """The lines right under a name that say more of the signer: "ỦY VIÊN BỘ CHÍNH TRỊ, / BÍ THƯ …"."""
    if not pieces or _office_pattern().match(pieces[0].text) is None:
        return []
    return list(takewhile(lambda piece: _is_office(piece.text), pieces))


def _write_office(pieces: list[Piece]) -> str:
    """The lines of an office, each office apart, those that a line break or "kiêm" joins together."""
    offices: list[str] = []
    for piece in pieces:
        for part in _office_break().split(piece.text):
            goes_on = bool(offices) and (
                offices[-1].lower().endswith("kiêm") or part.lower() == "kiêm" or not _office_pattern().match(part)
            )
            if goes_on:
                offices[-1] += f" {part}"
            else:
                offices.append(part)
    return ", ".join(_spell_office(office.strip(" ,;")) for office in offices if not _ON_BEHALF.match(office))


def _spell_office(office: str) -> str:
    """An office spelt normally; "kiêm" between two of them is not in capitals."""
    return " kiêm ".join(write_normally(part) for part in re.split(r"\s*\bkiêm\b\s*", office) if part)


@cache
def _family_names() -> frozenset[str]:
    return frozenset(family.upper() for family in load_lexicon("issuers")["signature"]["family_names"])


@cache
def _office_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_title()})(?!\w)", re.IGNORECASE)


@cache
def _office_break() -> re.Pattern[str]:
    """Before each office on a line of several, but within none: "KT. CHỦ TỊCH" is one, "BỘ TRƯỞNG" too."""
    return re.compile(rf"(?<![.,])(?<!PHÓ)(?<!kiêm)\s+(?=(?:{_any_title().upper()})(?!\w))(?!TRƯỞNG\b)")


@cache
def _rank_pattern() -> re.Pattern[str]:
    ranks = sorted(load_lexicon("issuers")["signature"]["ranks"], key=len, reverse=True)
    return re.compile(rf"^(?:(?:{'|'.join(map(re.escape, ranks))})\s*)+", re.IGNORECASE)


@cache
def _any_title() -> str:
    titles = sorted(load_lexicon("issuers")["signature"]["titles"], key=len, reverse=True)
    return "|".join(map(re.escape, map(str, titles)))
