"""Dense search: the only module that touches Chroma.

Chroma holds passage ids and vectors, nothing else; it is derived from the catalog and can be built again at any time.
Its files are written once, in a directory that no reader has open. A reader works on a private clone, because Chroma
writes into its SQLite file even when it only reads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from rag.errors import IndexDamaged, IndexProblem
from rag.index.embedded.engines.ties import best
from rag.index.failpoint import reach

COLLECTION = "passages"
BATCH = 5000
"""Records in one call; Chroma refuses more than 5,461."""
SEARCH_BREADTH = 200
"""HNSW `ef_search`: how many candidates a query keeps; no passage may be missed for speed's sake."""
REWRITES = 20
"""Chroma rewrites its vector files whole every `sync_threshold` records; so many rewrites a build are cheap."""
AT_ONCE = 2
"""The smallest `sync_threshold`: the next write reaches the files instead of a queue that every reader replays."""
NEVER = 2**31 - 1
"""A `sync_threshold` that no reader reaches, so that reading rewrites no vector file."""
Records = Iterable[tuple[Sequence[str], NDArray[np.float32]]]
"""Batches of at most `BATCH` passage ids with their unit vectors, shape `(n, dimension)`."""


def _client(directory: Path) -> Client:
    # Every value is given: Chroma's settings would otherwise read the environment and a .env file.
    settings = ChromaSettings(anonymized_telemetry=False, allow_reset=False, migrations="apply", is_persistent=True)
    return cast(Client, chromadb.PersistentClient(str(directory), settings=settings))


def _add(collection: chromadb.Collection, records: Records) -> int:
    """Add all batches, the last one in such a way that everything is in the vector files; returns the count."""
    count = 0
    held: tuple[Sequence[str], NDArray[np.float32]] | None = None
    for batch in records:
        reach("dense-batch")
        if held is not None:
            collection.add(ids=list(held[0]), embeddings=held[1])
        held = batch
        count += len(batch[0])
    if held is not None:
        collection.modify(configuration={"hnsw": {"sync_threshold": AT_ONCE}})
        collection.add(ids=list(held[0]), embeddings=held[1])
    collection.modify(configuration={"hnsw": {"sync_threshold": NEVER}})
    return count


@contextmanager
def _writing(directory: Path, compact: bool) -> Iterator[Client]:
    """A client to write with; what Chroma and SQLite raise becomes `IndexProblem`."""
    reach("dense-started")
    try:
        with closing(_client(directory)) as client:
            yield client
        if compact:
            # The emptied write queue would otherwise be copied with every clone.
            with closing(sqlite3.connect(directory / "chroma.sqlite3")) as connection:
                connection.execute("VACUUM")
    except (ChromaError, sqlite3.Error, ValueError) as error:
        raise IndexProblem(
            f"the vector index {directory} cannot be written ({_first_line(error)}): free space, then try again"
        ) from error
    reach("dense-written")


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def write_dense(directory: Path, total: int, records: Records) -> int:
    """Write a new collection of about `total` records; returns how many there are."""
    directory.mkdir(parents=True)
    threshold = max(BATCH, total // REWRITES)
    with _writing(directory, compact=True) as client:
        collection = client.create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_BREADTH, "sync_threshold": threshold}},
        )
        return _add(collection, records)


def change_dense(directory: Path, removed: Sequence[str], records: Records) -> None:
    """Remove and add records in a collection that nobody else has open."""
    with _writing(directory, compact=False) as client:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        collection.modify(configuration={"hnsw": {"sync_threshold": AT_ONCE}})
        for at in range(0, len(removed), BATCH):
            collection.delete(ids=list(removed[at : at + BATCH]))
        _add(collection, records)


class DenseSearch:
    """Nearest passages by cosine, on a collection that only this object has open."""

    def __init__(self, directory: Path) -> None:
        try:
            self._client = _client(directory)
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            self.count = self._collection.count()
        except (ChromaError, ValueError) as error:
            raise IndexDamaged(
                f"the vector index {directory} cannot be opened ({_first_line(error)}): run `preuve check --repair`"
            ) from error

    def search(self, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """The ids of the nearest passages with their cosine, best first, equal ones by id; at most `limit`."""
        if self.count == 0 or limit < 1:
            return []
        return best(limit, self.count, lambda count: self._nearest(vector, count))

    def _nearest(self, vector: NDArray[np.float32], count: int) -> list[tuple[str, float]]:
        try:
            found = self._collection.query(query_embeddings=vector[None, :], n_results=count, include=["distances"])
        except ChromaError as error:
            raise IndexDamaged(
                f"the vector index does not answer ({_first_line(error)}): run `preuve check --repair`"
            ) from error
        distances = found["distances"] or [[]]
        return [
            (identifier, 1.0 - float(distance))
            for identifier, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def vectors(self, identifiers: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that the index holds for at most `BATCH` ids; those that it lacks are left out."""
        try:
            found = self._collection.get(ids=list(identifiers), include=["embeddings"])
        except ChromaError as error:
            raise IndexDamaged(
                f"the vector index does not answer ({_first_line(error)}): run `preuve check --repair`"
            ) from error
        vectors = found["embeddings"]
        rows = np.asarray(vectors if vectors is not None else [], dtype=np.float32)
        return dict(zip(found["ids"], rows, strict=True))

    def close(self) -> None:
        self._client.close()
