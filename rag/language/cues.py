"""What in a sentence answers a kind of question: numbers, dates, names, turns of phrase; no language model.

Patterns read skeleton text (folded, without accents; see `rag.language.folding.skeleton`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.language.folding import fold_plain, skeleton
from rag.language.numbers.measures import Measure, measures_something_else
from rag.language.questions import Kind

_NUMBER_WORDS = {
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante"
    " cinquante soixante cent mille moitie tiers quart double triple dizaine douzaine centaine millier".split(),
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty thirty"
    " forty fifty sixty hundred thousand half third quarter double twice dozen".split(),
    "ar": "مايتان ميتان"
    " اثنان اثنين ثلاثه ثلاث اربعه اربع خمسه خمس سته ست سبعه سبع ثمانيه ثماني تسعه تسع عشره عشر عشرون عشرين ثلاثون"
    " ثلاثين اربعون اربعين خمسون خمسين مايه الف نصف ثلث ربع".split(),
}
_ARABIC_HUNDREDS = re.compile(r"(?:ثلاث|اربع|خمس|ست|سبع|ثمان|ثماني|تسع)(?:ميه|مايه)")  # « خمسمئة »
_SAYS_WHEN = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|midi|minuit|aube|crepuscule|chaque (?:jour|mois|annee)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|noon|midnight|dawn|dusk|every (?:day|month|year))\b"
    r"|(?:ال)?ساعه (?:ال)?\w+|\b(?:الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه|السبت|الاحد|الظهر|منتصف الليل|الفجر)\b"
)
"""Times of day and days in words."""
_CUES = {
    "fr": {
        Kind.REASON: (
            r"\bparce qu|\bcar\b|en raison|a cause|afin (?:de|d'|que|qu')|grace a|\bdu fait\b|puisqu"
            r"|\bpour (?!le|la|les|un|une|des|ce)\w+er\b|c'est pourquoi|permet"
        ),
        Kind.DEFINITION: (
            r"\best (?:un|une|le|la|l')|\bsont (?:des|les)|designe|appel|defini|signifie|consiste|c'est[ -]a[ -]dire"
        ),
        Kind.MANNER: r"\ben \w+ant\b|grace a|au moyen|\bpar (?:le|la|les|un|une|des)\b|a l'aide|avec",
        Kind.NAME: r"appel|nomm|surnom|intitul|\bdit\b|connu sous|denomm|[«\"]",
    },
    "en": {
        Kind.REASON: (
            r"\bbecause\b|\bdue to\b|\bsince\b|\bin order to\b|\bso that\b|\bas a result\b|\bcaus|\breason|\bled to\b"
            r"|\bto \w+"
        ),
        Kind.DEFINITION: r"\b(?:is|are|was|were) (?:an?|the)\b|refer|known as|called|defin|means?\b",
        Kind.MANNER: r"\bby \w+ing\b|\busing\b|\bthrough\b|\bby means\b|\bwith\b|\bby\b",
        Kind.NAME: r"call|nam|known as|titled|dubbed|[\"]",
    },
    "ar": {
        Kind.REASON: r"بسبب|لان|من اجل|نتيجه|نظرا|لذلك|بهدف|حيث|ادي|لكي",
        Kind.DEFINITION: r"\b(?:هو|هي)\b|يسمي|تسمي|يعرف|تعرف|يعني|عباره عن|يشير",
        Kind.MANNER: r"عن طريق|من خلال|بواسطه|باستخدام|عبر",
        Kind.NAME: r"يسمي|تسمي|سمي|اسم|يدعي|يعرف|معروف|لقب|[\"]",
    },
}
_CUE_PATTERNS = {
    language: {kind: re.compile(pattern) for kind, pattern in patterns.items()} for language, patterns in _CUES.items()
}
ENUMERATED = 3
"""Commas from which on a sentence counts as a list."""
_STEM = 5  # letters of a term of the question by which a word of a name is known
MANY_NAMES = 3
"""Words of names that the question does not have, from which on more say nothing."""
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_DATE = re.compile(rf"{_YEAR.pattern}|m\d\d?|d\d.*|t\d.*|\d+e")
_CAPITALISED = re.compile(r"(?<![\w’'-])[A-ZÀ-ÖØ-Þ][\w’'-]+")
_OPENING = frozenset("\"«“'(")
_IN_BRACKETS = re.compile(r"\((\w{2,10})\)")  # an acronym after the words that it stands for
_LATIN = re.compile(r"[A-Za-z]{2,}")


_LEANING = {
    "fr": re.compile(
        r"(?:en effet,? |mais |et |ainsi,? |cependant,? |toutefois,? |puis,? |enfin,? |en outre,? |de plus,? |or,? )?"
        r"(?:ils?|elles?|ce|cet|cette|ces|c'|cela|celui|celle|ceux|celles|son|sa|ses|leurs?|on y|y|l'un|l'une|tous)\b"
    ),
    "en": re.compile(
        r"(?:but |and |so |however,? |thus,? |then,? |also,? )?"
        r"(?:he|she|it|they|this|these|those|that|his|her|its|their|such|both|one|another)\b"
    ),
    "ar": re.compile(r"[وف]?(?:هو|هي|هم|هذا|هذه|هولاء|ذلك|تلك|كان|كانت|وكان|وكانت|قد)\b"),
}
_NOT_WORD = re.compile(r"^[\W_]+")


def leans(text: str, language: str) -> bool:
    """Whether a sentence opens with a word that stands for something said before it."""
    pattern = _LEANING.get(language)
    if pattern is None:
        return False
    opening = _NOT_WORD.sub("", skeleton(fold_plain(text[:40])))
    return pattern.match(opening) is not None


def fits(
    kind: Kind, text: str, terms: Sequence[str], asked: frozenset[str], language: str, measure: Measure | None = None
) -> tuple[float, float, float]:
    """Whether a sentence holds a number, a name, a turn of phrase such as the kind of question asks for; 0 to 1 each.

    `terms` are the index terms of the sentence, `asked` those of the question: what is asked with is no answer.
    `measure` is what the amount that is asked for measures, where that is known: a weight is no price.
    """
    named = _named(text, asked, language) if kind in (Kind.PERSON, Kind.PLACE, Kind.NAME) else 0.0
    pattern = _CUE_PATTERNS.get(language, {}).get(kind)
    if pattern is None and kind not in (Kind.DATE, Kind.AMOUNT, Kind.LIST):
        return 0.0, named, 0.0
    plain = skeleton(fold_plain(text))
    if pattern is not None:
        introduced = kind == Kind.DEFINITION and any(found in asked for found in _IN_BRACKETS.findall(plain))
        return 0.0, named, float(introduced or pattern.search(plain) is not None)
    if kind == Kind.LIST:
        return 0.0, 0.0, min(1.0, sum(map(plain.count, ",،;")) / ENUMERATED)
    new = [term for term in terms if term not in asked]
    found = bool(values(kind, new, plain)) or (kind == Kind.AMOUNT and _counted_in_words(plain, language))
    found = found or (kind == Kind.DATE and _SAYS_WHEN.search(plain) is not None)
    if found and kind == Kind.AMOUNT and measure is not None:
        found = not measures_something_else(measure, plain, language, asked)
    return float(found), 0.0, 0.0


def values(kind: Kind, terms: Iterable[str], plain: str) -> set[str]:
    """The index terms of a text that give a date, or an amount, as the kind of a question asks for.

    `plain` is the skeleton of the text. Four digits written together are taken for a year, « 1 800 » for an amount; an
    ordinal counts nothing.
    """
    if kind == Kind.DATE:
        return {term for term in terms if _DATE.fullmatch(term)}
    return {
        term
        for term in set(terms)
        if term[0].isdigit() and not (_DATE.fullmatch(term) and (term in plain or not _YEAR.fullmatch(term)))
    }


def _counted_in_words(plain: str, language: str) -> bool:
    words = set(re.findall(r"\w+", plain))
    hundreds = language == "ar" and any(_ARABIC_HUNDREDS.fullmatch(word) for word in words)
    return hundreds or bool(words & set(_NUMBER_WORDS.get(language, ())))


def _named(text: str, asked: frozenset[str], language: str) -> float:
    """How many words of names a sentence holds that the question does not, 0 to 1; in Arabic, whether Latin letters.

    What a sentence opens with is no name only because of its capital.
    """
    if language == "ar":
        return float(_LATIN.search(text) is not None)
    known = tuple(term[:_STEM] for term in asked if len(term) > 2)
    words = [skeleton(fold_plain(match[0])) for match in _CAPITALISED.finditer(text) if not _opens(text, match.start())]
    return min(1.0, sum(word not in asked and not word.startswith(known) for word in words) / MANY_NAMES)


def _opens(text: str, at: int) -> bool:
    """Whether a sentence begins at `at`, or with what stands before it: quotes, brackets, spaces."""
    while at and (text[at - 1] in _OPENING or text[at - 1].isspace()):
        at -= 1
    return not at or text[at - 1] in ".!?…:"


RESPECTIVELY = re.compile(r"(?<!\w)(?:respectivement|respectively|علي التوالي)(?!\w)")
"""Says, in skeleton text, that two lists belong together in their order."""
