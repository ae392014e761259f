"""What training has added to the bundled encoder, as it is kept: eight bits a weight, and checked before it is used.

`reader.safetensors` holds the upper layers and the heads under the names that `graph` asks for. A matrix `NAME` is
kept by output as `NAME.q` (int8, shape `(inputs, outputs)`) and `NAME.s` (float32, shape `(outputs,)`): the very
numbers that are multiplied with at question time. Everything else is float32.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import EmbedderError

GREATEST = 127
"""Of eight bits with a sign, the same on both sides of zero."""
FILE = Path(__file__).with_name("reader.safetensors")
SHA256 = FILE.with_suffix(".sha256")
"""Holds the digest of the file that the program comes with."""


def from_eight_bits(learnt: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """What `write_weights` has written, under the names and in the shapes that training gave it."""
    found = {name: value for name, value in learnt.items() if not name.endswith((".q", ".s"))}
    for name, value in learnt.items():
        if name.endswith(".q"):
            bare = name.removesuffix(".q")
            found[bare] = np.ascontiguousarray((value.astype(np.float32) * learnt[f"{bare}.s"]).T)
    return found


def in_eight_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix, shape `(inputs, outputs)`, as whole numbers and what each output is to be multiplied with."""
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-12).astype(np.float32) / GREATEST
    return np.round(matrix / scales).astype(np.int8), scales


def write_weights(learnt: Mapping[str, Any], path: Path) -> None:
    """Write what a training has changed (tensors of torch by name) and its digest."""
    from safetensors.numpy import save_file

    tensors: dict[str, NDArray[Any]] = {}
    for name, value in learnt.items():
        numbers = value.detach().float().numpy()
        if numbers.ndim == 2 and name.startswith("upper."):
            tensors[f"{name}.q"], tensors[f"{name}.s"] = in_eight_bits(np.ascontiguousarray(numbers.T))
        else:
            tensors[name] = numbers
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, path)
    path.with_suffix(".sha256").write_text(hashlib.sha256(path.read_bytes()).hexdigest() + "\n", encoding="ascii")


def read_learnt(path: Path = FILE) -> dict[str, NDArray[Any]]:
    """The tensors of the file by name; raises `EmbedderError` where they are not those of the digest beside it."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        content = path.read_bytes()
        expected = path.with_suffix(SHA256.suffix).read_text(encoding="ascii").strip()
        if (found := hashlib.sha256(content).hexdigest()) != expected:
            raise EmbedderError(f"the trained reader {path} has sha256 {found}, expected {expected}: reinstall preuve")
        return dict(load(content))
    except (OSError, ValueError, SafetensorError) as error:
        raise EmbedderError(f"the trained reader {path} cannot be read ({error}): reinstall preuve") from error
