"""Short forms that a plan defines for itself: "… (gọi tắt là Ban Chỉ đạo 57 TW)", "hợp tác xã (HTX)".

Two ways occur. A parenthesis says that it is a short form; then the long one begins where the words before it last say
the short form's first word. Or a parenthesis holds nothing but initials; then the long one is the run of words before
it that they are the initials of. Where neither fits, nothing is said: a wrong long form is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from extractors.records import Abbreviation, Unit

_SAID = re.compile(
    r"\(\s?(?:sau\s+đây\s+)?(?:được\s+)?(?:gọi\s+tắt|viết\s+tắt|gọi\s+chung|gọi)(?:\s+là)?\s*:?\s*"
    r"[“\"]?(?P<short>[^()“”\"\n]{1,80}?)[”\"]?\s?\)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<=[^\s(])\s?\(\s?(?P<short>[A-ZĐ][A-ZĐÂĂÊÔƠƯ&\-]{1,11})\s?\)")
_OPENING_QUOTES, _CLOSING_QUOTES = '“"', '”"'
_QUOTE_MARKS = re.compile(r"[“”\"]")
_SENTENCE_END = re.compile(r"[;\n]|\.\s")
_SYLLABLE = re.compile(r"[^\W_]+")
_LONGEST = 400  # characters; the longest real name so far has 150
_UNSAID = frozenset({"và", "của", "về", "cho", "các"})  # words that initials often leave out


@Language.component("abbreviations")
def find_abbreviations(doc: Doc) -> Doc:
    """Leave the plan's own short forms in ``doc.user_data["abbreviations"]``, each at its first definition."""
    found: dict[str, Abbreviation] = {}
    units: tuple[Unit, ...] = doc.user_data["units"]
    for unit in units:
        for abbreviation in read_abbreviations(unit):
            found.setdefault(abbreviation.short, abbreviation)
    records = tuple(sorted(found.values(), key=lambda record: record.start))
    doc.user_data["abbreviations"] = records
    spans = (doc.char_span(record.start, record.end, alignment_mode="expand") for record in records)
    doc.spans["abbreviations"] = [span for span in spans if span is not None]
    return doc


def read_abbreviations(unit: Unit) -> list[Abbreviation]:
    """The short forms that one unit defines."""
    records = []
    for match, begins, rule in _find_definitions(unit.text):
        long = _strip_quotes(unit.text[begins : match.start()].strip(" ,"))
        short = " ".join(match["short"].split())
        if long and len(long) > len(short):
            records.append(
                Abbreviation(
                    path=unit.path,
                    start=unit.start + begins,
                    end=unit.start + match.end(),
                    quote=unit.text[begins : match.end()],
                    rule=rule,
                    short=short,
                    long=" ".join(long.split()),
                )
            )
    return records


def _strip_quotes(name: str) -> str:
    """A name without the quotation marks around all of it, or around more than it; those of a name within it stay.

    >>> _strip_quotes("“hợp tác xã”"), _strip_quotes("hợp tác xã”"), _strip_quotes("Phong trào “Sạch làng”")
    ('hợp tác xã', 'hợp tác xã', 'Phong trào “Sạch làng”')
    >>> _strip_quotes("“Sạch làng” và “Đẹp ngõ”")
    '“Sạch làng” và “Đẹp ngõ”'
    """
    opening, closing = name[:1] in _OPENING_QUOTES, name[-1:] in _CLOSING_QUOTES
    inside = name[opening : len(name) - closing]
    marks = _QUOTE_MARKS.findall(inside)
    return name if len(marks) % 2 or marks[:1] == ["”"] else inside.strip(" ,")


def _find_definitions(text: str) -> Iterator[tuple[re.Match[str], int, str]]:
    """Each definition with the place where its long form begins."""
    for match in _SAID.finditer(text):
        begins = _find_first_word(text, match)
        if begins is None:
            begins = _match_initials(text, match)
        if begins is not None:
            yield match, begins, "abbreviation_said"
    for match in _INITIALS.finditer(text):
        begins = _match_initials(text, match)
        if begins is not None:
            yield match, begins, "abbreviation_initials"


def _find_first_word(text: str, match: re.Match[str]) -> int | None:
    """Where the words before last say what the short form opens with: as many of its words as they do say."""
    low = _sentence_start(text, match.start())
    before = text[low : match.start()]
    words = match["short"].split()
    for count in range(len(words) - 1, 0, -1):
        opening = r"\s+".join(map(re.escape, words[:count]))
        found = list(re.finditer(rf"(?<!\w){opening}(?!\w)", before))
        if found:
            return low + found[-1].start()
    whole = list(re.finditer(rf"(?<!\w){re.escape(words[0])}(?!\w)", before)) if words else []
    return low + whole[-1].start() if whole else None


def _match_initials(text: str, match: re.Match[str]) -> int | None:
    """Where the run of words begins that the short form's letters are the initials of, read backwards."""
    letters = [letter for letter in match["short"].upper() if letter.isalpha()]
    if len(letters) < 2 or not match["short"].isupper():
        return None
    syllables = list(_SYLLABLE.finditer(text, _sentence_start(text, match.start()), match.start()))
    begins: int | None = None
    for syllable in reversed(syllables):
        if not letters:
            break
        if syllable.group()[0].upper() == letters[-1]:
            letters.pop()
            begins = syllable.start()
        elif begins is None or syllable.group().lower() not in _UNSAID:
            return None
    return begins if not letters else None


def _sentence_start(text: str, position: int) -> int:
    low = max(0, position - _LONGEST)
    return max((end.end() for end in _SENTENCE_END.finditer(text, low, position)), default=low)
