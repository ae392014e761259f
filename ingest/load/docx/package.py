"""The package of a Word document: a zip archive of parts that name each other by relations.

Only the parts that are asked for are unpacked, so that a damaged or missing picture costs nothing. Strict documents
are renamed to the names that everybody writes; what the content type of the main part says (document, template, with
macros or without) does not matter.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from typing import Any
from urllib.parse import unquote

from lxml import etree

from ingest.load.docx.names import STRICT
from ingest.load.limits import ARCHIVE_RATIO, ARCHIVE_SMALL, LARGEST_ARCHIVE, MEBIBYTE, MOST_PARTS
from rag.errors import FileRefused

MAIN_PART = "word/document.xml"
"""Where the text stands if no relation says it."""

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    etree.LxmlError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)
"""What the libraries raise for a part that is damaged."""

_PICTURES = ("media/", "embeddings/", "fonts/")
_PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif", ".tiff", ".bmp", ".svg", ".bin")


class Package:
    """The parts of a document by name; `problems` collects what could not be read, as sentences."""

    def __init__(self, data: bytes) -> None:
        """Raises `FileRefused` (`archive-bomb`, `encrypted`, `damaged`), see `inspect`."""
        inspect(data)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._entries = {_name(entry.filename): entry for entry in self._archive.infolist()}
        self.problems: list[str] = []
        self.main = self._main_part()
        self.relations = self._relations(self.main)

    def data(self, name: str) -> bytes:
        """The bytes of a part. Raises `KeyError` where it is missing, or one of `UNREADABLE`."""
        return self._archive.read(self._entries[_name(name)])

    def document(self) -> Any:
        """The root element of the main part.

        Raises `FileRefused` (`damaged`).
        """
        try:
            return parse(self.data(self.main))
        except KeyError as error:
            raise damaged(f"it has no part {self.main}") from error
        except UNREADABLE as error:
            raise damaged(str(error)) from error

    def related(self, kind: str) -> Any | None:
        """The root of the part that the document names for `kind` (`styles`, `footnotes`), `None` without one."""
        name = next((target for found, target in self.relations.values() if found == kind), None)
        return self.part(name or posixpath.join(posixpath.dirname(self.main), f"{kind}.xml"))

    def target(self, identifier: str | None) -> str | None:
        """The name of the part that a relation of the document leads to."""
        relation = self.relations.get(identifier or "")
        return relation[1] if relation else None

    def part(self, name: str) -> Any | None:
        """The root of a part, `None` where it is missing; one that is damaged is told among the problems."""
        if _name(name) not in self._entries:
            return None
        try:
            return parse(self.data(name))
        except UNREADABLE:
            self.problems.append(f"the part {posixpath.basename(name)} is damaged, and what it holds is missing")
            return None

    def _main_part(self) -> str:
        relations = self._relations("")
        return next((target for kind, target in relations.values() if kind == "officeDocument"), MAIN_PART)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and target of the relations of a part (or of the whole package) inside the package, by identifier."""
        folder, name = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in () if root is None else root.iter("{*}Relationship"):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(
                    posixpath.join("/", folder, unquote(relation.get("Target", "")).replace("\\", "/"))
                )
                kind = relation.get("Type", "").rpartition("/")[2]
                found[relation.get("Id", "")] = (kind, target.lstrip("/"))
        return found


def parse(data: bytes) -> Any:
    """The root element of a part, in the names of Transitional documents. Raises `etree.LxmlError`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(data, parser)
    if root.nsmap and any(uri in STRICT for uri in root.nsmap.values()):
        _rename(root)
    return root


def damaged(reason: str) -> FileRefused:
    """The refusal of a document that cannot be read."""
    first = reason.splitlines()[0][:200] if reason else "unknown"
    return FileRefused("damaged", f"the Word document cannot be read ({first}); save it again")


def inspect(data: bytes) -> None:
    """Look at the archive's table before anything is unpacked.

    Raises `FileRefused` (`archive-bomb`, `encrypted`, `damaged`).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused("damaged", f"the archive of the document cannot be read ({error})") from error
    if len(entries) > MOST_PARTS:
        raise FileRefused("archive-bomb", f"the document has {len(entries)} parts; at most {MOST_PARTS} are read")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("encrypted", "the document is password protected; save it without a password")
    unpacked = sum(entry.file_size for entry in entries)
    text = sum(entry.file_size for entry in entries if not _is_picture(entry.filename))
    if text > LARGEST_ARCHIVE or unpacked > 4 * LARGEST_ARCHIVE:
        size, limit = unpacked // MEBIBYTE, LARGEST_ARCHIVE // MEBIBYTE
        raise FileRefused("archive-bomb", f"the document would unpack to {size} MB; at most {limit} MB are read")
    if unpacked > ARCHIVE_SMALL and unpacked > ARCHIVE_RATIO * len(data):
        ratio = unpacked // len(data)
        raise FileRefused("archive-bomb", f"the document is packed {ratio} times; at most {ARCHIVE_RATIO} is read")


def _is_picture(name: str) -> bool:
    return any(folder in f"/{name}" for folder in _PICTURES) or name.lower().endswith(_PICTURE_SUFFIXES)


def _name(name: str) -> str:
    """The name of a part as it is compared: without regard to case, and with the slashes of the standard."""
    return name.replace("\\", "/").lstrip("/").lower()


def _rename(root: Any) -> None:
    """Give elements and attributes of a strict document their names in a transitional one."""
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace in STRICT:
            element.tag = f"{{{STRICT[name.namespace]}}}{name.localname}"
        for key, value in element.attrib.items():
            attribute = etree.QName(key)
            if attribute.namespace in STRICT:
                del element.attrib[key]
                element.set(f"{{{STRICT[attribute.namespace]}}}{attribute.localname}", value)
