"""Whom an order is given to: the body that issues a plan, the bodies of its level, or those of its kind."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from extractors.lexicon import load_lexicon
from extractors.papers.issuers import find_places
from extractors.records import Letterhead, Level, Plan
from extractors.text.folding import fold
from pipeline.resolving.names import expand_name, find_line, read_class_level

_LEVELS: tuple[Level, ...] = ("central", "province", "district", "commune")
_DISTRICTS_END = date(2025, 7, 1)  # Luật Tổ chức chính quyền địa phương 2025: two levels below the centre from then on
_PIECES = re.compile(r"[,;]|\bva\b")
# What issues plans for a whole level, on folded names; every other body of the level is one of its offices.
_GOVERNS = re.compile(
    r"(?:chu tich |ban thuong vu |thuong truc )?(?:uy ban nhan dan|hoi dong nhan dan|tinh uy|thanh uy|huyen uy|quan uy"
    r"|thi uy|dang uy|dang bo|ban chap hanh|ban chi dao|chinh phu|thu tuong)\b"
)
# What may follow the name of a department in an order to all of its name: "Sở Y tế |các tỉnh|".
_OF_PLACES = re.compile(r"(?:\s(?:cac|cua|tinh|thanh pho|dia phuong|cap|xa|phuong|dac khu)\b.*)?")


def is_office(below: Letterhead) -> bool:
    """Whether a plan is that of one body among several of its level: a ministry, a department, a union."""
    if below.issuer is None:
        return False
    return below.level == "central" or _GOVERNS.match(fold(expand_name(below.issuer))) is None


def is_next_below(parent: Plan, below: Letterhead) -> bool:
    """Whether a plan orders the level of another itself: its own (Party to government) or the next one below.

    Communes follow provinces since the districts ended, on 1 July 2025.
    """
    level, day = parent.letterhead.level, parent.letterhead.issued_on
    if level is None or below.level is None:
        return False
    if level == "province" and below.level == "commune":
        return day is None or day >= _DISTRICTS_END
    return _LEVELS.index(below.level) - _LEVELS.index(level) in (0, 1)


def is_addressed(agency: str, below: Letterhead, is_next: bool) -> bool:
    """Whether an agency, as written, is the body that issues a plan, or a class that it belongs to.

    An order to one place is none to another: "Ủy ban nhân dân tỉnh Quảng Ninh" is not every province.

    >>> lai_chau = Letterhead(level="province", locality="Lai Châu", issuer="Ủy ban nhân dân tỉnh Lai Châu")
    >>> is_addressed("UBND các tỉnh, thành phố", lai_chau, True), is_addressed("UBND tỉnh Hà Tĩnh", lai_chau, True)
    (True, False)
    >>> office = Letterhead(level="province", locality="Lai Châu", issuer="Sở Y tế")
    >>> [is_addressed(name, office, True) for name in ("Sở YT", "UBND tỉnh", "các sở, ban, ngành")]
    [True, False, True]
    """
    if below.issuer is not None and _is_same_body(agency, below):
        return True
    named = {fold(place.locality) for place in find_places(agency)}
    if named and not named & {fold(place) for place in (below.locality, below.parent_locality) if place}:
        return False
    kind = "offices" if is_office(below) else "levels"
    return below.level is not None and _is_of_class(agency, kind, below.level, is_next)


def _is_same_body(agency: str, below: Letterhead) -> bool:
    """Whether a name is that of a plan's issuer, or of all bodies of its name or line at its level."""
    written, issuer = fold(expand_name(agency)), fold(expand_name(below.issuer or ""))
    if written == issuer:
        return True
    if not is_office(below) or below.level == "central":
        return False
    place = next((found for found in find_places(agency)), None)
    if place is not None and below.locality is not None and fold(place.locality) != fold(below.locality):
        return False
    bare = issuer.split(f" {fold(below.locality)}")[0] if below.locality else issuer
    bare = re.sub(r"\s(?:tinh|thanh pho|xa|phuong|dac khu)$", "", bare)
    if written.startswith(bare):
        return _OF_PLACES.fullmatch(written[len(bare) :]) is not None
    line, own = find_line(expand_name(agency)), find_line(expand_name(below.issuer or ""))
    return line is not None and line is own and read_class_level(expand_name(agency)) == below.level


def _is_of_class(agency: str, kind: str, level: Level, is_next: bool) -> bool:
    """Whether an agency, as written, is a class of bodies: all of a level, or the offices of a level.

    >>> _is_of_class("Các tỉnh ủy, thành ủy trực thuộc Trung ương", "levels", "province", True)
    True
    >>> [_is_of_class(name, "levels", "province", False) for name in ("Tỉnh đoàn", "các bộ, ngành, địa phương")]
    [False, False]
    """
    pattern = _class_pattern(kind, level, is_next)
    return any(pattern.match(piece) for piece in _PIECES.split(fold(agency)))


@cache
def _class_pattern(kind: str, level: Level, is_next: bool) -> re.Pattern[str]:
    """The names of the class at the start of a piece; a name of one syllable must be all of it ("xã", "địa phương")."""
    words = load_lexicon("comparison")["addressed"]
    below = words["below"] if is_next and kind == "levels" else ()
    names = [fold(name) for name in (*words[kind].get(level, ()), *below)]
    whole = "|".join(re.escape(name) for name in names if " " not in name) or "(?!)"
    starts = "|".join(re.escape(name) for name in names if " " in name) or "(?!)"
    return re.compile(rf"\W*(?:(?:cac|moi|de nghi|yeu cau|giao|lanh dao)\s+)*(?:(?:{whole})\W*$|(?:{starts})(?!\w))")
