"""Which paragraphs of a document belong to its units, and which to the letterhead, the title and the signature.

The order is that of the decree on document form: letterhead, type and title, preamble, body, recipients and signature,
then appendices, or the programme that a decision encloses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from extractors.lexicon import load_lexicon
from extractors.records import PlanText, Table
from extractors.text.folding import fold
from extractors.text.labels import Label, read_label

Zone = Literal["head", "preamble", "body", "tail"]

# A letterhead, the names of its bodies and the type stand within the first lines; further down a type is a heading.
_HEAD_PARAGRAPHS = 60
# An appendix or enclosure says so at its head, within the lines of its title.
_ENCLOSURE_LINES = 8
_LONGEST_TITLE_LINE = 220

_RECIPIENTS = re.compile(r"\W*noi nhan\b")
_SIGNATURE = re.compile(r"(?:TM|T/M|KT|TL|TUQ|T/L|K/T)\s?\.?\s?[A-ZĐÀ-Ỹ]{2}")
_ENACTING_WORD = re.compile(r"\W*(?:quyet nghi|quyet dinh|chi thi|nghi quyet)\W*:\W*")
_ENCLOSED = re.compile(r"\W*\(?\s*(?:ban hanh )?(?:kem|dinh kem)(?: theo)?\b")
_SAYS_ENCLOSED = re.compile(r"\((?:ban hanh )?kem theo\b")
_SENTENCE_END = re.compile(r"[.;:][\"”’)\]]*$")
# "(1) …; (2) …" in one paragraph: a list run in, whose items are no units.
_RUN_IN = re.compile(r"[;,.:]\s+(?:và\s+)?\((?:2|ii|b)\)\s")
_NOTE = re.compile(r"\[(?:\d{1,3}|[ivxlc]{1,6})\](?:\s|$)")
_FIRST_NOTE = re.compile(r"\[[1i]\](?:\s|$)")
_CHAPTER_TITLE = re.compile(r"quy dinh (?:chung|cu the|chuyen tiep|khac)")  # of a first chapter, not of a document
_DOCUMENT_END = re.compile(r"\./\.?[\"”]?$")


@dataclass(frozen=True)
class Block:
    """One paragraph or one table of a plan's text."""

    start: int
    end: int
    text: str
    label: Label | None
    table: Table | None = None


def split_blocks(text: PlanText) -> list[Block]:
    """The paragraphs and tables of a text, in order."""
    blocks: list[Block] = []
    position = 0
    for table in (*text.tables, None):
        end = table.start if table else len(text.text)
        blocks += _split_paragraphs(text.text, position, end)
        if table:
            blocks.append(Block(table.start, table.end, text.text[table.start : table.end], None, table))
            position = table.end
    return blocks


def mark_zones(blocks: Sequence[Block], begins: int = 0) -> list[Zone]:
    """The zone of each block; text before, between and after the units is ``head`` or ``tail``.

    What stands before ``begins`` is a covering letter, and belongs to no unit.
    """
    if begins:
        first = next((index for index, block in enumerate(blocks) if block.end > begins), len(blocks))
        return [*["head"] * first, *mark_zones(blocks[first:])]  # type: ignore[list-item]
    zones: list[Zone] = []
    zone = _first_zone(blocks)
    # Until the document's own type line is passed, what stands in the head is a letterhead and opens nothing.
    titled = not any(is_type_line(block.text) for block in blocks[:_HEAD_PARAGRAPHS])
    for index, block in enumerate(blocks):
        titled = titled or zone == "tail" or is_type_line(block.text)
        if zone == "head":
            zone = _after_title(block) if titled else "head"
        elif zone == "preamble" and block.label and block.label.style not in ("dash", "plus"):
            zone = "body"
        if zone in ("preamble", "body") and _opens_tail(blocks, index):
            zone = "tail"
        elif zone == "tail" and (_opens_appendix(block) or opens_unnamed_appendix(blocks, index)):
            zone = "body"
        elif zone == "tail" and _opens_enclosure(blocks, index):
            zone = "head"
        zones.append("head" if zone == "preamble" and _is_enacting_word(block) else zone)
    notes = _find_notes(blocks, zones)
    return [*zones[:notes], *["tail"] * (len(zones) - notes)]  # type: ignore[list-item]


def opens_unnamed_appendix(blocks: Sequence[Block], index: int) -> bool:
    """Whether an appendix begins here that is not called one: "DANH MỤC NHIỆM VỤ", with "(Kèm theo …)" below it."""
    block = blocks[index]
    if block.table or block.label or not _opening("enclosed_lists").match(fold(block.text)):
        return False
    return _says_enclosed(blocks, index)


def is_basis(block: Block) -> bool:
    """Whether a paragraph of the preamble is a legal-basis line: dashed, or opening as one and not announcing the plan.

    >>> is_basis(Block(0, 0, "Căn cứ Luật Trẻ em;", None))
    True
    >>> is_basis(Block(0, 0, "Căn cứ Luật Trẻ em, tỉnh ban hành Kế hoạch như sau:", None))
    False
    """
    if block.label is not None:
        return True
    return bool(_opening("basis").match(fold(block.text))) and not block.text.endswith(":")


def is_closing(block: Block) -> bool:
    """Whether a paragraph closes the whole plan rather than the item it follows."""
    folded = fold(block.text)
    if _opening("closing").match(folded) or _DOCUMENT_END.search(block.text):
        return True
    verbs = "|".join(map(fold, load_lexicon("outline")["closing_verbs"]))
    return bool(re.match(rf"[^.;:]{{0,120}}?\b(?:{verbs})\b", folded)) and block.label is None


def is_type_line(text: str) -> bool:
    """Whether a line is nothing but a document's type, or a title in capitals that opens with one.

    >>> is_type_line("KẾ HOẠCH"), is_type_line("Kế hoạch này áp dụng cho"), is_type_line("KẾ HOẠCH PHÒNG CHÁY NĂM 2025")
    (True, False, True)
    """
    return len(text) <= _LONGEST_TITLE_LINE and _is_type(text)


# --- where zones begin and end -----------------------------------------------------------------------------------


def _find_notes(blocks: Sequence[Block], zones: Sequence[Zone]) -> int:
    """Where the footnotes begin, which readers put at the end ("[1] …"); the number of blocks where there are none.

    After a signature or a table a note may have several paragraphs; elsewhere only paragraphs marked as notes are some.
    """
    for index in range(len(blocks) - 1, 0, -1):
        block = blocks[index]
        if block.table is not None or _opens_appendix(block):
            break
        if _FIRST_NOTE.match(block.text) and (zones[index - 1] == "tail" or blocks[index - 1].table is not None):
            return index
    marked = len(blocks)
    while marked and _NOTE.match(blocks[marked - 1].text):
        marked -= 1
    return marked


def _split_paragraphs(text: str, start: int, end: int) -> list[Block]:
    blocks = []
    for line in text[start:end].split("\n"):
        if line.strip():
            label = read_label(line)
            run_in = label is not None and label.style == "paren" and _RUN_IN.search(line, label.length)
            blocks.append(Block(start, start + len(line), line, None if run_in else label))
        start += len(line) + 1
    return blocks


def _first_zone(blocks: Sequence[Block]) -> Zone:
    """``head`` where a type line or anything like a letterhead comes first; else the units begin at once."""
    if any(is_type_line(block.text) for block in blocks[:_HEAD_PARAGRAPHS]):
        return "head"
    return "body" if blocks and blocks[0].label and blocks[0].label.style not in ("dash", "plus") else "head"


def _after_title(block: Block) -> Zone:
    """The zone of a block that follows a type line: the head goes on until something is said."""
    if block.table or is_type_line(block.text):
        return "head"
    if _ENCLOSED.match(fold(block.text)):
        return "head"
    if block.label:
        return "preamble" if block.label.style in ("dash", "plus") else "body"
    said = _SENTENCE_END.search(block.text) and not block.text.isupper() and not _is_enacting_word(block)
    return "preamble" if said else "head"


def _opens_tail(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    if block.table:
        return bool(re.search(r"\bnoi nhan\b", fold(block.text))) and len(block.table.rows) <= 3
    if _RECIPIENTS.match(fold(block.text)) or _SIGNATURE.match(block.text):
        return True
    ended = index > 0 and _DOCUMENT_END.search(blocks[index - 1].text) and not blocks[index - 1].table
    return bool(ended) and block.label is None and len(block.text) < 80 and not block.text.endswith((".", ";", ":"))


def _opens_appendix(block: Block) -> bool:
    return block.label is not None and block.label.style == "appendix"


def _opens_enclosure(blocks: Sequence[Block], index: int) -> bool:
    """Whether a document with a title of its own begins here: a type line, with "(Kèm theo …)" below it, or in it."""
    block = blocks[index]
    if block.table:
        return False
    if is_type_line(block.text):
        return _says_enclosed(blocks, index)
    opens = any(fold(block.text).startswith(f"{name} ") and block.text[: len(name)].isupper() for name in _types())
    return opens and _SAYS_ENCLOSED.search(fold(block.text)) is not None


def _says_enclosed(blocks: Sequence[Block], index: int) -> bool:
    """Whether "(Kèm theo …)" stands within the lines of the title that begins here."""
    if _SAYS_ENCLOSED.search(fold(blocks[index].text)):
        return True
    return any(_ENCLOSED.match(fold(block.text)) for block in blocks[index + 1 : index + _ENCLOSURE_LINES])


def _is_enacting_word(block: Block) -> bool:
    return bool(_ENACTING_WORD.fullmatch(fold(block.text)))


@lru_cache(maxsize=4096)
def _is_type(text: str) -> bool:
    folded = re.sub(r"\W+$", "", fold(text))
    if folded in _types():
        return True
    if _CHAPTER_TITLE.fullmatch(folded):
        return False
    return text.isupper() and any(folded.startswith(f"{name} ") for name in _types())


@cache
def _types() -> frozenset[str]:
    return frozenset(map(fold, load_lexicon("outline")["types"]))


@cache
def _opening(subject: str) -> re.Pattern[str]:
    words = sorted(map(fold, load_lexicon("outline")[subject]), key=len, reverse=True)
    return re.compile(rf"\W*(?:{'|'.join(map(re.escape, words))})\b")
