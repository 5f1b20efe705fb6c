"""Who is ordered to do what: which of a plan's tasks and targets bind the plans of a level below.

Read from the plan's own words: its responsibility part ("Các tỉnh ủy, thành ủy …: mục 1, mục 5 phần IV") and the
tasks that name their doers. An order to provinces binds the Party plan and the government plan of a province alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extractors.lexicon import load_lexicon
from extractors.records import Assignment, Letterhead, Level, Plan, Role, Target, Task
from extractors.text.folding import fold
from pipeline.comparing.gaps import is_below
from pipeline.comparing.plan_index import list_above
from pipeline.comparing.stated import StatedRequirement

_LEVELS: tuple[Level, ...] = ("central", "province", "district", "commune")
# Who is told to take part or to report is not told to carry the task out.
_NOT_ORDERED: frozenset[Role] = frozenset({"coordinate", "report", "supervise", "support"})
_PIECES = re.compile(r"[,;]|\bva\b")


class Requirement(NamedTuple):
    """Whether a plan below must carry something out, and the unit that orders it; ``None``: the plan does not say.

    ``is_stated``: by a user, then ``required_by`` is the ``doichieu.toml`` that says so.
    """

    required: bool | None
    required_by: str | None
    is_stated: bool = False

    @property
    def is_waived(self) -> bool:
        """Whether a user says that it does not apply."""
        return self.is_stated and not self.required


class Requirements:
    """What one plan requires of another: ``below`` is the letterhead of the plan that is to carry it out.

    ``stated``: what a user states of these two; it wins over what the parent is read to say, and of it the last.
    """

    def __init__(self, parent: Plan, below: Letterhead, stated: Sequence[StatedRequirement] = ()) -> None:
        self._stated = stated
        self._units = {unit.path: unit for unit in parent.units}
        self._is_next = _is_next_below(parent.letterhead.level, below.level)
        self._orders = [
            row
            for row in parent.assignments
            if row.role not in _NOT_ORDERED and _is_addressed(row.agency, below, self._is_next)
        ]
        self._given_here: dict[str, str] = {}
        for row in self._orders:
            self._given_here.setdefault(row.task_path, row.path)
        # Bodies of one level are ordered by name: what another ministry is told to do is no order of this one.
        is_named = below.level == parent.letterhead.level == "central"
        self._given_to_others = {row.task_path for row in parent.assignments} if is_named else set()

    def of(self, what: Task | Target) -> Requirement:
        """Whether a task or a target binds the plan below."""
        for each in reversed(self._stated):
            if each.names(what):
                return Requirement(each.required, each.statement, is_stated=True)
        return self._of_target(what) if isinstance(what, Target) else self._of_task(what.path)

    def is_told(self, *paths: str) -> bool:
        """Whether something is ordered of the issuer of the plan below, or of its level, at one of these addresses."""
        return any(row.path in paths or row.task_path in paths for row in self._orders)

    def _of_task(self, path: str) -> Requirement:
        """Whether the task at that address binds the level.

        Yes where an order cites it or an item above it by number, or where it names the level as its doer; no where
        the orders to the next level below cite other tasks of the same part, or where it is another body's of the same
        level; unknown otherwise.
        """
        cited = [(row, ref.ref_path) for row in self._orders for ref in row.refs if is_below(path, ref.ref_path)]
        for row, ref_path in cited:
            if not self._is_part(ref_path):
                return Requirement(True, row.path)
        for row, _ in cited:
            return Requirement(None if self._is_vague(row) else True, row.path)
        for above in list_above(path):
            if above in self._given_here and not self._is_part(above):
                return Requirement(True, self._given_here[above])
            if above in self._given_to_others:
                return Requirement(False, None)
        part = path.partition(".")[0]
        others = any(is_below(ref.ref_path, part) for row in self._orders for ref in row.refs)
        return Requirement(False if others and self._is_next else None, None)

    def _of_target(self, target: Target) -> Requirement:
        """Whether a target binds the level: inside a task as the task does, else where the duties address the level.

        Where a task binds the level only because it names it in one sentence, it binds it to that sentence's target.
        """
        if target.in_task:
            requirement = self._of_task(target.path)
            return requirement if self._says_so(requirement, target) else Requirement(None, None)
        addressed = (row.path for row in self._orders if self._is_duty(row))
        first = next(addressed, None)
        return Requirement(True if first else None, first)

    def _says_so(self, requirement: Requirement, target: Target) -> bool:
        """Whether a target stands in the words that order its task, where these are the task's own."""
        own = [row for row in self._orders if row.path == requirement.required_by == target.path]
        return not own or any(row.start < target.end and target.start < row.end for row in own)

    def _is_part(self, path: str) -> bool:
        return path in self._units and self._units[path].kind == "part"

    def _is_duty(self, row: Assignment) -> bool:
        return row.path in self._units and self._units[row.path].section == "responsibility"

    def _is_vague(self, row: Assignment) -> bool:
        """Whether an order of a whole part means only what concerns a body ("nhiệm vụ có liên quan trong phần IV")."""
        return row.path not in self._units or "lien quan" in fold(self._units[row.path].text)


def _is_next_below(parent: Level | None, child: Level | None) -> bool:
    """Whether the parent orders the level itself: its own level (Party to government) or the next one below.

    There is no district level since July 2025, so communes follow provinces.
    """
    if parent is None or child is None:
        return False
    steps = _LEVELS.index(child) - _LEVELS.index(parent)
    return steps in (0, 1) or (parent == "province" and child == "commune")


def _is_addressed(agency: str, below: Letterhead, is_next: bool) -> bool:
    """Whether an agency, as written, is the body that issues a plan, or the class of bodies of its level."""
    is_issuer = below.issuer is not None and fold(agency) == fold(below.issuer)
    return is_issuer or (below.level is not None and _is_of_level(agency, below.level, is_next))


def _is_of_level(agency: str, level: Level, is_next: bool) -> bool:
    """Whether an agency, as written, is the class of bodies of a level.

    >>> _is_of_level("Các tỉnh ủy, thành ủy trực thuộc Trung ương", "province", True)
    True
    >>> _is_of_level("Tỉnh đoàn", "province", True), _is_of_level("các bộ, ngành, địa phương", "province", False)
    (False, False)
    """
    pattern = _class_pattern(level, is_next)
    return any(pattern.match(piece) for piece in _PIECES.split(fold(agency)))


@cache
def _class_pattern(level: Level, is_next: bool) -> re.Pattern[str]:
    """The names of the class at the start of a piece; a name of one syllable must be all of it ("xã", "địa phương")."""
    words = load_lexicon("comparison")["addressed"]
    names = [fold(name) for name in (*words.get(level, ()), *(words["below"] if is_next else ()))]
    whole = "|".join(re.escape(name) for name in names if " " not in name) or "(?!)"
    starts = "|".join(re.escape(name) for name in names if " " in name) or "(?!)"
    return re.compile(rf"\W*(?:(?:cac|moi|de nghi|yeu cau|giao|lanh dao)\s+)*(?:(?:{whole})\W*$|(?:{starts})(?!\w))")
