"""Sets that are translations of each other are asked over each other's documents."""

from __future__ import annotations

from pathlib import Path

from eval.sets.cases import TestSet, read_set
from eval.sets.crossed import crossed
from tests.fixtures.evalsets import place, question, write_set


def _set(folder: Path, language: str, text: str, fact: str, *identifiers: str) -> TestSet:
    texts = {"a.txt": text}
    written = [
        question(each, [place("a.txt", fact, texts)], question=f"{language} {each}", language=language)
        for each in identifiers
    ]
    return read_set(write_set(folder, written, texts))


def test_questions_get_the_places_of_the_other_language(tmp_path: Path) -> None:
    french = _set(tmp_path / "fr", "fr", "Le siège est à Fès.", "Fès", "q1", "q2")
    english = _set(tmp_path / "en", "en", "The seat of it is Fes.", "Fes", "q1", "q2")
    other = _set(tmp_path / "other", "en", "The seat of it is Fes.", "Fes", "r1", "r2")
    first, second = crossed([french, english, other])
    assert (first.name, second.name) == ("fr over en", "en over fr")
    assert first.directory == english.directory
    assert [each.question for each in first.questions] == ["fr q1", "fr q2"]
    assert [each.places[0].text for each in first.questions] == ["Fes", "Fes"]
    assert [each.language for each in second.questions] == ["en", "en"]
