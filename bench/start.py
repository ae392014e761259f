"""How long people wait for the first answer: whole processes, against Python alone and the import that it avoids."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from bench.figure import Figure, Run, run

QUESTION = "Quel est le rôle de la CNDP ?"


def measure(corpus: Path, index: Path, rounds: int) -> list[Figure]:
    """Medians of interleaved rounds; `corpus` is ingested into `index` first."""
    preuve = str(Path(sys.executable).with_name("preuve"))
    run([preuve, "ingest", str(corpus), "--index", str(index)])
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "preuve --help": [preuve, "--help"],
        "import sentence_transformers": [sys.executable, "-c", "import sentence_transformers"],
        "preuve ask": [preuve, "ask", QUESTION, "--index", str(index)],
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    wall = {name: median(each.wall for each in several) for name, several in runs.items()}
    processor = {name: median(each.processor for each in several) for name, several in runs.items()}
    figures = [Figure("start", name, seconds, "s") for name, seconds in wall.items()]
    figures += [
        Figure("start", "preuve ask / import sentence_transformers", wall["preuve ask"] / wall[_IMPORT], "", most=0.35),
        Figure("start", "the same in processor time", processor["preuve ask"] / processor[_IMPORT], ""),
        Figure("start", "preuve --help / python -c pass", wall["preuve --help"] / wall["python -c pass"], "", most=6.0),
        Figure(
            "start", "peak memory of preuve ask", max(each.peak for each in runs["preuve ask"]) / 1e6, "MB", most=450
        ),
    ]
    return figures


_IMPORT = "import sentence_transformers"
