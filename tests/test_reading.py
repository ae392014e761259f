"""What a sentence has in common with a question: the features of the reader, by hand."""

from __future__ import annotations

import pytest

from ingest.split import split
from rag.analysis import analyse_passage
from rag.matching import View, view
from rag.rank import inquire
from rag.reading import FADING, SENTENCE_FEATURES, sentence_features
from rag.types import Document

TEXT = "Le port de Safi est ancien. Il est grand. Son budget est de 3 millions. Nadia Berrada le dirige depuis 2019."


def seen(context: str = "") -> View:
    (passage,) = split(Document("a.txt", "0" * 64, "txt", TEXT, "fr"), 1000)
    return view(passage, analyse_passage(passage, context))


def column(question: str, name: str, context: str = "") -> list[float]:
    inquiry = inquire(question, "fr", ["fr"], lambda term: 3, 100)
    rows = sentence_features(inquiry, seen(context), -0.5)
    assert rows.shape == (4, len(SENTENCE_FEATURES))
    return [round(float(value), 6) for value in rows[:, SENTENCE_FEATURES.index(name)]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("passage", [-0.5, -0.5, -0.5, -0.5]),
        ("coverage", [0.5, 0.0, 0.5, 0.0]),
        ("before", [0.0, 0.5, 0.0, 0.5]),
        ("after", [0.0, 0.5, 0.0, 0.0]),
        ("earlier", [0.0, 0.0, 0.5, 0.5 * FADING]),
        ("first", [1.0, 0.0, 0.0, 0.0]),
        ("leaning", [0.0, 0.5, 0.0, 0.0]),
        ("number", [0.0, 0.0, 1.0, 1.0]),
    ],
)
def test_shares_of_the_question(name: str, expected: list[float]) -> None:
    assert column("Combien de budget a Safi ?", name) == pytest.approx(expected)


def test_what_only_the_headings_hold() -> None:
    assert column("Quel budget a Agadir ?", "context") == [0.0] * 4
    assert column("Quel budget a Agadir ?", "context", "Agadir") == [0.5] * 4


def test_neighbours_stay_neighbours() -> None:
    assert column("Que fait Nadia Berrada ?", "phrase") == [0.0, 0.0, 0.0, 1.0]
    assert column("Qui dirige ?", "phrase") == [0.0] * 4
