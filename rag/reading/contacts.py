"""A question for an address of mail or a number of telephone is answered by what has one."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.language.folding import fold_plain, skeleton
from rag.search.search import Candidate, Search

_MAIL = re.compile(
    r"\b(?:adresse (?:e-?mail|mail|courriel|electronique|de messagerie)|(?:e-?mail|mail) address"
    r"|(?:quel(?:le)?s? (?:est|sont)|what(?:'s| is| are)) (?:\w+[ ']){0,3}(?:e-?mail|mail|courriel)s?\b(?! \w)"
    r"|عنوان (?:ال)?بريد|(?:ال)?بريد (?:ال)?الكتروني)"
)
_PHONE = re.compile(
    r"\b(?:numero de (?:telephone|portable|tel)|(?:tele)?phone number"
    r"|number (?:do|can|should|must) (?:i|we) (?:call|ring)"
    r"|quel numero (?:appeler|composer|faut-il)|(?:ال)?رقم (?:ال)?(?:هاتف|تليفون))"
)
_HAS_MAIL = re.compile(r"[^\s@]@[^\s@]+\.\w")
_HAS_NUMBER = re.compile(r"(?<![\w.,])\+?\d[\d .()/-]{2,}\d(?![\w,])")


def wanted_contact(question: str) -> re.Pattern[str] | None:
    """What an answer has to hold where a question asks how to reach somebody; `None` where it asks no such thing."""
    plain = skeleton(fold_plain(question))
    if _MAIL.search(plain):
        return _HAS_MAIL
    return _HAS_NUMBER if _PHONE.search(plain) else None


def with_a_contact(search: Search) -> Search:
    """A search that was looked at, without the sentences that cannot answer a question for a contact.

    The chances of the others are what they are among themselves. Where no other is left nothing changes.
    """
    wanted = wanted_contact(search.inquiry.text)
    kept = [each for each in search.sentences if wanted is not None and wanted.search(each.text)]
    total = sum(each.chance for each in kept)
    if not total or len(kept) == len(search.sentences):
        return search
    return replace(search, sentences=tuple(replace(each, chance=each.chance / total) for each in kept))


def has_no_contact(search: Search, best: Candidate) -> bool:
    """Whether a contact is asked for and what is to be cited has none."""
    wanted = wanted_contact(search.inquiry.text)
    return wanted is not None and wanted.search(best.text) is None
