"""The items of a list that a sentence announces."""

from __future__ import annotations

import pytest

from rag.language.items import Mark, last_items, mark_of
from rag.language.sentences import sentences


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("- former", Mark("bullet", 2)),
        ("•\u00a0former", Mark("bullet", 2)),
        ("1. former", Mark("number", 3, "1")),
        ("(12) former", Mark("number", 5, "12")),
        ("١ – جواز السفر", Mark("number", 4, "١")),
        ("a) former", Mark("letter", 3)),
        ("أ- كان", Mark("letter", 3)),
        ("12 élèves", None),
        ("-5 °C", None),
        ("A plan", None),
        ("2.5 tonnes", None),
    ],
)
def test_what_an_item_begins_with(line: str, mark: Mark | None) -> None:
    assert mark_of(line) == mark
    assert mark_of(f"xx{line}", 2) == (mark and Mark(mark.kind, mark.end + 2, mark.number))


@pytest.mark.parametrize(
    ("text", "language", "last"),
    [
        ("Le plan a deux axes :\n- former les jeunes\n- équiper les villes\nLe budget est connu.", "fr", "les villes"),
        ("Le plan a deux axes :\n\n- former. Tôt.\n\n- équiper\n\nLe budget est connu.", "fr", "équiper"),
        ("Three steps:\n1. Diagnosis\n2. Work\n3. Review\n\n- another list", "en", "Review"),
        ("The steps are:\nDiagnosis\nWork\n\nThe budget is known.", "en", "Work"),
        ("للخطة محوران:\n- تكوين الشباب\n- تجهيز المدن\n\nالميزانية معروفة.", "ar", "المدن"),
        ("Le ministre a dit : « Oui. »\nLe budget est connu.", "fr", "Oui. »"),
        ("Le plan a deux axes.\n- former les jeunes", "fr", "axes."),
        ("Les axes sont :", "fr", ":"),
    ],
)
def test_a_list_goes_to_its_last_item(text: str, language: str, last: str) -> None:
    spans = sentences(text, language)
    assert text[: spans[last_items(text, spans)[0]].end].endswith(last)
