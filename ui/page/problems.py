"""Errors as the page tells them: in its language, and without where a file of the server stands."""

from __future__ import annotations

from rag.chat.words import cause_of, told
from rag.errors import FileRefused, ModelError
from ui.neutralise import reason_of
from ui.words.problems import problem_words
from ui.words.refusals import why_refused


def problem_of(error: Exception, language: str) -> str:
    """What is wrong, in words of the page."""
    if isinstance(error, ModelError) and error.code:
        return reason_of(told(cause_of(error), language))
    if isinstance(error, FileRefused):
        return why_refused(error.code, reason_of(error), language)
    return problem_words(error, language) or reason_of(error)
