"""Whether the places that a sentence cites prove it, by comparing what both say, one kind of thing after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.language.senses.negation import ANSWERS
from rag.language.sentences import LONGEST, sentences
from rag.proof.support import (
    bindings,
    changes,
    conditions,
    limits,
    mixtures,
    names,
    numbers,
    polarity,
    roles,
    strength,
    things,
    words,
)
from rag.proof.support.align import pairs
from rag.proof.support.finding import Finding, Objection, Support
from rag.proof.support.text import Text, keys_of

LONGEST_CLAIM = 2 * LONGEST
"""Characters of a sentence, and of a source, that are compared: the time for it grows with the one times the other."""
_ENDS = " .!?؟…\"'»«"  # what may stand before and after a sentence that is copied


@dataclass(frozen=True, slots=True)
class Source:
    """A cited text with its language code; `context` is what stands around it: heading, file name, passage.

    `about` is what it is about without saying so: its heading and the name of its file.
    """

    text: str
    language: str
    context: str = ""
    about: str = ""


def check(sentence: str, language: str, sources: Sequence[Source], question: str = "") -> Finding:
    """Whether the sources prove the sentence, and if not why, in a few words.

    A name that is not in the sources is accepted where the sentence before has it and the source a pronoun for it, or
    where the question has it and the context too. A sentence that says the opposite of its sources is contradicted.
    """
    if not sources:
        return Finding(Support.UNPROVEN, "no source is given")
    if len(sentence) > LONGEST_CLAIM:
        return Finding(Support.UNPROVEN, "it is too long to be compared with its source")
    claim, asked = Text(sentence, language), Text(question, language)
    answered = ANSWERS[language].match(claim.plain) if language in ANSWERS else None
    if answered is None:
        return _finding(_objections(claim, sources, asked))
    yes = answered["yes"] is not None
    rest = _without(claim, answered.end())
    if rest.words:
        against = [*_objections(rest, sources, asked), *polarity.answer_objections(yes, rest, asked)]
        return _finding(against)
    if not question:
        return Finding(Support.UNPROVEN, "a “yes” or “no” without a question says nothing")
    return _answer_alone(yes, _finding(_objections(asked, sources, Text("", language))))


def _near(claim: Text, source: Source) -> str:
    """The text of a source, or of a long one the sentences that have most words in common with the claim."""
    if len(source.text) <= LONGEST_CLAIM:
        return source.text
    spans = sentences(source.text, source.language)
    # What has no end of a sentence for long, as a table, is taken in pieces.
    pieces = [(at, min(at + LONGEST, span.end)) for span in spans for at in range(span.start, span.end, LONGEST)]
    parts = [source.text[start:end] for start, end in pieces]
    shared = [len(claim.keys & Text(part, source.language).keys) for part in parts]
    chosen: list[int] = []
    room = LONGEST_CLAIM
    for place in sorted(range(len(parts)), key=lambda place: -shared[place]):
        room -= len(parts[place])
        if chosen and room < 0:
            break
        chosen.append(place)
    return " ".join(parts[place] for place in sorted(chosen))


def _without(claim: Text, end: int) -> Text:
    """A statement without the answer that opens it; folding may have changed its length, so that words are counted."""
    opening = len(claim.plain[:end].split())
    return Text(claim.text.split(maxsplit=opening)[-1] if len(claim.text.split()) > opening else "", claim.language)


def _answer_alone(yes: bool, stated: Finding) -> Finding:
    """A bare « yes » or « no », after what the sources say of the question taken as a statement."""
    if stated.verdict is Support.UNPROVEN or yes:
        return stated
    if stated.verdict is Support.CONTRADICTED:
        return Finding(Support.PROVEN)
    return Finding(Support.CONTRADICTED, "the source affirms what is asked")


def _finding(against: Iterator[Objection] | Sequence[Objection]) -> Finding:
    objections = list(against)
    worst = next((objection for objection in objections if objection.opposite), None)
    if worst:
        return Finding(Support.CONTRADICTED, worst.reason)
    return Finding(Support.UNPROVEN, objections[0].reason) if objections else Finding(Support.PROVEN)


def _objections(claim: Text, sources: Sequence[Source], asked: Text) -> Iterator[Objection]:
    proofs = [Text(_near(claim, source), source.language) for source in sources]
    if any(claim.plain.strip(_ENDS) == proof.plain.strip(_ENDS) for proof in proofs):
        return
    around = Text(" ".join(source.context for source in sources), sources[0].language)
    known = (names.antecedent(proof, source.context) for proof, source in zip(proofs, sources, strict=True))
    behind = frozenset().union(*known)
    spelled = frozenset().union(*(names.words_of_acronyms(claim, proof) for proof in proofs))
    found = pairs(claim, proofs)
    yield from numbers.objections(claim, proofs)
    yield from limits.objections(claim, proofs)
    yield from names.objections(claim, proofs, behind, around, asked)
    yield from polarity.objections(claim, proofs, found)
    yield from roles.objections(found)
    yield from bindings.objections(claim, proofs, found)
    yield from mixtures.objections(claim, proofs, found)
    yield from strength.objections(found)
    yield from conditions.objections(claim, proofs, asked)
    yield from changes.objections(claim, proofs)
    spoken = behind | keys_of(claim, spelled)
    yield from things.objections(claim, proofs, spoken | claim.proper | _spoken_of(proofs, sources))
    yield from words.objections(claim, proofs, spoken)


def _spoken_of(proofs: Sequence[Text], sources: Sequence[Source]) -> frozenset[str]:
    """The keys of what the sources speak of without naming it: in their headings, and before a pronoun."""
    about = (Text(source.about, source.language).keys for source in sources if source.about)
    before = (names.before(proof, source.context) for proof, source in zip(proofs, sources, strict=True))
    return frozenset().union(
        *about, *(Text(text, proof.language).keys for text, proof in zip(before, proofs, strict=True))
    )
