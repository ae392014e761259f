"""Has LibreOffice and Pandoc write a manuscript in their formats: `python -m eval.sets.office`.

No library of ours writes these, and no two runs of these programs give the same bytes: their files are made once and
kept in `eval/data/corpus/`. Needed again only where the manuscript changes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from eval.sets.cases import CORPUS
from eval.sets.corpus import DATA
from eval.sets.dating import FIXED_DATE, dated
from eval.sets.manuscript import Source, read_sources
from eval.sets.typeset import render
from rag.errors import PreuveError, TestSetError

SECONDS = 180.0
"""For a program to start and to write."""

FROM = {"odt": "docx", "rtf": "docx", "ods": "csv", "xlsx": "csv", "odp": "pptx", "pptx": "md", "epub": "md"}
"""Which form of the manuscript a format is made of: Markdown by Pandoc, the others by LibreOffice."""

_SHEET = "CSV:59,34,76,1"
"""How a csv of ours is to be read: semicolons, quotation marks, UTF-8, from the first line on."""
_RTF_DATE = re.compile(rb"\\(creatim|revtim|printim)(?:\\[a-z]+\d+)+")


def convert(source: Source, suffix: str, folder: Path) -> bytes:
    """The file of a source in a format that another program writes, with the fixed date. Raises `TestSetError`."""
    before = FROM[suffix]
    content = convert(source, before, folder) if before in FROM else render(source, before)
    path = folder / f"{Path(source.name).name}.{before}"
    if before == "md":
        # Pandoc sets the title by itself.
        content = content.partition(b"\n\n")[2]
    path.write_bytes(content)
    made = folder / "made" / path.with_suffix(f".{suffix}").name
    made.parent.mkdir(exist_ok=True)
    if before == "md":
        head = ["--metadata", f"lang={source.language}", "--metadata", f"title={source.title}", "--slide-level=2"]
        _run("pandoc", "--from=markdown-smart", "--standalone", *head, "--output", str(made), str(path))
    else:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        sheet = [f"--infilter={_SHEET}"] if before == "csv" else []
        _run("soffice", profile, "--headless", *sheet, "--convert-to", suffix, "--outdir", str(made.parent), str(path))
    if suffix == "rtf":
        day = f"\\yr{FIXED_DATE.year}\\mo{FIXED_DATE.month}\\dy{FIXED_DATE.day}".encode()
        return _RTF_DATE.sub(lambda found: b"\\" + found[1] + day, made.read_bytes())
    return dated(made.read_bytes())


def _run(name: str, *arguments: str) -> None:
    program = shutil.which(name)
    if program is None:
        raise TestSetError(f"{name} is missing: install it to make the files that it writes")
    try:
        subprocess.run([program, *arguments], check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise TestSetError(f"{name} failed: {error}") from error


def main() -> int:
    """Makes the files anew; 2 with one line on stderr where a program is missing or fails."""
    try:
        for source in read_sources(DATA / "sources"):
            for suffix in source.converted:
                with tempfile.TemporaryDirectory() as folder:
                    content = convert(source, suffix, Path(folder))
                path = DATA / CORPUS / f"{source.name}.{suffix}"
                path.write_bytes(content)
                print(f"{path}: {len(content)} bytes")
    except PreuveError as error:
        print(f"eval.sets.office: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
