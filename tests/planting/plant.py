"""Local plans made from central ones: each with its text, the edits made, and what a build must say about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from extractors.records import FindingKind, Plan
from tests.planting.drafts import Draft, read_draft
from tests.planting.edits import TARGET_EDITS, TASK_EDITS, drop_task
from tests.planting.layouts import LAYOUTS, lay_out
from tests.planting.letters import Letter, assign, begin_letter, sign_late, write_plan
from tests.planting.offices import Kind, Office, find_office
from tests.planting.papers import edit_paper
from tests.planting.rewordings import (
    REWRITES,
    add_filler,
    add_near_tasks,
    front_date,
    merge_tasks,
    name_place,
    paraphrase,
    rewrite,
    shorten,
    shuffle_groups,
    shuffle_tasks,
    split_task,
)

SEED = 20_260_115
_UNCHANGED_EACH = 8  # every eighth plan differs from its parent in nothing but the name of the place
_KINDS: tuple[Kind, ...] = ("province", "province", "party", "province", "province")
_LATE = 0.2  # of the others: signed later than the parent told


class FindingKey(NamedTuple):
    """What tells one finding of a plan from another."""

    kind: FindingKind
    path: str | None
    parent_path: str | None


class Planted(NamedTuple):
    """A local plan and the answers: its links by addresses, its findings, and the edits made, by name."""

    source: str
    text: str
    parent: str
    links: frozenset[tuple[str, str]]
    target_links: frozenset[tuple[str, str]]
    findings: frozenset[FindingKey]
    edits: tuple[str, ...]


def plant_plans(parents: Sequence[Plan], count: int, seed: int = SEED) -> Iterator[Planted]:
    """So many plans, of each parent in turn; the same ones every time."""
    for index in range(count):
        parent = parents[index % len(parents)]
        yield _plant(parent, find_office(_KINDS[index // 2 % len(_KINDS)], index), index, Random(f"{seed}/{index}"))


def plant_communes(provinces: Sequence[Plan], count: int, seed: int = SEED) -> Iterator[Planted]:
    """So many plans of communes, which carry out the plans of provinces."""
    for index in range(count):
        chance = Random(f"{seed}/commune/{index}")
        yield _plant(provinces[index % len(provinces)], find_office("commune", 7 + index), index, chance)


def plant_terse_plans(parents: Sequence[Plan], count: int, seed: int = SEED) -> Iterator[Planted]:
    """Local plans that are hard to link: tasks left out, cut short or worded anew, others of their field beside them.

    Their links are known, their findings are not.
    """
    for index in range(count):
        yield _plant_terse(parents[index % len(parents)], index, Random(f"{seed}/terse/{index}"))


def _plant_terse(parent: Plan, index: int, chance: Random) -> Planted:
    draft = read_draft(parent)
    letter = begin_letter(draft, find_office("province", index), index, chance)
    rewrites = REWRITES.get(parent.letterhead.number or "", {})
    for passage in draft.tasks():
        if chance.random() < 0.4 and drop_task(draft, passage, chance):
            continue
        if chance.random() < 0.5:
            rewrite(passage, rewrites)
        paraphrase(passage, chance)
        if chance.random() < 0.7:
            shorten(passage, chance)
    add_near_tasks(draft, chance)
    shuffle_tasks(draft, chance)
    lay_out(draft, chance.choice(LAYOUTS))
    assign(draft, letter)
    return _answer(f"terse-{index:03}.txt", draft, letter, ["terse"])


def _plant(parent: Plan, office: Office, index: int, chance: Random) -> Planted:
    draft = read_draft(parent)
    letter = begin_letter(draft, office, index, chance)
    is_changed = index // 3 % _UNCHANGED_EACH > 0
    edits = [sign_late.__name__] if is_changed and chance.random() < _LATE and sign_late(draft, letter, chance) else []
    edits += _edit(draft, chance) if is_changed else []
    layout = chance.choice(LAYOUTS) if is_changed else LAYOUTS[0]
    _name_places(draft, letter, chance)
    lay_out(draft, layout)
    if is_changed:
        edits += edit_paper(draft, letter, chance)
    else:
        assign(draft, letter)
    return _answer(f"{office.kind}-{index:03}.txt", draft, letter, edits)


def _edit(draft: Draft, chance: Random) -> list[str]:
    """The edits made, by name: first what a build must report, then what it must not mind."""
    done: list[str] = []
    for edits, section, most in ((TASK_EDITS, "task", 7), (TARGET_EDITS, "target", 4)):
        for _ in range(chance.randint(1, most)):
            edit = chance.choice(edits)
            passages = [passage for passage in draft.passages() if passage.section == section]
            chance.shuffle(passages)
            if any(edit(draft, passage, chance) for passage in passages if passage.origins or passage.targets):
                done.append(edit.__name__)
    return done + _reword(draft, chance)


def _reword(draft: Draft, chance: Random) -> list[str]:
    done: list[str] = []
    for edit in (merge_tasks, split_task):
        for _ in range(chance.randint(0, 2)):
            tasks = draft.tasks()
            chance.shuffle(tasks)
            if any(edit(draft, passage) for passage in tasks):
                done.append(edit.__name__)
    how_much = chance.choice([0.0, 0.3, 0.7, 1.0])
    rewrites = REWRITES.get(draft.parent.letterhead.number or "", {})
    for passage in draft.tasks():
        if chance.random() < how_much / 2 and rewrite(passage, rewrites):
            done.append(rewrite.__name__)
        if chance.random() < how_much and "local_addition" not in passage.touched:
            paraphrase(passage, chance)
        if chance.random() < how_much / 3:
            add_filler(passage, chance)
        if chance.random() < how_much / 2:
            front_date(passage)
    for shuffle in (shuffle_tasks, shuffle_groups):
        if chance.random() < 0.3:
            shuffle(draft, chance)
            done.append(shuffle.__name__)
    return done


def _name_places(draft: Draft, letter: Letter, chance: Random) -> None:
    for passage in draft.tasks():
        if chance.random() < 0.3:
            name_place(passage, letter.office.place, chance)


def _answer(source: str, draft: Draft, letter: Letter, edits: list[str]) -> Planted:
    links, target_links, findings = set(), set(), set()
    for passage in draft.passages():
        links |= {(passage.address, origin) for origin in passage.origins}
        target_links |= {(passage.address, target.target_id) for target in passage.targets}
        findings |= {FindingKey(claim.kind, passage.address, claim.parent_path) for claim in passage.claims}
    findings |= {FindingKey(claim.kind, None, claim.parent_path) for claim in draft.omitted}
    findings |= {FindingKey(claim.kind, path, claim.parent_path) for path, claim in letter.list_claims()}
    return Planted(
        source=source,
        text=write_plan(draft, letter),
        parent=draft.parent.plan_id,
        links=frozenset(links),
        target_links=frozenset(target_links),
        findings=frozenset(findings),
        edits=tuple(edits),
    )
