"""What the exports of answers and conversations share: the documents of the index, and where a pack is written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexProblem, UsageError
from rag.index.choice import library_in
from rag.index.contents import DocumentInfo
from rag.index.library import Documents
from rag.proof.records import Record
from rag.settings import Settings
from rag.types import Document
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, warn
from ui.pack import FORMS, bundled, cited_files, made_pack, written
from ui.words.lexicon import WORDS
from ui.words.words import FALLBACK, Words


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents of an index, read without opening it for questions; `documents` is `None` where there is none."""

    documents: Documents | None = None

    @property
    def stamp(self) -> Mapping[str, Any] | None:
        return self.documents.stamp if self.documents is not None else None

    def document(self, file: str) -> Document | None:
        return self.documents.document(file) if self.documents is not None else None

    def infos(self, files: Iterable[str]) -> Mapping[str, DocumentInfo]:
        return self.documents.infos(files) if self.documents is not None else {}


@contextmanager
def indexed(settings: Settings) -> Iterator[Shelf]:
    """The documents of the index; a shelf without any, and a line on standard error, where there is no usable index."""
    with ExitStack() as stack:
        documents = None
        try:
            documents = stack.enter_context(library_in(settings.index.directory).documents())
        except IndexProblem as problem:
            warn(f"what stands around the quotes is left out: {problem}")
        yield Shelf(documents)


def chosen_words(arguments: argparse.Namespace, language: str) -> Words:
    """The words of a pack: in the language asked for, else that of the answers."""
    return WORDS[arguments.language or (language if language in WORDS else FALLBACK)]


def write_pack(answers: Sequence[Record], words: Words, arguments: argparse.Namespace) -> None:
    """Make the pack of answers and write it where the arguments say."""
    if not answers:
        raise UsageError("there is no answer to export: ask something first")
    with indexed(settings_of(arguments)) as shelf:
        pack = made_pack(answers, shelf.document, shelf.stamp)
        carried = cited_files(pack, shelf.infos) if arguments.with_files else None
    form = arguments.format
    content = bundled(pack, form, words, carried.files) if carried else written(pack, form, words)
    for file in carried.missing if carried else ():
        warn(f"{file} is not there as it was cited and is left out")
    _put(content, arguments.output)
    if arguments.output and (carried or FORMS[form].verified):
        say(f"wrote {arguments.output}: check it with `preuve verify {arguments.output} --root FOLDER`")
    elif arguments.output:
        say(f"wrote {arguments.output}")


def _put(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"--output {output}: cannot be written ({error.strerror}): name another file") from error
