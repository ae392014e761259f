"""Makes the graph of the trained reader, in a process of its own: `python -m rag.reading.trained.making WHAT FOLDER`.

Beside it lies the vocabulary, as beside the graph of questions; see `rag.embedding.making`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rag.embedding.fingerprints import BUNDLED_WEIGHTS_SHA256, GRAPH
from rag.embedding.packed import packed_file, read_packed
from rag.embedding.unigram import write_vocabulary
from rag.errors import EmbedderError
from rag.reading.trained.graph import write_reader
from rag.reading.trained.weights import FILE, read_learnt


def make(folder: Path, weights: Path = FILE) -> None:
    """Make it in an existing folder; raises `EmbedderError` where weights are not what they should be."""
    model = read_packed(packed_file(), BUNDLED_WEIGHTS_SHA256)
    write_reader(model, read_learnt(weights), folder / GRAPH)
    write_vocabulary(model, folder)


if __name__ == "__main__":
    try:
        make(Path(sys.argv[2]))
    except (EmbedderError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
