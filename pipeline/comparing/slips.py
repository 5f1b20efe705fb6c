"""Words that a local task has garbled where it copies the plan above: "học sính" in the sentence that says "học sinh".

A syllable differs in nothing but its marks, the one beside it is the same in both, and only with the parent's is it a
word. Not told of recognised text, where the slip may be that of the recognition, nor where the parent's is no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from extractors.records import Finding, Plan, TaskLink
from extractors.text.folding import fold
from extractors.text.words import is_word
from pipeline.findings import Garbled, report_garbled

_SYLLABLES = re.compile(r"[^\W\d_]+")


def find_copying_slips(child: Plan, parent: Plan, links: Iterable[TaskLink]) -> Iterator[Finding]:
    """One finding a task with all its slips, none where either plan was read from page images.

    The same claim as that of the plan by itself ("written otherwise elsewhere"): it names no place in the parent.
    """
    if any(page.confidence is not None for plan in (child, parent) for page in plan.text.pages):
        return
    here, above = ({unit.path: unit for unit in plan.units} for plan in (child, parent))
    told: set[str] = set()
    for link in links:
        if link.path in told or link.path not in here or link.parent_path not in above:
            continue
        slips = [*_list_slips(here[link.path].text, above[link.parent_path].text)]
        if slips:
            told.add(link.path)
            unit, rule = here[link.path], "written_otherwise_above"
            yield report_garbled(child, unit, slips, rule=rule, message="compare.garbled_text")


def _list_slips(text: str, parent_text: str) -> Iterator[Garbled]:
    now, was = (_SYLLABLES.findall(each) for each in (text, parent_text))
    same = SequenceMatcher(None, [each.lower() for each in now], [each.lower() for each in was], autojunk=False)
    for how, start, end, start_above, end_above in same.get_opcodes():
        if how == "replace" and end - start == end_above - start_above == 1:
            printed, meant = now[start], was[start_above]
            if not (printed.islower() and meant.islower() and fold(printed) == fold(meant)):
                continue
            before, after = now[max(start - 1, 0) : start], now[end : end + 1]
            if _is_broken(before, printed, after) and not _is_broken(before, meant, after):
                yield Garbled(" ".join((*before, printed, *after)), " ".join((*before, meant, *after)))


def _is_broken(before: list[str], syllable: str, after: list[str]) -> bool:
    """Whether a syllable makes no word with either neighbour; names and what stands alone are no evidence."""
    pairs = [(*before, syllable), (syllable, *after)]
    return not any(len(pair) == 2 and is_word(*pair) for pair in pairs)
