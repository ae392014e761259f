"""The evidence pack (`rag.proof.pack`) as people get it: written as JSON, Markdown or a web page, and read again."""

from ui.pack.claims import claims
from ui.pack.forms import FORMS, written
from ui.pack.making import made_pack, without_answer
from ui.pack.reading import ReadPack, differs, is_pack, read_pack, refuse_newer

__all__ = [
    "FORMS",
    "ReadPack",
    "claims",
    "differs",
    "is_pack",
    "made_pack",
    "read_pack",
    "refuse_newer",
    "without_answer",
    "written",
]
