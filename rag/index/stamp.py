"""The index stamp: everything that must be equal for an index and a program to fit together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged, IndexMismatch, IndexMissing
from rag.index.library import Library
from rag.settings import Settings

SCHEMA = 5
"""Changes whenever something else is kept of a document."""

ANALYSIS = 5
"""Changes whenever folding or analysis would give other terms for the same text; for other passages see `READER`."""

READ_BY = "reader"
"""The earliest version of the reader that made a text of a generation: told by its stamp, and nothing that must be
equal, as the next ingest reads again what an earlier version has read."""


def make_stamp(settings: Settings, fingerprint: Mapping[str, Any]) -> dict[str, Any]:
    """The stamp of an index that these settings and this embedder would build; JSON values only."""
    return {
        "schema": SCHEMA,
        "analysis": ANALYSIS,
        "passage_characters": settings.index.passage_characters,
        "embedder": dict(fingerprint),
    }


def difference(built: Mapping[str, Any], configured: Mapping[str, Any]) -> str:
    """What differs between two stamps in words, or an empty string."""
    for key in sorted((built.keys() | configured.keys()) - {READ_BY}):
        old, new = built.get(key), configured.get(key)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            if old.get("name") != new.get("name"):
                return f"the {key} {old.get('name')}, configured is {new.get('name')}"
            return f"{key} {old.get('name')}: {difference(old, new)}"
        return f"{key} {old}, configured is {new}"
    return ""


def refuse_other_embedder(library: Library, index: Path, name: str) -> None:
    """Raise `IndexMismatch` where the index names another embedder, before the configured one is loaded for seconds.

    Where the name cannot be read, whoever opens the index says why.
    """
    try:
        built = str(library.stamp()["embedder"]["name"])
    except (IndexMissing, IndexDamaged, KeyError, TypeError):
        return
    if built != name:
        raise mismatch(index, f"the embedder {built}, configured is {name}")


def mismatch(index: Path, differs: str) -> IndexMismatch:
    """The error of an index that was built otherwise; `differs` says what, in the words of `difference`."""
    return IndexMismatch(
        f"the index {index} was built with {differs}: set it back, choose another --index,"
        " or run `preuve ingest --rebuild`"
    )
