"""Markdown as converters write it: marks taken off, labels kept as written, tables as tables.

Not by a Markdown parser: those renumber lists, read "đ)" as text and four blanks as code, and what counts here is the
label exactly as the plan prints it. Two kinds of table occur: pipe tables, and those of a legal portal's pages, which
put each cell on lines of its own between lines that hold nothing but ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.lines import Line
from pipeline.readers.text import add_lines, decode_text, drop_furniture

_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]+)>")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|p|div|sup|sub|font|center)(?:\s[^>]*)?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*{2,}|_{2,}|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|(?<=[\w.,;:)”\"])\*(?=\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~=])")
_SEPARATOR = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|?)+\s*$")
_HARD_END = re.compile(r"(?: {2,}|\\)$")


def looks_like_markdown(text: str) -> bool:
    """Whether a text bears marks of Markdown: headings, emphasis, tables or escapes, on more than a stray line."""
    marks = re.findall(r"(?m)^\s{0,3}#{1,6}\s|\*\*\S|^[^\S\n]*\|.*$|\\[-.*+]|(?<!\w)\*[^\s*][^*\n]*\*(?!\w)", text)
    return len(marks) >= 2


def read_markdown(data: bytes, builder: PlanTextBuilder) -> None:
    """Add the paragraphs and tables of a Markdown file."""
    pending: list[Line] = []
    for piece in _split_blocks(decode_text(data).replace("\r\n", "\n").split("\n")):
        if isinstance(piece, Line):
            pending.append(piece)
            continue
        add_lines(drop_furniture(pending), builder)
        pending = []
        builder.add_table(piece)
    add_lines(drop_furniture(pending), builder)


def _strip_marks(text: str) -> str:
    """The text of a line without marks; what is escaped stays as it is meant."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", _QUOTE.sub("", text, count=1)))
    text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub("", _HEADING.sub("", text))).replace("`", "")


def _split_blocks(raw_lines: list[str]) -> Iterator[Line | list[list[str]]]:
    """Lines of running text and tables, in order."""
    from pipeline.readers.markdown_tables import find_tables  # numpy is loaded for files that are Markdown only

    portal = {start: (end, rows) for start, end, rows in find_tables(raw_lines)}
    index, blank, hard, below_heading = 0, False, False, False
    while index < len(raw_lines):
        raw = raw_lines[index]
        if raw.strip() == "|":
            end, rows = portal.get(index, (index + 1, []))
            if rows:
                yield [[_join_cell(cell) for cell in row] for row in rows]
            index, blank, hard = end, True, False
            continue
        if raw.lstrip().startswith("|") and raw.count("|") > 1:
            end = index
            while end < len(raw_lines) and raw_lines[end].lstrip().startswith("|") and raw_lines[end].count("|") > 1:
                end += 1
            yield _read_pipe_table(raw_lines[index:end])
            index, blank, hard = end, True, False
            continue
        for piece_index, piece in enumerate(_BREAK.split(raw)):
            stripped = "" if _RULE.match(piece) else _strip_marks(piece.rstrip()).strip()
            if stripped:
                heading = bool(_HEADING.match(piece))
                yield Line(stripped, after_blank=blank or heading, after_break=hard or heading or piece_index > 0)
                hard, below_heading = bool(_HARD_END.search(piece)) or heading, heading
            elif not below_heading:
                hard = False  # the blanks at the end of a block part nothing
            blank = not stripped
        index += 1


def _read_pipe_table(raw_lines: list[str]) -> list[list[str]]:
    rows = []
    for raw in raw_lines:
        if _SEPARATOR.match(raw):
            continue
        cells = re.split(r"(?<!\\)\|", raw.strip().removeprefix("|").removesuffix("|"))
        rows.append([_read_cell(cell) for cell in cells])
    return rows


def _read_cell(cell: str) -> str:
    pieces = (_strip_marks(piece).strip() for piece in _BREAK.split(cell))
    return "\n".join(piece for piece in pieces if piece and not _RULE.match(piece))


def _join_cell(raw_lines: Sequence[str]) -> str:
    """A cell's wrapped lines as its paragraphs: a new one after a blank line or where a list item starts."""
    paragraphs: list[str] = []
    blank = True
    for raw in raw_lines:
        text = "" if _RULE.match(raw) else _strip_marks(raw).strip()
        if text and (blank or re.match(r"[-+•]\s", text)):
            paragraphs.append(text)
        elif text:
            paragraphs[-1] += f" {text}"
        blank = not text
    return "\n".join(paragraphs)
