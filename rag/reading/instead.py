"""What the documents say instead of what was asked: « les documents donnent 2024, et non 2019 ».

A sentence that fits a question but for one particular, of which it names another of the same series, is a near miss.
It is told only where nothing else is missing: what was asked stands nowhere near, one other stands in its place, and
the rest of the question is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from rag.answers import Instead
from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse, numbers
from rag.language.numbers.particulars import Particular, Sort, particulars, years_of_law
from rag.language.questions import Kind
from rag.proof.citations import cite
from rag.search.matching import RELATIVE, Matcher
from rag.search.search import Candidate, Search
from rag.types import HEADING_SEPARATOR, Span

REST = 0.6
"""Weighted share of the other clues of the question that a sentence must hold, with what stands around it."""
OWN = 0.4
"""Share of them that it must hold itself."""
LOOKED_AT = 24
"""Best sentences among which what was asked must not stand with the rest of the question."""
UNNAMED = "of something"
"""The series of an amount of which nothing says what it counts; any other amount may stand in its place."""
_ABOVE_TOO = frozenset({Sort.YEAR, Sort.DATE, Sort.PART, Sort.VERSION, Sort.NUMBER, Sort.NAME})
"""What a heading or the name of a file may say for all that stands below it."""
_VALUES = {Kind.DATE: frozenset({Sort.YEAR, Sort.DATE}), Kind.AMOUNT: frozenset({Sort.AMOUNT})}
"""What a kind of question asks for; one of them in its sentence is the answer rather than another particular."""


def instead(search: Search, best: Candidate) -> Instead | None:
    """What the best sentence names in the place of something that the question names, if that is all they differ in."""
    inquiry, passage = search.inquiry, best.hit.passage
    if passage.language != inquiry.language:
        return None
    asked = [*particulars(inquiry.text, inquiry.language), *_unnamed(inquiry.text, inquiry.language)]
    if not asked:
        return None
    own = particulars(best.text, passage.language)
    above = [(words, particulars(words, passage.language)) for words in _above(best)]
    for each in asked:
        compared = any(other.series == each.series and other.value != each.value for other in asked)
        if compared or _stated(each, own, best.text) or any(_stated(each, found, words) for words, found in above):
            continue
        if not _rest_is_there(search, best, each) or not _speaks_of_it(search, best, each):
            continue
        # An article that a sentence refers to is not the one that it stands in.
        standing = [
            other for other in own if other.sort is not Sort.PART or not best.text[: other.start].strip(" *#_-")
        ]
        other = _in_place(each, standing, asked, inquiry.kind)
        place = best.span
        if other is not None:
            named = best.text[other.start : other.end]
            place = Span(place.start + other.start, place.start + other.end)
        elif any(found.series == each.series for found in standing):
            continue
        elif not _beside(search, best, each) and (told := _named_above(each, above, asked)) is not None:
            named = told
        else:
            continue
        if not _stands_elsewhere(search, best, each):
            return Instead(each.sort.value, inquiry.text[each.start : each.end], named, cite(passage, place))
    return None


def _unnamed(text: str, language: str) -> Iterator[Particular]:
    """An amount with which a question ends, without saying of what: « Le scanner a coûté 1,5 million ? »."""
    for each in numbers(text, language):
        ends = not any(map(str.isalnum, text[each.end :]))
        if ends and each.unit is None and not any(each.start < own.end for own in particulars(text, language)):
            yield Particular(Sort.AMOUNT, UNNAMED, each.value, each.start, each.end)


def _above(best: Candidate) -> Iterator[str]:
    """What stands above a sentence, the nearest first: blocks, headings, the names of its file."""
    for numbered in best.unit.above:
        yield numbered.text
    yield from reversed((best.hit.passage.heading or "").split(HEADING_SEPARATOR))
    path = PurePosixPath(best.hit.passage.file)
    for name in (path.stem, *reversed(path.parts[:-1])):
        yield name.replace("_", " ")


def _stated(asked: Particular, found: Sequence[Particular], text: str) -> bool:
    """Whether a text says what was asked, in any form that is known."""
    if any(each.value == asked.value and each.sort is asked.sort for each in found):
        return True
    if asked.sort is Sort.YEAR:
        return any(asked.value in each.value or _covers(each, asked.value) for each in found) or asked.value in text
    if asked.sort is Sort.DATE:
        return any(
            asked.value in each.value or (len(each.value) > 5 and asked.value.startswith(each.value))
            for each in found
            if each.sort is Sort.DATE
        )
    if asked.sort is Sort.NAME:
        plain = skeleton(fold_plain(text))
        return len(asked.value) > 2 and asked.value in plain
    return False


def _covers(each: Particular, year: str) -> bool:
    """Whether a range of years holds one."""
    first, _, last = each.value.partition("-")
    if each.series != "years" or not year.isdigit():
        return False
    return int(first) <= int(year) <= int(last if len(last) == 4 else first[:2] + last)


def _in_place(
    asked: Particular, own: Sequence[Particular], question: Sequence[Particular], kind: Kind
) -> Particular | None:
    """The one of a sentence that stands where the question has another; `None` where there is none, or several."""
    of_question = {(each.series, each.value) for each in question}
    others = [each for each in _alike(asked, own) if (each.series, each.value) not in of_question]
    beside = [each for each in others if each.beside & asked.beside]
    if asked.sort in _VALUES.get(kind, ()):
        others = [each for each in others if _touch_alike(each, asked)]
    elif asked.sort is Sort.PARTY or len({each.value for each in others}) > 1:
        others = beside
    others = [each for each in others if each.bound == asked.bound]
    return others[0] if len({each.value for each in others}) == 1 else None


def _touch_alike(one: Particular, other: Particular) -> bool:
    """Whether the same word stands directly before both, or directly after both."""
    return any(left and left == right for left, right in zip(one.touching, other.touching, strict=True))


def _alike(asked: Particular, found: Sequence[Particular]) -> Iterator[Particular]:
    """Those of the same series; a year also stands in a date, and a date may be told by another form of it."""
    for each in found:
        if each.series == asked.series or (asked.series == UNNAMED and each.sort is Sort.AMOUNT):
            yield each
        elif asked.series == "year" and each.series in ("date", "month of year"):
            yield replace(each, sort=Sort.YEAR, series="year", value=each.value[:4])
        elif asked.series == "month of year" and each.series == "date":
            yield each


def _named_above(
    asked: Particular, above: Sequence[tuple[str, Sequence[Particular]]], question: Sequence[Particular]
) -> str | None:
    """What the nearest thing above that says something of the series says, if that is one thing."""
    if asked.sort not in _ABOVE_TOO:
        return None
    of_question = {each.value for each in question}
    for words, found in above:
        others = [each for each in _alike(asked, found) if each.value not in of_question]
        others = [each for each in others if asked.sort is not Sort.YEAR or not years_of_law(words, each)]
        if others:
            return words[others[0].start : others[0].end] if len({each.value for each in others}) == 1 else None
    return None


def _beside(search: Search, candidate: Candidate, asked: Particular) -> bool:
    """Whether the sentences beside one hold the number of what was asked: « from April 2026. Half plots will be … »."""
    language = candidate.hit.passage.language
    rest, matcher = _rest(search, candidate, asked)
    numbers = np.array([any(map(str.isdigit, clue.term)) for clue in matcher.clues], dtype=bool) & ~rest
    return (
        bool(numbers.any())
        and bool((candidate.held[numbers] >= RELATIVE).all())
        and language == search.inquiry.language
    )


def _rest_is_there(search: Search, candidate: Candidate, asked: Particular) -> bool:
    """Whether a sentence and what stands around it hold the rest of the question, every name and number of it."""
    rest, matcher = _rest(search, candidate, asked)
    held = candidate.held >= RELATIVE
    total = float(matcher.weights[rest].sum())
    complete = bool(total) and bool(held[rest & matcher.exact].all())
    return complete and float(matcher.weights[rest & held].sum()) >= REST * total


def _speaks_of_it(search: Search, candidate: Candidate, asked: Particular) -> bool:
    """Whether a sentence itself holds enough of the rest, and something of it that nothing above says already."""
    language = candidate.hit.passage.language
    rest, matcher = _rest(search, candidate, asked)
    own = matcher.held_by(token.term for token in analyse(candidate.text, language)) >= RELATIVE
    above = [token.term for words in _above(candidate) for token in analyse(words, language)]
    new = own & (matcher.held_by(above) < RELATIVE)
    enough = float(matcher.weights[rest & own].sum()) >= OWN * float(matcher.weights[rest].sum())
    return enough and bool((rest & new).any())


def _rest(search: Search, candidate: Candidate, asked: Particular) -> tuple[NDArray[np.bool_], Matcher]:
    """Which clues of the question are not those of the particular, and what holds them."""
    inquiry, language = search.inquiry, candidate.hit.passage.language
    place = asked.place
    named = {
        token.term for token in analyse(inquiry.text, language) if token.start < place.end and place.start < token.end
    }
    if asked.sort is Sort.PART:
        named.add(asked.value)
    matcher = inquiry.matcher(language)
    return np.array([clue.term not in named for clue in matcher.clues], dtype=bool), matcher


def _stands_elsewhere(search: Search, best: Candidate, asked: Particular) -> bool:
    """Whether another of the best sentences says what was asked, with the rest of the question."""
    for each in search.sentences[:LOOKED_AT]:
        if each.unit is best.unit or each.hit.passage.language != search.inquiry.language:
            continue
        texts = [each.text, *_above(each)]
        found = [particulars(text, search.inquiry.language) for text in texts]
        stated = any(_stated(asked, these, text) for these, text in zip(found, texts, strict=True))
        if stated and _rest_is_there(search, each, asked):
            return True
    return False
