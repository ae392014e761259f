"""Texts into the pieces of a large unigram vocabulary, without a second of loading it.

`tokenizers` needs two seconds and 300 MB to read 250,000 pieces, more than everything else that a question needs. Here
the vocabulary is a table in a file that is mapped into memory, sorted by the hashes of its pieces: the pieces that
occur in a text are looked up for all places at once, and the most probable row of them is taken (Viterbi; Kudo 2018,
doi:10.18653/v1/P18-1007). The result is that of `tokenizers` on the same vocabulary, which the tests compare.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.embedding.packed import PackedModel
from rag.embedding.tokens import NOWHERE, Pieces

SPACE = "\u2581"
"""What stands for a space in a piece, and before the first word of a text."""
PENALTY = 10.0
"""How much less an unknown character counts than the least probable piece."""
_TABLE = np.dtype([("hash", "<u8"), ("piece", "<i4"), ("score", "<f4")])
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xCBF29CE484222325)


def _grown(hashes: NDArray[np.uint64], codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hashes of texts that are one character longer than those of `hashes`."""
    return (hashes ^ codes) * _FACTOR ^ (hashes >> np.uint64(29))


def _codes(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)


def write_vocabulary(model: PackedModel, folder: Path) -> None:
    """Write the files that `Unigram` reads into an existing folder."""
    pieces = model.pieces
    table = np.zeros(len(pieces), dtype=_TABLE)
    table["piece"], table["score"] = np.arange(len(pieces)), model.scores
    lengths = np.array([len(piece) for piece in pieces])
    for length in sorted(set(lengths.tolist())):
        at = np.flatnonzero(lengths == length)
        codes = _codes("".join(pieces[index] for index in at)).reshape(len(at), length)
        hashes = np.full(len(at), _FIRST)
        for column in codes.T:
            hashes = _grown(hashes, column)
        table["hash"][at] = hashes
    table = table[table["piece"] != model.unknown]
    table.sort(order="hash")
    if (table["hash"][1:] == table["hash"][:-1]).any():
        raise ValueError("two pieces of the vocabulary have the same hash")
    np.save(folder / "vocabulary.npy", table)
    facts = {
        "marks": [model.begin, model.end],
        "unknown": model.unknown,
        "longest": int(lengths.max()),
        "least": float(model.scores.min()) - PENALTY,
        "replacements": {chr(code): text for code, text in model.replacements.items()},
    }
    (folder / "vocabulary.json").write_text(json.dumps(facts), encoding="utf-8")


class Unigram:
    """A vocabulary in a folder; safe to use from several threads."""

    marks = 2

    def __init__(self, folder: Path) -> None:
        facts = json.loads((folder / "vocabulary.json").read_bytes())
        self._begin, self._end = facts["marks"]
        self._unknown, self._longest, self._least = int(facts["unknown"]), int(facts["longest"]), float(facts["least"])
        self._replacements: dict[str, str] = facts["replacements"]
        self._table: NDArray[np.void] = np.load(folder / "vocabulary.npy", mmap_mode="r")

    @cached_property
    def _hashes(self) -> NDArray[np.uint64]:
        # Side by side, the hashes are found in a sixth of the time.
        return np.ascontiguousarray(self._table["hash"])

    def encode(self, text: str, limit: int | None = None) -> Pieces:
        """See `rag.embedding.tokens.Tokens`."""
        characters, origins = self._normal(text)
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for piece, start, end in self._best(characters):
            if piece == self._unknown and ids and ids[-1] == piece:
                # Unknown characters that follow each other are one piece.
                offsets[-1] = (offsets[-1][0], origins[end - 1][1])
                continue
            ids.append(piece)
            first = start + 1 if characters[start] == SPACE and end - start > 1 else start
            offsets.append((origins[first][0], origins[end - 1][1]))
        kept = None if limit is None else max(0, limit - self.marks)
        return Pieces([self._begin, *ids[:kept], self._end], [NOWHERE, *offsets[:kept], NOWHERE])

    def _normal(self, text: str) -> tuple[str, list[tuple[int, int]]]:
        """The text as the vocabulary has it, and for each of its characters the span that it comes from."""
        characters: list[str] = []
        origins: list[tuple[int, int]] = []
        for at, character in enumerate(text):
            for each in self._replacements.get(character, character):
                mark = SPACE if each == " " else each
                if mark == SPACE and characters and characters[-1] == SPACE:
                    continue
                if not characters and mark != SPACE:
                    characters.append(SPACE)
                    origins.append((at, at))
                characters.append(mark)
                origins.append((at, at + 1))
        return "".join(characters), origins

    def _found(self, characters: str) -> list[tuple[int, int, int, float]]:
        """Start, end, number and score of the pieces that occur, by their starts. None goes over a space."""
        codes = _codes(characters)
        space = np.uint64(ord(SPACE))
        places = np.arange(len(codes))
        hashes = np.full(len(codes), _FIRST)
        found: list[tuple[int, int, int, float]] = []
        for length in range(1, min(self._longest, len(codes)) + 1):
            last = codes[places + length - 1]
            inside = (last != space) | (length == 1)
            places, hashes = places[inside], _grown(hashes[inside], last[inside])
            rows = np.searchsorted(self._hashes, hashes)
            rows[rows == len(self._hashes)] = 0
            hit = self._hashes[rows] == hashes
            chosen = self._table[rows[hit]]
            found += zip(
                places[hit].tolist(),
                (places[hit] + length).tolist(),
                chosen["piece"].tolist(),
                chosen["score"].tolist(),
                strict=True,
            )
            going_on = places + length < len(codes)
            places, hashes = places[going_on], hashes[going_on]
        return sorted(found)

    def _best(self, characters: str) -> list[tuple[int, int, int]]:
        """Number, start and end of the pieces of the most probable row."""
        size = len(characters)
        best = [0.0] + [float("-inf")] * size
        back = [(self._unknown, 0)] * (size + 1)
        found = self._found(characters)
        at = 0
        for start in range(size):
            here = best[start]
            known = False
            while at < len(found) and found[at][0] == start:
                _, end, piece, score = found[at]
                at += 1
                known |= end == start + 1
                if here + score > best[end]:
                    best[end], back[end] = here + score, (piece, start)
            if not known and here + self._least > best[start + 1]:
                best[start + 1], back[start + 1] = here + self._least, (self._unknown, start)
        pieces = []
        end = size
        while end > 0:
            piece, start = back[end]
            pieces.append((piece, start, end))
            end = start
        return pieces[::-1]
