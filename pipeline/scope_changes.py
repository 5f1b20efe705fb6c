"""What a linked task lost or gained on its way down: a weaker verb, groups of people and places dropped or added.

Told from small lists (``lexicon/comparison.toml``) and nothing else: a change of wording that they do not know is no
finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractors.folding import fold
from extractors.lexicon import load_lexicon
from extractors.records import Finding, Plan, Task, TaskLink
from pipeline.findings import make_finding, place_record
from pipeline.gaps import is_below
from pipeline.similarity import share_said
from pipeline.wording import Wording, word

_LABELLED = re.compile(r"[^:.;]{1,80}:\s*")  # 'Mạng lưới “Đại sứ số”: Xây dựng …': the verb stands after the name
# Of a task that says little of what its parent says a missing word tells nothing: pairs that carry a task on say .46 of
# its wording and more, a programme's item that takes up one sentence of a policy .3.
_WORDED_ALIKE = 0.4
_JOINT = re.compile(r"\s*(?:,|/|\bva\b)\s*")


def find_scope_changes(
    child: Plan, parent: Plan, parent_task: Task, links: Sequence[TaskLink], shared: bool
) -> tuple[Finding, ...]:
    """Scope narrowed or widened in one parent task, given all its links, the surest first; empty where nothing is seen.

    ``shared`` is set where a linked local task carries out other parent tasks too: what it says more may be theirs.
    Silent where the task is split: none of its parts has to say all of it.
    """
    tasks = {task.path: task for task in child.tasks}
    local = [tasks[link.path] for link in links if link.path in tasks]
    if not local or links[0].relation == "split":
        return ()
    changes = [*_narrow(child, parent_task, local)]
    widened = [] if shared or len(local) > 1 else [*_widen(parent_task, local[0])]
    return tuple(
        make_finding(
            "scope_narrowed" if narrows else "scope_widened",
            "minor" if narrows else "note",
            _join_messages(parts),
            rule=parts[0][0],
            plan_id=child.plan_id,
            here=place_record(local[0]),
            parent_plan_id=parent.plan_id,
            there=place_record(parent_task),
            was="; ".join(was for _, was, _ in parts if was) or None,
            now="; ".join(now for _, _, now in parts if now) or None,
        )
        for narrows, parts in ((True, changes), (False, widened))
        if parts
    )


def _narrow(child: Plan, parent_task: Task, local: Sequence[Task]) -> Iterator[tuple[str, str, str]]:
    """Each loss as message, what was, what is now."""
    was, now = read_verbs(parent_task.quote), read_verbs(local[0].quote)
    if _is_weaker(was, now) and not any(_makes(read_verbs(task.quote)) for task in local):
        yield "verb_weakened", ", ".join(was), ", ".join(now)
    said = " ".join(_read_with_surroundings(child, task) for task in local)
    still_named = name_groups(said)
    dropped = [group for group in name_groups(parent_task.quote) if group not in still_named]
    everybody_now = any(_names_everybody(task.quote) for task in local) and not _names_everybody(parent_task.quote)
    if dropped and not everybody_now and share_said(parent_task.quote, by=said) >= _WORDED_ALIKE:
        yield "groups_dropped", ", ".join(dropped), ""


def _widen(parent_task: Task, local: Task) -> Iterator[tuple[str, str, str]]:
    before = name_groups(parent_task.quote)
    meant = f"{parent_task.group_heading or ''} {parent_task.quote}"
    already_meant = name_groups(meant)
    added = [group for group in name_groups(local.quote) if group not in already_meant]
    if _names_everybody(local.quote):
        added.append("người dân")
    if before and added and not _names_everybody(meant):
        yield "groups_added", "", ", ".join(added)


def _read_with_surroundings(plan: Plan, task: Task) -> str:
    """The task with its heading and everything below it: a group named there is not dropped."""
    below = (unit.text for unit in plan.units if is_below(unit.path, task.path))
    return " ".join((task.group_heading or "", task.quote, *below))


def read_verbs(text: str) -> tuple[str, ...]:
    """The verbs that a task begins with, as the list writes them; empty where it begins with none that we know.

    >>> read_verbs("Xây dựng, tổ chức vận hành và duy trì nền tảng học tập")
    ('xây dựng', 'tổ chức vận hành', 'duy trì')
    >>> read_verbs("Mạng lưới “Đại sứ số”: Xây dựng mạng lưới"), read_verbs("Các cấp xây dựng kế hoạch")
    (('xây dựng',), ())
    >>> read_verbs("Triển khai xây dựng kế hoạch"), read_verbs("Ban hành hướng dẫn")
    (('triển khai', 'xây dựng'), ('ban hành',))
    """
    folded = fold(text)
    labelled = _LABELLED.match(folded)
    position = 0 if _verb_pattern().match(folded) or labelled is None else labelled.end()
    verbs: list[str] = []
    while match := _verb_pattern().match(folded, position):
        verbs.append(_verbs()[match[0]])
        joint = _JOINT.match(folded, match.end())
        if joint is None and not _is_made_next(folded, match.end()):
            break
        position = joint.end() if joint else match.end() + 1
    return tuple(verbs)


def _is_made_next(folded: str, position: int) -> bool:
    """Whether a second verb follows at once that says what is made ("triển khai xây dựng")."""
    following = _verb_pattern().match(folded, position + 1) if folded[position : position + 1].isspace() else None
    return following is not None and _makes([_verbs()[following[0]]])


def name_groups(text: str) -> tuple[str, ...]:
    """The groups of people and kinds of places that a text names, by the first of their forms.

    >>> name_groups("lớp học cho hộ nghèo và người khuyết tật ở vùng xa")
    ('người khuyết tật', 'người nghèo', 'vùng xa')
    """
    found = {_groups()[form] for form in _any_of(tuple(_groups())).findall(text.lower())}
    return tuple(group for group in dict.fromkeys(_groups().values()) if group in found)


def _names_everybody(text: str) -> bool:
    return bool(_any_of(tuple(load_lexicon("comparison")["groups"]["everybody"])).search(text.lower()))


@cache
def _groups() -> dict[str, str]:
    """Each form of a group, and the form it goes by."""
    return {form: forms[0] for forms in load_lexicon("comparison")["groups"]["named"] for form in forms}


@cache
def _any_of(forms: tuple[str, ...]) -> re.Pattern[str]:
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


def _join_messages(parts: Sequence[tuple[str, str, str]]) -> Wording:
    said = [word(f"compare.{rule}", was=was, now=now) for rule, was, now in parts]
    return Wording(" ".join(one.vi for one in said), " ".join(one.en for one in said))
