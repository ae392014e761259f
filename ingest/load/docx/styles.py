"""Styles of a Word document: which paragraphs are headings, captions or code, what is hidden, bold or numbered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.load.docx.names import IDENTIFIER, PROPERTIES, RUN_PROPERTIES, VALUE, is_on, w
from rag.types import BlockKind

_HEADING_NAME = re.compile(r"(?:heading|titre|überschrift|título|titolo|عنوان) ?(\d)", re.I)
_TITLE_NAMES = frozenset({"title", "titre"})
_CAPTION_NAME = re.compile(r"caption|légende|beschriftung|leyenda|didascalia|تسمية توضيحية", re.I)
_CODE_NAME = re.compile(
    r"html preformatted|preformatted text|texte préformaté|source ?code|code(?: block)?|macro", re.I
)
_LIST_NAME = re.compile(r"list (?:bullet|number) (\d)", re.I)
_KEYS = ("vanish", "b")
"""Toggle properties that matter here: hidden text, and bold."""

DEEPEST = 9
"""The level below the text of an outline; a heading has a smaller one (counted from 0)."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The list that a paragraph or a style belongs to; `None` for what it does not say."""

    number: str | None
    level: int | None


@dataclass(slots=True)
class _Style:
    based_on: str | None = None
    heading: int | None = None
    kind: BlockKind | None = None
    numbered: Numbered | None = None
    depth: int = 1
    toggles: dict[str, bool] = field(default_factory=dict)
    font: str | None = None
    first_row: bool = False


class Styles:
    """The styles of a document by identifier, each with what it inherits from the one that it is based on."""

    def __init__(self, root: Any | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: dict[str, str] = {}
        self._chains: dict[str, list[tuple[str, _Style]]] = {}
        self._asked: tuple[Any, str] = (None, "")
        self._toggles: dict[tuple[str, str], bool] = {}
        self.language = ""
        if root is not None:
            for element in root.iterchildren(w("style")):
                self._add(element)
            language = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{RUN_PROPERTIES}/{w('lang')}")
            self.language = language.get(VALUE, "")[:2].lower() if language is not None else ""

    def heading(self, paragraph: Any) -> int:
        """The level of the heading that a paragraph is, from 1, or 0."""
        own = _child(paragraph, "outlineLvl")
        level = outline_level(own) if own is not None else 0
        style = self.of(paragraph)
        if level or style in self._styles:
            return level or next((found.heading for found in self._chain(style) if found.heading is not None), 0)
        # A style that is used but not defined says what it is by its name at most.
        named = _HEADING_NAME.fullmatch(style)
        return int(named[1]) if named else 0

    def kind(self, paragraph: Any) -> BlockKind | None:
        """Caption or code, where the style says so."""
        return next((style.kind for style in self._chain(self.of(paragraph)) if style.kind), None)

    def numbered(self, paragraph: Any) -> tuple[str | None, int | None, str]:
        """Number and level of the list of a paragraph, and the style that brings them (`""` where it does itself)."""
        own = _numbered(paragraph.find(PROPERTIES))
        if own is not None and own.number is not None:
            return own.number, own.level or 0, ""
        level = own.level if own is not None else None
        for name, style in self._named_chain(self.of(paragraph)):
            if style.numbered is None:
                continue
            level = style.numbered.level if level is None else level
            if style.numbered.number is not None:
                return style.numbered.number, level, name
        return None, None, ""

    def depth(self, paragraph: Any) -> int:
        """How deep in a list the style of a paragraph stands, from 1: `List Bullet 2` is a list of its own."""
        return max((style.depth for style in self._chain(self.of(paragraph))), default=1)

    def number_of(self, identifier: str) -> str | None:
        """The number of the list that a numbering style stands for."""
        style = self._styles.get(identifier)
        return style.numbered.number if style and style.numbered else None

    def toggled(self, key: str, run: Any | None, style: str) -> bool:
        """Whether a run is `vanish` (hidden) or `b` (bold), by its own properties or else by its styles.

        `style` is the identifier of its paragraph's style.

        Where both the style of the paragraph and that of the characters switch it on, they switch it off.
        """
        properties = None if run is None else run.find(RUN_PROPERTIES)
        character = ""
        if properties is not None:
            own = properties.find(w(key))
            if own is not None:
                return is_on(own.get(VALUE))
            named = properties.find(w("rStyle"))
            character = named.get(VALUE, "") if named is not None else ""
        return self._toggle(key, style) != self._toggle(key, character)

    def font(self, run: Any) -> str | None:
        """The font of a run's letters, where its properties or its character style name one."""
        properties = run.find(RUN_PROPERTIES)
        if properties is None:
            return None
        own = _font(properties)
        if own is not None:
            return own
        named = properties.find(w("rStyle"))
        chain = self._chain(named.get(VALUE, "")) if named is not None else []
        return next((style.font for style in chain if style.font), None)

    def first_row(self, table: Any) -> bool:
        """Whether the style of a table sets its first row apart, and the table uses that."""
        properties = table.find(w("tblPr"))
        look = None if properties is None else properties.find(w("tblLook"))
        named = None if properties is None else properties.find(w("tblStyle"))
        if look is None or named is None:
            return False
        bits = look.get(VALUE, "0")
        used = look.get(w("firstRow"), "1" if int(bits, 16) & 0x20 else "0") if _is_hexadecimal(bits) else "0"
        return is_on(used) and any(style.first_row for style in self._chain(named.get(VALUE, "")))

    def of(self, paragraph: Any) -> str:
        """The identifier of a paragraph's style."""
        # All that is asked of a paragraph is asked one after the other.
        if paragraph is not self._asked[0]:
            named = _child(paragraph, "pStyle")
            self._asked = (paragraph, named.get(VALUE, "") if named is not None else self._default.get("paragraph", ""))
        return self._asked[1]

    def _toggle(self, key: str, identifier: str) -> bool:
        if not identifier:
            return False
        known = self._toggles.get((key, identifier))
        if known is None:
            known = next((style.toggles[key] for style in self._chain(identifier) if key in style.toggles), False)
            self._toggles[key, identifier] = known
        return known

    def _chain(self, identifier: str) -> list[_Style]:
        return [style for _, style in self._named_chain(identifier)]

    def _named_chain(self, identifier: str) -> list[tuple[str, _Style]]:
        """A style and those that it is based on, nearest first."""
        known = self._chains.get(identifier)
        if known is not None:
            return known
        found: dict[str, _Style] = {}
        at: str | None = identifier
        while at and at not in found and at in self._styles:
            found[at] = self._styles[at]
            at = self._styles[at].based_on
        self._chains[identifier] = list(found.items())
        return self._chains[identifier]

    def _add(self, element: Any) -> None:
        identifier = element.get(w("styleId"), "")
        if element.get(w("default")) is not None and is_on(element.get(w("default"))):
            self._default.setdefault(element.get(w("type"), ""), identifier)
        paragraph, run = element.find(PROPERTIES), element.find(RUN_PROPERTIES)
        based = element.find(w("basedOn"))
        style = _Style(
            based_on=based.get(VALUE) if based is not None else None,
            numbered=_numbered(paragraph),
            first_row=any(part.get(w("type")) == "firstRow" for part in element.iterchildren(w("tblStylePr"))),
        )
        _name(style, element.find(w("name")), None if paragraph is None else paragraph.find(w("outlineLvl")))
        if run is not None:
            style.toggles = {key: is_on(run.find(w(key)).get(VALUE)) for key in _KEYS if run.find(w(key)) is not None}
            style.font = _font(run)
        self._styles[identifier] = style


def outline_level(element: Any) -> int:
    """The level of a heading, from 1, that an element `outlineLvl` gives, or 0."""
    value = element.get(VALUE, "9")
    return int(value) + 1 if value.isdigit() and int(value) < DEEPEST else 0


def identified(root: Any | None, tag: str) -> Mapping[str, Any]:
    """The children of a part by identifier, such as the footnotes of `footnotes.xml`."""
    return {} if root is None else {child.get(IDENTIFIER, ""): child for child in root.iterchildren(tag)}


def _name(style: _Style, name: Any | None, outline: Any | None) -> None:
    """What a style's name, which Word writes in English, says about its paragraphs."""
    value = name.get(VALUE, "").strip() if name is not None else ""
    if named := _HEADING_NAME.fullmatch(value):
        style.heading = int(named[1])
    elif value.lower() in _TITLE_NAMES:
        style.heading = 1
    elif outline is not None:
        style.heading = outline_level(outline)
    if listed := _LIST_NAME.fullmatch(value):
        style.depth = int(listed[1])
    if _CAPTION_NAME.fullmatch(value):
        style.kind = BlockKind.CAPTION
    elif _CODE_NAME.fullmatch(value):
        style.kind = BlockKind.CODE


def _child(paragraph: Any, name: str) -> Any | None:
    properties = paragraph.find(PROPERTIES)
    return None if properties is None else properties.find(w(name))


def _font(properties: Any) -> str | None:
    fonts = properties.find(w("rFonts"))
    return None if fonts is None else fonts.get(w("ascii")) or fonts.get(w("hAnsi"))


def _numbered(properties: Any | None) -> Numbered | None:
    found = None if properties is None else properties.find(w("numPr"))
    if found is None:
        return None
    number, level = found.find(w("numId")), found.find(w("ilvl"))
    value = level.get(VALUE, "") if level is not None else ""
    return Numbered(None if number is None else number.get(VALUE), int(value) if value.isdigit() else None)


def _is_hexadecimal(value: str) -> bool:
    return re.fullmatch(r"[0-9A-Fa-f]{1,8}", value) is not None
