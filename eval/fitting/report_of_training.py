"""What the trained reader does on documents that it has not learnt from, by language and by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from eval.fitting.examples import Example
from eval.fitting.learning import ranking_quality
from eval.fitting.pointer import Pointer, lesson, together
from rag.embedding.tokens import Tokens
from rag.reading.trained.pairs import NONE

AT_ONCE = 16
PASSAGE = 240
"""Pieces of a passage that are shown."""


def told(pointer: Pointer, kept: Sequence[Example], tokens: Tokens) -> dict[str, Any]:
    """Of answerable questions the share whose likeliest span touches an answer, and how well "holds" tells both apart.

    By language, kind and source.
    """
    pointer.eval()
    rows: dict[str, list[tuple[bool, bool, float]]] = defaultdict(list)
    for at in range(0, len(kept), AT_ONCE):
        examples = kept[at : at + AT_ONCE]
        lessons = [lesson(tokens, each, PASSAGE) for each in examples]
        ids, mask, free = together(lessons, NONE)
        with torch.no_grad():
            points, holds = pointer(ids, mask)
        points = points.masked_fill(~free[:, :, None], -torch.inf)
        points[:, NONE] = -torch.inf
        for row, (example, each) in enumerate(zip(examples, lessons, strict=True)):
            start = int(points[row, :, 0].argmax())
            touched = any(left <= start <= right for left, right in each.spans)
            for name in ("all", example.language, example.kind, example.source):
                rows[name].append((bool(example.answers), touched, float(holds[row])))
    return {"kinds": {name: _row(found) for name, found in sorted(rows.items())}}


def _row(found: Sequence[tuple[bool, bool, float]]) -> dict[str, float | int]:
    answered = np.array([each[0] for each in found])
    touched = np.array([each[1] for each in found])
    holds = np.array([each[2] for each in found])
    row: dict[str, float | int] = {"questions": len(found)}
    if answered.any():
        row["answer found"] = round(float(touched[answered].mean()), 4)
    if answered.any() and not answered.all():
        row["auroc"] = round(ranking_quality(holds[answered], holds[~answered]), 4)
    return row
