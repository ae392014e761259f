"""What an HTML page shows below each of its elements: how much prose, how many links, how many controls.

One walk measures the whole page, so that a judgement about any element costs nothing more. What is never shown is left
out of it; so is what is hidden, but for what a reader opens: the answer below a question, the panel of a tab.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.load.html.elements import BLOCKS, CORE, HEADINGS, NEVER_SHOWN, hides, names_of, opens_by_name

SENTENCE = 25
"""Characters outside of links from which a block is prose; labels, dates and the items of menus are shorter."""

LONG_LINK = 400
"""Characters from which a link is a text that somebody forgot to close it before, and no title or teaser."""

TITLE_LINK = 25
"""Characters of a link from which it is the title of another text, and no word of a menu."""

_CONTROLS = frozenset("button input select textarea".split())
_TEXTUAL = frozenset("p blockquote pre ul ol dl table section".split())
_OPENERS = frozenset("button dt summary label".split())
_TARGETS = ("aria-controls", "data-target", "data-bs-target", "data-toggle-target")


@dataclass(slots=True)
class Node:
    """An element with what stands below it; `end` is the index after that of its last descendant.

    `characters` counts the text, `linked` the part of it inside of links, `titles` that inside of links which may be
    titles, `prose` the part in sentences.
    `first` and `last` are the indices of its first and last child that is a paragraph, list or table of prose, or 0.
    `title`: an `h1` stands below; `core`: one of the elements that hold a page's text does.
    """

    element: etree._Element
    tag: str
    parent: int
    end: int = 0
    characters: int = 0
    linked: int = 0
    links: int = 0
    prose: int = 0
    titles: int = 0
    controls: int = 0
    first: int = 0
    last: int = 0
    title: bool = False
    core: bool = False
    hidden: bool = False

    @property
    def text(self) -> float:
        """What is there to read, in characters of prose: links that are titles weigh half."""
        return self.prose + self.titles / 2


@dataclass(slots=True)
class _Run:
    """The text of a block between the borders of other blocks."""

    free: int = 0
    linked: int = 0


@dataclass(slots=True)
class Measures:
    """The nodes of a page in document order, and the prose that is hidden."""

    nodes: list[Node] = field(default_factory=list)
    hidden: int = 0

    @property
    def page(self) -> Node:
        return self.nodes[0]


def is_question_button(element: etree._Element) -> bool:
    """Whether a button opens text or stands in a heading, so that its words are a question or a title."""
    if element.get("aria-expanded") is not None or any(element.get(name) for name in _TARGETS[1:]):
        return True
    if any(ancestor.tag in HEADINGS or ancestor.tag in ("dt", "summary") for ancestor in _near(element)):
        return True
    return opens_by_name(names_of(element))


def _near(element: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = []
    parent = element.getparent()
    while parent is not None and len(found) < 3:
        found.append(parent)
        parent = parent.getparent()
    return found


def measure(root: etree._Element, hidden_too: bool = False) -> Measures:
    """Measure all below `root`; with `hidden_too` what is hidden counts like the rest."""
    return _Walk(root, hidden_too).run()


class _Walk:
    def __init__(self, root: etree._Element, hidden_too: bool) -> None:
        self.root = root
        self.hidden_too = hidden_too
        self.measures = Measures()
        self.open: list[int] = []
        self.blocks: list[int] = []
        self.run_ = _Run()
        self.link: Node | None = None
        self.link_characters = 0
        self.targets: set[str] = set()

    def run(self) -> Measures:
        walker = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                self._start(element)
                if element.tag in NEVER_SHOWN and element is not self.root:
                    walker.skip_subtree()
                else:
                    self._text(element.text)
            else:
                self._end(element)
                if element is not self.root:
                    self._text(element.tail)
        return self.measures

    def _start(self, element: etree._Element) -> None:
        nodes = self.measures.nodes
        node = Node(element, element.tag, self.open[-1] if self.open else -1)
        node.hidden = not self.hidden_too and hides(element) and element is not self.root and element.tag != "body"
        if element.tag in BLOCKS or node.hidden:
            self._flush()
            self.blocks.append(len(nodes))
        self.open.append(len(nodes))
        nodes.append(node)
        if element.tag == "a" and self.link is None and element.get("href"):
            self.link = node
            self.link_characters = 0
        if element.keys():
            self._note_targets(element)

    def _note_targets(self, element: etree._Element) -> None:
        """Note the elements that this one opens."""
        for name in _TARGETS:
            if value := element.get(name):
                self.targets.update(target.lstrip("#") for target in value.split())
        if element.tag == "a" and (element.get("aria-expanded") or element.get("data-toggle")):
            self.targets.add((element.get("href") or "").lstrip("#"))

    def _text(self, text: str | None) -> None:
        if not text or text.isspace():
            return
        size = len(" ".join(text.split()))
        self.measures.nodes[self.open[-1]].characters += size
        if self.link is None:
            self.run_.free += size
        else:
            self.link_characters += size

    def _flush(self) -> None:
        run, self.run_ = self.run_, _Run()
        if self.blocks and run.free >= SENTENCE and run.free >= run.linked:
            self.measures.nodes[self.blocks[-1]].prose += run.free + run.linked

    def _end(self, element: etree._Element) -> None:
        index = self.open.pop()
        node = self.measures.nodes[index]
        node.end = len(self.measures.nodes)
        if self.link is node:
            self._end_link(node)
        if self.blocks and self.blocks[-1] == index:
            self._flush()
            self.blocks.pop()
        if node.tag == "button" and node.prose < SENTENCE and not is_question_button(element):
            node.characters = 0
        if node.hidden and not self._opened(node):
            self.measures.hidden += node.prose
        else:
            node.hidden = False
            self._add(index, node)

    def _end_link(self, node: Node) -> None:
        self.link = None
        if self.link_characters >= LONG_LINK:
            self.run_.free += self.link_characters
        elif self.link_characters:
            self.run_.linked += self.link_characters
            node.linked, node.links = self.link_characters, 1
            if self.link_characters >= TITLE_LINK:
                node.titles = self.link_characters

    def _add(self, index: int, node: Node) -> None:
        if node.parent < 0:
            return
        parent = self.measures.nodes[node.parent]
        if node.prose and node.tag in _TEXTUAL:
            parent.first = parent.first or index
            parent.last = index
        parent.characters += node.characters
        parent.linked += node.linked
        parent.links += node.links
        parent.prose += node.prose
        parent.titles += node.titles
        parent.controls += node.controls
        parent.title = parent.title or node.title or node.tag == "h1"
        parent.core = parent.core or node.core or node.tag in CORE
        if node.tag in _CONTROLS and node.element.get("type") != "hidden":
            parent.controls += node.tag != "button" or not is_question_button(node.element)

    def _opened(self, node: Node) -> bool:
        """Whether a reader opens a hidden element: something names it, stands before it or it says so itself."""
        element = node.element
        if next(element.iter("math"), None) is not None:
            return True
        if node.prose < SENTENCE or node.controls:
            return False
        if (
            element.get("id") in self.targets
            or element.get("role") == "tabpanel"
            or element.get("hidden") == "until-found"
        ):
            return True
        before = element.getprevious()
        if before is not None and (before.tag in _OPENERS or before.tag in HEADINGS):
            return True
        return opens_by_name(names_of(element))
