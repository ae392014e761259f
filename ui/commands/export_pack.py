"""What the exports of answers and conversations share: the documents of the index, and where a pack is written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexProblem, UsageError
from rag.index.catalog import Catalog, open_catalog
from rag.index.generation import read_manifest, read_pointer
from rag.proof.records import Record
from rag.settings import Settings
from rag.types import Document
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, warn
from ui.pack import made_pack, written
from ui.words.lexicon import WORDS
from ui.words.words import FALLBACK, Words


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents of an index, read without opening it for questions; `stamp` is `None` where there is no index."""

    catalog: Catalog | None
    identifiers: Mapping[str, str]
    stamp: Mapping[str, Any] | None

    def document(self, file: str) -> Document | None:
        identifier = self.identifiers.get(file)
        return self.catalog.document(identifier) if self.catalog and identifier else None


@contextmanager
def indexed(settings: Settings) -> Iterator[Shelf]:
    """The documents of the index; a shelf without any, and a line on standard error, where there is no usable index."""
    try:
        pointer = read_pointer(settings.index.directory)
        stamp = read_manifest(settings.index.directory, pointer.generation).stamp
        catalog = open_catalog(settings.index.directory / pointer.catalog)
    except IndexProblem as problem:
        warn(f"what stands around the quotes is left out: {problem}")
        yield Shelf(None, {}, None)
        return
    try:
        yield Shelf(catalog, {info.file: info.id for info in catalog.infos(pointer.generation)}, stamp)
    finally:
        catalog.close()


def chosen_words(arguments: argparse.Namespace, language: str) -> Words:
    """The words of a pack: in the language asked for, else that of the answers."""
    return WORDS[arguments.language or (language if language in WORDS else FALLBACK)]


def write_pack(answers: Sequence[Record], words: Words, arguments: argparse.Namespace) -> None:
    """Make the pack of answers and write it where the arguments say."""
    if not answers:
        raise UsageError("there is no answer to export: ask something first")
    with indexed(settings_of(arguments)) as shelf:
        pack = made_pack(answers, shelf.document, shelf.stamp)
    text = written(pack, arguments.format, words)
    output: Path | None = arguments.output
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--output {output}: cannot be written ({error.strerror}): name another file") from error
    say(f"wrote {output}: check it with `preuve verify {output} --root FOLDER`")
