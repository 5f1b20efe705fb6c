"""Which files below a folder may hold plans; everything passed over gets a row that says why.

What a file is shows in its content, so that nothing is passed over for an unknown ending; only names that say plainly
that a file is no document, and what cannot be opened, are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from extractors.errors import NothingToRead
from extractors.records import Source, SourceStatus
from pipeline.sources.reviews import REVIEWS
from pipeline.wording import Wording, word

STATEMENT = "doichieu.toml"
"""The name of the file by which a user says which files make a plan."""

# Text files that are no documents: their content has no mark of its own, and lists of plans look like plans.
_NO_DOCUMENTS = re.compile(
    r".*\.(?:toml|jsonl?|ya?ml|ini|cfg|[ct]sv|xml|sql|py|ipynb|sh|js|css|log|lock)", re.IGNORECASE | re.DOTALL
)
# A file so named should be readable: where it is not, reading it has failed.
_DOCUMENTS = re.compile(
    r".*\.(?:txt|md|markdown|pdf|do[ct][xm]?|odt|rtf|html?|mht(?:ml)?|png|jpe?g|tiff?|bmp|gif|webp|hei[cf])",
    re.IGNORECASE | re.DOTALL,
)


class File(NamedTuple):
    """A file that may hold a plan, and what it is called: its path below the input folder, with forward slashes."""

    path: Path
    source: str

    @property
    def should_be_readable(self) -> bool:
        """Whether its name says that it is a document, so that not being able to read it is a failure."""
        return _DOCUMENTS.fullmatch(self.path.name) is not None


class Files(NamedTuple):
    """What stands below a folder: what may hold plans, what users state of them, and a row for all the rest.

    ``statements`` say which files make a plan, ``reviews`` what reviewers said.
    """

    documents: tuple[File, ...]
    statements: tuple[File, ...]
    reviews: tuple[File, ...]
    passed_over: tuple[Source, ...]


def find_files(folder: Path) -> Files:
    """The files below a folder in the order of their paths; raises ``NothingToRead`` where there is no such folder."""
    top = Path(os.path.abspath(folder))  # workers have a working folder of their own
    if not top.is_dir():
        raise NothingToRead(*word("build.no_folder", folder=folder))
    passed_over: list[Source] = []
    documents, statements, reviews = [], [], []
    for file in sorted(_walk_folder(top, passed_over), key=lambda file: sort_key(file.source)):
        refusal = _refuse_file(file.path)
        if refusal is not None:
            passed_over.append(explain_source(file.source, *refusal))
        elif file.path.name.lower() == STATEMENT:
            statements.append(file)
        elif file.path.name.lower() == REVIEWS:
            reviews.append(file)
        else:
            documents.append(file)
    return Files(tuple(documents), tuple(statements), tuple(reviews), tuple(passed_over))


def sort_key(source: str) -> tuple[str, ...]:
    """Files stand by folder, then by name."""
    return tuple(source.split("/"))


def explain_source(source: str, status: SourceStatus, reason: Wording) -> Source:
    """The row of a file that gave no plan."""
    return Source(source=source, sha256=None, status=status, reason=reason.vi, reason_en=reason.en)


def _walk_folder(top: Path, passed_over: list[Source]) -> Iterator[File]:
    """Every file below ``top``; a folder that is not entered gives a row."""
    pending = [top]
    while pending:
        folder = pending.pop()
        try:
            entries = list(folder.iterdir())
        except OSError as error:
            reason = word("build.locked_folder", why=error.strerror)
            passed_over.append(explain_source(f"{_name_source(folder, top)}/", "failed", reason))
            continue
        names = {path.name.lower() for path in entries}
        for path in entries:
            if not os.path.isdir(path):  # Path.is_dir raises on a link into a locked folder
                yield File(path, _name_source(path, top))
            elif refusal := _refuse_folder(path, names):
                passed_over.append(explain_source(f"{_name_source(path, top)}/", "skipped", refusal))
            else:
                pending.append(path)


def _refuse_folder(path: Path, siblings: set[str]) -> Wording | None:
    """Why a folder is not entered: it is hidden, linked (it may lead in a circle), or holds the parts of a web page."""
    if path.is_symlink():
        return word("build.linked_folder")
    if path.name.startswith("."):
        return word("build.hidden")
    page = path.name.lower().removesuffix("_files").removesuffix(".files")
    if page != path.name.lower() and not siblings.isdisjoint((f"{page}.htm", f"{page}.html")):
        return word("build.page_parts")
    return None


def _refuse_file(path: Path) -> tuple[SourceStatus, Wording] | None:
    """Why a file is not read at all; ``None`` where it is."""
    if path.name.startswith((".", "~$")):  # Word leaves "~$…" beside a document that is open
        return "skipped", word("build.hidden")
    try:
        is_regular = S_ISREG(path.stat().st_mode)
    except OSError as error:
        return "failed", word("build.broken_link" if path.is_symlink() else "build.locked_file", why=error.strerror)
    if not is_regular:  # a pipe would be waited for without end
        return "skipped", word("build.not_a_file")
    if path.name.lower() not in (STATEMENT, REVIEWS) and _NO_DOCUMENTS.fullmatch(path.name):
        return "skipped", word("read.not_a_document")
    return None


def _name_source(path: Path, top: Path) -> str:
    # A name of bytes that are no UTF-8 is shown with their values: it must be printed and stored.
    return os.fsencode(path.relative_to(top).as_posix()).decode("utf-8", "backslashreplace")
