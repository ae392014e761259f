"""The reader on a real index: the sentence that answers, with its citation, or an abstention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ingest.split import split
from ingest.sync import sync
from rag.answers import Cause, Hit, Verdict
from rag.embedding.embedder import HashEmbedder
from rag.index.analysis import analyse_passage
from rag.index.embedded.index import open_index
from rag.language.language import detect
from rag.language.remarks import APART
from rag.reading.decision import ANSWERED_FEATURES, answered_features
from rag.reading.extract import Reader, Reading
from rag.reading.reading import SENTENCE_FEATURES, read
from rag.search.matching import view
from rag.search.rank import inquire
from rag.search.retrieve import Retriever
from rag.search.search import Candidate, Search
from rag.search.units import Form, Unit
from rag.search.weights import fitted_weights
from rag.settings import Settings, make_settings
from rag.types import Document
from tests.conftest import SEED_TEXTS, write_files

pytestmark = pytest.mark.process

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
        return self.reader.read(self.reader.look(self.retriever.search(question, language)))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("extract")
    write_files(folder / "corpus", TEXTS)
    settings = make_settings(index=folder / "index", embedder="hash")
    sync([folder / "corpus"], settings, HashEmbedder())
    opened = open_index(settings.index.directory)
    yield Asked(Retriever(opened, HashEmbedder(), settings), settings)
    opened.close()


@pytest.mark.parametrize(
    ("question", "language", "answer"),
    [
        ("Qui dirige le centre AI Movement ?", "fr", "Nadia Berrada"),
        ("Quel est le budget du centre ?", "fr", "12 millions"),
        ("When was the resolution adopted?", "en", "21 March 2024"),
        ("En quelle année le centre AI Movement a-t-il été créé ?", "fr", "2021"),
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
    assert reading.cause == Cause(APART)


def candidate(hit: Hit, at: int, chance: float) -> Candidate:
    unit = Unit(Form.PROSE, hit.passage.sentences[at], at, at)
    return Candidate(hit, unit, chance, np.zeros(len(SENTENCE_FEATURES)), np.zeros(0))


def test_further_sentences_are_cited_where_they_are_likely_enough(asked: Asked) -> None:
    search = asked.retriever.search("Qui a bâti le centre ?", "fr")
    first, *others = [hit for hit in search.hits if hit.passage.sentences]
    other = next(hit for hit in others if hit.passage.file != first.passage.file)
    enough = fitted_weights("words").further
    likely, unlikely = candidate(other, 0, enough + 0.01), candidate(other, 0, enough - 0.01)
    best = candidate(first, 0, 0.5)

    def chosen(*sentences: Candidate) -> list[Candidate]:
        return asked.reader.chosen(replace(search, sentences=sentences))

    assert chosen(best, likely) == [best, likely]
    assert chosen(best, unlikely) == [best]
    assert chosen(unlikely, unlikely) == [unlikely]
    assert len(chosen(best, likely, likely, likely)) == 3


@pytest.mark.parametrize(
    ("question", "text", "turned"),
    [
        ("Who made the plans?", "The committee made the plans.", 0.0),
        ("Who did not make the plans?", "The committee made the plans.", 1.0),
        ("Who made the plans?", "The committee never made the plans.", 1.0),
        ("When did prices rise?", "Prices fell in 1990.", 1.0),
        ("When did prices rise?", "Prices rose in 1990.", 0.0),
        ("Who opened the park?", "Nobody objected when the mayor came.", 0.0),
        ("Quand les prix ont-ils augmenté ?", "Les prix ont baissé en 1990.", 1.0),
        ("متى ارتفعت الأسعار؟", "لم يتغير شيء.", 0.0),
    ],
)
def test_a_sentence_that_says_the_opposite_is_noticed(question: str, text: str, turned: float) -> None:
    language = detect(question)
    (passage,) = split(Document("a.txt", "0" * 64, "txt", text, language), 1000)
    hit = Hit(passage, 0.0, None, None)
    inquiry = inquire(question, language, [language], lambda terms: dict.fromkeys(terms, 3), 100)
    search = read(Search(inquiry, (hit,), {passage.id: view(passage, analyse_passage(passage, ""))}, 1.0))
    features = dict(zip(ANSWERED_FEATURES, answered_features(search, search.sentences[0]), strict=True))
    assert features["turned"] == turned


@pytest.mark.parametrize(
    ("question", "text", "nowhere", "uncounted"),
    [
        ("Combien de ponts a Safi ?", "Safi a trois ponts.", 0.0, 0.0),
        ("Combien de ponts a Safi ?", "Safi a des ponts.", 0.0, 1.0),
        ("Quand a ouvert le port ?", "Le maire a ouvert le port en 1900.", 0.0, 0.0),
        ("Quand a ouvert le port ?", "Le maire a ouvert le port.", 0.0, 1.0),
        ("Qui a ouvert le port ?", "Le maire a ouvert le port.", 0.0, 0.0),
        ("Qui a ouvert le musée ?", "Le maire a ouvert le port.", 0.5, 0.0),
    ],
)
def test_what_no_passage_holds_and_a_number_that_is_missing_are_noticed(
    question: str, text: str, nowhere: float, uncounted: float
) -> None:
    (passage,) = split(Document("a.txt", "0" * 64, "txt", text, "fr"), 1000)
    views = {passage.id: view(passage, analyse_passage(passage, ""))}
    inquiry = inquire(question, "fr", ["fr"], lambda terms: dict.fromkeys(terms, 3), 100)
    (best,) = read(Search(inquiry, (Hit(passage, 0.0, None, None),), views, 1.0)).sentences
    search = Search(inquiry, (best.hit,), views, 1.0)
    features = dict(zip(ANSWERED_FEATURES, answered_features(search, best), strict=True))
    assert features["nowhere"] == pytest.approx(nowhere)
    assert features["uncounted"] == uncounted


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
    search = asked.reader.look(asked.retriever.search("Quel est le budget du centre ?", "fr"))
    answered = [
        not Reader(make_settings(tolerated_errors=share, reader="words")).read(search).abstained
        for share in (0.0, 0.3, 0.6, 1.0)
    ]
    assert answered == sorted(answered)
    assert answered[-1]


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("Quel était le budget en 2019 ?", "Le budget de 2024 était de trois millions.", 1.0),
        ("Quel était le budget en 2024 ?", "Le budget de 2024 était de trois millions.", 0.0),
        ("Quel était le budget en 2019 ?", "Le budget était de trois millions.", 0.0),
        ("Quel est le budget ?", "Le budget de 2024 était de trois millions.", 0.0),
    ],
)
def test_another_year_than_the_one_that_is_asked_for_is_noticed(question: str, text: str, other: float) -> None:
    (passage,) = split(Document("a.txt", "0" * 64, "txt", text, "fr"), 1000)
    views = {passage.id: view(passage, analyse_passage(passage, ""))}
    inquiry = inquire(question, "fr", ["fr"], lambda terms: dict.fromkeys(terms, 3), 100)
    search = read(Search(inquiry, (Hit(passage, 0.0, None, None),), views, 1.0))
    features = dict(zip(ANSWERED_FEATURES, answered_features(search, search.sentences[0]), strict=True))
    assert features["other"] == other
