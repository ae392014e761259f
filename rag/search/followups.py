"""A question that leans on the turns before it, made complete: rules for French, English and Arabic, no model.

The completed question is shown to the user, so that a wrong guess is seen.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from rag.language.language import analyse, detect
from rag.language.questions import Kind, kind_of
from rag.language.text import fold_plain, skeleton
from rag.stopping import StopSignal, go_on
from rag.types import Turn

_OPENING = {
    "fr": re.compile(r"^\s*(?:et|mais|sinon|alors|ainsi que|qu['’]en est-il(?: de)?)\s+", re.IGNORECASE),
    "en": re.compile(r"^\s*(?:and|but|or|what about|how about|and what about)\s+", re.IGNORECASE),
    "ar": re.compile(r"^\s*(?:و?ماذا عن\s+|و(?=في\s|عن\s|من\s|ما\s|ماذا\s|كم\s|متى\s|أين\s|كيف\s|هل\s|لماذا\s))"),
}
_REFERRING = {
    "fr": re.compile(
        r"(?:^|\b(?:qui|quand|comment|pourquoi|ou|combien|que)) (?:l'|la |le |les )\w+\W*$"
        r"|-(?:t-)?(?:il|elle|ils|elles)\b|\b(?:son|sa|ses|leur|leurs|celui-ci|celle-ci|cela|ceci|eux|lui|elle)\b"
        r"|\b(?:qui|quand|comment) (?:y|en) "
    ),
    "en": re.compile(r"\b(?:he|she|it|they|him|her|them|its|his|their|theirs|this|these|those)\b"),
    "ar": re.compile(r"\b\w{2,}(?:ها|هم|هما)\b|\b(?:هو|هي|هم|هذا|هذه|ذلك|تلك)\b"),
}
_SUBJECT = {
    "fr": re.compile(r"-(?:t-)?(?:il|elle)\b|\b(?:son|sa|ses|lui)\b"),
    "en": re.compile(r"\b(?:he|she|him|her|his)\b"),
}
_PREPOSITION = re.compile(
    r"^(en|à|au|aux|dans|pour|depuis|avant|après|chez|selon|de|du|in|at|for|since|before|after|by|of|with|في|عن|منذ|قبل|بعد|سنة|عام)"
    r"\s+(\S.*)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:le|la|les|l['’]|un|une|des|the|a|an)\s*", re.IGNORECASE)
_NAME = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w’'.-]*(?:\s+(?:(?:de|du|des|d['’]|la|le|el|al|of|the|and|et)\s+)*[A-ZÀ-ÖØ-Þ0-9][\w’'.-]*)*"
)
_MARKS = string.whitespace + "\u00a0\u202f?؟!."
"""What ends a question."""
LONGEST = 4000
"""Characters of a completed question; with more it is left as it was asked, since it is no question any more."""
_FEW = 1
"""Content words up to which a question cannot stand alone."""


def complete(question: str, turns: Sequence[Turn], language: str, stop: StopSignal | None = None) -> str:
    """The question as it is to be searched for; the question itself where it stands alone.

    `turns` are the earlier turns, the oldest first; each of them is completed from those before it. Raises `Stopped`
    where `stop` is set before the end.
    """
    before: Turn | None = None
    for turn in turns:
        go_on(stop)
        before = Turn(_bounded(turn.question, before, detect(turn.question)), turn.answer)
    go_on(stop)
    return _bounded(question, before, language)


def _bounded(question: str, before: Turn | None, language: str) -> str:
    whole = _completed(question, before, language)
    return whole if len(whole) <= LONGEST else question


def _completed(question: str, before: Turn | None, language: str) -> str:
    if before is None:
        return question
    opening = _OPENING.get(language)
    opened = opening.match(question) if opening else None
    names = _names(question)
    if _refers(question, language) and not names:
        topic = _topic(question, before, language)
        return f"{question.strip()} ({topic})" if topic else question
    if opened:
        rest = question[opened.end() :]
        return _continued(rest.rstrip(_MARKS), before.question, language)
    few = len({token.term for token in analyse(question, language)}) <= _FEW
    if few and not names:
        topic = _topic(question, before, language)
        return f"{question.strip()} ({topic})" if topic else question
    return question


def _refers(question: str, language: str) -> bool:
    """Whether the question has a word that stands for something said before."""
    pattern = _REFERRING.get(language)
    return pattern is not None and pattern.search(skeleton(fold_plain(question))) is not None


def _names(text: str) -> list[str]:
    """Capitalised names in a text, without the word that opens it."""
    first = re.match(r"\W*\w+['’]?", text)
    start = first.end() if first else 0
    return [match[0].rstrip(".'’-") for match in _NAME.finditer(text, start)]


def _topic(question: str, before: Turn, language: str) -> str:
    """What the question before was about: the person it was answered with, its names, or else its words."""
    own = _SUBJECT.get(language)
    asked = kind_of(before.question, detect(before.question))
    if asked == Kind.PERSON and own is not None and own.search(skeleton(fold_plain(question))):
        known = skeleton(fold_plain(before.question))
        for match in _NAME.finditer(before.answer):
            if " " in match[0] and skeleton(fold_plain(match[0])) not in known:
                return match[0]
    names = _names(before.question)
    if names:
        return ", ".join(dict.fromkeys(names))
    tokens = analyse(before.question, detect(before.question))
    return " ".join(dict.fromkeys(before.question[token.start : token.end] for token in tokens))


def _continued(rest: str, before: str, language: str) -> str:
    """The question before with what the new one changes: the same kind of phrase replaced, or else added."""
    bare = before.rstrip(_MARKS)
    mark = " ؟" if language == "ar" else " ?" if language == "fr" else "?"
    phrase = _PREPOSITION.match(rest)
    if phrase:
        earlier = re.search(
            rf"\b{re.escape(phrase[1])}\s+([A-ZÀ-ÖØ-Þ0-9][\w’'.-]*(?:\s+[A-ZÀ-ÖØ-Þ0-9][\w’'.-]*)*)", bare, re.IGNORECASE
        )
        if earlier and (earlier[1][0].isdigit() or earlier[1][0].isupper()):
            return f"{bare[: earlier.start()]}{rest}{bare[earlier.end() :]}{mark}"
        return f"{bare} {rest}{mark}"
    names = _names(bare)
    if names and _names(". " + rest):
        new = _ARTICLE.sub("", rest)
        at = bare.rindex(names[-1])
        return f"{bare[:at]}{new}{bare[at + len(names[-1]) :]}{mark}"
    return f"{bare} {rest}{mark}"
