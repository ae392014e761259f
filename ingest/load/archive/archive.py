"""A zip archive that holds a document as parts; only those that are asked for are unpacked.

So a damaged or missing picture costs nothing. Strict documents of Office get the names that everybody writes.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from ingest.load.limits import ARCHIVE_RATIO, ARCHIVE_SMALL, LARGEST_ARCHIVE, MEBIBYTE, MOST_PARTS
from rag.errors import FileRefused

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

_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT_NAMES = {
    f"{_STRICT}{name}": f"{_TRANSITIONAL}{name.partition('/')[0]}/2006/{name.partition('/')[2]}"
    for name in (
        "wordprocessingml/main",
        "spreadsheetml/main",
        "presentationml/main",
        "drawingml/main",
        "drawingml/chart",
        "drawingml/diagram",
        "officeDocument/math",
        "officeDocument/relationships",
    )
}
"""The namespaces of ISO/IEC 29500 Strict, each with the one that everybody writes (Transitional)."""

_PICTURES = ("media/", "embeddings/", "fonts/", "Pictures/", "Object ")
_PICTURE_SUFFIXES = tuple(
    ".png .jpg .jpeg .gif .emf .wmf .tif .tiff .bmp .svg .bin .webp .ttf .otf .woff .mp3 .mp4 .m4a .wav .mov".split()
)


class Archive:
    """The parts of a document by name; `problems` collects what could not be read, as sentences."""

    def __init__(self, data: bytes, what: str) -> None:
        """`what` the document is, for messages: "Word document".

        Raises `FileRefused` (`archive-bomb`, `encrypted`, `damaged`), see `inspect`.
        """
        inspect(data, what)
        self.what = what
        self.problems: list[str] = []
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._entries = {_name(entry.filename): entry for entry in self._archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return _name(name) in self._entries

    def names(self) -> Iterator[str]:
        """The names of all parts, in small letters."""
        yield from self._entries

    def entries(self) -> list[zipfile.ZipInfo]:
        """What stands in the table of the archive, in order."""
        return self._archive.infolist()

    def entry(self, entry: zipfile.ZipInfo) -> bytes:
        """The bytes of an entry of the table. Raises one of `UNREADABLE`, or `RuntimeError`."""
        return self._archive.read(entry)

    def data(self, name: str) -> bytes:
        """The bytes of a part. Raises `KeyError` where it is missing, or one of `UNREADABLE`."""
        return self._archive.read(self._entries[_name(name)])

    def open(self, name: str) -> IO[bytes]:
        """A part to be read piece by piece; raises as `data`, also while it is read."""
        return self._archive.open(self._entries[_name(name)])

    def root(self, name: str) -> Any:
        """The root element of a part that the document cannot do without. Raises `FileRefused` (`damaged`)."""
        try:
            return parse(self.data(name))
        except KeyError as error:
            raise self.damaged(f"it has no part {name}") from error
        except UNREADABLE as error:
            raise self.damaged(str(error)) from error

    def part(self, name: str) -> Any | None:
        """The root of a part, `None` where it is missing; one that is damaged is told among the problems."""
        if name not in self:
            return None
        try:
            return parse(self.data(name))
        except UNREADABLE:
            self.lost(name)
            return None

    def lost(self, name: str) -> None:
        """Tell among the problems that a part could not be read."""
        self.problems.append(f"the part {posixpath.basename(name)} is damaged, and what it holds is missing")

    def damaged(self, reason: str) -> FileRefused:
        """The refusal of the document, which cannot be read."""
        first = reason.splitlines()[0][:200] if reason else "unknown"
        return FileRefused("damaged", f"the {self.what} cannot be read ({first}); save it again")

    def empty(self) -> FileRefused:
        """The refusal of the document, which holds nothing to read."""
        return FileRefused("empty", f"the {self.what} holds no text; nothing can be cited from it")


def parse(data: bytes) -> Any:
    """The root element of a part, in the names of Transitional documents. Raises `etree.LxmlError`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(data, parser)
    if root.nsmap and any(uri in _STRICT_NAMES for uri in root.nsmap.values()):
        _rename(root)
    return root


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def inspect(data: bytes, what: str = "document") -> None:
    """Look at the archive's table before anything is unpacked.

    Raises `FileRefused` (`archive-bomb`, `encrypted`, `damaged`).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused("damaged", f"the archive of the {what} cannot be read ({error}); save it again") from error
    if len(entries) > MOST_PARTS:
        raise FileRefused("archive-bomb", f"the {what} has {len(entries)} parts; at most {MOST_PARTS} are read")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("encrypted", f"the {what} is password protected; save it without a password")
    unpacked = sum(entry.file_size for entry in entries)
    text = sum(entry.file_size for entry in entries if not _is_picture(entry.filename))
    if text > LARGEST_ARCHIVE or unpacked > 4 * LARGEST_ARCHIVE:
        size, limit = unpacked // MEBIBYTE, LARGEST_ARCHIVE // MEBIBYTE
        raise FileRefused("archive-bomb", f"the {what} would unpack to {size} MB; at most {limit} MB are read")
    if unpacked > ARCHIVE_SMALL and unpacked > ARCHIVE_RATIO * len(data):
        ratio = unpacked // len(data)
        raise FileRefused("archive-bomb", f"the {what} is packed {ratio} times; at most {ARCHIVE_RATIO} is read")


def _is_picture(name: str) -> bool:
    return any(folder in f"/{name}" for folder in _PICTURES) or name.lower().endswith(_PICTURE_SUFFIXES)


def _name(name: str) -> str:
    """The name of a part as it is compared: without regard to case, and with the slashes of the standard."""
    return name.replace("\\", "/").lstrip("/").lower()


def _rename(root: Any) -> None:
    """Give elements and attributes of a strict document their names in a transitional one."""
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace in _STRICT_NAMES:
            element.tag = f"{{{_STRICT_NAMES[name.namespace]}}}{name.localname}"
        for key, value in element.attrib.items():
            attribute = etree.QName(key)
            if attribute.namespace in _STRICT_NAMES:
                del element.attrib[key]
                element.set(f"{{{_STRICT_NAMES[attribute.namespace]}}}{attribute.localname}", value)
