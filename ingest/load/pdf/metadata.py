"""What the information dictionary of a PDF says about it."""

from __future__ import annotations

import pypdfium2 as pdfium

from ingest.load.metadata import Metadata


def metadata(document: pdfium.PdfDocument) -> Metadata:
    """Title, author and date; the date is when this file was made, which its later changes (signing, stamping) keep."""
    told = document.get_metadata_dict(skip_empty=True)
    return Metadata(told.get("Title"), told.get("Author"), told.get("CreationDate") or told.get("ModDate"))
