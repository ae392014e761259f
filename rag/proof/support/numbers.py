"""Numbers, dates and amounts that the sources do not state, in whatever form they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations

from rag.language.language import Quantity, analyse
from rag.language.numbers.numerals import normal_form
from rag.language.numbers.spelled import share_of_percent
from rag.proof.support.finding import Objection
from rag.proof.support.text import Text, held

_RELATED = 4  # letters that two words for what is counted share at least
_MOST_SUMMED = 6  # numbers of the sources that are added up
_WORD_AFTER = re.compile(r"[ -]?([^\W\d_]{2,})")
_TOGETHER = {
    "fr": r"ensemble|(?:au|en) total|en tout|total\w*|somme|au(?:x)? (?:deux|trois)|les deux|soit",
    "en": r"together|total\w*|in all|altogether|combined|sum|both|overall|between them",
    "ar": r"معا|مجموع\w*|المجموع|اجمالي\w*|كلاهما|\w+ان معا",
}
_BOTH = re.compile(r"(?<!\w)(?:les|ces|ses|leurs|the|these|those|its) $")
_RATES = {
    rate: re.compile(rf"(?<!\w)(?:par |chaque |per |each |every |a |an |كل |في ال)(?:{words})(?!\w)|{alone}")
    for rate, words, alone in (
        ("hour", "heure|hour|ساعه", "hourly"),
        ("day", "jour|day|يوم", "quotidien|daily|يوميا"),
        ("week", "semaine|week|اسبوع", "hebdomadaire|weekly|اسبوعيا"),
        ("month", "mois|month|شهر", "mensuel|monthly|شهريا"),
        ("year", "an|annee|year|سنه|عام", "annuel|annual|yearly|سنويا"),
    )
}
_LIST_JOINT = {
    "fr": r",? (?:et|ou) ",
    "en": r",? (?:and|or) ",
    "ar": r"،? ?(?:و(?=\w)|او )",
}
# Units and what a thousand of them are called: 1,2 km are 1 200 m.
_SCALED = {
    ("km", "m"): 1000,
    ("kg", "g"): 1000,
    ("t", "kg"): 1000,
    ("m", "cm"): 100,
    ("m", "mm"): 1000,
    ("cm", "mm"): 10,
}
_SCALED |= {("hour", "minute"): 60, ("year", "month"): 12, ("week", "day"): 7}


def objections(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    for shown in _missing(claim, proofs):
        yield Objection(f"“{shown}” is not in the source")


def _missing(claim: Text, proofs: Sequence[Text]) -> Iterator[str]:
    stated = [quantity for proof in proofs for quantity in proof.quantities]
    there = {share.value for proof in proofs for share in proof.shares}
    derived = _derived(claim, proofs)
    for quantity in claim.quantities:
        if quantity.value == "2" and _BOTH.search(claim.plain[: quantity.start]):
            continue
        if quantity.value in derived or (quantity.unit == "%" and share_of_percent(quantity.value) in there):
            continue
        if not any(proof.proves(quantity) or _scaled(proof, quantity) for proof in stated):
            yield _shown(claim, quantity)
    there |= {share_of_percent(quantity.value) or "" for quantity in stated if quantity.unit == "%"}
    for share in claim.shares:
        if share.value not in there:
            yield share.word
    yield from _digits_of_names(claim, proofs)
    yield from _rates(claim, proofs)
    yield from _units(claim, proofs)


def _rates(claim: Text, proofs: Sequence[Text]) -> Iterator[str]:
    """How often: a number for each day is none for each week."""
    there = {rate for proof in proofs for rate, pattern in _RATES.items() if pattern.search(proof.plain)}
    for rate, pattern in _RATES.items():
        said = pattern.search(claim.plain)
        if said and there and rate not in there:
            yield said[0]


def _digits_of_names(claim: Text, proofs: Sequence[Text]) -> Iterator[str]:
    within = [(quantity.start, quantity.end) for quantity in claim.quantities]
    keys = frozenset().union(*(proof.keys for proof in proofs))
    for word in claim.words:
        if any(start <= word.start < end for start, end in within):
            continue
        if word.exact and word.key[0] != "#" and word.key not in keys:
            yield claim.plain[word.start : word.end]


def _shown(text: Text, quantity: Quantity) -> str:
    return " ".join(text.plain[quantity.start : quantity.end].split())


def _scaled(stated: Quantity, said: Quantity) -> bool:
    """Whether two amounts are one in two units."""
    for (large, small), factor in _SCALED.items():
        for one, other, times in ((stated, said, factor), (said, stated, factor)):
            if (one.unit, other.unit) == (large, small):
                try:
                    return Decimal(one.value) * times == Decimal(other.value)
                except InvalidOperation:
                    return False
    return False


def _derived(claim: Text, proofs: Sequence[Text]) -> set[str]:
    """Numbers that follow from the sources: how many things a list names, and sums where the"
    " statement speaks of one."""
    found = {str(_listed(text.plain, text.language)) for text in (claim, *proofs)}
    together = _TOGETHER.get(claim.language)
    if not together or not re.search(rf"(?<!\w)(?:{together})(?!\w)", claim.plain):
        return found
    by_unit: dict[str | None, list[Decimal]] = {}
    for quantity in (quantity for proof in proofs for quantity in proof.quantities):
        if re.fullmatch(r"\d+(?:\.\d+)?", quantity.value):
            by_unit.setdefault(quantity.unit, []).append(Decimal(quantity.value))
    for values in by_unit.values():
        for count in range(2, min(len(values), _MOST_SUMMED) + 1):
            found.update(normal_form(sum(some, Decimal())) for some in combinations(values[:_MOST_SUMMED], count))
    return found


def _listed(plain: str, language: str) -> int:
    """How many things the longest list of a text names; 0 where there is none."""
    joint = _LIST_JOINT.get(language)
    if joint is None:
        return 0
    most = 0
    for part in re.split(r"[.;:؛]", plain):
        items = re.split(rf"[,،]\s|{joint}", part)
        if len(items) > 1 and re.search(joint, part):
            most = max(most, len(items))
    return most


def _units(claim: Text, proofs: Sequence[Text]) -> Iterator[str]:
    """Numbers that count another thing than in the source, beyond the units of `rag.language.language.numbers`."""
    for quantity in claim.quantities:
        counted = _counted(claim, quantity) if quantity.unit is None else ""
        if not counted:
            continue
        there = [
            "" if _before(claim, quantity) == _before(proof, other) else _counted(proof, other)
            for proof in proofs
            if proof.language == claim.language
            for other in proof.quantities
            if other.value == quantity.value
        ]
        plain = " ".join(proof.plain for proof in proofs)
        beginning = counted[:_RELATED]
        said = frozenset(word.key for word in claim.words if claim.plain[word.start : word.end] == counted)
        if any(held(said, proof.keys) for proof in proofs):
            continue
        other = there and all(there) and beginning not in {word[:_RELATED] for word in there}
        if other and not re.search(rf"(?<!\w){re.escape(beginning)}", plain):
            yield f"{_shown(claim, quantity)} {counted}"


def _before(text: Text, quantity: Quantity) -> str:
    """The word right before a number, which may be its label: « la ligne 4 »."""
    words = text.plain[: quantity.start].split()
    return words[-1] if words else ""


def _counted(text: Text, quantity: Quantity) -> str:
    """The content word right after a number; empty if there is none."""
    match = _WORD_AFTER.match(text.plain, quantity.end)
    return match[1] if match and analyse(match[1], text.language) else ""
