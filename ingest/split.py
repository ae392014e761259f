"""A document cut into passages that tile its text, so that every character is in exactly one of them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.structure import BlockFinder
from rag.index.parts import document_id
from rag.language.items import last_items
from rag.language.language import detect
from rag.language.sentences import sentences
from rag.language.stems import ANALYSED_LANGUAGES
from rag.types import HEADING_SEPARATOR, Document, Heading, Passage, Span

LONGEST_TITLE = 200
"""Characters of a heading that stand above passages; a longer one ends with « … ». It is copied into each of them."""
MOST_TITLES = 9
"""Headings of a path, the innermost ones: as many as Word has levels."""
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ENDED = re.compile(r"[.!?…؟۔:;؛,][\s\"'’”»)\]]*$")
_TELLING = 200  # characters from which on a passage tells its language better than its document does
_HEADLINE = 100  # characters up to which a paragraph without a full stop is taken for a title of the next one


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole sentences with the white space after them; `opens` forces a passage to begin here."""

    cuts: tuple[int, ...]
    opens: bool

    @property
    def start(self) -> int:
        return self.cuts[0]

    @property
    def end(self) -> int:
        return self.cuts[-1]


def split(document: Document, limit: int) -> tuple[Passage, ...]:
    """The passages of a document: in order, without gap or overlap, their texts joined are the document's text.

    A passage ends before a heading, else between paragraphs, else between blocks such as rows and items, else between
    sentences; only a sentence longer than `limit` characters is cut, at a space where it has one. Headings open a
    passage and stay with what follows, a list stays with the sentence that announces it where both fit; short
    neighbouring paragraphs of one section share a passage. An empty text gives no passage.

    Raises:
        ValueError: `limit` is below 1.
    """
    if limit < 1:
        raise ValueError(f"a passage cannot be limited to {limit} characters; give at least 1")
    if not document.text:
        return ()
    blocks = BlockFinder(document)
    spans = _sentence_spans(document, blocks.breaks)
    ends = _passage_ends(document.text, _blocks(document, spans, limit), limit, blocks.edges)
    identity = document_id(document.file, document.sha256, document.reader, document.recogniser)
    page_starts, page_ends = [page.start for page in document.pages], [page.end for page in document.pages]
    headings = _Headings(document)
    starts = [span.start for span in spans]
    passages = []
    for ordinal, (start, end) in enumerate(pairwise([0, *ends])):
        page = bisect_right(page_starts, start) - 1
        touched = slice(bisect_right(page_ends, start), bisect_left(page_starts, end))
        first, within = blocks.within(start, end)
        passages.append(
            Passage(
                id=f"{identity}:{ordinal:05d}",
                file=document.file,
                sha256=document.sha256,
                ordinal=ordinal,
                start=start,
                end=end,
                text=document.text[start:end],
                language=_language(document, start, end),
                page=document.pages[max(page, 0)].number if document.pages else None,
                heading=headings.path(end),
                sentences=_inside(document.text, spans, starts, Span(start, end)),
                pages=document.pages[touched],
                blocks=within,
                first_block=first,
                above=blocks.above(first, within),
                reader=document.reader,
                recogniser=document.recogniser,
            )
        )
    return tuple(passages)


def _language(document: Document, start: int, end: int) -> str:
    """The passage's own language where it is one of the three that are analysed, else the document's."""
    if end - start < _TELLING:
        return document.language
    own = detect(document.text[start:end])
    return own if own in ANALYSED_LANGUAGES else document.language


def _sentence_spans(document: Document, breaks: Sequence[int] = ()) -> list[Span]:
    """The sentences of the document, none over a break; a heading with the marks before it is one sentence."""
    text = document.text
    spans: list[Span] = []
    at = 0
    for heading in document.headings:
        start = max(at, _line_start(text, heading))
        spans.extend(_between(document, at, start, breaks))
        if text[start : heading.end].strip():
            spans.append(_trimmed(text, start, heading.end))
        at = max(at, heading.end)
    spans.extend(_between(document, at, len(text), breaks))
    return spans


def _between(document: Document, start: int, end: int, breaks: Sequence[int]) -> Iterator[Span]:
    """The sentences of a part of the document without headings."""
    inner = breaks[bisect_right(breaks, start) : bisect_left(breaks, end)]
    for first, last in pairwise((start, *inner, end)):
        yield from _shifted(sentences(document.text[first:last], document.language), first)


def _shifted(spans: tuple[Span, ...], by: int) -> Iterator[Span]:
    return (Span(by + span.start, by + span.end) for span in spans)


def _line_start(text: str, heading: Heading) -> int:
    """Where the heading's line begins, marks such as `##` included."""
    return text.rfind("\n", 0, heading.start) + 1


def _trimmed(text: str, start: int, end: int) -> Span:
    """The range without white space at its ends; it must hold something else."""
    part = text[start:end]
    return Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


def _blocks(document: Document, spans: list[Span], limit: int) -> list[_Block]:
    """The paragraphs of the document, each with the titles before it; a title is never parted from what follows."""
    text = document.text
    lines = [(_line_start(text, heading), heading.end) for heading in document.headings]
    heading_lines = {_trimmed(text, start, end).start for start, end in lines if text[start:end].strip()}
    items = _items(text, spans, limit)
    blocks: list[_Block] = []
    cuts, opens = [0], bool(spans) and spans[0].start in heading_lines
    for index in range(1, len(spans)):
        start, previous = spans[index].start, spans[index - 1]
        heading, after_heading = start in heading_lines, previous.start in heading_lines
        titled = after_heading or _headline(text, spans, index - 1) or (index in items and not heading)
        paragraph = heading or _BLANK_LINE.search(text, previous.end, start) is not None
        if (heading and not after_heading) or (paragraph and not titled):
            blocks.append(_Block((*cuts, start), opens))
            cuts, opens = [start], heading
        elif not titled:
            cuts.append(start)
    blocks.append(_Block((*cuts, len(text)), opens))
    return blocks


def _items(text: str, spans: list[Span], limit: int) -> set[int]:
    """The sentences that are items of a list which, with the sentence that announces it, fits into one passage."""
    items: set[int] = set()
    taken = 0
    for index, last in enumerate(last_items(text, spans)):
        if last > taken and spans[last].end - spans[index].start <= limit:
            items.update(range(max(index, taken) + 1, last + 1))
            taken = last
    return items


def _headline(text: str, spans: list[Span], index: int) -> bool:
    """Whether the sentence stands alone between blank lines, like a title, and has no full stop."""
    span = spans[index]
    before = spans[index - 1].end if index else 0
    after = spans[index + 1].start if index + 1 < len(spans) else len(text)
    return (
        len(span) <= _HEADLINE
        and (index == 0 or _BLANK_LINE.search(text, before, span.start) is not None)
        and _BLANK_LINE.search(text, span.end, after) is not None
        and _ENDED.search(text, span.start, span.end) is None
    )


def _passage_ends(text: str, blocks: list[_Block], limit: int, edges: Sequence[int]) -> list[int]:
    """Where passages end: blocks too long are divided, short neighbours share."""
    ends: list[int] = []
    start = 0
    for block in blocks:
        pieces = _pieces(text, block, limit, edges)
        for number, end in enumerate(pieces):
            forced = block.opens and number == 0
            if ends and not forced and end - start <= limit:
                ends[-1] = end
            else:
                start = ends[-1] if ends else 0
                ends.append(end)
    return ends


def _pieces(text: str, block: _Block, limit: int, edges: Sequence[int]) -> list[int]:
    """The ends of the parts of a block, each at most `limit` long and of about equal length.

    A part ends at an edge of the document's blocks where one lies in its second half.
    """
    if block.end - block.start <= limit:
        return [block.end]
    inner = edges[bisect_right(edges, block.start) : bisect_left(edges, block.end)]
    borders = sorted({*block.cuts, *inner})
    cuts = [cut for start, end in pairwise(borders) for cut in _hard_cuts(text, start, end, limit)]
    share = (block.end - block.start) / -(-(block.end - block.start) // limit)
    ends: list[int] = []
    start = block.start
    for end, following in pairwise(cuts):
        wanted = block.start + share * (len(ends) + 1)
        if following - start > limit or wanted - end <= following - wanted:
            ends.append(_edge(inner, start + share / 2, end))
            start = ends[-1]
            if following - start > limit:
                ends.append(end)
                start = end
    return [*ends, block.end]


def _edge(edges: Sequence[int], after: float, end: int) -> int:
    """The last edge between two places, or the later place where there is none."""
    last = bisect_right(edges, end) - 1
    return edges[last] if last >= 0 and edges[last] > after else end


def _hard_cuts(text: str, start: int, end: int, limit: int) -> Iterator[int]:
    """The end of a sentence, and before it the places where a sentence longer than the limit is cut."""
    while end - start > limit:
        cut = start + limit
        floor = start + limit // 2
        while cut > floor and not text[cut - 1].isspace():
            cut -= 1
        if cut == floor:
            cut = start + limit
            while cut > floor + 1 and unicodedata.combining(text[cut]):
                cut -= 1
        yield cut
        start = cut
    yield end


def _title(text: str, heading: Heading) -> str:
    """The words of a heading on one line, cut at a word where there are too many."""
    words = " ".join(text[heading.start : heading.end].split())
    if len(words) <= LONGEST_TITLE:
        return words
    whole, space, _ = words[: LONGEST_TITLE - 1].rpartition(" ")
    return (whole if space else words[: LONGEST_TITLE - 2]) + " …"


class _Headings:
    """The heading path by place."""

    def __init__(self, document: Document) -> None:
        self.starts = [heading.start for heading in document.headings]
        self.paths: list[str] = []
        stack: list[tuple[int, str]] = []
        for heading in document.headings:
            while stack and stack[-1][0] >= heading.level:
                stack.pop()
            stack.append((heading.level, _title(document.text, heading)))
            self.paths.append(HEADING_SEPARATOR.join([words for _, words in stack if words][-MOST_TITLES:]))

    def path(self, end: int) -> str | None:
        """The headings above the last character before `end`, outermost first."""
        index = bisect_left(self.starts, end) - 1
        return self.paths[index] or None if index >= 0 else None


def _inside(text: str, spans: list[Span], starts: list[int], passage: Span) -> tuple[Span, ...]:
    """The sentences of a passage; a sentence that a border cuts gives its part."""
    first = max(0, bisect_right(starts, passage.start) - 1)
    parts = (
        (max(span.start, passage.start), min(span.end, passage.end))
        for span in spans[first : bisect_left(starts, passage.end)]
    )
    return tuple(_trimmed(text, start, end) for start, end in parts if text[start:end].strip())
