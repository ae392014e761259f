"""What the parts of a document are to each other, whatever its format."""

from __future__ import annotations

import pytest

from ingest.load.blocks import announces, cell_spans, field, has_header, is_caption, is_question
from ingest.load.extracted import Composer
from rag.types import Block, BlockKind


def shown(text: str, blocks: tuple[Block, ...]) -> list[tuple[str, str, str | None]]:
    """Kind, words and the words of the block above, of each block."""
    words = [text[block.start : block.end] for block in blocks]
    above = [None if block.above is None else words[block.above] for block in blocks]
    return [(block.kind.value, *pair) for block, pair in zip(blocks, zip(words, above, strict=True), strict=True)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Adresse : 12, rue des Lilas", ("Adresse", "12, rue des Lilas")),
        ("Tél. : 05 37 00 00 00", ("Tél.", "05 37 00 00 00")),
        ("**Tarif :** 5 €", ("Tarif", "5 €")),
        ("**Opening hours**: 9:30 to 17:00", ("Opening hours", "9:30 to 17:00")),
        ("العنوان: شارع محمد الخامس", ("العنوان", "شارع محمد الخامس")),
        ("Voir https://exemple.org/a", None),
        ("de 9:30 à 17:00", None),
        ("Documents à fournir :", None),
        ("R : oui, le lundi", None),
        ("Le comité s’est réuni. Il a dit : oui", None),
        ("Les membres du comité de direction ont décidé : oui", None),
    ],
)
def test_fields(line: str, expected: tuple[str, str] | None) -> None:
    found = field(line)
    assert expected == (found and (line[found[0].start : found[0].end], line[found[1].start : found[1].end]))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pièces à fournir :", True),
        ("**Bring the following:**", True),
        ("Les pièces sont les suivantes.", True),
        ("Pièces à fournir", True),
        ("تشمل الخدمة ما يلي:", True),
        ("Le comité s’est réuni en mars.", False),
        ("Que faut-il fournir ?", False),
    ],
)
def test_what_announces_a_list(words: str, expected: bool) -> None:
    assert announces(words) is expected


def test_questions_and_captions() -> None:
    assert is_question("Qui peut s’inscrire ?")
    assert is_question("هل الدخول مجاني؟")
    assert is_question("**« Où ? »**")
    assert not is_question("Le comité ? Il est dissous.")
    assert is_caption("Tableau 2 : Recettes de l’année")
    assert is_caption("Figure 1.3. Layout of the site")
    assert is_caption("الجدول رقم 4: الميزانية")
    assert not is_caption("Table ronde du 3 mai")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Ville", "Budget"], ["Rabat", "5 MAD"], ["Fès", "7 MAD"]], True),
        ([["Lundi", "8 h"], ["Mardi", "9 h"]], False),
        ([["Nom", "Camille"], ["Ville", "Rabat"]], False),
        ([["Ville", ""], ["Rabat", "5"]], False),
        ([["Ville", "Budget"]], False),
    ],
)
def test_a_first_row_that_says_what_the_columns_are(rows: list[list[str]], expected: bool) -> None:
    assert has_header(rows) is expected


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b c |", ["a", "b c"]),
        ("a | b", ["a", "b"]),
        ("|  | x |", ["", "x"]),
        (r"| a \| b | c |", [r"a \| b", "c"]),
    ],
)
def test_cells_between_bars(row: str, cells: list[str]) -> None:
    text = f"avant\n{row}\naprès"
    spans = cell_spans(text, 6, 6 + len(row))
    assert [text[span.start : span.end] for span in spans] == cells


def test_items_know_their_announcement_and_rows_their_header() -> None:
    composer = Composer()
    composer.add("Pièces à fournir :")
    composer.add("- une photo", 1, 1, BlockKind.ITEM)
    composer.add("- un justificatif", 1, 1, BlockKind.ITEM)
    composer.add("- facture", 1, 2, BlockKind.ITEM)
    composer.add("- un formulaire", 1, 1, BlockKind.ITEM)
    composer.add_row(["Ville", "Budget"], 2, header=True)
    composer.add_row(["Rabat", "5"])
    composer.add_row(["Lundi", "8 h"], 2)
    assert shown(composer.text, composer.blocks) == [
        ("paragraph", "Pièces à fournir :", None),
        ("item", "- une photo", "Pièces à fournir :"),
        ("item", "- un justificatif", "Pièces à fournir :"),
        ("item", "- facture", "- un justificatif"),
        ("item", "- un formulaire", "Pièces à fournir :"),
        ("header", "| Ville | Budget |", None),
        ("row", "| Rabat | 5 |", "| Ville | Budget |"),
        ("row", "| Lundi | 8 h |", None),
    ]
    row = composer.blocks[6]
    assert [composer.text[cell.start : cell.end] for cell in row.cells] == ["Rabat", "5"]


def test_a_question_is_above_its_answer_up_to_the_next_one_or_a_heading() -> None:
    composer = Composer()
    composer.add("Foire aux questions", 2, 1)
    composer.add("Qui peut s’inscrire ?", 2, 2)
    composer.add("Tout résident :")
    composer.add("- adulte", 1, 1, BlockKind.ITEM)
    composer.add("Combien cela coûte-t-il ?\nRien.", strong=True)
    composer.add("Pas un sou.")
    composer.add("Contact", 2, 2)
    composer.add("Écrivez-nous.")
    assert shown(composer.text, composer.blocks) == [
        ("heading", "Foire aux questions", None),
        ("question", "Qui peut s’inscrire ?", None),
        ("paragraph", "Tout résident :", "Qui peut s’inscrire ?"),
        ("item", "- adulte", "Tout résident :"),
        ("question", "Combien cela coûte-t-il ?", None),
        ("paragraph", "Rien.", "Combien cela coûte-t-il ?"),
        ("paragraph", "Pas un sou.", "Combien cela coûte-t-il ?"),
        ("heading", "Contact", None),
        ("paragraph", "Écrivez-nous.", None),
    ]


def test_every_line_of_a_paragraph_of_fields_is_one() -> None:
    composer = Composer()
    composer.add("Nom : Camille Durand\nVille : Rabat.")
    composer.add("Attention : le portail du parc ferme à 18 h.")
    assert shown(composer.text, composer.blocks) == [
        ("field", "Nom : Camille Durand", None),
        ("field", "Ville : Rabat.", None),
        ("paragraph", "Attention : le portail du parc ferme à 18 h.", None),
    ]
    assert [composer.text[cell.start : cell.end] for cell in composer.blocks[1].cells] == ["Ville", "Rabat."]
