"""Step 3, extract: what the plan says, as records with their evidence."""

from __future__ import annotations

from extractors.records import Letterhead, Outline, Plan, PlanText


def extract_records(text: PlanText, outline: Outline, stated: Letterhead | None = None) -> Plan:
    """Everything the extractors read in one plan; what is ``stated`` of it elsewhere wins over what its text says."""
    from extractors.language import read_doc  # spaCy takes over a second to load; `--help` must not wait for it

    found = read_doc(text, outline.units, stated).user_data
    return Plan(
        plan_id=found["plan_id"],
        text=text,
        letterhead=found["letterhead"],
        units=outline.units,
        gaps=outline.gaps,
        abbreviations=found["abbreviations"],
        citations=found["citations"],
        deadlines=found["deadlines"],
        targets=found["targets"],
        tasks=found["tasks"],
        assignments=found["assignments"],
    )
