"""Text to vectors: what an embedder is, the model-free one, and how the setting chooses one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rag.embedding.fingerprints import BUNDLED, HASH
from rag.embedding.sources import BundledSource, StoredSource
from rag.embedding.transformer import SentenceTransformerEmbedder, Vector, single, unit_rows
from rag.embedding.wording import Embedded, Wording
from rag.errors import EmbedderError
from rag.language.language import analyse


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

    @property
    def notice(self) -> str | None:
        """What a person should know of where the model is kept."""
        ...

    def embed_passages(self, wordings: Sequence[Wording]) -> Embedded:
        """Vectors of passages and of their sentences, all of unit length. Raises `EmbedderError`."""
        ...

    def embed_question(self, text: str) -> Vector:
        """Shape `(dimension,)`, unit length. Raises `EmbedderError`."""
        ...

    def prepare_questions(self) -> None:
        """Make later questions quick to embed, in other processes too; called when an ingest embeds anyway."""
        ...

    def expect(self, passages: int) -> None:
        """Get ready in the background: about so many passages are going to be embedded."""
        ...

    def release(self) -> None:
        """Give up what is not needed until the next passages; ends an embedding that runs in another thread."""
        ...


class HashEmbedder:
    """Words hashed into a vector: no model, no meaning; a baseline for measurements and a quick stand-in for tests."""

    name = "hash"
    dimension = 256
    fingerprint: Mapping[str, Any] = HASH
    notice = None

    def embed_passages(self, wordings: Sequence[Wording]) -> Embedded:
        return Embedded(
            self._rows([each.text for each in wordings]),
            tuple(self._rows([each.text[slice(*span)] for span in each.sentences]) for each in wordings),
        )

    def _rows(self, texts: Sequence[str]) -> Vector:
        rows = [self.embed_question(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def prepare_questions(self) -> None:
        pass

    def expect(self, passages: int) -> None:
        pass

    def release(self) -> None:
        pass

    def embed_question(self, text: str) -> Vector:
        vector = np.zeros(self.dimension, dtype=np.float32)
        # The constant keeps a text without any word from having no direction at all.
        vector[0] = 1e-3
        for token in analyse(text, "und"):
            digest = hashlib.blake2b(token.term.encode(), digest_size=8).digest()
            vector[int.from_bytes(digest[:4], "little") % self.dimension] += 1.0 if digest[4] & 1 else -1.0
        return single(unit_rows(vector[None, :], self.name))


def open_embedder(choice: str, index: Path) -> Embedder:
    """The embedder that the setting names: `bundled`, `hash`, a local folder or a hub name.

    What questions are embedded with is kept in the user's cache for the bundled model, in the directory `index` for
    others. Raises `EmbedderError` where the model is missing or its weights are not what they should be.
    """
    if choice == HashEmbedder.name:
        return HashEmbedder()
    if choice == BUNDLED:
        return SentenceTransformerEmbedder(BundledSource(index))
    if choice.startswith((".", "/", "~")) and not Path(choice).expanduser().is_dir():
        raise EmbedderError(f"the embedder folder {choice} does not exist: give a sentence-transformers folder or name")
    source = Path(choice).expanduser()
    return SentenceTransformerEmbedder(StoredSource(str(source) if source.is_dir() else choice, choice, index))
