"""Pointers such as `[3.2]` (passage 3, sentence 2) in the text that a model writes, read while it is written.

Told to write `[3.2]`, small models also write `[3.2-3.4]`, `(3.2)`, `【3.2】`, `[3,2]`, `[[3.2]]`, `[3.2, 3.4]`, Arabic
digits, or a passage alone, and a stream may cut any of these anywhere. What resolves becomes a `Pointer`; what does
not is left out and counted; no half of a pointer is ever put out as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPENERS = "[【［〔("
CLOSERS = "]】］〕)"
LONGEST = 64
"""Characters after an opening bracket from which on it is taken for prose."""
WIDEST = 8
"""Sentences that a range stands for at most."""

_TO = frozenset(["to", "à", "إلى"])
_WORDS = _TO | frozenset(
    "passage passages source sources sentence sentences phrase phrases p s ref refs cite see voir and et و".split()
)
_BLANK = " \t\u00a0\u202f\\"
_SEPARATORS = ",;،؛"
_TEXT = re.compile(rf"[^{re.escape(OPENERS + _BLANK)}]+")
_SQUARE = re.compile(r"[\w\s.,;:/&#^§*†'\"\\\-‐-―·•．，：\[\]()【】［］〔〕٫،؛\u200b-\u200f\u2066-\u2069]*")
_ROUND = re.compile(r"[\d\s.,;:\-‐-―．，：\[\]()【】［］٫،؛\u200b-\u200f\u2066-\u2069]*")
_LETTERS = re.compile(r"[^\W\d_]+")
_ITEM = re.compile(r"(?<![\d.:])(?:(\d+)[.:](\d+)(?:-(?:(\d+)[.:])?(\d+))?|(\d+))(?![\d.:])")
_COMMAS = re.compile(r"[^\d.:]*\d+,\d+(?:\s*[-;]\s*\d+,\d+)+[^\d.:]*")
_TWO = re.compile(r"(\d+)[ ,\-](\d+)")
_NAMED = re.compile(r"(?<![\d.:])(\d+)\s*,?\s*[.:]?\s*(?:sentences?|phrases?|s)\b\s*\.?\s*(\d+)")
_YEAR = re.compile(r"\s*(?:1\d|20)\d\d\s*")
_PROSE_BEFORE = re.compile(
    r"(?:\b(?:versions?|v|release|figures?|fig|tables?|tableaux?|section|chapter|chapitre|equation|équation|article|art)"
    r"|الإصدار|إصدار|جدول|فصل|مادة)\.?\s*$",
    re.IGNORECASE,
)
_REMEMBERED = 24  # characters before a bracket that it is judged by


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in the numbered passages; numbers count from 1. `sentence` is `None` where only the passage was named."""

    passage: int
    sentence: int | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A place as providers that cite by themselves name it: sentences `start` up to, without, `end`; all from 0."""

    passage: int
    start: int
    end: int


def cited_pointers(cited: Cited | None, sizes: Sequence[int]) -> tuple[list[Pointer], int]:
    """The pointers that a provider's citation stands for, and how many places it names that do not exist.

    `None` is a citation of what is no passage. `sizes` are the numbers of sentences of the passages.
    """
    if cited is None or not 0 <= cited.passage < len(sizes):
        return [], 1
    size = sizes[cited.passage]
    known = range(max(0, cited.start), min(cited.end, size, cited.start + WIDEST))
    missing = cited.start < 0 or cited.end > size or cited.start >= cited.end
    return [Pointer(cited.passage + 1, sentence + 1) for sentence in known], int(missing)


class PointerParser:
    """Separates text and pointers of one answer, chunk by chunk.

    `sizes[i]` is the number of sentences of passage `i + 1`. `unknown` counts pointers to what does not exist. A
    pointer stands right after the text that was put out before it.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = tuple(sizes)
        self._held = ""
        self._pending = ""  # white space, or a comma after a pointer: left out where a pointer follows
        self._before = ""
        self._after_pointer = False
        self.unknown = 0

    def feed(self, chunk: str) -> Iterator[str | Pointer]:
        """The text and the pointers that are certain once `chunk` has been read."""
        self._held += chunk
        yield from self._pieces(final=False)

    def finish(self) -> Iterator[str | Pointer]:
        """The rest; half a pointer at the end of an answer is left out and counted."""
        yield from self._pieces(final=True)
        if self._pending.strip(_BLANK):
            yield from self._say("")

    def _pieces(self, final: bool) -> Iterator[str | Pointer]:
        while self._held:
            first = self._held[0]
            if first in OPENERS:
                size = _group_size(self._held)
                if size is None:
                    if not final:
                        return
                    if any(character.isdigit() for character in self._held) or self._held[0] != "(":
                        self.unknown += 1
                        self._held = ""
                        return
                yield from self._group(size or 0)
            elif first in _BLANK or (first in _SEPARATORS and self._after_pointer and not self._pending.strip(_BLANK)):
                self._pending += first
                self._held = self._held[1:]
            elif first in CLOSERS[:-1] and self._after_pointer and not self._pending:
                self._held = self._held[1:]
            else:
                text = _TEXT.match(self._held)
                end = text.end() if text else 1
                said, self._held = self._held[:end], self._held[end:]
                yield from self._say(said)

    def _say(self, text: str) -> Iterator[str]:
        glue = " " if self._after_pointer and not self._pending and text[:1].isalnum() else ""
        said = self._pending + glue + text
        self._pending = ""
        self._after_pointer = False
        self._before = (self._before + said)[-_REMEMBERED:]
        yield said

    def _group(self, size: int) -> Iterator[str | Pointer]:
        """Put out the bracket at the start of what is held: as pointers, as nothing, or as prose."""
        group = self._held[:size]
        if size and group[0] != "(" and not group[1:-1].strip():
            self._held, self._pending = self._held[size:], ""  # an empty pointer: the sentence needs none
            return
        known, unknown = self._read(group) if size else ([], 0)
        prose = not known and unknown and _PROSE_BEFORE.search(self._before + self._pending)
        if (not known and not unknown) or prose:
            said, self._held = self._held[: max(1, size if prose else 1)], self._held[max(1, size if prose else 1) :]
            yield from self._say(said)
            return
        self.unknown += unknown
        self._held = self._held[size:]
        self._pending = ""
        self._after_pointer = True
        yield from known

    def _read(self, group: str) -> tuple[list[Pointer], int]:
        """The pointers of a closed bracket that exist, and how many do not; none of either is prose."""
        content = _normal(group)
        square = group[0] != "("
        if not any(character.isdigit() for character in content) or (_YEAR.fullmatch(content)):
            return [], 0
        if _COMMAS.fullmatch(content):
            content = content.replace(",", ".")
        two = _TWO.fullmatch(content)
        if two and (pointer := self._pointer(two[1], two[2])):
            return [pointer], 0
        if not square and not re.search(r"\d[.:]\d", content):
            return [], 0
        known: list[Pointer] = []
        unknown = 0
        for item in _ITEM.finditer(content):
            found, missing = self._item(item)
            known += [pointer for pointer in found if pointer not in known]
            unknown += missing
        malformed = any(character.isdigit() for character in _ITEM.sub("", content))
        if not square and not known and (malformed or re.search(r"(?<!\d)0|[.:]0", content)):
            return [], 0
        return known, unknown + malformed

    def _item(self, item: re.Match[str]) -> tuple[list[Pointer], int]:
        passage, sentence, last_passage, last, alone = item.groups()
        if alone is not None:
            pointer = self._pointer(alone, None)
            return ([pointer], 0) if pointer else ([], 1)
        ends = [self._pointer(passage, sentence)]
        if last is not None:
            ends.append(self._pointer(last_passage or passage, last))
        known = [pointer for pointer in ends if pointer]
        if last is not None and (last_passage or passage) == passage and known:
            low, high = sorted((int(sentence), int(last)))
            steps = range(max(1, low), min(high, self._sizes[int(passage) - 1], low + WIDEST - 1) + 1)
            known = [Pointer(int(passage), step) for step in steps]
        return known, ends.count(None)

    def _pointer(self, passage: str, sentence: str | None) -> Pointer | None:
        """The pointer if it exists; numbers are at most four digits, without leading zeros."""
        numbers = [passage] if sentence is None else [passage, sentence]
        if any(number.startswith("0") or len(number) > 4 for number in numbers):
            return None
        if int(passage) > len(self._sizes) or (sentence and int(sentence) > self._sizes[int(passage) - 1]):
            return None
        return Pointer(int(passage), int(sentence) if sentence else None)


def _group_size(held: str) -> int | None:
    """Characters of the bracket that `held` starts with: 0 if it is prose, `None` if that cannot be told yet."""
    allowed = _ROUND if held[0] == "(" else _SQUARE
    depth = 0
    for at, character in enumerate(held[:LONGEST]):
        depth += (character in OPENERS) - (character in CLOSERS)
        if depth == 0:
            return at + 1 if allowed.fullmatch(held, 0, at + 1) and _all_words(held[: at + 1], True) else 0
    if len(held) >= LONGEST or not allowed.fullmatch(held) or not _all_words(held, False):
        return 0
    return None


def _all_words(content: str, complete: bool) -> bool:
    """Whether the letters of a bracket are words that may stand in a pointer; the last one may still grow."""
    for match in _LETTERS.finditer(content.lower()):
        growing = not complete and match.end() == len(content)
        if match[0] not in _WORDS and not (growing and any(word.startswith(match[0]) for word in _WORDS)):
            return False
    return True


def _normal(group: str) -> str:
    """The content of a bracket with ASCII digits and marks, words left out."""
    visible = "".join(character for character in group if unicodedata.category(character) != "Cf")
    content = unicodedata.normalize("NFKC", visible).replace("٫", ".").replace("،", ",").replace("؛", ";")
    content = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in content)
    content = re.sub(r"[‐-―]", "-", content.lower())
    content = re.sub(r"(?<=[\d.:\s])s(?=\d)", "s ", content)
    content = _NAMED.sub(r"\1.\2", re.sub(r"\bp(?=\d)", " ", content))
    content = _LETTERS.sub(lambda word: "-" if word[0] in _TO else " ", content)
    content = re.sub(r"[^\d.:,;\-\s]|\s+", " ", content)
    return re.sub(r"\s*([.:\-])\s*", r"\1", content.strip(" .:,;-"))
