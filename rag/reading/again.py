"""What was said a turn before is no answer to how or why: « Et comment on le soigne ? » goes on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answers import Turn
from rag.language.folding import fold_plain
from rag.language.language import analyse
from rag.language.questions import Kind
from rag.search.search import Search

_GOES_ON = frozenset((Kind.MANNER, Kind.REASON))
"""Kinds of question that ask for more than what was told; an amount or a name may stand in the same sentence."""


def without_what_was_said(search: Search, question: str, turns: Sequence[Turn]) -> Search:
    """A search that was looked at, without the sentences of the answer before, where the question asks how or why.

    `question` is as it was asked: a sentence that holds a word of it is what it goes on from, and stays. The chances of
    the others are what they are among themselves. Where no other is left nothing changes.
    """
    if not turns or search.inquiry.kind not in _GOES_ON:
        return search
    said = _plain(turns[-1].answer)
    own = _terms(question, search.inquiry.language)
    kept = [
        each
        for each in search.sentences
        if _plain(each.text) not in said or own & _terms(each.text, search.inquiry.language)
    ]
    total = sum(each.chance for each in kept)
    if not total or len(kept) == len(search.sentences):
        return search
    return replace(search, sentences=tuple(replace(each, chance=each.chance / total) for each in kept))


def _terms(text: str, language: str) -> set[str]:
    return {token.term for token in analyse(text, language)}


def _plain(text: str) -> str:
    return " ".join(fold_plain(text).split())
