"""Words with a slip: which word was printed, by the words that stand beside it.

A word that is no syllable, or that makes sense with neither neighbour ("phò biến", "chủtrì", "ph ối hợp"), is held
against every word that differs from it by its marks and at most one letter. The one that makes a word with a neighbour
is taken, if no other does as well. What makes a word is known from three sources: the word list (74,000 words), the
lexicon of cues and bodies, and the plan itself, which says most of its words more than once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.text.syllables import load_syllables, make_key
from pipeline.mending.model import (
    ALIKE,
    IN_LEXICON,
    IN_LIST,
    MARK,
    OTHER,
    Model,
    Word,
    is_common,
    is_word,
    lexicon_words,
    make_word,
    rate_known,
    rate_slip,
    split_words,
    stands_beside_any,
)
from pipeline.mending.slips import Slip

# By how much a word must be better than what is printed, where that is no word and where it is one; and than others.
_BETTER_THAN_NONE, _BETTER_THAN_WORD, _BETTER_THAN_OTHERS = 0.3, 2.2, 0.3
# Of the words of a text: recognition that errs in one letter of fifty leaves slips in one word of twenty; texts that
# were never recognised seem to have up to two in a thousand, words that the lists do not know ("hóc nghẹn", "phao").
_SLIPPING, _FEW = 0.004, 3
# What a pair is worth that says little, and how much oftener a plan says a word than what is read for it.
_SAID_OF_ANY, _OUTNUMBERS, _EVERYWHERE = 0.4, 4, 15
_DIGITS_AS_LETTERS = {"1": "TtlI", "0": "oO", "5": "sS", "8": "B", "4": "đ"}


@dataclass(frozen=True)
class _Place:
    """A word where it is printed, and the keys of the words beside it; ``own`` is what they are worth together."""

    word: Word
    before: str | None
    after: str | None
    own: float
    known: bool
    strict: bool


def find_word_slips(text: str) -> list[Slip]:
    """The slips of a text in order, none overlapping another.

    Words that are certainly slips are mended in every text; words that only make no sense where they stand, in a text
    that is known to slip by the former.

    >>> [slip.mended for slip in find_word_slips("Sở Y tế chủtrì, ph ối hợp với các sở phò biến trên80% tài liệu")]
    ['chủ trì', 'phối', 'phổ', 'trên ']
    """
    words = list(split_words(text))
    model = Model(words)
    certain = _list_slips(text, _mend_all(words, model, strict=True))
    if len(certain) <= max(_SLIPPING * len(words), _FEW):
        return certain
    return _list_slips(text, _mend_all(words, model, strict=False))


def _mend_all(words: Sequence[Word], model: Model, strict: bool) -> list[Word]:
    done: list[Word] = []
    index = 0
    while index < len(words):
        if done and _is_right(done[-1], words[index]):
            done.append(words[index])
            index += 1
            continue
        mended, taken = _mend_at(words, index, done[-1] if done else None, model, strict)
        done += mended
        index += taken
    return done


def _is_right(last: Word, word: Word) -> bool:
    """Whether a syllable is sure to be what was printed, since it makes a word with the one before: most are."""
    return word.joined and word.key != OTHER and make_word(last.key, word.key) and is_word(word.key)


def _list_slips(text: str, words: Sequence[Word]) -> list[Slip]:
    slips: list[Slip] = []
    for word in words:
        start, end = word.start, word.end
        if slips and slips[-1].start == start:
            slips[-1] = slips[-1]._replace(mended=f"{slips[-1].mended} {word.text}")
        elif text[start:end] != word.text or text[start - 1 : start].isdigit() or text[end : end + 1].isdigit():
            slips.append(Slip(start, end, word.text))
    parted = (_part_from_number(text, slip) for slip in slips)
    return [slip for slip in parted if text[slip.start : slip.end] != slip.mended]


def _part_from_number(text: str, slip: Slip) -> Slip:
    """The word with the blank that was lost between it and a number ("trên80%", "2025của")."""
    if len(slip.mended) < 2 or slip.mended.isupper() or make_key(slip.mended) not in lexicon_words():
        return slip
    before = " " if text[slip.start - 1 : slip.start].isdigit() else ""
    after = " " if text[slip.end : slip.end + 1].isdigit() else ""
    return slip._replace(mended=before + slip.mended + after)


def _mend_at(
    words: Sequence[Word], index: int, last: Word | None, model: Model, strict: bool
) -> tuple[list[Word], int]:
    """The words that stand at a place, and how many printed ones they stand for."""
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else None
    if word.key == OTHER:
        letters = _read_digit(word, following, last, model) if following else None
        return ([letters], 2) if letters else ([word], 1)
    before = last.key if last is not None and word.joined else None
    after = following.key if following is not None and following.joined else None
    own = model.rate_pair(before, word.key, printed=True) + model.rate_pair(word.key, after, printed=True)
    known = model.knows(word.key)
    if own >= IN_LIST and (known or strict):
        return [word], 1
    place = _Place(word, before, after, own, known, strict)
    if following is not None and after is not None:
        beyond = words[index + 2].key if index + 2 < len(words) and words[index + 2].joined else None
        if joined := _join(place, following, beyond, model):
            return [joined], 2
    if len(word.text) == 1:
        return [word], 1
    if place.known:
        keep = own > (0 if strict else IN_LIST / 2) or stands_beside_any(word.key)
        return [word if keep else _replace(place, following, model)], 1
    return _part(place, model) or [_replace(place, following, model)], 1


def _read_digit(digit: Word, rest: Word, last: Word | None, model: Model) -> Word | None:
    """A word of which a letter was taken for a digit ("1ỷ lệ" for "Tỷ lệ")."""
    if digit.end != rest.start or rest.key == OTHER or (rest.text.isascii() and len(rest.text) < 3):
        return None
    letters = (letter + rest.text for letter in _DIGITS_AS_LETTERS.get(digit.text, ""))
    return next(
        (
            Word(digit.start, rest.end, text, make_key(text), digit.joined)
            for text in letters
            if model.says(make_key(text))
        ),
        None,
    )


def _join(place: _Place, following: Word, beyond: str | None, model: Model) -> Word | None:
    """Two pieces of one word, which a blank parts."""
    text = place.word.text + following.text
    key = make_key(text)
    if following.key == OTHER or key not in load_syllables():
        return None
    certain = not (place.known and model.knows(following.key))
    if not certain and place.own > 0:
        return None
    apart = place.own + model.rate_pair(following.key, beyond, printed=True)
    whole = model.rate_pair(place.before, key) + model.rate_pair(key, beyond) + model.rate_alone(key)
    if whole <= apart + (0 if certain else _BETTER_THAN_WORD):
        return None
    return Word(place.word.start, following.end, text, key, place.word.joined)


def _part(place: _Place, model: Model) -> list[Word] | None:
    """Two words between which a blank was lost."""
    word = place.word
    found: list[tuple[float, int]] = []
    for cut in range(1, len(word.text)):
        first, second = make_key(word.text[:cut]), make_key(word.text[cut:])
        if is_word(first) and is_word(second):
            beside = model.rate_pair(place.before, first) + model.rate_pair(second, place.after)
            found.append((beside + model.rate_pair(first, second), cut))
    worth, cut = max(found, default=(0.0, 0))
    if worth <= 0:
        return None
    first, second = word.text[:cut], word.text[cut:]
    return [
        word._replace(text=first, key=make_key(first)),
        word._replace(text=second, key=make_key(second), joined=True),
    ]


def _replace(place: _Place, following: Word | None, model: Model) -> Word:
    """The word that was printed, where one is clearly better than what was read."""
    word = place.word
    rated = sorted(
        (
            (worth, key)
            for key in model.list_alike(word.key, place.before, place.after)
            if (worth := _rate(place, key, following, model)) is not None
        ),
        reverse=True,
    )
    better = _BETTER_THAN_WORD if place.known else _BETTER_THAN_NONE
    if not rated or rated[0][0] < place.own + better:
        return word
    if len(rated) > 1 and rated[0][0] - rated[1][0] < _BETTER_THAN_OTHERS:
        return word
    key = rated[0][1]
    return word._replace(text=_take_case(word.text, model.spell(key)), key=key)


def _rate(place: _Place, key: str, following: Word | None, model: Model) -> float | None:
    """What a word is worth in a place; ``None`` where it may not be taken for the one that is printed there."""
    slip = rate_slip(place.word.key, key)
    if slip is None or (place.known and (slip > ALIKE + MARK or not model.says(key))):
        return None
    beside = _rate_beside(place, key, model)
    known = max(_rate_known(place.before, key, key), _rate_known(key, place.after, key))
    if not place.strict and (model.says_together(place.before, key) or model.says_together(key, place.after)):
        known = IN_LEXICON
    if place.known and (known < IN_LEXICON or beside < _require(place, key, following, model)):
        return None  # what a plan says once may be a slip itself
    if place.strict and not _is_certain(place, key, slip, known, following, model):
        return None
    if not place.known:
        if _is_name(place, following) and slip > ALIKE and beside < IN_LEXICON:
            return None
        if place.word.text.isupper() and place.word.text.isascii() and not _is_known_abbreviation(key):
            return None  # an abbreviation stands for words and looks like many
    return beside + model.rate_alone(key) - slip


def _is_certain(place: _Place, key: str, slip: float, known: float, following: Word | None, model: Model) -> bool:
    """Whether it is a slip even in a text without others: of marks, or of a letter's form in what is no word."""
    if _is_name(place, following):  # "Bộ Cộng an" is the name of a body; "Vạn Khoa" is a name and no slip
        sides = rate_known(place.before, key), rate_known(key, place.after)
        return slip <= MARK and min(sides) >= IN_LEXICON
    if place.known:
        beside = {place.before, place.after}
        # "trồng mới 3 ha" is no "mỗi 3 ha", but "12 nám 2024" is a year
        beside_number = OTHER in beside and len(beside) > 1 and stands_beside_any(key)
        return slip <= MARK and known >= IN_LEXICON and not beside_number
    marked = not place.word.text.isascii() and slip <= MARK and model.count(key) >= _EVERYWHERE
    return marked or (slip <= ALIKE and known >= IN_LIST)


def _rate_beside(place: _Place, key: str, model: Model) -> float:
    """What a word is worth between its neighbours; those that stand beside any word say little of it."""
    worth = 0.0
    for first, second in ((place.before, key), (key, place.after)):
        pair = model.rate_pair(first, second)
        worth += pair if _tells(first, second, key) else pair * _SAID_OF_ANY
    return worth


def _rate_known(first: str | None, second: str | None, key: str) -> float:
    return rate_known(first, second) if _tells(first, second, key) else 0.0


def _tells(first: str | None, second: str | None, key: str) -> bool:
    """Whether the neighbour of a word says which it is: "các", "của" and numbers stand beside any."""
    neighbour = first if second == key else second
    return stands_beside_any(key) or not (neighbour == OTHER or stands_beside_any(neighbour or ""))


def _require(place: _Place, key: str, following: Word | None, model: Model) -> float:
    """How well a word must go with its neighbours to be taken for another word that is printed.

    A word that the plan says often, and one that makes many words, is hardly a slip; less so of a word said seldom.
    """
    printed = model.count(place.word.key)
    if printed > 1 and model.count(key) < _OUTNUMBERS * printed:
        return 3 * IN_LEXICON
    once = printed == 1 and rate_slip(place.word.key, key) == MARK
    if _is_name(place, following) or (not once and (printed > 1 or is_common(place.word.key))):
        return IN_LEXICON + IN_LIST
    return IN_LEXICON


def _is_name(place: _Place, following: Word | None) -> bool:
    """Whether it is written as names are, which make a word with nothing and look like many."""
    beside_name = place.before is not None or (
        following is not None and following.joined and following.text[0].isupper()
    )
    return place.word.text[0].isupper() and not place.word.text.isupper() and beside_name


def _is_known_abbreviation(key: str) -> bool:
    return len(key) > 3 and key in lexicon_words() and not is_word(key)


def _take_case(printed: str, word: str) -> str:
    if printed.isupper() and len(printed) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if printed[0].isupper() else word
