"""A cross-encoder that reads the best passages again, with one of random weights made on the spot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from ingest.sync import sync
from rag.answers import Hit
from rag.assistant import Assistant
from rag.embedding.embedder import HashEmbedder
from rag.errors import SettingError, Stopped
from rag.index.embedded.index import Index, open_index
from rag.search.cross_encoder import load_cross_encoder
from rag.search.rerank import AT_ONCE, Reranker
from rag.search.retrieve import Retriever
from rag.settings import Settings, make_settings, settings_from
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.passages import hits_of, passages_of

TEXTS = ("The centre was founded in Rabat.", "The budget is twelve million.", "Nadia leads the centre in Rabat today.")
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(" ".join(TEXTS).lower().replace(".", " .").split()))]


def make(folder: Path, scores: int = 1) -> str:
    """A folder with a tiny cross-encoder."""
    torch.manual_seed(7)
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=64, num_labels=scores, initializer_range=2.0,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(tmp_path_factory.mktemp("rerank") / "model")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("index")
    write_files(folder / "corpus", SEED_TEXTS)
    sync([folder / "corpus"], make_settings(index=folder / "index", embedder="hash"), HashEmbedder())
    opened = open_index(folder / "index")
    yield opened
    opened.close()


def hits() -> list[Hit]:
    found = hits_of(*(passage for at, text in enumerate(TEXTS) for passage in passages_of(f"{at}.txt", text)))
    return [replace(hit, score=float(-at)) for at, hit in enumerate(found)]


@pytest.mark.slow
def test_the_order_is_the_models_and_the_scores_stay_in_their_places(model: str) -> None:
    said = load_cross_encoder("reranker", model).predict([("Where?", text) for text in TEXTS])
    expected = np.argsort(-said, kind="stable")
    ordered = Reranker(model)("Where?", hits())
    assert [hit.passage.text for hit in ordered] == [TEXTS[at] for at in expected]
    assert [hit.score for hit in ordered] == [0.0, -1.0, -2.0]
    assert list(expected) != [0, 1, 2]


@pytest.mark.slow
def test_a_search_looks_at_its_best_passages_again(model: str, index: Index) -> None:
    settings = make_settings(embedder="hash", passages=4)
    plain = Retriever(index, HashEmbedder(), settings)
    again = Retriever(index, HashEmbedder(), settings, rerank=Reranker(model))
    everything = Retriever(index, HashEmbedder(), settings.changed(passages=20))
    question = "Qui dirige le centre AI Movement ?"
    found = again.retrieve(question, "fr")
    assert [hit.score for hit in found] == [hit.score for hit in plain.retrieve(question, "fr")]
    assert {hit.passage.id for hit in found} <= {hit.passage.id for hit in everything.retrieve(question, "fr")}
    assert found == again.retrieve(question, "fr")


@pytest.mark.slow
def test_answers_are_given_with_it(model: str, index: Index) -> None:
    settings = make_settings(index=index.directory, embedder="hash", tolerated_errors=1.0)
    assistant = Assistant(settings, HashEmbedder(), rerank=Reranker(model))
    answer = assistant.ask("Quel est le budget du centre ?")
    assistant.close()
    assert answer.sentences
    assert all(citation.quote in SEED_TEXTS[citation.file] for citation in answer.sentences[0].citations)


@pytest.mark.slow
def test_a_model_with_more_than_one_score_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="it gives 3 scores for a text, not one"):
        Reranker(make(tmp_path / "labels", 3))("Where?", hits())


@pytest.mark.slow
def test_a_model_that_is_not_there_is_told_when_it_is_needed(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"the reranker .*no-model cannot be loaded"):
        Reranker(str(tmp_path / "no-model"))("Where?", hits())


def test_a_folder_without_safetensors_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04N.")
    with pytest.raises(SettingError, match=r"reranker is .*no \.safetensors weights"):
        Reranker(str(tmp_path))


def test_one_passage_needs_no_model(tmp_path: Path) -> None:
    assert Reranker(str(tmp_path / "no-model"))("Where?", hits()[:1]) == hits()[:1]


def test_the_setting_is_off_by_default_and_a_name_goes_online() -> None:
    assert Settings().answer.reranker == ""
    assert settings_from({"PREUVE_RERANKER": "cross-encoder/mmarco-mMiniLMv2-L12-H384-v1"}).names_hub_model
    assert not settings_from({"PREUVE_RERANKER": "./model"}).names_hub_model


@pytest.mark.slow
def test_the_model_reads_no_further_where_nobody_waits(model: str) -> None:
    stop = threading.Event()
    reranker = Reranker(model)
    many = hits() * 6
    reranker("Where?", many)
    assert reranker._model is not None
    predict, read = reranker._model.predict, []

    def counted(pairs: list[tuple[str, str]], **options: bool) -> object:
        read.extend(pairs)
        stop.set()
        return predict(pairs, **options)

    reranker._model.predict = counted  # type: ignore[method-assign, assignment]
    with pytest.raises(Stopped):
        reranker("Where?", many, stop)
    assert 0 < len(read) <= AT_ONCE < len(many)
    assert not reranker._lock.locked()
    with reranker._lock, pytest.raises(Stopped):
        reranker("Where?", many, stop)
