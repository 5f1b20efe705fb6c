"""TCVN3, VNI and symbol fonts: the tables against the standard, and when a text is in an old encoding at all."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.legacy_encodings import (
    _TCVN3,
    _VNI,
    Encoding,
    decode_legacy,
    decode_legacy_bytes,
    decode_symbols,
    detect_encoding,
    is_legacy,
    name_encoding,
)
from tests.conftest import REPOSITORY

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
SAMPLE = (REPOSITORY / "data" / "raw" / "10-tinh-son-ha.txt").read_text(encoding="utf-8")


def encode(text: str, table: dict[str, str]) -> str:
    """A text as an old editor would have written it; what TCVN3 has no letter for loses its capital."""
    written = {letter: sequence for sequence, letter in table.items() if not sequence[1:].isupper()}
    return "".join(written.get(letter) or written.get(letter.lower(), letter) for letter in text)


def test_tcvn3_is_the_third_set_of_the_standard() -> None:
    if shutil.which("iconv") is None:
        pytest.skip("iconv, which knows TCVN 5712:1993, is not installed")
    for written, letter in _TCVN3.items():
        command = ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"]
        made = subprocess.run(command, input=written.encode("latin-1"), capture_output=True, check=True).stdout
        assert unicodedata.normalize("NFC", made.decode()) == letter


def test_both_tables_have_every_letter() -> None:
    accented = {letter for letter in LETTERS if not letter.isascii()}
    assert accented <= set(_TCVN3.values())
    assert accented | {letter.upper() for letter in accented} == set(_VNI.values())
    assert set(_TCVN3.values()) - accented == set("ĂÂÊÔƠƯĐ")


@pytest.mark.parametrize(
    ("written", "encoding", "read"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "tcvn3", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", "tcvn3", "Độc lập - Tự do - Hạnh phúc"),
        ("céng hoµ", "tcvn3_capitals", "CỘNG HOÀ"),
        ("h\xadíng dÉn", "tcvn3", "hướng dẫn"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "vni", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑOÄC LAÄP - TÖÏ DO, kyõ sö, tyû leä, Lyù", "vni", "ĐỘC LẬP - TỰ DO, kỹ sư, tỷ lệ, Lý"),
        ("nghæ, kyø, öôùc, ôû, ÔÛ, Vónh, thò xaõ, ÑAËC", "vni", "nghỉ, kỳ, ước, ở, Ở, Vĩnh, thị xã, ĐẶC"),
    ],
)
def test_decoding(written: str, encoding: Encoding, read: str) -> None:
    assert decode_legacy(written, encoding) == read


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"),
        (".VnTimeH", "tcvn3_capitals"),
        (".VnArialH", "tcvn3_capitals"),
        (".VnArial NarrowH", "tcvn3_capitals"),
        (".VnSouthern", "tcvn3"),
        ("VNI-Times", "vni"),
        ("VNI-Helve-Condense", "vni"),
        ("Times New Roman", None),
        ("Vni", None),
        ("", None),
    ],
)
def test_names_of_fonts(font: str, encoding: Encoding | None) -> None:
    assert name_encoding(font) == encoding


@pytest.mark.parametrize(("encoding", "table"), [("tcvn3", _TCVN3), ("vni", _VNI)])
def test_texts_without_fonts_are_told_by_what_makes_vietnamese(encoding: Encoding, table: dict[str, str]) -> None:
    words = SAMPLE.split()
    for start in range(0, len(words) - 40, 40):
        piece = " ".join(words[start : start + 40])
        old = encode(piece, table)
        assert detect_encoding(old) == encoding
        assert decode_legacy(old, encoding).lower() == piece.lower()
        assert detect_encoding(piece) is None
        assert is_legacy(old, encoding)
        assert not is_legacy(piece, encoding)
    assert decode_legacy_bytes(encode(SAMPLE, table).encode("cp1252", "replace")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01/KH-UBND",
        "The café où l'on a déjà vu Noël, façade à la carte, garçon, élève, été",
        "Straße über Öl, schön für Bürger; können, müssen, später, Größe ändern",
    ],
)
def test_other_texts_are_in_neither(text: str) -> None:
    assert detect_encoding(text) is None
    assert decode_legacy_bytes(text.encode("cp1252")) is None


def test_signs_of_other_fonts() -> None:
    assert decode_symbols("\uf0b3 \uf0a3 \uf061 \uf02b", "Symbol") == "≥ ≤ α +"
    assert decode_symbols("\uf0a8 \uf0fc \uf021", "Wingdings") == "□ ✓ •"
    assert decode_symbols("Mở lớp", "Wingdings") == "Mở lớp"


@given(st.text(), st.sampled_from(["tcvn3", "tcvn3_capitals", "vni"]))
def test_no_text_raises_and_ascii_stays(text: str, encoding: Encoding) -> None:
    decoded = decode_legacy(text, encoding)
    assert decoded == decode_legacy(text, encoding)
    if text.isascii() and encoding != "tcvn3_capitals":
        assert decoded == text
    is_legacy(text, encoding)
    detect_encoding(text)


@given(st.binary())
def test_no_random_bytes_are_taken_for_vietnamese(data: bytes) -> None:
    assert decode_legacy_bytes(data) is None
