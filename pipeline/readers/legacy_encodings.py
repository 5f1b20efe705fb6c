"""TCVN3 (ABC), VNI and symbol fonts to Unicode: texts of the years before offices typed Unicode.

Such a file holds Western letters that only its fonts show as Vietnamese: "Uû ban nh©n d©n" in .VnTime, "UÛy ban nhaân
daân" in VNI-Times. Which encoding it is shows in the font's name (every file format of a word processor keeps it), or
else in which reading makes Vietnamese words.

The table of TCVN3 is that of TCVN 5712:1993, third set, of VNI that of VNI-Windows. Their letters are given here as
read in code page 1252, which is how files of both reach us.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from pipeline.readers.plausibility import rate_plausibility

Encoding = Literal["tcvn3", "tcvn3_capitals", "vni"]
"""``tcvn3_capitals`` is TCVN3 in a font whose small letters look like capitals (.VnTimeH)."""

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)

_TCVN3_LETTERS = str.maketrans(_TCVN3)

# VNI writes most accented letters as a letter and a mark; the marks of â and ă hold the tone as well.
_VNI_TONES = dict(zip("øûõùï", "\u0300\u0309\u0303\u0301\u0323", strict=True))
_VNI_HATS = {"â": "\u0302"} | {mark: "\u0302" + tone for mark, tone in zip("àåãáä", _VNI_TONES.values(), strict=True)}
_VNI_BREVES = {"ê": "\u0306"} | {mark: "\u0306" + tone for mark, tone in zip("èúüéë", _VNI_TONES.values(), strict=True)}
_VNI_MARKS = {
    "a": _VNI_TONES | _VNI_HATS | _VNI_BREVES,
    "e": _VNI_TONES | _VNI_HATS,
    "o": _VNI_TONES | _VNI_HATS,
    "ô": _VNI_TONES,
    "ö": _VNI_TONES,
    "u": _VNI_TONES,
    "y": _VNI_TONES,
}
_VNI_LETTERS = dict(zip("ñíìæóòôöî", "đíìỉĩịơưỵ", strict=True))


def _list_vni() -> dict[str, str]:
    """Every VNI sequence and its letter, in small letters and capitals; a mark's own case says nothing."""
    table = dict(_VNI_LETTERS)
    for base, marks in _VNI_MARKS.items():
        for mark, accents in marks.items():
            table[base + mark] = table[base + mark.upper()] = _VNI_LETTERS.get(base, base) + accents
    table |= {written[0].upper() + written[1:]: letter.upper() for written, letter in table.items()}
    return {written: unicodedata.normalize("NFC", letter) for written, letter in table.items()}


_VNI = _list_vni()
_VNI_SEQUENCE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Letters that only Unicode has: where they stand, a font's name is left over from an older version of the file.
_IS_UNICODE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u0300-\u036f\u1ea0-\u1ef9]")
_IS_WESTERN = re.compile("[\xa1-\xff]")
# Both readings of a text are rated; the old one must make at least so much more Vietnamese of it. Measured on 510
# pieces of real plans, turned into TCVN3 and VNI: of 15 words 99% are told, of 40 words all, by .29 or more; Unicode
# is never taken for either.
_CLEARLY_BETTER = 0.15


@lru_cache(maxsize=256)
def name_encoding(font: str) -> Encoding | None:
    """The encoding that a font's name stands for; ``None`` for fonts of Unicode.

    >>> name_encoding(".VnTime"), name_encoding(".VnArialH"), name_encoding("VNI-Times"), name_encoding("Arial")
    ('tcvn3', 'tcvn3_capitals', 'vni', None)
    """
    name = font.strip().lower()
    if name.startswith(".vn"):
        return "tcvn3_capitals" if re.search(r"h(?:\s+narrow)?$", name) else "tcvn3"
    return "vni" if re.match(r"vni[-\s]", name) else None


def decode_legacy(text: str, encoding: Encoding) -> str:
    """The text in Unicode; what the encoding does not know stays as it is.

    >>> decode_legacy("Uû ban nh©n d©n x·", "tcvn3"), decode_legacy("tØnh Qu¶ng Ninh", "tcvn3_capitals")
    ('Uỷ ban nhân dân xã', 'TỈNH QUẢNG NINH')
    >>> decode_legacy("ñY BAN NH©N D¢N X·", "tcvn3")
    'ỦY BAN NHÂN DÂN XÃ'
    >>> decode_legacy("UÛy ban nhaân daân xaõ, ñieàu 5, KEÁ HOAÏCH", "vni")
    'Ủy ban nhân dân xã, điều 5, KẾ HOẠCH'
    """
    if encoding == "vni":
        return _VNI_SEQUENCE.sub(lambda match: _VNI[match.group()], text)
    letters = text.translate(_TCVN3_LETTERS)
    return letters.upper() if encoding == "tcvn3_capitals" else _LINE.sub(_restore_capitals, letters)


_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALS_ONLY = re.compile(r"(?=.*[A-ZĂÂÊÔƠƯĐ].*[A-ZĂÂÊÔƠƯĐ]|.+[A-ZĂÂÊÔƠƯĐ])[^a-z]+")


def _restore_capitals(line: re.Match[str]) -> str:
    """A line of capitals that were typed without a font of capitals: TCVN3 has none with a tone ("ủY BAN")."""
    words = _WORD.findall(line.group())
    capital = sum(_CAPITALS_ONLY.fullmatch(word) is not None for word in words)
    if capital >= 2 and not any(re.search("[a-z]", word) for word in words):
        return line.group().upper()
    return line.group() if not capital else _WORD.sub(_restore_word, line.group())


def _restore_word(word: re.Match[str]) -> str:
    return word.group().upper() if _CAPITALS_ONLY.fullmatch(word.group()) else word.group()


def is_legacy(text: str, encoding: Encoding) -> bool | None:
    """Whether a text that a font gives an encoding is in it, and not Unicode that was typed over an older file.

    ``None`` where the text itself does not tell: it has no accented letters, or both readings are as good.

    >>> is_legacy("nh©n d©n", "tcvn3"), is_legacy("nhân dân xã Hòa Bình, tỉnh Lạng Sơn", "tcvn3")
    (True, False)
    >>> is_legacy("01/KH-UBND", "tcvn3") is None
    True
    """
    if _IS_UNICODE.search(text):
        return False
    if not _IS_WESTERN.search(text):
        return None
    as_is = rate_plausibility(text.lower())
    decoded = rate_plausibility(decode_legacy(text, "vni" if encoding == "vni" else "tcvn3").lower())
    if decoded.syllables == as_is.syllables:
        return None
    return decoded.syllables > as_is.syllables


def detect_encoding(text: str) -> Encoding | None:
    """The encoding of a text that comes without fonts; ``None`` where it is Unicode or too short to tell.

    >>> detect_encoding("KÕ ho¹ch triÓn khai thùc hiÖn NghÞ quyÕt cña Bé ChÝnh trÞ vÒ chuyÓn ®æi sè")
    'tcvn3'
    >>> detect_encoding("Kế hoạch triển khai thực hiện Nghị quyết của Bộ Chính trị về chuyển đổi số") is None
    True
    """
    if len(_IS_WESTERN.findall(text)) <= len(_IS_UNICODE.findall(text)):
        return None
    as_is = rate_plausibility(text)
    candidates: tuple[Encoding, ...] = ("tcvn3", "vni")
    rated = [(rate_plausibility(decode_legacy(text, encoding)), encoding) for encoding in candidates]
    best, encoding = max(rated, key=lambda pair: pair[0].score)
    return encoding if best.is_known and best.score - as_is.score > _CLEARLY_BETTER else None


def decode_legacy_bytes(data: bytes) -> str | None:
    """The characters of a plain text or web page in TCVN3 or VNI; ``None`` where it is in neither.

    >>> decode_legacy_bytes("Uỷ ban nhân dân".encode()) is None
    True
    """
    text = "".join(map(_CP1252.__getitem__, data))
    encoding = detect_encoding(text)
    return decode_legacy(text, encoding) if encoding else None


# Five bytes of code page 1252 mean nothing; they stand for themselves, as in every browser.
_CP1252 = [bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256)]


# --- symbol fonts ------------------------------------------------------------------------------------------------

_SYMBOL_GREEK = dict(
    zip(
        "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyz",
        "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηικλμνοπθρστυωξψζ",
        strict=True,
    )
)
_SYMBOL_SIGNS = {
    0x2D: "-", 0xA2: "′", 0xA3: "≤", 0xA4: "/", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
    0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈",
    0xBC: "…", 0xBE: "–", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD6: "√", 0xD7: "⋅", 0xDB: "⇔", 0xDE: "⇒",
    0xE5: "∑",
}  # fmt: skip
_DINGBATS = {
    0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧",
    0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA7: "▪", 0xA8: "□",
    0xAB: "★", 0xD8: "➢", 0xDC: "➲", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def is_symbol_font(font: str) -> bool:
    """Whether a font shows signs in place of letters.

    >>> is_symbol_font("Symbol"), is_symbol_font("Wingdings 2"), is_symbol_font("Segoe UI Symbol")
    (True, True, False)
    """
    return font.strip().lower().startswith(("symbol", "wingdings", "webdings"))


def decode_symbols(text: str, font: str) -> str:
    """The text with the signs that a symbol font shows; Word keeps them in the private-use area, U+F020 to U+F0FF.

    Letters outside of it stay: a font's name is easily left on them by mistake.

    >>> decode_symbols("\uf0b3 80%", "Symbol"), decode_symbols("\uf0fc", "Wingdings")
    ('≥ 80%', '✓')
    """
    dingbats = font.strip().lower().startswith(("wingdings", "webdings"))
    return _SIGN.sub(lambda sign: _read_sign(ord(sign.group()) & 0xFF, dingbats), text)


_SIGN = re.compile("[\uf020-\uf0ff]")


def _read_sign(code: int, dingbats: bool) -> str:
    if dingbats:
        return _DINGBATS.get(code, "•")
    return _SYMBOL_SIGNS.get(code) or _SYMBOL_GREEK.get(chr(code)) or (chr(code) if code < 0x7F else "•")
