"""Keys kept out of messages: known values and whatever looks like one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel, SecretStr

_LOOKS_SECRET = re.compile(r"(?i)\b(?:sk|pk|key|token|bearer)[-_ =:]+[\w\-.*]{6,}|(?<=//)[^/\s@]+@|[\w\-]{32,}")
_LONGEST = 200


def secrets_of(model: BaseModel) -> tuple[SecretStr, ...]:
    """The secret fields of a LangChain object."""
    values = [getattr(model, name) for name in type(model).model_fields]
    return tuple(value for value in values if isinstance(value, SecretStr))


def without(secrets: Sequence[SecretStr], text: str) -> str:
    """The text with each of the secrets replaced by an ellipsis."""
    for secret in (secret.get_secret_value() for secret in secrets):
        if len(secret) > 4:
            text = text.replace(secret, "…")
    return text


def redacted(text: str, secrets: Sequence[SecretStr] = ()) -> str:
    """The first line of a foreign message, at most 200 characters, without secrets."""
    line = _LOOKS_SECRET.sub("…", without(secrets, text).strip().partition("\n")[0])
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
