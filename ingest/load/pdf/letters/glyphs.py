"""From the characters of a line's canonical text back to the glyphs of the page that they were read from."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.load.pdf.textlayer import HYPHEN, SHAPES, plain
from rag.language.text import canonical

Traced = list[tuple[str, tuple[int, ...]]]
"""Characters, each with the indices of the glyphs that it was read from; none for a space that stands for a gap."""


def traced_line(parts: Sequence[tuple[str, int]]) -> Traced:
    """The canonical text of a line, made as `ingest.load.pdf.pagelines` makes it.

    `parts` are its stretches in order, each with the index of its first glyph; a space parts them.
    """
    characters: Traced = []
    for number, (text, first) in enumerate(parts):
        if number:
            characters.append((" ", ()))
        for index, character in enumerate(text, first):
            letters = SHAPES.sub(plain, "-" if character == HYPHEN else character)
            characters.extend((letter, (index,)) for letter in letters)
    whole = "".join(character for character, _ in characters)
    if canonical(whole) != whole:
        characters = list(_composed(characters))
    while characters and characters[0][0].isspace():
        del characters[0]
    while characters and characters[-1][0].isspace():
        del characters[-1]
    return characters


def _composed(characters: Traced) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The characters composed as `rag.language.text.canonical` does; what composes with a letter is traced with it."""
    cluster: Traced = []
    for character, source in characters:
        if cluster and not (unicodedata.combining(character) or character in _second_letters()):
            yield from _flushed(cluster)
            cluster = []
        cluster.append((character, source))
    yield from _flushed(cluster)


def _flushed(cluster: Traced) -> Iterator[tuple[str, tuple[int, ...]]]:
    text = "".join(character for character, _ in cluster)
    composed = canonical(text)
    if composed == text:
        yield from cluster
        return
    sources = tuple(index for _, source in cluster for index in source)
    for character in composed:
        yield character, sources


@cache
def _second_letters() -> frozenset[str]:
    """What composes with a letter before it without being a combining mark: signs of Indic scripts, Hangul vowels."""
    found = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    for code in range(sys.maxunicode + 1):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(chr(int(parts[1], 16)))
    return frozenset(found)
