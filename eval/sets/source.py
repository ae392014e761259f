"""Canonical texts of corpus files, without the weight of the parsers where a file is plain text."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from rag.errors import FileRefused, TestSetError
from rag.language.text import canonical

PLAIN = frozenset({".txt", ".md"})


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


def load_texts(paths: Mapping[str, Path]) -> dict[str, str]:
    """The texts of files as ingestion reads them, by their path in the corpus.

    Raises `TestSetError` for a file that ingestion would refuse.
    """
    texts: dict[str, str] = {}
    with importlib.import_module("ingest.load").Loader() as loader:
        for file, path in paths.items():
            try:
                texts[file] = loader.load(path, file).text
            except FileRefused as error:
                raise TestSetError(f"{path}: refused ({error.code}): {error}; remove it from the corpus") from error
    return texts
