"""The files of a corpus with their canonical texts, without the weight of the parsers where a file is plain text."""

from __future__ import annotations

import hashlib
import importlib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from rag.errors import FileRefused, TestSetError
from rag.language.text import canonical

PLAIN = frozenset({".txt", ".md"})


class Corpus(Mapping[str, str]):
    """Canonical texts of the files of a corpus by their path in it, each read when it is first asked for.

    Asking for a file that ingestion refuses raises `TestSetError`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._paths = {path.relative_to(root).as_posix(): path for path in _corpus_files(root)}
        self._texts: dict[str, str | TestSetError] = {}

    def __getitem__(self, file: str) -> str:
        if file not in self._texts:
            text = read_plain(self._paths[file])
            self._texts |= self._loaded(file) if text is None else {file: text}
        found = self._texts[file]
        if isinstance(found, TestSetError):
            raise found
        return found

    def _loaded(self, file: str) -> dict[str, str | TestSetError]:
        """The texts of `file` and of all files that are not plain: starting a loader costs more than they do."""
        return load_texts(
            {name: path for name, path in self._paths.items() if name == file or path.suffix.lower() not in PLAIN}
        )

    def __contains__(self, file: object) -> bool:
        return file in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def marked(self, file: str) -> bool:
        """Whether the file begins with a byte order mark in UTF-8, which is no character of the canonical text."""
        with self._paths[file].open("rb") as stream:
            return stream.read(len(BOM_UTF8)) == BOM_UTF8

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of the bytes of each file, in hexadecimal."""
        return {file: hashlib.sha256(path.read_bytes()).hexdigest() for file, path in self._paths.items()}


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
