"""What an amount measures, and what the amount measures that a question asks for."""

from __future__ import annotations

import pytest

from rag.language.folding import fold_plain, skeleton
from rag.language.numbers.measures import Measure, asked_measure, measures, measures_something_else


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Quel est le tarif de la tondeuse ?", "fr", Measure.MONEY),
        ("combien coute la zinnia 300", "fr", Measure.MONEY),
        ("Combien pèse la tondeuse ?", "fr", Measure.MASS),
        ("Quelle est la hauteur du phare ?", "fr", Measure.LENGTH),
        ("Quel délai pour une réponse ?", "fr", Measure.DURATION),
        ("How much does a ticket cost?", "en", Measure.MONEY),
        ("How much is the blue kettle?", "en", Measure.MONEY),
        ("What would a student pay?", "en", Measure.MONEY),
        ("What is the fine for littering?", "en", Measure.MONEY),
        ("How long is the pipe in metres?", "en", Measure.LENGTH),
        ("How much water is needed?", "en", None),
        ("بكم التذكرة؟", "ar", Measure.MONEY),
        ("كم تستغرق الرحلة؟", "ar", Measure.DURATION),
        ("شحال كتبقى صالحة؟", "ar", None),
        ("how wide is the door", "en", Measure.LENGTH),
        ("How long does the crossing take?", "en", Measure.DURATION),
        ("كم ثمن التذكرة؟", "ar", Measure.MONEY),
        ("كم يوما يدوم التدريب؟", "ar", Measure.DURATION),
        ("Combien rembourse la caisse ?", "fr", None),
        ("Combien de communes ont un accueil ?", "fr", None),
        ("How long is the bridge?", "en", None),
        ("Combien de temps dure la visite et quel est le tarif ?", "fr", None),
    ],
)
def test_what_is_asked_for(question: str, language: str, expected: Measure | None) -> None:
    assert asked_measure(question, language) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("La Zinnia 300 pèse 18 kilos.", "fr", [Measure.MASS]),
        ("La garantie est de vingt-cinq mois.", "fr", [Measure.DURATION]),
        ("La digue a coûté 5,2 millions d'euros.", "fr", [Measure.MONEY]),
        ("It costs $40 or 35 pounds.", "en", [Measure.MONEY, Measure.MONEY]),
        ("The tour takes two and a half hours.", "en", [Measure.DURATION]),
        ("تبلغ الرسوم خمسمئة درهم.", "ar", [Measure.MONEY]),
        ("Ils étaient 12.", "fr", [None]),
        ("Il a douze places.", "fr", [Measure.COUNT]),
    ],
)
def test_what_amounts_measure(text: str, language: str, expected: list[Measure | None]) -> None:
    assert list(measures(skeleton(fold_plain(text)), language, {"300"})) == expected


@pytest.mark.parametrize(
    ("wanted", "text", "language", "expected"),
    [
        (Measure.MONEY, "Elle pèse 18 kilos.", "fr", True),
        (Measure.MONEY, "Elle pèse 18 kilos et coûte 640 euros.", "fr", False),
        (Measure.MONEY, "Elle rembourse 70 %.", "fr", False),
        (Measure.MONEY, "L'entrée est gratuite avant 12 ans.", "fr", False),
        (Measure.MONEY, "Elle coûte 45 roupies.", "fr", False),
        (Measure.MONEY, "Elle est chère.", "fr", False),
        (Measure.LENGTH, "The boat carries twelve passengers.", "en", True),
        (Measure.DURATION, "Il dure du 3 mai au 5 juin.", "fr", False),
    ],
)
def test_an_amount_of_something_else_is_told(wanted: Measure, text: str, language: str, expected: bool) -> None:
    assert measures_something_else(wanted, skeleton(fold_plain(text)), language) is expected
