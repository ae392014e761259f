"""Ask, ingest and kill for a given time: `python -m bench.endurance --minutes 30`.

This process asks questions whose answers stand in documents that never change, and checks every citation against the
files. Meanwhile `preuve ingest` runs again and again in processes of its own, after a file was added, changed or
removed; half of them are killed, some at a random moment and some at a step where a kill is dangerous. What is printed
in the end: memory, open files and latency over time, citations that were wrong, documents that were missed. Exit code
1 where any of them is not as promised. The embedder is the one of the settings (PREUVE_EMBEDDER).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path

from bench.endurance.record import Record, Sample, judge
from ingest.sync import sync
from rag.answers import Answer
from rag.assistant import Assistant, open_assistant
from rag.errors import PreuveError
from rag.index.embedded.generation import read_pointer, write_pointer
from rag.index.failpoint import VARIABLE
from rag.language.text import canonical
from rag.machine.allocator import keep_memory_steady
from rag.settings import Settings, quiet_environment, settings_from

STEADY = 60
"""Documents that never change, one question each."""
CHANGING = 20
"""Names of documents that come, change and go."""
DANGEROUS = ("document-stored:kill:1", "dense-batch:kill@5", "dense-started:kill@20", "validation:kill",
             "current-draft:kill", "current-replaced:kill", "cleanup:kill")  # fmt: skip
EXCHANGED = 200
"""Generations that are opened, each in place of another, before the clock starts: memory grows by 13 MB until then."""
DATABASE = "chroma.sqlite3"


def steady_text(number: int) -> str:
    """A document with a fact that only it has."""
    name = hashlib.blake2b(str(number).encode(), digest_size=3).hexdigest()
    return (
        f"Le dossier {name} concerne la station numéro {number}.\n\n"
        f"La station {name} est dirigée par l’équipe {name} depuis {1950 + number}. Son budget est de {number + 3} "
        "millions de dirhams.\n"
    )


def steady_question(number: int) -> str:
    name = hashlib.blake2b(str(number).encode(), digest_size=3).hexdigest()
    return f"Par quelle équipe la station {name} est-elle dirigée ?"


class Writer(threading.Thread):
    """Changes files and ingests them in processes of their own, half of which it kills, until `stop` is set."""

    def __init__(self, corpus: Path, settings: Settings, record: Record, pause: float) -> None:
        super().__init__(name="endurance-writer", daemon=True)
        self._corpus = corpus
        self._record = record
        self._pause = pause
        self._random = random.Random(7)  # noqa: S311 - the same every time
        self._lasts = 4.0
        self._since = 0.0
        self.stop = threading.Event()
        self._command = [
            sys.executable,
            "-m",
            "ui.cli",
            "ingest",
            str(corpus),
            "--index",
            str(settings.index.directory),
        ]
        self._environment = {**os.environ, "PREUVE_EMBEDDER": settings.embedding.embedder}

    def run(self) -> None:
        self._since = time.monotonic()
        while not self.stop.wait(self._pause):
            self._edit()
            kill = self._random.random()
            self._ingest(self._random.choice(DANGEROUS) if kill < 0.25 else "", self._lasts if kill > 0.75 else None)
            # Between two ingests, whose pipes would be counted too.
            self._record.samples.append(look(self._since))
        self._ingest("", None)

    def _edit(self) -> None:
        path = self._corpus / f"changing{self._random.randrange(CHANGING)}.txt"
        if path.exists() and self._random.random() < 0.4:
            path.unlink()
        else:
            path.write_text(f"Le texte numéro {self._random.random()} change.\n" * self._random.randint(1, 30))

    def _ingest(self, fault: str, kill_within: float | None) -> None:
        environment = {**self._environment, **({VARIABLE: fault} if fault else {})}
        started = time.monotonic()
        process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
        )
        try:
            _, said = process.communicate(timeout=self._random.uniform(0, kill_within) if kill_within else 300)
        except subprocess.TimeoutExpired:
            process.kill()
            _, said = process.communicate()
        self._record.ingests += 1
        if process.returncode < 0:
            self._record.kills += 1
        elif process.returncode:
            self._record.failed.append(said.strip())
        elif not fault:
            self._lasts = time.monotonic() - started


def look(started: float) -> Sample:
    """This process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    opened = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # closed since
            opened.append(descriptor.readlink().name)
    connections = sum(DATABASE in name for name in opened)
    memory = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return Sample(time.monotonic() - started, memory, len(opened) - connections, connections)


def check(answer: Answer, assistant: Assistant, file: str, corpus: Path, record: Record) -> None:
    """Whether each citation is what stands at its place, and whether the document that answers was found."""
    if all(hit.passage.file != file for hit in answer.hits):
        record.lost.append(f"{file} for {answer.question}")
    for sentence in answer.sentences:
        for citation in sentence.citations:
            record.citations += 1
            # What changes is compared with the version that was indexed, the rest with the file itself.
            if citation.file.startswith("steady"):
                data = (corpus / citation.file).read_bytes()
                sha256, text = hashlib.sha256(data).hexdigest(), canonical(data.decode())
            elif (document := assistant.document(citation.file)) and document.sha256 == citation.sha256:
                sha256, text = document.sha256, document.text
            else:
                continue  # published anew since the answer
            if sha256 != citation.sha256 or text[citation.start : citation.end] != citation.quote:
                record.wrong.append(f"{citation.file} {citation.start}-{citation.end}: {citation.quote}")


def endure(home: Path, settings: Settings, seconds: float, pause: float) -> Record:
    """Ask every `pause` seconds for so long, while another thread has files ingested; see the module."""
    corpus, record = home / "corpus", Record()
    corpus.mkdir()
    for number in range(STEADY):
        (corpus / f"steady{number}.txt").write_text(steady_text(number), encoding="utf-8")
    sync([corpus], settings)
    choose = random.Random(11)  # noqa: S311
    writer = Writer(corpus, settings, record, pause)
    with closing(open_assistant(settings)) as assistant:
        for number in range(EXCHANGED):
            write_pointer(settings.index.directory, read_pointer(settings.index.directory))  # as new as a publication
            assistant.ask(steady_question(number % STEADY))
        started = time.monotonic()
        writer.start()
        while (at := time.monotonic() - started) < seconds:
            number = choose.randrange(STEADY)
            asked = time.perf_counter()
            answer = assistant.ask(steady_question(number))
            record.latencies.append((at, time.perf_counter() - asked))
            record.generations.add(answer.index)
            check(answer, assistant, f"steady{number}.txt", corpus, record)
            time.sleep(pause)
        writer.stop.set()
        writer.join()
        with assistant.documents() as documents:
            known = set(documents.files())
        record.lost += sorted(path.name for path in corpus.iterdir() if path.name not in known)
    return record


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.endurance", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0, help="how long (default: %(default)s)")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two questions (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    arguments = parser.parse_args(argv)
    try:
        quiet_environment()
        keep_memory_steady()  # as the chat does
        with tempfile.TemporaryDirectory(prefix="preuve-endurance-") as home:
            settings = settings_from(os.environ, index=Path(home) / "index")
            record = endure(Path(home), settings, arguments.minutes * 60, arguments.pause)
    except PreuveError as error:
        print(f"endurance: {error}", file=sys.stderr)
        return error.exit_code
    verdict = judge(record, arguments.minutes * 60)
    if arguments.json:
        print(json.dumps(asdict(verdict), ensure_ascii=False))
    else:
        for name, value in asdict(verdict).items():
            if name != "broken":
                shown = f"{value:10.2f}" if isinstance(value, float) else f"{value:10}"
                print(f"{name.replace('_', ' '):26}{shown}")
    for what in verdict.broken:
        print(f"endurance: {what}", file=sys.stderr)
    return 1 if verdict.broken else 0


if __name__ == "__main__":
    sys.exit(main())
