"""Questions in one language over documents in another, from test sets that ask the same questions in several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from eval.sets.cases import TestSet

COMMON = 0.5
"""Share of the questions of a set that another one must have, by their ids, to be its translation."""


def crossed(sets: Sequence[TestSet]) -> list[TestSet]:
    """For each two sets that are translations of each other, the questions of one over the corpus of the other."""
    found = []
    for asked, held in permutations(sets, 2):
        places = {question.id: question.evidence for question in held.questions}
        questions = tuple(
            replace(question, evidence=places[question.id], answers=())
            for question in asked.questions
            if question.answerable and places.get(question.id)
        )
        if len(questions) >= COMMON * len(asked.questions):
            found.append(replace(held, name=f"{asked.name} over {held.name}", questions=questions))
    return found
