"""What the trained reader says of passages: where in each an answer would stand, and whether it holds one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from rag.embedding.encoder import session_of
from rag.embedding.fingerprints import GRAPH
from rag.embedding.kept import Kept
from rag.embedding.unigram import Unigram
from rag.errors import EmbedderUnavailable
from rag.reading.trained.pairs import NONE, Pair, above_pieces, pair_of, question_pieces
from rag.reading.trained.pointed import Pointed
from rag.reading.trained.weights import SHA256
from rag.settings import TRAINED, Settings
from rag.stopping import StopSignal, go_on
from rag.types import Passage

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MAKING = "rag.reading.trained.making"


class TrainedReader:
    """A reader that is opened at the first question; safe to use from several threads."""

    def __init__(self, prepare: Callable[[], Path]) -> None:
        self.prepare = prepare
        """Makes it ready and returns its folder. Raises `EmbedderUnavailable` where that cannot be."""
        self._lock = Lock()
        self._session: InferenceSession | None = None
        self._tokens: Unigram | None = None
        self._pool: ThreadPoolExecutor | None = None

    def point(self, question: str, passages: Sequence[Passage], stop: StopSignal | None = None) -> list[Pointed]:
        """What it says of each passage. Raises `Stopped` where `stop` is set before the end."""
        session, tokens, pool = self._opened()
        asked = question_pieces(tokens, question)

        def read(passage: Passage) -> Pointed:
            go_on(stop)
            pair = pair_of(asked, above_pieces(tokens, above(passage)), tokens.encode(passage.text))
            return _pointed(session, pair, passage.start)

        # Each passage alone and all processors at once: what one is given depends on no other.
        return list(pool.map(read, passages))

    def _opened(self) -> tuple[InferenceSession, Unigram, ThreadPoolExecutor]:
        with self._lock:
            if self._session is None or self._tokens is None or self._pool is None:
                folder = self.prepare()
                self._session = session_of(folder / GRAPH)
                self._tokens = Unigram(folder)
                self._pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="reader")
            return self._session, self._tokens, self._pool


def open_trained(settings: Settings) -> TrainedReader | None:
    """The trained reader where the settings want it; nothing is loaded before the first question."""
    return TrainedReader(partial(prepared, settings.index.directory)) if settings.reader == TRAINED else None


def prepared(index: Path) -> Path:
    """The folder of the program's reader, made once for the user, or beside the index where that cannot be.

    Raises `EmbedderUnavailable` where neither can be.
    """
    try:
        return Kept(index).made(f"reader-{SHA256.read_text(encoding='ascii')[:16]}", MAKING)
    except EmbedderUnavailable as error:
        raise EmbedderUnavailable(f"{error}; PREUVE_READER=words answers without the trained reader") from error


def above(passage: Passage) -> str:
    """What stands above a passage: its headings, or else the name of its file, and what announces its first block."""
    name = passage.heading or Path(passage.file).stem.replace("-", " ").replace("_", " ")
    said = [numbered.text for numbered in passage.above if not passage.heading or numbered.text not in passage.heading]
    return "\n".join([name, *said])


def _pointed(session: InferenceSession, pair: Pair, start: int) -> Pointed:
    points, holds = session.run(["points", "holds"], {"input_ids": np.array([pair.ids], dtype=np.int64)})
    own = points[0, pair.first : pair.first + len(pair.offsets)] - points[0, NONE]
    offsets = np.array(pair.offsets, dtype=np.int64).reshape(-1, 2) + start
    return Pointed(float(holds[0, 0, 0]), own[:, 0], own[:, 1], offsets)
