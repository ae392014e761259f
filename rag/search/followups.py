"""A question that leans on the turns before it, made complete: rules for French, English and Arabic, no model.

A question that has a subject of its own is left alone. What was understood is told to the user, so that a wrong guess
is seen.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answers import Turn
from rag.language.asking import manners
from rag.language.clauses.ellipsis import lacks_its_object
from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse, detect
from rag.language.names import NAME, names
from rag.language.questions import Kind, kind_of
from rag.language.reference import refers
from rag.search.continuations import continued, opening
from rag.stopping import StopSignal, go_on

_SUBJECT = {
    "fr": re.compile(r"-(?:t-)?(?:il|elle)\b|\b(?:son|sa|ses|lui|il|elle)\b"),
    "en": re.compile(r"\b(?:he|she|him|her|his)\b"),
}
_SPEAKING = {
    "fr": re.compile(r"\b(?:j'|je|tu|nous|vous)\b"),
    "en": re.compile(r"\b(?:i|we|you)\b"),
    "ar": re.compile(r"\b(?:انا|نحن|انت)\b"),
}
_ARTICLE = re.compile(r"\b(?:l'|(?:la|le|les|un|une|des|du|the|a|an) )|\bال\w")
_ASKED_AFTER = re.compile(r"^(?:quel(?:le)?s? |what(?: is|'s| are| was| were) |ما )")
_ATTRIBUTES = frozenset((Kind.AMOUNT, Kind.DATE, Kind.PLACE, Kind.PERSON, Kind.NAME, Kind.REASON))
_DEFINITION = re.compile(r"\bc'est quoi\b|\bqu'est(?:-ce qu| ce qu)|^(?:qui|who) (?:est|sont|is|are)\b")
_OWNED = re.compile(r"(?:son|sa|ses|leurs?|its|his|her|their)\s", re.IGNORECASE)
"""Opens what belongs to what was talked about: « Et son autonomie ? » asks of the same thing."""
_MARKS = string.whitespace + "\u00a0\u202f?؟!."
"""What ends a question."""
_INSIDE = re.compile(r"[-/.·'’,]")
"""What may stand between two terms of one word, such as 78/265."""
_NUMBERED = re.compile(r"[^\W\d_]{3,} (?:n° ?|no\.? |رقم )?\d+(?:[/.-]\d+)+")
"""What a number with parts names: "resolution 78/265", « loi 09-08 »."""
_FEW = 2
"""Content words of a question after "And" up to which it is about what was talked about."""
LONGEST = 4000
"""Characters of a completed question; with more it is left as it was asked, since it is no question any more."""


@dataclass(frozen=True, slots=True)
class _Before:
    """The turn before, its question completed; `topic` is what that was completed with in brackets."""

    question: str
    answer: str
    topic: str = ""


def complete(question: str, turns: Sequence[Turn], language: str, stop: StopSignal | None = None) -> str:
    """The question as it is to be searched for; the question itself where it stands alone.

    `turns` are the earlier turns, the oldest first; each of them is completed from those before it. Raises `Stopped`
    where `stop` is set before the end.
    """
    before: _Before | None = None
    for turn in turns:
        go_on(stop)
        text, topic = _bounded(turn.question, before, detect(turn.question))
        before = _Before(text, turn.answer, topic)
    go_on(stop)
    return _bounded(question, before, language)[0]


def _bounded(question: str, before: _Before | None, language: str) -> tuple[str, str]:
    whole, topic = _completed(question, before, language)
    return (whole, topic) if len(whole) <= LONGEST else (question, "")


def _completed(question: str, before: _Before | None, language: str) -> tuple[str, str]:
    """The completed question, and what it was completed with where that stands in brackets."""
    if before is None:
        return question, ""
    opened = opening(question, language)
    if opened is not None and not opened.asks and not _OWNED.match(opened.rest):
        return continued(opened.rest.rstrip(_MARKS), before.question, language), before.topic
    short = not names(question) and (_few(question, language) if opened else _short(question, language))
    leans = refers(question, language) or short or lacks_its_object(question, language)
    topic = _topic(question, before, language) if leans else ""
    return (f"{question.strip()} ({topic})", topic) if topic else (question, "")


def _few(question: str, language: str) -> bool:
    """Whether a question that opens with "And" says too little to be about something else than the one before."""
    return len({token.term for token in analyse(question, language)}) <= _FEW


def _short(question: str, language: str) -> bool:
    """Whether a question has too few words of its own to stand alone: « Depuis quand ? », « Quel est le prix ? »."""
    terms = {token.term for token in analyse(question, language)}
    plain = skeleton(fold_plain(question)).strip()
    if not terms:
        return bool(plain.strip(string.punctuation + _MARKS))
    if len(terms) > 1 or _DEFINITION.search(plain):
        return False
    speaking = _SPEAKING.get(language)
    if speaking is not None and speaking.search(plain):
        return False
    kind = kind_of(question, language)
    if _ASKED_AFTER.match(plain):
        return kind in _ATTRIBUTES or (language == "fr" and kind != Kind.DEFINITION)
    return kind != Kind.DEFINITION and not _ARTICLE.search(plain)


def _topic(question: str, before: _Before, language: str) -> str:
    """What the turn before was about: the person it was answered with, what it leant on, its names, or its words."""
    own = _SUBJECT.get(language)
    asked = kind_of(before.question, detect(before.question))
    if asked == Kind.PERSON and own is not None and own.search(skeleton(fold_plain(question))):
        known = skeleton(fold_plain(before.question))
        for match in NAME.finditer(before.answer):
            if " " in match[0] and skeleton(fold_plain(match[0])) not in known:
                return match[0]
    if before.topic:
        return before.topic
    named = names(before.question) or _NUMBERED.findall(before.question)
    if named:
        return ", ".join(dict.fromkeys(named))
    return " ".join(dict.fromkeys(_words(before.question)))


def _words(question: str) -> list[str]:
    """The words of a question that say something, as they are written."""
    spans: list[tuple[int, int]] = []
    language = detect(question)
    only_asks = {token.term for token in analyse(manners(question, language), language)}
    for token in analyse(question, language):
        if token.term in only_asks:
            continue
        if spans and _INSIDE.fullmatch(question[spans[-1][1] : token.start]):
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return [question[start:end] for start, end in spans]
