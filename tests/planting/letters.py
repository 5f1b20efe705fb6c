"""The paper around a draft: who issues it, on what basis, who is given which task; and its whole text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from extractors.records import Citation
from tests.planting.drafts import Claim, Draft, Passage
from tests.planting.edits import PHRASES
from tests.planting.layouts import ROMAN, cite, find_citable
from tests.planting.offices import Office

_NOBODY = ""
_DAYS_LATE = 20


@dataclass(eq=False)
class Ground:
    """One legal ground: its words, the parent's citation of it, and the finding that an edit of it must cause."""

    text: str
    citation: Citation | None = None
    claim: Claim | None = None


@dataclass(eq=False)
class Letter:
    """What a local plan says around its tasks.

    ``claims`` are findings with their local address; ``stray`` what the first body is told besides its tasks.
    """

    office: Office
    serial: int
    signed_on: date
    basis: list[Ground] = field(default_factory=list)
    claims: list[tuple[str, Claim]] = field(default_factory=list)
    duties: list[tuple[str, list[str]]] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)

    def add_basis(self, text: str, claim: Claim) -> None:
        """One more legal ground, with the finding it must cause."""
        self.basis.append(Ground(text, claim=claim))

    def list_claims(self) -> list[tuple[str, Claim]]:
        """All findings that the letter must cause, with their addresses."""
        grounds = [(f"0.-{number}", row.claim) for number, row in enumerate(self.basis, 1)]
        return [*self.claims, *((path, claim) for path, claim in grounds if claim is not None)]


def sign_late(draft: Draft, letter: Letter, chance: Random) -> bool:
    """The plan is signed after the day by which its parent told it to be, before anything else is due."""
    told = PHRASES["told_to_issue"].get(draft.parent.letterhead.number)
    if told is None or letter.office.kind != "province":
        return False
    draft.signed_by = told["day"] + timedelta(days=_DAYS_LATE)
    letter.signed_on = draft.signed_by - timedelta(days=chance.randint(0, _DAYS_LATE - 1))
    letter.claims.append(("0", Claim("plan_issued_late", told["path"])))
    return True


def begin_letter(draft: Draft, office: Office, index: int, chance: Random) -> Letter:
    """The letter of an unedited copy."""
    letter = Letter(office, 20 + index, draft.signed_by - timedelta(days=chance.randint(0, 12)))
    letter.basis = [Ground(_write_basis(row), row) for row in _timely_basis(draft)]
    letter.basis.append(Ground(write_parent(draft)))
    return letter


def assign(draft: Draft, letter: Letter) -> None:
    """Give every task that is to be given out to the counterpart of the body that the parent gives it to."""
    given: dict[str, list[Passage]] = {}
    for passage in draft.tasks():
        if passage.is_assigned:
            citable = find_citable(draft, passage)
            for lead in passage.leads or [_NOBODY]:
                body = letter.office.find_body(lead)
                if citable not in given.setdefault(body, []):
                    given[body].append(citable)
    letter.duties = [
        (body, [f"Chủ trì, phối hợp với các cơ quan liên quan thực hiện các nhiệm vụ, giải pháp: {cite(passages)}."])
        for body, passages in given.items()
    ]
    for stray in letter.stray:
        _, lines = letter.duties[0]
        lines.append(f"Chủ trì {stray}.")
        letter.claims.append((f"{_duty_part(draft)}.1.-{len(lines)}", Claim("dangling_reference")))


def write_plan(draft: Draft, letter: Letter) -> str:
    """The whole paper, a paragraph a line."""
    title = _title(draft, letter)
    head = [
        *letter.office.write_head(letter.serial),
        f"{letter.office.name}, ngày {letter.signed_on:%d} tháng {letter.signed_on:%m} năm {letter.signed_on.year}",
        "",
        "KẾ HOẠCH",
        title,
        "",
        *(f"- {row.text};" for row in letter.basis),
        f"{letter.office.issuer} ban hành Kế hoạch {title[0].lower()}{title[1:]}, cụ thể như sau:",
        "",
    ]
    body = [f"{passage.printed} {passage.text}".strip() for passage in draft.passages()]
    return "\n".join([*head, *body, *_write_duties(draft, letter), *_write_end(letter, title)]) + "\n"


def write_parent(draft: Draft) -> str:
    """The legal ground that is the plan carried out."""
    head = draft.parent.letterhead
    assert head.title is not None
    assert head.issued_on is not None
    title = f"{head.title[0].lower()}{head.title[1:]}"
    return f"Căn cứ {head.doc_type} số {head.number} ngày {head.issued_on:%d/%m/%Y} của {head.issuer} {title}"


def _title(draft: Draft, letter: Letter) -> str:
    title, _, _ = (draft.parent.letterhead.title or "").partition(" trên địa bàn ")
    return f"{title.replace('Phê duyệt', 'Thực hiện')} trên địa bàn {letter.office.place}"


def _duty_part(draft: Draft) -> str:
    return ROMAN[len(draft.parts)]


def _write_duties(draft: Draft, letter: Letter) -> list[str]:
    lines = [f"{_duty_part(draft)}. TỔ CHỨC THỰC HIỆN"]
    for number, (body, duties) in enumerate(letter.duties, 1):
        lines += [f"{number}. {body}", *(f"- {duty}" for duty in duties)]
    return lines


def _write_end(letter: Letter, title: str) -> list[str]:
    return [
        f"Trên đây là Kế hoạch {title[0].lower()}{title[1:]}; yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện./.",
        "",
        *letter.office.write_end(),
    ]


def _timely_basis(draft: Draft) -> list[Citation]:
    """The parent's own grounds; one that is dated after the parent is a slip that is not handed on."""
    return [
        row
        for row in draft.parent.citations
        if row.is_basis and row.issued_on and draft.parent.letterhead.issued_on
        if row.issued_on < draft.parent.letterhead.issued_on
    ]


def _write_basis(row: Citation) -> str:
    day = f"{row.issued_on:%d/%m/%Y}" if row.issued_on else ""
    said = f" của {row.issuer}" if row.issuer else ""
    about = f" {'' if row.title.startswith('quy định') else 'về '}{row.title}" if row.title else ""
    return f"Căn cứ {row.doc_type} số {row.number} ngày {day}{said}{about}"
