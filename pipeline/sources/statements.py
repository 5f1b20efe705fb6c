"""``doichieu.toml``: how a user says which files beside it make one plan, and what is known of the plan.

::

    [[plan]]
    files = ["ke-hoach.pdf", "phu-luc.docx"]   # in reading order
    number = "12/KH-UBND"                      # from here on optional; what is given wins over what is read
    issuer = "Ủy ban nhân dân tỉnh Sông Lam"
    date = 2026-03-05
    level = "province"                         # central, province, district or commune
    locality = "Sông Lam"
    parent = "01-KH/BCĐTW"                     # the plan it carries out, by its number or its file
    revises = "ke-hoach-cu.docx"               # the plan it takes the place of, where the numbers differ

    [[required]]                               # what a plan requires of those below it, where that is not read right
    parent = "01-KH/BCĐTW"                     # the plan that requires it, by its number or its file
    tasks = ["IV.1", "IV.5.4.a"]               # addresses, each with all below it; targets = ["III.1"] likewise
    level = "province"                         # of whom: the plans of a level, or plan = "12/KH-UBND"; neither: of all
    required = true                            # false: it does not apply there

Of several ``[[required]]`` that speak of the same the last one counts.
"""

from __future__ import annotations

import datetime
import tomllib
import unicodedata
from posixpath import join, normpath
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from extractors.errors import UnreadableFile
from extractors.papers.documents import find_numbers
from extractors.records import Letterhead, Level
from pipeline.comparing.stated import StatedRequirement
from pipeline.wording import word


class StatedParent(NamedTuple):
    """What a plan carries out, as a user names it, and the ``doichieu.toml`` that says so."""

    name: str
    statement: str


class StatedPlan(NamedTuple):
    """A plan as a user states it: its files by their paths below the input folder, its facts.

    ``parent`` is what it carries out, ``revises`` what it takes the place of.
    """

    sources: tuple[str, ...]
    facts: Letterhead
    parent: StatedParent | None
    revises: str | None = None


class Statement(NamedTuple):
    """All that one ``doichieu.toml`` states."""

    plans: tuple[StatedPlan, ...] = ()
    required: tuple[StatedRequirement, ...] = ()


def read_statement(data: bytes, source: str) -> Statement:
    """What the ``doichieu.toml`` at ``source`` states; raises ``UnreadableFile`` where it cannot be followed.

    >>> stated = read_statement('[[plan]]\\nfiles = ["a.pdf"]\\nnumber = "12/KH-UBND"'.encode(), "tinh/doichieu.toml")
    >>> stated.plans[0].sources, stated.plans[0].facts.symbol, stated.required
    (('tinh/a.pdf',), 'KH-UBND', ())
    """
    try:
        statement = _Statement.model_validate(tomllib.loads(data.decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableFile(*word("build.bad_statement", why=error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnreadableFile(*word("build.bad_statement", why=f"{place}: {first['msg']}")) from error
    return Statement(
        tuple(entry.state(source) for entry in statement.plan),
        tuple(entry.state(source) for entry in statement.required),
    )


class _Plan(BaseModel):
    """One ``[[plan]]``."""

    model_config = ConfigDict(extra="forbid")

    files: list[str]
    number: str | None = None
    issuer: str | None = None
    date: datetime.date | None = None
    level: Level | None = None
    locality: str | None = None
    parent: str | None = None
    revises: str | None = None

    def state(self, statement: str) -> StatedPlan:
        """The same, with the files named from the input folder."""
        folder = statement.rpartition("/")[0]
        number = next(iter(find_numbers(f"số {self.number}")), None) if self.number else None
        facts = Letterhead(
            number="".join(self.number.split()) if self.number else None,
            symbol=number.symbol if number else None,
            issuer=self.issuer,
            issued_on=self.date,
            level=self.level,
            locality=self.locality,
        )
        sources = (normpath(join(folder, unicodedata.normalize("NFC", name.replace("\\", "/")))) for name in self.files)
        parent = StatedParent(self.parent, statement) if self.parent else None
        return StatedPlan(tuple(dict.fromkeys(sources)), facts, parent, self.revises)


class _Required(BaseModel):
    """One ``[[required]]``."""

    model_config = ConfigDict(extra="forbid")

    parent: str
    tasks: list[str] = []
    targets: list[str] = []
    level: Level | None = None
    plan: str | None = None
    required: bool = True

    @model_validator(mode="after")
    def _say_what(self) -> _Required:
        if not self.tasks and not self.targets:
            raise ValueError("tasks, targets")
        return self

    def state(self, statement: str) -> StatedRequirement:
        """The same, with the file that says so."""
        return StatedRequirement(
            parent=self.parent,
            tasks=tuple(self.tasks),
            targets=tuple(self.targets),
            level=self.level,
            plan=self.plan,
            required=self.required,
            statement=statement,
        )


class _Statement(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    plan: list[_Plan] = []
    required: list[_Required] = []
