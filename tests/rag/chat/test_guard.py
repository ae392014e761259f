"""The reader stands guard over what a model writes, in the chain, against a scripted server."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from rag.answers import Answer, AnswerOrigin, AnswerSentence, Citation, Hit
from rag.chat.chain import ChatAnswerer
from rag.chat.guard import Opinion
from rag.chat.model import open_model
from rag.chat.words import note_of
from rag.events import Done, Event, Sentence, Text
from rag.proof.citations import cite
from rag.settings import make_settings
from rag.stopping import StopSignal
from tests.fixtures.passages import ListSearch, hits_of, passages_of
from tests.fixtures.servers.chat_server import ChatServer, says

PLAN = passages_of(
    "plan.txt",
    "Le Maroc a mobilisé 11 milliards de MAD pour le plan Maroc 2030. Le plan a été adopté en 2024.\n",
    "Le centre AI Movement est dirigé par Amal El Fallah Seghrouchni. Il n’est pas une université.\n",
)
HITS = hits_of(*PLAN)
QUESTION = "Quel montant le Maroc a-t-il mobilisé ?"
PROVEN = "Le Maroc a mobilisé 11 milliards de MAD. [1.1]"
ASIDE = "Le plan a été adopté en 2024. [1.2]"
FALSE = "Le Maroc a mobilisé 12 milliards de MAD. [1.1]"
READ = "Le centre AI Movement est dirigé par Amal El Fallah Seghrouchni."


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")


def only_the_amount(citations: Sequence[Citation]) -> bool:
    return any("milliards" in citation.quote for citation in citations)


def reader(answers: bool, surely: bool = False, likely: Callable[[Sequence[Citation]], bool] = only_the_amount):
    citation = cite(PLAN[1], PLAN[1].sentences[0])
    sentences = (AnswerSentence(citation.quote, True, (citation,)),) if answers else ()

    def opinion(question: str, language: str, hits: Sequence[Hit], stop: StopSignal | None = None) -> Opinion:
        return Opinion(sentences, 0.6 if answers else 0.1, surely, likely)

    return opinion


def asked(written: str, opinion: object, show_unproven: bool = True) -> tuple[Answer, list[Event]]:
    with ChatServer([says(written)]) as server:
        model = open_model("openai:scripted", server.url)
        settings = make_settings(show_unproven=show_unproven)
        events = list(ChatAnswerer(model, ListSearch(HITS), opinion, settings).stream(QUESTION, "fr"))  # type: ignore[arg-type]
        server.finish()
    assert isinstance(events[-1], Done)
    return events[-1].answer, events


def texts(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def test_what_is_proven_is_the_models_answer_whatever_the_reader_would_say() -> None:
    answer, _ = asked(f"{PROVEN} {FALSE}", reader(answers=True))
    assert texts(answer) == ["Le Maroc a mobilisé 11 milliards de MAD.", "Le Maroc a mobilisé 12 milliards de MAD."]
    assert (answer.origin, answer.note) == (AnswerOrigin.MODEL, None)


@pytest.mark.parametrize("show", [True, False])
def test_where_nothing_is_proven_the_readers_answer_takes_its_place(show: bool) -> None:
    answer, _ = asked(FALSE, reader(answers=True), show)
    assert texts(answer) == [READ]
    assert (answer.origin, answer.model) == (AnswerOrigin.GUARDED, "openai:scripted")
    assert answer.note == "rien de la réponse du modèle n’était prouvé : voici plutôt des phrases des documents"
    assert (note_of(answer, "en") or "").startswith("nothing of the model's answer was proven")


@pytest.mark.parametrize("surely", [True, False])
def test_where_nothing_is_proven_and_the_reader_abstains_nothing_is_said(surely: bool) -> None:
    answer, _ = asked(FALSE, reader(answers=False, surely=surely))
    assert (answer.abstained, answer.origin) == (True, AnswerOrigin.GUARDED)
    assert answer.hits == HITS
    assert answer.cause is not None
    assert answer.cause.code == "guard silent"


def test_where_the_reader_surely_abstains_only_what_is_proven_and_answers_is_shown() -> None:
    answer, events = asked(f"{ASIDE} {PROVEN} {FALSE}", reader(answers=False, surely=True))
    assert texts(answer) == ["Le Maroc a mobilisé 11 milliards de MAD."]
    assert answer.origin is AnswerOrigin.GUARDED
    assert answer.cause is not None
    assert answer.cause.code == "guard shortened"
    assert not any(isinstance(event, Text) for event in events), "no text is shown before it is checked"
    assert [event.sentence.text for event in events if isinstance(event, Sentence)] == texts(answer)
    alone, _ = asked(PROVEN, reader(answers=False, surely=True))
    assert (texts(alone), alone.origin) == (texts(answer), AnswerOrigin.MODEL)


def test_what_is_proven_and_does_not_answer_is_not_shown_where_the_reader_surely_abstains() -> None:
    answer, events = asked(ASIDE, reader(answers=False, surely=True))
    assert (answer.abstained, answer.origin) == (True, AnswerOrigin.GUARDED)
    assert not any(isinstance(event, Text | Sentence) for event in events)


@pytest.mark.parametrize(
    "written",
    [
        "Les passages ne mentionnent pas ce montant.",
        f"{ASIDE} Cependant, les passages ne précisent pas le montant mobilisé.",
        "I'm sorry, the documents do not contain this information.",
        "لا تذكر المقاطع هذا المبلغ.",
    ],
)
def test_a_short_answer_that_refuses_anywhere_is_a_refusal_in_any_language(written: str) -> None:
    answer, _ = asked(written, reader(answers=True))
    assert (answer.abstained, answer.origin) == (True, AnswerOrigin.MODEL)
    assert answer.note == "les extraits ne répondent pas"


def test_in_a_longer_answer_only_the_refusing_sentence_goes() -> None:
    written = f"{PROVEN} {ASIDE} {READ} [1.3] Les passages ne précisent pas la durée."
    answer, _ = asked(written, reader(answers=True))
    assert len(answer.sentences) == 3
    assert answer.origin is AnswerOrigin.MODEL


def test_a_reader_that_fails_is_told() -> None:
    def broken(*_: object) -> Opinion:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        asked(PROVEN, broken)
