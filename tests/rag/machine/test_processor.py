"""Which processors have units for bfloat16."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.machine.processor import has_bfloat16


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("flags\t\t: fpu sse2 avx512f avx512_bf16 amx_tile", True),
        ("flags\t\t: fpu sse2 avx512f amx_bf16", True),
        ("Features\t: fp asimd bf16 i8mm", True),
        ("flags\t\t: fpu sse2 avx2", False),
        ("model name\t: bf16 avx512_bf16", False),
        ("", False),
    ],
)
def test_bfloat16_is_used_where_the_processor_names_it(tmp_path: Path, line: str, expected: bool) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\n{line}\n")
    assert has_bfloat16(tmp_path / "cpuinfo") is expected
    assert has_bfloat16(tmp_path / "none") is False
