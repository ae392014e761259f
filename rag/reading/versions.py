"""Of several versions of a text the one that counts: the newer, the one in force, or the one of the year that is asked.

Two documents are versions of one text where their names differ in nothing but a date or a number, or where one says
that it replaces the other. Reports, minutes and the like are no versions of each other: each period has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from rag.answers import Cause
from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.numbers.particulars import Particular, Sort, particulars
from rag.language.questions import Kind
from rag.language.remarks import OLDER, THEN
from rag.language.senses.replacing import (
    asks_for_the_one_in_force,
    marked_as_old,
    names_the_earlier,
    of_a_period,
    plain,
    replaces,
    speaks_of_time,
    without_marks,
)
from rag.search.matching import RELATIVE
from rag.search.search import Candidate, Search
from rag.types import HEADING_SEPARATOR, Passage

ALIKE = 0.5
"""Share of the words of two sentences, without numbers, that both have where they say the same of two versions."""
LOOKED_AT = 24
"""Best sentences among which another version is looked for."""
_TELLS_VERSIONS = re.compile(r"(?<![a-z])(?:v|ver|version|edition|rev|revision|نسخه|اصدار|طبعه)(?![a-z])|[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Preferred:
    """The sentences to cite, and what has to be told of those that were left away for them.

    `sure` says that a version answers though words of the question are missing: it is the one of a year that no
    document names, or the sentence says which one is in force.
    """

    chosen: tuple[Candidate, ...]
    cause: Cause | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """What tells the version that a file is: its names without dates and numbers, its number and its date."""

    family: frozenset[str]
    number: tuple[int, ...]
    date: str
    old: bool
    periodic: bool


def preferred(search: Search, chosen: Sequence[Candidate]) -> Preferred:
    """What to cite of what was chosen: sentences of the version that counts in place of those of others."""
    question = search.inquiry.text
    if asks_for_the_one_in_force(question):
        found = _what_replaces(search, chosen[0])
        return Preferred(tuple(chosen)) if found is None else Preferred((found,), sure=True)
    asked = [
        each
        for each in particulars(question, search.inquiry.language)
        if each.sort in (Sort.YEAR, Sort.DATE, Sort.VERSION)
    ]
    versions = [chosen[0], *_same_of_others(search, chosen[0])]
    if len(versions) == 1 or speaks_of_time(question):
        return Preferred(tuple(chosen))
    years = [each for each in asked if each.sort is Sort.YEAR and each.series == "year"]
    if asked:
        return (
            _of_year(search, chosen, versions, years[0]) if len(asked) == len(years) == 1 else Preferred(tuple(chosen))
        )
    best = versions[0]
    for each in versions[1:]:
        if _newer(search, each, best):
            best = each
    older = [each for each in versions if each is not best and _newer(search, best, each)]
    if not older:
        return Preferred(tuple(chosen))
    kept = [each for each in chosen if each is not best and each not in older]
    differing = next((each for each in older if not _says_the_same(search, each, best)), None)
    if differing is None:
        return Preferred((best, *kept))
    cause = Cause(OLDER, _told(search, differing))
    return Preferred((best, differing, *kept[: len(chosen) - 2]), cause)


def _of_year(
    search: Search, chosen: Sequence[Candidate], versions: Sequence[Candidate], asked: Particular
) -> Preferred:
    """The version that was the last one in the year that is asked for, where no version names that year."""
    dated = sorted(
        ((_text_of(search, each).date, at) for at, each in enumerate(versions) if _text_of(search, each).date),
        reverse=True,
    )
    periodic = any(_text_of(search, each).periodic for each in versions)
    if periodic or len(dated) < 2 or any(date[:4] == asked.value for date, _ in dated):
        return Preferred(tuple(chosen))
    before = [at for date, at in dated if date[:4] < asked.value]
    if not before or any(asked.value in each.text for each in versions):
        return Preferred(tuple(chosen))
    best = versions[before[0]]
    kept = [each for each in chosen if each not in versions]
    return Preferred((best, *kept), Cause(THEN, (*_told(search, best), asked.value)), sure=True)


def _what_replaces(search: Search, best: Candidate) -> Candidate | None:
    """The likeliest sentence that says what replaces what, in the best file or in another version of its text."""
    family = _text_of(search, best).family
    for each in search.sentences:
        if replaces(each.text) and (_text_of(search, each).family == family or _asked_for(search, each)):
            return each
    return None


def _asked_for(search: Search, candidate: Candidate) -> bool:
    """Whether a sentence with what stands above it speaks of most of what is asked."""
    matcher = search.inquiry.matcher(candidate.hit.passage.language)
    return float(matcher.share((candidate.held >= RELATIVE).astype(float))) >= ALIKE


def _same_of_others(search: Search, best: Candidate) -> Iterator[Candidate]:
    """The likeliest sentence of each other file that says the same as the best one, with other values or none."""
    seen = {best.hit.passage.file}
    for each in search.sentences[:LOOKED_AT]:
        passage = each.hit.passage
        if passage.file in seen or passage.language != best.hit.passage.language:
            continue
        held = (each.held >= RELATIVE) >= (best.held >= RELATIVE)
        valued = search.inquiry.kind in (Kind.AMOUNT, Kind.DATE) and bool(best.held.any())
        if held.all() and (valued or _alike(best, each)):
            seen.add(passage.file)
            yield each


def _alike(one: Candidate, other: Candidate) -> bool:
    left, right = (
        {token.term for token in analyse(each.text, each.hit.passage.language) if not any(map(str.isdigit, token.term))}
        for each in (one, other)
    )
    return bool(left) and len(left & right) >= ALIKE * len(left | right)


def _says_the_same(search: Search, one: Candidate, other: Candidate) -> bool:
    """Whether each of two sentences stands in the file of the other too: twins of a text in two formats, or unchanged.

    Marks and spaces do not count, since each format has its own.
    """
    return all(
        _bare(this.text) in "".join(_bare(passage.text) for passage in _passages(search, that))
        for this, that in ((one, other), (other, one))
    )


def _bare(text: str) -> str:
    """Its words alone, each with a space on both sides."""
    return "".join(f" {word} " for word in re.findall(r"\w+", skeleton(fold_plain(text))))


def _newer(search: Search, one: Candidate, other: Candidate) -> bool:
    """Whether the text of one sentence is a newer version of the text of the other."""
    new, old = _text_of(search, one), _text_of(search, other)
    if _replaces(search, other, old, one, new):
        return False
    if _replaces(search, one, new, other, old):
        return True
    if not new.family or new.family != old.family:
        return False
    if new.old != old.old:
        return old.old
    if new.number and old.number and new.number != old.number:
        return new.number > old.number
    return bool(new.date and old.date) and not new.periodic and new.date > old.date


def _replaces(search: Search, one: Candidate, new: _Text, other: Candidate, old: _Text) -> bool:
    """Whether the document of one sentence says that it replaces that of the other, or that the other's is repealed."""
    for passage in _passages(search, one):
        for span in passage.sentences:
            words = passage.text[span.start - passage.start : span.end - passage.start]
            if not replaces(words):
                continue
            named = particulars(words, passage.language)
            numbers = {each.value for each in named if each.sort is Sort.VERSION}
            dates = {each.value for each in named if each.sort in (Sort.YEAR, Sort.DATE)}
            related = bool(new.family & old.family)
            if old.number and related and ".".join(map(str, old.number)) in numbers:
                return True
            if old.date and related and any(date.startswith(old.date) or old.date.startswith(date) for date in dates):
                return True
            if not numbers and not dates and new.family == old.family and names_the_earlier(words):
                return True
            if PurePosixPath(other.hit.passage.file).name in words:
                return True
    return False


def _passages(search: Search, candidate: Candidate) -> Iterator[Passage]:
    """The passages of a file that are known: those that were found, and the first one."""
    own = candidate.hit.passage
    found = [hit.passage for hit in search.hits if hit.passage.file == own.file]
    yield from found
    first = search.passage_at(own, 0)
    if first is not None and first not in found:
        yield first


def _text_of(search: Search, candidate: Candidate) -> _Text:
    passage = candidate.hit.passage
    heading = (passage.heading or "").split(HEADING_SEPARATOR)[0]
    title = search.titles.get(passage.file) or heading
    stem = PurePosixPath(passage.file).stem.replace("_", " ")
    names = f"{title} | {stem}"
    found = particulars(names, passage.language)
    numbers = [each.value for each in found if each.sort is Sort.VERSION]
    numbers += re.findall(r"(?<![a-z\d])v\.?(\d+(?:\.\d+){0,2})(?!\d)", plain(stem))
    dates = [each.value[:10] for each in found if each.series in ("year", "date", "month of year")]
    date = max(dates, key=len, default="") or search.dates.get(passage.file, "")
    words = _TELLS_VERSIONS.sub(" ", plain(_without(names, found)))
    return _Text(
        frozenset(token.term for token in analyse(without_marks(words), passage.language)),
        tuple(map(int, numbers[0].split("."))) if numbers else (),
        date,
        marked_as_old(names),
        of_a_period(names),
    )


def _without(names: str, found: Sequence[Particular]) -> str:
    """Names without the dates and numbers of versions in them."""
    for each in reversed(found):
        if each.sort in (Sort.YEAR, Sort.DATE, Sort.VERSION):
            names = f"{names[: each.start]} {names[each.end :]}"
    return names


def _told(search: Search, candidate: Candidate) -> tuple[str, str, str]:
    """The file of a sentence with what tells its version: its date, and its number as `v2.1`."""
    text = _text_of(search, candidate)
    version = ".".join(map(str, text.number))
    return candidate.hit.passage.file, text.date, version and f"v{version}"
