"""Programs that read documents and share no code with ours: what they find tells what we lose.

None of them is needed to run anything else; those that are installed are asked.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 120
"""For one file; LibreOffice takes some to start."""


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
    return _output([program, "-q", "-enc", "UTF-8", str(path), "-"])


def _pandoc(program: str, path: Path) -> str | None:
    return _output([program, "--to=plain", "--wrap=none", str(path)])


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
    Independent("pandoc", frozenset({".docx"}), _pandoc),
    Independent("soffice", frozenset({".docx"}), _libreoffice),
    Independent("w3m", frozenset({".html", ".htm", ".xhtml"}), _w3m),
)
"""In the order in which they are told. Of .txt and .md the text is the file itself: there is nothing to compare."""
