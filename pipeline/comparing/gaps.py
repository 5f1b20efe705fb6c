"""What may have stood where a plan has lost text, so that nobody is accused of what a missing page may hold."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.records import Gap, Plan, Section, Unit

# The order in which plans set things out: aims, then what is to be reached and done, then money and duties.
_ORDER: dict[Section, int] = {"preamble": 0, "purpose": 1, "target": 2, "task": 2, "funding": 3, "responsibility": 4}
_CONTENT = _ORDER["task"]


def may_hold_task(plan: Plan) -> bool:
    """Whether a task of the plan may stand in one of its gaps."""
    return any("task" in sections for _, sections in _gaps_with_sections(plan))


def may_hold_duty(plan: Plan) -> bool:
    """Whether a line of the plan's responsibilities may stand in one of its gaps."""
    return any("responsibility" in sections for _, sections in _gaps_with_sections(plan))


def may_hold_target(plan: Plan, year: int | None) -> bool:
    """Whether a target for that year may stand in one of the plan's gaps.

    Targets stand in lists by year, in order: a gap in the list for 2026 holds no target for 2025. ``year`` is ``None``
    where the target states none; then any gap among the targets may hold it.
    """
    return any(
        "target" in sections and (year is None or _spans_year(plan, gap, year))
        for gap, sections in _gaps_with_sections(plan)
    )


def may_hold_path(plan: Plan, path: str) -> bool:
    """Whether a unit of that address, which the plan does not show, may stand in one of its gaps.

    The deepest unit above it that is there decides: only a gap at that unit's own children can hold it. Where no unit
    above it is there, any gap can.
    """
    known = {unit.path for unit in plan.units}
    above = path
    while above and above not in known:
        above = above.rpartition(".")[0]
    return touches_subtree(plan, above) if above else bool(plan.gaps)


def is_below(path: str, above: str) -> bool:
    """Whether an address is another or stands below it.

    >>> is_below("IV.1.1", "IV.1"), is_below("IV.10", "IV.1"), is_below("IV", "IV")
    (True, False, True)
    """
    return path == above or path.startswith(f"{above}.")


def touches_subtree(plan: Plan, path: str) -> bool:
    """Whether a gap stands inside or at the edge of a unit with everything below it."""
    return any(is_below(side, path) for gap in plan.gaps for side in (gap.after_path, gap.before_path) if side)


def _gaps_with_sections(plan: Plan) -> Iterator[tuple[Gap, set[Section]]]:
    units = {unit.path: unit for unit in plan.units} if plan.gaps else {}
    for gap in plan.gaps:
        before = units.get(gap.after_path or "")
        after = units.get(gap.before_path or "")
        yield gap, _sections_lost(plan, before, after)


def _sections_lost(plan: Plan, before: Unit | None, after: Unit | None) -> set[Section]:
    """The sections whose text may be missing between two neighbours; ``None`` is the start or the end of the plan."""
    lost: set[Section] = set()
    if before is not None:
        lost.add(before.section)
    if after is not None and after.parent_path is not None:  # after a part's own heading nothing of it can be lost
        lost.add(after.section)
    first = _ORDER.get(before.section, _CONTENT) if before is not None else 0
    last = _ORDER.get(after.section, _CONTENT) if after is not None else max(_ORDER.values()) + 1
    between = {section for section, order in _ORDER.items() if first < order < last}
    if first < _CONTENT == last:
        between.add("task")  # a part that sets out contents may stand before the targets
    return lost | {section for section in between if section == "task" or not _has_section(plan, section)}


def _has_section(plan: Plan, section: Section) -> bool:
    return any(unit.section == section for unit in plan.units)


def _spans_year(plan: Plan, gap: Gap, year: int) -> bool:
    listed = [target for target in plan.targets if not target.in_task and target.year is not None]
    earlier = [target.year for target in listed if target.start < gap.offset and target.year is not None]
    later = [target.year for target in listed if target.start >= gap.offset and target.year is not None]
    return (not earlier or year >= earlier[-1]) and (not later or year <= later[0])
