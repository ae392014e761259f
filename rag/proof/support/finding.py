"""What the support check says of a statement: whether it is proven, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Support(StrEnum):
    """How a statement stands to its sources."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a statement, in a few words; `opposite`: its sources say the contrary."""

    reason: str
    opposite: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on a statement; `reason` is `None` where it is proven."""

    verdict: Support
    reason: str | None = None
