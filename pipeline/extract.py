"""Step 3, extract: what the plan says, as records with their evidence."""

from __future__ import annotations

from extractors.records import Letterhead, Outline, Plan, PlanText
from pipeline.mending.mend import mend_text


def extract_records(text: PlanText, outline: Outline, stated: Letterhead | None = None) -> Plan:
    """Everything the extractors read in one plan; what is ``stated`` of it elsewhere wins over what its text says."""
    from extractors.language import read_doc  # spaCy takes over a second to load; `--help` must not wait for it

    mending = mend_text(text)
    found = read_doc(mending.text, mending.mend_units(outline.units), stated).user_data
    letterhead: Letterhead = found["letterhead"]
    return Plan(
        plan_id=found["plan_id"],
        text=text,
        letterhead=letterhead.model_copy(update={"facts": mending.quote(letterhead.facts)}),
        units=outline.units,
        gaps=outline.gaps,
        abbreviations=mending.quote(found["abbreviations"]),
        citations=mending.quote(found["citations"]),
        deadlines=mending.quote(found["deadlines"]),
        targets=mending.quote(found["targets"]),
        tasks=mending.quote(found["tasks"]),
        assignments=mending.quote(found["assignments"]),
    )
