"""The text that a page gives in its description for search engines (JSON-LD), where scripts alone would show it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from lxml import html as lxml_html

_TYPE = "application/ld+json"
_DEEPEST = 20
"""How deep objects within each other are looked at."""


def described(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    """A body of headline and paragraphs as the page's own data give them; `None` where they hold no text."""
    body = lxml_html.HtmlElement()
    body.tag = "body"
    for element in root.iter("script"):
        if (element.get("type") or "").strip().lower() != _TYPE:
            continue
        for article in _articles(_parsed(element.text or ""), 0):
            headline = article.get("headline")
            paragraphs = [line for line in _plain(article["articleBody"]).splitlines() if line.strip()]
            _append(body, "h1", [_plain(headline)] if isinstance(headline, str) else [])
            _append(body, "p", paragraphs)
    return body if len(body) else None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects that have the text of an article, in order."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if isinstance(value.get("articleBody"), str):
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, depth + 1)


def _plain(text: str) -> str:
    """Text without the marks that some pages put into it."""
    if "<" not in text:
        return html.unescape(text)
    return "\n".join(map(str, lxml_html.fromstring(f"<div>{text}</div>").itertext()))


def _append(body: lxml_html.HtmlElement, tag: str, texts: list[str]) -> None:
    for text in texts:
        element = lxml_html.HtmlElement()
        element.tag = tag
        element.text = text
        body.append(element)
