"""Words of a near copy that stand in the place of others: names, parts of a negation, opposites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rag.language.language import Token
from rag.language.senses.links import NEGATIVE_CONDITIONS
from rag.language.senses.negation import NEGATION_PARTS
from rag.language.senses.opposites import OPPOSITES
from rag.language.senses.paraphrases import key
from rag.language.senses.strength import ALL, MAY, MUST, PLANNED, SHOULD, SOME
from rag.proof.support.finding import Objection
from rag.proof.support.limits import is_limit
from rag.proof.support.names import capitalised, known
from rag.proof.support.text import Text, Word, held, in_language

_LATER = frozenset(("tard", "tot"))
_COPIED = 0.65  # share of words in common, in order, from which on a sentence is a copy with changes
_LONGEST_NAME = 2  # content words of a name that stands in another's place
_ARABIC_TIE = re.compile(r"(?<!\w)(?:في|الي|بمدينه|مدينه) $")
_LISTED = ("ni", "neither", "nor")  # « ni la mairie ni la préfecture » denies once
_FIRST_PARTS = ("ne", "n")
_ELLIPTIC = re.compile(r"(?:(?<!\w)(?:mais|et|ou)|,) (?:pas|plus|jamais) ")
_LONGEST_CHANGE = 4  # words of a copy that are compared as one change


def objections(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    same = in_language(proofs, claim.language)
    yield from _turned_words(claim, same)
    yield from _changed_words(claim, same)
    yield from _other_places(claim, same)


def _turned_words(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    """Words that turn a near copy round: a part of a negation more or less, an opposite in another's place."""
    said = claim.plain_words
    texts = (claim, *proofs)
    otherwise = any(is_limit(text, negation) for text in texts for negation in text.negations) or any(
        text.language in NEGATIVE_CONDITIONS and NEGATIVE_CONDITIONS[text.language].search(text.plain) for text in texts
    )
    for proof in proofs:
        there = proof.plain_words
        matcher = SequenceMatcher(None, said, there, False)
        if sum(block.size for block in matcher.get_matching_blocks()) < _COPIED * len(said):
            continue
        for kind, start, end, there_start, there_end in matcher.get_opcodes():
            new, old = said[start:end], there[there_start:there_end]
            if kind == "equal" or max(len(new), len(old)) > _LONGEST_CHANGE:
                continue
            yield from _turned(new, old)
            listed = claim.negations and any(part in there for part in _LISTED)
            if not otherwise and not listed:
                yield from _more_or_less_negated(claim, proof, new, old)


def _more_or_less_negated(claim: Text, proof: Text, new: Sequence[str], old: Sequence[str]) -> Iterator[Objection]:
    for part in sorted(NEGATION_PARTS.get(claim.language, frozenset())):
        said, there = (_bare(text.plain_words).count(part) for text in (claim, proof))
        if part == "plus" and _LATER.intersection((*new, *old)):
            continue  # « trois ans plus tard » denies nothing
        if part in _FIRST_PARTS and _ELLIPTIC.search(proof.plain):
            continue  # « mais pas sur les jeux » denies without it
        new, old = _bare(new), _bare(old)
        if part in new and part not in old and said > there:
            yield Objection(f"“{part}” is not in the source", True)
        elif part in old and part not in new and there > said:
            yield Objection(f"the source says “{part}”", True)


def _bare(words: Sequence[str]) -> list[str]:
    """Words without the Arabic « and » that is joined to a negation."""
    parts = NEGATION_PARTS["ar"]
    return [word[1:] if word[:1] == "و" and word[1:] in parts else word for word in words]


def _turned(new: Sequence[str], old: Sequence[str]) -> Iterator[Objection]:
    for group in OPPOSITES:
        for side in group:
            word = next((word for word in new if side.fullmatch(word)), None)
            against = [was for other in group if other is not side for was in old if other.fullmatch(was)]
            if word and against:
                yield Objection(f"“{word}” is the opposite of what the source says", True)


def _changed_words(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    """Names and, where names have no capitals, any words that stand in the place of others of the source."""
    said = [token.term for token in claim.tokens]
    terms = frozenset().union(*(proof.terms for proof in proofs))
    capitals = frozenset(token.start for token in capitalised(claim, proofs))
    for proof in proofs:
        there = [token.term for token in proof.tokens]
        matcher = SequenceMatcher(None, said, there, False)
        if len(said) < 3 or sum(block.size for block in matcher.get_matching_blocks()) < _COPIED * len(said):
            continue
        for kind, start, end, there_start, there_end in matcher.get_opcodes():
            longest = 1 if claim.language == "ar" else _LONGEST_NAME
            if kind != "replace" or max(end - start, there_end - there_start) > longest:
                continue
            new = [token for token in claim.tokens[start:end] if token.term not in terms]
            old = proof.tokens[there_start:there_end]
            names = new and new[0].start in capitals and any(proof.text[t.start].isupper() for t in old)
            # What one denies and the other says in a word that denies is compared as a whole.
            words = claim.language == "ar" and bool(claim.negations) == bool(proof.negations)
            words = words and (start, there_start) != (0, 0)  # verbs, which are said in many ways
            if new and (names or words) and not _said_otherwise(claim, new[0], proofs):
                yield Objection(f"“{claim.shown(new[0])}” is not in the source")


def _said_otherwise(claim: Text, token: Token, proofs: Sequence[Text]) -> bool:
    """Whether the sources have another form of a word, another word for it, or the number that it is."""
    if known(claim, token, proofs):
        return True
    word = Text(claim.shown(token), claim.language)
    keys = [*word.keys, key(token.term, claim.language)]
    strength = (MAY, MUST, SHOULD, PLANNED, ALL, SOME)
    return any(held(keys, proof.keys) for proof in proofs) or any(
        claim.language in patterns and patterns[claim.language].search(word.plain) for patterns in strength
    )


def _other_places(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    """In Arabic, where names have no capitals: a place or a person that no source has, where it has another one."""
    if claim.language != "ar":
        return
    there = frozenset().union(*(proof.keys for proof in proofs))
    others = {word.key for proof in proofs for word in _tied(proof)} - claim.keys
    for word in _tied(claim):
        if not held([word.key], there) and others and not word.exact:
            yield Objection(f"“{claim.plain[word.start : word.end]}” is not in the source")


def _tied(text: Text) -> list[Word]:
    times = ("شهر", "سنه", "عام", "يوم")
    words = [word for word in text.words if text.plain[word.start : word.end] not in times]
    return [word for word in words if _ARABIC_TIE.search(text.plain[: word.start])]
