"""HTML: what each part of the text is, and what stands above it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.extracted import Extracted
from ingest.load.html.reader import read
from rag.errors import FileRefused
from rag.types import BlockKind


def _blocks(body: str) -> list[tuple[str, str, str | None]]:
    """Kind and words of each block, with the words of the one above it."""
    extracted = read(f"<html><body>{body}".encode())
    words = [extracted.text[block.start : block.end] for block in extracted.blocks]
    above = [None if block.above is None else words[block.above] for block in extracted.blocks]
    return [(block.kind.value, *rest) for block, *rest in zip(extracted.blocks, words, above, strict=True)]


def _cells(extracted: Extracted, kind: BlockKind) -> list[list[str]]:
    blocks = [block for block in extracted.blocks if block.kind is kind]
    return [[extracted.text[cell.start : cell.end] for cell in block.cells] for block in blocks]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (
            "<table><tr><td>Ville<td>Budget<tr><td>Fès<td>12<tr><td>Safi<td>9</table>",
            [
                ("header", "| Ville | Budget |", None),
                ("row", "| Fès | 12 |", "| Ville | Budget |"),
                ("row", "| Safi | 9 |", "| Ville | Budget |"),
            ],
        ),
        (
            "<h1>Règles</h1><p>Sont admis :</p><ul><li>les chiens<ul><li>tenus</ul><li>les chats</ul><p>Merci.</p>",
            [
                ("heading", "Règles", None),
                ("paragraph", "Sont admis :", None),
                ("item", "- les chiens", "Sont admis :"),
                ("item", "- tenus", "- les chiens"),
                ("item", "- les chats", "Sont admis :"),
                ("paragraph", "Merci.", None),
            ],
        ),
        (
            "<p>Une phrase qui n'annonce rien.</p><ol><li><p>un</p><p>suite</p></ol>",
            [
                ("paragraph", "Une phrase qui n'annonce rien.", None),
                ("item", "1. un", None),
                ("paragraph", "suite", None),
            ],
        ),
        (
            "<table><caption>Tarifs</caption><thead><tr><th>Âge<th>Prix</thead><tr><td>6 ans<td>2 €</table>",
            [
                ("caption", "Tarifs", None),
                ("header", "| Âge | Prix |", None),
                ("row", "| 6 ans | 2 € |", "| Âge | Prix |"),
            ],
        ),
        (
            "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
            [("row", "| a | b |", None), ("row", "| c | d |", None)],
        ),
        (
            "<table><tr><th>Adresse<td>12 rue Basse<tr><th>Ville<td>Aix</table>",
            [("field", "| Adresse | 12 rue Basse |", None), ("field", "| Ville | Aix |", None)],
        ),
        (
            "<p><b>Adresse :</b> 12 rue Basse<br>Ville : Aix</p><p>Elle dit à tous ceux qui sont là : venez.</p>",
            [
                ("field", "Adresse : 12 rue Basse", None),
                ("field", "Ville : Aix", None),
                ("paragraph", "Elle dit à tous ceux qui sont là : venez.", None),
            ],
        ),
        (
            "<h2>Quand payer ?</h2><p>En mai.</p><h3>Détails</h3><p>Le 3.</p><h2>Suite</h2><p>Fin.</p>",
            [
                ("question", "Quand payer ?", None),
                ("paragraph", "En mai.", "Quand payer ?"),
                ("heading", "Détails", None),
                ("paragraph", "Le 3.", "Quand payer ?"),
                ("heading", "Suite", None),
                ("paragraph", "Fin.", None),
            ],
        ),
        (
            "<dl><dt>Bassin<dd>Il est fermé.<dt>Tarif<dd>Il est bas.</dl><p>Fin.</p>",
            [
                ("question", "Bassin", None),
                ("paragraph", "Il est fermé.", "Bassin"),
                ("question", "Tarif", None),
                ("paragraph", "Il est bas.", "Tarif"),
                ("paragraph", "Fin.", None),
            ],
        ),
        (
            "<details><summary>Le prix</summary><p>Il est bas.</p></details><p>Fin.</p>",
            [("question", "Le prix", None), ("paragraph", "Il est bas.", "Le prix"), ("paragraph", "Fin.", None)],
        ),
        (
            "<p><strong>Où payer ?</strong></p><p>Au guichet.</p><p>Est-ce <b>loin ?</b></p>",
            [
                ("question", "Où payer ?", None),
                ("paragraph", "Au guichet.", "Où payer ?"),
                ("paragraph", "Est-ce loin ?", "Où payer ?"),
            ],
        ),
        (
            "<button class=accordion>أين أدفع؟</button><div class=panel><p>في الشباك.</p></div>",
            [("question", "أين أدفع؟", None), ("paragraph", "في الشباك.", "أين أدفع؟")],
        ),
        (
            "<div class=faq-question>Le prix</div><div class=faq-answer>Il est bas.</div>",
            [("question", "Le prix", None), ("paragraph", "Il est bas.", "Le prix")],
        ),
        (
            "<figcaption>Le port</figcaption><pre>a = 1\nb = 2</pre><div class=footnotes>1 Loi.</div>",
            [("caption", "Le port", None), ("code", "a = 1\nb = 2", None), ("note", "1 Loi.", None)],
        ),
        (
            "<p>Un.<br><br>Deux.<br>Trois.</p>",
            [("paragraph", "Un.", None), ("paragraph", "Deux.\nTrois.", None)],
        ),
    ],
)
def test_blocks(body: str, blocks: list[tuple[str, str, str | None]]) -> None:
    assert _blocks(body) == blocks


def test_a_question_in_a_button_is_a_heading_too() -> None:
    page = "<main><h1>Aide</h1><h3><button>Le prix</button></h3><p>Il est bas, comme chaque année.</p></main>"
    extracted = read(page.encode())
    headings = [(heading.level, extracted.text[heading.start : heading.end]) for heading in extracted.headings]
    assert headings == [(1, "Aide"), (3, "Le prix")]
    assert [(block.kind, block.level) for block in extracted.blocks[:2]] == [
        (BlockKind.HEADING, 1),
        (BlockKind.QUESTION, 3),
    ]


def test_cells_of_rows_and_fields() -> None:
    page = (
        "<table><tr><th></th><th>Été</th></tr><tr><th>Prix</th><td><p>2&nbsp;€</p><p>net</p></td></tr>"
        "<tr><td>H<sub>2</sub>O</td><td><math><msup><mi>x</mi><mn>2</mn></msup></math></td></tr></table>"
        "<p>Ville : Aix</p>"
    )
    extracted = read(page.encode())
    assert _cells(extracted, BlockKind.HEADER) == [["", "Été"]]
    assert _cells(extracted, BlockKind.ROW) == [["Prix", "2\u00a0€ net"], ["H2O", "x^2"]]
    assert _cells(extracted, BlockKind.FIELD) == [["Ville", "Aix"]]


@pytest.mark.parametrize(
    ("markup", "items"),
    [
        ("<ol start=5><li>x<li>y</ol>", ["5. x", "6. y"]),
        ("<ol type=a><li>x<li value=28>y</ol>", ["a. x", "ab. y"]),
        ("<ol type=I start=3><li>x<li>y</ol>", ["III. x", "IV. y"]),
        ("<ol type=i start=-1><li>x<li>y<li>z</ol>", ["-1. x", "0. y", "i. z"]),
        ("<ol start=beaucoup><li>x</ol>", ["1. x"]),
    ],
)
def test_the_numbers_of_lists_are_those_that_are_shown(markup: str, items: list[str]) -> None:
    assert read(markup.encode()).text.split("\n") == items


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mi>b</mi></mfrac>", "(a+1)/b"),
        ("<mi>S</mi><mo>=</mo><mi>π</mi><msup><mi>r</mi><mn>2</mn></msup>", "S=πr^2"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "3√x"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i^2"),
        ("<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>", "sin x"),
        ("<mn>2</mn><mi>x</mi>", "2x"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd></mtr></mtable>",
            "[1, 0; 0]",
        ),
        ("<semantics><mi>c</mi><annotation>\\mathrm{c}</annotation></semantics>", "c"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
        ("<mover><mi>v</mi><mo>→</mo></mover>", "v→"),
        ("<mfrac><mi>a</mi></mfrac><msup></msup>", "a"),
    ],
)
def test_formulas_in_one_line(markup: str, line: str) -> None:
    assert read(f"<p>On a <math>{markup}</math> ici.</p>".encode()).text == f"On a {line} ici."


def test_a_formula_that_is_hidden_behind_its_picture_is_read() -> None:
    page = "<p>On a <span style='display:none'><math><mi>c</mi></math></span><img alt=c> ici.</p>"
    assert read(page.encode()).text == "On a c ici."


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (b"<meta charset=iso-8859-1><p>l\x92\xe9t\xe9 \x80</p>", "l’été €"),
        (b"<meta charset=utf-16><p>\xc3\xa9t\xc3\xa9</p>", "été"),
        (
            b"<meta charset=punycode><p>l'\xe9t\xe9 est fini, dit-elle \xe0 sa m\xe8re</p>",
            "l'été est fini, dit-elle à sa mère",
        ),
    ],
)
def test_encodings_are_understood_as_browsers_do(page: bytes, text: str) -> None:
    assert read(page).text == text


_PIECES = st.sampled_from(
    "<p>un|<h2>deux ?|</h2>|<ul><li>|</ul>|<li>trois|<table><tr><th>a<td>b|<td>c : d|</table>|<dl><dt>e|<dd>f|</dl>"
    "|<details><summary>g|</details>|<pre>h\n i|</pre>|<br><br>|<b>j ?|</b>|<button aria-expanded=true>k|</button>"
    "|<math><mi>x|</math>|<figcaption>l|<ol start=4><li>m|n : o|&#11;|<div class=menu>p|</div>|<x-y>q|e\u0301|\u0301"
    "|<!--|<noframes>r</noframes>".split("|")
)


@given(st.lists(_PIECES, max_size=25))
def test_blocks_are_in_order_inside_of_the_text_and_above_is_before(pieces: list[str]) -> None:
    try:
        extracted = read("".join(pieces).encode())
    except FileRefused:
        return
    end = 0
    for index, block in enumerate(extracted.blocks):
        assert end <= block.start < block.end <= len(extracted.text)
        assert block.above is None or block.above < index
        assert all(block.start <= cell.start <= cell.end <= block.end for cell in block.cells)
        end = block.end
    covered = "".join(extracted.text[block.start : block.end] for block in extracted.blocks)
    assert "".join(covered.split()) == "".join(extracted.text.split())
