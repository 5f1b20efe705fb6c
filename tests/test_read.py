"""Reading: lines to paragraphs, marks off, pages and gaps, and what cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UnreadableFile
from pipeline.read import read_bytes, read_plan
from tests.conftest import load_cases

CASES: list[dict[str, Any]] = load_cases("read")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_paragraphs(case: dict[str, Any]) -> None:
    assert read_bytes(case["text"].encode(), "case.txt").text.split("\n") == case["paragraphs"]


def test_a_sentence_of_a_lost_page_is_not_glued_to_the_next() -> None:
    cut = (
        "1. Rà soát các công trình cấp nước tập trung đã được đầu tư trên địa bàn các xã, phường trong toàn tỉnh, "
        "lập danh mục công trình hư hỏng, đánh giá chất lượng nước, giám"
    )
    rest = "gia đình ở xa được hỗ trợ bể chứa nước, Sở Y tế giám sát chất lượng nước hằng quý ở từng xã."
    text = read_bytes(f"{cut}\n\n{rest}\n\n2. {cut[3:-6]}.\n".encode(), "case.txt")
    assert text.text.split("\n")[0] == cut
    assert [gap.reason for gap in text.gaps] == ["sentence_broken_off"]


def test_form_feeds_are_pages() -> None:
    text = read_bytes("1. Mở lớp.\n\f2. Phát tài liệu cho\n\fngười dân.".encode(), "case.txt")
    assert [page.number for page in text.pages] == [1, 2, 3]
    assert text.page_at(text.text.index("Phát")) == 2
    assert text.page_at(text.text.index("người")) == 3


def test_tables_keep_their_cells() -> None:
    raw = "# KẾ HOẠCH\n\n**I. NHIỆM VỤ**\n\n| TT | Việc |\n|---|---|\n| 1 | Mở<br>lớp |\n| 2 | |\n"
    text = read_bytes(raw.encode(), "case.md")
    (table,) = text.tables
    cells = [[text.text[c.start : c.end] for c in row] for row in table.rows]
    assert cells == [["TT", "Việc"], ["1", "Mở\nlớp"], ["2", ""]]


def test_tables_with_a_cell_a_line_between_lone_marks() -> None:
    raw = "**A**\n\n|\n**TT**\n|\n**Nhiệm\nvụ**\n|\n|\n1\n|\nMở lớp\n|\n\n**B**\n"
    text = read_bytes(raw.encode(), "case.md")
    (table,) = text.tables
    assert [[text.text[c.start : c.end] for c in row] for row in table.rows] == [["TT", "Nhiệm vụ"], ["1", "Mở lớp"]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04\x00\x00", "not a format"),
        (b"  \n ", "empty"),
        (b"Ke\xff\x8a\x9d hoach" * 9, "save it as UTF-8"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_bytes(data, "x.txt")
    assert says in refusal.value.en
    assert refusal.value.vi != refusal.value.en


def test_other_encodings_are_read() -> None:
    assert read_bytes("Kế hoạch".encode("utf-16"), "x.txt").text == "Kế hoạch"
    assert read_bytes("Kê\u0301 hoa\u0323ch".encode("cp1258"), "x.txt").text == "Kế hoạch"


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="kiểm tra tệp có còn đó"):
        read_plan(tmp_path / "none.txt")
