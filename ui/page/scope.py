"""Which documents the next questions are asked of: single ones and whole folders, chosen in a tab.

An empty scope means all documents. A folder is written with a slash at its end and stands for whatever is in it when
a question is asked.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.index.conditions import Condition
from rag.index.library import DocumentInfo

Scope = tuple[str, ...]
"""Names of documents, of folders with a slash at the end, and of conditions, which begin with `SINCE` or `BY`."""

SINCE, BY = "/since/", "/by/"
"""What comes before a date or an author in the name of a condition; no document's name begins with a slash."""

YEARS, AUTHORS = 10, 20
"""Conditions of each kind that can be chosen: the latest years, and those who wrote most documents."""


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
    names = (*files, *folders_of(files), *conditions_of(documents))
    found = next((name for name in names if key_of(name) == key), None)
    return scope if found is None or len(scope) >= MOST else (*scope, found)


def holds(name: str, file: str) -> bool:
    """Whether a chosen name stands for a document."""
    return file == name or (name.endswith("/") and file.startswith(name))


def files_in(scope: Scope, documents: Sequence[DocumentInfo]) -> list[str] | None:
    """The documents of a scope; `None` where it is empty and stands for all.

    Any of its documents and folders, as far as they fulfil its conditions: the latest date, any of the authors.
    """
    if not scope:
        return None
    names = [name for name in scope if not name.startswith((SINCE, BY))]
    dates = [name.removeprefix(SINCE) for name in scope if name.startswith(SINCE)]
    authors = tuple(name.removeprefix(BY) for name in scope if name.startswith(BY))
    wanted = Condition(max(dates, default=None), authors)
    return [
        document.file
        for document in documents
        if wanted.holds(document) and (not names or any(holds(name, document.file) for name in names))
    ]


def conditions_of(documents: Iterable[DocumentInfo]) -> list[str]:
    """The conditions that part some of the documents from others, by the names that a scope has of them."""
    infos = list(documents)
    years = sorted({each.date.value[:4] for each in infos if each.date}, reverse=True)[:YEARS]
    authors = Counter(each.author.value for each in infos if each.author).most_common(AUTHORS)
    conditions = [
        *((f"{SINCE}{year}", Condition(since=year)) for year in years),
        *((f"{BY}{author}", Condition(authors=(author,))) for author, _ in authors),
    ]
    return [name for name, wanted in conditions if not all(map(wanted.holds, infos))]
