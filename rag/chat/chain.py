"""Question to answer with a chat model: the model points, code cuts, and what has no proof is shown as unproven.

Condense the question with the turns before it, retrieve, once more in the documents' language where that is another,
number the sentences, let the model write, resolve its pointers, check each sentence, and ask once more for those that
failed. Where the model fails, the passages are there already and the answer without a model takes its place.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Protocol

from rag.answers import Answer, AnswerSentence, Hit, Turn
from rag.chat.draft import Draft, DraftSentence
from rag.chat.thoughts import WITHDRAWN
from rag.errors import ModelError, Stopped
from rag.events import Done, Event, Passages, Problem, Sentence, Text, Withdrawn
from rag.language.language import detect
from rag.proof.entailment import SecondCheck
from rag.proof.evidence import Evidence, gather
from rag.proof.support import Source, check
from rag.request import Request
from rag.search.finding import HISTORY_SHARE, Finder, Findings, Search, Writer, new_mark, recent
from rag.search.prompts import (
    Unproven,
    answer_messages,
    letter,
    refuses,
    repair_messages,
)
from rag.settings import Settings
from rag.stopping import StopSignal, go_on
from rag.types import UNDETERMINED, Passage

MOST_REPAIRED = 8
"""Sentences of one answer that the model is asked for again at most."""
STEMMED = frozenset(("fr", "en", "ar"))
"""Languages whose words the support check can compare."""
_TELLING = 40  # characters from which on the language of a sentence can be told
_REPAIRED = re.compile(r"^\W*([A-Z]\d?)\W*[:.)]\s*(\S.*)$", re.MULTILINE)


class Extractive(Protocol):
    """The answer without a model: sentences (none: it abstains) and the probability that they answer."""

    def __call__(
        self, question: str, language: str, hits: Sequence[Hit], stop: StopSignal | None = None
    ) -> tuple[Sequence[AnswerSentence], float]: ...


@dataclass(slots=True)
class _Writing:
    """An answer in the making."""

    evidence: Evidence
    draft: Draft
    sentences: list[AnswerSentence] = field(default_factory=list)
    problem: str | None = None


class ChatAnswerer:
    """Answers with a chat model; `index` is the name of the index generation that `search` reads.

    `second` is asked about sentences that the support check found proven.
    """

    def __init__(
        self,
        model: Writer,
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
            yield Done(self._answer(findings, (), "no passage of the documents has anything to do with the question"))
            return
        if findings.problem:
            yield from self._without_model(findings, findings.problem)
            return
        settings = self._settings
        evidence = gather(findings.hits, settings.chat.context_tokens, settings.chat.passages_per_file)
        writing = _Writing(evidence, Draft(evidence.sizes, findings.request.language))
        yield from self._written(findings, writing)
        stop = findings.request.stop
        if stop and stop.is_set():
            return
        if not writing.problem:
            writing.sentences = self._repaired(findings, writing)
        shown = tuple(s for s in writing.sentences if s.supported or settings.chat.show_unproven)
        if writing.problem and not shown:
            yield from self._without_model(findings, writing.problem)
            return
        if writing.problem:
            yield Problem(writing.problem)
        yield Done(self._answer(findings, shown, _note(writing, shown)), writing.draft.unknown)

    def _written(self, findings: Findings, writing: _Writing) -> Iterator[Event]:
        """Text and sentences while the model writes; what was refused or left out never becomes an event."""
        request = findings.request
        turns = recent(request.turns, self._settings.chat.context_tokens // HISTORY_SHARE)
        messages = answer_messages(findings.completed, writing.evidence.numbered(), request.language, new_mark(), turns)
        held = ""
        stream = self._model.stream(messages, request.stop)
        try:
            for chunk in stream:
                if chunk == WITHDRAWN:
                    writing.draft, writing.sentences = Draft(writing.evidence.sizes, request.language), []
                    held = ""
                    yield Withdrawn()
                    continue
                held += writing.draft.feed(chunk)
                if writing.draft.may_refuse:
                    continue
                if held and self._settings.chat.show_unproven:
                    yield Text(held)
                held = ""
                yield from self._checked(findings, writing, final=False)
        except ModelError as error:
            writing.problem = str(error)
        held += writing.draft.finish()
        if refuses(writing.draft.text):
            return
        if held and self._settings.chat.show_unproven:
            yield Text(held)
        yield from self._checked(findings, writing, final=True)

    def _checked(self, findings: Findings, writing: _Writing, final: bool) -> Iterator[Event]:
        for draft in writing.draft.sentences(final):
            go_on(findings.request.stop)
            if refuses(draft.text) or not any(character.isalnum() for character in draft.text):
                continue
            sentence = self._proven(draft, findings, writing.evidence)
            writing.sentences.append(sentence)
            if sentence.supported or self._settings.chat.show_unproven:
                yield Sentence(sentence)

    def _proven(self, draft: DraftSentence, findings: Findings, evidence: Evidence) -> AnswerSentence:
        """A sentence of the model with what it points to cut out of the documents, checked."""
        language = _written_in(draft.text, findings.request.language)
        found = [evidence.place(pointer, draft.text, language) for pointer in draft.pointers]
        places = tuple(dict.fromkeys(place for place in found if place is not None))
        sources = [
            Source(place.text, _language(place.passage.language, language), _context(place.passage)) for place in places
        ]
        reason = check(draft.text, language, sources, findings.completed).reason
        if reason is None and self._second:
            reason = self._second(" ".join(source.text for source in sources), draft.text)
        citations = tuple(evidence.citation(place) for place in places)
        return AnswerSentence(draft.text, reason is None, citations, reason)

    def _repaired(self, findings: Findings, writing: _Writing) -> list[AnswerSentence]:
        """The sentences, the unproven ones replaced where the model proves them when it is asked once more."""
        failed = [place for place, sentence in enumerate(writing.sentences) if not sentence.supported]
        failed = failed[:MOST_REPAIRED]
        if not failed:
            return writing.sentences
        asked = [Unproven(writing.sentences[at].text, writing.sentences[at].reason or "") for at in failed]
        request = findings.request
        messages = repair_messages(findings.completed, writing.evidence.numbered(), asked, request.language, new_mark())
        try:
            reply = self._model.ask(messages, request.stop)
        except ModelError:
            return writing.sentences  # they stay unproven, which is what they are
        repaired = list(writing.sentences)
        lines = {match[1]: match[2] for match in _REPAIRED.finditer(reply)}
        for order, at in enumerate(failed):
            go_on(request.stop)
            draft = Draft(writing.evidence.sizes, request.language)
            draft.feed(lines.get(letter(order), ""))
            draft.finish()
            for sentence in islice(draft.sentences(final=True), 1):
                again = self._proven(sentence, findings, writing.evidence)
                if again.supported:
                    repaired[at] = again
        return repaired

    def _without_model(self, findings: Findings, problem: str) -> Iterator[Event]:
        """The answer without a model, where the model failed."""
        yield Problem(problem)
        request = findings.request
        sentences, confidence = self._extractive(findings.completed, request.language, findings.hits, request.stop)
        answer = self._answer(findings, tuple(sentences), f"without the model: {problem}")
        yield Done(replace(answer, model="extractive", confidence=confidence))

    def _answer(self, findings: Findings, sentences: tuple[AnswerSentence, ...], note: str | None) -> Answer:
        total = time.monotonic() - findings.started
        supported = sum(sentence.supported for sentence in sentences)
        return Answer(
            question=findings.request.question,
            completed=findings.completed,
            language=findings.request.language,
            abstained=not sentences,
            sentences=sentences,
            hits=findings.hits,
            confidence=supported / len(sentences) if sentences else 0.0,
            model=self._model.name,
            index=self._index,
            seconds={"retrieve": findings.seconds, "answer": total - findings.seconds, "total": total},
            note=note,
        )


def _note(writing: _Writing, shown: Sequence[AnswerSentence]) -> str | None:
    if writing.problem:
        return f"incomplete: {writing.problem}"
    if shown:
        return None
    return "nothing of the model's answer could be proven" if writing.sentences else "the passages do not answer"


def _written_in(text: str, asked_for: str) -> str:
    """The language of a sentence: models do not always write in the one they are told to."""
    if len(text) < _TELLING:
        return asked_for
    found = detect(text)
    return found if found in STEMMED else asked_for


def _language(of_passage: str, of_answer: str) -> str:
    return of_answer if of_passage == UNDETERMINED else of_passage


def _context(passage: Passage) -> str:
    return f"{passage.file} {passage.heading or ''} {passage.text}"
