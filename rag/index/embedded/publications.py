"""Publications in the catalog: which document versions appeared with which, and with which they went.

A membership is an interval of publications, so that a publication writes what it changes, and its totals are those of
the one before with the difference.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rag.index.contents import Change, Member
from rag.index.embedded.rows import HASH, Row, document_hash
from rag.index.failpoint import reach
from rag.types import READER

Rows = Callable[[str, Sequence[Any]], list[Row]]
"""The rows that a query with these values gives; raises `IndexDamaged`."""

NOTHING = 0
"""The number of the publication before the first one, which has no documents."""

MEMBERS = "m.since <= ?1 AND (m.until IS NULL OR m.until > ?1)"
"""The condition that a membership `m` is one of the publication with the number that is the first value."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What is counted on from one publication to the next; `content` is the sum of the hashes of the documents."""

    documents: int = 0
    passages: int = 0
    content: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes between two publications: members that appear, memberships (document, since) that end."""

    added: tuple[Member, ...]
    ended: tuple[tuple[str, int], ...]
    totals: Totals


class Publications:
    """The publications of a catalog; written within its transactions."""

    def __init__(self, connection: sqlite3.Connection, rows: Rows) -> None:
        self._connection = connection
        self._rows = rows

    def number(self, name: str | None) -> int:
        """The number of a publication by its name; that of nothing where it is not known."""
        found = self._rows("SELECT number FROM generations WHERE name = ?", (name,))
        return int(found[0][0]) if found else NOTHING

    def names(self) -> list[str]:
        """Names of all publications, the latest first."""
        return [row[0] for row in self._rows("SELECT name FROM generations ORDER BY number DESC", ())]

    def last(self) -> int:
        ((last,),) = self._rows("SELECT COALESCE(MAX(number), 0) FROM generations", ())
        return int(last)

    def totals(self, number: int) -> Totals:
        found = self._rows("SELECT documents, passages, content FROM generations WHERE number = ?", (number,))
        if not found:
            return Totals()
        documents, passages, content = found[0]
        return Totals(documents, passages, int.from_bytes(content))

    def members(self, number: int) -> list[Member]:
        """All members of a publication, by their ids."""
        rows = self._rows(f"SELECT document, root, collection FROM members m WHERE {MEMBERS} ORDER BY 1", (number,))  # noqa: S608
        return [Member(*row) for row in rows]

    def between(self, base: int, number: int) -> tuple[list[Member], list[Member]]:
        """The members that `number` has and `base` has not, and the other way round; roots make no difference."""
        columns = "SELECT document, root, collection FROM members"
        came = [Member(*row) for row in self._rows(f"{columns} WHERE since > ? AND since <= ?", (base, number))]
        went = [Member(*row) for row in self._rows(f"{columns} WHERE until > ? AND until <= ?", (base, number))]
        here = {(each.id, each.collection) for each in came}
        there = {(each.id, each.collection) for each in went}
        return (
            sorted((each for each in came if (each.id, each.collection) not in there), key=lambda each: each.id),
            sorted((each for each in went if (each.id, each.collection) not in here), key=lambda each: each.id),
        )

    def oldest_reader(self, number: int) -> int:
        """The earliest version of the reader that made a document; the present one without any."""
        found = self._rows(
            f"SELECT d.reader FROM documents d JOIN members m ON m.document = d.id AND {MEMBERS}"  # noqa: S608
            " ORDER BY d.reader LIMIT 1",
            (number,),
        )
        return int(found[0][0]) if found else READER

    def difference(self, base: int, change: Change) -> Difference:
        """What a change of the publication `base` comes to."""
        totals = self.totals(base)
        documents, passages, content = totals.documents, totals.passages, totals.content
        added: dict[str, Member] = {}
        files = dict.fromkeys(change.removed)
        for member in change.added:
            ((file,),) = self._rows("SELECT file FROM documents WHERE id = ?", (member.id,))
            added[file] = member
            files[file] = None
        ended = []
        for file in files:
            for before, since, count in self._published(base, file):
                if added.get(file) == before:
                    del added[file]
                    continue
                ended.append((before.id, since))
                documents, passages, content = documents - 1, passages - count, content - document_hash(before.id)
        for member in added.values():
            ((count,),) = self._rows("SELECT passages FROM documents WHERE id = ?", (member.id,))
            documents, passages, content = documents + 1, passages + count, content + document_hash(member.id)
        return Difference(tuple(added.values()), tuple(ended), Totals(documents, passages, content % 256**HASH))

    def _published(self, number: int, file: str) -> list[tuple[Member, int, int]]:
        """What a publication has of a file, since when, and its passages."""
        rows = self._rows(
            "SELECT d.id, m.root, m.collection, m.since, d.passages FROM documents d"  # noqa: S608
            f" JOIN members m ON m.document = d.id AND {MEMBERS} WHERE d.file = ?2",
            (number, file),
        )
        return [(Member(*columns), since, passages) for *columns, since, passages in rows]

    def add(self, number: int, name: str, difference: Difference) -> None:
        """Record a publication that differs so from the one before."""
        totals = difference.totals
        self._connection.execute(
            "INSERT INTO generations VALUES (?, ?, ?, ?, ?)",
            (number, name, totals.documents, totals.passages, totals.content.to_bytes(HASH)),
        )
        self._connection.executemany(
            "UPDATE members SET until = ? WHERE document = ? AND since = ?",
            [(number, *membership) for membership in difference.ended],
        )
        self._connection.executemany(
            "INSERT INTO members VALUES (?, ?, NULL, ?, ?)",
            [(each.id, number, each.root, each.collection) for each in difference.added],
        )
        reach("generation-stored")

    def take_back(self, after: int) -> None:
        """Undo what came after a publication and was never, or is no longer, the current one."""
        self._connection.execute("DELETE FROM generations WHERE number > ?", (after,))
        self._connection.execute("DELETE FROM members WHERE since > ?", (after,))
        self._connection.execute("UPDATE members SET until = NULL WHERE until > ?", (after,))

    def forget(self, keep: Sequence[str]) -> None:
        """Drop all publications but `keep`, the document versions of none, and vectors that nothing uses."""
        marks = ", ".join("?" * len(keep))
        self._connection.execute(f"DELETE FROM generations WHERE name NOT IN ({marks})", list(keep))  # noqa: S608
        self._connection.execute(
            "DELETE FROM members WHERE until IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM generations g WHERE members.since <= g.number AND g.number < members.until)"
        )
        self._connection.execute("DELETE FROM documents WHERE id NOT IN (SELECT document FROM members)")
        self._connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT vector FROM passages)")
        reach("cleanup")
