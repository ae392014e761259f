"""Names of WordprocessingML and its neighbours, in the notation of lxml, and what is read of no element."""

from __future__ import annotations

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def w(name: str) -> str:
    """An element or attribute of the text itself."""
    return f"{{{MAIN}}}{name}"


def m(name: str) -> str:
    """An element or attribute of an equation."""
    return f"{{{MATH}}}{name}"


PARAGRAPH, TABLE, ROW, CELL = w("p"), w("tbl"), w("tr"), w("tc")
PROPERTIES, RUN_PROPERTIES, VALUE, IDENTIFIER = w("pPr"), w("rPr"), w("val"), w("id")
RUN, BOX, CHUNK = w("r"), w("txbxContent"), w("altChunk")
EQUATION, EQUATIONS = m("oMath"), m("oMathPara")
ALTERNATE = f"{{{COMPATIBILITY}}}AlternateContent"
CHOICE, FALLBACK = f"{{{COMPATIBILITY}}}Choice", f"{{{COMPATIBILITY}}}Fallback"
DRAWN_TEXT, DRAWN_PARAGRAPH = f"{{{DRAWING}}}t", f"{{{DRAWING}}}p"
RELATION, EMBEDDED = f"{{{RELATIONS}}}id", f"{{{RELATIONS}}}embed"
PICTURES = frozenset({f"{{{DRAWING}}}blip", "{urn:schemas-microsoft-com:vml}imagedata"})
"""Elements that show a picture of the package, in documents of today and of old."""
DESCRIBED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
"""What a drawing is called, with the words for who does not see it."""

FOOTNOTE, ENDNOTE, COMMENT = w("footnoteReference"), w("endnoteReference"), w("commentReference")

NOT_READ = frozenset(
    w(name)
    for name in "del moveFrom instrText delText delInstrText rPr pPr tblPr trPr tcPr sectPr sdtPr sdtEndPr rt".split()
)
"""Elements whose text is not shown: deleted or moved away, codes of fields, properties, readings above a word."""

_OFF = frozenset({"0", "false", "off"})


def is_on(value: str | None) -> bool:
    """Whether a property without a value, or with this one, is switched on."""
    return value not in _OFF
