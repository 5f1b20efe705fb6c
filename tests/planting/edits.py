"""Edits of one passage that a build must report, each written down as the finding it must cause.

An edit takes a draft, one of its passages and a source of chance; it says whether it could be made there. It leaves
its ``Claim`` at the passage, or among the draft's omissions.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from extractors.records import Deadline, FindingKind, Target
from tests.planting.drafts import Claim, Draft, Passage
from tests.planting.moments import first_day_of, last_day_of, move_moment

Edit = Callable[[Draft, Passage, Random], bool]

PHRASES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))

_DATED = frozenset({"by", "on", "from", "during"})
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:\s(?:triệu|nghìn))?")
_BOUND = re.compile(r"(?:ít nhất|tối thiểu|trên|trên mức)\s+$", re.IGNORECASE)
_OFTEN = 4  # a word that a reader of the plan knows how to write
_YEAR = re.compile(r"\d{4}")
_PARENTHESIS = r"\s*\([^()]*{0}[^()]*\)"
_CLAUSE = r"[,;]\s*{0}(?=\s*[.;]|$)"


# --- tasks -------------------------------------------------------------------------------------------------------


def drop_task(draft: Draft, passage: Passage, _: Random) -> bool:
    """A task with everything it promises is left out; never the last of its group."""
    if passage.children or passage.touched or not passage.origins:
        return False
    holder = draft.holder(passage)
    if len(holder.children) < 2:
        return False
    holder.children.remove(passage)
    draft.omitted += [Claim("omitted_task", path) for path in passage.origins]
    draft.omitted += [Claim("omitted_target", target.path) for target in passage.targets]
    return True


def delay(draft: Draft, passage: Passage, chance: Random) -> bool:
    """The date is moved to a later one."""
    return _move(draft, passage, chance.randint(2, 4), "deadline_later")


def hasten(draft: Draft, passage: Passage, chance: Random) -> bool:
    """The date is moved to an earlier one, which is still to come."""
    return _move(draft, passage, -chance.randint(1, 3), "deadline_earlier")


def drop_date(_: Draft, passage: Passage, __: Random) -> bool:
    """The date is left out, with the bracket or clause that states it."""
    dated = _only_date(passage)
    if dated is None:
        return False
    for form in (_PARENTHESIS, _CLAUSE):
        text, count = re.subn(form.format(re.escape(dated.quote)), "", passage.text, count=1)
        if count:
            return _put(passage, text, "time", "deadline_dropped", passage.origins[0])
    return False


def add_date(draft: Draft, passage: Passage, chance: Random) -> bool:
    """A date is given where the parent has none, at the task or above it."""
    if not passage.origins or passage.deadlines or "time" in passage.touched or _is_dated_above(draft, passage):
        return False
    year = draft.signed_by.year + chance.randint(0, 1)
    when = chance.choice([f"trước ngày 31/10/{year}", f"trong quý IV/{year}", f"trong tháng 11/{year}"])
    text = _before_end(passage.text, f" (hoàn thành {when})")
    return _put(passage, text, "time", "deadline_added", passage.origins[0])


def date_back(draft: Draft, passage: Passage, chance: Random) -> bool:
    """A date is given that is past when the plan is signed: another than the parent's, or one where it has none."""
    year = draft.signed_by.year - 1
    past = chance.choice([f"trước ngày 31/10/{year}", f"trong quý III/{year}", f"trong tháng 11/{year}"])
    dated = _only_date(passage)
    if dated is not None and not passage.targets and dated.end_on is not None:
        text = passage.text.replace(dated.quote, _YEAR.sub(str(year), dated.quote), 1)
        done = _put(passage, text, "time", "deadline_earlier", passage.origins[0])
    elif passage.origins and not passage.deadlines and not _is_dated_above(draft, passage):
        text = _before_end(passage.text, f" (hoàn thành {past})")
        done = _put(passage, text, "time", "deadline_added", passage.origins[0])
    else:
        return False
    if done:
        passage.claims.append(Claim("deadline_past_at_signing"))
    return done


def change_rhythm(_: Draft, passage: Passage, chance: Random) -> bool:
    """What comes round comes round more or less often."""
    if not passage.origins or "time" in passage.touched or passage.targets:
        return False
    for phrase in PHRASES["rhythm"]:
        if phrase["was"] in passage.text:
            text = passage.text.replace(phrase["was"], chance.choice(phrase["now"]), 1)
            return _put(passage, text, "time", "frequency_changed", passage.origins[0])
    return False


def drop_group(draft: Draft, passage: Passage, chance: Random) -> bool:
    """A group of people or a kind of place is left out of those that the task is for."""
    above = draft.holder(passage).text
    groups = [
        phrase
        for phrase in PHRASES["group_dropped"]
        if phrase["lost"] not in above and passage.text.count(phrase["lost"]) == 1
    ]
    return _reword(passage, [*groups, *PHRASES["place_dropped"]], "scope_narrowed", chance)


def add_group(_: Draft, passage: Passage, chance: Random) -> bool:
    """A group of people joins those that the task is for."""
    return _reword(passage, PHRASES["group_added"], "scope_widened", chance)


def weaken_verb(_: Draft, passage: Passage, __: Random) -> bool:
    """What the parent makes is only put to use here; what it does is only taken part in."""
    if not passage.origins or "wording" in passage.touched:
        return False
    for phrase in PHRASES["weaker_verb"]:
        if passage.text.startswith(f"{phrase['was']} "):
            text = phrase["now"] + passage.text[len(phrase["was"]) :]
            return _put(passage, text, "wording", "scope_narrowed", passage.origins[0])
    return False


def garble(draft: Draft, passage: Passage, chance: Random) -> bool:
    """A word gets another mark, or is said twice running; what is meant stands in the plan rightly elsewhere."""
    if not passage.origins or "garbled" in passage.touched:
        return False
    texts = [other.text for other in draft.passages()]
    often = [slip for slip in PHRASES["garbled"] if sum(text.count(slip["was"]) for text in texts) >= _OFTEN]
    slips = [slip for slip in often if slip["was"] in passage.text] + [
        slip for slip in PHRASES["doubled"] if slip["was"] in passage.text
    ]
    if not slips:
        return False
    slip = chance.choice(slips)
    passage.touched.add("wording")
    return _put(passage, passage.text.replace(slip["was"], slip["now"], 1), "garbled", "garbled_text", None)


def add_task(draft: Draft, passage: Passage, chance: Random) -> bool:
    """A task that the parent does not have follows another."""
    if not passage.origins or passage.children:
        return False
    used = {other.text for other in draft.passages()}
    text = chance.choice([text for text in PHRASES["added_task"] if text not in used])
    holder = draft.holder(passage)
    added = Passage(passage.label, text, "task", touched={"local_addition", "wording"})
    added.claims.append(Claim("local_addition"))
    holder.children.insert(holder.children.index(passage) + 1, added)
    return True


# --- targets -----------------------------------------------------------------------------------------------------


def raise_target(_: Draft, passage: Passage, chance: Random) -> bool:
    """More is asked for: a higher figure, or "trên" before the same; of a ceiling a lower figure."""
    target = _only_target(passage)
    if target is None or not target.unit.startswith("%"):
        return False
    if target.op in ("<", "<="):
        return _set_figure(passage, target, -2, "target_raised")
    if target.op == "=" and target.value_max is None and chance.random() < 0.4 and target.value < 100:
        return _write_before_figure(passage, target, "trên ", "target_raised")
    return target.value + 5 < 100 and _set_figure(passage, target, 5, "target_raised")


def lower_target(_: Draft, passage: Passage, chance: Random) -> bool:
    """Less is asked for."""
    target = _only_target(passage)
    if target is None or not target.unit.startswith("%"):
        return False
    step = 2 if target.op in ("<", "<=") else -chance.choice([5, 10, 15])
    return _set_figure(passage, target, step, "target_lowered")


def change_unit(_: Draft, passage: Passage, chance: Random) -> bool:
    """A percentage becomes a number of heads, a number of heads a percentage."""
    target = _only_target(passage)
    if target is None or target.measure != "level" or target.op in ("<", "<=") or target.value_max is not None:
        return False
    start, end = _find_figure(passage.text, target)
    rest = passage.text[end:]
    if rest.startswith("%"):
        text = f"{passage.text[:start]}{chance.choice([150, 240, 360])}{rest[1:]}"
    elif rest.startswith(" km "):
        text = f"{passage.text[:start]}{chance.choice([45, 60, 70])}%{rest[3:]}"
    else:
        text = f"{passage.text[:start]}{chance.choice([45, 60, 70])}%{rest}"
    return _put(passage, text, "figure", "target_unit_changed", target.path)


def take_share(_: Draft, passage: Passage, chance: Random) -> bool:
    """A total of the country becomes the local share of it: neither more nor less."""
    target = _only_target(passage)
    if target is None or target.unit.startswith("%") or target.measure != "level":
        return False
    start, end = _find_figure(passage.text, target)
    share = int(target.value) // chance.choice([25, 40, 50])
    text = f"{passage.text[:start]}{share:,}".replace(",", ".") + passage.text[end:]
    return _put(passage, text, "figure", "target_scope_changed", target.path)


def change_population(_: Draft, passage: Passage, __: Random) -> bool:
    """The figure counts others than the parent's."""
    target = _only_target(passage)
    if target is None:
        return False
    for phrase in PHRASES["population"]:
        if phrase["was"] in passage.text:
            text = passage.text.replace(phrase["was"], phrase["now"], 1)
            return _put(passage, text, "figure", "target_scope_changed", target.path)
    return False


def hedge(_: Draft, passage: Passage, __: Random) -> bool:
    """The figure is only striven for."""
    target = _only_target(passage)
    if target is None or target.hedged or passage.text.startswith("Phấn đấu"):
        return False
    text = f"Phấn đấu {passage.text[0].lower()}{passage.text[1:]}"
    return _put(passage, text, "figure", "target_hedged", target.path)


def drop_target(draft: Draft, passage: Passage, _: Random) -> bool:
    """A target is left out; never the last of its list."""
    target = _only_target(passage)
    holder = draft.holder(passage)
    if target is None or len(holder.children) < 2:
        return False
    holder.children.remove(passage)
    draft.omitted.append(Claim("omitted_target", target.path))
    return True


def add_target(draft: Draft, passage: Passage, chance: Random) -> bool:
    """A target that the parent does not have ends its list."""
    if _only_target(passage) is None:
        return False
    used = {other.text for other in draft.passages()}
    text = chance.choice([text for text in PHRASES["added_target"] if text not in used])
    added = Passage(passage.label, text, "target", touched={"figure"}, claims=[Claim("local_addition")])
    draft.holder(passage).children.append(added)
    return True


TASK_EDITS: tuple[Edit, ...] = (
    drop_task,
    delay,
    hasten,
    drop_date,
    add_date,
    date_back,
    change_rhythm,
    drop_group,
    add_group,
    weaken_verb,
    garble,
    add_task,
)
TARGET_EDITS: tuple[Edit, ...] = (
    raise_target,
    lower_target,
    change_unit,
    take_share,
    change_population,
    hedge,
    drop_target,
    add_target,
)


# --- what they are made of ---------------------------------------------------------------------------------------


def _put(passage: Passage, text: str, aspect: str, kind: FindingKind, parent_path: str | None) -> bool:
    if aspect in passage.touched or text == passage.text:
        return False
    passage.text = text
    passage.touched.add(aspect)
    passage.claims.append(Claim(kind, parent_path))
    return True


def _reword(passage: Passage, phrases: list[dict[str, str]], kind: FindingKind, chance: Random) -> bool:
    fitting = [phrase for phrase in phrases if phrase["was"] in passage.text]
    if not fitting or not passage.origins or "wording" in passage.touched:
        return False
    phrase = chance.choice(fitting)
    return _put(passage, passage.text.replace(phrase["was"], phrase["now"], 1), "wording", kind, passage.origins[0])


def _move(draft: Draft, passage: Passage, months: int, kind: FindingKind) -> bool:
    dated = _only_date(passage)
    if dated is None:
        return False
    words = move_moment(dated.quote, months)
    if first_day_of(words) <= draft.signed_by or (passage.targets and last_day_of(words).year != _year(dated)):
        return False
    return _put(passage, passage.text.replace(dated.quote, words, 1), "time", kind, passage.origins[0])


def _only_date(passage: Passage) -> Deadline | None:
    """The one time of a task, where it sets a date."""
    if len(passage.origins) != 1 or len(passage.deadlines) != 1 or "time" in passage.touched:
        return None
    dated = passage.deadlines[0]
    return dated if dated.kind in _DATED and dated.quote in passage.text else None


def _year(deadline: Deadline) -> int:
    day = deadline.end_on or deadline.start_on
    assert day is not None
    return day.year


def _is_dated_above(draft: Draft, passage: Passage) -> bool:
    return any(passage in _below(other) for other in draft.passages() if other.deadlines and other is not passage)


def _below(passage: Passage) -> list[Passage]:
    return [below for child in passage.children for below in (child, *_below(child))]


def _before_end(text: str, words: str) -> str:
    body = text.rstrip(" .;")
    return f"{body}{words}{text[len(body) :].strip() or '.'}"


def _only_target(passage: Passage) -> Target | None:
    """The one target of a line of a target list."""
    free = len(passage.targets) == 1 and not passage.origins and not passage.touched
    return passage.targets[0] if free else None


def _find_figure(text: str, target: Target) -> tuple[int, int]:
    """Where the target's own figure stands."""
    return next(match.span() for match in _FIGURE.finditer(text) if _read(match[0]) == target.value)


def _read(figure: str) -> Decimal:
    number, _, scale = figure.partition(" ")
    digits = Decimal(number.replace(".", "").replace(",", "."))
    return digits * {"": 1, "triệu": 1_000_000, "nghìn": 1_000}[scale]


def _set_figure(passage: Passage, target: Target, step: int, kind: FindingKind) -> bool:
    start, end = _find_figure(passage.text, target)
    rest = passage.text[end:]
    if target.value_max is not None:
        rest = rest.replace(f"{target.value_max}%", f"{target.value_max + step}%")
    text = f"{passage.text[:start]}{target.value + step}{rest}"
    return _put(passage, text, "figure", kind, target.path)


def _write_before_figure(passage: Passage, target: Target, words: str, kind: FindingKind) -> bool:
    start, _ = _find_figure(passage.text, target)
    if _BOUND.search(passage.text[:start]):
        return False
    text = f"{passage.text[:start]}{words if start else words.capitalize()}{passage.text[start:]}"
    return _put(passage, text, "figure", kind, target.path)
