"""The parts of a .docx file, opened with care: a zip of XML that anybody may have made.

Sizes are checked before anything is unpacked, and XML is parsed without entities, without the network, and with
libxml2's own limits on depth (256) and on single texts (10 MB).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import join, normpath
from typing import NamedTuple

from lxml import etree

from extractors.errors import NotADocument, UnreadableFile
from pipeline.wording import word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

# A plan of 100 pages with tables unpacks to about 5 MB of XML, 20 times its packed size; the picture of a page takes
# 10 MB at most.
_LARGEST = 64_000_000
_LARGEST_RATIO = 250
_RATIO_MATTERS_FROM = 5_000_000
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile raises for files that are cut short, changed, or of a kind it does not know.
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error)
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# "Strict" files name the same elements otherwise.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": MATH[1:-1].encode(),
}


# What shows a picture, and the attribute that names it: as Word writes it today, and as it did before 2007.
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip": f"{R}embed",
    "{urn:schemas-microsoft-com:vml}imagedata": f"{R}id",
}


class _Relation(NamedTuple):
    """One part points to another, whose path is ``name``."""

    id: str
    kind: str
    name: str


class Package:
    """The XML parts of one Word file that say what its pages show."""

    def __init__(self, data: bytes) -> None:
        self._zip = _open_zip(data)
        self._unpacked = 0
        self._names = {_tidy_name(info.filename): info for info in self._zip.infolist()}
        self._main = self._find_main()
        relations = [relation for relation in self._read_relationships(self._main) if relation.name in self._names]
        self._related = {relation.kind: relation.name for relation in relations}
        self._targets = {relation.id: relation.name for relation in relations}

    def read_document(self) -> etree._Element:
        """The root of the document's own part."""
        return self._read_part(self._main)

    def read_related(self, kind: str) -> etree._Element | None:
        """The root of the part of that kind (``numbering``, ``styles``, ``footnotes``); ``None`` without one."""
        name = self._related.get(kind)
        return self._read_part(name) if name is not None else None

    def read_pictures(self) -> Iterator[bytes]:
        """The pictures that the document shows, in order, each once; read one at a time."""
        shown = (element.get(_PICTURES[element.tag], "") for element in self.read_document().iter(*_PICTURES))
        for name in dict.fromkeys(self._targets[target] for target in shown if target in self._targets):
            yield self._read_bytes(name)

    def _find_main(self) -> str:
        for relation in self._read_relationships(""):
            if relation.kind == "officeDocument" and relation.name in self._names:
                return relation.name
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise NotADocument(*word("office.not_word"))

    def _read_relationships(self, source: str) -> Iterator[_Relation]:
        """The parts that a part points to."""
        folder, _, base = source.rpartition("/")
        name = join(folder, "_rels", f"{base}.rels")
        if name not in self._names:
            return
        for relation in self._read_part(name):
            if relation.get("TargetMode") != "External":
                target = _tidy_name(relation.get("Target", ""))
                kind = relation.get("Type", "").rpartition("/")[2]
                path = target[1:] if target.startswith("/") else normpath(join(folder, target))
                yield _Relation(relation.get("Id", ""), kind, path)

    def _read_part(self, name: str) -> etree._Element:
        self._unpacked += self._names[name].file_size
        try:
            return _parse(self._read_bytes(name))
        except etree.XMLSyntaxError as error:
            raise UnreadableFile(*word("office.damaged")) from error

    def _read_bytes(self, name: str) -> bytes:
        info = self._names[name]
        bomb = info.file_size > _RATIO_MATTERS_FROM and info.file_size > _LARGEST_RATIO * max(info.compress_size, 1)
        if max(self._unpacked, info.file_size) > _LARGEST or bomb:
            raise UnreadableFile(*word("office.too_large", megabytes=info.file_size // 1_000_000))
        if info.flag_bits & 1:
            raise UnreadableFile(*word("office.password"))
        if info.compress_type not in _PLAIN_METHODS:
            raise UnreadableFile(*word("office.damaged"))
        try:
            return self._zip.read(info)
        except _ZIP_ERRORS as error:
            raise UnreadableFile(*word("office.damaged")) from error


def is_encrypted(data: bytes) -> bool:
    """Whether a file is one that Office 2007 or later wrote under a password: the zip, encrypted in an OLE file."""
    return data.startswith(_COMPOUND_FILE) and "EncryptedPackage".encode("utf-16-le") in data


def is_compound_file(data: bytes) -> bool:
    """Whether a file is an OLE file, as .doc and .xls of 1997 to 2003 are."""
    return data.startswith(_COMPOUND_FILE)


def _open_zip(data: bytes) -> zipfile.ZipFile:
    if is_encrypted(data):
        raise UnreadableFile(*word("office.password"))
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_ERRORS as error:
        raise UnreadableFile(*word("office.damaged")) from error


def _tidy_name(name: str) -> str:
    """A part's name as the standard wants it; some programs write backslashes."""
    return name.replace("\\", "/")


def _parse(data: bytes) -> etree._Element:
    """The root of an XML part; one that declares a document type is hostile, for Word never writes any."""
    if b"<!DOCTYPE" in data.replace(b"\x00", b""):
        raise UnreadableFile(*word("office.hostile"))
    for strict, usual in _STRICT.items():
        data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)
