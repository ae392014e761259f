"""What an error of a provider's package means: a line for the user with what to do, and whether to try again.

The packages share no base class; what they share is a status, a response with headers, or a cause that is one. What a
server writes into the body of an error is looked through for the troubles that people have with servers of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from rag.chat.quirks import refused_parameter
from rag.chat.words import failure
from rag.errors import ModelError

LOADING = "loading"
CONTEXT = "context"

_RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_CONNECTION = re.compile("Connect|Timeout|Network|Protocol|Transport|ReadError|WriteError")
_OLLAMA_PORT = 11434
_TROUBLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        CONTEXT,
        re.compile(
            r"context[ _-]?(?:length|window|size)|maximum context|too many tokens|prompt is too long"
            r"|exceed\w*(?: \w+){0,4} (?:context|n_ctx)|input(?: \w+){0,3} too long|reduce the length|n_ctx"
            r"|tokens?(?: \w+){0,4} exceeds?|string_above_max_length|request too large|maximum(?: \w+){0,3} tokens"
        ),
    ),
    (
        "memory",
        re.compile(r"out of memory|more system memory|insufficient memory|\boom\b|(?:failed|unable) to allocate"),
    ),
    ("quota", re.compile(r"insufficient_quota|exceeded your current quota|billing|credit balance|payment required")),
    (LOADING, re.compile(r"loading (?:the )?model|model(?: \w+){0,3} (?:is )?(?:loading|warming)|currently loading")),
    (
        "filtered",
        re.compile(
            r"content[_ ](?:filter|management|policy)|responsible ?ai|flagged|safety (?:system|settings|policy)"
        ),
    ),
)
_PULL = re.compile(r"try pulling|ollama pull|pull (?:the|this) model")
_NO_MODEL = re.compile(
    r"model(?:_| )not(?:_| )found|does not exist|no such model|unknown model|invalid model|is not found"
)


@dataclass(frozen=True, slots=True)
class Server:
    """Whom a model is asked of, for what people are told: the name of the model without its provider, and the URL."""

    model: str = ""
    url: str = ""
    provider: str = ""

    @property
    def lacks_version(self) -> bool:
        """Whether the address does not end as those of servers of the OpenAI protocol do."""
        return self.provider == "openai" and bool(self.url) and not re.search(r"/v\d+\w*/?$", urlsplit(self.url).path)

    @property
    def is_ollama(self) -> bool:
        return self.provider == "ollama" or urlsplit(self.url).port == _OLLAMA_PORT


@dataclass(frozen=True, slots=True)
class Judgement:
    """The error for the user, whether another attempt makes sense, after how many seconds by the server's word.

    `parameter` is one that the server refuses; without it another attempt makes sense.
    """

    error: ModelError
    again: bool = False
    after: float | None = None
    parameter: str | None = None


def judged(
    error: Exception, server: Server, refused: frozenset[str], describe: Callable[[BaseException], str]
) -> Judgement:
    """What an error means; `refused` are the parameters that were left out already."""
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < 8:
        chain.append(cause)
    for link in chain:
        response = getattr(link, "response", None)
        status = getattr(link, "status_code", None) or getattr(response, "status_code", None)
        if isinstance(status, int):
            body = f"{link} {getattr(link, 'body', None) or ''}"
            parameter = refused_parameter(status, body, refused)
            problem = _refusal(status, body, server, describe(link))
            again = (status in _RETRIED or problem.code == LOADING) and problem.code not in (CONTEXT, "quota", "memory")
            return Judgement(problem, again, _retry_after(response), None if problem.code == CONTEXT else parameter)
    if any(isinstance(link, OSError) or _CONNECTION.search(type(link).__name__) for link in chain):
        return Judgement(failure("unreachable"), again=True)
    if server.lacks_version:
        return Judgement(failure("path", describe(error)))
    return Judgement(_trouble(str(error).lower(), 0) or failure("unusable", describe(error)))


def _trouble(body: str, status: int) -> ModelError | None:
    """What a body names, if it is one of the troubles that are known."""
    for code, pattern in _TROUBLES:
        if pattern.search(body):
            return failure(code, *([] if code in (CONTEXT, "filtered") else [status or "stream"]))
    return None


def _refusal(status: int, body: str, server: Server, detail: str) -> ModelError:
    text = body.lower()
    if status in (400, 402, 403, 413, 422, 429, 500, 503) and (trouble := _trouble(text, status)):
        return trouble
    if status == 404 or (status == 400 and _NO_MODEL.search(text)):
        return _unknown(status, text, server)
    if status >= 500:
        return failure("failed", status)
    codes = {401: "key", 402: "quota", 403: "key", 429: "busy"}
    if status in codes:
        return failure(codes[status], status)
    return failure(CONTEXT) if status == 413 else failure("refused", status, detail)


def _unknown(status: int, body: str, server: Server) -> ModelError:
    """A server that knows no such model, or no such address."""
    if _PULL.search(body) or (server.is_ollama and _NO_MODEL.search(body)):
        return failure("pull", server.model)
    if server.lacks_version and not _NO_MODEL.search(body):
        return failure("path", status)
    return failure("unknown", status)


def _retry_after(response: Any) -> float | None:
    """Seconds that a `Retry-After` header asks for; `None` without one or for a date."""
    headers = getattr(response, "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
