"""A table of character replacements in the form in which SentencePiece keeps it and `tokenizers` reads it.

The form: the size of a double array in bytes, the array, and the replacements, each with a NUL behind it. The array is
a trie over the UTF-8 bytes of the characters (Aoe 1989, doi:10.1109/32.31365; units as in darts-clone): bits 0 to 7 of
a unit are its byte, bit 8 says that a replacement ends here, bits 10 to 30 are the distance (exclusive or) to its
children. The child for the byte 0 holds the place of the replacement.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

ENDS = 1 << 8
VALUE = 1 << 31
_Trie = dict[int, "_Trie | int"]


def charsmap(replacements: Mapping[int, str]) -> bytes:
    """The table of replacements by code point; none is longer than its array allows (2 MB)."""
    trie: _Trie = {}
    texts = bytearray()
    for code, text in sorted(replacements.items()):
        node = trie
        for byte in chr(code).encode():
            child = node.setdefault(byte, {})
            assert isinstance(child, dict)  # noqa: S101 - no character's bytes continue another's
            node = child
        node[0] = len(texts)
        texts += text.encode() + b"\0"
    units = _units(trie)
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + bytes(texts)


def _units(trie: _Trie) -> list[int]:
    taken: dict[int, int] = {0: 0}
    waiting = [(0, trie)]
    bases: set[int] = set()
    free = 1
    while waiting:
        at, node = waiting.pop()
        base = free
        # No two parents share a base: a byte alone could not tell their children apart.
        while base in bases or any(base ^ label in taken for label in node):
            base += 1
        bases.add(base)
        while free in taken:
            free += 1
        taken[at] |= (at ^ base) << 10 | (ENDS if 0 in node else 0)
        for label, child in node.items():
            if isinstance(child, int):
                taken[base ^ label] = VALUE | child
            else:
                taken[base ^ label] = label
                waiting.append((base ^ label, child))
    # A search may look at any child of the last unit.
    return [taken.get(index, 0) for index in range((max(taken) | 255) + 1)]
