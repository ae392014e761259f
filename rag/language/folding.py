"""Search text, which indexes see and quotes are compared in, folded, with the way back to the canonical text.

The search text keeps accents and, in Arabic, hamza and ta marbuta: « ou » and « où » are two words, and a quote that
is checked on folded text must not pass with another word in it. Loosening of that kind belongs to index terms
(see `rag.language.language`).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass

from rag.language.characters import PLAIN, SKELETON, fold_cluster, invisible, joins
from rag.types import Span

_PLAIN_CLASS = "".join(re.escape(chr(code)) for code in PLAIN)
_SPECIAL = re.compile(rf"[{_PLAIN_CLASS}]?[^{_PLAIN_CLASS}]+|\s{{2,}}")
# A word divided at the end of a line, from the letter before the hyphen on.
_LINE_HYPHEN = re.compile(
    r"(?P<before>[0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u0620-\u064a][\u0300-\u036f\u064b-\u0655]*)"
    r"(?P<hyphen>[-‐\u00ad])[ \t]*\n[ \t]*(?=\w)"
)
# Words that keep their hyphen when a line ends after it: « peut-être », « vis-à-vis », « well-known ».
_HYPHEN_BEFORE = re.compile(
    r"(?<!\w)(?:à|est|sont|ont|peut|porte|vice|non|demi|semi|avant|après|arrière|quasi|rendez|celui|celle|ceux|celles|dix"
    r"|vingt|trente|quarante|cinquante|soixante|quatre|cent|self|well|high|long)$",
    re.IGNORECASE,
)
_HYPHEN_AFTER = re.compile(r"(?:être|ils?|elles?|on|je|tu|nous|vous|moi|toi|mêmes?|dessous|dessus|delà|à)(?!\w)")
_LONGEST_BEFORE = 12  # characters before a hyphen that are looked at


@dataclass(frozen=True, slots=True)
class Folded:
    """Search text with the map back to the text it was made from.

    The map is a list of pieces in order. Piece `i` starts at `_folded[i]` in `text` and at `_starts[i]` in the
    original. Where `_ends[i]` is -1 the piece runs one to one; otherwise every character of it stands for the whole
    of the original from `_starts[i]` to `_ends[i]`.
    """

    text: str
    _folded: array[int]
    _starts: array[int]
    _ends: array[int]

    def offset(self, position: int) -> int:
        """The place in the original of the folded character at `position`."""
        return self.span(position, position + 1).start

    def span(self, start: int, end: int) -> Span:
        """The shortest known range of the original whose folded form holds `text[start:end]`.

        Raises:
            IndexError: the range is not inside the folded text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"folded range {start}:{end} is outside the text of {len(self.text)} characters")
        if start == end:
            place = self.span(start, start + 1).start if start < len(self.text) else self._end(start)
            return Span(place, place)
        piece = bisect_right(self._folded, start) - 1
        first = self._starts[piece]
        if self._ends[piece] < 0:
            first += start - self._folded[piece]
        return Span(first, self._end(end))

    def _end(self, end: int) -> int:
        if end == 0:
            return 0
        piece = bisect_right(self._folded, end - 1) - 1
        if self._ends[piece] >= 0:
            return self._ends[piece]
        return self._starts[piece] + end - self._folded[piece]


def fold(text: str) -> Folded:
    """The search text of `text`.

    Compatibility forms (NFKC), case, ligatures, quotes, dashes, digits of other scripts, Arabic tatweel, vowel signs
    and presentation forms lose their differences; invisible characters go; white space runs become one space; words
    divided at a line end are joined. Folding twice changes nothing more. Superscripts, fractions and circled numbers
    stay as they are, since « 10² » is not 102.
    """
    folding = _Folding(text)
    at = 0
    for match in _LINE_HYPHEN.finditer(text):
        end = match.end("before")
        own = _own_hyphen(text, match)
        if own is None:
            folding.stretch(at, end)
            at = match.end()
        else:
            start = max(at, own.start)
            folding.stretch(at, start)
            folding.emit(fold(text[start:end]).text + "-" + fold(text[match.end() : own.end]).text, start, own.end)
            at = own.end
    folding.stretch(at, len(text))
    return folding.result()


def _own_hyphen(text: str, match: re.Match[str]) -> Span | None:
    """The range that folds as a whole where the hyphen at a line end is the word's own; `None` where it divides."""
    end = match.end()
    if match["hyphen"] == "\u00ad":
        return None
    before = _HYPHEN_BEFORE.search(text, max(0, match.start() - _LONGEST_BEFORE), match.end("before"))
    after = _HYPHEN_AFTER.match(text, end)
    if before or after:
        return Span(before.start() if before else match.start(), after.end() if after else end)
    divides = text[end].islower() or "\u0620" <= text[end] <= "\u064a"
    return None if divides else Span(match.start(), end)


def fold_plain(text: str) -> str:
    """The search text of `text` without the map."""
    return fold(text).text


def skeleton(folded: str) -> str:
    """Search text for comparing words loosely, letter for letter as long as `folded`.

    Letters lose their accents; Arabic alef, ya, waw and ta marbuta lose theirs (hamza, dots). The words of
    `rag.language.words` are written so.
    """
    return folded.translate(SKELETON)


class _Folding:
    """A search text while it is put together."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[str] = []
        self.length = 0
        self.space = False  # the last character put out is a space
        self.folded = array("q")
        self.starts = array("q")
        self.ends = array("q")

    def stretch(self, start: int, end: int) -> None:
        """Fold a part of the text without line-end hyphens."""
        at = start
        for match in _SPECIAL.finditer(self.text, start, end):
            if match.start() > at:
                self.run(at, match.start())
            self.special(match.start(), match.end())
            at = match.end()
        if at < end:
            self.run(at, end)

    def run(self, start: int, end: int) -> None:
        """Put out characters that fold one to one."""
        if self.space and self.text[start].isspace():
            self.emit(" ", start, start + 1)
            start += 1
            if start == end:
                return
        folded = self.text[start:end].translate(PLAIN)
        self.piece(folded, start, -1)

    def special(self, start: int, end: int) -> None:
        """Put out characters one cluster at a time: a base with all that combines with it or is not seen."""
        text = self.text
        while start < end:
            after = start + 1
            if text[start].isspace():
                while after < end and (text[after].isspace() or invisible(text[after])):
                    after += 1
                self.emit(" ", start, after)
            else:
                while after < end and joins(text[after]):
                    after += 1
                self.emit(fold_cluster(text[start:after]), start, after)
            start = after

    def emit(self, folded: str, start: int, end: int) -> None:
        """Put out the folded form of the whole of `text[start:end]`."""
        if folded == " " and self.space:
            self.widen(end)
        elif folded:
            self.piece(folded, start, end)

    def piece(self, folded: str, start: int, end: int) -> None:
        self.folded.append(self.length)
        self.starts.append(start)
        self.ends.append(end)
        self.parts.append(folded)
        self.length += len(folded)
        self.space = folded[-1] == " "

    def widen(self, end: int) -> None:
        """Let the space put out last stand for the text up to `end` too."""
        if self.ends[-1] < 0:
            last = self.length - 1
            start = self.starts[-1] + last - self.folded[-1]
            if last > self.folded[-1]:
                self.folded.append(last)
                self.starts.append(start)
                self.ends.append(end)
                return
        self.ends[-1] = end

    def result(self) -> Folded:
        return Folded("".join(self.parts), self.folded, self.starts, self.ends)
