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


def redacted(text: str, secrets: Sequence[SecretStr] = ()) -> str:
    """The first line of a foreign message, at most 200 characters, without secrets."""
    for secret in (secret.get_secret_value() for secret in secrets):
        if len(secret) > 4:
            text = text.replace(secret, "…")
    line = _LOOKS_SECRET.sub("…", text.strip().partition("\n")[0])
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
