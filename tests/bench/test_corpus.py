"""The generated corpus is that of its seed, Zipf-like, and every paragraph becomes one passage; reports tell bars."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from bench.__main__ import grown
from bench.corpus import OPENING, Generator, read_source, write_corpus
from bench.figure import Figure, interleaved, percentile, run
from bench.precomputed import PrecomputedEmbedder
from bench.query import Ours, Raw, disk, measure
from bench.report import markdown, plot, write
from eval.sets.cases import CORPUS
from ingest.load import Loader
from ingest.split import split
from ingest.sync import sync
from rag.embedding.embedder import HashEmbedder
from rag.embedding.wording import Wording
from rag.errors import UsageError
from rag.index.embedded.generation import generation_directory
from rag.index.embedded.index import open_index
from rag.settings import make_settings
from tests import CHECKOUT

BUNDLED = CHECKOUT / "eval" / "data" / CORPUS


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    source = read_source(BUNDLED)
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert write_corpus(source, tmp_path / folder, 25, 10, seed) == 3
    texts = {name: [path.read_text() for path in sorted((tmp_path / name).rglob("*.txt"))] for name in "abc"}
    assert texts["a"] == texts["b"] != texts["c"]


@pytest.mark.process
def test_every_paragraph_becomes_a_passage(tmp_path: Path) -> None:
    write_corpus(read_source(BUNDLED), tmp_path, 40, 40)
    (path,) = tmp_path.rglob("*.txt")
    with Loader() as loader:
        passages = split(loader.load(path, "a.txt"), 1000)
    assert len(passages) == 40


def test_words_are_as_frequent_as_in_text_and_grow_with_the_corpus() -> None:
    generator = Generator(read_source(BUNDLED), 3)
    words = [word for passage in generator.passages(2000) for word in passage.split()]
    counts = [count for _, count in Counter(words).most_common()]
    ranks = np.arange(10, 1000)
    slope = np.polyfit(np.log(ranks), np.log(counts[10:1000]), 1)[0]
    assert -1.4 < slope < -0.5
    assert len(set(words)) > 1.3 * len(set(words[: len(words) // 2]))


def test_a_folder_without_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no paragraph of 20 words"):
        read_source(tmp_path)


def test_vectors_are_put_together_from_those_of_topics() -> None:
    source = read_source(BUNDLED)
    embedder = PrecomputedEmbedder(HashEmbedder(), source)
    texts = list(Generator(source, 5).passages(50))
    wordings = [Wording(text, ((0, len(text)),)) for text in texts]
    vectors = embedder.embed_passages(wordings).passages
    assert np.array_equal(vectors, embedder.embed_passages(wordings).passages)
    topics = {topic[:OPENING]: HashEmbedder().embed_question(" ".join(topic)) for topic in source.topics}
    near = [float(vector @ topics[tuple(text.split()[:OPENING])]) for text, vector in zip(texts, vectors, strict=True)]
    assert 0.6 < min(near) < max(near) < 1.0


def test_a_figure_knows_whether_its_bar_is_kept() -> None:
    assert Figure("g", "n", 2.0, "s", most=2.0).kept is True
    assert Figure("g", "n", 2.1, "s", most=2.0).kept is False
    assert Figure("g", "n", 0.9, "s", least=1.0).kept is False
    assert Figure("g", "n", 0.9, "s").kept is None


def test_rounds_take_turns() -> None:
    order: list[str] = []
    samples = interleaved(2, {"a": lambda: order.append("a"), "b": lambda: order.append("b")})
    assert order == ["a", "b", "a", "b"]
    assert {name: len(values) for name, values in samples.items()} == {"a": 2, "b": 2}
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0


@pytest.mark.process
def test_a_run_tells_time_memory_and_output() -> None:
    done = run(["python3", "-c", "print(len(b'x' * 50_000_000))"])
    assert done.output.strip() == "50000000"
    assert done.peak > 50e6
    assert done.wall > 0 < done.processor


def test_the_report_holds_every_figure_and_draws_growth(tmp_path: Path) -> None:
    figures = [Figure("query", "p50", value, "ms", size) for size, value in ((1000, 4.0), (100_000, 9.0))]
    figures.append(Figure("start", "ratio", 0.5, "", most=0.35))
    text = markdown(figures, {"cores": "2"}, {"query": "table"})
    assert "| 100,000 | p50 | 9 ms |" in text
    assert "| ratio | 0.5 | at most 0.35 | **no** |" in text
    assert plot(figures, "start") is None
    write(tmp_path, figures, {}, {})
    assert "<svg" in (tmp_path / "query.svg").read_text()
    assert [each["value"] for each in json.loads((tmp_path / "bench.json").read_text())["figures"]] == [4.0, 9.0, 0.5]


def test_growth_is_told_from_the_smallest_to_the_largest() -> None:
    figures = [
        Figure("query", "p50", value, "ms", size) for size, value in ((100_000, 9.0), (1000, 4.5), (10_000, 5.0))
    ]
    growth = grown(figures)
    assert growth is not None
    assert (growth.name, growth.value, growth.passages) == ("p50 / p50 at 1,000", 2.0, 100_000)
    assert grown(figures[:1]) is None


def test_what_readers_have_cloned_is_no_size_of_an_index(tmp_path: Path) -> None:
    (tmp_path / "catalog").write_bytes(b"x" * 10_000)
    before = disk(tmp_path)
    assert before >= 10_000
    clone = tmp_path / "readers" / "one"
    clone.mkdir(parents=True)
    (clone / "catalog").write_bytes(b"x" * 10_000)
    assert disk(tmp_path) == before


@pytest.mark.process
def test_a_query_is_measured_against_the_raw_libraries_and_the_embedding(tmp_path: Path) -> None:
    corpus, directory = tmp_path / "corpus", tmp_path / "index"
    source = read_source(BUNDLED)
    write_corpus(source, corpus, 20, 10)
    settings = make_settings(index=directory, embedder="hash")
    sync([corpus], settings)
    embedder = HashEmbedder()
    generator = Generator(source, 7)
    questions = [generator.question() for _ in range(25)]
    with closing(open_index(directory)) as index:
        raw = Raw(generation_directory(directory, index.publication), tmp_path / "clone", embedder)
        figures = {each.name: each for each in measure(Ours(index, embedder), embedder, raw, questions, 20)}
    assert {name for name, each in figures.items() if each.kept is not None} == {
        "p50 / raw",
        "p95 / p50",
        "filtered to one file / unfiltered",
        "retrieval and answer / embedding",
        "four at once / one at a time",
    }
    assert all(each.value > 0 for each in figures.values())
    assert figures["retrieval and answer / embedding"].value > 1
