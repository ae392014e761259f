"""The stored files that fuzzing begins with: each once harmed a reader, or reaches lines of one that no other does.

A quick test replays them. `python -m tests.fuzz_stored --seconds 60` looks for more: it damages files in this process,
sees which lines of the readers run, and keeps what reaches a line that nothing stored has reached. What harms a reader
is printed and kept as well; whoever mends that stores it with words that say what it was (`--store FILE --why WORDS`).
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import signal
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from ingest.load import child
from ingest.load.recognition.words import RecognitionNeeded
from rag.errors import FileRefused
from rag.language.language import detect
from tests import CHECKOUT
from tests.fuzz_damage import damages
from tests.fuzz_seeds import TOKENS, seeds, tokens

STORE = Path(__file__).parent / "fuzz_corpus" / "files.jsonl"
"""A file a line: its format, why it is here, and its bytes (deflated, base64)."""

LARGEST = 40_000
"""Bytes of a file that is stored, before it is packed."""

LONGEST = 1_500
"""Characters of its line."""

SECONDS = 20
"""Of the processor, after which a reading in this process is given up."""

READERS = str(CHECKOUT / "ingest")

PATH = "path"
"""Why a file is here that has never harmed anything."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the corpus; `kind` is its suffix."""

    kind: str
    why: str
    data: bytes

    @property
    def line(self) -> str:
        packed = base64.b64encode(zlib.compress(self.data, 9)).decode("ascii")
        return json.dumps({"kind": self.kind, "why": self.why, "data": packed})


def stored() -> list[Stored]:
    """The files of the corpus."""
    lines = (json.loads(line) for line in STORE.read_text(encoding="ascii").splitlines())
    return [Stored(each["kind"], each["why"], zlib.decompress(base64.b64decode(each["data"]))) for each in lines]


def write(files: Iterable[Stored]) -> None:
    """Store files instead of those that are there, by format, what harmed a reader first."""
    ordered = sorted(files, key=lambda each: (each.kind, each.why == PATH, len(each.data)))
    STORE.write_text("".join(f"{each.line}\n" for each in ordered), encoding="ascii")


Lines = frozenset[tuple[str, int]]
"""Lines of modules."""


class Reached:
    """Reads files in this process and sees which lines of the readers run."""

    def __init__(self) -> None:
        self._lines: set[tuple[str, int]] = set()
        detect("Une phrase quelconque, assez longue pour que le modèle soit chargé. " * 5)  # which is no file's fault

    def read(self, kind: str, data: bytes) -> Lines:
        """The lines that reading a file runs. Raises what a reader raises that is no refusal, and `TimeoutError`."""
        self._lines = set()
        request = {"file": f"file.{kind}", "sha256": "0" * 64, "passage_characters": 1000}
        signal.signal(signal.SIGVTALRM, _give_up)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        sys.settrace(self._called)
        try:
            for asked in (request, {**request, "members": 1}):
                _answered(asked, data)
        finally:
            sys.settrace(None)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return frozenset(self._lines)

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self._line if frame.f_code.co_filename.startswith(READERS) else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        self._lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line


def _answered(request: dict[str, Any], data: bytes) -> None:
    with suppress(FileRefused, RecognitionNeeded):
        child._answer(child.read, request, data)


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"reading took longer than {SECONDS} s")


def grown(kind: str, whole: Sequence[bytes], known: Sequence[Stored], seconds: float, seed: int) -> Iterator[Stored]:
    """Damaged files that reach lines that neither the whole nor the known ones do, or that harm the reader."""
    reached, chance, pool = Reached(), random.Random(seed), [*whole, *(each.data for each in known)]
    lines = set[tuple[str, int]]().union(*(reached.read(kind, each) for each in pool))
    harms, until = set[str](), time.monotonic() + seconds
    while time.monotonic() < until:
        data = chance.choice(pool)
        for _ in range(chance.choice((1, 1, 2))):
            data = chance.choice(damages(kind))(data, tokens(kind), chance)
        if len(data) > LARGEST:
            continue
        try:
            found = reached.read(kind, data)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            said = f"{type(error).__name__}: {error}"[:200]
            if said not in harms:
                harms.add(said)
                yield Stored(kind, said, data)
            continue
        if found - lines and len(Stored(kind, PATH, data).line) <= LONGEST:
            lines |= found
            pool.append(data)
            yield Stored(kind, PATH, data)


def fewest(kind: str, whole: Sequence[bytes], files: Sequence[Stored]) -> list[Stored]:
    """The stored files of a format without those whose lines are all reached by the others; the smallest stay."""
    reached = Reached()
    lines = set[tuple[str, int]]().union(*(reached.read(kind, each) for each in whole))
    kept = []
    for each in sorted(files, key=lambda each: (each.why == PATH, len(each.line))):
        found = reached.read(kind, each.data)
        if each.why != PATH or found - lines:
            lines |= found
            kept.append(each)
    return kept


def main(arguments: Sequence[str] | None = None) -> int:
    """Let the corpus grow, or store one file; 1 where a reader was harmed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz_stored", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long, each format")
    parser.add_argument("--formats", nargs="+", default=list(TOKENS), choices=list(TOKENS), help="only these")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a run; else the time")
    parser.add_argument("--keep", type=Path, default=Path("reports/fuzz"), help="where files with faults are kept")
    parser.add_argument("--store", type=Path, help="store this file")
    parser.add_argument("--why", default=PATH, help="what it did to a reader")
    options = parser.parse_args(arguments)
    files = stored() if STORE.exists() else []
    if options.store is not None:
        write([*files, Stored(options.store.suffix[1:], options.why, options.store.read_bytes())])
        return 0
    harmed = 0
    for kind, whole in seeds().items():
        if kind not in options.formats:
            continue
        mine = [each for each in files if each.kind == kind]
        for found in grown(kind, whole, mine, options.seconds, options.seed):
            if found.why == PATH:
                mine.append(found)
                continue
            harmed += 1
            options.keep.mkdir(parents=True, exist_ok=True)
            kept = options.keep / f"{options.seed}-{harmed}.{kind}"
            kept.write_bytes(found.data)
            print(f"{kept}: {found.why}", flush=True)
        files = [each for each in files if each.kind != kind] + fewest(kind, whole, mine)
        write(files)
        print(f"{sum(each.kind == kind for each in files):6d}  {kind}", flush=True)
    return int(bool(harmed))


if __name__ == "__main__":
    sys.exit(main())
