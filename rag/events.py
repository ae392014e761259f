"""What happens while an answer is made, in the order in which a page can show it.

`Passages` comes first, then `Text` as it is written and `Sentence` as each is checked, then `Done`. `Withdrawn` takes
back what was written. `Waiting` comes while nothing else does. `Problem` may come before `Done`: the model failed, and
the answer is what could be had without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.answers import Answer, AnswerSentence, Cause, Hit


@dataclass(frozen=True, slots=True)
class Passages:
    """What was retrieved, best first, for the question as it was understood; reading may order it anew."""

    hits: tuple[Hit, ...]
    completed: str


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer's text, not checked yet, without pointers."""

    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """All text and sentences so far were thoughts of the model and no part of the answer."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing came of the model for so many seconds; with a cause, it is asked again after so many seconds."""

    seconds: int
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The next sentence of the answer, with its citations and the finding of the support check."""

    sentence: AnswerSentence


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with the model, in one line."""

    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """The answer; it replaces what was shown before, since a sentence may have been put right at the end.

    `unknown_pointers` counts the places that the model pointed to and that do not exist.
    """

    answer: Answer
    unknown_pointers: int = 0


Event = Passages | Waiting | Text | Withdrawn | Sentence | Problem | Done
