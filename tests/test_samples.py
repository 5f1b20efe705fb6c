"""The sample corpus in ``data/raw``: exactly what its manifest says was planted is found, no more and no less.

The golden files in ``tests/golden`` hold what is read from each sample. After a change that is meant, write them anew
with ``DOICHIEU_REWRITE_GOLDEN=1 pytest tests/test_samples.py`` and read the difference before it is kept.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections import Counter
from difflib import unified_diff
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from extractors.records import Corpus, Evidence, Finding, Plan
from pipeline.build import build_corpus

_TOP = Path(__file__).resolve().parents[1]
_SAMPLES = _TOP / "data" / "raw"
_GOLDEN = Path(__file__).resolve().parent / "golden"
_MANIFEST: dict[str, Any] = tomllib.loads((_SAMPLES / "manifest.toml").read_text(encoding="utf-8"))
_FILES: list[str] = [entry["file"] for entry in _MANIFEST["plan"]]
_FACTS = (
    "number",
    "symbol",
    "doc_type",
    "title",
    "issuer",
    "level",
    "locality",
    "parent_locality",
    "place",
    "issued_on",
)
_PLANTED_KINDS = {
    "omitted_task",
    "omitted_target",
    "target_raised",
    "target_lowered",
    "target_unit_changed",
    "target_scope_changed",
    "target_hedged",
    "deadline_later",
    "deadline_earlier",
    "deadline_dropped",
    "deadline_added",
    "frequency_changed",
    "unassigned_task",
    "citation_date_conflict",
    "citation_anachronism",
    "missing_parent_plan",
    "parent_not_cited",
    "local_addition",
}


class Claim(NamedTuple):
    """One finding as the manifest lists it; ``None``: no place on that side."""

    kind: str
    file: str
    path: str | None
    parent_path: str | None


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return build_corpus(_SAMPLES, workers=1)


@pytest.fixture(scope="module")
def plans(corpus: Corpus) -> dict[str, Plan]:
    return {plan.text.source: plan for plan in corpus.plans}


# --- the folder --------------------------------------------------------------------------------------------------


def test_manifest_lists_every_plan_of_the_folder() -> None:
    assert sorted(_FILES) == sorted(path.name for path in _SAMPLES.iterdir() if path.suffix in {".txt", ".md"})


def test_manifest_plants_every_kind_of_divergence() -> None:
    assert {entry["kind"] for entry in _MANIFEST["finding"]} == _PLANTED_KINDS


@pytest.mark.parametrize("file", _FILES)
def test_sample_says_that_it_is_made_up_and_the_mark_is_not_read_as_content(file: str, plans: dict[str, Plan]) -> None:
    first_line = (_SAMPLES / file).read_text(encoding="utf-8").partition("\n")[0]
    assert "VĂN BẢN MẪU, HƯ CẤU" in first_line
    assert not [unit.path for unit in plans[file].units if "HƯ CẤU" in unit.text]


def test_every_sample_is_read(corpus: Corpus) -> None:
    statuses = {source.source: source.status for source in corpus.sources if source.source in _FILES}
    expected = {
        entry["file"]: "ok" if entry["completeness"] == "complete" else "partial" for entry in _MANIFEST["plan"]
    }
    assert statuses == expected


# --- what is read from each plan ---------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", _MANIFEST["plan"], ids=_FILES)
def test_document_facts(entry: dict[str, Any], plans: dict[str, Plan]) -> None:
    head = plans[entry["file"]].letterhead
    assert {fact: getattr(head, fact) for fact in _FACTS} == {fact: entry.get(fact) for fact in _FACTS}
    assert head.signer == entry.get("signer")
    assert (head.signer_title or "").casefold() == entry.get("signer_title", "").casefold()


@pytest.mark.parametrize("entry", _MANIFEST["plan"], ids=_FILES)
def test_counts(entry: dict[str, Any], plans: dict[str, Plan]) -> None:
    plan = plans[entry["file"]]
    counts = {kind: len(getattr(plan, kind)) for kind in ("tasks", "targets", "deadlines")}
    assert counts == {kind: entry[kind] for kind in counts}


@pytest.mark.parametrize("entry", _MANIFEST["plan"], ids=_FILES)
def test_gaps(entry: dict[str, Any], plans: dict[str, Plan]) -> None:
    plan = plans[entry["file"]]
    gaps = [{"after_path": gap.after_path, "before_path": gap.before_path} for gap in plan.gaps]
    assert gaps == entry.get("gaps", [])
    assert plan.completeness == entry["completeness"]


@pytest.mark.parametrize("file", _FILES)
def test_records_are_those_of_the_golden_file(file: str, plans: dict[str, Plan]) -> None:
    golden = _GOLDEN / f"{Path(file).stem}.json"
    found = _describe(plans[file])
    if os.environ.get("DOICHIEU_REWRITE_GOLDEN"):
        golden.write_text(_write_lines(found), encoding="utf-8")
    expected = golden.read_text(encoding="utf-8").splitlines()
    lines = _write_lines(found).splitlines()
    assert "\n".join(unified_diff(expected, lines, "golden", "found", n=0, lineterm="")) == ""


@pytest.mark.parametrize("file", _FILES)
def test_every_quote_stands_in_the_text(file: str, plans: dict[str, Plan]) -> None:
    plan = plans[file]
    records: list[Evidence] = [
        *plan.tasks,
        *plan.targets,
        *plan.deadlines,
        *plan.assignments,
        *plan.citations,
        *plan.abbreviations,
    ]
    assert records
    assert [record for record in records if plan.text.text[record.start : record.end] != record.quote] == []


# --- what holds between the plans --------------------------------------------------------------------------------


def test_lineage(corpus: Corpus) -> None:
    files = {plan.plan_id: plan.text.source for plan in corpus.plans}
    found = {
        (
            files[row.plan_id],
            files[row.parent_plan_id] if row.parent_plan_id else row.parent_number,
            row.how,
            row.present,
        )
        for row in corpus.lineage
    }
    expected = {
        (row["file"], row.get("parent_file") or row["parent_number"], row["how"], "parent_file" in row)
        for row in _MANIFEST["lineage"]
    }
    assert found == expected


def test_exactly_what_was_planted_is_found(corpus: Corpus) -> None:
    planted = Counter(
        Claim(entry["kind"], entry["file"], entry.get("path"), entry.get("parent_path"))
        for entry in _MANIFEST["finding"]
    )
    found = Counter(
        _as_claim(finding, corpus) for finding in corpus.findings if finding.kind not in _MANIFEST["not_yet"]
    )
    assert {"not found": sorted(planted - found, key=str), "made up": sorted(found - planted, key=str)} == {
        "not found": [],
        "made up": [],
    }


def test_findings_name_the_plan_compared_with(corpus: Corpus) -> None:
    found = {_as_claim(finding, corpus): finding for finding in corpus.findings}
    files = {plan.plan_id: plan.text.source for plan in corpus.plans}
    for entry in _MANIFEST["finding"]:
        claim = Claim(entry["kind"], entry["file"], entry.get("path"), entry.get("parent_path"))
        if "parent_file" in entry:
            assert files[found[claim].parent_plan_id or ""] == entry["parent_file"], claim


def test_findings_quote_both_sides(corpus: Corpus) -> None:
    for finding in corpus.findings:
        claim = _as_claim(finding, corpus)
        if finding.start is not None:
            text = corpus.plan(finding.plan_id).text.text
            assert text[finding.start : finding.end] == finding.quote, claim
        if finding.parent_start is not None:
            assert finding.parent_plan_id is not None, claim
            text = corpus.plan(finding.parent_plan_id).text.text
            assert text[finding.parent_start : finding.parent_end] == finding.parent_quote, claim
        assert finding.quote or finding.parent_quote, claim


def test_what_may_stand_on_a_lost_page_is_not_held_against_the_plan(corpus: Corpus) -> None:
    files = {plan.plan_id: plan.text.source for plan in corpus.plans}
    found = {
        (files[row.plan_id], files[row.parent_plan_id], row.kind, row.parent_path)
        for row in corpus.coverage
        if row.verdict == "cannot_tell"
    }
    expected = {
        (entry["file"], entry["parent_file"], kind, path)
        for entry in _MANIFEST["cannot_tell"]
        for kind in ("task", "target")
        for path in entry[f"{kind}s"]
    }
    assert found == expected


def _as_claim(finding: Finding, corpus: Corpus) -> Claim:
    return Claim(finding.kind, corpus.plan(finding.plan_id).text.source, finding.path, finding.parent_path)


# --- golden files: the values of every record, without offsets ---------------------------------------------------


def _describe(plan: Plan) -> dict[str, list[str]]:
    """Every record of a plan as one line: its address and its values. The bodies of one unit stand in no order."""
    return {
        "units": [_join(unit.path, unit.kind, unit.section, unit.label, unit.heading) for unit in plan.units],
        "citations": [
            _join(row.path, row.number, row.doc_type, row.issued_on, row.issuer, "basis" if row.is_basis else None)
            for row in plan.citations
        ],
        "targets": [
            _join(
                row.path,
                row.year,
                row.due_on,
                "hedged" if row.hedged else None,
                row.op,
                _range(row.value, row.value_max),
            )
            + _join("", row.unit, row.measure, row.baseline, row.subject, row.indicator)
            for row in plan.targets
        ],
        "tasks": [
            _join(row.path, row.group_heading, row.deliverable, row.restates, row.quote[:40]) for row in plan.tasks
        ],
        "deadlines": [
            _join(row.path, row.task_path, row.kind, row.start_on, row.end_on, row.every, row.month_day, row.quote)
            for row in plan.deadlines
        ],
        "assignments": sorted(
            _join(row.path, row.task_path, row.agency, row.role, *(ref.ref_path for ref in row.refs))
            for row in plan.assignments
        ),
    }


def _join(*values: object) -> str:
    return " | ".join("-" if value is None else str(value) for value in values)


def _range(value: object, value_max: object) -> str:
    return str(value) if value_max is None else f"{value}..{value_max}"


def _write_lines(found: dict[str, list[str]]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
