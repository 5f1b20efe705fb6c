"""A web page as a tree, however broken; and the part of it that is the document, without the portal around it.

What tells a document are its own forms: labelled paragraphs, the state's motto, a number, recipients, tables. The block
chosen is the innermost one that holds them all; what it holds besides is left out where it looks like a portal's
furniture (by its tag, by the name its programmer gave it, by being all links). A page without furniture is kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from operator import add
from typing import NamedTuple

from lxml import etree, html

from extractors.errors import UnreadableFile
from extractors.lexicon import load_lexicon
from extractors.text.folding import fold
from extractors.text.labels import read_label
from pipeline.readers.charset import visible_text
from pipeline.readers.html_flow import Grid, Item
from pipeline.wording import word

# --- the tree ----------------------------------------------------------------------------------------------------

# Pictures kept in the page itself, of which the parser takes no more than 10 MB, and bytes that no page may hold.
_EMBEDDED = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=%\s]{64,}")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]")
_INLINE_TAG = re.compile(
    r"</?(?:font|span|b|i|u|em|strong|small|big|a|s|strike|tt|code|label|ins|nobr|o:p|st1:\w+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_OUTER_TAG = re.compile(
    r"</?(?:div|section|article|center|blockquote|form|ul|ol|dl|main)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_ENDS_LINE = re.compile(r"</?(?:p|div|br|tr|li|td|th|h[1-6]|table|hr|dd|dt|pre)\b[^<>]*>", re.IGNORECASE)


def parse_page(source: str) -> etree._Element:
    """The tree of a page; raises ``UnreadableFile`` where there is none.

    libxml2 stops at 256 elements within each other, which unclosed tags come to ("<font>" in every paragraph): the
    page is then parsed without its inline tags, without its outer ones, as lines of text.
    """
    source = _FORBIDDEN.sub("", _EMBEDDED.sub("data:", source))
    for thin in (None, _INLINE_TAG, _OUTER_TAG):
        if thin is not None:
            source = thin.sub("" if thin is _INLINE_TAG else "<br>", source)
        tree, complete = _parse(source)
        if tree is not None and complete:
            return tree
    root = etree.Element("body")
    for line in filter(None, map(visible_text, _ENDS_LINE.split(source))):
        etree.SubElement(root, "p").text = line
    if len(root) == 0:
        raise UnreadableFile(*word("html.empty"))
    return root


def _parse(source: str) -> tuple[etree._Element | None, bool]:
    """The tree of a source, and whether the parser came to its end."""
    parser = html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(source.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return None, True
    return tree, not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


# --- the document ------------------------------------------------------------------------------------------------

_OFFICE = re.compile(r"Microsoft Word|Word\.Document|LibreOffice|OpenOffice|WPS")
_MOTTO = re.compile(r"\W*(?:cong hoa xa hoi chu nghia viet nam|dang cong san viet nam)\b")
_NUMBER_LINE = re.compile(r"\W*so\s*:\s*[\d./\s]{0,20}[-/]?\s*[a-z]")
_END_LINE = re.compile(r"\W*noi nhan\b")
_BASIS = re.compile(r"\W*(?:can cu|thuc hien)\s")
_LINKED = 0.5
_ONLY_LINK = 0.8
_FEWEST_LINKS = 3
# A block with so much of what tells the document is the document, and not what its name says.
_MOST = 0.5
# So few numbered paragraphs beside so many are another block's ("1. Tin nổi bật").
_STRAY_SIGNS = 2
_NEARLY_ALL = 0.9
_LONG = 80
_SHORT = 80

_STRONG_LABELS = frozenset({"appendix", "phan", "chuong", "muc", "article", "roman"})
_FURNITURE_TAGS = frozenset({"nav", "aside", "footer", "menu", "dialog", "search"})
_FURNITURE_ROLES = frozenset(
    {"navigation", "banner", "complementary", "contentinfo", "search", "menu", "menubar", "dialog"}
)
_NAMED = frozenset({"div", "section", "ul", "ol", "table", "td", "form", "header", "center", "article", "dl"})
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def select_document(root: etree._Element, items: Sequence[Item]) -> list[Item]:
    """The items of the document that a page shows; all of them where nothing else is on the page."""
    items = _drop_index(items)
    if _is_office_file(root):
        return items
    measured = [(item, _measure(item)) for item in items]
    masses = _weigh(measured)
    total = sum((mass for _, mass in measured), _Mass())
    furniture = {element for element, mass in masses.items() if _is_furniture(element, mass, total)}
    if total.ends:
        furniture |= {item.element for item in items if isinstance(item, Grid) and _states_facts(item)}
    kept = [pair for pair in measured if not _stands_in(pair[0].element, furniture)]
    if len(kept) == len(items):
        return items
    block = _choose_block(kept)
    inside = [item for item, _ in kept if block is None or _stands_in(item.element, {block})]
    return _trim(_cut_before_letterhead(inside))


def count_signs(items: Iterable[Item]) -> int:
    """How many items are such as documents are made of: labelled paragraphs, letterheads, tables."""
    return sum(_measure(item).signs for item in items)


def _drop_index(items: Sequence[Item]) -> list[Item]:
    """Without the lines of an index, which lead within the page: what they name comes once more."""
    leads = [item.linked > _ONLY_LINK * len(item.text) and item.links == 0 for item in items]
    beside = zip(leads, [*leads[1:], False], [False, *leads], strict=False)
    return [item for item, (lead, after, before) in zip(items, beside, strict=True) if not (lead and (after or before))]


def _is_office_file(root: etree._Element) -> bool:
    """Whether a word processor saved the page: there is nothing on it but the document."""
    metas = (meta for meta in root.iter("meta") if meta.get("name", "").lower() in ("generator", "progid"))
    return any(_OFFICE.search(meta.get("content", "")) for meta in metas)


def _states_facts(table: Grid) -> bool:
    """Whether a table is the portal's own about a document: "Số ký hiệu", "Ngày ban hành", "Người ký"."""
    facts = set(map(fold, load_lexicon("pages")["facts"]))
    return sum(fold(cell).rstrip(" :") in facts for row in table.rows for cell in row if cell) > 1


class _Mass(NamedTuple):
    """What an element holds, those inside it included: characters, linked ones, links, and signs of a document.

    ``strong`` signs stand in documents only; ``ends`` are those at a document's head and foot.
    """

    text: int = 0
    linked: int = 0
    links: int = 0
    signs: int = 0
    strong: int = 0
    ends: int = 0

    def __add__(self, other: _Mass) -> _Mass:  # type: ignore[override]
        return _Mass(*map(add, self, other))


_Measured = tuple[Item, _Mass]


def _measure(item: Item) -> _Mass:
    """What an item holds; a passage that ``<br>`` parts holds a paragraph a line."""
    lines = [item.text] if isinstance(item, Grid) else [line for line in item.lines if line]
    starts = [fold(line[:_LONG]) for line in lines]
    ends = sum(bool(_MOTTO.match(start) or _END_LINE.match(start)) for start in starts)
    plain = _Mass(len(item.text), item.linked, item.links, ends=ends)
    if item.linked > _LINKED * len(item.text):
        return plain
    if isinstance(item, Grid):
        return plain._replace(signs=1, strong=int(len(item.rows) > 1))
    read = [_read_signs(line, start) for line, start in zip(lines, starts, strict=True)]
    return plain._replace(signs=sum(sign for sign, _ in read), strong=sum(strong for _, strong in read))


def _read_signs(line: str, start: str) -> tuple[bool, bool]:
    """Whether a line is such as documents are made of, and whether it stands in documents and nowhere else."""
    label = read_label(line)
    strong = any(form.match(start) for form in (_MOTTO, _NUMBER_LINE, _END_LINE, _BASIS))
    if label is None:
        return strong, strong
    return strong or label.style not in ("dash", "plus"), strong or label.style in _STRONG_LABELS


def _weigh(measured: Iterable[_Measured]) -> dict[etree._Element, _Mass]:
    masses: dict[etree._Element, _Mass] = {}
    for item, mass in measured:
        for element in (item.element, *item.element.iterancestors()):
            held = masses.get(element)
            masses[element] = mass if held is None else held + mass
    return masses


def _is_furniture(element: etree._Element, mass: _Mass, total: _Mass) -> bool:
    """Whether an element is a portal's: by its tag, its role, its name, or by being all links."""
    if element.tag in ("html", "body") or mass.ends or _is_most(mass, total):
        return False
    if element.tag in _FURNITURE_TAGS or element.get("role", "").lower() in _FURNITURE_ROLES:
        return True
    if element.tag in _NAMED and not _list_names(element).isdisjoint(_furniture_names()):
        return True
    if element.tag == "form" and mass.strong == 0 and element.find(".//textarea") is not None:
        return True
    return mass.links >= _FEWEST_LINKS and mass.linked > _LINKED * mass.text and mass.signs == 0


def _is_most(mass: _Mass, total: _Mass) -> bool:
    """Whether an element holds most of what tells the document; where nothing tells it, most of the text."""
    if total.strong:
        return mass.strong >= _MOST * total.strong
    if total.signs:
        return mass.signs >= _MOST * total.signs
    return mass.text - mass.linked >= _MOST * (total.text - total.linked)


def _list_names(element: etree._Element) -> set[str]:
    """The words that an element's class and id are made of: "vb-lienQuan" gives vb, lien, quan, lienquan."""
    names: set[str] = set()
    for name in f"{element.get('class', '')} {element.get('id', '')}".split():
        if name.startswith("Mso"):
            continue
        for piece in re.split(r"[^A-Za-z]+", name):
            names.add(piece.lower())
            names.update(part.lower() for part in _NAME_PARTS.findall(piece))
    return names


@cache
def _furniture_names() -> frozenset[str]:
    return frozenset(load_lexicon("pages")["names"])


def _stands_in(element: etree._Element, blocks: set[etree._Element]) -> bool:
    return element in blocks or any(outer in blocks for outer in element.iterancestors())


def _choose_block(measured: Sequence[_Measured]) -> etree._Element | None:
    """The innermost element that holds all signs of the document, but for a few that another block has as well.

    Without any sign: the innermost that holds most of its long paragraphs.
    """
    telling = [pair for pair in measured if pair[1].signs]
    by_text = not telling
    if by_text:
        telling = [pair for pair in measured if pair[1].text >= _LONG and pair[1].linked < _LINKED * pair[1].text]
    if not telling:
        return None
    masses = _weigh(telling)
    first = telling[0][0].element
    block = [first, *first.iterancestors()][-1]
    while not any(item.element is block for item, _ in telling):
        inner = [child for child in block if child in masses]
        heaviest = max(inner, key=lambda child: masses[child].text)
        if not _outweighs(heaviest, inner, masses, by_text):
            break
        block = heaviest
    return block


def _outweighs(
    heaviest: etree._Element, inner: Sequence[etree._Element], masses: dict[etree._Element, _Mass], by_text: bool
) -> bool:
    """Whether the document stands in one child of a block, whatever its others hold."""
    others = [masses[child] for child in inner if child is not heaviest]
    if by_text:
        return masses[heaviest].text >= _NEARLY_ALL * sum(masses[child].text for child in inner)
    signs = sum(masses[child].signs for child in inner)
    stray = all(mass.strong == 0 and mass.signs <= _STRAY_SIGNS for mass in others)
    return stray and (not others or masses[heaviest].signs >= _NEARLY_ALL * signs)


def _cut_before_letterhead(items: list[Item]) -> list[Item]:
    """Without a page's own title and date lines, where a letterhead in a table shows where the document begins."""
    for place, item in enumerate(items):
        mass = _measure(item)
        if _MOTTO.match(fold(item.text[:_LONG])):
            table = next(item.element.iterancestors("table"), None)
            return (
                items
                if table is None
                else [each for each in items[:place] if _stands_in(each.element, {table})] + items[place:]
            )
        if mass.signs and not _NUMBER_LINE.match(fold(item.text[:_LONG])):
            break
    return items


def _trim(items: list[Item]) -> list[Item]:
    """Without what stands at either end and leads elsewhere: download links, lists of other documents."""
    last = max((place for place, item in enumerate(items) if _measure(item).signs), default=len(items))
    end = next((place for place in range(last + 1, len(items)) if _heads_furniture(items[place])), len(items))
    items = items[:end]
    while items and _leads_elsewhere(items[-1]):
        items = items[:-1]
    while items and _leads_elsewhere(items[0]):
        items = items[1:]
    return items


def _leads_elsewhere(item: Item) -> bool:
    return item.linked > _ONLY_LINK * len(item.text) or _heads_furniture(item)


def _heads_furniture(item: Item) -> bool:
    return len(item.text) <= _SHORT and _heading_pattern().match(fold(item.text)) is not None


@cache
def _heading_pattern() -> re.Pattern[str]:
    words = sorted(map(fold, load_lexicon("pages")["headings"]), key=len, reverse=True)
    return re.compile(rf"\W*(?:cac )?(?:{'|'.join(map(re.escape, words))})\b[^.;]*$")
