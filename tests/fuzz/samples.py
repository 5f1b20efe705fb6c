"""Whole files to break: a sample plan in every format that can be made without an office suite."""

from __future__ import annotations

import html
import re
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium

from extractors.records import PlanText
from pipeline.read import read_plan
from pipeline.readers.builder import PlanTextBuilder
from tests.conftest import REPOSITORY
from tests.hostile_files import write_pdf
from tests.pdf_sheets import LEFT, RIGHT, Sheets, write_table
from tests.word_files import write_plan

_SAMPLE = REPOSITORY / "data" / "raw" / "20-tinh-binh-lam.md"
_TABLE = (
    ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"),
    ("1", "Đặt đóng thùng xe", "Sở Tài chính", "Quý II/2026"),
    ("2", "Chọn đầu sách\ncho bản xa", "Sở Nội vụ", "Tháng 5/2026"),
)


def make_samples() -> dict[str, bytes]:
    """Files by their names, in every format; the scan is a picture of the PDF's first page."""
    text = read_plan(_SAMPLE)
    pdf = _write_pdf(text)
    return {
        "plan.md": _SAMPLE.read_bytes(),
        "plan.txt": text.text.encode(),
        "plan.utf16.txt": text.text.encode("utf-16"),
        "plan.docx": write_plan(_add_table(text)),
        "plan.pdf": pdf,
        "plain.pdf": _write_plain_pdf(),
        "plan.html": _write_html(text).encode(),
        "plan.rtf": _write_rtf(text.text),
        "scan.png": _draw_scan(pdf),
    }


def list_files(given: list[Path]) -> dict[str, bytes]:
    """The files given, and those in the folders given, by their names."""
    found = [file for path in given for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    return {file.name: file.read_bytes() for file in found if file.is_file()}


def _add_table(text: PlanText) -> PlanText:
    """The plan with a table at its end."""
    builder = PlanTextBuilder()
    for paragraph in text.text.split("\n"):
        builder.add_paragraph(paragraph)
    builder.add_table(_TABLE)
    return builder.build(text.source, text.sha256, "text")


def _write_pdf(text: PlanText) -> bytes:
    sheets = Sheets().add_page()
    for paragraph in text.text.split("\n"):
        sheets.flow(paragraph, head="CÔNG BÁO/Số 18 {page}")
    sheets.add_page()
    write_table(sheets, [LEFT, LEFT + 40, LEFT + 220, LEFT + 350, RIGHT], 100, _TABLE)
    return sheets.save()


def _write_plain_pdf() -> bytes:
    """A PDF without compression, so that what is broken in it is broken in what it says."""
    lines = "".join(f"BT /F 12 Tf 60 {780 - 16 * n} Td (I. So {n}/KH-UBND ngay {n}/3/2026) Tj ET " for n in range(1, 9))
    rules = "".join(f"60 {y} m 500 {y} l S " for y in range(400, 500, 20)) + "60 400 m 60 480 l S 500 400 m 500 480 l S"
    draws = lines + rules
    return write_pdf(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>",
            3: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 0 /Contents 5 0 R"
            " /Resources << /Font << /F 4 0 R >> >> >>",
            4: "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
            5: f"<< /Length {len(draws)} >>\nstream\n{draws}\nendstream",
        }
    )


def _write_html(text: PlanText) -> str:
    said = "".join(f"<p align=justify>{html.escape(line)}</p>\n" for line in text.text.split("\n"))
    rows = "".join(f"<tr>{''.join(f'<td colspan=1>{cell}</td>' for cell in row)}</tr>" for row in _TABLE)
    return (
        f"<html><head><title>x</title></head><body><div><ol><li>A</ol>{said}<table>{rows}</table></div></body></html>"
    )


def _write_rtf(text: str) -> bytes:
    written = re.sub(r"[^\x20-\x7e\n]", lambda letter: f"\\u{ord(letter[0])}?", text).replace("\n", "\\par ")
    return f"{{\\rtf1\\ansi {written}}}".encode("ascii")


def _draw_scan(pdf: bytes) -> bytes:
    document = pdfium.PdfDocument(pdf)
    written = BytesIO()
    document[0].render(scale=1.5, grayscale=True).to_pil().save(written, "PNG")
    document.close()
    return written.getvalue()
