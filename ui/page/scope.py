"""Which documents the next questions are asked of: single ones and whole folders, chosen in a tab.

An empty scope means all documents. A folder is written with a slash at its end and stands for whatever is in it when
a question is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.index.conditions import Condition
from rag.index.library import Documents
from rag.index.parts import key_of

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


def folder_of(file: str) -> str:
    """The folder of a document with a slash at its end, empty where it is in none."""
    folder, slash, _ = file.rpartition("/")
    return folder + slash


def toggled(scope: Scope, key: str, documents: Documents | None) -> Scope:
    """The scope with the document or folder of a key chosen, or no longer so; a key of nothing changes nothing."""
    without = tuple(name for name in scope if key_of(name) != key)
    if len(without) < len(scope):
        return without
    if documents is None or len(scope) >= MOST:
        return scope
    info = documents.by_key(key)
    names = [info.file] if info is not None else [*documents.folders(), *conditions_of(documents)]
    found = next((name for name in names if key_of(name) == key), None)
    return scope if found is None else (*scope, found)


def holds(name: str, file: str) -> bool:
    """Whether a chosen name stands for a document."""
    return file == name or (name.endswith("/") and file.startswith(name))


def files_in(scope: Scope, documents: Documents | None) -> list[str] | None:
    """The documents of a scope; `None` where it is empty and stands for all.

    Any of its documents and folders, as far as they fulfil its conditions: the latest date, any of the authors.
    """
    if not scope:
        return None
    names = [name for name in scope if not name.startswith((SINCE, BY))]
    dates = [name.removeprefix(SINCE) for name in scope if name.startswith(SINCE)]
    authors = tuple(name.removeprefix(BY) for name in scope if name.startswith(BY))
    return documents.files(names, Condition(max(dates, default=None), authors)) if documents is not None else []


def conditions_of(documents: Documents) -> list[str]:
    """The conditions that part some of the documents from others, by the names that a scope has of them."""
    facets, total = documents.facets(), documents.counts().documents
    since = {year: sum(count for other, count in facets.years.items() if other >= year) for year in facets.years}
    conditions = [f"{SINCE}{year}" for year in list(facets.years)[:YEARS] if since[year] < total]
    for author in list(facets.authors)[:AUTHORS]:
        wanted = Condition(authors=(author,))
        if sum(count for other, count in facets.authors.items() if wanted.names(other)) < total:
            conditions.append(f"{BY}{author}")
    return conditions
