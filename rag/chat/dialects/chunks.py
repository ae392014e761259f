"""What a chunk of a provider's package says beside its text: that something came, and why the model ended."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Ended(StrEnum):
    """Why a model ended, where that has to be told."""

    LENGTH = "length"
    FILTER = "filter"
    CALL = "call"


_REASONS = {
    **dict.fromkeys(
        "length max_tokens model_length max_output_tokens max_completion_tokens model_context_window_exceeded".split(),
        Ended.LENGTH,
    ),
    **dict.fromkeys(
        ("content_filter", "safety", "refusal", "recitation", "prohibited_content", "blocklist", "guardrail"),
        Ended.FILTER,
    ),
    **dict.fromkeys(("tool_calls", "function_call", "tool_use"), Ended.CALL),
}
"""Reasons by the names that providers give them."""


def ended(chunk: Any) -> Ended | None:
    """Why the model ended, where a chunk says so and it has to be told."""
    metadata = getattr(chunk, "response_metadata", None) or {}
    for name in ("finish_reason", "stop_reason", "done_reason"):
        if isinstance(reason := metadata.get(name), str):
            return _REASONS.get(reason.lower())
    return None


def arrived(chunk: Any) -> bool:
    """Whether a chunk brings anything of an answer, a thought or a call, and not only that the server is there."""
    return bool(chunk.content or chunk.additional_kwargs or getattr(chunk, "tool_call_chunks", None))
