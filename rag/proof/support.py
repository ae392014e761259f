"""Whether the places that a sentence cites prove it: numbers, dates, units, names, negations, directions, and words.

The check reads no meaning. It finds what the sentence says and its sources do not, which is how a model's sentence
goes wrong most often and how similarity is fooled. What it cannot compare (another language, no word in common) does
not count as proven.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from rag.language.language import Quantity, Token, analyse, numbers
from rag.language.negation import NEGATION_PARTS, negations
from rag.language.opposites import OPPOSITES, opposite_prefix, spelled_numbers
from rag.language.sentences import LONGEST
from rag.language.text import fold_plain, skeleton

LEAST_SHARED = 0.4
"""Share of a sentence's content words that its sources must have, where both are in one language."""
LONGEST_CLAIM = 2 * LONGEST
"""Characters of a sentence that are compared: the time for it grows with the sentence times its sources."""
_COPIED = 0.65  # share of words in common, in order, from which on a sentence is a copy with changes
_LONGEST_NAME = 2  # content words of a name that stands in another's place
_LONGEST_CHANGE = 4  # words of a copy that are compared as one change
_RELATED = 4  # letters that two forms of one name share at least
_WORDS = re.compile(r"[^\W_]+")
_WORD_AFTER = re.compile(r"[ \u00a0\u202f-]?([^\W\d_]{2,})")


@dataclass(frozen=True, slots=True)
class Source:
    """A cited text with its language code; `context` is what stands around it: heading, file name, passage."""

    text: str
    language: str
    context: str = ""


def unproven(sentence: str, language: str, sources: Sequence[Source], question: str = "") -> str | None:
    """Why the sources do not prove the sentence, in a few words; `None` where nothing speaks against it.

    A name that is not in the sources is accepted only if the question has it and the context too.
    """
    if not sources:
        return "no source is given"
    if len(sentence) > LONGEST_CLAIM:
        return "it is too long to be compared with its source"
    claim = _Text(sentence, language)
    proofs = [_Text(source.text, source.language) for source in sources]
    around = _Text(" ".join(source.context for source in sources), sources[0].language)
    asked = _Text(question, language)
    for reason in _reasons(claim, proofs, around, asked):
        return reason
    return None


def _reasons(claim: _Text, proofs: Sequence[_Text], around: _Text, asked: _Text) -> Iterator[str]:
    yield from _numbers(claim, proofs)
    yield from _units(claim, proofs)
    yield from _names(claim, proofs, around, asked)
    yield from _directions(claim, proofs)
    yield from _negations(claim, proofs)
    yield from _turned_words(claim, proofs)
    yield from _changed_words(claim, proofs)
    yield from _words(claim, proofs)


class _Text:
    """A text with what is compared of it, each read once."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return analyse(self.text, self.language)

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(token.term for token in self.tokens)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return numbers(self.text, self.language)

    @cached_property
    def plain(self) -> str:
        return skeleton(fold_plain(self.text))

    @cached_property
    def words(self) -> list[str]:
        """All words, stop words too."""
        return _WORDS.findall(self.plain)

    @cached_property
    def spelled(self) -> dict[str, str]:
        """Numbers written as words, by value."""
        return spelled_numbers(self.plain, self.language)

    @cached_property
    def counted(self) -> dict[Quantity, str]:
        """The content word right after each number; empty if there is none."""
        return {quantity: self._counted(quantity) for quantity in self.quantities}

    def _counted(self, quantity: Quantity) -> str:
        match = _WORD_AFTER.match(self.text, quantity.end)
        if not match or not analyse(match[1], self.language):
            return ""
        return skeleton(fold_plain(match[1]))

    def shown(self, token: Token | Quantity) -> str:
        return " ".join(self.text[token.start : token.end].split())


def _numbers(claim: _Text, proofs: Sequence[_Text]) -> Iterator[str]:
    stated = [quantity for proof in proofs for quantity in proof.quantities]
    spelled = {value for proof in proofs for value in proof.spelled}
    for quantity in claim.quantities:
        if quantity.unit in (None, "ordinal", "year", "month", "week", "day", "hour") and quantity.value in spelled:
            continue
        if not any(proof.proves(quantity) for proof in stated):
            yield f"“{claim.shown(quantity)}” is not in the source"
    values = {quantity.value for quantity in stated}
    for value, word in claim.spelled.items():
        if value not in spelled and value not in values:
            yield f"“{word}” is not in the source"
    within = [(quantity.start, quantity.end) for quantity in claim.quantities]
    terms = frozenset().union(*(proof.terms for proof in proofs))
    for token in claim.tokens:
        if any(start <= token.start < end for start, end in within):
            continue
        if any(character.isdigit() for character in token.term) and token.term not in terms:
            yield f"“{claim.shown(token)}” is not in the source"


def _units(claim: _Text, proofs: Sequence[_Text]) -> Iterator[str]:
    """Numbers that count another thing than in the source, beyond the units of `rag.language.language.numbers`."""
    plain = " ".join(proof.plain for proof in proofs)
    for quantity, counted in claim.counted.items():
        if not counted:
            continue
        there = [
            word
            for proof in proofs
            if proof.language == claim.language
            for other, word in proof.counted.items()
            if other.value == quantity.value
        ]
        beginning = counted[:_RELATED]
        other = there and all(there) and beginning not in {word[:_RELATED] for word in there}
        if other and not re.search(rf"(?<!\w){re.escape(beginning)}", plain):
            yield f"“{claim.shown(quantity)} {counted}” is not in the source"


def _names(claim: _Text, proofs: Sequence[_Text], around: _Text, asked: _Text) -> Iterator[str]:
    terms = frozenset().union(*(proof.terms for proof in proofs))
    same = any(proof.language == claim.language for proof in proofs)
    for token in _capitalised(claim):
        if token.term in terms or any(_one_name(token.term, term, same) for term in terms):
            continue
        if token.term in asked.terms and token.term in around.terms:
            continue
        yield f"“{claim.shown(token)}” is not in the source"


def _capitalised(claim: _Text) -> Iterator[Token]:
    """Tokens that are names by their capital; the first word only if another capital follows or it is all capitals."""
    opening = re.search(r"\w", claim.text)
    first = opening.start() if opening else 0
    places = [token for token in claim.tokens if claim.text[token.start].isupper()]
    for place, token in enumerate(places):
        if any(character.isdigit() for character in token.term):
            continue
        if (
            token.start > first
            or (claim.shown(token).isupper() and token.end - token.start > 1)
            or (place + 1 < len(places) and claim.text[token.end : places[place + 1].start].strip() == "")
        ):
            yield token


def _one_name(one: str, other: str, same_language: bool) -> bool:
    """Whether two terms may be forms of one name, such as Maroc and Marocain, or Maroc and Morocco."""
    if not same_language:
        return one[:3] == other[:3]
    if min(len(one), len(other)) <= _RELATED:
        return False
    shared = _shared_beginning(one, other)
    return shared >= _RELATED and shared >= min(len(one), len(other)) - 1


def _shared_beginning(one: str, other: str) -> int:
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


def _directions(claim: _Text, proofs: Sequence[_Text]) -> Iterator[str]:
    plain = " ".join(proof.plain for proof in proofs)
    for group in OPPOSITES:
        said = [(side, match) for side in group if (match := side.search(claim.plain))]
        for side, match in said:
            if not side.search(plain) and any(other.search(plain) for other in group if other is not side):
                yield f"“{match[0]}” is the opposite of what the source says"
    there = {word for proof in proofs for word in proof.words}
    for word in set(claim.words) - there:
        if any(opposite_prefix(word, other) for other in there.difference(claim.words)):
            yield f"“{word}” is the opposite of what the source says"


def _negations(claim: _Text, proofs: Sequence[_Text]) -> Iterator[str]:
    said = negations(claim.text, claim.language)
    there = [negation for proof in proofs for negation in negations(proof.text, proof.language)]
    if len(said) > 0 and not there:
        yield f"“{said[0].word}” is not in the source"
        return
    if any(proof.language != claim.language for proof in proofs):
        return
    for negation in said:
        if not any(not negation.scope or negation.scope & other.scope for other in there):
            yield f"“{negation.word}” is not in the source"
    denied = frozenset().union(*(negation.scope for negation in said))
    for negation in there:
        if negation.scope and negation.scope <= claim.terms and not negation.scope & denied:
            yield f"the source says “{negation.word}”"


def _changes(said: Sequence[str], there: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """What a copy with changes changes, word by word, as difflib gives it; nothing where the one copies no other."""
    least = _COPIED * len(said)
    # What they share in any order is never less than what they share in one, and quickly counted.
    if (Counter(said) & Counter(there)).total() < least:
        return ()
    matcher = SequenceMatcher(None, said, there, False)
    return matcher.get_opcodes() if sum(block.size for block in matcher.get_matching_blocks()) >= least else ()


def _turned_words(claim: _Text, proofs: Sequence[_Text]) -> Iterator[str]:
    """Words of a near copy that turn it round: a part of a negation more or less, an opposite in another's place."""
    said = claim.words
    for proof in proofs:
        there = proof.words
        if proof.language != claim.language:
            continue
        for kind, start, end, there_start, there_end in _changes(said, there):
            new, old = said[start:end], there[there_start:there_end]
            if kind == "equal" or max(len(new), len(old)) > _LONGEST_CHANGE:
                continue
            yield from _turned(new, old)
            yield from _more_or_less_negated(claim, proof, new, old)


def _more_or_less_negated(claim: _Text, proof: _Text, new: Sequence[str], old: Sequence[str]) -> Iterator[str]:
    for part in NEGATION_PARTS.get(claim.language, frozenset()):
        said, there = claim.words.count(part), proof.words.count(part)
        if part in new and part not in old and said > there:
            yield f"“{part}” is not in the source"
        elif part in old and part not in new and there > said:
            yield f"the source says “{part}”"


def _turned(new: Sequence[str], old: Sequence[str]) -> Iterator[str]:
    for group in OPPOSITES:
        for side in group:
            word = next((word for word in new if side.fullmatch(word)), None)
            if word and any(other.fullmatch(was) for other in group if other is not side for was in old):
                yield f"“{word}” is the opposite of what the source says"


def _changed_words(claim: _Text, proofs: Sequence[_Text]) -> Iterator[str]:
    """Names and, where names have no capitals, any words that stand in the place of others of the source."""
    said = [token.term for token in claim.tokens]
    terms = frozenset().union(*(proof.terms for proof in proofs))
    for proof in proofs:
        if proof.language != claim.language or len(said) < 3:
            continue
        for kind, start, end, there_start, there_end in _changes(said, [token.term for token in proof.tokens]):
            if kind != "replace" or max(end - start, there_end - there_start) > _LONGEST_NAME:
                continue
            new = [token for token in claim.tokens[start:end] if token.term not in terms]
            old = proof.tokens[there_start:there_end]
            names = new and claim.text[new[0].start].isupper() and any(proof.text[t.start].isupper() for t in old)
            if new and (names or claim.language == "ar"):
                yield f"“{claim.shown(new[0])}” is not in the source"


def _words(claim: _Text, proofs: Sequence[_Text]) -> Iterator[str]:
    """Too little in common to compare."""
    terms = frozenset().union(*(proof.terms for proof in proofs))
    known = [term for term in claim.terms if term in terms or any(_one_name(term, other, True) for other in terms)]
    same = any(proof.language == claim.language for proof in proofs)
    if not claim.terms or not known:
        yield "it has no word in common with the source" if same else "its source is in another language"
    elif same and len(claim.terms) > 2 and len(known) < LEAST_SHARED * len(claim.terms):
        yield "it says more than the source"
