"""The folder for temporary files of Gradio: ours alone, and empty.

Gradio's default is one folder for all programs of the machine, which everybody can read and which another user may have
made first: with files that Gradio then takes for its own, or so that this program cannot start.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from gradio import routes


@functools.cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="preuve-page-")  # has mode 0700, and goes with the process


def private_folder() -> Path:
    """The folder, which Gradio uses for every page that is made from now on."""
    folder = _folder().name
    os.environ["GRADIO_TEMP_DIR"] = folder
    routes.DEFAULT_TEMP_DIR = folder  # type: ignore[attr-defined]  # has the variable as it was at the import
    return Path(folder)


def clear(folder: Path) -> None:
    """Remove the empty folders that Gradio makes in it for what is switched off here."""
    for made in folder.iterdir():
        made.rmdir()
