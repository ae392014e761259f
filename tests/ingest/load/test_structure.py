"""The same document gives the same blocks in all formats: one test a kind of block."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise, zip_longest

import docx
import pytest
from docx.oxml import OxmlElement
from reportlab.pdfgen.canvas import Canvas

from ingest.load.extracted import Extracted
from ingest.load.html.reader import read as read_page
from ingest.load.pdf.reader import read as read_pdf
from ingest.load.text.markdown import read as read_markdown
from ingest.load.text.plain import read as read_plain
from rag.types import BlockKind
from tests.fixtures.files import ligature_font, pdf, word
from tests.fixtures.wordml import read as read_word

_MARK = re.compile(r"^(?:[-*•]|\d+[.)]|[a-z]\))\s+")


Shown = tuple[str, str | tuple[str, ...], int, str | None]
"""Kind, words or cells, level, and the words of the block above."""


@dataclass(frozen=True)
class Part:
    """A part of a document as people write it; `kind` is that of a tag, not yet of a block."""

    kind: str
    text: str = ""
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()


def h(text: str, level: int = 1) -> Part:
    return Part("heading", text, level)


def p(text: str) -> Part:
    return Part("paragraph", text)


def item(text: str, level: int = 1) -> Part:
    return Part("item", text, level)


def markdown(parts: list[Part]) -> bytes:
    lines: list[str] = []
    for index, part in enumerate(parts):
        following = parts[index + 1].kind if index + 1 < len(parts) else ""
        match part.kind:
            case "heading":
                lines.append(f"{'#' * part.level} {part.text}")
            case "item":
                lines.append(f"{'  ' * (part.level - 1)}- {part.text}")
            case "bold":
                lines.append(f"**{part.text}**")
            case "table":
                lines.append(f"| {' | '.join(part.rows[0])} |\n|{'---|' * len(part.rows[0])}")
                lines += [f"| {' | '.join(row)} |" for row in part.rows[1:]]
            case "code":
                lines.append(f"```\n{part.text}\n```")
            case "note":
                lines.append(f"[^1]: {part.text}")
            case "front":
                lines.append(f"---\n{part.text}\n---")
            case _:
                lines.append(part.text.replace("\n", "  \n"))
        if not part.kind == following == "item":
            lines.append("")
    return "\n".join(lines).encode()


def plain(parts: list[Part]) -> bytes:
    source = [part if part.kind != "bold" else p(part.text) for part in parts]
    text = markdown(source).decode()
    return re.sub(r"^#+ |^\|[-|]+\n|^\| | \|$|  $|^\[\^1\]: ", "", text, flags=re.M).encode()


def web_page(parts: list[Part]) -> bytes:
    written: list[str] = []
    depth = 0
    for part in parts:
        wanted = part.level if part.kind == "item" else 0
        written.append("<ul>" * (wanted - depth) + "</ul>" * (depth - wanted))
        depth = wanted
        match part.kind:
            case "heading":
                written.append(f"<h{part.level}>{part.text}</h{part.level}>")
            case "item":
                written.append(f"<li>{part.text}")
            case "bold":
                written.append(f"<p><strong>{part.text}</strong></p>")
            case "table":
                written.append("<table>" + "".join(f"<tr>{row}</tr>" for row in table_rows(part.rows)) + "</table>")
            case "code":
                written.append(f"<pre>{part.text}</pre>")
            case _:
                written.append(f"<p>{part.text.replace(chr(10), '<br>')}</p>")
    return f"<html><body><main>{''.join(written)}</main></body></html>".encode()


def table_rows(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    tags = ["th", *["td"] * (len(rows) - 1)]
    return ["".join(f"<{tag}>{cell}</{tag}>" for cell in row) for tag, row in zip(tags, rows, strict=True)]


def word_document(parts: list[Part]) -> bytes:
    return word(lambda document: [write_word(document, part) for part in parts])


def write_word(document: docx.document.Document, part: Part) -> None:
    if part.kind == "heading":
        document.add_heading(part.text, part.level)
    elif part.kind == "bold":
        document.add_paragraph().add_run(part.text).bold = True
    elif part.kind == "table":
        table = document.add_table(0, len(part.rows[0]))
        for row in part.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    elif part.kind == "code":
        document.styles.add_style("HTML Preformatted", 1)
        for line in part.text.split("\n"):
            document.add_paragraph(line, style="HTML Preformatted")
    else:
        listed = "List Bullet" if part.level == 1 else f"List Bullet {part.level}"
        document.add_paragraph(part.text, style={"item": listed, "caption": "Caption"}.get(part.kind))


def printed(parts: list[Part]) -> bytes:
    """A page of a PDF: lines of a part below each other, more room between parts, large letters for headings."""

    def draw(canvas: Canvas) -> None:
        top = 780.0
        for part, following in zip_longest(parts, parts[1:]):
            size = {"heading": 20 - 3 * part.level}.get(part.kind, 11)
            canvas.setFont("Helvetica-Bold" if part.kind in ("heading", "bold") else ligature_font(), size)
            rows = part.rows or [(line,) for line in part.text.split("\n")]
            for row in rows:
                for column, cell in enumerate(row):
                    mark = "- " if part.kind == "item" else ""
                    canvas.drawString(60 + 15 * (part.level - 1) + 150 * column, top, mark + cell)
                top -= 14
            top -= 0 if following is not None and part.kind == following.kind == "item" else 28

    return pdf(draw)


FORMATS: dict[str, tuple[Callable[[list[Part]], bytes], Callable[[bytes], Extracted]]] = {
    "md": (markdown, read_markdown),
    "docx": (word_document, read_word),
    "html": (web_page, read_page),
    "txt": (plain, read_plain),
    "pdf": (printed, read_pdf),
}
"""How each format is written and read."""


def blocks(extracted: Extracted) -> list[Shown]:
    """Kind, words or cells, level and the words of the block above, without marks."""
    text = extracted.text

    def words(index: int) -> str:
        block = extracted.blocks[index]
        if block.kind is BlockKind.HEADER:
            return " | ".join(text[cell.start : cell.end] for cell in block.cells)
        cut = _MARK.sub("", text[block.start : block.end].replace("**", ""))
        return re.sub(r"\s+", " ", cut.strip("| ").replace("[^1]: ", ""))

    found = []
    for index, block in enumerate(extracted.blocks):
        cells = tuple(text[cell.start : cell.end] for cell in block.cells)
        above = None if block.above is None else words(block.above)
        found.append((block.kind.value, cells or words(index), block.level, above))
    return found


LIST = "Pour s’inscrire, il faut présenter :"
HEADER = "Ville | Budget"
CASES: dict[str, tuple[list[Part], list[Shown]]] = {
    "headings and paragraphs": (
        [h("Rapport annuel"), p("Le comité s’est réuni en mars."), p("Il a rendu son avis.")],
        [
            ("heading", "Rapport annuel", 1, None),
            ("paragraph", "Le comité s’est réuni en mars.", 0, None),
            ("paragraph", "Il a rendu son avis.", 0, None),
        ],
    ),
    "items and what announces them": (
        [p(LIST), item("une pièce d’identité"), item("un justificatif"), item("une facture", 2), item("une photo")],
        [
            ("paragraph", LIST, 0, None),
            ("item", "une pièce d’identité", 1, LIST),
            ("item", "un justificatif", 1, LIST),
            ("item", "une facture", 2, "un justificatif"),
            ("item", "une photo", 1, LIST),
        ],
    ),
    "items that nothing announces": (
        [p("Le comité s’est réuni en mars."), item("un"), item("deux"), p("Il a rendu son avis.")],
        [
            ("paragraph", "Le comité s’est réuni en mars.", 0, None),
            ("item", "un", 1, None),
            ("item", "deux", 1, None),
            ("paragraph", "Il a rendu son avis.", 0, None),
        ],
    ),
    "a table with its header": (
        [
            Part("table", rows=(("Ville", "Budget"), ("Rabat", "5 MAD"), ("Fès", "7 MAD"))),
            p("Ces sommes sont annuelles."),
        ],
        [
            ("header", ("Ville", "Budget"), 0, None),
            ("row", ("Rabat", "5 MAD"), 0, HEADER),
            ("row", ("Fès", "7 MAD"), 0, HEADER),
            ("paragraph", "Ces sommes sont annuelles.", 0, None),
        ],
    ),
    "fields": (
        [p("Directrice : Nadia Berrada\nTél. : 05 37 00 00 00"), p("Le siège est à Rabat.")],
        [
            ("field", ("Directrice", "Nadia Berrada"), 0, None),
            ("field", ("Tél.", "05 37 00 00 00"), 0, None),
            ("paragraph", "Le siège est à Rabat.", 0, None),
        ],
    ),
    "captions": (
        [p("Les recettes montent."), Part("caption", "Tableau 2 : Recettes par ville")],
        [
            ("paragraph", "Les recettes montent.", 0, None),
            ("caption", "Tableau 2 : Recettes par ville", 0, None),
        ],
    ),
    "questions that are headings": (
        [
            h("Qui peut s’inscrire ?", 2),
            p("Tout résident."),
            p("Aussi les enfants."),
            h("Contact", 2),
            p("Écrivez-nous."),
        ],
        [
            ("question", "Qui peut s’inscrire ?", 2, None),
            ("paragraph", "Tout résident.", 0, "Qui peut s’inscrire ?"),
            ("paragraph", "Aussi les enfants.", 0, "Qui peut s’inscrire ?"),
            ("heading", "Contact", 2, None),
            ("paragraph", "Écrivez-nous.", 0, None),
        ],
    ),
    "questions that are bold lines": (
        [
            Part("bold", "Combien cela coûte-t-il ?"),
            p("L’inscription est gratuite :"),
            item("pour les enfants"),
            Part("bold", "Et pour les aînés ?"),
            p("Elle l’est aussi."),
        ],
        [
            ("question", "Combien cela coûte-t-il ?", 0, None),
            ("paragraph", "L’inscription est gratuite :", 0, "Combien cela coûte-t-il ?"),
            ("item", "pour les enfants", 1, "L’inscription est gratuite :"),
            ("question", "Et pour les aînés ?", 0, None),
            ("paragraph", "Elle l’est aussi.", 0, "Et pour les aînés ?"),
        ],
    ),
    "questions in Arabic": (
        [p("الأسئلة."), Part("bold", "هل الدخول مجاني؟"), p("نعم، الدخول مجاني."), Part("bold", "متى؟"), p("غدا.")],
        [
            ("paragraph", "الأسئلة.", 0, None),
            ("question", "هل الدخول مجاني؟", 0, None),
            ("paragraph", "نعم، الدخول مجاني.", 0, "هل الدخول مجاني؟"),
            ("question", "متى؟", 0, None),
            ("paragraph", "غدا.", 0, "متى؟"),
        ],
    ),
    "code": (
        [p("Lancez la commande."), Part("code", "make\nmake test"), p("Attendez la fin.")],
        [
            ("paragraph", "Lancez la commande.", 0, None),
            ("code", "make make test", 0, None),
            ("paragraph", "Attendez la fin.", 0, None),
        ],
    ),
    "front matter": (
        [Part("front", "title: Essai\ndate: 2024"), p("Le texte.")],
        [("front-matter", "--- title: Essai date: 2024 ---", 0, None), ("paragraph", "Le texte.", 0, None)],
    ),
    "notes": (
        [p("Le texte."), Part("note", "Voir le décret de mars.")],
        [("paragraph", "Le texte.", 0, None), ("note", "Voir le décret de mars.", 0, None)],
    ),
}
WITHOUT = {
    ("pdf", "code"),
    ("pdf", "front matter"),
    ("pdf", "notes"),
    ("pdf", "questions in Arabic"),
    ("txt", "code"),
    ("txt", "front matter"),
    ("txt", "notes"),
    ("docx", "front matter"),
    ("docx", "notes"),
    ("html", "front matter"),
    ("html", "notes"),
}
"""What a format has no form for, and Arabic in bold for want of such a font.

Notes of Word documents are parts of their own, see docx/test_stories.
"""


def without_levels(found: list[Shown], *kinds: str) -> list[Shown]:
    return [(kind, words, 0 if kind in kinds else level, above) for kind, words, level, above in found]


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("form", FORMATS)
def test_blocks(form: str, kind: str) -> None:
    if (form, kind) in WITHOUT:
        assert kind in ("code", "front matter", "notes", "questions in Arabic")
        return
    parts, expected = CASES[kind]
    write, read = FORMATS[form]
    extracted = read(write(parts))
    found = blocks(extracted)
    if form == "txt":
        # Plain text tells that a line is a heading, and not of which level.
        found, expected = without_levels(found, "question"), without_levels(expected, "question")
    if form == "pdf":
        # A page tells which of its letters are larger, and which are the largest of the file.
        kinds = ("question", "heading")
        found, expected = without_levels(found, *kinds), without_levels(expected, *kinds)
    assert found == expected
    assert all(one.end <= other.start for one, other in pairwise(extracted.blocks))
