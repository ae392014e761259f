"""Fifty people at once, then ten thousand tabs, against a running `preuve chat`: `make soak`.

Everybody asks, on the page and through the API, first alone, then while files are uploaded and a folder is ingested
beside. After that, tabs are opened and closed. What is printed in the end: how long answers took, how soon somebody was
told that all are busy, what went wrong, and memory over time. Exit code 1 where any of it is not as promised. The
documents and questions are the bundled ones, the settings those of the environment.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import httpx

from bench.soak.beside import ingest, upload
from bench.soak.crowd import crowd
from bench.soak.record import Record, Tabs, Verdict, judge
from bench.soak.served import Served, served
from bench.soak.tab import Failed, Listeners, client_of, listeners_of, open_and_close
from eval.sets.cases import read_set
from rag.errors import PreuveError
from rag.settings import quiet_environment, settings_from
from ui.page.examples import bundled_corpus, bundled_set

ALONE = 0.25
"""Share of the minutes that is asked before without anything beside, to compare with."""

WARM_UP = 60.0
"""Seconds that are asked before anything counts: the first questions load models and fill caches."""

AT_ONCE = 20
"""Tabs that are open at the same time."""

ASKING = 100
"""Of so many tabs one asks something."""

SETTLING = 90.0
"""Seconds at most until what closed tabs have held is given back."""


def say(text: str) -> None:
    print(f"soak: {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


async def watch(server: Served, record: Record, until: float) -> None:
    """Note the memory of the server every second, and tell every half minute how it goes."""
    told = started = time.monotonic()
    traces = server.traces()
    while (now := time.monotonic()) < until:
        record.memory.append((now - started, server.megabytes()))
        if now - told >= 30.0:
            told = now
            say(f"{len(record.asked)} answered, {len(record.busy)} times busy, {record.uploads} uploads,"
                f" {record.ingests} ingests, {len(record.errors)} errors, {record.memory[-1][1]:.0f} MB")  # fmt: skip
        await asyncio.sleep(1.0)
    record.traces = server.traces() - traces


async def ask(
    server: Served, listeners: Listeners, questions: Sequence[str], seconds: float, home: Path | None
) -> Record:
    """What happens while everybody asks for so long; with a `home` for its folder, an ingest goes on beside."""
    record, stop, until = Record(), asyncio.Event(), time.monotonic() + seconds
    beside = []
    if home is not None:
        beside.append(asyncio.create_task(ingest(home / "index", home / "folder", record, stop)))
        beside.append(asyncio.create_task(upload(server, listeners, record, stop)))
    watching = asyncio.create_task(watch(server, record, until))
    await crowd(server, listeners, questions, record, until)
    stop.set()
    await asyncio.gather(watching, *beside)
    return record


async def open_tabs(server: Served, listeners: Listeners, questions: Sequence[str], number: int) -> Tabs:
    """Open and close so many tabs, each person some of them, and look what is left of them."""
    found, left = Tabs(), iter(range(number))
    traces = server.traces()

    async def some(worker: int) -> None:
        mine = server.cookies[worker::AT_ONCE]
        async with client_of(server.url, mine[0] if mine else server.cookies[0]) as client:
            for at in left:
                try:
                    await open_and_close(client, listeners, questions[at % len(questions)] if at % ASKING == 0 else "")
                except (Failed, httpx.HTTPError) as problem:
                    found.errors.append(f"tab: {type(problem).__name__}: {problem}")
                found.opened += 1
                found.most = max(found.most, server.megabytes())
                if found.opened % 500 == 0:
                    say(f"{found.opened} tabs opened and closed, {server.megabytes():.0f} MB")

    found.before = server.megabytes()
    await asyncio.gather(*(some(worker) for worker in range(AT_ONCE)))
    until = time.monotonic() + SETTLING
    found.after = server.megabytes()
    while time.monotonic() < until:
        await asyncio.sleep(1.0)
        found.after = min(found.after, server.megabytes())
    found.errors += ["an error is in the log of the server"] * (server.traces() - traces)
    return found


async def soak(server: Served, home: Path, minutes: float, tabs: int) -> Verdict:
    """Everything, one after the other; see the module."""
    questions = [each.question for each in read_set(bundled_set()).questions]
    listeners = await listeners_of(server.url, server.cookies[0])
    say(f"{len(server.cookies)} people ask for {WARM_UP:g} seconds that do not count")
    await ask(server, listeners, questions, WARM_UP, None)
    say(f"{len(server.cookies)} people ask alone for {minutes * ALONE:g} minutes")
    alone = await ask(server, listeners, questions, minutes * 60 * ALONE, None)
    say(f"they ask beside uploads and an ingest for {minutes:g} minutes")
    beside = await ask(server, listeners, questions, minutes * 60, home)
    say(f"{tabs} tabs are opened and closed")
    opened = await open_tabs(server, listeners, questions, tabs)
    return judge(alone, beside, opened)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="how long beside an ingest (default: %(default)s)")
    parser.add_argument("--users", type=int, default=50, help="people who ask at once (default: %(default)s)")
    parser.add_argument("--tabs", type=int, default=10_000, help="tabs opened and closed (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    arguments = parser.parse_args(argv)
    try:
        quiet_environment()
        with tempfile.TemporaryDirectory(prefix="preuve-soak-") as folder:
            home = Path(folder)
            settings = settings_from(os.environ, index=home / "index")
            with served(home, bundled_corpus(), settings, arguments.users) as server:
                verdict = asyncio.run(soak(server, home, arguments.minutes, arguments.tabs))
    except PreuveError as error:
        print(f"soak: {error}", file=sys.stderr)
        return error.exit_code
    if arguments.json:
        print(json.dumps(asdict(verdict), ensure_ascii=False))
    else:
        for name, value in verdict.figures.items():
            print(f"{name:60}{value:10.2f}" if isinstance(value, float) else f"{name:60}{value:10}")
    for what in verdict.broken:
        print(f"soak: {what}", file=sys.stderr)
    return 1 if verdict.broken else 0


if __name__ == "__main__":
    sys.exit(main())
