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

from rag.types import Span

LONGEST = 600
"""Characters from which on a sentence is taken for a menu or a list and cut at weaker marks."""

_CLOSERS = "\"'’”»›)\\]"
_MARK = re.compile(
    rf"(?P<stop>[.!?…؟۔。！？]+)(?P<close>(?:[ \u00a0\u202f]?»|[{_CLOSERS}])*(?:\[[^\]\n]{{1,20}}\]|[¹²³⁰⁴-⁹]+)*)"
    r"|(?P<break>[ \t]*\n[\s]*)"
)
_WORD_BEFORE = re.compile(r"[^\s(«\"'’“\[]*$")
_WORD_AFTER = re.compile(r"[\s\"'’“«(\[¿¡\-–—•]*(\w+)")
_LIST_ITEM = re.compile(r"(?:[-–—*•▪◦‣●○■□➢✓►]|\(?\d{1,3}[.)°]|\(?[a-zA-Z][.)]|#{1,6})[ \t\u00a0]|\|")
_ACRONYM = re.compile(r"(?:\w\.-?)+\w?$")
_ENDED = re.compile(rf"[.!?…؟۔:;؛][ \u00a0\u202f{_CLOSERS}]*$")

# Words that stand before a name or a number: a full stop after them ends nothing.
_BEFORE_NAME = frozenset(
    "m mm mme mmes mlle mlles me mgr dr drs pr prof st ste sts mr mrs ms messrs rev hon gen col capt cpt lt sgt maj gov"
    " sen rep pres amb adm gén art al fig figs vol vols chap sect cf env pp éd ed eds coll trad réf ref hab dept dép"
    " av bd boul vs v approx ca tél tel resp ann al alin e.g i.e p.ex c.-à-d ph mt ft bros univ د أ م ص ج".split()
)
# Words that are abbreviations only before a number.
_BEFORE_NUMBER = frozenset(
    "no nos n° nº p pp c ch vers v jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr".split()
)
# A sentence may well start with these, a name hardly does.
_STARTERS = frozenset(
    "the a an in on at it its he she they we i you this that these those there however but and as after before while when"
    " if for from by with although during since many some most other another both his her their our one two such no not"
    " le la les l un une des il elle ils elles on nous vous ce cet cette ces c en dans au aux à par pour sur sous avec"
    " mais et or donc car ainsi cependant toutefois néanmoins après avant pendant depuis lors lorsque quand si comme son"
    " sa ses leur leurs notre nos d de du selon malgré outre puis enfin ensuite tous toutes plusieurs certains".split()
)


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of `text` as trimmed spans, in order, without overlap; together they hold all that is not space.

    `language` is a code as `rag.language.detect` gives it; only Arabic is treated apart (it has no capitals).
    """
    capitals = language != "ar"
    spans: list[Span] = []
    start = 0
    for end in _borders(text, capitals):
        spans.extend(_cut(text, start, end))
        start = end
    spans.extend(_cut(text, start, len(text)))
    return tuple(spans)


def _borders(text: str, capitals: bool) -> Iterator[int]:
    """The places where a sentence ends, in order."""
    lines = _Lines(text)
    for mark in _MARK.finditer(text):
        if mark["break"] is not None:
            if lines.ends_at(mark.start(), mark.end(), capitals):
                yield mark.start()
        elif _ends(text, mark, capitals):
            yield mark.end()


def _ends(text: str, mark: re.Match[str], capitals: bool) -> bool:
    """Whether the full stop, question or exclamation mark that was found ends a sentence."""
    at = mark.end()
    following = _WORD_AFTER.match(text, at, at + 60)
    word = following[1] if following else ""
    if at < len(text) and not text[at].isspace():
        if not mark["close"].endswith(("]", "»", "”")):
            return _glued(text, mark, word, capitals)
    if capitals and word[:1].islower():
        return False
    if mark["stop"] != ".":
        return True
    before = _WORD_BEFORE.search(text, max(0, mark.start() - 24), mark.start())
    previous = before[0] if before else ""
    return not _abbreviated(text, mark, previous, word)


def _glued(text: str, mark: re.Match[str], word: str, capitals: bool) -> bool:
    """Whether a sentence ends although no space follows, as happens in text taken from the web."""
    before = text[max(0, mark.start() - 3) : mark.start()]
    if len(before) < 3 or not before.isalpha() or not text[mark.end()].isalpha():
        return False
    if not capitals:
        return "\u0600" <= text[mark.end()] <= "\u06ff"
    return before.islower() and word[:1].isupper() and word.lower() in _STARTERS


def _abbreviated(text: str, mark: re.Match[str], previous: str, word: str) -> bool:
    """Whether the full stop belongs to the word before it and the sentence goes on."""
    known = previous.lower()
    if mark["close"]:
        return False
    if known in _BEFORE_NAME:
        return True
    if word[:1].isdigit() and known in _BEFORE_NUMBER:
        return True
    if previous.isdigit() and len(previous) <= 3:
        return _starts_line(text, mark.start() - len(previous))
    initial = len(previous) == 1 and previous.isalpha() and (previous.isupper() or not previous.islower())
    if initial or (len(previous) > 1 and _ACRONYM.fullmatch(previous)):
        return word.lower() not in _STARTERS
    return False


def _starts_line(text: str, at: int) -> bool:
    line = text.rfind("\n", 0, at) + 1
    return not text[line:at].strip()


class _Lines:
    """The lines of a text, for judging which line breaks are the layout's and which the writer's."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0] + [match.end() for match in re.finditer("\n", text)]
        self.lengths = [after - before - 1 for before, after in pairwise([*self.starts, len(text) + 1])]

    def ends_at(self, start: int, end: int, capitals: bool) -> bool:
        """Whether the line break in `text[start:end]` ends a sentence."""
        text = self.text
        if end >= len(text) or text.count("\n", start, end) > 1 or _LIST_ITEM.match(text, end):
            return True
        line = bisect_right(self.starts, start) - 1
        if text.startswith("#", self.starts[line]):
            return True
        if capitals and text[end].islower():
            return False
        if _ENDED.search(text, self.starts[line], start):
            return True
        width = max(self.lengths[max(0, line - 3) : line + 4])
        # A layout's line is broken where the next word did not fit.
        next_word = re.compile(r"\S*").match(text, end)
        fits = self.lengths[line] + 1 + (len(next_word[0]) if next_word else 0) <= width * 0.85
        return fits or width > 200 or width < 40


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
                yield from _cut(text, before, after) if after - before < end - start else ()
            return
    trimmed = _trim(text, start, end)
    if trimmed is not None:
        yield trimmed


# Where an over-long sentence is cut, strongest first.
_WEAK = (re.compile(r"\n"), re.compile(r"[ \t\u00a0]{3,}| [|•·] "), re.compile(r"[;؛](?=\s)"))


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None
