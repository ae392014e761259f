"""Does the system know when the documents do not answer.

An abstention is right on a question that the corpus does not answer. A failure is neither an answer nor an
abstention: it is an error on answerable questions and never a right abstention.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from eval.metrics.items import NOT_CONCERNED, Item, Ratio
from eval.metrics.places import proven

Numbers = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]


def abstention_precision(item: Item) -> Ratio:
    """Abstentions on unanswerable questions, by abstentions."""
    return (float(not item.question.answerable), 1.0) if item.abstained else NOT_CONCERNED


def abstention_recall(item: Item) -> Ratio:
    """Unanswerable questions on which the system abstained, by unanswerable questions."""
    return NOT_CONCERNED if item.question.answerable else (float(item.abstained), 1.0)


def abstention_f1(item: Item) -> Ratio:
    """2TP / (2TP + FP + FN) with a right abstention as true positive."""
    right = item.abstained and not item.question.answerable
    wrong = item.abstained != (not item.question.answerable)
    return 2.0 * right, 2.0 * right + wrong


def hallucination_rate(item: Item) -> Ratio:
    """Unanswerable questions that were answered, by unanswerable questions (NoMIRACL, Thakur et al. 2024)."""
    return NOT_CONCERNED if item.question.answerable else (float(item.answered), 1.0)


def error_rate(item: Item) -> Ratio:
    """Answerable questions that were not answered, by answerable questions (NoMIRACL); failures count."""
    return (float(not item.answered), 1.0) if item.question.answerable else NOT_CONCERNED


def failure_rate(item: Item) -> Ratio:
    """Questions without a prediction or with an error in its place, by all questions."""
    return float(item.failed), 1.0


def confidence(item: Item) -> float:
    """The system's confidence that it answers; without one, 1 for an answer, 0 for an abstention; -1 for a failure."""
    if item.prediction is None or item.failed:
        return -1.0
    if item.prediction.confidence is not None:
        return item.prediction.confidence
    return float(item.answered)


def loss(item: Item) -> float:
    """What an answer costs: 1 less the share of facts that it proves; 1 where there is nothing to prove."""
    return 1.0 - proven(item) / len(item.facts) if item.facts else 1.0


def ranks_of(scores: Numbers) -> Ranks:
    """The rank of each score among the distinct scores, 0 for the lowest; equal scores share one."""
    ranks: Ranks = np.unique(scores, return_inverse=True)[1].astype(np.int64)
    return ranks


def ranking_quality(ranks: Ranks, positive: npt.NDArray[np.bool_], weights: Numbers) -> float | None:
    """Area under the ROC curve: how often a positive ranks above a negative, a tie counting half.

    `ranks` come from `ranks_of`; `weights` say how often each of the n cases counts. `None` where one class is empty.
    (Mann and Whitney 1947.)
    """
    above = np.bincount(ranks, weights=weights * positive)
    below = np.bincount(ranks, weights=weights * ~positive)
    total = above.sum() * below.sum()
    if not total:
        return None
    return float((above * (np.cumsum(below) - below / 2)).sum() / total)


def selective_risk(ranks: Ranks, losses: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Covered weight and mean loss of what is covered, for each rank as threshold from the highest down.

    (El-Yaniv and Wiener 2010.) Cases of one rank are covered together.
    """
    covered: Numbers = np.cumsum(np.bincount(ranks, weights=weights)[::-1])
    lost: Numbers = np.cumsum(np.bincount(ranks, weights=weights * losses)[::-1])
    return covered, np.divide(lost, covered, out=np.zeros_like(lost), where=covered > 0)


def area_under_risk(ranks: Ranks, losses: Numbers, weights: Numbers) -> float | None:
    """Area under the risk-coverage curve of the given answers, by their share; `None` without an answer.

    (Geifman and El-Yaniv 2017.) 0 is best; a system whose confidence says nothing scores its mean loss.
    """
    if not weights.sum():
        return None
    covered, risk = selective_risk(ranks, losses, weights)
    steps = np.diff(covered, prepend=0.0)
    return float((steps * risk).sum() / covered[-1])


def ranked_losses(items: Sequence[Item]) -> tuple[Ranks, Numbers]:
    """Rank by confidence and loss of each item; items that were not answered must be weighted 0 by the caller."""
    return ranks_of(np.array([confidence(item) for item in items])), np.array([loss(item) for item in items])
