"""Markdown: the file itself, with its headings."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.load.text.markdown import headings, read


def words(text: str) -> list[tuple[int, str]]:
    return [(heading.level, text[heading.start : heading.end]) for heading in headings(text)]


def test_the_text_is_the_file_itself() -> None:
    source = "\n# Titre #\n\n* un **point**\n\n```\n# code\n```\n \n"
    assert read(source.encode()).text == source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Un\n\n### Trois\n", [(1, "Un"), (3, "Trois")]),
        ("## Deux ##  \n", [(2, "Deux")]),
        ("# C#\n", [(1, "C#")]),
        ("   # Retrait\n", [(1, "Retrait")]),
        ("Titre\n=====\n\nSous-titre\n---\n", [(1, "Titre"), (2, "Sous-titre")]),
        ("#sans espace\n", []),
        ("#\n##\n## ##\n", []),
        ("    # code\n", []),
        ("####### sept\n", []),
        ("```\n# code\n```\n# Titre\n", [(1, "Titre")]),
        ("~~~ python\n# code\n```\n# code\n~~~\n# Titre\n", [(1, "Titre")]),
        ("```\n# jamais fermé\n", []),
        ("texte\n\n---\n\nautre\n", []),
        ("- point\n---\n", []),
        ("| a | b |\n---\n", []),
        ("---\ntitle: x\n---\n# Titre\n", [(1, "Titre")]),
        ("a\n# Titre\nb", [(1, "Titre")]),
    ],
)
def test_headings(text: str, expected: list[tuple[int, str]]) -> None:
    assert words(text) == expected


def test_a_flood_of_marks_takes_linear_time() -> None:
    assert words("#####" + " " * 200_000 + "x") == [(5, "x")]
    assert words("# " + "#" * 200_000) == []


def shown(text: str) -> list[tuple[str, str, int]]:
    extracted = read(text.encode())
    return [(block.kind.value, text[block.start : block.end], block.level) for block in extracted.blocks]


def test_blocks_in_items_and_quotes() -> None:
    text = "1. un\n   suite\n\n   autre\n   - a\n\n     ```sh\n     make\n     ```\n2. [x] deux\n\n> cité\n> encore\n"
    assert shown(text) == [
        ("item", "1. un\n   suite\n\n   autre", 1),
        ("item", "- a", 2),
        ("code", "     make", 0),
        ("item", "2. [x] deux", 1),
        ("paragraph", "cité\n> encore", 0),
    ]


def test_code_by_indentation_headings_with_an_underline_and_tables_in_quotes() -> None:
    text = "Titre de\ndeux lignes\n===\n\n    a\n      b\n\n> | n | v |\n> |---|---|\n> | a \\| b | 1 |\n\n[lien]: http://a.b\n"
    assert shown(text) == [
        ("heading", "Titre de\ndeux lignes", 1),
        ("code", "    a\n      b", 0),
        ("header", "| n | v |", 0),
        ("row", "| a \\| b | 1 |", 0),
    ]


def test_html_has_words_or_is_no_block() -> None:
    text = (
        "<!-- rien -->\n\n<details>\n<summary>Qui paie ?</summary>\n\nLa commune.\n\n</details>\n\n<div>Un mot</div>\n"
    )
    assert shown(text) == [
        ("question", "Qui paie ?", 0),
        ("paragraph", "La commune.", 0),
        ("paragraph", "<div>Un mot</div>", 0),
    ]


def test_headings_in_items_and_quotes_are_no_headings_of_the_document() -> None:
    text = "- # Un #\n- ## \n\n> Deux\n> ===\n"
    assert shown(text) == [("item", "- # Un #", 1), ("paragraph", "Deux\n> ===", 0)]
    assert words(text) == []


def test_an_answer_in_the_line_below_its_bold_question() -> None:
    assert shown("**Qui paie ?**\nLa commune.\n\n- **Quand ?** Lundi.\n- **Où ?**\n  Ici.\n") == [
        ("question", "**Qui paie ?**", 0),
        ("paragraph", "La commune.", 0),
        ("item", "- **Quand ?** Lundi.", 1),
        ("question", "- **Où ?**", 0),
        ("paragraph", "Ici.", 0),
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["# ", "- ", "1. ", "> ", "    ", "| a ", "|---", "```", "a", "**b ?**", "\n", "\n\n", "<p>", "---"]
        )
    )
)
def test_blocks_lie_in_the_text_in_order(pieces: list[str]) -> None:
    text = "x" + "".join(pieces)
    extracted = read(text.encode())
    assert all(one.end <= other.start for one, other in pairwise(extracted.blocks))
    for index, block in enumerate(extracted.blocks):
        assert text[block.start : block.end].strip()
        assert block.above is None or block.above < index
        assert all(block.start <= cell.start <= cell.end <= block.end for cell in block.cells)
