"""Predictions: what a system answered to the questions of test sets, one JSON object a line. Read strictly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets.cases import Question, TestSet
from eval.sets.lines import Line, read_lines
from rag.answers import AnswerOrigin
from rag.errors import TestSetError
from rag.proof.records import ABOUT

Key = tuple[str, str]
"""Name of the test set, id of the question."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as a system wrote it down, unchecked: it may name no file and no span of the corpus."""

    file: str
    start: int
    end: int
    quote: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PredictedSentence:
    text: str
    citations: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A span that was retrieved; the order of a prediction's spans is their rank."""

    file: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer to one question; `error` says why there is none.

    An answer of the origin `fallback` is an error: it is not the answer of the model that was to be measured.
    """

    id: str
    abstained: bool
    answer: str
    sentences: tuple[PredictedSentence, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    confidence: float | None = None
    seconds: float | None = None
    error: str | None = None
    model: str = ""
    index: str = ""
    origin: str = ""
    suggestion: PredictedSentence | None = None
    """Of an abstention: what comes nearest to an answer."""

    @property
    def citations(self) -> tuple[Cited, ...]:
        return tuple(citation for sentence in self.sentences for citation in sentence.citations)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and what was predicted; `prediction` is `None` where there is none."""

    set_name: str
    question: Question
    prediction: Prediction | None


def read_predictions(path: Path, sets: Sequence[TestSet]) -> dict[Key, Prediction]:
    """The predictions of a file for questions of `sets`.

    With several sets each line must name its `set`. Raises `TestSetError` naming file, line and id for a line that
    is no prediction, a second prediction for a question, or one for a question that is in no set. Those for unusable
    questions are passed over.
    """
    asked = {(each.name, question.id) for each in sets for question in each.questions}
    unusable = {(each.name, question.id) for each in sets for question in each.unusable}
    found: dict[Key, Prediction] = {}
    for line in read_lines(path):
        prediction = _prediction(line)
        key = (_set_name(line, sets), prediction.id)
        if key in unusable:
            continue
        if key not in asked:
            raise line.error(f"the set {key[0]} has no such question; score against the set that was asked")
        if key in found:
            raise line.error("a prediction for this question stands on an earlier line too")
        found[key] = prediction
    return found


def pairs(sets: Iterable[TestSet], predictions: Mapping[Key, Prediction]) -> tuple[Pair, ...]:
    """Every question with its prediction, in the order of the sets."""
    return tuple(
        Pair(each.name, question, predictions.get((each.name, question.id)))
        for each in sets
        for question in each.questions
    )


def prediction_from(record: Mapping[str, Any], path: Path) -> Prediction:
    """One prediction from an object, checked as a line of `path` would be."""
    return _prediction(Line(path, 1, dict(record)))


def distinct_sets(sets: Sequence[TestSet]) -> None:
    """Raises `TestSetError` where two sets have the same name, as predictions could not tell them apart."""
    names = [each.name for each in sets]
    for name in names:
        if names.count(name) > 1:
            raise TestSetError(f"two test sets are called {name!r}; rename one of the folders")


def _set_name(line: Line, sets: Sequence[TestSet]) -> str:
    if len(sets) == 1:
        return sets[0].name
    name: str | None = line.text(line.record, "set", None)
    if name is None:
        raise line.error("'set' is missing; with several test sets each prediction must name its own")
    return name


def _prediction(line: Line) -> Prediction:
    record = line.record
    identifier, error = line.text(record, "id"), line.text(record, "error", None)
    origin = line.text(record, "origin", "")
    if origin == AnswerOrigin.FALLBACK:
        error = line.text(record, "note", "the model failed")
    if error is not None:
        return Prediction(identifier, False, "", error=error or "unknown error", seconds=_seconds(line))
    answer = line.text(record, "answer", "")
    sentences = tuple(_sentence(line, each) for each in line.items(record, "sentences", ()))
    if not sentences and answer.strip():
        sentences = (PredictedSentence(answer, ()),)
    confidence = line.number_of(record, "confidence", None)
    return Prediction(
        identifier,
        # What is said of the program or the collection is no answer of the documents, whatever it quotes.
        line.flag(record, "abstained") or line.text(record, "kind", "") == ABOUT,
        answer,
        sentences,
        tuple(_retrieved(line, each) for each in line.items(record, "retrieved", ())),
        None if confidence is None else float(confidence),
        _seconds(line),
        None,
        line.text(record, "model", ""),
        line.text(record, "index", ""),
        origin,
        None if record.get("suggestion") is None else _sentence(line, record["suggestion"]),
    )


def _seconds(line: Line) -> float | None:
    seconds = line.record.get("seconds")
    if isinstance(seconds, dict):
        seconds = line.number_of(seconds, "total", None)
    elif seconds is not None:
        seconds = line.number_of(line.record, "seconds")
    return None if seconds is None else float(seconds)


def _sentence(line: Line, record: Any) -> PredictedSentence:
    citations = tuple(_citation(line, each) for each in line.items(record, "citations", ()))
    return PredictedSentence(line.text(record, "text"), citations)


def _citation(line: Line, record: Any) -> Cited:
    return Cited(
        line.text(record, "file"),
        line.offset(record, "start"),
        line.offset(record, "end"),
        line.text(record, "quote"),
        line.text(record, "sha256", None),
    )


def _retrieved(line: Line, record: Any) -> Retrieved:
    return Retrieved(line.text(record, "file"), line.offset(record, "start"), line.offset(record, "end"))
