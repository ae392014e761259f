"""What of a page is no text of it: menus, notices, lists of links, what others wrote below.

Every judgement weighs what an element is called against how much of the page's prose it holds, for sites name their
parts as they like: a form may surround the page, and the text may be called a widget. Where little is left, the
judgement was wrong; then less is taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from ingest.load.html.elements import HEADINGS, Evidence, evidence_of, names_of
from ingest.load.html.measure import Measures, Node, measure
from ingest.load.html.signs import LEAST_LINKS, Pruning, Signs, reads_as_text, text_of

LINK_SHARE = 0.7
"""Share of a block's characters inside links above which it is a list of links and no text."""

CONTENT_SHARE = 0.5
"""Share of the page's text from which a list of titles with links is what the page is about."""

MAIN_SHARE = 0.3
"""Share of the page's text that a `main` or `article` must hold to be taken for the whole of it."""

OUTSIDE_SHARES = {"main": 0.15, "article": 0.05}
"""Share of the page's prose beside such an element from which that is read too."""

KEPT_PROSE = 0.25
KEPT_CHARACTERS = 0.1
"""Shares of a page that must be left; a judgement that leaves less was wrong."""

HIDDEN_SHARE = 0.7
"""Share of the prose that is hidden from which a script shows the page, and hiding says nothing."""

_LINK_CONTAINERS = frozenset("ul ol div table p section dl".split())


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a page is read: the element that holds it, and those below that are left out.

    `hidden` are characters of prose that the page does not show, `boilerplate` is the share of what it shows that is
    left out.
    """

    root: etree._Element
    left_out: frozenset[etree._Element]
    pruning: Pruning
    hidden: int
    boilerplate: float


def judge(page: etree._Element, most: Pruning = Pruning.STRICT) -> Kept:
    """Which elements below `page` are not read; `most` is the most that is taken out."""
    measures = measure(page)
    if measures.hidden > HIDDEN_SHARE * (measures.hidden + measures.page.prose):
        measures = measure(page, hidden_too=True)
    for pruning in (each for each in Pruning if each >= most):
        judgement = _Judgement(measures, pruning)
        if judgement.leaves_enough() or pruning is Pruning.NONE:
            break
    return judgement.kept()


class _Judgement:
    """The judgement of one page at one pruning; `gone` are the indices of the nodes that are left out, in order."""

    def __init__(self, measures: Measures, pruning: Pruning) -> None:
        self.nodes = measures.nodes
        self.page = measures.page
        self.hidden = measures.hidden
        self.pruning = pruning
        self.gone: set[int] = set()
        self.signs = Signs(measures, pruning)
        self._sweep(self.signs.goes)
        self.base = self.page.characters - self._sum_gone(0, "characters")
        if pruning is not Pruning.NONE:
            self._sweep(self._is_link_list)

    def _sweep(self, goes: Callable[[Node], bool | None]) -> None:
        """Visit the nodes from the outside inwards, but not in one that goes (`True`) or stays whole (`None`)."""
        index = 1
        while index < len(self.nodes):
            node = self.nodes[index]
            verdict = True if index in self.gone else goes(node)
            if verdict:
                self.gone.add(index)
            index = index + 1 if verdict is False else node.end

    def _sum_gone(self, index: int, what: str) -> int:
        """The sum of a measure over what is left out inside of a node."""
        end = self.nodes[index].end
        return sum(getattr(self.nodes[gone], what) for gone in self.gone if index <= gone < end)

    def _left(self, index: int, what: str) -> int:
        return int(getattr(self.nodes[index], what)) - self._sum_gone(index, what)

    def leaves_enough(self) -> bool:
        """Whether enough of the page is left for the judgement to be trusted."""
        prose, characters = self._left(0, "prose"), self._left(0, "characters")
        return prose >= KEPT_PROSE * self.page.prose and characters > KEPT_CHARACTERS * self.page.characters

    # What goes because it is links

    def _is_link_list(self, node: Node) -> bool | None:
        if node.tag not in _LINK_CONTAINERS or node.links < LEAST_LINKS:
            return False
        if node.linked < LINK_SHARE * node.characters or node.prose > KEPT_PROSE * self.page.prose:
            return False
        if node.core:
            return False
        if node.titles >= CONTENT_SHARE * self.base:
            return None
        if self.pruning is Pruning.LENIENT or self._is_amid_text(node):
            return None
        return None if _is_announced(node) or _is_sentence(node) or _is_table_of_data(node) else True

    def _is_amid_text(self, node: Node) -> bool:
        """Whether a list stands between the paragraphs of a text; what leads to other texts stands at its ends."""
        if node.tag in ("div", "section") or evidence_of(names_of(node.element))[0] is not Evidence.NONE:
            return False
        parent = self.nodes[node.parent]
        while parent.tag == "section" and not parent.first and parent.parent >= 0:
            node, parent = parent, self.nodes[parent.parent]
        return bool(parent.first) and self.nodes[parent.first].end <= node.end - 1 < parent.last

    # Where the text is

    def kept(self) -> Kept:
        """The element to read, and what is left out of it."""
        root = self._main()
        gone = frozenset(self.nodes[index].element for index in self.gone)
        shown = max(1, self.page.characters - self.hidden)
        share = max(0.0, 1 - self._left(root, "characters") / shown)
        return Kept(self.nodes[root].element, gone, self.pruning, self.hidden, share)

    def _main(self) -> int:
        """The only `main` or `article` if most of the text is there; else the page, less what beside it is no prose."""
        staying = self._staying()
        for is_main in (_is_main, _is_role_main, _is_article):
            found = [index for index in staying if is_main(self.nodes[index])]
            if len(found) != 1 or self._left(found[0], "characters") < MAIN_SHARE * self._left(0, "characters"):
                continue
            if self.page.title and not self.nodes[found[0]].title:
                continue
            share = OUTSIDE_SHARES.get(self.nodes[found[0]].tag, OUTSIDE_SHARES["article"])
            if self._left(0, "prose") - self._left(found[0], "prose") <= share * self._left(0, "prose"):
                return found[0]
            self._leave_out_beside(found[0])
            break
        return 0

    def _staying(self) -> list[int]:
        staying, index = [], 0
        while index < len(self.nodes):
            if index in self.gone:
                index = self.nodes[index].end
            else:
                staying.append(index)
                index += 1
        return staying

    def _leave_out_beside(self, main: int) -> None:
        """Leave out what stands beside the main element and is no prose."""
        around = {id(self.nodes[main].element)} | {id(each) for each in self.nodes[main].element.iterancestors()}

        def goes(node: Node) -> bool | None:
            if node is self.nodes[main]:
                return None
            if id(node.element) in around:
                return False
            if self._heads(node):
                return None
            return None if reads_as_text(node) and not self.signs.is_about_cookies(node) else True

        self._sweep(goes)

    def _heads(self, node: Node) -> bool:
        """Whether a node is the heading of prose."""
        if node.tag not in HEADINGS:
            return False
        return node.tag == "h1" or (node.end < len(self.nodes) and reads_as_text(self.nodes[node.end]))


def _is_main(node: Node) -> bool:
    return node.tag == "main"


def _is_role_main(node: Node) -> bool:
    return node.element.get("role") == "main"


def _is_article(node: Node) -> bool:
    return node.tag == "article"


def _is_announced(node: Node) -> bool:
    """Whether the paragraph before a list announces it, so that its links are what the text speaks of."""
    before = node.element.getprevious()
    return before is not None and before.tag == "p" and text_of(before).endswith((":", "\u00a0:"))


def _is_sentence(node: Node) -> bool:
    return node.tag == "p" and text_of(node.element).endswith((".", "!", "?", "…", "؟", "。"))


def _is_table_of_data(node: Node) -> bool:
    return node.tag == "table" and next(node.element.iter("th"), None) is not None
