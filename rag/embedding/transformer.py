"""Embedders that are sentence-transformers models: questions in this process, passages in one of their own.

The bundled model is all-MiniLM-L6-v2 (English, 384 dimensions, reads 256 tokens). A longer passage is embedded in
windows of whole tokens whose mean, scaled to unit length, is the passage's vector, so that no text is cut off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedding.encoder import ExportedEncoder, open_encoder
from rag.embedding.fingerprints import WINDOWS_VERSION
from rag.embedding.torch_process import TorchProcess
from rag.errors import EmbedderError

Vector = NDArray[np.float32]
"""One unit vector, shape `(dimension,)`, or several, shape `(n, dimension)`."""

_DESCRIPTION = ("dimension", "tokens", "prefixes")

FEW = 200
"""Passages up to which the exported encoder is quicker than starting the process that embeds many."""


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

    `expected` names weights that the model must have, with what is known of it; such a model has its fingerprint
    before it is loaded. Safe to use from several threads.
    """

    def __init__(
        self, source: str, name: str, encoders: Path, expected: tuple[str, Mapping[str, Any]] | None = None
    ) -> None:
        self.name = name
        self._source = source
        self._encoders = encoders
        self._process: TorchProcess | None = None
        self._encoder: ExportedEncoder | None = None
        self._lock = Lock()
        self._known = expected[1] if expected else None
        self._weights = self._weights_sha256()
        if expected and self._weights != expected[0]:
            raise EmbedderError(
                f"the weights of the embedder {name} have sha256 {self._weights}, expected {expected[0]}:"
                " reinstall the package"
            )

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

    def _started(self) -> TorchProcess:
        with self._lock:
            if self._process is None:
                self._process = TorchProcess(self._source, self.name)
            return self._process

    def _opened(self) -> ExportedEncoder | None:
        with self._lock:
            if self._encoder is None and self._weights:
                self._encoder = open_encoder(self._encoders, self._weights, Path(self._source))
            return self._encoder

    @property
    def dimension(self) -> int:
        return int(self.fingerprint["dimension"])

    @cached_property
    def fingerprint(self) -> Mapping[str, Any]:
        described, weights = self._known, self._weights
        encoder = self._opened() if described is None else None
        if encoder is not None:
            # The export was made from these very weights, and recorded what the model said of itself.
            described = encoder.probe.described
        elif described is None:
            said = self._started().described
            weights = weights or said["origin"]
            described = {key: said[key] for key in _DESCRIPTION}
        return {"name": self.name, "weights": weights, **described, "windows": WINDOWS_VERSION}

    def expect(self, passages: int) -> None:
        if passages > FEW or self._opened() is None:
            self._started()

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encoder = self._opened() if self._process is None and len(texts) <= FEW else None
        if encoder is not None:
            return unit_rows(encoder.passages(texts), self.name)
        return unit_rows(self._started().ask("passages", list(texts)), self.name)

    def embed_question(self, text: str) -> Vector:
        encoder = self._opened()
        if encoder is not None:
            return single(unit_rows(encoder.encode(encoder.probe.described["prefixes"][0] + text)[None, :], self.name))
        return single(unit_rows(self._started().ask("question", text), self.name))

    def prepare_questions(self) -> None:
        """Have the model exported for onnxruntime beside the index, so that a question needs no torch.

        A model that cannot be exported, or does not give the same vectors then, goes on with torch.
        """
        if self._weights and self._opened() is None:
            described = {key: self.fingerprint[key] for key in (*_DESCRIPTION, "windows")}
            self._started().ask("export", str(self._encoders), self._weights, described)
        if self._opened() is not None:
            self.release()

    def release(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.close()
