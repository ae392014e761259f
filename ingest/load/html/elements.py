"""The elements of HTML by what they are to a reader, and what the names of an element say about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from itertools import zip_longest

from lxml import etree

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup html iframe legend li main menu nav noframes noscript object ol"
    " optgroup p plaintext pre search section summary table tbody td template tfoot th thead tr ul xmp".split()
)
CORE = frozenset(("main", "article", "h1"))
NEVER_SHOWN = frozenset(
    "script style option textarea input iframe embed svg head link meta datalist progress meter frame noembed"
    " annotation annotation-xml".split()
)
"""Elements whose text is no text of the page; a page that puts text there shows none of it either."""

REPLACED = frozenset("audio canvas map object select video applet".split())
"""Elements whose text is shown only where the thing itself cannot be."""

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*")
_CONDITION = re.compile(r"(?:has|with|without|no|is|js|not)[-_]")


class Evidence(IntEnum):
    """How strongly the names of an element say that it is no text."""

    NONE = 0
    WEAK = 1
    """Words that name text as often: a sentence inside keeps it."""
    STRONG = 2
    """Words of what stands beside a text: only a part of the page's prose keeps it."""
    CERTAIN = 3
    """Words of what stands around every text of a site: only most of the page's prose keeps it."""
    COMMENTS = 4
    """What readers wrote below a text."""


_WORDS = {
    Evidence.WEAK: (
        "menu submenu share sharing shares social login signin consent toc skip banner popup modal widget tag tags"
        " editsection toolbar dropdown follow subscribe rating ratings print masthead topbar pager search relatives"
    ),
    Evidence.STRONG: (
        "nav navbar navi navigation breadcrumb breadcrumbs sidebar pagination sharedaddy addtoany addthis blogroll"
        " respond related relatedposts recommended recommendations promo ads advert advertisement sponsor sponsored"
        " outbrain taboola navbox tagcloud"
    ),
    Evidence.CERTAIN: "footer pied copyright cookie cookies newsletter sitemap gdpr commentform",
    Evidence.COMMENTS: "comment comments commentlist commentaires kommentare disqus",
}
_OF_WORD = {word: evidence for evidence, words in _WORDS.items() for word in words.split()}
_OF_PAIR = {
    ("footer", "note"): Evidence.NONE,
    ("footer", "notes"): Evidence.NONE,
    ("cookie", "policy"): Evidence.NONE,
    ("navigation", "not"): Evidence.NONE,
    ("search", "results"): Evidence.NONE,
    ("search", "result"): Evidence.NONE,
    ("site", "notice"): Evidence.STRONG,
    ("widget", "area"): Evidence.STRONG,
    ("side", "bar"): Evidence.STRONG,
    ("bread", "crumb"): Evidence.STRONG,
    ("bread", "crumbs"): Evidence.STRONG,
    ("tag", "cloud"): Evidence.STRONG,
    ("related", "posts"): Evidence.STRONG,
    ("related", "articles"): Evidence.STRONG,
    ("sr", "only"): Evidence.CERTAIN,
    ("visually", "hidden"): Evidence.CERTAIN,
    ("screen", "reader"): Evidence.CERTAIN,
    ("comment", "form"): Evidence.CERTAIN,
    ("comments", "open"): Evidence.NONE,
    ("comments", "closed"): Evidence.NONE,
}
"""Words whose sense depends on the one after them."""

_WHOLE = frozenset("secondary tertiary colophon".split())
"""Names that WordPress gives to what is beside and below a text."""

_GLUED = re.compile(
    r"(?:left|right|main|top|bottom|sub|side|page|site|haupt|head|foot)(?:nav|navi|menu|menue|bar|col)$"
)
_OPENING = frozenset(
    "accordion accordeon collapse collapsible collapsed faq answer answers reponse question questions toggle panel"
    " tab tabpanel spoiler expand expandable expander disclosure pane more readmore full suite".split()
)


def names_of(element: etree._Element) -> str:
    """The class and the id of an element, joined by a space."""
    return f"{element.get('class', '')} {element.get('id', '')}" if element.keys() else " "


@lru_cache(maxsize=4096)
def evidence_of(names: str, forgiven: frozenset[str] = frozenset()) -> tuple[Evidence, str]:
    """The strongest evidence in the class and id of an element, with its word; `forgiven` words say nothing."""
    found = (sign for name in names.split() if not _CONDITION.match(name) for sign in _signs(name))
    return max((sign for sign in found if sign[1] not in forgiven), default=(Evidence.NONE, ""))


def _signs(name: str) -> Iterator[tuple[Evidence, str]]:
    if name in _WHOLE:
        yield Evidence.STRONG, name
    words = list(words_of(name))
    for pair in zip_longest(words, words[1:], fillvalue=""):
        word = pair[0]
        yield _OF_PAIR.get(pair, Evidence.STRONG if _GLUED.match(word) else _OF_WORD.get(word, Evidence.NONE)), word


def words_of(name: str) -> Iterator[str]:
    """The words of one name: `mainNav`, `main-nav` and `MAIN_NAV` are the same two."""
    return (match[0].lower() for match in _WORD.finditer(name))


@lru_cache(maxsize=4096)
def opens_by_name(names: str) -> bool:
    """Whether a name says that the element is opened by the reader."""
    return any(word in _OPENING for name in names.split() for word in words_of(name))


def hides(element: etree._Element) -> bool:
    """Whether the markup itself says that an element is not shown."""
    names = element.keys()
    if not names:
        return False
    if "hidden" in names or ("aria-hidden" in names and element.get("aria-hidden", "").lower() == "true"):
        return True
    return "style" in names and _HIDDEN_STYLE.search(element.get("style", "").lower()) is not None
