"""The objects of LangChain that providers are asked through, made so that limits are ours and nothing is warned of."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

from rag.chat.limits import Limits
from rag.chat.quirks import STREAM, Quirks
from rag.chat.redaction import redacted
from rag.errors import SettingError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = {"openai": "openai", "ollama": "ollama", "anthropic": "anthropic", "mistralai": "mistral"}
"""Providers whose package an extra of this program installs."""

_CONNECTING = 10.0  # seconds to reach a server
_OUTSIDE = 5.0  # seconds by which limits of a provider's package lie outside of ours

_ONCE = {"Connection": "close"}
"""An answer takes seconds, and the packages close no connection that they keep for the next one: none is kept."""


def quieten() -> None:
    """What providers' packages warn of is for those who write programs with them, not for those who use this one."""
    for package in (
        "langchain",
        "langchain_core",
        "langchain_openai",
        "langchain_anthropic",
        "openai",
        "anthropic",
        "httpx",
        "httpcore",
    ):
        logging.getLogger(package).setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"langchain|openai|anthropic|pydantic")


def build_model(name: str, provider: str, url: str, limits: Limits, quirks: Quirks, key: str = "") -> BaseChatModel:
    """The object for `name`; `key` is given where it is not in the provider's environment variable.

    Raises `SettingError` where the provider is unknown, or its package or key is missing.
    """
    options = options_of(provider, url, limits, quirks) | ({"api_key": key} if key else {})
    try:
        return _constructed(name, provider, options)
    except SettingError as error:
        if not (url and provider == "openai" and "api_key" in str(error)):
            raise
    return _constructed(name, provider, options | {"api_key": "none"})


def _constructed(name: str, provider: str, options: dict[str, Any]) -> BaseChatModel:
    # Heavy, and needed only where a model is set.
    from langchain.chat_models import init_chat_model
    from langchain_core.language_models import BaseChatModel

    try:
        model = init_chat_model(name, **options)
    except ImportError:
        package = f"'preuve[{EXTRAS[provider]}]'" if provider in EXTRAS else f"langchain-{provider}"
        raise SettingError(f"model is {name!r}: its package is not installed; run: pip install {package}") from None
    except Exception as error:  # noqa: BLE001, each provider raises errors of its own
        # Without its cause, which may hold a key.
        raise SettingError(f"model is {name!r}: {redacted(str(error))}") from None
    if not isinstance(model, BaseChatModel):
        raise SettingError(f"model is {name!r}: it cannot be chosen while the program runs")
    return model


def options_of(provider: str, url: str, limits: Limits, quirks: Quirks) -> dict[str, Any]:
    """What a provider's class is made with; limits of time of its own lie outside of ours."""
    room = limits.thinking if quirks.thinks else limits.tokens
    patience = limits.total + _OUTSIDE
    options: dict[str, Any] = {"temperature": 0.0} if url or provider != "openai" else {}
    match provider:
        case "ollama":
            window = limits.window + room - limits.tokens
            client = {"timeout": patience, "headers": _ONCE}
            options |= {"num_predict": room, "num_ctx": window, "client_kwargs": client}
        case "openai":
            options |= {"max_completion_tokens": room, "max_retries": 0, "stream_chunk_timeout": None}
            options["default_headers"] = _ONCE
            options["timeout"] = (_CONNECTING, patience, patience, patience)  # connect, read, write, wait for a place
            # Servers that know only the older name of the limit would write without end.
            older = {"max_tokens": room} if url and "max_tokens" not in quirks.refused else {}
            options |= {"extra_body": older} if older else {}
        case "anthropic":
            options |= {"max_tokens": room, "max_retries": 0, "timeout": patience, "default_headers": _ONCE}
        case _:
            options |= {"max_tokens": room, "max_retries": 0}
            options |= {"timeout": patience} if provider in EXTRAS else {}
    if url:
        options["base_url"] = url
    if STREAM in quirks.refused:
        options["disable_streaming"] = True
    return {option: value for option, value in options.items() if option not in quirks.refused}
