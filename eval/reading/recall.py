"""`preuve eval recall`: which share of the words that independent readers find in files our readers find too.

A word counts as often as it occurs, after folding; its place does not count. So what is lost is seen, and what is read
in another order is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.reading.independent import Independent, installed
from ingest.folders.walk import discover
from ingest.load import Loader
from rag.errors import FileRefused, UsageError
from rag.language.folding import fold_plain

_WORD = re.compile(r"[^\W_]+")
WORST = 10
"""Files that are named, those with the least recall first."""
SHOWN = 6
"""Missing words that are shown of each."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file that both read: how many words the other reader found, how many of them we did, some that we did not.

    `refused` says why we did not read it at all.
    """

    file: str
    suffix: str
    reader: str
    words: int
    found: int
    missing: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def recall(self) -> float:
        return self.found / self.words if self.words else 1.0


@dataclass(frozen=True, slots=True)
class Recall:
    """All comparisons; `unread` counts files that an independent reader did not read."""

    comparisons: tuple[Comparison, ...]
    unread: int

    def groups(self) -> Iterator[tuple[str, str, list[Comparison]]]:
        """Suffix, independent reader and the comparisons of both."""
        for suffix, reader in sorted({(each.suffix, each.reader) for each in self.comparisons}):
            yield suffix, reader, [each for each in self.comparisons if (each.suffix, each.reader) == (suffix, reader)]

    def worst(self) -> list[Comparison]:
        """The files of which we lose the largest share of words, at most `WORST`."""
        lossy = [each for each in self.comparisons if each.found < each.words]
        return sorted(lossy, key=lambda each: (each.recall, each.file, each.reader))[:WORST]

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "recall": [
                {
                    "suffix": suffix,
                    "reader": reader,
                    "files": len(group),
                    "words": sum(each.words for each in group),
                    "found": sum(each.found for each in group),
                    "refused": sum(each.refused is not None for each in group),
                }
                for suffix, reader, group in self.groups()
            ],
            "unread": self.unread,
            "worst": [
                {
                    "file": each.file,
                    "reader": each.reader,
                    "words": each.words,
                    "found": each.found,
                    "missing": list(each.missing),
                    "refused": each.refused,
                }
                for each in self.worst()
            ],
        }

    def text(self) -> str:
        """For the terminal: a line a format and reader, then the worst files."""
        lines = [f"{'format':<8} {'against':<11} {'files':>6} {'refused':>8} {'words':>10} {'recall':>8}"]
        for suffix, reader, group in self.groups():
            words, found = sum(each.words for each in group), sum(each.found for each in group)
            refused = sum(each.refused is not None for each in group)
            share = found / words if words else 1.0
            lines.append(f"{suffix:<8} {reader:<11} {len(group):>6} {refused:>8} {words:>10,} {share:>8.4f}")
        if self.unread:
            lines.append(f"{self.unread} times an independent reader did not read a file")
        for each in self.worst():
            why = each.refused or f"without {', '.join(each.missing)}"
            lines.append(f"{each.recall:.4f} {each.reader} {each.file}: {why}")
        return "\n".join(lines)


def recall(folder: Path, progress: Progress, limit: int | None = None) -> Recall:
    """Compare the readers on the files of a folder, or the first `limit` of them that an independent one reads.

    Raises `UsageError` where no independent reader is installed, or none reads a file of the folder.
    """
    readers = installed()
    if not readers:
        raise UsageError("no independent reader is installed: install pdftotext, pandoc, w3m or LibreOffice")
    files = [(file, path) for file, path in discover(folder).files if _readers_of(path, readers)][:limit]
    if not files:
        names = ", ".join(each.program for each in readers)
        raise UsageError(f"{folder} has no file that one of {names} reads: name a folder with .pdf, .docx or .html")
    comparisons: list[Comparison] = []
    unread = 0
    with Loader() as loader:
        for number, (file, path) in enumerate(files, 1):
            ours, refused = _ours(loader, file, path)
            for reader in _readers_of(path, readers):
                theirs = reader.text(path)
                if theirs is None:
                    unread += 1
                else:
                    comparisons.append(_compared(file, path, reader, words_of(theirs), ours, refused))
            progress(number, len(files))
    return Recall(tuple(comparisons), unread)


def _readers_of(path: Path, readers: Sequence[Independent]) -> list[Independent]:
    return [reader for reader in readers if path.suffix.lower() in reader.suffixes]


def _ours(loader: Loader, file: str, path: Path) -> tuple[Counter[str], str | None]:
    """Our words of a file, or why we refuse it."""
    try:
        return words_of(loader.load(path, file).text), None
    except FileRefused as refused:
        return Counter(), f"refused ({refused.code})"


def words_of(text: str) -> Counter[str]:
    """The words of a text, folded; a raised or lowered digit is one as any other."""
    return Counter(_WORD.findall(fold_plain(unicodedata.normalize("NFKC", text))))


def _compared(
    file: str, path: Path, reader: Independent, theirs: Counter[str], ours: Counter[str], refused: str | None
) -> Comparison:
    missing = theirs - ours
    shown = tuple(word for word, _ in missing.most_common(SHOWN))
    found = theirs.total() - missing.total()
    return Comparison(file, path.suffix.lower(), reader.program, theirs.total(), found, shown, refused)
