"""Files of every format made by code, for tests: good ones, odd ones and hostile ones."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

LEFT_COLUMN = (
    "La gouvernance de l’intelligence",
    "artiﬁcielle suppose une aﬃche claire",
    "des responsabilités de chacun. Les",
    "oﬃces publics publient la liste des",
    "systèmes qu’ils emploient chaque jour.",
)
RIGHT_COLUMN = (
    "Les ﬂux de données sont consignés",
    "dans un registre ouvert à tous. Une",
    "commission de douze membres eﬀectue",
    "le contrôle annuel et rend son avis",
    "avant la ﬁn du mois de septembre.",
)
"""A page of two columns in which ﬁ, ﬂ, ﬀ and ﬃ are single glyphs."""

HTML = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Portail | La feuille de route</title>
<style>p { color: red }</style><script>document.write("<p>piège du script</p>")</script></head>
<body class="has-sidebar">
<header class="site"><nav><ul><li><a href="/">Accueil</a></li><li><a href="/n">Actualités</a></li></ul></nav></header>
<div id="cookie-banner"><p>Ce site utilise des cookies. <button>Accepter</button></p></div>
<div class="links"><a href="/1">Ministères</a> <a href="/2">Régions</a> <a href="/3">Communes</a></div>
<main><article>
<header><h1>La feuille de <em>route</em></h1></header>
<p>Le plan compte <b>trois</b> axes&nbsp;:<br>ils sont suivis par un comité.</p>
<ul><li>former dix mille jeunes</li><li><p>équiper les régions</p></li></ul>
<ol><li>diagnostic</li><li>mise en œuvre</li></ol>
<h2>Budget</h2>
<table><tr><th>Année</th><th>Montant</th></tr><tr><td>2024</td><td>11 milliards de MAD</td></tr></table>
<p>Le texte se poursuit. Voir <a href="/suite">la suite</a> pour les détails.</p>
<p style="display: none">paragraphe caché</p><p hidden>autre caché</p>
</article></main>
<aside><p>Publicité</p></aside><form><p>Votre courriel</p><input></form>
<footer><p>© Portail</p></footer>
</body></html>
"""

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, password: str | None = None, owner: str | None = None) -> bytes:
    """A PDF of which each page is drawn by a function; `password` is needed to open it, `owner` only to change it."""
    buffer = io.BytesIO()
    encryption = None
    if password is not None or owner is not None:
        encryption = StandardEncryption(password or "", ownerPassword=owner or "owner", strength=128)
    canvas = Canvas(buffer, pagesize=A4, encrypt=encryption, invariant=1)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines(*texts: str, size: float = 11, top: float = 780, left: float = 60, font: str = "Helvetica") -> Draw:
    """Draws lines below each other; an empty one leaves a gap."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for row, text in enumerate(texts):
            if text:
                canvas.drawString(left, top - row * size * 1.3, text)

    return draw


def both(*draws: Draw) -> Draw:
    """Draws several things on one page."""

    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def turned(inner: Draw, text_angle: int, page_angle: int) -> Draw:
    """Draws with the text turned counter-clockwise and the page shown turned clockwise, in degrees."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(page_angle)
        canvas.translate(A4[0] / 2, A4[1] / 2)
        canvas.rotate(text_angle)
        canvas.translate(-A4[0] / 2, -A4[1] / 2)
        inner(canvas)

    return draw


def two_columns(across: bool, title: str = "", font: str | None = None) -> Draw:
    """Draws LEFT_COLUMN and RIGHT_COLUMN side by side; `across` writes row by row, as some programs do."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font or ligature_font(), 10)
        if title:
            canvas.drawString(60, 790, title)
        places = [(60, row, text) for row, text in enumerate(LEFT_COLUMN)]
        places += [(310, row, text) for row, text in enumerate(RIGHT_COLUMN)]
        if across:
            places.sort(key=lambda place: place[1])
        for left, row, text in places:
            canvas.drawString(left, 750 - 13 * row, text)

    return draw


def ligature_font() -> str:
    """The name of a font with ligature glyphs, registered; without DejaVu on the machine, one of reportlab's own."""
    for name, file in (("DejaVuSans", "DejaVuSans.ttf"), ("Vera", "Vera.ttf")):
        try:
            font = TTFont(name, file)
        except TTFError:
            continue
        # ReportLab keeps one font for each name inside the files, and the bundled part of DejaVu has the same one.
        font.face.name = f"{name}-of-tests".encode()
        pdfmetrics.registerFont(font)
        return name
    raise AssertionError("no TrueType font was found; reportlab brings Vera")


def with_actual_text(word: str, canvas: Canvas) -> None:
    """Draws a word from left to right whose glyphs each say which letter they stand for, as Chromium draws Arabic."""
    left = 100.0
    for letter in reversed(word):
        canvas._code.append(f"/Span <</ActualText <FEFF{ord(letter):04X}> >> BDC")
        canvas.setFont(ligature_font(), 14)
        canvas.drawString(left, 700, letter)
        canvas._code.append("EMC")
        left += pdfmetrics.stringWidth(letter, ligature_font(), 14)


def picture(canvas: Canvas) -> None:
    """Draws an image of 8 × 8 points over the page, as a scanner does."""
    canvas.drawImage(ImageReader(io.BytesIO(png())), 0, 0, *A4)


def png() -> bytes:
    """A grey PNG image."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + checksum

    header = (8).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress((b"\0" + b"\x80" * 8) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of hand-written objects, numbered from 1; the first is the catalog."""
    body = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return body + tail % (size, table, size, len(body))


def content_pdf(content: bytes, filters: int = 1) -> bytes:
    """A one-page PDF whose content stream is packed `filters` times."""
    for _ in range(filters):
        content = zlib.compress(content, 9)
    names = b"/FlateDecode " * filters
    stream = b"<</Length %d/Filter[%s]>>\nstream\n%s\nendstream" % (len(content), names, content)
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def word(build: Callable[[docx.document.Document], None]) -> bytes:
    """A docx that `build` fills."""
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def report(document: docx.document.Document) -> None:
    """Fills a document with headings, a list, a table, deleted and inserted text and a content control."""
    document.add_heading("Rapport annuel", level=1)
    document.add_paragraph("Le comité s’est réuni quatre fois en 2024.")
    document.add_heading("Décisions", level=2)
    document.add_paragraph("ouvrir trois centres", style="List Bullet")
    document.add_paragraph("publier les données", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("Ville", "Budget", "Rabat", "5 MAD"), strict=True
    ):
        cell.text = text
    changed = document.add_paragraph("Le siège est à ")
    changed._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>Fès</w:delText></w:r></w:del>"))
    changed._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>Rabat</w:t></w:r></w:ins>"))
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Texte d’un champ.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(len(document.element.body) - 1, control)


def with_footnote(data: bytes, text: str) -> bytes:
    """The docx with a footnote that its second paragraph refers to."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes xmlns:w="{main}">'
        f'<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>filet</w:t></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    edits = {
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>',
        ),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>',
        ),
        "word/document.xml": ("fois en 2024.</w:t>", 'fois en 2024.</w:t><w:footnoteReference w:id="2"/>'),
    }
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name).decode("utf-8") if name in edits else before.read(name)
            if isinstance(content, str):
                old, new = edits[name]
                assert old in content, name
                content = content.replace(old, new, 1)
            after.writestr(name, content)
        after.writestr("word/footnotes.xml", notes)
    return result.getvalue()


def archive(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip archive with the given entries, packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts:
            target.writestr(name, content)
    return buffer.getvalue()


def bomb_docx(mebibytes: int) -> bytes:
    """A docx whose main part is `mebibytes` MB of the same paragraph."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = b"<w:p><w:r><w:t>" + b"a" * 984 + b"</w:t></w:r></w:p>"
    body = paragraph * (mebibytes * 1024)
    document = f'<w:document xmlns:w="{main}"><w:body>'.encode() + body + b"</w:body></w:document>"
    return archive([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document)])
