"""The bundled model as an ONNX graph that keeps its weights in four bits: the only module that touches onnx.

Word vectors are taken out of their blocks as they are looked up, and the matrices as they are multiplied with, in
float32; so the vectors are those of the dequantised model, in a sixth of its memory (docs/decisions/0016).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from rag.embedding.packed import BLOCK, PackedModel

OURS = "com.microsoft"
"""The operators that onnxruntime brings beside those of ONNX."""
FLOAT32 = 1
"""The accuracy level of `MatMulNBits` at which everything is computed in float32."""


class Graph:
    """Nodes and tensors as they are added; methods return the name of what they compute."""

    def __init__(self, model: PackedModel) -> None:
        self.model = model
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def tensor(self, name: str, values: NDArray[Any]) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def floats(self, name: str) -> str:
        return self.tensor(name, self.model.floats(name))

    def embedded(self) -> str:
        """Of `input_ids`: word vectors, positions and the vector of the only segment, normalised."""
        sizes = self.model.sizes
        words = self.model.blocks("emb.word", sizes.words)
        bits = self.tensor("emb.word.bits", words.in_order().reshape(sizes.words, -1))
        scales = self.tensor("emb.word.scales", words.scales.astype(np.float32))
        found = self.node(
            "GatherBlockQuantized", [bits, "input_ids", scales], "words", OURS,
            gather_axis=0, quantize_axis=1, block_size=BLOCK, bits=4,
        )  # fmt: skip
        segment = self.model.floats("emb.type")[: sizes.width]
        positions = self.tensor("emb.pos", self.model.floats("emb.pos").reshape(-1, sizes.width) + segment)
        zero = self.tensor("zero", np.array([0], dtype=np.int64))
        length = self.node("Shape", ["input_ids"], "length", start=1, end=2)
        placed = self.node("Add", [found, self.node("Slice", [positions, zero, length, zero], "placed")], "summed")
        norm = [self.floats("emb.ln.w"), self.floats("emb.ln.b")]
        return self.node("LayerNormalization", [placed, *norm], "embedded", epsilon=sizes.epsilon)

    def product(self, values: str, name: str, rows: int, columns: int) -> str:
        """Values times a matrix in four bits, and its bias."""
        weights = self.model.blocks(f"{name}.w", rows)
        bits = self.tensor(f"{name}.bits", weights.in_order())
        scales = self.tensor(f"{name}.scales", weights.scales.astype(np.float32).ravel())
        return self.node(
            "MatMulNBits", [values, bits, scales, "", "", self.floats(f"{name}.b")], f"{name}.out", OURS,
            K=columns, N=rows, bits=4, block_size=BLOCK, accuracy_level=FLOAT32,
        )  # fmt: skip

    def joined(self, values: str, added: str, name: str, output: str) -> str:
        """The sum of both, normalised."""
        inputs = [values, added, self.floats(f"{name}.w"), self.floats(f"{name}.b")]
        return self.node("SkipLayerNormalization", inputs, output, OURS, epsilon=self.model.sizes.epsilon)

    def layer(self, values: str, at: int) -> str:
        width, inner = self.model.sizes.width, self.model.sizes.inner
        parts = [self.product(values, f"l{at}.{part}", width, width) for part in ("q", "k", "v")]
        attended = self.node("MultiHeadAttention", parts, f"l{at}.attended", OURS, num_heads=self.model.sizes.heads)
        values = self.joined(values, self.product(attended, f"l{at}.ao", width, width), f"l{at}.aln", f"l{at}.middle")
        wide = self.node("Gelu", [self.product(values, f"l{at}.fi", inner, width)], f"l{at}.wide", OURS)
        return self.joined(values, self.product(wide, f"l{at}.fo", width, inner), f"l{at}.oln", f"l{at}.end")

    def write(self, path: Path, outputs: Mapping[str, list[int | str]]) -> None:
        """Write what was added as a graph from `input_ids`, shape `(1, tokens)`, to outputs of these shapes."""
        inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])]
        results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()]
        proto = helper.make_model(
            helper.make_graph(self.nodes, "preuve", inputs, results, self.tensors),
            opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(OURS, 1)],
            ir_version=9,
        )
        onnx.save(proto, str(path))


def write_graph(model: PackedModel, path: Path) -> None:
    """Write the model as a graph from `input_ids`, shape `(1, tokens)`, to the outputs of `rag.embedding.encoder`."""
    graph = Graph(model)
    values = graph.embedded()
    for at in range(model.sizes.layers):
        values = graph.layer(values, at)
    graph.node("Identity", [values], "tokens")
    graph.node("ReduceMean", ["tokens", graph.tensor("one", np.array([1], dtype=np.int64))], "embedding", keepdims=0)
    width = model.sizes.width
    graph.write(path, {"embedding": [1, width], "tokens": [1, "tokens", width]})
