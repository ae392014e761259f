"""What the head of an HTML page says about it."""

from __future__ import annotations

from lxml import html as lxml_html

from ingest.load.metadata import Metadata

_TITLES = ("og:title", "dc.title", "dcterms.title", "citation_title")
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author")
_DATES = (
    "article:modified_time", "last-modified", "dcterms.modified", "article:published_time", "date", "dc.date",
    "dcterms.date", "dcterms.issued", "dcterms.created", "citation_publication_date", "datepublished",
)  # fmt: skip


def metadata(root: lxml_html.HtmlElement) -> Metadata:
    """Title, author and date; a title made for sharing goes before that of the window, which often names the site.

    An author that is an address of a page is none.
    """
    told: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        content = (element.get("content") or "").strip()
        if name and content and not (name in _AUTHORS and content.startswith(("http://", "https://"))):
            told.setdefault(name, content)
    window = next((element.text_content() for element in root.iter("title") if element.text_content().strip()), None)
    return Metadata(_first(told, _TITLES) or window, _first(told, _AUTHORS), _first(told, _DATES))


def _first(told: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((told[name] for name in names if name in told), None)
