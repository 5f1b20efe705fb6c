"""The pages of a PDF or a scan written as paragraphs and tables, in the order they are read."""

from __future__ import annotations

from pipeline.readers.builder import PlanTextBuilder
from pipeline.readers.pdf_flow import FlowLine, decide_joints, is_glued
from pipeline.readers.pdf_layout import Item, Layout, Missing
from pipeline.readers.pdf_tables import PrintedTable, write_rows


class PageWriter:
    """Writes the items of a document; every page is started once, footnotes at the end go back to theirs."""

    def __init__(self, builder: PlanTextBuilder) -> None:
        self._builder = builder
        self._page = 0
        self._last_page = 0

    def write(self, layout: Layout) -> None:
        """All items in order, and the pages that hold nothing."""
        lines = [item for item in layout.items if isinstance(item, FlowLine)]
        joints = iter(decide_joints(lines, layout.following, layout.skipping))
        above: Item | None = None
        for item in layout.items:
            match item:
                case FlowLine():
                    self._turn_to(item.page)
                    self._write_line(item, above if isinstance(above, FlowLine) else None, next(joints))
                case PrintedTable():
                    self._turn_to(item.pages[0])
                    self._builder.add_table(*write_rows(item), item.pages)
                    self._page = self._last_page = item.pages[-1]
                case Missing():
                    self._turn_to(item.page)
                    self._builder.add_gap(item.reason, item.page)
            above = item
        for number in range(self._last_page + 1, layout.page_count + 1):
            self._builder.start_page(number)

    def _turn_to(self, page: int) -> None:
        """Start every page up to one, or go back to it."""
        if page > self._last_page:
            for number in range(self._last_page + 1, page + 1):
                self._builder.start_page(number)
        elif page != self._page:
            self._builder.start_page(page)
        self._page, self._last_page = page, max(page, self._last_page)

    def _write_line(self, line: FlowLine, above: FlowLine | None, joint: str) -> None:
        if above is not None and joint == "broken":
            self._builder.add_gap("sentence_broken_off", line.page)
        if above is not None and joint == "continues":
            glued = is_glued(above.printed, line.printed)
            self._builder.continue_paragraph(line.printed.text, line.box, glued)
        else:
            self._builder.add_paragraph(line.printed.text, line.box)
