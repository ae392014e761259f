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
_JOINED = {"fr": r"et|plus", "en": r"and|plus", "ar": r"و\w+"}
_TO = re.compile(r" ?(?:au?|et|ou|to|and|or|-|الي|او|و) ?")
_OF_THESE = re.compile(r"(?<!\w)(?:dont|of (?:which|whom|these)|including|منها|منهم) $")
_WORTH = {
    "12": re.compile(r"(?<!\w)(?:noon|midday|midi|الظهر|منتصف النهار)(?!\w)"),
    "2": re.compile(r"(?<!\w)(?:twice|doubl\w+|مرتين|مرتان|ضعف\w*)(?!\w)"),
    "30": re.compile(r"(?<!\w)(?:half(?: an)?[ -]hour|half-hourly|demi-heure|نصف ساعه)(?!\w)"),
    "15": re.compile(r"(?<!\w)(?:quarter of an hour|quart d'heure|ربع ساعه)(?!\w)"),
}
_BOTH = re.compile(r"(?<!\w)(?:les|ces|ses|leurs|the|these|those|its) $")
_MORE_THAN = re.compile(r"(?<!\w)(?:plus d[e'] ?|more than |over |اكثر من |ما يزيد علي )$")
_LITTLE = Decimal("1.5")
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_STEPS = tuple(
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)"), step)
    for words, step in (
        (r"annee (?:precedente|d'avant)|(?:year before|previous year|preceding year)|السنه السابقه|العام السابق", -1),
        (r"(1?\d) (?:ans? plus tot|ans? auparavant|years? (?:earlier|before))|a year earlier", -1),
        (r"annee (?:suivante|d'apres)|(?:year after|following year|next year)", 1),
        (r"السنه (?:المواليه|التاليه)|العام (?:الموالي|التالي)", 1),
        (r"(1?\d) (?:ans? plus tard|ans? apres|years? later)|بعد (1?\d) (?:سنوات|اعوام|سنه)", 1),
    )
)
"""What tells a year by another one, and which way."""
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
    "ar": r"(?:،|\s)\s?(?:و(?=\w)|او )",
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
        if _MORE_THAN.search(claim.plain[: quantity.start]) and any(
            _a_little_more(proof, quantity) for proof in stated
        ):
            continue
        if any(_in_pounds(proof, quantity) or _in_a_row(proof, quantity) for proof in proofs):
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


def _a_little_more(stated: Quantity, said: Quantity) -> bool:
    """Whether a source has more of something than a statement has « plus de », and not much more."""
    try:
        least, there = Decimal(said.value), Decimal(stated.value)
    except InvalidOperation:
        return False
    return said.unit == stated.unit and least < there < least * _LITTLE


def _in_pounds(proof: Text, said: Quantity) -> bool:
    """Whether a source has as many pounds, which may be money or weight, as a statement has « £ »."""
    if said.unit != "gbp":
        return False
    return any(each.value == said.value and _counted(proof, each).startswith("pound") for each in proof.quantities)


def _in_a_row(proof: Text, said: Quantity) -> bool:
    """Whether a number has its unit, or its month, from another one: « du 10 au 24 avril », « dont 5 »."""
    for quantity in proof.quantities:
        if quantity.unit is not None:
            continue
        equal = quantity.value == said.value
        following = next((other for other in proof.quantities if other.start > quantity.start), None)
        if following and _TO.fullmatch(proof.plain, quantity.end, following.start):
            pounds = said.unit == "gbp" and _counted(proof, following).startswith("pound")
            if equal and (said.unit == following.unit or pounds):
                return True
            month = following.value[:-2]  # of a date in ISO order, with its year or without
            if said.value in (month + quantity.value.zfill(2), month[-3:] + quantity.value.zfill(2)):
                return True
        of_these = _OF_THESE.search(proof.plain[: quantity.start])
        if equal and of_these and any(other.unit == said.unit for other in proof.quantities):
            return True
    return False


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
    found |= {value for value, words in _WORTH.items() if any(words.search(proof.plain) for proof in proofs)}
    found |= {str(year) for proof in proofs for year in _years(proof)}
    together = _TOGETHER.get(claim.language)
    if not together or not re.search(rf"(?<!\w)(?:{together}|{_JOINED[claim.language]})(?!\w)", claim.plain):
        return found
    by_unit: dict[str | None, list[Decimal]] = {}
    for quantity in (quantity for proof in proofs for quantity in proof.quantities):
        if re.fullmatch(r"\d+(?:\.\d+)?", quantity.value):
            by_unit.setdefault(quantity.unit, []).append(Decimal(quantity.value))
    for values in by_unit.values():
        for count in range(2, min(len(values), _MOST_SUMMED) + 1):
            found.update(normal_form(sum(some, Decimal())) for some in combinations(values[:_MOST_SUMMED], count))
    return found


def _years(proof: Text) -> Iterator[int]:
    """Years that a text tells by another one: « en 2023, contre 66 % l'année précédente », « trois ans plus tard »."""
    named = [int(quantity.value) for quantity in proof.quantities if _YEAR.fullmatch(quantity.value)]
    for pattern, step in _STEPS:
        for said in pattern.finditer(proof.plain):
            count = next((int(count) for count in said.groups() if count), 1)
            yield from (year + step * count for year in named)


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
        if not counted or any(quantity.value == str(_listed(proof.plain, proof.language)) for proof in proofs):
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
