"""The one date that the files of the bundled test set bear, whichever program has made them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

FIXED_DATE = datetime(2025, 6, 1, tzinfo=UTC)

_FIRST = ("mimetype", "[Content_Types].xml")
"""What must stand first in a package."""
_META = ("meta.xml", "docProps/core.xml", "EPUB/content.opf")
"""The parts of packages that say when they were made."""
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?")


def dated(package: bytes) -> bytes:
    """The same package with the fixed date on each part, and in the part that says when it was made."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as before,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as after,
    ):
        for name in sorted(before.namelist(), key=lambda name: (name not in _FIRST, name)):
            content = before.read(name)
            if name in _META:
                content = _MOMENT.sub(f"{FIXED_DATE:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            after.writestr(zipfile.ZipInfo(name, FIXED_DATE.timetuple()[:6]), content, packing, 9)
    return result.getvalue()
