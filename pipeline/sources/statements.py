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
"""

from __future__ import annotations

import datetime
import tomllib
import unicodedata
from posixpath import join, normpath
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from extractors.errors import UnreadableFile
from extractors.papers.documents import find_numbers
from extractors.records import Letterhead, Level
from pipeline.wording import word


class StatedPlan(NamedTuple):
    """A plan as a user states it: its files by their paths below the input folder, its facts.

    ``parent`` is what it carries out, ``revises`` what it takes the place of.
    """

    sources: tuple[str, ...]
    facts: Letterhead
    parent: str | None
    revises: str | None = None


def read_statement(data: bytes, source: str) -> list[StatedPlan]:
    """The plans that a ``doichieu.toml`` at ``source`` states; raises ``UnreadableFile`` where it cannot be followed.

    >>> stated = read_statement('[[plan]]\\nfiles = ["a.pdf"]\\nnumber = "12/KH-UBND"'.encode(), "tinh/doichieu.toml")
    >>> stated[0].sources, stated[0].facts.symbol
    (('tinh/a.pdf',), 'KH-UBND')
    """
    try:
        statement = _Statement.model_validate(tomllib.loads(data.decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableFile(*word("build.bad_statement", why=error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnreadableFile(*word("build.bad_statement", why=f"{place}: {first['msg']}")) from error
    folder = source.rpartition("/")[0]
    return [entry.state(folder) for entry in statement.plan]


class _Entry(BaseModel):
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

    def state(self, folder: str) -> StatedPlan:
        """The same, with the files named from the input folder."""
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
        return StatedPlan(tuple(dict.fromkeys(sources)), facts, self.parent, self.revises)


class _Statement(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    plan: list[_Entry] = []
