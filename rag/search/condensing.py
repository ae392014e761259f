"""Whether a model that was to complete a question has done that: what it made up would be searched for, and found."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers import Turn
from rag.language.folding import fold_plain
from rag.language.language import analyse, numbers
from rag.language.names import names

LEAST_KNOWN = 0.5
"""The share of the words of a completed question that the conversation must have."""
_MARKS = " .?!؟…\"'«»"


def completes(condensed: str, question: str, turns: Sequence[Turn], language: str) -> bool:
    """Whether a text is the question made complete, and not an earlier one again or something else.

    It is something else where it has names or numbers that neither the question nor the turns have, or mostly other
    words.
    """
    if _plain(condensed) == _plain(question):
        return True
    if any(_plain(condensed) == _plain(turn.question) for turn in turns):
        return False
    said = " \n".join([question, *(f"{turn.question} \n{turn.answer}" for turn in turns)])
    known = {token.term for token in analyse(said, language)}
    given = {quantity.value for quantity in numbers(said, language)}
    if any(quantity.value not in given for quantity in numbers(condensed, language)):
        return False
    if any(token.term not in known for name in names(condensed) for token in analyse(name, language)):
        return False
    terms = {token.term for token in analyse(condensed, language)}
    return not terms or len(terms & known) >= LEAST_KNOWN * len(terms)


def _plain(text: str) -> str:
    return fold_plain(text).strip(_MARKS)
