"""Whether files are what the index holds already: found out without loading an embedder or an engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.folders.scope import Scope, covered, existing, file_sha256, scope_of
from ingest.folders.versions import present_ids
from ingest.load.kind import holds_documents
from ingest.load.members import within
from ingest.receipt import FileReceipt, Receipt, Status, with_documents
from rag.embedding.fingerprints import KNOWN
from rag.errors import FileRefused, IndexProblem
from rag.index.choice import library_in
from rag.index.contents import DocumentInfo, Refusal
from rag.index.library import Documents, each_document
from rag.index.stamp import difference, make_stamp
from rag.settings import Settings


def unchanged(paths: Sequence[Path], settings: Settings) -> Receipt | None:
    """The receipt of an ingest that has nothing to do; `None` where it may have, which `ingest.sync` finds out.

    Raises `UsageError` where no path exists, and `Busy`.
    """
    found, missing = existing(paths)
    library = library_in(settings.index.directory)
    library.refuse_while_busy()
    fingerprint = KNOWN.get(settings.embedding.embedder)
    if fingerprint is None:
        return None
    try:
        with library.documents() as documents:
            if difference(documents.stamp, make_stamp(settings, fingerprint)):
                return None
            roots = documents.roots()
            scopes = [scope_of(path, roots, settings.index.directory) for path in found]
            receipts = _compared(scopes, documents)
            if not receipts:
                return None
            return Receipt(documents.publication, with_documents(receipts, documents), tuple(missing))
    except IndexProblem:
        return None


def _compared(scopes: Sequence[Scope], documents: Documents) -> dict[str, FileReceipt] | None:
    """A receipt for every file, or `None` as soon as one needs work."""
    receipts: dict[str, FileReceipt] = {}
    for scope in scopes:
        refusals = {refusal.file: refusal for refusal in documents.refusals(scope.root)}
        infos = documents.infos(file for file, _ in scope.files)
        receipts |= {receipt.file: receipt for receipt in scope.refused}
        for file, path in scope.files:
            receipt = _unchanged_file(scope, file, path, infos.get(file), refusals.get(file))
            if receipt is None:
                return None
            receipts[file] = receipt
            if receipt.status is Status.UNCHANGED and holds_documents(file):
                receipts |= _members(file, documents, refusals)
    if any(receipts[file].status is Status.REFUSED for file in documents.infos(receipts)):
        return None
    gone = any(info.file not in receipts for scope in scopes for info in covered(scope, documents))
    return None if gone else receipts


def _members(file: str, documents: Documents, refusals: dict[str, Refusal]) -> dict[str, FileReceipt]:
    """Receipts of the documents that stand in a file which has not changed."""
    inside = within(file, "")
    receipts = {each.file: FileReceipt(each.file, Status.UNCHANGED) for each in each_document(documents, inside)}
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
