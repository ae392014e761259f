"""The bare encoder on the same texts: `python -m bench.bare FOLDER PASSAGE_CHARACTERS`; prints JSON.

sentence-transformers on its own: the texts of all passages are there, sorted by length by `encode` itself, in the
precision that the ingest uses on this processor. Loading and a first call are not counted.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from ingest.folders.walk import discover
from ingest.load import Loader
from ingest.split import split
from rag.embedding.fingerprints import BUNDLED_DESCRIPTION
from rag.embedding.sources import BundledSource
from rag.machine.processor import has_bfloat16
from rag.settings import IndexSettings

PREFIX = BUNDLED_DESCRIPTION["prefixes"][1]
BATCH = 32
"""Texts of a batch; on the machine of `docs/performance.md` 16 and 64 are slower."""


def main() -> None:
    folder, characters = Path(sys.argv[1]), int(sys.argv[2])
    with Loader() as loader:
        texts = [
            PREFIX + passage.text
            for file, path in discover(folder).files
            for passage in split(loader.load(path, file), characters)
        ]
    half = has_bfloat16()
    source = BundledSource(IndexSettings().directory).folder()
    model = SentenceTransformer(source, device="cpu", model_kwargs={"dtype": torch.bfloat16} if half else None)
    model.encode(texts[:BATCH], batch_size=BATCH, show_progress_bar=False)
    started = time.perf_counter()
    model.encode(texts, batch_size=BATCH, show_progress_bar=False)
    seconds = time.perf_counter() - started
    print(json.dumps({"texts": len(texts), "seconds": seconds, "precision": "bfloat16" if half else "float32"}))


if __name__ == "__main__":
    main()
