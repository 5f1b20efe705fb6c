"""References within a plan: "nhiệm vụ 1.1, mục 1, phần IV" and what it means, ``IV.1.1``.

Plans cite their own tasks in four ways, and mix them in one sentence:

* from the inside out, each task closed by its part: "1.4, mục 1, phần IV; a, 5.1, mục 5, phần IV";
* one part for several: "mục 1, 4, 5, phần IV", "3.1, 3.2 mục 3, phần IV", "điểm a, b mục 2";
* the part first: "tại phần IV: Mục 1.3, 2.1, điểm b, mục 5.1";
* by article or by row: "khoản 2 Điều 5", "nhiệm vụ số 12 Phụ lục II".

A place in another document ("khoản 2 Điều 5 Luật Viễn thông", "mục 3 Chương trình hành động số 46-CTr/TU") is no
reference of the plan, and a label without a part that fits several places of it is left out: a wrong address is worse
than none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from extractors.records import Unit

_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
_LONGEST_RANGE = 40  # "từ mục 1 đến 40": more is a slip, and would flood the plan with references
_LONGEST_RUN = 200  # labels in one reference; the longest of the real plans has nine
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}

_WORD = (
    r"(?P<part>phần|phân|phan|chương)|(?P<appendix>phụ lục|phụ luc|phu luc)|(?P<article>điều|điêu|dieu)"
    r"|(?P<item>tiểu mục|mục|muc|khoản|khoan)|(?P<letter>điểm|điêm|diem)"
    r"|(?P<row>nhiệm vụ số|số thứ tự|stt)"
)
_LABEL = (
    r"(?P<label>(?-i:[IVXL]{1,6})(?:\.\d{1,3}){0,3}(?![\w/])|\d{1,3}(?:\.\d{1,3}){0,4}(?:\.?[a-zđ](?![\wà-ỹ]))?(?![\d/%])"
    r"|(?-i:[a-zđA-H])(?![\w/]))"
)
_ITEM = re.compile(rf"(?:(?<!\w)(?:{_WORD})\s{{1,3}})?(?<![\w/.])(?:số\s)?{_LABEL}[.)]?(?!\w)", re.IGNORECASE)
# Between two labels of one reference; "của", "tại" only before a word of place ("điểm a của mục 2").
_JOINT = re.compile(
    r"\s{0,3}(?:(?P<range>đến|tới|[-–](?=\s?\w))|(?P<break>;(?:\s{0,2}và)?)|(?P<opens>:)"
    r"|,(?:\s{0,2}và)?|và|của|tại|thuộc|trong|/|)\s{0,3}",
    re.IGNORECASE,
)
_FIRST_BARE = re.compile(r"(?:^|[:;,(]|pháp|vụ|tại|và|số|dung|tiêu|từ)\s{0,3}$", re.IGNORECASE)
_OTHER_DOCUMENT = re.compile(
    r"\s{0,3},?\s{0,3}(?:\(?ban hành\s)?(?:của|tại|trong|theo|thuộc|kèm theo)?\s{0,3}(?:của\s)?"
    r"(?P<noun>bộ luật|luật|nghị định|thông tư|quyết định|nghị quyết|chỉ thị|chương trình|kế hoạch|đề án|chiến lược"
    r"|quy hoạch|công văn|thông báo|hướng dẫn|kết luận|hiến pháp|pháp lệnh|quy chế|quy định|công điện)(?!\w)"
    r"(?P<rest>(?:\s\w+){0,3})",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(r"\d{1,5}(?:/\d{4})?\s?[-/]\s?[A-ZĐ][^\s;]{0,30}[^;.]{0,60}\(\s{0,2}(?:tại\s)?$")


class Reference(NamedTuple):
    """One place of the plan cited at ``text[start:end]``; ``resolved`` where the plan has a unit of that path."""

    start: int
    end: int
    raw: str
    path: str
    resolved: bool


@dataclass(frozen=True)
class _Label:
    """One label with the word before it (``part``, ``item`` …; empty for a bare one) and the joint that leads to it."""

    start: int
    end: int
    word: str
    text: str
    joint: str

    @property
    def is_part(self) -> bool:
        """Whether it names a part, an appendix or an article, under which the other labels stand."""
        roman = self.text[0] in _ROMAN and self.word in ("", "item")
        return self.word in ("part", "appendix", "article") or roman or (self.text.isupper() and len(self.text) == 1)

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter of a list: "a", "đ"."""
        return len(self.text) == 1 and self.text in _LETTERS


@dataclass
class _Entry:
    """One reference being put together: labels from the outermost to the innermost, without the part."""

    start: int
    end: int
    labels: list[str]
    part: str | None = None
    is_row: bool = False
    joint: str = ""
    closed: bool = field(default=False)


def find_references(
    text: str, units: Sequence[Unit], at: str | None = None, own_type: str | None = None
) -> tuple[Reference, ...]:
    """Every place of the plan itself that ``text`` cites, in order.

    ``at`` is the path of the unit that ``text`` belongs to (a label without a part may mean a place in the same
    part), ``own_type`` what the plan calls itself ("Chương trình" where it is no Kế hoạch).

    >>> make = lambda path: Unit(path=path, parent_path=None, ordinal=0, kind="item", label="", heading=None, text="",
    ...                          start=0, end=0, section="task", rule="")
    >>> units = [make(path) for path in ("IV", "IV.1", "IV.1.1", "IV.5.1", "IV.5.1.a")]
    >>> [found.path for found in find_references("nhiệm vụ 1.1, mục 1, phần IV; a, 5.1, mục 5, phần IV", units)]
    ['IV.1.1', 'IV.5.1.a']
    >>> find_references("theo khoản 2 Điều 5 Luật Viễn thông", units)
    ()
    """
    runs = [run for run in _find_runs(text) if not _is_elsewhere(text, run, own_type)]
    index = _Index(units if runs else ())
    found: list[Reference] = []
    for run in runs:
        for entry in _expand_ranges(_read_run(run), index):
            path = index.resolve(entry, at)
            if path is not None and all(path[0] != other.path for other in found):
                found.append(Reference(entry.start, entry.end, text[entry.start : entry.end], *path))
    return tuple(found)


class _Index:
    """The plan's own addresses, and the only one that an incomplete label can mean."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.sections = {unit.path: unit.section for unit in units}

    def resolve(self, entry: _Entry, at: str | None) -> tuple[str, bool] | None:
        """The path and whether the plan has it; ``None`` where the words fit several places, or another document."""
        tail = ".".join(entry.labels)
        for part in _spell_part(entry.part) if entry.part else ():
            path = ".".join(filter(None, (part, tail)))
            if path in self.sections:
                return path, True
            inside = [known for known in self.sections if known.endswith("." + path)]
            if len(inside) == 1:
                return inside[0], True
        if entry.part:
            spelt = ".".join(filter(None, (_spell_part(entry.part)[0], tail)))
            return None if entry.part.startswith("appendix") else (spelt, False)
        if entry.is_row:
            return self._only({path for path in self.sections if path.startswith("PL") and path.endswith("." + tail)})
        return self._resolve_bare(tail, at)

    def _resolve_bare(self, tail: str, at: str | None) -> tuple[str, bool] | None:
        if tail in self.sections:
            return tail, True
        # "mục 4" is no "1.4": what stands before the label must be no number.
        known = {path for path in self.sections if path.endswith("." + tail) and _ends_in_name(path[: -len(tail) - 1])}
        tasks = {path for path in known if self.sections[path] == "task"}
        near = {path for path in known if at and path.split(".")[0] == at.split(".")[0]}
        for fitting in (tasks, known, near):
            if len(fitting) == 1:
                return self._only(fitting)
        return None if known or "." not in tail else (tail, False)

    @staticmethod
    def _only(paths: Collection[str]) -> tuple[str, bool] | None:
        return (next(iter(paths)), True) if len(paths) == 1 else None

    def letters_between(self, above: str, first: str, last: str) -> list[str]:
        """The letters between two that the plan has below a label; "đ" counts only where the plan has it."""
        used = {path.rsplit(".", 1)[1] for path in self.sections if f".{path}".rsplit(".", 1)[0].endswith(f".{above}")}
        return [letter for letter in _LETTERS if letter in used and _rank(first) < _rank(letter) < _rank(last)]


def _ends_in_name(path: str) -> bool:
    return not path.rpartition(".")[2].isdigit()


def _rank(letter: str) -> int:
    return _LETTERS.index(letter)


def _spell_part(part: str) -> tuple[str, ...]:
    """The ways the outline may spell a part: "phần II" is ``II``, or ``Phần2`` where the plan prints "Phần II"."""
    word, label = part.split(" ", 1)
    head, _, rest = label.partition(".")
    number = str(_read_roman(head)) if head[0] in _ROMAN else head
    if word == "appendix":
        spelt = [f"PL{number}"]
    elif word == "article":
        spelt = [f"Đ{number}"]
    else:
        spelt = [head, f"Phần{number}", f"Chương{number}", f"Mục{number}"]
    return tuple(".".join(filter(None, (name, rest))) for name in spelt)


def _read_roman(label: str) -> int:
    values = [_ROMAN[letter] for letter in label]
    signs = [-1 if here < after else 1 for here, after in pairwise([*values, 0])]
    return sum(sign * value for sign, value in zip(signs, values, strict=True))


def _find_runs(text: str) -> list[list[_Label]]:
    """Runs of labels that belong together; each holds at least one word of place ("mục", "phần", "Điều" …)."""
    runs: list[list[_Label]] = []
    position = 0
    while match := _ITEM.search(text, position):
        position = match.end()
        before = text[max(0, match.start() - 12) : match.start()]
        if _word_of(match) == "" and "." not in match.group("label") and not _FIRST_BARE.search(before):
            continue
        run = _read_labels(text, match)
        position = run[-1].end
        if any(label.word for label in run) and not _is_measure(text, run):
            runs.append(run)
    return runs


def _read_labels(text: str, match: re.Match[str]) -> list[_Label]:
    run = [_make_label(match, "")]
    while len(run) < _LONGEST_RUN and (joint := _JOINT.match(text, run[-1].end)):
        following = _ITEM.match(text, joint.end())
        if following is None or (joint.end() == run[-1].end) or _ends_run(run, joint, following):
            break
        kind = next((name for name in ("range", "break", "opens") if joint.group(name)), "")
        run.append(_make_label(following, kind))
    return run


def _ends_run(run: list[_Label], joint: re.Match[str], following: re.Match[str]) -> bool:
    """A bare label continues a run only after a mark or "và": "mục 1 2025" is not two labels."""
    bare = _word_of(following) == ""
    glue = joint.group().strip().lower()
    return bare and (glue in ("", "của", "tại", "thuộc", "trong") or (glue == ":" and not run[-1].is_part))


def _word_of(match: re.Match[str]) -> str:
    words = ("part", "appendix", "article", "item", "letter", "row")
    return next((word for word in words if match.group(word)), "")


def _make_label(match: re.Match[str], joint: str) -> _Label:
    label = match.group("label")
    end = match.start("label") + len(label)
    return _Label(match.start(), end, _word_of(match), label, joint)


def _is_measure(text: str, run: list[_Label]) -> bool:
    """Whether it is a quantity: "mục 1" is a place, "phần 20%" or "điểm 10 triệu" is none."""
    after = text[run[-1].end : run[-1].end + 8]
    return re.match(r"\s?(?:%|triệu|tỷ|đồng|người)", after, re.IGNORECASE) is not None


def _is_elsewhere(text: str, run: list[_Label], own_type: str | None) -> bool:
    """Whether the run points into another document: named right after it, or numbered right before a bracket."""
    if _NUMBER_BEFORE.search(text[max(0, run[0].start - 120) : run[0].start]):
        return True
    after = _OTHER_DOCUMENT.match(text, run[-1].end)
    if after is None:
        return False
    rest = after.group("rest").lower().split()
    if "này" in rest:
        return False
    own = {"kế hoạch", (own_type or "").lower()}
    numbered = re.match(r"\s\d", text[after.end("noun") : after.end("noun") + 2]) is not None
    named = numbered or rest[:1] in (["số"], ["hành"], ["tổng"], ["của"])
    return after.group("noun").lower() not in own or named


def _read_run(run: list[_Label]) -> list[_Entry]:
    """The references of one run, each under its part.

    A stretch between semicolons that names no part takes the one before it ("phần IV: mục 1; mục 2"), else the one
    after it ("mục 2; mục 5, phần IV").
    """
    stretches: list[list[_Label]] = [[]]
    for label in run:
        if label.joint == "break":
            stretches.append([])
        stretches[-1].append(label)
    entries = [entry for stretch in stretches for entry in _read_stretch(stretch)]
    for order in (entries, entries[::-1]):
        part: str | None = None
        for entry in order:
            part = entry.part = entry.part or part
    return entries


def _read_stretch(stretch: list[_Label]) -> list[_Entry]:
    """The references of a stretch: a part stands before those below it, or closes those before it."""
    part_first = stretch[0].is_part and len(stretch) > 1 and not stretch[1].is_part
    entries: list[_Entry] = []
    pending: list[_Entry] = []
    above: _Label | None = None
    for label in stretch:
        if not label.is_part:
            _add_label(pending, label)
            continue
        entries += _close(pending, above if part_first else label)
        pending, above = [], label if part_first else None
    return entries + _close(pending, above)


def _close(pending: list[_Entry], part: _Label | None) -> list[_Entry]:
    """Give the references collected their part; a part with none below it is itself what is cited."""
    _attach_letters_back(pending)
    if part is None:
        return pending
    name = f"{part.word if part.word in ('appendix', 'article') else 'part'} {part.text}"
    for entry in pending:
        entry.part = name
    return pending or [_Entry(part.start, part.end, [], name, joint=part.joint)]


def _add_label(pending: list[_Entry], label: _Label) -> None:
    """Add a label from left to right: it closes the inner ones before it, or is a reference of its own."""
    if label.is_letter:
        pending.append(_Entry(label.start, label.end, [label.text], joint=label.joint))
        return
    closed = _attach_forward(pending, label)
    if closed or label.joint == "range" or not _is_redundant(pending, label):
        if not closed:
            labels, is_row = _split_letter(label.text), label.word == "row"
            pending.append(_Entry(label.start, label.end, labels, None, is_row, label.joint, closed=True))
    else:
        pending[-1].end = label.end


def _split_letter(label: str) -> list[str]:
    """A label with its letter apart: "5.1a" and "5.1.a" are a number and a letter."""
    match = re.fullmatch(r"([\d.]+?)\.?([a-zđ])", label)
    return [match[1], match[2]] if match else [label]


def _attach_forward(pending: list[_Entry], label: _Label) -> bool:
    """Put open letters right before a number below it: "điểm a, b mục 2" → 2.a, 2.b."""
    attached = False
    for entry in reversed(pending):
        if entry.closed:
            break
        entry.labels.insert(0, label.text)
        entry.closed = attached = True
        entry.end = label.end if entry is pending[-1] else entry.end
    return attached


def _is_redundant(pending: list[_Entry], label: _Label) -> bool:
    """Whether the number only repeats what the inner label says: "1.1, mục 1" is 1.1."""
    return bool(pending) and pending[-1].labels[0].startswith(label.text + ".")


def _attach_letters_back(pending: list[_Entry]) -> None:
    """Letters that no number follows stand below the number before them: "mục 5.1, điểm b" → 5.1.b."""
    numbers = [entry for entry in pending if entry.closed]
    letters = [entry for entry in pending if not entry.closed]
    if not numbers or not letters or pending.index(letters[0]) < pending.index(numbers[-1]):
        return
    for letter in letters:
        letter.labels.insert(0, numbers[-1].labels[0])
        letter.closed = True
    letters[0].start = numbers[-1].start
    pending.remove(numbers[-1])


def _expand_ranges(entries: list[_Entry], index: _Index) -> list[_Entry]:
    """What lies between: "từ mục 1.1 đến 1.4" → 1.1, 1.2, 1.3, 1.4; letters as far as the plan has them."""
    expanded: list[_Entry] = []
    for entry in entries:
        if entry.joint == "range" and expanded:
            first, own = expanded[-1], (entry.start, entry.end)
            between = _labels_between(first.labels, entry.labels, index)
            expanded += [_Entry(*own, labels, entry.part, entry.is_row) for labels in between]
            if not entry.labels and not first.labels:
                expanded += [_Entry(*own, [], part) for part in _parts_between(first.part, entry.part)]
        expanded.append(entry)
    return expanded


def _parts_between(first: str | None, last: str | None) -> list[str]:
    """What lies between two labels that name their part themselves: "mục II.3 đến II.5" → II.4."""
    above, _, low = (first or "").rpartition(".")
    other, _, high = (last or "").rpartition(".")
    if not above or above != other or not (low.isdigit() and high.isdigit()):
        return []
    numbers = range(int(low) + 1, int(high))
    return [f"{above}.{number}" for number in numbers] if len(numbers) <= _LONGEST_RANGE else []


def _labels_between(first: list[str], last: list[str], index: _Index) -> list[list[str]]:
    if not first or not last or first[:-1] != last[:-1]:
        return []
    *above, low = first
    high = last[-1]
    if low in _LETTERS and high in _LETTERS:
        return [[*above, letter] for letter in index.letters_between(".".join(above), low, high)]
    low_head, _, low_tail = low.rpartition(".")
    high_head, _, high_tail = high.rpartition(".")
    if low_head != high_head or not (low_tail.isdigit() and high_tail.isdigit()):
        return []
    numbers = range(int(low_tail) + 1, int(high_tail))
    if len(numbers) > _LONGEST_RANGE:
        return []
    return [[*above, ".".join(filter(None, (low_head, str(number))))] for number in numbers]
