"""Title, author and date of a document, and from where each was taken."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import html as lxml_html
from reportlab.pdfgen.canvas import Canvas

from ingest.load import details
from ingest.load.archive.properties import metadata as docx_metadata
from ingest.load.child import read
from ingest.load.extracted import Extracted
from ingest.load.html.metadata import metadata as html_metadata
from ingest.load.metadata import SILENT, Metadata
from ingest.load.text.metadata import metadata as front_matter
from rag.types import Detail, Heading, Origin
from tests.fixtures.files import word


def extracted(text: str, told: Metadata = SILENT, heading: tuple[int, int] | None = None) -> Extracted:
    return Extracted("txt", text, headings=(Heading(1, *heading),) if heading else (), metadata=told)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Charte  de\nl’association", Detail("Charte de l’association", Origin.METADATA)),
        ("Microsoft Word - Charte", Detail("Charte", Origin.METADATA)),
        ("Microsoft Word - charte_v3.docx", Detail("Les statuts", Origin.HEADING)),
        ("untitled", Detail("Les statuts", Origin.HEADING)),
        ("بدون عنوان", Detail("Les statuts", Origin.HEADING)),
        (None, Detail("Les statuts", Origin.HEADING)),
    ],
)
def test_a_title_is_told_by_metadata_that_say_something_or_by_the_first_heading(
    told: str | None, expected: Detail
) -> None:
    assert details.title(extracted("Les statuts\n\nTexte.", Metadata(told), (0, 11)), "a/b.txt") == expected


def test_a_document_without_title_and_heading_is_called_like_its_file() -> None:
    assert details.title(extracted("Texte."), "a/plan_de-gestion.v2.txt") == Detail("plan de gestion.v2", Origin.FILE)
    assert details.title(extracted("***\n\nx", heading=(0, 3)), "note.md") == Detail("note", Origin.FILE)
    assert details.title(extracted("Feuil1\n\nx", heading=(0, 6)), "budget.xlsx") == Detail("budget", Origin.FILE)


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("", "Amal El Fallah", Detail("Amal El Fallah", Origin.METADATA)),
        ("Auteur : Jean Petit\n", "python-docx", Detail("Jean Petit", Origin.TEXT)),
        ("**Author:** Ada Byron\n", None, Detail("Ada Byron", Origin.TEXT)),
        ("| Auteurs | \n", None, None),
        ("تقرير\n\nالمؤلف: ليلى بناني\n", None, Detail("ليلى بناني", Origin.TEXT)),
        ("L’auteur : celui qui écrit n’est pas en début de ligne ici.", None, None),
        ("x" * details.BEGINNING + "\nAuteur : Jean Petit", None, None),
    ],
)
def test_an_author_is_told_by_metadata_or_a_line(text: str, told: str | None, expected: Detail | None) -> None:
    assert details.author(extracted(text, Metadata(author=told))) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("D:20240312094455+01'00'", "2024-03-12"),
        ("2024-03-12T08:00:00Z", "2024-03-12"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        ("12 mars 2024", "2024-03-12"),
        ("20 février", None),
        ("1970-01-01T00:00:00Z", None),
        ("D:0000", None),
        ("2024-17-45", "2024"),
        ("bientôt", None),
    ],
)
def test_a_date_of_metadata(told: str, expected: str | None) -> None:
    found = details.date(extracted("", Metadata(date=told)), "fr")
    assert found == (expected and Detail(expected, Origin.METADATA))


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("Date : 12 mars 2024", "fr", "2024-03-12"),
        ("**Dernière mise à jour :** 3 janvier 2021", "fr", "2021-01-03"),
        ("Rabat, le 15 novembre 2023", "fr", "2023-11-15"),
        ("Fait à Saint-Jean, le 1er juin 2022.", "fr", "2022-06-01"),
        ("Publié le 4 mai 2020 par la mairie", "fr", "2020-05-04"),
        ("Last updated: March 5, 2019", "en", "2019-03-05"),
        ("Published on 2019-03-05", "en", "2019-03-05"),
        ("15 November 2023", "en", "2023-11-15"),
        ("التاريخ: ١٥ نونبر ٢٠٢٣", "ar", "2023-11-15"),
        ("Né le 3 mars 1950", "fr", None),
        ("Le règlement est entré en vigueur le 1 janvier 2020", "fr", None),
        ("15 novembre 2023 : le conseil se réunit", "fr", None),
        ("En mars 2024", "fr", None),
    ],
)
def test_a_date_of_a_line(line: str, language: str, expected: str | None) -> None:
    found = details.date(extracted(f"Un titre\n\n{line}\n\nTexte."), language)
    assert found == (expected and Detail(expected, Origin.TEXT))


def test_the_head_of_a_page_tells() -> None:
    root = lxml_html.document_fromstring(
        "<html><head><title>Charte | Mairie</title><meta property='og:title' content='Charte'>"
        "<meta name='author' content='Le maire'><meta property='article:published_time' content='2024-03-12'></head>"
        "<body>x</body></html>"
    )
    assert html_metadata(root) == Metadata("Charte", "Le maire", "2024-03-12")
    root = lxml_html.document_fromstring(
        "<html><head><title>Page</title><meta name='author' content='https://x.example/me'></head><body>x</body></html>"
    )
    assert html_metadata(root) == Metadata("Page", None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('---\ntitle: "Un, deux"\nauthor: [Amal, Jean]\n---\n', Metadata("Un, deux", "Amal, Jean")),
        ("---\ntitle: A\nauthors:\n  - Amal\n  - 'Jean'\nlastmod: 2025\n---\n", Metadata("A", "Amal, Jean", "2025")),
        ("# Titre\n\n---\ntitle: non\n---\n", SILENT),
        ("---\n\ntitle: jamais fermé\n", SILENT),
    ],
)
def test_front_matter_tells(text: str, expected: Metadata) -> None:
    assert front_matter(text) == expected


def core(xml: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("docProps/core.xml", xml)
    return target.getvalue()


def test_core_properties_tell_and_damaged_ones_say_nothing() -> None:
    xml = (
        '<c:coreProperties xmlns:c="c" xmlns:dc="dc" xmlns:t="t"><dc:title>Charte</dc:title>'
        "<dc:creator>Amal</dc:creator><t:created>2013-12-23T23:15:00Z</t:created><t:modified>2024-03-12T08:00:00Z</t:modified></c:coreProperties>"
    )
    assert docx_metadata(core(xml)) == Metadata("Charte", "Amal", "2024-03-12T08:00:00Z")
    assert docx_metadata(core("<broken")) == SILENT
    assert docx_metadata(b"no archive") == SILENT
    entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><title>&x;</title></a>'
    assert docx_metadata(core(entity)) == SILENT


def test_files_of_both_kinds_tell() -> None:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.setTitle("Charte")
    canvas.setAuthor("Amal")
    canvas.drawString(72, 700, "Un texte.")
    canvas.save()
    told = read(target.getvalue(), "a.pdf").metadata
    assert (told.title, told.author) == ("Charte", "Amal")
    assert told.date is not None
    assert told.date.startswith("D:20")
    made = word(lambda document: document.add_paragraph("Un texte."))
    assert read(made, "a.docx").metadata.author == "python-docx"
