"""Letters of which a font does not say which they are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_SUSPICIOUS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
"""What pdfium gives where a font does not say more than a number."""

LEAST_SHARE = 0.01
"""Share of the characters of a page from which on they are missed; less are bullets and the like."""

_SAMPLES = 16
"""Characters of a page that are asked about before all are."""

_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüAEIOUYÀÉÈÊ")


def unmapped(textpage: pdfium.PdfTextPage, text: str, count: int) -> set[int]:
    """The numbers of the characters of which the font does not say which they are; `text` is what pdfium gives."""
    ask: Callable[[pdfium.PdfTextPage, int], int] = pdfium_c.FPDFText_HasUnicodeMapError
    asked = [*range(0, count, max(1, count // _SAMPLES)), *(match.start() for match in _SUSPICIOUS.finditer(text))]
    if len(text) == count and not any(ask(textpage, number) == 1 for number in asked):
        return set()
    found = {number for number in range(count) if ask(textpage, number) == 1}
    return found if len(found) >= LEAST_SHARE * count else set()


def read_as_coded(letters: str) -> bool:
    """Whether the numbers of such letters are their codes all the same: together they look like words.

    Old programs number the letters of their fonts as ASCII does, and say nothing of it; others count them from 1.
    """
    spoken = [letter for letter in letters if letter.isalpha()]
    if 4 * len(spoken) < 3 * len(letters):
        return False
    vowels = sum(letter in _VOWELS for letter in spoken)
    return 4 * vowels >= len(spoken) and 5 * vowels <= 3 * len(spoken)
