"""What each stage adds: `python -m eval.fitting.ablation SET...` prints the tables of docs/retrieval.md.

Every row is fitted anew, without what it leaves out, and measured on documents that it was not fitted on. Intervals
are of the difference to the first row of the table, on the same drawn documents (see `eval.metrics.bootstrap`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.fitting.gathered import Case, gather
from eval.fitting.halves import FIRST, Crosswise
from eval.fitting.learning import Numbers
from eval.fitting.stages import cited, citing, passage_stage, sentence_stage
from eval.metrics.bootstrap import Resampling, bounds
from eval.sets.cases import read_set
from rag.embedding.embedder import HashEmbedder
from rag.embedding.transformer import Vector
from rag.errors import PreuveError
from rag.reading.reading import SENTENCE_FEATURES, read
from rag.reading.trained.pointed import Point
from rag.search.rank import PASSAGE_FEATURES
from rag.search.retrieve import Retriever
from rag.search.search import Search
from rag.search.weights import fitted_weights
from rag.settings import TRAINED, Settings

FUSION = 60
"""The constant of reciprocal rank fusion (doi:10.1145/1571941.1572114)."""
NEVER = 2.0
"""A chance that no sentence has: only the best one is cited."""
KINDS = ("number", "name", "cue")
AROUND = ("before", "after", "earlier", "leaning")


@dataclass(frozen=True, slots=True)
class Row:
    """A variant with its values, shape `(cases, columns)`; the first column is compared."""

    name: str
    values: Numbers


class RandomVectors(HashEmbedder):
    """Questions get vectors that have nothing to do with them."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension

    def embed_question(self, text: str) -> Vector:
        numbers = np.random.default_rng(list(text.encode())).normal(size=self.dimension).astype(np.float32)
        vector: Vector = numbers / np.linalg.norm(numbers)
        return vector


def _hits(case: Case, search: Search) -> list[float]:
    flags = [case.found(hit) for hit in search.hits]
    return [float(any(flags[:depth])) for depth in (1, 5, 10)]


def _ordered(name: str, cases: Sequence[Case], order: Callable[[Case], Numbers]) -> Row:
    """The candidates ordered by a score that nothing was fitted for."""
    values = []
    for case in cases:
        best = np.argsort(-order(case), kind="stable")
        flags = [case.found(case.gathering.hits[at]) for at in best[:10]]
        values.append([float(any(flags[:depth])) for depth in (1, 5, 10)])
    return Row(name, np.array(values))


def _ranked(name: str, cases: Sequence[Case], kept: Sequence[str]) -> Row:
    """The candidates ordered by fitted weights of some features."""
    _, searches = passage_stage(_masked(cases, kept))
    return Row(name, np.array([_hits(case, search) for case, search in zip(cases, searches, strict=True)]))


def _masked(cases: Sequence[Case], kept: Sequence[str]) -> list[Case]:
    mask = np.array([float(name in kept) for name in PASSAGE_FEATURES])
    return [replace(case, gathering=replace(case.gathering, features=case.gathering.features * mask)) for case in cases]


def _scores(case: Case, searched: str) -> Numbers:
    return np.array([-np.inf if (score := getattr(hit, searched)) is None else score for hit in case.gathering.hits])


def _fused(case: Case) -> Numbers:
    total = np.zeros(len(case.gathering.hits))
    for searched in ("lexical", "dense"):
        scores = _scores(case, searched)
        ranks = np.argsort(np.argsort(-scores, kind="stable"), kind="stable")
        total += np.where(np.isfinite(scores), 1.0 / (FUSION + 1 + ranks), 0.0)
    return total


def _again(cases: Sequence[Case], synonyms: bool, dimension: int | None = None) -> list[Case]:
    """The cases searched for again: without synonyms, or with vectors of questions that mean nothing."""
    retrievers: dict[int, Retriever] = {}
    found = []
    for case in cases:
        retriever = case.retriever
        if dimension is not None:
            known = id(case.retriever)
            if known not in retrievers:
                retrievers[known] = Retriever(case.retriever.index, RandomVectors(dimension), Settings())
            retriever = retrievers[known]
        inquiry = case.gathering.inquiry
        if not synonyms:
            clues = {
                language: tuple(replace(clue, synonyms=frozenset()) for clue in each)
                for language, each in inquiry.clues.items()
            }
            inquiry = replace(inquiry, clues=clues, _matchers={})
        found.append(replace(case, gathering=retriever.candidates(inquiry), retriever=retriever))
    return found


def passage_rows(cases: Sequence[Case], point: Point) -> list[Row]:
    """The table of passages: hit@1, hit@5 and hit@10."""
    everything = list(PASSAGE_FEATURES)
    rows = [
        _ordered("lexical alone", cases, lambda case: _scores(case, "lexical")),
        _ordered(
            "lexical alone, without synonyms", _again(cases, synonyms=False), lambda case: _scores(case, "lexical")
        ),
        _ordered("dense alone", cases, lambda case: _scores(case, "dense")),
        _ordered("both, reciprocal rank fusion", cases, _fused),
        _ranked("both, dense by its worth", cases, ["lexical", "dense"]),
        _ranked("**all features**", cases, everything),
    ]
    rows.extend(
        _ranked(f"without {name}", cases, [other for other in everything if other != name]) for name in everything
    )
    _, searches = passage_stage(cases)
    _, _, again = sentence_stage(cases, [read(search, point) for search in searches])
    rows.append(Row("**all, ranked again by their sentences**", np.array([*map(_hits, cases, again)])))
    rows.append(_ranked("all, without synonyms", _again(cases, synonyms=False), everything))
    dimension = len(cases[0].retriever.sample[0])
    rows.append(_ranked("all, question vectors random", _again(cases, True, dimension), everything))
    return rows


def sentence_rows(cases: Sequence[Case], point: Point) -> list[Row]:
    """The table of sentences: facts covered, citations that prove and citations, each by question."""
    _, searches = passage_stage(cases)
    searches = [read(search, point) for search in searches]
    further = fitted_weights(TRAINED).further

    def variant(name: str, left_out: Sequence[str], further: float, whole: bool = True) -> Row:
        mask = np.array([float(each not in left_out) for each in SENTENCE_FEATURES])
        masked = [
            replace(
                search,
                sentences=tuple(replace(each, features=each.features * mask) for each in search.sentences),
            )
            for search in searches
        ]
        _, _, ordered = sentence_stage(cases, masked)
        return Row(name, _cited(cases, ordered, further, whole))

    groups: Mapping[str, Sequence[str]] = {
        "kind of answer": KINDS,
        "sentences around": AROUND,
        **{name: (name,) for name in SENTENCE_FEATURES if name not in (*KINDS, *AROUND)},
    }
    others = [name for name in SENTENCE_FEATURES if name not in ("passage", "coverage")]
    return [
        variant("share of terms and passage alone", others, NEVER, whole=False),
        variant("all features, the best sentence alone", (), NEVER, whole=False),
        variant("the same with the sentence that it leans on", (), NEVER),
        variant(f"**all: further sentences from a chance of {further:.2f}**", (), further),
        *(variant(f"without {name}", left_out, further) for name, left_out in groups.items()),
    ]


def _cited(cases: Sequence[Case], searches: Sequence[Search], further: float, whole: bool) -> Numbers:
    reader = citing(Settings(), further)
    values = []
    for case, search in zip(cases, searches, strict=True):
        if not search.sentences:
            values.append([0.0, 0.0, 0.0])
        elif whole:
            _, places, hits = cited(case, search, reader)
            values.append([float(hits > 0), float(hits), float(len(places))])
        else:
            best = search.sentences[0]
            hits = case.proves(best.hit.passage.file, best.span)
            values.append([float(hits), float(hits), 1.0])
    return np.array(values)


def table(rows: Sequence[Row], cases: Sequence[Case], cell: Callable[[Numbers], str]) -> list[str]:
    """The rows as Markdown; in brackets the interval of the first column's difference to the first row."""
    names = list(dict.fromkeys(case.set_name for case in cases))
    lines = [f"| variant | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for row in rows:
        cells = []
        for name in names:
            at = [index for index, case in enumerate(cases) if case.set_name == name]
            resampling = Resampling([cases[index].question.document or "" for index in at])
            difference = row.values[at, :1] - rows[0].values[at, :1]
            drawn = resampling.ratios(difference, np.ones_like(difference))[:, 0]
            low, high = (None, None) if row is rows[0] else bounds(drawn)
            cells.append(
                cell(row.values[at].mean(axis=0))
                + ("" if low is None or high is None else f" [{low:+.3f}, {high:+.3f}]")
            )
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: print both tables."""
    parser = argparse.ArgumentParser(prog="python -m eval.fitting.ablation", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--first", type=Path, default=FIRST, metavar="FILE", help="as for `make fit`")
    chosen = parser.parse_args(arguments)
    try:
        sets = [read_set(directory) for directory in chosen.sets]
        point = Crosswise(Settings(), chosen.first).point
        cases = gather(sets, Settings())
    except PreuveError as error:
        print(f"preuve: {error}", file=sys.stderr)
        return error.exit_code
    asked = [case for case in cases if case.question.answerable]
    rows = passage_rows(asked, point)
    print("\n".join(table(rows, asked, lambda means: " / ".join(f"{mean:.3f}" for mean in means))))
    print()
    rows = sentence_rows(asked, point)
    print("\n".join(table(rows, asked, lambda means: f"{means[0]:.3f} / {means[1] / means[2]:.3f} / {means[2]:.2f}")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
