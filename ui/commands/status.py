"""`preuve status`: what is indexed, with which model, and whether it is in order."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import asdict

from rag.embedding.embedder import open_embedder
from rag.index.catalog import open_catalog
from rag.index.generation import read_manifest, read_pointer, verify_files
from rag.index.stamp import difference, make_stamp
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record


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
            "differs": differs,
        }
        say_record(record)
        return 0
    languages = Counter(document.language for document in documents)
    say(f"index      {pointer.generation} in {settings.index.directory}")
    say(f"documents  {len(documents)} ({', '.join(f'{count} {name}' for name, count in languages.most_common())})")
    say(f"passages   {manifest.passages}")
    say(f"embedder   {manifest.stamp['embedder']['name']}, {manifest.stamp['embedder']['dimension']} dimensions")
    for refusal in refusals:
        say(f"refused    {refusal.file}: {refusal.message}")
    if differs:
        say(f"settings   the index was built with {differs}: set it back or run `preuve ingest --rebuild`")
    return 0
