"""What a promised quantity measures, and of whom: "100% | công dân từ 16 tuổi | có danh tính số"."""

from __future__ import annotations

import re

from extractors.cues import step_back
from extractors.passages import Passage, Stretch, find_parentheses, find_quoted, strip_closing, strip_opening, trim
from extractors.quantities import Quantity

Names = tuple[str | None, str | None]
"""The population, and the thing measured."""

_LONGEST_INDICATOR = 12  # words, as people write it down in a list of targets
_LONGEST_SUBJECT = 30

_LIFTED_FROM = re.compile(r"\stừ (?:mức )?[\d.,]{1,9}\s?%?\s(?:lên|xuống|tới)\s")
_TALLY = re.compile(r"\s?\([\d./]{1,12}\)")


def name_measured(passage: Passage, clause: Stretch, quantity: Quantity) -> Names:
    """The population, without the number, and the thing measured; ``None`` where the clause does not name one.

    In "Tỷ lệ hộ dùng nước sạch đạt 95%" and "95% hộ dùng nước sạch" both stand on one side of the quantity; in "Mỗi xã
    mở ít nhất 2 lớp" on both.
    """
    subject, indicator = _name(passage, clause, quantity)
    return shorten(subject, _LONGEST_SUBJECT), shorten(indicator)


def shorten(words: str | None, most: int = _LONGEST_INDICATOR) -> str | None:
    """The first words of a wording; ``None`` where there are none.

    >>> shorten("được  cấp tài khoản,", 2)
    'được cấp'
    """
    return (" ".join(words.split()[:most]).strip(" ,;:.") or None) if words else None


def _name(passage: Passage, clause: Stretch, quantity: Quantity) -> Names:
    text, cues = passage.text, passage.cues
    before = _words_before(passage, clause[0], quantity)
    head = text[slice(*before)] if before else None
    if quantity.measure == "rank":
        return head, text[slice(*trim(text, quantity.start, clause[1]))]
    after = trim(text, _noun_start(text, quantity), clause[1])
    population, done = _split_predicate(passage, after)
    if before is None:
        if cues.starting("predicates.wholes", after[0]) is not None:
            population = None
        verb = " ".join(text[slice(*trim(text, clause[0], quantity.start))].split()[-2:])
        return population, done or (verb or None if quantity.measure == "change" else None)
    if cues.starting("indicators.each", before[0]) is not None:
        each, doing = _split_predicate(passage, before, "predicates.after_each")
        return each, " ".join(filter(None, (doing, text[slice(*after)])))
    if (share := cues.starting("indicators.shares", before[0])) is not None:
        counted, doing = _split_predicate(passage, trim(text, share, before[1]))
        return (counted, doing) if doing else (None, head)
    if not _has_population(passage, clause, quantity, population):
        is_verb = quantity.kind == "percent" and head is not None and len(head.split()) <= 2
        return None, f"{head} {text[slice(*after)]}" if is_verb else head  # "bố trí | ít nhất 3% | tổng chi ngân sách"
    if quantity.kind == "percent":
        return population, done or head
    return population, " ".join(filter(None, (head, done)))


def _noun_start(text: str, quantity: Quantity) -> int:
    """Where the population begins: the counted noun is part of it, "%", "lần" and a tally "(34/34)" are not."""
    if quantity.kind != "percent" and quantity.number.form != "multiple":
        return quantity.unit_start
    tally = _TALLY.match(text, quantity.end)
    return tally.end() if tally else quantity.end


def _has_population(passage: Passage, clause: Stretch, quantity: Quantity, population: str | None) -> bool:
    """Whether what follows a quantity is who it counts, not the whole it is a share of ("chiếm 30% GDP")."""
    if population is None or quantity.kind == "measured" or population == quantity.unit:
        return False
    if quantity.kind != "percent":
        return True
    is_share = passage.cues.has("indicators.taking", max(clause[0], quantity.start - 20), quantity.number.start)
    opens_whole = passage.cues.starting("predicates.wholes", trim(passage.text, quantity.end, clause[1])[0]) is not None
    return population[0].islower() and not is_share and not opens_whole


def _words_before(passage: Passage, start: int, quantity: Quantity) -> Stretch | None:
    """What stands before a quantity in its clause and says what is measured; ``None`` where nothing does."""
    text, cues = passage.text, passage.cues
    colon = text.rfind(":", start, quantity.start)
    since = colon + 1 if colon >= 0 else start
    for at, end in cues.within("indicators.turns", since, quantity.start):
        if text[step_back(text, at) - 1 : at].strip() in {",", ";"}:
            since = end  # "…, bảo đảm | kinh tế số chiếm tối thiểu 70%"
    since = strip_opening(passage, since, quantity.start)
    shares = cues.within("indicators.shares", since, quantity.start)
    since = shares[-1][0] if shares else since
    lifted = _LIFTED_FROM.search(text, since, quantity.start)
    until = strip_closing(passage, since, lifted.start() if lifted else quantity.start)
    return (since, until) if since < until else None


def _split_predicate(passage: Passage, stretch: Stretch, *more: str) -> Names:
    """Who, and what they do or have; all of it the first where no verb (of ``more`` lists, too) parts them."""
    text, cues, (start, end) = passage.text, passage.cues, stretch
    verbs = sorted(at for name in ("predicates.words", *more) for at, _ in cues.within(name, start, end))
    shut = [*find_quoted(text, start, end), *find_parentheses(text, start, end)]
    for at in (at for at in verbs if not any(a < at < b for a, b in shut)):
        is_name = cues.starting("predicates.names", at) is not None
        if not is_name and cues.ending("predicates.not_after", step_back(text, at)) is None:
            return text[start:at].strip(" ,") or None, text[at:end].strip()
    dated = [a for a, b in passage.dates if start < a and b == end]
    return text[start : strip_closing(passage, start, end) if dated else end].strip(" ,") or None, None
