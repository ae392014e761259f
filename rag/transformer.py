"""The only module that touches torch and sentence-transformers' embedders; loads both only to embed passages.

The bundled model is all-MiniLM-L6-v2 (English, 384 dimensions, reads 256 tokens). A longer passage is embedded in
windows of whole tokens whose mean, scaled to unit length, is the passage's vector, so that no text is cut off.
"""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.encoder import ExportedEncoder, Probe, open_encoder, record_encoder
from rag.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vector = NDArray[np.float32]
"""One unit vector, shape `(dimension,)`, or several, shape `(n, dimension)`."""

WINDOWS_VERSION = 1
"""Changes when the way long passages are embedded changes; part of the fingerprint."""

PREFIXES = {"e5": ("query: ", "passage: ")}
"""Question and passage prefixes of model families that expect them but do not store them (arXiv:2212.03533)."""

BATCH = 32
"""Texts in one forward pass; larger is not faster on two cores."""

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
"""Inputs of a transformer that an exported encoder knows how to fill."""

PROBES = ("Qui dirige le centre ?", "The law was adopted on 21 March 2024 by 193 states.", "ما هي الحكامة؟")
"""Texts on which an exported encoder must agree with the model it was made from."""


def unit_rows(vectors: NDArray[np.floating[Any]], name: str) -> Vector:
    """Scale rows to unit length in float32; raises `EmbedderError` for NaN, infinity and zero rows."""
    rows = np.asarray(vectors, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    if not np.isfinite(norms).all() or (norms == 0).any():
        raise EmbedderError(f"the embedder {name} gave a vector that is zero or not finite: nothing was stored")
    return np.asarray(rows / norms, dtype=np.float32)


def single(rows: Vector) -> Vector:
    """The only row of a matrix of shape `(1, dimension)`."""
    row: Vector = rows[0]
    return row


class SentenceTransformerEmbedder:
    """A sentence-transformers model from a local folder, or by hub name where the user asked for one.

    The model is loaded at the first use; its fingerprint is known before.
    """

    def __init__(self, source: str, name: str, encoders: Path, expected_sha256: str | None = None) -> None:
        self.name = name
        self._source = source
        self._encoders = encoders
        self._model: SentenceTransformer | None = None
        self._encoder: ExportedEncoder | None = None
        # Loading and encoding are serialised: two threads encoding at once only slow each other down on a CPU.
        self._lock = Lock()
        weights = self._weights_sha256()
        if expected_sha256 is not None and weights != expected_sha256:
            raise EmbedderError(
                f"the weights of the embedder {name} have sha256 {weights}, expected {expected_sha256}:"
                " reinstall the package"
            )
        self._weights = weights

    def _weights_sha256(self) -> str:
        folder = Path(self._source)
        if not folder.is_dir():
            return ""
        files = sorted(folder.rglob("*.safetensors"))
        if not files:
            raise EmbedderError(
                f"the embedder {self.name} has no .safetensors weights in {folder}: other formats are refused"
            )
        digest = hashlib.sha256()
        for file in files:
            with file.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        return digest.hexdigest()

    @property
    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            # The import alone takes seconds: only those pay who embed passages.
            from sentence_transformers import SentenceTransformer

            try:
                self._model = SentenceTransformer(
                    self._source,
                    device="cpu",
                    trust_remote_code=False,
                    local_files_only=Path(self._source).is_dir(),
                    model_kwargs={"use_safetensors": True},
                )
            except (OSError, ValueError, RuntimeError) as error:
                reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
                raise EmbedderError(
                    f"the embedder {self.name} cannot be loaded ({reason}): give a sentence-transformers folder or name"
                ) from error
        return self._model

    @property
    def dimension(self) -> int:
        return int(self.fingerprint["dimension"])

    @cached_property
    def fingerprint(self) -> Mapping[str, Any]:
        encoder = self._open_encoder()
        if encoder is not None:
            # The export was made from these very weights, and recorded what the model said of itself.
            return {"name": self.name, "weights": self._weights, **encoder.probe.described, "windows": WINDOWS_VERSION}
        with self._lock:
            model = self._loaded
        weights = self._weights or str(getattr(model.transformers_model, "name_or_path", ""))
        return {"name": self.name, "weights": weights, **self._described(model)}

    def _described(self, model: SentenceTransformer) -> dict[str, Any]:
        return {
            "dimension": model.get_embedding_dimension(),
            "tokens": model.max_seq_length,
            "prefixes": list(self._prefixes(model)),
            "windows": WINDOWS_VERSION,
        }

    def _prefixes(self, model: SentenceTransformer) -> tuple[str, str]:
        prompts = {key: value or "" for key, value in (model.prompts or {}).items()}
        question, passage = prompts.get("query", ""), prompts.get("document", prompts.get("passage", ""))
        if question or passage:
            return question, passage
        family = next((prefixes for key, prefixes in PREFIXES.items() if key in self.name.lower().split("/")[-1]), None)
        return family or ("", "")

    def _windows(self, model: SentenceTransformer, text: str) -> list[str]:
        """The text in pieces of equal token count that the model reads whole."""
        room = int(model.max_seq_length or 512) - 2
        encoding = model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        offsets = encoding["offset_mapping"]
        if len(offsets) <= room:
            return [text]
        pieces = math.ceil(len(offsets) / room)
        borders = [round(index * len(offsets) / pieces) for index in range(pieces + 1)]
        starts = [0, *(offsets[border][0] for border in borders[1:-1]), len(text)]
        return [text[start:end] for start, end in pairwise(starts)]

    def _encode(self, model: SentenceTransformer, texts: Sequence[str]) -> Vector:
        vectors = model.encode(list(texts), batch_size=32, show_progress_bar=False, convert_to_numpy=True)
        return unit_rows(np.asarray(vectors), self.name)

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        with self._lock:
            model = self._loaded
            prefix = self._prefixes(model)[1]
            windows = [self._windows(model, text) for text in texts]
            flat = self._encode(model, [prefix + window for pieces in windows for window in pieces])
        rows, position = [], 0
        for pieces in windows:
            rows.append(flat[position : position + len(pieces)].mean(axis=0))
            position += len(pieces)
        return unit_rows(np.stack(rows), self.name) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def embed_question(self, text: str) -> Vector:
        encoder = self._open_encoder()
        if encoder is not None:
            vector = encoder.encode(encoder.probe.described["prefixes"][0] + text)
            return single(unit_rows(vector[None, :], self.name))
        with self._lock:
            model = self._loaded
            return single(self._encode(model, [self._prefixes(model)[0] + text]))

    def _open_encoder(self) -> ExportedEncoder | None:
        with self._lock:
            if self._encoder is None and self._weights:
                self._encoder = open_encoder(self._encoders, self._weights, Path(self._source))
            return self._encoder

    def prepare_questions(self) -> None:
        """Export the model for onnxruntime beside the index, so that a question needs no torch.

        A model that cannot be exported, or does not give the same vectors then, goes on with torch.
        """
        if not self._weights or self._open_encoder() is not None:
            return
        with self._lock:
            model = self._loaded
            vectors = self._encode(model, PROBES)
            probe = Probe(self._described(model), PROBES, tuple(tuple(map(float, vector)) for vector in vectors))
            record_encoder(self._encoders, self._weights, Path(self._source), probe, _exporter(model))


def _exporter(model: SentenceTransformer) -> Callable[[Path], None]:
    """A function that writes the model, pooling and all later modules included, as an ONNX file."""
    # Loaded already: the model could not be here without it.
    import torch

    names = [name for name in model.tokenizer.model_input_names if name in INPUTS]

    class Embedding(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *values: torch.Tensor) -> torch.Tensor:
            features = self.model(dict(zip(names, values, strict=True)))
            embedding: torch.Tensor = features["sentence_embedding"]
            return embedding

    def export(path: Path) -> None:
        features = model.tokenizer(["one text", "another, longer text"], padding=True, return_tensors="pt")
        axes = {name: {0: "batch", 1: "tokens"} for name in names}
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Embedding().eval(),
                tuple(features[name] for name in names),
                str(path),
                dynamo=False,
                input_names=names,
                output_names=["embedding"],
                dynamic_axes={**axes, "embedding": {0: "batch"}},
                opset_version=17,
            )

    return export
