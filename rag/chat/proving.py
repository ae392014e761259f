"""A sentence of the model with its proof: where it points, or where code finds that it should have pointed.

A model that writes what is true often points beside it. Asked again it seldom does better, so code looks for the shown
sentence, or the two neighbours, that prove it (6 of 16 sentences, all right, where asking again put 0 of 20 right).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from rag.answers import AnswerSentence
from rag.chat.draft import DraftSentence
from rag.language.cues import leans
from rag.language.language import analyse, detect
from rag.proof.entailment import SecondCheck
from rag.proof.evidence import Evidence, Place
from rag.proof.pointers import Pointer
from rag.proof.support import Finding, Source, Support, check
from rag.types import UNDETERMINED, BlockKind, Span

STEMMED = frozenset(("fr", "en", "ar"))
"""Languages whose words the support check can compare."""
MOST_TRIED = 6
"""Places, and pairs of neighbours, that a sentence without a proof is compared with at most."""
LEAST_WORDS = 3
"""Content words of a sentence from which on it says enough for code to look for its proof."""
LEAST_SHARED, LEAST_HELD = 0.34, 0.6
"""The share of the words of a sentence that a place must have to be compared with it, and to be its proof."""
_TELLING = 40  # characters from which on the language of a sentence can be told


class Prover:
    """Proves the sentences of one answer by what its model was shown.

    `second` is asked about sentences that the support check found proven.
    """

    def __init__(self, evidence: Evidence, question: str, language: str, second: SecondCheck | None = None) -> None:
        self._evidence = evidence
        self._question = question
        self._language = language
        self._second = second

    def proven(self, draft: DraftSentence) -> AnswerSentence:
        """The sentence with what proves it cut out of the documents; with what it points to where nothing does."""
        language = _written_in(draft.text, self._language)
        pointed = self._pointed(draft, language)
        finding = self._finding(draft.text, language, pointed)
        reason, places = finding.reason, list(pointed)
        if finding.verdict is Support.PROVEN:
            places = self._needed(draft.text, language, pointed)
        elif finding.verdict is Support.UNPROVEN and (found := self._repointed(draft.text, language)):
            reason, places = None, found
        if reason is None:
            places = [self._with_antecedent(place, draft.text, language) for place in places]
        if reason is None and self._second:
            reason = self._second(" ".join(place.text for place in places), draft.text)
        citations = tuple(self._evidence.citation(place) for place in dict.fromkeys(places))
        return AnswerSentence(draft.text, reason is None, citations, reason)

    def selected(self, pointers: Sequence[Pointer]) -> Iterator[AnswerSentence]:
        """The very sentences that a model points to, in the order of its pointers, each once."""
        found = (self._evidence.place(pointer, self._question, self._language) for pointer in pointers)
        for place in dict.fromkeys(place for place in found if place is not None and not _is_heading(place)):
            citation = self._evidence.citation(place)
            yield AnswerSentence(citation.quote, True, (citation,))

    def _pointed(self, draft: DraftSentence, language: str) -> list[Place]:
        """The places that a sentence points to, each once, without headings where there is anything else."""
        found = (self._evidence.place(pointer, draft.text, language) for pointer in draft.pointers)
        places = list(dict.fromkeys(place for place in found if place is not None))
        return [place for place in places if not _is_heading(place)] or places

    def _finding(self, text: str, language: str, places: Sequence[Place]) -> Finding:
        return check(text, language, [_source(place, language) for place in places], self._question)

    def _proves(self, text: str, language: str, places: Sequence[Place]) -> bool:
        return self._finding(text, language, places).verdict is Support.PROVEN

    def _needed(self, text: str, language: str, places: Sequence[Place]) -> list[Place]:
        """The places without those that neither prove the sentence nor are missed by the others.

        What is precise about citations is defined so by Gao et al. (2023), ALCE.
        """
        needed = list(places)
        for place in sorted(places, key=lambda place: self._shared(text, language, (place,))):
            rest = [other for other in needed if other is not place]
            if rest and self._proves(text, language, rest) and not self._proves(text, language, [place]):
                needed = rest
        return needed

    def _repointed(self, text: str, language: str) -> list[Place] | None:
        """What of the shown sentences proves a text: the nearest by its words, or two neighbours; `None` for nothing.

        Nothing does where one that is near says the contrary.
        """
        if len({token.term for token in analyse(text, language)}) < LEAST_WORDS:
            return None
        proof: list[Place] | None = None
        singles = [(place,) for stretch in self._evidence.stretches for place in stretch if not _is_heading(place)]
        pairs = [pair for stretch in self._evidence.stretches for pair in pairwise(stretch)]
        for candidates in (singles, pairs):
            for share, places in self._nearest(text, language, candidates):
                verdict = self._finding(text, language, places).verdict
                if verdict is Support.CONTRADICTED:
                    return None
                if verdict is Support.PROVEN and share >= LEAST_HELD:
                    proof = proof or list(places)
            if proof:
                break
        return proof

    def _nearest(
        self, text: str, language: str, candidates: Sequence[tuple[Place, ...]]
    ) -> Iterator[tuple[float, tuple[Place, ...]]]:
        shares = [self._shared(text, language, places) for places in candidates]
        for at in sorted(range(len(candidates)), key=lambda at: -shares[at])[:MOST_TRIED]:
            if shares[at] >= LEAST_SHARED:
                yield shares[at], candidates[at]

    def _shared(self, text: str, language: str, places: Sequence[Place]) -> float:
        """The share of the words of a text that places have, 0 to 1."""
        terms = {token.term for token in analyse(text, language)}
        held = frozenset().union(*(self._terms[place] for place in places))
        return len(terms & held) / len(terms) if terms else 0.0

    @cached_property
    def _terms(self) -> dict[Place, frozenset[str]]:
        return {
            place: frozenset(token.term for token in analyse(place.text, place.passage.language))
            for stretch in self._evidence.stretches
            for place in stretch
        }

    def _with_antecedent(self, place: Place, text: str, language: str) -> Place:
        """The place with the sentence before it, where it leans on that for words of the text."""
        passage = place.passage
        before = next((span for span in reversed(passage.sentences) if span.end <= place.span.start), None)
        if before is None or not leans(place.text, passage.language):
            return place
        joined = Place(passage, Span(before.start, place.span.end))
        terms = {token.term for token in analyse(text, language)}
        own, more = ({token.term for token in analyse(each.text, passage.language)} for each in (place, joined))
        return joined if terms & (more - own) else place


def _source(place: Place, language: str) -> Source:
    passage = place.passage
    about = f"{passage.file} {passage.heading or ''}"
    written = language if passage.language == UNDETERMINED else passage.language
    return Source(place.text, written, f"{about} {passage.text}", about)


def _is_heading(place: Place) -> bool:
    """Whether a place is a heading: it names what follows and says nothing."""
    blocks = (block for block in place.passage.blocks if block.kind is BlockKind.HEADING)
    return any(block.start <= place.span.start and place.span.end <= block.end for block in blocks)


def _written_in(text: str, asked_for: str) -> str:
    """The language of a sentence: models do not always write in the one they are told to."""
    if len(text) < _TELLING:
        return asked_for
    found = detect(text)
    return found if found in STEMMED else asked_for
