"""Files that ought not to exist, made here: broken, locked, lying about what they are, or made to hurt."""

from __future__ import annotations

import ctypes
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONSHIPS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_docx(paragraphs: Iterable[str], head: str = "", before: bytes = b"") -> bytes:
    """A Word file; ``head`` stands before its root element, ``before`` before the first paragraph."""
    body = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    opening = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{_WORD}"><w:body>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _RELATIONSHIPS)
        package.writestr("word/document.xml", opening.encode() + before + f"{body}</w:body></w:document>".encode())
    return written.getvalue()


def make_zip_bomb() -> bytes:
    """A Word file of 0.3 MB whose text unpacks to 300 MB."""
    return make_docx([], before=b" " * 300_000_000)


def make_entity_bomb() -> bytes:
    """A Word file whose nine entities, each ten of the one before, unfold to a billion letters."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return make_docx(["&e9;"], head=f'<!DOCTYPE d [<!ENTITY e0 "x">{entities}]>')


def make_external_entity() -> bytes:
    """A Word file whose text is to be fetched from another file of the machine."""
    return make_docx(["&e;"], head='<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>')


def make_deep_docx(depth: int = 5000) -> bytes:
    """A Word file of tables within tables."""
    return make_docx([], before=b"<w:tbl><w:tr><w:tc>" * depth + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * depth)


def make_wide_docx(paragraphs: Iterable[str], columns: int = 2_000_000_000) -> bytes:
    """A Word file with one cell that says it is as wide as two thousand million columns."""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{columns}"/></w:tcPr><w:p/></w:tc>'
    return make_docx(paragraphs, before=f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>".encode())


def make_wide_page(paragraphs: Iterable[str]) -> bytes:
    """A web page with a cell over as many rows and columns, and an entity that names a file of the machine."""
    said = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    table = "<table><tr><td colspan=2000000000 rowspan=2000000000>x<td>y</table>"
    head = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return f"{head}<html><body>{said}<p>&x;</p>{table}</body></html>".encode()


def make_deep_page(depth: int = 200_000) -> bytes:
    """A web page of elements within elements."""
    return b"<html><body>" + b"<div>" * depth + "Kế hoạch".encode() + b"</div>" * depth + b"</body></html>"


def make_deep_rtf(depth: int = 2_000_000) -> bytes:
    """An RTF of groups within groups."""
    return b"{\\rtf1 " + b"{\\b " * depth + b"x" + b"}" * depth + b"}"


def make_large_picture(side: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that shows 3.6 thousand million pixels."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 1_000_000)),
        (b"IEND", b""),
    ]
    made = [
        struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said)) for kind, said in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


# --- PDF, written by hand ----------------------------------------------------------------------------------------


def write_pdf(objects: dict[int, str], trailer: str = "") -> bytes:
    """A PDF of these objects; object 1 is its catalogue."""
    written = b"%PDF-1.7\n"
    places = {}
    for number, said in objects.items():
        places[number] = len(written)
        written += f"{number} 0 obj\n{said}\nendobj\n".encode("latin-1")
    table = "".join(f"{number} 1\n{place:010} 00000 n \n" for number, place in places.items())
    trailer = f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R {trailer} >>\n"
    return written + f"xref\n{table}{trailer}startxref\n{len(written)}\n%%EOF\n".encode("latin-1")


_CATALOGUE = "<< /Type /Catalog /Pages 2 0 R >>"
_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def make_locked_pdf() -> bytes:
    """A PDF under a password that nobody knows."""
    keys = f"/O <{'a5' * 32}> /U <{'5a' * 32}>"
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 {keys} >> /ID [<{'01' * 16}> <{'01' * 16}>]"
    return write_pdf({1: _CATALOGUE, 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 3: _PAGE}, locked)


def make_endless_pdf() -> bytes:
    """A PDF whose tree of pages holds itself, and says that it has a million."""
    return write_pdf({1: _CATALOGUE, 2: "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"})


def make_looping_form_pdf() -> bytes:
    """A PDF whose page draws a form that draws itself, many times."""
    form = "/Resources << /XObject << /F 4 0 R >> >> "
    draws = "/F Do " * 40
    stream = f"/Length {len(draws)} >>\nstream\n{draws}\nendstream"
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {form}/Contents 5 0 R >>"
    return write_pdf(
        {
            1: _CATALOGUE,
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: page,
            4: f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] {form}{stream}",
            5: f"<< {stream}",
        }
    )


def make_unpacking_pdf(megabytes: int = 1000) -> bytes:
    """A PDF of a megabyte whose page unpacks to a thousand."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    draws = packed.decode("latin-1")
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return write_pdf(
        {
            1: _CATALOGUE,
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: page,
            4: f"<< /Length {len(draws)} /Filter /FlateDecode >>\nstream\n{draws}\nendstream",
        }
    )


def make_vast_pdf() -> bytes:
    """A PDF of a page a thousand million points wide, which nobody can draw."""
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1000000000 1000000000] /Rotate 37 >>"
    return write_pdf({1: _CATALOGUE, 2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 3: page})


# --- PDF, written by PDFium --------------------------------------------------------------------------------------


def make_text_pdf(lines: Iterable[str], pages: int = 1) -> bytes:
    """A PDF with a text layer: these lines, on every one of its pages."""
    document = pdfium.PdfDocument.new()
    page = document.new_page(595, 842)
    font = pdfium_c.FPDFText_LoadFont(document, *_load_font(), pdfium_c.FPDF_FONT_TRUETYPE, True)
    for number, line in enumerate(lines):
        shown = pdfium_c.FPDFPageObj_CreateTextObj(document, font, 11)
        letters = (line + "\0").encode("utf-16-le")
        pdfium_c.FPDFText_SetText(shown, (ctypes.c_ushort * (len(letters) // 2)).from_buffer_copy(letters))
        pdfium_c.FPDFPageObj_Transform(shown, 1, 0, 0, 1, 60, 780 - 16 * number)
        pdfium_c.FPDFPage_InsertObject(page, shown)
    page.gen_content()
    made = pdfium.PdfDocument.new()
    made.import_pages(document, [0] * pages)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


@cache
def _load_font() -> tuple[ctypes.Array[ctypes.c_ubyte], int]:
    """DejaVu Sans, as matplotlib brings it: it has the letters of Vietnamese."""
    import matplotlib

    data = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf").read_bytes()
    return (ctypes.c_ubyte * len(data)).from_buffer_copy(data), len(data)
