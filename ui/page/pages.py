"""Pages of indexed PDFs and pictures: found by the digest of their file, drawn by `ingest.load.pdf.pages`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import fastapi
from starlette.responses import PlainTextResponse, Response

from ingest.folders.walk import path_of
from ingest.load.pdf.pages import DrawnPage, PageReader
from rag.errors import PreuveError
from rag.index.contents import DocumentInfo
from ui.page.places import Place

FORMATS = ("pdf", "image")
"""Formats whose pages are drawn."""


class Pages:
    """Draws pages of the documents that an assistant has; `opening` becomes the assistant."""

    def __init__(self, opening: Future[Any]) -> None:
        self._opening = opening
        self._reader = PageReader()
        # Their own threads: whoever asks for many pages must not keep those of the rest of the server.
        self._asked = ThreadPoolExecutor(4, thread_name_prefix="preuve-images")

    def close(self) -> None:
        self._asked.shutdown(cancel_futures=True)
        self._reader.close()

    def sizes(self, info: DocumentInfo) -> tuple[tuple[float, float], ...]:
        """Width and height of all pages in points. Raises `FileRefused` where the file is not the one indexed."""
        return self._reader.sizes(path_of(info.root, info.file), info.sha256)

    def page(self, info: DocumentInfo, number: int) -> DrawnPage:
        """Page `number`, from 1. Raises `FileRefused` as `sizes` does."""
        with self._opening.result().documents() as documents:
            kept = documents.scan(info, number)
        recognised = json.loads(kept) if kept is not None else None
        return self._reader.page(path_of(info.root, info.file), info.sha256, number, recognised)

    def drawable(self, found: Iterable[Place]) -> list[tuple[str, int]]:
        """The pages, as digest and number, on which places stand and which can be drawn; each once."""
        wanted = dict.fromkeys((place.sha256, place.page) for place in found if place.page is not None)
        known = {sha256: indexed(self._opening, sha256, *FORMATS) for sha256, _ in wanted}
        there = {sha256 for sha256, info in known.items() if info and path_of(info.root, info.file).is_file()}
        return [(sha256, number) for sha256, number in wanted if sha256 in there]

    def add_to(self, api: fastapi.FastAPI) -> None:
        """Let a server answer with the images of pages: nothing of a file itself leaves it."""

        async def image(sha256: str, number: int) -> Response:
            return await asyncio.get_running_loop().run_in_executor(self._asked, self._image, sha256, number)

        api.add_api_route("/preuve/page/{sha256}/{number}.png", image, methods=["GET"], include_in_schema=False)

    def _image(self, sha256: str, number: int) -> Response:
        try:
            info = indexed(self._opening, sha256, *FORMATS)
            if info is None:
                return PlainTextResponse("Not found.", 404)
            content = self.page(info, number).image
        except PreuveError:
            return PlainTextResponse("This page cannot be drawn.", 404)
        return drawn_image(content)


def indexed(opening: Future[Any], sha256: str, *formats: str) -> DocumentInfo | None:
    """What is known of the document of one of these formats that has this digest, once documents are open."""
    if not opening.done():
        return None
    with opening.result().documents() as documents:
        return next((info for info in documents.by_sha256(sha256) if info.format in formats), None)


def drawn_image(image: bytes) -> Response:
    """The answer with an image. What a digest names never changes; others on the same machine must not find it."""
    return Response(image, media_type="image/png", headers={"cache-control": "private, max-age=86400, immutable"})
