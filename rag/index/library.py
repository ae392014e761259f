"""The seam between the program and whatever keeps its documents: what can be asked of an index, and in which values.

What stands behind it is one of several kinds of libraries, of which nothing else in the program knows a file;
`rag.index.choice` alone says which one it is. Nothing here lists a whole collection: documents come by look-ups
and in pages, passages by their ids and as a sample. Wherever several are equal, the smaller id goes first.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

from rag.embedding.wording import Embedded, Wording
from rag.index.conditions import Condition
from rag.index.contents import Change, Counts, DocumentInfo, Entry, Facets, Found, Refusal, Report, Sought, Vector
from rag.types import Analysis, Document, Passage

PAGE = 500
"""Documents that are handed over at once."""


class Documents(Protocol):
    """The documents of one publication, as far as somebody may see them."""

    @property
    def publication(self) -> str:
        """The name of the publication."""
        ...

    @property
    def stamp(self) -> Mapping[str, Any]:
        """What it was built with, see `rag.index.stamp`."""
        ...

    def within(self, collections: Collection[str]) -> Self:
        """The same for somebody who may see these collections alone; closed with the one that it is of."""
        ...

    def counts(self) -> Counts: ...

    def languages(self) -> list[str]:
        """The languages of documents, in the order of the first file of each."""
        ...

    def roots(self) -> tuple[str, ...]:
        """The folders (or lone files) that documents came from, in order."""
        ...

    def facets(self) -> Facets: ...

    def folders(self) -> list[str]:
        """The folders that have documents, each with a slash at its end, in order."""
        ...

    def page(
        self, after: str = "", limit: int = PAGE, words: str = "", beginning: str = "", root: str | None = None
    ) -> list[DocumentInfo]:
        """The next documents by their files.

        Only those whose file has this `beginning`, of this `root`, and with all `words` in their name, title, author
        or date, without regard to case and accents.
        """
        ...

    def leading(self, limit: int, folder: str, language: str, files: Sequence[str] | None = None) -> list[DocumentInfo]:
        """The documents to be shown first: of a folder, then in a language, then the latest; of `files`, if given."""
        ...

    def info(self, file: str) -> DocumentInfo | None: ...

    def infos(self, files: Iterable[str]) -> dict[str, DocumentInfo]:
        """What is known of files, by file, as far as they are there."""
        ...

    def by_sha256(self, sha256: str) -> list[DocumentInfo]:
        """The documents with these bytes, by file."""
        ...

    def by_key(self, key: str) -> DocumentInfo | None:
        """The document that a key stands for, see `rag.index.parts.key_of`."""
        ...

    def by_version(self, identifier: str) -> DocumentInfo | None:
        """The document with the bytes that an id names, whichever reader has read it, see `document_id`."""
        ...

    def first_of_text(self, digests: Iterable[str]) -> dict[str, str]:
        """The first file with a text, by the sha256 of the text."""
        ...

    def files(self, names: Sequence[str] = (), wanted: Condition = Condition()) -> list[str]:  # noqa: B008 - frozen
        """The files that fulfil a condition: of these names, where some are given; a folder's name ends in a slash."""
        ...

    def document(self, file: str) -> Document | None:
        """A document with its text."""
        ...

    def scan(self, info: DocumentInfo, page: int) -> str | None:
        """What was recognised on a page of a document, as JSON; `None` where that is not kept."""
        ...

    def refusals(self, root: str | None = None) -> list[Refusal]:
        """What was refused at the last ingest, under one root or all."""
        ...


def each_document(documents: Documents, beginning: str = "", root: str | None = None) -> Iterator[DocumentInfo]:
    """Every document by file, a page at a time: for what writes all of them somewhere."""
    after = ""
    while page := documents.page(after, beginning=beginning, root=root):
        yield from page
        after = page[-1].file


class Snapshot(Documents, Protocol):
    """One publication, open for questions; safe to use from several threads."""

    @property
    def notice(self) -> str | None:
        """What people should know: that the index was damaged, and what answers instead."""
        ...

    def sample(self, count: int) -> Vector:
        """The vectors of `count` passages at most, taken evenly over all of them; shape `(n, dimension)`."""
        ...

    def frequencies(self, terms: Collection[str]) -> dict[str, int]:
        """In how many passages each term occurs."""
        ...

    def search(self, sought: Sought) -> Found:
        """Both searches in one call."""
        ...

    def entries(self, identifiers: Sequence[str]) -> dict[str, Entry]:
        """The passages with these ids as they are ranked, in one read."""
        ...

    def passages(self, identifiers: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids, in one read."""
        ...

    def passage_at(self, passage: Passage, offset: int) -> Passage | None:
        """The passage of the same document that holds an offset, `None` where there is none."""
        ...

    def close(self) -> None: ...


class Writer(Protocol):
    """The one writer of a library: documents are stored one by one, and appear together."""

    @property
    def published(self) -> Documents:
        """What is published now; nothing, where everything is built anew."""
        ...

    @property
    def roots(self) -> tuple[str, ...]:
        """Folders (or lone files) that the published index was ingested from."""
        ...

    @property
    def rebuilding(self) -> bool: ...

    def known(self, identifiers: Iterable[str]) -> str | None:
        """The first of these document versions that is stored, published or not."""
        ...

    def missing_vectors(self, wordings: Iterable[Wording]) -> list[Wording]:
        """Those of the wordings, each once and in order, whose vectors are not stored."""
        ...

    def store_vectors(self, wordings: Sequence[Wording], embedded: Embedded) -> None:
        """Store the unit vectors of passages and their sentences, before the documents that need them."""
        ...

    def store(self, document: Document, passages: Sequence[Passage], analyses: Sequence[Analysis]) -> str:
        """Store a document version with its passages and their analyses; returns its id."""
        ...

    def scan(self, sha256: str, recogniser: str, page: int) -> str | None:
        """What was recognised on a page of a file by a program, as JSON, where that is kept."""
        ...

    def store_scan(self, sha256: str, recogniser: str, page: int, recognised: str) -> None:
        """Keep what was recognised on a page."""
        ...

    def publish(self, change: Change) -> str:
        """Make stored document versions appear and others go, in one step; returns the publication's name.

        Nothing is written where that changes nothing. Raises `IndexProblem` where the disk is full or the new
        publication turns out damaged; the old one stays.
        """
        ...

    def refuse(self, refused: Mapping[str, Sequence[Refusal]]) -> None:
        """Replace what was refused under roots; what was recognised for nothing that is stored or refused goes."""
        ...


class Helper(Protocol):
    """What may be started ahead for a writer, as it takes a moment to be of use."""

    def interrupt(self) -> None:
        """End what it does for another thread, whose publication fails by that."""
        ...

    def close(self) -> None: ...


class Library(Protocol):
    """Where documents are kept. What opens something raises `IndexMissing` and other `IndexProblem`s."""

    def state(self) -> Hashable | None:
        """Changes with every publication; `None` where there is none (any more). Opens nothing."""
        ...

    def stamp(self) -> Mapping[str, Any]:
        """What the current publication was built with."""
        ...

    def refuse_while_busy(self) -> None:
        """Raise `Busy` where somebody writes, before another one takes the trouble to load a model."""
        ...

    def documents(self) -> AbstractContextManager[Documents]:
        """The documents of the current publication, without what questions need."""
        ...

    def snapshot(self, stamp: Mapping[str, Any] | None = None) -> Snapshot:
        """The current publication; raises `IndexMismatch` where it was built with another stamp than this one."""
        ...

    def writer(
        self, stamp: Mapping[str, Any], rebuild: bool = False, helper: Helper | None = None
    ) -> AbstractContextManager[Writer]:
        """The writer; `rebuild` builds everything anew and keeps what is published until it is done.

        Raises `Busy` where another one writes, and `IndexMismatch` where the index was built with another stamp.
        """
        ...

    def verify(self) -> None:
        """Compare what is published with what was validated when it was; raises `IndexDamaged`."""
        ...

    def check(self, repair: bool = False) -> Report:
        """Validate everything that is published; `repair` puts right what can be."""
        ...
