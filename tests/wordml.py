"""Word documents written by hand, for what python-docx does not write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from ingest.load import child
from ingest.load.docx import reader
from ingest.load.extracted import Extracted

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_NAMES = {
    "w": MAIN,
    "r": OFFICE,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

HEADING = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="heading {1}"/>{2}</w:style>'
"""A style of headings: identifier, level, properties."""


def read(data: bytes) -> Extracted:
    """What the reader of Word documents makes of a package, with documents inside of it read as the child does."""
    return reader.read(data, lambda data, file: child.read(data, file, 2))


def paragraph(text: str = "", properties: str = "", runs: str = "") -> str:
    """A paragraph with one run of text, or with the given runs after it."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{run(text) if text else ''}{runs}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, number: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """A row; a cell is given by its text or by its content."""
    inner = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{inner}{''.join(cell if cell.startswith('<w:tc>') else tc(cell) for cell in cells)}</w:tr>"


def tc(content: str = "", properties: str = "") -> str:
    """A cell, given by its text or by its paragraphs."""
    inner = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{inner}{content if content.startswith('<w:') else paragraph(content)}</w:tc>"


def levels(*levels: tuple[str, str], number: int = 1) -> str:
    """A list with the number `number` whose levels have a form and a text, `("decimal", "%1.")`."""
    written = "".join(level(index, *pair) for index, pair in enumerate(levels))
    return f'<w:abstractNum w:abstractNumId="{number}">{written}</w:abstractNum>' + num(number, number)


def level(index: int, form: str, text: str, extra: str = "", start: int = 1) -> str:
    """A level of a list."""
    inner = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}">{inner}</w:lvl>'


def num(number: int, abstract: int, overrides: str = "") -> str:
    """A list that counts on in an abstract one."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def word_package(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    relations: Mapping[str, tuple[str, str]] | None = None,
    strict: bool = False,
) -> bytes:
    """A package with `body` as its text.

    `parts` are further parts by name below `word/`; XML without a declaration is wrapped into an element of the name
    of its part (`styles`, `numbering`). `relations` lead from an identifier to a kind and a target; those of parts
    such as `styles.xml` are made.
    """
    given = dict(parts or {})
    related = {f"rId{index}": (name.partition(".")[0].rstrip("0123456789"), name) for index, name in enumerate(given)}
    related.update(relations or {})
    office = STRICT_OFFICE if strict else OFFICE
    links = "".join(
        f'<Relationship Id="{identifier}" Type="{office}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in related.items()
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{office}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>',
        "word/document.xml": part("document", f"<w:body>{body}</w:body>", strict),
    }
    for name, content in given.items():
        wrapped = isinstance(content, str) and name.endswith(".xml")
        files[f"word/{name}"] = (
            part(name.partition(".")[0].rstrip("0123456789"), content, strict) if wrapped else content
        )
    return zipped(files)


def part(name: str, content: str | bytes, strict: bool = False) -> str:
    """The XML of a part whose root is `w:name`."""
    names = dict(_NAMES)
    if strict:
        names |= {"w": STRICT_MAIN, "r": STRICT_OFFICE, "m": "http://purl.oclc.org/ooxml/officeDocument/math"}
    root = {"header": "hdr", "footer": "ftr"}.get(name, name)
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {spaces}>{content}</w:{root}>'  # type: ignore[str-bytes-safe]


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_bad_checksum(data: bytes, name: str) -> bytes:
    """The package with a wrong checksum for one of its parts, in both tables of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        checksum = archive.getinfo(name).CRC.to_bytes(4, "little")
    assert data.count(checksum) == 2, "the checksum must not stand anywhere else"
    return data.replace(checksum, bytes(255 - byte for byte in checksum))
