"""The documents of one publication, read from the catalog."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from copy import copy
from typing import Any, Self

from rag.index.conditions import Condition
from rag.index.contents import Counts, DocumentInfo, Facets, Refusal
from rag.index.embedded.catalog import Catalog
from rag.index.embedded.lookups import Lookups
from rag.index.library import PAGE
from rag.index.stamp import READ_BY
from rag.types import Document

Borrow = Callable[[], AbstractContextManager[Catalog]]
"""A connection that nobody else uses meanwhile; may wait for one."""


class Published:
    """Implements `rag.index.library.Documents`; `publication` is empty where nothing is published."""

    def __init__(self, borrow: Borrow, publication: str) -> None:
        self.publication = publication
        self._catalog = borrow
        self._collections: frozenset[str] | None = None
        with borrow() as catalog:
            self._number = catalog.publications.number(publication)

    def within(self, collections: Collection[str]) -> Self:
        """The same for somebody who may see these collections alone; closed with the one that it is of."""
        seen = copy(self)
        seen._collections = frozenset(collections)
        if self._collections is not None:
            seen._collections &= self._collections
        with self._catalog() as catalog:
            if seen._lookups(catalog).sees_all():
                seen._collections = None
        return seen

    def _lookups(self, catalog: Catalog) -> Lookups:
        return Lookups(catalog, self._number, self._collections)

    @property
    def stamp(self) -> Mapping[str, Any]:
        with self._catalog() as catalog:
            return catalog.stamp() | {READ_BY: catalog.publications.oldest_reader(self._number)}

    def counts(self) -> Counts:
        with self._catalog() as catalog:
            return self._lookups(catalog).counts()

    def languages(self) -> list[str]:
        with self._catalog() as catalog:
            return self._lookups(catalog).languages()

    def roots(self) -> tuple[str, ...]:
        with self._catalog() as catalog:
            return self._lookups(catalog).roots()

    def facets(self) -> Facets:
        with self._catalog() as catalog:
            return self._lookups(catalog).facets()

    def folders(self) -> list[str]:
        with self._catalog() as catalog:
            return self._lookups(catalog).folders()

    def page(
        self, after: str = "", limit: int = PAGE, words: str = "", beginning: str = "", root: str | None = None
    ) -> list[DocumentInfo]:
        with self._catalog() as catalog:
            return self._lookups(catalog).page(after, limit, words, beginning, root)

    def leading(self, limit: int, folder: str, language: str, files: Sequence[str] | None = None) -> list[DocumentInfo]:
        with self._catalog() as catalog:
            return self._lookups(catalog).leading(limit, folder, language, files)

    def info(self, file: str) -> DocumentInfo | None:
        return self.infos([file]).get(file)

    def infos(self, files: Iterable[str]) -> dict[str, DocumentInfo]:
        with self._catalog() as catalog:
            return self._lookups(catalog).infos(files)

    def by_sha256(self, sha256: str) -> list[DocumentInfo]:
        with self._catalog() as catalog:
            return self._lookups(catalog).by_sha256(sha256)

    def by_key(self, key: str) -> DocumentInfo | None:
        with self._catalog() as catalog:
            return self._lookups(catalog).by_key(key)

    def by_version(self, identifier: str) -> DocumentInfo | None:
        with self._catalog() as catalog:
            return self._lookups(catalog).by_version(identifier)

    def first_of_text(self, digests: Iterable[str]) -> dict[str, str]:
        with self._catalog() as catalog:
            return self._lookups(catalog).first_of_text(digests)

    def files(self, names: Sequence[str] = (), wanted: Condition = Condition()) -> list[str]:  # noqa: B008 - frozen
        with self._catalog() as catalog:
            return self._lookups(catalog).files(names, wanted)

    def document(self, file: str) -> Document | None:
        """Raises `IndexDamaged` where the text is not the one that was stored."""
        with self._catalog() as catalog:
            info = self._lookups(catalog).infos([file]).get(file)
            return catalog.document(info.id) if info is not None else None

    def scan(self, info: DocumentInfo, page: int) -> str | None:
        if not info.recogniser:
            return None
        with self._catalog() as catalog:
            return catalog.scans.page(info.sha256, info.recogniser, page)

    def refusals(self, root: str | None = None) -> list[Refusal]:
        """For those who may see everything: what is refused is in no collection."""
        with self._catalog() as catalog:
            return catalog.refusals(root) if self._collections is None else []
