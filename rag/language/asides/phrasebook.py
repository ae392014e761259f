"""How one language addresses the program: courtesies, closed vocabularies of questions, wordings that want a summary.

A question about the program has only words of a small vocabulary. « Quels documents as-tu ? » is one; the first word
that stands in none, as in « Quels documents faut-il fournir ? », makes it a question that the documents answer. All
words are compared in skeleton form, so that accents, case, apostrophes and lengthened letters do not matter.

The phrasebooks stand beside this module as TOML, because they are data. Phrases are separated by commas; `{name}` is
what `[names]` or `[nouns]` has of that name; a pattern may go over several lines.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from rag.answers import Topic
from rag.language.folding import fold_plain, skeleton

FILES = {"fr": "french.toml", "en": "english.toml", "ar": "arabic.toml"}
Words = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+")
_LENGTHENED = re.compile(r"([^\W\d_])\1{2,}")
_NAME = re.compile(r"\{(\w+)\}")


class Naming(IntEnum):
    """How closely what is to be summarised must be the name of a document."""

    PART = 1
    """Any part of its title or file name: « Résume le manuel »."""
    WHOLE = 2
    """The whole of it: « Que dit le manuel ? » may be a question that the manual answers."""


def plain_words(text: str) -> Words:
    """The words of a text in skeleton form, split at apostrophes and hyphens; « merciiii » is « merci »."""
    return tuple(_WORD.findall(_LENGTHENED.sub(r"\1", _plain(text))))


def _plain(text: str) -> str:
    return skeleton(fold_plain(text))


def holds(words: Words, phrase: Words) -> bool:
    """Whether a phrase stands among words, its words side by side."""
    size = len(phrase)
    return any(words[at : at + size] == phrase for at in range(len(words) - size + 1))


@dataclass(frozen=True, slots=True)
class Question:
    """A closed vocabulary in which a topic is asked about: each group of `cues` has to have a phrase among the words.

    `unless` are phrases with which it is something else.
    """

    topic: Topic
    cues: tuple[frozenset[Words], ...]
    words: frozenset[str]
    unless: frozenset[Words] = frozenset()

    def asked_in(self, words: Words) -> bool:
        """Whether words, all of them, ask about the topic."""
        if not self.words.issuperset(words) or any(holds(words, phrase) for phrase in self.unless):
            return False
        return all(any(holds(words, phrase) for phrase in group) for group in self.cues)


@dataclass(frozen=True, slots=True)
class Summaries:
    """How a summary is asked for: patterns over plain words, one group of which says of what, and words in that group.

    Those of `one` and `pronouns` stand for the document that is meant anyway, those of `every` for all of them, those
    `around` for nothing; `manner` is what may follow (« en trois phrases »).
    """

    wanted: tuple[tuple[re.Pattern[str], Naming], ...]
    manner: re.Pattern[str]
    one: frozenset[str]
    pronouns: frozenset[str]
    every: frozenset[str]
    around: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """One language: `courtesies` by phrase (`None`: it says nothing by itself), questions, and summaries.

    `openings` say what is wanted only where nothing was said before: « Comment ça marche ? » asks about the program
    at first, about what was talked of later.
    """

    courtesies: Mapping[Words, Topic | None]
    openings: Mapping[Words, Topic]
    questions: tuple[Question, ...]
    summaries: Summaries
    outlines: tuple[re.Pattern[str], ...]
    """How the chapters of a document are asked for, over plain words; a group says of which document."""
    spellings: Mapping[str, Words]
    """How words are typed in haste, and what they stand for."""

    def spelled(self, words: Words) -> Words:
        """The words written out."""
        return tuple(each for word in words for each in self.spellings.get(word, (word,)))


@lru_cache(maxsize=len(FILES))
def phrasebook(language: str) -> Phrasebook:
    """The phrasebook of one of the languages of `FILES`."""
    text = resources.files("rag.language.asides").joinpath(FILES[language]).read_text(encoding="utf-8")
    told = tomllib.loads(text)
    named: dict[str, str] = {name: _with_particles(nouns) for name, nouns in told.get("nouns", {}).items()}
    for name, phrases in told["names"].items():
        named[name] = _filled(phrases, named)
    courtesies = dict(told["courtesies"])
    idle = courtesies.pop("idle")
    return Phrasebook(
        courtesies={**dict.fromkeys(_phrases(idle)), **_by_phrase(courtesies)},
        openings=_by_phrase(told["openings"]),
        questions=tuple(_question(each, named) for each in told["questions"]),
        summaries=_summaries(told["summaries"]),
        outlines=tuple(_pattern(each, told["outlines"]) for each in told["outlines"]["patterns"]),
        spellings={_plain(word): plain_words(meant) for word, meant in told["spellings"].items()},
    )


def _filled(text: str, named: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: named[match[1]], text)


def _phrases(listed: str) -> frozenset[Words]:
    phrases = re.split("[,،]", _plain(listed))
    return frozenset(words for phrase in phrases if (words := tuple(_WORD.findall(phrase))))


def _by_phrase(listed: Mapping[str, str]) -> dict[Words, Topic]:
    return {phrase: Topic(topic) for topic, text in listed.items() for phrase in _phrases(text)}


def _question(told: Mapping[str, Any], named: Mapping[str, str]) -> Question:
    """A question of its cues and further words; words of cues are words of it too."""
    groups = tuple(_phrases(_filled(group, named)) for group in told["cues"])
    known = {word for group in groups for phrase in group for word in phrase}
    words = known.union(plain_words(_filled(told["words"], named)))
    return Question(Topic(told["topic"]), groups, frozenset(words), _phrases(told.get("unless", "")))


def _summaries(told: Mapping[str, Any]) -> Summaries:

    def patterns(written: Iterable[str], naming: Naming) -> Iterator[tuple[re.Pattern[str], Naming]]:
        for pattern in written:
            yield _pattern(pattern, told), naming

    sets = {name: frozenset(plain_words(told[name])) for name in ("one", "pronouns", "every", "around")}
    return Summaries(
        wanted=(*patterns(told["part"], Naming.PART), *patterns(told["whole"], Naming.WHOLE)),
        manner=re.compile(told["manner"].replace("\n", "")),
        **sets,
    )


def _pattern(written: str, told: Mapping[str, Any]) -> re.Pattern[str]:
    """A pattern over several lines, in which `{name}` is what its section has of that name."""
    whole = written.replace("\n", "")
    for name in _NAME.findall(whole):
        whole = whole.replace(f"{{{name}}}", told[name].replace("\n", ""))
    return re.compile(whole)


def _with_particles(nouns: str) -> str:
    """Arabic nouns with what is written in one word with them: the article, prepositions, « your »."""
    forms = []
    for noun in nouns.split():
        stem = noun[:-1] + "ت" if noun.endswith("ة") else noun
        forms += [noun, f"{stem}ك", f"{stem}كم"]
        forms += [particle + noun for particle in ("ال", "وال", "بال", "لل", "ب", "ل")]
    return "، ".join(forms)
