"""Names in a text, told by their capitals."""

from __future__ import annotations

import re

from rag.language.folding import fold_plain, skeleton
from rag.language.words import STOP_WORDS

NAME = re.compile(
    r"(?<!\w)[a-z]{0,3}[A-ZÀ-ÖØ-Þ][\w’'.-]*(?:\s+(?:(?:de|du|des|d['’]|la|le|el|al|of|the|and|et)\s+)*[A-ZÀ-ÖØ-Þ0-9][\w’'.-]*)*"
)
"""A name: words in capitals, with the small words between them and the numbers after."""

_FIRST_ACRONYM = re.compile(r"[A-Z]{2,}(?!\w)")
_FIRST_WORD = re.compile(r"\W*(?:[^\W_]{1,3}['’])*\w+")


def names(text: str) -> list[str]:
    """The names in a text, without the word that opens it and without what is written in capitals by custom ("I")."""
    return [match[0].rstrip(".'’-") for match in _matches(text)]


def masked(text: str, mask: str) -> str:
    """The text with a word in place of each name, so that "IT" is not read as "it"."""
    if text.isupper():
        return text
    first = _FIRST_ACRONYM.match(text)
    parts, at = ([mask], first.end()) if first else ([], 0)
    for match in _matches(text):
        parts += [text[at : match.start()], mask]
        at = match.start() + len(match[0].rstrip(".'’-"))
    return "".join([*parts, text[at:]])


def _matches(text: str) -> list[re.Match[str]]:
    first = _FIRST_WORD.match(text)
    found = NAME.finditer(text, first.end() if first else 0)
    return [match for match in found if not _is_small_word(match[0])]


def _is_small_word(name: str) -> bool:
    """Whether a name is one word that every text has, in a title or by custom: "I", "It", « La »."""
    word = skeleton(fold_plain(name)).rstrip(".'")
    if len(word) == 1 or (name.isupper() and len(name) > 1):
        return word == "i"
    return any(word in STOP_WORDS[code] for code in ("fr", "en"))
