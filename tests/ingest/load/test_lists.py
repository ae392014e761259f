"""Lists that no format tells, in Markdown and plain text."""

from __future__ import annotations

import pytest

from rag.types import BlockKind
from tests.fixtures.read import document_of


def items(text: str, file: str = "a.md") -> list[tuple[int, str]]:
    document = document_of(file, text)
    return [
        (block.level, document.text[block.start : block.end])
        for block in document.blocks
        if block.kind is BlockKind.ITEM
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وثائق السفر هي :\n\n١ – جواز السفر .\n\n٢ – تذكرة المرور .\n", [
            (1, "١ – جواز السفر ."), (1, "٢ – تذكرة المرور ."),
        ]),
        ("يعاقب إن:\n\nأ- كان طفلاً.\n\nب- كان مريضا.\n", [(1, "أ- كان طفلاً."), (1, "ب- كان مريضا.")]),
        ("– دفتر اليومية.\n\n– دفتر الجرد.\n", [(1, "– دفتر اليومية."), (1, "– دفتر الجرد.")]),
        ("1° le rappel ;\n\na) simple ;\n\nb) inscrit ;\n\n2° la censure.\n", [
            (1, "1° le rappel ;"), (2, "a) simple ;"), (2, "b) inscrit ;"), (1, "2° la censure."),
        ]),
        ("Le conseil est fait de :\n\nun maire\n\nun juge\n\n# Suite\n", [(1, "un maire"), (1, "un juge")]),
        ("Sont admis :\n\nla traduction ;\n\nle tri.\n\nLa notation est interdite.\n", [
            (1, "la traduction ;"), (1, "le tri."),
        ]),
        ("– une seule ligne.\n\nUne phrase.\n", []),
        ("Il dit :\n\nVenez. Il est tard, et nous partons.\n\nIls sont partis.\n", []),
        ("Il faut du temps.\n\nun maire\n\nun juge\n", []),
    ],
)  # fmt: skip
def test_paragraphs_that_are_items(text: str, expected: list[tuple[int, str]]) -> None:
    assert items(text) == expected


def test_they_know_what_announces_them() -> None:
    document = document_of("a.md", "Les membres sont :\n\nle maire\n\nle juge\n")
    above = {block.above for block in document.blocks if block.kind is BlockKind.ITEM}
    assert above == {0}
