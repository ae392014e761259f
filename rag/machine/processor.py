"""What the processor can do."""

from __future__ import annotations

from pathlib import Path

CPU_INFORMATION = Path("/proc/cpuinfo")
BFLOAT16_UNITS = frozenset({"amx_bf16", "avx512_bf16", "bf16"})
"""Features (x86, ARM) with which bfloat16 is faster than float32."""


def has_bfloat16(information: Path = CPU_INFORMATION) -> bool:
    """Whether the processor has units for bfloat16; not where that cannot be found out."""
    try:
        lines = information.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return False
    features = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return not BFLOAT16_UNITS.isdisjoint(features.split())
