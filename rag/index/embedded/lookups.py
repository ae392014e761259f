"""Look-ups of documents in the catalog: what one publication has, as far as somebody may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rag.index.conditions import Condition
from rag.index.contents import Counts, DocumentInfo, Facets
from rag.index.embedded.publications import MEMBERS
from rag.index.embedded.rows import INFO, Row, info_from
from rag.index.parts import detail_from, document_id
from rag.language.folding import fold_plain, skeleton
from rag.types import READER, UNDETERMINED, Detail

_LAST = 64 * "\U0010ffff"
"""Sorts behind whatever may follow the beginning of a name."""
BATCH = 500
"""Host parameters in one statement; SQLite allows 32,766."""


class Source(Protocol):
    """Where rows come from; both raise `IndexDamaged`."""

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]: ...

    def stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The same one by one: they need not fit into memory."""
        ...


@dataclass(frozen=True, slots=True)
class _Described:
    author: Detail | None
    date: Detail | None


@dataclass(frozen=True, slots=True)
class Lookups:
    """The documents of the publication `number` in these `collections`, in all of them without."""

    source: Source
    number: int
    collections: frozenset[str] | None = None

    def _from(self, given: int = 1) -> tuple[str, list[Any]]:
        """The tables, and their values, which are the first of `given` numbered ones."""
        if self.collections is None:
            return f"FROM documents d JOIN members m ON m.document = d.id AND {MEMBERS}", [self.number]
        names = sorted(self.collections)
        marks = ", ".join(f"?{given + 1 + at}" for at in range(len(names)))
        tables = f"FROM documents d JOIN members m ON m.document = d.id AND {MEMBERS} AND m.collection IN ({marks})"
        return tables, [self.number, *names]

    def _rows(self, columns: str, rest: str = "", values: Sequence[Any] = ()) -> list[Row]:
        tables, first = self._from()
        return self.source.rows(f"SELECT {columns} {tables} {rest}", [*first, *values])

    def _stream(self, columns: str, rest: str = "", values: Sequence[Any] = ()) -> Iterator[Row]:
        tables, first = self._from()
        return self.source.stream(f"SELECT {columns} {tables} {rest}", [*first, *values])

    def _in(self, columns: str, column: str, wanted: Iterable[str], rest: str = "") -> Iterator[Row]:
        values = list(dict.fromkeys(wanted))
        for at in range(0, len(values), BATCH):
            batch = values[at : at + BATCH]
            yield from self._rows(columns, f"WHERE {column} IN ({', '.join('?' * len(batch))}) {rest}", batch)

    def sees_all(self) -> bool:
        """Whether there is nothing that may not be seen."""
        if self.collections is None:
            return True
        statement = f"SELECT DISTINCT collection FROM members m WHERE {MEMBERS}"  # noqa: S608
        return {row[0] for row in self.source.rows(statement, (self.number,))} <= self.collections

    def counts(self) -> Counts:
        rows = self._rows("d.language, COUNT(*), SUM(d.passages), MIN(d.file)", "GROUP BY d.language ORDER BY 4")
        ((earlier,),) = self._rows("COUNT(*)", "WHERE d.reader <> ?", (READER,))
        # Those with most documents first, of equals the one of the first file.
        languages = dict(sorted(((row[0], row[1]) for row in rows), key=lambda item: -item[1]))
        return Counts(sum(languages.values()), sum(row[2] for row in rows), languages, earlier)

    def languages(self) -> list[str]:
        rows = self._rows("d.language, MIN(d.file)", "GROUP BY d.language ORDER BY 2")
        return [row[0] for row in rows if row[0] != UNDETERMINED]

    def roots(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._rows("DISTINCT m.root", "ORDER BY 1"))

    def facets(self) -> Facets:
        years = self._rows("SUBSTR(d.date, 1, 4), COUNT(*)", "WHERE d.date IS NOT NULL GROUP BY 1 ORDER BY 1 DESC")
        authors = self._rows(
            "d.author, COUNT(*), MIN(d.file)", "WHERE d.author IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 3"
        )
        return Facets(dict(years), {author: count for author, count, _ in authors})

    def folders(self) -> list[str]:
        folders = {file.rpartition("/")[0] for (file,) in self._stream("d.file")}
        return sorted(f"{folder}/" for folder in folders if folder)

    def page(self, after: str, limit: int, words: str, beginning: str, root: str | None) -> list[DocumentInfo]:
        conditions, values = ["d.file > ?"], [after]
        if beginning:
            conditions.append("d.file BETWEEN ? AND ? AND INSTR(d.file, ?) = 1")
            values += [beginning, beginning + _LAST, beginning]
        if root is not None:
            conditions.append("m.root = ?")
            values.append(root)
        rest = f"WHERE {' AND '.join(conditions)} ORDER BY d.file"
        wanted = skeleton(fold_plain(words)).split()
        found: list[DocumentInfo] = []
        for row in self._stream(INFO, rest if wanted else f"{rest} LIMIT {limit:d}", values):
            info = info_from(row)
            if all(word in _known(info) for word in wanted):
                found.append(info)
            if len(found) == limit:
                break
        return found

    def leading(self, limit: int, folder: str, language: str, files: Iterable[str] | None) -> list[DocumentInfo]:
        inside = "SUBSTR(d.file, 1, ?) = ? AND INSTR(SUBSTR(d.file, ?), '/') = 0"
        values = [len(folder), folder, len(folder) + 1, language]
        order = f"ORDER BY NOT ({inside}), d.language <> ?, COALESCE(d.date, '') DESC, d.file"
        if files is None:
            return [info_from(row) for row in self._rows(INFO, f"{order} LIMIT {limit:d}", values)]
        allowed = frozenset(files)
        names = (row[0] for row in self._stream("d.file", order, values))
        first = [name for name, _ in zip((name for name in names if name in allowed), range(limit), strict=False)]
        infos = self.infos(first)
        return [infos[name] for name in first]

    def infos(self, files: Iterable[str]) -> dict[str, DocumentInfo]:
        return {info.file: info for info in map(info_from, self._in(INFO, "d.file", files))}

    def by_sha256(self, sha256: str) -> list[DocumentInfo]:
        return [info_from(row) for row in self._in(INFO, "d.sha256", [sha256], "ORDER BY d.file")]

    def by_key(self, key: str) -> DocumentInfo | None:
        return next(map(info_from, self._in(INFO, "d.key", [key])), None)

    def by_version(self, identifier: str) -> DocumentInfo | None:
        found = next(map(info_from, self._in(INFO, "d.id", [identifier])), None)
        if found is not None:
            return found if document_id(found.file, found.sha256) == identifier else None
        # The id of a version tells too what has read it.
        others = self._stream("d.file, d.sha256", "WHERE d.recogniser IS NOT NULL OR d.reader <> ?", (READER,))
        file = next((file for file, sha256 in others if document_id(file, sha256) == identifier), None)
        return self.infos([file]).get(file) if file is not None else None

    def first_of_text(self, digests: Iterable[str]) -> dict[str, str]:
        return dict(self._in("d.text_sha256, MIN(d.file)", "d.text_sha256", digests, "GROUP BY d.text_sha256"))

    def files(self, names: Sequence[str], wanted: Condition) -> list[str]:
        """Of names that are no folders alone nothing else is read."""
        columns = "d.file, d.author, d.author_origin, d.date, d.date_origin"
        folders = tuple(name for name in names if name.endswith("/"))
        rows: Iterable[Row] = self._stream(columns, "ORDER BY d.file")
        if names and not folders:
            rows = sorted(self._in(columns, "d.file", names))
        chosen = frozenset(names)
        return [
            file
            for file, author, author_origin, date, date_origin in rows
            if (not names or file in chosen or file.startswith(folders))
            and wanted.holds(_Described(detail_from(author, author_origin), detail_from(date, date_origin)))
        ]

    def small(self, files: Sequence[str] | None, most: int) -> list[tuple[str, int]] | None:
        """Ids and numbers of passages of the documents, of `files` if given; `None` where there are more passages."""
        columns = "d.id, d.passages"
        rows: Iterable[Row] = self._stream(columns) if files is None else self._in(columns, "d.file", files)
        found: list[tuple[str, int]] = []
        total = 0
        for document, passages in rows:
            found.append((document, passages))
            total += passages
            if total > most:
                return None
        return found

    def among(self, documents: Collection[str], files: Collection[str] | None) -> set[str]:
        """Those of document ids that are there, and of `files` if given."""
        allowed = None if files is None else frozenset(files)
        rows = self._in("d.id, d.file", "d.id", documents)
        return {document for document, file in rows if allowed is None or file in allowed}

    def spread(self, count: int) -> list[str]:
        """The ids of `count` passages at most, taken evenly over the documents by their files."""
        ((total,),) = self._rows("COALESCE(SUM(d.passages), 0)")
        step = max(1, total // count)
        found: list[str] = []
        wanted = start = 0
        for identifier, passages in self._stream("d.id, d.passages", "ORDER BY d.file"):
            while wanted < start + passages and len(found) < count:
                found.append(f"{identifier}:{wanted - start:05d}")
                wanted += step
            if len(found) == count:
                break
            start += passages
        return found


def _known(info: DocumentInfo) -> str:
    """All that is known of a document, as it is compared with what is looked for."""
    details = [detail.value for detail in (info.title, info.author, info.date) if detail]
    return skeleton(fold_plain(" ".join([info.file, *details])))
