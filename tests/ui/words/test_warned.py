"""What the readers say of a file is told in the language of the page: the sentences are those of the readers."""

from __future__ import annotations

import re

import pytest

from ingest.load.html.reader import LITTLE_LEFT, TOLD_ALONE
from ingest.load.pdf import reader as pdf
from ingest.load.recognition.doubts import doubts
from ingest.load.text.encoding import decode
from rag.types import Recognition
from ui.words.warned import WARNED, warned

PAGES = [Recognition(page, 60) for page in range(1, 13)]
SAID = [
    LITTLE_LEFT,
    TOLD_ALONE,
    *doubts([*PAGES, Recognition(20, 50, foreign=True)], {30: "it took too long"}),
    *decode(b"\xef\xbb\xbf" + b"A text of some length. " * 20 + b"\xff\x00").warnings,
    *pdf._warnings(b"%PDF-1.7", 12, pdf._Pages(unreadable=[3], images=list(range(1, 12)))),
    *pdf._warnings(b"%PDF-1.7 startxref\n5\n%%EOF", 1, pdf._Pages()),
    "same text as a/b.txt",
]
"""Sentences as the readers make them."""


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_sentence_of_a_reader_is_told_in_english(language: str) -> None:
    assert len(SAID) > 10
    for sentence in SAID:
        told = warned(sentence, language)
        assert sentence not in told
        assert not re.search(r"\b(?:the|and|page[s]? are|is)\b", told)
        assert (language == "ar") == bool(re.search("[\u0600-\u06ff]", told))
    (doubt,) = [warned(each, language) for each in SAID if "beside the picture" in each]
    assert {"fr": "10 (60 %) et 2 autres", "ar": "10 (60 %) و2 أخرى"}[language] in doubt


def test_an_english_page_and_a_sentence_that_is_new() -> None:
    assert [warned(sentence, "en") for sentence in SAID] == SAID
    assert warned("something new", "fr") == "remarque du lecteur, en anglais : something new"


def test_each_pattern_has_its_words_in_both_languages() -> None:
    for pattern, words in WARNED:
        assert set(words) == {"fr", "ar"}
        wanted = {int(number) for number in re.findall(r"\{(\d)\}", words["fr"])}
        assert wanted == {int(number) for number in re.findall(r"\{(\d)\}", words["ar"])}
        assert max(wanted, default=-1) < re.compile(pattern).groups
