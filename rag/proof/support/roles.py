"""Who did what to whom: two words of a statement that stand on the other sides of a third than in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from rag.language.senses.links import CAUSES, CONSEQUENCES
from rag.language.senses.negation import NEGATION_PARTS
from rag.language.senses.paraphrases import converse
from rag.proof.support.align import Pair, by_clause
from rag.proof.support.finding import Objection
from rag.proof.support.opposites import opposites
from rag.proof.support.text import Clause, Text, Word

_BEFORE = re.compile(
    r"(?:^|[\s'’])(?P<word>[^\W\d_]+)['’]?\s?(?:the |les? |la |l'|an? |une? |des? |its |their |sa |son )?$"
)
_RELATIVE = {"fr": re.compile(r"\W*qui(?!\w)"), "en": re.compile(r"\W*(?:who|which)(?!\w)")}
_ADVERB = {"fr": re.compile(r"\w+ment"), "en": re.compile(r"\w+ly"), "ar": re.compile(r"(?!ال)\w{3,}ا")}
_AGENT = {
    "fr": re.compile(
        r"(?<!\w)(?:par|de la part d\w*)(?: l'|\W+(?:\w+ ){0,2}(?:\w+ (?:de |d'|des |du ))?(?:\d+ )?|\W*)$"
    ),
    "en": re.compile(r"(?<!\w)by(?:\W+(?:\w+ ){0,2}(?:\w+ of (?:the )?)?(?:\d+ )?|\W*)$"),
    "ar": re.compile(r"(?<!\w)(?:من قبل|من طرف|علي يد|بواسطه)\W+(?:\w+ ){0,1}$"),
}
_PREPOSITIONS = frozenset(
    "a au aux de du des d en dans par pour sur sous avec sans vers chez contre entre depuis avant"
    " apres of in on at to from"
    " by for with without against between before after near since during than que و في من الي علي عن مع ضد".split()
)
_PLACES = frozenset(
    "dans en sur sous pendant depuis avant apres chez vers in on at during since before after near"
    " في خلال منذ قبل بعد".split()
)
# What is leased to somebody is leased by him from another.
_ENDS = (("to", "from"), ("a", "de"), ("au", "du"), ("ل", "من"))
_BESIDE = _PLACES | frozenset("entre avec pour sans par between with for without among مع بين".split())
_GENITIVES = frozenset("of de du des d".split())
_JOINED = 3  # letters up to which an Arabic word holds no particle
_VERB_REACH = 3  # content words behind an Arabic verb among which its subject and its object are
_MOST_COMPARED = 16  # shared words of a clause of which each two are held against a third
_LOOK = 24  # characters before a word in which what ties it to the sentence stands


def objections(found: Sequence[Pair]) -> Iterator[Objection]:
    for group in by_clause(found):
        against = [_swapped(_with_antecedent(pair)) for pair in group]
        if against[0] and all(against):
            yield Objection(against[0], True)


def _with_antecedent(pair: Pair) -> Pair:
    """The pair with what a relative clause hangs on: « le salarié qui part prévient l'employeur »."""
    relative = _RELATIVE.get(pair.language)
    if relative is None or not relative.match(pair.proof.plain, pair.origin.start):
        return pair
    before = [clause for clause in pair.proof.clauses if clause.end == pair.origin.start]
    if not before:
        return pair
    first, last = before[-1], pair.origin
    return replace(
        pair, origin=Clause(first.start, last.end, first.words + last.words, first.negations + last.negations)
    )


def turned(pair: Pair) -> bool:
    """Whether two words that a clause shares with its origin have changed places there, as « A > B » and « B < A »."""
    common_words = pair.common - NEGATION_PARTS.get(pair.language, frozenset())
    said = _once(pair.claim, pair.clause.words, common_words)
    there = _once(pair.proof, pair.origin.words, common_words)
    common = [one for one in said if one in there]
    return any(
        (said[one].start < said[other].start) != (there[one].start < there[other].start)
        for one, other in combinations(common, 2)
    )


def _swapped(pair: Pair) -> str | None:
    if any(why.search(text) for why in _why(pair.language) for text in (pair.said, pair.there)):
        return None  # what caused what is compared on its own
    if any(True for _ in opposites(pair)) and not _from_other_side(pair):
        return None  # « plus lent que » turns the sides round
    common_words = pair.common - NEGATION_PARTS.get(pair.language, frozenset())
    said = _once(pair.claim, pair.clause.words, common_words)
    there = _once(pair.proof, pair.origin.words, common_words)
    common = [one for one in said if one in there][:_MOST_COMPARED]
    converse_ = _from_other_side(pair)
    turns = -1 if converse_ else 1
    verbs = {_arabic_verb(pair.claim, pair.clause), _arabic_verb(pair.proof, pair.origin)}
    for pivot in common:
        for one, other in combinations(common, 2):
            if pivot in (one, other) or {one, other} & verbs:
                continue
            here = _side(pair.claim, said[one], said[pivot], said[other])
            origin = _side(pair.proof, there[one], there[pivot], there[other])
            if pair.language == "ar" and not here and not origin:
                here = _behind_verb(pair.claim, said[one], said[pivot], said[other])
                origin = _behind_verb(pair.proof, there[one], there[pivot], there[other])
            if not here or not origin or _tied_alike(pair, (said[one], there[one]), (said[other], there[other])):
                continue
            tied = {_tie(pair.claim, max(said[one], said[other], key=_start))}
            tied.add(_tie(pair.proof, max(there[one], there[other], key=_start)))
            other_end = not converse_ and any(tied == {*ends} for ends in _ENDS)
            if here * origin * turns * (-1 if other_end else 1) < 0:
                first, second = (pair.claim.plain[said[each].start : said[each].end] for each in (one, other))
                return f"“{first}” and “{second}” have changed places"
    return None


def _why(language: str) -> list[re.Pattern[str]]:
    return [links[language] for links in (CAUSES, CONSEQUENCES) if language in links]


def _once(text: Text, words: Sequence[Word], common: frozenset[str]) -> dict[str, Word]:
    """The shared words that stand once in a clause, without numbers and their units."""
    keys = [word.key for word in words]
    measures = [(quantity.start, quantity.end + 1) for quantity in text.quantities if quantity.unit]
    counted = {word.key for word in words if any(start <= word.start <= end for start, end in measures)}
    return {
        word.key: word
        for word in words
        if word.key in common
        and keys.count(word.key) == 1
        and not word.exact
        and word.key not in counted
        and not _is_adverb(text, word)
    }


def _is_adverb(text: Text, word: Word) -> bool:
    adverb = _ADVERB.get(text.language)
    return adverb is not None and adverb.fullmatch(text.plain, word.start, word.end) is not None


def _from_other_side(pair: Pair) -> bool:
    """Whether the source says it from the other side: who sells instead of who buys."""
    return any(
        converse(word.key, other.key, pair.language) for word in pair.clause.words for other in pair.origin.words
    )


def _side(text: Text, one: Word, pivot: Word, other: Word) -> int:
    """1 where the first word acts on the other, -1 where the other acts on it, 0 where the order does not say.

    « par » before the word that stands last says that it acts. In Arabic the verb stands first.
    """
    first, last, order = (one, other, 1) if one.start < other.start else (other, one, -1)
    agent = _AGENT.get(text.language)
    if agent and pivot.start < last.start and agent.search(text.plain, max(0, last.start - _LOOK), last.start):
        return -order
    around = first.start < pivot.start < last.start
    return order if around and _tie(text, last) not in _BESIDE else 0


def _behind_verb(text: Text, one: Word, pivot: Word, other: Word) -> int:
    """1 or -1 by the order of two words behind a verb, the first of them right behind it; 0 where none is."""
    first, order = (one, 1) if one.start < other.start else (other, -1)
    following = [word for word in text.words if word.start > pivot.start][:_VERB_REACH]
    return order if following and following[0] == first and {one, other} <= {*following} else 0


def _arabic_verb(text: Text, clause: Clause) -> str | None:
    """The key of the word that an Arabic clause opens with, where it is a verb: it has no part of its own."""
    first = clause.words[0]
    return first.key if text.language == "ar" and not text.plain[first.start : first.end].startswith("ال") else None


def _start(word: Word) -> int:
    return word.start


def _tied_alike(pair: Pair, *both: tuple[Word, Word]) -> bool:
    """Whether one of two words hangs on the same preposition in statement and source: it has kept its part.

    A genitive in one of them only makes a noun of the verb (« la fermeture de l'école »), and its order says nothing.
    """
    said = [_tie(pair.claim, one) for one, _ in both]
    there = [_tie(pair.proof, other) for _, other in both]
    if any(one and (one == other or {one, other} <= _PLACES) for one, other in zip(said, there, strict=True)):
        return True
    return any(map(_GENITIVES.__contains__, said)) != any(map(_GENITIVES.__contains__, there))


def _tie(text: Text, word: Word) -> str:
    """The preposition before a word; empty if there is none."""
    if text.plain[word.end : word.end + 2] == "'s":
        return "of"
    if text.language == "ar" and len(text.plain[word.start : word.end]) > _JOINED:
        joined = text.plain[word.start]
        if joined in "لب":
            return joined
    before = _BEFORE.search(text.plain, max(0, word.start - _LOOK), word.start)
    if before and before["word"] in _PREPOSITIONS:
        return before["word"]
    compound = [other for other in text.words if text.language == "en" and other.end == word.start - 1]
    return _tie(text, compound[0]) if compound else ""
