"""Gives a manuscript of the bundled test set its format; the same manuscript always gives the same bytes.

All bear one date, so that none is taken for a newer version of another. The PDF is made in ReportLab's invariant mode
with the fonts that come with it; for Arabic with a small part of DejaVu Sans that stands beside the manuscripts.
"""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import reportlab  # type: ignore[import-untyped]
from docx.oxml import OxmlElement
from reportlab.lib import colors, pagesizes  # type: ignore[import-untyped]
from reportlab.lib.enums import TA_LEFT, TA_RIGHT  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)

from eval.sets import written
from eval.sets.dating import FIXED_DATE, dated
from eval.sets.lettering import visual_lines
from eval.sets.manuscript import BREAKS, Block, Source
from rag.errors import TestSetError

LIGATURES = (("fi", "ﬁ"), ("fl", "ﬂ"))
REGULAR, BOLD, ARABIC = "Vera", "VeraBd", "DejaVuSans-Arabic"
_MARGIN, _PADDING, _TITLE_HEIGHT, _GUTTER = 56, 6, 120, 18


def render(source: Source, suffix: str) -> bytes:
    """The file of a source in a format, by its suffix."""
    makers: dict[str, Callable[[Source], bytes]] = {
        "txt": lambda source: _plain(source, marks=False),
        "md": lambda source: _plain(source, marks=True),
        "html": _html,
        "pdf": _pdf,
        "docx": _docx,
        "csv": written.comma_separated,
        "json": written.data,
        "jsonl": written.data_lines,
        "ipynb": lambda source: written.notebook(source, _plain(source, marks=True).decode()),
        "srt": lambda source: written.subtitles(source, dot=False),
        "vtt": lambda source: written.subtitles(source, dot=True),
        "eml": lambda source: written.mail(source, _plain(source.without_tables, marks=False).decode()),
        "mhtml": lambda source: written.saved_page(source, _html(source)),
        "zip": lambda source: written.zipped(source, _plain(source.without_tables, marks=True)),
    }
    if suffix not in makers:
        raise TestSetError(f"{source.name}: no maker for the format {suffix!r}; use one of {', '.join(makers)}")
    return makers[suffix](source)


def _plain(source: Source, marks: bool) -> bytes:
    """Text, or Markdown where `marks` are wanted."""
    parts = []
    for block in source.blocks:
        if block.kind == "heading":
            parts.append("#" * block.level * marks + " " * marks + block.lines[0])
        elif block.kind == "table":
            lines = [" | ".join(row) for row in block.rows]
            if marks:
                lines = [f"| {line} |" for line in lines]
                lines.insert(1, "|" + "---|" * len(block.rows[0]))
            parts.append("\n".join(lines))
        else:
            marker = {"bullets": "- {}", "numbers": "{1}. {0}"}.get(block.kind, "{}")
            parts.append("\n".join(marker.format(line, number) for number, line in enumerate(block.lines, 1)))
    return ("\n\n".join(parts) + "\n").encode()


def _html(source: Source) -> bytes:
    """A page with the navigation and the footer that pages have around their text."""
    parts = []
    for block in source.blocks:
        lines = [html.escape(line, quote=False) for line in block.lines]
        if block.kind == "heading":
            parts.append(f"<h{block.level}>{lines[0]}</h{block.level}>")
        elif block.kind == "table":
            rows = ("".join(f"<td>{html.escape(cell, quote=False)}</td>" for cell in row) for row in block.rows)
            parts.append("<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>")
        elif block.kind == "paragraph":
            parts.append(f"<p>{lines[0]}</p>")
        else:
            tag = "ul" if block.kind == "bullets" else "ol"
            parts.append(f"<{tag}>\n" + "\n".join(f"<li>{line}</li>" for line in lines) + f"\n</{tag}>")
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="{source.language}">
<head><meta charset="utf-8"><title>{html.escape(source.title, quote=False)}</title></head>
<body>
<nav><a href="#">Accueil</a> <a href="#">Horaires</a> <a href="#">Plan d'accès</a> <a href="#">Mon compte</a></nav>
<main>
{body}
</main>
<footer>Mentions légales. Nous suivre. Haut de page.</footer>
</body>
</html>
""".encode()


def _docx(source: Source) -> bytes:
    document = docx.Document()
    core = document.core_properties
    core.title, core.author, core.comments, core.language = source.title, "preuve", "", source.language
    core.created = core.modified = FIXED_DATE.replace(tzinfo=None)
    for block in source.blocks:
        if block.kind == "heading":
            document.add_heading(block.lines[0], block.level)
        elif block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif block.kind not in BREAKS.values():
            style = {"bullets": "List Bullet", "numbers": "List Number"}.get(block.kind)
            for line in block.lines:
                document.add_paragraph(line, style)
    if source.language == "ar":
        for paragraph in document.element.body.iter("{*}p"):
            paragraph.get_or_add_pPr().append(OxmlElement("w:bidi"))
    buffer = io.BytesIO()
    document.save(buffer)
    return dated(buffer.getvalue())


def _pdf(source: Source) -> bytes:
    fonts = Path(reportlab.__file__).parent / "fonts"
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, fonts / f"{name}.ttf"))
    pdfmetrics.registerFont(TTFont(ARABIC, Path(__file__).parents[1] / "data" / "sources" / "fonts" / f"{ARABIC}.ttf"))
    buffer = io.BytesIO()
    template = BaseDocTemplate(
        buffer, pagesize=pagesizes.A4, title=source.title, author="preuve", lang=source.language, invariant=1
    )
    template.addPageTemplates(_page_templates(source))
    right_to_left = source.language == "ar"
    fonts_of_source = (ARABIC, ARABIC) if right_to_left else (REGULAR, BOLD)
    hand = _Hand(*fonts_of_source, right_to_left, source.settings["ligatures"] == "yes")
    template.build([flowable for block in source.blocks for flowable in _flowables(block, hand)], canvasmaker=_canvas)
    return buffer.getvalue()


def _canvas(*arguments: object, **options: object) -> Canvas:
    """A canvas that says the fixed date; that of the invariant mode is the first day of the year 2000."""
    canvas = Canvas(*arguments, **options)
    canvas.setDateFormatter(lambda *_: f"D:{FIXED_DATE:%Y%m%d%H%M%S}Z")
    return canvas


@dataclass(frozen=True, slots=True)
class _Hand:
    """How the text of a PDF is written."""

    regular: str
    bold: str
    right_to_left: bool
    ligatures: bool

    def markup(self, text: str, style: ParagraphStyle) -> str:
        """Text as ReportLab wants it: escaped, and from right to left with its line breaks."""
        if self.right_to_left:
            width = pagesizes.A4[0] - 2 * _MARGIN - 2 * _PADDING
            lines = visual_lines(
                text, width, lambda drawn: pdfmetrics.stringWidth(drawn, style.fontName, style.fontSize)
            )
            return "<br/>".join(html.escape(line, quote=False) for line in lines)
        if self.ligatures:
            for letters, ligature in LIGATURES:
                text = text.replace(letters, ligature)
        return html.escape(text, quote=False)


def _page_templates(source: Source) -> list[PageTemplate]:
    width, height = pagesizes.A4
    inner, tall = width - 2 * _MARGIN, height - 2 * _MARGIN
    column = (inner - _GUTTER) / 2
    low = tall - _TITLE_HEIGHT

    def footer(canvas: object, template: object) -> None:
        canvas.setFont(REGULAR, 8)  # type: ignore[attr-defined]
        canvas.drawCentredString(width / 2, _MARGIN / 2, str(template.page))  # type: ignore[attr-defined]

    plain = PageTemplate("plain", [Frame(_MARGIN, _MARGIN, inner, tall)], onPageEnd=footer)
    columns = PageTemplate(
        "columns",
        [
            Frame(_MARGIN, _MARGIN + low, inner, _TITLE_HEIGHT),
            Frame(_MARGIN, _MARGIN, column, low),
            Frame(_MARGIN + column + _GUTTER, _MARGIN, column, low),
        ],
        onPageEnd=footer,
    )
    return [columns, plain] if source.settings["layout"] == "columns" else [plain]


def _flowables(block: Block, hand: _Hand) -> Iterator[Flowable]:
    alignment = TA_RIGHT if hand.right_to_left else TA_LEFT
    text = ParagraphStyle("text", fontName=hand.regular, fontSize=9.5, leading=13.5, spaceAfter=6, alignment=alignment)
    if block.kind == "page":
        yield NextPageTemplate("plain")
        yield PageBreak()
    elif block.kind == "columns":
        yield FrameBreak()
    elif block.kind == "heading":
        size = 17 - 3 * block.level
        style = ParagraphStyle(
            "heading", text, fontName=hand.bold, fontSize=size, leading=size * 1.3, spaceBefore=8, keepWithNext=1
        )
        yield Paragraph(hand.markup(block.lines[0], style), style)
    elif block.kind == "table":
        order = -1 if hand.right_to_left else 1
        cells = [[Paragraph(hand.markup(cell, text), text) for cell in row[::order]] for row in block.rows]
        yield Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    else:
        for number, line in enumerate(block.lines, 1):
            marker = {"bullets": "• ", "numbers": f"{number}. "}.get(block.kind, "")
            yield Paragraph(hand.markup(marker + line, text), text)
