"""One table with cells merged over rows, under a header of two, in every format: the same cells, the same tasks."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from extractors.records import PlanText
from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes, read_plan
from tests.conftest import write_cells
from tests.pdf_sheets import Sheets, write_table
from tests.word_files import make_docx, paragraph

# ">" is merged with the cell to its left, "^" with the one above.
_ROWS = [
    ["TT", "Nhiệm vụ", "Tổ chức thực hiện", ">", "Thời hạn"],
    ["^", "^", "Chủ trì", "Phối hợp", "^"],
    ["I", "Cây lớn", ">", ">", ">"],
    ["1", "Trồng cây dọc đường", "Sở Xây dựng", "Sở Y tế", "Quý II/2026"],
    ["2", "Tưới cây ven hồ", "^", "", "^"],
    ["3", "Đếm cây già", "Sở Nội vụ", "^", "^"],
    ["4", "Nhổ cỏ", "Sở Y tế", "", "2026"],
    ["^", "^", "Công an tỉnh", "", "^"],
]
_WIDTH = 1800  # of a column of the Word file, in twentieths of a point
_HEAD = ("KẾ HOẠCH", "Chăm sóc cây xanh năm 2026", "I. NHIỆM VỤ", "Theo Phụ lục.", "PHỤ LỤC", "DANH MỤC NHIỆM VỤ")


def _write_docx() -> bytes:
    grid = f'<w:gridCol w:w="{_WIDTH}"/>' * len(_ROWS[0])
    table = f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(map(_write_word_row, range(len(_ROWS))))}</w:tbl>"
    return make_docx("".join(map(paragraph, _HEAD)) + table + paragraph(""))


def _write_word_row(row: int) -> str:
    cells = ""
    for column, said in enumerate(_ROWS[row]):
        if said != ">":
            begins = said != "^" and _count_rows(row, column) > 1
            merge = "<w:vMerge/>" if said == "^" else '<w:vMerge w:val="restart"/>' if begins else ""
            columns = _count_columns(row, column)
            span = f'<w:tcW w:w="{columns * _WIDTH}" w:type="dxa"/><w:gridSpan w:val="{columns}"/>'
            cells += f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{paragraph('' if said == '^' else said)}</w:tc>"
    return f"<w:tr>{cells}</w:tr>"


def _write_html() -> bytes:
    rows = ""
    for row, cells in enumerate(_ROWS):
        rows += "<tr>" + "".join(
            f"<td rowspan={_count_rows(row, column)} colspan={_count_columns(row, column)}>{said}</td>"
            for column, said in enumerate(cells)
            if said not in ("^", ">")
        )
    head = "".join(f"<p>{line}</p>" for line in _HEAD)
    return f"<html><meta charset=utf-8><body>{head}<table border=1>{rows}</table></body></html>".encode()


_ACROSS = (60.0, 90.0, 240.0, 330.0, 420.0, 530.0)


def _write_pdf() -> bytes:
    sheets = Sheets().add_page()
    for place, line in enumerate(_HEAD):
        sheets.write(90, 60 + 30 * place, line)
    down = [250 + 20 * row for row in range(len(_ROWS) + 1)]
    for row, cells in enumerate(_ROWS):
        for column, said in enumerate(cells):
            if said not in ("^", ">"):
                sheets.write(_ACROSS[column] + 5, down[row] + 14, said, 9)
            if said != "^":
                sheets.rule(_ACROSS[column], down[row], _ACROSS[column + 1], down[row])
            if said != ">":
                sheets.rule(_ACROSS[column], down[row], _ACROSS[column], down[row + 1])
    sheets.rule(_ACROSS[0], down[-1], _ACROSS[-1], down[-1]).rule(_ACROSS[-1], down[0], _ACROSS[-1], down[-1])
    return sheets.save()


def _count_rows(row: int, column: int) -> int:
    below = [cells[column] for cells in _ROWS[row + 1 :]]
    return 1 + next((count for count, said in enumerate(below) if said != "^"), len(below))


def _count_columns(row: int, column: int) -> int:
    beside = _ROWS[row][column + 1 :]
    return 1 + next((count for count, said in enumerate(beside) if said != ">"), len(beside))


_FORMATS: dict[str, Callable[[], bytes]] = {"docx": _write_docx, "html": _write_html, "pdf": _write_pdf}


@pytest.mark.parametrize("format", _FORMATS)
def test_merged_cells_hold_in_every_row(format: str) -> None:
    text = read_bytes(_FORMATS[format](), f"case.{format}")
    _check(text)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)")
@pytest.mark.parametrize("format", ["doc:MS Word 97", "rtf:Rich Text Format"])
def test_merged_cells_hold_in_what_libreoffice_reads(format: str, tmp_path: Path) -> None:
    (tmp_path / "case.docx").write_bytes(_write_docx())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", format, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "case.docx")], check=True, capture_output=True, timeout=120)
    _check(read_plan(tmp_path / f"case.{format[:3]}"))


def _check(text: PlanText) -> None:
    (table,) = text.tables
    assert _drop_blank_merges(write_cells(text, table)) == [
        [cell.replace(">", "") for cell in row] for row in _ROWS_READ
    ]
    plan = extract_records(text, outline_plan(text))
    said = [
        (
            task.path,
            [row.agency for row in plan.assignments if row.path == task.path and row.role == "lead"],
            [row.agency for row in plan.assignments if row.path == task.path and row.role == "coordinate"],
            [str(row.end_on) for row in plan.deadlines if row.path == task.path],
        )
        for task in plan.tasks
        if task.rule == "table_row"
    ]
    assert said == [
        ("PL.I.1", ["Sở Xây dựng"], ["Sở Y tế"], ["2026-06-30"]),
        ("PL.I.2", ["Sở Xây dựng"], [], ["2026-06-30"]),
        ("PL.I.3", ["Sở Nội vụ"], [], ["2026-06-30"]),
        ("PL.I.4", ["Sở Y tế", "Công an tỉnh"], [], ["2026-12-31"]),
    ]
    for record in (*plan.assignments, *plan.deadlines):
        assert text.text[record.start : record.end] == record.quote


# A blank cell merged over rows is blank in each.
_ROWS_READ = [
    ["" if row == 5 and place == 3 else cell for place, cell in enumerate(cells)] for row, cells in enumerate(_ROWS)
]


def _drop_blank_merges(rows: Sequence[list[str]]) -> list[list[str]]:
    read: list[list[str]] = []
    for row in rows:
        read.append(["" if cell == "^" and _is_blank_above(read, place) else cell for place, cell in enumerate(row)])
    return read


def _is_blank_above(rows: Sequence[list[str]], place: int) -> bool:
    return not rows or rows[-1][place] == ""


def test_a_merged_cell_over_a_page_end_holds_for_the_rows_below_it() -> None:
    across = (60.0, 90.0, 330.0, 440.0, 540.0)
    sheets = Sheets().add_page()
    write_table(
        sheets, across, 600, [["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"], ["1", "Trồng cây", "Sở Xây dựng", "2026"]]
    )
    sheets.add_page()
    down = (80.0, 100.0, 120.0, 140.0)
    for row, (number, task, when) in enumerate(
        [("2", "Tưới cây", "2027"), ("3", "Tỉa cành", "2027"), ("4", "Đếm cây", "")]
    ):
        for x, said in zip((across[0], across[1], across[3]), (number, task, when), strict=True):
            sheets.write(x + 5, down[row] + 15, said, 10)
    for y in down:
        if y == 100.0:
            sheets.rule(across[0], y, across[2], y).rule(across[3], y, across[4], y)
        else:
            sheets.rule(across[0], y, across[4], y)
    for x in across:
        sheets.rule(x, down[0], x, down[-1])
    text = read_bytes(sheets.save(), "case.pdf")
    assert [row[2] for row in write_cells(text, text.tables[0])] == ["Chủ trì", "Sở Xây dựng", "^", "^", ""]
