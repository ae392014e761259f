"""The address that takes uploaded files: one a request, its bytes as the body, under a name that is made safe.

Gradio's own upload is not used and not reachable: it checks neither type nor number, and serves what it took.
"""

from __future__ import annotations

import asyncio

import fastapi
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from ingest.folders.uploads import Incoming, safe_name
from rag.errors import FileRefused
from ui.server.security import UPLOAD
from ui.words.library import LIBRARY_WORDS
from ui.words.words import page_language
from ui.work.intake import BATCH, Intake, refuse_busy

IDLE_SECONDS = 30.0
"""How long an upload may send nothing."""


def add_upload(application: fastapi.FastAPI, intake: Intake) -> None:
    """Make the address.

    A request names the file (`name`), the tab (`batch`) and the `language` of its page. The reply is an object: `file`
    with the name that the document has from now on, or `refused` with the reason in one line.
    """

    async def upload(request: Request) -> Response:
        query = request.query_params
        words = LIBRARY_WORDS[page_language("", query.get("language", ""))]
        try:
            if not intake.megabytes or not BATCH.fullmatch(query.get("batch", "")):
                raise FileRefused("unsupported", "nothing may be uploaded")
            refuse_busy(intake.arriving)
            intake.arriving += 1
            try:
                file = await _taken(request, intake, query.get("name", ""))
            finally:
                intake.arriving -= 1
        except FileRefused as refused:
            reason = words.refused[refused.code].format(size=intake.megabytes, file=str(refused))
            return JSONResponse({"refused": reason}, 422)
        except (OSError, TimeoutError, ClientDisconnect):
            return JSONResponse({"refused": words.broken}, 503)
        intake.batch(query["batch"]).files.append(file)
        return JSONResponse({"file": file})

    application.add_api_route(UPLOAD, upload, methods=["POST"], include_in_schema=False)


async def _taken(request: Request, intake: Intake, name: str) -> str:
    """The name of the file that a request carries, once it is kept. Raises `FileRefused`, `OSError` and the like."""
    size = int(request.headers.get("content-length", 2**63))
    safe_name(name)
    uploads = intake.uploads
    with uploads.arriving(size) as incoming:
        await _received(request, incoming)
        same = intake.holder(incoming.sha256)
        if same is not None:
            raise FileRefused("same", same)
        return await asyncio.to_thread(uploads.keep, incoming, name)


async def _received(request: Request, incoming: Incoming) -> None:
    stream = aiter(request.stream())
    while True:
        async with asyncio.timeout(IDLE_SECONDS):
            chunk = await anext(stream, None)
        if chunk is None:
            return
        incoming.write(chunk)
