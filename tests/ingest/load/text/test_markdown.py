"""Markdown: the file itself, with its headings."""

from __future__ import annotations

import pytest

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
