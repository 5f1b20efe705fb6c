"""How figures and days are written for a reader: "ít nhất 40.000.000 người", "trên 85%"; in English "over 85%".

The words of a bound stand in ``wording/figures.toml``; units stay as the plan writes them, in Vietnamese.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from extractors.lexicon import load_lexicon
from extractors.records import Operator, Target
from extractors.text.folding import fold
from pipeline.wording import Language, Wording, word

_BOUNDS: dict[Operator, str] = {">=": "at_least", ">": "over", "=": "exactly", "<": "under", "<=": "at_most"}
_LARGEST_DENOMINATOR = 10  # "một phần ba", "2/3"; plans write no finer parts in words or as fractions


def write_bound(target: Target) -> Wording:
    """A target's figure with its bound and unit: "trên 80%", "40.000.000 người", "hạng 3 trở lên"."""
    number = Wording(_write_range(target, "vi"), _write_range(target, "en"))
    if target.measure == "rank":
        standing = "place" if target.op == "=" else "place_at_most"
        return word(f"figures.{standing if _is_standing(target.unit) else 'group'}", number=number, unit=target.unit)
    blank = "" if target.unit.startswith("%") else " "
    return word(f"figures.{_BOUNDS[target.op]}", number=number, unit=f"{blank}{target.unit}")


def write_number(value: Decimal, lang: Language) -> str:
    """A number as the language writes it.

    >>> write_number(Decimal("40000000"), "vi"), write_number(Decimal("99.5"), "vi")
    ('40.000.000', '99,5')
    >>> write_number(Decimal("2500"), "en")
    '2,500'
    """
    english = f"{Decimal(f'{value.normalize():f}'):,}"
    return english if lang == "en" else english.translate(str.maketrans(",.", ".,"))


def write_day(day: date) -> Wording:
    """A day as the languages write it: "05/02/2025"; in English ``2025-02-05``, which nobody reads in two ways."""
    return Wording(f"{day.day:02}/{day.month:02}/{day.year}", day.isoformat())


def _write_range(target: Target, lang: Language) -> str:
    if target.measure == "ratio" and (part := _as_fraction(target.value)) is not None:
        return f"{part.numerator}/{part.denominator}"
    numbers = [target.value] if target.value_max is None else [target.value, target.value_max]
    return "–".join(write_number(number, lang) for number in numbers)


def _as_fraction(value: Decimal) -> Fraction | None:
    """The part of a whole that a value was read from, to six places; ``None`` where it is none."""
    part = Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
    is_part = 0 < value < 1 and abs(part - Fraction(value)) < Fraction(1, 1_000_000)
    return part if is_part else None


def _is_standing(unit: str) -> bool:
    """Whether a rank is told by its place ("hạng 5"), not by the group it is in ("nhóm 5 nước")."""
    return fold(unit) in {fold(word) for word in load_lexicon("units")["ranks"]["standings"]}
