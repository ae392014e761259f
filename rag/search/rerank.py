"""A second look at the best passages by a cross-encoder, for those who have one (`PREUVE_RERANKER`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from rag.answers import Hit
from rag.errors import SettingError
from rag.search.cross_encoder import load_cross_encoder, refuse_unsafe_folder
from rag.stopping import StopSignal, go_on, held

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

LOOKED_AT = 20
"""Best passages that are read again; each costs a run of the model."""

AT_ONCE = 4
"""Passages that the model reads before it is looked whether the answer is still wanted."""


class Reranker:
    """Orders passages by what a cross-encoder says of question and passage; safe to use from several threads."""

    def __init__(self, name: str) -> None:
        """Raises `SettingError` where `name` is a folder that cannot hold a model."""
        refuse_unsafe_folder("reranker", name)
        self._name = name
        self._model: CrossEncoder | None = None
        self._lock = Lock()

    def __call__(self, question: str, hits: Sequence[Hit], stop: StopSignal | None = None) -> list[Hit]:
        """The hits, best first, with the first `LOOKED_AT` in the order of the model.

        The scores stay where they are: the best passage has the score that the best one had, whichever it is, since
        the reader and the decision were fitted on such scores and not on those of any cross-encoder. Raises
        `SettingError` where the model cannot be used, and `Stopped` where `stop` is set before the end.
        """
        looked, rest = hits[:LOOKED_AT], hits[LOOKED_AT:]
        if len(looked) < 2:
            return list(hits)
        with held(self._lock, stop):
            if self._model is None:
                self._model = load_cross_encoder("reranker", self._name)
            parts = []
            for at in range(0, len(looked), AT_ONCE):
                go_on(stop)
                pairs = [(question, hit.passage.text) for hit in looked[at : at + AT_ONCE]]
                parts.append(np.asarray(self._model.predict(pairs, show_progress_bar=False)))
            scores = np.concatenate(parts)
        if scores.shape != (len(looked),):
            raise SettingError(f"reranker is {self._name!r}: it gives {scores.shape[-1]} scores for a text, not one")
        order = np.argsort(-scores, kind="stable")
        return [*(replace(looked[at], score=hit.score) for at, hit in zip(order, looked, strict=True)), *rest]
