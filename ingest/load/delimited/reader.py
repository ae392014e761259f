"""Tables as text (csv, tsv): each record a row below the one that names the columns, values as they are written."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.load.extracted import Composer, Extracted
from ingest.load.sheet.rows import Budget, Row, in_line
from ingest.load.sheet.writer import write_sheet
from ingest.load.text import plain
from ingest.load.text.encoding import decode
from rag.language.text import canonical

FORMAT = "csv"

DELIMITERS = (";", "\t", ",", "|")
"""What may stand between values; the first wins where two divide a text equally well: 3,50;4,20."""

SAMPLE = 200
"""Records by which it is told what divides them."""

LEAST_SHARE = 0.8
"""Share of these records that must have equally many values; a prose with commas has them in any number."""

_LONGEST_VALUE = 10_000_000
_NAMED = re.compile(r"sep=(.)\r?\n", re.I)
_VALUE = re.compile(r"[-+(]?\s*[€$£]?\s*\d[\d\s.,'\u00a0\u202f/:-]*\s*(?:%|€|\$|£|[A-Z]{3}|dh|DH)?\)?")


def read(data: bytes) -> Extracted:
    """The rows of a table; its pages are they. What is no table is read as plain text.

    Raises `FileRefused`: `binary` and `empty` as `decode`, `too-large` where it has too many rows or values.
    """
    decoded = decode(data)
    text = canonical(decoded.text)
    named = _NAMED.match(text)
    text = text[named.end() :] if named else text
    delimiter = named[1] if named else divider(text)
    if delimiter is None:
        return plain.read(data)
    composer = Composer()
    write_sheet(composer, _rows(text, delimiter))
    return Extracted(
        FORMAT,
        composer.text,
        composer.pages,
        tuple(composer.headings),
        composer.blocks,
        decoded.encoding,
        decoded.guessed,
        decoded.warnings,
    )


def divider(text: str) -> str | None:
    """What stands between the values of a text, `None` where nothing divides its records alike."""
    best: tuple[float, str] | None = None
    for delimiter in DELIMITERS:
        widths = [len(record) for _, record in zip(range(SAMPLE), _records(text, delimiter), strict=False) if record]
        if not widths:
            continue
        ((width, count),) = Counter(widths).most_common(1)
        share = count / len(widths)
        if width > 1 and share >= LEAST_SHARE and (best is None or share > best[0]):
            best = (share, delimiter)
    return best[1] if best else None


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of a text; where its quotation marks do not close, they are taken for signs."""
    csv.field_size_limit(_LONGEST_VALUE)
    lines = io.StringIO(text, newline="")
    if _closes(text, delimiter):
        yield from csv.reader(lines, delimiter=delimiter)
    else:
        yield from csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _closes(text: str, delimiter: str) -> bool:
    """Whether no value takes in so many lines that a mark which opens it was meant as a sign."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        before = 0
        for _ in reader:
            if reader.line_num - before > _MOST_LINES:
                return False
            before = reader.line_num
    except csv.Error:
        return False
    return True


_MOST_LINES = 1_000
"""Lines of one record."""


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    budget = Budget()
    for number, record in enumerate(_records(text, delimiter), 1):
        cells = _trimmed([in_line(value) for value in record])
        if cells:
            budget.take(sum(1 for cell in cells if cell))
            values = frozenset(at for at, cell in enumerate(cells) if _VALUE.fullmatch(cell))
            yield Row(number, tuple(cells), values)


def _trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without empty ones at the end."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept
