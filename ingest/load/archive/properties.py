"""What the core properties of a document of Office say about it."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from ingest.load.metadata import SILENT, Metadata

_PART = "docProps/core.xml"
_LARGEST = 1 << 20  # bytes of the part; Word writes about one thousand
_BROKEN = (
    KeyError, ValueError, OSError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error, etree.LxmlError,
)  # fmt: skip
_PLAIN = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def metadata(data: bytes) -> Metadata:
    """Title, author and date; of the dates that of the last change, as copies of a template keep its day of birth.

    A part that is missing or damaged says nothing.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_PART) as part:
            root = etree.fromstring(part.read(_LARGEST), _PLAIN)
    except _BROKEN:
        return SILENT
    told = {etree.QName(element).localname: element.text for element in root.iter(etree.Element) if element.text}
    return Metadata(told.get("title"), told.get("creator"), told.get("modified") or told.get("created"))
