"""Edits that change a plan and nothing of its substance: a build must link it as before and report none of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from random import Random

from tests.planting.drafts import Draft, Passage
from tests.planting.edits import PHRASES

REWRITES: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "rewrites.toml").read_text(encoding="utf-8")
)

_LAST_BRACKET = re.compile(r"\s*\((?:hoàn thành )(trước ngày [^()]+|chậm nhất ngày [^()]+)\)\s*\.?$")
_BRACKET = re.compile(r"\s*\([^()]*\)[.;]*\s*$")
_CLAUSE = re.compile(r"[;.]\s+(?=\w{2})")
_END = re.compile(r"(?:\s*\([^()]*\)|,\s*hoàn thành[^,;.]*)?[.;]*\s*$")


def name_place(passage: Passage, place: str, chance: Random) -> None:
    """Say where, before the bracket or the mark that ends the task."""
    if passage.text.endswith(("gồm:", ":")) or "“" in passage.text[-40:]:
        return
    where = chance.choice([f" trên địa bàn {place}", f" tại {place}", f" của {place}"])
    end = _END.search(passage.text)
    assert end is not None
    passage.text = passage.text[: end.start()] + where + passage.text[end.start() :]


def paraphrase(passage: Passage, chance: Random) -> None:
    """Say up to four things in other words; the verb that begins a weakened task is left as it is."""
    fitting = [phrase for phrase in PHRASES["paraphrase"] if _fits(phrase["was"], passage)]
    for phrase in chance.sample(fitting, min(len(fitting), 4)):
        passage.text = passage.text.replace(phrase["was"], phrase["now"], 1)


def _fits(words: str, passage: Passage) -> bool:
    if words[0].isupper():
        return passage.text.startswith(words) and "wording" not in passage.touched
    return words in passage.text


def rewrite(passage: Passage, rewrites: Mapping[str, str]) -> bool:
    """Word an untouched task anew; the bracket that states its date stays."""
    if len(passage.origins) != 1 or passage.origins[0] not in rewrites or passage.touched:
        return False
    bracket = _BRACKET.search(passage.text)
    passage.text = rewrites[passage.origins[0]] + (bracket[0] if bracket else "")
    passage.touched.add("wording")
    return True


def shorten(passage: Passage, chance: Random) -> None:
    """Keep a run of the words, a third of them at least: what a terse office leaves of a task."""
    words = passage.text.split()
    kept = max(6, round(len(words) * chance.uniform(0.3, 0.8)))
    start = chance.randint(0, max(0, len(words) - kept))
    text = " ".join(words[start : start + kept]).strip(" ,;.()")
    passage.text = f"{text[0].upper()}{text[1:]}."


def add_near_tasks(draft: Draft, chance: Random) -> None:
    """End groups with tasks of the same field that the parent does not order."""
    near: list[str] = PHRASES["near_task"].get(draft.parent.letterhead.number, [])
    groups = [passage for passage in draft.passages() if any(child.origins for child in passage.children)]
    for text in chance.sample(near, len(near) // 2):
        group = chance.choice(groups)
        group.children.append(Passage(group.children[-1].label, text, "task", touched={"local_addition"}))


def add_filler(passage: Passage, chance: Random) -> None:
    """End with words that every plan ends its tasks with."""
    end = _END.search(passage.text)
    assert end is not None
    passage.text = passage.text[: end.start()] + chance.choice(PHRASES["filler"]) + passage.text[end.start() :]


def front_date(passage: Passage) -> None:
    """Begin with the date that stood in brackets at the end."""
    if found := _LAST_BRACKET.search(passage.text):
        body = passage.text[: found.start()].rstrip(".")
        passage.text = f"{found[1][0].upper()}{found[1][1:]}, {body[0].lower()}{body[1:]}."


def shuffle_tasks(draft: Draft, chance: Random) -> None:
    """Put the tasks of every group in another order."""
    for passage in draft.passages():
        if passage.section == "task" and len(passage.children) > 1 and passage.label != "roman":
            chance.shuffle(passage.children)


def shuffle_groups(draft: Draft, chance: Random) -> None:
    """Put the groups of tasks in another order."""
    for part in draft.parts:
        if part.section == "task" and all(not passage.origins for passage in part.children):
            chance.shuffle(part.children)


def merge_tasks(draft: Draft, passage: Passage) -> bool:
    """One task says what it and the one after it said."""
    holder = draft.holder(passage)
    index = holder.children.index(passage)
    if passage.touched or passage.children or not passage.origins or index + 1 == len(holder.children):
        return False
    other = holder.children[index + 1]
    if other.touched or other.children or not other.origins or passage.targets or other.targets:
        return False
    passage.text = f"{passage.text.rstrip(' .;')}; đồng thời {other.text[0].lower()}{other.text[1:]}"
    passage.origins += other.origins
    passage.deadlines += other.deadlines
    passage.leads += [lead for lead in other.leads if lead not in passage.leads]
    passage.touched |= {"wording", "time", "merged"}
    holder.children.remove(other)
    return True


def split_task(draft: Draft, passage: Passage) -> bool:
    """Two tasks say between them what one said: a clause each."""
    if passage.touched or passage.children or len(passage.origins) != 1 or passage.targets:
        return False
    seams = [seam for seam in _CLAUSE.finditer(passage.text) if _is_long(passage.text, seam.start(), seam.end())]
    if not seams:
        return False
    first, rest = passage.text[: seams[0].start()], passage.text[seams[0].end() :]
    second = Passage(passage.label, rest[0].upper() + rest[1:], "task", list(passage.origins), leads=passage.leads)
    passage.text = f"{first}."
    passage.touched |= {"wording", "time", "split"}
    second.touched |= {"wording", "time", "split"}
    holder = draft.holder(passage)
    holder.children.insert(holder.children.index(passage) + 1, second)
    return True


def _is_long(text: str, start: int, end: int) -> bool:
    """Whether both sides of a seam say enough to be tasks."""
    return min(len(text[:start].split()), len(text[end:].split())) >= 9 and text.count("(", 0, start) == text.count(
        ")", 0, start
    )
