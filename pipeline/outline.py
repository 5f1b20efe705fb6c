"""Step 2, outline: a plan's text becomes addressed units, by the labels the plan itself prints.

Any text gives an outline and nothing raises. Lost pages show in two ways: the reader saw a sentence broken off, or a
label jumps after one; then the labels that went with the page are restored where only one fits, and are ``?1``, ``?2``
… where several do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.papers.letters import find_letter_end
from extractors.records import Gap, Outline, PlanText, Section, Unit, UnitKind
from extractors.text.folding import fold
from extractors.text.labels import KINDS, RANKS, Label, Style, write_roman
from extractors.text.sections import name_inner_section, name_part_section, opens_with_body
from pipeline.mending.mend import mend_text
from pipeline.outlining.rows import address_rows
from pipeline.outlining.zones import Block, Zone, is_basis, is_closing, mark_zones, opens_unnamed_appendix, split_blocks

# A heading may end without a mark; a paragraph of more than a printed line and a half may not, nor a letter or a bullet
# of more than half a line.
_LONGEST_HEADING = 120
_LONGEST_LIST_HEADING = 50
_ANNOUNCES = re.compile(r"(?:như sau|sau đây|gồm|dưới đây|cụ thể|bao gồm)?\s?:$")
_UNFINISHED = re.compile(r"[\w,]$")
_ENACTS = re.compile(r"(?:ban hanh|phe duyet|thong qua|cong bo)\b.{0,40}\b(?:kem theo|dinh kem)\b")
_IN_BRACKETS = re.compile(r"\([^()]+\)[.;]?")
_ASIDE = re.compile(r"\n\([^()]+\)")
_UNNAMED_APPENDIX = Label("appendix", "", (), 0)
# A list of these inside the other, when its first label stands there, does not close it ("(1)" holding "a)").
_MAY_HOLD: set[tuple[Style, Style]] = {("paren", "letter"), ("roman", "capital")}


def outline_plan(text: PlanText) -> Outline:
    """The units of a plan in reading order, and the places where text is missing between them."""
    mending = mend_text(text)
    walk = _Walk(mending.text, split_blocks(mending.text))
    return mending.print_outline(walk.outline())


@dataclass
class _Draft:
    """A unit while its text and children are still being found. ``label`` is ``None`` for units without one."""

    path: str
    parent: _Draft | None
    kind: UnitKind
    printed: str
    start: int
    end: int
    label: Label | None = None
    rule: str = ""
    heading_end: int = 0
    has_children: bool = False
    lost: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    last: dict[tuple[Style, int], Label] = field(default_factory=dict)

    def count(self, sort: str) -> int:
        """The next number of that sort of child."""
        self.counts[sort] = self.counts.get(sort, 0) + 1
        return self.counts[sort]


class _Walk:
    """One pass over the blocks of a plan; ``open`` holds the units that the next block may stand in."""

    def __init__(self, text: PlanText, blocks: Sequence[Block]) -> None:
        self.text = text
        self.blocks = blocks
        self.zones = mark_zones(blocks, find_letter_end(text.text))
        self.last_words = _find_last_words(blocks, self.zones)
        self.next_part = _look_ahead(blocks, self.zones, lambda label: label.style == "roman")
        self.next_numbered = _look_ahead(blocks, self.zones, lambda label: bool(label.numbers))
        self.drafts: list[_Draft] = []
        self.open: list[_Draft] = []
        self.paths: dict[str, int] = {}
        self.gaps: list[tuple[Gap, int]] = []
        self.lost_count = 0
        self.pending_gaps = list(text.gaps)

    def outline(self) -> Outline:
        """Walk all blocks and make the units."""
        index = 0
        while index < len(self.blocks):
            match self.zones[index]:
                case "preamble":
                    end = index
                    while end < len(self.blocks) and self.zones[end] == "preamble":
                        end += 1
                    self._add_preamble(self.blocks[index:end])
                    index = end
                    continue
                case "body":
                    self._add_block(index)
                case _:
                    self.open = []
            index += 1
        drafts = [draft for draft in self.drafts if draft.lost or draft.has_children or draft.end > draft.start]
        return Outline(units=_make_units(self.text.text, drafts), gaps=self._place_gaps(drafts))

    # --- blocks ---

    def _add_preamble(self, blocks: Sequence[Block]) -> None:
        zero = self._address(None, "0")
        whole = self._draft(zero, None, "preamble", "", blocks[0].start, blocks[0].end, rule="preamble")
        if len(blocks) == 1:
            if blocks[0].label is not None:
                whole.start += blocks[0].label.length
            return
        whole.end = whole.heading_end = whole.start
        for block in blocks:
            skip = block.label.length if block.label else 0
            if is_basis(block):
                printed = block.label.printed if block.label else ""
                path, kind, rule = f"{zero}.-{whole.count('dash')}", "bullet", "legal_basis"
            else:
                path, kind, rule, printed = f"{zero}.p{whole.count('p')}", "paragraph", "enacting", ""
            self._draft(path, whole, kind, printed, block.start + skip, block.end, rule=rule)  # type: ignore[arg-type]

    def _add_block(self, index: int) -> None:
        block = self.blocks[index]
        gap = self._take_gap(block)
        if block.table is not None:
            self._add_table(block)
        elif index and self.zones[index - 1] == "tail" and opens_unnamed_appendix(self.blocks, index):
            self._add_labelled(index, _UNNAMED_APPENDIX, gap)
        elif block.label is None:
            self._add_paragraph(index, gap)
        else:
            self._add_labelled(index, block.label, gap)

    def _add_labelled(self, index: int, label: Label, gap: Gap | None) -> None:
        block = self.blocks[index]
        self._close_for(label)
        if gap is None and self._jumps(label) and self._breaks_off(index):
            gap = Gap(offset=block.start, reason="numbering_jump")
        if gap is not None:
            self._restore_ancestors(index, label)
            self.gaps.append((gap, len(self.drafts)))
        self._open_missing_decimals(label)
        parent = self.open[-1] if self.open else None
        draft = self._draft(
            self._address(parent, self._segment(parent, label)),
            parent,
            KINDS[label.style],
            label.printed,
            block.start + label.length,
            block.end,
            label=label,
            rule=f"label_{label.style}",
        )
        if parent is not None:
            parent.last[label.style, len(label.numbers)] = label
        self.open.append(draft)

    def _add_paragraph(self, index: int, gap: Gap | None) -> None:
        block = self.blocks[index]
        if not any(letter.isalpha() for letter in block.text):
            return
        top = self.open[-1] if self.open else None
        if top is not None and gap is None:
            adopts = top.start == top.end and not top.has_children and not top.lost
            titled = top.kind == "appendix" and not top.has_children
            announces = not top.has_children and _ANNOUNCES.search(block.text) and self._list_follows(index)
            goes_on = top.kind == "part" and not top.has_children and self._title_goes_on(top, block.text)
            if adopts or titled or announces or goes_on:
                top.start = block.start if adopts else top.start
                top.heading_end = block.end if adopts or goes_on else top.heading_end
                top.end = block.end
                return
        if gap is not None:
            self._restore_ancestors(index, None)
            self.gaps.append((gap, len(self.drafts)))
        while self.open and self.open[-1].kind == "bullet":
            self.open.pop()
        if self.open and index in self.last_words and is_closing(block):
            del self.open[1:]
        parent = self.open[-1] if self.open else None
        number = parent.count("p") if parent else self._root_count("p")
        self._draft(
            self._address(parent, f"p{number}"), parent, "paragraph", "", block.start, block.end, rule="paragraph"
        )

    def _add_table(self, block: Block) -> None:
        assert block.table is not None
        while self.open and self.open[-1].kind == "bullet":
            self.open.pop()
        parent = self.open[-1] if self.open else None
        numbered = parent is not None and any(draft.kind == "appendix" for draft in self.open)
        made: list[_Draft] = []
        for row in address_rows(self.text.text, block.table, numbered):
            path = self._address(parent if row.group is None else made[row.group], row.segment)
            head = parent if row.heading is None else made[row.heading]
            draft = self._draft(path, head, "row", row.label, row.start, row.end, rule="table_row")
            draft.has_children = row.is_group
            made.append(draft)

    # --- addresses ---

    def _draft(
        self,
        path: str,
        parent: _Draft | None,
        kind: UnitKind,
        printed: str,
        start: int,
        end: int,
        label: Label | None = None,
        rule: str = "",
        lost: bool = False,
    ) -> _Draft:
        draft = _Draft(path, parent, kind, printed, start, end, label, rule, heading_end=end, lost=lost)
        if parent is not None:
            parent.has_children = True
        self.paths.setdefault(path, 1)
        self.drafts.append(draft)
        return draft

    def _address(self, parent: _Draft | None, segment: str) -> str:
        """The path of a child; a second one with an address already taken is ``…~2``."""
        path = f"{parent.path}.{segment}" if parent else segment
        if path not in self.paths:
            return path
        self.paths[path] += 1
        return f"{path}~{self.paths[path]}"

    def _segment(self, parent: _Draft | None, label: Label) -> str:
        if label.style in ("dash", "plus"):
            mark = "-" if label.style == "dash" else "+"
            return f"{mark}{parent.count(label.style) if parent else self._root_count(label.style)}"
        return label.segment

    def _root_count(self, sort: str) -> int:
        key = f"\0{sort}"
        self.paths[key] = self.paths.get(key, 0) + 1
        return self.paths[key]

    # --- what a label closes ---

    def _close_for(self, label: Label) -> None:
        """Close the units that end where this label stands, so that the last one open is its parent."""
        same = [i for i, d in enumerate(self.open) if d.label and _same_list(d.label, label)]
        if same:
            del self.open[same[-1] :]
            return
        while self.open and not self._holds(self.open[-1], label):
            self.open.pop()

    @staticmethod
    def _holds(draft: _Draft, label: Label) -> bool:
        """Whether a unit can hold one with this label."""
        if draft.label is None:  # an unknown one: a part where it stands alone, else an item
            return label.rank > RANKS["roman" if draft.kind == "part" else "decimal"]
        if label.is_first and (draft.label.style, label.style) in _MAY_HOLD:
            return True
        if draft.label.style == label.style == "decimal":
            return label.numbers[: len(draft.label.numbers)] == draft.label.numbers
        return draft.label.rank < label.rank

    def _open_missing_decimals(self, label: Label) -> None:
        """Open "5." for a "5.1." whose own parent went with a lost page: its number is printed."""
        if label.style != "decimal" or len(label.numbers) < 2 or not self.gaps or self.gaps[-1][1] != len(self.drafts):
            return
        parent = self.open[-1].label if self.open else None
        if parent is not None and parent.style == "decimal":
            return
        number = label.numbers[0]
        self._open_lost(str(number), "item", Label("decimal", f"{number}.", (number,), 0))

    # --- lost pages ---

    def _take_gap(self, block: Block) -> Gap | None:
        """The gap that the reader saw before this block, if any."""
        taken = None
        while self.pending_gaps and self.pending_gaps[0].offset <= block.start:
            taken = self.pending_gaps.pop(0)
        return taken

    def _jumps(self, label: Label) -> bool:
        """Whether a label cannot follow the one before it in its list."""
        if not label.numbers or label.style == "appendix":
            return False
        parent = self.open[-1] if self.open else None
        previous = parent.last.get((label.style, len(label.numbers))) if parent else self._last_root(label)
        if label.style == "article":  # they run on through chapters
            previous = next((d.label for d in reversed(self.drafts) if d.label and d.label.style == "article"), None)
        if previous is not None:
            return not label.follows(previous) and not label.is_first
        if label.style == "decimal" and len(label.numbers) > 1 and parent and parent.label:
            return parent.label.style == "decimal" and not label.is_first
        return not label.is_first and bool(self.drafts)

    def _last_root(self, label: Label) -> Label | None:
        roots = (d.label for d in reversed(self.drafts) if d.parent is None and d.label is not None)
        return next((root for root in roots if root.style == label.style), None)

    def _breaks_off(self, index: int) -> bool:
        """Whether the sentence before a block was left unfinished, as at the end of a page whose next one is lost."""
        above = self.blocks[index - 1]
        if index == 0 or self.zones[index - 1] != "body" or above.table is not None:
            return False
        if not _UNFINISHED.search(above.text):
            return False
        listed = above.label is not None and above.label.style in ("letter", "dash", "plus")
        return above.text.endswith(",") or len(above.text) > (_LONGEST_LIST_HEADING if listed else _LONGEST_HEADING)

    def _restore_ancestors(self, index: int, label: Label | None) -> None:
        """Open the units whose labels went with the lost page: the one that fits, or ``?1`` where several do."""
        if label is not None and label.rank <= RANKS["roman"]:
            return
        part = next((d for d in self.open if d.label and d.label.style == "roman"), None)
        part_ahead = self.next_part[index]
        following = part_ahead.numbers[-1] if part_ahead else None
        here = part.label.numbers[-1] if part and part.label else 0
        between = following - here - 1 if following else None
        if self._resumes(index, label):
            return
        if between == 1:
            self.open = []
            numeral = write_roman(here + 1)
            self._open_lost(numeral, "part", Label("roman", f"{numeral}.", (here + 1,), 0))
        elif between != 0:
            self.open = []
            self._open_unknown()
        elif part is not None:
            del self.open[self.open.index(part) + 1 :]
        numbered = label is not None and label.style == "decimal"
        if not numbered and between in (0, 1):
            self._open_unknown()

    def _resumes(self, index: int, label: Label | None) -> bool:
        """Whether the labels on both sides of a gap show that nothing above the text was lost with it."""
        if label is not None and label.numbers:
            parent = self.open[-1] if self.open else None
            previous = parent.last.get((label.style, len(label.numbers))) if parent else None
            if previous and label.style == "decimal" and len(label.numbers) > 1:
                return label.numbers[-1] > previous.numbers[-1]
            return previous is not None and label.follows(previous)
        item = next((d.label for d in reversed(self.open) if d.label and d.label.numbers), None)
        following = self.next_numbered[index]
        return item is not None and following is not None and following.follows(item)

    def _open_lost(self, segment: str, kind: UnitKind, label: Label | None) -> None:
        parent = self.open[-1] if self.open else None
        place = self.drafts[-1].end if self.drafts else 0
        path = self._address(parent, segment)
        printed = label.printed if label else "?"
        draft = self._draft(path, parent, kind, printed, place, place, label, rule="restored", lost=True)
        self.open.append(draft)

    def _open_unknown(self) -> None:
        self.lost_count += 1
        self._open_lost(f"?{self.lost_count}", "item" if self.open else "part", None)

    def _place_gaps(self, drafts: Sequence[_Draft]) -> tuple[Gap, ...]:
        """The gaps with the paths of the units around them."""
        kept = {id(draft) for draft in drafts if not draft.lost}
        placed = []
        for gap, position in self.gaps:
            before = (i for i in range(position - 1, -1, -1) if id(self.drafts[i]) in kept)
            after = (i for i in range(position, len(self.drafts)) if id(self.drafts[i]) in kept)
            page = self.text.page_at(gap.offset) if gap.page is None else gap.page
            around = {"after_path": self._path(before), "before_path": self._path(after), "page": page}
            placed.append(gap.model_copy(update=around))
        return (*placed, *self.pending_gaps)

    def _path(self, places: Iterator[int]) -> str | None:
        place = next(places, None)
        return None if place is None else self.drafts[place].path

    # --- paragraphs ---

    def _title_goes_on(self, draft: _Draft, line: str) -> bool:
        """Whether a part's title goes on in the next line: in capitals, in the middle of a phrase, or in brackets."""
        said = self.text.text[draft.start : draft.end]
        if draft.heading_end != draft.end or said.endswith((".", ":", ";")):
            return False
        return (said.isupper() and line.isupper()) or line[0].islower() or bool(_IN_BRACKETS.fullmatch(line))

    def _list_follows(self, index: int) -> bool:
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        return following is not None and (following.label is not None or following.table is not None)


def _look_ahead(blocks: Sequence[Block], zones: Sequence[Zone], wanted: Callable[[Label], bool]) -> list[Label | None]:
    """For each block the first label wanted, at it or after it, in the same document."""
    ahead: list[Label | None] = []
    found: Label | None = None
    for block, zone in zip(reversed(blocks), reversed(zones), strict=True):
        if zone not in ("body", "preamble") or (block.label and block.label.style == "appendix"):
            found = None
        elif block.label is not None and wanted(block.label):
            found = block.label
        ahead.append(found)
    return ahead[::-1]


def _find_last_words(blocks: Sequence[Block], zones: Sequence[Zone]) -> set[int]:
    """The plain paragraphs after which a document's body holds nothing but plain paragraphs."""
    last: set[int] = set()
    ended = True
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if zones[index] != "body" or (block.label and block.label.style == "appendix"):
            ended = True
        elif block.label is not None or block.table is not None:
            ended = False
        elif ended:
            last.add(index)
    return last


def _same_list(first: Label, second: Label) -> bool:
    """Whether two labels are of one list: the same style, and for "5.1." the same number before the last."""
    if first.style != second.style or len(first.numbers) != len(second.numbers):
        return False
    return first.style != "decimal" or first.numbers[:-1] == second.numbers[:-1]


# --- units -------------------------------------------------------------------------------------------------------


def _make_units(text: str, drafts: Sequence[_Draft]) -> tuple[Unit, ...]:
    sections = _name_sections(text, drafts)
    return tuple(
        Unit(
            path=draft.path,
            parent_path=draft.parent.path if draft.parent else None,
            ordinal=ordinal,
            kind=draft.kind,
            label=draft.printed,
            heading=text[draft.start : draft.heading_end] or None if draft.has_children else None,
            text=text[draft.start : draft.end],
            start=draft.start,
            end=draft.end,
            section=sections[id(draft)],
            rule=draft.rule,
        )
        for ordinal, draft in enumerate(drafts, 1)
    )


def _name_sections(text: str, drafts: Sequence[_Draft]) -> dict[int, Section]:
    """What each unit is for: by its own heading, else by the nearest one above it that says."""
    own = {id(draft): _own_section(text, draft) for draft in drafts}
    inside: dict[int, set[Section]] = {}
    for draft in drafts:
        if draft.parent and draft.parent.lost and (named := name_part_section(text[draft.start : draft.heading_end])):
            inside.setdefault(id(draft.parent), set()).add(named)
    set_out = "task" in own.values()
    before: set[Section | None] = set()
    sections: dict[int, Section] = {}
    for draft in drafts:
        if draft.lost and draft.kind == "part":
            own[id(draft)] = _name_lost_part(inside.get(id(draft), set()), before)
        above = sections.get(id(draft.parent)) if draft.parent else None
        # A part whose heading names only its matter sets out what is to be done in it; so does everything in a plan
        # whose headings name no tasks at all. The articles of a decision around them are other matters.
        unnamed: Section = "task" if draft.kind == "part" or not set_out else "other"
        sections[id(draft)] = own[id(draft)] or above or unnamed
        if draft.kind == "part":
            before.add(own[id(draft)])
    return sections


def _name_lost_part(inside: set[Section], before: set[Section | None]) -> Section | None:
    """What a part is for whose heading is lost: by the headings inside it, else by the parts before it."""
    for section in ("task", "target", "responsibility"):
        if section in inside:
            return section
    return "task" if before <= {"purpose", "target", "other"} else None


def _own_section(text: str, draft: _Draft) -> Section | None:
    """What a unit's own heading says it is for; ``None`` where it does not."""
    words = text[draft.start : draft.end]
    heading = text[draft.start : draft.heading_end]
    if draft.kind == "preamble":
        return "preamble"
    if draft.kind == "article" and _ENACTS.match(fold(heading)):
        return "other"  # "Ban hành kèm theo Quyết định này Kế hoạch …": the title of what is enclosed says nothing here
    if draft.kind in ("part", "article"):
        return name_part_section(_ASIDE.sub("", heading))
    if draft.kind == "appendix":
        named = name_part_section(words)
        return "task" if named == "responsibility" else named or "other"
    if draft.kind == "item" and len(heading) <= _LONGEST_HEADING:
        inner = name_inner_section(heading)
        if inner or draft.parent is not None:
            return inner
    if draft.kind == "item" and draft.parent is None:
        return "responsibility" if opens_with_body(heading) else None
    return None
