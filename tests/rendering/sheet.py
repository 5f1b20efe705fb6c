"""What stands where on a plan's paper: letterhead, title, paragraphs and tables, recipients and signature.

The places are those of the decree on document form (Nghị định 30/2020/NĐ-CP, phụ lục I): the issuer stands top left,
the national motto and the date top right; the recipients bottom left, the signature bottom right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.records import PlanText, Table
from extractors.text.labels import Label, read_label
from pipeline.outlining.zones import Block, is_type_line, mark_zones, split_blocks

# Lines of a letterhead are short; a longer one before the title is a note that somebody put above the document.
_LONGEST_HEAD_LINE = 60
_MOTTO = re.compile(r"CỘNG HÒA XÃ HỘI|Độc lập\W+Tự do|ĐẢNG CỘNG SẢN VIỆT NAM")
_PLACE_AND_DATE = re.compile(r"\w[^,]{1,40},\s*ngày\b")
_RULE = re.compile(r"\W+")
_HEADING_STYLES = frozenset({"appendix", "phan", "chuong", "muc", "roman", "capital"})


@dataclass(frozen=True)
class Paragraph:
    """One paragraph without its label; ``label`` is what the plan numbers it with.

    ``is_cut`` where a lost page holds the rest of it, ``is_rest`` where one holds its beginning.
    """

    text: str
    label: Label | None = None
    is_heading: bool = False
    is_title: bool = False
    is_cut: bool = False
    is_rest: bool = False

    @property
    def whole(self) -> str:
        """The paragraph as printed, its label first."""
        return f"{self.label.printed} {self.text}".strip() if self.label else self.text


@dataclass(frozen=True)
class Columns:
    """Lines side by side: a letterhead, or recipients and signature."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Ruled:
    """A table with ruled lines; its first row is its header."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PageEnd:
    """The page ends here in the middle of a sentence, and the next one is lost."""


Part = Paragraph | Columns | Ruled | PageEnd


def lay_out(text: PlanText) -> list[Part]:
    """The parts of a plan's paper in reading order."""
    blocks = split_blocks(text)
    zones = mark_zones(blocks)
    parts: list[Part] = []
    start = 0
    while start < len(blocks):
        end = start + 1
        while end < len(blocks) and zones[end] == zones[start]:
            end += 1
        run = blocks[start:end]
        if zones[start] == "head":
            parts += _lay_out_head(run)
        elif zones[start] == "tail":
            parts.append(_lay_out_tail(run))
        else:
            parts += _lay_out_body(text, run)
        start = end
    return parts


def _lay_out_head(blocks: Sequence[Block]) -> Iterator[Part]:
    lines = [block.text for block in blocks if not _RULE.fullmatch(block.text)]
    title = next((index for index, line in enumerate(lines) if is_type_line(line)), len(lines))
    yield from (Paragraph(line) for line in lines[:title] if len(line) > _LONGEST_HEAD_LINE)
    short = [line for line in lines[:title] if len(line) <= _LONGEST_HEAD_LINE]
    right = tuple(line for line in short if _MOTTO.match(line) or _PLACE_AND_DATE.match(line))
    left = tuple(line for line in short if line not in right)
    if left or right:
        yield Columns(left, right)
    yield from (Paragraph(line, is_title=True) for line in lines[title:])


def _lay_out_tail(blocks: Sequence[Block]) -> Columns:
    lines = [block.text for block in blocks]
    recipients = [line for line in lines if line.startswith(("Nơi nhận", "-", "–"))]
    return Columns(tuple(recipients), tuple(line for line in lines if line not in recipients))


def _lay_out_body(text: PlanText, blocks: Sequence[Block]) -> Iterator[Part]:
    below_appendix = False
    lost = {gap.offset for gap in text.gaps}
    for block in blocks:
        if block.start - 1 in lost:
            yield PageEnd()
        if block.table:
            below_appendix = False
            yield Ruled(tuple(_read_row(text, block.table)))
            continue
        label = read_label(block.text)
        below_appendix = below_appendix or (label is not None and label.style == "appendix")
        said = block.text[label.length :] if label else block.text
        # What stands between the word "PHỤ LỤC" and its table or its first item is its title.
        is_title = below_appendix and (label is None or label.style == "appendix")
        below_appendix = is_title
        yield Paragraph(
            said,
            label,
            is_heading=_is_heading(said, label),
            is_title=is_title,
            is_cut=block.end in lost,
            is_rest=block.start - 1 in lost,
        )


def _is_heading(said: str, label: Label | None) -> bool:
    if label is None:
        return False
    short = len(said) < 120 and not said.endswith((".", ";", ":", "/."))
    return label.style in _HEADING_STYLES or (label.style == "decimal" and short)


def _read_row(text: PlanText, table: Table) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        yield tuple(text.text[cell.start : cell.end] for cell in row)
