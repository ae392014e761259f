"""What has to be known of an answer is said in the language of who reads it, with dates as people write them."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from rag.answers import Cause
from rag.language.remarks import APART, OLDER, REMARKS, THEN, is_remark, remark


def test_each_language_says_the_same() -> None:
    for words in REMARKS.values():
        assert set(words) == set(REMARKS["en"])
        for code, text in words.items():
            fields = {name for _, name, _, _ in Formatter().parse(text) if name}
            assert fields == {name for _, name, _, _ in Formatter().parse(REMARKS["en"][code]) if name}


@pytest.mark.parametrize("language", [*REMARKS, "de"])
def test_a_version_is_told_without_a_raw_date(language: str) -> None:
    for cause in (Cause(OLDER, ("a.txt", "2000-01-01", "v2")), Cause(THEN, ("a.txt", "2023-06-12", "", "2024"))):
        told = remark(cause, language)
        assert "a.txt (" in told
        assert not re.search(r"\d-\d", told)
    assert remark(Cause(OLDER, ("a.txt", "", "")), language).rstrip(".").endswith("a.txt")


def test_what_a_model_did_is_told_elsewhere() -> None:
    assert is_remark(Cause(APART))
    assert not is_remark(Cause("unreachable"))
