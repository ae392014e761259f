"""The trained reader as an ONNX graph in eight bits: the bundled encoder's lower layers, and what training has changed.

Four bits are multiplied with in float32 as quickly as floats are; eight are three times as fast on a processor that has
instructions for them (docs/decisions/0032), and every pair runs alone, so that what a passage is given depends on
nothing but the question and itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedding.graph import OURS, Graph
from rag.embedding.model_folder import LAYER, NORMS
from rag.embedding.packed import PackedModel
from rag.reading.trained.pairs import NONE
from rag.reading.trained.weights import in_eight_bits


class _ReaderGraph(Graph):
    def __init__(self, model: PackedModel, learnt: Mapping[str, NDArray[Any]]) -> None:
        super().__init__(model)
        self._learnt = learnt
        trained = {name.split(".")[1] for name in learnt if name.startswith("upper.")}
        self._first_trained = model.sizes.layers - len(trained)

    def _trained(self, name: str) -> str | None:
        """What training calls a tensor of the packed file, `l7.q.w`; `None` for one that it has left as it was."""
        layer, _, rest = name.partition(".")
        if not layer[1:].isdigit() or int(layer[1:]) < self._first_trained:
            return None
        part, kind = rest.split(".")
        return f"upper.{int(layer[1:]) - self._first_trained}.{ {**LAYER, **NORMS}[part] }.{_KINDS[kind]}"

    def floats(self, name: str) -> str:
        trained = self._trained(name)
        return super().floats(name) if trained is None else self.tensor(name, self._learnt[trained])

    def product(self, values: str, name: str, rows: int, columns: int) -> str:
        """Values times a matrix in eight bits, and its bias."""
        trained = self._trained(f"{name}.w")
        if trained is None:
            numbers, scales = in_eight_bits(
                np.ascontiguousarray(self.model.blocks(f"{name}.w", rows).floats().reshape(rows, columns).T)
            )
        else:
            numbers, scales = self._learnt[f"{trained}.q"], self._learnt[f"{trained}.s"]
        zeros = self.tensor(f"{name}.zeros", np.zeros(rows, dtype=np.int8))
        given = [values, self.tensor(f"{name}.q", numbers), self.tensor(f"{name}.s", scales), zeros]
        return self.node("DynamicQuantizeMatMul", [*given, self.floats(f"{name}.b")], f"{name}.out", OURS)

    def head(self, values: str, name: str) -> str:
        """A small matrix and its bias, in float32."""
        weights = self.tensor(f"{name}.w", self._learnt[f"{name}.weight"].T)
        bias = self.tensor(f"{name}.b", self._learnt[f"{name}.bias"])
        return self.node("Add", [self.node("MatMul", [values, weights], f"{name}.out"), bias], name)


_KINDS = {"w": "weight", "b": "bias"}


def write_reader(model: PackedModel, learnt: Mapping[str, NDArray[Any]], path: Path) -> None:
    """Write the graph from `input_ids`, shape `(1, tokens)`, to `points`, `(1, tokens, 2)`, and `holds`, one number."""
    graph = _ReaderGraph(model, learnt)
    values = graph.embedded()
    for at in range(model.sizes.layers):
        values = graph.layer(values, at)
    graph.head(values, "points")
    first = graph.tensor("none", np.array([NONE], dtype=np.int64))
    graph.head(graph.node("Gather", [values, first], "first", axis=1), "holds")
    graph.write(path, {"points": [1, "tokens", 2], "holds": [1, 1, 1]})
