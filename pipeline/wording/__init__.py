"""What users are told, in Vietnamese and English: one TOML file a subject, each message a ``vi`` and an ``en``.

Messages are ``str.format`` templates; the code of a message is ``<file>.<name>``: ``compare.target_raised``. English
tells one thing from several: where ``count`` is 1, a message's ``en_one`` is said, if it has one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

Language = Literal["vi", "en"]


class Wording(NamedTuple):
    """One message in both languages."""

    vi: str
    en: str

    def told_in(self, lang: Language) -> str:
        """The message in one of them."""
        return self.en if lang == "en" else self.vi


@cache
def _load_subject(subject: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__name__).joinpath(f"{subject}.toml").read_text(encoding="utf-8"))


def word(code: str, **values: object) -> Wording:
    """The message of that code in both languages, with the values put in; a value that is worded, in its own language.

    >>> word("figures.over", number=Wording("99,5", "99.5"), unit="%")
    Wording(vi='trên 99,5%', en='over 99.5%')
    """
    subject, name = code.split(".", 1)
    message = _load_subject(subject)[name]
    english = message.get("en_one", message["en"]) if values.get("count") == 1 else message["en"]
    return Wording(_put_in(message["vi"], values, "vi"), _put_in(english, values, "en"))


def say(code: str, lang: Language, **values: object) -> str:
    """The message of that code in one language."""
    return word(code, **values).told_in(lang)


def _put_in(template: str, values: Mapping[str, object], lang: Language) -> str:
    told = {key: value.told_in(lang) if isinstance(value, Wording) else value for key, value in values.items()}
    return template.format(**told)
