"""The signs by which an element of a page is no text: its tag, its role, and what its site calls it."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import cast

from lxml import etree

from ingest.load.html.elements import HEADINGS, NEVER_SHOWN, REPLACED, Evidence, evidence_of, names_of
from ingest.load.html.measure import SENTENCE, Measures, Node, is_question_button

ENOUGH = 400
"""Characters of prose of a text below which the comments of readers are read as well: they may be the text."""

TEXT_OF_CONTROL = 200
"""Characters of prose for each control from which an element is a text with controls, and no form."""

_NAVIGATION_ROLES = frozenset("navigation search menu menubar toolbar".split())
LEAST_LINKS = 3
"""Links that a list of links has; one or two links may be all a true paragraph says."""

_AROUND_ROLES = frozenset("banner contentinfo complementary dialog alertdialog form".split())
_INLINE = frozenset("a abbr b cite em i label mark p small span strong td dd blockquote".split())
_FORUM = re.compile(r"forum|phpbb|vbulletin|discourse|viewtopic|qapage|discussionforum|/question\b", re.I)
_COOKIES = re.compile(r"\bcookies?\b|traceurs|كوكيز|ملفات تعريف الارتباط", re.I)
_SCRIPTS = re.compile(r"java\s?script|جافا\s?سكريبت", re.I)
_NOTICE = 600
"""Characters of the longest notice about cookies or scripts."""


class Pruning(IntEnum):
    """How much is taken out."""

    STRICT = 0
    LENIENT = 1
    NONE = 2
    """Only what is not shown, and menus."""


_SHARES = {
    Pruning.STRICT: {Evidence.WEAK: 0.2, Evidence.STRONG: 0.3, Evidence.CERTAIN: 0.5},
    Pruning.LENIENT: {Evidence.WEAK: 0.1, Evidence.STRONG: 0.1, Evidence.CERTAIN: 0.3},
    Pruning.NONE: {Evidence.WEAK: 0.0, Evidence.STRONG: 0.1, Evidence.CERTAIN: 0.3},
}
"""Share of the page's prose from which an element is kept against what its names say."""


def text_of(element: etree._Element) -> str:
    """The words of an element with single spaces."""
    return " ".join("".join(cast("list[str]", element.itertext())).split())


def reads_as_text(node: Node) -> bool:
    """Whether an element holds sentences, and links or controls are the lesser part of it."""
    few_controls = node.controls * TEXT_OF_CONTROL <= node.prose
    return node.prose >= SENTENCE and 2 * node.linked <= node.characters and few_controls


class Signs:
    """What the signs say of each element of a page, weighed against the share of the page's prose that it holds."""

    def __init__(self, measures: Measures, pruning: Pruning) -> None:
        self._nodes = measures.nodes
        self._page = measures.page
        self._text = measures.page.text
        self._kept: list[tuple[Node, str]] = []
        self._pruning = pruning
        self._shares = _SHARES[pruning]
        self._comments_go = pruning is Pruning.STRICT and self._has_text_beside_comments()

    def goes(self, node: Node) -> bool | None:
        """Whether an element goes; `None`: it stays with all that is in it."""
        tag = node.tag
        if node.hidden or tag in NEVER_SHOWN:
            return True
        if tag == "math":
            return None
        if tag in _BY_TAG:
            return _BY_TAG[tag](self, node)
        role = node.element.get("role", "").lower()
        if role in _NAVIGATION_ROLES:
            return self._navigation(node)
        if self._pruning is Pruning.NONE:
            return False
        if tag in REPLACED or role in _AROUND_ROLES:
            return self.is_about_cookies(node) or self._is_below(node, Evidence.STRONG)
        if tag in _AROUND:
            return _AROUND[tag](self, node)
        if tag in ("body", "main", "article") or tag in HEADINGS:
            return False
        return self._goes_by_name(node)

    def _is_below(self, node: Node, evidence: Evidence) -> bool:
        """Whether a node holds less of the page's prose than would keep it against such evidence."""
        return node.text < SENTENCE or node.text < self._shares[evidence] * self._text

    def _is_below_strong(self, node: Node) -> bool:
        return self._is_below(node, Evidence.STRONG)

    def _navigation(self, node: Node) -> bool:
        return not (reads_as_text(node) and not node.links) and self._is_below(node, Evidence.STRONG)

    def _button(self, node: Node) -> bool:
        # A button that is never closed holds the rest of the page.
        return not is_question_button(node.element) and self._is_below(node, Evidence.STRONG)

    def _noscript(self, node: Node) -> bool:
        asks_for_scripts = not node.core and self._is_notice(node, _SCRIPTS)
        return asks_for_scripts or self._is_below(node, Evidence.CERTAIN)

    def _template(self, node: Node) -> bool:
        return node.element.get("shadowrootmode") is None

    def _header(self, node: Node) -> bool:
        inside = next(node.element.iterancestors("main", "article", "section"), None) is not None
        heads = node.title or (node.links < LEAST_LINKS and next(node.element.iter("h2"), None) is not None)
        return not (inside or heads) and self._is_below(node, Evidence.STRONG)

    def _footer(self, node: Node) -> bool:
        quoted = next(node.element.iterancestors("blockquote", "figure"), None) is not None
        return not quoted and self._is_below(node, Evidence.CERTAIN)

    def _aside(self, node: Node) -> bool:
        beside_text = self._nodes[node.parent].first > 0
        inside = beside_text or next(node.element.iterancestors("main", "article"), None) is not None
        if (
            inside
            and reads_as_text(node)
            and node.links < LEAST_LINKS
            and evidence_of(names_of(node.element))[0] is Evidence.NONE
        ):
            return False
        return self._is_below(node, Evidence.STRONG)

    def _goes_by_name(self, node: Node) -> bool:
        names = names_of(node.element)
        if names == " ":
            return False
        while self._kept and node.end > self._kept[-1][0].end:
            self._kept.pop()
        # A word that did not speak against an element does not speak against the parts of it.
        evidence, word = evidence_of(names, frozenset(kept[1] for kept in self._kept))
        if evidence is Evidence.NONE or (node.core and evidence is not Evidence.COMMENTS):
            return False
        goes = self._goes_by(node, evidence)
        if not goes and node.tag not in _INLINE:
            self._kept.append((node, word))
        return goes

    def _goes_by(self, node: Node, evidence: Evidence) -> bool:
        if evidence is Evidence.COMMENTS:
            if node.tag not in _INLINE:
                return (self._comments_go and not node.title) or not node.prose
            evidence = Evidence.WEAK
        if node.prose < SENTENCE and evidence is Evidence.WEAK and node.tag in _INLINE:
            return self._is_aside_in_line(node)
        if self.is_about_cookies(node):
            return True
        if reads_as_text(node):
            within = next(node.element.iterancestors("article"), None) is not None and not node.links
            if evidence is Evidence.WEAK or (within and evidence is Evidence.STRONG):
                return False
        return self._is_below(node, evidence)

    def _is_aside_in_line(self, node: Node) -> bool:
        """Whether a small element is a control or a label beside a text, and not words inside of a sentence."""
        parent = self._nodes[node.parent]
        return parent.prose < SENTENCE and (2 * node.linked >= node.characters or node.controls > 0)

    def is_about_cookies(self, node: Node) -> bool:
        """Whether an element is a short notice about cookies beside other text."""
        return self._is_notice(node, _COOKIES)

    def _is_notice(self, node: Node, subject: re.Pattern[str]) -> bool:
        if node.characters > _NOTICE or (subject is _COOKIES and node.prose > 0.5 * self._text):
            return False
        return subject.search(text_of(node.element)) is not None

    def _has_text_beside_comments(self) -> bool:
        """Whether the page has a text of its own, so that what readers wrote below it is not the text."""
        comments, index = 0, 1
        while index < len(self._nodes):
            node = self._nodes[index]
            found = evidence_of(names_of(node.element))[0] is Evidence.COMMENTS
            if found and node.tag not in _INLINE and node.tag != "body" and not node.title:
                comments += node.prose
                index = node.end
            else:
                index += 1
        return self._page.prose - comments >= ENOUGH and not (comments and self._is_forum())

    def _is_forum(self) -> bool:
        """Whether the page says that it is a discussion."""
        root = self._page.element.getroottree().getroot()
        says = [names_of(root), names_of(self._page.element)]
        says += [generator.get("content", "") for generator in root.iterfind("head/meta[@name='generator']")]
        says += [element.get("itemtype", "") for element in root.iterfind(".//*[@itemtype]")]
        return _FORUM.search(" ".join(says)) is not None


_BY_TAG = {
    "button": Signs._button,
    "nav": Signs._navigation,
    "noscript": Signs._noscript,
    "template": Signs._template,
}
"""What goes, by its tag, however little else is left."""
_AROUND = {
    "aside": Signs._aside,
    "dialog": Signs._is_below_strong,
    "footer": Signs._footer,
    "form": Signs._is_below_strong,
    "header": Signs._header,
}
"""What stands around a text, as a rule."""
