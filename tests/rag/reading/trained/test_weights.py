"""What training has added: eight bits a weight, small, and refused where a byte of it is another."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch

from rag.errors import EmbedderError
from rag.reading.trained.weights import (
    FILE,
    GREATEST,
    SHA256,
    from_eight_bits,
    in_eight_bits,
    read_learnt,
    write_weights,
)


def test_eight_bits_lose_half_a_step_at_most() -> None:
    matrix = np.random.default_rng(1).normal(size=(40, 7)).astype(np.float32)
    numbers, scales = in_eight_bits(matrix)
    assert numbers.dtype == np.int8
    assert int(np.abs(numbers).max()) == GREATEST
    assert np.all(np.abs(numbers * scales - matrix) <= scales / 2 + 1e-6)


def test_an_output_of_nothing_but_zeros_stays_zero() -> None:
    numbers, scales = in_eight_bits(np.zeros((3, 2), dtype=np.float32))
    assert not (numbers * scales).any()


def test_what_was_written_is_what_training_goes_on_from(tmp_path: Path) -> None:
    matrix = torch.randn(6, 40, generator=torch.Generator().manual_seed(1))
    learnt = {"upper.0.w.weight": matrix, "upper.0.w.bias": matrix[:, 0], "holds.weight": matrix[:1]}
    write_weights(learnt, tmp_path / "some.safetensors")
    found = from_eight_bits(read_learnt(tmp_path / "some.safetensors"))
    assert found.keys() == learnt.keys()
    assert np.array_equal(found["holds.weight"], learnt["holds.weight"])
    step = matrix.abs().max(dim=1).values.numpy() / GREATEST
    assert np.all(np.abs(found["upper.0.w.weight"] - matrix.numpy()).max(axis=1) <= step / 2 + 1e-6)


def test_the_file_is_small_and_the_one_of_its_digest() -> None:
    assert FILE.stat().st_size <= 12_000_000
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == SHA256.read_text(encoding="ascii").strip()
    assert "points.weight" in read_learnt()


@pytest.mark.parametrize("change", ["byte", "cut", "missing", "digest"])
def test_other_weights_are_refused_and_named(tmp_path: Path, change: str) -> None:
    file = tmp_path / "reader.safetensors"
    content = bytearray(FILE.read_bytes())
    if change == "byte":
        content[-1] ^= 1
    if change != "missing":
        file.write_bytes(content[:1000] if change == "cut" else content)
    file.with_suffix(".sha256").write_text(
        "0" * 64 if change == "digest" else SHA256.read_text(encoding="ascii"), encoding="ascii"
    )
    with pytest.raises(EmbedderError, match="reinstall preuve"):
        read_learnt(file)
