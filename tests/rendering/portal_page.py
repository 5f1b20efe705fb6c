"""A plan as a page of a legal portal: menus, a side bar, related documents and a foot around the plan's own text.

With ``numbered`` its labels are not in the text: the page's lists make them, and what a list cannot make ("1.1.", "đ)")
is typed. Without it every label is typed, and the page declares the wrong charset, as pages do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from extractors.records import PlanText
from extractors.text.labels import Label
from tests.rendering.sheet import Columns, PageEnd, Paragraph, Part, Ruled, lay_out

# What `<ol type>` a label of one number asks for, by its style.
_TYPES = {"roman": "I", "decimal": "1", "letter": "a"}

_BEFORE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="{charset}"><title>Cổng văn bản Sơn Hà</title>
<style>.menu {{ float: left }} .don-vi::before {{ content: "•" }}</style>
<script>var trang = "12. Quảng cáo"; document.write("<p>1. Xem thêm</p>");</script></head><body>
<div class="header"><a href="/">Trang chủ</a> | <a href="/van-ban">Văn bản pháp luật</a> | <a href="/lien-he">Góp ý</a>
<form><input value="Tìm kiếm"><button>Tìm</button></form></div>
<div class="menu"><h3>Lĩnh vực</h3><ul><li><a href="/y-te">Y tế</a></li><li><a href="/giao-duc">Giáo dục</a></li>
<li><a href="/moi-truong">Tài nguyên - Môi trường</a></li><li><a href="/dau-tu">Đầu tư</a></li></ul>
<h3>Tin nổi bật</h3><p><a href="/tin/1">Từ ngày 01/7/2026, 100% hồ sơ được nộp trực tuyến</a></p>
<p><a href="/tin/2">Sở Y tế chủ trì kiểm tra bếp ăn tập thể, hoàn thành trước 30/9/2026</a></p></div>
<div class="crumbs"><a href="/">Trang chủ</a> &raquo; <a href="/ke-hoach">Kế hoạch</a> &raquo; Chi tiết</div>
<div class="toolbar"><a href="#">Tải về</a> <a href="#">In trang</a> <a href="#">Lược đồ</a> Cỡ chữ: A- A+</div>
<div class="content"><div class="noidung">
"""
_AFTER = """</div></div>
<div class="related"><h3>Văn bản liên quan</h3><ul>
<li><a href="/v/1">Kế hoạch 45/KH-UBND năm 2026 phòng, chống dịch bệnh mùa hè, hoàn thành trước ngày 31/5/2026</a></li>
<li><a href="/v/2">Quyết định 118/QĐ-UBND năm 2026 giao Sở Nội vụ chủ trì rà soát biên chế</a></li>
<li><a href="/v/3">Công văn 77/SYT-NVY năm 2026 về tiêm chủng, đạt ít nhất 95% trẻ em</a></li></ul></div>
<div class="comments"><h3>Ý kiến (2)</h3><p>Nguyễn A: Văn bản này còn hiệu lực không?</p></div>
<div class="footer"><p>Giấy phép số 12/GP-STTTT ngày 05/01/2020. Điện thoại: 0200 123 456</p>
<p><a href="/dieu-khoan">Điều khoản sử dụng</a> | <a href="/rss">RSS</a></p></div></body></html>
"""


def render_html(text: PlanText, numbered: bool) -> bytes:
    """The portal's page of a plan, in UTF-8 whatever it declares."""
    parts = lay_out(text)
    body = _write_lists(parts) if numbered else _write_typed(parts)
    before = _BEFORE.format(charset="utf-8" if numbered else "windows-1252")
    return (before + "\n".join(body) + _AFTER).encode()


def _write_typed(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Paragraph):
            yield f"<p{_style(part)}>{_bold(part, part.whole)}</p>"
        elif not isinstance(part, PageEnd):  # the web has no pages
            yield _write_table(part)


def _write_lists(parts: Iterable[Part]) -> Iterator[str]:
    """Lists within lists, as deep as the plan's labels go; a paragraph without a label stands outside all of them."""
    lists: list[_List] = []
    for part in parts:
        label = part.label if isinstance(part, Paragraph) else None
        while lists and (label is None or _depth(label) < lists[-1].depth):
            yield lists.pop().end
        tag = _choose_list(label)
        if lists and label is not None and _depth(label) == lists[-1].depth:
            if tag == lists[-1].tag and lists[-1].counts_to(label):
                yield "</li>"
                lists[-1].last = label
            else:
                yield lists.pop().end
        if label is None or tag is None:
            yield from _write_typed([part])
            continue
        if not lists or lists[-1].last is not label:
            yield f"<{tag}>" if tag == "ul" else f'<ol type="{tag}" start="{_value(label)}">'
            lists.append(_List(tag, label))
        assert isinstance(part, Paragraph)
        yield f"<li{_style(part)}>{_bold(part, part.text)}"
    yield from (open_list.end for open_list in reversed(lists))


@dataclass
class _List:
    """A list that is open, and in it the item that the next paragraphs stand in."""

    tag: str
    last: Label

    @property
    def depth(self) -> tuple[int, int]:
        return _depth(self.last)

    @property
    def end(self) -> str:
        return "</li></ul>" if self.tag == "ul" else "</li></ol>"

    def counts_to(self, label: Label) -> bool:
        """Whether the next item gets this number."""
        return not label.numbers or _value(label) == _value(self.last) + 1


def _choose_list(label: Label | None) -> str | None:
    """``ul``, the type of an ``ol``, or nothing where the label has to be typed."""
    if label is None or label.printed.startswith("đ"):
        return None
    if label.printed == "-":
        return "ul"
    return _TYPES.get(label.style) if len(label.numbers) == 1 else None


def _depth(label: Label) -> tuple[int, int]:
    return label.rank, len(label.numbers)


def _value(label: Label) -> int:
    """What a list counts: letters by the English alphabet, so that g is the seventh."""
    if label.style == "letter":
        return ord(label.printed[0]) - ord("a") + 1
    return label.numbers[0] if label.numbers else 1


def _style(part: Paragraph) -> str:
    return ' style="text-align:center"' if part.is_title else ""


def _bold(part: Paragraph, said: str) -> str:
    return f"<b>{escape(said)}</b>" if part.is_heading or part.is_title else escape(said)


def _write_table(part: Columns | Ruled) -> str:
    if isinstance(part, Columns):
        rows: tuple[tuple[str, ...], ...] = (("\n".join(part.left), "\n".join(part.right)),)
        return _write_rows(rows, "border=0 width=100%")
    return _write_rows(part.rows, "border=1")


def _write_rows(rows: Iterable[Iterable[str]], attributes: str) -> str:
    written = (
        "<tr>" + "".join(f"<td><p>{escape(cell).replace(chr(10), '<br>')}</p></td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table {attributes}>" + "\n".join(written) + "</table>"
