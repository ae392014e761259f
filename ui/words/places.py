"""What the numbered parts of a document are called: its pages, or the slides or rows that take their place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.load.kind import SUFFIXES
from ui.words.words import Words, counted


@dataclass(frozen=True, slots=True)
class Parts:
    """The words for parts of one kind; braces are filled in by `str.format`."""

    one: str
    count: tuple[str, str]
    go_to: str


SLIDES = {
    "en": Parts("slide {number}", ("{count} slide", "{count} slides"), "Slide, of {total}"),
    "fr": Parts("diapositive {number}", ("{count} diapositive", "{count} diapositives"), "Diapositive, sur {total}"),
    "ar": Parts("شريحة {number}", ("شريحة واحدة", "عدد الشرائح: {count}"), "الشريحة، من {total}"),
}
ROWS = {
    "en": Parts("row {number}", ("{count} row", "{count} rows"), "Row"),
    "fr": Parts("ligne {number}", ("{count} ligne", "{count} lignes"), "Ligne"),
    "ar": Parts("سطر {number}", ("سطر واحد", "عدد الأسطر: {count}"), "السطر"),
}
FIGURES = {"en": "Figure {number}", "fr": "Figure {number}", "ar": "الشكل {number}"}
OF_FORMAT = {"pptx": SLIDES, "odp": SLIDES, "ppt": SLIDES, "xlsx": ROWS, "xls": ROWS, "ods": ROWS, "csv": ROWS}
"""Formats whose parts are no pages."""

ROW_FORMATS = frozenset(name for name, parts in OF_FORMAT.items() if parts is ROWS)
"""Formats of sheets."""


def is_sheet(file: str) -> bool:
    """Whether the numbered parts of a file are rows, by its name."""
    return _format(file) in ROW_FORMATS


def part_word(words: Words, file: str, number: int) -> str:
    """A numbered part of a file: « page 3 », « diapositive 3 », « ligne 3 »."""
    parts = OF_FORMAT.get(_format(file))
    return (parts[words.language].one if parts else words.page).format(number=number)


def figure_word(words: Words, number: int) -> str:
    """What a picture of a document is called that has no words of its own."""
    return FIGURES[words.language].format(number=number)


def counted_parts(words: Words, kind: str, count: int) -> str:
    """How many parts a document of a format has."""
    parts = OF_FORMAT.get(kind)
    return counted(parts[words.language].count if parts else words.pages, count)


def go_to_part(words: Words, file: str, total: int) -> str:
    """What stands at the field for the number of a part to go to."""
    parts = OF_FORMAT.get(_format(file))
    return (parts[words.language].go_to if parts else words.go_to_page).format(total=total)


def _format(file: str) -> str:
    return SUFFIXES.get(PurePosixPath(file).suffix.lower(), "")
