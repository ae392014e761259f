"""Names that the sources do not have: under no spelling, not as an acronym, and not behind a pronoun either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.folding import fold_plain, skeleton
from rag.language.language import Token
from rag.language.name_forms import same_name, spelled_out
from rag.language.numbers.weekdays import weekdays
from rag.language.senses.paraphrases import key
from rag.language.words import STOP_WORDS
from rag.proof.support.finding import Objection
from rag.proof.support.text import Text, related, shared_beginning

_PRONOUNS = {
    "fr": re.compile(
        r"(?<![\w-])(?:ils?|elles?|lui|celui-ci|celle-ci|ce dernier|cette derniere|ceux-ci|on|son|sa"
        r"|ses|cet?t?e?)(?!\w)"
    ),
    "en": re.compile(r"(?<!\w)(?:he|she|it|they|him|his|her|its|their|them|this|these|the latter)(?!\w)"),
    "ar": re.compile(r"(?<!\w)[وف]?(?:هو|هي|هم|هذا|هذه|\w{3,}(?:ه|ها|هم)|[يت]\w{3,}|\w{2,}ت)(?!\w)"),
}
_SAME = 4  # letters that a word and another form of it begin with
_SENTENCE_END = re.compile(r"[.!?؟](?:\s+|$)|\n+")
_NAME = re.compile(
    r"[^\W\d_]*[A-ZÀ-ÖØ-Þ][\w'’-]*(?:(?: de| d'| du| el| al| of| the| van| von| ben)? ?[A-ZÀ-ÖØ-Þ][\w'’-]*)*"
)
NO_NAME = re.compile(r"(?:\w+(?:ment|ant|ees?|es|s|ing|ed|ly|tion|er|ir|ite)|e\w*|\d+)$")
"""Words that open a sentence as participles, adverbs and nouns do, and names seldom."""


def objections(
    claim: Text, proofs: Sequence[Text], behind: frozenset[str], around: Text, asked: Text
) -> Iterator[Objection]:
    """Names without a proof. `behind` are those that pronouns stand for, `around` is what stands around the proofs."""
    for token in capitalised(claim, proofs):
        if token.term in behind or known(claim, token, proofs):
            continue
        if token.term in asked.terms and token.term in around.terms and not behind:
            continue
        yield Objection(f"“{claim.shown(token)}” is not in the source")


def known(claim: Text, token: Token, proofs: Sequence[Text]) -> bool:
    """Whether the sources have a name, in any of its forms."""
    days = set(weekdays(skeleton(fold_plain(claim.shown(token))), claim.language))
    for proof in proofs:
        if days and days <= set(weekdays(proof.plain, proof.language)):
            return True  # within a range, where an English name of a day is a name
        same = proof.language == claim.language
        if token.term in proof.terms or any(one_name(token.term, term, same) for term in proof.terms):
            return True
        if _acronym(claim, token, proof):
            return True
    return False


def capitalised(claim: Text, proofs: Sequence[Text]) -> Iterator[Token]:
    """Tokens that are names by their capital; the first word only if something else says that it is one."""
    opening = re.search(r"\w", claim.text)
    first = opening.start() if opening else 0
    places = [token for token in claim.tokens if claim.text[token.start].isupper()]
    for place, token in enumerate(places):
        if any(character.isdigit() for character in token.term):
            continue
        followed = place + 1 < len(places) and claim.text[token.end : places[place + 1].start].strip() == ""
        capitals = claim.shown(token).isupper() and token.end - token.start > 1
        if token.start > first or capitals or followed or _opens_as_name(claim, token, proofs):
            yield token


def _opens_as_name(claim: Text, token: Token, proofs: Sequence[Text]) -> bool:
    """Whether the first word of a statement stands for a name: no word that we know, and the source"
    " has another name."""
    word = skeleton(fold_plain(claim.shown(token)))
    if len(word) < 4 or (claim.language == "en" and word.endswith("s")) or NO_NAME.match(word):
        return False
    if key(token.term, claim.language) != token.term:
        return False
    if any(shared_beginning(word, other) >= _SAME for proof in proofs for other in proof.plain_words):
        return False
    said = claim.terms
    return any(
        proof.text[other.start].isupper() and other.term not in said and not other.term[0].isdigit()
        for proof in proofs
        for other in proof.tokens
    )


def one_name(one: str, other: str, same_language: bool) -> bool:
    """Whether two terms may be forms of one name, such as Maroc and Marocain, or Maroc and Morocco."""
    if same_name(one, other):
        return True
    if not same_language:
        return one[:3] == other[:3]
    return related(one, other)


def _acronym(claim: Text, token: Token, proof: Text) -> bool:
    """Whether a token is an acronym of words of the source, or a word of a name that the source has as an acronym."""
    shown = claim.shown(token).replace(".", "")
    if shown.isupper() and len(shown) > 1:
        letters = skeleton(fold_plain(shown))
        spelled = spelled_out(letters, proof.plain_words, STOP_WORDS.get(proof.language, frozenset()))
        pairs = ("-".join(two) for two in zip(proof.plain_words, proof.plain_words[1:], strict=False))
        return spelled is not None or any(same_name(letters, two) for two in pairs)
    return skeleton(fold_plain(shown)) in words_of_acronyms(claim, proof)


def words_of_acronyms(claim: Text, proof: Text) -> frozenset[str]:
    """The words of a statement, in skeleton form, whose first letters the source has as an acronym."""
    small = STOP_WORDS.get(claim.language, frozenset())
    found: set[str] = set()
    for token in proof.tokens:
        letters = proof.shown(token).replace(".", "")
        place = spelled_out(letters, claim.plain_words, small) if letters.isupper() else None
        if place:
            found.update(claim.plain_words[place.start : place.stop])
    return frozenset(found)


def before(proof: Text, context: str) -> str:
    """The sentence before the proof, where the proof has a pronoun for what is in it; empty if there is none."""
    pronoun = _PRONOUNS.get(proof.language)
    place = context.find(proof.text)
    if place <= 0 or pronoun is None or not pronoun.search(proof.plain):
        return ""
    text = context[:place].rstrip()
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() < len(text)]
    return text[ends[-1] if ends else 0 :]


def antecedent(proof: Text, context: str) -> frozenset[str]:
    """The terms of the name that the sentence before the proof begins with, where the proof has a pronoun for it.

    Of two names in the sentence before, the first counts: it is its subject more often than not.
    """
    sentence = before(proof, context)
    if proof.language == "ar":
        return Text(sentence, "ar").terms
    words = STOP_WORDS.get(proof.language, frozenset())
    for match in _NAME.finditer(sentence):
        text = Text(match[0], proof.language)
        if text.terms and skeleton(fold_plain(match[0])) not in words:
            return text.terms
    return frozenset()
