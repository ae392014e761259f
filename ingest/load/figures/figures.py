"""Pictures of documents as images, with the places where they stand.

The files are hostile input as they are at an ingest: their pictures are decoded, and encoded anew, by a child process
under limits, and only where the bytes of the file are the version that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.load.lanes import Lanes
from ingest.load.limits import MEBIBYTE, Limits
from ingest.load.process import Worker, command
from ingest.load.recent import Recent, Versions
from rag.errors import FileRefused

WORKER = command("ingest.load.figures.drawing")
"""Command of the child that decodes."""

LIMITS = Limits(20.0, seconds_per_mebibyte=0.0, memory=1536 * MEBIBYTE, grown=600 * MEBIBYTE, answer=32 * MEBIBYTE)
"""A photograph of twelve million pixels takes a fifth of a second."""


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A picture of a document: where it stands in the text, words of its author, its size in pixels, its part."""

    offset: int
    words: str
    width: int
    height: int
    part: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The pictures of a document in order; `text_sha256` is the digest of the text that their places count in."""

    text_sha256: str
    placed: tuple[PlacedFigure, ...]


class FigureReader:
    """Finds and draws pictures on demand and keeps the latest; used from several threads."""

    def __init__(self, limits: Limits = LIMITS, worker: Sequence[str] = WORKER, room: int = 32 * MEBIBYTE) -> None:
        self._lanes = Lanes(worker, limits)
        self._versions = Versions()
        self._figures: Recent[Figures] = Recent(4 * MEBIBYTE)
        self._images: Recent[bytes] = Recent(room)

    def close(self) -> None:
        """End the child processes."""
        self._lanes.close()

    def known(self, path: Path, sha256: str) -> Figures | None:
        """The pictures of a document, where they were found before. Raises `FileRefused` (`unreadable`)."""
        return self._figures.found((sha256,)) if self._versions.holds(path, sha256) else None

    def figures(self, path: Path, file: str, sha256: str) -> Figures:
        """The pictures of the file at `path`, named `file` in the corpus, if its bytes have the digest `sha256`.

        Raises `FileRefused`: `changed` for other bytes, `busy`, and what `Loader.load` raises.
        """

        def find(worker: Worker) -> Figures:
            header, _ = worker.ask({"file": file}, self._versions.data(path, sha256))
            found = Figures(header["text"], tuple(PlacedFigure(*each) for each in header["figures"]))
            self._figures.keep((sha256,), found, 200 * (len(found.placed) + 1))
            return found

        return self.known(path, sha256) or self._lanes.run(sha256, find)

    def image(self, path: Path, file: str, sha256: str, number: int) -> bytes:
        """Picture `number` (from 1) as a PNG. Raises `FileRefused` as `figures`, and `damaged` where there is none."""
        placed = self.figures(path, file, sha256).placed
        if not 1 <= number <= len(placed):
            raise FileRefused("damaged", f"the document has {len(placed)} pictures, not {number}")
        part = placed[number - 1].part

        def draw(worker: Worker) -> bytes:
            _, image = worker.ask({"part": part}, self._versions.data(path, sha256))
            self._images.keep((sha256, part), image, len(image))
            return image

        return self._images.found((sha256, part)) or self._lanes.run(f"{sha256}/{part}", draw)
