"""Programs that read documents and share no code with ours: what they find tells what we lose.

None of them is needed to run anything else; those that are installed are asked.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 120
"""For one file; LibreOffice takes some to start."""

_OUTER = 3
"""Lines at each end of a page that may be a header or a footer."""

_NUMBER = re.compile(r"\d+")
_NOTE = re.compile(r"\[\d+\]")
"""The numbers that pandoc gives to notes; a file of Word holds none."""


@dataclass(frozen=True, slots=True)
class Independent:
    """A program on the search path that gives the text of files of some formats, by their suffix."""

    program: str
    suffixes: frozenset[str]
    read: Callable[[str, Path], str | None]

    def text(self, path: Path) -> str | None:
        """The text of a file, `None` where the program does not give it."""
        try:
            return self.read(self.program, path.resolve())
        except (OSError, subprocess.TimeoutExpired):
            return None


def installed() -> tuple[Independent, ...]:
    """Those that are on the search path."""
    return tuple(each for each in READERS if shutil.which(each.program))


def _output(command: Sequence[str]) -> str | None:
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS, check=False)  # noqa: S603
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _pdftotext(program: str, path: Path) -> str | None:
    text = _output([program, "-q", "-enc", "UTF-8", str(path), "-"])
    return None if text is None else _running_once(text)


def _running_once(text: str) -> str:
    """The text of pages, parted by form feeds, with each header and footer once, as our reader keeps it too."""
    pages = [[line for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    outer = [{*range(_OUTER), *range(len(page) - _OUTER, len(page))} for page in pages]
    words = [[_NUMBER.sub("0", line.strip()) for line in page] for page in pages]
    often = Counter(each for page, edge in zip(words, outer, strict=True) for each in _at(page, edge))
    kept: list[str] = []
    seen: set[str] = set()
    for lines, page, edge in zip(pages, words, outer, strict=True):
        for number, line in enumerate(lines):
            runs = number in edge and often[page[number]] > 1
            if not (runs and page[number] in seen):
                kept.append(line)
            seen.update([page[number]] if runs else [])
    return "\n".join(kept)


def _at(lines: Sequence[str], edge: set[int]) -> set[str]:
    return {line for number, line in enumerate(lines) if number in edge}


def _pandoc(program: str, path: Path) -> str | None:
    text = _output([program, "--to=plain", "--wrap=none", str(path)])
    return None if text is None else _NOTE.sub(" ", text)


def _w3m(program: str, path: Path) -> str | None:
    return _output([program, "-dump", "-T", "text/html", "-O", "UTF-8", "-cols", "1000", str(path)])


def _libreoffice(program: str, path: Path) -> str | None:
    """With a profile of its own: a running one would take the file and answer nothing."""
    with tempfile.TemporaryDirectory(prefix="preuve-") as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        made = _output([program, profile, "--headless", "--convert-to", _AS_TEXT, "--outdir", folder, str(path)])
        text = Path(folder) / f"{path.stem}.txt"
        return None if made is None or not text.exists() else text.read_text(encoding="utf-8", errors="replace")


_AS_TEXT = "txt:Text (encoded):UTF8"

READERS = (
    Independent("pdftotext", frozenset({".pdf"}), _pdftotext),
    Independent("pandoc", frozenset({".docx", ".odt", ".epub", ".rtf", ".ipynb"}), _pandoc),
    Independent("soffice", frozenset({".docx", ".odt", ".rtf"}), _libreoffice),
    Independent("w3m", frozenset({".html", ".htm", ".xhtml"}), _w3m),
)
"""In the order in which they are told. Of .txt and .md the text is the file itself: there is nothing to compare."""
