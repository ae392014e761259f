"""Sentences as people read them: lists, rows under their header, and no marks of Markdown; nothing of it is markup."""

from __future__ import annotations

import html
import re

import pytest

from rag.answers import AnswerSentence, Citation, Verdict
from tests.fixtures.payloads import PAYLOADS
from ui.page.markup.sentences import sentence_words, shown_words
from ui.words.lexicon import WORDS


def cited(quote: str, file: str = "a.md", start: int = 0) -> Citation:
    return Citation(file, "0" * 64, start, start + len(quote), quote, None, None, Verdict.EXACT)


def said(*quotes: str, file: str = "a.md", left: int = 0) -> tuple[str, str]:
    text = quotes[0] if left else "\n".join(quotes)
    return sentence_words(AnswerSentence(text, True, tuple(cited(quote, file) for quote in quotes), None, left), FRENCH)


FRENCH = WORDS["fr"]


def words_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "|", markup))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("La **cotisation** est de `12` euros.", "La cotisation est de 12 euros."),
        ("Voir le [guide](https://example.org/x) et [l'aide][aide].", "Voir le guide et l'aide."),
        ("## Titre", "Titre"),
        ("> Une citation", "Une citation"),
        ("*oui* et _non_ et __peut-être__", "oui et non et peut-être"),
        ("2 * 3 * 4 et nom_de_fichier_long", "2 * 3 * 4 et nom_de_fichier_long"),
        ("un <b>mot</b> gras", "un  mot  gras"),
    ],
)
def test_marks_of_markdown_are_not_shown(text: str, shown: str) -> None:
    assert html.unescape(re.sub(r"<[^>]*>", "", shown_words(text, "a.md"))) == shown
    assert html.unescape(shown_words(text, "a.txt")) == text


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("La **cotisation** est due.", "La <strong>cotisation</strong> est due."),
        ("Il faut **lire `make` avant**.", "Il faut <strong>lire <code>make</code> avant</strong>."),
        ("*oui* et __non__ et ~~rien~~", "<em>oui</em> et <strong>non</strong> et <s>rien</s>"),
        ("le code `a **b**` reste", "le code <code>a &#42;&#42;b&#42;&#42;</code> reste"),
        ("e**\u0301\u0301\u0301\u0301**\u0301", "e&#42;&#42;\u0301\u0301\u0301\u0301&#42;&#42;\u0301"),
    ],
)
def test_marks_of_markdown_are_shown_as_what_they_mean(text: str, markup: str) -> None:
    assert shown_words(text, "a.md") == markup


@pytest.mark.parametrize("payload", [*PAYLOADS, "</strong><script>x</script>", "`</code><img src=x>`"])
def test_no_payload_in_marks_is_markup(payload: str) -> None:
    for text in (payload, f"**{payload}**", f"`{payload}`", f"**a `{payload}` b**", f"*{payload}* {payload}"):
        left = re.sub(r"</?(?:strong|em|s|code)>", "", shown_words(text, "a.md"))
        assert not re.search("[<>]", left), left


def test_a_row_stands_under_its_header() -> None:
    tag, markup = said("| Agence | **T1** |", "| Nantes | 288 |")
    assert tag == "div"
    assert [word for word in words_of(markup).split("|") if word] == ["Agence", "T1", "Nantes", "288"]
    assert markup.count("<th ") == markup.count("<td ") == 2


def test_a_row_with_more_cells_than_its_header_loses_none() -> None:
    _, markup = said("| Agence |", "| Nantes | 288 |")
    assert markup.count("<th ") == markup.count("<td ") == 2


def test_a_list_is_a_list() -> None:
    tag, markup = said("Il faut :\n\n- **un** sac\n- un pain\n  complet")
    assert tag == "div"
    assert [word for word in words_of(markup).split("|") if word] == ["Il faut :", "un", " sac", "un pain complet"]
    assert markup.count("<li ") == 2


def test_what_is_left_of_a_list_is_folded() -> None:
    _, markup = said("Il faut :\n- un sac\n- un pain", "- une corde\n- un seau", left=2)
    before, folded = markup.split("<details")
    assert "un pain" in before
    assert "encore 2 éléments" in folded
    assert "un seau" in folded


def test_a_row_without_a_header_shows_its_cells() -> None:
    assert said("| Nantes | 288 |") == ("p", "Nantes · 288")


def test_lines_of_a_page_flow() -> None:
    assert said("Une phrase coupée\npar la page.", file="a.pdf") == ("p", "Une phrase coupée par la page.")


@pytest.mark.parametrize(
    "quotes",
    [
        ("<script>alert(1)</script>",),
        ("Il faut :\n- <img src=x onerror=alert(1)>\n- b",),
        ("| <b onclick=x> | b |", "| <script> | [x](javascript:alert(1)) |"),
    ],
)
def test_nothing_of_a_quote_is_markup(quotes: tuple[str, ...]) -> None:
    _, markup = said(*quotes)
    tags = set(re.findall(r"<(\w+)", markup))
    assert tags <= {"span", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
