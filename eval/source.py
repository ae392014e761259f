"""Canonical text of a corpus file, without the weight of the parsers where the file is plain text."""

from __future__ import annotations

import importlib
from pathlib import Path

from rag.errors import FileRefused, TestSetError
from rag.text import canonical

PLAIN = frozenset({".txt", ".md"})


def read_source(path: Path, file: str) -> str:
    """The text whose characters offsets count; `file` is the path in the corpus.

    Text that is UTF-8 is read here, so that scoring needs neither parsers nor an index; everything else goes
    through the loader that ingestion uses. Raises `TestSetError` where the file cannot be read.
    """
    if path.suffix.lower() in PLAIN:
        try:
            return canonical(path.read_bytes().decode("utf-8"))
        except UnicodeDecodeError:
            pass
        except OSError as error:
            raise TestSetError(f"{path}: cannot be read ({error.strerror})") from error
    try:
        return str(importlib.import_module("ingest.load").load(path, file).text)
    except FileRefused as error:
        raise TestSetError(f"{path}: refused ({error.code}): {error}; remove it from the corpus") from error
