"""The evidence pack (`rag.proof.pack`) as people get it: written as JSON, Markdown or a web page, and read again."""

from ui.pack.bundle import Bundle, bundled, is_bundle, open_bundle
from ui.pack.carrying import Carried, cited_files
from ui.pack.claims import claims
from ui.pack.forms import FORMS, written
from ui.pack.making import made_pack, without_answer
from ui.pack.reading import ReadPack, differs, is_pack, read_pack, refuse_newer

__all__ = [
    "FORMS",
    "Bundle",
    "Carried",
    "ReadPack",
    "bundled",
    "cited_files",
    "claims",
    "differs",
    "is_bundle",
    "is_pack",
    "made_pack",
    "open_bundle",
    "read_pack",
    "refuse_newer",
    "without_answer",
    "written",
]
