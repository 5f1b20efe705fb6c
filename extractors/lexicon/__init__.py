"""The words the extractors look for, as data: one TOML file a subject, extended without touching Python."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_lexicon(subject: str) -> dict[str, Any]:
    """The content of ``lexicon/<subject>.toml``; callers must not change it."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{subject}.toml").read_text(encoding="utf-8"))
