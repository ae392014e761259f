"""An answer while a model writes it: text and checked sentences as events; what is refused never becomes one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import BaseMessage

from rag.answers import AnswerSentence, Cause
from rag.chat.dialects.citations import Citing
from rag.chat.dialects.marks import WITHDRAWN
from rag.chat.draft import Draft, DraftSentence
from rag.chat.guard import Guard, Shown, guarded
from rag.chat.model_call import Said
from rag.chat.proving import Prover
from rag.events import Event, Sentence, Text, Waiting, Withdrawn
from rag.proof.evidence import Evidence
from rag.request import Request
from rag.search.prompts import letter
from rag.search.refusals import refuses, sounds_like_a_refusal
from rag.search.styles import Style
from rag.stopping import go_on

MOST_ASKED_AGAIN = 8
"""Sentences of one answer whose pointers the model is asked for again at most."""
SHORT = 3
"""Sentences of an answer up to which one that sounds like a refusal makes all of it a refusal."""
_LINE = re.compile(r"^\W*([A-Z]\d?)\W*[:.)]?\s*([\[【(].*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The messages that ask for an answer with pointers, and those for a provider that cites by itself, if it may."""

    pointed: Sequence[BaseMessage]
    cited: Sequence[BaseMessage] = ()


class Writing:
    """What a model writes about some evidence.

    `prompt` is what it was asked with, `raw` is what it wrote, pointers and all. `problem` is why it failed, set by
    whoever reads it; `remark` what it let know of its end. `show_unproven`: see the settings.
    """

    def __init__(
        self,
        evidence: Evidence,
        prover: Prover,
        guard: Guard,
        prompt: Prompt,
        request: Request,
        style: Style,
        show_unproven: bool,
    ) -> None:
        self.evidence = evidence
        self.prompt = prompt
        self.raw = ""
        self.sentences: list[AnswerSentence] = []
        self.problem: Cause | None = None
        self._remark: Cause | None = None
        self._prover = prover
        self._guard = guard
        self._request = request
        self._style = style
        self._show_unproven = show_unproven
        self._draft = self._blank()
        self._held = ""
        self._refused = False
        self._cites = False  # the provider does, and was shown no numbers

    @property
    def unknown(self) -> int:
        """Pointers to places that do not exist."""
        return self._draft.unknown

    def _blank(self) -> Draft:
        return Draft(self.evidence.sizes, self._request.language, self._style is Style.FLAT)

    def heard(self, said: Said) -> Iterator[Event]:
        """Take what a model says; the events that are certain by it."""
        if isinstance(said, Waiting):
            yield said
        elif isinstance(said, Cause):
            self._remark = said
        elif isinstance(said, Citing):
            self._cites = True
            self._draft.cites(said)
        elif said == WITHDRAWN:
            self._draft, self.raw, self._held, self._refused = self._blank(), "", "", False
            self.sentences.clear()
            yield Withdrawn()
        else:
            self.raw += said
            self._held += self._draft.feed(said)
            if not self._draft.may_refuse:
                yield from self._told(final=False)

    def finished(self) -> Iterator[Event]:
        """The events that were held back until the end."""
        self._held += self._draft.finish()
        if refuses(self._draft.text):
            self._refused = True
            return
        yield from self._told(final=True)
        if self._style is Style.SELECT and not self.sentences:
            for sentence in self._prover.selected(self._draft.pointed()):
                yield from self._added(sentence)

    def _told(self, final: bool) -> Iterator[Event]:
        # Text is shown before it is checked, but not where the documents hardly answer.
        if self._held and self._show_unproven and not self._guard.opinion().surely:
            yield Text(self._held)
        self._held = ""
        for draft in self._draft.sentences(final):
            go_on(self._request.stop)
            if refuses(draft.text) or not any(character.isalnum() for character in draft.text):
                continue
            sentence = self._prover.proven(draft)
            if not sentence.supported and sounds_like_a_refusal(draft.text):
                self._refused = True
                continue
            yield from self._added(sentence)

    def _added(self, sentence: AnswerSentence) -> Iterator[Event]:
        self.sentences.append(sentence)
        if (sentence.supported or self._show_unproven) and self._guard.passes(sentence):
            yield Sentence(sentence)

    def pointless(self) -> list[str]:
        """The sentences that point to nothing there is, whose pointers are worth asking for.

        They are not where the provider cites by itself: it has said that it has nothing to cite.
        """
        if self._refused or self._cites:
            return []
        return [sentence.text for sentence in self.sentences if not sentence.citations][:MOST_ASKED_AGAIN]

    def pointed(self, reply: str) -> None:
        """Prove the sentences that point to nothing by the pointers of a reply: a line with a letter for each.

        Raises `Stopped` where the signal of the request is set.
        """
        lines = {match[1]: match[2] for match in _LINE.finditer(reply)}
        failed = [at for at, sentence in enumerate(self.sentences) if not sentence.citations][:MOST_ASKED_AGAIN]
        for order, at in enumerate(failed):
            go_on(self._request.stop)
            draft = self._blank()
            draft.feed(lines.get(letter(order), ""))
            draft.finish()
            again = self._prover.proven(DraftSentence(self.sentences[at].text, draft.pointed()))
            if again.supported:
                self.sentences[at] = again

    def shown(self) -> Shown:
        """What is shown of it."""
        short = len(self.sentences) + self._refused <= SHORT
        if not self.sentences or (self._refused and short):
            return Shown((), cause=Cause("not in passages"))
        shown = guarded(self.sentences, self._guard.opinion(), self._show_unproven)
        told_of = self.problem or self._remark
        return replace(shown, cause=told_of) if told_of and shown.sentences else shown
