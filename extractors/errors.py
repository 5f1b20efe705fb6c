"""Every exception of the project.

    DoichieuError           anything we raise on purpose; its message says what, where, and what to do
    ├── UnreadableFile      one input file cannot be read: costs that file its row in ``sources``, nothing else
    │   └── NotADocument    it is of a kind that holds no plan: a spreadsheet, an archive, a program
    ├── NothingToRead       the folder given holds no file we can read
    ├── UnknownPlan         a plan was named that is not in the database
    ├── UnknownRecord       a record was named that is not in the plan
    ├── NoPage              a page is asked for that has no picture, or whose file is gone
    ├── NotADatabase        the file given is not a database that doichieu wrote
    ├── NotWritable         the database cannot be written where it was asked for
    ├── UnusableModel       an embedding model was named that is not there, or gives no vectors
    ├── BadQuery            a question in SQL that the database cannot answer
    └── BadGold             answers made by hand that cannot be used

Our own bugs are none of these: they crash.
"""

from __future__ import annotations


class DoichieuError(Exception):
    """Anything raised on purpose, told in Vietnamese (``vi``, which is also ``str(error)``) and in English (``en``).

    >>> str(UnknownPlan("không có kế hoạch “x”", "there is no plan “x”"))
    'không có kế hoạch “x”'
    """

    def __init__(self, vi: str, en: str | None = None) -> None:
        super().__init__(vi, en)
        self.vi = vi
        self.en = vi if en is None else en

    def __str__(self) -> str:
        return self.vi


class UnreadableFile(DoichieuError):
    """One input file cannot be read as a plan."""


class NotADocument(UnreadableFile):
    """A file is of a kind that holds no plan."""


class NothingToRead(DoichieuError):
    """There is no readable file below the folder given."""


class UnknownPlan(DoichieuError):
    """A plan was named that is not in the database."""


class UnknownRecord(DoichieuError):
    """A record was named that is not in the plan."""


class NoPage(DoichieuError):
    """A page is asked for that has no picture, or whose file is gone."""


class NotADatabase(DoichieuError):
    """The file given is missing or was not written by doichieu."""


class NotWritable(DoichieuError):
    """The database cannot be written where it was asked for."""


class UnusableModel(DoichieuError):
    """An embedding model was named that is not there, or what it gives is no vector for each text."""


class BadQuery(DoichieuError):
    """A question in SQL that the database cannot answer."""


class BadGold(DoichieuError):
    """Answers made by hand are not there, not in their format, or fit no one plan."""
