"""A pack with the cited files in one ZIP, so that it can be checked when the files have changed or gone.

`evidence.…` is the pack in the form that was asked for, and as JSON too where that form cannot be read again; the files
lie in `files/` under their names.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from ingest.load.limits import LARGEST_FILE, MEBIBYTE
from ingest.load.members import file_of
from rag.errors import UsageError
from rag.proof.records import Record
from ui.pack.forms import FORMS, written
from ui.words.words import Words

EVIDENCE = "evidence"
FILES = "files/"
LARGEST_EVIDENCE = 100 * MEBIBYTE
LARGEST_BUNDLE = 2048 * MEBIBYTE
"""Of the files of a pack when they are unpacked."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a ZIP says: the text of the pack, and where its files lie now, by their names."""

    text: str
    files: Mapping[str, Path]


def bundled(pack: Record, form: str, words: Words, files: Mapping[str, bytes]) -> bytes:
    """The bytes of a ZIP. Raises `PreuveError` where the form cannot be written."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in (form,) if FORMS[form].verified else (form, "json"):
            archive.writestr(f"{EVIDENCE}.{FORMS[each].ending}", written(pack, each, words))
        for name, data in files.items():
            archive.writestr(f"{FILES}{name}", data)
    return content.getvalue()


def is_bundle(path: Path) -> bool:
    """Whether a file is a ZIP with a pack."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _evidence(archive) is not None
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def open_bundle(path: Path, folder: Path) -> Bundle:
    """The pack of a ZIP; its files are unpacked into a folder, under numbers: no name of theirs leads anywhere.

    Raises `UsageError` where it is damaged or larger than a pack can be.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            evidence = _evidence(archive)
            if evidence is None:
                raise UsageError(f"{path} holds no evidence: give a ZIP written by `preuve export --with-files`")
            text = _read(archive, evidence, LARGEST_EVIDENCE, path).decode("utf-8-sig")
            return Bundle(text, _unpacked(archive, folder, path))
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise UsageError(f"{path} cannot be read ({error}): export it again") from error


def _evidence(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    names = [f"{EVIDENCE}.{form.ending}" for form in FORMS.values() if form.verified]
    return next((archive.getinfo(name) for name in names if name in archive.NameToInfo), None)


def _unpacked(archive: zipfile.ZipFile, folder: Path, path: Path) -> dict[str, Path]:
    files: dict[str, Path] = {}
    left = LARGEST_BUNDLE
    for number, entry in enumerate(archive.infolist()):
        name = entry.filename.removeprefix(FILES)
        if name == entry.filename or not name or entry.is_dir() or name != file_of(name):
            continue
        data = _read(archive, entry, min(LARGEST_FILE, left), path)
        left -= len(data)
        files[name] = folder / str(number)
        files[name].write_bytes(data)
    return files


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int, path: Path) -> bytes:
    """The bytes of a member. What its head says of its size is not believed."""
    pieces, size = [], 0
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise UsageError(f"{path}: {entry.filename!r} is too large for a pack: unpack it and verify its files")
            pieces.append(piece)
    return b"".join(pieces)
