"""Files broken at random, as disks, mail programs and people break them; a seed always breaks one the same way."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random

Mutation = Callable[[bytes, Random], bytes]

# Bytes that mean something to some format: nesting, ends, encodings, numbers at their limits.
_SIGNS = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\f", b"\r", b"\x1a"),
    *(b"<", b">", b"</p>", b"<table><tr><td>", b"<div style='display:none'>", b"<ol start=-3><li>", b"<!--"),
    *(b"</w:p>", b"<w:tbl>", b"<w:ins>", b"&amp;", b"&#x0;", b"&#1114112;", b"]]>", b'"', b"%PDF-1.7"),
    *(b"(", b"\\", b"{\\rtf", b"}", b"\\u-1?", b"\\bin99999 ", b"endobj", b"stream\n", b"/Kids [1 0 R]"),
    *(b"/Length 99999999", b"-1", b"4294967296", b"1e400", b"|", b"\n|\n", b"| --- |\n", b"1.1.1.1.1.1."),
    *(sign.encode() for sign in ("Điều ", "\u0301", "Phụ lục ", "IV. ", "đ) ", "năm 99999", "9" * 400, "%")),
)
_NUMBERS = (b"0", b"1", b"-7", b"65536", b"2147483648", b"99999", b"1" * 400)
# Parts of a Word file that say most.
_TELLING_PARTS = ("document.xml", "numbering.xml", "styles.xml", "footnotes.xml")


def mutate(data: bytes, random: Random) -> bytes:
    """The file with one to eight things done to it; of a Word file, mostly to the parts inside."""
    if data.startswith(b"PK\x03\x04") and random.random() < 0.8:
        return _mutate_part(data, random)
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        data = random.choice(_MUTATIONS)(data, random)
    return data


def _mutate_part(data: bytes, random: Random) -> bytes:
    """A package with one part broken, or left out."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
        parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return data
    if not parts:
        return data
    told = [name for name in parts if name.endswith(_TELLING_PARTS)]
    name = random.choice(told if told and random.random() < 0.7 else list(parts))
    if random.random() < 0.1:
        del parts[name]
    else:
        parts[name] = mutate(parts[name], random)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for part, content in parts.items():
            written.writestr(zipfile.ZipInfo(part), content)  # a ZipInfo of its own has no clock in it
    return file.getvalue()


def _flip(data: bytes, random: Random) -> bytes:
    broken = bytearray(data)
    for _ in range(random.choice((1, 4, 64)) if broken else 0):
        broken[random.randrange(len(broken))] ^= 1 << random.randrange(8)
    return bytes(broken)


def _cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _drop(data: bytes, random: Random) -> bytes:
    start, end = _choose_slice(data, random)
    return data[:start] + data[end:]


def _repeat(data: bytes, random: Random) -> bytes:
    start, end = _choose_slice(data, random)
    return data[:end] + data[start:end] * random.choice((1, 2, 50)) + data[end:]


def _move(data: bytes, random: Random) -> bytes:
    start, end = _choose_slice(data, random)
    place = random.randrange(len(data) + 1)
    return data[:place] + data[start:end] + data[place:]


def _insert_sign(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + random.choice(_SIGNS) * random.choice((1, 1, 1, 2000)) + data[place:]


def _change_number(data: bytes, random: Random) -> bytes:
    """Another number where one stands: lengths, offsets, counts, column spans."""
    places = [match.span() for match in re.finditer(rb"\d+", data)]
    if not places:
        return data
    start, end = random.choice(places)
    return data[:start] + random.choice(_NUMBERS) + data[end:]


def _choose_slice(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 16, 256, 4096)))


_MUTATIONS: tuple[Mutation, ...] = (_flip, _cut_off, _drop, _repeat, _move, _insert_sign, _insert_sign, _change_number)
