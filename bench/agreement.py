"""Whether the exported encoder, and bfloat16, give what sentence-transformers gives in float32; prints JSON.

    python -m bench.agreement SET

The set is a folder with `corpus/` and `questions.jsonl`. Cosines are of passages; the nearest ten passages of every
question are compared, with questions from the exported encoder and from the model, among the same passage vectors.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.figure import Figure
from eval.sets.cases import CORPUS
from ingest.folders.walk import discover
from ingest.load import Loader
from ingest.split import split
from rag.embedding.fingerprints import BUNDLED
from rag.embedding.sources import BundledSource
from rag.embedding.torch_model import TorchModel
from rag.embedding.transformer import Vector, unit_rows
from rag.embedding.wording import Wording, wording_of
from rag.settings import IndexSettings, quiet_environment

PASSAGES = 1000
NEAREST = 10


def _passages(folder: Path) -> Iterator[Wording]:
    with Loader() as loader:
        for file, path in discover(folder).files:
            for passage in split(loader.load(path, file), IndexSettings().passage_characters):
                yield wording_of(passage)


def _nearest(questions: Vector, passages: Vector) -> list[list[int]]:
    return [np.argsort(-(passages @ question), kind="stable")[:NEAREST].tolist() for question in questions]


def measure(folder: Path) -> list[Figure]:
    passages = list(_passages(folder / CORPUS))[:PASSAGES]
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    source = BundledSource(IndexSettings().directory)
    encoder = source.encoder()
    exported = unit_rows(encoder.passages(passages).passages, BUNDLED)
    exported_questions = unit_rows(np.stack([encoder.question(question) for question in questions]), BUNDLED)
    model = TorchModel(source.folder(), BUNDLED)
    own = unit_rows(model.exact_passages(passages).passages, BUNDLED)
    quick = unit_rows(model.passages(passages).passages, BUNDLED)
    own_questions = unit_rows(np.concatenate([model.question(question) for question in questions]), BUNDLED)
    same = _same(_nearest(exported_questions, own), _nearest(own_questions, own))
    mixed = _same(_nearest(exported_questions, quick), _nearest(own_questions, own))
    return [
        Figure("agreement", f"{folder.name}: least cosine, exported encoder", _least(exported, own), "", least=0.9999),
        Figure("agreement", f"{folder.name}: same first ten, exported encoder", same, "", least=0.99),
        Figure("agreement", f"{folder.name}: least cosine, bfloat16 passages", _least(quick, own), "", least=0.9998),
        Figure("agreement", f"{folder.name}: same first ten, bfloat16 passages", mixed, ""),
    ]


def _least(first: Vector, second: Vector) -> float:
    return float((first * second).sum(axis=1).min())


def _same(first: Sequence[Sequence[int]], second: Sequence[Sequence[int]]) -> float:
    """The share of questions with the same passages in the same order."""
    return sum(one == other for one, other in zip(first, second, strict=True)) / len(first)


def main() -> None:
    quiet_environment()
    print(json.dumps([figure.record() for figure in measure(Path(sys.argv[1]))]))


if __name__ == "__main__":
    main()
