r"""The labels of lists in an RTF file, made part of its text before it is converted.

RTF keeps each automatic label twice: as a list that counts, and as the words that the program showed when it saved the
file (``{\listtext 4.\tab}``). LibreOffice 7.4 reads the lists and forgets where one was told to start anew, so that
"1." below a second heading becomes "3."; the words are right. They are kept between two marks, and the lists go.
"""

from __future__ import annotations

import re

from pipeline.readers.docx_numbering import write_bullet

# Two characters of the private-use area, which no font uses this low; as RTF writes them, in signed numbers.
_OPENS, _CLOSES = "\ue000", "\ue001"
_OPENS_RTF, _CLOSES_RTF = rb"{\uc1\u-8192?}", rb"{\uc1\u-8191?}"

_LIST_TEXT = re.compile(rb"\{\s*\\listtext(?![a-z])")
_LIST_MEMBER = re.compile(rb"\\ls\d{1,5}(?!\d) ?")
_BRACE = re.compile(rb"\\[\\{}]|[{}]")
# A label is a few letters, with the commands for their look around them.
_LONGEST = 3000

_MARKED = re.compile(f"\\s*{_OPENS}([^{_CLOSES}]*){_CLOSES}\\s*")


def spell_labels(data: bytes) -> bytes:
    r"""The RTF with its lists' labels as marked text; the same where none are kept in it.

    >>> spell_labels(rb"{\rtf1 {\listtext 1.\tab}\ls1 A\par}")
    b'{\\rtf1 {{\\uc1\\u-8192?} 1.\\tab{\\uc1\\u-8191?}}A\\par}'
    """
    pieces, position = [], 0
    for match in _LIST_TEXT.finditer(data):
        end = _find_end(data, match.end())
        if match.start() < position or end is None:
            continue
        pieces += [data[position : match.start()], b"{", _OPENS_RTF, data[match.end() : end], _CLOSES_RTF]
        position = end
    return _LIST_MEMBER.sub(b"", b"".join([*pieces, data[position:]])) if pieces else data


def tidy_label(text: str) -> str:
    """A paragraph whose label stands between the marks, without them; signs of lists become dashes.

    >>> tidy_label("\\ue000•\\ue001Mở lớp"), tidy_label("\\ue0004.1.\\ue001Mở lớp"), tidy_label("Mở lớp")
    ('- Mở lớp', '4.1. Mở lớp', 'Mở lớp')
    """
    match = _MARKED.match(text)
    if match is None:
        return text
    label = match[1].strip()
    if label == "o" or not any(letter.isalnum() for letter in label):
        label = write_bullet(label)
    return f"{label} {text[match.end() :]}"


def _find_end(data: bytes, start: int) -> int | None:
    """Where the group ends that is open at ``start``; ``None`` where it is longer than a label."""
    depth = 1
    for brace in _BRACE.finditer(data, start, start + _LONGEST):
        depth += {b"{": 1, b"}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.start()
    return None
