"""Where what is made of the bundled model is kept: at the user's, or else beside an index, or else for one process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock

from rag.embedding.fingerprints import BUNDLED_WEIGHTS_SHA256, ENCODERS
from rag.embedding.made import made_anywhere, made_in
from rag.errors import EmbedderUnavailable
from rag.settings import user_cache


def bundled_places(index: Path) -> tuple[Path, Path]:
    """Where what is made of the bundled model may be: in the user's cache, or else in the index."""
    name = BUNDLED_WEIGHTS_SHA256[:16]
    return user_cache() / name, index / ENCODERS / name


class Kept:
    """Folders made of the bundled model, each once; safe to use from several threads."""

    def __init__(self, index: Path) -> None:
        self._places = bundled_places(index)
        self._passing: tempfile.TemporaryDirectory[str] | None = None
        self._lock = Lock()
        self.notice: str | None = None
        """What a person should know of where they are."""

    def made(self, what: str, module: str) -> Path:
        """The folder `what`, which `python -m MODULE WHAT FOLDER` makes where it is missing or damaged.

        Raises `EmbedderUnavailable` where it cannot be made.
        """
        cache = self._places[0]

        def make(folder: Path) -> None:
            _run(module, what, folder)

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


def _run(module: str, what: str, folder: Path) -> None:
    """In a process of its own; what making takes is given back when it ends."""
    command = [sys.executable, "-P", "-m", module, what, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this program's own
    if done.returncode:
        with suppress(IndexError):
            raise EmbedderUnavailable(done.stderr.strip().splitlines()[-1])
        raise EmbedderUnavailable(f"the bundled embedder cannot be made ready (exit code {done.returncode})")
