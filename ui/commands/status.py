"""`preuve status`: what is indexed, with which model, and whether it is in order."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.embedding.embedder import open_embedder
from rag.embedding.fingerprints import BUNDLED, BUNDLED_LICENCE, BUNDLED_MODEL
from rag.index.embedded.catalog import open_catalog
from rag.index.embedded.generation import Manifest, read_manifest, read_pointer, verify_files
from rag.index.library import DocumentInfo
from rag.index.stamp import difference, make_stamp
from rag.types import READER
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record

SHOWN = 20
"""Documents that are named; `--json` names all."""


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    pointer = read_pointer(settings.index.directory)
    manifest = read_manifest(settings.index.directory, pointer.generation)
    verify_files(settings.index.directory, manifest)
    catalog = open_catalog(settings.index.directory / pointer.catalog)
    try:
        documents = catalog.infos(pointer.generation)
        refusals = catalog.refusals()
    finally:
        catalog.close()
    differs = difference(
        manifest.stamp,
        make_stamp(settings, open_embedder(settings.embedding.embedder, settings.index.directory).fingerprint),
    )
    if arguments.json:
        record = {
            "index": pointer.generation,
            "directory": str(settings.index.directory),
            "documents": [asdict(document) for document in documents],
            "passages": manifest.passages,
            "refused": [asdict(refusal) for refusal in refusals],
            "stamp": manifest.stamp,
            "embedder": _embedder(manifest.stamp["embedder"]),
            "differs": differs,
        }
        say_record(record)
        return 0
    _print(pointer.generation, settings.index.directory, manifest, documents)
    for refusal in refusals:
        say(f"refused    {refusal.file}: {refusal.message}")
    if differs:
        say(f"settings   the index was built with {differs}: set it back or run `preuve ingest --rebuild`")
    return 0


def _print(generation: str, index: Path, manifest: Manifest, documents: Sequence[DocumentInfo]) -> None:
    languages = Counter(document.language for document in documents)
    say(f"index      {generation} in {index}")
    say(f"documents  {len(documents)} ({', '.join(f'{count} {name}' for name, count in languages.most_common())})")
    say(f"passages   {manifest.passages}")
    say(f"embedder   {_embedder_line(manifest.stamp['embedder'])}")
    earlier = sum(document.reader != READER for document in documents)
    if earlier:
        say(f"reader     {earlier} documents were read by an earlier version of the program: ingest them again")
    for document in documents[:SHOWN]:
        told = (document.title, document.author, document.date)
        say(f"document   {document.file}: " + ", ".join(f"{each.value} ({each.origin})" for each in told if each))
    if len(documents) > SHOWN:
        say(f"           … and {len(documents) - SHOWN} more: --json names all")


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
