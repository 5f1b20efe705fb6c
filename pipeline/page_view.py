"""The picture of a page with the lines of one record marked, so that anybody can check what was read there.

For PDF, scans and photographs: their lines have places. The picture is drawn from the file itself.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageOps

from extractors.errors import NoPage, UnknownRecord
from extractors.records import Box, Plan
from pipeline.read import detect_format
from pipeline.readers.docx_package import Package
from pipeline.wording import word

# A4 at 150 dpi is 1754 pixels high: small type can be read, and a page takes 0.2 MB.
_DOTS_A_POINT = 150 / 72
_LONGEST = 2400
_MARK = (255, 236, 120)
_EDGE = (214, 64, 32)
_EDGE_WIDTH = 3
_MARGIN = 0.003  # of the page around a line, so that the mark does not cut its letters
_BETWEEN = 16


def draw_page(plan: Plan, record: str, folder: Path | str) -> Image.Image:
    """The page on which a record stands, its lines marked; pages one below the other where it runs over several.

    ``record`` is a unit's path or a record's id, ``folder`` what the plan's file stands below. Raises
    ``UnknownRecord``, or ``NoPage`` where the format has no pages or the file is not there any more.
    """
    return draw_place(plan, *find_place(plan, record), folder)


def find_place(plan: Plan, record: str) -> tuple[int, int]:
    """Where a record's words start and end in the plan's text: a unit by its path, any other by its id."""
    places = (
        *((unit.path, unit.start, unit.end) for unit in plan.units),
        *((target.target_id, target.start, target.end) for target in plan.targets),
        *((deadline.deadline_id, deadline.start, deadline.end) for deadline in plan.deadlines),
        *((assignment.assignment_id, assignment.start, assignment.end) for assignment in plan.assignments),
        *((citation.citation_id, citation.start, citation.end) for citation in plan.citations),
    )
    for name, start, end in places:
        if name == record:
            return start, end
    raise UnknownRecord(*word("page_view.unknown_record", record=record, plan=plan.plan_id))


def draw_place(plan: Plan, start: int, end: int, folder: Path | str) -> Image.Image:
    """The page or pages that hold ``text[start:end]``, its lines marked."""
    lines = [line for line in plan.text.lines if line.start < end and line.end > start]
    if not lines:
        code = "no_place" if plan.text.lines else "no_pages"
        raise NoPage(*word(f"page_view.{code}", source=plan.text.source, format=plan.text.format))
    drawn = []
    for page in sorted({line.page for line in lines}):
        source, number = _find_file(plan, page)
        picture = _open_page(Path(folder) / source, number, plan.text.sha256 if source == plan.text.source else None)
        drawn.append(_mark(picture, [line.box for line in lines if line.page == page]))
    return _stack(drawn)


def _find_file(plan: Plan, page: int) -> tuple[str, int]:
    """The file whose page it is, and its number there."""
    source = next((each.source for each in plan.text.pages if each.number == page), None)
    if source is None:
        return plan.text.source, page
    return source, page - min(each.number for each in plan.text.pages if each.source == source) + 1


def _open_page(path: Path, number: int, sha256: str | None) -> Image.Image:
    """The picture of a page of a file, which must be the one that was read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NoPage(*word("page_view.file_gone", path=path, why=error.strerror)) from error
    if sha256 is not None and hashlib.sha256(data).hexdigest() != sha256:
        raise NoPage(*word("page_view.file_changed", path=path))
    try:
        picture = _draw_file(data, number)
    except (pdfium.PdfiumError, OSError, EOFError, ValueError, Image.DecompressionBombError) as error:
        raise NoPage(*word("page_view.not_drawn", path=path, page=number, why=error)) from error
    picture.thumbnail((_LONGEST, _LONGEST))
    return picture


def _draw_file(data: bytes, number: int) -> Image.Image:
    match detect_format(data):
        case "pdf":
            return _render_pdf(data, number)
        case "docx":  # that holds pictures of pages and nothing else
            picture = next(islice(Package(data).read_pictures(), number - 1, None), b"")
            return _open_image(picture, 1)
        case _:
            return _open_image(data, number)


def _render_pdf(data: bytes, number: int) -> Image.Image:
    document = pdfium.PdfDocument(data)
    try:
        page = document[number - 1]
        scale = min(_DOTS_A_POINT, _LONGEST / max(*page.get_size(), 1))
        picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        return picture
    finally:
        document.close()


def _open_image(data: bytes, number: int) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.seek(number - 1)
    return ImageOps.exif_transpose(image).convert("RGB")


def _mark(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """The picture with the boxes coloured as by a marker pen, and one frame around them all."""
    width, height = picture.size
    layer = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(layer)
    places = [
        (
            max(0, int((left - _MARGIN) * width)),
            max(0, int((top - _MARGIN) * height)),
            min(width - 1, int((right + _MARGIN) * width)),
            min(height - 1, int((bottom + _MARGIN) * height)),
        )
        for left, top, right, bottom in boxes
    ]
    for place in places:
        pen.rectangle(place, fill=_MARK)
    marked = ImageChops.multiply(picture, layer)
    lefts, tops, rights, bottoms = zip(*places, strict=True)
    frame = (min(lefts), min(tops), max(rights), max(bottoms))
    ImageDraw.Draw(marked).rectangle(frame, outline=_EDGE, width=_EDGE_WIDTH)
    return marked


def _stack(pictures: Sequence[Image.Image]) -> Image.Image:
    """The pictures one below the other."""
    if len(pictures) == 1:
        return pictures[0]
    width = max(picture.width for picture in pictures)
    height = sum(picture.height for picture in pictures) + _BETWEEN * (len(pictures) - 1)
    whole = Image.new("RGB", (width, height), "grey")
    top = 0
    for picture in pictures:
        whole.paste(picture, (0, top))
        top += picture.height + _BETWEEN
    return whole
