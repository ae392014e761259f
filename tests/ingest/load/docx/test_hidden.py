"""What a Word document hides is left out; symbols, check boxes and what a field shows are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.load.docx.symbols import sign
from tests.fixtures.wordml import paragraph, read, run, word_package

VANISH = "<w:vanish/>"
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Cache"><w:name w:val="Cache"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Fils"><w:name w:val="Fils"/><w:basedOn w:val="Cache"/></w:style>'
    '<w:style w:type="character" w:styleId="Mot"><w:name w:val="Mot"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


def text(body: str, styles: str = STYLES) -> str:
    return read(word_package(body, {"styles.xml": styles})).text


def field(*parts: str) -> str:
    """A field of runs: `{`, `|` and `}` are its marks, `=…` its code, all else shown text."""
    marks = {"{": "begin", "|": "separate", "}": "end"}
    return "".join(
        f'<w:r><w:fldChar w:fldCharType="{marks[part]}"/></w:r>'
        if part in marks
        else (f"<w:r><w:instrText>{part[1:]}</w:instrText></w:r>" if part.startswith("=") else run(part))
        for part in parts
    )


def test_shared_file(shared: Path) -> None:
    assert read((shared / "inputs/files/docx/hidden-text.docx").read_bytes()).text == "Le prix public est de 90 euros."


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (run("secret", VANISH), "Avant après."),
        (run("mot", '<w:vanish w:val="0"/>'), "Avant mot après."),
        (run("mot", '<w:vanish w:val="false"/>'), "Avant mot après."),
        (run("secret", '<w:rStyle w:val="Mot"/>'), "Avant après."),
        (run("mot", '<w:rStyle w:val="Mot"/><w:vanish w:val="0"/>'), "Avant mot après."),
    ],
)
def test_runs(inner: str, expected: str) -> None:
    assert text(paragraph("Avant ", runs=inner + run(" après."))).replace("  ", " ") == expected


def test_styles_of_paragraphs_hide_and_two_that_hide_show() -> None:
    hidden = paragraph("secret", '<w:pStyle w:val="Cache"/>') + paragraph("secret", '<w:pStyle w:val="Fils"/>')
    twice = paragraph("", '<w:pStyle w:val="Fils"/>', run("vu", '<w:rStyle w:val="Mot"/>'))
    own = paragraph("", '<w:pStyle w:val="Cache"/>', run("vu aussi", '<w:vanish w:val="off"/>'))
    assert text(paragraph("Texte.") + hidden + twice + own) == "Texte.\n\nvu\n\nvu aussi"


def test_a_hidden_paragraph_in_a_cell_and_a_note_of_a_hidden_run() -> None:
    reference = f'<w:r><w:rPr>{VANISH}</w:rPr><w:footnoteReference w:id="2"/></w:r>'
    cell = f"<w:tbl><w:tr><w:tc>{paragraph('vu')}{paragraph(runs=run('secret', VANISH))}</w:tc></w:tr></w:tbl>"
    notes = f'<w:footnote w:id="2">{paragraph("secret")}</w:footnote>'
    data = word_package(cell + paragraph("Fin.", runs=reference), {"footnotes.xml": notes})
    assert read(data).text == "| vu |\n\nFin."


def test_symbols_by_element_and_by_font() -> None:
    symbols = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r><w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'
    fonts = run("\uf0b3", '<w:rFonts w:ascii="Symbol"/>') + run("o", '<w:rFonts w:ascii="Wingdings"/>')
    assert text(paragraph("a ", runs=symbols + fonts + run(" o"))) == "a ✔α≥□ o"


@pytest.mark.parametrize(
    ("font", "code", "expected"),
    [
        ("Wingdings", 0xF0FE, "☑"),
        ("Wingdings", 0xA8, "☐"),
        ("wingdings", 0x6C, "●"),
        ("Wingdings", 0xD5, "⌫"),
        ("Wingdings", 0xE0, "→"),
        ("Wingdings", 0x81, "①"),
        ("Symbol", 0xF0FE, "⎭"),
        ("Symbol", 0x7E, "∼"),
        ("Symbol", 0xDE, "⇒"),
        ("Symbol", 0xE5, "∑"),
        ("Wingdings 2", 0x50, "✓"),
        ("Webdings", 0x61, "✔"),
        ("MS Gothic", 0x2612, "☒"),
        ("Arial", 0xF0FE, "\ufffd"),
        (None, 0xD800, "\ufffd"),
    ],
)
def test_signs_of_fonts(font: str | None, code: int, expected: str) -> None:
    assert sign(font, code) == expected


def test_check_boxes_of_both_kinds_and_a_choice() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    end = '<w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ticked = box.format('<w:default w:val="0"/><w:checked/>') + end + run(" oui ")
    empty = box.format('<w:default w:val="0"/>') + end + run(" non")
    glyph = "<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
    entries = '<w:listEntry w:val="nord"/><w:listEntry w:val="sud"/>'
    data = f"<w:ffData><w:ddList><w:result w:val='1'/>{entries}</w:ddList></w:ffData>"
    choice = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>' + end
    assert (
        text(paragraph(runs=ticked + empty) + paragraph(runs=glyph + run(" peut-être"))) == "☒ oui ☐ non\n\n☒ peut-être"
    )
    assert text(paragraph("Zone : ", runs=choice)) == "Zone : sud"


def test_of_a_field_the_result_is_shown_and_nothing_of_its_code() -> None:
    nested = field("{", "= IF ", "{", "= MERGEFIELD x", "|", "valeur", "}", '= = "1" "a" "b"', "|", "vu", "}")
    assert text(paragraph("a ", runs=nested + run(" b"))) == "a vu b"


def test_a_field_that_goes_over_paragraphs_loses_nothing() -> None:
    body = paragraph(runs=field("{", "= TOC", "|", "Chapitre 1")) + paragraph(runs=field("Chapitre 2", "}"))
    assert text(body + paragraph("Texte.")) == "Chapitre 1\n\nChapitre 2\n\nTexte."


def test_paragraphs_whose_end_is_deleted_and_large_initials_go_on_in_the_next_one() -> None:
    deleted = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
    body = paragraph("Le loyer ", deleted) + paragraph("est de 640 euros.")
    body += paragraph("L", '<w:framePr w:dropCap="drop"/>') + paragraph("a suite.") + paragraph("Fin", deleted)
    assert text(body) == "Le loyer est de 640 euros.\n\nLa suite.\n\nFin"
