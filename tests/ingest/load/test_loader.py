"""Files to documents through the child process: limits, crashes, changing files."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.load import Loader, load
from ingest.load.limits import LARGEST_FILE, MEBIBYTE, Limits
from ingest.load.loader import read_stable
from rag.errors import FileRefused
from tests import CHECKOUT
from tests.fixtures.files import HTML, bomb_docx, content_pdf, lines, pdf, picture, png, report, two_columns, word

pytestmark = pytest.mark.process

STUB = """
import os, sys
sys.path.append({root!r})
from ingest.load.child import serve
from ingest.load.extracted import Extracted

def recurse(depth):
    return recurse(depth + 1) + 1

def read(data, file, depth, recognised):
    match data.decode():
        case "abort": os.abort()
        case "exit": os._exit(3)
        case "loop":
            while True: pass
        case "allocate": return Extracted("txt", "a" * (4 << 30))
        case "grow": len(b"a" * (250 << 20))
        case "recurse": recurse(0)
        case "raise": raise RuntimeError("unforeseen")
        case "print": print("noise on standard output", flush=True); os.write(1, b"more noise")
        case "closed": os.close(0)
    return Extracted("txt", f"{{os.getpid()}} {{data.decode()}}")

serve(read)
"""


@pytest.fixture(scope="module")
def loader() -> Iterator[Loader]:
    with Loader() as shared:
        yield shared


@pytest.fixture(scope="module")
def stubbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loader]:
    limits = Limits(seconds=6, memory=1024 * MEBIBYTE)
    with Loader(limits, worker(tmp_path_factory.mktemp("stub"))) as shared:
        yield shared


def worker(folder: Path) -> tuple[str, ...]:
    script = folder / "stub.py"
    script.write_text(STUB.format(root=str(CHECKOUT)))
    return (sys.executable, str(script))


def test_every_format_gives_a_document(tmp_path: Path, loader: Loader) -> None:
    contents = {
        "a.txt": "Le comité s’est réuni à Rabat en mars, et il a rendu son avis.".encode(),
        "b.md": "# Titre\n\nLe comité s’est réuni à Rabat en mars.\n".encode(),
        "c.html": HTML.encode(),
        "d.pdf": pdf(two_columns(True), lines("La dernière page du document.")),
        "e.docx": word(report),
    }
    for file, data in contents.items():
        (tmp_path / file).write_bytes(data)
        document = loader.load(tmp_path / file, f"dossier/{file}")
        assert document.file == f"dossier/{file}"
        assert document.sha256 == hashlib.sha256(data).hexdigest()
        assert document.format == file.rpartition(".")[2]
        assert document.language == "fr"
        assert document.warnings == ()
        assert all(document.text[heading.start : heading.end].strip() for heading in document.headings)
    assert len(loader.load(tmp_path / "d.pdf", "d.pdf").pages) == 2


@pytest.mark.parametrize(
    ("file", "data", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("mark.txt", b"\xef\xbb\xbf", "empty"),
        ("space.md", b" \n\t\n", "empty"),
        ("cut.pdf", pdf(lines("Du texte."))[:400], "damaged"),
        ("locked.pdf", pdf(lines("Du texte."), password="x"), "encrypted"),
        ("scan.pdf", pdf(picture), "no-text"),
        ("image.png", png(), "no-text"),
        ("noise.txt", bytes(range(256)) * 9, "binary"),
        ("bomb.docx", bomb_docx(60), "archive-bomb"),
    ],
)
def test_refused_files_say_why_in_one_line(tmp_path: Path, loader: Loader, file: str, data: bytes, code: str) -> None:
    (tmp_path / file).write_bytes(data)
    with pytest.raises(FileRefused) as caught:
        loader.load(tmp_path / file, file)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("file", "data", "warning"),
    [
        ("text.pdf", "Du texte à lire.".encode(), "named .pdf but holds text"),
        ("nul.txt", b"Du texte\0 avec un octet nul, et encore du texte.", "control character"),
        ("mojibake.txt", "LâÃ©tÃ© dernier, aprÃ¨s la fÃªte".encode(), "garbled"),
        ("glyphs.txt", b"(cid:12)(cid:7)(cid:99)", "garbled"),
        ("hidden.txt", "Le texte\u202e caché\u202c suit.".encode(), "invisible"),
    ],
)
def test_doubtful_files_are_read_with_a_warning(
    tmp_path: Path, loader: Loader, file: str, data: bytes, warning: str
) -> None:
    (tmp_path / file).write_bytes(data)
    assert any(warning in sentence for sentence in loader.load(tmp_path / file, file).warnings)


def test_a_guessed_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("L’été à Fès est doré.".encode("cp1252"))
    document = load(tmp_path / "latin.txt", "latin.txt")
    assert (document.text, document.encoding, document.encoding_guessed) == ("L’été à Fès est doré.", "cp1252", True)


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        ("abort", "crashed", "signal 6"),
        ("exit", "crashed", "exit code 3"),
        ("raise", "crashed", "exit code 1"),
        ("loop", "timeout", "longer than 6 s"),
        ("allocate", "memory", "memory"),
        ("recurse", "damaged", "nested too deeply"),
    ],
)
def test_a_parser_that_misbehaves_costs_one_file(
    tmp_path: Path, stubbed: Loader, content: str, code: str, message: str
) -> None:
    (tmp_path / "bad").write_text(content)
    (tmp_path / "good").write_text("good")
    with pytest.raises(FileRefused, match=message) as caught:
        stubbed.load(tmp_path / "bad", "bad")
    assert caught.value.code == code
    assert stubbed.load(tmp_path / "good", "good").text.endswith("good")


def test_one_child_reads_many_files_and_is_replaced_when_it_has_grown(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "grow").write_text("grow")
    with Loader(Limits(grown=250 * MEBIBYTE), worker(tmp_path)) as loader:
        pids = [loader.load(tmp_path / file, file).text.split()[0] for file in ("a", "a", "grow", "a")]
    assert pids[0] == pids[1] == pids[2] != pids[3]


def test_what_a_parser_prints_does_not_reach_the_protocol(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("print")
    with Loader(worker=worker(tmp_path)) as loader:
        assert loader.load(tmp_path / "a", "a").text.endswith("print")
        assert loader.load(tmp_path / "a", "a").text.endswith("print")


def test_an_answer_that_is_too_long_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Du texte. " * 500)
    with Loader(Limits(answer=4000)) as loader, pytest.raises(FileRefused) as caught:
        loader.load(tmp_path / "a.txt", "a.txt")
    assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("comments.html", b"<html><body>" + b"<!--" * 200_000),
        ("operators.pdf", content_pdf(b"q " * 20_000_000)),
        ("stream.pdf", content_pdf(b" " * (300 << 20), 2)),
        ("attributes.html", b"<html><body " + b" ".join(b"a%d=1" % number for number in range(300_000)) + b">x"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bombs_cost_no_more_than_the_limits(tmp_path: Path, loader: Loader, file: str, data: bytes) -> None:
    (tmp_path / file).write_bytes(data)
    with Loader(Limits(seconds=2, memory=1024 * MEBIBYTE)) as limited, pytest.raises(FileRefused) as caught:
        limited.load(tmp_path / file, file)
    assert caught.value.code in ("timeout", "memory", "crashed", "no-text")


def mutated(data: bytes, choose: random.Random) -> bytes:
    """The bytes cut off, with some overwritten, with a piece taken out or with one put in."""
    at = choose.randrange(len(data))
    match choose.randrange(4):
        case 0:
            return data[:at]
        case 1:
            changed = bytearray(data)
            for _ in range(choose.randrange(1, 40)):
                changed[choose.randrange(len(data))] = choose.randrange(256)
            return bytes(changed)
        case 2:
            return data[:at] + data[at + choose.randrange(1, 500) :]
        case _:
            return data[:at] + choose.randbytes(choose.randrange(1, 300)) + data[at:]


def test_damaged_files_are_read_or_refused_and_never_crash_the_child(tmp_path: Path, loader: Loader) -> None:
    whole = {
        "a.pdf": pdf(two_columns(True, "Titre"), lines("Bonjour à tous.", "Suite")),
        "b.pdf": pdf(*(lines(f"La page {number}.") for number in range(9)), owner="x"),
        "c.docx": word(report),
        "d.html": HTML.encode(),
        "e.txt": "Été à Rabat. ".encode("cp1252") * 40,
    }
    expected = {"empty", "no-text", "encrypted", "damaged", "binary", "unsupported", "archive-bomb"}
    codes = set()
    for seed in range(60):
        choose = random.Random(seed)
        file = choose.choice(sorted(whole))
        (tmp_path / file).write_bytes(mutated(whole[file], choose))
        try:
            assert loader.load(tmp_path / file, file).text
        except FileRefused as refused:
            codes.add(refused.code)
    assert "damaged" in codes <= expected


def test_a_file_that_changes_while_it_is_read_is_one_version_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    versions = [letter * 3_000_000 for letter in (b"a", b"b", b"c")]
    path.write_bytes(versions[0])
    stop = threading.Event()

    def rewrite() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            path.write_bytes(versions[turn % 3])
            stop.wait(0.25 if turn % 8 == 0 else 0.02)

    writer = threading.Thread(target=rewrite)
    writer.start()
    whole = {b"", *versions}
    outcomes = []
    try:
        for _ in range(12):
            try:
                outcomes.append(read_stable(path) in whole)
            except FileRefused as refused:
                outcomes.append(refused.code == "unstable")
    finally:
        stop.set()
        writer.join()
    assert all(outcomes)
    assert read_stable(path) in whole


def test_what_was_written_a_moment_ago_may_be_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two readings find the same half; the pause between two attempts shows the whole."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"half")
    monkeypatch.setattr("ingest.load.loader.time.sleep", lambda _: (path.write_bytes(b"half and half"), age(path)))
    assert read_stable(path) == b"half and half"


def age(path: Path) -> None:
    """As if it had been written a minute ago."""
    os.utime(path, (path.stat().st_mtime - 60,) * 2)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(LARGEST_FILE + 1)
    cases = {"missing": "unreadable", "pipe": "unreadable", ".": "unreadable", "large": "too-large"}
    for name, code in cases.items():
        with pytest.raises(FileRefused) as caught:
            read_stable(tmp_path / name)
        assert caught.value.code == code, name


def test_the_package_does_not_import_the_parsers() -> None:
    code = "import sys, ingest.load; print([m for m in ('lxml', 'docx', 'pypdfium2', 'numpy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert run.stdout.strip() == "[]"


def test_the_child_does_not_import_from_the_folder_it_is_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('imported from the working folder')")
    (tmp_path / "a.txt").write_text("Du texte à lire.")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert load(Path("a.txt"), "a.txt").text == "Du texte à lire."
