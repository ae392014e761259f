"""Other ways in which documents say what a question says: acronyms and their names, numbers, parts of identifiers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.language.compounds import compounds
from rag.language.language import Token, analyse
from rag.language.numbers.dates import either_way
from rag.language.senses.acronyms import rows_in, rows_of, ways_to_say
from rag.language.senses.colloquial import written_for
from rag.language.senses.forms import other_forms
from rag.language.stems import term_of

Way = tuple[str, ...]
"""Index terms in a row; or one acronym in capitals, where it is a stop word in small letters."""

_ACRONYM = re.compile(r"[A-Z]{2,8}")
_SMALL = re.compile(r"(?<![\w-])(?<![A-Z][a-z] )[A-Z]{2,4}(?![\w-])(?! [A-Z])")
_THE_WHO = re.compile(r"(?<!\w)the (?P<who>who)(?!\w)")
"""As it is typed in haste."""
_QUICKLY = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,8}")
"""Letters that make no word: « cnss » as it is typed."""
_COINCIDENCE = 3
"""Letters of an acronym from which on words with these first letters are hardly there by chance."""


def other_ways(
    text: str, language: str, own: Sequence[Token], documents: str, tokens: Sequence[Token]
) -> dict[str, set[Way]]:
    """By index term of a question, in documents in a language, the ways to say the very same.

    `own` are the terms of the question in its own language, `tokens` those in that of the documents.
    """
    ways: dict[str, set[Way]] = {}
    places: list[tuple[int, int, Sequence[Way]]] = [
        (token.start, token.end, ways_to_say(row, documents)) for token in own for row in _rows(text, token)
    ]
    for row, place in rows_in([token.term for token in own], language):
        places.append((own[place.start].start, own[place.stop - 1].end, ways_to_say(row, documents)))
    places.extend(
        (stated.start, stated.end, [_terms(form, documents) for form in stated.forms])
        for stated in other_forms(text, language, documents)
    )
    for compound in compounds(text):
        written = text[compound.start : compound.end].lower()
        parts = [token.term for token in tokens if compound.start <= token.start and token.end <= compound.end]
        whole = compound.whole or term_of(written, documents)
        words = [term_of(word, documents) for word in compound.words] or [part for part in parts if part != whole]
        if len(way := tuple(filter(None, words))) > 1:
            ways.setdefault(whole, set()).add(way)
    places.extend((token.start, token.end, written_for(token.term, documents)) for token in tokens)
    places.extend((token.start, token.end, [(date,) for date in either_way(token.term)]) for token in tokens)
    for start, end, said in places:
        for token in tokens:
            if start <= token.start and token.end <= end:
                ways.setdefault(token.term, set()).update(way for way in said if way and way != (token.term,))
    return ways


def _terms(text: str, language: str) -> Way:
    return tuple(token.term for token in analyse(text, language))


def small_acronyms(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The terms of known acronyms of a question that are small words else: "the WHO", « le CA ».

    `tokens` are its other terms. One that is part of a name (AI Movement) stands for nothing.
    """
    places = [match.span() for match in _SMALL.finditer(text)] if text != text.upper() else []
    places += [match.span("who") for match in _THE_WHO.finditer(text)]
    return [
        Token(text[start:end].lower(), start, end)
        for start, end in places
        if rows_of(text[start:end]) and not any(token.start < end and start < token.end for token in tokens)
    ]


def _rows(text: str, token: Token) -> Sequence[int]:
    """The known acronyms that stand at a token; what is typed small only where no other word is written so."""
    written = text[token.start : token.end]
    if not written.isascii() or not (written.isupper() or (len(written) >= _COINCIDENCE and text == text.lower())):
        return ()
    return rows_of(written)


def unknown_acronyms(text: str, tokens: Sequence[Token], counts: Mapping[str, int]) -> dict[str, str]:
    """By index term, the letters of the acronyms of a question that no passage has; `counts` says in how many it is.

    Where the documents write an acronym they say what it is: then words with its first letters are a coincidence.
    """
    found = {}
    for token in tokens:
        written = text[token.start : token.end]
        acronym = _ACRONYM.fullmatch(written) or _QUICKLY.fullmatch(written)
        if acronym and len(written) >= _COINCIDENCE and not counts.get(token.term) and text != text.upper():
            found[token.term] = written.lower()
    return found
