"""The development documents in two halves, so that a reader may learn from one and be measured on both.

The reader of the program has learnt from the half `LEARNT`; the one that training had before it, from neither. Where
weights are fitted or figures are told, a passage is read by one that has not learnt from its document.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rag.errors import PreuveError
from rag.reading.trained.making import make
from rag.reading.trained.pointed import Pointed
from rag.reading.trained.reader import TrainedReader, prepared
from rag.settings import Settings
from rag.stopping import StopSignal
from rag.types import Passage

HALVES = 2
LEARNT = 1
"""The half that the reader of the program has learnt from."""
FIRST = Path(".preuve/readers/first.safetensors")
"""Where training leaves the weights of its first course, and `make fit` looks for them."""
_DIGEST = 7
"""Characters at the end of a file's name that tell articles of one title apart: `Algerie-694e92`."""


def half_of(title: str) -> int:
    """The half of an article, by the letters and digits of its title alone: translations share it."""
    letters = unicodedata.normalize("NFKD", title).lower().encode("ascii", "ignore").decode()
    return zlib.crc32("".join(filter(str.isalnum, letters)).encode()) % HALVES


def half_of_file(file: str) -> int:
    """The half of a document of a development set, whose name is that of its article."""
    return half_of(Path(file).stem[:-_DIGEST])


class Crosswise:
    """Has each passage read by a reader that has not learnt from its document.

    `first` holds the weights of the first course. Raises `PreuveError` where it is missing.
    """

    def __init__(self, settings: Settings, first: Path = FIRST) -> None:
        if not first.is_file():
            raise PreuveError(f"{first}: no such file; `make train DATA=FOLDER` leaves it there")
        self._first = TrainedReader(partial(_made_ready, first))
        self._last = TrainedReader(partial(prepared, settings.index.directory))

    def point(self, question: str, passages: Sequence[Passage], stop: StopSignal | None = None) -> list[Pointed]:
        """What they say of each passage, as a `TrainedReader` does."""
        found: dict[int, Pointed] = {}
        for reader, learnt in ((self._first, True), (self._last, False)):
            at = [place for place, passage in enumerate(passages) if (half_of_file(passage.file) == LEARNT) == learnt]
            found |= zip(at, reader.point(question, [passages[place] for place in at], stop), strict=True)
        return [found[place] for place in range(len(passages))]


def _made_ready(weights: Path) -> Path:
    """The folder of a reader, made anew beside its weights."""
    folder = weights.with_suffix("")
    folder.mkdir(exist_ok=True)
    make(folder, weights)
    return folder
