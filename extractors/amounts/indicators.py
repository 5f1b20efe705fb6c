"""What a promised quantity measures, and of whom: "100% | công dân từ 16 tuổi | có danh tính số"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.amounts.cues import step_back, step_on
from extractors.amounts.passages import (
    Passage,
    Stretch,
    find_parentheses,
    find_quoted,
    strip_closing,
    strip_opening,
    trim,
)
from extractors.amounts.quantities import Quantity
from extractors.text.words import is_word

Names = tuple[str | None, str | None]
"""The population, and the thing measured."""

_LONGEST_INDICATOR = 12  # words, as people write it down in a list of targets
_LONGEST_SUBJECT = 30

_LIFTED_FROM = re.compile(r"\stừ (?:mức )?[\d.,]{1,9}\s?%?\s(?:lên|xuống|tới)\s")
_COMPARED = re.compile(r"[\s,(]so với\s", re.IGNORECASE)  # what follows is the baseline, not what is measured
_TALLY = re.compile(r"\s?\([\d./]{1,12}\)")
_RUN_IN_LABEL = re.compile(r"\((?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s")
_SYLLABLE = re.compile(r"[^\W\d_]+")
_SYLLABLE_BEFORE = re.compile(r"[^\W\d_]+\Z")


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
    compared = _COMPARED.search(text, quantity.end, clause[1])
    after = trim(text, _noun_start(text, quantity), compared.start() if compared else clause[1])
    population, done = _split_predicate(passage, after)
    if before is None:
        if cues.starting("predicates.wholes", after[0]) is not None:
            population = None
        label = _RUN_IN_LABEL.match(text, clause[0], quantity.start)
        verb = " ".join(text[slice(*trim(text, label.end() if label else clause[0], quantity.start))].split()[-2:])
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
    is_noun = population[0].islower() or population.split()[0].isupper()  # "100% | TTHC được thực hiện trực tuyến"
    return is_noun and not is_share and not opens_whole


def _words_before(passage: Passage, start: int, quantity: Quantity) -> Stretch | None:
    """What stands before a quantity in its clause and says what is measured; ``None`` where nothing does."""
    text, cues = passage.text, passage.cues
    colon = text.rfind(":", start, quantity.start)
    since = colon + 1 if colon >= 0 else start
    for at, end in cues.within("indicators.turns", since, quantity.start):
        if text[step_back(text, at) - 1 : at].strip() in {",", ";"}:
            since = end  # "…, bảo đảm | kinh tế số chiếm tối thiểu 70%"
    label = _RUN_IN_LABEL.match(text, step_on(text, since), quantity.start)
    since = strip_opening(passage, label.end() if label else since, quantity.start)
    shares = cues.within("indicators.shares", since, quantity.start)
    since = shares[-1][0] if shares else since
    lifted = _LIFTED_FROM.search(text, since, quantity.start)
    until = strip_closing(passage, since, lifted.start() if lifted else quantity.start)
    return (since, until) if since < until else None


def _split_predicate(passage: Passage, stretch: Stretch, *more: str) -> Names:
    """Who, and what they do or have; all of it the first where no verb (of ``more`` lists, too) parts them.

    What it is for ("… | góp phần bảo đảm an ninh") is neither.
    """
    text, cues, (start, end) = passage.text, passage.cues, stretch
    aims = [at for at, _ in cues.within("predicates.aims", start + 1, end)]
    aim = min([*aims, end])
    verb = next(_find_verbs(passage, start, aim, more), None)
    if verb is not None:
        return text[start:verb].strip(" ,") or None, text[verb:end].strip()
    dated = [a for a, b in passage.dates if start < a and b == aim]
    return text[start : strip_closing(passage, start, aim) if dated else aim].strip(" ,") or None, None


def _find_verbs(passage: Passage, start: int, end: int, lists: Sequence[str]) -> Iterator[int]:
    """Where predicates begin in a stretch, in order: verbs that are no part of a name, a longer word or a quotation."""
    text, cues = passage.text, passage.cues
    verbs = [at for name in ("predicates.words", *lists) for at, _ in cues.within(name, start, end)]
    verbs += [at for at, until in cues.within("predicates.alone", start, end) if _stands_alone(text, at, until)]
    shut = [*find_quoted(text, start, end), *find_parentheses(text, start, end)]
    for at in sorted(verbs):
        is_name = cues.starting("predicates.names", at) is not None
        is_part = is_name or cues.ending("predicates.not_after", step_back(text, at)) is not None
        if not is_part and not any(a < at < b for a, b in shut):
            yield at


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a syllable makes no longer word with the one before it or after it."""
    before = _SYLLABLE_BEFORE.search(text, max(0, start - 12), step_back(text, start))
    after = _SYLLABLE.match(text, step_on(text, end))
    verb = text[start:end]
    return not ((before and is_word(before.group(), verb)) or (after and is_word(verb, after.group())))
