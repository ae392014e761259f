"""Each way of asking a model to point ends in the same citations."""

from __future__ import annotations

import pytest

from rag.answers import Answer
from rag.chat.chain import ChatAnswerer
from rag.chat.model import open_model
from rag.errors import SettingError
from rag.events import Done, Sentence
from rag.search.styles import Style
from rag.settings import make_settings
from tests.fixtures.passages import ListSearch, hits_of, no_sentences, passage
from tests.fixtures.servers.chat_server import ChatServer, says

FIRST = passage("Le Maroc a mobilisé 11 milliards de MAD. Le plan a été adopté en 2024.", "plan.txt")
SECOND = passage("Le centre est dirigé par Amal El Fallah. Il compte sept personnes.", "centre.txt")
WRITTEN = {
    Style.CITATIONS: "Le plan a été adopté en 2024. [1.2]",
    Style.RULES_LAST: "Le plan a été adopté en 2024. [1.2]",
    Style.RULES_FIRST: "Le plan a été adopté en 2024. [1.2]",
    Style.EXAMPLES: "Voici ce que disent les documents. [] Le plan a été adopté en 2024. [1.2]",
    Style.FLAT: "Le plan a été adopté en 2024. [2]",
    Style.PASSAGES: "Le plan a été adopté en 2024. [1]",
    Style.SELECT: "[1.2]",
}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")


def answered(style: str, written: str) -> tuple[Answer, list[object], ChatServer]:
    with ChatServer(lambda _: says(written, 5)) as server:
        settings = make_settings(prompt=style)
        model = open_model("openai:scripted", server.url)
        chain = ChatAnswerer(model, ListSearch(hits_of(FIRST, SECOND)), no_sentences, settings)
        events = list(chain.stream("Quand le plan a-t-il été adopté ?", "fr"))
    assert isinstance(events[-1], Done)
    return events[-1].answer, events, server


@pytest.mark.parametrize("style", Style)
def test_every_style_leads_to_the_place(style: Style) -> None:
    answer, events, server = answered(style, WRITTEN[style])
    proven = [sentence for sentence in answer.sentences if sentence.supported]
    assert [sentence.text for sentence in proven] == ["Le plan a été adopté en 2024."]
    assert [citation.quote for citation in proven[0].citations] == ["Le plan a été adopté en 2024."]
    assert any(isinstance(event, Sentence) for event in events)
    assert "[]" not in answer.text
    assert style.example in server.prompts[0] or style is Style.RULES_FIRST


def test_flat_numbers_reach_the_second_passage() -> None:
    answer, *_ = answered("flat", "Le centre compte sept personnes. [4]")
    assert answer.sentences[0].citations[0].file == "centre.txt"


def test_nothing_selected_is_no_answer() -> None:
    answer, *_ = answered("select", "[9.9]")
    assert answer.abstained


def test_an_unknown_style_is_told_with_those_there_are() -> None:
    with pytest.raises(SettingError, match="citations, rules-last, rules-first, examples, flat, passages, select"):
        answered("haiku", "x")
