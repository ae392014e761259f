"""Replies about the program and the collection, through the assistant on a real index, without a model and with one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.sync import sync
from rag.about.about import LISTED, QUOTED
from rag.answers import Answer, Topic, Turn
from rag.assistant import Assistant, open_assistant
from rag.events import Done, Passages
from rag.proof.records import answer_from, answer_record
from rag.runnable import message
from rag.settings import make_settings
from tests.conftest import write_files
from tests.fixtures.servers.chat_server import ChatServer
from tests.fixtures.stored import publish

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]

MANUAL = """---
date: 2024-03-12
---
# Manuel du refuge

## Ouverture

Le gardien ouvre les volets du refuge à six heures du matin. Il note la température dans le registre de la maison.

## Eau

La source est à deux cents mètres au-dessus du refuge. L’eau de la source est filtrée avant d’être bue au refuge.

## Secours

En cas d’avalanche, le gardien allume la balise et prévient la gendarmerie. Puis il attend l’hélicoptère sur le replat.
"""
FILES = {
    "refuge/manuel.md": MANUAL,
    "refuge/Contrat_2024.txt": "Contrat de location\n\nLe locataire verse une caution de 300 euros au bailleur.\n",
    "rapports/rapport-2023.md": "# Rapport annuel 2023\n\nLe budget de 2023 est de 12 000 euros pour toute l’année.\n",
    "rapports/rapport-2024.md": "# Rapport annuel 2024\n\nLe budget de 2024 est de 15 000 euros pour toute l’année.\n",
    "ar/dalil.txt": "دليل الملجأ\n\nيفتح الحارس الملجأ على الساعة السادسة صباحا كل يوم من أيام الصيف.\n",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    write_files(tmp_path / "corpus", FILES)
    settings = make_settings(index=tmp_path / "index", embedder="hash")
    sync([tmp_path / "corpus"], settings)
    opened = open_assistant(settings)
    yield opened
    opened.close()


def topic_of(answer: Answer) -> Topic | None:
    return answer.about.topic if answer.about else None


def files_of(answer: Answer) -> list[str]:
    assert answer.about is not None
    return [each.file for each in answer.about.documents]


def test_a_greeting_is_answered_without_a_document(assistant: Assistant) -> None:
    answer = assistant.ask("Bonjour !")
    assert topic_of(answer) is Topic.GREETING
    assert (answer.abstained, answer.sentences, answer.hits, answer.language) == (True, (), (), "fr")
    assert answer.text.startswith("Bonjour.")
    assert topic_of(assistant.ask("Bonjour, quel est le budget de 2024 ?")) is None


def test_the_documents_are_listed_with_title_date_and_pages(assistant: Assistant) -> None:
    answer = assistant.ask("Which documents do you have?")
    assert answer.about is not None
    assert (answer.about.topic, answer.about.count, files_of(answer)) == (Topic.DOCUMENTS, len(FILES), sorted(FILES))
    manual = next(each for each in answer.about.documents if each.file == "refuge/manuel.md")
    assert (manual.title, manual.date, manual.pages) == ("Manuel du refuge", "2024-03-12", None)
    assert "Manuel du refuge (refuge/manuel.md, 2024-03-12)" in answer.text


def test_only_the_chosen_documents_are_listed(assistant: Assistant) -> None:
    answer = assistant.ask("Quels documents as-tu ?", files=["refuge/manuel.md"])
    assert files_of(answer) == ["refuge/manuel.md"]


def test_a_few_documents_are_told_by_a_sentence_each(assistant: Assistant) -> None:
    assert len(FILES) <= QUOTED
    answer = assistant.ask("De quoi parlent ces documents ?")
    assert topic_of(answer) is Topic.SUBJECTS
    assert sorted(each.citations[0].file for each in answer.sentences) == sorted(FILES)


def test_a_summary_quotes_a_sentence_of_each_section(assistant: Assistant) -> None:
    answer = assistant.ask("Résume le manuel du refuge")
    assert (topic_of(answer), files_of(answer), answer.abstained) == (Topic.SUMMARY, ["refuge/manuel.md"], False)
    headings = [each.citations[0].heading for each in answer.sentences]
    assert headings == [f"Manuel du refuge › {name}" for name in ("Ouverture", "Eau", "Secours")]
    document = assistant.document("refuge/manuel.md")
    assert document is not None
    for sentence in answer.sentences:
        (citation,) = sentence.citations
        assert document.text[citation.start : citation.end] == citation.quote == sentence.text
    assert answer.text.startswith("Extrait de « Manuel du refuge »")


@pytest.mark.parametrize(
    "question", ["Liste les chapitres du manuel du refuge", "What are the chapters of the manuel du refuge?"]
)
def test_chapters_are_quoted_headings(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (topic_of(answer), files_of(answer), answer.abstained) == (Topic.OUTLINE, ["refuge/manuel.md"], False)
    assert [each.text for each in answer.sentences] == ["Ouverture", "Eau", "Secours"]
    document = assistant.document("refuge/manuel.md")
    assert document is not None
    cited = [citation for each in answer.sentences for citation in each.citations]
    assert [document.text[each.start : each.end] for each in cited] == [each.quote for each in cited]


@pytest.mark.parametrize("question", ["Quels sont les chapitres du rapport annuel ?", "Quels sont les chapitres ?"])
def test_chapters_of_no_one_document_are_asked_of_the_documents(assistant: Assistant, question: str) -> None:
    assert topic_of(assistant.ask(question)) is None


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("resume le MANUEL", "refuge/manuel.md"),
        ("Peux-tu résumer contrat_2024.txt ?", "refuge/Contrat_2024.txt"),
        ("Fais un résumé du contrat de location en deux phrases", "refuge/Contrat_2024.txt"),
        ("summarize the rapport annuel 2024", "rapports/rapport-2024.md"),
        ("De quoi parle le manuel du refuge ?", "refuge/manuel.md"),
        ("لخص دليل الملجأ", "ar/dalil.txt"),
        ("Résume دليل الملجأ", "ar/dalil.txt"),
        ("لخص contrat_2024.txt", "refuge/Contrat_2024.txt"),
    ],
)
def test_a_document_is_known_by_title_or_file_in_any_spelling(assistant: Assistant, question: str, file: str) -> None:
    answer = assistant.ask(question)
    assert (topic_of(answer), files_of(answer)) == (Topic.SUMMARY, [file])
    assert {each.citations[0].file for each in answer.sentences} == {file}


@pytest.mark.parametrize("question", ["Résume le rapport annuel", "résume le dossier rapports", "résume rapport"])
def test_of_several_documents_the_reply_asks_which(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (files_of(answer), answer.sentences) == (["rapports/rapport-2023.md", "rapports/rapport-2024.md"], ())
    assert "Lequel" in answer.text


def test_without_a_name_the_only_document_is_meant_or_else_it_is_asked_which(assistant: Assistant) -> None:
    assert len(files_of(assistant.ask("Résume ce document"))) == len(FILES)
    alone = assistant.ask("Résume ce document", files=["refuge/manuel.md"])
    assert (files_of(alone), len(alone.sentences)) == (["refuge/manuel.md"], 3)


@pytest.mark.parametrize("question", ["Summarise these documents", "Résume ces documents", "لخص هذه الوثائق"])
def test_two_chosen_documents_are_quoted_one_after_the_other(assistant: Assistant, question: str) -> None:
    first, second = sorted(FILES)[:2]
    answer = assistant.ask(question, files=[first, second])
    assert (topic_of(answer), files_of(answer)) == (Topic.SUMMARY, [first, second])
    cited = [sentence.citations[0].file for sentence in answer.sentences]
    assert cited == sorted(cited)
    assert set(cited) == {first, second}
    assert topic_of(assistant.ask(question)) is Topic.SUBJECTS


def test_what_names_no_document_is_asked_of_the_documents(assistant: Assistant) -> None:
    for question in ("Résume les obligations du gardien", "De quoi parle le refuge ?", "De quoi parle la caution ?"):
        assert topic_of(assistant.ask(question)) is None, question
    missing = assistant.ask("Résume budget.pdf")
    assert (topic_of(missing), len(files_of(missing))) == (Topic.SUMMARY, len(FILES))
    assert "Aucun document" in missing.text


def test_yes_alone_recalls_the_question_before_and_leaves_it_in_force(assistant: Assistant) -> None:
    before = Turn("Quel est le budget de 2024 ?", "Le budget de 2024 est de 15 000 euros.")
    answer = assistant.ask("oui", [before])
    assert topic_of(answer) is Topic.ASSENT
    assert before.question in answer.text
    following = assistant.ask("Et en 2023 ?", [before, Turn("Merci !", "Avec plaisir.")])
    assert "budget" in following.completed
    assert "Merci" not in following.completed


def test_a_question_after_a_summary_is_about_its_document(assistant: Assistant) -> None:
    answer = assistant.ask("Et la source, elle est où ?", [Turn("Résume le manuel du refuge.", "")])
    assert "manuel refuge" in answer.completed
    assert "Résume" not in answer.completed


def test_events_are_the_same_as_of_other_answers(assistant: Assistant) -> None:
    events = list(assistant.stream("Résume le manuel"))
    assert isinstance(events[0], Passages)
    assert events[0].hits == ()
    assert isinstance(events[-1], Done)
    assert len(events) == 2 + len(events[-1].answer.sentences)


@pytest.mark.parametrize("question", ["Bonjour", "Quels documents as-tu ?", "Résume le manuel"])
def test_a_record_of_a_reply_can_be_read_back(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    record = answer_record(answer)
    assert (record["kind"], record["abstained"]) == ("about", not answer.sentences)
    assert record["answer"] == answer.text
    again = answer_from(record)
    assert (again.about, again.sentences, again.text) == (answer.about, answer.sentences, answer.text)


def test_a_message_of_a_reply_points_to_its_quotes(assistant: Assistant) -> None:
    answer = assistant.ask("Résume le manuel")
    (block,) = message(answer).content
    assert isinstance(block, dict)
    for sentence, annotation in zip(answer.sentences, block["annotations"], strict=True):
        assert block["text"][annotation["start_index"] : annotation["end_index"]] == sentence.text


def test_no_model_is_called_for_a_reply(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    with ChatServer([]) as server:
        settings = make_settings(
            index=assistant.settings.index.directory, embedder="hash", model="openai:tester", model_url=server.url
        )
        with_model = open_assistant(settings)
        for question in ("Bonjour", "Qui es-tu ?", "Quels documents as-tu ?", "Résume le manuel", "merci"):
            assert with_model.ask(question).about is not None
        assert "tester" in with_model.ask("Qui es-tu ?").text
        with_model.close()
        assert server.requests == []


def test_an_empty_collection_says_so(tmp_path: Path) -> None:
    publish(tmp_path / "index", {})
    empty = open_assistant(make_settings(index=tmp_path / "index", embedder="hash"))
    for question in ("Quels documents as-tu ?", "De quoi parlent tes documents ?", "Résume ce document"):
        answer = empty.ask(question)
        assert (answer.text, files_of(answer)) == ("Il n’y a encore aucun document.", [])
    empty.close()


def test_of_many_documents_a_page_is_named_and_the_rest_counted(tmp_path: Path) -> None:
    files = {
        f"note-{number:03}.txt": f"Note {number}\n\nLa note {number} est courte.\n" for number in range(LISTED + 7)
    }
    write_files(tmp_path / "corpus", files)
    settings = make_settings(index=tmp_path / "index", embedder="hash")
    sync([tmp_path / "corpus"], settings)
    many = open_assistant(settings)
    for question in ("Quels documents as-tu ?", "De quoi parlent ces documents ?"):
        answer = many.ask(question)
        assert answer.about is not None
        assert (len(answer.about.documents), answer.about.count) == (LISTED, len(files))
        assert str(len(files)) in answer.about.text
        assert str(LISTED) in answer.about.text
    many.close()
