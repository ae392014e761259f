"""The reader on a real index: the sentence that answers, with its citation, or an abstention."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ingest.sync import sync
from rag.embedder import HashEmbedder
from rag.extract import Reader, Reading
from rag.index import open_index
from rag.retrieve import Retriever
from rag.settings import Settings
from rag.types import Verdict
from tests.conftest import SEED_TEXTS, write_files

TEXTS = SEED_TEXTS | {
    "report-2022.txt": "Le rapport Zénith compte 120 pages selon le ministère.\n",
    "report-2023.txt": "Le rapport Zénith compte 140 pages selon le ministère.\n",
    "plan.txt": "Le plan Atlas poursuit trois objectifs :\n- former\n- équiper\n- évaluer\n\nIl est public.\n",
}


class Asked:
    """An index with a reader, asked in one call."""

    def __init__(self, retriever: Retriever, settings: Settings) -> None:
        self.retriever = retriever
        self.reader = Reader(settings)

    def ask(self, question: str, language: str = "fr") -> Reading:
        return self.reader.read(self.retriever.search(question, language))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("extract")
    write_files(folder / "corpus", TEXTS)
    settings = Settings(index=folder / "index", embedder="hash")
    sync([folder / "corpus"], settings, HashEmbedder())
    opened = open_index(settings.index)
    yield Asked(Retriever(opened, HashEmbedder(), settings), settings)
    opened.close()


@pytest.mark.parametrize(
    ("question", "language", "answer"),
    [
        ("Qui dirige le centre AI Movement ?", "fr", "Nadia Berrada"),
        ("Quel est le budget du centre ?", "fr", "12 millions"),
        ("When was the resolution adopted?", "en", "21 March 2024"),
        ("En quelle année le centre AI Movement a-t-il été créé ?", "fr", "2021"),
        ("Who leads the AI Movement centre?", "en", "Nadia Berrada"),
    ],
)
def test_the_sentence_that_answers(asked: Asked, question: str, language: str, answer: str) -> None:
    reading = asked.ask(question, language)
    assert not reading.abstained
    assert answer in reading.sentences[0].text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quelle est la capitale de l'Australie ?", "fr"),
        ("Who painted the Mona Lisa in Florence?", "en"),
        ("xylophone", "fr"),
    ],
)
def test_what_the_documents_do_not_say(asked: Asked, question: str, language: str) -> None:
    reading = asked.ask(question, language)
    assert reading.abstained
    assert reading.sentences == ()


def test_a_sentence_that_announces_a_list_is_cited_with_it(asked: Asked) -> None:
    (sentence,) = asked.ask("Quels sont les objectifs du plan Atlas ?").sentences
    assert sentence.text == TEXTS["plan.txt"].partition("\n\n")[0]


def test_two_files_that_disagree_are_both_cited(asked: Asked) -> None:
    reading = asked.ask("Combien de pages compte le rapport Zénith ?")
    assert {citation.file for sentence in reading.sentences for citation in sentence.citations} == {
        "report-2022.txt",
        "report-2023.txt",
    }
    assert reading.note is not None


@given(st.text("abcdéèمنو 0123456789'?", min_size=0, max_size=60), st.sampled_from(["fr", "en", "ar", "und"]))
@examples(max_examples=40, deadline=None)
def test_every_citation_is_a_slice_of_its_file(asked: Asked, question: str, language: str) -> None:
    reading = asked.ask("le centre " + question, language)
    assert 0.0 <= reading.probability <= 1.0
    for sentence in reading.sentences:
        for citation in sentence.citations:
            assert citation.verdict is Verdict.EXACT
            assert TEXTS[citation.file][citation.start : citation.end] == citation.quote == sentence.text


def test_more_tolerance_never_answers_less(asked: Asked) -> None:
    search = asked.retriever.search("Quel est le budget du centre ?", "fr")
    answered = [not Reader(Settings(tolerated_errors=share)).read(search).abstained for share in (0.0, 0.3, 0.6, 1.0)]
    assert answered == sorted(answered)
    assert answered[-1]
