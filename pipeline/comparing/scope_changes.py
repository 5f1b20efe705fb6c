"""What a linked task lost or gained on its way down: a weaker verb, groups of people and places dropped or added.

Told from small lists (``lexicon/comparison.toml``) and nothing else: a change of wording that they do not know is no
finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extractors.lexicon import load_lexicon
from extractors.records import Finding, FindingKind, Plan, Severity, Task, TaskLink
from extractors.text.folding import fold
from pipeline.comparing.lists import find_lost_members, find_new_members
from pipeline.comparing.plan_index import PlanIndex
from pipeline.findings import make_finding, place_record
from pipeline.linking.similarity import place_names, share_said
from pipeline.wording import Wording, word

_LABELLED = re.compile(r"[^:.;]{1,80}:\s*")  # 'Mạng lưới “Đại sứ số”: Xây dựng …': the verb stands after the name
# Of a task that says little of what its parent says a missing or added word tells nothing: pairs that carry a task on
# say .46 of its wording and more, a programme's item that takes up one sentence of a policy .3.
_WORDED_ALIKE = 0.4
_GROUNDS = re.compile(r"(?:can cu|tren co so|theo)\s.{10}")  # its first words may be a verb: "căn cứ hướng dẫn của …"
# "Trước ngày 30/6/2026, xây dựng …", "Định kỳ hằng tuần, mở lớp …": the verb stands after the time.
_TIME = re.compile(
    r"(?:(?:hoan thanh|xong) )?(?:truoc|cham nhat|trong|den|tu|dinh ky|hang|quy|thang|nam|vao)\s[^,:;.]{2,40},\s+"
)
_LONGEST_GROUNDS = 120
_EVERYBODY = "người dân"
_JOINT = re.compile(r"\s*(?:,|/|\bva\b)\s*")


def find_scope_changes(
    child: PlanIndex, parent: Plan, parent_task: Task, links: Sequence[TaskLink], shared: bool
) -> tuple[Finding, ...]:
    """Scope narrowed or widened in one parent task, given all its links, the surest first; empty where nothing is seen.

    ``shared`` is set where the surest local task carries out other parent tasks too: what it says more may be theirs,
    and the verb it begins with.
    Silent where the task is split: none of its parts has to say all of it.
    """
    local = [child.tasks[link.path] for link in links if link.path in child.tasks]
    if not local or links[0].relation == "split":
        return ()
    places = (*place_names(child.plan), *place_names(parent))
    narrowed = [*_narrow(child, parent_task, local, places, shared)]
    widened = [] if shared else [*_widen(parent_task, local[0], places)]
    return tuple(
        make_finding(
            kind,
            _weigh(kind, changes),
            _join_messages(changes),
            rule=changes[0].rule,
            plan_id=child.plan.plan_id,
            here=place_record(local[0]),
            parent_plan_id=parent.plan_id,
            there=place_record(parent_task),
            was="; ".join(change.was for change in changes if change.was) or None,
            now="; ".join(change.now for change in changes if change.now) or None,
        )
        for kind, changes in _by_kind(narrowed, widened)
    )


def _by_kind(
    narrowed: Sequence[_Change], widened: Sequence[_Change]
) -> Iterator[tuple[FindingKind, Sequence[_Change]]]:
    if narrowed:
        yield "scope_narrowed", narrowed
    if widened:
        yield "scope_widened", widened


class _Change(NamedTuple):
    """One loss or gain: its rule, which is also its message, what was said above and what is said now."""

    rule: str
    was: str
    now: str


def _narrow(
    child: PlanIndex, parent_task: Task, local: Sequence[Task], places: Sequence[str], shared: bool
) -> Iterator[_Change]:
    was, now = read_verbs(parent_task.quote), read_verbs(local[0].quote)
    is_kept = any(_makes(read_verbs(task.quote)) for task in local) or _is_what_was_made(parent_task.quote, now)
    if _is_weaker(was, now) and not is_kept and not shared:
        yield _Change("verb_weakened", ", ".join(was), ", ".join(now))
    said = " ".join(_read_with_surroundings(child, task) for task in local)
    everybody_now = any(_names_everybody(task.quote) for task in local) and not _names_everybody(parent_task.quote)
    if everybody_now or share_said(parent_task.quote, by=said) < _WORDED_ALIKE:
        return
    still_named = name_groups(said)
    dropped = [group for group in name_groups(parent_task.quote) if group not in still_named]
    yield from (_Change(f"{kind}_dropped", ", ".join(groups), "") for kind, groups in _part_kinds(dropped))
    lost = [
        member
        for member in find_lost_members(parent_task.quote, local[0].quote, places)
        if not set(name_groups(member)).intersection(dropped) and fold(member) not in fold(said)
    ]
    if lost:
        yield _Change("members_dropped", ", ".join(lost), "")


def _widen(parent_task: Task, local: Task, places: Sequence[str]) -> Iterator[_Change]:
    """Each group or kind of place that the parent does not mean; where it names nobody, nobody is added."""
    if share_said(parent_task.quote, by=local.quote) < _WORDED_ALIKE:
        return
    meant = f"{parent_task.group_heading or ''} {parent_task.quote}"
    named: tuple[str, ...] = ()
    if _names_everybody(meant):
        named = _name_beside_everybody(local.quote, parent_task.quote)
    elif name_groups(parent_task.quote):
        named = (*name_groups(local.quote), *([_EVERYBODY] if _names_everybody(local.quote) else []))
    already_meant = name_groups(meant)
    added = [group for group in dict.fromkeys(named) if group not in already_meant]
    yield from (_Change(f"{kind}_added", "", ", ".join(groups)) for kind, groups in _part_kinds(added))
    new = [
        member
        for member in find_new_members(parent_task.quote, local.quote, places)
        if member not in _forms("people") and not set(name_groups(member)).intersection(added)
    ]
    if new:
        yield _Change("members_added", "", ", ".join(new))


def _part_kinds(groups: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The people among some groups, and the places, each where there are any."""
    places = set(_forms("places").values())
    for kind, parted in (
        ("people", [group for group in groups if group not in places]),
        ("places", [group for group in groups if group in places]),
    ):
        if parted:
            yield kind, parted


def _weigh(kind: FindingKind, changes: Sequence[_Change]) -> Severity:
    """A gain is a note, and so is the loss of nothing but places that many a locality does not have."""
    absent = load_lexicon("comparison")["groups"]["not_everywhere"]
    lost = [place for change in changes if change.rule == "places_dropped" for place in change.was.split(", ")]
    only_absent = all(change.rule == "places_dropped" for change in changes) and all(place in absent for place in lost)
    return "note" if kind == "scope_widened" or only_absent else "minor"


def _read_with_surroundings(child: PlanIndex, task: Task) -> str:
    """The task with its heading and everything below it: a group named there is not dropped."""
    return child.spell_out(f"{task.group_heading or ''} {child.text_below(task.path)}")


def read_verbs(text: str) -> tuple[str, ...]:
    """The verbs that a task begins with, as the list writes them; empty where it begins with none that we know.

    >>> read_verbs("Xây dựng, tổ chức vận hành và duy trì nền tảng học tập")
    ('xây dựng', 'tổ chức vận hành', 'duy trì')
    >>> read_verbs("Mạng lưới “Đại sứ số”: Xây dựng mạng lưới"), read_verbs("Các cấp xây dựng kế hoạch")
    (('xây dựng',), ())
    >>> read_verbs("Triển khai xây dựng kế hoạch"), read_verbs("Ban hành hướng dẫn")
    (('triển khai', 'xây dựng'), ('ban hành',))
    >>> read_verbs("Căn cứ hướng dẫn của tỉnh, xây dựng văn bản cụ thể hóa tiêu chí")
    ('xây dựng văn bản cụ thể hóa',)
    """
    folded = fold(text)
    position = _find_first_verb(folded)
    verbs: list[str] = []
    while match := _verb_pattern().match(folded, position):
        verbs.append(_verbs()[match[0]])
        joint = _JOINT.match(folded, match.end())
        if joint is None and not _is_made_next(folded, match.end()):
            break
        position = joint.end() if joint else match.end() + 1
    return tuple(verbs)


def _find_first_verb(folded: str) -> int:
    """Where a task's first verb would stand: at its beginning, after its name, or after the grounds it states."""
    if _verb_pattern().match(folded):
        return 0
    if (grounds := _GROUNDS.match(folded)) and (
        verb := _verb_pattern().search(folded, grounds.end(), _LONGEST_GROUNDS)
    ):
        return verb.start()
    timed_or_labelled = _TIME.match(folded) or _LABELLED.match(folded)
    return timed_or_labelled.end() if timed_or_labelled else 0


def _is_what_was_made(above: str, now: Sequence[str]) -> bool:
    """Whether a parent's verb makes what the local one does: "ban hành hướng dẫn …" → "hướng dẫn …" is no less."""
    folded = fold(above)
    position = _find_first_verb(folded)
    while match := _verb_pattern().match(folded, position):
        joint = _JOINT.match(folded, match.end())
        position = joint.end() if joint else match.end() + 1
        made = _verb_pattern().match(folded, position)
        if made and joint is None and _verbs()[made[0]] in now[:1]:
            return _makes([_verbs()[match[0]]])
    return False


def _is_made_next(folded: str, position: int) -> bool:
    """Whether a second verb follows at once that says what is made ("triển khai xây dựng")."""
    following = _verb_pattern().match(folded, position + 1) if folded[position : position + 1].isspace() else None
    return following is not None and _makes([_verbs()[following[0]]])


def name_groups(text: str) -> tuple[str, ...]:
    """The groups of people and kinds of places that a text names, by the first of their forms.

    >>> name_groups("lớp học cho hộ nghèo và người khuyết tật ở vùng xa")
    ('người khuyết tật', 'người nghèo', 'vùng xa')
    """
    groups = _forms("people") | _forms("places")
    found = {groups[form] for form in _any_group().findall(text.lower())}
    return tuple(group for group in dict.fromkeys(groups.values()) if group in found)


def _name_beside_everybody(text: str, above: str) -> tuple[str, ...]:
    """The groups put before "và người dân" where the parent says, before the same words, "người dân" alone.

    "Để cán bộ, đảng viên và người dân thực hành" against "để người dân thực hành".
    """
    every, group = _everybody().pattern, _any_of(_forms("people")).pattern
    listed = re.compile(rf"(?P<groups>{group}(?:,\s{group}){{0,6}})\svà\s{every}\s(?P<next>\w+\s\w+)")
    return tuple(
        name
        for match in listed.finditer(text.lower())
        if re.search(rf"(?<!và )(?<!, ){every}\s{re.escape(match['next'])}(?!\w)", above.lower())
        for name in name_groups(match["groups"])
    )


def _names_everybody(text: str) -> bool:
    return _everybody().search(text.lower()) is not None


@cache
def _forms(kind: str) -> dict[str, str]:
    """Each form of the groups of a kind ("people" or "places"), and the form it goes by."""
    return {form: forms[0] for forms in load_lexicon("comparison")["groups"][kind] for form in forms}


@cache
def _any_group() -> re.Pattern[str]:
    return _any_of([*_forms("people"), *_forms("places")])


@cache
def _everybody() -> re.Pattern[str]:
    return _any_of(load_lexicon("comparison")["groups"]["everybody"])


def _any_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Any of these words, marks and all: "khai đào tạo" is no "hải đảo"."""
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def _is_weaker(was: Sequence[str], now: Sequence[str]) -> bool:
    """Whether what was made is now only put to use, or what was done is now only taken part in."""
    if not was or not now or _makes(now):
        return False
    words = load_lexicon("comparison")["verbs"]
    takes_part = now[0] in words["taking_part"] and not any(verb in words["taking_part"] for verb in was)
    return takes_part or (_makes(was) and now[0] in words["using"])


def _makes(verbs: Sequence[str]) -> bool:
    return any(verb in load_lexicon("comparison")["verbs"]["making"] for verb in verbs)


@cache
def _verbs() -> dict[str, str]:
    return {fold(verb): verb for verbs in load_lexicon("comparison")["verbs"].values() for verb in reversed(verbs)}


@cache
def _verb_pattern() -> re.Pattern[str]:
    longest_first = sorted(_verbs(), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _join_messages(changes: Sequence[_Change]) -> Wording:
    said = [word(f"compare.{change.rule}", was=change.was, now=change.now) for change in changes]
    return Wording(" ".join(one.vi for one in said), " ".join(one.en for one in said))
