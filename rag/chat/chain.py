"""Question to answer with a chat model: the model points, code cuts, and what has no proof is shown as unproven.

Condense the question with the turns before it, retrieve, once more in the documents' language where that is another,
number the sentences, let the model write while the reader forms an opinion, resolve its pointers, check each sentence,
ask once more for pointers that lead nowhere, and show what the reader lets pass. Where the model fails, the passages
are there already and the answer without a model takes its place.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from rag.answers import Answer, AnswerOrigin, Cause, Turn
from rag.chat.guard import Extractive, Guard, Shown
from rag.chat.local.grammar import answer_grammar
from rag.chat.model import ChatModel
from rag.chat.model_errors import CONTEXT
from rag.chat.proving import Prover
from rag.chat.words import cause_of, noted, told
from rag.chat.writing import Prompt, Writing
from rag.errors import ModelError, SettingError, Stopped
from rag.events import Done, Event, Passages, Problem
from rag.proof.entailment import SecondCheck
from rag.proof.evidence import gather
from rag.request import Request
from rag.search.finding import HISTORY_SHARE, Finder, Findings, Search, new_mark, recent
from rag.search.prompts import answer_messages, cited_messages, pointer_messages
from rag.search.styles import Style
from rag.settings import Settings
from rag.stopping import StopSignal

MOST_HALVED = 3
"""How often the room for passages is halved, where the model refuses so many."""


def _style(name: str) -> Style:
    """The way of asking that is called so; raises `SettingError` where none is."""
    try:
        return Style(name)
    except ValueError:
        raise SettingError(f"prompt is {name!r}: it must be one of {', '.join(Style)}") from None


class ChatAnswerer:
    """Answers with a chat model; `index` is the name of the index generation that `search` reads.

    `second` is asked about sentences that the support check found proven.
    """

    def __init__(
        self,
        model: ChatModel,
        search: Search,
        extractive: Extractive,
        settings: Settings,
        index: str = "",
        second: SecondCheck | None = None,
    ) -> None:
        self._model = model
        self._finder = Finder(model, search, settings)
        self._extractive = extractive
        self._settings = settings
        self._index = index
        self._second = second
        self._style = _style(settings.chat.prompt)
        self._room = settings.chat.context_tokens  # for passages; less where the model refuses so much

    def stream(
        self,
        question: str,
        language: str,
        turns: Sequence[Turn] = (),
        files: Sequence[str] | None = None,
        stop: StopSignal | None = None,
    ) -> Iterator[Event]:
        """The answer as it is made; it ends with `Done`, unless `stop` is set or the iterator is closed before.

        Closing the iterator gives up the model's call.
        """
        chosen = None if files is None else tuple(files)
        with suppress(Stopped):
            findings = self._finder.find(Request(question, language, tuple(turns), chosen, stop))
            yield Passages(findings.hits, findings.completed)
            yield from self.write(findings)

    def write(self, findings: Findings) -> Iterator[Event]:
        """Everything after the passages. Without passages the model is not called.

        Raises `Stopped` where the signal of the request is set while sentences are looked at.
        """
        if not findings.hits:
            yield Done(self._answer(findings, Shown((), cause=Cause("no passage"))))
            return
        guard = Guard(self._extractive, findings.completed, findings.hits, findings.request)
        try:
            yield from self._guarded(findings, guard)
        finally:
            guard.close()

    def _guarded(self, findings: Findings, guard: Guard) -> Iterator[Event]:
        if findings.problem:
            yield from self._without_model(findings, guard, cause_of(findings.problem))
            return
        writing = self._begun(findings, guard)
        yield from self._written(writing, findings.request)
        for _ in range(MOST_HALVED):
            if not (writing.problem and writing.problem.code == CONTEXT) or writing.raw:
                break
            self._room = min(self._room, writing.evidence.tokens) // 2
            writing = self._begun(findings, guard)
            yield from self._written(writing, findings.request)
        stop = findings.request.stop
        if stop and stop.is_set():
            return
        if not writing.problem:
            self._ask_for_pointers(writing, findings.request)
        elif not any(sentence.supported for sentence in writing.sentences):
            yield from self._without_model(findings, guard, writing.problem)
            return
        else:
            yield Problem(told(writing.problem, findings.request.language))
        yield Done(self._answer(findings, writing.shown()), writing.unknown)

    def _begun(self, findings: Findings, guard: Guard) -> Writing:
        request, chat = findings.request, self._settings.chat
        evidence = gather(findings.hits, self._room, chat.passages_per_file)
        turns = recent(request.turns, self._room // HISTORY_SHARE)
        asked = (findings.completed, evidence.numbered(), request.language, new_mark(), turns)
        cites = self._style is Style.CITATIONS and self._model.cites
        prompt = Prompt(answer_messages(*asked, self._style), cited_messages(*asked) if cites else ())
        prover = Prover(evidence, findings.completed, request.language, self._second)
        return Writing(evidence, prover, guard, prompt, request, self._style, chat.show_unproven)

    def _written(self, writing: Writing, request: Request) -> Iterator[Event]:
        """Text and sentences while the model writes."""
        try:
            grammar = answer_grammar(writing.evidence.sizes, self._style)
            for said in self._model.stream(writing.prompt.pointed, request.stop, grammar, writing.prompt.cited):
                yield from writing.heard(said)
        except ModelError as error:
            writing.problem = cause_of(error)
        yield from writing.finished()

    def _ask_for_pointers(self, writing: Writing, request: Request) -> None:
        """Ask once more for the pointers of sentences that point to nothing, and prove them by these.

        What is false is not asked for again: it would not become true.
        """
        if texts := writing.pointless():
            # Where that fails they stay unproven, which is what they are.
            with suppress(ModelError):
                asked = pointer_messages(writing.prompt.pointed, writing.raw, texts, self._style)
                writing.pointed(self._model.ask(asked, request.stop))

    def _without_model(self, findings: Findings, guard: Guard, problem: Cause) -> Iterator[Event]:
        """The answer without a model, where the model failed."""
        yield Problem(told(problem, findings.request.language))
        opinion = guard.opinion()
        answer = self._answer(findings, Shown(tuple(opinion.sentences), AnswerOrigin.FALLBACK, problem))
        yield Done(replace(answer, model="extractive", confidence=opinion.probability))

    def _answer(self, findings: Findings, shown: Shown) -> Answer:
        total = time.monotonic() - findings.started
        supported = sum(sentence.supported for sentence in shown.sentences)
        language = findings.request.language
        return Answer(
            question=findings.request.question,
            completed=findings.completed,
            language=language,
            abstained=not shown.sentences,
            sentences=shown.sentences,
            hits=findings.hits,
            confidence=supported / len(shown.sentences) if shown.sentences else 0.0,
            model=self._model.name,
            index=self._index,
            seconds={"retrieve": findings.seconds, "answer": total - findings.seconds, "total": total},
            note=noted(shown.origin, shown.cause, language) if shown.cause else None,
            origin=shown.origin,
            cause=shown.cause,
        )
