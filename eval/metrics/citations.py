"""What can be said of citations without knowing the right answer: do they resolve, and do their quotes stand there.

These measures count citations or sentences over all questions that were answered; a system that cites nothing has
none to count, which `sentence_coverage` and the measures of `eval.metrics.places` then show.
"""

from __future__ import annotations

from collections.abc import Callable

from eval.metrics.items import Checked, Fate, Item, Ratio


def _share(item: Item, holds: Callable[[Checked], bool]) -> Ratio:
    citations = item.citations
    return float(sum(holds(checked) for checked in citations)), float(len(citations))


def citation_validity(item: Item) -> Ratio:
    """Citations that name a file of the corpus, its hash if any, and a span inside it, by citations.

    The deterministic part of "citation validity" as agent and browsing evaluations use it: the pointer resolves.
    """
    return _share(item, lambda checked: checked.resolves)


def quote_fidelity(item: Item) -> Ratio:
    """Citations whose quote is, character for character, what stands at the cited place, by citations."""
    return _share(item, lambda checked: checked.valid)


def quote_fidelity_lenient(item: Item) -> Ratio:
    """As `quote_fidelity`, after folding: typography, composition, case, line breaks and tatweel do not count."""
    return _share(item, lambda checked: checked.resolves and checked.fate in (Fate.STRICT, Fate.LENIENT))


def quote_moved(item: Item) -> Ratio:
    """Citations whose quote stands elsewhere in the cited file, by citations."""
    return _share(item, lambda checked: checked.fate is Fate.MOVED)


def quote_misattributed(item: Item) -> Ratio:
    """Citations whose quote stands only in other files of the corpus, by citations."""
    return _share(item, lambda checked: checked.fate is Fate.MISATTRIBUTED)


def quote_fabricated(item: Item) -> Ratio:
    """Citations whose quote stands in no file of the corpus, by citations."""
    return _share(item, lambda checked: checked.fate is Fate.FABRICATED)


def sentence_coverage(item: Item) -> Ratio:
    """Sentences of answers that carry at least one citation whose quote stands where it says, by sentences."""
    if not item.answered:
        return 0.0, 0.0
    return float(sum(any(checked.valid for checked in sentence) for sentence in item.sentences)), float(
        len(item.sentences)
    )


def citation_length(item: Item) -> Ratio:
    """Mean length of a citation that resolves, in characters."""
    lengths = [len(checked.span) for checked in item.citations if checked.resolves]
    return float(sum(lengths)), float(len(lengths))


def citations_per_answer(item: Item) -> Ratio:
    """Mean number of citations of an answer."""
    return (float(len(item.citations)), 1.0) if item.answered else (0.0, 0.0)
