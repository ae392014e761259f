"""What an error of a provider's package means: a line for the user, and whether another attempt makes sense.

The packages share no base class; what they share is a status, a response with headers, or a cause that is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rag.errors import ModelError

_RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_CONNECTION = re.compile("Connect|Timeout|Network|Protocol|Transport")


def judged(error: Exception, describe: Callable[[BaseException], str]) -> tuple[ModelError, bool, float | None]:
    """The error for the user, whether another attempt makes sense, and the seconds that the server asks to wait."""
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < 8:
        chain.append(cause)
    for link in chain:
        response = getattr(link, "response", None)
        status = getattr(link, "status_code", None) or getattr(response, "status_code", None)
        if isinstance(status, int):
            return ModelError(_refusal(status, describe(link))), status in _RETRIED, _retry_after(response)
    if any(isinstance(link, OSError) or _CONNECTION.search(type(link).__name__) for link in chain):
        return ModelError("the model cannot be reached: is its server running, is the address right?"), True, None
    return ModelError(f"the model gave no usable answer: {describe(error)}"), False, None


def _refusal(status: int, detail: str) -> str:
    match status:
        case 401 | 403:
            return f"the model's server refused the key ({status}): check the provider's environment variable"
        case 404:
            return f"the model's server does not know the model or the address ({status})"
        case 429:
            return f"the model's server has too many requests ({status}): try again later"
        case _ if status >= 500:
            return f"the model's server failed ({status}): try again later"
        case _:
            return f"the model's server refused the request ({status}): {detail}"


def _retry_after(response: Any) -> float | None:
    """Seconds that a `Retry-After` header asks for; `None` without one or for a date."""
    headers = getattr(response, "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
