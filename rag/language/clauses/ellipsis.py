"""Questions that leave out what is done to, « On peut être remboursé ? », or ask what is to be done, "What now?"."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse

_NEED_A_THING = {
    "fr": """
        payer paie paye paierai paierait annuler annule annulé annulation rembourser remboursé remboursée résilier
        résilie renouveler renouvelle prolonger prolonge échanger échange rendre rends contester conteste récupérer
        récupère obtenir
    """,
    "en": """
        pay paid cancel cancelled cancels refund refunded reimburse reimbursed renew renewed extend extended exchange
        exchanged return returned appeal get got back money yet already only early late later
        i'm i'd i've i'll
    """,
    "ar": "أدفع ندفع ألغي نلغي أسترد أسترجع أجدد نجدد أؤدي",
}
"""Verbs that say nothing without their object, in some of their forms."""


def lacks_its_object(question: str, language: str) -> bool:
    """Whether all that a question says is what is done, and not to what; numbers beside count nothing."""
    terms = {token.term for token in analyse(question, language)}
    verbs = {term for term in terms if not term[0].isdigit()}
    return bool(verbs) and verbs <= _verbs(language)


@lru_cache(maxsize=4)
def _verbs(language: str) -> frozenset[str]:
    return frozenset(token.term for token in analyse(_NEED_A_THING.get(language, ""), language))


_TO_DO = {
    "fr": re.compile(
        r"\b(?:que|quoi) faire\b|\bque (?:dois-je|doit-on|devons-nous|faut-il|puis-je|peut-on) faire\b"
        r"|\bfais quoi\b|\bqu'est[ -]ce que? (?:je (?:dois |peux )?|on (?:doit |peut )?)fai(?:s|t|re)\b"
    ),
    "en": re.compile(r"\bwhat (?:should|do|can|must|shall) (?:i|we|you|one) do\b|\bwhat to do\b|\bwhat now\b"),
    "ar": re.compile(
        r"\bماذا (?:علي ان )?(?:ا|ن|ي)فعل\b|\bما العمل\b|\b(?:شنو|اش) (?:ن|غ)دير\b|\bا?عمل ايه\b|\bشو ا?عمل\b"
    ),
}


def asks_what_to_do(question: str, language: str) -> bool:
    """Whether a question asks what is to be done: « Il en a mangé, que faire ? »."""
    pattern = _TO_DO.get(language)
    return pattern is not None and pattern.search(skeleton(fold_plain(question))) is not None
