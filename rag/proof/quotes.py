"""Where a quote stands in a text: exactly after folding, on token boundaries, never by similarity.

Similarity would accept « 6 % » for « 5 % ». What may differ is how a quote is written, not what it says: line breaks,
apostrophes and quotation marks, ligatures, composed or decomposed accents, hyphenation at line ends, tatweel, the
spaces that French puts before punctuation, and one before a raised ending.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property

from rag.language.folding import fold, fold_plain
from rag.types import Span

WORD = re.compile(r"\w+(?:[.,٫٬]\d+)*|[^\w\s]")
"""A word, a number with its decimals, or one mark: what two texts are compared by, word for word."""

_LETTER = r"[^\W\d_]"
# What is left out where a quote is not found as it stands: spaces beside punctuation, hyphens in words, the space or
# line break that readers of PDFs put before a raised ending: « 3 ème », « XXI e ».
_LOOSE = re.compile(
    rf"""[ ](?=[;:!?%)\]"؟؛،€])|(?<=[(\["])[ ]|(?<={_LETTER})-(?={_LETTER})"""
    r"""|(?<=[\divxlc])[ ](?=(?:er|ère|re|e|ème|nde?|st|rd|th)(?!\w))"""
)

_SIGN_OR_DECIMALS_BEFORE = re.compile(r"(?:\d[.,٫٬':/]|(?<![\w)])[-+])$")
_DECIMALS_AFTER = re.compile(r"[.,٫٬':/]\d")
_GROUPS_BEFORE = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})* $")
_GROUP_AFTER = re.compile(r" \d{3}(?!\d)")
_FIRST_GROUP = re.compile(r"\d{3}(?!\d)")
_LAST_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})*$")
_NEGATION_BEFORE = re.compile(r"(?<!\w)n'$")
_CONTRACTION_AFTER = re.compile(r"'(?!s(?!\w))\w")
_CONTEXT = 24  # characters around a match that its boundaries are judged by
_LONG = 1000  # characters of a quote from which on places that overlap count once


class Haystack:
    """A text that quotes are looked up in; it is folded once, when the first quote is looked up."""

    def __init__(self, text: str) -> None:
        self._original = text

    def find(self, quote: str) -> tuple[Span, ...]:
        """All places where the text says what `quote` says, as spans of the text, in order.

        A quote of white space alone is nowhere.
        """
        needle = fold_plain(quote).strip()
        if not needle:
            return ()
        spans = tuple(self._folded.places(needle))
        return spans or tuple(self._loose.places(_loosened(needle)[0]))

    def nearest(self, quote: str, share: float) -> Span | None:
        """The stretch of as many words as the quote has that shares most words with it, at least `share` of them.

        Only to tell people what a quote may have been made from; it proves nothing.
        """
        wanted = Counter(WORD.findall(fold_plain(quote)))
        size = wanted.total()
        words = list(WORD.finditer(self._folded.text)) if size >= 3 else []
        held: Counter[str] = Counter()
        shared = best = last = 0
        for at, match in enumerate(words):
            word = match[0]
            held[word] += 1
            shared += held[word] <= wanted[word]
            if at >= size:
                left = words[at - size][0]
                shared -= held[left] <= wanted[left]
                held[left] -= 1
            if shared > best:
                best, last = shared, at
        if not words or best < share * size:
            return None
        return self._folded.back(words[max(0, last - size + 1)].start(), words[last].end())

    @cached_property
    def _folded(self) -> _Searchable:
        folded = fold(self._original)
        return _Searchable(folded.text, folded.span)

    @cached_property
    def _loose(self) -> _Searchable:
        folded = self._folded
        text, kept = _loosened(folded.text)
        return _Searchable(text, lambda start, end: folded.back(kept[start], kept[end - 1] + 1))


class _Searchable:
    """A folded text and the way back from its offsets to those of the original."""

    def __init__(self, text: str, back: Callable[[int, int], Span]) -> None:
        self.text = text
        self.back = back

    def places(self, needle: str) -> Iterator[Span]:
        # A long text that repeats a word has as many places for a long quote of that word as it has characters.
        step = 1 if len(needle) < _LONG else len(needle)
        at = self.text.find(needle)
        while at >= 0:
            if _whole_tokens(self.text, at, at + len(needle)):
                yield self.back(at, at + len(needle))
            at = self.text.find(needle, at + step)


def _loosened(folded: str) -> tuple[str, array[int]]:
    """The text without what may differ between two ways of writing it, and the place of each character kept."""
    parts: list[str] = []
    kept = array("q")
    at = 0
    for match in _LOOSE.finditer(folded):
        parts.append(folded[at : match.start()])
        kept.extend(range(at, match.start()))
        at = match.end()
    parts.append(folded[at:])
    kept.extend(range(at, len(folded)))
    return "".join(parts), kept


def _whole_tokens(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` begins and ends between tokens, so that no part of a word or a number is cut off."""
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    first, last = text[start : min(end, start + _CONTEXT)], text[max(start, end - _CONTEXT) : end]
    return _begins(before, first) and _ends(last, after)


def _begins(before: str, match: str) -> bool:
    first, last = match[0], before[-1:]
    if not first.isalnum() or not last:
        return True
    if last.isalnum() or last == "_" or (last == "-" and before[-2:-1].isalnum()):
        return False
    if first.isdigit():
        if _SIGN_OR_DECIMALS_BEFORE.search(before):
            return False
        return not (_FIRST_GROUP.match(match) and _GROUPS_BEFORE.search(before))
    return not _NEGATION_BEFORE.search(before)


def _ends(match: str, after: str) -> bool:
    last, first = match[-1], after[:1]
    if not last.isalnum() or not first:
        return True
    if first.isalnum() or first == "_" or (first == "-" and after[1:2].isalnum()):
        return False
    if last.isdigit():
        if _DECIMALS_AFTER.match(after):
            return False
        return not (_GROUP_AFTER.match(after) and _LAST_GROUPS.search(match))
    return not _CONTRACTION_AFTER.match(after)
