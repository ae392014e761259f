"""Sentences of French, English and Arabic text as spans: the units of citation.

Rules, no model: a full stop is judged by the word before it and the word after it, a line break by the shape of the
lines around it. Where both readings are possible the longer sentence is kept, since a citation that holds a little
too much still proves, and one that is cut in the middle does not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from rag.language.abbreviations import ABBREVIATIONS, BEFORE_NUMBER, LEADING, TITLES
from rag.language.parts.openings import opens_numbered
from rag.types import Span

LONGEST = 600
"""Characters from which on a sentence is taken for a menu or a list and cut at weaker marks."""

_CLOSERS = "\"'’”»›)\\]*_"
_MARK = re.compile(
    rf"(?P<stop>[.!?…؟۔。！？]+)(?P<close>(?:[ \u00a0\u202f]?»|[{_CLOSERS}])*(?:\[[^\]\n]{{1,20}}\]|[¹²³⁰⁴-⁹]+)*)"
    r"|(?P<break>\n\s*)"
)
_WORD_BEFORE = re.compile(r"[^\s(«\"'’“\[]*$")
_WORD_AFTER = re.compile(r"[\s\"'’“«(\[¿¡\-–—•]*(\w+)")
_ADDRESS = re.compile(r"@|/|www\.", re.IGNORECASE)
_BULLET = re.compile(r"[•▪◦‣●○■□➢✓►*][ \t\u00a0]|#{1,6} |\|")
_LIST_ITEM = re.compile(r"(?:[-–—]|\(?\d{1,3}[.)°]|\(?[a-zA-Z][.)])[ \t\u00a0]")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?$")
_COMPLETE = re.compile(rf"[.!?…؟۔:;؛,][ \u00a0\u202f{_CLOSERS}]*$")
# Where an over-long sentence is cut, strongest first.
_WEAK = (re.compile(r"[ \t\u00a0]{3,}| [|•·] "), re.compile(r"[;؛](?=\s)"), re.compile(r"\n"))
_SAYS = re.compile(r"\w")
_NEXT_WORD = re.compile(r"\S*")
_PROSE_LINE = 200  # characters of a line from which on lines are paragraphs, not wrapped by a layout
_NARROW_LINE = 40  # characters below which lines are items of a list or menu
_NEAR = 30  # characters around a mark that are looked at
_LONGEST_ADDRESS = 200  # characters before a mark that are looked at for an address on the web
_RAGGED = 0.85  # part of the width that a wrapped line fills at least

# A sentence may well start with these, a name hardly does.
_STARTERS = frozenset(
    "the a an in on at it its he she they we i you this that these those there however but and as after before while"
    " when if for from by with although during since many some most other another both his her their our one two such"
    " no not le la les l un une des il elle ils elles on nous vous ce cet cette ces c en dans au aux à par pour sur"
    " sous avec mais et or donc car ainsi cependant toutefois néanmoins après avant pendant depuis lors lorsque quand"
    " si comme son sa ses leur leurs notre nos d de du selon malgré outre puis enfin ensuite tous toutes plusieurs"
    " certains".split()
)


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of `text` as trimmed spans, in order, without overlap; together they hold all that is not space.

    `language` is a code as `rag.language.language.detect` gives it; it chooses the abbreviations. A language without a
    list of its own gets the French one.
    """
    spans: list[Span] = []
    start = 0
    for end in (*_borders(text, language if language in TITLES else "fr"), len(text)):
        for span in _cut(text, start, end):
            previous = spans[-1] if spans else None
            # A full stop alone, as in « Quoi ? » ., is part of the sentence before it.
            if (
                previous
                and not _SAYS.search(text, span.start, span.end)
                and "\n" not in text[previous.end : span.start]
            ):
                spans[-1] = Span(previous.start, span.end)
            else:
                spans.append(span)
        start = end
    return tuple(spans)


def _borders(text: str, language: str) -> Iterator[int]:
    """The places where a sentence ends, in order."""
    lines = _Lines(text)
    for mark in _MARK.finditer(text):
        if mark["break"] is not None:
            if lines.ends_at(mark.start(), mark.end()):
                yield mark.start()
        elif _ends(text, mark, language):
            yield mark.end()


def _ends(text: str, mark: re.Match[str], language: str) -> bool:
    """Whether the full stop, question or exclamation mark that was found ends a sentence."""
    at = mark.end()
    following = _WORD_AFTER.match(text, at, at + 2 * _NEAR)
    word = following[1] if following else ""
    if at < len(text) and not text[at].isspace() and not mark["close"].endswith(("]", "»", "”")):
        return _glued(text, mark, word)
    if word[:1].islower():
        return False
    if mark["stop"] != ".":
        return True
    if mark["close"]:
        return True
    if opens_numbered(text, mark.start()):
        return False
    return not _abbreviated(text, mark.start(), following, language)


def _glued(text: str, mark: re.Match[str], word: str) -> bool:
    """Whether a sentence ends although no space follows, as happens in text taken from the web."""
    before = text[max(0, mark.start() - 3) : mark.start()]
    if len(before) < 3 or not before.isalpha() or mark["close"] or not text.startswith(word, mark.end()):
        return False
    if "\u0620" <= word[:1] <= "\u064a":
        return True
    if not before.islower() or not word[:1].isupper() or word.lower() not in _STARTERS:
        return False
    unspaced = text[max(0, mark.start() - _LONGEST_ADDRESS) : mark.start()].split()
    return not (unspaced and _ADDRESS.search(unspaced[-1]))


def _abbreviated(text: str, at: int, following: re.Match[str] | None, language: str) -> bool:
    """Whether the full stop at `at` belongs to the word before it and the sentence goes on with the one `following`."""
    before = _WORD_BEFORE.search(text, max(0, at - _NEAR), at)
    previous = before[0] if before else ""
    plain, word = previous.lower(), following[1] if following else ""
    if previous in TITLES[language] or plain in LEADING:
        return True
    if word[:1].isdigit() and plain in BEFORE_NUMBER:
        return True
    initial = len(previous) == 1 and previous.isalpha() and not previous.islower()
    if initial or plain in ABBREVIATIONS[language] or (len(previous) > 1 and _ACRONYM.fullmatch(previous)):
        # « l'art. L. 12 »: a letter with a point is no article.
        letter = len(word) == 1 and following is not None and text.startswith(".", following.end())
        return letter or word.lower() not in _STARTERS
    return False


class _Lines:
    """The lines of a text, for judging which line breaks are the layout's and which the writer's."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0] + [match.end() for match in re.finditer("\n", text)]
        self.lengths = [after - before - 1 for before, after in pairwise([*self.starts, len(text) + 1])]

    def ends_at(self, start: int, end: int) -> bool:
        """Whether the line break in `text[start:end]` ends a sentence."""
        text = self.text
        if end >= len(text) or text.count("\n", start, end) > 1 or _BULLET.match(text, end):
            return True
        line = bisect_right(self.starts, start) - 1
        if text.startswith("#", self.starts[line]):
            return True
        item = _LIST_ITEM.match(text, end) is not None
        if item and _COMPLETE.search(text, max(self.starts[line], start - _NEAR), start):
            return True
        if text[end].islower() and not item:
            return False
        return not self._full(line, end)

    def _full(self, line: int, end: int) -> bool:
        """Whether a layout broke the line: the word at `end`, which opens the next one, did not fit any more."""
        width = max(self.lengths[max(0, line - 3) : line + 4])
        if width > _PROSE_LINE or width < _NARROW_LINE:
            return False
        next_word = _NEXT_WORD.match(self.text, end)
        needed = self.lengths[line] + 1 + (len(next_word[0]) if next_word else 0)
        return needed > width * _RAGGED


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """The trimmed range as one span, or as several where it is too long for a sentence."""
    for pattern in (None, *_WEAK):
        trimmed = _trim(text, start, end)
        if trimmed is None:
            return
        start, end = trimmed.start, trimmed.end
        if len(trimmed) <= LONGEST:
            yield trimmed
            return
        if pattern is None:
            continue
        cuts = [match.end() for match in pattern.finditer(text, start, end)]
        if cuts:
            for before, after in pairwise([start, *cuts, end]):
                yield from _cut(text, before, after)
            return
    trimmed = _trim(text, start, end)
    if trimmed is not None:
        yield trimmed


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None
