"""Bad input and start-up faults through the real command: one line, the promised exit code, the rest is done."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.files import lines, pdf
from tests.fixtures.reliability import CountRow
from tests.fixtures.stored import publish

pytestmark = pytest.mark.process

PREUVE = str(Path(sys.executable).with_name("preuve"))
Done = subprocess.CompletedProcess[str]


def preuve(index: Path, *arguments: str | Path, **variables: str) -> Done:
    environment = {**os.environ, "PREUVE_INDEX": str(index), "PREUVE_EMBEDDER": "hash", **variables}
    return subprocess.run(
        [PREUVE, *map(os.fspath, arguments)],
        capture_output=True, text=True, errors="surrogateescape", input="", env=environment, timeout=120, check=False,
    )  # fmt: skip


def said(done: Done, code: int) -> str:
    """The one line on standard error of a command that ended with this exit code."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("preuve: ")
    return line


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published index of the seed texts."""
    directory = tmp_path_factory.mktemp("bad") / "index"
    publish(directory, SEED_TEXTS)
    return directory


def test_bad_files_are_refused_with_reasons_and_the_rest_is_ingested(tmp_path: Path, fault_row: CountRow) -> None:
    corpus = tmp_path / "corpus"
    write_files(corpus, SEED_TEXTS)
    whole = pdf(lines("Une page sur la loi."))
    files = {
        "empty.txt": b"",
        "bom.txt": b"\xef\xbb\xbf",
        "cut.pdf": whole[: len(whole) // 3],
        "encrypted.pdf": pdf(lines("Une page."), password="secret"),
        "binary.txt": bytes(range(256)) * 9,
        "nul.txt": b"\0" * 400,
        "text.pdf": "Un texte nommé PDF, sur Meknès et ses environs.".encode(),
        "latin1.txt": "Été à Fès, où l'université a été fondée en 859 ; près du fleuve.".encode("latin-1"),
        "utf16.txt": "Un texte sur Agadir en seize bits.".encode("utf-16"),
    }
    for name, data in files.items():
        (corpus / name).write_bytes(data)
    (tmp_path / "outside.txt").write_text("Hors du dossier.", encoding="utf-8")
    (corpus / "link.txt").symlink_to(tmp_path / "outside.txt")
    Path(os.fsdecode(os.fsencode(corpus) + b"/caf\xe9.txt")).write_text("Un nom.", encoding="utf-8")
    done = preuve(tmp_path / "index", "ingest", corpus, tmp_path / "nowhere", "--json")
    assert "nowhere does not exist" in said(done, 2)
    record = json.loads(done.stdout)
    refused = {file["file"]: file["code"] for file in record["files"] if file["status"] == "refused"}
    assert set(refused) == {
        "empty.txt", "bom.txt", "cut.pdf", "encrypted.pdf", "binary.txt", "nul.txt", "link.txt", "caf\ufffd.txt",
    }  # fmt: skip
    assert (refused["empty.txt"], refused["encrypted.pdf"], refused["link.txt"]) == ("empty", "encrypted", "outside")
    assert all(file["reason"] and "\n" not in file["reason"] for file in record["files"] if "reason" in file)
    added = {file["file"]: file for file in record["files"] if file["status"] == "added"}
    assert set(added) == {*SEED_TEXTS, "text.pdf", "latin1.txt", "utf16.txt"}
    assert added["latin1.txt"]["encoding_guessed"]
    assert added["text.pdf"]["warnings"]
    row = fault_row(35)
    for _ in refused:
        row.happened()


BAD_QUESTIONS = {"": "empty", "   ?! ": "empty", "x" * 5000: "at most 4,000", "é\udcff\udcfe": "not text"}


@pytest.mark.parametrize("question", BAD_QUESTIONS, ids=["empty", "signs", "long", "surrogates"])
def test_a_question_that_is_none_is_refused(index: Path, question: str) -> None:
    assert BAD_QUESTIONS[question] in said(preuve(index, "ask", question), 2)


def test_a_question_of_a_megabyte_is_refused(index: Path) -> None:
    done = subprocess.run(
        [PREUVE, "ask", "-", "--index", str(index)], input="x" * 1_000_000, capture_output=True, text=True, check=False,
        env={**os.environ, "PREUVE_EMBEDDER": "hash"},
    )  # fmt: skip
    assert "1,000,000 characters" in said(done, 2)


def test_empty_folders_and_paths_that_are_none(tmp_path: Path, index: Path, fault_row: CountRow) -> None:
    (tmp_path / "empty").mkdir()
    row = fault_row(23)
    for path, message in [
        (tmp_path / "empty", "there is no document in"),
        (tmp_path / "nowhere", "does not exist"),
        (tmp_path / ("x" * 300), "too long"),
        (Path("/dev/null"), "there is no document in"),
    ]:
        done = preuve(tmp_path / "index", "ingest", path)
        if path == Path("/dev/null"):
            assert done.returncode == 0
            assert "a device" in done.stdout
        else:
            assert message in said(done, 2)
        row.happened()


def test_addresses_are_no_documents(tmp_path: Path, fault_row: CountRow) -> None:
    row = fault_row(29)
    write_files(tmp_path / "corpus", {"a.txt": "Un texte sur Rabat."})
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        port = listener.getsockname()[1]
        urls = f"""http://127.1:{port}/x http://127.0.0.1:{port}/a.txt http://[::1]:{port}/x http://localhost:{port}/
        http://2130706433:{port}/ http://0x7f000001:{port}/ http://0:{port}/ http://127.0.0.1.nip.io:{port}/
        http://169.254.169.254/latest file:///etc/passwd https://example.org/a.html ftp://127.0.0.1:{port}/x
        //127.0.0.1:{port}/x gopher://127.0.0.1:{port}/_x data:text/plain,Un%20texte""".split()
        done = preuve(tmp_path / "index", "ingest", tmp_path / "corpus", *urls, "--json")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == len(urls)
    assert all("does not exist" in line for line in done.stderr.splitlines())
    assert [file["file"] for file in json.loads(done.stdout)["files"]] == ["a.txt"]
    row.happened(times=len(urls))


START = {
    "unknown variable": ({"PREUVE_EMBEDER": "hash"}, ["status"], "PREUVE_EMBEDER is not a setting"),
    "no number": ({"PREUVE_PASSAGES": "many"}, ["status"], "PREUVE_PASSAGES is 'many'"),
    "out of range": ({"PREUVE_PASSAGES": "0"}, ["status"], "passages is 0"),
    "too small": ({"PREUVE_PASSAGE_CHARACTERS": "3"}, ["status"], "must be at least 100"),
    "share": ({"PREUVE_TOLERATED_ERRORS": "7"}, ["status"], "between 0 and 1"),
    "failpoint": ({"PREUVE_FAILPOINT": "x:y"}, ["status"], "PREUVE_FAILPOINT"),
    "no model folder": ({"PREUVE_EMBEDDER": "/nowhere/model"}, ["ask", "Où ?"], "/nowhere/model does not exist"),
    "unknown command": ({}, ["answer"], "invalid choice"),
    "no question": ({}, ["ask"], "QUESTION"),
    "other embedder": ({"PREUVE_EMBEDDER": "bundled"}, ["ask", "Où ?"], "built with the embedder hash"),
    "other settings": ({"PREUVE_PASSAGE_CHARACTERS": "500"}, ["ask", "Où ?"], "passage_characters 1000"),
    "other settings, ingest": ({"PREUVE_PASSAGE_CHARACTERS": "500"}, ["ingest", "."], "--rebuild"),
    "no index": ({"PREUVE_INDEX": "/nowhere/index"}, ["ask", "Où ?"], "there is no index in /nowhere/index"),
    "no model": ({"PREUVE_MODEL": "nobody:x"}, ["ask", "Où ?"], "nobody"),
    "no answers": ({}, ["verify", "/nowhere/answer.json"], "/nowhere/answer.json cannot be read"),
}


QUICK = ("unknown variable", "no number", "no model folder", "unknown command", "other settings", "no index")


@pytest.mark.parametrize(
    "fault", [pytest.param(name, marks=() if name in QUICK else pytest.mark.faults, id=name) for name in START]
)
def test_a_start_up_fault_is_one_line(index: Path, fault: str, fault_row: CountRow) -> None:
    variables, arguments, message = START[fault]
    assert message in said(preuve(index, *arguments, **variables), 2)
    fault_row(46).happened()


def test_a_file_where_the_index_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    write_files(tmp_path / "corpus", SEED_TEXTS)
    assert "cannot be written" in said(preuve(tmp_path / "file", "ingest", tmp_path / "corpus"), 2)
    assert "there is no index" in said(preuve(tmp_path / "file", "status"), 2)


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="needs a read-only mount")
def test_a_read_only_store_is_read_and_not_written(index: Path, tmp_path: Path, fault_row: CountRow) -> None:
    store = tmp_path / "store"
    store.mkdir()
    if subprocess.run(["mount", "--bind", index, store], capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    row = fault_row(46)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", store], check=True)
        write_files(tmp_path / "corpus", SEED_TEXTS)
        assert "cannot be written (Read-only" in said(preuve(store, "ingest", tmp_path / "corpus"), 2)
        row.happened()
        done = preuve(store, "ask", "Où siège la CNDP ?")
        assert (done.returncode, done.stderr) == (0, "")
        assert "law.md" in done.stdout
        assert preuve(store, "check").returncode == 0
        row.happened()
    finally:
        subprocess.run(["umount", store], check=True)


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs another user")
def test_an_index_of_somebody_else_is_told(tmp_path: Path, fault_row: CountRow) -> None:
    """Run as a user who may not enter the directory: as root every permission is given."""
    code = (
        "import os, sys; from pathlib import Path; from rag.errors import IndexProblem\n"
        "from rag.index.embedded.lock import write_lock\n"
        "from rag.index.embedded.generation import read_pointer; os.setuid(65534)\n"
        "for use in (read_pointer, lambda path: write_lock(path).__enter__()):\n"
        "    try: use(Path(sys.argv[1]))\n"
        "    except IndexProblem as error: print(type(error).__name__, error)\n"
    )
    closed = tmp_path / "index"
    publish(closed, SEED_TEXTS)
    closed.chmod(0o700)
    for folder in tmp_path.parents:
        if folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    tmp_path.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", code, str(closed)], capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert first.startswith("IndexProblem")
    assert "check its permissions" in first
    assert "cannot be written (Permission denied)" in second
    fault_row(46).happened()


@pytest.mark.parametrize("redirect", [">&-", ">/dev/full", "2>&-", "<&-"])
def test_closed_and_full_outputs(index: Path, redirect: str, fault_row: CountRow) -> None:
    command = f'"{PREUVE}" status --json {redirect}'
    environment = {**os.environ, "PREUVE_INDEX": str(index), "PREUVE_EMBEDDER": "hash"}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == (2 if redirect == ">/dev/full" else 0)
    if done.returncode:
        assert "No space left" in said(done, 2)
    fault_row(54).happened()


def test_a_reader_that_goes_away_is_no_error(index: Path) -> None:
    command = f'"{PREUVE}" status --json | true'
    environment = {**os.environ, "PREUVE_INDEX": str(index), "PREUVE_EMBEDDER": "hash"}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
