"""Text that stands outside of the body of a Word document, or in more than one form, is read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.types import BlockKind
from tests.fixtures.files import HTML
from tests.fixtures.wordml import paragraph, read, row, run, table, tc, word_package

FOOTER = "Affaire suivie par le service des archives, poste 4417"
FOOTNOTE = '<w:r><w:footnoteReference w:id="{}"/></w:r>'


def box(content: str) -> str:
    """A run with a text box, in the form of today and in that of before."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    drawn = f"<a:graphic><a:graphicData><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic>"
    choice = f'<mc:Choice Requires="wps"><w:drawing>{drawn}</w:drawing></mc:Choice>'
    return f"<w:r><mc:AlternateContent>{choice}<mc:Fallback>{old_box(inner)}</mc:Fallback></mc:AlternateContent></w:r>"


def old_box(inner: str) -> str:
    return f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("textbox-sdt", "Règlement intérieur de la médiathèque\n\nTexte du document."),
        ("textbox-in-cell", "Cellule\n\nHoraires : de 9 h à 17 h\n\nFin."),
        ("footnote-in-table", "| Ouverture le lundi | oui |\n\nHors jours fériés et vacances d’été.\n\nFin."),
        (
            "header-footer",
            f"Commune de Val-Clair — délibération n° 2023-118\n\nLe conseil approuve le budget.\n\n{FOOTER}",
        ),
        (
            "comment",
            "La subvention est de 1 500 euros.\n\n[Comment by x: Montant confirmé par le trésorier le 3 juin.]",
        ),
        ("altchunk-html", "Avant.\n\nLe dépôt est ouvert le mardi de 14 h à 18 h.\n\nAprès."),
    ],
)
def test_shared_files(shared: Path, file: str, expected: str) -> None:
    assert read((shared / f"inputs/files/docx/{file}.docx").read_bytes()).text == expected


def test_a_box_with_a_table_and_controls_stands_behind_its_paragraph_once() -> None:
    content = control(paragraph("Encadré")) + table(row("a", "b"))
    body = paragraph("Le texte ", runs=box(content) + run("continue.")) + paragraph("Suite.")
    assert read(word_package(body)).text == "Le texte continue.\n\nEncadré\n\n| a | b |\n\nSuite."


def test_a_box_of_an_older_document_and_an_empty_alternative() -> None:
    old = f"<w:r>{old_box('<w:txbxContent>' + paragraph('Ancien') + '</w:txbxContent>')}</w:r>"
    fallback = "<mc:Fallback><w:t>Secours</w:t></mc:Fallback>"
    empty = f"<w:r><mc:AlternateContent><mc:Choice/>{fallback}</mc:AlternateContent></w:r>"
    assert read(word_package(paragraph(runs=old) + paragraph(runs=empty))).text == "Ancien\n\nSecours"


def test_controls_around_rows_cells_and_words() -> None:
    body = paragraph("Signé à ", runs=control(run("Rabat")) + run("."))
    body += table(control(row("a", "b")), f"<w:tr>{control(tc('c'))}{tc('d')}</w:tr>")
    assert read(word_package(body)).text == "Signé à Rabat.\n\n| a | b |\n| c | d |"


def test_notes_stand_once_behind_the_paragraph_or_table_that_refers_to_them() -> None:
    notes = "".join(
        f'<w:footnote w:id="{at}">{paragraph(text)}{paragraph("suite")}</w:footnote>'
        for at, text in ((2, "un"), (3, "deux"))
    )
    cell = tc(paragraph("x", runs=FOOTNOTE.format(3)))
    body = paragraph("a", runs=FOOTNOTE.format(2) + FOOTNOTE.format(2)) + table(row(cell, "y"), row("v", "w"))
    extracted = read(word_package(body, {"footnotes.xml": notes}))
    assert extracted.text == "a\n\nun suite\n\n| x | y |\n| v | w |\n\ndeux suite"
    found = [extracted.text[block.start : block.end] for block in extracted.blocks if block.kind is BlockKind.NOTE]
    assert found == ["un suite", "deux suite"]


def test_comments_say_that_they_are_some_and_whose_in_the_language_of_the_text() -> None:
    mark = '<w:r><w:commentReference w:id="{}"/></w:r>'
    comments = (
        f'<w:comment w:id="0" w:author="Nadia Berrada">{paragraph("À vérifier.")}</w:comment>'
        f'<w:comment w:id="1">{paragraph("يجب التحقق.")}</w:comment>'
    )
    french = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault></w:docDefaults>'
    body = paragraph("Le budget", runs=mark.format(0)) + paragraph("يبلغ", runs=mark.format(1))
    data = word_package(body, {"comments.xml": comments, "styles.xml": french})
    expected = "Le budget\n\n[Commentaire de Nadia Berrada : À vérifier.]\n\nيبلغ\n\n[تعليق: يجب التحقق.]"
    assert read(data).text == expected
    assert [block.kind.value for block in read(data).blocks] == ["paragraph", "note"] * 2


def test_headers_and_footers_that_are_shown_stand_once_and_are_no_headings() -> None:
    page = '<w:p><w:r><w:t>Page </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>'
    title = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    parts = {
        "styles.xml": title,
        "header1.xml": paragraph("Charte 2024", '<w:pStyle w:val="T"/>') + page,
        "header2.xml": paragraph("Charte 2024") + paragraph("Page de garde"),
        "header3.xml": paragraph("pages paires"),
        "footer1.xml": table(row("Service des archives", "poste 4417")),
    }
    relations = {
        "a": ("header", "header1.xml"),
        "b": ("header", "header2.xml"),
        "c": ("header", "header3.xml"),
        "d": ("footer", "footer1.xml"),
    }
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="a"/><w:headerReference w:type="first" r:id="b"/>'
        '<w:headerReference w:type="even" r:id="c"/><w:footerReference w:type="default" r:id="d"/>{}</w:sectPr>'
    )
    body = paragraph("Un.", section.format("<w:titlePg/>")) + paragraph("Deux.") + section.format("")
    extracted = read(word_package(body, parts, relations))
    expected = "Charte 2024\n\nPage de garde\n\nUn.\n\nDeux.\n\n| Service des archives | poste 4417 |"
    assert (extracted.text, extracted.headings) == (expected, ())


def test_documents_inside_of_a_document_are_read_where_they_stand() -> None:
    inner = word_package(paragraph("Dedans.") + table(row("a", "b")))
    parts = {"a.docx": inner, "b.html": HTML.encode(), "c.txt": "Été à Fès.".encode("cp1252"), "d.rtf": b"{\\rtf1 x}"}
    chunks = "".join(f'<w:altChunk r:id="{name[0]}"/>' for name in parts)
    relations = {name[0]: ("aFChunk", name) for name in parts} | {"e": ("aFChunk", "lost.html")}
    body = paragraph("Avant.") + chunks + '<w:altChunk r:id="e"/>' + paragraph("Après.")
    extracted = read(word_package(body, parts, relations))
    assert extracted.text.startswith(
        "Avant.\n\nDedans.\n\n| a | b |\n\nLa feuille de route\n\nLe plan compte trois axes"
    )
    assert extracted.text.endswith("pour les détails.\n\nÉté à Fès.\n\nx\n\nAprès.")
    headings = [extracted.text[heading.start : heading.end] for heading in extracted.headings]
    assert headings == ["La feuille de route", "Budget"]
    assert [warning.partition(":")[0] for warning in extracted.warnings] == [
        "a document inside of this one was not read"
    ]


def test_documents_inside_of_each_other_without_end_are_left_out() -> None:
    data = word_package(paragraph("le plus profond"))
    for depth in range(5):
        chunk = paragraph(f"niveau {depth}") + '<w:altChunk r:id="x"/>'
        data = word_package(chunk, {"a.docx": data}, {"x": ("aFChunk", "a.docx")})
    assert read(data).text == "niveau 4\n\nniveau 3\n\nniveau 2"
