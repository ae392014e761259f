"""A pack as a Word document with real footnotes; python-docx writes the package, the part with the notes is ours."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from lxml import etree

from rag.proof.records import Record
from ui.pack.notes import Note
from ui.pack.paper import Paper, Paragraph, paper, reads_right_to_left
from ui.words.words import Words

_STYLES = {"question": "Heading 2", "sentence": "Normal", "aside": "Aside", "item": "List Bullet"}
_NOTE, _MARK = "Footnote Text", "Footnote Reference"
_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))
"""The lines above footnotes, which Word wants among them under these numbers."""


def word(pack: Record, words: Words) -> bytes:
    """The bytes of a .docx; a place that is cited again refers to the footnote that it has already."""
    said = paper(pack, words)
    document = docx.Document()
    _add_styles(document)
    document.core_properties.title = said.title
    document.core_properties.author = str(pack["maker"])
    document.core_properties.language = said.language
    _set(document.add_paragraph(style="Title"), (said.title,), said.right_to_left)
    for line in said.about:
        _set(document.add_paragraph(style="Aside"), (line,), said.right_to_left)
    noted: set[int] = set()
    for each in said.paragraphs:
        _add(document, each, noted)
    if said.notes:
        _add_notes(document, said)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _add_styles(document: Any) -> None:
    styles = document.styles
    aside = styles.add_style("Aside", WD_STYLE_TYPE.PARAGRAPH)
    aside.base_style = styles["Normal"]
    aside.font.size, aside.font.color.rgb = Pt(9.5), RGBColor(0x55, 0x55, 0x55)
    note = styles.add_style(_NOTE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.size = styles["Normal"], Pt(9)
    note.paragraph_format.space_after = Pt(2)
    styles.add_style(_MARK, WD_STYLE_TYPE.CHARACTER).font.superscript = True


def _add(document: Any, said: Paragraph, noted: set[int]) -> None:
    paragraph = document.add_paragraph(style=_STYLES[said.kind])
    _set(paragraph, said.lines, said.right_to_left)
    for number in said.notes:
        if number != said.notes[0]:
            paragraph.add_run(",", style=_MARK)
        if number in noted:
            _refer(paragraph, number)
        else:
            noted.add(number)
            _mark(paragraph, number)
    if said.doubt:
        _run(paragraph, f" ({said.doubt})", said.right_to_left).italic = True


def _set(paragraph: Any, lines: tuple[str, ...], right_to_left: bool) -> None:
    """Lines of text, in the direction in which they are read."""
    if right_to_left:
        # Into its place among the properties of the paragraph, whose order Word insists on.
        paragraph.paragraph_format.keep_together = True
        paragraph._p.pPr.find(qn("w:keepLines")).addnext(OxmlElement("w:bidi"))
    for number, line in enumerate(lines):
        run = _run(paragraph, line, right_to_left)
        if number + 1 < len(lines):
            run.add_break()


def _run(paragraph: Any, text: str, right_to_left: bool) -> Any:
    run = paragraph.add_run(text)
    run.font.rtl = True if right_to_left and reads_right_to_left(text) else None
    return run


def _mark(paragraph: Any, number: int) -> None:
    """The number of a footnote, with a bookmark around it that later ones refer to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), f"note{number}")
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    paragraph._p.append(start)
    paragraph.add_run(style=_MARK)._r.append(reference)
    paragraph._p.append(end)


def _refer(paragraph: Any, number: int) -> None:
    """The number of a footnote that stands further up, as a field that follows it."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" NOTEREF note{number} \\f \\h ")
    run = paragraph.add_run(str(number), style=_MARK)
    field.append(run._r)
    paragraph._p.append(field)


def _add_notes(document: Any, said: Paper) -> None:
    """The part with the footnotes, numbered as the references of the pack are: in the order of their first mention."""
    root = etree.fromstring(f"<w:footnotes {nsdecls('w')}/>")
    for kind, number in _SEPARATORS:
        note = etree.SubElement(root, qn("w:footnote"), {qn("w:type"): kind, qn("w:id"): str(number)})
        run = etree.SubElement(etree.SubElement(note, qn("w:p")), qn("w:r"))
        etree.SubElement(run, qn(f"w:{kind}"))
    styles = {name: document.styles[name].style_id for name in (_NOTE, _MARK)}
    for each in said.notes:
        root.append(_note(each, said.right_to_left, styles))
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _note(said: Note, right_to_left: bool, styles: dict[str, str]) -> Any:
    note = etree.Element(qn("w:footnote"), {qn("w:id"): str(said.number)})
    paragraph = etree.SubElement(note, qn("w:p"))
    properties = etree.SubElement(paragraph, qn("w:pPr"))
    etree.SubElement(properties, qn("w:pStyle"), {qn("w:val"): styles[_NOTE]})
    if right_to_left:
        etree.SubElement(properties, qn("w:bidi"))
    mark = etree.SubElement(paragraph, qn("w:r"))
    style = etree.SubElement(etree.SubElement(mark, qn("w:rPr")), qn("w:rStyle"))
    style.set(qn("w:val"), styles[_MARK])
    etree.SubElement(mark, qn("w:footnoteRef"))
    for text, italic in ((said.title, True), (said.where, False), (said.quote, False), (said.check, False)):
        if text:
            paragraph.append(_piece(f" {text}", italic))
    return note


def _piece(text: str, italic: bool) -> Any:
    run = etree.Element(qn("w:r"))
    properties = etree.SubElement(run, qn("w:rPr"))
    if italic:
        etree.SubElement(properties, qn("w:i"))
    if reads_right_to_left(text):
        etree.SubElement(properties, qn("w:rtl"))
    words = etree.SubElement(run, qn("w:t"))
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run
