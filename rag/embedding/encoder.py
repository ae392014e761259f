"""Question encoders as ONNX graphs: the only module that touches onnxruntime.

A sentence-transformers model takes seconds to load; the same model as an ONNX file takes a fraction of one. The bundled
model's is made of its weights (`rag.embedding.graph`); any other is exported once, at an ingest, and kept beside the
index under the hash of the weights that it was made from. An export is used only while it gives the vectors that the
model gave, on probe texts, to a cosine of `SAME`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidGraph,
    InvalidProtobuf,
    NoSuchFile,
    RuntimeException,
)

from rag.embedding.tokens import Pieces, TokenizerFile, Tokens
from rag.embedding.windows import Gathered, Span, windows
from rag.embedding.wording import Embedded, Wording
from rag.machine.files import content_of, open_regular

SAME = 0.9999
"""Smallest cosine between the exported and the original vector of a probe text."""

UNUSABLE = (OSError, ValueError, KeyError, TypeError, Fail, InvalidGraph, InvalidProtobuf, NoSuchFile, RuntimeException)
"""What a missing, damaged or foreign export raises; the original model is used then."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What was recorded with an export.

    `described` holds the fields of the fingerprint (dimension, tokens, prefixes, …); `vectors[i]` is the unit vector
    that the original model gave for `texts[i]`.
    """

    described: Mapping[str, Any]
    texts: tuple[str, ...]
    vectors: tuple[tuple[float, ...], ...]


def session_of(graph: Path) -> onnxruntime.InferenceSession:
    """A graph, ready to run in one thread; safe to run from several. Raises one of `UNUSABLE` where it is damaged."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # A question is too short to share: a second thread costs questions asked at once more than it gives one alone.
    options.intra_op_num_threads = 1
    # No two texts have the same length, and a plan of memory would be kept for each: memory grows, and nothing is won.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


class Encoder:
    """A graph and its vocabulary, ready to embed; safe to use from several threads.

    `described` holds what a fingerprint says of the model: how many tokens it reads and the prefixes that it expects
    before a question and before a passage.
    """

    def __init__(self, graph: Path, tokens: Tokens, described: Mapping[str, Any]) -> None:
        self.described = described
        self._tokens = tokens
        self._limit = int(described["tokens"])
        self._session = session_of(graph)
        # Each run that goes on at the same time has memory of its own, which onnxruntime never gives back: 20 MB with
        # two texts at once, 92 MB with 22. More than there are processors end no sooner.
        self._turns = BoundedSemaphore(os.cpu_count() or 1)
        self._inputs = [value.name for value in self._session.get_inputs()]

    def _run(self, ids: Sequence[int]) -> list[NDArray[np.float32]]:
        """The vector of a text, shape `(dimension,)`, and those of its tokens, shape `(tokens, width)`."""
        values = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": [0] * len(ids)}
        features = {name: np.array([values[name]], dtype=np.int64) for name in self._inputs}
        with self._turns:
            outputs = self._session.run(["embedding", "tokens"], features)
        return [output[0] for output in outputs]

    def encode(self, text: str) -> NDArray[np.float32]:
        """The vector of a text, shape `(dimension,)`, as the model's last module leaves it."""
        return self._run(self._tokens.encode(text, self._limit).ids)[0]

    def question(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape `(dimension,)`."""
        return self.encode(self.described["prefixes"][0] + text)

    def passages(self, wordings: Sequence[Wording]) -> Embedded:
        """The vectors of a few passages and their sentences, none of unit length; long passages in windows."""
        prefix = self.described["prefixes"][1]
        room = self._limit - len(self._tokens.encode(prefix).ids)
        parts = []
        for at, each in enumerate(wordings):
            offsets = [span for span in self._tokens.encode(each.text).offsets if span[0] < span[1]]
            parts += [(at, window) for window in windows(each.text, offsets, room)]
        gathered = Gathered(wordings, int(self.described["dimension"]))

        def embed(at: int, window: Span) -> tuple[int, int, Pieces, list[NDArray[np.float32]]]:
            pieces = self._tokens.encode(prefix + wordings[at].text[slice(*window)], self._limit)
            return at, window[0] - len(prefix), pieces, self._run(pieces.ids)

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for at, start, pieces, (vector, tokens) in pool.map(embed, *zip(*parts, strict=True)):
                gathered.add(at, vector)
                if tokens.shape[1] == len(vector):
                    gathered.add_tokens(at, tokens, np.array(pieces.offsets), start)
        return gathered.result()


def _agrees(encoder: Encoder, probe: Probe) -> bool:
    """Whether the probe texts get the vectors that were recorded."""
    for text, recorded in zip(probe.texts, probe.vectors, strict=True):
        vector = encoder.encode(text)
        if not float(vector @ np.array(recorded)) >= SAME * float(np.linalg.norm(vector)):
            return False
    return True


def _opened(graph: Path, source: Path, probe: Probe) -> Encoder | None:
    encoder = Encoder(graph, TokenizerFile(source / "tokenizer.json"), probe.described)
    return encoder if _agrees(encoder, probe) else None


def _digest(path: Path) -> str:
    with open_regular(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_encoder(folder: Path, weights: str, source: Path) -> Encoder | None:
    """The export that was made from these weights, or `None` where there is none that can be trusted."""
    path = folder / f"{weights}.onnx"
    try:
        record = json.loads(content_of(path.with_suffix(".json")))
        if _digest(path) != record.pop("sha256"):
            return None
        vectors = tuple(tuple(vector) for vector in record["vectors"])
        return _opened(path, source, Probe(record["described"], tuple(record["texts"]), vectors))
    except UNUSABLE:
        return None


def record_encoder(folder: Path, weights: str, source: Path, probe: Probe, export: Callable[[Path], None]) -> None:
    """Export a model and keep the file if it gives the vectors of the probe; otherwise nothing is left behind."""
    draft, path = folder / f"{weights}.draft", folder / f"{weights}.onnx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        export(draft)
        if _opened(draft, source, probe) is not None:
            record = {"sha256": _digest(draft), **asdict(probe)}
            draft.replace(path)
            path.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
    except (*UNUSABLE, RuntimeError):
        with suppress(OSError):
            path.unlink(missing_ok=True)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
