"""What goes on beside the questions: files that are uploaded, and a folder that is ingested again and again."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from contextlib import suppress
from itertools import count
from pathlib import Path

import httpx

from bench.soak.record import Record
from bench.soak.served import Served
from bench.soak.tab import Failed, Listeners, Tab, client_of
from rag.errors import Busy
from rag.index.parts import key_of

UPLOADS = 10
"""Uploaded files that stay; for each one more, the oldest is deleted, so that the index does not grow."""

EVERY = 6.0
"""Seconds between two uploads."""

CHANGED = 4
"""Files of the folder that differ at each ingest."""


def text(number: int) -> str:
    """A file of some thirty passages that no other number has."""
    said = f"Le rapport {number} décrit la station {number * 7 + 3}, ses {number % 90 + 5} agents et son budget.\n\n"
    return said * 3 + "".join(
        f"## Partie {part}\n\nEn {1950 + part}, la station {number * 7 + 3} a traité {number + part} dossiers. Son"
        f" équipe {part} a rendu compte de {part * 3 + number} visites, de leurs suites et de leur coût.\n\n"
        for part in range(30)
    )


async def upload(server: Served, listeners: Listeners, record: Record, stop: asyncio.Event) -> None:
    """Upload a file every few seconds, and delete the oldest where there are many; a refusal is an error."""
    there: deque[str] = deque()
    async with client_of(server.url, server.cookies[0]) as client, Tab(client, listeners) as tab:
        for number in count(100_000):
            if await _over(stop, EVERY):
                return
            try:
                there.append(await _sent(client, number))
                record.uploads += 1
                if len(there) > UPLOADS:
                    await tab.call("ingest", f"delete {key_of(there.popleft())}")
            except (Failed, httpx.HTTPError) as problem:
                record.errors.append(f"upload: {type(problem).__name__}: {problem}")


async def _sent(client: httpx.AsyncClient, number: int) -> str:
    """The name that an uploaded file has in the index. Raises `Failed`."""
    where = f"/preuve/upload?name=envoi{number}.md&batch=soak{number:08d}&language=en"
    reply = await client.post(where, content=text(number).encode())
    if reply.status_code != httpx.codes.OK:
        raise Failed(f"{reply.status_code} {reply.text[:200]}")
    return str(reply.json()["file"])


async def ingest(index: Path, folder: Path, record: Record, stop: asyncio.Event) -> None:
    """`preuve ingest` of a folder of which some files have changed, one after the other without a pause."""
    number = 0
    folder.mkdir()
    while not await _over(stop, 1.0):
        for at in range(CHANGED):
            number += 1
            (folder / f"dossier{at}.md").write_text(text(number), encoding="utf-8")
        command = [sys.executable, "-m", "ui.cli", "ingest", str(folder), "--index", str(index)]
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, env=os.environ
        )
        _, said = await process.communicate()
        if process.returncode == 0:
            record.ingests += 1
        elif process.returncode != Busy.exit_code:  # one at a time: the server reads an upload just now
            record.errors.append(f"ingest: {said.decode(errors='replace')[-300:]}")


async def _over(stop: asyncio.Event, seconds: float) -> bool:
    """Wait for so long, or until the end; whether it has come."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
