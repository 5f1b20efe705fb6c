"""Edits of the paper around the tasks that a build must report: who leads, what is cited, what is numbered.

Made once the passages have their addresses; each leaves its ``Claim`` at a passage or in the letter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from extractors.records import FindingKind
from tests.planting.drafts import Claim, Draft, Passage
from tests.planting.layouts import find_citable
from tests.planting.letters import Letter, assign, write_parent

PaperEdit = Callable[[Draft, Letter, Random], bool]

_SHIFT = timedelta(days=9)  # of a document's date: within the same year and another day


def swap_lead(draft: Draft, letter: Letter, chance: Random) -> bool:
    """Another body leads a task than the counterpart of the body that the parent names."""
    for passage in _given_out_alone(draft, chance):
        if not passage.touched & {"merged", "split"} and len(passage.leads) == 1:
            own = letter.office.find_body(passage.leads[0])
            if own != passage.leads[0]:
                passage.leads = [chance.choice(sorted(letter.office.rivals - {own}))]
                return _claim(passage, "actor_changed", passage.origins[0])
    return False


def give_to_nobody(draft: Draft, letter: Letter, chance: Random) -> bool:
    """A task is given to no body, in a part whose tasks the duties give out by number."""
    for passage in _given_out_alone(draft, chance):
        if passage.section == "task" and passage.label != "number":
            passage.is_assigned = False
            return _claim(passage, "unassigned_task")
    return False


def cite_nothing(draft: Draft, letter: Letter, chance: Random) -> bool:
    """A duty cites a task by a number that the plan does not have."""
    part = next(part.address for part in draft.parts if part.section == "task")
    letter.stray.append(f"thực hiện nhiệm vụ, giải pháp: 9.7, mục 9, phần {part}")
    return True


def drop_parent(draft: Draft, letter: Letter, chance: Random) -> bool:
    """The plan that is carried out is not among the legal grounds.

    Not in communes: nothing else in their plans says which province they are of.
    """
    if letter.office.kind == "commune":
        return False
    letter.basis = [row for row in letter.basis if row.text != write_parent(draft)]
    letter.claims.append(("0", Claim("parent_not_cited", "0")))
    return True


def date_otherwise(draft: Draft, letter: Letter, chance: Random) -> bool:
    """A document of the parent's grounds is dated otherwise."""
    for row in letter.basis:
        cited = row.citation
        if cited is not None and cited.issued_on is not None and row.claim is None:
            moved = cited.issued_on + (_SHIFT if cited.issued_on.day < 16 else -_SHIFT)
            row.text = row.text.replace(f"{cited.issued_on:%d/%m/%Y}", f"{moved:%d/%m/%Y}")
            row.claim = Claim("citation_date_conflict", cited.path)
            return True
    return False


def cite_later(draft: Draft, letter: Letter, chance: Random) -> bool:
    """A document is cited that is dated after the plan."""
    day = letter.signed_on + timedelta(days=chance.randint(10, 40))
    text = f"Căn cứ Quyết định số 415/QĐ-UBND ngày {day:%d/%m/%Y} của {letter.office.issuer}"
    letter.add_basis(f"{text} về giao dự toán ngân sách", Claim("citation_anachronism"))
    return True


def cite_missing_plan(draft: Draft, letter: Letter, chance: Random) -> bool:
    """A plan of a higher body on the same matter is cited that is not in the folder."""
    day = letter.signed_on - timedelta(days=5)
    title = draft.parent.letterhead.title or ""
    number, issuer = letter.office.find_party_above(draft.parent.letterhead.locality)
    text = f"Căn cứ Kế hoạch số {number} ngày {day:%d/%m/%Y} của {issuer} {title[0].lower()}{title[1:]}"
    letter.add_basis(text.replace("phê duyệt", "thực hiện"), Claim("missing_parent_plan"))
    return True


def skip_number(draft: Draft, letter: Letter, chance: Random) -> bool:
    """The last item of a list is numbered one too high."""
    holders = [
        passage for passage in draft.passages() if len(passage.children) > 1 and passage.children[-1].label == "decimal"
    ]
    if not holders:
        return False
    last = chance.choice(holders).children[-1]
    if last.children:
        return False
    stem, _, number = last.printed.rstrip(".").rpartition(".")
    last.printed = f"{stem}.{int(number) + 1}."
    last.address = f"{last.address.rpartition('.')[0]}.{int(number) + 1}"
    return _claim(last, "numbering_error")


PAPER_EDITS: tuple[PaperEdit, ...] = (
    swap_lead,
    give_to_nobody,
    cite_nothing,
    drop_parent,
    date_otherwise,
    cite_later,
    cite_missing_plan,
    skip_number,
)


def edit_paper(draft: Draft, letter: Letter, chance: Random) -> list[str]:
    """Some of these edits, by name; then the duties are given out."""
    chosen = chance.sample(PAPER_EDITS, chance.randint(0, 3))
    done = [edit.__name__ for edit in chosen if edit(draft, letter, chance)]
    assign(draft, letter)
    return done


def _given_out_alone(draft: Draft, chance: Random) -> list[Passage]:
    """The tasks, in any order, that a duty cites by a number of their own and that nobody is named in."""
    named = {row.task_path for row in draft.parent.assignments}
    tasks = [
        passage
        for passage in draft.tasks()
        if len(passage.origins) == 1
        and not passage.children
        and find_citable(draft, passage) is passage
        and not named.intersection(passage.origins)
        and not any(claim.kind in ("actor_changed", "unassigned_task") for claim in passage.claims)
    ]
    chance.shuffle(tasks)
    return tasks


def _claim(passage: Passage, kind: FindingKind, parent_path: str | None = None) -> bool:
    passage.claims.append(Claim(kind, parent_path))
    return True
