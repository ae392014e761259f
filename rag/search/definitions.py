"""What documents say an acronym stands for, « Centre de calcul haute performance (CCHP) », learnt for one question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.name_forms import spelled_out
from rag.language.words import STOP_WORDS
from rag.search.matching import Clue
from rag.search.rank import Inquiry
from rag.types import Passage

_IN_BRACKETS = re.compile(
    r"\((?:(?:ci-après|dénommée?|dite?|ou|or|hereinafter|the|اختصارا|ويشار إليه ب)[ :,]+)*"
    r"[«\"“' ]*(?P<letters>[A-Z]{2,8})s?[»\"”' ]*\)"
)
_NAME_AFTER = re.compile(r"(?<![\w-])(?P<letters>[A-Z]{2,8}) ?(?:\(|: |, (?:pour|for) )(?P<name>[^()\n;.]{5,90})")
_LONGEST = 120
"""Characters before a bracket that may hold the name."""
_WORD = re.compile(r"[^\W_]+")

Definition = tuple[str, tuple[str, ...]]
"""The letters of an acronym as they are written, and the index terms of the name that it stands for."""


def with_definitions(inquiry: Inquiry, passages: Iterable[Passage]) -> Inquiry:
    """The question with what passages say of its acronyms, or of the names in it that they have an acronym for.

    The same object where they say nothing of them.
    """
    known: dict[str, dict[str, Clue]] = {}
    for passage in passages:
        clues = inquiry.of(passage.language)
        for letters, name in _definitions(passage, clues):
            (acronym,) = [token.term for token in analyse(letters, passage.language)][:1] or ("",)
            changed = known.setdefault(passage.language, {})
            asked = [clue.term for clue in clues]
            if acronym in asked:
                _add(changed, clues, (acronym,), name)
            for at in range(len(asked) - len(name) + 1):
                if tuple(asked[at : at + len(name)]) == name:
                    _add(changed, clues, name, (acronym,))
    if not any(known.values()):
        return inquiry
    clues_by_language = {
        code: tuple(known.get(code, {}).get(clue.term, clue) for clue in clues) for code, clues in inquiry.clues.items()
    }
    return replace(inquiry, clues=clues_by_language, _matchers={})


def _add(changed: dict[str, Clue], clues: Sequence[Clue], terms: Sequence[str], way: tuple[str, ...]) -> None:
    for clue in clues:
        if clue.term in terms and way not in clue.ways:
            before = changed.get(clue.term, clue)
            changed[clue.term] = replace(before, ways=before.ways | {way}, letters="")


def _definitions(passage: Passage, clues: Sequence[Clue]) -> Iterator[Definition]:
    """The acronyms that a passage defines and that concern a question with these clues."""
    asked = {clue.term for clue in clues}
    initials = {clue.term[0] for clue in clues}
    for pattern in (_IN_BRACKETS, _NAME_AFTER):
        for match in pattern.finditer(passage.text):
            letters = match["letters"]
            concerns = {letters[0].lower(), letters[-1].lower()} <= initials or any(
                token.term in asked for token in analyse(letters, passage.language)
            )
            if not concerns:
                continue
            before = pattern is _IN_BRACKETS
            text = passage.text[max(0, match.start() - _LONGEST) : match.start()] if before else match["name"]
            name = _name(letters, text, passage.language, before)
            if name:
                yield letters, name


def _name(letters: str, text: str, language: str, at_end: bool) -> tuple[str, ...]:
    """The index terms of the words with these first letters with which a text ends, or with which it begins."""
    words = _WORD.findall(skeleton(fold_plain(text)))
    small = STOP_WORDS.get(language, frozenset())
    starts = range(len(words) - 1, -1, -1) if at_end else range(min(2, len(words)))
    for start in starts:
        place = spelled_out(letters, words[start:], small)
        if place is not None and place.start == 0 and (not at_end or place.stop == len(words) - start):
            return tuple(token.term for token in analyse(" ".join(words[start : start + place.stop]), language))
    return ()
