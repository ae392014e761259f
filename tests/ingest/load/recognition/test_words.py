"""Recognised pages as values: how sure they are, and kept as JSON without loss."""

from __future__ import annotations

import json

import pytest

from ingest.load.recognition.words import RecognisedPage, Word, WordLine, page_from, page_list

PAGE = RecognisedPage(
    595.0,
    842.0,
    (
        WordLine(12.0, (Word("L’eau", 0.1, 0.2, 0.15, 0.22, 96), Word("وحدة", 0.2, 0.2, 0.25, 0.22, 80))),
        WordLine(18.5, (Word("fin", 0.5, 0.5, 0.6, 0.55, 40),)),
    ),
    turn=180,
)


def test_a_page_is_as_sure_as_its_words_on_average() -> None:
    assert (PAGE.percent, RecognisedPage(1.0, 1.0).percent) == (72, 0)
    assert PAGE.lines[0].text == "L’eau وحدة"


def test_a_page_is_kept_as_json() -> None:
    kept = page_from(json.loads(json.dumps(page_list(PAGE))))
    assert (kept.lines[0].text, kept.percent, kept.turn, kept.failed) == ("L’eau وحدة", 72, 180, "")
    assert [word.left for line in kept.lines for word in line.words] == pytest.approx([0.1, 0.2, 0.5], abs=1e-4)
    failed = RecognisedPage(0.0, 0.0, failed="too long")
    assert page_from(page_list(failed)) == failed
