"""Negations of French, English and Arabic text, with the words that they deny."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.language import analyse
from rag.language.text import fold

_MARKERS: dict[str, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?<![\w'])(?:n'|ne )(?=(?:[\w']+[ -]){0,4}?"
        r"(?P<with>pas|plus|jamais|rien|aucune?|guère|point|personne|ni|nulle)(?!\w))"
        r"|(?<![\w'-])(?:sans|aucune?|jamais|ni|non|pas|nulle part)(?![\w'])"
    ),
    "en": re.compile(
        r"(?<!\w)(?:not|no|never|without|neither|nor|none|nobody|nothing|nowhere|cannot|non(?=-))(?!\w)|n't(?!\w)"
    ),
    "ar": re.compile(r"(?<!\w)و?(?:لا|لم|لن|ليس|ليست|ليسوا|لست|غير|بدون|دون|بلا|عدم|لم)(?!\w)"),
}
NEGATION_PARTS: dict[str, frozenset[str]] = {
    "fr": frozenset("ne n pas jamais aucun aucune rien guere point personne ni sans non plus".split()),
    "en": frozenset("not no never without neither nor none nobody nothing nowhere cannot t".split()),
    "ar": frozenset("لا لم لن ليس ليست ليسوا لست غير بدون دون بلا عدم ولا ولم ولن وليس".split()),
}
"""Words that a negation is made of, in skeleton form; in a near copy one more or less changes what is said."""

_CLAUSE_END = re.compile(r"[,;:.!?()؛،؟\n](?!\d)")
_NOT_ONLY = re.compile(r"\s*(?:only|seulement|uniquement|just|فقط)(?!\w)")
_FRENCH_SECOND = frozenset("pas plus jamais rien aucun aucune guère point personne ni nulle".split())
_REACH = 48  # characters after a negation that it may deny
_DENIED = 3  # content words that it denies at most


@dataclass(frozen=True, slots=True)
class Negation:
    """A negation as written, with the index terms of the words that it denies."""

    word: str
    scope: frozenset[str]


def negations(text: str, language: str) -> tuple[Negation, ...]:
    """The negations of a text, in order; none are known for other languages."""
    marker = _MARKERS.get(language)
    if marker is None:
        return ()
    plain = fold(text).text
    found: list[Negation] = []
    reached = 0
    for match in marker.finditer(plain):
        if match.start() < reached or _NOT_ONLY.match(plain, match.end()):
            continue
        end = match.end() + _REACH
        clause = _CLAUSE_END.search(plain, match.end(), end)
        scope_end = clause.start() if clause else min(end, len(plain))
        tokens = analyse(plain[match.end() : scope_end], language)
        if not clause and len(plain) > end and tokens and match.end() + tokens[-1].end == scope_end:
            tokens = tokens[:-1]  # a word that was cut
        denied = [token for token in tokens if token.term not in _FRENCH_SECOND][:_DENIED]
        found.append(Negation(_word(match), frozenset(token.term for token in denied)))
        second = match.groupdict().get("with")
        if second:
            reached = plain.find(second, match.end()) + len(second)
    return tuple(found)


def _word(match: re.Match[str]) -> str:
    second = match.groupdict().get("with")
    return f"{match[0].strip()} … {second}" if second else match[0].strip()
