"""Made-up texts and tables through every reader: nothing raises or hangs, and what was put in comes out.

Hypothesis makes the texts, and where one breaks a promise the smallest that does.
"""

from __future__ import annotations

import faulthandler
import re
from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from extractors.records import PlanText
from pipeline.readers.builder import PlanTextBuilder
from tests.fuzz.readers import read_all
from tests.word_files import write_plan

# A text of some hundred words is read in a tenth of a second; texts that take this many seconds longer never end.
_HANGS = 60

_SAID = """
Kế hoạch Sở Nội vụ chủ trì phối hợp với Công an tỉnh mở lớp học số cho người cao tuổi hoàn thành trong quý IV/2026
trước ngày 15/9/2026 ít nhất 80% trường học (gọi tắt là Đề án) “Vườn rau” 1.200 hộ – Ủy ban nhân dân xã 12/KH-UBND
thường xuyên; báo cáo, và các đơn vị liên quan. điểm a khoản 2 Mục III: ./. hằng năm 10/10 31/2/2026 từ đến 2025-2030
"""
_WORDS = st.sampled_from(_SAID.split())
_SENTENCES = st.lists(_WORDS, min_size=1, max_size=40).map(" ".join)
_LABELS = st.sampled_from(
    (
        *("", "", "I. ", "II. ", "III- ", "1. ", "2. ", "1.1. ", "2.3. ", "a) ", "đ) ", "e) ", "- ", "+ ", "(1) "),
        *("Điều 1. ", "Phần I ", "Chương II ", "PHỤ LỤC I", "Nơi nhận: ", "Số: ", "Kính gửi: ", "TM. ", "A. "),
    )
)
_PARAGRAPHS = st.builds("{}{}".format, _LABELS, _SENTENCES)
# A cell that is no number, and no label: those are what tables are read by.
_CELLS = _SENTENCES.map(lambda sentence: f"Việc {sentence}")
_TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=2, max_size=12)
)
_DOCUMENTS = st.lists(st.one_of(_PARAGRAPHS, _PARAGRAPHS, _PARAGRAPHS, _TABLES), min_size=1, max_size=30)

_BEGINNINGS = (
    *("", "<html><body>", "<html><body><table>", "{\\rtf1\\ansi ", "%PDF-1.4\n", "| a | b |\n| --- | --- |\n", "# "),
    "MIME-Version: 1.0\nContent-Type: text/html\n\n",
)
_MARKUP = (
    *("<p>", "</p>", "<table>", "<tr>", "<td colspan=9>", "<td rowspan=99999>", "</td>", "</table>", "<ol start=7>"),
    *("<li>", "<br>", "<!--", "-->", "<div style='display:none'>", "</div>", "&#273;", "&#x110000;", "<sup>1</sup>"),
    *("{\\b ", "}", "\\u7879?", "\\par ", "|", "| --- |", "**x**", "1. ", "đ) ", "- ", "\\", "\n", "\n\n", "\f"),
    *("obj", "endobj", "stream", "Kế hoạch ", "năm 2026 ", "80% ", "I. ", "(", ")", "\u0301", "“"),
)


def check_texts(examples: int, number: int) -> None:
    """Try so many texts of each kind, chosen by ``number``; raises with the smallest that breaks a promise."""
    limits = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    checks = (
        given(st.binary(max_size=2000))(_check_bytes),
        given(st.text(max_size=2000))(_check_text),
        given(st.sampled_from(_BEGINNINGS), st.lists(st.sampled_from(_MARKUP), max_size=200))(_check_markup),
        given(_DOCUMENTS)(_check_document),
    )
    for check in checks:
        faulthandler.dump_traceback_later(_HANGS + examples, exit=True)
        seed(number)(limits(check))()
    faulthandler.cancel_dump_traceback_later()


def _check_bytes(data: bytes) -> None:
    read_all(data)


def _check_text(text: str) -> None:
    read_all(text.encode("utf-8", "surrogatepass"))


def _check_markup(start: str, pieces: list[str]) -> None:
    read_all((start + "".join(pieces)).encode())


def _check_document(parts: list[str | list[list[str]]]) -> None:
    original = _build(parts)
    for name, write in _FORMATS.items():
        found = read_all(write(original))
        assert found is not None, name
        assert _count_words(found.text) == _count_words(original.text), name
        assert _list_cells(found) == _list_cells(original), name


def _write_markdown(text: PlanText) -> bytes:
    """The text with its tables as Markdown has them."""
    written, done = [], 0
    for table in text.tables:
        rows = [[text.text[cell.start : cell.end] for cell in row] for row in table.rows]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "| --- " * len(rows[0]) + "|")
        written += [text.text[done : table.start].replace("\n", "\n\n"), "\n".join(lines), "\n"]
        done = table.end
    return "\n".join([*written, text.text[done:].replace("\n", "\n\n")]).encode()


_FORMATS: dict[str, Callable[[PlanText], bytes]] = {"docx": write_plan, "markdown": _write_markdown}


def _build(parts: list[str | list[list[str]]]) -> PlanText:
    builder = PlanTextBuilder()
    builder.add_paragraph("KẾ HOẠCH")
    for part in parts:
        if isinstance(part, str):
            builder.add_paragraph(part)
        else:
            header = ["TT", *(f"Cột {place}" for place in range(1, len(part[0]) + 1))]
            builder.add_table([header, *([str(number), *cells] for number, cells in enumerate(part, 1))])
    return builder.build("made-up", "", "text")


def _count_words(text: str) -> Counter[str]:
    """The words of a text, marks aside: a list writes a bullet for a dash."""
    return Counter(re.findall(r"\w+", text))


def _list_cells(text: PlanText) -> list[list[list[str]]]:
    return [[[text.text[cell.start : cell.end] for cell in row] for row in table.rows] for table in text.tables]
