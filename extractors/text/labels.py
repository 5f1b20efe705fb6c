"""Labels at the start of a paragraph: what a plan calls its parts, items, letters and bullets.

The forms are those of the decree on document form (Nghị định 30/2020/NĐ-CP, phụ lục I): Phần, Chương, Mục, Điều, then
``I.``, ``1.``, ``1.1.``, ``a)``, then dashes and pluses; Party documents write ``I-`` for ``I.``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractors.records import UnitKind

Style = Literal[
    "appendix",
    "phan",
    "stage",
    "chuong",
    "muc",
    "article",
    "capital",
    "roman",
    "decimal",
    "step",
    "letter",
    "paren",
    "dash",
    "plus",
]

# From the outermost to the innermost. A label closes everything open that stands below its own rank.
RANKS: dict[Style, int] = {style: rank for rank, style in enumerate(Style.__args__)}  # type: ignore[attr-defined]
KINDS: dict[Style, UnitKind] = {
    "appendix": "appendix",
    "phan": "part",
    "stage": "part",
    "chuong": "part",
    "muc": "part",
    "article": "article",
    "capital": "part",
    "roman": "part",
    "decimal": "item",
    "step": "item",
    "letter": "letter",
    "paren": "item",
    "dash": "bullet",
    "plus": "bullet",
}

# Every letter that lists use, and the orders that are regular: the Vietnamese alphabet, with or without đ, and the
# English one, which Word counts by.
_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
_ALPHABETS = ("abcdđeghiklmnopqrstuvxy", "abcdeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")
_ORDINALS = {"nhất": 1, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8}
_ORDINALS |= {"chín": 9, "mười": 10}
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_ROMAN = r"(?:X{0,3})(?:IX|IV|V?I{0,3})"

_HEADED = re.compile(
    rf"(?P<word>phần|bước|chương|mục|điều|phụ lục)"
    rf"(?:\s+(?:thứ|số)?\s*(?P<number>\d{{1,3}}|(?=[IVX]){_ROMAN}|[A-ZĐ]|{'|'.join(_ORDINALS)})(?!\w|[.,]\d))?"
    r"\s*[.:\-–]?\s*",
    re.IGNORECASE,
)
_ROMAN_LABEL = re.compile(rf"(?=[IVX])(?P<number>{_ROMAN})\s?(?:[.):\-–](?![\da-zđ])|/(?=\s))\s*")
_CAPITAL_LABEL = re.compile(r"(?P<number>[A-HK-UYĐ])[.)/]\s+(?=\S)")
_DECIMAL_LABEL = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})(?P<mark>[.):](?![\da-z])|/(?=\s)|(?=\s))\s*")
_LETTER_LABEL = re.compile(r"(?P<number>[a-zđ])\s?[).]\s*(?=\S)")
_PAREN_LABEL = re.compile(r"\((?P<number>\d{1,2}|[ivx]{1,5}|[a-zđ])\)\s*(?=\S)")
_PLUS_LABEL = re.compile(r"(?:[-–]\s+)?\++\s*(?=\S)")
# Marks of the private-use area are what Word's symbol fonts leave behind.
_MARKS = "\\-–—−•●○▪◦‣⁃■□▶►➢➤❖◆◇♦✓✔★☆\uf02d\uf0b7\uf0d8\uf076\uf0a7\uf0fc"
_DASH_LABEL = re.compile(rf"(?:[{_MARKS}]\s*|[*·→]\s+)(?=[^\s\d\-–]|\d{{1,3}}(?:[.,]\d+)?\s?%|\d+\s+[^\W\d])")


@dataclass(frozen=True)
class Label:
    """One label: ``printed`` as it stands, ``numbers`` its place in its sequence, ``length`` with the blank after it.

    ``numbers`` is ``()`` for bullets and unnumbered appendices, ``(5, 1)`` for ``5.1.``.
    """

    style: Style
    printed: str
    numbers: tuple[int, ...]
    length: int

    @property
    def rank(self) -> int:
        """How far inside: labels of a smaller rank stand above it. Deeper decimals stand below shallower ones."""
        return RANKS[self.style]

    @property
    def segment(self) -> str:
        """The piece that this label puts into a path; bullets get theirs from their place in the list."""
        number = self.numbers[-1] if self.numbers else 0
        match self.style:
            case "appendix":
                return f"PL{number or ''}"
            case "phan":
                return f"Phần{number}"
            case "chuong":
                return f"Chương{number}"
            case "muc":
                return f"Mục{number}"
            case "stage" | "step":
                return f"Bước{number}"
            case "article":
                return f"Đ{number}"
            case "paren":
                return self.printed
            case "roman" | "capital" | "letter":
                return re.sub(r"[^\w]", "", self.printed)
            case _:
                return str(number)

    def follows(self, previous: Label) -> bool:
        """Whether this label is the next of its sequence after ``previous``, at the same depth.

        >>> read_label("e) x").follows(read_label("d) x")), read_label("đ) x").follows(read_label("d) x"))
        (True, True)
        >>> read_label("f) x").follows(read_label("e) x")), read_label("E. X").follows(read_label("D. X"))
        (True, True)
        >>> read_label("5.3. X").follows(read_label("5.1. X"))
        False
        """
        if self.style != previous.style or len(self.numbers) != len(previous.numbers):
            return False
        if not self.numbers:
            return True
        if self.numbers[:-1] != previous.numbers[:-1]:
            return False
        if self.style in ("letter", "capital"):
            pair = _LETTERS[previous.numbers[-1] - 1] + _LETTERS[self.numbers[-1] - 1]
            return any(pair in alphabet for alphabet in _ALPHABETS)
        return self.numbers[-1] - previous.numbers[-1] == 1

    @property
    def is_first(self) -> bool:
        """Whether the label opens a sequence (I, 1, a, 5.1); bullets and unnumbered appendices do."""
        return not self.numbers or self.numbers[-1] == 1


def read_roman(numeral: str) -> int | None:
    """The value of a Roman numeral up to XXXIX; ``None`` for anything else.

    >>> read_roman("IV"), read_roman("IIX")
    (4, None)
    """
    if not numeral or not re.fullmatch(_ROMAN, numeral, re.IGNORECASE):
        return None
    values = [_ROMAN_VALUES[letter] for letter in numeral.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def write_roman(number: int) -> str:
    """The Roman numeral of 1 to 39.

    >>> write_roman(14)
    'XIV'
    """
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def read_label(paragraph: str) -> Label | None:
    """The label that a paragraph starts with; ``None`` where it has none.

    >>> read_label("IV. CÁC NHIỆM VỤ").segment, read_label("I- QUAN ĐIỂM").segment
    ('IV', 'I')
    >>> read_label("5.1. Cập nhật").numbers, read_label("đ) Trên 80%").segment
    ((5, 1), 'đ')
    >>> read_label("Điều 3. Tổ chức").segment, read_label("PHỤ LỤC II").segment, read_label("Phụ lục").segment
    ('Đ3', 'PL2', 'PL')
    >>> read_label("BƯỚC HAI").segment, read_label("Bước 2: Họp").style, read_label("Bước đầu đã có")
    ('Bước2', 'step', None)
    >>> read_label("2.500 tỷ đồng"), read_label("80% cán bộ"), read_label("10/10 hằng năm")
    (None, None, None)
    """
    return (
        _read_headed(paragraph)
        or _read_roman_label(paragraph)
        or _read_decimal(paragraph)
        or _read_single_letter(paragraph)
        or _read_bullet(paragraph)
    )


def _read_headed(paragraph: str) -> Label | None:
    match = _HEADED.match(paragraph)
    if match is None or not paragraph[:1].isupper():
        return None  # in lower case it is the rest of a sentence
    word, number = match["word"].lower(), match["number"]
    rest = paragraph[match.end() :]
    value = _read_ordinal(number) if number else None
    if word == "phụ lục":
        alone = paragraph.startswith("PHỤ LỤC") or not rest or (number is not None and len(paragraph) <= 60)
        if not alone or (number is None and rest[:1].islower()):
            return None
        return Label("appendix", match[0].strip(), (value,) if value else (), match.end())
    if value is None or (rest[:1].islower() and not match[0].rstrip().endswith((".", ":"))):
        return None
    if word == "điều":
        # "Điều 5 Luật …" opens a sentence about another law; an article's own label ends in a mark.
        return Label("article", match[0].strip(), (value,), match.end()) if match[0].rstrip()[-1] in ".:" else None
    if word == "bước":
        # In capitals it heads a stage of the whole plan, as in election plans; else it is one step of an item.
        style: Style = "stage" if match[0].startswith("BƯỚC") else "step"
        return Label(style, match[0].strip(), (value,), match.end())
    styles: dict[str, Style] = {"phần": "phan", "chương": "chuong", "mục": "muc"}
    if word == "mục" and not (paragraph.startswith("MỤC") or match[0].rstrip()[-1] in ".:"):
        return None
    return Label(styles[word], match[0].strip(), (value,), match.end())


def _read_ordinal(number: str) -> int | None:
    if number.isdigit():
        return int(number)
    if number.lower() in _ORDINALS:
        return _ORDINALS[number.lower()]
    roman = read_roman(number)
    return roman if roman is not None else _letter_number(number.lower())


def _read_roman_label(paragraph: str) -> Label | None:
    match = _ROMAN_LABEL.match(paragraph)
    if match is None:
        return None
    value = read_roman(match["number"])
    return Label("roman", match[0].strip(), (value,), match.end()) if value else None


def _read_decimal(paragraph: str) -> Label | None:
    match = _DECIMAL_LABEL.match(paragraph)
    if match is None:
        return None
    numbers = tuple(int(piece) for piece in match["number"].split("."))
    rest = paragraph[match.end() :]
    if 0 in numbers or any(len(piece) > 1 and piece[0] == "0" for piece in match["number"].split(".")[1:]):
        return None
    if not match["mark"] and (len(numbers) == 1 or not (rest[:1].isupper() or rest[:1] in "“\"'")):
        return None  # "1.5 triệu", "80 xã"
    if match["mark"] == ":":
        return None  # an hour, a ratio
    return Label("decimal", match[0].strip(), numbers, match.end())


def _read_single_letter(paragraph: str) -> Label | None:
    if match := _CAPITAL_LABEL.match(paragraph):
        return Label("capital", match[0].strip(), (_letter_number(match["number"].lower()) or 1,), match.end())
    if match := _LETTER_LABEL.match(paragraph):
        number = _letter_number(match["number"])
        return Label("letter", match[0].strip(), (number,), match.end()) if number else None
    if match := _PAREN_LABEL.match(paragraph):
        value = _read_ordinal(match["number"].upper()) or _letter_number(match["number"])
        return Label("paren", match[0].strip(), (value,), match.end()) if value else None
    return None


def _letter_number(letter: str) -> int | None:
    return _LETTERS.index(letter) + 1 if letter in _LETTERS else None


def _read_bullet(paragraph: str) -> Label | None:
    if match := _PLUS_LABEL.match(paragraph):
        return Label("plus", "+", (), match.end())
    if match := _DASH_LABEL.match(paragraph):
        return Label("dash", match[0].strip(), (), match.end())
    return None
