"""Whether a task of the plan above lives on only in what some body is told to do, not as a task of the plan."""

from __future__ import annotations

import re
from collections import Counter

from extractors.records import Plan, Task, Unit
from extractors.text.folding import fold
from pipeline.linking.similarity import score_texts, text_for_scoring

# Over two provinces the duties that do carry on a task score .28 and .45, the likest of those that do not .22.
_SAME_DUTY = 0.25
_NAME = re.compile(r"[“\"]([^“”\"]{4,80})[”\"]")


def find_duties(child: Plan, parent: Plan) -> dict[str, Unit]:
    """By the path of a parent task, the line of the local plan's responsibilities that carries it on, where one does.

    It does where it is worded alike, or where it names what the task alone is called ("Mô hình “Đại sứ số”: …").
    """
    tasks = {task.path for task in child.tasks}
    duties = [
        unit
        for unit in child.units
        if unit.section == "responsibility" and unit.path not in tasks and unit.heading is None and unit.text
    ]
    scores = score_texts(
        [text_for_scoring(child, unit.start, unit.end) for unit in duties],
        [text_for_scoring(parent, task.start, task.end) for task in parent.tasks],
    )
    names = _own_names(parent.tasks)
    folded = [fold(unit.text) for unit in duties]
    found: dict[str, Unit] = {}
    for column, task in enumerate(parent.tasks):
        likeness = {row: float(scores[row, column]) for row in range(len(duties))}
        named = {row for row in likeness if any(name in folded[row] for name in names[task.path])}
        carrying = [row for row, score in likeness.items() if score >= _SAME_DUTY or row in named]
        if carrying:
            found[task.path] = duties[max(carrying, key=likeness.__getitem__)]
    return found


def _own_names(tasks: tuple[Task, ...]) -> dict[str, frozenset[str]]:
    """By task, the names in quotation marks that no other task has: the programme's own name is in all of them."""
    quoted = {task.path: frozenset(fold(name).strip() for name in _NAME.findall(task.quote)) for task in tasks}
    mentions = Counter(name for names in quoted.values() for name in names)
    return {path: frozenset(name for name in names if mentions[name] == 1) for path, names in quoted.items()}
