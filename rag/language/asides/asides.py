"""Whether a question is one about the documents, or an aside: said to the program, or about it and the collection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answers import Topic
from rag.language.asides.phrasebook import FILES, Naming, Phrasebook, Summaries, Words, phrasebook, plain_words

Topics = frozenset[Topic | None]
"""Topics of courtesies; `None` is that of one which says nothing."""
LONGEST, MOST_WORDS = 300, 30
"""Characters and words of an aside; what is longer asks for something."""
LONGEST_COURTESY = 8
"""Words of one."""
_WEIGHT = (
    Topic.COMPLAINT, Topic.SUBJECTS, Topic.DOCUMENTS, Topic.IDENTITY, Topic.ABILITIES, Topic.FAREWELL, Topic.THANKS,
    Topic.GREETING, Topic.ASSENT,
)  # fmt: skip
"""Which of several topics the reply is to: « Merci, au revoir » says goodbye."""
_ENDINGS: Topics = frozenset((None, Topic.THANKS, Topic.FAREWELL))
"""What is said at the end of a question beside what it asks for."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What was said, and in which language.

    `named` are the words for the document that a summary or the chapters are wanted of (`Topic.SUMMARY`,
    `Topic.OUTLINE`), empty for the one that is meant anyway, and `naming` how closely they must name it: whether they
    name any, only the collection tells.
    """

    topic: Topic
    language: str
    named: str = ""
    naming: Naming = Naming.PART


def aside_in(question: str, language: str, opening: bool = True) -> Aside | None:
    """The aside that a question is; `None` for a question about what the documents say.

    `language` is the likeliest, the others of its letters are tried after it: nothing tells the language of « ok ».
    `opening` says that nothing was said before.
    """
    if len(question) > LONGEST:
        return None
    words = plain_words(question)
    if len(words) > MOST_WORDS:
        return None
    written = {"\u0620" <= word[0] <= "\u064a" for word in words}
    for code in sorted(FILES, key=lambda code: code != language):
        if (code == "ar") in written and (found := _in_language(words, code, opening)):
            return found
    return None


def _in_language(words: Words, code: str, opening: bool) -> Aside | None:
    book = phrasebook(code)
    words = book.spelled(words)
    for rest, said in _without_courtesies(words, book):
        topic = _asked(rest, book, opening)
        told = [each for each in (*said, topic) if each is not None]
        # A courtesy that says nothing by itself, such as "then", is no aside where nothing else is there.
        if told and (topic is not None or not rest):
            return Aside(min(told, key=_WEIGHT.index), code)
    *_, (polite, _) = _without_courtesies(words, book, _ENDINGS)
    text = " ".join(polite)
    for pattern in book.outlines:
        if match := pattern.fullmatch(text):
            return Aside(Topic.OUTLINE, code, " ".join(_telling(_named_in(match).split(), book.summaries)))
    wanted = _wanted(text, book.summaries, opening)
    if wanted is None:
        return None
    named, naming, every = wanted
    return Aside(Topic.SUBJECTS, code) if every else Aside(Topic.SUMMARY, code, named, naming)


def _without_courtesies(
    words: Words, book: Phrasebook, endings: Topics = frozenset((None, *Topic))
) -> Iterator[tuple[Words, Topics]]:
    """The words with what is said to the program taken away at both ends, the more the later, and what that said.

    At the end only what says one of `endings`: the last word of « Résume le menu » is what is wanted.
    """
    found: dict[tuple[int, int], Topics] = {(0, len(words)): frozenset()}
    waiting = list(found)
    yield words, frozenset()
    while waiting:
        start, end = waiting.pop(0)
        for size in range(min(LONGEST_COURTESY, end - start), 0, -1):
            first, last = words[start : start + size], words[end - size : end]
            cuts = [((start + size, end), first)] if first in book.courtesies else []
            if last in book.courtesies and book.courtesies[last] in endings:
                cuts.append(((start, end - size), last))
            for rest, phrase in cuts:
                if rest not in found:
                    found[rest] = found[start, end] | {book.courtesies[phrase]}
                    waiting.append(rest)
                    yield words[rest[0] : rest[1]], found[rest]


def _asked(words: Words, book: Phrasebook, opening: bool) -> Topic | None:
    if opening and words in book.openings:
        return book.openings[words]
    return next((each.topic for each in book.questions if each.asked_in(words)), None)


def _wanted(text: str, summaries: Summaries, opening: bool) -> tuple[str, Naming, bool] | None:
    """What a summary is wanted of, in words, how closely they must name it, and whether of all documents."""
    meant = summaries.one | summaries.every
    for pattern, naming in summaries.wanted:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        named = " " + _named_in(match)
        while (shorter := summaries.manner.sub("", named)) != named:
            named = shorter
        words = named.split()
        telling = _telling(words, summaries)
        if not telling and naming is Naming.WHOLE and not opening and not meant.intersection(words):
            return None  # "What is it about?" asks about what was talked of
        return " ".join(telling), naming, not telling and bool(summaries.every.intersection(words))
    return None


def _named_in(match: re.Match[str]) -> str:
    """What a pattern found as the name of a document."""
    return next((group for group in match.groups() if group is not None), "").strip()


def _telling(words: list[str], summaries: Summaries) -> list[str]:
    """The words of a name that tell which document is meant."""
    idle = summaries.one | summaries.every | summaries.pronouns | summaries.around
    return [word for word in words if word not in idle]


def without_generic(words: Words, language: str) -> Words:
    """The words of a name that tell one document from another; all of them where none does."""
    summaries = phrasebook(language).summaries
    generic = summaries.one | summaries.every | summaries.pronouns | summaries.around
    return tuple(word for word in words if word not in generic) or words
