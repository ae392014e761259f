"""Search on a real index: what is found, in what order, and how much a bad embedder may hurt."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from ingest.sync import sync
from rag.embedding.embedder import HashEmbedder, Vector, open_embedder
from rag.index.embedded.index import Index, open_index
from rag.language.language import detect
from rag.reading.extract import Reader
from rag.search.documents import PassageRetriever
from rag.search.retrieve import Retriever
from rag.search.weights import fitted_weights
from rag.settings import make_settings
from tests.conftest import SEED_TEXTS, write_files

pytestmark = pytest.mark.process


class RandomEmbedder(HashEmbedder):
    """Vectors that have nothing to do with the texts; the same text always gets the same one."""

    def embed_question(self, text: str) -> Vector:
        numbers = np.random.default_rng(list(text.encode())).normal(size=self.dimension).astype(np.float32)
        vector: Vector = numbers / np.linalg.norm(numbers)
        return vector


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("retrieve")
    write_files(folder / "corpus", SEED_TEXTS)
    sync([folder / "corpus"], make_settings(index=folder / "index", embedder="hash"), HashEmbedder())
    opened = open_index(folder / "index")
    yield opened
    opened.close()


@pytest.fixture
def retriever(index: Index) -> Retriever:
    return Retriever(index, HashEmbedder(), make_settings(embedder="hash"))


@pytest.mark.parametrize(
    ("question", "language", "file"),
    [
        ("Qui dirige le centre AI Movement ?", "fr", "center.txt"),
        ("Que contrôle la CNDP ?", "fr", "law.md"),
        ("When was the resolution adopted?", "en", "english.txt"),
        ("La loi 09-08 date de quand ?", "fr", "law.md"),
        ("ما هو AI Movement ؟", "ar", "center.txt"),
    ],
)
def test_the_right_file_comes_first(retriever: Retriever, question: str, language: str, file: str) -> None:
    hits = retriever.retrieve(question, language)
    assert hits[0].passage.file == file
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_files_restrict_the_search(retriever: Retriever) -> None:
    hits = retriever.retrieve("Qui dirige le centre AI Movement ?", "fr", ["law.md"])
    assert {hit.passage.file for hit in hits} == {"law.md"}
    assert retriever.retrieve("Qui dirige le centre ?", "fr", ["absent.txt"]) == []


def test_no_more_passages_than_asked_for(index: Index) -> None:
    retriever = Retriever(index, HashEmbedder(), make_settings(embedder="hash", passages=2))
    assert len(retriever.retrieve("Où est le centre ?", "fr")) == 2


def test_the_same_question_gives_the_same_hits(index: Index, retriever: Retriever) -> None:
    question = "Quel est le budget du centre ?"
    first = retriever.retrieve(question, "fr")
    again = Retriever(index, HashEmbedder(), make_settings(embedder="hash")).retrieve(question, "fr")
    assert first == retriever.retrieve(question, "fr") == again


def test_words_that_are_nowhere_still_give_the_closest(retriever: Retriever) -> None:
    hits = retriever.retrieve("xylophone quantique", "fr")
    assert hits
    assert all(hit.lexical is None for hit in hits)


def test_a_bad_embedder_does_not_change_what_comes_first(index: Index) -> None:
    settings, fitted = make_settings(embedder="hash"), fitted_weights("words")
    bad = Retriever(index, RandomEmbedder(), settings)
    lexical = Retriever(index, RandomEmbedder(), settings, replace(fitted, passage={**fitted.passage, "dense": 0.0}))
    for question in ("Qui dirige le centre AI Movement ?", "Que contrôle la CNDP ?", "La loi 09-08 date de quand ?"):
        assert bad.retrieve(question, "fr")[0].passage == lexical.retrieve(question, "fr")[0].passage


TYPED: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    lambda text: "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f"),
)
"""Ways to type the same question, which an embedder may tell apart."""
FORMS: tuple[Callable[[str], str], ...] = (
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("'", "’"),
    lambda text: text.replace("م", "مـ").replace("و", "وَ"),
    lambda text: text.replace("e", "e\u00ad").replace("ل", "ل\u200f"),
    lambda text: text.replace(" ", "\u00a0 "),
    lambda text: text.replace("œ", "oe"),
)
"""Ways to write the same question, which nothing tells apart."""
ASKED = (
    ("Qui dirige le centre d'intelligence artificielle AI Movement, créé en 2021 ?", "fr"),
    ("Quelle œuvre le centre AI Movement mène-t-il pour nos sœurs ?", "fr"),
    ("Que contrôle la CNDP depuis la loi 09-08 ?", "fr"),
    ("When was the resolution adopted?", "en"),
    ("من يدير المركز AI Movement ؟", "ar"),
)


@pytest.mark.slow
@pytest.mark.parametrize("embedder", ["hash", "bundled"])
def test_the_form_of_a_question_never_changes_the_ranking(tmp_path: Path, embedder: str) -> None:
    write_files(tmp_path / "corpus", SEED_TEXTS)
    settings = make_settings(index=tmp_path / "index", embedder=embedder)
    sync([tmp_path / "corpus"], settings)
    opened = open_index(settings.index.directory)
    retriever = Retriever(opened, open_embedder(embedder, settings.index.directory), settings)
    reader = Reader(settings)
    for question, language in ASKED:
        search = reader.look(retriever.search(question, language))
        ranking = [hit.passage.id for hit in search.hits]
        best = [(each.hit.passage.id, each.span) for each in search.sentences[:3]]
        for form in (*FORMS, *TYPED):
            other = reader.look(retriever.search(form(question), language))
            if form in TYPED and embedder == "bundled":
                assert other.hits[0].passage.file == search.hits[0].passage.file, form(question)
                continue
            assert [hit.passage.id for hit in other.hits] == ranking, form(question)
            assert [(each.hit.passage.id, each.span) for each in other.sentences[:3]] == best, form(question)
    opened.close()


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=80))
@example("Où est la sœur de Lætitia ? ½ ﬁn ⁄ ŒUVRE")
def test_a_question_in_any_characters_is_answered_or_not(index: Index, question: str) -> None:
    settings = make_settings(index=index.directory, embedder="hash")
    reader = Reader(settings)
    reading = reader.read(reader.look(Retriever(index, HashEmbedder(), settings).search(question, detect(question))))
    assert reading.abstained or reading.sentences


def test_documents_of_langchain_say_where_they_stand(retriever: Retriever) -> None:
    (document, *_) = PassageRetriever(retriever=retriever, k=1).invoke("Qui dirige le centre AI Movement ?")
    assert document.metadata["file"] == "center.txt"
    text = SEED_TEXTS["center.txt"]
    assert text[document.metadata["start"] : document.metadata["end"]] == document.page_content


class TestPassageRetriever(RetrieversIntegrationTests):
    """LangChain's own tests of a retriever."""

    opened: Retriever

    @pytest.fixture(autouse=True, scope="class")
    @classmethod
    def _open(cls, index: Index) -> None:
        cls.opened = Retriever(index, HashEmbedder(), make_settings(embedder="hash"))

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return PassageRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, object]:
        return {"retriever": self.opened}

    @property
    def retriever_query_example(self) -> str:
        return "Qui dirige le centre AI Movement ?"
