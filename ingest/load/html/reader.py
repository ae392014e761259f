"""HTML: the main text of a page, without navigation, boilerplate and what is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml import html as lxml_html

from ingest.load.extracted import Composer, Extracted
from ingest.load.text.encoding import decode
from rag.errors import FileRefused
from rag.language.text import canonical

FORMAT = "html"

_DROPPED = frozenset(
    "script style noscript template nav aside footer form button select option textarea input iframe object embed svg"
    " math canvas audio video map dialog menu head link meta datalist progress meter frameset applet".split()
)
_DROPPED_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar form".split()
)
_BOILERPLATE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|footer|cookies?|consent|newsletter|share|sharing"
    r"|social|skip|pagination|pager|related|advert|ads|banner|popup|modal|login|copyright|sitemap|tag-?cloud|widget"
    r"|editsection|toc|comments?|sr-only|visually-hidden|screen-reader-text)(?:$|[\s_-])"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6"
    " header hgroup html legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_CLOSE = frozenset("dd dt figcaption legend summary".split())
"""Blocks that follow the one before on the next line, without a blank line."""
_LINK_CONTAINERS = frozenset("ul ol div table p section dl".split())
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""", re.I
)

LINK_SHARE = 0.7
"""Share of a block's characters inside links above which it is a list of links and no text."""

LEAST_LINKS = 3
"""Links that a block must have for that; one or two links may be all a true paragraph says."""

MAIN_SHARE = 0.3
"""Share of the page's text that a `main` or `article` must hold to be taken for the whole of it."""


def read(data: bytes) -> Extracted:
    """The main text of an HTML page, headings, lists and tables in document order.

    Raises `FileRefused`: `binary` and `empty` as `decode`; `no-text` where the page shows no text.
    """
    declared = _CHARSET.search(data[:4096])
    name = (declared[1] or declared[2]).decode("ascii") if declared else None
    decoded = decode(data, name)
    root = _parse(decoded.text)
    if root is None:
        raise FileRefused("empty", "the page has no elements; nothing can be cited from it")
    _prune(root)
    composer = Composer()
    _Writer(composer).write(_main(root))
    if not composer.length:
        raise FileRefused("no-text", "the page shows no text: all of it is script, navigation or hidden")
    return Extracted(
        FORMAT,
        composer.text,
        headings=tuple(composer.headings),
        blocks=composer.blocks,
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        warnings=decoded.warnings,
    )


def _parse(text: str) -> lxml_html.HtmlElement | None:
    # Controls end the parse early, and a declaration of an encoding contradicts text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", canonical(text), count=1)
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return None


def _prune(root: lxml_html.HtmlElement) -> None:
    """Take out what is not shown or not text, keeping the text that follows it."""
    for element in list(root.iter(etree.Element)):
        if element is not root and _is_dropped(element):
            element.drop_tree()
    for element in list(root.iter(*_LINK_CONTAINERS)):
        if element.getparent() is not None and _is_link_list(element):
            element.drop_tree()


def _is_dropped(element: lxml_html.HtmlElement) -> bool:
    if element.getparent() is None:
        return False
    tag = element.tag
    if tag in _DROPPED or element.get("role", "").lower() in _DROPPED_ROLES:
        return True
    if "hidden" in element.attrib or element.get("aria-hidden", "").lower() == "true":
        return True
    if _HIDDEN_STYLE.search(element.get("style", "").lower()):
        return True
    if tag in ("body", "main", "article") or tag in _HEADINGS:
        return False
    if tag == "header":
        return not _holds_title(element)
    names = f"{element.get('class', '')} {element.get('id', '')}".lower()
    return bool(_BOILERPLATE.search(names)) and not _holds_main(element)


def _holds_title(element: lxml_html.HtmlElement) -> bool:
    """Whether a `header` belongs to the text: it stands inside of it or holds the page's title."""
    inside = next(element.iterancestors("main", "article", "section"), None) is not None
    return inside or element.find(".//h1") is not None


def _holds_main(element: lxml_html.HtmlElement) -> bool:
    """Whether the page's text stands inside, so that a class such as `has-sidebar` says nothing about it."""
    if next(element.iter("main", "article", "h1"), None) is not None:
        return True
    paragraphs = sum(len(_words(paragraph)) for paragraph in element.iter("p"))
    return paragraphs > 1000


def _words(element: lxml_html.HtmlElement) -> str:
    return _SPACE.sub(" ", "".join(element.itertext())).strip()


def _is_link_list(element: lxml_html.HtmlElement) -> bool:
    links = [_words(link) for link in element.iter("a") if link.get("href")]
    if len(links) < LEAST_LINKS:
        return False
    linked = sum(map(len, links))
    return linked >= LINK_SHARE * len(_words(element))


def _main(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """The element that holds the text: the only `main` or `article` if most of the text is there, else the body."""
    body = root.find("body")
    page = root if body is None else body
    whole = len(_words(page))
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = page.findall(path)
        if len(found) == 1 and len(_words(found[0])) >= MAIN_SHARE * whole:
            title = page.find(".//h1")
            if title is None or found[0].find(".//h1") is not None:
                return found[0]
    return page


class _Writer:
    """Writes the text below an element into a composer, without recursion: pages may be nested deeply."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.pending: list[str] = []
        self.gap = 2
        self.level = 0
        self.item_gap = 1
        self.listed = False
        self.mark = ""
        self.lists: list[int | None] = []

    def write(self, root: lxml_html.HtmlElement) -> None:
        """Append the text of `root` block by block."""
        skipped: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self._text(element.tail if element is not root else None)
                continue
            if event == "start":
                if element.tag == "table" and _is_data(element):
                    self._flush()
                    self._table(element)
                    skipped = element
                else:
                    self._open(element)
            else:
                self._close(element)
                self._text(element.tail if element is not root else None)
        self._flush()

    def _open(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "br":
            self.pending.append("\n")
        elif tag == "hr":
            self._flush()
        elif tag in _BLOCKS:
            self._flush()
            self.level = _HEADINGS.get(tag, self.level if self.level else 0)
            if tag in ("ul", "ol"):
                # The first item of a list belongs to the line before it, unless that ends another list.
                self.item_gap = 2 if self.listed and not self.lists else 1
                self.lists.append(0 if tag == "ol" else None)
            elif tag == "li":
                self._item()
            elif tag in _CLOSE:
                self.gap = 1
        self._text(element.text, keep=tag == "pre")

    def _item(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
            self.mark = f"{number + 1}. "
        else:
            self.mark = "- "
        self.gap, self.item_gap = self.item_gap, 1

    def _close(self, element: etree._Element) -> None:
        tag = element.tag
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in _HEADINGS:
            self.level = 0
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.mark = ""
        self.gap = 2

    def _text(self, text: str | None, keep: bool = False) -> None:
        if text:
            self.pending.append(text if keep else _SPACE.sub(" ", text))

    def _flush(self) -> None:
        text = _tidy("".join(self.pending))
        self.pending.clear()
        if text:
            if self.level:
                text = text.replace("\n", " ")
            self.composer.add(self.mark + text, self.gap, self.level)
            self.listed = bool(self.mark)
            self.mark = ""
            self.gap = 2

    def _table(self, table: etree._Element) -> None:
        self.listed = False
        for index, cells in enumerate(_rows(table)):
            self.composer.add(f"| {' | '.join(cells)} |", 2 if index == 0 else 1)
        self.gap = 2


def _tidy(text: str) -> str:
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds data in rows of short cells, and is no means of layout."""
    if next(table.iterdescendants("table"), None) is not None or table.get("role") == "presentation":
        return False
    rows = list(_rows(table))
    if not rows or max(map(len, rows)) < 2:
        return False
    blocks = sum(1 for _ in table.iter("p", "div", "h1", "h2", "h3", "ul"))
    cells = sum(map(len, rows))
    return blocks <= 2 * cells and max(len(cell) for row in rows for cell in row) <= 1000


def _rows(table: etree._Element) -> Iterator[list[str]]:
    for row in table.iter("tr"):
        cells = [
            _SPACE.sub(" ", " ".join(cast(Iterator[str], cell.itertext()))).strip() for cell in row.iter("td", "th")
        ]
        if any(cells):
            yield cells
