"""The phrases of a report, and how another language puts them; names of measures and settings are the same in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SCRIPT = (
    "Earlier turn", "Answer", "Failed: {reason}", "(abstained)", "Reference", "What proves it", "What was cited",
    "The corpus does not answer this question.", "Nothing was cited.", "confidence {value}", "{count} s",
    "{count} of {total}", "{count} of {total} questions", "all", "words or id", "set", "kind", "language", "outcome",
)  # fmt: skip
"""What `report.js` says."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What the page of a report says in one language: `table` by the English phrases, which stand for themselves."""

    language: str = "en"
    direction: str = "ltr"
    table: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, phrase: str, **values: object) -> str:
        """The phrase with its values."""
        return self.table.get(phrase, phrase).format(**values)

    def script(self) -> Mapping[str, str]:
        """The phrases of the script, unfilled, by the English ones."""
        return {phrase: self.table.get(phrase, phrase) for phrase in SCRIPT}


ENGLISH = Phrases()
