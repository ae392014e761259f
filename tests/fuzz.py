"""`python -m tests.fuzz`: files of each format, damaged at random, go through the real child; then requests.

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
from ingest.load.process import START_SECONDS
from rag.errors import FileRefused
from tests.fixtures.files import HTML, archive, both, lines, pdf, picture, report, two_columns, with_footnote, word
from tests.fixtures.made.packages import RTF, SHEET, TABLE, TEXT, book, opendocument, presentation, shape, slide
from tests.fixtures.made.scans import as_png, as_tiff
from tests.fixtures.made.scans import drawn as drawn_page
from tests.fixtures.made.workbook import number, row, workbook
from tests.fixtures.websites import SKELETONS, website
from tests.fuzz_http import fuzz

GRACE = 5.0 + START_SECONDS
"""Seconds past its limit after which a reading has hung: the parent has to end the child and start another one."""

_WORDS = (
    "# Titre\n\n- un point\n\nÉté : œuvre, 3 €\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nالحد الأدنى\f\n\n```\nx\n```\n"
)
HTTP = "http"
"""Beside the formats: requests to a server (`tests.fuzz_http`)."""

_TOKENS = {
    "html": "&#11; &#0; &#xD800; &#x110000; < > </ <!-- --> <![CDATA[ ]]> <table> <tr> <td> <math> <mfrac> <msup> <svg>"
    " <noframes> <frameset> <body> <li> <ol&#32;start=999999999> <dl><dt> <details><summary> <h1> <pre> <plaintext>"
    " <textarea> <title> <a&#32;href=x> <b> <noscript> <template> class=comments hidden <button> <x-y> \0",
    "md": "``` ~~~ --- === # ###### | |---| > - 1. [^1]: ** __ <div> \t \0",
    "txt": "\f \v \0 \ufeff \u2028 \r : - |",
    "pdf": "obj endobj stream endstream << >> [ ] xref trailer /Kids /Parent /Length /Filter /FlateDecode BT ET Tj ( )"
    " R 999999 -1 0",
    "xlsx": "<row> </row> <row&#32;r='9999999'> <c&#32;t='s'> <c&#32;r='XFD1'> <v>-1</v> <v>1e308</v> <is> <mergeCell"
    " ref='A1:XFD1048576'> <col&#32;max='16384'> <autoFilter> <!DOCTYPE 0;-0;@ [$-40C]d [>3] \"",
    "ods": "<table:table-row> <table:table-cell> </table:table-row> table:number-rows-repeated='99999999'"
    " table:number-columns-repeated='99999' table:number-rows-spanned='9' <text:p> <office:annotation> <!DOCTYPE",
    "odt": "<text:list> <text:list-item> <text:p> <text:h&#32;text:outline-level='x'> <text:note>"
    " <text:s&#32;text:c='99999'> <table:table> <draw:frame> <draw:text-box> </text:p> <text:section> <!DOCTYPE",
    "pptx": "<a:p> <a:t> </a:t> <a:tbl> <a:tr> <a:tc> <p:sp> <p:grpSp> <p:ph&#32;type='title'/> <a:buAutoNum>"
    " lvl='99' <!DOCTYPE",
    "epub": "<itemref <item> href='../../x' <p> <h1> <nav> <a&#32;href='#'> </body> <!DOCTYPE &x; linear='no'",
    "rtf": "{ } \\par \\cell \\row \\trowd \\intbl \\u-1? \\uc99 \\bin99999 \\'ff \\* {\\fonttbl {\\upr {\\footnote"
    " \\ansicpg9 \\f0 \\ls1 \\v \\outlinelevel8 \0",
    "png": "IHDR IDAT PLTE tRNS eXIf pHYs IEND \xff \0",
    "tiff": "II*\0 MM \1\1\4\0 \xff\xff\xff\xff",
    "csv": '; , \t " "" \n \r | sep=; \0 \ufeff',
    "json": '{ } [ ] , : " \\ null true 1e999 -0 \\ud800 \n {"a":',
    "ipynb": '{ } [ ] , : " \\ null {"cells": "source": "outputs": [[]] 1e9',
    "srt": "--> 00:00:01,000 99:99:99,999 \n\n WEBVTT NOTE <v&#32;x> <i> {\\an8} 1",
    "zip": "PK PK\3\4 ../ !/ \\ C: __MACOSX/ . \0",
    "eml": "\n\n -- --b --b-- Content-Type: multipart/mixed; boundary=b message/rfc822 text/html base64 =?utf-8?q? ?="
    " =3D Content-Disposition:&#32;attachment;filename= filename*=utf-8''%ff \0",
    "docx": "<w:p> </w:p> <w:tbl> <w:tr> <w:tc> <w:t> &#11; <!-- <!DOCTYPE xmlns: PK",
}
"""Pieces that mean something in a format, between spaces."""


ARCHIVES = frozenset({"docx", "xlsx", "ods", "odt", "pptx", "epub"})
"""Formats of which a part is damaged, mostly, and not the archive."""


MAIL = (
    b"From: a@example.org\nSubject: =?utf-8?q?R=C3=A9union?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed;"
    b' boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nBonjour.\n--b\nContent-Type: message/rfc822\n\n'
    b"Subject: Avant\n\nLe mail.\n--b\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n"
    b'Content-Disposition: attachment; filename="a.zip"\n\nUEsDBAoAAAAA\n--b--\n'
)


def seeds() -> dict[str, list[bytes]]:
    """Whole files of each format, made here."""
    pages = [website(name, "ar", "short", "form").html.encode() for name in sorted(SKELETONS)]
    drawn = [pdf(lines("Un titre", "Une phrase de plus.")), pdf(two_columns(False)), pdf(both(lines("Deux"), picture))]
    rows = row(1, "Ville", "Montant") + row(2, "Fès", number(5, 2)) + row(3, "Oujda", number("45363", 3))
    sheet = workbook(
        rows, formats=("#,##0.00", "dd/mm/yyyy"), behind='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    return {
        "xlsx": [sheet],
        "ods": [opendocument(SHEET, "spreadsheet")],
        "odt": [opendocument(TEXT, "text")],
        "pptx": [presentation(slide(shape("Titre", kind="title"), shape("Un", "Deux", kind="body"), TABLE))],
        "epub": [
            book({"a": "<h1>Un</h1><p>Le texte.</p>", "b": "<p>La suite.</p>"}, contents='<a href="b.xhtml">B</a>')
        ],
        "zip": [archive([("a/été.txt", b"Un texte."), ("b.md", b"# Titre"), ("../c.txt", b"x")])],
        "eml": [MAIL],
        "rtf": [RTF.encode("cp1252")],
        "csv": ['Ville;Montant\nFès;5\n"a ""b""\nc";6\n'.encode()],
        "json": [b'[{"a": 1, "b": "x"}, {"a": 2.50, "b": null}]', b'{"a": {"b": [1, {"c": [2]}]}}\n{"d": 1}'],
        "ipynb": [b'{"cells": [{"cell_type": "markdown", "source": ["# A"]}, {"cell_type": "code", "source": "x"}]}'],
        "srt": [b"1\n00:00:01,000 --> 00:00:02,000\nBonjour.\n\n2\n00:00:03,000 --> 00:00:04,000\n- Fin\n"],
        "html": [HTML.encode(), *pages],
        "md": [_WORDS.encode()],
        "txt": [_WORDS.encode(), _WORDS.encode("utf-16"), "L'été à Fès : 3 œufs.\n".encode("cp1252")],
        "pdf": drawn,
        "png": [as_png(drawn_page("Un mot.", 30))],
        "tiff": [as_tiff([drawn_page("Un mot.", 30)] * 2)],
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
    name = chance.choice([each for each in parts if each.endswith((".xml", ".rels", ".xhtml", ".opf"))])
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
                    packed = name in ARCHIVES and chance.random() < 0.7
                    damage = damaged_archive if packed else damaged
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
    parser.add_argument(
        "--seconds", type=float, default=600.0, help="how long, the files together, and http (600 each)"
    )
    known = [*_TOKENS, HTTP]
    parser.add_argument("--formats", nargs="+", default=known, choices=known, help="only these; http is the server")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a run; else the time")
    parser.add_argument("--limit", type=float, default=Limits().seconds, help="seconds that one file may take")
    parser.add_argument("--keep", type=Path, default=Path("reports/fuzz"), help="where files with faults are kept")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}, {options.seconds:g} s", flush=True)
    whole = {name: files for name, files in seeds().items() if name in options.formats}
    sound = not whole or fuzz_files(whole, options)
    if HTTP in options.formats:
        sound = fuzz(options.seconds, options.seed, options.keep) and sound
    return 0 if sound else 1


def fuzz_files(whole: Mapping[str, Sequence[bytes]], options: argparse.Namespace) -> bool:
    """Damage files, have them read, and print what came of it; whether the parent neither failed nor hung."""
    with Loader(Limits(seconds=options.limit)) as loader:

        def read(path: Path, file: str) -> object:
            loader.members(path.read_bytes(), file)
            return loader.load(path, file)

        fuzzer = Fuzzer(read, options.keep, options.limit)
        fuzzer.run(whole, options.seconds, options.seed)
    for name, count in sorted(fuzzer.counts.items()):
        print(f"{count:8d}  {name}")
    return not fuzzer.faults


if __name__ == "__main__":
    sys.exit(main())
