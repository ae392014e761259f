"""Answers in a row with one list of references: numbered once over all turns, as a JSON object and as Markdown.

A place keeps the number that it got when it was first cited, so that `[2]` means the same in every turn. This module
needs only the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.records import Record, answer_record, citation_record
from rag.types import Answer, AnswerSentence, Citation

Spot = tuple[str, str, int, int]
"""What a number stands for: file, sha256, start, end."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&!$]|:(?=//)")
_LIST_MARK = re.compile(r"^(?:[-+=](?=[\s=-]|$)|\d{1,9}(?=[.)]))")


def spot_of(citation: Citation) -> Spot:
    return citation.file, citation.sha256, citation.start, citation.end


def numbered(answer: Answer, numbers: Mapping[Spot, int] | None = None) -> dict[Spot, int]:
    """The `numbers` of the turns before, and for each place that the answer is the first to cite the next one."""
    known = dict(numbers or {})
    for citation in _citations(answer):
        known.setdefault(spot_of(citation), len(known) + 1)
    return known


@dataclass(frozen=True, slots=True)
class Reference:
    """A cited place with its number, which counts from 1 in the conversation."""

    number: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers in the order in which they were given."""

    answers: tuple[Answer, ...] = ()

    @property
    def numbers(self) -> dict[Spot, int]:
        """The number of each place, first come first numbered."""
        numbers: dict[Spot, int] = {}
        for answer in self.answers:
            numbers = numbered(answer, numbers)
        return numbers

    @property
    def references(self) -> tuple[Reference, ...]:
        """Each cited place once, by number."""
        first: dict[Spot, Citation] = {}
        for answer in self.answers:
            for citation in _citations(answer):
                first.setdefault(spot_of(citation), citation)
        return tuple(Reference(number, first[place]) for place, number in self.numbers.items())

    def record(self) -> Record:
        """The JSON object that `preuve verify` reads: answers as `preuve ask --json` prints them, and references."""
        return {
            "turns": [answer_record(answer) for answer in self.answers],
            "references": [
                {"number": reference.number, **citation_record(reference.citation)} for reference in self.references
            ],
        }

    def markdown(self) -> str:
        """Questions and answers with numbers, then the quotes; texts of documents and models are escaped."""
        numbers = self.numbers
        blocks = [block for answer in self.answers for block in _turn(answer, numbers)]
        if numbers:
            blocks += ["## References", *(_reference(reference) for reference in self.references)]
        return "\n\n".join(blocks) + "\n" if blocks else ""


def _citations(answer: Answer) -> Iterator[Citation]:
    for sentence in answer.sentences:
        yield from sentence.citations


def _turn(answer: Answer, numbers: Mapping[Spot, int]) -> Iterator[str]:
    yield f"## {_plain(answer.question)}"
    for sentence in answer.sentences:
        yield _sentence(sentence, numbers)
    if answer.abstained:
        yield "*The documents do not answer.*"
    if answer.note:
        yield f"*Note:* {_plain(answer.note)}"


def _sentence(sentence: AnswerSentence, numbers: Mapping[Spot, int]) -> str:
    marks = dict.fromkeys(numbers[spot_of(citation)] for citation in sentence.citations)
    doubt = "" if sentence.supported else f" *(unproven: {_plain(sentence.reason or 'no proof was found')})*"
    return " ".join([_plain(sentence.text), *(f"\\[{number}\\]" for number in marks)]) + doubt


def _reference(reference: Reference) -> str:
    citation = reference.citation
    parts = [_plain(citation.file)]
    if citation.page is not None:
        parts.append(f"page {citation.page}")
    if citation.heading:
        parts.append(_plain(citation.heading))
    place = f"{', '.join(parts)} ({citation.start}–{citation.end}, {citation.verdict.value})"
    return f"\\[{reference.number}\\] {place}\n\n> {_plain(citation.quote)}"


def _plain(text: str) -> str:
    """A text on one line that Markdown shows as it is: no link, no image and no list comes of it."""
    line = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    return _LIST_MARK.sub(lambda found: f"\\{found[0]}" if not found[0][0].isdigit() else f"{found[0]}\\", line)
