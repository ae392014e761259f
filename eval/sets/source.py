"""The files of a corpus with their canonical texts, without the weight of the parsers where a file is plain text."""

from __future__ import annotations

import hashlib
import importlib
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from ingest.load.members import file_of
from rag.errors import FileRefused, TestSetError
from rag.language.text import canonical

PLAIN = frozenset({".txt", ".md"})
HOLDERS = frozenset({".eml", ".zip"})
"""Suffixes of files in which documents of their own stand."""


class Corpus(Mapping[str, str]):
    """Canonical texts of the files of a corpus by their path in it, each read when it is first asked for.

    Documents that stand in a file count as files too: `mail.eml!/annexe.pdf`.

    Asking for a file that ingestion refuses raises `TestSetError`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._paths = {path.relative_to(root).as_posix(): path for path in _corpus_files(root)}
        self._texts: dict[str, str | TestSetError] = {}

    def __getitem__(self, file: str) -> str:
        if file not in self._texts:
            text = None if file in self._inside else read_plain(self._paths[file])
            self._texts |= self._loaded(file) if text is None else {file: text}
        found = self._texts[file]
        if isinstance(found, TestSetError):
            raise found
        return found

    def _loaded(self, file: str) -> dict[str, str | TestSetError]:
        """The texts of `file` and of all files that are not plain: starting a loader costs more than they do."""
        others = {name for name, path in self._paths.items() if path.suffix.lower() not in PLAIN} | set(self._inside)
        return load_texts({name: self._paths[file_of(name)] for name in sorted(others | {file})})

    @cached_property
    def _inside(self) -> Mapping[str, str]:
        """SHA-256 of the bytes of each document that stands in a file of the corpus."""
        holders = {file: path for file, path in self._paths.items() if path.suffix.lower() in HOLDERS}
        found: dict[str, str] = {}
        if holders:
            with importlib.import_module("ingest.load").Loader() as loader:
                for file, path in holders.items():
                    found |= loader.inside(path, file)
        return found

    def __contains__(self, file: object) -> bool:
        return file in self._paths or file in self._inside

    def __iter__(self) -> Iterator[str]:
        yield from self._paths
        yield from self._inside

    def __len__(self) -> int:
        return len(self._paths) + len(self._inside)

    @property
    def files(self) -> Collection[str]:
        """The files on the disk alone."""
        return self._paths.keys()

    def marked(self, file: str) -> bool:
        """Whether the file begins with a byte order mark in UTF-8, which is no character of the canonical text."""
        if file not in self._paths:
            return False
        with self._paths[file].open("rb") as stream:
            return stream.read(len(BOM_UTF8)) == BOM_UTF8

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of the bytes of each file, in hexadecimal."""
        read = {file: hashlib.sha256(path.read_bytes()).hexdigest() for file, path in self._paths.items()}
        return {**read, **self._inside}


def _corpus_files(root: Path) -> list[Path]:
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def read_plain(path: Path) -> str | None:
    """The text of a `.txt` or `.md` file in UTF-8; `None` for any other, which only a loader can read.

    Scoring most test sets needs neither parsers nor an index. Raises `TestSetError` for a file that cannot be read.
    """
    if path.suffix.lower() not in PLAIN:
        return None
    try:
        return canonical(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise TestSetError(f"{path}: cannot be read ({error.strerror})") from error


def load_texts(paths: Mapping[str, Path]) -> dict[str, str | TestSetError]:
    """The texts of files as ingestion reads them, by their path in the corpus; the error where it refuses one."""
    texts: dict[str, str | TestSetError] = {}
    with importlib.import_module("ingest.load").Loader() as loader:
        for file, path in paths.items():
            try:
                texts[file] = loader.load(path, file).text
            except FileRefused as error:
                texts[file] = TestSetError(f"{path}: refused ({error.code}): {error}; remove it from the corpus")
    return texts
