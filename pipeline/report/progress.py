"""How far a build has come: a bar on a terminal, a line a file elsewhere; both on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from pipeline.wording import Language, say

if TYPE_CHECKING:
    from pipeline.build import Phase, Progress


@contextmanager
def show_progress(lang: Language) -> Iterator[Progress]:
    """What to give ``build_corpus`` as its ``progress``."""
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        with _draw_bars(console, lang) as progress:
            yield progress
    else:
        yield _print_lines(console, lang)


@contextmanager
def _draw_bars(console: Console, lang: Language) -> Iterator[Progress]:
    name = TextColumn("{task.fields[name]}", markup=False, style="dim")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), name)
    with Bars(*columns, console=console) as bars:
        started: dict[Phase, TaskID] = {}

        def advance(phase: Phase, done: int, total: int, name: str) -> None:
            if phase not in started:
                started[phase] = bars.add_task(say(f"report.progress_{phase}", lang), total=total, name="")
            bars.update(started[phase], completed=done, name="" if done == total else name)

        yield advance


def _print_lines(console: Console, lang: Language) -> Progress:
    def advance(phase: Phase, done: int, total: int, name: str) -> None:
        if done == 0:
            return
        line = f"{say(f'report.progress_{phase}', lang)} {done}/{total}  {name}"
        console.print(line, markup=False, soft_wrap=True)

    return advance
