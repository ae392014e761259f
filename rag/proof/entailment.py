"""A second opinion on what the support check found proven: an NLI cross-encoder, for those who have one.

The model is loaded when the first sentence needs it (see `rag.search.cross_encoder`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from rag.errors import SettingError
from rag.search.cross_encoder import load_cross_encoder, refuse_unsafe_folder

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

SecondCheck = Callable[[str, str], str | None]
"""Cited text and sentence to the reason why it is not proven, `None` where nothing speaks against it."""

AGAINST = ("contradiction", "not_entailment")
"""Names of the label that entailment is compared with; the first that a model has counts."""


def label_places(model: Any) -> Mapping[str, int]:
    """Where a cross-encoder puts the score of each label, by its name in lower case."""
    return {str(label).lower(): int(at) for at, label in model.model.config.id2label.items()}


class Entailment:
    """Finds sentences that their sources contradict; a `SecondCheck`, safe to use from several threads."""

    def __init__(self, name: str) -> None:
        """Raises `SettingError` where `name` is a folder that cannot hold a model."""
        refuse_unsafe_folder("support_model", name)
        self._name = name
        self._model: CrossEncoder | None = None
        self._lock = Lock()

    def __call__(self, text: str, sentence: str) -> str | None:
        """Why the text does not prove the sentence; raises `SettingError` where the model cannot be used."""
        with self._lock:
            if self._model is None:
                self._model = load_cross_encoder("NLI model", self._name)
            places = label_places(self._model)
            against = next((places[label] for label in AGAINST if label in places), None)
            if "entailment" not in places or against is None:
                labels = ", ".join(places)
                raise SettingError(
                    f"support_model is {self._name!r}: its labels are {labels}, not entailment and contradiction"
                )
            scores = self._model.predict([(text, sentence)], show_progress_bar=False)[0]
        if scores[places["entailment"]] < scores[against]:
            return "the support model finds that its source contradicts it"
        return None
