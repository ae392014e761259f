"""From a question to the passages that may answer it: lexical and dense candidates, ranked together by their scores.

The dense score counts as much as the embedder is worth for the question (see `rag.search.nearness.worth`). So a hybrid
search is not worse than a lexical one, whatever the embedder (see `docs/retrieval.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answers import Hit
from rag.embedding.embedder import Embedder
from rag.embedding.transformer import Vector
from rag.index.contents import Sought
from rag.index.library import Snapshot
from rag.language.characters import straighten
from rag.search.definitions import with_definitions
from rag.search.matching import Numbers, View, view
from rag.search.nearness import nearness, worth
from rag.search.rank import PASSAGE_FEATURES, Candidate, Inquiry, inquire, passage_features
from rag.search.search import Search, copies_last
from rag.search.weights import Weights, fitted_weights
from rag.settings import Settings
from rag.stopping import StopSignal, go_on

LEXICAL_DEPTH = 30
"""Candidates of the lexical search."""
DENSE_DEPTH = 20
"""Candidates of the dense search; ten more change no figure of the development sets."""
CONTEXT_WEIGHT = 0.3
"""What a term in the headings or the file's name counts for finding candidates."""
EXPANSION = 0.25
"""What a synonym counts for finding candidates, relative to the word itself."""
MOST_EXPANDED = 32
"""Synonyms that are looked for at most: hundreds of them would take longer than all the rest."""
SAID_OTHERWISE = 0.5
"""What a term of another way to say the same counts for finding candidates."""
SAMPLE = 256
"""Passages taken evenly over the index, to know the cosine of passages that have nothing to do with a question."""
FLOOR = 0.8
"""Lexical score of a passage that the lexical search did not return, relative to the last one that it did."""
COVERAGE, DENSE = PASSAGE_FEATURES.index("coverage"), PASSAGE_FEATURES.index("dense")
JUDGES = 5
"""Best lexical candidates by which the worth of the embedder is judged."""


Rerank = Callable[[str, Sequence[Hit], StopSignal | None], list[Hit]]
"""Question and hits, best first, to the hits in a better order; see `rag.search.rerank`."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """The candidates for a question before they are ranked: unscored hits, their analysis and features by row."""

    inquiry: Inquiry
    hits: tuple[Hit, ...]
    views: tuple[View, ...]
    features: Numbers
    worth: float


class Retriever:
    """Finds passages in one publication; safe to use from several threads."""

    def __init__(
        self,
        index: Snapshot,
        embedder: Embedder,
        settings: Settings,
        weights: Weights | None = None,
        rerank: Rerank | None = None,
    ) -> None:
        self.index = index
        self._embedder = embedder
        self._settings = settings
        self._weights = np.array(
            [(weights or fitted_weights(settings.reader)).passage[name] for name in PASSAGE_FEATURES]
        )
        self._rerank = rerank
        self._languages = index.languages()
        self.passage_count = index.counts().passages
        self.sample: Vector = index.sample(SAMPLE)

    def retrieve(
        self, question: str, language: str, files: Sequence[str] | None = None, stop: StopSignal | None = None
    ) -> list[Hit]:
        """The passages that may answer a question, best first; at most `settings.answer.passages`.

        `files` restricts the search to these files. Raises `Stopped` where `stop` is set before the end.
        """
        return list(self.search(question, language, files, stop).hits)

    def search(
        self, question: str, language: str, files: Sequence[str] | None = None, stop: StopSignal | None = None
    ) -> Search:
        """As `retrieve`, with what the reader needs."""
        return self.rank(self.gather(question, language, files, stop), stop=stop)

    def gather(
        self, question: str, language: str, files: Sequence[str] | None = None, stop: StopSignal | None = None
    ) -> Gathering:
        """The candidates of both searches with their features, in no order."""
        go_on(stop)
        inquiry = inquire(question, language, self._languages, self.index.frequencies, self.passage_count)
        return self.candidates(inquiry, files, stop)

    def candidates(
        self, inquiry: Inquiry, files: Sequence[str] | None = None, stop: StopSignal | None = None
    ) -> Gathering:
        """The same for a question that is analysed already."""
        go_on(stop)
        index = self.index
        vector = self._embedder.embed_question(straighten(inquiry.text))
        go_on(stop)
        sought = self._sought(inquiry, files)
        found = index.search(replace(sought, vector=vector))
        lexical, dense = dict(found.lexical), dict(found.dense)
        go_on(stop)
        entries = index.entries(list(dict.fromkeys((*lexical, *dense))))
        if not entries:
            return Gathering(inquiry, (), (), np.zeros((0, len(PASSAGE_FEATURES))), 0.0)
        learnt = with_definitions(inquiry, [entry.passage for entry in entries.values()])
        if learnt is not inquiry:
            inquiry, lexical = learnt, dict(index.search(self._sought(learnt, files)).lexical)
            entries = index.entries(list(dict.fromkeys((*lexical, *dense))))
        near = nearness(vector, entries, self.sample)
        seen = [view(entry.passage, entry.analysis) for entry in entries.values()]
        go_on(stop)
        floor = FLOOR * min(lexical.values(), default=0.0)
        candidates = [
            Candidate(each, lexical.get(id_, floor), near.passages[id_])
            for id_, each in zip(entries, seen, strict=True)
        ]
        features = passage_features(inquiry, candidates)
        share = worth(near, list(lexical)[:JUDGES], float(features[:, COVERAGE].max()), self.passage_count)
        features[:, DENSE] *= share
        views = tuple(
            replace(each, meaning=share * near.sentences[id_]) for id_, each in zip(entries, seen, strict=True)
        )
        hits = tuple(Hit(entry.passage, 0.0, dense.get(id_), lexical.get(id_)) for id_, entry in entries.items())
        return Gathering(inquiry, hits, views, features, share)

    def _sought(self, inquiry: Inquiry, files: Sequence[str] | None) -> Sought:
        """What the lexical search looks for."""
        clues = [clue for each in inquiry.clues.values() for clue in each]
        others = {other for clue in clues for other in clue.synonyms}
        terms = dict.fromkeys(_rarest(others, inquiry.frequencies), EXPANSION)
        terms |= {term: SAID_OTHERWISE for clue in clues for way in clue.ways for term in way}
        terms |= {clue.term: 1.0 for clue in clues}
        chosen = None if files is None else tuple(files)
        return Sought(terms, lexical=LEXICAL_DEPTH, dense=DENSE_DEPTH, files=chosen, context_weight=CONTEXT_WEIGHT)

    def rank(self, gathering: Gathering, weights: Numbers | None = None, stop: StopSignal | None = None) -> Search:
        """The best candidates; `weights`, shape `(len(PASSAGE_FEATURES),)`, stand in for the fitted ones."""
        go_on(stop)
        scores = gathering.features @ (self._weights if weights is None else weights)
        hits = [replace(hit, score=float(score)) for hit, score in zip(gathering.hits, scores, strict=True)]
        views = {hit.passage.id: seen for hit, seen in zip(gathering.hits, gathering.views, strict=True)}
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        hits = copies_last(hits)
        if self._rerank is not None:
            hits = self._rerank(gathering.inquiry.text, hits, stop)
        kept = tuple(hits[: self._settings.answer.passages])
        infos = self.index.infos(hit.passage.file for hit in kept)
        return Search(
            gathering.inquiry,
            kept,
            views,
            gathering.worth,
            passage_at=self.index.passage_at,
            titles={file: info.title.value for file, info in infos.items()},
            dates={file: info.date.value for file, info in infos.items() if info.date is not None},
        )


def _rarest(terms: set[str], frequencies: Mapping[str, int]) -> list[str]:
    """Of terms those to look for: the rarest that any passage has, since they tell most and are found fastest."""
    counts = {term: count for term in terms if (count := frequencies[term])}
    return sorted(counts, key=lambda term: (counts[term], term))[:MOST_EXPANDED]
