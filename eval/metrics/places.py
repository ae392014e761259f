"""Do citations point to what proves the answer: files, characters, facts. Answerable questions only.

Each answerable question counts once (macro average), also where the system abstained, failed or cited nothing: its
precision and recall are then 0. `citation_overlap` and `citation_containment` are shares of the citations given.
Only citations that resolve can hit; the others are wrong ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from eval.metrics.items import NOT_CONCERNED, Item, Ratio, Target
from eval.metrics.spans import Merged, merge, shared, size, touches
from rag.types import Span


def _once(item: Item, value: float) -> Ratio:
    return (value, 1.0) if item.facts else NOT_CONCERNED


def harmonic(precision: float, recall: float) -> float:
    """F1: 2PR / (P + R), 0 where both are 0 (van Rijsbergen 1979)."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _file_precision(item: Item) -> float:
    right = {target.file for fact in item.facts for target in fact}
    citations = item.citations
    return sum(checked.cited.file in right for checked in citations) / len(citations) if citations else 0.0


def _file_recall(item: Item) -> float:
    cited = {checked.cited.file for checked in item.citations}
    return sum(any(target.file in cited for target in fact) for fact in item.facts) / max(1, len(item.facts))


def file_precision(item: Item) -> Ratio:
    """Share of a question's citations whose file holds a place that proves one of its facts."""
    return _once(item, _file_precision(item))


def file_recall(item: Item) -> Ratio:
    """Share of a question's facts for which a file that proves it is cited."""
    return _once(item, _file_recall(item))


def file_f1(item: Item) -> Ratio:
    """Harmonic mean of `file_precision` and `file_recall` of a question."""
    return _once(item, harmonic(_file_precision(item), _file_recall(item)))


@dataclass(frozen=True, slots=True)
class Characters:
    """Characters of one question: cited, cited and proving, and how they match the facts.

    `recall` is the mean over facts of the best covered place; `iou` compares with those best places only, so that a
    second place for the same fact is neither asked for nor held against an answer that cites it.
    """

    precision: float
    recall: float
    iou: float


def by_file(spans: Iterable[tuple[str, Span]]) -> dict[str, Merged]:
    """Spans merged file by file."""
    grouped: dict[str, list[Span]] = {}
    for file, span in spans:
        grouped.setdefault(file, []).append(span)
    return {file: merge(each) for file, each in grouped.items()}


def _cited(item: Item) -> dict[str, Merged]:
    return by_file((checked.cited.file, checked.span) for checked in item.citations if checked.resolves)


def _covered(target: Target, cited: Mapping[str, Merged]) -> float:
    return shared((target.sentence,), cited.get(target.file, ())) / len(target.sentence)


def _common(first: Mapping[str, Merged], second: Mapping[str, Merged]) -> int:
    return sum(shared(spans, second.get(file, ())) for file, spans in first.items())


def characters(item: Item) -> Characters:
    """Cited characters against the sentences around the places that prove the facts; spans are merged first."""
    cited = _cited(item)
    total = sum(size(spans) for spans in cited.values())
    wrong = sum(max(1, len(checked.cited.quote)) for checked in item.citations if not checked.resolves)
    if not item.facts or total + wrong == 0:
        return Characters(0.0, 0.0, 0.0)
    proving = by_file((target.file, target.sentence) for fact in item.facts for target in fact)
    best = [max(fact, key=lambda target: _covered(target, cited)) for fact in item.facts]
    needed = by_file((target.file, target.sentence) for target in best)
    right, hit = _common(cited, proving), _common(cited, needed)
    needed_size = sum(size(spans) for spans in needed.values())
    return Characters(
        right / (total + wrong),
        sum(_covered(target, cited) for target in best) / len(best),
        hit / (needed_size + total - right + wrong),
    )


def span_precision(item: Item) -> Ratio:
    """Cited characters inside the sentences that hold a proving place, by cited characters.

    Spans are merged first, so that citing a sentence twice earns nothing. A citation that does not resolve counts
    as wrong with the length of its quote. Character precision of LegalBench-RAG (Pipitone and Alami 2024), here
    against sentences.
    """
    return _once(item, characters(item).precision)


def span_recall(item: Item) -> Ratio:
    """Mean over facts of the share of the best covered proving sentence that is cited."""
    return _once(item, characters(item).recall)


def span_f1(item: Item) -> Ratio:
    """Harmonic mean of `span_precision` and `span_recall` of a question."""
    found = characters(item)
    return _once(item, harmonic(found.precision, found.recall))


def span_iou(item: Item) -> Ratio:
    """Intersection by union of cited characters and, for each fact, its best covered sentence (Jaccard).

    Cited characters of another proving sentence of the same fact are left out of the union.
    """
    return _once(item, characters(item).iou)


def citation_overlap(item: Item) -> Ratio:
    """Citations that share a character with a place that proves a fact, by citations."""
    if not item.facts:
        return NOT_CONCERNED
    proving = by_file((target.file, target.span) for fact in item.facts for target in fact)
    hits = sum(
        checked.resolves and touches(checked.span, proving.get(checked.cited.file, ())) for checked in item.citations
    )
    return float(hits), float(len(item.citations))


def citation_containment(item: Item) -> Ratio:
    """Citations that contain a whole place that proves a fact, by citations."""
    if not item.facts:
        return NOT_CONCERNED
    targets = [target for fact in item.facts for target in fact]
    hits = sum(
        checked.resolves
        and any(target.file == checked.cited.file and checked.span.contains(target.span) for target in targets)
        for checked in item.citations
    )
    return float(hits), float(len(item.citations))


def proven(item: Item) -> int:
    """How many facts have a place that a citation overlaps."""
    cited = _cited(item)
    return sum(any(touches(target.span, cited.get(target.file, ())) for target in fact) for fact in item.facts)


def fact_coverage(item: Item) -> Ratio:
    """Share of a question's facts with a proving place that some citation overlaps (nugget recall)."""
    return _once(item, proven(item) / max(1, len(item.facts)))


def right_answers(item: Item) -> Ratio:
    """Answerable questions with a citation that overlaps a place which proves a fact, by answerable questions."""
    return _once(item, float(proven(item) > 0))


def wrong_answers(item: Item) -> Ratio:
    """Answerable questions that were answered without such a citation, by answerable questions."""
    return _once(item, float(item.answered and not proven(item)))


def right_with_suggestions(item: Item) -> Ratio:
    """As `right_answers`, what an abstention offers as "perhaps" counted as an answer."""
    return _once(item, float(proven(_offered(item)) > 0))


def wrong_with_suggestions(item: Item) -> Ratio:
    """As `wrong_answers`, what an abstention offers as "perhaps" counted as an answer."""
    return _once(item, float((item.answered or bool(item.suggested)) and not proven(_offered(item))))


def _offered(item: Item) -> Item:
    """The item with its suggestion as its answer, where it has one."""
    return replace(item, sentences=(item.suggested,)) if item.suggested else item


def fact_containment(item: Item) -> Ratio:
    """Share of a question's facts with a proving place that the cited characters hold as a whole."""
    cited = _cited(item)
    whole = sum(
        any(shared((target.span,), cited.get(target.file, ())) == len(target.span) for target in fact)
        for fact in item.facts
    )
    return _once(item, whole / max(1, len(item.facts)))
