"""Running headers, footers and watermarks: what stands on many pages is read once, and cuts no sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from ingest.load.pdf.lines import ENDED, Line

LEAST_PAGES = 3
"""Pages on which a line stands before it counts as running; in a document of two or three pages, two."""

MOST_ROWS = 4
"""Rows of a header or a footer."""

_OUTER = 10
"""Lines at each end of a page that are looked at."""

_PLACE = 3.0
"""Points by which the place of a running line differs from page to page at most."""

_NUMBER = re.compile(r"\d+")
_OF_PAGE = re.compile(
    r"\W*\d+\W*|.*\b(?:pages?|p|pp|صفحة|الصفحة|ص)\b.*|.*\d+\s*(?:/|sur|of|من)\s*\d+\W*|\d+\s*[-–—|·•].*|.*[-–—|·•]\s*\d+",
    re.IGNORECASE,
)
"""A line that may say which page this is; « Article 3 » on the third page does not."""


class _Place(NamedTuple):
    """A line, by the indices of its page and of itself on it."""

    page: int
    line: int


class _Key(NamedTuple):
    """What is the same on all pages: the words, with a 0 for each number, and the height."""

    words: str
    height: int


def read_once(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], int]:
    """The pages with each running line where it cuts no sentence, and how many lines were left out.

    A header is kept at the top of the first page that has it, a footer or a watermark at the end of the last one; of
    those that stand on every other page, the first or last one beside which no sentence goes on.
    """
    least = LEAST_PAGES if sum(map(bool, pages)) > LEAST_PAGES else 2
    repeated = _repeated(pages, least)
    groups: dict[tuple[_Key, bool], list[_Place]] = defaultdict(list)
    for number, page in enumerate(pages):
        for index, top in _running(page, {place.line: key for place, key in repeated.items() if place.page == number}):
            groups[repeated[_Place(number, index)], top].append(_Place(number, index))
    groups = {key: places for key, places in groups.items() if len(places) >= least}
    members = {place for places in groups.values() for place in places}
    calm = _calm_ends(pages, members)
    above = {_calm(sorted(places), calm, -1) for (_, top), places in groups.items() if top}
    below = {_calm(sorted(places, reverse=True), calm, 0) for (_, top), places in groups.items() if not top}
    result = [
        [
            *(replace(page[index], aside=True) for index in range(len(page)) if (number, index) in above),
            *(line for index, line in enumerate(page) if (number, index) not in members),
            *(replace(page[index], aside=True) for index in range(len(page)) if (number, index) in below),
        ]
        for number, page in enumerate(pages)
    ]
    return result, len(members) - len(groups)


def _calm_ends(pages: Sequence[Sequence[Line]], members: Set[_Place]) -> set[int]:
    """The pages behind whose text no sentence goes on; those before the first and the last one are among them."""
    found = {-1, len(pages) - 1}
    for number, page in enumerate(pages):
        last = next((line for at, line in reversed(list(enumerate(page))) if _Place(number, at) not in members), None)
        if last is None or ENDED.search(last.text):
            found.add(number)
    return found


def _calm(places: Sequence[_Place], calm: Set[int], beside: int) -> _Place:
    """The first of the places that cuts no sentence; `beside` is 0 at the end of a page and -1 at its top."""
    return next((place for place in places if place.page + beside in calm), places[0])


def _repeated(pages: Sequence[Sequence[Line]], least: int) -> dict[_Place, _Key]:
    """The lines that stand with the same words, but for the number of the page, at the same height of many pages."""
    groups: dict[_Key, list[_Place]] = defaultdict(list)
    for number, page in enumerate(pages):
        for index in _outer(page):
            line = page[index]
            groups[_Key(_NUMBER.sub("0", line.text), round(line.bottom / _PLACE))].append(_Place(number, index))
    return {
        place: key
        for key, places in groups.items()
        if len({place.page for place in places}) >= least
        and _same([(place.page, pages[place.page][place.line].text) for place in places])
        for place in places
    }


def _outer(page: Sequence[Line]) -> set[int]:
    """The lines that may run on: the highest and lowest ones, and those that stand askew."""
    order = sorted(range(len(page)), key=lambda at: page[at].bottom)
    askew = {index for index, line in enumerate(page) if line.askew}
    return askew.union(order[:_OUTER], order[-_OUTER:])


def _same(texts: Sequence[tuple[int, str]]) -> bool:
    """Whether texts, each with its page, differ in nothing but the number of the page."""
    if len({text for _, text in texts}) == 1:
        return True
    numbers = [tuple(map(int, _NUMBER.findall(text))) for _, text in texts]
    return all(_OF_PAGE.fullmatch(text) for _, text in texts) and all(
        len(set(column)) == 1 or len({number - page for number, (page, _) in zip(column, texts, strict=True)}) == 1
        for column in zip(*numbers, strict=True)
    )


def _running(page: Sequence[Line], repeated: dict[int, _Key]) -> Iterator[tuple[int, bool]]:
    """The lines of a page that run on: whether at its top, else at its bottom or across it.

    A page on which nothing else stands keeps its lines.
    """
    rows: list[list[int]] = []
    for index in sorted(range(len(page)), key=lambda at: -page[at].bottom):
        if page[index].askew:
            if index in repeated:
                yield index, False
        elif rows and page[rows[-1][0]].bottom - page[index].bottom < _PLACE:
            rows[-1].append(index)
        else:
            rows.append([index])
    top = _peeled(rows, repeated)
    bottom = _peeled(rows[: len(top) - 1 if top else None : -1], repeated)
    if len(top) + len(bottom) == len(rows):
        return
    yield from ((index, True) for row in top for index in row)
    yield from ((index, False) for row in bottom for index in row)


def _peeled(rows: Sequence[list[int]], repeated: dict[int, _Key]) -> list[list[int]]:
    """The first rows of which all lines are repeated."""
    found: list[list[int]] = []
    for row in rows[:MOST_ROWS]:
        if not all(index in repeated for index in row):
            break
        found.append(row)
    return found
