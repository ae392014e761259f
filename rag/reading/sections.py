"""The text of an article that is asked for by its number: « Que dit l'article 5 ? »."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.parts.articles import SIGN, asked_parts, headed_parts
from rag.reading.reading import SENTENCE_FEATURES
from rag.search.matching import RELATIVE
from rag.search.search import Candidate, Search
from rag.search.units import Form

LITTLE = 0.2
"""Share of the clues up to which a unit says next to nothing of the question itself."""
LONGEST_SECTION = 800
"""Characters of an article that are cited where its text is asked for."""
_COVERAGE = SENTENCE_FEATURES.index("coverage")
_SAY = {
    "fr": "dit dire prévoit prévoyait stipule dispose énonce contient précise texte contenu parle",
    "en": "say says said state states provide provides allow contain contains text content about mean",
    "ar": "تقول يقول تنص ينص نص مضمون محتوى جاء ورد تتضمن يتضمن",
}
"""Words that ask for the text of a part and for nothing in it."""


def section(search: Search, best: Candidate) -> list[Candidate]:
    """The beginning of the article that is asked for by its number, where nothing else is asked.

    Empty where the question asks for something in it, or for no article.
    """
    return _called(search) or _headed(search, best) or _numbered(search)


def _called(search: Search) -> list[Candidate]:
    """The sentences from the one that opens with the call of the part to the one that calls the next."""
    wanted = _wanted(search)
    for each in search.sentences if wanted else ():
        if each.unit.form is not Form.LIST and wanted in _openings(each) and _nothing_else(search, each):
            return _from(search, each, lambda other: bool(_openings(other)))
    return []


def _numbered(search: Search) -> list[Candidate]:
    """The same where the parts of a text have but a number in front: « 4. No owner of a dog … »."""
    number = _wanted(search).removeprefix(SIGN)
    if not number.isdigit():
        return []
    opens = re.compile(rf"\W*{number}[.)]\s")
    follows = re.compile(rf"\W*{int(number) + 1}[.)]\s")
    for each in search.sentences:
        if not opens.match(each.text) or each.unit.form is Form.LIST or not _nothing_else(search, each):
            continue
        own = [other for other in search.sentences if other.hit.passage.file == each.hit.passage.file]
        if int(number) == 1 or any(re.match(rf"\W*{int(number) - 1}[.)]\s", other.text) for other in own):
            return _from(search, each, lambda other: follows.match(other.text) is not None)
    return []


def _wanted(search: Search) -> str:
    """The term of the one part that is asked for; empty where none is, or several."""
    parts = asked_parts(skeleton(fold_plain(search.inquiry.text)))
    return parts[0].term if len({part.term for part in parts}) == 1 else ""


def _openings(candidate: Candidate) -> list[str]:
    """The terms of the parts that begin where a sentence does."""
    text = candidate.text.lstrip(' *_–-#"«(')
    return [part.term for part in headed_parts(text) if part.start <= 1]


def _nothing_else(search: Search, candidate: Candidate) -> bool:
    """Whether all that a question says beside the number names the document, or asks for its text."""
    inquiry, passage = search.inquiry, candidate.hit.passage
    if passage.language != inquiry.language:
        return True
    matcher = inquiry.matcher(passage.language)
    calls = _of_the_call(inquiry.text, inquiry.language)
    title = _terms(search.titles.get(passage.file, ""), passage.language)
    known = _say(inquiry.language) | calls | search.views[passage.id].context | title
    names = matcher.held_by(known) >= RELATIVE
    rest = [clue for clue, held in zip(matcher.clues, names, strict=True) if not held]
    return all(clue.term.startswith(SIGN) or clue.term in known for clue in rest)


def _of_the_call(question: str, language: str) -> set[str]:
    """The index terms with which a question calls a part: « المادة », « الثالثة »."""
    plain = skeleton(fold_plain(question))
    return {term for part in asked_parts(plain) for term in _terms(plain[part.start : part.end], language)}


@lru_cache(maxsize=4)
def _say(language: str) -> frozenset[str]:
    return frozenset(_terms(_SAY.get(language, ""), language))


def _terms(text: str, language: str) -> set[str]:
    return {token.term for token in analyse(text, language)}


def _from(search: Search, first: Candidate, ends: Callable[[Candidate], bool]) -> list[Candidate]:
    """The sentences of a passage from one up to where a next part begins."""
    inside = sorted(
        (each for each in search.sentences if each.hit is first.hit and each.unit.form is not Form.LIST),
        key=lambda each: each.span.start,
    )
    found: list[Candidate] = []
    for each in inside[inside.index(first) :]:
        if found and (ends(each) or each.span.end - first.span.start > LONGEST_SECTION):
            break
        found.append(each)
    return _together(found)


def _headed(search: Search, best: Candidate) -> list[Candidate]:
    """The passage that stands below the call of the part."""
    passage = best.hit.passage
    matcher = search.inquiry.matcher(passage.language)
    called = np.array([clue.term.startswith(SIGN) for clue in matcher.clues], dtype=bool)
    if not called.any() or best.features[_COVERAGE] > LITTLE or not (best.held[called] == 1.0).all():
        return []
    inside = [each for each in search.sentences if each.hit is best.hit and each.unit.form is not Form.LIST]
    inside.sort(key=lambda each: each.span.start)
    for each in inside:
        if _wanted(search) in _openings(each):
            return _from(search, each, lambda other: bool(_openings(other)))
    return _together([each for each in inside if each.span.end - inside[0].span.start <= LONGEST_SECTION] or inside[:1])


def _together(found: Sequence[Candidate]) -> list[Candidate]:
    """Sentences of one section, whose chances are one."""
    return [replace(found[0], chance=sum(each.chance for each in found)), *found[1:]]
