"""Step 1, read: a file becomes one normalised text, whatever its format; every later offset is an offset into it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extractors.errors import UnreadableFile
from extractors.records import PlanText
from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.markdown import looks_like_markdown, read_markdown
from pipeline.readers.text import decode_text, read_text

# Names that can be a plan; everything else below an input folder is passed over, with a row that says so.
READABLE_SUFFIXES = frozenset({".txt", ".md", ".markdown"})


def read_plan(path: Path, source: str | None = None) -> PlanText:
    """The text of the file at ``path``; ``source`` is what to call it (its name where not given).

    Raises ``UnreadableFile`` where it cannot be read or holds no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path.name}: cannot be opened ({error.strerror}): check that it is there and readable"
        raise UnreadableFile(message) from error
    return read_bytes(data, source or path.name)


def read_bytes(data: bytes, source: str) -> PlanText:
    """The text of a file's content; raises ``UnreadableFile`` where it holds none."""
    builder = PlanTextBuilder()
    if b"\x00" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{source}: holds binary data, not text")
    markdown = looks_like_markdown(decode_text(data))
    (read_markdown if markdown else read_text)(data, builder)
    text = builder.build(source, hashlib.sha256(data).hexdigest(), "markdown" if markdown else "text")
    if not text.text:
        raise UnreadableFile(f"{source}: the file is empty")
    return text
