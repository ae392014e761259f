"""Lines that only call a part of a law stand above what follows them, whatever the format."""

from __future__ import annotations

import pytest

from ingest.load.child import read
from rag.types import BlockKind


def told(text: str, file: str) -> list[tuple[str, str]]:
    """Kind and words of each block."""
    extracted = read(text.encode(), file)
    return [(block.kind.value, extracted.text[block.start : block.end]) for block in extracted.blocks]


@pytest.mark.parametrize(
    ("line", "text", "file"),
    [
        ("المادة 1", "تسمى التعاونية تعاونية الزيتون.", "qanun.txt"),
        ("المادة الثالثة", "ينتخب المجلس لمدة أربع سنوات.", "qanun.md"),
        ("Article 5.", "Le trésorier tient les comptes.", "statuts.txt"),
        ("ARTICLE PREMIER", "L'association prend le nom de Lavoir.", "statuts.txt"),
        ("Section IV –", "No loan exceeds five times the savings.", "bylaws.txt"),
        ("**Chapter 2**", "The board meets in May.", "bylaws.md"),
        ("§ 12", "Wer zahlt, wird genannt.", "satzung.txt"),
    ],
)
def test_the_line_above_is_a_heading(line: str, text: str, file: str) -> None:
    for between in ("\n", "\n\n"):
        extracted = read(f"Avant.\n\n{line}{between}{text}\n".encode(), file)
        kinds = {extracted.text[block.start : block.end]: block.kind for block in extracted.blocks}
        assert kinds[text] is BlockKind.PARAGRAPH
        assert line.strip("*") in "".join(words for words, kind in kinds.items() if kind is BlockKind.HEADING)
        assert any(extracted.text[each.start : each.end].startswith(line[:4]) for each in extracted.headings)


def test_a_document_in_a_page_of_the_web() -> None:
    page = "<html><body><p>Article 3</p><p>Les membres votent à main levée.</p></body></html>"
    assert told(page, "a.html") == [("heading", "Article 3"), ("paragraph", "Les membres votent à main levée.")]


@pytest.mark.parametrize(
    "text",
    [
        "Article 1\nArticle 2\nArticle 3\n",
        "Article 5 de la loi est abrogé.\nIl ne vaut plus.\n",
        "Le texte cite l'article 5.\nArticle 5\n",
        "Part of it\nis lost.\n",
    ],
)
def test_a_table_of_contents_and_what_is_said_of_an_article_are_none(text: str) -> None:
    assert "heading" not in {kind for kind, _ in told(text, "a.md")}


def test_blocks_below_know_what_stands_above_them_still() -> None:
    extracted = read(b"Article 1\nDues are paid by:\n\n- members\n- guests\n", "a.md")
    above = [extracted.blocks[each.above].kind.value for each in extracted.blocks if each.above is not None]
    assert above == ["paragraph", "paragraph"]
