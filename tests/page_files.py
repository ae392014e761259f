"""PDFs as programs make them: by ReportLab and, where it is there, by Chromium. Each is a name with its bytes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from tests.browser import chromium
from tests.files import both, content_pdf, ligature_font, lines, pdf, turned, two_columns

PROSE = (
    "La gouvernance des systèmes automatisés suppose une répartition claire des responsabilités entre les autorités "
    "de contrôle, les administrations et les entreprises concernées. Chaque système fait l’objet d’une documentation "
    "technique, régulièrement mise à jour, qui décrit ses finalités, ses données d’entraînement et ses limites. Les "
    "personnes concernées sont informées, dans un délai raisonnable, des décisions qui les touchent."
)
ARABIC = (
    "تأسست اللجنة الوطنية لمراقبة حماية المعطيات ذات الطابع الشخصي سنة 2009 في الرباط. وتتولى اللجنة مراقبة معالجة "
    "المعطيات والتحقق من احترام القانون. ويجوز لها أن تفرض غرامة لا تتجاوز 300.000 درهم على كل من يخالف أحكامه."
)
DIVISIBLE = re.sub(r"(\w{3})(?=\w{4})", "\\1&shy;", PROSE)
SANS = 'font: 13pt "DejaVu Sans", sans-serif'
WEB = {
    "justified and hyphenated": f"""<style>p {{ font: 12pt/1.35 serif; text-align: justify; width: 6cm }}</style>
        <p>{DIVISIBLE}</p><p>{DIVISIBLE.replace("Chaque", "Aucun")}</p>""",
    "two columns of Chromium": f"""<style>div {{ columns: 2; font: 10pt/1.3 sans-serif; text-align: justify }}</style>
        <h1>Un titre</h1><div><p>{DIVISIBLE}</p><p>{PROSE}</p></div>""",
    "right to left": f"""<html dir="rtl"><style>p {{ font: 15pt/1.8 "Noto Naskh Arabic", "DejaVu Sans" }}</style>
        <h1>اللجنة الوطنية</h1><p>{ARABIC}</p>""",
    "footnotes": f"""<style>p {{ font: 12pt serif }} small {{ font-size: 8pt; display: block; margin-top: 4cm }}</style>
        <p>La loi<sup>1</sup> protège les données<sup>2</sup>. {PROSE}</p>
        <small>1. Loi n° 09-08 du 18 février 2009.<br>2. Directive 95/46/CE.</small>""",
    "ligatures of Chromium": f"""<p style='{SANS}; font-variant-ligatures: common-ligatures'>L’affiche officielle offre
        un flux suffisant et fiable d’informations.</p>""",
    "letters that are composed": f"""<p style='{SANS}'>Le re\u0301glement de l’e\u0301tat a e\u0301te\u0301
        adopte\u0301 a\u0300 Fe\u0300s.</p>""",
    "tight lines and sizes": f"""<style>p {{ font: 12pt/1 serif }} big {{ font-size: 20pt }}</style>
        <h2>Un titre plus grand</h2><p>{PROSE}</p><p>Un <big>grand</big> mot dans <b>une phrase</b> en gras.</p>""",
}


def justified(canvas: Canvas) -> None:
    """A narrow justified paragraph whose words are divided at line ends."""
    style = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=13, alignment=TA_JUSTIFY)
    text = PROSE.replace("responsabilités", "respon-sabilités")
    paragraph = Paragraph(text, style)
    paragraph.wrapOn(canvas, 210, 800)
    paragraph.drawOn(canvas, 60, 500)


def cropped(canvas: Canvas) -> None:
    """A page of which a part is shown."""
    canvas.setCropBox((40, 600, 400, 820))
    lines("Seul ce coin de la page est montré.", "Le reste est coupé par le cadre.", top=780)(canvas)


def made_by_reportlab() -> Iterator[tuple[str, bytes]]:
    yield "two columns, column by column", pdf(two_columns(False, "Un titre sur la page"))
    yield "two columns, row by row", pdf(two_columns(True, "Un titre sur la page"))
    yield "justified", pdf(justified)
    yield "divided words", pdf(lines("Une mesure de gouver-", "nance des don-", "nées personnelles.", "La suite."))
    yield "cropped", pdf(cropped)
    texts = ("Le premier rang est ici.", "Le second rang suit.", "Le dernier ferme la marche.")
    for text_angle, page_angle in itertools.product((0, 90, 180, 270), repeat=2):
        draw = turned(lines(*texts, top=500, left=150), text_angle, page_angle)
        yield f"text turned by {text_angle}, page by {page_angle}", pdf(draw)
    shaped = "\ufee1\ufefc\ufeb4\ufedf\ufe8d"
    if ligature_font() == "DejaVuSans":
        yield "presentation forms", pdf(both(lines(shaped, size=14, font="DejaVuSans"), lines("Hello.", top=700)))
    pages = [lines(f"Page {number} commence.", f"La règle {number} s’applique ici.") for number in range(1, 201)]
    yield "200 pages", pdf(*pages)
    yield (
        "scaled letters",
        content_pdf(
            b"BT /F 1 Tf 24 0 0 24 50 700 Tm (Titre) Tj ET BT /F 24 Tf .5 0 0 .5 50 650 Tm (Le corps du texte.) Tj ET"
        ),
    )
    small = Canvas("unused.pdf", pagesize=(A4[0] / 4, A4[1] / 4), invariant=1)
    small.setFont("Helvetica", 9)
    small.drawString(10, 100, "Une petite page.")
    small.showPage()
    yield "a small page", small.getpdfdata()


def made_by_chromium() -> Iterator[tuple[str, bytes]]:
    with chromium() as browser:
        page = browser.new_page()
        for name, markup in WEB.items():
            page.set_content(markup)
            yield name, page.pdf(format="A4")
