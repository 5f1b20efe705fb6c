"""Labels that give a role: inline lines ("Đơn vị chủ trì: Sở Nội vụ") and the heads of table columns ("Phối hợp")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extractors.bodies.agencies import Body, BodyScan, remove_vague, split_bodies
from extractors.bodies.agency_words import any_of, same_spelling
from extractors.bodies.duty_clauses import Act
from extractors.bodies.roles import read_acts
from extractors.lexicon import load_lexicon
from extractors.records import Role

# The first of these that a label has decides: "chủ trì thực hiện" leads.
_ROLES: tuple[Role, ...] = ("lead", "coordinate", "direct", "advise", "supervise", "report", "support", "implement")
# What ends the bodies of a line: the next line of any kind ("; Thời gian: …"), or a new sentence.
_BRACKETED = re.compile(r"(?P<bodies>[^()]{3,200})\((?P<role>[^()]{3,40})\)")
_SAYS_ROLE = re.compile(r"chủ trì|phối hợp")
_IN_BRACKETS = re.compile(r"\s?\([^()]{0,60}\)")
# What parts the lines of a table's cell; a slash does only beside a blank ("TN/MT" is one name).
_LINE_OF_CELL = re.compile(r"\n|;|\s/|/\s")
_OTHER_LINE = re.compile(r"[;.]\s{0,3}(?:[-–+]\s)?[A-ZĐ][^:;.\n]{2,40}:\s|\.\s+(?=[A-ZĐ])|\n")


class InlineLine(NamedTuple):
    """One body of "Đơn vị chủ trì: A; B", its role, and where the line begins in the text."""

    start_of_line: int
    body: Body
    role: Role


def read_inline_lines(text: str) -> Iterator[InlineLine]:
    """The bodies of every inline line in a text.

    >>> lines = read_inline_lines("Đơn vị chủ trì: Sở Nội vụ; Cơ quan phối hợp: Sở Y tế, các đơn vị liên quan.")
    >>> [(line.body.name, line.role) for line in lines]
    [('Sở Nội vụ', 'lead'), ('Sở Y tế', 'coordinate')]
    """
    labels = list(_load_patterns().line.finditer(same_spelling(text)))
    scan = BodyScan(text) if labels else None
    for index, label in enumerate(labels):
        role = name_role(label.group("label"))
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        other = _OTHER_LINE.search(text, label.end(), stop)
        if role is None or scan is None:
            continue
        end = other.start() if other else stop
        said = read_acts(text[label.end() : end], has_doer=False)
        if any(act.rule != "gathers_reports" for act in said):
            yield from _read_sentence(said, label)
            continue
        for body in remove_vague(scan.split(label.end(), end)):
            if body.name[:1].isalpha():
                yield InlineLine(label.start(), body, role)


def _read_sentence(said: Sequence[Act], label: re.Match[str]) -> Iterator[InlineLine]:
    """A line that goes on as a sentence: "Đơn vị thực hiện: Sở Nội vụ chủ trì, phối hợp với Sở Y tế"."""
    for act in said:
        if act.body is not None:
            start, end = act.body.start + label.end(), act.body.end + label.end()
            yield InlineLine(label.start(), act.body._replace(start=start, end=end), act.role)


def name_role(label: str) -> Role | None:
    """The role that an inline label or a column's head gives; ``None`` where it gives none.

    >>> name_role("Cơ quan chủ trì"), name_role("Đơn vị phối hợp thực hiện"), name_role("Thời gian thực hiện")
    ('lead', 'coordinate', None)
    >>> name_role("Sở, ngành chủ trì tham mưu"), name_role("Cơ quan tham mưu, chủ trì (đầu mối)")
    ('lead', 'lead')
    """
    roles = _name_roles(label)
    return roles[0] if roles else None


def names_lead_and_partners(label: str) -> bool:
    """Whether a column holds both those who lead and those who coordinate: "Đơn vị chủ trì/phối hợp"."""
    return {"lead", "coordinate"} <= set(_name_roles(label))


def split_role_cell(text: str, head: str) -> tuple[tuple[Body, Role], ...]:
    """The bodies of a table's cell below a head that gives a role, each with its own.

    A cell may have labels of its own; below a head of both kinds the first line leads and the others coordinate.

    >>> cell = "Chủ trì: Sở Y tế; Phối hợp: Công an tỉnh"
    >>> [(body.name, role) for body, role in split_role_cell(cell, "Đơn vị thực hiện")]
    [('Sở Y tế', 'lead'), ('Công an tỉnh', 'coordinate')]
    >>> cell = "Sở Y tế chủ trì, phối hợp với Công an tỉnh"
    >>> [(body.name, role) for body, role in split_role_cell(cell, "Thực hiện")]
    [('Sở Y tế', 'lead'), ('Công an tỉnh', 'coordinate')]
    >>> [(body.name, role) for body, role in split_role_cell("Sở Y tế/ Công an tỉnh", "Chủ trì/phối hợp")]
    [('Sở Y tế', 'lead'), ('Công an tỉnh', 'coordinate')]
    """
    role = name_role(head)
    if role is None:
        return ()
    if said := tuple((line.body, line.role) for line in read_inline_lines(text)):
        return said
    if said := tuple(_read_bracketed(text)):
        return said
    if _SAYS_ROLE.search(same_spelling(text)):  # "Sở Y tế chủ trì; Công an tỉnh phối hợp"
        acts = read_acts(text, has_doer=False, is_duty=True)
        return tuple((act.body, act.role) for act in acts if act.body is not None)
    bodies = tuple(body for body in remove_vague(split_bodies(text)) if body.name[:1].isalpha())
    if not names_lead_and_partners(head):
        return tuple((body, role) for body in bodies)
    first_line = _LINE_OF_CELL.search(text)
    if first_line is None and len(bodies) > 1:
        return ()  # nothing parts those who lead from the others
    end = first_line.start() if first_line else len(text)
    return tuple((body, "lead" if body.start < end else "coordinate") for body in bodies)


def _read_bracketed(text: str) -> Iterator[tuple[Body, Role]]:
    """The bodies of a cell that has their roles in brackets: "Sở Y tế (chủ trì), Công an tỉnh (phối hợp)"."""
    scan = BodyScan(text)
    for match in _BRACKETED.finditer(text):
        role = name_role(match["role"])
        if role is not None:
            yield from ((body, role) for body in remove_vague(scan.split(*match.span("bodies"))))


def _name_roles(label: str) -> tuple[Role, ...]:
    """Every role of a label, the one that decides first."""
    plain = _IN_BRACKETS.sub("", " ".join(same_spelling(label).split())).strip(" *.:")
    match = _load_patterns().label.fullmatch(plain)
    if match is None:
        return ()
    said = match.group("roles")
    if said is None:
        return ("coordinate",) if match.group("coordinate") else ("implement",)
    return tuple(role for role in _ROLES if _load_patterns().roles[role].search(said))


class _Patterns(NamedTuple):
    label: re.Pattern[str]
    line: re.Pattern[str]
    roles: dict[Role, re.Pattern[str]]


@cache
def _load_patterns() -> _Patterns:
    labels = load_lexicon("roles")["labels"]
    plain = "|".join(any_of(labels[role]) for role in _ROLES)
    bodies, tails = any_of(labels["bodies"]), any_of(labels["tails"])
    whose = rf"(?:(?:các\s)?(?:{bodies})(?:(?:,\s|\svà\s|\s?/\s?|\s)(?:{bodies})){{0,3}}\s(?:được giao\s)?)"
    tail = rf"(?:(?:\s?[,/]\s?|\s)(?:và\s)?(?:{tails}|{plain})){{0,4}}"
    # Without "cơ quan", "đơn vị" only these are surely labels: "Chủ trì: …", "Phối hợp: …", "Chỉ đạo thực hiện: …".
    bare = any_of([*labels["lead"], *labels["coordinate"], *labels["direct"]])
    start = r"(?:^|[.;(\n]\s?|\s[-–+]\s)\s{0,3}[-–+*]?\s?"
    return _Patterns(
        label=re.compile(
            rf"{whose}?(?P<roles>(?:{plain}){tail})"
            rf"|(?P<coordinate>{any_of(labels['coordinate_heads'])})|{any_of(labels['implement_heads'])}"
        ),
        line=re.compile(rf"{start}(?P<label>{whose}(?:{plain}){tail}|(?:{bare}){tail})\s?:\s*"),
        roles={role: re.compile(rf"(?<!\w)(?:{any_of(labels[role])})(?!\w)") for role in _ROLES},
    )
