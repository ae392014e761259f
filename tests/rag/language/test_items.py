"""The items of a list that a sentence announces."""

from __future__ import annotations

import pytest

from rag.language.items import last_item
from rag.language.sentences import sentences


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
    assert text[: spans[last_item(text, spans, 0)].end].endswith(last)
