"""`python -m tests.fuzz`: files of each format, damaged at random, go through the real child; then requests.

What is damaged are files made here (`tests.fuzz_seeds`) and those that are stored (`tests.fuzz_corpus`), which are read
first as they are. A file may be read or refused. What must not be: an error of the parent that is no refusal, or a
reading that goes on past its limit; then the exit code is 1. A crash or time-out of the child costs one file; it is
counted and kept too, for each of them is a reader's fault to mend. What was found lies in the folder of `--keep`, to be
read again.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ingest.load import Loader
from ingest.load.limits import Limits
from ingest.load.process import START_SECONDS
from rag.errors import FileRefused
from rag.settings import Settings
from tests.fuzz_damage import damages
from tests.fuzz_http import fuzz
from tests.fuzz_seeds import TOKENS, seeds, tokens
from tests.fuzz_stored import Stored, stored

GRACE = 5.0 + START_SECONDS
"""Seconds past its limit after which a reading has hung: the parent has to end the child and start another one."""

HTTP = "http"
"""Beside the formats: requests to a server (`tests.fuzz_http`)."""

LARGEST = 2_000_000
"""Bytes of a file that is tried out."""


class Fuzzer:
    """Damages files and has them read by `read`, which raises `FileRefused` as `Loader.load` does."""

    def __init__(self, read: Callable[[Path, str], object], keep: Path, limit: float) -> None:
        self._read = read
        self._keep = keep
        self._limit = limit
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []

    def replay(self, files: Sequence[Stored]) -> None:
        """Read files as they are."""
        with tempfile.TemporaryDirectory() as folder:
            for each in files:
                self.try_out(Path(folder) / f"file.{each.kind}", each.data)

    def run(self, whole: Mapping[str, Sequence[bytes]], seconds: float, seed: int) -> None:
        """Damage and read files of each format in turns until the time is over."""
        chance = random.Random(seed)
        until = time.monotonic() + seconds
        with tempfile.TemporaryDirectory() as folder:
            while time.monotonic() < until:
                for name, files in whole.items():
                    data = chance.choice(files)
                    for _ in range(chance.choice((1, 1, 2))):
                        data = chance.choice(damages(name))(data, tokens(name), chance)
                    self.try_out(Path(folder) / f"file.{name}", data[:LARGEST])

    def try_out(self, path: Path, data: bytes) -> None:
        """Have one file read, and note what came of it."""
        path.write_bytes(data)
        # A file that has just changed is waited for.
        os.utime(path, (0, 0))
        begun = time.monotonic()
        try:
            self._read(path, path.name)
            found = "read"
        except FileRefused as refused:
            found = refused.code
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not get out of the loader
            found = f"error of the parent: {type(error).__name__}: {error}"
            self.faults.append(found)
        if time.monotonic() - begun > self._limit + GRACE:
            self.faults.append(f"hung: {time.monotonic() - begun:.0f} s")
            found = "hung"
        self.counts[f"{path.suffix[1:]} {found}"] += 1
        if found in ("crashed", "timeout", "hung") or found.startswith("error"):
            self._keep.mkdir(parents=True, exist_ok=True)
            kept = self._keep / f"{self.counts.total():06d}-{found.partition(':')[0].replace(' ', '-')}{path.suffix}"
            kept.write_bytes(data)
            print(f"{kept}: {found}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz and print what came of it; 1 where the parent failed or hung."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--seconds", type=float, default=600.0, help="how long, the files together, and http (600 each)"
    )
    known = [*TOKENS, HTTP]
    parser.add_argument("--formats", nargs="+", default=known, choices=known, help="only these; http is the server")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a run; else the time")
    parser.add_argument("--limit", type=float, default=Limits().seconds, help="seconds that one file may take")
    parser.add_argument("--keep", type=Path, default=Path("reports/fuzz"), help="where files with faults are kept")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}, {options.seconds:g} s", flush=True)
    whole = {name: files for name, files in seeds().items() if name in options.formats}
    sound = not whole or fuzz_files(whole, options)
    if HTTP in options.formats:
        sound = fuzz(options.seconds, options.seed, options.keep) and sound
    return 0 if sound else 1


def fuzz_files(whole: Mapping[str, Sequence[bytes]], options: argparse.Namespace) -> bool:
    """Damage files, have them read, and print what came of it; whether the parent neither failed nor hung."""
    with Loader(Limits(seconds=options.limit)) as loader:

        def read(path: Path, file: str) -> object:
            loader.members(path.read_bytes(), file)
            return loader.prepare(path, file, Settings().index.passage_characters)

        fuzzer = Fuzzer(read, options.keep, options.limit)
        known = [each for each in stored() if each.kind in whole]
        fuzzer.replay(known)
        pool = {name: [*files, *(each.data for each in known if each.kind == name)] for name, files in whole.items()}
        fuzzer.run(pool, options.seconds, options.seed)
    for name, count in sorted(fuzzer.counts.items()):
        print(f"{count:8d}  {name}")
    return not fuzzer.faults


if __name__ == "__main__":
    sys.exit(main())
