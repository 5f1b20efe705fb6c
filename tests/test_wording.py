"""What users are told: every message in both languages, with the same values put in."""

from __future__ import annotations

import tomllib
from importlib import resources
from string import Formatter

import pytest

from pipeline.wording import Wording, word

SUBJECTS = sorted(file.name for file in resources.files("pipeline.wording").iterdir() if file.name.endswith(".toml"))


def _fields(template: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(template) if field}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_both_languages_say_the_same(subject: str) -> None:
    messages = tomllib.loads(resources.files("pipeline.wording").joinpath(subject).read_text("utf-8"))
    for name, message in messages.items():
        assert {"vi", "en"} <= set(message) <= {"vi", "en", "en_one"}, name
        assert _fields(message["vi"]) == _fields(message["en"]), name
        assert _fields(message.get("en_one", "{count}")) <= _fields(message["en"]) | {"count"}, name


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_message_leaves_it_open_how_many(subject: str) -> None:
    assert "(s)" not in resources.files("pipeline.wording").joinpath(subject).read_text("utf-8")


def test_one_thing_is_told_from_several() -> None:
    assert word("report.rows", count=1) == Wording("1 dòng", "1 row")
    assert word("report.rows", count=2) == Wording("2 dòng", "2 rows")
