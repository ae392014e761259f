"""Retrieval at one size, against the raw libraries on the same work: `python -m bench.query INDEX SOURCE ROUNDS`.

The raw side embeds the question, asks Chroma for ids and tantivy for ids, and does nothing with them. Both sides answer
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
from rag.embedder import Embedder, open_embedder
from rag.generation import clone_files, generation_directory
from rag.index import DENSE, LEXICAL, Index, open_index
from rag.language import analyse, detect
from rag.retrieve import Retriever
from rag.settings import Settings, quiet_environment

WARM = 20
"""Questions that are asked before any is measured."""
DEPTH = 30
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
        self._collection.query(query_embeddings=np.asarray(vector)[None, :], n_results=DEPTH, include=[])
        terms = [token.term for token in analyse(question, detect(question))]
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, "body", term)) for term in terms]
        )
        for _, address in self._searcher.search(query, DEPTH, count=False).hits:
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


def measure(index: Index, embedder: Embedder, raw: Raw, questions: Sequence[str]) -> list[Figure]:
    retriever = Retriever(index, embedder, Settings(index=index.directory))
    files = [document.file for document in index.documents()]

    def ours(question: str) -> object:
        return retriever.search(question, detect(question))

    def filtered(question: str) -> object:
        return retriever.search(question, detect(question), [files[hash(question) % len(files)]])

    sides: dict[str, Callable[[str], object]] = {"raw": raw, "ours": ours, "filtered": filtered}
    samples: dict[str, list[float]] = {name: [] for name in sides}
    for place, question in enumerate(questions):
        for name, side in sides.items():
            seconds = _timed(side, question)
            if place >= WARM:
                samples[name].append(seconds)
    one, four = [], []
    for start in range(0, len(questions), 40):
        one.append(_at_once(ours, questions[start : start + 40], 1))
        four.append(_at_once(ours, questions[start : start + 40], AT_ONCE))
    passages = index.passage_count
    middle = {name: median(values) for name, values in samples.items()}
    slow = percentile(samples["ours"], 0.95)
    return [
        Figure("query", "p50", 1000 * middle["ours"], "ms", passages),
        Figure("query", "p50 of the raw libraries", 1000 * middle["raw"], "ms", passages),
        Figure("query", "p50 / raw", middle["ours"] / middle["raw"], "", passages, most=1.6),
        Figure("query", "p95 / p50", slow / middle["ours"], "", passages, most=2.5),
        Figure(
            "query", "p95 / p50 of the raw libraries", percentile(samples["raw"], 0.95) / middle["raw"], "", passages
        ),
        Figure(
            "query", "filtered to one file / unfiltered", middle["filtered"] / middle["ours"], "", passages, most=2.0
        ),
        Figure("query", "four at once / one at a time", median(four) / median(one), "", passages, least=1.6),
        Figure("memory", "peak of a process that answers", peak_memory() / 1e6, "MB", passages, most=4000),
    ]


def main() -> None:
    directory, source, rounds = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    quiet_environment()
    embedder = open_embedder("bundled", directory)
    generator = Generator(read_source(source), seed=7)
    questions = [generator.question() for _ in range(rounds + WARM)]
    with tempfile.TemporaryDirectory(prefix="bench-", dir=directory) as clone, closing(open_index(directory)) as index:
        raw = Raw(generation_directory(directory, index.generation), Path(clone), embedder)
        print(json.dumps([figure.record() for figure in measure(index, embedder, raw, questions)]))


if __name__ == "__main__":
    main()
