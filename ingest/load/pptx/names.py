"""Names of PresentationML and DrawingML in the notation of lxml."""

from __future__ import annotations

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
RELATION, DATA_RELATION = f"{{{_RELATIONS}}}id", f"{{{_RELATIONS}}}dm"


def a(name: str) -> str:
    """An element of a drawing: text, tables."""
    return f"{{{_DRAWING}}}{name}"


def p(name: str) -> str:
    """An element of slides."""
    return f"{{{_SLIDES}}}{name}"
