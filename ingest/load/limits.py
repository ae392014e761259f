"""The limits under which files are read, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

MEBIBYTE = 1 << 20

LARGEST_FILE = 200 * MEBIBYTE
"""Bytes of a file. A larger one cannot be held twice (bytes and text) in the memory that one file may use."""

MOST_CHARACTERS = 60_000_000
"""Characters of a document, about 20 000 pages of text. Beyond that its passages do not fit beside the text."""

MOST_PAGES = 10_000
"""Pages of a PDF. A dense page costs about 5 ms, so more would not be read within the time that a file may take."""

MOST_SENTENCES = 2_000_000
"""Sentences of a document, each of 30 characters in the longest text; a place of one takes about 120 bytes."""

MOST_HEADINGS = 50_000
"""Headings of a document that are kept; twenty times those of a long law code."""

MOST_BLOCKS = 500_000
"""Blocks of a document that are kept; a table of a hundred thousand rows has as many."""

LARGEST_ARCHIVE = 200 * MEBIBYTE
"""Unpacked bytes of the parts of an archive that are read. The text of a thousand-page book is about 20 MB of XML."""

MOST_UNPACKED = 400 * MEBIBYTE
"""Bytes of all documents that stand in one file, in archives inside of each other too."""

ARCHIVE_RATIO = 200
"""How many times larger than packed an archive may be. XML of a real document shrinks 5 to 30 times, zeros 1 000."""

ARCHIVE_SMALL = 20 * MEBIBYTE
"""Unpacked bytes below which the ratio does not matter: repetitive small documents are no attack."""

PACKED = 5
"""Bytes of text that a byte of an archive counts for: XML of a sheet is packed ten times, half of it is text."""

MOST_PARTS = 10_000
"""Entries of an archive that is a document; Word writes a few dozen, plus one an image."""


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Office begin that are older than 2007."""

ANEW = 160.0
"""Seconds that such a file gets on top, to be written anew by another program before it is read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost the child process that reads it.

    seconds: wall time from handing the file over to its passages; a PDF of 10 000 dense pages takes about 50 s.
    seconds_per_mebibyte: what a large file gets on top of that; a mebibyte of text is cut and analysed in
        about 2.5 s of processor time, on a machine that has other work too.
    memory: bytes of address space of the child.
    grown: peak bytes of memory after which the child is replaced, so that leaks of a parser do not add up.
    answer: bytes of the answer: the longest text and its terms, of four bytes a character each, and some room.
    """

    seconds: float = 60.0
    seconds_per_mebibyte: float = 10.0
    memory: int = 2048 * MEBIBYTE
    grown: int = 700 * MEBIBYTE
    answer: int = 2 * 4 * MOST_CHARACTERS + 64 * MEBIBYTE

    def for_file(self, data: bytes) -> Limits:
        """The limits for a file of these bytes, with all its time in `seconds`."""
        size = len(data) * (PACKED if data.startswith(b"PK") else 1)
        seconds = self.seconds + self.seconds_per_mebibyte * size / MEBIBYTE
        if data.startswith(OLD_OFFICE):
            seconds += ANEW
        return replace(self, seconds=seconds, seconds_per_mebibyte=0.0)


PAGE = Limits(seconds=1000.0, seconds_per_mebibyte=0.0)
"""What one page that is recognised may cost; it is looked at three times at most, each under limits of its own."""
