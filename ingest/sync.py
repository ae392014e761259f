"""Bring an index in line with files: what is new or changed is read, split, embedded and stored; what is gone goes.

Each document is stored in a transaction of its own, so an interrupted ingest goes on where it was; nothing of it is
visible to readers before the publication at the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.children import Children
from ingest.folders.scope import Scope, covered, existing, file_sha256, scope_of
from ingest.folders.versions import present_ids
from ingest.load import Loader
from ingest.load.kind import READ, holds_documents
from ingest.load.limits import MEBIBYTE, MOST_UNPACKED
from ingest.load.loader import read_stable
from ingest.load.members import DEEPEST, depth, file_of, within
from ingest.pipeline import Pipeline, Reading
from ingest.progress import Progress, Silent
from ingest.receipt import FileReceipt, Receipt, Status, with_documents
from ingest.scans import KeptScans
from rag.embedding.embedder import Embedder, open_embedder
from rag.errors import EmbedderError, FileRefused, UsageError
from rag.index.choice import library_in
from rag.index.contents import UNCERTAIN, Change, DocumentInfo, Member, Refusal
from rag.index.library import Writer, each_document
from rag.index.stamp import make_stamp, refuse_other_embedder
from rag.reading.trained.reader import open_trained
from rag.settings import Settings
from rag.types import READER

PASSAGE_BYTES = 700
"""Bytes of a text file that make about one passage, to know how much there will be to embed."""


def _size(path: Path) -> int:
    """Bytes of a file; 0 where that cannot be told, which the reading of it will tell."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads files into a pipeline; `sizes` holds their bytes."""

    loader: Loader
    pipeline: Pipeline
    sizes: Mapping[Path, int]

    def read(self, root: str, file: str, path: Path, passage_characters: int) -> None:
        """Raises `FileRefused`, and what the pipeline raises."""
        prepared = self.loader.prepare(path, file, passage_characters, Path(root))
        self.pipeline.add(Reading(root, prepared, self.sizes[path]))

    def read_member(self, root: str, file: str, data: bytes, passage_characters: int) -> None:
        """Read a document that stands in a file, again where it may not be its fault; raises as `read`."""
        try:
            prepared = self.loader.prepare_bytes(data, file, passage_characters)
        except FileRefused as refused:
            if refused.code not in UNCERTAIN:
                raise
            self.loader.close()
            prepared = self.loader.prepare_bytes(data, file, passage_characters)
        self.pipeline.add(Reading(root, prepared, 0))


class _Ingest:
    """One run of `sync`, under the write lock."""

    def __init__(self, writer: Writer, settings: Settings, embedder: Embedder, progress: Progress) -> None:
        self._writer = writer
        self._published = writer.published
        self._settings = settings
        self._embedder = embedder
        self._progress = progress
        self._count = self._published.counts().documents
        self._added: dict[str, Member] = {}
        self._receipts: dict[str, FileReceipt] = {}
        self._hashes: dict[str, str] = {}
        self._uncertain: list[tuple[str, str, Path]] = []

    def run(self, paths: Sequence[Path], missing: Sequence[str], loader: Loader) -> Receipt:
        scopes = self._scopes(paths)
        sizes = {place: _size(place) for scope in scopes for _, place in scope.files}
        self._progress.start(sum(len(scope.files) for scope in scopes), sum(sizes.values()))
        self._embedder.expect(sum(self._new(scope, sizes) for scope in scopes) // PASSAGE_BYTES)
        with Pipeline(self._writer, self._embedder, self._progress, self._store, self._refuse_reading) as pipeline:
            loader.scans = KeptScans(self._writer, self._progress)
            with loader as files:
                reader = _Reader(files, pipeline, sizes)
                for scope in scopes:
                    self._take(scope, reader)
                self._try_alone(reader)
            pipeline.finish()
            gone = {file for scope in scopes for file in self._gone(scope)}
            if not self._count and not self._receipts:
                raise UsageError(f"there is no document in {paths[0]}: put files there, such as {READ}")
            prepared = pipeline.prepare_questions(open_trained(self._settings))
            new = sum(receipt.status is Status.ADDED for receipt in self._receipts.values())
            self._progress.publishing(self._count + new - len(gone))
            name = self._writer.publish(Change(list(self._added.values()), gone))
            self._remember_refusals(scopes)
            prepared.result()
        return Receipt(name, with_documents(self._receipts, self._writer.published), tuple(missing))

    def _new(self, scope: Scope, sizes: Mapping[Path, int]) -> int:
        """Bytes of the files that no document is of."""
        known = self._published.infos(file for file, _ in scope.files)
        return sum(sizes[place] for file, place in scope.files if file not in known)

    def _scopes(self, paths: Sequence[Path]) -> list[Scope]:
        """What the paths stand for; at a rebuild the other folders of the index too."""
        roots, directory = self._writer.roots, self._settings.index.directory
        scopes = [scope_of(path, roots, directory) for path in paths]
        if self._writer.rebuilding:
            given = {scope.root for scope in scopes}
            others = (Path(root) for root in roots if root not in given)
            scopes += [scope_of(root, roots, directory) for root in others if root.exists()]
        return scopes

    def _take(self, scope: Scope, reader: _Reader) -> None:
        refused_before = {refusal.file: refusal for refusal in self._published.refusals(scope.root)}
        before = self._published.infos(file for file, _ in scope.files)
        for receipt in scope.refused:
            self._receipts[receipt.file] = receipt
        for file, path in scope.files:
            self._progress.file(file)
            try:
                known = self._known_already(scope, file, path, refused_before.get(file), before.get(file))
                if known is None:
                    self._read(reader, scope.root, file, path)
                else:
                    self._accept(file, known, scope.root, before.get(file))
                    self._progress.skipped(reader.sizes[path])
                if holds_documents(file):
                    self._take_members(scope, file, path, reader, refused_before)
            except FileRefused as refused:
                self._refuse(file, refused)
                self._progress.skipped(reader.sizes[path])

    def _take_members(
        self, scope: Scope, file: str, path: Path, reader: _Reader, refused_before: Mapping[str, Refusal]
    ) -> None:
        """Take the documents that stand in a file: those of before where it has not changed, else each by its bytes."""
        before = self._published.info(file)
        if before is not None and before.id in present_ids(file, self._hashes[file], before):
            for info in each_document(self._published, within(file, "")):
                self._accept(info.file, info.id, scope.root, info)
            for refusal in refused_before.values():
                if refusal.file.startswith(within(file, "")):
                    self._hashes[refusal.file] = refusal.sha256
                    self._refuse(refusal.file, FileRefused(refusal.code, refusal.message))
            return
        room = MOST_UNPACKED
        waiting = [(file, read_stable(path, Path(scope.root)))]
        while waiting:
            holder, data = waiting.pop()
            for member in reader.loader.members(data, holder):
                name = within(holder, member.name)
                room -= len(member.data)
                self._take_member(scope, name, member.data if room >= 0 else None, reader)
                if room >= 0 and holds_documents(name) and depth(name) < DEEPEST:
                    waiting.append((name, member.data))

    def _take_member(self, scope: Scope, name: str, data: bytes | None, reader: _Reader) -> None:
        """Take a document in a file, or refuse it; `data` is missing where the file unpacks to too much."""
        self._hashes[name] = hashlib.sha256(data or b"").hexdigest()
        try:
            if data is None:
                most = MOST_UNPACKED // MEBIBYTE
                raise FileRefused("archive-bomb", f"of the documents in a file at most {most} MB are read")
            before = self._published.info(name)
            known = self._writer.known(present_ids(name, self._hashes[name], before))
            if known is not None:
                self._accept(name, known, scope.root, before)
            else:
                reader.read_member(scope.root, name, data, self._settings.index.passage_characters)
        except FileRefused as refused:
            self._refuse(name, refused)

    def _read(self, reader: _Reader, root: str, file: str, path: Path) -> None:
        """Read a file, or put it off where it may not be its own fault that it cannot be read."""
        try:
            reader.read(root, file, path, self._settings.index.passage_characters)
        except FileRefused as refused:
            if refused.code not in UNCERTAIN:
                raise
            self._uncertain.append((root, file, path))

    def _try_alone(self, reader: _Reader) -> None:
        """Read what was put off, each file by a child of its own; what fails again is refused and remembered."""
        for root, file, path in self._uncertain:
            self._progress.file(file)
            reader.loader.close()
            try:
                reader.read(root, file, path, self._settings.index.passage_characters)
            except FileRefused as refused:
                self._refuse(file, refused)
                self._progress.skipped(reader.sizes[path])

    def _known_already(
        self, scope: Scope, file: str, path: Path, refusal: Refusal | None, known: DocumentInfo | None
    ) -> str | None:
        """The id of a file's present version where it is stored already, else `None`. Raises `FileRefused`."""
        sha256 = file_sha256(path, scope.root)
        self._hashes[file] = sha256
        if refusal is not None and refusal.costs_again(sha256):
            raise FileRefused(refusal.code, refusal.message)
        if known is not None and not scope.covers(known.file, known.root) and Path(known.root).exists():
            raise FileRefused(
                "name-taken",
                f"{known.root} has a file of the same name: ingest the folder above both, or use another index",
            )
        return self._writer.known(present_ids(file, sha256, known))

    def _store(self, reading: Reading, identifier: str) -> None:
        file = reading.prepared.document.file
        self._accept(file, identifier, reading.root, self._published.info(file))

    def _refuse_reading(self, reading: Reading, error: EmbedderError) -> None:
        self._refuse(reading.prepared.document.file, FileRefused("embedding", str(error)))

    def _accept(self, file: str, identifier: str, root: str, before: DocumentInfo | None) -> None:
        """A file is in the index to come as this version of it; `before` is what is published of it."""
        status = Status.ADDED if before is None else Status.UNCHANGED
        code = reason = None
        if before is not None and before.id != identifier:
            status = Status.CHANGED
            if before.sha256 == self._hashes[file]:
                code = "reader"
                reason = f"read again: version {before.reader} of the reader had read it"
                if before.reader == READER:
                    reason = f"recognised again: {before.recogniser or 'no program for that'} was there before"
        if before is None or (before.id, before.root) != (identifier, root):
            self._added[file] = Member(identifier, root)
        self._receipts[file] = FileReceipt(file, status, code=code, reason=reason)

    def _refuse(self, file: str, refused: FileRefused) -> None:
        self._receipts[file] = FileReceipt(file, Status.REFUSED, code=refused.code, reason=str(refused))

    def _gone(self, scope: Scope) -> Iterator[str]:
        """Files of which a document leaves the index: those that are gone, or are there but refused as they are now."""
        for info in covered(scope, self._published):
            if info.file not in self._receipts:
                self._receipts[info.file] = FileReceipt(info.file, Status.REMOVED)
                yield info.file
        refused = (each.file for each in self._receipts.values() if each.status is Status.REFUSED)
        yield from self._published.infos(file for file in refused if self._receipts[file].code != "name-taken")

    def _remember_refusals(self, scopes: Sequence[Scope]) -> None:
        self._writer.refuse({scope.root: list(self._refusals(scope)) for scope in scopes if not scope.prefix})

    def _refusals(self, scope: Scope) -> Iterator[Refusal]:
        files = {name for name, _ in scope.files}
        members = (name for name in self._receipts if file_of(name) != name and file_of(name) in files)
        for file in (*files, *(receipt.file for receipt in scope.refused), *members):
            receipt = self._receipts.get(file)
            if receipt is not None and receipt.status is Status.REFUSED:
                yield Refusal(file, self._hashes.get(file, ""), receipt.code or "", receipt.reason or "")


def sync(
    paths: Sequence[Path],
    settings: Settings,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
    children: Children | None = None,
) -> Receipt:
    """Synchronise the index of `settings` with folders and files.

    A folder is taken as a whole: documents that were ingested from it and are gone now leave the index. A single file
    is added or replaced. `rebuild` embeds everything again with the present settings, the other folders of the index
    included. Paths that do not exist are named in the receipt; the others are ingested. `children`: those that were
    started before this module was imported.

    Raises `UsageError` where no path exists or no document is found, `Busy`, and `IndexProblem`s.
    """
    found, missing = existing(paths)
    library = library_in(settings.index.directory)
    library.refuse_while_busy()
    with children or Children() as helping:
        embedder = embedder or open_embedder(settings.embedding.embedder, settings.index.directory)
        if not rebuild:
            refuse_other_embedder(library, settings.index.directory, embedder.name)
        stamp = make_stamp(settings, embedder.fingerprint)
        with library.writer(stamp, rebuild, helping.helper) as writer:
            return _Ingest(writer, settings, embedder, progress or Silent()).run(found, missing, helping.loader)
