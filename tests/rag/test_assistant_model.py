"""The whole of it with a chat model behind HTTP: what the reader of the index lets it say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sync import sync
from rag.answers import Answer, AnswerOrigin
from rag.assistant import open_assistant
from rag.settings import Settings
from tests.fixtures.servers.chat_server import ChatServer, Reply, fails, says

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]

ANSWERED = "Que protège la loi 09-08 ?"
OPEN = "Quelle est la recette du couscous aux sept légumes ?"


def asked(corpus: Path, settings: Settings, question: str, reply: Reply) -> Answer:
    sync([corpus], settings)
    with ChatServer(lambda _: reply) as server:
        chosen = settings.changed(model="openai:scripted", model_url=server.url)
        assistant = open_assistant(chosen)
        try:
            return assistant.ask(question)
        finally:
            assistant.close()


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")


def first_sentence(corpus: Path) -> str:
    """A sentence of the corpus, which is proven whatever was asked."""
    text = (corpus / "center.txt").read_text(encoding="utf-8")
    return text[: text.index(". ") + 1].rpartition("\n")[2]


def test_what_is_proven_but_answers_nothing_is_not_shown(corpus: Path, settings: Settings) -> None:
    answer = asked(corpus, settings, OPEN, says(f"{first_sentence(corpus)} [1.1]"))
    assert answer.abstained
    assert answer.origin in (AnswerOrigin.GUARDED, AnswerOrigin.MODEL)


def test_where_nothing_is_proven_the_readers_sentences_answer(corpus: Path, settings: Settings) -> None:
    answer = asked(corpus, settings, ANSWERED, says("Paris est la capitale de la France depuis 987. [1.1]"))
    assert (answer.origin, answer.abstained) == (AnswerOrigin.GUARDED, False)
    without = asked(corpus, settings, ANSWERED, fails(401))
    assert without.origin is AnswerOrigin.FALLBACK
    assert answer.sentences == without.sentences
