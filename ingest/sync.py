"""Bring an index in line with files: what is new or changed is read, split, embedded and stored; what is gone goes.

Each document is stored in a transaction of its own, so an interrupted ingest goes on where it was; nothing of it is
visible to readers before the publication at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import Protocol

from ingest.load import Loader
from ingest.receipt import FileReceipt, Receipt, Status
from ingest.split import split
from ingest.uploads import uploads_root
from ingest.walk import discover, visible
from rag.analysis import Analysis, analyse_passage, passage_context
from rag.embedder import Embedder, open_embedder
from rag.errors import EmbedderError, FileRefused, UsageError
from rag.lock import refuse_while_busy
from rag.publish import IndexWriter, open_writer
from rag.rows import Refusal, document_id
from rag.settings import Settings
from rag.stamp import make_stamp, refuse_other_embedder
from rag.types import Document, Passage

EMBED_TOGETHER = 256
"""Passages of several small files that are embedded in one call, to fill the batches of the model."""

COSTLY = frozenset({"timeout", "memory", "crashed"})
"""Refusals that took long to find out: such a file is tried again only when its content has changed."""


class Progress(Protocol):
    """Told how an ingest advances; the numbers are files done and files in all, then passages embedded."""

    def start(self, files: int) -> None: ...

    def file(self, name: str) -> None: ...

    def embedded(self, passages: int) -> None: ...

    def publishing(self, passages: int) -> None: ...


class Silent:
    """A `Progress` that says nothing."""

    def start(self, files: int) -> None: ...

    def file(self, name: str) -> None: ...

    def embedded(self, passages: int) -> None: ...

    def publishing(self, passages: int) -> None: ...


@dataclass(frozen=True, slots=True)
class _Scope:
    """What one given path stands for: a root of the index (a folder, or a lone file), or a part of one.

    `prefix` is the part's path below the root, empty for the whole root. `apart` is the root of uploaded documents,
    which no folder around it speaks for: the index may well stand in a folder that is ingested.
    """

    root: str
    apart: str
    prefix: str
    files: tuple[tuple[str, Path], ...]
    refused: tuple[FileReceipt, ...]

    def covers(self, file: str, root: str) -> bool:
        """Whether a document of the index is one that this scope speaks for."""
        if root != self.root:
            return root != self.apart and Path(root).is_relative_to(self.root)
        return not self.prefix or file == self.prefix or file.startswith(self.prefix + "/")


def _scope(path: Path, roots: Iterable[str], index: Path) -> _Scope:
    """A path inside a root that the index already has belongs to that root, with names relative to it.

    The directory of the index is no part of a folder around it.
    """
    path, index = path.resolve(), index.resolve()
    apart = uploads_root(index)
    candidates = (str(apart),) if path.is_relative_to(apart) else (root for root in roots if root != str(apart))
    root = next((root for root in candidates if path.is_relative_to(root)), str(path))
    prefix = path.relative_to(root).as_posix() if str(path) != root else ""
    found = discover(path)
    above = prefix if path.is_dir() else prefix.rpartition("/")[0]
    prepend = f"{above}/" if above else ""
    ours = index.is_relative_to(path)
    return _Scope(
        root=root,
        apart=str(apart),
        prefix=prefix,
        files=tuple(
            (prepend + name, place) for name, place in found.files if not (ours and place.is_relative_to(index))
        ),
        refused=tuple(
            FileReceipt(prepend + refusal.file, Status.REFUSED, code=refusal.code, reason=refusal.message)
            for refusal in found.refused
        ),
    )


class _Ingest:
    """One run of `sync`, under the write lock."""

    def __init__(self, writer: IndexWriter, settings: Settings, embedder: Embedder, progress: Progress) -> None:
        self._writer = writer
        self._catalog = writer.catalog
        self._settings = settings
        self._embedder = embedder
        self._progress = progress
        self._before = {info.file: info for info in writer.documents()}
        self._known = self._catalog.known_documents()
        self._members = writer.members()
        self._receipts: dict[str, FileReceipt] = {}
        self._waiting: list[tuple[str, Document, tuple[Passage, ...], tuple[Analysis, ...]]] = []
        self._hashes: dict[str, str] = {}

    def run(self, paths: Sequence[Path], missing: Sequence[str]) -> Receipt:
        roots = self._writer.roots
        directory = self._settings.index
        scopes = [_scope(path, roots, directory) for path in paths]
        if self._writer.rebuilding:
            given = {scope.root for scope in scopes}
            others = (Path(root) for root in roots if root not in given)
            scopes += [_scope(root, roots, directory) for root in others if root.exists()]
        self._progress.start(sum(len(scope.files) for scope in scopes))
        with Loader() as loader:
            for scope in scopes:
                self._take(scope, loader)
        self._store_waiting()
        for scope in scopes:
            self._drop_gone(scope)
        if not self._members and not self._before and not self._receipts:
            raise UsageError(f"there is no document in {paths[0]}: put .txt .md .html .pdf .docx files there")
        self._embedder.prepare_questions()
        self._progress.publishing(len(self._members))
        name = self._writer.publish(self._members)
        self._remember_refusals(scopes)
        return Receipt(name, self._final_receipts(name), tuple(missing))

    def _take(self, scope: _Scope, loader: Loader) -> None:
        refused_before = {refusal.file: refusal for refusal in self._catalog.refusals(scope.root)}
        for receipt in scope.refused:
            self._receipts[receipt.file] = receipt
        for file, path in scope.files:
            self._progress.file(file)
            try:
                self._take_file(scope, file, path, loader, refused_before.get(file))
            except FileRefused as refused:
                self._refuse(file, refused)

    def _take_file(self, scope: _Scope, file: str, path: Path, loader: Loader, refusal: Refusal | None) -> None:
        try:
            with path.open("rb") as stream:
                sha256 = file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise FileRefused("unreadable", f"cannot be read: {error.strerror}") from error
        self._hashes[file] = sha256
        if refusal is not None and refusal.sha256 == sha256 and refusal.code in COSTLY:
            raise FileRefused(refusal.code, refusal.message)
        known = self._before.get(file)
        if known is not None and not scope.covers(known.file, known.root) and Path(known.root).exists():
            raise FileRefused(
                "name-taken",
                f"{known.root} has a file of the same name: ingest the folder above both, or use another index",
            )
        identifier = document_id(file, sha256)
        if identifier in self._known:
            self._accept(file, identifier, scope.root)
            return
        document = loader.load(path, file)
        passages = split(document, self._settings.passage_characters)
        analyses = tuple(analyse_passage(passage, passage_context(passage)) for passage in passages)
        self._waiting.append((scope.root, document, passages, analyses))
        if sum(len(passages) for _, _, passages, _ in self._waiting) >= EMBED_TOGETHER:
            self._store_waiting()

    def _store_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            self._store(waiting)
        except EmbedderError as error:
            # One text that cannot be embedded must not take its neighbours with it.
            if len(waiting) == 1:
                self._refuse(waiting[0][1].file, FileRefused("embedding", str(error)))
                return
            for one in waiting:
                self._waiting = [one]
                self._store_waiting()

    def _store(self, waiting: Sequence[tuple[str, Document, tuple[Passage, ...], tuple[Analysis, ...]]]) -> None:
        texts = self._catalog.missing_vectors(passage.text for _, _, passages, _ in waiting for passage in passages)
        for at in range(0, len(texts), EMBED_TOGETHER):
            batch = texts[at : at + EMBED_TOGETHER]
            self._writer.store_vectors(batch, self._embedder.embed_passages(batch))
            self._progress.embedded(len(batch))
        for root, document, passages, analyses in waiting:
            identifier = self._writer.store(document, passages, analyses)
            self._known.add(identifier)
            self._accept(document.file, identifier, root)

    def _accept(self, file: str, identifier: str, root: str) -> None:
        before = self._before.get(file)
        if before is None:
            status = Status.ADDED
        else:
            status = Status.UNCHANGED if before.id == identifier else Status.CHANGED
            if before.id != identifier:
                self._members.pop(before.id, None)
        self._members[identifier] = root
        self._receipts[file] = FileReceipt(file, status)

    def _refuse(self, file: str, refused: FileRefused) -> None:
        self._receipts[file] = FileReceipt(file, Status.REFUSED, code=refused.code, reason=str(refused))

    def _drop_gone(self, scope: _Scope) -> None:
        """A document leaves the index when its file is gone, or is there but was refused in its present form."""
        for file, info in self._before.items():
            receipt = self._receipts.get(file)
            gone = receipt is None and scope.covers(file, info.root)
            if gone:
                self._receipts[file] = FileReceipt(file, Status.REMOVED)
            if gone or (receipt is not None and receipt.status is Status.REFUSED and receipt.code != "name-taken"):
                self._members.pop(info.id, None)

    def _remember_refusals(self, scopes: Sequence[_Scope]) -> None:
        with self._catalog.transaction():
            for scope in scopes:
                if not scope.prefix:
                    self._catalog.set_refusals(scope.root, self._refusals(scope))

    def _refusals(self, scope: _Scope) -> Iterator[Refusal]:
        for file in (*(name for name, _ in scope.files), *(receipt.file for receipt in scope.refused)):
            receipt = self._receipts.get(file)
            if receipt is not None and receipt.status is Status.REFUSED:
                yield Refusal(file, self._hashes.get(file, ""), receipt.code or "", receipt.reason or "")

    def _final_receipts(self, generation: str) -> tuple[FileReceipt, ...]:
        infos = {info.file: info for info in self._catalog.infos(generation)}
        first: dict[str, str] = {}
        for info in infos.values():
            first.setdefault(info.text_sha256, info.file)
        finished = []
        for file in sorted(self._receipts):
            receipt, document = self._receipts[file], infos.get(file)
            if document is None:
                finished.append(receipt)
                continue
            same = first[document.text_sha256]
            copy = () if same == file else (f"same text as {same}",)
            finished.append(replace(receipt, document=document, warnings=(*document.warnings, *copy)))
        return tuple(finished)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        # Something on the way to it may not be entered, or the name is too long for any file.
        raise UsageError(f"{visible(str(path))} cannot be read ({error.strerror}): give a folder or a file") from error


def sync(
    paths: Sequence[Path],
    settings: Settings,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> Receipt:
    """Synchronise the index of `settings` with folders and files.

    A folder is taken as a whole: documents that were ingested from it and are gone now leave the index. A single file
    is added or replaced. `rebuild` embeds everything again with the present settings, the other folders of the index
    included. Paths that do not exist are named in the receipt; the others are ingested.

    Raises `UsageError` where no path exists or no document is found, `Busy`, and `IndexProblem`s.
    """
    existing = [path for path in paths if _exists(path)]
    missing = [visible(str(path)) for path in paths if path not in existing]
    if not existing:
        raise UsageError(f"{missing[0]} does not exist: give a folder or a file to ingest")
    refuse_while_busy(settings.index)
    embedder = embedder or open_embedder(settings.embedder, settings.index)
    if not rebuild:
        refuse_other_embedder(settings.index, embedder.name)
    stamp = make_stamp(settings, embedder.fingerprint)
    with open_writer(settings.index, stamp, rebuild) as writer:
        return _Ingest(writer, settings, embedder, progress or Silent()).run(existing, missing)
