from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from rag.embedding.embedder import HashEmbedder, open_embedder
from rag.embedding.encoder import open_encoder
from rag.embedding.fingerprints import ENCODERS
from rag.embedding.torch_process import TorchProcess
from rag.embedding.transformer import FEW, unit_rows
from rag.embedding.wording import Wording
from rag.errors import EmbedderError, EmbedderUnavailable
from tests.fixtures.models import write_model

QUESTIONS = ["Qui dirige le centre ?", "Who adopted the resolution in 2024?", "من يرأس المركز؟"]
LONG = "Le centre travaille sur la langue amazighe et sur la santé publique dans les régions. " * 60


@pytest.mark.parametrize("values", [[[0.0, 0.0]], [[float("nan"), 1.0]], [[float("inf"), 1.0]]])
def test_vectors_that_cannot_be_used_are_refused(values: list[list[float]]) -> None:
    with pytest.raises(EmbedderError, match="zero or not finite"):
        unit_rows(np.array(values), "broken")


def test_the_hash_embedder_gives_unit_vectors_that_depend_on_words() -> None:
    embedder = HashEmbedder()
    texts = ["Le centre de Rabat", "le CENTRE de rabat", "Tout autre chose"]
    found = embedder.embed_passages([Wording(text, ((0, 9),)) for text in texts])
    vectors = found.passages
    assert np.array_equal(found.sentences[0][0], embedder.embed_question("Le centre"))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    assert np.allclose(vectors[0], vectors[1])
    assert float(vectors[0] @ vectors[2]) < 0.9
    assert embedder.embed_passages([]).passages.shape == (0, embedder.dimension)


def test_a_missing_model_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="does not exist"):
        open_embedder(str(tmp_path / "none"), tmp_path)


def test_weights_in_another_format_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04")
    with pytest.raises(EmbedderError, match="other formats are refused"):
        open_embedder(str(tmp_path), tmp_path)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder with random weights, which reads 32 tokens, a letter each."""
    return write_model(tmp_path_factory.mktemp("model") / "e5-of-letters")


@pytest.fixture(scope="module")
def exported(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of an index with the exported encoder of that model."""
    index = tmp_path_factory.mktemp("index")
    open_embedder(str(model), index).prepare_questions()
    return index


@pytest.mark.slow
def test_the_exported_encoder_gives_the_vectors_of_the_model(model: Path, exported: Path, tmp_path: Path) -> None:
    by_process, by_export = open_embedder(str(model), tmp_path), open_embedder(str(model), exported)
    assert by_process.fingerprint == by_export.fingerprint
    assert by_export.fingerprint["prefixes"] == ["query: ", "passage: "]
    for question in [*QUESTIONS, LONG]:
        assert float(by_process.embed_question(question) @ by_export.embed_question(question)) >= 0.9999
    assert not (tmp_path / ENCODERS).exists()


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["truncate", "flip", "probe", "record"])
def test_an_export_that_cannot_be_trusted_is_not_used(model: Path, exported: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / ENCODERS
    shutil.copytree(exported / ENCODERS, folder)
    graph = next(folder.glob("*.onnx"))
    assert open_encoder(folder, graph.stem, model) is not None
    record = graph.with_suffix(".json")
    if damage == "truncate":
        os.truncate(graph, 1000)
    elif damage == "flip":
        content = bytearray(graph.read_bytes())
        content[len(content) // 2] ^= 255
        graph.write_bytes(content)
    elif damage == "probe":
        values = json.loads(record.read_text())
        values["vectors"][0] = values["vectors"][0][::-1]
        record.write_text(json.dumps(values))
    else:
        record.write_text("{")
    assert open_encoder(folder, graph.stem, model) is None


@pytest.mark.slow
def test_few_passages_get_the_vectors_of_many(model: Path, exported: Path) -> None:
    """The exported encoder and the process, whatever its precision, are compatible; the process ends when told to."""
    wordings = [_by_sentence(text) for text in [*QUESTIONS, LONG, f"{LONG} {LONG}"]]
    few = open_embedder(str(model), exported)
    own = few.embed_passages(wordings)
    few.expect(FEW + 1)
    from_process = few.embed_passages(wordings)
    for first, second in zip(
        (own.passages, *own.sentences), (from_process.passages, *from_process.sentences), strict=True
    ):
        assert np.allclose(np.linalg.norm(second, axis=1), 1.0, atol=1e-6)
        assert float((first * second).sum(axis=1).min()) >= 0.9998
    few.release()
    assert np.array_equal(few.embed_passages(wordings).passages, own.passages)


def _by_sentence(text: str) -> Wording:
    return Wording(text, tuple((found.start(), found.end()) for found in re.finditer(r"\S[^.?؟]*[.?؟]", text)))


@pytest.mark.slow
@pytest.mark.model
def test_a_long_passage_is_embedded_whole(tmp_path: Path) -> None:
    embedder = open_embedder("bundled", tmp_path)
    tail = "The tower of the harbour was painted blue by the fishermen."
    found = embedder.embed_passages([_by_sentence(tail), _by_sentence(LONG), _by_sentence(LONG + tail)])
    short, long, longer = found.passages
    assert np.allclose(np.linalg.norm(found.passages, axis=1), 1.0, atol=1e-6)
    # What stands behind the 512th token moves the vector towards its meaning.
    assert float(longer @ short) > float(long @ short) + 0.005
    assert len(found.sentences[2]) == 61
    nearest = np.argmax(found.sentences[2] @ embedder.embed_question("Who painted the tower of the harbour?"))
    assert nearest == 60


@pytest.mark.process
def test_a_process_that_ends_or_cannot_load_is_told(model: Path, tmp_path: Path) -> None:
    broken = tmp_path / "model"
    broken.mkdir()
    (broken / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EmbedderUnavailable, match="cannot be loaded"):
        open_embedder(str(broken), tmp_path).embed_passages([Wording("text")])
    process = TorchProcess(str(model), "bundled")
    process.close()
    with pytest.raises(EmbedderUnavailable, match="has ended"):
        process.ask("passages", [Wording("text")])
