"""What a web page's styles say that changes its text: what is hidden, in which font, whether line ends count.

Of style sheets only the plain selectors are read (``p``, ``.x``, ``p.x``, ``#x``), which is what Word writes; rules for
print and for small screens (``@media``) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.readers.legacy_encodings import Encoding, is_symbol_font, name_encoding

Declarations = dict[str, str]

_SELECTOR = re.compile(r"(?:[a-z][\w:-]*)?(?:[.#][\w-]+)?", re.IGNORECASE)
_WANTED = frozenset(
    {
        "border",
        "display",
        "font",
        "font-family",
        "list-style",
        "list-style-type",
        "mso-border-alt",
        "mso-element",
        "mso-hide",
        "mso-list",
        "visibility",
        "white-space",
    }
)
_MARK = re.compile("[{};]")
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
_GENERIC = re.compile(r"(?:^|[\s,])(?:sans-serif|serif|monospace|times|arial|verdana|tahoma|georgia|courier)\b")


class StyleSheet:
    """The declarations of the page that an element is of: its own style sheets', and its elements', one by one."""

    def __init__(self, root: etree._Element) -> None:
        self._rules: dict[str, Declarations] = {}
        for style in root.getroottree().iter("style"):
            if style.get("media", "all").strip().lower() in ("", "all", "screen"):
                self._add_rules(style.text or "")
        self._known: dict[tuple[str, str, str, str], Declarations] = {}

    def read(self, element: etree._Element) -> Declarations:
        """What is declared for an element itself; its own ``style`` over the sheets, names in lower case."""
        key = (str(element.tag), element.get("class", ""), element.get("id", ""), element.get("style", ""))
        found = self._known.get(key)
        if found is None:
            found = {}
            for selector in _list_selectors(*key[:3]):
                found.update(self._rules.get(selector, {}))
            found.update(_read_declarations(key[3]))
            self._known[key] = found
        return found

    def _add_rules(self, sheet: str) -> None:
        for rule in _drop_at_rules(_drop_comments(sheet)).split("}"):
            selectors, _, body = rule.partition("{")
            declarations = _read_declarations(body)
            for selector in selectors.split(",") if declarations else ():
                if _SELECTOR.fullmatch(selector.strip()):
                    self._rules.setdefault(selector.strip().lower(), {}).update(declarations)


def is_hidden(element: etree._Element, declared: Declarations) -> bool:
    """Whether nobody sees an element.

    >>> from lxml.html import fragment_fromstring
    >>> page = fragment_fromstring('<div><p style="display: none">x</p><p hidden>y</p><p>z</p></div>')
    >>> [is_hidden(each, StyleSheet(page).read(each)) for each in page]
    [True, True, False]
    """
    if declared.get("display") == "none" or declared.get("visibility") in ("hidden", "collapse"):
        return True
    return "hidden" in element.attrib or declared.get("mso-hide") in ("all", "screen")


def name_font(element: etree._Element, declared: Declarations) -> str | None:
    """The first font that an element asks for; ``None`` where it leaves the font as it is."""
    if family := declared.get("font-family"):
        return family.split(",")[0].strip("\"' ")
    if font := declared.get("font"):
        quoted = _QUOTED.search(font)
        if quoted or _GENERIC.search(font):
            return quoted[1] if quoted else ""
    face = element.get("face") if element.tag in ("font", "basefont") else None
    return None if face is None else face.split(",")[0].strip("\"' ")


def read_font(font: str) -> tuple[Encoding | None, bool]:
    """The old encoding that a font stands for, and whether it shows signs for letters.

    >>> read_font(".VnTime"), read_font("Wingdings"), read_font("Arial")
    (('tcvn3', False), (None, True), (None, False))
    """
    return name_encoding(font), is_symbol_font(font)


def has_border(element: etree._Element, declared: Declarations) -> bool | None:
    """Whether a table or cell has lines around it; ``None`` where neither attribute nor style says."""
    border = declared.get("mso-border-alt") or declared.get("border")
    if border is not None:
        return not re.match(r"(?:none|0(?:\D|$)|medium none)", border.strip())
    if (attribute := element.get("border")) is not None:
        return attribute.strip() not in ("0", "none")
    return None


def _list_selectors(tag: str, classes: str, identity: str) -> Iterator[str]:
    tag = tag.lower()
    yield tag
    for name in classes.lower().split():
        yield f".{name}"
        yield f"{tag}.{name}"
    if identity:
        yield f"#{identity.lower()}"
        yield f"{tag}#{identity.lower()}"


def _read_declarations(text: str) -> Declarations:
    if not text:
        return {}
    found: Declarations = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if colon and name in _WANTED:
            found[name] = " ".join(value.replace("!important", "").lower().split())
    return found


def _drop_comments(sheet: str) -> str:
    first, *rest = sheet.replace("<!--", " ").replace("-->", " ").split("/*")
    return " ".join([first, *(each.partition("*/")[2] for each in rest)])


def _drop_at_rules(sheet: str) -> str:
    """A sheet without its blocks of ``@`` rules, braces within them and all."""
    kept: list[str] = []
    place = 0
    while (start := sheet.find("@", place)) >= 0:
        kept.append(sheet[place:start])
        place = _skip_at_rule(sheet, start)
    return "".join([*kept, sheet[place:]])


def _skip_at_rule(sheet: str, start: int) -> int:
    """Where the rule that opens at ``start`` ends: at its semicolon, or at the brace that closes its block."""
    depth = 0
    for match in _MARK.finditer(sheet, start):
        mark = match.group()
        depth += (mark == "{") - (mark == "}")
        if depth <= 0 and mark != "{":
            return match.end()
    return len(sheet)
