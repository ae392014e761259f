"""Measure start, ingest, query, memory, disk and concurrency: `python -m bench`.

    python -m bench                                    1,000 passages, some minutes
    python -m bench --passages 1000 10000 100000       growth; from 20,000 on with vectors that are put together
    python -m bench --only start --rounds 11
    python -m bench --only agreement --sets ../shared/eval/piaf-fr

Generated corpora and their indexes are kept in --work and used again. Reports are written into --report.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import ingest, start
from bench.corpus import Generator, read_source, write_corpus
from bench.figure import Figure, run
from bench.precomputed import PrecomputedEmbedder
from bench.profile import profiled_queries
from bench.report import write
from eval.sets.cases import CORPUS
from ingest.sync import sync
from rag.embedding.embedder import open_embedder
from rag.errors import PreuveError
from rag.settings import make_settings, quiet_environment

BUNDLED = Path(__file__).parents[1] / "eval" / "data" / CORPUS
PER_FILE = 10
"""Passages of a generated file, so that 10,000 passages are 1,000 files."""
EMBEDDED = 20_000
"""Passages up to which a corpus is embedded by the model."""
PARTS = ("start", "ingest", "query", "agreement")
PROFILED = 30
"""Questions of a profile."""


def arguments_of(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, nargs="+", default=[1000], metavar="N", help="sizes of the corpora")
    parser.add_argument("--source", type=Path, default=BUNDLED, help="folder whose words make the corpora")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=["start", "ingest", "query"], help="what to measure"
    )
    parser.add_argument("--sets", type=Path, nargs="*", default=[], help="test sets for the agreement of encoders")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of whole processes (default: %(default)s)")
    parser.add_argument("--questions", type=int, default=200, help="questions of a size (default: %(default)s)")
    parser.add_argument(
        "--work", type=Path, default=Path(".preuve") / "bench", help="where corpora and indexes are kept"
    )
    parser.add_argument("--report", type=Path, default=Path("reports") / "bench", help="where the report is written")
    return parser.parse_args(argv)


def machine() -> dict[str, str]:
    """What the figures were measured on; the load tells how much else the machine had to do."""
    information = Path("/proc/cpuinfo")
    text = information.read_text(encoding="ascii", errors="replace") if information.exists() else ""
    model = next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")), "")
    return {
        "processor": model or platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def generated(source: Path, work: Path, passages: int) -> Path:
    """The folder of a corpus of this size, made where it is not there yet."""
    folder, complete = work / f"corpus-{passages}", work / f"corpus-{passages}.complete"
    if not complete.exists():
        write_corpus(read_source(source), folder, passages, PER_FILE)
        complete.touch()
    return folder


def built(source: Path, work: Path, passages: int) -> Path:
    """An index of a corpus of this size, built where it is not there yet; large ones with precomputed vectors."""
    corpus, index = generated(source, work, passages), work / f"index-{passages}"
    embedder = open_embedder("bundled", index)
    if passages > EMBEDDED:
        embedder = PrecomputedEmbedder(embedder, read_source(source))
    sync([corpus], make_settings(index=index), embedder)
    return index


def _told(module: str, *values: object) -> list[Figure]:
    """The figures that a module prints; it runs in a process of its own, which holds only what it measures."""
    found = json.loads(run([sys.executable, "-m", module, *map(str, values)]).output)
    return [Figure(**{key: value for key, value in record.items() if key != "kept"}) for record in found]


def grown(figures: Sequence[Figure]) -> Figure | None:
    """How much slower a question is in the largest corpus than in the smallest; `None` where there is only one."""
    sizes = sorted((each.passages or 0, each.value) for each in figures if (each.group, each.name) == ("query", "p50"))
    if len(sizes) < 2:
        return None
    (small, quick), (large, slow) = sizes[0], sizes[-1]
    return Figure("query", f"p50 / p50 at {small:,}", slow / quick, "", large, most=4.0)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 where a bar is not kept."""
    arguments = arguments_of(argv)
    quiet_environment()
    arguments.work.mkdir(parents=True, exist_ok=True)
    figures: list[Figure] = []
    profiles: dict[str, str] = {}
    here = machine()
    try:
        _measure(arguments, figures, profiles)
    except PreuveError as error:
        print(f"bench: {error}", file=sys.stderr)
        return error.exit_code
    finally:
        write(arguments.report, figures, here | {"load after": f"{os.getloadavg()[0]:.1f}"}, profiles)
    print(f"{arguments.report / 'bench.md'}")
    return 1 if any(figure.kept is False for figure in figures) else 0


def _measure(arguments: argparse.Namespace, figures: list[Figure], profiles: dict[str, str]) -> None:
    def add(found: list[Figure]) -> None:
        for figure in found:
            print(f"{figure.group:<10} {figure.name}: {figure.value:.4g} {figure.unit}", flush=True)
        figures.extend(found)

    if "start" in arguments.only:
        add(start.measure(BUNDLED, arguments.work / "index-start", arguments.rounds))
    for passages in sorted(arguments.passages):
        if "ingest" in arguments.only and passages <= EMBEDDED:
            corpus = generated(arguments.source, arguments.work, passages)
            add(ingest.measure(corpus, arguments.work / f"index-{passages}"))
        if "query" in arguments.only:
            index = built(arguments.source, arguments.work, passages)
            add(_told("bench.query", index, arguments.source, arguments.questions))
            generator = Generator(read_source(arguments.source), seed=11)
            profiles[f"{passages:,} passages"] = profiled_queries(
                index, [generator.question() for _ in range(PROFILED)]
            )
    if growth := grown(figures):
        add([growth])
    if "agreement" in arguments.only:
        for folder in arguments.sets:
            add(_told("bench.agreement", folder))


if __name__ == "__main__":
    sys.exit(main())
