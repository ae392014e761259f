"""Canonical text, which offsets count, and search text, which indexes see, with the way back from one to the other.

The search text keeps accents and, in Arabic, hamza and ta marbuta: « ou » and « où » are two words, and a quote that
is checked on folded text must not pass with another word in it. Loosening of that kind belongs to index terms
(see `rag.language`).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from rag.types import Span

_LINE_END = re.compile("\r\n?")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Written differently, read the same. Acute and grave accents stand alone here: people type them for apostrophes.
_ALIKE = {
    **dict.fromkeys("‘’‚‛ʼʹ′`´‹›＇ꞌ", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "œ": "oe",
    "æ": "ae",
    "⁄": "/",
}
_TATWEEL = "\u0640"
_HARAKAT = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]")
# Signs of category Cf that are seen on the page: Arabic number and verse signs, and their like in other scripts.
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Default-ignorable characters that are not of category Cf: grapheme joiner, fillers, variation selectors.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff\x7f-\x84\x86-\x9f]"
)
# Starters that compose with the character before them (NFC_Quick_Check=Maybe with combining class 0).
_COMPOSING = re.compile(
    "[\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1161-\u1175"
    "\u11a8-\u11c2\u1b35\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930]"
)
_SHORT = 8  # characters of a cluster up to which its folded form is remembered
# A word divided at the end of a line, from the letter before the hyphen on.
_LINE_HYPHEN = re.compile(
    r"(?P<before>[0-9A-Za-z\u00c0-\u024f\u0370-\u052f][\u0300-\u036f]*)(?P<hyphen>[-‐\u00ad])[ \t]*\n[ \t]*(?=\w)"
)


def canonical(text: str) -> str:
    """Decoded text in the form that offsets count.

    Line ends become a line feed; control characters other than line feed and tab and a byte order mark at the start
    are dropped; the rest is composed (NFC). Lone surrogates, which no file can hold in UTF-8, become U+FFFD. Nothing
    is trimmed. A canonical text stays as it is.
    """
    text = _CONTROL.sub("", _LINE_END.sub("\n", text)).lstrip("\ufeff")
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text))


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
        if text[match.end()].islower() or match["hyphen"] == "\u00ad":
            folding.stretch(at, match.end("before"))
        else:
            folding.stretch(at, match.start())
            # The hyphen is the word's own: only the line end goes.
            folding.emit(_cluster(match["before"]) + "-", *match.span())
        at = match.end()
    folding.stretch(at, len(text))
    return folding.result()


def fold_plain(text: str) -> str:
    """The search text of `text` without the map."""
    return fold(text).text


def skeleton(folded: str) -> str:
    """Search text for comparing words loosely, letter for letter as long as `folded`.

    Letters lose their accents; Arabic alef, ya, waw and ta marbuta lose theirs (hamza, dots). The words of
    `rag.words` are written so.
    """
    return folded.translate(_SKELETON)


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
        folded = self.text[start:end].translate(_PLAIN)
        self.piece(folded, start, -1)

    def special(self, start: int, end: int) -> None:
        """Put out characters one cluster at a time: a base with all that combines with it or is not seen."""
        text = self.text
        while start < end:
            after = start + 1
            if text[start].isspace():
                while after < end and (text[after].isspace() or _dropped(text[after])):
                    after += 1
                self.emit(" ", start, after)
            else:
                while after < end and _joins(text[after]):
                    after += 1
                cluster = text[start:after]
                self.emit(_known_cluster(cluster) if len(cluster) <= _SHORT else _cluster(cluster), start, after)
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


@lru_cache(maxsize=4096)
def _dropped(character: str) -> bool:
    """Whether the character is invisible: format and bidi controls, tags, variation selectors, soft hyphens."""
    if character in _VISIBLE_FORMAT:
        return False
    return unicodedata.category(character) == "Cf" or bool(_IGNORABLE.match(character))


@lru_cache(maxsize=4096)
def _joins(character: str) -> bool:
    """Whether the character belongs to the one before it."""
    return unicodedata.combining(character) != 0 or _dropped(character) or bool(_COMPOSING.match(character))


@lru_cache(maxsize=4096)
def _compatible(character: str) -> str:
    """The compatibility form of one character, unless it would run into a number or a space before it."""
    if character in _ALIKE:
        return _ALIKE[character]
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    normal = unicodedata.normalize("NFKC", character)
    if normal[:1].isdigit() or normal[:1].isspace():
        return " " if character.isspace() else character
    return normal


@lru_cache(maxsize=65536)
def _known_cluster(cluster: str) -> str:
    return _cluster(cluster)


def _cluster(cluster: str) -> str:
    """The folded form of a cluster, applied until nothing changes."""
    while True:
        folded = "".join(_compatible(character) for character in cluster if not _dropped(character))
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", folded).casefold())
        folded = _HARAKAT.sub("", folded.replace(_TATWEEL, ""))
        if folded == cluster:
            return folded
        cluster = folded


def _plain_table() -> dict[int, str]:
    """The characters of common scripts that fold one to one, whatever stands before or after them."""
    ranges = (range(0x09, 0x0B), range(0x20, 0x250), range(0x370, 0x460), range(0x600, 0x6FF), range(0x2000, 0x20C0))
    table = {}
    for code in (code for codes in ranges for code in codes):
        character = chr(code)
        if _joins(character):
            continue
        folded = " " if character.isspace() else _cluster(character)
        if len(folded) == 1:
            table[code] = folded
    return table


_PLAIN = _plain_table()
_PLAIN_CLASS = "".join(re.escape(chr(code)) for code in _PLAIN)
_SPECIAL = re.compile(rf"[{_PLAIN_CLASS}]?[^{_PLAIN_CLASS}]+|\s{{2,}}")


def _skeleton_table() -> dict[int, str]:
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    return table | {ord(written): plain for written, plain in zip("أإآٱىةؤئکیłøđı", "اااايهويكيlodi", strict=True)}


_SKELETON = _skeleton_table()
