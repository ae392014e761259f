"""What one call of a chat model may take, as the settings say and as suits where it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from rag.settings import ChatSettings

LOCAL_PROVIDERS = frozenset({"ollama", "gguf", "llamacpp"})
WINDOW_STEP = 1024
RULES = 2048
"""Tokens for the rules, the question and marks, beside passages and earlier turns."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take.

    Seconds until the first text, between two pieces of text, and in all; retries after the first attempt, seconds
    before the first retry (doubled for each more) and the longest `Retry-After` that is waited for; characters of an
    answer and tokens that the server is asked for, and tokens for one who thinks before; failed calls in a row after
    which no call is made for `pause` seconds. `window` is the room of tokens, question and answer together, that a
    server which is told it keeps.
    """

    first: float = 60.0
    idle: float = 30.0
    total: float = 180.0
    retries: int = 3
    backoff: float = 0.5
    retry_after: float = 20.0
    characters: int = 16_000
    tokens: int = 1024
    thinking: int = 8192
    failures: int = 5
    pause: float = 30.0
    window: int = 8192


LOCAL = Limits(first=600.0, idle=120.0, total=1800.0)
"""A model on a machine without an accelerator reads a prompt for minutes."""


def is_local(provider: str, url: str) -> bool:
    """Whether a model runs on this machine or in its network, as far as its name and address say."""
    host = urlsplit(url).hostname or ""
    if not host:
        return provider in LOCAL_PROVIDERS
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".lan", ".internal"))
    return address.is_loopback or address.is_private


def limits_of(chat: ChatSettings) -> Limits:
    """The limits that settings give; a setting that is 0 leaves what suits the place of the model."""
    limits = LOCAL if is_local(chat.model.partition(":")[0], chat.model_url) else Limits()
    room = chat.context_tokens + chat.context_tokens // 4 + RULES + limits.tokens
    return replace(
        limits,
        first=chat.model_first_seconds or limits.first,
        idle=chat.model_idle_seconds or limits.idle,
        total=chat.model_total_seconds or limits.total,
        window=-(-room // WINDOW_STEP) * WINDOW_STEP,
    )
