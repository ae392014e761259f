"""All measures by their stable names: what `--fail-under`, reports and `docs/evaluation.md` call them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from eval.metrics import abstention, answers, citations, places, retrieval
from eval.metrics.items import Item, Ratio
from rag.errors import UsageError


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that is a sum of shares over questions; `name` is also the name of its function."""

    group: str
    formula: Callable[[Item], Ratio]
    better: Better = Better.HIGHER

    @property
    def name(self) -> str:
        return self.formula.__name__


@dataclass(frozen=True, slots=True)
class PooledMeasure:
    """A measure of all questions together, which is no sum; see `eval.running.score`."""

    name: str
    group: str
    better: Better


_LOWER, _NEITHER = Better.LOWER, Better.NEITHER

MEASURES: tuple[Measure, ...] = (
    Measure("citations", citations.citation_validity),
    Measure("citations", citations.quote_fidelity),
    Measure("citations", citations.quote_fidelity_lenient),
    Measure("citations", citations.quote_moved, _LOWER),
    Measure("citations", citations.quote_misattributed, _LOWER),
    Measure("citations", citations.quote_fabricated, _LOWER),
    Measure("citations", citations.sentence_coverage),
    Measure("citations", citations.citation_length, _NEITHER),
    Measure("citations", citations.citations_per_answer, _NEITHER),
    Measure("places", places.file_precision),
    Measure("places", places.file_recall),
    Measure("places", places.file_f1),
    Measure("places", places.span_precision),
    Measure("places", places.span_recall),
    Measure("places", places.span_f1),
    Measure("places", places.span_iou),
    Measure("places", places.citation_overlap),
    Measure("places", places.citation_containment),
    Measure("places", places.fact_coverage),
    Measure("places", places.fact_containment),
    Measure("places", places.right_answers),
    Measure("places", places.wrong_answers, _LOWER),
    Measure("places", places.right_with_suggestions),
    Measure("places", places.wrong_with_suggestions, _LOWER),
    Measure("retrieval", retrieval.hit_1),
    Measure("retrieval", retrieval.hit_5),
    Measure("retrieval", retrieval.hit_10),
    Measure("retrieval", retrieval.recall_5),
    Measure("retrieval", retrieval.recall_10),
    Measure("retrieval", retrieval.mrr_10),
    Measure("retrieval", retrieval.ndcg_10),
    Measure("answers", answers.exact_match),
    Measure("answers", answers.token_f1),
    Measure("abstention", abstention.abstention_precision),
    Measure("abstention", abstention.abstention_recall),
    Measure("abstention", abstention.abstention_f1),
    Measure("abstention", abstention.hallucination_rate, _LOWER),
    Measure("abstention", abstention.error_rate, _LOWER),
    Measure("abstention", abstention.failure_rate, _LOWER),
)

POOLED: tuple[PooledMeasure, ...] = (
    PooledMeasure("auroc", "abstention", Better.HIGHER),
    PooledMeasure("aurc", "abstention", Better.LOWER),
    PooledMeasure("language_gap", "gaps", Better.LOWER),
    PooledMeasure("format_gap", "gaps", Better.LOWER),
    PooledMeasure("seconds_mean", "time", Better.LOWER),
    PooledMeasure("seconds_p50", "time", Better.LOWER),
    PooledMeasure("seconds_p95", "time", Better.LOWER),
)

_ALL: tuple[Measure | PooledMeasure, ...] = (*MEASURES, *POOLED)

BETTER: Mapping[str, Better] = {measure.name: measure.better for measure in _ALL}
"""Which way is good, by name; its order is the order of tables."""

GROUPS: Mapping[str, str] = {measure.name: measure.group for measure in _ALL}


def known_measure(name: str) -> str:
    """`name`, if a measure is called so; raises `UsageError` with the names otherwise."""
    if name not in BETTER:
        raise UsageError(f"{name} is not a measure; the measures are {', '.join(BETTER)}")
    return name
