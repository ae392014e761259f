"""The API: questions, documents and health as JSON, for the person of the session or of the token."""

from __future__ import annotations

import asyncio
import functools
import json
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Sequence
from concurrent.futures import Future
from contextlib import aclosing
from typing import Any, TypeVar

import fastapi
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from rag.answers import Turn
from rag.assistant import checked_question
from rag.errors import Busy, IndexProblem, ModelError, PreuveError, Stopped, TooOften, UsageError
from rag.events import Done, Event, Passages, Problem, Sentence, Text, Waiting, Withdrawn
from rag.proof.records import Record, answer_record, hit_record, sentence_record
from rag.settings import Settings
from ui.neutralise import reason_of
from ui.page.conversation import Conversation
from ui.page.keeping import conversation_of, turn_record
from ui.server.api import shapes
from ui.server.api.listing import count, known, listed
from ui.server.api.page import api_page
from ui.store import PERSON, Store
from ui.work.gate import Gate

BUSY_SECONDS = 5
"""When to ask again where the queue is full."""

EVENTS = "text/event-stream"

Result = TypeVar("Result")


class Api:
    """The addresses below `/api`."""

    def __init__(self, opening: Future[Any], settings: Settings, store: Store, gate: Gate) -> None:
        self._opening = opening
        self._limit = settings.answer.question_characters
        self._store = store
        self._gate = gate

    def add_to(self, app: fastapi.FastAPI) -> None:
        """Add the routes to an application, with their documentation."""
        problems: dict[int | str, dict[str, Any]] = {
            status: {"model": shapes.Problem, "description": meaning}
            for status, meaning in {
                400: "the request is not JSON",
                401: "neither logged in nor a token",
                413: "a field, or the request as a whole, is too long",
                422: "the question cannot be asked",
                429: "busy, or too many questions in a minute; `Retry-After` says when to ask again",
                502: "the language model gives no answer",
                503: "the documents cannot be opened",
            }.items()
        }
        app.add_api_route(
            "/api/ask", self.ask, methods=["POST"], response_model=None, summary="Ask a question",
            responses={200: {"model": shapes.AnswerShape, "content": {EVENTS: {}}}, **problems},
        )  # fmt: skip
        for path, react, shape, summary in (
            ("/api/documents", self.documents, list[shapes.DocumentShape], "List the documents"),
            ("/api/health", self.health, shapes.HealthShape, "Say how the server is"),
        ):
            known: dict[int | str, dict[str, Any]] = {status: problems[status] for status in (401, 503)}
            app.add_api_route(
                path, react, methods=["GET"], response_model=None, summary=summary,
                responses={200: {"model": shape}, **known},
            )  # fmt: skip
        app.add_api_route("/api/docs", functools.partial(_page, app), methods=["GET"], include_in_schema=False)
        app.add_exception_handler(RequestValidationError, _refused)
        app.add_exception_handler(Exception, _broken)

    async def ask(self, request: Request, asked: shapes.Ask) -> Response:
        """Answer a question with citations.

        With `Accept: text/event-stream` as events while it is made: `passages` first, then `text` and `sentence`, then
        `answer`. An `answer` replaces what came before, `withdrawn` takes back the text so far, `waiting` says for how
        many seconds nothing has come of the language model, or until it is asked again, `problem` says what
        went wrong with the language model, and `error` ends what cannot be answered.
        """
        person = request.scope[PERSON]
        try:
            question = checked_question(asked.question, self._limit)
            talk = await _awaited(request, asyncio.to_thread(self._talk, person, asked))
            turns = talk.turns() if talk else [Turn(turn.question, turn.answer) for turn in asked.turns]
            events = self._kept(self._answering(person, question, turns, asked.files), person, talk, question)
            await _awaited(request, anext(events))
        except PreuveError as error:
            return _told(error)
        if EVENTS in request.headers.get("accept", ""):
            return _Events(events)
        return await _whole(request, events)

    def _talk(self, person: int, asked: shapes.Ask) -> Conversation | None:
        """The conversation that a question belongs to. Raises `UsageError` where there is no such one."""
        if asked.conversation is None:
            return None
        if asked.turns:
            raise UsageError("the request has turns and a conversation: give one of them")
        turns = self._store.conversations.turns(person, asked.conversation)
        if turns is None:
            raise UsageError("there is no such conversation of yours: see its name in the address of the page")
        return conversation_of(asked.conversation, turns, person)

    async def _answering(
        self, person: int, question: str, turns: Sequence[Turn], files: Sequence[str] | None
    ) -> AsyncGenerator[Event | None]:
        """`None` as soon as nothing is in the way of an answer, then what happens; raises what the assistant raises."""
        with self._gate.entry(person) as place:
            assistant = await asyncio.shield(asyncio.wrap_future(self._opening))
            if files is not None:
                indexed = await asyncio.to_thread(known, assistant, files)
                if unknown := [file for file in files if file not in indexed]:
                    raise UsageError(f"{unknown[0]!r} is not indexed: see /api/documents")
            yield None
            work = functools.partial(assistant.stream, question, turns, files, place.stop)
            async with aclosing(place.stream(work)) as events:
                async for event in events:
                    yield event

    async def _kept(
        self, events: AsyncGenerator[Event | None], person: int, talk: Conversation | None, question: str
    ) -> AsyncGenerator[Event | None]:
        """What happens; the answer is kept in its conversation, if it has one, before it is passed on."""
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Done) and talk is not None:
                    exchange = talk.asked(question).settled(event.answer).exchanges[-1]
                    keep = self._store.conversations.keep
                    await asyncio.to_thread(keep, person, talk.identifier, exchange.number, turn_record(exchange))
                yield event

    async def documents(self) -> Response:
        """What is indexed, by file."""
        try:
            assistant = self._opening.result(0)
            found = await asyncio.to_thread(listed, assistant)
        except TimeoutError:
            return _told(IndexProblem("the documents are still being opened: ask again in a moment"))
        except PreuveError as error:
            return _told(error)
        return JSONResponse(found)

    async def health(self) -> Response:
        """Whether questions are answered."""
        record: Record = {"status": "ok", "documents": 0, "questions": self._gate.inside}
        try:
            record["documents"] = await asyncio.to_thread(count, self._opening.result(0))
        except TimeoutError:
            return JSONResponse({**record, "status": "opening"}, 503, headers={"retry-after": str(BUSY_SECONDS)})
        except PreuveError as error:
            return JSONResponse({**record, "status": "failed", "reason": _line(error)}, 503)
        return JSONResponse(record)


def _line(error: Exception) -> str:
    return " ".join(reason_of(error).split())


def _told(error: PreuveError) -> Response:
    """An error as a status and one line."""
    headers = {}
    match error:
        case TooOften():
            status, headers = 429, {"retry-after": str(error.seconds)}
        case Busy():
            status, headers = 429, {"retry-after": str(BUSY_SECONDS)}
        case UsageError():
            status = 422
        case ModelError():
            status = 502
        case _:
            status = 503
    return JSONResponse({"error": _line(error)}, status, headers=headers)


async def _refused(_: Request, error: Exception) -> Response:
    """A body of the wrong shape: the first thing that is wrong with it, without what was sent."""
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": _line(error)}
    where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
    status = 413 if first.get("type") in shapes.TOO_LONG else 422
    return JSONResponse({"error": f"{where[:100]}: {first['msg']}"}, status)


async def _broken(_: Request, error: Exception) -> Response:
    """An error that nobody foresaw: its trace is for the log of the server only."""
    traceback.print_exception(error)
    return JSONResponse({"error": "an unexpected error, which is in the log of the server"}, 500)


async def _gone(request: Request) -> None:
    """Returns when whoever asks is gone; the body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _awaited(request: Request, coming: Awaitable[Result]) -> Result:
    """What is awaited; cancels it, and raises `Stopped`, as soon as whoever asks is gone."""
    task, leaving = asyncio.ensure_future(coming), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((task, leaving), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise Stopped("whoever asked is gone")
    finally:
        for each in (task, leaving):
            each.cancel()
        await asyncio.gather(task, leaving, return_exceptions=True)


async def _whole(request: Request, events: AsyncGenerator[Event | None]) -> Response:
    """The answer alone."""
    try:
        return await _awaited(request, _last(events))
    except PreuveError as error:
        return _told(error)


async def _last(events: AsyncGenerator[Event | None]) -> Response:
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Done):
                return JSONResponse(answer_record(event.answer))
    raise Busy("the question was stopped before it was answered: ask again")


class _Events(StreamingResponse):
    """The events as they come; they end when whoever asked is gone, also before the first one was sent."""

    def __init__(self, events: AsyncGenerator[Event | None]) -> None:
        super().__init__(_sent(events), media_type=EVENTS, headers={"cache-control": "no-store"})
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._events.aclose()


async def _sent(events: AsyncGenerator[Event | None]) -> AsyncIterator[str]:
    """The events as lines of text."""
    try:
        async for event in events:
            if event is not None:
                yield _event_text(*_event_record(event))
    except PreuveError as error:
        yield _event_text("error", {"error": _line(error)})


def _event_text(name: str, record: Record) -> str:
    return f"event: {name}\ndata: {json.dumps(record)}\n\n"


def _event_record(event: Event) -> tuple[str, Record]:
    """The name of an event and what it carries."""
    match event:
        case Passages():
            return "passages", {"understood": event.completed, "retrieved": [hit_record(hit) for hit in event.hits]}
        case Waiting():
            return "waiting", {"seconds": event.seconds} | ({"cause": event.cause.code} if event.cause else {})
        case Text():
            return "text", {"text": event.text}
        case Withdrawn():
            return "withdrawn", {}
        case Sentence():
            return "sentence", sentence_record(event.sentence)
        case Problem():
            return "problem", {"error": event.message}
        case Done():
            return "answer", answer_record(event.answer)


async def _page(app: fastapi.FastAPI) -> Response:
    return HTMLResponse(api_page(app.openapi()))
