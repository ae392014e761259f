"""Makes what is kept of the bundled model, in a process of its own: `python -m rag.embedding.making WHAT FOLDER`.

`questions` is what a question is embedded with: the graph in four bits and its vocabulary. `model` is the folder that
sentence-transformers loads. What that takes, half a gigabyte for a few seconds, is given back when the process ends.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rag.embedding.fingerprints import BUNDLED_WEIGHTS_SHA256, GRAPH, MODEL, QUESTIONS
from rag.embedding.graph import write_graph
from rag.embedding.model_folder import write_folder
from rag.embedding.packed import packed_file, read_packed
from rag.embedding.unigram import write_vocabulary
from rag.errors import EmbedderError


def make(what: str, folder: Path) -> None:
    """Make one of both in an existing folder; raises `EmbedderError` where the weights are not what they should be."""
    model = read_packed(packed_file(), BUNDLED_WEIGHTS_SHA256)
    if what == MODEL:
        write_folder(model, folder)
    elif what == QUESTIONS:
        write_graph(model, folder / GRAPH)
        write_vocabulary(model, folder)


if __name__ == "__main__":
    try:
        make(sys.argv[1], Path(sys.argv[2]))
    except (EmbedderError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
