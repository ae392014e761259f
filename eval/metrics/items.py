"""One question with its answer, checked against the corpus once: what all measures read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from eval.metrics.spans import widened
from eval.sets.cases import Question
from eval.sets.evidence import Fact
from eval.sets.predictions import Cited, Pair, Prediction
from eval.sets.source import Corpus
from rag.language.sentences import sentences
from rag.proof.quotes import Haystack
from rag.types import UNDETERMINED, Span

Ratio = tuple[float, float]
"""Numerator and denominator; a measure over many questions is the sum of the one by the sum of the other.

`(0, 0)` says that the measure does not concern a question.
"""

NOT_CONCERNED: Ratio = (0.0, 0.0)


class Fate(StrEnum):
    """Where the quote of a citation stands."""

    STRICT = "strict"
    """At the cited place, character for character."""
    LENIENT = "lenient"
    """At the cited place, but for line breaks, typography, composition and the like."""
    MOVED = "moved"
    """Elsewhere in the cited file."""
    MISATTRIBUTED = "misattributed"
    """Only in another file of the corpus."""
    FABRICATED = "fabricated"
    """In no file of the corpus."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A citation with what a look into the corpus says.

    `resolves`: the file is in the corpus, has the hash that the citation names, if any, and holds the span.
    """

    cited: Cited
    resolves: bool
    fate: Fate

    @property
    def span(self) -> Span:
        return Span(self.cited.start, self.cited.end)

    @property
    def valid(self) -> bool:
        """The quote is what stands at the cited place."""
        return self.resolves and self.fate is Fate.STRICT


@dataclass(frozen=True, slots=True)
class Target:
    """A place that proves a fact: the span itself, without white space at its ends, and its sentences."""

    file: str
    span: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class Item:
    """One question, its prediction, and both checked against the corpus.

    `facts` hold the targets that prove each fact; `sentences` the checked citations of each sentence of the answer,
    `suggested` those of what an abstention offers as "perhaps".
    """

    pair: Pair
    facts: tuple[tuple[Target, ...], ...]
    sentences: tuple[tuple[Checked, ...], ...]
    suggested: tuple[Checked, ...] = ()

    @property
    def question(self) -> Question:
        return self.pair.question

    @property
    def prediction(self) -> Prediction | None:
        return self.pair.prediction

    @property
    def failed(self) -> bool:
        """There is no prediction, or it is an error."""
        return self.pair.prediction is None or self.pair.prediction.error is not None

    @property
    def abstained(self) -> bool:
        return (
            self.pair.prediction is not None and self.pair.prediction.error is None and self.pair.prediction.abstained
        )

    @property
    def answered(self) -> bool:
        return not self.failed and not self.abstained

    @property
    def citations(self) -> tuple[Checked, ...]:
        """The citations of the answer; an abstention or a failure has none."""
        return tuple(checked for sentence in self.sentences for checked in sentence)


class Examiner:
    """Checks pairs against one corpus; keeps folded texts and sentence borders of the files that it has seen.

    Quotes are looked up as `preuve verify` does it: after folding, on token boundaries, never by similarity.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._haystacks: dict[str, Haystack] = {}
        self._sentences: dict[str, tuple[Span, ...]] = {}

    def item(self, pair: Pair) -> Item:
        """The pair with everything that the measures need."""
        prediction = pair.prediction
        cited = () if prediction is None or prediction.abstained else prediction.sentences
        offered = prediction.suggestion if prediction is not None and prediction.abstained else None
        return Item(
            pair,
            tuple(self._targets(fact) for fact in pair.question.evidence),
            tuple(tuple(self.check(citation) for citation in sentence.citations) for sentence in cited),
            () if offered is None else tuple(self.check(citation) for citation in offered.citations),
        )

    def check(self, cited: Cited) -> Checked:
        """What the corpus says about one citation."""
        resolves = self._resolves(cited)
        return Checked(cited, resolves, self._fate(cited, resolves))

    def _resolves(self, cited: Cited) -> bool:
        if cited.file not in self._corpus or not 0 <= cited.start < cited.end <= len(self._corpus[cited.file]):
            return False
        return cited.sha256 is None or cited.sha256 == self._corpus.digests[cited.file]

    def _fate(self, cited: Cited, resolves: bool) -> Fate:
        if resolves:
            there = self._corpus[cited.file][cited.start : cited.end]
            if there == cited.quote:
                return Fate.STRICT
            if any(_all_of(there, span) for span in Haystack(there).find(cited.quote)):
                return Fate.LENIENT
        if cited.file in self._corpus and self._holds(cited.file, cited.quote):
            return Fate.MOVED
        if any(self._holds(file, cited.quote) for file in self._corpus if file != cited.file):
            return Fate.MISATTRIBUTED
        return Fate.FABRICATED

    def _holds(self, file: str, quote: str) -> bool:
        if file not in self._haystacks:
            self._haystacks[file] = Haystack(self._corpus[file])
        return bool(self._haystacks[file].find(quote))

    def _targets(self, fact: Fact) -> tuple[Target, ...]:
        return tuple(self._target(place.file, trimmed(place.span, place.text)) for place in fact)

    def _target(self, file: str, span: Span) -> Target:
        if file not in self._sentences:
            text = self._corpus[file]
            self._sentences[file] = sentences(text, script_language(text))
        return Target(file, span, widened(span, self._sentences[file]))


def examine(pairs: Iterable[Pair], corpora: Mapping[str, Corpus]) -> tuple[Item, ...]:
    """The items of `pairs`, in order; `corpora` holds the corpus of each test set by name."""
    examiners = {name: Examiner(corpus) for name, corpus in corpora.items()}
    return tuple(examiners[pair.set_name].item(pair) for pair in pairs)


def script_language(text: str) -> str:
    """ "ar" for a text in Arabic letters, else undetermined: all that finding sentences needs to know."""
    letters = [character for character in text[:2000] if character.isalpha()]
    arabic = sum("\u0600" <= character <= "\u06ff" for character in letters)
    return "ar" if arabic > len(letters) / 2 else UNDETERMINED


def _all_of(text: str, span: Span) -> bool:
    return not text[: span.start].strip() and not text[span.end :].strip()


def trimmed(span: Span, text: str) -> Span:
    """`span` without the white space at the ends of its `text`; unchanged where there is nothing else."""
    if not text.strip():
        return span
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, span.end - (len(text) - len(text.rstrip())))
