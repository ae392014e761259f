"""What is too large is refused with a reason, what is large but allowed is read, and neither takes all memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.load.limits import LARGEST_FILE, MEBIBYTE, MOST_PAGES
from tests.conftest import write_files
from tests.fixtures.reliability import CountRow

pytestmark = pytest.mark.faults
PREUVE = str(Path(sys.executable).with_name("preuve"))
MOST_MEMORY = 1500 * MEBIBYTE
"""Bytes of memory that an ingest may take at its peak, its children included one by one."""


@dataclass(frozen=True, slots=True)
class Done:
    """How an ingest ended: its receipt by file, and what it took; `peak` in bytes, of the largest of its processes."""

    files: dict[str, dict[str, object]]
    seconds: float
    peak: int

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s, at most {self.peak // MEBIBYTE} MB"


def environment() -> dict[str, str]:
    return {**os.environ, "PREUVE_EMBEDDER": "hash"}


def command_of(corpus: Path, index: Path) -> list[str]:
    return [PREUVE, "ingest", str(corpus), "--index", str(index), "--json"]


MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
"""Run a command and say its peak in kilobytes, from a small process: a child inherits the peak of who starts it."""


def ingested(corpus: Path, index: Path) -> Done:
    since = time.monotonic()
    command = [sys.executable, "-c", MEASURE, *command_of(corpus, index)]
    done = subprocess.run(command, text=True, capture_output=True, check=True, env=environment())
    files = {file["file"]: file for file in json.loads(done.stdout)["files"]}
    return Done(files, time.monotonic() - since, int(done.stderr.split()[-1]) * 1024)


def test_a_text_of_two_hundred_megabytes_and_one_of_three(tmp_path: Path, fault_row: CountRow) -> None:
    corpus = tmp_path / "corpus"
    write_files(corpus, {"good.txt": "Un texte sur Rabat."})
    line = "La commission de Fès a rendu son avis numéro {:07d} sur le budget de la région et sur ses écoles.\n"
    with (corpus / "huge.txt").open("w", encoding="utf-8") as huge:
        while huge.tell() < LARGEST_FILE - MEBIBYTE:
            huge.write("".join(line.format(at) for at in range(10_000)))
    (corpus / "larger.txt").write_bytes(b"a" * (LARGEST_FILE + 1))
    with (corpus / "long.txt").open("w", encoding="utf-8") as long:
        for at in range(30_000):
            long.write(line.format(at))
    done = ingested(corpus, tmp_path / "index")
    assert done.files["huge.txt"]["code"] == done.files["larger.txt"]["code"] == "too-large"
    assert "at most" in str(done.files["huge.txt"]["reason"])
    assert {file for file, each in done.files.items() if each["status"] == "added"} == {"good.txt", "long.txt"}
    assert done.peak < MOST_MEMORY
    row = fault_row(44)
    row.happened()
    row.measured = f"texts of 200 MB (refused) and 3 MB (read): {done}"


def page_tree(pages: int) -> bytes:
    """A PDF of so many pages that share one content."""
    kids = b" ".join(b"%d 0 R" % (at + 5) for at in range(pages))
    content = b"BT /F 12 Tf 60 700 Td (Une page sur Rabat.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"] * pages,
    ]
    body, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(body) + tail % (size, table, size, len(body))


def test_a_pdf_of_twenty_thousand_pages_and_one_of_two_thousand(tmp_path: Path, fault_row: CountRow) -> None:
    corpus = tmp_path / "corpus"
    write_files(corpus, {"good.txt": "Un texte sur Rabat."})
    (corpus / "huge.pdf").write_bytes(page_tree(2 * MOST_PAGES))
    (corpus / "long.pdf").write_bytes(page_tree(MOST_PAGES // 5))
    done = ingested(corpus, tmp_path / "index")
    assert done.files["huge.pdf"]["code"] == "too-many-pages"
    assert f"{MOST_PAGES}" in str(done.files["huge.pdf"]["reason"]).replace(",", "").replace(" ", "")
    assert done.files["long.pdf"]["status"] == "added"
    assert done.peak < MOST_MEMORY
    row = fault_row(44)
    row.happened()
    row.measured = f"PDFs of 20,000 pages (refused) and 2,000 pages (read): {done}"


def test_ten_thousand_files_with_a_kill_on_the_way(tmp_path: Path, fault_row: CountRow) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write_files(corpus, {f"{at // 500:02d}/f{at}.txt": f"Le texte numéro {at} parle de Fès." for at in range(10_000)})
    killed = subprocess.Popen(
        command_of(corpus, index), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )
    catalog = index / "catalog-0001.sqlite3"
    while killed.poll() is None and not (catalog.exists() and catalog.stat().st_size > MEBIBYTE):
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    stored = catalog.stat().st_size
    done = ingested(corpus, index)
    assert len(done.files) == 10_000
    assert {each["status"] for each in done.files.values()} == {"added"}
    assert done.peak < MOST_MEMORY
    row = fault_row(44)
    row.happened(stored > MEBIBYTE)
    row.measured = f"10,000 files, gone on with after a kill: {done}"
