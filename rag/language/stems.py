"""The index term of a word of skeleton text: stop words out, spellings of names together, the stem of its language."""

from __future__ import annotations

import re
import threading
from functools import lru_cache

import Stemmer

from rag.language.numbers.numerals import CURRENCIES
from rag.language.words import NAME_VARIANTS, QUESTION_WORDS, STOP_WORDS

_STEMMERS = {"fr": "french", "en": "english", "ar": "arabic"}
ANALYSED_LANGUAGES = frozenset(_STEMMERS)
"""The languages with stop words and a stemmer."""
_FRENCH_PARTICIPLE = re.compile("ees?$")
# After Larkey, Ballesteros and Connell, Light stemming for Arabic information retrieval, with every particle that is
# joined to a word and with its pronouns; the Snowball stemmer comes after it. On the Arabic development set passage
# hit@1 is .890 with Snowball alone, .910 with light10 before it and .923 with these, the first sentence right .707 with
# light10 and .723. A letter that may be a particle goes after the article too: « فريق » and « الفريق » stay one term.
_ARABIC_PREFIX = re.compile("^(?:(?:[وف]?(?:[بك]?ال|لل))(?=.{2}))?(?:[وفبلك](?=.{3}))?")
_ARABIC_SUFFIX = re.compile(
    "(?<=.{3})(?:اتها|اتهم|اته|هما|كما|تها|تهم|تان|تين|يات|يون|يين|يا|ها|هم|هن|كم|نا|ان|ات|ون|ين|يه|وا|ه|ي|ا)$"
)


@lru_cache(maxsize=200_000)
def term_of(word: str, language: str) -> str:
    """The index term of a word of skeleton text; empty for a stop word."""
    stop_words = STOP_WORDS.get(language, frozenset())
    if word in stop_words or (language == "ar" and _only_asks_or_joins(word)):
        return ""
    word = CURRENCIES.get(word) or NAME_VARIANTS.get(word, word)
    if language not in _STEMMERS or word in NAME_VARIANTS:
        return word
    if language == "fr" and len(word) > 5:
        word = _FRENCH_PARTICIPLE.sub("e", word)
    elif language == "ar":
        word = _ARABIC_SUFFIX.sub("", _ARABIC_PREFIX.sub("", word))
    return str(_stemmer(_STEMMERS[language]).stemWord(word))


def _only_asks_or_joins(word: str) -> bool:
    """Whether an Arabic word is a stop word after « و », or one that asks after another joined particle (« بأي »)."""
    particle, rest = word[:1], word[1:]
    return (particle == "و" and rest in STOP_WORDS["ar"]) or (particle in "فبلك" and rest in QUESTION_WORDS["ar"])


class _Local(threading.local):
    """Stemmers of one thread: a PyStemmer object must not be shared."""

    def __init__(self) -> None:
        self.stemmers: dict[str, Stemmer.Stemmer] = {}


_local = _Local()


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmer = _local.stemmers.get(algorithm)
    if stemmer is None:
        stemmer = _local.stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmer
