"""The process that embeds passages: the only module that touches torch and sentence-transformers.

    python -m rag.embedding.torch_model DESCRIPTOR SOURCE NAME

It answers requests on a connection, one by one, until the other end is closed. torch stays out of the process that asks
for vectors: its import takes seconds, and its memory is given back when the ingest is done.

Where the processor has units for bfloat16, passages are embedded in it, three times as fast on the machine of
`docs/performance.md`. Their vectors are comparable with those in float32 (cosine at least `COMPARABLE`), which is
checked on probe texts at every start; a model for which it does not hold is run in float32.
"""

from __future__ import annotations

import copy
import sys
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from rag.embedding.encoder import Probe, record_encoder
from rag.embedding.windows import Gathered, Span, batches, windows
from rag.embedding.wording import Embedded, Wording
from rag.machine.allocator import give_back
from rag.machine.processor import has_bfloat16

PREFIXES = {"e5": ("query: ", "passage: ")}
"""Question and passage prefixes of model families that expect them but do not store them (arXiv:2212.03533)."""
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
"""Inputs of a transformer that an exported encoder knows how to fill."""
PROBES = ("Qui dirige le centre ?", "The law was adopted on 21 March 2024 by 193 states.", "ما هي الحكامة؟")
"""Texts on which an exported encoder, and the model in bfloat16, must agree with the model itself."""
COMPARABLE = 0.9998
"""Smallest cosine between the vectors of a probe text in bfloat16 and in float32."""

Vectors = NDArray[np.float32]


class TorchModel:
    """A sentence-transformers model on the processor."""

    def __init__(self, source: str, name: str) -> None:
        self._source = source
        self._model = SentenceTransformer(
            source,
            device="cpu",
            trust_remote_code=False,
            local_files_only=Path(source).is_dir(),
            model_kwargs={"use_safetensors": True},
        )
        self._limit = int(self._model.max_seq_length or 512)
        self._prefixes = self._known_prefixes(name)
        self._quick = self._model
        if has_bfloat16():
            half = copy.deepcopy(self._model).to(torch.bfloat16)
            if self._agree(self._encode(half, PROBES), self._encode(self._model, PROBES)):
                self._quick = half

    @staticmethod
    def _agree(first: Vectors, second: Vectors) -> bool:
        norms = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
        return bool(np.all((first * second).sum(axis=1) >= COMPARABLE * norms))

    def _known_prefixes(self, name: str) -> tuple[str, str]:
        prompts = {key: value or "" for key, value in (self._model.prompts or {}).items()}
        question, passage = prompts.get("query", ""), prompts.get("document", prompts.get("passage", ""))
        if question or passage:
            return question, passage
        family = next((prefixes for key, prefixes in PREFIXES.items() if key in name.lower().split("/")[-1]), None)
        return family or ("", "")

    def describe(self) -> dict[str, Any]:
        """What the fingerprint of the embedder holds, and what the model was loaded from."""
        return {
            "dimension": self._model.get_embedding_dimension(),
            "tokens": self._model.max_seq_length,
            "prefixes": list(self._prefixes),
            "origin": str(getattr(self._model.transformers_model, "name_or_path", "")),
            "precision": "bfloat16" if self._quick is not self._model else "float32",
        }

    def question(self, text: str) -> Vectors:
        """The vector of a question, shape `(1, dimension)`, in float32."""
        return self._encode(self._model, [self._prefixes[0] + text])

    def passages(self, wordings: Sequence[Wording]) -> Embedded:
        """The vectors of passages and their sentences, none of unit length.

        A text that is longer than the model reads is embedded in windows, whose mean counts.
        """
        return self._passages(self._quick, wordings)

    def exact_passages(self, wordings: Sequence[Wording]) -> Embedded:
        """As `passages`, in float32 whatever the processor has."""
        return self._passages(self._model, wordings)

    def _passages(self, model: SentenceTransformer, wordings: Sequence[Wording]) -> Embedded:
        prefix = self._prefixes[1]
        # The marks at both ends of a text count too, and so does the prefix.
        room = self._limit - len(self._model.tokenizer(prefix)["input_ids"])
        found = self._model.tokenizer(
            [each.text for each in wordings], add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )["offset_mapping"]
        parts: list[tuple[int, Span]] = []
        lengths: list[int] = []
        for at, (each, offsets) in enumerate(zip(wordings, found, strict=True)):
            several = windows(each.text, offsets, room)
            parts += [(at, window) for window in several]
            lengths += [-(-len(offsets) // len(several))] * len(several)
        gathered = Gathered(wordings, int(self._model.get_embedding_dimension() or 0))
        for batch in batches(lengths):
            chosen = [parts[index] for index in batch]
            texts = [prefix + wordings[at].text[slice(*window)] for at, window in chosen]
            vectors, tokens, offsets = self._forward(model, texts)
            for row, (at, window) in enumerate(chosen):
                gathered.add(at, vectors[row])
                if tokens.shape[-1] == vectors.shape[-1]:
                    gathered.add_tokens(at, tokens[row], offsets[row], window[0] - len(prefix))
        return gathered.result()

    def _forward(self, model: SentenceTransformer, texts: Sequence[str]) -> tuple[Vectors, Vectors, NDArray[np.int64]]:
        """The vectors of texts, of their tokens, shape `(texts, tokens, width)`, and where in them the tokens are."""
        features = dict(
            self._model.tokenizer(
                list(texts), padding=True, truncation=True, max_length=self._limit, return_offsets_mapping=True,
                return_tensors="pt", verbose=False,
            )
        )  # fmt: skip
        offsets = features.pop("offset_mapping").numpy()
        with torch.inference_mode():
            out = model(features)
        return out["sentence_embedding"].float().numpy(), out["token_embeddings"].float().numpy(), offsets

    @staticmethod
    def _encode(model: SentenceTransformer, texts: Sequence[str]) -> Vectors:
        vectors = model.encode(
            list(texts), batch_size=len(texts), show_progress_bar=False, convert_to_numpy=False, convert_to_tensor=True
        )
        return np.asarray(vectors.float().numpy(), dtype=np.float32)

    def export(self, folder: str, weights: str, described: dict[str, Any]) -> None:
        """Write the model for onnxruntime into `folder`, if it gives the vectors of the probe texts there too."""
        unit = self._encode(self._model, PROBES)
        unit /= np.linalg.norm(unit, axis=1, keepdims=True)
        probe = Probe(described, PROBES, tuple(tuple(map(float, vector)) for vector in unit))
        record_encoder(Path(folder), weights, Path(self._source), probe, _exporter(self._model))


def _exporter(model: SentenceTransformer) -> Callable[[Path], None]:
    """A function that writes the model, pooling and all later modules included, for `rag.embedding.encoder`."""
    names = [name for name in model.tokenizer.model_input_names if name in INPUTS]

    class Embedding(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = self.model(dict(zip(names, values, strict=True)))
            return features["sentence_embedding"], features["token_embeddings"]

    def export(path: Path) -> None:
        features = model.tokenizer(["one text", "another, longer text"], padding=True, return_tensors="pt")
        axes = {name: {0: "batch", 1: "tokens"} for name in names}
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Embedding().eval(),
                tuple(features[name] for name in names),
                str(path),
                dynamo=False,
                input_names=names,
                output_names=["embedding", "tokens"],
                dynamic_axes={**axes, "embedding": {0: "batch"}, "tokens": {0: "batch", 1: "tokens"}},
                opset_version=17,
            )

    return export


def serve(connection: Connection, source: str, name: str) -> None:
    """Answer requests `(method, arguments)` with `("done", result)` or `("failed", reason)`."""
    try:
        model = TorchModel(source, name)
        connection.send(("done", model.describe()))
        while True:
            method, arguments = connection.recv()
            try:
                connection.send(("done", getattr(model, method)(*arguments)))
            except (RuntimeError, ValueError, TypeError, MemoryError, IndexError) as error:
                connection.send(("failed", _reason(error)))
            # The blocks of one call fit those of the next so badly that memory would grow with every call.
            give_back()
    except EOFError:
        return
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        connection.send(("failed", _reason(error)))


def _reason(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])), sys.argv[2], sys.argv[3])
