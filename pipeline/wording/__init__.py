"""What users are told, in Vietnamese and English: one TOML file a subject, each message a ``vi`` and an ``en``.

Messages are ``str.format`` templates; the code of a message is ``<file>.<name>``: ``compare.target_raised``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

Language = Literal["vi", "en"]


class Wording(NamedTuple):
    """One message in both languages."""

    vi: str
    en: str


@cache
def _load_subject(subject: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__name__).joinpath(f"{subject}.toml").read_text(encoding="utf-8"))


def word(code: str, **values: object) -> Wording:
    """The message of that code in both languages, with the values put in."""
    subject, name = code.split(".", 1)
    message = _load_subject(subject)[name]
    return Wording(message["vi"].format(**values), message["en"].format(**values))


def say(code: str, lang: Language, **values: object) -> str:
    """The message of that code in one language."""
    wording = word(code, **values)
    return wording.vi if lang == "vi" else wording.en
