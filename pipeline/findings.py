"""How a finding is made: one stable id for the same claim, and the words that prove it on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from extractors.records import Citation, Evidence, Finding, FindingKind, Plan, Severity, Target, Unit
from pipeline.wording import Wording, word

# Long enough to recognise a task by, short enough for a line of a table.
_LONGEST = 120


class Place(NamedTuple):
    """Where in one plan a finding points. ``text[start:end] == quote`` in that plan's text.

    ``path`` addresses what the finding is about; the words that prove it may stand in one of its own lines.
    ``detail`` tells apart what one unit may hold several of and no id names: the documents it cites.
    """

    path: str
    start: int
    end: int
    quote: str
    target_id: str | None = None
    detail: str = ""

    @property
    def address(self) -> str:
        """What tells this place from every other of the plan."""
        return (self.target_id or self.path) + self.detail


def place_record(record: Evidence) -> Place:
    """Where a record was read."""
    if isinstance(record, Target):
        return Place(record.path, record.start, record.end, record.quote, target_id=record.target_id)
    detail = f" {record.number_key}" if isinstance(record, Citation) else ""
    return Place(record.path, record.start, record.end, record.quote, detail=detail)


def place_unit(unit: Unit, path: str | None = None) -> Place:
    """The whole of a unit's own text; ``path`` where it speaks of another unit (a time line of the item above it)."""
    return Place(path or unit.path, unit.start, unit.end, unit.text)


def make_finding(
    kind: FindingKind,
    severity: Severity,
    message: Wording,
    *,
    rule: str,
    plan_id: str,
    here: Place | None,
    parent_plan_id: str | None = None,
    there: Place | None = None,
    was: str | None = None,
    now: str | None = None,
) -> Finding:
    """One finding; its id depends on nothing but its kind, the plans and the addresses, so that reviews can hang on it.

    ``here`` is the local place, ``None`` where the local plan has none (an omission); ``there`` the parent's.
    """
    addresses = (here.address if here else "", there.address if there else "")
    identity = "\n".join((kind, plan_id, parent_plan_id or "", *addresses))
    return Finding(
        finding_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        kind=kind,
        severity=severity,
        plan_id=plan_id,
        path=here.path if here else None,
        target_id=here.target_id if here else None,
        parent_plan_id=parent_plan_id,
        parent_path=there.path if there else None,
        parent_target_id=there.target_id if there else None,
        was=was,
        now=now,
        message_vi=message.vi,
        message_en=message.en,
        quote=here.quote if here else None,
        start=here.start if here else None,
        end=here.end if here else None,
        parent_quote=there.quote if there else None,
        parent_start=there.start if there else None,
        parent_end=there.end if there else None,
        rule=rule,
    )


class Garbled(NamedTuple):
    """What is printed with a slip, and what is meant."""

    printed: str
    meant: str


def report_garbled(plan: Plan, unit: Unit, garbled: Sequence[Garbled], *, rule: str, message: str) -> Finding:
    """One finding with all that is garbled in a unit; ``message`` is the code of what is said of each."""
    told = [word(message, printed=each.printed, meant=each.meant) for each in garbled]
    return make_finding(
        "garbled_text",
        "note",
        Wording(" ".join(each.vi for each in told), " ".join(each.en for each in told)),
        rule=rule,
        plan_id=plan.plan_id,
        here=place_unit(unit),
        was="; ".join(each.meant for each in garbled),
        now="; ".join(each.printed for each in garbled),
    )


def shorten(text: str, longest: int = _LONGEST) -> str:
    """The beginning of a text, on one line, cut between words, without the mark that ends its sentence.

    >>> shorten("Mở lớp  học số\\ncho người cao tuổi.")
    'Mở lớp học số cho người cao tuổi'
    >>> shorten("số " * 100).endswith("số …")
    True
    """
    line = " ".join(text.split()).rstrip(" .;,:")
    if len(line) <= longest:
        return line
    return f"{line[:longest].rpartition(' ')[0] or line[:longest]} …"
