"""`.doc`, `.ppt` and `.xls`: written anew by LibreOffice as files of today, and read as these are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ingest.load.extracted import Extracted, Inner
from ingest.load.legacy.libreoffice import written_anew

TARGETS = {"doc": "docx", "ppt": "pptx", "xls": "xlsx"}
"""The format of today for each old one."""


def reader_of(kind: str) -> Callable[[bytes, Inner], Extracted]:
    """What reads files of an old format; `inner` reads the file of today. It raises `FileRefused`."""

    def read(data: bytes, inner: Inner) -> Extracted:
        target = TARGETS[kind]
        return replace(inner(written_anew(data, kind, target), f"document.{target}"), format=kind)

    return read
