"""Questions as people type them: small letters, missing accents, mistakes, a few words instead of a sentence."""

from __future__ import annotations

import random
import re
import unicodedata

from rag.language.language import analyse

SMALL, PLAIN, MISTAKEN, SHORT = 0.18, 0.2, 0.1, 0.06
"""Shares of the questions in small letters without their mark, without accents, with a mistake, of key words alone."""
_LONG = re.compile(r"[^\W\d_]{5,}")


def as_people_type(question: str, language: str, rng: random.Random) -> str:
    """The question, in some of the cases written as it is typed in a hurry."""
    if rng.random() < SHORT:
        words = [question[token.start : token.end] for token in analyse(question, language)]
        question = " ".join(words) if len(words) > 1 else question
    if rng.random() < SMALL:
        question = question.lower().rstrip(" ?؟")
    if language == "fr" and rng.random() < PLAIN:
        question = _without_accents(question)
    if rng.random() < MISTAKEN:
        question = _mistaken(question, rng)
    return question


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", text)))


def _mistaken(text: str, rng: random.Random) -> str:
    """With two letters of a long word exchanged, one left out or one doubled."""
    words = list(_LONG.finditer(text))
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    left, here, after, right = text[:at], text[at], text[at + 1], text[at + 2 :]
    return left + rng.choice((after + here, after, here + here + after)) + right
