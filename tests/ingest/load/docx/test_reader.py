"""Word documents: everything that is read, in order."""

from __future__ import annotations

import pytest

from rag.errors import FileRefused
from tests.fixtures.files import archive, bomb_docx, report, with_footnote, word
from tests.fixtures.wordml import read, with_bad_checksum


def test_headings_lists_tables_footnotes_and_changes_in_document_order() -> None:
    extracted = read(with_footnote(word(report), "Voir le décret."))
    assert extracted.text == (
        "Rapport annuel\n\nLe comité s’est réuni quatre fois en 2024.\n\nVoir le décret.\n\nDécisions\n\n"
        "- ouvrir trois centres\n- publier les données\n\n"
        "| Ville | Budget |\n| Rabat | 5 MAD |\n\n"
        "Le siège est à Rabat\n\nTexte d’un champ."
    )
    headings = [(heading.level, extracted.text[heading.start : heading.end]) for heading in extracted.headings]
    assert headings == [(1, "Rapport annuel"), (2, "Décisions")]


def test_a_style_based_on_a_heading_and_a_title_are_headings() -> None:
    def build(document: object) -> None:
        document.add_heading("Le titre", level=0)  # type: ignore[attr-defined]
        style = document.styles.add_style("Chapitre", 1)  # type: ignore[attr-defined]
        style.base_style = document.styles["Heading 3"]  # type: ignore[attr-defined]
        document.add_paragraph("Un chapitre", style=style)  # type: ignore[attr-defined]
        document.add_paragraph("Du texte.")  # type: ignore[attr-defined]

    extracted = read(word(build))
    found = [(heading.level, extracted.text[heading.start : heading.end]) for heading in extracted.headings]
    assert found == [(1, "Le titre"), (3, "Un chapitre")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (word(lambda document: None), "empty"),
        (word(report)[:-100], "damaged"),
        (with_bad_checksum(word(report), "word/document.xml"), "damaged"),
        (archive([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<a/>")]), "damaged"),
        (bomb_docx(60), "archive-bomb"),
    ],
    ids=["empty", "cut off", "bad checksum", "no parts", "bomb"],
)
def test_refused_documents(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)
