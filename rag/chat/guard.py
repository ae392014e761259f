"""The reader stands guard: the answer without a model is made at the same time, and what the model writes held to it.

Where the reader abstains surely, the documents hardly answer, however fluent the model is: only what is proven and
likely to answer is shown. Where nothing of the model's is proven, the reader's answer or its silence takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import Protocol

from rag.answers import AnswerOrigin, AnswerSentence, Cause, Citation, Hit
from rag.request import Request
from rag.stopping import LOOK_SECONDS, StopSignal, go_on


def _unlikely(_: Sequence[Citation]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reader says of a question: sentences (none: it abstains) and the probability that they answer.

    `surely`: it abstains, and by so much that the documents hardly answer. `likely` says whether cited places are
    likely to answer, taken as the right ones.
    """

    sentences: tuple[AnswerSentence, ...] = ()
    probability: float = 0.0
    surely: bool = False
    likely: Callable[[Sequence[Citation]], bool] = _unlikely


class Extractive(Protocol):
    """The answer without a model."""

    def __call__(
        self, question: str, language: str, hits: Sequence[Hit], stop: StopSignal | None = None
    ) -> Opinion: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of an answer, whose it is, and why it is not simply what the model wrote."""

    sentences: tuple[AnswerSentence, ...]
    origin: AnswerOrigin = AnswerOrigin.MODEL
    cause: Cause | None = None


class Guard:
    """The reader's opinion, formed in a thread of its own while the model writes."""

    def __init__(self, extractive: Extractive, question: str, hits: Sequence[Hit], request: Request) -> None:
        self._future: Future[Opinion] = Future()
        self._stop = request.stop

        def form() -> None:
            try:
                self._future.set_result(extractive(question, request.language, hits, request.stop))
            except BaseException as error:  # noqa: BLE001, it is raised where the opinion is waited for
                self._future.set_exception(error)

        self._thread = Thread(target=form, name="guard", daemon=True)
        self._thread.start()

    def opinion(self) -> Opinion:
        """The opinion, waited for. Raises `Stopped` where the request's signal is set, and what the reader raises."""
        while True:
            go_on(self._stop)
            try:
                return self._future.result(LOOK_SECONDS)
            except TimeoutError:
                if self._future.done():
                    raise

    def close(self) -> None:
        """Wait until the reader uses the index no more."""
        self._thread.join()

    def passes(self, sentence: AnswerSentence) -> bool:
        """Whether a sentence may be shown before the answer is complete."""
        opinion = self.opinion()
        return not opinion.surely or _answers(sentence, opinion)


def _answers(sentence: AnswerSentence, opinion: Opinion) -> bool:
    return sentence.supported and opinion.likely(sentence.citations)


def guarded(sentences: Sequence[AnswerSentence], opinion: Opinion, show_unproven: bool) -> Shown:
    """What is shown of the sentences of a model."""
    proven = tuple(sentence for sentence in sentences if sentence.supported)
    if opinion.surely:
        kept = tuple(sentence for sentence in proven if _answers(sentence, opinion))
        if not kept:
            return Shown((), AnswerOrigin.GUARDED, Cause("guard silent"))
        if len(kept) == len(sentences):
            return Shown(kept)
        return Shown(kept, AnswerOrigin.GUARDED, Cause("guard shortened"))
    if proven:
        return Shown(tuple(sentences) if show_unproven else proven)
    if opinion.sentences:
        return Shown(opinion.sentences, AnswerOrigin.GUARDED, Cause("guard replaced"))
    return Shown((), AnswerOrigin.GUARDED, Cause("guard silent"))
