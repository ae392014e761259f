"""Automatic numbers of a Word document are in its text, as Word displays them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.load.docx.counting import numeral
from tests.fixtures.wordml import HEADING, level, levels, num, numbered, paragraph, read, word_package


def lines(body: str, numbering: str, styles: str = "") -> list[str]:
    text = read(word_package(body, {"numbering.xml": numbering, "styles.xml": styles})).text
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("numbered-articles", ["Article 1 Objet", "Article 2 Durée", "Article 3 Loyer"]),
        ("numbered-sections", ["1 Accès au bâtiment", "1.1 Horaires du matin", "1.2 Horaires du soir"]),
    ],
)
def test_shared_files(shared: Path, file: str, expected: list[str]) -> None:
    extracted = read((shared / f"inputs/files/docx/{file}.docx").read_bytes())
    assert [extracted.text[heading.start : heading.end] for heading in extracted.headings] == expected


def test_levels_count_within_each_other() -> None:
    outline = levels(("upperRoman", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%3)"))
    body = "".join(numbered(text, 1, at) for text, at in (("a", 0), ("b", 1), ("c", 2), ("d", 2), ("e", 1), ("f", 2)))
    assert lines(body + numbered("g", 0) + numbered("h", 1) + numbered("i", 1, 1), outline) == [
        "I. a", "I.1 b", "a) c", "b) d", "I.2 e", "a) f", "g", "II. h", "II.1 i",
    ]  # fmt: skip


def test_legal_numbering_is_decimal_on_all_levels() -> None:
    first, second = level(0, "upperRoman", "Article %1 —"), level(1, "decimal", "%1.%2", "<w:isLgl/>")
    numbering = f'<w:abstractNum w:abstractNumId="1">{first}{second}</w:abstractNum>{num(1, 1)}'
    assert lines(numbered("Objet", 1) + numbered("Durée", 1) + numbered("Le bail", 1, 1), numbering) == [
        "Article I — Objet", "Article II — Durée", "2.1 Le bail",
    ]  # fmt: skip


def test_two_lists_of_one_kind_count_on_unless_one_starts_again() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = levels(("decimal", "%1."), ("lowerLetter", "%2."))
    both = numbering + num(2, 1) + num(3, 1, override)
    body = "".join(numbered(text, number) for text, number in (("a", 1), ("b", 2), ("c", 3), ("d", 3), ("e", 1)))
    assert lines(body, both) == ["1. a", "2. b", "5. c", "6. d", "7. e"]


def test_a_level_may_go_on_counting_below_the_next_one_above() -> None:
    first, second = level(0, "decimal", "Titre %1"), level(1, "decimal", "Article %2", '<w:lvlRestart w:val="0"/>')
    numbering = f'<w:abstractNum w:abstractNumId="1">{first}{second}</w:abstractNum>{num(1, 1)}'
    body = "".join(numbered("x", 1, at) for at in (0, 1, 1, 0, 1))
    assert lines(body, numbering) == ["Titre 1 x", "Article 1 x", "Article 2 x", "Titre 2 x", "Article 3 x"]


def test_styles_bring_their_numbers_and_a_paragraph_may_refuse_them() -> None:
    numbered_style = '<w:pPr><w:numPr>{}<w:numId w:val="1"/></w:numPr></w:pPr>'
    base = HEADING.format("Titre1", 1, numbered_style.format(""))
    second = HEADING.format(
        "Titre2", 2, '<w:basedOn w:val="Titre1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
    )
    plain = '<w:pStyle w:val="Titre1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph("Champ", '<w:pStyle w:val="Titre1"/>') + paragraph("Personnes", '<w:pStyle w:val="Titre2"/>')
    body += paragraph("Annexe", plain) + paragraph("Lieux", '<w:pStyle w:val="Titre2"/>')
    assert lines(body, levels(("decimal", "%1"), ("decimal", "%1.%2")), base + second) == [
        "1 Champ", "1.1 Personnes", "Annexe", "1.2 Lieux",
    ]  # fmt: skip


def test_a_level_is_found_by_the_style_that_it_names() -> None:
    style = HEADING.format("Section", 2, '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    linked = level(1, "decimal", "§ %2", '<w:pStyle w:val="Section"/>')
    numbering = f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1")}{linked}</w:abstractNum>{num(1, 1)}'
    assert lines(paragraph("Recours", '<w:pStyle w:val="Section"/>'), numbering, style) == ["§ 1 Recours"]


def test_a_numbering_style_stands_for_its_list() -> None:
    list_of_style = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    style = f'<w:style w:type="numbering" w:styleId="Plan"><w:name w:val="Plan"/>{list_of_style}</w:style>'
    link = '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="Plan"/></w:abstractNum>' + num(2, 9)
    numbering = levels(("decimal", "(%1)")) + link
    assert lines(numbered("a", 2) + numbered("b", 2), numbering, style) == ["(1) a", "(2) b"]


def test_suffixes_bullets_and_marks_that_are_not_shown() -> None:
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{written}</w:abstractNum>{num(at, at)}'
        for at, written in enumerate(
            (
                level(0, "decimal", "%1", '<w:suff w:val="nothing"/>'),
                level(0, "bullet", "\uf0b7"),
                level(0, "none", ""),
                level(0, "decimal", "%1.").replace("</w:lvl>", "<w:rPr><w:vanish/></w:rPr></w:lvl>"),
            ),
            1,
        )
    )
    assert lines("".join(numbered("mot", number) for number in (1, 2, 3, 4)), numbering) == [
        "1mot",
        "- mot",
        "mot",
        "mot",
    ]


def test_hidden_paragraphs_and_headers_do_not_count() -> None:
    hidden = numbered("x", 1).replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rH"/></w:sectPr>'
    parts = {"numbering.xml": levels(("decimal", "%1.")), "header1.xml": numbered("en-tête", 1)}
    data = word_package(
        numbered("a", 1) + hidden + numbered("b", 1) + section, parts, {"rH": ("header", "header1.xml")}
    )
    assert read(data).text == "1. en-tête\n\n1. a\n2. b"


def test_numbers_stand_in_cells_too() -> None:
    cell = f"<w:tbl><w:tr><w:tc>{numbered('loyer', 1)}</w:tc><w:tc>{paragraph('640')}</w:tc></w:tr></w:tbl>"
    assert lines(cell, levels(("upperLetter", "%1."))) == ["| A. loyer | 640 |"]


@pytest.mark.parametrize(
    ("number", "form", "language", "expected"),
    [
        (4, "lowerRoman", "", "iv"),
        (1994, "upperRoman", "", "MCMXCIV"),
        (28, "lowerLetter", "", "bb"),
        (3, "arabicAlpha", "ar", "ت"),
        (3, "arabicAbjad", "ar", "ج"),
        (7, "decimalZero", "", "07"),
        (7, "001", "", "007"),
        (1, "ordinal", "fr", "1er"),
        (2, "ordinal", "fr", "2e"),
        (22, "ordinal", "en", "22nd"),
        (12, "ordinal", "en", "12th"),
        (1, "ordinalText", "fr", "Premier"),
        (9, "ordinalText", "fr", "Neuvième"),
        (71, "cardinalText", "fr", "Soixante et onze"),
        (80, "cardinalText", "fr", "Quatre-vingts"),
        (21, "ordinalText", "en", "Twenty-first"),
        (20, "ordinalText", "en", "Twentieth"),
        (5, "none", "", ""),
        (5, "thaiCounting", "", "5"),
        (0, "upperRoman", "", "0"),
    ],
)
def test_forms_of_numbers(number: int, form: str, language: str, expected: str) -> None:
    assert numeral(number, form, language) == expected
