"""The promise of the program, on the bundled corpus: every citation is a slice of its file, whatever is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.folders.walk import discover
from ingest.load import Loader
from ingest.load.kind import holds_documents
from ingest.load.members import file_of
from ingest.sync import sync
from rag.answers import Verdict
from rag.assistant import Assistant, open_assistant
from rag.settings import make_settings
from rag.types import Document
from tests import CHECKOUT

CORPUS = CHECKOUT / "eval" / "data" / "corpus"
OPENINGS = ["Qui", "Quand", "Combien de", "Où", "Who", "What is", "How many", "من", "ما هو", "متى", "Liste des", ""]


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """Every document of the corpus, those in a mail or an archive too, read again without the index."""
    with Loader() as loader:
        found = [(path, name) for name, path in discover(CORPUS).files]
        holders = [(path, name) for path, name in found if holds_documents(name)]
        found += [(path, inside) for path, name in holders for inside in loader.inside(path, name)]
        return {name: loader.load(path, name) for path, name in found}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    # Everything is tolerated, so that it answers as often as it can.
    settings = make_settings(index=tmp_path_factory.mktemp("answers"), embedder="hash", tolerated_errors=1.0)
    sync([CORPUS], settings)
    opened = open_assistant(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def words(documents: dict[str, Document]) -> list[str]:
    return sorted({word for document in documents.values() for word in re.findall(r"\S{3,}", document.text)})


@pytest.mark.slow
def test_every_citation_of_every_answer_equals_its_slice(
    assistant: Assistant, documents: dict[str, Document], words: list[str]
) -> None:
    answered = 0

    @hypothesis_settings(max_examples=150, deadline=None)
    @given(st.sampled_from(OPENINGS), st.lists(st.sampled_from(words), min_size=1, max_size=6))
    def ask(opening: str, asked: list[str]) -> None:
        nonlocal answered
        question = " ".join([opening, *asked, "?"])
        if not any(character.isalnum() for character in question):
            return
        answer = assistant.ask(question)
        answered += not answer.abstained
        assert answer.abstained == (not answer.sentences)
        for hit in answer.hits:
            document = documents[hit.passage.file]
            assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text
        for sentence in answer.sentences:
            assert sentence.citations
            for citation in sentence.citations:
                document = documents[citation.file]
                assert document.text[citation.start : citation.end] == citation.quote
                assert citation.sha256 == document.sha256
                if file_of(citation.file) == citation.file:
                    assert citation.sha256 == sha256((CORPUS / citation.file).read_bytes()).hexdigest()
                assert citation.verdict is Verdict.EXACT
                page = next((page for page in document.pages if page.start <= citation.start < page.end), None)
                assert citation.page == (page.number if page else None)

    ask()
    assert answered > 50
