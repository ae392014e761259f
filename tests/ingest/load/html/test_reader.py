"""HTML: the main text without what stands around it."""

from __future__ import annotations

import pytest

from ingest.load.html.reader import read
from rag.errors import FileRefused
from rag.types import LeftOut, Omission
from tests.fixtures.files import HTML


def text_of(body: str) -> str:
    return read(f"<html><body>{body}</body></html>".encode()).text


def test_a_page_with_navigation_and_boilerplate() -> None:
    extracted = read(HTML.encode())
    assert extracted.text == (
        "La feuille de route\n\n"
        "Le plan compte trois axes\u00a0:\nils sont suivis par un comité.\n"
        "- former dix mille jeunes\n- équiper les régions\n\n"
        "1. diagnostic\n2. mise en œuvre\n\n"
        "Budget\n\n"
        "| Année | Montant |\n| 2024 | 11 milliards de MAD |\n\n"
        "Le texte se poursuit. Voir la suite pour les détails."
    )
    headings = [(heading.level, extracted.text[heading.start : heading.end]) for heading in extracted.headings]
    assert headings == [(1, "La feuille de route"), (2, "Budget")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a<p>b", "a\n\nb"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("a <b>b</b>c<span> d</span>", "a bc d"),
        ("<p>x<script>alert(1)</script>y<!-- z --></p>", "xy"),
        ("<p>a&amp;b &lt;i&gt; caf&eacute;</p>", "a&b <i> café"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n- b\n- c"),
        ("<table><tr><td><p>mise en page</p><p>suite</p></table>", "mise en page\n\nsuite"),
        ("<div class='main-menu'><p>Menu</p></div><p>a</p>", "a"),
        ("<div class='content with-sidebar'><h1>T</h1><p>a</p></div>", "T\n\na"),
        ("<p>Voir <a href=1>un</a>.</p><ul><li><a href=1>x</a><li><a href=2>y</a><li><a href=3>z</a></ul>", "Voir un."),
        ("<header><h1>Titre</h1></header><p>a</p>", "Titre\n\na"),
        ("<dl><dt>IA</dt><dd>une science</dd></dl>", "IA\nune science"),
        ("<h2>a<br>b</h2><p>c</p>", "a b\n\nc"),
        ("<p>\0a\x0cb</p>", "a b"),
    ],
)
def test_pieces(body: str, text: str) -> None:
    assert text_of(body) == text


def test_the_encoding_that_the_page_declares() -> None:
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-9"></head><p>ışık</p></html>'
    )
    extracted = read(page.encode("iso-8859-9"))
    assert (extracted.text, extracted.encoding, extracted.encoding_guessed) == ("ışık", "iso8859-9", False)


def test_a_declared_encoding_in_utf16_does_not_confuse_the_parser() -> None:
    page = '<?xml version="1.0" encoding="utf-16"?><html><meta charset="utf-16"><p>œuvre</p></html>'
    assert read(page.encode("utf-16")).text == "œuvre"


@pytest.mark.parametrize("body", ["", "<script>x</script>", "<nav>a</nav>", "<p hidden>a</p>"])
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(FileRefused) as caught:
        text_of(body)
    assert caught.value.code == "no-text"


def test_floods_take_linear_time_and_no_recursion() -> None:
    with pytest.raises(FileRefused):
        text_of("<!--" * 200_000)
    assert text_of("<b>" * 150 + "x" + "</b>" * 150) == "x"
    with pytest.raises(FileRefused):
        text_of("<div>" * 50_000 + "x")


SENTENCE = "Le conseil se réunit chaque trimestre pour examiner les dossiers des habitants."
SECRET = "Ce paragraphe caché ne se montre à personne sur la page."
MENU = round(100 * 12 * len("Accueil") / (12 * len("Accueil") + 2 * len(SENTENCE)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<main><p>{SENTENCE}</p></main>", ()),
        (
            f"<nav>{'<a href=/>Accueil</a> ' * 12}</nav><main><p>{SENTENCE}</p><p>{SENTENCE}</p></main>",
            (LeftOut(Omission.BOILERPLATE, (MENU,)),),
        ),
        (
            f"<main><p>{SENTENCE}</p><p>{SENTENCE}</p><p style='display: none'>{SECRET}</p></main>",
            (LeftOut(Omission.HIDDEN, (len(SECRET),)),),
        ),
    ],
)
def test_what_is_left_out_is_counted(body: str, expected: tuple[LeftOut, ...]) -> None:
    assert read(f"<!doctype html><html><body>{body}</body></html>".encode()).left_out == expected
