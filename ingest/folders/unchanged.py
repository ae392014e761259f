"""Whether files are what the index holds already: found out without loading an embedder or an engine."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from ingest.folders.scope import Scope, existing, file_sha256, scope_of
from ingest.folders.versions import present_ids
from ingest.load.members import within
from ingest.receipt import FileReceipt, Receipt, Status, with_documents
from rag.embedding.fingerprints import KNOWN
from rag.errors import FileRefused, IndexProblem
from rag.index.embedded.catalog import Catalog, open_catalog
from rag.index.embedded.generation import read_pointer
from rag.index.embedded.lock import refuse_while_busy
from rag.index.library import DocumentInfo, Refusal
from rag.index.stamp import difference, make_stamp
from rag.settings import Settings


def unchanged(paths: Sequence[Path], settings: Settings) -> Receipt | None:
    """The receipt of an ingest that has nothing to do; `None` where it may have, which `ingest.sync` finds out.

    Raises `UsageError` where no path exists, and `Busy`.
    """
    found, missing = existing(paths)
    refuse_while_busy(settings.index.directory)
    fingerprint = KNOWN.get(settings.embedding.embedder)
    if fingerprint is None:
        return None
    try:
        pointer = read_pointer(settings.index.directory)
        with closing(open_catalog(settings.index.directory / pointer.catalog)) as catalog:
            if difference(catalog.stamp(), make_stamp(settings, fingerprint)):
                return None
            infos = {info.file: info for info in catalog.infos(pointer.generation)}
            scopes = [
                scope_of(path, sorted({info.root for info in infos.values()}), settings.index.directory)
                for path in found
            ]
            receipts = _compared(scopes, infos, catalog)
    except IndexProblem:
        return None
    if not receipts:
        return None
    return Receipt(pointer.generation, with_documents(receipts, infos), tuple(missing))


def _compared(
    scopes: Sequence[Scope], infos: dict[str, DocumentInfo], catalog: Catalog
) -> dict[str, FileReceipt] | None:
    """A receipt for every file, or `None` as soon as one needs work."""
    receipts: dict[str, FileReceipt] = {}
    for scope in scopes:
        refusals = {refusal.file: refusal for refusal in catalog.refusals(scope.root)}
        receipts |= {receipt.file: receipt for receipt in scope.refused}
        for file, path in scope.files:
            receipt = _unchanged_file(scope, file, path, infos.get(file), refusals.get(file))
            if receipt is None:
                return None
            receipts[file] = receipt
            if receipt.status is Status.UNCHANGED:
                receipts |= _members(file, infos, refusals)
    gone = (file not in receipts and scope.covers(file, info.root) for scope in scopes for file, info in infos.items())
    refused_now = any(receipts[file].status is Status.REFUSED for file in receipts.keys() & infos.keys())
    return None if any(gone) or refused_now else receipts


def _members(file: str, infos: dict[str, DocumentInfo], refusals: dict[str, Refusal]) -> dict[str, FileReceipt]:
    """Receipts of the documents that stand in a file which has not changed."""
    inside = within(file, "")
    receipts = {name: FileReceipt(name, Status.UNCHANGED) for name in infos if name.startswith(inside)}
    for name, each in refusals.items():
        if name.startswith(inside):
            receipts[name] = FileReceipt(name, Status.REFUSED, code=each.code, reason=each.message)
    return receipts


def _unchanged_file(
    scope: Scope, file: str, path: Path, info: DocumentInfo | None, refusal: Refusal | None
) -> FileReceipt | None:
    try:
        sha256 = file_sha256(path, scope.root)
    except FileRefused:
        return None
    if info is not None and info.root == scope.root and info.id in present_ids(file, sha256, info):
        return FileReceipt(file, Status.UNCHANGED)
    if info is None and refusal is not None and refusal.costs_again(sha256):
        return FileReceipt(file, Status.REFUSED, code=refusal.code, reason=refusal.message)
    return None
