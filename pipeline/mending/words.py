"""Words with a slip: which word was printed, by the words that stand beside it.

A word that is no syllable, or that makes sense with neither neighbour ("phò biến", "chủtrì", "ph ối hợp"), is held
against every word that differs from it by its marks and at most one letter. The one that makes a word with a neighbour
is taken, if no other does as well. What makes a word is known from three sources: the word list (74,000 words), the
lexicon of cues and bodies, and the plan itself, which says most of its words more than once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.text.syllables import load_syllables, make_key
from pipeline.mending.model import (
    IN_LEXICON,
    IN_LIST,
    LETTER,
    MARK,
    OTHER,
    Model,
    Word,
    is_common,
    is_word,
    lexicon_words,
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
_SLIPPING = 0.005
_DIGITS_AS_LETTERS = {"1": "TtlI", "0": "oO", "5": "sS", "8": "B", "4": "đ"}


@dataclass(frozen=True)
class _Place:
    """A word where it is printed, and the keys of the words beside it; ``own`` is what they are worth together."""

    word: Word
    before: str | None
    after: str | None
    own: float
    known: bool


def find_word_slips(text: str) -> list[Slip]:
    """The slips of a text in order, none overlapping another; none where they are too few to be slips.

    >>> [slip.mended for slip in find_word_slips("Sở Y tế chủtrì, ph ối hợp với các sở phò biến trên80% tài liệu")]
    ['chủ trì', 'phối', 'phổ', 'trên ']
    """
    words = list(split_words(text))
    model = Model(words)
    done: list[Word] = []
    index = 0
    while index < len(words):
        mended, taken = _mend_at(words, index, done[-1] if done else None, model)
        done += mended
        index += taken
    slips = _list_slips(text, done)
    return slips if len(slips) > _SLIPPING * len(words) else []


def _list_slips(text: str, words: Sequence[Word]) -> list[Slip]:
    slips: list[Slip] = []
    for word in words:
        if slips and slips[-1].start == word.start:
            slips[-1] = slips[-1]._replace(mended=f"{slips[-1].mended} {word.text}")
        else:
            slips.append(Slip(word.start, word.end, word.text))
    parted = (_part_from_number(text, slip) for slip in slips)
    return [slip for slip in parted if text[slip.start : slip.end] != slip.mended]


def _part_from_number(text: str, slip: Slip) -> Slip:
    """The word with the blank that was lost between it and a number ("trên80%", "2025của")."""
    if len(slip.mended) < 2 or slip.mended.isupper() or make_key(slip.mended) not in lexicon_words():
        return slip
    before = " " if text[slip.start - 1 : slip.start].isdigit() else ""
    after = " " if text[slip.end : slip.end + 1].isdigit() else ""
    return slip._replace(mended=before + slip.mended + after)


def _mend_at(words: Sequence[Word], index: int, last: Word | None, model: Model) -> tuple[list[Word], int]:
    """The words that stand at a place, and how many printed ones they stand for."""
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else None
    if word.key == OTHER:
        letters = _read_digit(word, following, last, model) if following else None
        return ([letters], 2) if letters else ([word], 1)
    before = last.key if last is not None and word.joined else None
    after = following.key if following is not None and following.joined else None
    own = model.rate_pair(before, word.key, printed=True) + model.rate_pair(word.key, after, printed=True)
    if own >= IN_LIST:
        return [word], 1
    place = _Place(word, before, after, own, model.knows(word.key))
    if following is not None and after is not None:
        beyond = words[index + 2].key if index + 2 < len(words) and words[index + 2].joined else None
        if joined := _join(place, following, beyond, model):
            return [joined], 2
    if len(word.text) == 1:
        return [word], 1
    if place.known:
        usual = own > 0 or model.is_usual(word.key) or stands_beside_any(word.key)
        return [word if usual else _replace(place, following, model)], 1
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
        replace(word, text=first, key=make_key(first)),
        replace(word, text=second, key=make_key(second), joined=True),
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
    return replace(word, text=_take_case(word.text, model.spell(key)), key=key)


def _rate(place: _Place, key: str, following: Word | None, model: Model) -> float | None:
    """What a word is worth in a place; ``None`` where it may not be taken for the one that is printed there."""
    slip = rate_slip(place.word.key, key)
    if place.known and (slip > LETTER or not model.says(key)):
        return None
    beside = model.rate_pair(place.before, key) + model.rate_pair(key, place.after)
    if beside < _require(place, slip, following):
        return None
    known = rate_known(place.before, key) + rate_known(key, place.after)
    if place.known and known < (IN_LEXICON if slip > MARK else IN_LIST):
        return None  # what a plan says once may be a slip itself
    if not place.known and place.word.text.isupper() and place.word.text.isascii() and not _is_known_abbreviation(key):
        return None  # an abbreviation stands for words and looks like many
    return beside + model.rate_alone(key) - slip


def _require(place: _Place, slip: float, following: Word | None) -> float:
    """How well a word must go with its neighbours to be taken for one that is printed.

    A common word is hardly a slip of another. A name makes a word with nothing, and looks like many.
    """
    beside_name = place.before is not None or (
        following is not None and following.joined and following.text[0].isupper()
    )
    is_name = place.word.text[0].isupper() and not place.word.text.isupper() and beside_name
    if not place.known:
        return IN_LEXICON if is_name and slip > MARK else 0.0
    if is_common(place.word.key):
        return IN_LEXICON if slip <= MARK else 2 * IN_LEXICON
    return IN_LEXICON if is_name or slip > MARK else IN_LIST


def _is_known_abbreviation(key: str) -> bool:
    return len(key) > 3 and key in lexicon_words() and not is_word(key)


def _take_case(printed: str, word: str) -> str:
    if printed.isupper() and len(printed) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if printed[0].isupper() else word
