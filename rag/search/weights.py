"""The fitted weights of ranking, reading and abstention, from the files that `eval.fitting.fit` writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.settings import TRAINED, WORDS

FILES = {
    TRAINED: Path(__file__).with_name("weights.json"),
    WORDS: Path(__file__).with_name("weights-words.json"),
}
"""By what tells which sentence answers: each was fitted with its own features."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by feature name.

    `passage`, `sentence` and `second` (passages ranked again by their sentences) are linear scores whose softmax over
    the candidates of a question is a probability; `answered` (do the documents answer), `right` (is this the sentence)
    and `sure` (both) are logistic models, each with its `bias`.
    `further` is the least chance, among the sentences that were read, at which another sentence is cited too.
    `tolerated` maps a share of wrong answers to the least probability at which an answer is given so that no more
    than this share of the answers were wrong in the fit.
    """

    passage: Mapping[str, float]
    sentence: Mapping[str, float]
    second: Mapping[str, float]
    answered: Mapping[str, float]
    right: Mapping[str, float]
    sure: Mapping[str, float]
    further: float
    tolerated: tuple[tuple[float, float], ...]

    def threshold(self, errors: float) -> float:
        """The least probability of an answer that is given when a share of `errors` wrong answers is tolerated."""
        shares = [share for share, _ in self.tolerated]
        values = [value for _, value in self.tolerated]
        if errors <= shares[0]:
            return values[0]
        for index in range(1, len(shares)):
            if errors <= shares[index]:
                part = (errors - shares[index - 1]) / (shares[index] - shares[index - 1])
                return values[index - 1] + part * (values[index] - values[index - 1])
        return values[-1]


def read_weights(file: Path) -> Weights:
    """The weights in a file that `eval.fitting.fit` has written."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return Weights(
        content["passage"],
        content["sentence"],
        content["second"],
        content["answered"],
        content["right"],
        content["sure"],
        float(content["further"]),
        tuple((float(share), float(value)) for share, value in content["tolerated"]),
    )


@cache
def fitted_weights(reader: str) -> Weights:
    """The weights that the program comes with, for a reader of `rag.settings.READERS`."""
    return read_weights(FILES[reader])
