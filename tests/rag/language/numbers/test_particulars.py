"""What tells a text apart from its like, with its series, its value and its place."""

from __future__ import annotations

import pytest

from rag.language.numbers.particulars import particulars, years_of_law
from rag.language.questions import asks_whether


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Le budget de 2019", "fr", [("year", "2019", "2019")]),
        ("la saison 2018-2019", "fr", [("years", "2018-2019", "2018-2019")]),
        ("le 3 avril 2022", "fr", [("date", "2022-04-03", "3 avril 2022")]),
        ("en mai 2020", "fr", [("month of year", "2020-05", "mai 2020")]),
        ("l'article 12", "fr", [("article", "§12", "article 12")]),
        ("version 2.0", "en", [("version", "2.0", "version 2.0")]),
        ("the seal AXB-4410", "en", [("AXB", "4410", "AXB-4410")]),
        ("deux jours", "fr", [("of day", "2", "deux jours")]),
        ("11 mois", "fr", [("of month", "11", "11 mois")]),
        ("the Zephyr 20", "en", [("zephyr digits", "20", "Zephyr 20")]),
        ("salle 3", "fr", [("salle digits", "3", "salle 3")]),
        ("the Lyon office", "en", [("named office", "lyon", "Lyon office")]),
        ("مدينة فاس", "ar", [("named مدينه", "فاس", "مدينة فاس")]),
        ("تدوم شهرين", "ar", [("of month", "2", "شهرين")]),
        ("compte 2024 habitants", "fr", [("of habit", "2024", "2024 habitants")]),
        ("une heure et demie", "fr", []),
        ("la salle a été fermée", "fr", []),
    ],
)
def test_particulars_are_read_with_series_value_and_place(
    text: str, language: str, found: list[tuple[str, str, str]]
) -> None:
    read = particulars(text, language)
    assert [(each.series, each.value, text[each.start : each.end]) for each in read] == found


def test_the_year_of_a_law_is_known_by_the_word_before_it() -> None:
    for text, of_a_law in (("la loi du 6 janvier 1978", True), ("le bilan du 6 janvier 1978", False)):
        (found,) = particulars(text, "fr")
        assert years_of_law(text, found) == of_a_law


@pytest.mark.parametrize(
    ("question", "language", "whether"),
    [
        ("La grue est tombée le 4 avril ?", "fr", True),
        ("Est-ce que le repas coûte 5 euros ?", "fr", True),
        ("Donc on a droit à trois jours, c'est ça ?", "fr", True),
        ("Que dit le règlement ?", "fr", False),
        ("Combien coûte le repas ?", "fr", False),
        ("frais bancaires de 2024", "fr", False),
        ("Is the market open?", "en", True),
        ("What does the act say?", "en", False),
        ("هل السوق مفتوح؟", "ar", True),
        ("كم ثمن الوجبة؟", "ar", False),
    ],
)
def test_whether_something_is_so_is_also_asked_by_a_statement(question: str, language: str, whether: bool) -> None:
    assert asks_whether(question, language) == whether
