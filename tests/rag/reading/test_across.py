"""A question in one language finds its sentence in documents in another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.sync import sync
from rag.assistant import Assistant, open_assistant
from rag.settings import make_settings
from tests.conftest import SEED_TEXTS, write_files

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.process]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("across")
    write_files(folder / "corpus", SEED_TEXTS)
    settings = make_settings(index=folder / "index")
    sync([folder / "corpus"], settings)
    opened = open_assistant(settings)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "asked", "words", "written"),
    [
        ("Who leads the AI Movement centre?", "en", "Nadia Berrada", "fr"),
        ("Who runs the centre in Rabat?", "en", "Nadia Berrada", "fr"),
        ("من يدير مركز الرباط؟", "ar", "Nadia Berrada", "fr"),
        ("Quand la résolution a-t-elle été adoptée ?", "fr", "21 March 2024", "en"),
        ("متى اعتمد القرار؟", "ar", "21 March 2024", "en"),
    ],
)
def test_the_sentence_is_found_in_another_language(
    assistant: Assistant, question: str, asked: str, words: str, written: str
) -> None:
    answer = assistant.ask(question)
    assert answer.language == asked
    assert not answer.abstained
    sentence = answer.sentences[0]
    assert words in sentence.text
    assert sentence.citations[0].language == written


@pytest.mark.parametrize("question", ["Quelle est la capitale de l'Australie ?", "What is the capital of Australia?"])
def test_what_no_language_says_is_not_answered(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).abstained
