"""Ways of asking a chat model to point, compared on a test set: the same questions with each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.running.score import Scores, score
from eval.running.workbench import ask_sets, predictions_file
from eval.sets.cases import TestSet
from rag.chat.model import CITING, Record, provider_of
from rag.search.styles import Style
from rag.settings import Settings

COLUMNS = {
    "precision": "span_precision",
    "recall": "fact_coverage",
    "unanswerable answered": "hallucination_rate",
    "answerable silent": "error_rate",
    "failed": "failure_rate",
    "seconds": "seconds_p50",
}
"""What is told of each way, by the name of its measure."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One way of asking with the scores of its answers, and how many of these the reader cut down or replaced."""

    style: Style
    scores: Scores
    guarded: int

    def record(self) -> dict[str, Any]:
        """As JSON: each measure with its interval."""
        metrics = {name: self.scores.metrics[name].record() for name in COLUMNS.values()}
        return {"prompt": self.style.value, "questions": len(self.scores.items), "guarded": self.guarded, **metrics}


def try_prompts(
    test_set: TestSet,
    settings: Settings,
    index: Path | None,
    progress: Callable[[str], Callable[[int, int], None]],
    record: Record | None = None,
    strict: bool = False,
) -> tuple[Trial, ...]:
    """Ask the questions of a set in each way that the model has, on one index.

    `progress` makes what is told of a way by its name. What was asked is kept beside the index, so that an interrupted
    comparison goes on. Raises `ModelError` where the comparison is `strict` and the model fails.
    """
    trials = []
    for style in Style:
        if style is Style.CITATIONS and provider_of(settings.chat.model) not in CITING:
            continue
        chosen = settings.changed(prompt=style.value)
        place = predictions_file([test_set], chosen)
        file = place.with_name(f"{place.stem}-{style.value}.jsonl")
        done = ask_sets([test_set], chosen, index, file, progress(style.value), record, strict)
        guarded = sum(prediction.origin == "guarded" for prediction in done.predictions.values())
        trials.append(Trial(style, score([test_set], done.predictions), guarded))
    return tuple(trials)


def table(trials: Sequence[Trial]) -> str:
    """The comparison for the terminal, the way with the best harmonic mean of precision and recall first."""
    lines = [f"{'prompt':<14}" + "".join(f"{name:>24}" for name in COLUMNS) + f"{'guarded':>10}"]
    for trial in sorted(trials, key=_worth, reverse=True):
        values = (trial.scores.metrics[name].value for name in COLUMNS.values())
        shown = "".join(f"{'–' if value is None else format(value, '.3f'):>24}" for value in values)
        lines.append(f"{trial.style.value:<14}{shown}{trial.guarded:>10}")
    return "\n".join(lines)


def _worth(trial: Trial) -> float:
    precision, recall = (trial.scores.metrics[COLUMNS[name]].value or 0.0 for name in ("precision", "recall"))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
