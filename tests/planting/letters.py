"""The paper around a draft: who issues it, on what basis, who is given which task; and its text as an office writes it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from extractors.records import Citation
from tests.planting.drafts import Claim, Draft, Passage
from tests.planting.layouts import cite, find_citable

_PLACES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "places.toml").read_text(encoding="utf-8"))
_NOBODY = ""
_STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------"


@dataclass(eq=False)
class Letter:
    """What a local plan says around its tasks. ``basis`` are its legal grounds, each with what it must cause."""

    name: str
    number: int
    signed_on: date
    basis: list[tuple[str, Claim | None]] = field(default_factory=list)
    claims: list[tuple[str, Claim]] = field(default_factory=list)
    duties: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The place with its kind."""
        return f"tỉnh {self.name}"


def begin_letter(draft: Draft, index: int, chance: Random) -> Letter:
    """The letter of an unedited copy; every index has a place of its own."""
    first, second = _PLACES["first"], _PLACES["second"]
    name = f"{first[index % len(first)]} {second[(index // len(first) + index) % len(second)]}"
    letter = Letter(name, 20 + index, draft.signed_by - timedelta(days=chance.randint(0, 12)))
    letter.basis = [(_write_basis(row), None) for row in _timely_basis(draft)]
    letter.basis.append((_write_parent(draft), None))
    return letter


def assign(draft: Draft, letter: Letter) -> None:
    """Give every task that is to be given out to the counterpart of the body that the parent gives it to."""
    given: dict[str, list[Passage]] = {}
    for passage in draft.tasks():
        if passage.is_assigned:
            citable = find_citable(draft, passage)
            for lead in passage.leads or [_NOBODY]:
                body = find_body(lead)
                if citable not in given.setdefault(body, []):
                    given[body].append(citable)
    letter.duties = [
        (body, [f"Chủ trì, phối hợp với các cơ quan liên quan thực hiện các nhiệm vụ, giải pháp: {cite(passages)}."])
        for body, passages in given.items()
    ]


def find_body(lead: str) -> str:
    """The provincial counterpart of a ministry; another body is taken as it is."""
    bodies: dict[str, str] = _PLACES["bodies"]["province"]
    return bodies.get(lead, lead)


def write_plan(draft: Draft, letter: Letter) -> str:
    """The whole paper, a paragraph a line."""
    title = _title(draft, letter)
    head = [
        "ỦY BAN NHÂN DÂN",
        letter.place.upper(),
        "-------",
        "",
        _STATE,
        "",
        f"Số: {letter.number}/KH-UBND",
        "",
        f"{letter.name}, ngày {letter.signed_on:%d} tháng {letter.signed_on:%m} năm {letter.signed_on.year}",
        "",
        "KẾ HOẠCH",
        title,
        "",
        *(f"- {text};" for text, _ in letter.basis),
        f"Ủy ban nhân dân {letter.place} ban hành Kế hoạch {title[0].lower()}{title[1:]}, cụ thể như sau:",
        "",
    ]
    body = [f"{passage.printed} {passage.text}".strip() for passage in draft.passages()]
    return "\n".join([*head, *body, *_write_duties(draft, letter), *_write_end(letter, title)]) + "\n"


def _title(draft: Draft, letter: Letter) -> str:
    title = draft.parent.letterhead.title or ""
    return f"{title.replace('Phê duyệt', 'Thực hiện')} trên địa bàn {letter.place}"


def _write_duties(draft: Draft, letter: Letter) -> list[str]:
    part = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")[len(draft.parts)]
    lines = [f"{part}. TỔ CHỨC THỰC HIỆN"]
    for number, (body, duties) in enumerate(letter.duties, 1):
        lines += [f"{number}. {body}", *(f"- {duty}" for duty in duties)]
    return lines


def _write_end(letter: Letter, title: str) -> list[str]:
    return [
        f"Trên đây là Kế hoạch {title[0].lower()}{title[1:]}; yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện./.",
        "",
        "Nơi nhận:",
        "- Các sở, ban, ngành tỉnh;",
        "- UBND các xã, phường;",
        "- Lưu: VT.",
        "",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "",
        f"Hoàng Văn {letter.name.split()[-1]}",
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


def _write_parent(draft: Draft) -> str:
    head = draft.parent.letterhead
    assert head.title is not None and head.issued_on is not None
    title = f"{head.title[0].lower()}{head.title[1:]}"
    return f"Căn cứ {head.doc_type} số {head.number} ngày {head.issued_on:%d/%m/%Y} của {head.issuer} {title}"
