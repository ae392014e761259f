"""Identifiers and part numbers: words that are written as one and found by their parts, and the other way round.

`HomePageContainer` is a home page container, POCS-30017 the pocs30017 of who types it quickly. Words with an underscore
are several words already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Lengths are bounded, so that a row of letters without end is passed over in time that grows with it.
_COMPOUND = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<camel>[A-Za-z]{1,40}[a-z][A-Z][A-Za-z]{1,40})"
    r"|(?P<code>[A-Za-z0-9]{1,12}(?:[-./_][A-Za-z0-9]{1,12}){1,6})|(?P<joined>[A-Za-z]{2,8}\d{2,10}))(?![A-Za-z0-9])"
)
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LETTERS_OR_DIGITS = re.compile(r"[A-Za-z]+|\d+")
_SHORTEST = 3
"""Letters that every part of an identifier has: in iPhone and McDonald no two words are joined."""
_LOWER = re.compile(r"[a-z]{5}")
_MANY_DIGITS = re.compile(r"(?!(?:19|20)\d\d(?!\d))\d{3}")


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound with its place: the `words` it is made of, or the `whole` that its parts are together, lower-case."""

    start: int
    end: int
    words: tuple[str, ...] = ()
    whole: str = ""


def compounds(text: str) -> Iterator[Compound]:
    """What in a text is an identifier or a part number, in order; `text` as it is written, with its capitals."""
    for match in _COMPOUND.finditer(text):
        start, end = match.span()
        if match["camel"]:
            humps = _HUMPS.findall(match[0])
            if len(humps) > 1 and all(len(hump) >= _SHORTEST for hump in humps):
                yield Compound(start, end, tuple(hump.lower() for hump in humps))
        elif match["joined"]:
            yield Compound(start, end, tuple(part.lower() for part in _LETTERS_OR_DIGITS.findall(match[0])))
        elif _is_code(match[0]):
            yield Compound(start, end, whole=re.sub(r"[-./_]", "", match[0]).lower())


def _is_code(written: str) -> bool:
    """Whether parts with signs between them are one number: in capitals, or with digits that make no year."""
    digits = sum(character.isdigit() for character in written)
    if digits < 2 or digits + 1 >= len(written) or not any(character.isalpha() for character in written):
        return False
    if written == written.upper():
        return True
    return _MANY_DIGITS.search(written) is not None and _LOWER.search(written) is None
