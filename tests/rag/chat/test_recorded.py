"""Answers of the kinds that models write, to questions of the bundled test set, through the whole program.

A server of the tests plays them: it finds the sentence that answers in the prompt it gets, and writes as models do,
rightly, beside the point, or wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest

from eval.sets.cases import Question, read_set
from ingest.sync import sync
from rag.answers import Answer, AnswerOrigin
from rag.assistant import Assistant, open_assistant
from rag.search.prompts import one_line
from rag.settings import make_settings
from tests import CHECKOUT
from tests.fixtures.servers.chat_server import ChatServer, Reply, says

pytestmark = [pytest.mark.slow, pytest.mark.process]

DATA = CHECKOUT / "eval" / "data"
EACH = 8
"""Questions of each kind."""
_LINE = re.compile(r"^\[(\d+\.\d+)\] (.+)$", re.M)


@dataclass(frozen=True)
class Shown:
    """What the model was shown: the sentence that answers with its number, and the number of another passage."""

    sentence: str
    number: str
    other: str


def altered(shown: Shown) -> str:
    """The sentence with another number, or a name that is not there."""
    changed = re.sub(r"\d(?!\d)", lambda digit: str((int(digit[0]) + 3) % 10), shown.sentence, count=1)
    return changed if changed != shown.sentence else f"Zorglub Ltd. {shown.sentence}"


TRUE: dict[str, Callable[[Shown], str]] = {
    "right pointer": lambda s: f"{s.sentence} [{s.number}]",
    "wrong pointer": lambda s: f"{s.sentence} [{s.other}]",
    "no pointer": lambda s: s.sentence,
    "pointer to nothing": lambda s: f"{s.sentence} [77.1]",
    "pointer before": lambda s: f"[{s.number}] {s.sentence}",
    "superfluous pointer": lambda s: f"{s.sentence} [{s.number}][{s.other}]",
}
FALSE: dict[str, Callable[[Shown], str]] = {
    "altered": lambda s: f"{altered(s)} [{s.number}]",
    "invented": lambda s: f"Zorglub Ltd. paid 4,711 million to Jean Dupont in 1834. [{s.number}]",
}
KINDS = TRUE | FALSE | {"refusal": lambda s: "I'm sorry, the passages do not mention this."}


class Played:
    """The model: answers by what is asked, in the kind of each question."""

    def __init__(self, kinds: dict[str, tuple[Question, str]]) -> None:
        self._kinds = kinds
        self.shown: dict[str, Shown] = {}

    def __call__(self, request: dict[str, Any]) -> Reply:
        prompt = str(request["messages"][1]["content"])
        question, kind = self._kinds[prompt.rpartition("Question: ")[2]]
        lines = _LINE.findall(prompt)
        golds = [one_line(place.text) for fact in question.evidence for place in fact]
        found = next(((n, t) for n, t in lines if len(t) > 30 and any(gold in t for gold in golds)), None)
        if found is None:
            return says("NOT IN THE DOCUMENTS")
        other = next((n for n, _ in lines if n.split(".")[0] != found[0].split(".")[0]), found[0])
        self.shown[question.id] = shown = Shown(found[1], found[0], other)
        return says(KINDS[kind](shown))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, Question, Shown, Answer, Assistant]]]:
    """Every question that was asked and whose sentence the model was shown, with the answer."""
    settings = make_settings(index=tmp_path_factory.mktemp("recorded") / "index", embedder="hash")
    sync([DATA / "corpus"], settings)
    questions = [each for each in read_set(DATA).questions if each.answerable and not each.turns and not each.files]
    step = max(1, len(questions) // (EACH * len(KINDS)))
    kinds = {one_line(each.question): (each, kind) for each, kind in zip(questions[::step], cycle(KINDS), strict=False)}
    model = Played(kinds)
    with ChatServer(model) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "sk-of-the-tests")
        assistant = open_assistant(settings.changed(model="openai:scripted", model_url=server.url))
        answers = [(kind, each, assistant.ask(each.question)) for each, kind in kinds.values()]
        yield [(k, q, model.shown[q.id], answer, assistant) for k, q, answer in answers if q.id in model.shown]
        assistant.close()


def supported(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences if sentence.supported]


def same(one: str, other: str) -> bool:
    return one_line(one).rstrip(".") == other.rstrip(".")


def test_enough_questions_were_played(played: list[tuple[str, Question, Shown, Answer, Assistant]]) -> None:
    assert len(played) >= 60
    assert {kind for kind, *_ in played} == set(KINDS)


def test_every_citation_is_verbatim(played: list[tuple[str, Question, Shown, Answer, Assistant]]) -> None:
    cited = 0
    for _, _, _, answer, assistant in played:
        for citation in (citation for sentence in answer.sentences for citation in sentence.citations):
            document = assistant.document(citation.file)
            assert document is not None
            assert document.text[citation.start : citation.end] == citation.quote
            cited += 1
    assert cited >= 40


def test_what_is_true_is_proven_where_it_stands(played: list[tuple[str, Question, Shown, Answer, Assistant]]) -> None:
    """Wherever the model points; the reader may silence it only where it is sure that nothing answers."""
    missed = []
    for kind, question, shown, answer, _ in played:
        if kind not in TRUE:
            continue
        quotes = [one_line(citation.quote) for sentence in answer.sentences for citation in sentence.citations]
        if answer.origin is AnswerOrigin.MODEL and not any(shown.sentence in quote for quote in quotes):
            missed.append((kind, question.id))
    origins = [answer.origin for kind, _, _, answer, _ in played if kind in TRUE]
    assert len(missed) <= 0.1 * len(origins), missed
    assert origins.count(AnswerOrigin.GUARDED) <= 0.2 * len(origins)


def test_what_is_false_is_never_proven(played: list[tuple[str, Question, Shown, Answer, Assistant]]) -> None:
    passed = [
        (kind, question.id)
        for kind, question, shown, answer, _ in played
        if kind in FALSE and any("Zorglub" in text or same(text, altered(shown)) for text in supported(answer))
    ]
    assert passed == []


def test_a_refusal_is_an_abstention(played: list[tuple[str, Question, Shown, Answer, Assistant]]) -> None:
    assert all(answer.abstained for kind, _, _, answer, _ in played if kind == "refusal")
