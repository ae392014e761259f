from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.sync import sync
from rag.answers import Cause
from rag.assistant import Assistant, checked_question, open_assistant
from rag.errors import IndexMismatch, IndexMissing, QuestionError
from rag.events import Done, Passages
from rag.language.remarks import EMPTY, remark
from rag.settings import Settings, make_settings
from tests.conftest import write_files
from tests.fixtures.stored import publish

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]


@pytest.fixture
def assistant(corpus: Path, settings: Settings) -> Assistant:
    sync([corpus], settings)
    return open_assistant(settings)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "is empty"), (" \n\t", "is empty"), ("?!", "is empty"), ("x" * 4001, "has 4,001 characters"),
        ("\ud800 Qui ?", "lone surrogates"), (None, "of type NoneType"), (["Qui ?"], "of type list"),
        ("\0\0", "is empty"),
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused_with_a_reason(question: object, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        checked_question(question, 4000)


def test_a_question_is_taken_in_its_canonical_form() -> None:
    assert checked_question(" Qui a de\u0301cide\u0301 ?\0\n", 4000) == "Qui a décidé ?"


def test_an_answer_quotes_the_document(assistant: Assistant) -> None:
    answer = assistant.ask("Que protège la loi 09-08 ?")
    assert not answer.abstained
    assert answer.index.startswith("000001-")
    for sentence in answer.sentences:
        (citation,) = sentence.citations
        document = assistant.document(citation.file)
        assert document is not None
        assert document.text[citation.start : citation.end] == citation.quote == sentence.text
    assert set(answer.seconds) == {"retrieve", "answer", "total"}
    assistant.close()


def test_events_begin_with_the_passages_and_end_with_the_answer(assistant: Assistant) -> None:
    events = list(assistant.stream("Que protège la loi 09-08 ?"))
    assert isinstance(events[0], Passages)
    assert isinstance(events[-1], Done)
    assistant.close()


def test_what_the_documents_do_not_say_is_not_answered(assistant: Assistant) -> None:
    answer = assistant.ask("Quelle est la recette du couscous aux sept légumes ?")
    assert (answer.abstained, answer.sentences, answer.text) == (True, (), "")
    assistant.close()


def test_a_question_can_be_restricted_to_files(assistant: Assistant) -> None:
    answer = assistant.ask("Où siège la CNDP ?", files=["center.txt"])
    assert {hit.passage.file for hit in answer.hits} <= {"center.txt"}
    assistant.close()


def test_an_empty_index_abstains_and_says_why(tmp_path: Path) -> None:
    publish(tmp_path / "index", {})
    assistant = open_assistant(make_settings(index=tmp_path / "index", embedder="hash"))
    answer = assistant.ask("Où siège la CNDP ?")
    assert (answer.abstained, answer.hits) == (True, ())
    assert answer.note == remark(Cause(EMPTY), answer.language)
    assistant.close()


def test_a_publication_is_seen_at_the_next_question(assistant: Assistant, corpus: Path) -> None:
    with assistant.documents() as documents:
        assert documents.info("new.txt") is None
    write_files(corpus, {"new.txt": "La fabrique de drones est installée à Nouaceur."})
    sync([corpus], assistant.settings)
    answer = assistant.ask("Où est installée la fabrique de drones ?")
    assert answer.sentences[0].citations[0].file == "new.txt"
    with assistant.documents() as documents:
        assert documents.info("new.txt") is not None
    assistant.close()


def test_an_index_that_is_gone_is_told_and_found_again(assistant: Assistant) -> None:
    directory = assistant.settings.index.directory
    moved = directory.rename(directory.with_name("moved"))
    with pytest.raises(IndexMissing, match="there is no index"):
        assistant.ask("Où siège la CNDP ?")
    moved.rename(directory)
    assert assistant.ask("Où siège la CNDP ?").hits
    shutil.rmtree(directory)
    with pytest.raises(IndexMissing), assistant.documents():
        pass
    assistant.close()


def test_other_settings_are_refused_before_any_question(assistant: Assistant) -> None:
    with pytest.raises(IndexMismatch, match="passage_characters"):
        open_assistant(make_settings(index=assistant.settings.index.directory, embedder="hash", passage_characters=300))
    assistant.close()


def test_questions_from_many_threads_do_not_mix(assistant: Assistant, corpus: Path) -> None:
    expected = {"Que protège la loi 09-08 ?": "law.md", "When was the resolution adopted?": "english.txt"}
    questions = list(expected) * 20
    with ThreadPoolExecutor(8) as pool:
        running = pool.map(assistant.ask, questions)
        write_files(corpus, {"more.txt": "Un texte de plus."})
        sync([corpus], assistant.settings)
        for question, answer in zip(questions, running, strict=True):
            assert answer.question == question
            assert answer.hits[0].passage.file == expected[question]
    assistant.close()


def test_clones_of_readers_are_removed_with_them(assistant: Assistant) -> None:
    readers = assistant.settings.index.directory / "readers"
    assert len(list(readers.iterdir())) == 1
    assistant.close()
    assert list(readers.iterdir()) == []
