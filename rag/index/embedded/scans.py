"""What was recognised on the pages of files, kept page by page: it is shown, and after a stop not recognised again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from rag.index.embedded.rows import Row


class Scans:
    """The recognised pages of a catalog; written within its transactions."""

    def __init__(self, connection: sqlite3.Connection, rows: Callable[[str, Sequence[Any]], list[Row]]) -> None:
        self._connection = connection
        self._rows = rows

    def page(self, sha256: str, recogniser: str, page: int) -> str | None:
        """What was recognised on a page of a file by a program, as JSON. Raises `IndexDamaged`."""
        rows = self._rows(
            "SELECT json FROM scans WHERE sha256 = ? AND recogniser = ? AND page = ?", (sha256, recogniser, page)
        )
        return str(rows[0][0]) if rows else None

    def add(self, sha256: str, recogniser: str, page: int, recognised: str) -> None:
        """Keep what was recognised on a page."""
        self._connection.execute(
            "INSERT OR REPLACE INTO scans VALUES (?, ?, ?, ?)", (sha256, recogniser, page, recognised)
        )

    def forget(self) -> None:
        """Drop the pages of files that are neither stored nor refused, and of other programs than those stored."""
        self._connection.execute(
            "DELETE FROM scans WHERE (sha256, recogniser) NOT IN"
            " (SELECT sha256, recogniser FROM documents WHERE recogniser IS NOT NULL)"
            " AND sha256 NOT IN (SELECT sha256 FROM refusals)"
        )
