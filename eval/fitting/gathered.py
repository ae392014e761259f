"""The questions of test sets with what the search gathered for each, for the stages of the fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.running.workbench import cached_index
from eval.sets.cases import CORPUS, Question, TestSet
from eval.sets.crossed import crossed
from ingest.sync import sync
from rag.answers import Hit
from rag.embedding.embedder import open_embedder
from rag.index.choice import library_in
from rag.reading.decision import ANSWERED_FEATURES, RIGHT_FEATURES, SURE_FEATURES
from rag.reading.reading import SECOND_FEATURES, SENTENCE_FEATURES
from rag.search.followups import complete
from rag.search.rank import PASSAGE_FEATURES
from rag.search.retrieve import Gathering, Retriever
from rag.search.weights import Weights
from rag.settings import Settings
from rag.types import Span

FOLDS = 5
"""Parts of the documents, each left out once in cross-validation."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what the search gathered for it.

    `absent`: the search left out the files that answer, so that the question is one which the documents do not answer.
    `crossed`: it is asked in another language than that of the documents.
    """

    set_name: str
    question: Question
    gathering: Gathering
    retriever: Retriever
    fold: int
    absent: bool = False
    crossed: bool = False

    def proves(self, file: str, span: Span) -> bool:
        """Whether a span of a file overlaps a place that proves an answer."""
        return any(place.file == file and place.span.overlaps(span) for place in self.question.places)

    def found(self, hit: Hit) -> bool:
        """Whether the passage of a hit does."""
        return self.proves(hit.passage.file, Span(hit.passage.start, hit.passage.end))


def gather(sets: Sequence[TestSet], settings: Settings) -> list[Case]:
    """Search for every question, each set in an index of its corpus; sets in two languages in each other's too."""
    cases: list[Case] = []
    for each in (*sets, *crossed(sets)):
        index = cached_index(each.directory, settings)
        chosen = settings.changed(index=index)
        sync([each.directory / CORPUS], chosen)
        embedder = open_embedder(chosen.embedding.embedder, index)
        retriever = Retriever(library_in(index).snapshot(), embedder, chosen, blank())
        folds = _folds(each)
        cases.extend(
            Case(
                each.name, question, retriever.gather(_asked(question), question.language), retriever, folds[at],
                crossed=each not in sets,
            )
            for at, question in enumerate(each.questions)
        )  # fmt: skip
    return cases


def _asked(question: Question) -> str:
    """The question as it is understood with the turns before it."""
    return complete(question.question, question.turns, question.language)


def without_answer(cases: Sequence[Case]) -> list[Case]:
    """The answerable questions once more, searched for in all files but those that answer.

    Most test sets have no question that the documents leave open, and one whose article is absent is what people ask
    most often beside those that are answered.
    """
    found = []
    for case in cases:
        question = case.question
        answering = {place.file for place in question.places}
        others = [file for file in case.retriever.index.files() if file not in answering]
        if question.answerable and others:
            gathering = case.retriever.gather(_asked(question), question.language, others)
            unanswered = replace(question, answerable=False, evidence=())
            found.append(replace(case, question=unanswered, gathering=gathering, absent=True))
    return found


def _folds(each: TestSet) -> list[int]:
    """A fold for each question: that of its document; questions without one are dealt out in turn.

    Documents of one name in several sets (translations) share a fold, and so do those of one folder, which are of one
    author.
    """
    return [
        sum(question.document.partition("/")[0].encode()) % FOLDS if question.document else at % FOLDS
        for at, question in enumerate(each.questions)
    ]


def blank() -> Weights:
    """Weights that prefer nothing, for parts that are asked with other ones."""
    return Weights(
        dict.fromkeys(PASSAGE_FEATURES, 0.0),
        dict.fromkeys(SENTENCE_FEATURES, 0.0),
        dict.fromkeys(SECOND_FEATURES, 0.0),
        dict.fromkeys((*ANSWERED_FEATURES, "bias"), 0.0),
        dict.fromkeys((*RIGHT_FEATURES, "bias"), 0.0),
        dict.fromkeys((*SURE_FEATURES, "bias"), 0.0),
        1.0,
        ((0.0, 1.0), (1.0, 0.0)),
    )
