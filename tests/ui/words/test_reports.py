from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest

from eval.metrics.catalogue import GROUPS
from eval.metrics.items import Fate
from eval.report.phrases import SCRIPT, Phrases
from eval.report.report import Origin, report_record
from eval.report.report_page import HEADLINES, report_page
from eval.running.score import OUTCOMES, score
from tests.fixtures.evalsets import oracle, small_set
from tests.ui.words.test_words import placeholders
from ui.words.reports import ARABIC, FRENCH, REPORT_PHRASES
from ui.words.words import LANGUAGES

TABLES = {"fr": FRENCH, "ar": ARABIC}


class Asked(dict[str, str]):
    """Notes the phrases that were asked for and that it does not have."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self.missing: set[str] = set()

    def get(self, phrase: str, otherwise: str = "") -> str:  # type: ignore[override]
        if phrase not in self:
            self.missing.add(phrase)
        return super().get(phrase, otherwise)


def test_there_is_a_report_for_each_language() -> None:
    assert REPORT_PHRASES.keys() == set(LANGUAGES)
    assert FRENCH.keys() == ARABIC.keys()
    assert {say.language: say.direction for say in REPORT_PHRASES.values()} == {"en": "ltr", "fr": "ltr", "ar": "rtl"}


@pytest.mark.parametrize("language", TABLES)
def test_every_phrase_of_a_report_is_there_with_the_same_gaps(language: str, tmp_path: Path) -> None:
    for phrase, words in TABLES[language].items():
        assert words.strip()
        assert placeholders(words) == placeholders(phrase), phrase
    always = {*SCRIPT, *OUTCOMES, *Fate, *GROUPS.values(), *(meaning for _, meaning in HEADLINES)}
    assert always <= TABLES[language].keys()
    test_set = small_set(tmp_path)
    for predictions in ({}, oracle(test_set)):
        scores = score([test_set], predictions)
        report = report_record(scores, [test_set], Origin("predictions.jsonl", {"embedder": "bundled"}))
        asked = Asked(TABLES[language])
        page = report_page(report, scores.items, [test_set], Phrases(language, "ltr", asked))
        assert asked.missing == set()
        text = unescape(page)
        assert all(TABLES[language][meaning] in text for _, meaning in HEADLINES)
        assert "Show more" not in text.partition('<script type="application/json"')[0]
