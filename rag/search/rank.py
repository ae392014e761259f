"""A question as it is searched for, and what a passage has in common with it, as numbers.

Both speak in index terms (see `rag.language.language`), weighted by how rare they are (inverse document frequency, as
in BM25, doi:10.1561/1500000019).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from rag.language.asking import asked_of, manners
from rag.language.compounds import compounds
from rag.language.folding import fold_plain, skeleton
from rag.language.language import Token, analyse
from rag.language.parts.articles import asked_parts
from rag.language.questions import Kind, asking_words, kind_of
from rag.language.senses.negation import negations
from rag.language.senses.synonyms import synonyms
from rag.search.matching import DENIAL, Clue, Matcher, Numbers, View
from rag.search.ways import other_ways, small_acronyms, unknown_acronyms


@dataclass(frozen=True)
class Inquiry:
    """A question as it is searched for.

    `clues` holds its terms in order by language of the documents, because each language has its own analysis.
    """

    text: str
    language: str
    kind: Kind
    clues: Mapping[str, tuple[Clue, ...]]
    _matchers: dict[str, Matcher] = field(default_factory=dict, compare=False, repr=False)

    def of(self, language: str) -> tuple[Clue, ...]:
        """The clues for a passage in a language."""
        return self.clues.get(language) or self.clues.get(self.language) or ()

    def matcher(self, language: str) -> Matcher:
        """What finds the clues in passages in a language."""
        matcher = self._matchers.get(language)
        if matcher is None:
            matcher = self._matchers[language] = Matcher(self.of(language))
        return matcher


def inverse_frequency(count: int, total: int) -> float:
    """The weight of a term that occurs in `count` of `total` passages."""
    return math.log(1.0 + (total - count + 0.5) / (count + 0.5))


def inquire(text: str, language: str, languages: Sequence[str], frequency: Callable[[str], int], total: int) -> Inquiry:
    """The question as it is searched for in documents of some languages.

    `frequency` tells in how many of the `total` passages a term occurs. What is a stop word in the question's own
    language is left out in the others too.
    """
    asked = asked_of(text, language)
    text = asked.text
    only_asks = f"{asking_words(text, language)} {manners(text, language)}"
    asking = {token.term for token in analyse(only_asks, language)}
    acronyms = small_acronyms(text, analyse(text, language))
    own = [token for token in (*analyse(text, language), *acronyms) if token.term not in asking]
    own.sort(key=lambda token: token.start)
    parts = frozenset(part.term for part in asked_parts(skeleton(fold_plain(text))))
    clues: dict[str, tuple[Clue, ...]] = {}
    for code in dict.fromkeys((language, *languages)):
        tokens = own if code == language else [*analyse(text, code), *acronyms]
        # What a story before the question says and no document is no matter of theirs.
        tokens = [token for token in tokens if token.start >= len(asked.told) or frequency(token.term)]
        terms, exact = _terms(text, language, own, code, tokens)
        terms |= dict.fromkeys(parts, frozenset())
        ways = other_ways(text, language, own, code, tokens)
        counts = {term: frequency(term) for term in terms}
        letters = unknown_acronyms(text, tokens, counts)
        clues[code] = tuple(
            Clue(
                term,
                inverse_frequency(counts[term], total),
                others,
                term in exact or term in parts,
                frozenset(ways.get(term, ())),
                letters.get(term, ""),
            )
            for term, others in terms.items()
        )
    kind = kind_of(asked.question, language)
    if kind != Kind.YES_NO and negations(_without_codes(asked.question), language):
        clues = {code: (*found, _denial(found)) for code, found in clues.items() if found}
    return Inquiry(text, language, kind, clues)


def _terms(
    text: str, language: str, own: Sequence[Token], documents: str, tokens: Sequence[Token]
) -> tuple[dict[str, frozenset[str]], set[str]]:
    """The terms of a question for documents in a language, each with its synonyms, and those that are exact."""
    terms: dict[str, frozenset[str]] = {}
    exact: set[str] = set()
    for token in tokens:
        same = [each.term for each in own if each.start < token.end and token.start < each.end]
        if same:
            others = frozenset().union(*(synonyms(term, language, documents) for term in same))
            terms[token.term] = terms.get(token.term, frozenset()) | others
            if token.start > 0 and (text[token.start].isupper() or text[token.start].isdigit()):
                exact.add(token.term)
    return terms, exact


def _without_codes(question: str) -> str:
    """A question without its part numbers: NOR.0707-60 denies nothing."""
    for compound in reversed(list(compounds(question))):
        question = f"{question[: compound.start]} {question[compound.end :]}"
    return question


def _denial(clues: Sequence[Clue]) -> Clue:
    """The clue that something is denied; it weighs as the others do on average."""
    return Clue(DENIAL, sum(clue.weight for clue in clues) / len(clues))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search returned.

    `lexical` is its BM25 score, `dense` its cosine to the question in standard deviations above passages taken at
    random (see `rag.search.nearness`).
    """

    seen: View
    lexical: float
    dense: float


SATURATED = 2.2
"""The greatest BM25 score of a term, relative to its inverse document frequency: k1 + 1."""
PASSAGE_FEATURES = ("lexical", "coverage", "sentence", "context", "dense")


def passage_features(inquiry: Inquiry, candidates: Sequence[Candidate]) -> Numbers:
    """The features of candidates, shape `(candidates, len(PASSAGE_FEATURES))`.

    `lexical` is the share of the BM25 score that a passage would have which says nothing but the clues, over and over;
    the score itself grows with the collection. `coverage` is the weighted share of the clues in the passage, `sentence`
    that of its best sentence; `context` counts clues that only its headings or file name hold.
    """
    rows = np.zeros((len(candidates), len(PASSAGE_FEATURES)))
    for language in dict.fromkeys(candidate.seen.passage.language for candidate in candidates):
        at = [row for row, candidate in enumerate(candidates) if candidate.seen.passage.language == language]
        views = [candidates[row].seen for row in at]
        matcher = inquiry.matcher(language)
        found, starts = matcher.search(views)
        union = np.maximum.reduceat(found, starts, axis=0)
        most = SATURATED * float(matcher.weights.sum())
        context = np.maximum(np.stack([matcher.in_context(seen) for seen in views]) - union, 0.0)
        rows[at] = np.column_stack(
            (
                np.array([candidates[row].lexical for row in at]) / (most or 1.0),
                matcher.share(union),
                np.maximum.reduceat(matcher.share(found), starts),
                matcher.share(context),
                [candidates[row].dense for row in at],
            )
        )
    return rows
