"""The floor on the public development sets and the bundled one: default settings, bundled embedder, no model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import CHECKOUT

BUNDLED = CHECKOUT / "eval" / "data"
PROVEN = {"citation_validity": 1.0, "quote_fidelity": 1.0}
"""Every citation points into its file and quotes it to the character."""
FLOORS = {
    "piaf-fr": {"hit_5": 0.82, "citation_overlap": 0.45},
    "xquad-en": {"hit_5": 0.98},
    "xquad-ar": {"hit_5": 0.98},
    "squad2-en": {},
}


def evaluate(folder: Path, floors: dict[str, float], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    gates = [word for name, value in (PROVEN | floors).items() for word in ("--fail-under", f"{name}={value}")]
    command = [str(Path(sys.executable).with_name("preuve")), "eval", str(folder), "--index", str(tmp_path), *gates]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREUVE_")}
    return subprocess.run(
        [*command, "--predictions", str(tmp_path / "predictions.jsonl"), "--json"],
        capture_output=True, text=True, env=environment, timeout=900, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("name", FLOORS)
def test_a_public_set_reaches_its_floor(name: str, shared: Path, tmp_path: Path) -> None:
    done = evaluate(shared / "eval" / name, FLOORS[name], tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.model
def test_the_bundled_set_is_answered_with_proofs(tmp_path: Path) -> None:
    done = evaluate(BUNDLED, {}, tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
