"""`preuve status`: what is indexed, with which model, and whether it is in order."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.embedding.embedder import open_embedder
from rag.embedding.fingerprints import BUNDLED, BUNDLED_LICENCE, BUNDLED_MODEL
from rag.index.choice import library_in
from rag.index.library import Documents, each_document
from rag.index.stamp import difference, make_stamp
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record

SHOWN = 20
"""Documents that are named; `--json` names all."""


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    library = library_in(settings.index.directory)
    library.verify()
    with library.documents() as documents:
        embedder = open_embedder(settings.embedding.embedder, settings.index.directory)
        differs = difference(documents.stamp, make_stamp(settings, embedder.fingerprint))
        if arguments.json:
            say_record(_record(documents, settings.index.directory, differs))
            return 0
        _print(documents, settings.index.directory)
        for refusal in documents.refusals():
            say(f"refused    {refusal.file}: {refusal.message}")
    if differs:
        say(f"settings   the index was built with {differs}: set it back or run `preuve ingest --rebuild`")
    return 0


def _record(documents: Documents, index: Path, differs: str) -> dict[str, Any]:
    """Everything; of very many documents that is long."""
    stamp = documents.stamp
    return {
        "index": documents.publication,
        "directory": str(index),
        "documents": [asdict(document) for document in each_document(documents)],
        "passages": documents.counts().passages,
        "refused": [asdict(refusal) for refusal in documents.refusals()],
        "stamp": stamp,
        "embedder": _embedder(stamp["embedder"]),
        "differs": differs,
    }


def _print(documents: Documents, index: Path) -> None:
    counts = documents.counts()
    say(f"index      {documents.publication} in {index}")
    say(f"documents  {counts.documents} ({', '.join(f'{count} {name}' for name, count in counts.languages.items())})")
    say(f"passages   {counts.passages}")
    say(f"embedder   {_embedder_line(documents.stamp['embedder'])}")
    if counts.earlier:
        say(f"reader     {counts.earlier} documents were read by an earlier version of the program: ingest them again")
    for document in documents.page(limit=SHOWN):
        told = (document.title, document.author, document.date)
        say(f"document   {document.file}: " + ", ".join(f"{each.value} ({each.origin})" for each in told if each))
    if counts.documents > SHOWN:
        say(f"           … and {counts.documents - SHOWN} more: --json names all")


def _embedder(fingerprint: Mapping[str, Any]) -> dict[str, Any]:
    """What people may want to know of the model of an index: whose it is, its licence and the hash of its weights."""
    bundled = fingerprint["name"] == BUNDLED
    return {
        "name": fingerprint["name"],
        "dimension": fingerprint["dimension"],
        "model": BUNDLED_MODEL if bundled else None,
        "licence": BUNDLED_LICENCE if bundled else None,
        "weights": fingerprint.get("weights"),
    }


def _embedder_line(fingerprint: Mapping[str, Any]) -> str:
    shown = _embedder(fingerprint)
    parts = [str(shown["name"]), f"{shown['dimension']} dimensions"]
    if shown["model"]:
        parts.insert(1, f"{shown['model']} ({shown['licence']})")
    if shown["weights"]:
        parts.append(f"weights {shown['weights']}")
    return ", ".join(parts)
