"""Where recognised pages are kept, so that a reading that was stopped goes on where it was."""

from __future__ import annotations

from typing import Protocol


class Scans(Protocol):
    """Keeps pages as JSON, by the sha256 of their file and the program that recognised them, and is told of each."""

    def page(self, file: str, number: int, total: int) -> None:
        """Page `number` of those of a file that are pictures is being recognised."""
        ...

    def find(self, sha256: str, recogniser: str, page: int) -> str | None: ...

    def keep(self, sha256: str, recogniser: str, page: int, recognised: str) -> None: ...


class NoScans:
    """A `Scans` that keeps nothing."""

    def page(self, file: str, number: int, total: int) -> None: ...

    def find(self, sha256: str, recogniser: str, page: int) -> str | None:  # noqa: ARG002
        return None

    def keep(self, sha256: str, recogniser: str, page: int, recognised: str) -> None: ...
