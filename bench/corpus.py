"""A corpus of any size, generated from the text files of a folder: Zipf-like, and the same for the same seed.

A generated passage is about one paragraph of the folder, its topic. It opens with the topic's first words; of its
sentences half are runs of words of the topic, and half are drawn from all words by a Zipf-Mandelbrot law. Beyond the
words of the folder the law goes on with invented ones, so that the vocabulary grows with the corpus as that of real
text does (Heaps' law). A passage is a paragraph long enough that two are never joined at ingest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from rag.errors import UsageError
from rag.language.text import canonical

OPENING = 4
"""Words by which a topic can be told from the others; every passage about it begins with them."""
LEAST_WORDS = 20
"""Words of a paragraph that is long enough to be a topic."""
CHARACTERS = (480, 550)
"""Characters of a passage: 120 tokens of the bundled model in English, more in other languages."""
SENTENCE = (7, 22)
"""Words of a sentence."""
VOCABULARY = 400_000
"""Words, invented ones included."""
_EXPONENT, _SHIFT = 1.05, 2.7  # Zipf-Mandelbrot; about the values for English and French
_SYLLABLES = [first + second for first in "bcdfglmnprstv" for second in ("a", "e", "i", "o", "u", "an", "er", "on")]
_DRAWN = 1 << 16  # words drawn at once


@dataclass(frozen=True, slots=True)
class Source:
    """What passages are made of: the paragraphs of a folder as words, and its words by falling frequency."""

    topics: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]


def read_source(folder: Path) -> Source:
    """The paragraphs of all text files below a folder. Raises `UsageError` where there is none."""
    topics: dict[tuple[str, ...], tuple[str, ...]] = {}
    counts: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".txt", ".md") or not path.is_file():
            continue
        for paragraph in re.split(r"\n\s*\n", canonical(path.read_text(encoding="utf-8", errors="replace"))):
            words = tuple(word for word in re.sub(r"[.!?#*|]+", " ", paragraph).split() if word.isprintable())
            if len(words) >= LEAST_WORDS:
                topics.setdefault(words[:OPENING], words)
                counts.update(words)
    if not topics:
        raise UsageError(f"{folder} has no paragraph of {LEAST_WORDS} words in a .txt or .md file: give another folder")
    return Source(tuple(topics.values()), tuple(word for word, _ in counts.most_common()))


def invented(rank: int) -> str:
    """A word that no language has; another one for every rank."""
    word = ""
    while rank or len(word) < 5:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word


class Generator:
    """Passages and questions without end."""

    def __init__(self, source: Source, seed: int) -> None:
        self._source = source
        self._random = np.random.default_rng(seed)
        law = 1.0 / (np.arange(VOCABULARY) + 1.0 + _SHIFT) ** _EXPONENT
        self._law = np.cumsum(law / law.sum())
        self._drawn = self._draw()

    def _draw(self) -> Iterator[str]:
        known = self._source.words
        while True:
            for rank in np.searchsorted(self._law, self._random.random(_DRAWN)).tolist():
                yield known[rank] if rank < len(known) else invented(rank)

    def _words(self, count: int) -> list[str]:
        return list(islice(self._drawn, count))

    def _run(self, topic: tuple[str, ...], count: int) -> list[str]:
        start = int(self._random.integers(max(1, len(topic) - count)))
        return list(topic[start : start + count])

    def passage(self) -> str:
        """One paragraph."""
        random = self._random
        topic = self._source.topics[int(random.integers(len(self._source.topics)))]
        wanted = int(random.integers(*CHARACTERS))
        text = " ".join(topic[:OPENING])
        sentence = 0
        while len(text) < wanted:
            count = int(random.integers(*SENTENCE))
            words = self._run(topic, count) if sentence % 2 == 0 else self._words(count)
            text += " " + " ".join(words) + "."
            sentence += 1
        return text

    def passages(self, count: int) -> Iterator[str]:
        return (self.passage() for _ in range(count))

    def question(self) -> str:
        """A run of a topic's words with one word from anywhere, as a question."""
        topic = self._source.topics[int(self._random.integers(len(self._source.topics)))]
        return " ".join([*self._run(topic, int(self._random.integers(5, 11))), *self._words(1)]) + " ?"


def write_corpus(source: Source, folder: Path, passages: int, per_file: int, seed: int = 0) -> int:
    """Write `passages` paragraphs into text files of `per_file` each; returns the number of files."""
    generator = Generator(source, seed)
    files = -(-passages // per_file)
    for number in range(files):
        path = folder / f"{number // 1000:03d}" / f"generated-{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        count = min(per_file, passages - number * per_file)
        path.write_text("\n\n".join(generator.passages(count)) + "\n", encoding="utf-8")
    return files
