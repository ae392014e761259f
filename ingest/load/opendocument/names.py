"""Names of OpenDocument in the notation of lxml."""

from __future__ import annotations

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
OFFICE, TEXT, TABLE, DRAW, STYLE, PRESENTATION = (
    _SPACE.format(name) for name in ("office", "text", "table", "drawing", "style", "presentation")
)
FORMATTING = _SPACE.format("xsl-fo-compatible")
META = _SPACE.format("meta")
CORE = "http://purl.org/dc/elements/1.1/"


def o(name: str) -> str:
    """An element or attribute of the document itself."""
    return f"{{{OFFICE}}}{name}"


def x(name: str) -> str:
    """One of text."""
    return f"{{{TEXT}}}{name}"


def t(name: str) -> str:
    """One of tables."""
    return f"{{{TABLE}}}{name}"


def d(name: str) -> str:
    """One of drawings."""
    return f"{{{DRAW}}}{name}"


def p(name: str) -> str:
    """One of presentations."""
    return f"{{{PRESENTATION}}}{name}"
