"""What a statement speaks of and its sources do not: « les enfants paient 12 euros » after « la carte coûte 12 euros ».

Verbs are said in so many ways that one which the sources lack means little; a noun, which has an article or a
preposition before it, mostly names a thing, and another noun another thing. Nouns that say nothing of their own
(`rag.language.senses.general`), other forms of a word of the source and words for the same thing are no other thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.language import analyse
from rag.language.numbers.weekdays import weekdays
from rag.language.senses.colloquial import written_for
from rag.language.senses.general import GENERAL
from rag.language.senses.paraphrases import MODAL_KEYS
from rag.language.senses.synonyms import synonyms
from rag.language.words import MONTHS, MONTHS_IN_DATES_ONLY
from rag.proof.support.finding import Objection
from rag.proof.support.text import Text, Word, held, in_language, shared_beginning

_LOOK = 24  # characters before a word in which what marks it as a noun stands
_SAME = 4  # letters that a short word and a longer form of it begin with
_NOUN = {
    "fr": re.compile(
        r"(?<![\w-])(?P<mark>(?<!\bil )(?<!elle )(?<!\bon )(?<!\bils )(?<!elles )(?<!\bqui )(?<!\bne )(?:les? |la |l')"
        r"|des? |d'|du |aux? |une? |cet?(?:te)? |ces |son |sa |ses |leurs? |aucune? |chaque |quelques |plusieurs "
        r"|certaine?s |par |pour |avec |sans |sur |sous |dans |contre |entre |chez |vers )$"
    ),
    "en": re.compile(
        r"(?<![\w'-])(?P<mark>the |an? |of |for |in |on |at |by |with |from |into |its |his |her |their |these |those "
        r"|some |any |all |no |every |each |many |several |few |only "
        r"|under |over |per |between |against |without |'s )$"
    ),
}
_OPENING = re.compile(r"^\W*(?:(?:yes|no)\W+)?$")  # an English statement may open with a noun in the plural
_NO_NOUN = {
    # Infinitives and participles after a preposition; words in -ed and -ly are no nouns, in -ing only after an article.
    "fr": re.compile(r"\w*(?:er|ir|oir|dre|ttre|[ai]ire|aitre|ivre|ompre|clure|ant)$"),
    "en": re.compile(r"\w+(?:ed|ly|ing)$"),
}
_BEFORE_A_VERB = {
    "fr": ("de ", "d'", "pour ", "sans ", "par "),
    "en": ("of ", "for ", "in ", "on ", "at ", "by ", "with ", "from ", "into ", "without ", ""),
}
_PLURAL = re.compile(r"\w{3,}s$")
_ARABIC_NOUN = re.compile(r"[وف]?(?:[بك]?ال|لل)\w{3,}")
_ARABIC_BARE = re.compile(r"[وفبكل]?(?:ال|ل)?")
_MONTH_MARK = {
    "fr": re.compile(r"(?<!\w)(?:en|mois de|depuis|fin|debut|mi-|des|jusqu'en) ?$"),
    "en": re.compile(r"(?<!\w)(?:in|since|until|by|of|early|late|mid-|from|every) ?$"),
}


def objections(claim: Text, proofs: Sequence[Text], known: frozenset[str]) -> Iterator[Objection]:
    """Things and days that the sources do not name. `known` are keys of what they need not name, being about it."""
    same = in_language(proofs, claim.language)
    if not same:
        return
    for word in _unknown(claim, same, known):
        yield Objection(f"the source says nothing of “{claim.plain[word.start : word.end]}”")
    for shown in (*_other_days(claim, same), *_other_months(claim, same)):
        yield Objection(f"“{shown}” is not in the source")


def _unknown(claim: Text, proofs: Sequence[Text], known: frozenset[str]) -> Iterator[Word]:
    there = known.union(*(proof.keys for proof in proofs))
    days = any(weekdays(proof.plain, proof.language) for proof in proofs)
    written = {word for proof in proofs for word in proof.plain_words}
    for word in claim.words:
        plain = claim.plain[word.start : word.end]
        if (
            word.exact
            or word.key in MODAL_KEYS
            or not _is_noun(claim, word, plain)
            or _is_general(plain, claim.language)
        ):
            continue
        if days and weekdays(plain, claim.language):
            continue  # compared as days
        if held([word.key], there) or any(_begins(plain, other) for other in written):
            continue
        if not any(_otherwise(token.term, proofs) for token in analyse(plain, claim.language)):
            yield word


def _is_noun(claim: Text, word: Word, plain: str) -> bool:
    if claim.language == "ar":
        return _ARABIC_NOUN.fullmatch(plain) is not None
    if claim.language not in _NOUN or not plain.isalpha():
        return False
    mark = _NOUN[claim.language].search(claim.plain, max(0, word.start - _LOOK), word.start)
    if mark is None:
        plural = claim.language == "en" and _PLURAL.match(plain)
        return bool(plural and _OPENING.match(claim.plain[: word.start]))
    return not (mark["mark"] in _BEFORE_A_VERB[claim.language] and _NO_NOUN[claim.language].match(plain))


def _is_general(plain: str, language: str) -> bool:
    if language == "ar":
        return any(plain[match.end() :] in GENERAL["ar"] for match in _prefixes(plain))
    return plain in GENERAL[language] or plain.removeprefix("re") in GENERAL[language]


def _prefixes(plain: str) -> list[re.Match[str]]:
    return [
        match
        for pattern in ("", "[وف]", "[بكل]", "ال", "لل", "[وف]?[بك]?ال", "[وف]لل")
        if (match := re.match(pattern, plain))
    ]


def _begins(one: str, other: str) -> bool:
    """Whether one word is the beginning of the other, as « fail » of « failure »."""
    short = min(len(one), len(other))
    return short >= _SAME and shared_beginning(one, other) == short


def _otherwise(key: str, proofs: Sequence[Text]) -> bool:
    """Whether a source has another word for the same thing."""
    for proof in proofs:
        if synonyms(key, proof.language, proof.language) & proof.terms:
            return True
        if any(set(way) <= proof.terms for way in written_for(key, proof.language)):
            return True
        if any((key,) in written_for(term, proof.language) for term in proof.terms):
            return True
    return False


def _other_days(claim: Text, proofs: Sequence[Text]) -> Iterator[str]:
    there = {day for proof in proofs for day in weekdays(proof.plain, proof.language)}
    said = weekdays(claim.plain, claim.language)
    yield from dict.fromkeys(name for day, name in said.items() if there and day not in there)


def _other_months(claim: Text, proofs: Sequence[Text]) -> Iterator[str]:
    """Months whose names are other words too, « en mai »; the others are read with numbers and dates."""
    mark = _MONTH_MARK.get(claim.language)
    if mark is None:
        return
    there = {month for proof in proofs for month in _months(proof)}
    for match in re.finditer(r"[^\W\d_]+", claim.plain):
        named = match[0] in MONTHS_IN_DATES_ONLY and mark.search(claim.plain[: match.start()])
        if named and there and f"m{MONTHS[match[0]]}" not in there:
            yield match[0]


def _months(proof: Text) -> set[str]:
    named = {f"m{MONTHS[word]}" for word in proof.plain_words if word in MONTHS}
    return named | {term for term in proof.terms if re.fullmatch(r"m\d+", term)}
