"""`python -m tests.fuzz`: files of each format, damaged at random, go through the real child and its limits.

A file may be read or refused. What must not be: an error of the parent that is no refusal, or a reading that goes on
past its limit; then the exit code is 1. A crash or time-out of the child costs one file; it is counted and kept too,
for each of them is a reader's fault to mend. What was found lies in the folder of `--keep`, to be read again.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ingest.load import Loader
from ingest.load.limits import Limits
from rag.errors import FileRefused
from tests.fixtures.files import HTML, both, lines, pdf, picture, report, two_columns, with_footnote, word
from tests.fixtures.websites import SKELETONS, website

GRACE = 5.0
"""Seconds past its limit after which a reading has hung: the parent has to end the child and start another one."""

_WORDS = (
    "# Titre\n\n- un point\n\nÉté : œuvre, 3 €\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nالحد الأدنى\f\n\n```\nx\n```\n"
)
_TOKENS = {
    "html": "&#11; &#0; &#xD800; &#x110000; < > </ <!-- --> <![CDATA[ ]]> <table> <tr> <td> <math> <mfrac> <msup> <svg>"
    " <noframes> <frameset> <body> <li> <ol&#32;start=999999999> <dl><dt> <details><summary> <h1> <pre> <plaintext>"
    " <textarea> <title> <a&#32;href=x> <b> <noscript> <template> class=comments hidden <button> <x-y> \0",
    "md": "``` ~~~ --- === # ###### | |---| > - 1. [^1]: ** __ <div> \t \0",
    "txt": "\f \v \0 \ufeff \u2028 \r : - |",
    "pdf": "obj endobj stream endstream << >> [ ] xref trailer /Kids /Parent /Length /Filter /FlateDecode BT ET Tj ( )"
    " R 999999 -1 0",
    "docx": "<w:p> </w:p> <w:tbl> <w:tr> <w:tc> <w:t> &#11; <!-- <!DOCTYPE xmlns: PK",
}
"""Pieces that mean something in a format, between spaces."""


def seeds() -> dict[str, list[bytes]]:
    """Whole files of each format, made here."""
    pages = [website(name, "ar", "short", "form").html.encode() for name in sorted(SKELETONS)]
    drawn = [pdf(lines("Un titre", "Une phrase de plus.")), pdf(two_columns(False)), pdf(both(lines("Deux"), picture))]
    return {
        "html": [HTML.encode(), *pages],
        "md": [_WORDS.encode()],
        "txt": [_WORDS.encode(), _WORDS.encode("utf-16"), "L'été à Fès : 3 œufs.\n".encode("cp1252")],
        "pdf": drawn,
        "docx": [word(report), with_footnote(word(report), "Une note.")],
    }


def damaged(data: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    """The bytes with some of them changed, left out, doubled or replaced by pieces that mean something."""
    content = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20, 80))):
        at = chance.randrange(len(content) + 1)
        match chance.randrange(5):
            case 0:
                content[at:at] = chance.choice(tokens) * chance.choice((1, 1, 1, 50, 2000))
            case 1:
                del content[at : at + chance.choice((1, 10, 500))]
            case 2:
                start = chance.randrange(len(content) + 1)
                content[at:at] = content[start : start + chance.choice((10, 100, 2000))]
            case 3:
                content[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                content[at:at] = chance.choice(tokens)
    return bytes(content)


def damaged_archive(data: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    """An archive of which one part is damaged before it is packed, so that the damage reaches the reader."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([each for each in parts if each.endswith(".xml")])
    parts[name] = damaged(parts[name], tokens, chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return packed.getvalue()


class Fuzzer:
    """Damages files and has them read by `read`, which raises `FileRefused` as `Loader.load` does."""

    def __init__(self, read: Callable[[Path, str], object], keep: Path, limit: float) -> None:
        self._read = read
        self._keep = keep
        self._limit = limit
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self, whole: Mapping[str, Sequence[bytes]], seconds: float, seed: int) -> None:
        """Damage and read files of each format in turns until the time is over."""
        chance = random.Random(seed)
        tokens = {name: [each.replace("&#32;", " ").encode() for each in _TOKENS[name].split(" ")] for name in whole}
        until = time.monotonic() + seconds
        with tempfile.TemporaryDirectory() as folder:
            while time.monotonic() < until:
                for name, files in whole.items():
                    archive = name == "docx" and chance.random() < 0.7
                    damage = damaged_archive if archive else damaged
                    self.try_out(Path(folder) / f"file.{name}", damage(chance.choice(files), tokens[name], chance))

    def try_out(self, path: Path, data: bytes) -> None:
        """Have one file read, and note what came of it."""
        path.write_bytes(data)
        # A file that has just changed is waited for.
        os.utime(path, (0, 0))
        begun = time.monotonic()
        try:
            self._read(path, path.name)
            found = "read"
        except FileRefused as refused:
            found = refused.code
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not get out of the loader
            found = f"error of the parent: {type(error).__name__}: {error}"
            self.faults.append(found)
        if time.monotonic() - begun > self._limit + GRACE:
            self.faults.append(f"hung: {time.monotonic() - begun:.0f} s")
            found = "hung"
        self.counts[f"{path.suffix[1:]} {found}"] += 1
        if found in ("crashed", "timeout", "hung") or found.startswith("error"):
            self._keep.mkdir(parents=True, exist_ok=True)
            kept = self._keep / f"{self.counts.total():06d}-{found.partition(':')[0].replace(' ', '-')}{path.suffix}"
            kept.write_bytes(data)
            print(f"{kept}: {found}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz and print what came of it; 1 where the parent failed or hung."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600.0, help="how long, all formats together (600)")
    parser.add_argument("--formats", nargs="+", default=list(_TOKENS), choices=list(_TOKENS), help="only these")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a run; else the time")
    parser.add_argument("--limit", type=float, default=Limits().seconds, help="seconds that one file may take")
    parser.add_argument("--keep", type=Path, default=Path("reports/fuzz"), help="where files with faults are kept")
    options = parser.parse_args(arguments)
    whole = {name: files for name, files in seeds().items() if name in options.formats}
    print(f"seed {options.seed}, {options.seconds:g} s", flush=True)
    with Loader(Limits(seconds=options.limit)) as loader:
        fuzzer = Fuzzer(loader.load, options.keep, options.limit)
        fuzzer.run(whole, options.seconds, options.seed)
    for name, count in sorted(fuzzer.counts.items()):
        print(f"{count:8d}  {name}")
    return 1 if fuzzer.faults else 0


if __name__ == "__main__":
    sys.exit(main())
