"""What the amount or the date that a question asks for is one of: « la subvention du club de football ».

What is counted is not among it: "How many cases?" is answered by so many files.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.senses.general import GENERAL

_FRENCH = re.compile(
    r"(?<![\w-])(?:(?:de la|de l'|du|des|pour (?:la|le|les|l'|une?)|au|aux|a la|a l'|d'une?) ?(?P<noun>[a-z]{4,})"
    r"|(?<!combien )(?:de |d'|pour )(?P<bare>(?!\w+(?:er|ir|re|oir)\b)[a-z]{4,}))(?![\w-])"
)
_AT = re.compile(r"(?<!\w)à (?P<noun>\w{4,})(?![\w-])")
_ENGLISH_PART = r"(?:(?P<first>[a-z]{4,}) )?(?P<noun>[a-z]{4,})(?![\w-])"
_ENGLISH = (
    re.compile(rf"\b(?:of|for) (?:an? |the |my |your )?{_ENGLISH_PART}"),
    re.compile(rf"\bhow much {_ENGLISH_PART}"),
    re.compile(rf"\b(?:does|do|did) (?:an? |the |my |your )?{_ENGLISH_PART}"),
)
_ARABIC = re.compile(r"(?<!\w)(?![وفبكل]?ال|لل)\w{3,} (?P<noun>(?:ال|لل)\w{3,})")
_QUALITY = re.compile(
    r"\w+(?:al|ly|ive|ous|ed|ing|ent|ant|ary|ic|ful|able|ible|um|est|er)|second|third|first|last|next|main|whole|full|late"
    r"|early|good|large|small|high|much|many|more|most|some|this|that|these|those|your|their|such|each|every|take|cost"
    r"|last|need|have|does|want|pay|paid|get"
)
"""Adjectives, by their endings, and words that are no noun: what has none of them may be missing."""
_SMALL = frozenset("case matter thing ceux cela partir moins plus tous toutes chaque".split())


def complements(question: str, language: str) -> set[str]:
    """The index terms of the nouns that say of what an amount is asked for."""
    plain = skeleton(fold_plain(question))
    found: list[str] = []
    if language == "fr":
        found = [match["noun"] or match["bare"] for match in _FRENCH.finditer(plain)]
        found += [skeleton(match["noun"]) for match in _AT.finditer(fold_plain(question))]
    elif language == "en":
        for pattern in _ENGLISH:
            found += [word for match in pattern.finditer(plain) for word in match.groups() if word]
        found = [word for word in found if not _QUALITY.fullmatch(word)]
    elif language == "ar":
        found = [match["noun"] for match in _ARABIC.finditer(plain)]
    return {token.term for word in found for token in analyse(word, language)} - _general(language)


@lru_cache(maxsize=4)
def _general(language: str) -> frozenset[str]:
    """The index terms of words that say nothing of their own."""
    words = " ".join(_SMALL | GENERAL.get(language, frozenset()))
    return frozenset(token.term for token in analyse(words, language))
