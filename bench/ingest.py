"""Ingesting a generated corpus with `preuve ingest`: all of it, again without a change, and with one file changed.

All are whole processes, from their start to their exit code. The bare encoder runs before and after the first ingest,
on the same texts (`bench.bare`); the mean of both is what the ingest is compared with, since a machine's speed drifts.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from statistics import median

from bench.figure import Figure, Run, run
from rag.settings import IndexSettings

REPEATED = 5
"""Rounds of the ingests that are over quickly."""


def measure(corpus: Path, index: Path) -> list[Figure]:
    """`corpus` holds generated files; one of them is changed and changed back. `index` is made anew."""
    shutil.rmtree(index, ignore_errors=True)
    preuve = str(Path(sys.executable).with_name("preuve"))
    ingest = [preuve, "ingest", str(corpus), "--index", str(index), "--json"]
    bare = [sys.executable, "-m", "bench.bare", str(corpus), str(IndexSettings().passage_characters)]
    before = json.loads(run(bare).output)
    first = run(ingest)
    after = json.loads(run(bare).output)
    again = [run(ingest) for _ in range(REPEATED)]
    changed = [_changed(sorted(corpus.rglob("*.txt"))[number], ingest) for number in range(REPEATED)]
    passages = sum(file["passages"] for file in json.loads(first.output)["files"])
    bare_rate = 2 * before["texts"] / (before["seconds"] + after["seconds"])
    rate = passages / first.wall
    return [
        Figure("ingest", "passages a second", rate, "1/s", passages),
        Figure("ingest", "bare encoder, passages a second", bare_rate, "1/s", passages),
        Figure("ingest", "ingest / bare encoder", rate / bare_rate, "", passages, least=0.85),
        Figure("ingest", "seconds", first.wall, "s", passages),
        Figure("ingest", "peak memory of its largest process", first.peak / 1e6, "MB", passages),
        Figure("ingest", "again without changes", median(each.wall for each in again), "s", passages),
        Figure(
            "ingest", "first / again without changes", first.wall / median(each.wall for each in again), "", passages,
            least=100.0,
        ),
        Figure("ingest", "one changed file", median(each.wall for each in changed), "s", passages),
        Figure(
            "ingest", "one changed file / first", median(each.wall for each in changed) / first.wall, "", passages,
            most=0.03,
        ),
    ]  # fmt: skip


def _changed(path: Path, ingest: list[str]) -> Run:
    """An ingest after one paragraph of a file has got another end."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(".\n\n", " indeed.\n\n", 1), encoding="utf-8")
    try:
        return run(ingest)
    finally:
        path.write_text(text, encoding="utf-8")
