"""A model that was to complete a question may write anything: what is not that question is not searched for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answers import Turn
from rag.chat.limits import Limits
from rag.chat.model import open_model
from rag.request import Request
from rag.search.condensing import completes
from rag.search.finding import Finder
from rag.search.followups import complete
from rag.settings import make_settings
from tests.fixtures.passages import ListSearch, hits_of, passage
from tests.fixtures.servers.chat_server import ChatServer, says

TURNS = [Turn("Qui dirige le centre AI Movement ?", "Amal El Fallah Seghrouchni le dirige depuis 2021.")]
ASKED = "Depuis quand le dirige-t-elle ?"


@pytest.mark.parametrize(
    ("condensed", "right"),
    [
        ("Depuis quand Amal El Fallah Seghrouchni dirige-t-elle le centre AI Movement ?", True),
        ("Depuis quand le dirige-t-elle ?", True),
        ("Le dirige-t-elle depuis 2021 ?", True),
        ("Qui dirige le centre AI Movement ?", False),
        ("qui dirige le centre AI Movement", False),
        ("Depuis quand Marie Curie dirige-t-elle le centre AI Movement ?", False),
        ("Le dirige-t-elle depuis 2019 ?", False),
        ("Le climat est un sujet sérieux, quel temps fait-il aujourd’hui dehors ?", False),
    ],
)
def test_a_condensation_brings_nothing_new(condensed: str, right: bool) -> None:
    assert completes(condensed, ASKED, TURNS, "fr") == right


CHAIR = Turn("Who chairs the CNDP?", "Omar Seghrouchni chairs it.")


@pytest.mark.parametrize(
    ("turn", "asked", "condensed", "language", "right"),
    [
        (CHAIR, "Since when?", "Since when does Omar Seghrouchni chair the CNDP?", "en", True),
        (CHAIR, "Since when?", "When did John Smith join Apple?", "en", False),
        (Turn("أين مقر اللجنة؟", "مقر اللجنة في الرباط."), "ومتى أنشئت؟", "متى أنشئت اللجنة؟", "ar", True),
        (Turn("أين مقر اللجنة؟", "مقر اللجنة في الرباط."), "ومتى أنشئت؟", "أين مقر اللجنة؟", "ar", False),
        (Turn("أين مقر اللجنة؟", "مقر اللجنة في الرباط."), "ومتى أنشئت؟", "هل أنشئت اللجنة سنة 2015؟", "ar", False),
    ],
)  # fmt: skip
def test_in_three_languages(turn: Turn, asked: str, condensed: str, language: str, right: bool) -> None:
    assert completes(condensed, asked, [turn], language) == right


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")


def test_what_a_model_makes_up_is_thrown_away_for_the_rules() -> None:
    english = passage("The centre was opened in 2021.", "a.txt")
    search = ListSearch(hits_of(english), {"fr": hits_of(passage("Le centre a ouvert en 2021.", "a.txt"))})
    with ChatServer([says("Depuis quand Marie Curie dirige-t-elle le CNRS ?")]) as server:
        finder = Finder(open_model("openai:scripted", server.url, Limits()), search, make_settings())
        turns = (Turn("Où siège la CNDP ?", "La CNDP siège à Rabat."),)
        findings = finder.find(Request("Quand a-t-elle été créée ?", "fr", turns, None, None))
        server.finish()
    assert findings.completed == complete("Quand a-t-elle été créée ?", turns, "fr")
    assert "CNDP" in findings.completed
    assert search.asked == [(findings.completed, "fr")]


@pytest.mark.parametrize(
    ("embedder", "dense", "translated"), [("bundled", 0.9, 0), ("bundled", None, 1), ("hash", 0.9, 1)]
)
def test_a_translation_is_tried_only_where_meaning_finds_nothing(
    embedder: str, dense: float | None, translated: int
) -> None:
    hits = [replace(hit, dense=dense) for hit in hits_of(passage("The commission was created in 2009.", "a.txt"))]
    search = ListSearch(hits)
    with ChatServer([says("When was it created?")] * translated) as server:
        finder = Finder(open_model("openai:scripted", server.url, Limits()), search, make_settings(embedder=embedder))
        finder.find(Request("Quand la commission a-t-elle été créée ?", "fr", (), None, None))
        server.finish()
    assert len(search.asked) == 1 + translated
