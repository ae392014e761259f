"""Questions that lean on the turns before are completed; others are left alone."""

from __future__ import annotations

import pytest

from rag.search.followups import complete
from rag.types import Turn

CENTER = Turn("Qu'est-ce que AI Movement ?", "AI Movement est un centre.")
BUDGET = Turn("Quel est le budget du plan en 2026 ?", "11 milliards de dirhams.")


@pytest.mark.parametrize(
    ("question", "turns", "language", "completed"),
    [
        ("Et en 2027 ?", [BUDGET], "fr", "Quel est le budget du plan en 2027 ?"),
        ("Et en 2028 ?", [BUDGET, Turn("Et en 2027 ?", "12")], "fr", "Quel est le budget du plan en 2028 ?"),
        ("Qui la dirige ?", [CENTER], "fr", "Qui la dirige ? (AI Movement)"),
        ("Et pour la santé ?", [BUDGET], "fr", "Quel est le budget du plan en 2026 pour la santé ?"),
        ("And in 2027?", [Turn("How many jobs in 2026?", "4")], "en", "How many jobs in 2027?"),
        ("Who runs it?", [Turn("What is AI Movement?", "A centre.")], "en", "Who runs it? (AI Movement)"),
        ("من يديرها؟", [Turn("ما هي وكالة التنمية الرقمية؟", "وكالة")], "ar", "من يديرها؟ (وكالة التنمية الرقمية)"),
    ],
)
def test_completed(question: str, turns: list[Turn], language: str, completed: str) -> None:
    assert complete(question, turns, language) == completed


def test_a_person_who_was_the_answer_is_the_topic() -> None:
    turns = [Turn("Qui dirige AI Movement ?", "Nadia Berrada dirige AI Movement.")]
    assert complete("Quand est-elle née ?", turns, "fr") == "Quand est-elle née ? (Nadia Berrada)"


@pytest.mark.parametrize(
    ("question", "turns"),
    [
        ("Et en 2027 ?", []),
        ("Qui la dirige ?", []),
        ("Qui dirige l'Agence de développement du digital ?", [CENTER]),
        ("Quelle loi protège les données personnelles ?", [CENTER]),
    ],
)
def test_left_alone(question: str, turns: list[Turn]) -> None:
    assert complete(question, turns, "fr") == question
