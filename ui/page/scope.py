"""Which documents the next questions are asked of: single ones and whole folders, chosen in a tab.

An empty scope means all documents. A folder is written with a slash at its end and stands for whatever is in it when
a question is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.index.rows import DocumentInfo

Scope = tuple[str, ...]
"""Names of documents, and of folders with a slash at the end."""


@dataclass(slots=True)
class Chosen:
    """The scope of a tab: one holder that all states of its conversation share.

    A click may change it while an answer is written, whose end must not bring back what was chosen at its beginning.
    """

    names: Scope = ()


MOST = 50
"""Names that a scope holds; beyond, folders are the way."""


def key_of(name: str) -> str:
    """12 hexadecimal digits that stand for a name in the page, so that no name has to come back from a browser."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def folder_of(file: str) -> str:
    """The folder of a document with a slash at its end, empty where it is in none."""
    folder, slash, _ = file.rpartition("/")
    return folder + slash


def folders_of(files: Iterable[str]) -> list[str]:
    """The folders that have documents, in order."""
    return sorted({folder_of(file) for file in files} - {""})


def toggled(scope: Scope, key: str, documents: Sequence[DocumentInfo]) -> Scope:
    """The scope with the document or folder of a key chosen, or no longer so; a key of nothing changes nothing."""
    without = tuple(name for name in scope if key_of(name) != key)
    if len(without) < len(scope):
        return without
    files = [document.file for document in documents]
    found = next((name for name in (*files, *folders_of(files)) if key_of(name) == key), None)
    return scope if found is None or len(scope) >= MOST else (*scope, found)


def holds(name: str, file: str) -> bool:
    """Whether a chosen name stands for a document."""
    return file == name or (name.endswith("/") and file.startswith(name))


def files_in(scope: Scope, documents: Sequence[DocumentInfo]) -> list[str] | None:
    """The documents of a scope; `None` where it is empty and stands for all."""
    if not scope:
        return None
    return [document.file for document in documents if any(holds(name, document.file) for name in scope)]
