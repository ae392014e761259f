"""Embedders that are sentence-transformers models: questions in this process, passages in one of their own.

The bundled model is multilingual-e5-small (384 dimensions, reads 512 tokens). A longer passage is embedded in windows
of whole tokens whose mean, scaled to unit length, is the passage's vector, so that no text is cut off. Sentences get
vectors in the same pass (see `rag.embedding.windows.Gathered`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedding.encoder import Encoder
from rag.embedding.fingerprints import WINDOWS_VERSION
from rag.embedding.sources import Source
from rag.embedding.torch_process import TorchProcess
from rag.embedding.wording import Embedded, Wording
from rag.errors import EmbedderError

Vector = NDArray[np.float32]
"""One unit vector, shape `(dimension,)`, or several, shape `(n, dimension)`."""

_DESCRIPTION = ("dimension", "tokens", "prefixes")

FEW = 200
"""Passages up to which the encoder of questions is quicker than starting the process that embeds many."""


def unit_rows(vectors: NDArray[np.floating[Any]], name: str) -> Vector:
    """Scale rows to unit length in float32; raises `EmbedderError` for NaN, infinity and zero rows."""
    rows = np.asarray(vectors, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    if not np.isfinite(norms).all() or (norms == 0).any():
        raise EmbedderError(f"the embedder {name} gave a vector that is zero or not finite: nothing was stored")
    return np.asarray(rows / norms, dtype=np.float32)


def unit_embedded(found: Embedded, name: str) -> Embedded:
    """The same with all vectors of unit length; raises as `unit_rows`."""
    return Embedded(unit_rows(found.passages, name), tuple(unit_rows(each, name) for each in found.sentences))


def single(rows: Vector) -> Vector:
    """The only row of a matrix of shape `(1, dimension)`."""
    row: Vector = rows[0]
    return row


class SentenceTransformerEmbedder:
    """A sentence-transformers model; safe to use from several threads."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self._source = source
        self._process: TorchProcess | None = None
        self._encoder: Encoder | None = None
        self._lock = Lock()

    @property
    def notice(self) -> str | None:
        return self._source.notice

    def _started(self) -> TorchProcess:
        with self._lock:
            if self._process is None:
                self._process = TorchProcess(self._source.folder(), self.name)
            return self._process

    def _opened(self) -> Encoder | None:
        with self._lock:
            if self._encoder is None:
                self._encoder = self._source.encoder()
            return self._encoder

    @property
    def dimension(self) -> int:
        return int(self.fingerprint["dimension"])

    @cached_property
    def fingerprint(self) -> Mapping[str, Any]:
        described, weights = self._source.known, self._source.weights
        encoder = self._opened() if described is None else None
        if encoder is not None:
            # The export was made from these very weights, and recorded what the model said of itself.
            described = encoder.described
        elif described is None:
            said = self._started().described
            weights = weights or said["origin"]
            described = {key: said[key] for key in _DESCRIPTION}
        return {"name": self.name, "weights": weights, **described, "windows": WINDOWS_VERSION}

    def expect(self, passages: int) -> None:
        if passages > FEW or self._opened() is None:
            self._started()

    def embed_passages(self, wordings: Sequence[Wording]) -> Embedded:
        if not wordings:
            return Embedded(np.zeros((0, self.dimension), dtype=np.float32), ())
        encoder = self._opened() if self._process is None and len(wordings) <= FEW else None
        if encoder is not None:
            return unit_embedded(encoder.passages(wordings), self.name)
        return unit_embedded(self._started().ask("passages", list(wordings)), self.name)

    def embed_question(self, text: str) -> Vector:
        encoder = self._opened()
        if encoder is not None:
            return single(unit_rows(encoder.question(text)[None, :], self.name))
        return single(unit_rows(self._started().ask("question", text), self.name))

    def prepare_questions(self) -> None:
        """Have the model exported for onnxruntime beside the index, so that a question needs no torch.

        A model that cannot be exported, or does not give the same vectors then, goes on with torch.
        """
        folder = self._source.export_to()
        if self._opened() is None and folder is not None:
            described = {key: self.fingerprint[key] for key in (*_DESCRIPTION, "windows")}
            self._started().ask("export", str(folder), self._source.weights, described)
        if self._opened() is not None:
            self.release()

    def release(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.close()
