"""Equations of a Word document are read in linear form, inside their sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.wordml import paragraph, read, row, run, table, tc, word_package


def math(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def equation(content: str) -> str:
    return f"<m:oMath>{content}</m:oMath>"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("equation-inline", "La surface du disque vaut S=πr^2 pour un rayon donné."),
        ("equation-only", "T=distance/durée"),
    ],
)
def test_shared_files(shared: Path, file: str, expected: str) -> None:
    assert read((shared / f"inputs/files/docx/{file}.docx").read_bytes()).text.split("\n")[0] == expected


FORMS = {
    "(a+b)/(2c)": f"<m:f><m:num>{math('a+b')}</m:num><m:den>{math('2c')}</m:den></m:f>",
    "√(b^2-4ac)": f"<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/><m:e><m:sSup><m:e>{math('b')}</m:e><m:sup>"
    f"{math('2')}</m:sup></m:sSup>{math('-4ac')}</m:e></m:rad>",
    "∛x": f"<m:rad><m:deg>{math('3')}</m:deg><m:e>{math('x')}</m:e></m:rad>",
    "x_i^(n+1)": f"<m:sSubSup><m:e>{math('x')}</m:e><m:sub>{math('i')}</m:sub><m:sup>{math('n+1')}</m:sup></m:sSubSup>",
    "∑_(i=1)^n i": f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{math("i=1")}</m:sub><m:sup>{math("n")}'
    f"</m:sup><m:e>{math('i')}</m:e></m:nary>",
    "∫_0^1 f": f"<m:nary><m:sub>{math('0')}</m:sub><m:sup>{math('1')}</m:sup><m:e>{math('f')}</m:e></m:nary>",
    "(x+1)^2": f"<m:sSup><m:e><m:d><m:e>{math('x+1')}</m:e></m:d></m:e><m:sup>{math('2')}</m:sup></m:sSup>",
    "[a|b]": f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{math("a")}</m:e><m:e>{math("b")}'
    "</m:e></m:d>",
    "sin x": f"<m:func><m:fName>{math('sin')}</m:fName><m:e>{math('x')}</m:e></m:func>",
    "lim_(x→0)": f"<m:limLow><m:e>{math('lim')}</m:e><m:lim>{math('x→0')}</m:lim></m:limLow>",
    "x\u0305": f"<m:bar><m:e>{math('x')}</m:e></m:bar>",
    "(1, 0; 0, 1)": f"<m:d><m:e><m:m><m:mr><m:e>{math('1')}</m:e><m:e>{math('0')}</m:e></m:mr><m:mr><m:e>{math('0')}"
    f"</m:e><m:e>{math('1')}</m:e></m:mr></m:m></m:e></m:d>",
    "{x=1; y=2": f'<m:d><m:dPr><m:begChr m:val="{{"/><m:endChr m:val=""/></m:dPr><m:e><m:eqArr><m:e>{math("x&amp;=1")}'
    f"</m:e><m:e>{math('y&amp;=2')}</m:e></m:eqArr></m:e></m:d>",
}


@pytest.mark.parametrize("expected", FORMS)
def test_forms(expected: str) -> None:
    body = paragraph("On pose ", runs=equation(FORMS[expected]) + run(" ici."))
    assert read(word_package(body)).text == f"On pose {expected} ici."


def test_an_equation_in_a_cell_and_one_between_paragraphs() -> None:
    body = table(row("Aire", tc(f"<w:p>{equation(math('a·b'))}</w:p>")))
    body += f"<m:oMathPara>{equation(math('x=1'))}{equation(math('y=2'))}</m:oMathPara>"
    assert read(word_package(body)).text == "| Aire | a·b |\n\nx=1\ny=2"


def test_deleted_parts_of_an_equation_are_left_out() -> None:
    body = paragraph(
        runs=equation(math("x=") + f'<w:del w:id="1">{math("1")}</w:del><w:ins w:id="2">{math("2")}</w:ins>')
    )
    assert read(word_package(body)).text == "x=2"


def test_an_equation_nested_without_end_does_not_end_the_reading() -> None:
    deep = math("x")
    for _ in range(70):
        deep = f"<m:sSup><m:e>{deep}</m:e><m:sup>{math('2')}</m:sup></m:sSup>"
    assert read(word_package(paragraph("Soit ", runs=equation(deep)))).text.startswith("Soit ")
