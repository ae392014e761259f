"""Citations: cut out of a passage by code, and checked against the files without an index.

A check never accepts a near match. It is looked for only when the quote itself is nowhere, to tell what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from rag.answers import Citation, Verdict
from rag.language.folding import fold_plain
from rag.proof.quotes import WORD, Haystack
from rag.types import Block, Document, Passage, Span

NEAR = 0.6
"""Share of a quote's words that a place must hold to be shown as what the quote was made from."""

OTHER_READER = "other-reader"
"""Reason of a check: the offsets of the citation count a text that another version of the reader made."""

_ANOTHER = "read by another version of the program"


def cite(passages: Passage | Sequence[Passage], span: Span) -> Citation:
    """The citation of `span`, which is in document offsets and must lie inside the passages.

    Several passages follow each other in one document, as those do over which a list goes.

    Raises:
        ValueError: the span is empty or not inside the passages.
    """
    several = [passages] if isinstance(passages, Passage) else passages
    first, end = several[0], several[-1].end
    if not first.start <= span.start < span.end <= end:
        place = f"{span.start}:{span.end}"
        raise ValueError(f"span {place} is not inside passage {first.id} at {first.start}:{end}")
    text = "".join(passage.text for passage in several)
    return Citation(
        file=first.file,
        sha256=first.sha256,
        start=span.start,
        end=span.end,
        quote=text[span.start - first.start : span.end - first.start],
        page=first.page_at(span.start),
        heading=first.heading,
        verdict=Verdict.EXACT,
        reader=first.reader,
        language=first.language,
        recogniser=first.recogniser,
        recognised=recognised_percent([block for passage in several for block in passage.blocks], span),
    )


def recognised_percent(blocks: Iterable[Block], span: Span) -> int | None:
    """How sure the recognised words of a span are, in percent, each weighed by its letters; `None` without any."""
    words = {word for block in blocks for word in block.words if word.start < span.end and span.start < word.end}
    letters = sum(word.end - word.start for word in words)
    return round(sum(word.percent * (word.end - word.start) for word in words) / letters) if letters else None


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of a citation found.

    `found_file` and `found_span` say where the quote stands now, and are `None` where it stands nowhere.
    `difference` says for an altered quote what its file has and what the quote has; `message` is one line for people,
    `reason` a stable word where the verdict has a cause of its own (`OTHER_READER`).
    """

    verdict: Verdict
    found_file: str | None
    found_span: Span | None
    difference: str | None
    message: str
    reason: str | None = None


def verify(citation: Citation, documents: Mapping[str, Document]) -> Check:
    """Check one citation; for many, one `Verifier` folds each document only once."""
    return Verifier(documents).check(citation)


class Verifier:
    """Checks citations against documents, by file; the mapping may read them as they are asked for.

    `exact` asks for the recorded version of the file and for the literal characters at the recorded place. A file
    that has changed since gives `stale` whatever it holds now, since the version that was cited cannot be checked any
    more; where the quote stands in the present version is told as well. A quote that is right but written otherwise
    (see `rag.proof.quotes`) counts as `moved`, at the place that has its words.

    The text of the same file may have been made by another version of the reader; then its offsets mean nothing, and
    the quote is looked for. Citations that name no reader are older than the first one that is named. The same goes
    for text that another program recognised; where the quote is not in the present one, nothing is said of it.
    """

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._haystacks: dict[str, Haystack] = {}

    def check(self, citation: Citation) -> Check:
        document = self._documents.get(citation.file)
        place = Span(citation.start, citation.end)
        literal = document is not None and _stands_at(document.text, citation.quote, place)
        if document is not None and document.sha256 != citation.sha256:
            return self._stale(citation, document, literal)
        if literal and document is not None:
            told = "recognised text, as of the ingest: " if document.recogniser else ""
            return Check(Verdict.EXACT, citation.file, place, None, f"{told}the file holds the quote at this place")
        if not citation.quote.strip():
            return Check(Verdict.MISSING, None, None, None, "the quote is empty")
        found = self._find(citation)
        otherwise = document is not None and citation.reader != document.reader
        if found is None and document is not None and citation.recogniser not in (None, document.recogniser):
            message = f"recognised text of {citation.recogniser}, which is not at hand: it cannot be checked"
            return Check(Verdict.UNCHECKED, None, None, None, message)
        if found is not None:
            file, span = found
            if otherwise and file == citation.file:
                message = f"{_ANOTHER}: found at {span.start}:{span.end}"
                return Check(Verdict.MOVED, file, span, None, message, OTHER_READER)
            return Check(Verdict.MOVED, file, span, None, _moved(citation, file, span))
        if document is None:
            return Check(
                Verdict.MISSING, None, None, None, f"there is no file {citation.file!r}, nor the quote elsewhere"
            )
        if otherwise and citation.reader is not None:
            message = f"{_ANOTHER}, whose text is not to be had; the present text does not hold the quote"
            return Check(Verdict.MISSING, None, None, None, message, OTHER_READER)
        return self._without_quote(citation, document)

    def _stale(self, citation: Citation, document: Document, literal: bool) -> Check:
        place = Span(citation.start, citation.end)
        if literal:
            message = "the file has changed since; it still holds the quote at this place"
            return Check(Verdict.STALE, citation.file, place, None, message)
        found = self._find(citation) if citation.quote.strip() else None
        if found is not None:
            return Check(Verdict.STALE, *found, None, f"the file has changed since; {_moved(citation, *found)}")
        now = self._without_quote(citation, document)
        return Check(Verdict.STALE, None, None, now.difference, f"the file has changed since; {now.message}")

    def _without_quote(self, citation: Citation, document: Document) -> Check:
        """The check of a quote that its file does not hold: altered where something near is there, else missing."""
        near = self._haystack(citation.file).nearest(citation.quote, NEAR) or _near_place(citation, document.text)
        if near is None:
            return Check(Verdict.MISSING, None, None, None, "the file holds nothing like the quote")
        difference = _difference(document.text[near.start : near.end], citation.quote)
        return Check(Verdict.ALTERED, None, None, difference, f"the quote is not what the file says: {difference}")

    def _find(self, citation: Citation) -> tuple[str, Span] | None:
        """The file and the place that hold the quote: in its own file nearest to the recorded place, then elsewhere."""
        for file in self._files(citation.file):
            spans = self._haystack(file).find(citation.quote)
            if spans:
                return file, min(spans, key=lambda span: abs(span.start - citation.start))
        return None

    def _files(self, first: str) -> Iterator[str]:
        if first in self._documents:
            yield first
        yield from (file for file in self._documents if file != first)

    def _haystack(self, file: str) -> Haystack:
        if file not in self._haystacks:
            self._haystacks[file] = Haystack(self._documents[file].text)
        return self._haystacks[file]


def _stands_at(text: str, quote: str, place: Span) -> bool:
    return 0 <= place.start < place.end <= len(text) and text[place.start : place.end] == quote


def _moved(citation: Citation, file: str, span: Span) -> str:
    if file != citation.file:
        return f"the quote stands in {file!r} at {span.start}:{span.end}"
    if span == Span(citation.start, citation.end):
        return "the quote stands at this place, written in another way"
    return f"the quote stands at {span.start}:{span.end} of this file"


def _near_place(citation: Citation, text: str) -> Span | None:
    """The recorded place, if what stands there is much like the quote; quotes of one or two words are found by it."""
    place = Span(max(0, citation.start), min(len(text), max(0, citation.end)))
    if place.start >= place.end:
        return None
    there, quote = fold_plain(text[place.start : place.end]), fold_plain(citation.quote)
    if len(there) > 4 * len(quote) or SequenceMatcher(None, there, quote, False).ratio() < NEAR:
        return None
    return place


def _difference(there: str, quote: str) -> str:
    """What the file has and what the quote has instead, in words, such as `"11" became "12"`."""
    ours, theirs = WORD.findall(there), WORD.findall(quote)
    matcher = SequenceMatcher(None, [fold_plain(word) for word in ours], [fold_plain(word) for word in theirs], False)
    changes = []
    for kind, start, end, quote_start, quote_end in matcher.get_opcodes():
        before, after = " ".join(ours[start:end]), " ".join(theirs[quote_start:quote_end])
        if kind == "replace":
            changes.append(f'"{before}" became "{after}"')
        elif kind == "delete":
            changes.append(f'"{before}" is left out')
        elif kind == "insert":
            changes.append(f'"{after}" is added')
    return "; ".join(changes) or "the words stand inside longer words or numbers"


def with_other_surroundings(check: Check, citation: Citation, document: Document) -> Check:
    """The check of a quote that stands at its place, with another text around it than was said."""
    if citation.reader != document.reader:
        message = f"{_ANOTHER}: the quote stands at this place, with another text around it"
        return replace(check, verdict=Verdict.MOVED, message=message, reason=OTHER_READER)
    message = "the quote stands at this place, but with another text around it"
    return replace(check, verdict=Verdict.ALTERED, message=message)
