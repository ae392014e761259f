"""Pictures of indexed Word documents for the page: found and drawn by `ingest.load.figures`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import fastapi
from starlette.responses import PlainTextResponse, Response

from ingest.folders.walk import path_of
from ingest.load.figures.figures import FigureReader, Figures, PlacedFigure
from rag.errors import PreuveError
from rag.index.contents import DocumentInfo
from ui.page.pages import drawn_image, indexed
from ui.page.places import Place

FORMAT = "docx"

SHORT, LONG = 0.1, 3.0
"""Seconds that a document waits for its pictures, when it is opened, and when they are asked for."""


class Illustrations:
    """The pictures of the documents that an assistant has; `opening` becomes the assistant."""

    def __init__(self, opening: Future[Any]) -> None:
        self._opening = opening
        self._reader = FigureReader()
        # Their own threads: whoever asks for many pictures must not keep those of the rest of the server.
        self._asked = ThreadPoolExecutor(3, thread_name_prefix="preuve-figures")
        self._lock = threading.Lock()
        self._looking: dict[str, Future[Figures]] = {}

    def close(self) -> None:
        self._asked.shutdown(cancel_futures=True)
        self._reader.close()

    def of(self, info: DocumentInfo, patience: float = SHORT) -> tuple[PlacedFigure, ...] | None:
        """The pictures of a document, `None` while they are looked for.

        There are none where its file is not the one that was indexed, or is read otherwise now.
        """
        if info.format != FORMAT:
            return ()
        try:
            path = path_of(info.root, info.file)
            found = self._reader.known(path, info.sha256) or self._look(info).result(patience)
        except TimeoutError:
            return None
        except PreuveError:
            return ()
        return found.placed if found.text_sha256 == info.text_sha256 else ()

    def prepare(self, places: Iterable[Place]) -> None:
        """Look for the pictures of documents that may be opened next."""
        for sha256 in dict.fromkeys(place.sha256 for place in places):
            info = indexed(self._opening, sha256, FORMAT)
            if info is not None:
                self._look(info)

    def add_to(self, api: fastapi.FastAPI) -> None:
        """Let a server answer with pictures as they were drawn anew: nothing of a file itself leaves it."""

        async def image(sha256: str, number: int) -> Response:
            return await asyncio.get_running_loop().run_in_executor(self._asked, self._image, sha256, number)

        api.add_api_route("/preuve/figure/{sha256}/{number}.png", image, methods=["GET"], include_in_schema=False)

    def _look(self, info: DocumentInfo) -> Future[Figures]:
        """The search for the pictures of a document, which is done once for all who ask meanwhile."""
        path = path_of(info.root, info.file)
        with self._lock:
            looking = self._looking.get(info.sha256)
            if looking is None:
                looking = self._asked.submit(self._reader.figures, path, info.file, info.sha256)
                self._looking[info.sha256] = looking
                looking.add_done_callback(lambda _: self._looking.pop(info.sha256, None))
            return looking

    def _image(self, sha256: str, number: int) -> Response:
        info = indexed(self._opening, sha256, FORMAT)
        if info is None:
            return PlainTextResponse("Not found.", 404)
        try:
            return drawn_image(self._reader.image(path_of(info.root, info.file), info.file, sha256, number))
        except PreuveError:
            return PlainTextResponse("This picture cannot be drawn.", 404)
