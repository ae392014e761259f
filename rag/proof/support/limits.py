"""Limits: « ne pas dépasser 50 » denies nothing, it is an upper limit, as « au plus 50 » and "the limit is 50" are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.senses.negation import Negation
from rag.proof.support.finding import Objection
from rag.proof.support.text import Text, in_language

_BEYOND = {
    "fr": r"depass\w*|exced\w*|plus d\w*|au-dela|superieur\w*|plus(?= \d)",
    "en": r"exceed\w*|more than|over|above|beyond|longer than|higher than|greater than|heavier than|later than",
    "ar": r"(?:ت|ي)?تجاوز\w*|(?:ت|ي)زيد\w*|(?:ت|ي)تعدي|اكثر من|تفوق|يفوق",
}
_SHORT_OF = {
    "fr": r"inferieur\w*|moins d\w*|moins(?= \d)|en dessous",
    "en": r"less than|fewer than|below|under|lower than|shorter than|earlier than",
    "ar": r"(?:ت|ي)قل\w*|اقل من|دون",
}
_AT_MOST = {
    "fr": r"maxim\w*|au plus|jusqu'a|plafonn?\w*|limite\w*|entre \d[\d ,.]* et",
    "en": r"maxim\w*|at most|up to|limit\w*|cap(?:ped)?|ceiling|no (?:more|longer|higher|later) than"
    r"|between \d[\d ,.]* and",
    "ar": r"اقصي|كحد اقصي|حد اقصي|علي الاكثر|بين \d[\d ,.]* و",
}
_AT_LEAST = {
    "fr": r"minim\w*|au moins|a partir de|entre \d[\d ,.]* et",
    "en": r"minim\w*|at least|no (?:less|fewer|shorter|earlier|lower) than|or more|between \d[\d ,.]* and",
    "ar": r"ادني|علي الاقل|كحد ادني|حد ادني|بين \d[\d ,.]* و",
}
_LATEST_BEFORE = re.compile(
    r"(?<!\w)(?:no later than|at the latest|au plus tard)(?=[^,;.]{0,40}?(?:before|ahead of|avant))"
)
"""« Au plus tard trente jours avant » is at least thirty days before."""
_ARABIC_ONLY = re.compile(r"(?<!\w)الا(?!\w)")
_REACH = 60  # characters after a negation in which the limit must be named, with its number
_BETWEEN = 5  # words from a negation on before the word that names the limit


def is_limit(text: Text, negation: Negation) -> bool:
    """Whether a negation only sets a limit: it denies that something is more, or less, than a number.

    The Arabic « لا … إلا », which says « only », denies nothing either.
    """
    beyond = _BEYOND.get(text.language)
    if beyond is None:
        return False
    after = text.plain[negation.start : negation.end + _REACH]
    if text.language == "ar" and _ARABIC_ONLY.search(after):
        return True
    named = rf"(?:[^\s,;]+ ){{0,{_BETWEEN}}}(?:{beyond}|{_SHORT_OF[text.language]})(?!\w)[^,;.]*\d"
    return re.match(named, after) is not None


def objections(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    """An upper limit for a lower one, or a limit said to be passed."""
    said = _sides(claim)
    there = set().union(*(_sides(proof) for proof in in_language(proofs, claim.language)))
    if len(said) == 1 and len(there) == 1 and said != there:
        yield Objection(f"the source says “{there.pop()}” of the number, not “{said.pop()}”", True)


def _sides(text: Text) -> set[str]:
    """`at most` and `at least`, as far as the text sets such limits to a number."""
    code = text.language
    if code not in _BEYOND or not any(map(str.isdigit, text.plain)):
        return set()
    plain = _LATEST_BEFORE.sub("au moins" if code == "fr" else "at least", text.plain)
    denied = [text.plain[n.start : n.end + _REACH] for n in text.negations if is_limit(text, n)]
    if denied and plain == text.plain:
        return {"at most" if re.search(rf"(?<!\w)(?:{_BEYOND[code]})", part) else "at least" for part in denied}
    return {
        side
        for side, patterns in (("at most", (_AT_MOST,)), ("at least", (_AT_LEAST, _BEYOND)), ("at most", (_SHORT_OF,)))
        if any(re.search(rf"(?<![\w'-])(?:{pattern[code]})(?!\w)", plain) for pattern in patterns)
    }
