"""Retrieval at one size, against the raw libraries on the same work: `python -m bench.query INDEX SOURCE ROUNDS`.

The raw side embeds the question, asks Chroma for ids and tantivy for ids, and does nothing with them. All sides take
each question one after the other. Runs in a process of its own, so that its memory is that of a chat; prints JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median

import chromadb
import numpy as np
import tantivy
from chromadb.config import Settings as ChromaSettings

from bench.corpus import Generator, read_source
from bench.figure import Figure, peak_memory, percentile
from rag.embedding.embedder import Embedder, open_embedder
from rag.index.embedded.generation import clone_files, generation_directory
from rag.index.embedded.index import DENSE, LEXICAL, Index, open_index
from rag.index.embedded.lock import READERS
from rag.language.language import analyse, detect
from rag.reading.extract import Reader
from rag.search.retrieve import DENSE_DEPTH, LEXICAL_DEPTH, Retriever
from rag.settings import make_settings, quiet_environment

WARM = 20
"""Questions that are asked before any is measured."""
AT_ONCE = 4


class Raw:
    """The same engines on the same files without anything of ours, but for the analysis of the question."""

    def __init__(self, generation: Path, clone: Path, embedder: Embedder) -> None:
        self._embedder = embedder
        for part in (DENSE, LEXICAL):
            clone_files(generation / part, clone / part)
        settings = ChromaSettings(anonymized_telemetry=False, is_persistent=True)
        self._client = chromadb.PersistentClient(str(clone / DENSE), settings=settings)
        self._collection = self._client.get_collection("passages", embedding_function=None)
        self._index = tantivy.Index.open(str(clone / LEXICAL))
        self._index.register_tokenizer("terms", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        self._searcher = self._index.searcher()

    def __call__(self, question: str) -> None:
        vector = self._embedder.embed_question(question)
        self._collection.query(query_embeddings=np.asarray(vector)[None, :], n_results=DENSE_DEPTH, include=[])
        terms = [token.term for token in analyse(question, detect(question))]
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, "body", term)) for term in terms]
        )
        for _, address in self._searcher.search(query, LEXICAL_DEPTH, count=False).hits:
            self._searcher.doc(address)["id"]


def _timed(side: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    side(question)
    return time.perf_counter() - started


def _at_once(side: Callable[[str], object], questions: Sequence[str], threads: int) -> float:
    """Questions a second."""
    with ThreadPoolExecutor(threads) as pool:
        started = time.perf_counter()
        list(pool.map(side, questions))
        return len(questions) / (time.perf_counter() - started)


def disk(index: Path) -> int:
    """Bytes of the files of an index, exported encoder and lock included; not of what its readers have cloned."""
    return sum(
        path.stat().st_blocks * 512
        for path in index.rglob("*")
        if path.is_file() and path.relative_to(index).parts[0] != READERS
    )


class Ours:
    """Retrieval and answer without a chat model, as `preuve ask` puts them together."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        settings = make_settings(index=index.directory)
        self._files = index.files()
        self._retriever = Retriever(index, embedder, settings)
        self._reader = Reader(settings)

    def search(self, question: str) -> object:
        return self._retriever.search(question, detect(question))

    def search_one_file(self, question: str) -> object:
        return self._retriever.search(question, detect(question), [self._files[hash(question) % len(self._files)]])

    def answer(self, question: str) -> object:
        search = self._retriever.search(question, detect(question))
        return self._reader.read(self._reader.look(search))


def measure(ours: Ours, embedder: Embedder, raw: Raw, questions: Sequence[str], passages: int) -> list[Figure]:
    sides: dict[str, Callable[[str], object]] = {
        "raw": raw,
        "ours": ours.search,
        "filtered": ours.search_one_file,
        "embedding": embedder.embed_question,
        "answered": ours.answer,
    }
    samples: dict[str, list[float]] = {name: [] for name in sides}
    for place, question in enumerate(questions):
        for name, side in sides.items():
            seconds = _timed(side, question)
            if place >= WARM:
                samples[name].append(seconds)
    one, four = [], []
    for start in range(0, len(questions), 40):
        one.append(_at_once(ours.search, questions[start : start + 40], 1))
        four.append(_at_once(ours.search, questions[start : start + 40], AT_ONCE))
    middle = {name: median(values) for name, values in samples.items()}
    slow, raw_slow = (percentile(samples[name], 0.95) / middle[name] for name in ("ours", "raw"))
    return [
        Figure("query", "p50", 1000 * middle["ours"], "ms", passages),
        Figure("query", "p50 of the raw libraries", 1000 * middle["raw"], "ms", passages),
        Figure("query", "p50 / raw", middle["ours"] / middle["raw"], "", passages, most=1.6),
        Figure("query", "p95 / p50", slow, "", passages, most=2.5),
        Figure("query", "p95 / p50 of the raw libraries", raw_slow, "", passages),
        Figure(
            "query", "filtered to one file / unfiltered", middle["filtered"] / middle["ours"], "", passages, most=2.0
        ),
        Figure(
            "query",
            "retrieval and answer / embedding",
            middle["answered"] / middle["embedding"],
            "",
            passages,
            most=3.0,
        ),
        Figure("query", "four at once / one at a time", median(four) / median(one), "", passages, least=1.6),
    ]


def main() -> None:
    directory, source, rounds = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    quiet_environment()
    embedder = open_embedder("bundled", directory)
    generator = Generator(read_source(source), seed=7)
    questions = [generator.question() for _ in range(rounds + WARM)]
    size = disk(directory)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=directory) as clone, closing(open_index(directory)) as index:
        ours = Ours(index, embedder)
        for question in questions[:WARM]:
            ours.answer(question)
        # Before the raw side opens a second copy of everything.
        memory = peak_memory()
        raw = Raw(generation_directory(directory, index.publication), Path(clone), embedder)
        figures = measure(ours, embedder, raw, questions, index.manifest.passages)
        figures += [
            Figure("memory", "peak of a process that answers", memory / 1e6, "MB", index.manifest.passages, most=4000),
            Figure("disk", "bytes a passage", size / index.manifest.passages, "B", index.manifest.passages, most=6000),
        ]
        print(json.dumps([figure.record() for figure in figures]))


if __name__ == "__main__":
    main()
