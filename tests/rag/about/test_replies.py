"""Every reply has its words in each language, and names what it fills in."""

from __future__ import annotations

import string
from dataclasses import fields

from rag.about.replies import REPLIES, Replies
from rag.answers import Topic


def _gaps(value: object) -> list[object]:
    match value:
        case str():
            return sorted({name for _, name, _, _ in string.Formatter().parse(value) if name})
        case tuple():
            return [_gaps(each) for each in value]
        case dict():
            return [(key, _gaps(each)) for key, each in sorted(value.items())]
    raise AssertionError(value)


def test_the_languages_say_the_same_things() -> None:
    assert set(REPLIES) == {"fr", "en", "ar"}
    for field in fields(Replies):
        if field.name in ("listed", "subjects"):
            continue  # the singular of a language may do without the number
        told = {language: _gaps(getattr(words, field.name)) for language, words in REPLIES.items()}
        assert len({repr(gaps) for gaps in told.values()}) == 1, (field.name, told)


def test_there_is_a_word_for_all_that_needs_no_look_at_the_collection() -> None:
    of_the_collection = {Topic.DOCUMENTS, Topic.SUBJECTS, Topic.SUMMARY, Topic.OUTLINE}
    for words in REPLIES.values():
        assert set(words.said) == set(Topic) - of_the_collection
