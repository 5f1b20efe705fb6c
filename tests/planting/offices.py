"""The offices that issue local plans: People's Committees of provinces and communes, Party committees of provinces.

What an office prints around its plans is that of the decree on document form (Nghị định 30/2020/NĐ-CP) and, for the
Party, of Hướng dẫn 36-HD/VPTW.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal, NamedTuple

_PLACES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "places.toml").read_text(encoding="utf-8"))
_STATE = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "---------------"]

Kind = Literal["province", "commune", "party"]


class Office(NamedTuple):
    """An issuer by the name of its place without kind: "An Trúc"."""

    kind: Kind
    name: str

    @property
    def place(self) -> str:
        """The place with its kind."""
        return f"{'xã' if self.kind == 'commune' else 'tỉnh'} {self.name}"

    @property
    def issuer(self) -> str:
        """The office as its plans call it."""
        return f"Ban Thường vụ Tỉnh ủy {self.name}" if self.kind == "party" else f"Ủy ban nhân dân {self.place}"

    @property
    def bodies(self) -> dict[str, str]:
        """Which of its bodies answers to which body above; "" is who answers for what is given to nobody."""
        bodies: dict[str, str] = _PLACES["bodies"]["commune" if self.kind == "commune" else "province"]
        return bodies

    @property
    def rivals(self) -> frozenset[str]:
        """Bodies of it that can be put in another's place."""
        return frozenset(_PLACES["rivals"]["commune" if self.kind == "commune" else "province"])

    def find_body(self, lead: str) -> str:
        """The counterpart of a body above; one that has none is taken as it is."""
        return self.bodies.get(lead, lead)

    def find_party_above(self, province: str | None) -> tuple[str, str]:
        """The number and issuer of a plan of the Party that this office carries out; ``province``: the parent's."""
        if self.kind == "party":
            return "77-KH/TW", "Ban Bí thư"
        return "77-KH/TU", f"Tỉnh ủy {province or self.name}"

    def number(self, serial: int) -> str:
        """A plan's number."""
        return f"{serial}-KH/TU" if self.kind == "party" else f"{serial}/KH-UBND"

    def write_head(self, serial: int) -> list[str]:
        """The lines from the issuer's name to the number."""
        if self.kind == "party":
            return [
                f"TỈNH ỦY {self.name.upper()}",
                "*",
                f"Số {self.number(serial)}",
                "",
                "ĐẢNG CỘNG SẢN VIỆT NAM",
                "",
            ]
        return [
            "ỦY BAN NHÂN DÂN",
            self.place.upper(),
            "-------",
            "",
            *_STATE,
            "",
            f"Số: {self.number(serial)}",
            "",
        ]

    def write_end(self) -> list[str]:
        """Recipients and signature."""
        signer = f"Hoàng Văn {self.name.split()[-1]}"
        if self.kind == "party":
            recipients = ["- Các ban, cơ quan tham mưu, giúp việc Tỉnh ủy,", "- Lưu Văn phòng Tỉnh ủy."]
            return ["Nơi nhận:", *recipients, "", "T/M BAN THƯỜNG VỤ", "BÍ THƯ", "", signer]
        told = ["- Các phòng, trung tâm;"] if self.kind == "commune" else ["- Các sở, ban, ngành tỉnh;"]
        return ["Nơi nhận:", *told, "- Lưu: VT.", "", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", signer]


def find_office(kind: Kind, index: int) -> Office:
    """The office of a place of its own for every index."""
    first, second = _PLACES["first"], _PLACES["second"]
    return Office(kind, f"{first[index % len(first)]} {second[(index // len(first) + index) % len(second)]}")
