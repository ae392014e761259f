"""The addresses for documents that come: one takes a file a request, under a name that is made safe; one tells how far.

Gradio's own upload is not used and not reachable: it checks neither type nor number, and serves what it took.
"""

from __future__ import annotations

import asyncio
import math
from typing import Any

import fastapi
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from ingest.folders.uploads import Incoming, safe_name
from rag.errors import FileRefused
from ui.server.security import INTAKE, UPLOAD
from ui.store import PERSON
from ui.words.library import LIBRARY_WORDS, LibraryWords
from ui.words.words import page_language
from ui.work.ingests import Arrival, Going, Ingests
from ui.work.intake import BATCH

IDLE_SECONDS, WHOLE_SECONDS = 30.0, 600.0
"""How long an upload may send nothing, and how long it may take in all: the largest file at 100 kB/s."""


def add_upload(application: fastapi.FastAPI, ingests: Ingests) -> None:
    """Make the addresses.

    A request names the file (`name`), the tab (`batch`), how many files and bytes the tab sends in all (`files`,
    `bytes`) and the `language` of its page. The reply is an object: `file` with the name that the document has from
    now on, or `refused` with the reason in one line and its
    `code`, and the document that is the `same` already.
    """
    intake = ingests.intake

    async def upload(request: Request) -> Response:
        query = request.query_params
        words = LIBRARY_WORDS[page_language("", query.get("language", ""))]
        try:
            if not intake.megabytes or not BATCH.fullmatch(query.get("batch", "")):
                raise FileRefused("unsupported", "nothing may be uploaded")
            with intake.arriving(request.scope[PERSON]):
                async with asyncio.timeout(WHOLE_SECONDS):
                    file = await _taken(request, ingests)
        except FileRefused as refused:
            reason = words.refused[refused.code].format(size=intake.megabytes, file=str(refused))
            same = {"same": str(refused)} if refused.code == "same" else {}
            return JSONResponse({"refused": reason, "code": refused.code, **same}, 422)
        except (OSError, TimeoutError, ClientDisconnect):
            return JSONResponse({"refused": words.broken, "code": "broken"}, 503)
        return JSONResponse({"file": file})

    async def told(request: Request) -> Response:
        words = LIBRARY_WORDS[page_language("", request.query_params.get("language", ""))]
        return JSONResponse({"outcome": ingests.outcome.number, **_told(ingests.going(), words)})

    application.add_api_route(UPLOAD, upload, methods=["POST"], include_in_schema=False)
    application.add_api_route(INTAKE, told, methods=["GET"], include_in_schema=False)


def _told(going: Going | None, words: LibraryWords) -> dict[str, Any]:
    """How far everything is, in the words of a page."""
    if going is None:
        return {"running": False}
    template: str = getattr(words, going.stage)
    text = template.format(number=going.number, total=going.total, file=going.file)
    left = ""
    if going.left is not None:
        minutes = going.left >= 90
        left = (words.minutes_left if minutes else words.seconds_left).format(
            count=max(1, round(going.left / 60)) if minutes else 5 * math.ceil(max(going.left, 1) / 5)
        )
    return {"running": True, "text": text, "part": round(going.part, 3), "left": left}


def _count(text: str, least: int) -> int:
    """A number that a page says, at least `least`."""
    return max(least, int(text)) if text.isascii() and text.isdecimal() and len(text) <= 15 else least


async def _taken(request: Request, ingests: Ingests) -> str:
    """The name of the file that a request carries, once it is kept. Raises `FileRefused`, `OSError` and the like."""
    query, intake = request.query_params, ingests.intake
    size = int(request.headers.get("content-length", 2**63))
    name = query.get("name", "")
    plain = safe_name(name)
    uploads = intake.uploads
    with uploads.arriving(size) as incoming:
        announced = _count(query.get("files", ""), 1), _count(query.get("bytes", ""), size)
        arrival = Arrival(plain, size)
        with ingests.arriving(query["batch"], arrival, *announced):
            await _received(request, incoming, arrival)
            same = intake.holder(incoming.sha256)
            if same is not None:
                raise FileRefused("same", same)
            file = await asyncio.to_thread(uploads.keep, incoming, name)
        ingests.take(file, incoming.size)
        return file


async def _received(request: Request, incoming: Incoming, arrival: Arrival) -> None:
    stream = aiter(request.stream())
    while True:
        async with asyncio.timeout(IDLE_SECONDS):
            chunk = await anext(stream, None)
        if chunk is None:
            return
        incoming.write(chunk)
        arrival.received += len(chunk)
