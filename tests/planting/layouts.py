"""How a local plan numbers its passages, what their addresses are then, and how its duties cite them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tests.planting.drafts import Draft, LabelKind, Passage

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_LETTERS = "abcdđeghiklmnopqrstuvxy"

# What stands below what; in the first the labels of the parent are kept.
LAYOUTS: tuple[Mapping[LabelKind, LabelKind], ...] = (
    {},
    {"roman": "number", "number": "letter", "letter": "dash", "dash": "plus"},
    {"roman": "number", "number": "decimal", "decimal": "letter", "letter": "dash", "dash": "plus"},
)


def lay_out(draft: Draft, layout: Mapping[LabelKind, LabelKind]) -> None:
    """Print the label of every passage and write down its address."""
    for index, part in enumerate(draft.parts):
        part.label, part.printed, part.address = "roman", f"{ROMAN[index]}.", ROMAN[index]
        _label_below(part, layout)


def _label_below(above: Passage, layout: Mapping[LabelKind, LabelKind]) -> None:
    counted: Counter[LabelKind] = Counter()
    for passage in above.children:
        if passage.label != "paragraph":
            kept = "number" if passage.label == "row" else passage.label
            passage.label = layout.get(above.label, kept)
        counted[passage.label] += 1
        passage.printed, last = _write_label(passage.label, counted[passage.label], above)
        passage.address = f"{above.address}.{last}"
        _label_below(passage, layout)


def _write_label(kind: LabelKind, number: int, above: Passage) -> tuple[str, str]:
    """A label as printed, and the last part of the address."""
    match kind:
        case "decimal":
            return f"{above.printed}{number}.", str(number)
        case "letter":
            return f"{_LETTERS[number - 1]})", _LETTERS[number - 1]
        case "dash":
            return "-", f"-{number}"
        case "plus":
            return "+", f"+{number}"
        case "paragraph":
            return "", f"p{number}"
        case _:
            return f"{number}.", str(number)


def find_citable(draft: Draft, passage: Passage) -> Passage:
    """The passage that a duty can cite by number for a task: itself, or the numbered one that its bullet stands in."""
    while passage.label in ("dash", "plus", "paragraph"):
        passage = draft.holder(passage)
    return passage


def cite(passages: Iterable[Passage]) -> str:
    """Passages by number, as duties cite them: "1.3, mục 1, phần III; b, 3.2, mục 3, phần III"."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for passage in passages:
        part, *steps = passage.address.split(".")
        grouped[f"{_cite_above(passage, steps)}phần {part}"].append(_name_self(passage, steps))
    return "; ".join(f"{', '.join(names)}, {above}" for above, names in grouped.items())


def _name_self(passage: Passage, steps: Sequence[str]) -> str:
    if passage.label == "decimal":
        return ".".join(steps)
    return steps[-1] if passage.label == "letter" else f"mục {steps[-1]}"


def _cite_above(passage: Passage, steps: Sequence[str]) -> str:
    """The items that a passage stands in, from the inside out."""
    match passage.label, len(steps):
        case "letter", 3:
            return f"{steps[0]}.{steps[1]}, mục {steps[0]}, "
        case (("letter" | "decimal"), 2):
            return f"mục {steps[0]}, "
        case _:
            return ""
