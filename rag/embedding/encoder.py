"""Exported question encoders: the only module that touches onnxruntime and tokenizers.

A sentence-transformers model takes seconds to load; the same model as an ONNX file takes a fraction of one. The file
is made once, at an ingest, and kept beside the index under the hash of the weights that it was made from. It is used
only while it gives the vectors that the model gave, on probe texts, to a cosine of `SAME`.
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
from tokenizers import Tokenizer

from rag.embedding.windows import means, windows

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


class ExportedEncoder:
    """An exported model, ready to embed questions; safe to use from several threads."""

    def __init__(self, path: Path, source: Path, probe: Probe) -> None:
        self.probe = probe
        self._tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(int(probe.described["tokens"]))
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # A question is too short to share: a second thread costs questions asked at once more than it gives one alone.
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = [value.name for value in self._session.get_inputs()]
        self._whole = Tokenizer.from_file(str(source / "tokenizer.json"))
        self._whole.no_padding()
        self._whole.no_truncation()

    def encode(self, text: str) -> NDArray[np.float32]:
        """The vector of a text, shape `(dimension,)`, as the model's last module leaves it."""
        encoding = self._tokenizer.encode(text)
        values = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        features = {name: np.array([values[name]], dtype=np.int64) for name in self._inputs}
        vector: NDArray[np.float32] = self._session.run(None, features)[0][0]
        return vector

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of a few passages, shape `(len(texts), dimension)`; long ones in windows, whose mean counts."""
        prefix, room = self.probe.described["prefixes"][1], int(self.probe.described["tokens"]) - 2
        found = self._whole.encode_batch(list(texts), add_special_tokens=False)
        parts = [windows(text, each.offsets, room) for text, each in zip(texts, found, strict=True)]
        flat = [prefix + window for several in parts for window in several]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            rows = np.stack(list(pool.map(self.encode, flat)))
        return means(rows, [len(several) for several in parts])

    def agrees(self) -> bool:
        """Whether the probe texts get the vectors that were recorded."""
        for text, recorded in zip(self.probe.texts, self.probe.vectors, strict=True):
            vector = self.encode(text)
            if not float(vector @ np.array(recorded)) >= SAME * float(np.linalg.norm(vector)):
                return False
        return True


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def open_encoder(folder: Path, weights: str, source: Path) -> ExportedEncoder | None:
    """The export that was made from these weights, or `None` where there is none that can be trusted."""
    path = folder / f"{weights}.onnx"
    try:
        record = json.loads(path.with_suffix(".json").read_bytes())
        if _digest(path) != record.pop("sha256"):
            return None
        vectors = tuple(tuple(vector) for vector in record["vectors"])
        encoder = ExportedEncoder(path, source, Probe(record["described"], tuple(record["texts"]), vectors))
        return encoder if encoder.agrees() else None
    except UNUSABLE:
        return None


def record_encoder(folder: Path, weights: str, source: Path, probe: Probe, export: Callable[[Path], None]) -> None:
    """Export a model and keep the file if it gives the vectors of the probe; otherwise nothing is left behind."""
    draft, path = folder / f"{weights}.draft", folder / f"{weights}.onnx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        export(draft)
        if ExportedEncoder(draft, source, probe).agrees():
            record = {"sha256": _digest(draft), **asdict(probe)}
            draft.replace(path)
            path.with_suffix(".json").write_text(json.dumps(record), encoding="utf-8")
    except (*UNUSABLE, RuntimeError):
        with suppress(OSError):
            path.unlink(missing_ok=True)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
