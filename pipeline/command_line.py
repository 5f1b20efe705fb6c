"""The command line as click has it, told in the user's language: help, options, refusals.

A command's and an option's ``help`` is the name of its message in ``wording/cli.toml``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from extractors.errors import DoichieuError
from pipeline.wording import Language, say

DEFAULT_DATABASE = Path("data/processed/doichieu.duckdb")

_LANGUAGE = "doichieu.language"  # where a click context keeps it, for every command below
_LANGUAGE_VARIABLE = "DOICHIEU_LANG"


class _Formatter(click.HelpFormatter):
    """click's help with its headings in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, tell("usage") + " ")

    def section(self, name: str) -> Any:
        return super().section(tell(name.lower()))


class _Context(click.Context):
    formatter_class = _Formatter


class _Told:
    """A part of the command line whose ``help`` is the name of a message, told in the language asked for."""

    _code: str | None = None

    @property
    def help(self) -> str | None:
        return tell(self._code) if self._code else None

    @help.setter
    def help(self, code: str | None) -> None:
        self._code = code


class Option(_Told, click.Option):
    """An option whose ``help`` is the name of a message."""


class _Command(_Told, click.Command):
    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _translate_help(super().get_help_option(ctx))


class Group(_Told, click.Group):
    """Commands that refuse in the user's language, with exit code 2."""

    context_class = _Context
    command_class = _Command

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _translate_help(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they are used, not that of the alphabet."""
        return list(self.commands)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _refusing():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _refusing():
            return super().invoke(ctx)


class _Refusal(click.ClickException):
    """One message and exit code 2, never a traceback."""

    exit_code = 2

    def __init__(self, why: str) -> None:
        super().__init__(tell("error", why=why))  # told now: the language asked for is gone when it is shown

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=file is None)


@contextmanager
def _refusing() -> Iterator[None]:
    """What we refuse on purpose, and a command line that cannot be followed, told in the user's language."""
    try:
        yield
    except DoichieuError as error:
        raise _Refusal(error.en if ask_language() == "en" else error.vi) from error
    except click.exceptions.NoArgsIsHelpError:  # the help itself
        raise
    except click.UsageError as error:
        raise _Refusal(_explain_misuse(error)) from error


def _explain_misuse(error: click.UsageError) -> str:
    usage = error.ctx.get_usage() if error.ctx else ""
    match error:
        case click.MissingParameter(param=click.Parameter() as parameter):
            return tell("missing", name=parameter.human_readable_name, usage=usage)
        case click.NoSuchOption(option_name=name):
            return tell("no_such_option", name=name, usage=usage)
        case _:
            return tell("misuse", why=error.format_message(), usage=usage)


def _translate_help(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = tell("help")
    return option


def ask_language() -> Language:
    """The language asked for, by ``--lang`` or the environment."""
    context = click.get_current_context(silent=True)
    asked = context.meta.get(_LANGUAGE) if context else None
    return "en" if (asked or os.environ.get(_LANGUAGE_VARIABLE)) == "en" else "vi"


def tell(code: str, /, **values: object) -> str:
    """A message of ``cli.toml`` in the language asked for."""
    return say(f"cli.{code}", ask_language(), **values)


def _remember_language(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.meta[_LANGUAGE] = value


def option_language() -> Callable[[Any], Any]:
    """``--lang``, for every command below."""
    return click.option(
        "--lang",
        cls=Option,
        type=click.Choice(["vi", "en"]),
        is_eager=True,
        expose_value=False,
        callback=_remember_language,
        help="option_lang",
    )


def option_database() -> Callable[[Any], Any]:
    """``--db``, the database asked."""
    return click.option(
        "--db",
        "database",
        cls=Option,
        type=click.Path(path_type=Path),
        default=DEFAULT_DATABASE,
        show_default=True,
        metavar="FILE",
        help="option_db",
    )
