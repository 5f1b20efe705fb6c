"""Which quantities of a passage are promised, each with its clause.

In the part that sets targets every quantity is, unless it is told of the past, cited, or counts parts of a list; in
other parts only what is bound ("ít nhất 5 mentee"), promised ("bảo đảm 100% …") or made ("tổ chức 02 lớp tập huấn").
A quantity inside what another one promises is none ("100% khu … có tối thiểu 1 trạm" promises the 100%). The words
stand in ``lexicon/commitments.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.amounts.cues import Cues, step_back, step_on
from extractors.amounts.indicators import Names, name_measured, shorten
from extractors.amounts.passages import (
    RUN_IN,
    Passage,
    Stretch,
    find_parentheses,
    find_quoted,
    split_clauses,
    split_sentences,
    strip_opening,
    trim,
)
from extractors.amounts.quantities import Quantity
from extractors.amounts.target_clauses import find_opening

# A clause, the quantity promised in it, and the place among the sentence's clauses of the one it is part of.
_Promise = tuple[Stretch, Quantity, int]


class Commitment(NamedTuple):
    """One quantity promised; ``text[start:end]`` is the clause that does it, ``sentence`` what that stands in.

    ``subject`` is the population, without the number; ``indicator`` the thing measured, in at most 12 words;
    ``baseline`` what a change is measured from ("so với năm 2020").
    """

    start: int
    end: int
    sentence: Stretch
    quantity: Quantity
    hedged: bool
    subject: str | None
    indicator: str | None
    baseline: str | None


_BASELINE = re.compile(r"(?<!\w)so với\s[^,;.()\n]{2,80}", re.IGNORECASE)
_MULTIPLIED = re.compile(r"\s(năm \d{4})(?!\w)", re.IGNORECASE)
_FIELD = re.compile(r"(?<!\w)về\s.{1,120}", re.IGNORECASE)
_FIGURES = 6  # years in a row that a plan gives one figure each ("năm 2026: …; năm 2027: …")
_LIFTED = re.compile(r"(?<!\w)từ (?:mức )?[\d.,]{1,9}\s?%?(?: năm \d{4})?(?=\s(?:lên|xuống|tới)(?!\w))", re.IGNORECASE)


def read_commitments(passage: Passage) -> list[Commitment]:
    """Every quantity promised in a passage, in order."""
    found: list[Commitment] = []
    starts = [quantity.start for quantity in passage.quantities]
    for start, end in split_sentences(passage.text, passage.start, passage.end, passage.in_table) if starts else ():
        inside = passage.quantities[bisect_left(starts, start) : bisect_left(starts, end)]
        if inside and not _TALLY.search(passage.text, start, end):
            found.extend(_read_sentence(passage, (start, end), inside))
    return found


def _read_sentence(passage: Passage, sentence: Stretch, quantities: Sequence[Quantity]) -> Iterator[Commitment]:
    promises = _find_promises(passage, sentence, quantities)
    names = [name_measured(passage, clause, quantity) for clause, quantity, _ in promises]
    hedged = False
    for place, (clause, quantity, _) in enumerate(promises):
        hedged = _is_hedged(passage.cues, sentence[0], promises, place, hedged)
        subject, indicator = _share_names(promises, names, place)
        yield Commitment(
            start=clause[0],
            end=clause[1],
            sentence=sentence,
            quantity=quantity,
            hedged=hedged,
            subject=subject,
            indicator=indicator,
            baseline=_read_baseline(passage.text, clause, quantity),
        )


def _share_names(promises: Sequence[_Promise], names: Sequence[Names], place: int) -> Names:
    """What "80% trạm y tế và 100% cơ sở đủ điều kiện" says of the second holds for the first, or the other way.

    Over a semicolon only a figure without any words takes them: "Năm 2026: 60%; năm 2027: 70% số hộ dùng nước sạch".
    """
    subject, indicator = names[place]
    if promises[place][1].measure == "rank" and indicator is not None:
        return subject, _share_field(promises, names, place)
    near = [other for other in (*range(place + 1, place + _FIGURES), place - 1) if 0 <= other < len(promises)]
    if subject is None and indicator is None:
        return next((names[other] for other in near if any(names[other])), (None, None))
    beside = [other for other in near if abs(other - place) == 1 and promises[other][2] == promises[place][2]]
    return subject, indicator or next((names[other][1] for other in beside), None)


def _share_field(promises: Sequence[_Promise], names: Sequence[Names], place: int) -> str | None:
    """What a rank is in, told at the next of a list: "thuộc nhóm 3 nước dẫn đầu khu vực, nhóm 50 nước dẫn đầu về …"."""
    own = names[place][1] or ""
    if _FIELD.search(own):
        return own
    following = (names[other][1] or "" for other in range(place + 1, len(promises)) if _ranks(promises[other]))
    field = _FIELD.search(next(following, ""))
    return shorten(f"{own} {field.group()}") if field else own


def _ranks(promise: _Promise) -> bool:
    return promise[1].measure == "rank"


def _read_baseline(text: str, clause: Stretch, quantity: Quantity) -> str | None:
    """What a change starts from: "so với năm 2020" after it, "từ 85%" before "lên 90%", "gấp đôi | năm 2020"."""
    multiplied = _MULTIPLIED.match(text, quantity.end) if quantity.number.form == "multiple" else None
    if multiplied is not None:
        return multiplied.group(1)
    compared = _BASELINE.search(text, quantity.end, clause[1]) or _LIFTED.search(text, clause[0], quantity.number.end)
    return compared.group().strip() if compared else None


def _is_hedged(cues: Cues, start: int, promises: Sequence[_Promise], place: int, before: bool) -> bool:
    """Whether a "phấn đấu" governs a quantity: it holds for a list, until a clause of it promises by itself."""
    (clause_start, _), quantity, _ = promises[place]
    since = promises[place - 1][1].end if place else start
    if cues.has("hedges", since, quantity.number.start):
        return True
    opens_anew = cues.first("promises", clause_start, quantity.start)
    return before and not (opens_anew and opens_anew[0] == clause_start)


# --- which are promised ------------------------------------------------------------------------------------------

# "Có 34/34 địa phương hoàn thành …": a tally of what is done.
_TALLY = re.compile(r"(?<![\w/])\d{1,5}/\d{1,5}\s(?!(?:tổng|số|dân|diện tích|thành viên|các)\b)[^\W\d]")
_COMPARED = re.compile(r"(?<!\w)(?:so với|so|từ mức|tương đương|bằng mức)\s(?:mức\s)?\Z", re.IGNORECASE)
_FOR_THOSE = re.compile(r"(?<!\w)đối với\s[^,;:\n]{2,80}\scó(?!\w)[^,;:\n]{0,60}\Z", re.IGNORECASE)
_PROGRAMME = re.compile(r"(?<!\w)(?:chương trình|đề án|dự án|kế hoạch|phong trào|chiến dịch)\s\Z", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;.\n]")
_LIFTED_FROM = re.compile(r"\s(?:số \w+ )?(?:lên|xuống|tới)\s(?:còn\s|trên\s|đạt\s|dưới\s)?\d")


def _find_promises(passage: Passage, sentence: Stretch, quantities: Sequence[Quantity]) -> list[_Promise]:
    start, end = sentence
    starts = [quantity.start for quantity in quantities]
    brackets = find_parentheses(passage.text, start, end)
    open_ones = [bracket for bracket in brackets if _promises_by_itself(passage, bracket, brackets, quantities)]
    shut = [*(bracket for bracket in brackets if bracket not in open_ones), *find_quoted(passage.text, start, end)]
    promises: list[_Promise] = []
    for place, clause in enumerate(split_clauses(passage.text, start, end)):
        inside = quantities[bisect_left(starts, clause[0]) : bisect_left(starts, clause[1])]
        chosen = _choose_promised(passage, sentence, clause, inside, shut)
        ends = [*(opening for opening, _ in chosen[1:]), clause[1]]
        for (opening, quantity), until in zip(chosen, ends, strict=False):
            inside_of = next((bracket for bracket in open_ones if bracket[0] < quantity.start < bracket[1]), None)
            since, until = (inside_of[0] + 1, inside_of[1] - 1) if inside_of else (opening, until)
            promises.append((trim(passage.text, since, until), quantity, place))
    return promises


def _promises_by_itself(
    passage: Passage, bracket: Stretch, brackets: Sequence[Stretch], quantities: Sequence[Quantity]
) -> bool:
    """Whether what stands in brackets is no remark: "… trong năm 2026 (phấn đấu đạt 5.000 bạn đọc)".

    Among targets also a bound, where nothing outside is counted: "Làm nhà ở xã hội (tối thiểu 500 căn)".
    """
    if passage.cues.starting("hedges", bracket[0] + 1) is not None:
        return True
    first = next((quantity for quantity in quantities if quantity.start == bracket[0] + 1), None)
    alone = all(any(a < quantity.start < b for a, b in brackets) for quantity in quantities)
    return passage.sets_targets and alone and first is not None and first.op != "="


def _choose_promised(
    passage: Passage, sentence: Stretch, clause: Stretch, quantities: Sequence[Quantity], shut: Sequence[Stretch]
) -> list[tuple[int, Quantity]]:
    """The quantities promised in a clause, each with the offset where its own part of the clause begins."""
    chosen: list[tuple[int, Quantity]] = []
    for quantity in quantities:
        if _is_aside(passage, sentence, quantity, shut) or not _counts(passage, quantity):
            continue
        before = chosen[-1][1] if chosen else None
        opening = clause[0] if before is None else find_opening(passage, before, quantity, shut)
        if opening is None or not (
            passage.sets_targets
            or _is_bound(passage, sentence, opening, quantity)
            or (before is not None and _goes_on(passage, before, opening, quantity))
        ):
            continue
        chosen.append((opening, _carry_change(passage, before, opening, quantity)))
    return chosen


def _goes_on(passage: Passage, before: Quantity, opening: int, quantity: Quantity) -> bool:
    """Whether a bare figure goes on what was promised before: "Giảm ít nhất 30% thời gian, | 20% chi phí"."""
    return before.kind == quantity.kind and strip_opening(passage, opening, quantity.start) >= quantity.start


def _carry_change(passage: Passage, before: Quantity | None, opening: int, quantity: Quantity) -> Quantity:
    """The verb of "giảm 30% thời gian, | 20% chi phí" holds for the second figure too."""
    carried = before is not None and before.measure == "change" and quantity.measure == "level"
    if carried and before is not None and _goes_on(passage, before, opening, quantity):
        return quantity._replace(measure="change")
    return quantity


def _is_aside(passage: Passage, sentence: Stretch, quantity: Quantity, shut: Sequence[Stretch]) -> bool:
    """Whether a quantity is cited, explained, compared with, told of the past, or a rule for cases."""
    text, cues, start, place = passage.text, passage.cues, sentence[0], quantity.number.start
    if any(a < place < b for a, b in (*passage.cited, *shut)):
        return True
    if _COMPARED.search(text, max(start, quantity.start - 20), quantity.start):
        return True
    if _LIFTED_FROM.match(text, quantity.end) and text[start : quantity.start].endswith("từ "):
        return True
    start = max([start, *(label.end() for label in RUN_IN.finditer(text, start, place))])
    if cues.has("reported.anywhere", start, place):
        return True
    others = ("reported.outside_targets", "conditions.words", "conditions.opening")
    return not passage.sets_targets and any(cues.has(name, start, place) for name in others)


def _counts(passage: Passage, quantity: Quantity) -> bool:
    """Whether a quantity says how much at all: numbers in words and listed nouns need a bound."""
    if quantity.kind == "listed":
        return quantity.bounded and quantity.op in {">=", "<="}
    if quantity.bounded or quantity.kind == "percent" or quantity.measure in {"ratio", "rank"}:
        return True
    located = passage.cues.ending("fillers.located", step_back(passage.text, quantity.start)) is not None
    if quantity.number.form == "words" or (located and quantity.number.high is None):
        return False
    return not quantity.unit.startswith("lần")


def _is_bound(passage: Passage, sentence: Stretch, opening: int, quantity: Quantity) -> bool:
    """Whether a quantity outside the targets part is a promise all the same."""
    cues, place, start = passage.cues, quantity.start, sentence[0]
    hedged = cues.has("hedges", start, place)
    if not hedged and (_is_norm(passage, opening, quantity) or _is_condition(passage, opening, quantity)):
        return False
    reached = cues.ending("promises", step_back(passage.text, place)) if quantity.op == "<" else None
    promised = hedged or cues.has("promises", opening, quantity.number.start if reached is None else reached)
    if quantity.op == ">=":
        return True
    if cues.has("conditions.aims", opening, place) and not hedged:
        return False
    if quantity.kind == "percent":
        return promised or (quantity.op == "=" and quantity.number.value == 100 and quantity.number.high is None)
    if quantity.op == "=":
        return hedged or _is_output(passage, quantity)
    return promised or (quantity.op == ">" and _is_output(passage, quantity))


def _is_norm(passage: Passage, opening: int, quantity: Quantity) -> bool:
    """Whether a quantity says how much is paid, how long, how large a case is; costs that are cut are promised."""
    if passage.cues.has("norms.before", max(opening, quantity.start - 60), quantity.start):
        return True
    after = step_on(passage.text, quantity.end)
    is_cut = quantity.measure == "change" and passage.cues.starting("norms.cut", after) is not None
    return passage.cues.starting("norms.after", after) is not None and not is_cut


def _is_condition(passage: Passage, opening: int, quantity: Quantity) -> bool:
    """Whether a quantity says which ones are meant: "Xã | có từ 50% … trở lên | được ưu tiên", "đối với xã có …"."""
    text, cues = passage.text, passage.cues
    if _FOR_THOSE.search(text, opening, quantity.start):
        return True
    start = quantity.start - len("từ ") if text.endswith(" từ ", 0, quantity.start) else quantity.start
    having = cues.ending("conditions.having", step_back(text, start))
    if having is None or strip_opening(passage, opening, having) >= having:
        return False
    if any(cues.has(name, opening, having) for name in ("promises", "indicators.each")):
        return False
    until = _CLAUSE_END.search(text, quantity.end, passage.end)
    return cues.has("conditions.after", quantity.end, until.start() if until else passage.end)


def _is_output(passage: Passage, quantity: Quantity) -> bool:
    """Whether a quantity says how many are made, held, trained; "Chương trình phát triển | 1.000 …" is a name."""
    verb = passage.cues.ending("outputs.verbs", step_back(passage.text, quantity.start))
    if verb is None or _PROGRAMME.search(passage.text, passage.start, verb):
        return False
    return passage.cues.starting("outputs.nouns", step_on(passage.text, quantity.unit_start)) is not None
