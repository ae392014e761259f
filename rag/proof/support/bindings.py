"""Numbers, dates and names that a statement gives to another thing than its source does.

« La halle date de 1887, le kiosque de 1912 » does not prove « le kiosque date de 1887 »: what the statement says beside
the number stands in the source beside another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile

from rag.language.cues import RESPECTIVELY
from rag.proof.support.align import Pair, by_clause
from rag.proof.support.finding import Objection
from rag.proof.support.names import NO_NAME
from rag.proof.support.text import Clause, Text, Word, held, in_language

_ARTICLE = {
    "fr": re.compile(r"(?:^|\W)(?:les? |la |l'|une? |sa |son |ses |leurs? |ce(?:t|tte|s)? )$"),
    "en": re.compile(r"(?:^|\W)(?:the |an? |its |his |her |their |th(?:is|at|ese|ose) )$"),
}
_OBJECT = {
    "fr": re.compile(r"(?<!\w)(?:il|elle|ils|elles|lui|celui-ci|celle-ci|l'a|l'ont|l'avait)(?!\w)"),
    "en": re.compile(r"(?<!\w)(?:it|them|him|he|she|they)(?!\w)"),
    "ar": re.compile(r"(?<!\w)[وف]?\w{3,}(?:ته|تها|ه|ها)(?!\w)"),
}
THAT_OF = {
    "fr": re.compile(r"(?<!\w)(?:celui|celle|ceux|celles) d(?:e |'|u |es )"),
    "en": re.compile(r"(?<!\w)(?:that|those) (?:of|for|in|from) "),
}
"""What stands for a noun said before, with what tells it from that."""
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_ARABIC_ARTICLE = re.compile("[وف]?ال")
_ENOUGH = 2  # words that a statement shares with a clause whose subject is compared
_ELLIPTIC = 3  # content words of a clause that leaves its verb out
_COORDINATED = re.compile(r"\W*(?:(?:et|and)(?!\w)|و)|[,،]")
_JOINT = re.compile(r"[\s,;:]*(?:(?:and|but|while|whereas) )?")
_CONTRAST = re.compile(r"\W*(?:mais|tandis qu|alors qu|but|whereas|while|لكن|بينما)")
_DATE = re.compile(r"[dm]\d")  # index terms of days and months, see `rag.language.numbers.dates`


def objections(claim: Text, proofs: Sequence[Text], found: Sequence[Pair]) -> Iterator[Objection]:
    """Numbers, and subjects, that have changed places with others of their kind."""
    yield from _numbers(claim, proofs)
    for group in by_clause(found):
        against = [_subject_of_another(pair) for pair in group]
        if against[0] and all(against):
            yield Objection(f"the source says it of something else than “{against[0]}”")


def _subject_of_another(pair: Pair) -> str | None:
    """The subject of a clause of the statement, where its origin has another and a short clause behind that has this.

    « Rabat accueille le siège, et Fès son laboratoire » does not prove « Fès accueille le siège ».
    """
    own = Place(pair.proof, pair.origin)
    if len(pair.common) < _ENOUGH or own.opening is None or own.leans_on_noun or held([own.opening], pair.clause.keys):
        return None
    missing = pair.clause.keys - pair.origin.keys
    following = next((clause for clause in pair.proof.clauses if clause.start > pair.origin.start), None)
    for clause in pair.proof.clauses:
        if clause is pair.origin:
            continue
        other = Place(pair.proof, clause)
        elliptic = clause is following and len(clause.words) <= _ELLIPTIC and other.coordinated
        taken: set[str | None] = set()
        if (own.contrasted or other.contrasted) and not pair.clause.negations:
            taken |= missing & clause.keys
        if own.named:
            taken |= missing & other.names
        if elliptic or (own.named and other.named):
            taken |= missing & {other.opening}
        if taken:
            return next(pair.claim.plain[word.start : word.end] for word in pair.clause.words if word.key in taken)
    return None


def _numbers(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    same = in_language(proofs, claim.language)
    if any(RESPECTIVELY.search(text.plain) for text in (claim, *same)):
        return
    origins = [Place(proof, clause) for proof in same for clause in proof.clauses]
    for clause in claim.clauses:
        items = items_of(claim, clause)
        if _never_together(items, origins):
            yield Objection("its numbers do not belong together in the source")
        for item in items:
            if sum(alike(item.unit, other.unit) for other in items) > 1:
                continue
            own = [origin for origin in origins if item.keys <= origin.clause.keys]
            if len(own) != 1:
                continue
            beside = clause.keys - item.keys
            if any(_belongs(beside, item, own[0], other) for other in origins if other is not own[0]):
                shown = next(claim.plain[word.start : word.end] for word in clause.words if word.key in item.keys)
                yield Objection(f"“{shown}” is said of something else in the source")


def _never_together(items: Sequence[Item], origins: Sequence[Place]) -> bool:
    """Whether two numbers of a clause stand in two clauses of the sources, « ligne 4 … 12 000 et la ligne 7 … »."""
    for one, other in combinations(items, 2):
        if not alike(one.unit, other.unit) or "date" in (one.unit, other.unit):
            continue
        first = [origin for origin in origins if one.keys <= origin.clause.keys]
        second = [origin for origin in origins if other.keys <= origin.clause.keys]
        apart = len(first) == len(second) == 1 and first != second
        if apart and all(len(items_of(origin.text, origin.clause)) > 1 for origin in (*first, *second)):
            return True
    return False


@dataclass(frozen=True)
class Place:
    """A clause of a source."""

    text: Text
    clause: Clause

    def like(self, item: Item) -> frozenset[str]:
        """The index terms of the numbers of the clause that could stand in the place of another."""
        items = items_of(self.text, self.clause)
        return frozenset().union(*(other.keys for other in items if alike(item.unit, other.unit)))

    @property
    def exact(self) -> frozenset[str]:
        return frozenset(word.key for word in self.clause.words if word.exact)

    @property
    def named(self) -> bool:
        """Whether it begins with a name."""
        first = self.clause.words[0]
        bare = self.clause.start == 0 and first.start == 0 and not NO_NAME.match(self.text.plain[: first.end])
        return first.key in self.text.proper or bare

    @property
    def coordinated(self) -> bool:
        """Whether it goes on with the clause before it."""
        return _COORDINATED.match(self.text.plain, self.clause.start) is not None

    @property
    def contrasted(self) -> bool:
        """Whether it is set against the clause before it."""
        return _CONTRAST.match(self.text.plain, self.clause.start) is not None

    @property
    def names(self) -> frozenset[str]:
        return self.clause.keys & self.text.proper

    @property
    def opening_names(self) -> frozenset[str]:
        """The names that it begins with, one behind the other: its subject, and that of a clause joined to it."""
        first = self.clause.words[0]
        names = takewhile(lambda word: word is first or word.key in self.text.proper, self.clause.words)
        keys = frozenset(word.key for word in names)
        return keys if self.named or len(keys) > 1 else frozenset()

    @property
    def leans(self) -> bool:
        """Whether a pronoun in it stands for something of the clause before."""
        pronoun = _OBJECT.get(self.text.language)
        return pronoun is not None and pronoun.search(self.text.plain, self.clause.start, self.clause.end) is not None

    @property
    def leans_on_noun(self) -> bool:
        """Whether it has « celle de … » for a noun of the clause before."""
        that = THAT_OF.get(self.text.language)
        return that is not None and that.search(self.text.plain, self.clause.start, self.clause.end) is not None

    @property
    def opening(self) -> str | None:
        """The key of the word that the clause begins with; in Arabic of the first with an article, behind its verb."""
        words = self.clause.words
        if self.text.language == "ar":
            words = tuple(word for word in words if _ARABIC_ARTICLE.match(self.text.plain, word.start))
        return words[0].key if words else None

    @property
    def subject_or_plural(self) -> str | None:
        """Its subject; in English, where a plural has no article, the plural that it begins with as well."""
        if self.text.language != "en" or self.subject:
            return self.subject
        first = self.clause.words[0]
        opens = not first.exact and _JOINT.fullmatch(self.text.plain, self.clause.start, first.start)
        return next((word.key for word in self.clause.words[:2] if opens and self._plural(word)), None)

    def _plural(self, word: Word) -> bool:
        return self.text.plain[word.start : word.end].endswith("s")

    @property
    def subject(self) -> str | None:
        """The key of the noun or name that the clause begins with; `None` where it begins with something else."""
        first = self.clause.words[0]
        opening = self.text.plain[self.clause.start : first.start]
        if self.text.language == "ar":
            return first.key if self.text.plain[first.start :].startswith(("ال", "وال")) else None
        article = _ARTICLE.get(self.text.language)
        return first.key if article and article.search(opening) else None


@dataclass(frozen=True)
class Item:
    """A number with all its index terms, as a date has a day, a month and a year, and what it counts."""

    keys: frozenset[str]
    unit: str | None


def items_of(text: Text, clause: Clause) -> list[Item]:
    """The numbers of a clause."""
    exact = [word for word in clause.words if word.exact]
    items = []
    for quantity in text.quantities:
        keys = frozenset(word.key for word in exact if quantity.start <= word.start < quantity.end)
        if keys:
            year = quantity.unit is None and _YEAR.fullmatch(quantity.value)
            items.append(Item(keys, "date" if year or any(map(_DATE.match, keys)) else quantity.unit))
    shares = {word.key for word in exact if word.key[0] == "#"}
    return items + [Item(frozenset([share]), "%") for share in sorted(shares)]


def alike(one: str | None, other: str | None) -> bool:
    """Whether two numbers count the same; one without a unit may count anything but days and years."""
    return one == other or (None in (one, other) and "date" not in (one, other))


def _belongs(beside: frozenset[str], item: Item, own: Place, other: Place) -> bool:
    """Whether what stands beside a number belongs to another clause that has a number in its place, not to its own."""
    here = own.clause.keys - other.clause.keys - item.keys
    there = other.clause.keys - own.clause.keys - item.keys
    if not other.like(item) & there:
        return False
    exact = beside & there & other.exact
    if exact and not beside & here & own.exact and own.exact & here - beside:
        return True
    if other.subject is None and own.subject:
        here -= {own.subject}
    if other.subject is None and other.coordinated:
        here -= own.opening_names
    if other.leans and not other.names & beside:
        here -= {max(beside & here, default="")}  # its pronoun stands for one of them
    inherits = not own.names and other.clause.start < own.clause.start
    if other.names & there & beside and not own.names & here & beside and not inherits:
        return True
    subjects = own.subject, other.subject
    if all(subjects) and subjects[0] in here and subjects[1] in there & beside and not held([subjects[0]], beside):
        return True
    if not own.clause.keys - other.clause.keys - own.exact:
        return False  # it leaves out what the other clause has said
    return len(held(beside, there)) > len(held(beside, here))
