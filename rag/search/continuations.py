"""Questions that open with "And …": what they go on with, and the question before with that put in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.folding import fold_plain, skeleton
from rag.language.language import question_words
from rag.language.names import names

_OPENING = {
    "fr": re.compile(r"^\s*(?:et|mais|sinon|alors|qu['’]en est-il(?= d))\s+", re.IGNORECASE),
    "en": re.compile(r"^\s*(?:and|but|or|what about|how about|and what about)\s+", re.IGNORECASE),
    "ar": re.compile(
        r"^\s*(?:و?ماذا عن\s+|و(?=ال|(?:تلك|ذلك|سنة|عام|يوم|شهر|صباح|مساء)\s)(?!ال[دي]\w{0,3}\s)"
        r"|و(?=(?:في|عن|إلى|الى|من|ما|ماذا|[بل]?كم|متى|أين|كيف|هل|لماذا|لمن)\s))"
    ),
}
_ASKING = {
    "fr": re.compile(r"\b(?:qui|que|quoi|quel\w*|quand|comment|pourquoi|combien|ou|est-ce)\b|\w-(?:t-)?(?:il|on|elle)"),
    "en": re.compile(
        r"\b(?:who|whom|whose|what|which|when|where|why|how)\b"
        r"|^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b"
    ),
    "ar": re.compile(r"\b(?:هل)\b"),
}
_FEW_ARABIC_WORDS = 4
"""Words of an Arabic question after « و » that has no word which asks: « وتعويضات المكونين؟ »."""

_PREPOSITION = re.compile(
    r"^(en|à|au|aux|dans|pour|depuis|avant|après|chez|selon|de|du|in|at|for|since|before|after|by|of|with|في|عن|إلى|الى|منذ|قبل|بعد|سنة|عام|يوم|شهر)"
    r"\s+(\S.*)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:le|la|les|l['’]|un|une|des|the|a|an)\s*", re.IGNORECASE)
_ONE_OF = re.compile(
    r"^(?:celui|celle|ceux|celles|that|those|the one|the ones)"
    r"\s+(?P<link>de la|de l['’]|des|du|de|d['’]|of|for|in|at|à|au|aux|en|dans|pour)\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_ENGLISH_OWNER = re.compile(r"^(?P<rest>\S.*)['’]s?$")
_LINKED = re.compile(
    r"(?<!\w)(?:de la|de l['’]|des|du|de|d['’]|of the|of|for|in|at|à|au|aux|en|dans|pour)\s*", re.IGNORECASE
)
_OF = re.compile(r"(?:de la|de l['’]|des|du|de|d['’])\s*", re.IGNORECASE)
_WHAT_IS_OF = {"de la": "la ", "de l'": "l'", "des": "les ", "du": "le ", "de": "", "d'": ""}
"""What « qu'en est-il de » asks after, as it stands in other questions."""
_YEAR = re.compile(r"(?:في )?(?:(?:سنة|عام) )?(?P<year>\d{4})")
_THING = re.compile(r"^(?P<article>le|la|les|the)\s+\w+$", re.IGNORECASE)
_DATED = r"(?:\d{1,2}(?:er)?\s+)?[^\W\d_]+\s+\d{4}(?!\d)"
_LAST_WORDS = r"\w+(?: \w+){0,2}$"
_NAMED = r"[A-ZÀ-ÖØ-Þ0-9][\w’'.-]*(?:\s+[A-ZÀ-ÖØ-Þ0-9][\w’'.-]*)*"


@dataclass(frozen=True, slots=True)
class Opening:
    """What follows "And": a question of its own where it `asks`, else what changes in the question before."""

    rest: str
    asks: bool


def opening(question: str, language: str) -> Opening | None:
    """What the question goes on with; `None` where it does not open as one that goes on."""
    pattern = _OPENING.get(language)
    match = pattern.match(question) if pattern else None
    if match:
        rest = question[match.end() :]
        if match[0].lstrip()[:1] in "qQ":
            link = _OF.match(rest)
            rest = _WHAT_IS_OF[link[0].rstrip().lower().replace("’", "'")] + rest[link.end() :] if link else rest
        return Opening(rest, _asks(rest, language))
    words = question.split()
    if language == "ar" and len(words) <= _FEW_ARABIC_WORDS and len(words[0].strip("؟?")) > 4 and words[0][0] == "و":
        return None if _asks(question.lstrip()[1:], language) else Opening(question.strip(), False)
    return None


def _asks(rest: str, language: str) -> bool:
    plain = skeleton(fold_plain(rest))
    if language != "ar":
        return _ASKING[language].search(plain) is not None
    asking = question_words("ar")
    return any(word in asking or (word[:1] in "بلف" and word[1:] in asking) for word in re.findall(r"\w+", plain)[:1])


def continued(rest: str, before: str, language: str) -> str:
    """The question before with what the new one changes in its place, or else added as "…, and …?"."""
    bare = before.rstrip(" \t\n\u00a0\u202f?؟!.")
    mark = "؟" if language == "ar" else " ?" if language == "fr" else "?"
    year = _YEAR.fullmatch(rest) if language == "ar" else None
    if year and re.search(r"\b\d{4}\b", bare):
        return re.sub(r"\b\d{4}\b", year["year"], bare, count=1) + mark
    one = _ONE_OF.match(rest)
    if one:
        return _other(bare, one["link"], one["rest"], language) + mark
    phrase = _PREPOSITION.match(rest)
    if phrase:
        return _phrase_changed(bare, phrase[1], rest, language) + mark
    named = names(bare)
    if named and names(". " + rest):
        owner = _ENGLISH_OWNER.match(rest) if language == "en" else None
        return _in_place_of(bare, named[-1], _ARTICLE.sub("", owner["rest"] if owner else rest)) + mark
    return (_thing_changed(bare, rest) or _added(bare, rest, language)) + mark


def _phrase_changed(bare: str, preposition: str, rest: str, language: str) -> str:
    """« en mars 2024 » in place of « en mars 2025 »; added where the question before has no such phrase."""
    same = rf"(?<!\w){re.escape(preposition)}\s+"
    # An Arabic name has no capitals: what the question ends with is taken for it.
    named = _LAST_WORDS if re.match(r"[\u0621-\u064a]", preposition) else f"(?:{_DATED}|{_NAMED})"
    earlier = re.search(rf"(?i:{same}){named}", bare)
    if earlier:
        return f"{bare[: earlier.start()]}{rest}{bare[earlier.end() :]}"
    return _added(bare, rest, language) if re.search(same, bare, re.IGNORECASE) else f"{bare} {rest}"


def _in_place_of(bare: str, name: str, new: str) -> str:
    """The name changed; of « option B » and "option C" the word that both have stands once."""
    at = bare.rindex(name)
    start, first = at, new.split()[0]
    if bare[:at].rstrip().lower().endswith(f" {first.lower()}") and " " in new:
        start = at - len(first) - 1
    return f"{bare[:start]}{new}{bare[at + len(name) :]}"


def _other(bare: str, link: str, rest: str, language: str) -> str:
    """The question of something else: « du Zéphyr 20 » gives way to « du Mistral X », the rest stays."""
    space = "" if link[-1] in "'’" else " "
    phrase = f"{link}{space}{rest}"
    named = names(bare)
    links = list(_LINKED.finditer(bare))
    if named:
        at = bare.rindex(named[-1])
        end = at + len(named[-1])
        near = [match for match in links if match.end() <= at and " " not in bare[match.end() : at].strip()]
        if near:
            return f"{bare[: near[-1].start()]}{phrase}{bare[end:]}"
        return f"{bare[:at]}{_ARTICLE.sub('', rest)}{bare[end:]}"
    if links:
        return f"{bare[: links[-1].start()]}{phrase}"
    return _added(bare, phrase, language)


def _thing_changed(bare: str, rest: str) -> str | None:
    """« les messages » in place of « les photos », where the article is the same and stands after no preposition."""
    thing = _THING.match(rest)
    if thing is None or (thing["article"].lower() == "les" and re.search(r"-(?:ils|elles)\b", bare)):
        return None  # « les messages sont-elles »: nothing tells the gender
    earlier = re.search(
        rf"(?<!\bde )(?<!\bof )(?<!\bin )(?<!\bà )\b{thing['article']}\s+[^\W\d_]+", bare, re.IGNORECASE
    )
    return f"{bare[: earlier.start()]}{rest}{bare[earlier.end() :]}" if earlier else None


def _added(bare: str, rest: str, language: str) -> str:
    if language == "ar":
        return f"{bare}، {rest if rest.startswith('و') else 'و' + rest}"
    return f"{bare}, {'et' if language == 'fr' else 'and'} {rest}"
