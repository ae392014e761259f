"""What is told as long as an answer is not there."""

from __future__ import annotations

from rag.chat.words import told
from ui.page.conversation import Exchange
from ui.words.words import Words

LONG_WAIT = 3
"""Seconds from which on it is told how long a model has been silent."""


def status_of(exchange: Exchange, words: Words) -> str:
    """What is being done for an answer that is not there yet."""
    waiting = exchange.waiting
    if waiting and waiting.cause:
        reason = told(waiting.cause, words.language)
        return words.paused.format(reason=reason, seconds=waiting.seconds)
    if exchange.draft:
        return words.writing
    if waiting and waiting.seconds >= LONG_WAIT:
        return words.reading.format(seconds=waiting.seconds)
    return words.searching
